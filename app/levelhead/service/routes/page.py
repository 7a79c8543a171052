"""The page at / and levelhead.js: serves the files of app/levelhead/web unchanged."""

from collections.abc import Awaitable, Callable, Iterator
from hashlib import sha256
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from levelhead.service.routes.responses import tagged

WEB = Path(__file__).parents[2] / "web"

# The page runs only its own scripts, and sends requests only to the service it came from.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "img-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
_PAGE = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
# Pages of other sites load it, some with `crossorigin` and `integrity`.
_EMBEDDED = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
}
_KINDS = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


def _served(file: Path) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint that serves a file, which is read once at the start of the process."""
    content = file.read_bytes()
    tag = sha256(content).hexdigest()[:32]
    kind = _KINDS[file.suffix]
    headers = _EMBEDDED if file.name == "levelhead.js" else _PAGE

    async def serve(request: Request) -> Response:
        return tagged(request.headers.get("if-none-match", ""), content, tag, kind, headers)

    return serve


def _routes() -> Iterator[Route]:
    for file in sorted(WEB.rglob("*.*")):
        path = "/" if file.name == "page.html" else f"/{file.relative_to(WEB).as_posix()}"
        yield Route(path, _served(file), name=file.name)


# Not part of the contract: they are for browsers.
ROUTES = (*_routes(),)
# Served without an API key; the page asks its user for one.
PATHS = frozenset(route.path for route in ROUTES)
