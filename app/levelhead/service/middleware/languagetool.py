"""What LanguageTool's clients expect around its routes: lenient paths and plain-text errors."""

import re
from collections.abc import Callable

from starlette.types import ASGIApp, Receive, Scope, Send

from levelhead.service.middleware.problem import ProblemDetails, rewritten
from levelhead.service.middleware.request_state import replace_path, state_of

TEXT = "text/plain; charset=utf-8"
_IN_PROFILE = re.compile(r"/+profiles/+([^/]+)(/.+)", re.DOTALL)


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
                send = rewritten(send, TEXT, _line)
        await self.app(scope, receive, send)


def _line(problem: ProblemDetails) -> bytes:
    return f"Error: {problem.detail}".encode()
