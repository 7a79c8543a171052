"""Answers that a client may keep, and need not be sent again while they are what it has."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response


def tagged(
    request: Request, body: bytes, tag: str, media_type: str, headers: Mapping[str, str]
) -> Response:
    """The body under its ETag, or a 304 (RFC 9110, section 13.1.2)."""
    quoted = f'"{tag}"'
    headers = {"ETag": quoted, "Cache-Control": "no-cache", **headers}
    held = [
        each.strip().removeprefix("W/")
        for each in request.headers.get("if-none-match", "").split(",")
    ]
    if quoted in held or held == ["*"]:
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=media_type)
