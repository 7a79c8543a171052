"""Security headers of every answer, and which other origins may send requests."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from pydantic import ValidationError

from levelhead.service.main import build
from levelhead.service.middleware.response_headers import ALWAYS, Drain, ResponseHeaders
from levelhead.service.routes import docs
from levelhead.service.settings import Settings
from tests.helpers.asgi import LEXICON, ask, call, stream

SECURE = {name.decode(): value.decode() for name, value in ALWAYS}
SITE, STRANGER = "https://cms.example", "https://elsewhere.example"


def secured(answer: httpx.Response) -> dict[str, str]:
    return {name: answer.headers[name] for name in SECURE if name in answer.headers}


@pytest.mark.parametrize(
    ("method", "path", "request_", "status", "cached"),
    [
        ("GET", "/livez", {}, 200, None),
        ("GET", "/lexicons", {}, 200, "no-cache"),
        ("GET", "/openapi.json", {}, 200, None),
        ("POST", "/analyze", {"json": {"text": "x"}}, 200, "no-store"),
        ("POST", "/analyze", {"json": {}}, 422, "no-store"),
        ("GET", "/nothing", {}, 404, "no-store"),
        ("GET", "/v2/check?language=en&text=x", {}, 200, "no-store"),
        ("GET", "/check?language=en&text=x", {}, 200, "no-store"),
        ("GET", "/v2/check", {"data": {"language": "en", "text": "x"}}, 200, "no-store"),
        ("GET", "/v2/check", {"content": stream([b"language=en&text=x"])}, 200, "no-store"),
        ("GET", "/v2/languages", {}, 200, None),
        ("GET", "/livez?text=x", {}, 200, "no-store"),
        ("GET", "/lexicons?text=x", {}, 200, "no-cache"),
    ],
)
def test_every_answer_is_secured_and_no_text_is_kept(
    method: str, path: str, request_: dict[str, Any], status: int, cached: str | None
) -> None:
    answer = ask(method, path, **request_)
    assert (answer.status_code, answer.headers.get("cache-control")) == (status, cached)
    assert secured(answer) == SECURE


def test_refusals_are_secured_too() -> None:
    answer = ask("GET", "/limits", build(LEXICON, Settings(rate="1/hour")))
    assert secured(answer) == SECURE


def test_a_page_that_needs_another_policy_sets_it() -> None:
    answer = ask("GET", "/docs")
    assert secured(answer) == SECURE | {"content-security-policy": docs._POLICY}
    assert len(answer.headers.get_list("content-security-policy")) == 1
    assert answer.headers["cache-control"] == "no-cache"


def test_what_is_not_http_is_left_alone() -> None:
    seen: list[str] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope["type"])

    call(ResponseHeaders(app, Drain()), type="lifespan")
    assert seen == ["lifespan"]


def preflight(app: FastAPI, origin: str, method: str = "POST", headers: str = "") -> httpx.Response:
    wanted = {"access-control-request-method": method, "access-control-request-headers": headers}
    return ask("OPTIONS", "/analyze", app, headers={"origin": origin, **wanted})


def test_by_default_no_other_origin_may_ask() -> None:
    answer = ask("POST", "/analyze", json={"text": "x"}, headers={"origin": SITE})
    assert answer.status_code == 200
    assert not [name for name in answer.headers if name.startswith("access-control")]
    assert preflight(build(LEXICON, Settings()), SITE).status_code == 405


@pytest.fixture
def shared(tmp_path: Path) -> FastAPI:
    """A service for one origin, with keys, of which the tests have none."""
    path = tmp_path / "keys.toml"
    path.write_text(f'[desk]\nsha256 = "{"0" * 64}"\n')
    return build(LEXICON, Settings(cors_origins=f"{SITE}, https://b.example", api_keys_file=path))


@pytest.mark.parametrize(
    ("origin", "method", "headers", "status"),
    [
        (SITE, "POST", "authorization, content-type", 200),
        ("https://b.example", "POST", "x-api-key,x-request-id", 200),
        (SITE, "GET", "if-none-match", 200),
        (STRANGER, "POST", "content-type", 400),
        (SITE, "DELETE", "", 400),
        (SITE, "POST", "x-other", 400),
    ],
)
def test_a_preflight_needs_no_key(
    origin: str, method: str, headers: str, status: int, shared: FastAPI
) -> None:
    answer = preflight(shared, origin, method, headers)
    assert answer.status_code == status
    if status == 200:
        assert answer.headers["access-control-allow-origin"] == origin
    assert "access-control-allow-credentials" not in answer.headers
    assert answer.headers["x-request-id"]


@pytest.mark.parametrize(
    ("origins", "origin", "status"), [(SITE, SITE, 200), (SITE, STRANGER, 400), ("*", SITE, 400)]
)
def test_a_named_origin_may_call_a_service_in_a_private_network(
    origins: str, origin: str, status: int
) -> None:
    asked = {"access-control-request-method": "POST", "origin": origin}
    private = {"access-control-request-private-network": "true"}
    app = build(LEXICON, Settings(cors_origins=origins))
    answer = ask("OPTIONS", "/analyze", app, headers={**asked, **private})
    assert answer.status_code == status
    if status == 200:
        assert answer.headers["access-control-allow-private-network"] == "true"


def test_an_error_may_be_read_by_the_page_that_asked(shared: FastAPI) -> None:
    answer = ask("POST", "/analyze", shared, json={"text": "x"}, headers={"origin": SITE})
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (401, SITE)
    exposed = answer.headers["access-control-expose-headers"].split(", ")
    assert exposed == [
        "ETag",
        "RateLimit",
        "RateLimit-Policy",
        "Retry-After",
        "WWW-Authenticate",
        "X-Request-ID",
    ]
    assert "Origin" in answer.headers["vary"]
    stranger = ask("POST", "/analyze", shared, json={"text": "x"}, headers={"origin": STRANGER})
    assert "access-control-allow-origin" not in stranger.headers


def test_all_origins_may_be_let_in() -> None:
    app = build(LEXICON, Settings(cors_origins="*"))
    answer = ask("POST", "/analyze", app, json={"text": "x"}, headers={"origin": STRANGER})
    assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("origins", ["cms.example", "https://cms.example/", "https://a.example,x"])
def test_an_invalid_origin_is_an_error(origins: str) -> None:
    with pytest.raises(ValidationError, match="cors_origins"):
        Settings(cors_origins=origins)
