import asyncio
import gc
import re
import traceback
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Any, NoReturn

import httpx
import pytest
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from levelhead.engine.score import BANDS
from levelhead.service.engine import Engine
from levelhead.service.middleware.access_log import AccessLog
from levelhead.service.middleware.api_keys import KeyInPath
from levelhead.service.middleware.body_limit import BodyLimit, Held
from levelhead.service.middleware.forced_stop import ForcedStop
from levelhead.service.middleware.languagetool import LanguageTool
from levelhead.service.middleware.problem import BrokenOffError, Problem, ProblemMiddleware
from levelhead.service.middleware.response_headers import Drain, ResponseHeaders
from levelhead.service.observe import log
from levelhead.version import VERSION
from tests.helpers.asgi import LEXICON, app_of, ask, call, stream
from tests.helpers.logs import capture_logs

SECRET = "zanzibar-brief"


REFUSED: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("GET", "/profiles/none", {}),
    ("GET", "/rules/none", {}),
    ("GET", "/lexicons/none", {}),
    ("GET", "/none", {}),
    ("GET", "/analyze", {}),
    ("POST", "/profiles/none/v2/check", {"data": {"text": "x", "language": "en"}}),
    ("POST", "/v2/check", {"data": {"language": "en"}}),
    ("POST", "/analyze", {"json": {"text": "x", "profile": "none"}}),
    ("POST", "/analyze", {"json": {}}),
    ("POST", "/analyze", {"content": b"{"}),
    ("POST", "/analyze", {"content": b"x" * 3_000_000}),
    ("POST", "/analyze/batch", {"json": {"documents": {}}}),
    ("POST", "/compare", {"json": {"before": {}, "after": {}}}),
    ("POST", "/extract", {"json": {}}),
)


@pytest.mark.parametrize(("method", "path", "request_"), REFUSED)
def test_nothing_is_kept_of_a_refused_request(
    method: str, path: str, request_: dict[str, Any]
) -> None:
    def kept() -> int:
        for _ in range(5):
            assert ask(method, path, **request_).is_error
        gc.collect()
        return sum(isinstance(each, TracebackType) for each in gc.get_objects())

    kept()  # what the first requests import and cache
    assert kept() == kept()


def test_the_limits_are_shown() -> None:
    assert ask("GET", "/limits", app_of(deadline_seconds=5.0)).json() == {
        "body_bytes": 2 * 1024 * 1024,
        "answer_bytes": 16 * 1024 * 1024,
        "body_seconds": 10.0,
        "deadline_seconds": 5.0,
        "waiting": 128,
        "waiting_large": 64,
        "rate": None,
        "documents": 100,
        "blocks": 1000,
        "rules": 50,
        "forms_per_rule": 100,
        "pattern_chars": 1000,
        "allow": 1000,
        "term_chars": 200,
        "id_chars": 200,
        "matches": 100_000,
        "paragraphs": 100_000,
        "sentences": 100_000,
        "bands": {
            dimension: {"moderate": moderate, "high": high}
            for dimension, (moderate, high) in BANDS.items()
        },
        "engine": {"name": "levelhead", "version": VERSION, "lexicon": LEXICON.hash},
    }


def test_the_probes_are_answered() -> None:
    assert ask("GET", "/livez").json() == {"status": "alive"}
    assert ask("GET", "/readyz").json() == {"status": "ready"}


@pytest.mark.parametrize(
    "path", ["/lexicons", "/lexicons/loaded", "/rules/bonkers", "/limits", "/livez", "/readyz"]
)
def test_every_page_can_be_asked_for_its_head(path: str) -> None:
    answer = ask("HEAD", path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("GET", "/analyze", "POST"),
        ("PATCH", "/analyze", "POST"),
        ("DELETE", "/analyze/batch", "POST"),
        ("POST", "/lexicons", "GET, HEAD"),
        ("PUT", "/rules/bonkers", "GET, HEAD"),
    ],
)
def test_the_answer_to_a_wrong_method_names_the_right_one(
    method: str, path: str, allow: str
) -> None:
    answer = ask(method, path)
    assert (answer.status_code, answer.headers["allow"]) == (405, allow)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["title"] == "Method Not Allowed"


@pytest.mark.parametrize("path", [f"/{SECRET}", "/analyze/", "/rules", "/rules/a/b", "/analyze//x"])
def test_other_paths_are_not_found(path: str) -> None:
    answer = ask("POST", path)
    assert answer.status_code == 404
    assert answer.json() == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "not found",
    }


@pytest.mark.parametrize("given", ["a", "x" * 128, "7f6a-42/1:2"])
@pytest.mark.parametrize("path", ["/livez", "/nothing", "/rules/zorp"])
def test_a_sane_request_id_comes_back(path: str, given: str) -> None:
    assert ask("GET", path, headers={"x-request-id": given}).headers["x-request-id"] == given


@pytest.mark.parametrize("given", ["", "x" * 129, "a b", "a\tb", "é"])
def test_any_other_request_id_is_replaced(given: str) -> None:
    headers = {"x-request-id": given.encode("latin-1")}
    first, second = (ask("GET", "/livez", headers=headers).headers for _ in range(2))
    assert re.fullmatch("[0-9a-f]{32}", first["x-request-id"])
    assert first["x-request-id"] != second["x-request-id"]


def test_long_answers_are_compressed_for_those_who_take_it() -> None:
    body = {"text": "Bonkers. " * 100}
    plain = ask("POST", "/analyze", json=body, headers={"accept-encoding": "identity"})
    packed = ask("POST", "/analyze", json=body, headers={"accept-encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) < len(plain.content) / 5
    assert packed.content == plain.content
    assert "content-encoding" not in ask("GET", "/livez").headers


@pytest.mark.parametrize(
    ("method", "path", "accepted", "vary"),
    [
        ("GET", "/openapi.json", "identity", "Accept-Encoding"),
        ("GET", "/openapi.json", "br, gzip", "Accept-Encoding"),
        ("POST", "/analyze", "br, gzip", "Accept-Encoding"),
        ("POST", "/analyze", "identity", None),
        ("GET", "/livez", "gzip", None),
    ],
)
def test_caches_learn_what_depends_on_the_encoding(
    method: str, path: str, accepted: str, vary: str | None
) -> None:
    headers = {"accept-encoding": accepted}
    answer = ask(method, path, json={"text": "Bonkers. " * 100}, headers=headers)
    assert answer.headers.get("vary") == vary
    assert vary or accepted == "gzip" or answer.headers["cache-control"] == "no-store"


def test_a_compressed_stream_can_be_read_line_by_line() -> None:
    sent: list[bytes] = []

    async def all_of_it() -> None:
        async def receive() -> Message:
            return {"type": "http.request", "body": b'{"text": "Bonkers."}\n' * 2}

        async def send(message: Message) -> None:
            sent.append(message.get("body", b""))

        kind = (b"content-type", b"application/x-ndjson")
        scope: Scope = {
            **{"type": "http", "method": "POST", "path": "/analyze/batch", "query_string": b""},
            "headers": [kind, (b"accept-encoding", b"gzip")],
        }
        await app_of()(scope, receive, send)

    asyncio.run(all_of_it())
    unpack = zlib.decompressobj(zlib.MAX_WBITS + 16)
    assert [unpack.decompress(part).count(b"\n") for part in sent] == [0, 1, 1, 0]


def test_a_bug_is_a_bare_500_and_the_log_has_the_place_but_not_the_text(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def break_down(*_: object) -> NoReturn:
        raise RuntimeError(SECRET)

    monkeypatch.setattr(Engine, "analyze", break_down)
    with capture_logs() as logged:
        answer = ask("POST", "/analyze", json={"text": SECRET}, headers={"x-request-id": "mine"})
    assert answer.status_code == 500
    assert answer.json()["detail"] == "internal error; please report it with the X-Request-ID"
    bug, line = logged
    assert (bug["event"], bug["log_level"], bug["request"]) == ("bug", "error", "mine")
    assert (bug["route"], bug["error"]["type"]) == ("/analyze", "RuntimeError")
    assert bug["error"]["frames"][-1].endswith(".break_down")
    assert (line["event"], line["status"]) == ("request", 500)
    assert SECRET not in str(logged)


def failing(error: BaseException, *, started: bool) -> ASGIApp:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if started:
            await send({"type": "http.response.start", "status": 200, "headers": []})
        raise error

    return app


@pytest.mark.parametrize(
    ("error", "raised"), [(Problem(400, "x"), Problem), (RuntimeError(SECRET), BrokenOffError)]
)
def test_an_error_during_an_answer_ends_it(error: Exception, raised: type[Exception]) -> None:
    with pytest.raises(raised) as ended:
        call(ProblemMiddleware(failing(error, started=True)))
    assert SECRET not in "".join(traceback.format_exception(ended.value))


def test_a_client_that_disconnected_is_not_answered() -> None:
    with capture_logs() as logged:
        assert call(ProblemMiddleware(failing(ClientDisconnect(), started=False))) == []
    assert logged == []


def test_a_request_that_is_cut_off_gets_a_503() -> None:
    start, body = call(ProblemMiddleware(failing(asyncio.CancelledError(), started=False)))
    assert (start["status"], dict(start["headers"])[b"retry-after"]) == (503, b"1")
    assert b'"detail":"the service is stopping"' in body["body"]


def test_an_answer_that_is_cut_off_just_ends() -> None:
    with pytest.raises(asyncio.CancelledError):
        call(ProblemMiddleware(failing(asyncio.CancelledError(), started=True)))


def test_a_client_that_disconnects_during_the_body_is_not_an_error() -> None:
    kind = [(b"content-type", b"text/plain")]
    messages = (
        {"type": "http.request", "body": b"x", "more_body": True},
        {"type": "http.disconnect"},
    )
    assert call(app_of(), *messages, path="/analyze", query_string=b"", headers=kind) == []


@pytest.mark.parametrize(
    "middleware",
    [
        ProblemMiddleware,
        lambda app: ResponseHeaders(app, Drain()),
        lambda app: BodyLimit(app, 1, 1, Held(1)),
        lambda app: AccessLog(app, log.request_log()),
        lambda app: LanguageTool(app, str.upper, re.compile("/")),
        KeyInPath,
    ],
    ids=["problems", "headers", "body", "log", "languagetool", "key in path"],
)
def test_what_is_not_http_is_left_alone(middleware: Any) -> None:
    scopes: list[Scope] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        scopes.append(scope)

    call(middleware(app), type="lifespan")
    assert [scope["type"] for scope in scopes] == ["lifespan"]


@pytest.mark.parametrize("length", [b"101", b"9" * 5000])
def test_of_a_body_that_says_it_is_too_long_nothing_is_read(length: bytes) -> None:
    headers = [(b"content-type", b"text/plain"), (b"content-length", length)]
    start, *_ = call(app_of(max_body_bytes=100), path="/analyze", query_string=b"", headers=headers)
    assert start["status"] == 413


def test_of_a_body_that_turns_out_too_long_nothing_more_is_read() -> None:
    more = {"type": "http.request", "body": b"x" * 40, "more_body": True}
    kind = [(b"content-type", b"text/plain")]
    app: FastAPI = app_of(max_body_bytes=100)
    start, body = call(app, *[more] * 3, path="/analyze", query_string=b"", headers=kind)
    assert (start["status"], b"longer than 100 bytes" in body["body"]) == (413, True)
    assert (b"connection", b"close") in start["headers"]


def test_a_body_up_to_the_cap_is_read_whole() -> None:
    parts = stream([b"x" * 40, b"x" * 60])
    headers = {"content-type": "text/plain"}
    answer: httpx.Response = ask(
        "POST", "/analyze", app_of(max_body_bytes=100), content=parts, headers=headers
    )
    assert answer.json()["sentences"][0]["end"] == 100


@pytest.mark.parametrize("forced", [True, False])
def test_a_forced_stop_is_reported_unlike_a_fault_at_the_end(forced: bool) -> None:
    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        yield
        raise ValueError("not closed")

    received = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])
    sent: list[Message] = []

    async def receive() -> Message:
        if forced and sent:
            raise asyncio.CancelledError
        return next(received)

    async def send(message: Message) -> None:
        sent.append(message)

    app = ForcedStop(Starlette(lifespan=lifespan))
    with pytest.raises(asyncio.CancelledError if forced else ValueError):
        asyncio.run(app({"type": "lifespan"}, receive, send))
    assert [message["type"] for message in sent] == [
        "lifespan.startup.complete",
        "lifespan.shutdown.failed",
    ]
    at_once = sent[1]["message"] == "stopped at once, without waiting for requests"
    assert at_once == forced
    assert ("ValueError: not closed" in sent[1]["message"]) != forced
