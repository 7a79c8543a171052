"""API keys: every request needs one of the key file, except on open paths."""

import re
from collections.abc import Collection
from datetime import UTC, datetime
from urllib.parse import unquote_plus

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.guard.key_file import Key, KeyFile
from app.guard.problem import Problem

FORM = b"application/x-www-form-urlencoded"
MISSING = "missing API key: send it in X-API-Key, or in Authorization as a Bearer token"
# The name LanguageTool's clients send a key by.
_FIELD = re.compile(rb"(?:^|&)apiKey=([^&]+)")


class Keys:
    """Refuses requests without a valid API key (401) and with an expired one (403).

    The key is in `Authorization: Bearer` or `X-API-Key`; on `form_paths`, whose protocol has no
    headers, it may be in the field `apiKey` of the query or the form.
    """

    def __init__(
        self,
        app: ASGIApp,
        file: KeyFile,
        open_paths: Collection[str] = (),
        form_paths: Collection[str] = (),
    ) -> None:
        self.app = app
        self.file = file
        self.open_paths = frozenset(open_paths)
        self.form_paths = frozenset(form_paths)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["path"] in self.open_paths:
            return await self.app(scope, receive, send)
        given = _in_headers(scope)
        if given is None and scope["path"] in self.form_paths:
            given = _in_fields(scope["query_string"])
            if given is None and _is_form(scope):
                body, receive = await _peek(receive)
                given = _in_fields(body)
        scope.setdefault("state", {})["key"] = self.admit(given)
        await self.app(scope, receive, send)

    def admit(self, given: str | None) -> Key:
        """The key that was given; Problem 401 or 403 if it is not valid."""
        if given is None:
            raise _unauthorized(MISSING, 'Bearer realm="levelhead"')
        key = self.file.find(given)
        invalid = 'Bearer realm="levelhead", error="invalid_token"'
        if key is None:
            raise _unauthorized("unknown API key", invalid)
        if key.expires and key.expires <= datetime.now(UTC):
            raise Problem(403, "this API key has expired", reason="expired")
        return key


def _unauthorized(detail: str, challenge: str) -> Problem:
    return Problem(401, detail, headers={"WWW-Authenticate": challenge}, reason="unauthorized")


def _in_headers(scope: Scope) -> str | None:
    bearer = alone = None
    for name, value in scope["headers"]:
        if name == b"authorization" and value[:7].lower() == b"bearer ":
            bearer = value[7:].strip()
        elif name == b"x-api-key":
            alone = value.strip()
    found = bearer or alone
    return found.decode("latin-1") if found else None


def _in_fields(fields: bytes) -> str | None:
    """The key in a query or form, without decoding the other fields, which may be megabytes."""
    found = _FIELD.search(fields)
    return unquote_plus(found[1].decode("latin-1")) if found else None


def _is_form(scope: Scope) -> bool:
    kind = next((value for name, value in scope["headers"] if name == b"content-type"), b"")
    return kind.partition(b";")[0].strip().lower() == FORM


async def _peek(receive: Receive) -> tuple[bytes, Receive]:
    """The whole body, and a `receive` that returns it again.

    It may be of any length: `receive` raises when the limit of a body is exceeded.
    """
    parts: list[bytes] = []
    last: Message = {"more_body": True}
    while last.get("more_body", False):
        last = await receive()
        parts.append(last.get("body", b""))
    whole = b"".join(parts)
    waiting: list[Message] = [{**last, "body": whole}]

    async def again() -> Message:
        return waiting.pop() if waiting else await receive()

    return whole, again
