"""GET /docs: Swagger UI for the contract, from files that are part of the service.

The page is in the folder swagger; Swagger UI comes with the package fastapi-swagger, which contains
its files as released.
"""

import gzip
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from levelhead.service.middleware.problem import Problem

_KINDS = {
    "swagger-ui.css": "text/css; charset=utf-8",
    "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
    "favicon-32x32.png": "image/png",
    "docs.css": "text/css; charset=utf-8",
    "docs.js": "text/javascript; charset=utf-8",
}

# Same-origin files only, nothing inline; Swagger UI draws with `data:` images.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

_OWN = files("levelhead.service.routes").joinpath("swagger")
# With relative addresses, so that it also works behind a proxy that adds a path.
_PAGE = _OWN.joinpath("docs.html").read_text("utf-8")


class _File(NamedTuple):
    body: bytes
    packed: bytes
    tag: str


async def page(_: Request) -> Response:
    """The page, which loads its files separately."""
    headers = {"Content-Security-Policy": _POLICY, "Cache-Control": "no-cache"}
    return Response(_PAGE, media_type="text/html", headers=headers)


async def file(request: Request) -> Response:
    """A file that the page loads."""
    name = request.path_params["name"]
    if name not in _KINDS:
        raise Problem(404, "not found")
    held = _file(name)
    headers = {"ETag": held.tag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
    if request.headers.get("if-none-match") == held.tag:
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(held.packed, media_type=_KINDS[name], headers=headers)
    return Response(held.body, media_type=_KINDS[name], headers=headers)


@cache
def _file(name: str) -> _File:
    """The file, compressed once: that takes as long as ten analyses, on the event loop."""
    own = _OWN.joinpath(name)
    source = own if own.is_file() else files("fastapi_swagger").joinpath("resources", name)
    body = source.read_bytes()
    return _File(body, gzip.compress(body), f'"{sha256(body).hexdigest()[:32]}"')


# Served without an API key, like the contract itself.
PATHS = frozenset({"/docs", *(f"/docs/{name}" for name in _KINDS)})
ROUTES = (Route("/docs", page), Route("/docs/{name}", file))
