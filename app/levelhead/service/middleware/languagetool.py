"""What LanguageTool's clients expect around its routes: lenient paths and plain-text errors."""

import re
from collections.abc import Callable

import msgspec
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from levelhead.service.middleware.problem import MEDIA_TYPE, ProblemDetails
from levelhead.service.middleware.request_state import replace_path, state_of

TEXT = "text/plain; charset=utf-8"
_IN_PROFILE = re.compile(r"/+profiles/+([^/]+)(/.+)", re.DOTALL)
_REPLACED = (b"content-type", b"content-length")


class LanguageTool:
    """Replaces each path by what `path_of` returns for it, and problem+json under `paths` by text.

    `/profiles/NAME` before one of `paths` is taken off: it is the profile of the request, for
    clients that have an address as their only setting.
    The text is `Error: ` and the detail of the problem: clients show it to their user as it is.
    """

    def __init__(self, app: ASGIApp, path_of: Callable[[str], str], paths: re.Pattern[str]) -> None:
        self.app = app
        self.path_of = path_of
        self.paths = paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            path = self.path_of(scope["path"])
            in_profile = _IN_PROFILE.fullmatch(path)
            if in_profile and self.paths.match(rest := self.path_of(in_profile[2])):
                path, state_of(scope).profile = rest, in_profile[1]
            replace_path(scope, path)
            if self.paths.match(scope["path"]):
                send = _plain_errors(send)
        await self.app(scope, receive, send)


def _plain_errors(send: Send) -> Send:
    start: Message | None = None  # of a problem, whose body is not complete yet
    body = bytearray()

    async def send_plain(message: Message) -> None:
        nonlocal start
        if message["type"] == "http.response.start" and _is_problem(message):
            start = message
        elif start is None:
            await send(message)
        else:
            body.extend(message.get("body", b""))
            if not message.get("more_body", False):
                problem = msgspec.json.decode(body, type=ProblemDetails)
                text = f"Error: {problem.detail}".encode()
                await send({**start, "headers": _headers(start, text)})
                await send({"type": "http.response.body", "body": text})

    return send_plain


def _headers(start: Message, text: bytes) -> list[tuple[bytes, bytes]]:
    kept = [(name, value) for name, value in start["headers"] if name not in _REPLACED]
    size = str(len(text)).encode()
    return [*kept, (b"content-type", TEXT.encode()), (b"content-length", size)]


def _is_problem(start: Message) -> bool:
    return dict(start["headers"]).get(b"content-type") == MEDIA_TYPE.encode()
