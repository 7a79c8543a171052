"""GET /docs: Swagger UI for the contract, from files that are part of the service.

Swagger UI comes with the package fastapi-swagger, which contains its files as released.
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

# With relative addresses, so that it also works behind a proxy that adds a path.
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>levelhead API</title>
<link rel="icon" href="docs/favicon-32x32.png">
<link rel="stylesheet" href="docs/swagger-ui.css">
<link rel="stylesheet" href="docs/docs.css">
</head>
<body>
<nav><a href="./">← levelhead</a></nav>
<div id="docs"></div>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/docs.js"></script>
</body>
</html>
"""

_STYLE = """body { margin: 0 }
nav { box-sizing: border-box; margin: 0 auto; max-width: 1460px; padding: 20px 20px 0 }
nav a { color: LinkText; font: 16px sans-serif }
"""

# Swagger UI has dark colours, but the page decides when to use them.
_SCRIPT = """const dark = matchMedia("(prefers-color-scheme: dark)");
const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
follow();
dark.addEventListener("change", follow);

// Swagger UI sees "json" in application/x-ndjson, and would quote the lines as one string.
const jsonLines = () => ({
  afterLoad() {
    const { getSampleSchema } = this.fn;
    this.fn.getSampleSchema = (schema, type, ...rest) =>
      getSampleSchema(schema, type === "application/x-ndjson" ? "text/plain" : type, ...rest);
  },
});

SwaggerUIBundle({
  url: "openapi.json",
  dom_id: "#docs",
  deepLinking: true,
  plugins: [jsonLines],
  validatorUrl: null,
});
"""

_OWN = {"docs.css": _STYLE, "docs.js": _SCRIPT}


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
    if name in _OWN:
        body = _OWN[name].encode()
    else:
        body = files("fastapi_swagger").joinpath("resources", name).read_bytes()
    return _File(body, gzip.compress(body), f'"{sha256(body).hexdigest()[:32]}"')


# Served without an API key, like the contract itself.
PATHS = frozenset({"/docs", *(f"/docs/{name}" for name in _KINDS)})
ROUTES = (Route("/docs", page), Route("/docs/{name}", file))
