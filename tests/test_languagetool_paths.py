"""The paths and pages of /v2, and its errors."""

import json
import re
import time

import pytest
from starlette.types import Message, Receive, Scope, Send

from levelhead.service.middleware.languagetool import LanguageTool
from levelhead.service.routes import languagetool
from tests.helpers.asgi import app_of, ask, call
from tests.helpers.languagetool import check


def test_a_problem_that_comes_in_pieces_is_made_plain() -> None:
    problem = json.dumps({"type": "about:blank", "title": "Busy", "status": 503, "detail": "wait"})

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        kind = (b"content-type", b"application/problem+json")
        headers = [kind, (b"content-length", b"99"), (b"retry-after", b"1")]
        await send({"type": "http.response.start", "status": 503, "headers": headers})
        for part in (problem[:9], problem[9:]):
            await send({"type": "http.response.body", "body": part.encode(), "more_body": True})
        await send({"type": "http.response.body"})

    sent: list[Message] = call(LanguageTool(app, str, re.compile("/x")))
    assert sent == [
        {
            "type": "http.response.start",
            "status": 503,
            "headers": [
                (b"retry-after", b"1"),
                (b"content-type", b"text/plain; charset=utf-8"),
                (b"content-length", b"11"),
            ],
        },
        {"type": "http.response.body", "body": b"Error: wait"},
    ]


PAGES = [
    ("languages", "application/json", None),
    ("healthcheck", "text/plain; charset=utf-8", "OK"),
    ("maxtextlength", "text/plain; charset=utf-8", "233016"),
    ("info", "application/json", None),
    ("configinfo", "application/json", None),
]

# What comes of an address with or without /v2, /v2/check and slashes, and what clients put behind.
WRITTEN = [
    ("/check", "/v2/check"),
    ("//check", "/v2/check"),
    ("/check/", "/v2/check"),
    ("//v2//check//", "/v2/check"),
    ("/v2check", "/v2/check"),
    ("/v2/v2/check", "/v2/check"),
    ("/v2//v2/check", "/v2/check"),
    ("/v2/check/check", "/v2/check"),
    ("/v2/check/v2/check", "/v2/check"),
    ("/languages", "/v2/languages"),
    ("/v2languages", "/v2/languages"),
    ("/v2/v2/languages", "/v2/languages"),
    ("/v2/check//languages", "/v2/languages"),
    ("/v2/v2/healthcheck", "/v2/healthcheck"),
    ("//v2/info", "/v2/info"),
    *(
        (path, path)
        for path in (
            *("/", "/v2", "/v2/", "/info", "/healthcheck", "/v3/check", "/checks", "/checkcheck"),
            *("/x/v2/check", "/v2/check/x", "/v2/words", "/v2x/check", "v2/check", "/CHECK"),
        )
    ),
]


@pytest.mark.parametrize(("path", "meant"), WRITTEN)
def test_a_path_is_taken_as_it_is_meant(path: str, meant: str) -> None:
    assert languagetool.path_of(path) == meant


@pytest.mark.alone
@pytest.mark.parametrize("part", ["/", "check/", "v2/", "/v2", "v2check"])
def test_a_long_path_is_looked_through_in_no_time(part: str) -> None:
    start = time.process_time()
    languagetool.path_of(f"/{part * 20_000}x")
    assert time.process_time() - start < 0.1


@pytest.mark.parametrize("path", ["/v2/{}", "//v2/{}", "/v2//{}", "/v2/v2/{}", "/v2/{}/"])
@pytest.mark.parametrize(("name", "kind", "text"), PAGES)
def test_the_pages_are_served(path: str, name: str, kind: str, text: str | None) -> None:
    url = f"http://test{path.format(name)}"
    answer, head = ask("GET", url), ask("HEAD", url)
    assert (answer.status_code, answer.headers["content-type"]) == (200, kind)
    assert (head.status_code, head.headers["content-type"]) == (200, kind)
    assert text is None or answer.text == text


def test_the_lists_are_complete() -> None:
    languages = ask("GET", "/v2/languages").json()
    assert languages[0] == {"name": "English", "code": "en", "longCode": "en"}
    assert [each["longCode"] for each in languages] == [
        *("en", "en-AU", "en-CA", "en-GB", "en-NZ", "en-ZA", "en-US")
    ]
    software = check(text="")["software"]
    assert ask("GET", "/v2/info").json() == {"software": software}
    configuration = ask("GET", "/v2/configinfo").json()
    assert configuration["software"] == software
    assert configuration["parameter"] == {"maxTextLength": 233016}
    assert configuration["rules"][0] == {
        "ruleId": "HEDGING_MODAL",
        "description": "Hedging: modal",
        "categoryId": "STYLE",
        "categoryName": "Style",
        "locQualityIssueType": "style",
    }


def test_a_text_of_the_longest_length_fits_whatever_it_holds() -> None:
    app = app_of(max_body_bytes=10_000)
    length = int(ask("GET", "/v2/maxtextlength", app).text)
    text = "“" * (length - 3)  # some room is needed for the other fields
    assert check(app, text=text)["matches"] == []


def test_a_large_text_is_answered_alike() -> None:
    text = "It is bonkers. " * 20
    assert check(app_of(offload_bytes=0), text=text) == check(text=text)
