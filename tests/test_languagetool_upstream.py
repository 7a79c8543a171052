"""The service with another LanguageTool server behind it, on a real port, that misbehaves."""

import asyncio
import gzip
import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
from fastapi import FastAPI
from pydantic import HttpUrl

from levelhead.languagetool import upstream
from levelhead.service.main import build
from levelhead.service.settings import Settings
from tests.helpers import asgi
from tests.helpers.asgi import LEXICON, app_of
from tests.helpers.languagetool import faults
from tests.helpers.lexicons import write_lexicon
from tests.helpers.running import SECONDS, free_port, running

TEXT = "This bonkers plan have failed."
FORM = {"text": TEXT, "language": "en-US"}
SECRET = "zanzibar-brief"

GRAMMAR: dict[str, Any] = {
    "message": "The verb does not agree.",
    "replacements": [{"value": "has", "shortDescription": "singular"}],
    "offset": 18,
    "length": 4,
    "context": {"text": TEXT, "offset": 18, "length": 4},
    "sentence": TEXT,
    "type": {"typeName": "Other"},
    "rule": {
        "id": "AGREEMENT",
        "subId": "1",
        "sourceFile": "grammar.xml",
        "description": "Agreement",
        "issueType": "grammar",
        "category": {"id": "GRAMMAR", "name": "Grammar"},
        "isPremium": False,
    },
    "ignoreForIncompleteSentence": True,
    "contextForSureMatch": 7,
}


def language(code: str = "en-US", name: str = "English (US)") -> dict[str, Any]:
    found = {"name": name, "code": code, "confidence": 0.97, "source": "ngram"}
    return {"name": name, "code": code, "detectedLanguage": found}


def answer(*matches: Any, **fields: Any) -> bytes:
    """What a LanguageTool server says of a text."""
    body = {
        "software": {"name": "LanguageTool", "version": "6.6", "apiVersion": 1, "premium": False},
        "warnings": {"incompleteResults": False},
        "language": language(),
        "matches": matches,
        "sentenceRanges": [[0, 30]],
        "extendedSentenceRanges": [{"from": 0, "to": 30}],
        **fields,
    }
    return json.dumps(body).encode()


class Server(ThreadingHTTPServer):
    """Answers every request as configured, and keeps what it was sent."""

    def __init__(self, mood: Callable[[BaseHTTPRequestHandler], None]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.mood = mood
        self.sent: list[tuple[str, str | None, dict[str, list[str]]]] = []
        self.callers: set[Any] = set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v2"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def do_POST(self) -> None:
        form = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
        fields = parse_qs(form, keep_blank_values=True)
        self.server.sent.append((self.path, self.headers["content-type"], fields))
        self.server.callers.add(self.client_address)
        self.server.mood(self)

    do_GET = do_POST

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def says(
    body: bytes, status: int = 200, header: tuple[str, str] | None = None
) -> Callable[[BaseHTTPRequestHandler], None]:
    def mood(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        if header:
            handler.send_header(*header)
        handler.send_header("content-length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return mood


def breaks_off(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("content-length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"matches": [')
    handler.close_connection = True


def hangs_up(handler: BaseHTTPRequestHandler) -> None:
    handler.close_connection = True


def dozes(handler: BaseHTTPRequestHandler) -> None:
    time.sleep(1)
    hangs_up(handler)


def dribbles(handler: BaseHTTPRequestHandler) -> None:
    """Never lets one wait for long, and never comes to an end."""
    handler.send_response(200)
    handler.send_header("content-length", "1000")
    handler.end_headers()
    handler.close_connection = True
    end = time.monotonic() + 10
    while time.monotonic() < end:
        try:
            handler.wfile.write(b" ")
        except OSError:
            return
        time.sleep(0.05)


def floods(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("content-length", str(1 << 40))
    handler.end_headers()
    handler.close_connection = True
    try:
        while True:
            handler.wfile.write(b" " * 65_536)
    except OSError:
        return


@contextmanager
def serving(mood: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[Server]:
    with Server(mood) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


async def ask(app: FastAPI, method: str, path: str, *forms: dict[str, str]) -> list[Any]:
    """The answers to these forms, one after another, in one life of the service."""
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://test") as client,
    ):
        answers = [await client.request(method, path, data=form) for form in forms]
    assert {answer.status_code for answer in answers} == {200}
    return [answer.json() for answer in answers]


def with_upstream(url: str, seconds: float = 5) -> FastAPI:
    """The service with the server at `url` as its upstream."""
    return build(
        LEXICON, Settings(languagetool_upstream=HttpUrl(url), languagetool_timeout=seconds)
    )


def checks(url: str, *forms: dict[str, str], seconds: float = 5) -> list[Any]:
    """The answers to these forms with the server at `url` as the upstream."""
    answers = asyncio.run(ask(with_upstream(url, seconds), "POST", "/v2/check", *forms))
    assert [faults(each) for each in answers] == [[]] * len(forms)
    return answers


def marked(checked: Any) -> list[tuple[int, str]]:
    return [(m["offset"], m["rule"]["id"]) for m in checked["matches"]]


OURS = [(5, "SENSATIONAL_LOADED")]


def test_both_servers_are_heard() -> None:
    with serving(says(answer(GRAMMAR))) as server:
        (checked,) = checks(server.url, FORM)
    assert marked(checked) == [*OURS, (18, "AGREEMENT")]
    assert checked["matches"][1] == {
        **GRAMMAR,
        "shortMessage": "",
        "rule": {**GRAMMAR["rule"], "urls": []},
    }
    assert checked["software"]["name"] == "levelhead"
    assert checked["language"] == language()
    assert checked["warnings"] == {"incompleteResults": False}
    assert checked["sentenceRanges"] == [[0, 30]]


@pytest.mark.parametrize("end", ["", "/"])
def test_the_other_server_gets_the_same_form(end: str) -> None:
    form = {
        **{"text": "A — B & C😀", "language": "en", "level": "picky", "username": "u"},
        **{"apiKey": "k", "disabledRules": "A,B", "unknown": "", "mode": "all"},
    }
    with serving(says(answer())) as server:
        checks(server.url + end, form)
    fields = {name: [value] for name, value in form.items()}
    assert server.sent == [("/v2/check", "application/x-www-form-urlencoded", fields)]


@pytest.mark.parametrize(
    ("key", "sent_on"),
    [("lvl_right", set()), ("theirs", {"username", "apiKey"})],
    ids=["ours", "theirs"],
)
def test_the_other_server_does_not_get_our_key(key: str, sent_on: set[str], tmp_path: Path) -> None:
    file = tmp_path / "keys.toml"
    file.write_text(f'[desk]\nsha256 = "{sha256(b"lvl_right").hexdigest()}"\n')
    with serving(says(answer())) as server:
        app = build(
            LEXICON, Settings(api_keys_file=file, languagetool_upstream=HttpUrl(server.url))
        )
        form = {**FORM, "username": "u", "apiKey": key}
        headers = {"x-api-key": "lvl_right"} if key == "theirs" else {}
        assert asgi.ask("POST", "/v2/check", app, data=form, headers=headers).status_code == 200
    assert {*server.sent[0][2]} == {*FORM, *sent_on}


def test_matches_are_in_the_order_of_the_text_theirs_first() -> None:
    theirs = [{**GRAMMAR, "offset": offset, "length": 1} for offset in (29, 5, 0)]
    with serving(says(answer(*theirs))) as server:
        (checked,) = checks(server.url, FORM)
    assert marked(checked) == [(0, "AGREEMENT"), (5, "AGREEMENT"), *OURS, (29, "AGREEMENT")]


def answers_twice(handler: BaseHTTPRequestHandler) -> None:
    """As a broken server or proxy does: the second one would be taken for the next answer."""
    for message in ("ours", "somebody else's"):
        body = answer({**GRAMMAR, "message": message})
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)


def test_nothing_of_one_answer_comes_to_the_next_client() -> None:
    with serving(answers_twice) as server:
        for checked in checks(server.url, FORM, FORM, FORM):
            assert [m["message"] for m in checked["matches"]][1:] == ["ours"]
    assert (len(server.sent), len(server.callers)) == (3, 3)


COOKIES = ["a=b", "a=b; Path=/", "a=b; Domain=127.0.0.1; Path=/v2; Max-Age=9999"]


@pytest.mark.parametrize("cookie", COOKIES)
def test_a_cookie_is_not_sent_back(cookie: str) -> None:
    """Set for one client, it would go along with the texts of all."""
    got: list[str | None] = []

    def mood(handler: BaseHTTPRequestHandler) -> None:
        got.append(handler.headers["cookie"])
        says(answer(), header=("set-cookie", cookie))(handler)

    with serving(mood) as server:
        checks(server.url, FORM, FORM)
    assert got == [None, None]


def test_two_answers_together_are_no_longer_than_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("levelhead.languagetool.encoded._ALWAYS", 1_500)
    monkeypatch.setattr("levelhead.languagetool.encoded._EACH_CHARACTER", 0)
    with serving(says(answer(GRAMMAR, GRAMMAR, GRAMMAR))) as server:
        (checked,) = checks(server.url, FORM)
    assert marked(checked) == [*OURS, (18, "AGREEMENT")]
    assert checked["warnings"] == {"incompleteResults": True}


def test_of_their_matches_too_there_is_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("levelhead.languagetool.encoded._ALWAYS", 1_500)
    monkeypatch.setattr("levelhead.languagetool.encoded._EACH_CHARACTER", 0)
    with serving(says(answer(*[GRAMMAR] * 9, language=language("de", "?")))) as server:
        (checked,) = checks(server.url, FORM)
    assert marked(checked) == [(18, "AGREEMENT")] * 2
    assert checked["warnings"] == {"incompleteResults": True}


def test_their_offsets_are_held_against_utf16() -> None:
    text, match = "😀😀", {**GRAMMAR, "length": 1}
    for offset, complete in ((3, True), (4, False)):
        with serving(says(answer({**match, "offset": offset}))) as server:
            (checked,) = checks(server.url, {**FORM, "text": text})
        assert checked["warnings"] == {"incompleteResults": not complete}


def test_their_incomplete_results_are_reported() -> None:
    partly = answer(GRAMMAR, warnings={"incompleteResults": True, "incompleteResultsReason": "x"})
    with serving(says(partly)) as server:
        (checked,) = checks(server.url, FORM)
    assert checked["warnings"] == {"incompleteResults": True}
    assert marked(checked) == [*OURS, (18, "AGREEMENT")]


OTHER_LANGUAGES = [("de-DE", "de-DE"), ("auto", "fr")]


@pytest.mark.parametrize(("asked", "found"), OTHER_LANGUAGES)
def test_a_text_in_another_language_is_theirs_alone(asked: str, found: str) -> None:
    with serving(says(answer(GRAMMAR, language=language(found, "?"), sentenceRanges=[]))) as server:
        (checked,) = checks(server.url, {**FORM, "language": asked})
    assert marked(checked) == [(18, "AGREEMENT")]
    assert checked["language"]["code"] == found
    assert checked["sentenceRanges"] == []


# 200 MB of spaces.
BOMB = gzip.compress(b" " * 20_000_000, 1) * 10
FAILING = [
    ("a bug of theirs", says(b"Error: internal", 500), "status 500"),
    ("too many requests", says(b"", 429), "status 429"),
    ("a text too long for them", says(b"Error: too long", 413), "status 413"),
    ("a redirect", says(b"", 302, ("location", "http://127.0.0.1:9/v2/check")), "status 302"),
    ("no content", says(b"", 204), "status 204"),
    ("an empty answer", says(b""), "not JSON of LanguageTool's form"),
    ("a page", says(b"<html>It works!</html>"), "not JSON of LanguageTool's form"),
    ("other JSON", says(b'{"matches": 1}'), "not JSON of LanguageTool's form"),
    ("JSON nested deeply", says(b"[" * 100_000), "not JSON of LanguageTool's form"),
    ("not UTF-8", says(answer({**GRAMMAR, "message": "~"}).replace(b"~", b"\xff")), "not JSON"),
    ("half an answer", says(answer(GRAMMAR)[:200]), "not JSON of LanguageTool's form"),
    ("squeezed", says(gzip.compress(answer()), 200, ("content-encoding", "gzip")), "not JSON"),
    ("a bomb", says(BOMB, 200, ("content-encoding", "gzip")), "not JSON of LanguageTool's form"),
    ("a null", says(answer({**GRAMMAR, "message": None})), "not JSON of LanguageTool's form"),
    ("a place before the text", says(answer({**GRAMMAR, "offset": -1})), "not JSON"),
    ("a place behind it", says(answer({**GRAMMAR, "offset": 42})), "a match outside the text"),
    ("an end amid the answer", breaks_off, "RemoteProtocolError"),
    ("no answer", hangs_up, "RemoteProtocolError"),
]


@pytest.mark.parametrize(("mood", "reason"), [f[1:] for f in FAILING], ids=[f[0] for f in FAILING])
def test_when_they_fail_ours_come_all_the_same(
    mood: Callable[[BaseHTTPRequestHandler], None], reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    text = f"{TEXT} {SECRET}"
    with serving(mood) as server, caplog.at_level(logging.DEBUG, "levelhead"):
        (checked,) = checks(server.url, {"text": text, "language": "en-US"})
    assert marked(checked) == OURS
    assert checked["warnings"] == {"incompleteResults": True}
    assert checked["language"]["code"] == "en-US"
    (record,) = [r for r in caplog.records if r.name == "levelhead"]
    assert reason in record.getMessage()
    assert SECRET not in caplog.text


@pytest.mark.alone
@pytest.mark.parametrize(("mood", "reason"), [(dribbles, "TimeoutError"), (dozes, "Timeout")])
def test_they_are_not_waited_for_longer_than_set(
    mood: Callable[[BaseHTTPRequestHandler], None], reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    with serving(mood) as server, caplog.at_level(logging.WARNING, "levelhead"):
        begun = time.monotonic()
        (checked,) = checks(server.url, FORM, seconds=0.3)
        taken = time.monotonic() - begun
    assert (marked(checked), checked["warnings"]) == (OURS, {"incompleteResults": True})
    assert 0.3 <= taken < 0.9
    assert reason in caplog.text


def test_of_an_endless_answer_little_is_taken(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upstream, "MAX_BYTES", 1_000_000)
    with serving(floods) as server, caplog.at_level(logging.WARNING, "levelhead"):
        (checked,) = checks(server.url, FORM)
    assert (marked(checked), checked["warnings"]) == (OURS, {"incompleteResults": True})
    assert "more than 1000000 bytes" in caplog.text


def test_a_closed_port_does_no_harm(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "levelhead"):
        (checked,) = checks(f"http://127.0.0.1:{free_port()}/v2", FORM)
    assert (marked(checked), checked["warnings"]) == (OURS, {"incompleteResults": True})
    assert "ConnectError" in caplog.text


LISTED: list[tuple[bytes, int, list[str]]] = [
    (
        json.dumps(
            [
                {"name": "German", "code": "de", "longCode": "de"},
                {"name": "English (US)", "code": "en", "longCode": "en-US"},
                {"name": "German (Swiss)", "code": "de", "longCode": "de-CH"},
            ]
        ).encode(),
        200,
        ["de", "de-CH"],
    ),
    (b"[]", 200, []),
    (b'{"name": "German"}', 200, []),
    (b"", 500, []),
]


@pytest.mark.parametrize(("body", "status", "added"), LISTED)
def test_their_languages_are_listed_behind_ours(body: bytes, status: int, added: list[str]) -> None:
    with serving(says(body, status)) as server:
        (listed,) = asyncio.run(ask(with_upstream(server.url), "GET", "/v2/languages", {}))
    ours = ["en", "en-AU", "en-CA", "en-GB", "en-NZ", "en-ZA", "en-US"]
    assert [each["longCode"] for each in listed] == ours + added
    assert [path for path, _, _ in server.sent] == ["/v2/languages"]


def test_a_wrong_form_is_not_sent_on() -> None:
    app = with_upstream("http://127.0.0.1:9/v2")

    async def once() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.post("/v2/check", data={"text": TEXT})

    answered = asyncio.run(once())
    assert answered.status_code == 400
    assert answered.text.startswith("Error: Missing 'language' parameter")


def test_without_another_server_there_is_nothing_to_close() -> None:
    app = app_of()

    async def whole_life() -> None:
        async with app.router.lifespan_context(app):
            assert app.state.upstream is None

    asyncio.run(whole_life())


def test_a_running_service_asks_it_too(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("upstream") / "lexicons"
    write_lexicon(folder)
    with serving(says(answer(GRAMMAR))) as server:
        environment = {
            "LEVELHEAD_LEXICONS": str(folder),
            "LEVELHEAD_LANGUAGETOOL_UPSTREAM": server.url,
            "LEVELHEAD_LANGUAGETOOL_TIMEOUT": "9.5",
        }
        with running(settings=environment) as url:
            checked = httpx.post(
                f"{url}/v2/check", data={**FORM, "text": f"{TEXT}!!!"}, timeout=SECONDS
            ).json()
    assert marked(checked) == [(18, "AGREEMENT"), (30, "SENSATIONAL_SHOUTING")]
