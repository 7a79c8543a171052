"""API keys over HTTP: who gets in, how a key is sent, and that none is told or logged."""

import json
import time
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from fastapi import FastAPI
from starlette.types import Message, Receive, Scope, Send

from app.api import page
from app.guard.counters import Counters
from app.guard.key_file import KeyFile
from app.guard.keys import Keys
from app.guard.problem import Problem
from app.main import build, create_app
from app.settings import Settings
from tests.asgi import LEXICON, ask
from tests.small_lexicon import write_lexicon
from tests.test_http_guard import call

KEY, OLD = "lvl_right", "lvl_old"
FORM = (b"content-type", b"application/x-www-form-urlencoded; charset=utf-8")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "keys.toml"
    path.write_text(
        f'[desk]\nsha256 = "{sha256(KEY.encode()).hexdigest()}"\n'
        f'[old]\nsha256 = "{sha256(OLD.encode()).hexdigest()}"\nexpires = 2026-01-01T00:00:00Z\n'
    )
    return path


@pytest.fixture
def app(file: Path) -> FastAPI:
    return build(LEXICON, Settings(api_keys_file=file))


@pytest.mark.parametrize(
    ("headers", "status", "challenge"),
    {
        "none": ({}, 401, 'Bearer realm="levelhead"'),
        "bearer": ({"authorization": f"Bearer {KEY}"}, 200, None),
        "small bearer": ({"authorization": f"bearer  {KEY} "}, 200, None),
        "alone": ({"x-api-key": KEY}, 200, None),
        "beside another scheme": ({"authorization": "Basic eDp5", "x-api-key": KEY}, 200, None),
        "another scheme": ({"authorization": "Basic eDp5"}, 401, 'Bearer realm="levelhead"'),
        "empty": ({"authorization": "Bearer "}, 401, 'Bearer realm="levelhead"'),
        "wrong": (
            {"authorization": "Bearer lvl_wrong"},
            401,
            'Bearer realm="levelhead", error="invalid_token"',
        ),
        "not ASCII": (
            {"x-api-key": "é".encode()},
            401,
            'Bearer realm="levelhead", error="invalid_token"',
        ),
        "the hash": (
            {"x-api-key": sha256(KEY.encode()).hexdigest()},
            401,
            'Bearer realm="levelhead", error="invalid_token"',
        ),
        "expired": ({"x-api-key": OLD}, 403, None),
    }.values(),
)
def test_who_has_a_key_comes_in(
    headers: dict[str, Any], status: int, challenge: str | None, app: FastAPI
) -> None:
    answer = ask("POST", "/analyze", app, json={"text": "x"}, headers=headers)
    assert (answer.status_code, answer.headers.get("www-authenticate")) == (status, challenge)
    if status != 200:
        assert answer.headers["content-type"] == "application/problem+json"
        assert "lvl_" not in answer.text


@pytest.mark.parametrize("path", ["/lexicons", "/rules/bonkers", "/limits", "/metrics", "/nothing"])
def test_all_else_is_shut(path: str, app: FastAPI) -> None:
    assert ask("GET", path, app).status_code == 401


@pytest.mark.parametrize(
    "path", ["/livez", "/readyz", "/docs", "/openapi.json", *sorted(page.PATHS)]
)
def test_probes_and_docs_are_open(path: str, app: FastAPI) -> None:
    assert ask("GET", path, app).status_code == 200


def test_metrics_are_open_when_so_set(file: Path) -> None:
    app = build(LEXICON, Settings(api_keys_file=file, open_metrics=True))
    assert ask("GET", "/metrics", app).status_code != 401


def received(file: Path, *messages: Message, **scope: Any) -> tuple[list[Message], Scope]:
    """What the application behind the guard of a form path is given, and its scope."""
    got: list[Message] = []
    scopes: list[Scope] = []

    async def inside(scope: Scope, receive: Receive, send: Send) -> None:
        scopes.append(scope)
        while not got or got[-1].get("more_body"):
            got.append(await receive())

    guard = Keys(inside, KeyFile(file), Counters(), form_paths={"/v2/check"})
    scope = {"path": "/v2/check", "query_string": b"", "headers": [FORM], "client": None} | scope
    call(guard, *messages, **scope)
    return got, scopes[0]


def test_a_form_may_hold_the_key_and_is_handed_on_whole(file: Path) -> None:
    body = urlencode({"text": "Bonkers & more", "apiKey": KEY}).encode()
    parts: list[Message] = [
        {"type": "http.request", "body": body[:9], "more_body": True},
        {"type": "http.request", "body": body[9:], "more_body": False},
    ]
    got, scope = received(file, *parts)
    assert got == [{"type": "http.request", "body": body, "more_body": False}]
    assert scope["state"]["key"].name == "desk"


def test_a_query_may_hold_the_key_and_then_the_form_is_not_looked_at(file: Path) -> None:
    part: Message = {"type": "http.request", "body": b"apiKey=no"}
    got, scope = received(file, part, query_string=f"language=en&apiKey={KEY}".encode())
    assert got[0] is part
    assert scope["state"]["key"].name == "desk"


def test_after_the_form_come_the_messages_that_follow(file: Path) -> None:
    async def inside(scope: Scope, receive: Receive, send: Send) -> None:
        assert (await receive())["type"] == "http.request"
        assert (await receive())["type"] == "http.disconnect"

    guard = Keys(inside, KeyFile(file), Counters(), form_paths={"/v2/check"})
    call(
        guard,
        {"type": "http.request", "body": f"apiKey={KEY}".encode()},
        {"type": "http.disconnect"},
        path="/v2/check",
        query_string=b"",
        headers=[FORM],
    )


@pytest.mark.parametrize(
    ("path", "body", "kind"),
    [
        ("/v2/check", b"text=x", "application/x-www-form-urlencoded"),
        ("/v2/check", b"apiKey=", "application/x-www-form-urlencoded"),
        ("/v2/check", b"myapiKey=lvl_right", "application/x-www-form-urlencoded"),
        ("/v2/check", b"apiKey=lvl_right", "text/plain"),
        ("/analyze", b"apiKey=lvl_right", "application/x-www-form-urlencoded"),
    ],
)
def test_a_field_is_a_key_only_where_it_is_one(
    path: str, body: bytes, kind: str, app: FastAPI
) -> None:
    answer = ask("POST", path, app, content=body, headers={"content-type": kind})
    assert answer.status_code == 401


@pytest.mark.alone
@pytest.mark.parametrize(
    "form",
    [
        b"text=" + b"x" * 2_000_000,
        b"&" * 2_000_000,
        b"&apiKey=" * 250_000,
        b"apiKey=" + b"%41" * 660_000,
    ],
    ids=["text", "fields", "empty keys", "a long key"],
)
def test_a_long_form_is_looked_through_in_no_time(form: bytes, file: Path) -> None:
    """A long key took half a second."""
    part: Message = {"type": "http.request", "body": form + b"&apiKey=" + KEY.encode()}
    headers = [FORM, (b"x-api-key", KEY.encode())]

    def seconds(**scope: Any) -> float:
        start = time.perf_counter()
        with suppress(Problem):
            received(file, part, **scope)
        return time.perf_counter() - start

    without = min(seconds(headers=headers) for _ in range(3))
    assert min(seconds() for _ in range(3)) < without + 0.1


def test_a_form_that_is_too_long_is_not_looked_through(file: Path) -> None:
    app = build(LEXICON, Settings(api_keys_file=file, max_body_bytes=100))
    body = b"text=" + b"x" * 100 + b"&apiKey=" + KEY.encode()
    headers = {"content-type": FORM[1].decode()}
    assert ask("POST", "/v2/check", app, content=body, headers=headers).status_code == 413


@pytest.mark.parametrize(
    ("headers", "reason"), [({}, "unauthorized"), ({"x-api-key": OLD}, "expired")]
)
def test_the_reason_is_left_in_the_state(
    headers: dict[str, str], reason: str, app: FastAPI
) -> None:
    state: dict[str, Any] = {}
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    call(app, path="/analyze", query_string=b"", headers=raw, state=state)
    assert state["rejected"] == reason


def test_a_broken_key_file_ends_the_process_and_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    write_lexicon(tmp_path)
    monkeypatch.setenv("LEVELHEAD_LEXICONS", str(tmp_path))
    monkeypatch.setenv("LEVELHEAD_API_KEYS_FILE", str(tmp_path / "keys.toml"))
    (tmp_path / "keys.toml").write_text("[desk]\n")
    with pytest.raises(SystemExit) as ended:
        create_app()
    assert ended.value.code == 2
    told = json.loads(capfd.readouterr().err)
    assert (told["event"], told["level"]) == ("keys refused", "error")
    assert told["fault"] == f"{tmp_path}/keys.toml:1: desk.sha256: is missing"


def test_too_many_wrong_keys_are_told_to_wait_and_right_ones_are_not(app: FastAPI) -> None:
    def status(key: str, address: str = "203.0.113.1") -> tuple[int, dict[bytes, bytes]]:
        headers = [(b"x-api-key", key.encode())]
        start = call(app, path="/nothing", query_string=b"", headers=headers, client=(address, 1))[
            0
        ]
        return start["status"], dict(start["headers"])

    assert [status(f"lvl_{n}")[0] for n in range(31)] == [401] * 30 + [429]
    refused, headers = status("lvl_wrong")
    assert (refused, 0 < int(headers[b"retry-after"]) <= 60) == (429, True)
    assert b"www-authenticate" not in headers
    assert status(KEY)[0] == 404  # it comes in, to a path that is none
    assert status(OLD)[0] == 403
    assert status("lvl_wrong", "203.0.113.2")[0] == 401


def test_who_sends_no_key_is_not_counted_among_the_wrong_ones(app: FastAPI) -> None:
    assert {ask("GET", "/limits", app).status_code for _ in range(40)} == {401}
    assert ask("GET", "/limits", app, headers={"x-api-key": "lvl_wrong"}).status_code == 401


def test_a_wrong_key_that_has_to_wait_is_told_why(app: FastAPI) -> None:
    *_, refused = (
        ask("GET", "/limits", app, headers={"x-api-key": "lvl_wrong"}) for _ in range(31)
    )
    told = refused.json()["detail"].rpartition(" wait ")
    assert told[0] == "unknown API key; this address sent 30 wrong ones within 60 s;"


def test_wrong_keys_are_counted_by_the_address_behind_a_proxy(file: Path) -> None:
    app = build(LEXICON, Settings(api_keys_file=file, trusted_proxies="10.0.0.1"))

    def status(forwarded: str) -> int:
        headers = [(b"x-api-key", b"lvl_wrong"), (b"x-forwarded-for", forwarded.encode())]
        scope = {"path": "/limits", "query_string": b"", "headers": headers}
        answer: int = call(app, **scope, client=("10.0.0.1", 1))[0]["status"]
        return answer

    assert [status("203.0.113.1") for _ in range(31)] == [401] * 30 + [429]
    assert status("203.0.113.2") == 401
