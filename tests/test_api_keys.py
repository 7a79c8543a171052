"""API keys over HTTP: which requests pass, how a key is sent, and that none is shown or logged."""

import json
import subprocess
import time
from base64 import b64encode
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from fastapi import FastAPI
from starlette.types import Message, Receive, Scope, Send

from levelhead.service.main import build, create_app
from levelhead.service.middleware import api_keys
from levelhead.service.middleware.api_keys import ApiKeys
from levelhead.service.middleware.key_file import KeyFile
from levelhead.service.middleware.problem import Problem
from levelhead.service.middleware.rate_limit import Counters
from levelhead.service.middleware.request_state import state_of
from levelhead.service.routes import page
from levelhead.service.settings import Settings
from tests.helpers.asgi import LEXICON, ask, call
from tests.helpers.lexicons import write_lexicon
from tests.helpers.running import ROOT, SECONDS, environment, free_port, wait

KEY, OLD = "lvl_right", "lvl_old"
FORM = (b"content-type", b"application/x-www-form-urlencoded; charset=utf-8")


def basic(pair: str) -> str:
    """An Authorization of this name and password."""
    return f"Basic {b64encode(pair.encode()).decode()}"


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
        "a password": ({"authorization": basic(f"any:{KEY}")}, 200, None),
        "small basic": ({"authorization": f"basic  {basic(f'any:{KEY}')[6:]} "}, 200, None),
        "a password without a name": ({"authorization": basic(f":{KEY}")}, 200, None),
        "a name without a password": (
            {"authorization": basic(KEY)},
            401,
            'Bearer realm="levelhead"',
        ),
        "an empty password": ({"authorization": basic("any:")}, 401, 'Bearer realm="levelhead"'),
        "no base64": ({"authorization": f"Basic any:{KEY}"}, 401, 'Bearer realm="levelhead"'),
        "another scheme": ({"authorization": "Digest eDp5"}, 401, 'Bearer realm="levelhead"'),
        "a wrong password": (
            {"authorization": basic("any:lvl_wrong")},
            401,
            'Bearer realm="levelhead", error="invalid_token"',
        ),
        "an expired password": ({"authorization": basic(f"any:{OLD}")}, 403, None),
        "bearer beside a wrong header": (
            {"authorization": f"Bearer {KEY}", "x-api-key": "lvl_wrong"},
            200,
            None,
        ),
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


@pytest.mark.parametrize(
    "path",
    [
        *("/lexicons", "/rules/bonkers", "/limits", "/metrics", "/nothing"),
        *("/v2/check", "/check", "/v2/configinfo", "/v2/words", "/v2/languages/x", "/v2"),
    ],
)
def test_all_else_is_shut(path: str, app: FastAPI) -> None:
    assert ask("GET", path, app).status_code == 401


@pytest.mark.parametrize(
    "path", ["/livez", "/readyz", "/docs", "/openapi.json", *sorted(page.PATHS)]
)
def test_probes_and_docs_are_open(path: str, app: FastAPI) -> None:
    assert ask("GET", path, app).status_code == 200


DISCOVERY = ("/v2/languages", "/v2/maxtextlength", "/v2/info", "/v2/healthcheck")
SLASHES = ("//v2/info", "/v2//info", "/v2/v2/info", "/v2/info/", "/languages", "/v2languages")


@pytest.mark.parametrize("path", [*DISCOVERY, *SLASHES])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("headers", [{}, {"x-api-key": "lvl_wrong"}], ids=["none", "wrong"])
def test_what_a_server_can_do_is_shown_without_a_key(
    path: str, method: str, headers: dict[str, str], app: FastAPI
) -> None:
    answer = ask(method, f"http://test{path}", app, headers=headers)
    assert (answer.status_code, "ratelimit" in answer.headers) == (200, False)


@pytest.mark.parametrize("path", ["/v2/languages", "//languages", "/v2/v2/languages"])
def test_the_languages_of_another_server_need_a_key(path: str, file: Path) -> None:
    app = build(
        LEXICON, Settings(api_keys_file=file, languagetool_upstream="http://127.0.0.1:9/v2")
    )
    assert ask("GET", f"http://test{path}", app).status_code == 401
    assert ask("GET", f"http://test{path}", app, headers={"x-api-key": KEY}).status_code == 200
    assert ask("GET", "/v2/info", app).status_code == 200


def test_metrics_are_open_when_so_set(file: Path) -> None:
    app = build(LEXICON, Settings(api_keys_file=file, open_metrics=True))
    assert ask("GET", "/metrics", app).status_code != 401


def received(file: Path, *messages: Message, **scope: Any) -> tuple[list[Message], Scope]:
    """The messages and the scope that the application behind ApiKeys gets for a form."""
    got: list[Message] = []
    scopes: list[Scope] = []

    async def inside(scope: Scope, receive: Receive, send: Send) -> None:
        scopes.append(scope)
        while not got or got[-1].get("more_body"):
            got.append(await receive())

    middleware = ApiKeys(inside, KeyFile(file), Counters(), form_paths={"/v2/check"})
    scope = {"path": "/v2/check", "query_string": b"", "headers": [FORM], "client": None} | scope
    call(middleware, *messages, **scope)
    return got, scopes[0]


def _name_of_key(scope: Scope) -> str:
    key = state_of(scope).key
    assert key
    return key.name


def test_a_form_may_hold_the_key_and_is_handed_on_whole(file: Path) -> None:
    body = urlencode({"text": "Bonkers & more", "apiKey": KEY}).encode()
    parts: list[Message] = [
        {"type": "http.request", "body": body[:9], "more_body": True},
        {"type": "http.request", "body": body[9:], "more_body": False},
    ]
    got, scope = received(file, *parts)
    assert got == [{"type": "http.request", "body": body, "more_body": False}]
    assert _name_of_key(scope) == "desk"


def test_a_query_may_hold_the_key_and_then_the_form_is_not_read(file: Path) -> None:
    part: Message = {"type": "http.request", "body": b"apiKey=no"}
    got, scope = received(file, part, query_string=f"language=en&apiKey={KEY}".encode())
    assert got[0] is part
    assert _name_of_key(scope) == "desk"


def test_after_the_form_come_the_messages_that_follow(file: Path) -> None:
    async def inside(scope: Scope, receive: Receive, send: Send) -> None:
        assert (await receive())["type"] == "http.request"
        assert (await receive())["type"] == "http.disconnect"

    middleware = ApiKeys(inside, KeyFile(file), Counters(), form_paths={"/v2/check"})
    call(
        middleware,
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
        ("/v2/check", b"apiKey=lvl_right&apiKey=", "application/x-www-form-urlencoded"),
        ("/v2/check", b"myapiKey=lvl_right", "application/x-www-form-urlencoded"),
        ("/v2/check", b"apiKey=lvl_wrong", "text/plain"),
        ("/v2/languages/x", b"apiKey=lvl_right", "application/x-www-form-urlencoded"),
        ("/analyze", b"apiKey=lvl_right", "application/x-www-form-urlencoded"),
    ],
)
def test_a_field_is_a_key_only_where_it_is_one(
    path: str, body: bytes, kind: str, app: FastAPI
) -> None:
    answer = ask("POST", path, app, content=body, headers={"content-type": kind})
    assert answer.status_code == 401


@pytest.mark.parametrize(
    "fields",
    [
        b"apiKey=lvl_right",
        b"username=x&apiKey=lvl_right&text=y",
        b"apiKey=lvl%5Fright",
        b"api_key=lvl_right",  # gramma
        b"text=5 & more&apiKey=lvl_no of R&D&apiKey=lvl_right",  # LibreOffice 7.4 escapes nothing
        b"api_key=lvl_no&apiKey=lvl_right",
        b"apiKey=lvl_no&api_key=lvl_right",
    ],
)
@pytest.mark.parametrize("kind", [FORM[1], b"application/json", None])  # LTeX says JSON
def test_a_field_is_a_key_whatever_the_form_is_called(
    fields: bytes, kind: bytes | None, file: Path
) -> None:
    headers = [(b"content-type", kind)] if kind else []
    _, scope = received(file, {"type": "http.request", "body": fields}, headers=headers)
    assert _name_of_key(scope) == "desk"
    if b" " not in fields:
        empty: Message = {"type": "http.request", "body": b""}
        _, scope = received(file, empty, query_string=fields, headers=headers)
        assert _name_of_key(scope) == "desk"


def test_the_password_of_a_proxy_is_ignored_if_a_key_is_sent(file: Path) -> None:
    headers = [(b"authorization", basic("proxy:secret").encode())]
    part: Message = {"type": "http.request", "body": b"apiKey=lvl_right"}
    _, scope = received(file, part, headers=headers)
    assert _name_of_key(scope) == "desk"


SAID = [
    ("/limits", {}, 401, api_keys.MISSING),
    ("/v2/check", {}, 401, api_keys.MISSING),
    *(
        (path, {"x-api-key": key}, status, said)
        for path in ("/limits", "/v2/check", "/check")
        for key, status, said in (("lvl_wrong", 401, api_keys.WRONG), (OLD, 403, api_keys.EXPIRED))
    ),
]


@pytest.mark.parametrize(("path", "headers", "status", "said"), SAID)
def test_no_key_a_wrong_key_and_an_expired_one_have_different_errors(
    path: str, headers: dict[str, str], status: int, said: str, app: FastAPI
) -> None:
    answer = ask("GET", path, app, headers=headers)
    message = answer.text if "check" in path else answer.json()["detail"]
    assert (answer.status_code, message.removeprefix("Error: ")) == (status, said)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"/k/{KEY}/v2/check", 200),
        (f"//k//{KEY}//v2/check", 200),
        (f"/k/{KEY}/check", 200),
        (f"/k/{KEY}/v2/v2/check", 200),
        ("/k/%6Cvl_right/v2/check", 200),
        (f"/k/{KEY}/limits", 200),
        (f"/k/{KEY}/nothing", 404),
        (f"/k/{KEY}", 200),  # the page, which is open
        ("/k/lvl_wrong/v2/check", 401),
        ("/k/%C3%A9/v2/check", 401),
        ("/k//v2/check", 401),  # a key is missing: v2 is taken for one
        (f"/k/{OLD}/v2/check", 403),
        ("/k/lvl_wrong/v2/languages", 200),
        (f"/x/k/{KEY}/v2/check", 401),
        (f"/k/{KEY}x/v2/check", 401),
    ],
)
def test_a_key_may_be_in_the_path_where_that_is_set(path: str, status: int, file: Path) -> None:
    app = build(LEXICON, Settings(api_keys_file=file, key_in_path=True))
    params = {"language": "en", "text": "It is bonkers."} if "check" in path else {}
    answer = ask("GET", f"http://test{path}", app, params=params)
    assert (answer.status_code, KEY in answer.text) == (status, False)
    off = build(LEXICON, Settings(api_keys_file=file))
    assert ask("GET", f"http://test{path}", off, params=params).status_code == 401


def test_a_key_in_the_path_has_its_rate_and_wrong_ones_are_counted(file: Path) -> None:
    text = file.read_text().replace("[old]", 'rate = "2/day"\n[old]')
    file.write_text(text)
    app = build(LEXICON, Settings(api_keys_file=file, key_in_path=True))

    def statuses(key: str, number: int) -> list[int]:
        return [ask("GET", f"/k/{key}/limits", app).status_code for _ in range(number)]

    assert statuses(KEY, 3) == [200, 200, 429]
    assert statuses("lvl_wrong", 31) == [401] * 30 + [429]


def test_a_key_in_the_path_is_not_in_the_log_of_uvicorn_either(file: Path) -> None:
    port = free_port()
    command = ["uvicorn", "levelhead.service.main:create_app", "--factory", "--port", str(port)]
    env = environment(LEVELHEAD_API_KEYS_FILE=str(file), LEVELHEAD_KEY_IN_PATH="true")
    with subprocess.Popen(
        command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as server:
        url = f"http://127.0.0.1:{port}"
        wait(server, f"{url}/readyz")
        statuses = [
            httpx.request(method, f"{url}/k/{key}{path}", timeout=SECONDS).status_code
            for key, method, path in (
                *((KEY, "GET", "/limits"), (KEY, "GET", "/nothing"), (KEY, "DELETE", "/v2//check")),
                *(("lvl_wrong", "GET", "/limits"), (OLD, "GET", "/limits"), (KEY, "OPTIONS", "")),
            )
        ]
        server.terminate()
        log, _ = server.communicate(timeout=SECONDS)
    assert statuses == [200, 404, 405, 401, 403, 405]
    assert '"GET /limits HTTP/1.1" 200' in log
    assert '"DELETE /v2/check HTTP/1.1" 405' in log
    assert "lvl_" not in log


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
        start = time.process_time()
        with suppress(Problem):
            received(file, part, **scope)
        return time.process_time() - start

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
    scope: Scope = {"state": {}}
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    call(app, path="/analyze", query_string=b"", headers=raw, **scope)
    assert state_of(scope).rejected == reason


def test_a_broken_key_file_is_logged_and_ends_the_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    write_lexicon(tmp_path)
    monkeypatch.setenv("LEVELHEAD_LEXICONS", str(tmp_path))
    monkeypatch.setenv("LEVELHEAD_API_KEYS_FILE", str(tmp_path / "keys.toml"))
    (tmp_path / "keys.toml").write_text("[desk]\n")
    with pytest.raises(SystemExit) as ended:
        create_app()
    assert ended.value.code == 2
    logged = json.loads(capfd.readouterr().err)
    assert (logged["event"], logged["level"]) == ("keys refused", "error")
    assert logged["setting"] == "LEVELHEAD_API_KEYS_FILE"
    assert logged["fault"] == f"{tmp_path}/keys.toml:1: desk.sha256: is missing"


def test_an_address_has_to_wait_after_too_many_wrong_keys_but_not_with_a_right_one(
    app: FastAPI,
) -> None:
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
    assert status(KEY)[0] == 404  # accepted, for an unknown path
    assert status(OLD)[0] == 403
    assert status("lvl_wrong", "203.0.113.2")[0] == 401


def test_a_request_without_a_key_is_not_counted_as_a_wrong_key(app: FastAPI) -> None:
    assert {ask("GET", "/limits", app).status_code for _ in range(40)} == {401}
    assert ask("GET", "/limits", app, headers={"x-api-key": "lvl_wrong"}).status_code == 401


def test_the_error_says_why_a_wrong_key_has_to_wait(app: FastAPI) -> None:
    *_, refused = (
        ask("GET", "/limits", app, headers={"x-api-key": "lvl_wrong"}) for _ in range(31)
    )
    reason = refused.json()["detail"].rpartition(" wait ")
    assert reason[0] == "wrong API key; this address sent 30 wrong ones within 60 s;"


def test_wrong_keys_are_counted_by_the_address_behind_a_proxy(file: Path) -> None:
    app = build(LEXICON, Settings(api_keys_file=file, trusted_proxies="10.0.0.1"))

    def status(forwarded: str) -> int:
        headers = [(b"x-api-key", b"lvl_wrong"), (b"x-forwarded-for", forwarded.encode())]
        scope = {"path": "/limits", "query_string": b"", "headers": headers}
        answer: int = call(app, **scope, client=("10.0.0.1", 1))[0]["status"]
        return answer

    assert [status("203.0.113.1") for _ in range(31)] == [401] * 30 + [429]
    assert status("203.0.113.2") == 401
