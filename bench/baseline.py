"""The baseline: what FastAPI and uvicorn cost before a word is analysed.

Started by `levelhead serve` itself, with another application in the place of ours: so versions,
event loop, HTTP parser, logging and number of workers are the same by construction.

`/N/idiom` takes its body as FastAPI's manual teaches, a pydantic model as parameter; this is *the
baseline* of all ratios. `/N/bare` is harder to reach: no model and no dependencies, and the fastest
JSON parser. Both answer with fixed bytes, as many as a typical answer to texts of the N-th size.
There is no middleware: request ids, body limit, gzip and problem+json are levelhead's own, and so
their time is too.
"""

import os
import sys
from pathlib import Path
from unittest.mock import patch

import msgspec
from fastapi import FastAPI
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from levelhead.cli import main as cli
from levelhead.service.server import serving

# A folder with the answer to texts of the N-th size in the file N.
ANSWERS = "BENCH_ANSWERS"


class Article(BaseModel):
    """The part of a request that every caller sends."""

    text: str


def create_app() -> FastAPI:
    """A route of either kind for each answer in the folder that the environment names."""
    app = FastAPI(openapi_url=None)

    @app.get("/readyz")
    async def readyz() -> Response:
        return Response(b"{}", media_type="application/json")

    for path in sorted(Path(os.environ[ANSWERS]).iterdir()):
        _add(app, path.name, path.read_bytes())
    return app


def _add(app: FastAPI, name: str, answer: bytes) -> None:
    @app.post(f"/{name}/idiom")
    async def idiom(article: Article) -> Response:
        return Response(answer, media_type="application/json")

    async def bare(request: Request) -> Response:
        msgspec.json.decode(await request.body())
        return Response(answer, media_type="application/json")

    app.add_route(f"/{name}/bare", bare, methods=["POST"])


def main() -> int:
    """Serve as `levelhead serve` does; takes its options."""
    with patch.object(serving, "APP", "bench.baseline:create_app"):
        return cli.main(["serve", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
