"""The service in this process, over a lexicon of a few words, for the tests of its HTTP."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from functools import cache
from typing import Any

import httpx
from fastapi import FastAPI
from starlette.types import ASGIApp, Message

from levelhead.lexicon import Lexicon, Suggestion
from levelhead.service.main import build
from levelhead.service.observe import log
from levelhead.service.settings import Settings
from tests.helpers.lexicons import entry, lexicon_of

LEXICON: Lexicon = lexicon_of(
    entry(
        "bonkers",
        forms=("bonkers",),
        strength=3,
        message="Mocks its subject; say what was done instead.",
        suggestions=(Suggestion("delete"),),
        replacements={"bonkers": ("erratic",)},
        hits=("A <bonkers> plan.",),
    ),
    entry("maybe", dimension="hedging", category="probability", forms=("maybe",), note="Weak."),
    entry("cloud", pattern="<cloud> cover", misses=("A clown.",)),
)


log.configure("json")


@cache
def app_of(**settings: Any) -> FastAPI:
    """The application with these settings, and time for large texts on a busy machine."""
    return build(LEXICON, Settings(**{"deadline_seconds": 60, **settings}))


def ask(method: str, path: str, app: FastAPI | None = None, **request: Any) -> httpx.Response:
    """One request and its answer."""

    async def once() -> httpx.Response:
        transport = httpx.ASGITransport(app or app_of())
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.request(method, path, **request)

    return asyncio.run(once())


def call(app: ASGIApp, *received: Message, **scope: Any) -> list[Message]:
    """The messages that an ASGI application sends after it received these."""
    sent: list[Message] = []
    waiting = iter(received)

    async def receive() -> Message:
        return next(waiting)

    async def send(message: Message) -> None:
        sent.append(message)

    async def once() -> None:
        request = {"type": "http", "method": "POST", "path": "/x", "headers": [], **scope}
        await app(request, receive, send)

    asyncio.run(once())
    return sent


def analyze(app: FastAPI | None = None, **body: object) -> Any:
    """The answer of POST /analyze to a JSON body that is right."""
    answer = ask("POST", "/analyze", app, json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def stream(chunks: Iterable[bytes]) -> AsyncIterator[bytes]:
    """Chunks as a body of unknown length."""

    async def sent() -> AsyncIterator[bytes]:
        for chunk in chunks:
            yield chunk

    return sent()
