"""GET /docs: the contract to read and to try, from files that are part of the service.

Swagger UI comes with the package fastapi-swagger, which carries its files as they were released.
"""

import gzip
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.guard.problem import Problem

_KINDS = {
    "swagger-ui.css": "text/css; charset=utf-8",
    "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
    "favicon-32x32.png": "image/png",
    "docs.js": "text/javascript; charset=utf-8",
}

# One's own files and nothing of another host; Swagger UI draws with `data:` images.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

# Relative addresses: they hold behind a proxy that serves all of this under a path.
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>levelhead: the interface</title>
<link rel="icon" href="docs/favicon-32x32.png">
<link rel="stylesheet" href="docs/swagger-ui.css">
</head>
<body>
<div id="docs"></div>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/docs.js"></script>
</body>
</html>
"""

_SCRIPT = """SwaggerUIBundle({
  url: "openapi.json",
  dom_id: "#docs",
  deepLinking: true,
  validatorUrl: null,
});
"""


class _File(NamedTuple):
    body: bytes
    packed: bytes
    tag: str


async def page(_: Request) -> Response:
    """The page that loads the rest."""
    headers = {"Content-Security-Policy": _POLICY, "Cache-Control": "no-cache"}
    return Response(_PAGE, media_type="text/html", headers=headers)


async def file(request: Request) -> Response:
    """One of the files it is made of."""
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
    """Compressed once: it takes the time of some ten analyses, for which all others would wait."""
    if name == "docs.js":
        body = _SCRIPT.encode()
    else:
        body = files("fastapi_swagger").joinpath("resources", name).read_bytes()
    return _File(body, gzip.compress(body), f'"{sha256(body).hexdigest()[:32]}"')


# Open to who has no key, as the contract itself.
PATHS = frozenset({"/docs", *(f"/docs/{name}" for name in _KINDS)})
ROUTES = (Route("/docs", page), Route("/docs/{name}", file))
