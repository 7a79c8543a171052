"""What one text, one answer, and all requests together may hold: tried at the bound and above."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator

import httpx
import pytest
from msgspec import Struct
from starlette.types import Message, Scope

from levelhead.engine.analyzer import Block, Options, analyze
from levelhead.engine.bounds import MAX_ITEMS, TooMuch, at_most
from levelhead.engine.document import parse_text
from levelhead.engine.json_lists import JsonLists
from levelhead.options import OptionsIn, Rule, options_of
from levelhead.service.middleware.body_limit import ROOM_FOR_SMALL, SMALL, Held
from levelhead.service.middleware.problem import Problem
from levelhead.service.routes.body import MAX_VALUES
from tests.helpers.asgi import LEXICON, app_of, ask, stream


class TextOf(Struct):
    """Something that is written."""

    text: str


# The lexicon of these tests marks it.
WORD = "bonkers "
TEXT = {"content-type": "text/plain"}
NDJSON = {"content-type": "application/x-ndjson"}


def test_as_many_as_the_limit_pass_and_one_more_is_too_much() -> None:
    assert list(at_most("abc", 3, "letters")) == ["a", "b", "c"]
    with pytest.raises(TooMuch) as error:
        list(at_most("abcd" * 1000, 3000, "letters"))
    assert str(error.value) == "has more than 3,000 letters: send it in parts"


# What makes `count` of something, and what is counted.
BOUNDS: dict[str, Callable[[int], str]] = {
    "paragraphs": lambda count: "a\n\n" * count,
    "sentences": lambda count: "Hi no. " * count,
    "quotation marks and line ends": lambda count: '"' * count,
}


@pytest.mark.no_cover
@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=pytest.mark.slow if name == "paragraphs" else ()) for name in BOUNDS],
)
def test_a_document_holds_no_more_than_the_bound(name: str) -> None:
    parse_text(BOUNDS[name](MAX_ITEMS - 1))
    with pytest.raises(TooMuch, match=f"^has more than 100,000 {name}: send it in parts$"):
        parse_text(BOUNDS[name](MAX_ITEMS + 1))


def test_a_page_holds_no_more_open_elements_than_the_bound() -> None:
    parse_text("<div>" * MAX_ITEMS, format="html")
    with pytest.raises(TooMuch, match="elements open at once"):
        parse_text("<div>" * (MAX_ITEMS + 1), format="html")


@pytest.mark.no_cover
@pytest.mark.parametrize("count", [MAX_ITEMS, MAX_ITEMS + 1])
def test_matches_are_counted_before_their_context_is_checked(count: int) -> None:
    blocks = (Block("zig " * count),)
    rule = Rule.model_validate(
        {"id": "r", "dimension": "hedging", "category": "modal", "forms": ["zig"]}
    )
    options = options_of(OptionsIn(rules=[rule], allow=["zig"]))
    if count > MAX_ITEMS:
        with pytest.raises(TooMuch, match=r"^has more than 100,000 matches: send it in parts$"):
            analyze(blocks, LEXICON, options)
    else:
        assert analyze(blocks, LEXICON, options).spans == ()


def test_words_to_allow_are_counted_too() -> None:
    with pytest.raises(TooMuch, match=r"^has more than 100,000 words of `allow`"):
        analyze((Block("zig " * (MAX_ITEMS + 1)),), LEXICON, Options(allow=("zig",)))


def test_the_error_says_what_a_text_has_too_much_of() -> None:
    app = app_of()
    answer = ask("POST", "/analyze", app, content=WORD * (MAX_ITEMS + 1), headers=TEXT)
    detail = "the text has more than 100,000 matches: send it in parts"
    assert (answer.status_code, answer.json()["detail"]) == (422, detail)


def test_an_answer_has_a_maximum_of_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = len(ask("POST", "/analyze", content=WORD * 50, headers=TEXT).content)
    monkeypatch.setattr("levelhead.service.engine.ANSWER_BYTES", whole)
    app = app_of(max_body_bytes=700)
    assert ask("POST", "/analyze", app, content=WORD * 50, headers=TEXT).status_code == 200
    answer = ask("POST", "/analyze", app, content=WORD * 75, headers=TEXT)
    detail = f"the text would get an answer of more than {whole:,} bytes: send it in parts"
    assert (answer.status_code, answer.json()["detail"]) == (422, detail)


def test_the_answers_of_a_batch_share_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("levelhead.service.engine.ANSWER_BYTES", 20_000)
    documents = [{"text": WORD * 40}, {"text": WORD * 40}, {"text": "It rained."}]
    app = app_of(max_body_bytes=1000)
    answers = ask("POST", "/analyze/batch", app, json={"documents": documents}).json()["answers"]
    assert [each.get("error", {}).get("status") for each in answers] == [None, 422, None]


def test_lists_of_an_answer_share_their_bound() -> None:
    lists = JsonLists(100, lambda: None)
    assert [len(bytes(lists.write([TextOf("a" * 30)]))) for _ in range(2)] == [43, 43]
    with pytest.raises(TooMuch):
        lists.write([TextOf("a" * 30)])


def test_what_is_held_is_counted_and_given_back() -> None:
    held = Held(1_000_000)
    with held.holding(900_000), pytest.raises(Problem) as full:
        held.take(100_001, SMALL + 1)
    assert (full.value.details.status, full.value.reason) == (503, "overloaded")
    assert held.bytes == 0


def test_long_bodies_leave_room_for_short_ones() -> None:
    held = Held(1_000_000)
    held.take(1_000_000, 1_000_000)
    held.take(SMALL, SMALL)
    with pytest.raises(Problem):
        held.take(ROOM_FOR_SMALL - SMALL + 1, SMALL)


async def parts(count: int, size: int) -> AsyncIterator[bytes]:
    for _ in range(count):
        yield b"a" * size


@pytest.mark.parametrize(
    ("path", "headers"), [("/analyze", TEXT), ("/extract", TEXT), ("/v2/check", TEXT)]
)
def test_bodies_for_which_there_is_no_room_are_refused(path: str, headers: dict[str, str]) -> None:
    app = app_of()
    held = app.state.engine.held
    with held.holding(held.most):
        answer = ask("POST", path, app, content=parts(3, SMALL // 2), headers=headers)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
    assert held.bytes == 0


def test_a_line_for_which_there_is_no_room_ends_the_stream() -> None:
    app = app_of()
    held = app.state.engine.held
    with held.holding(held.most):
        answer = ask("POST", "/analyze/batch", app, content=parts(3, SMALL // 2), headers=NDJSON)
    assert answer.status_code == 200
    assert answer.json()["error"]["status"] == 503
    assert held.bytes == 0


def test_an_answer_counts_until_the_client_has_it() -> None:
    app = app_of()
    held = app.state.engine.held
    seen: list[int] = []
    body = WORD.encode() * 1000
    incoming: Iterator[Message] = iter([{"type": "http.request", "body": body}])
    scope: Scope = {
        "type": "http",
        "method": "POST",
        "path": "/analyze",
        "raw_path": b"/analyze",
        "query_string": b"",
        "headers": [(b"content-type", b"text/plain")],
        "client": None,
        "server": ("test", 80),
        "scheme": "http",
        "root_path": "",
    }

    async def receive() -> Message:
        return next(incoming)

    async def send(message: Message) -> None:
        seen.append(held.bytes - len(message.get("body", b"")))

    asyncio.run(app(scope, receive, send))
    pieces = [each for each in seen if each != seen[0]]
    assert len(seen) > 3
    assert min(seen) > len(body)
    assert pieces
    assert held.bytes == 0


def test_an_answer_for_which_there_is_no_room_is_refused() -> None:
    app = app_of()
    held = app.state.engine.held
    most = held.most + ROOM_FOR_SMALL - 20_000
    held.take(most, SMALL)
    answer = ask("POST", "/analyze", app, content=WORD * 1000, headers=TEXT)
    held.release(most)
    assert (answer.status_code, held.bytes) == (503, 0)


def test_a_long_answer_comes_compressed_as_it_is() -> None:
    plain, packed = (
        ask("POST", "/analyze", content=WORD * 2000, headers={**TEXT, "accept-encoding": coding})
        for coding in ("identity", "gzip")
    )
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content


def test_a_document_with_too_many_paragraphs_is_refused() -> None:
    app = app_of()
    answer = ask("POST", "/extract", app, content="a\n\n" * (MAX_ITEMS + 1), headers=TEXT)
    detail = "the text has more than 100,000 paragraphs: send it in parts"
    assert (answer.status_code, answer.json()["detail"]) == (422, detail)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ('{"text": "' + "a," * MAX_VALUES + '"}', 200),
        ('{"text": "' + '\\",' * MAX_VALUES + '"}', 200),
        ('{"text": "", "x": [' + "1," * (MAX_VALUES - 3) + "1]}", 422),
        ('{"text": "", "x": [' + "1," * MAX_VALUES + "1]}", 422),
        ('{"text": "' + "," * MAX_VALUES + '", "x": [' + "1," * MAX_VALUES + "1]}", 422),
        ('{"text": "' + "," * MAX_VALUES, 400),
    ],
    ids=["commas", "escapes", "as many values", "one more", "both", "an open string"],
)
def test_values_are_counted_before_they_are_decoded(body: str, status: int) -> None:
    answer = ask("POST", "/analyze", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == status
    if status == 422:
        above = answer.json()["detail"] == "the JSON holds more than 100,000 values"
        assert above == (body.count("1,") >= MAX_VALUES)


def test_an_open_string_hides_no_values() -> None:
    body = b'{"x": [' + b"1," * MAX_VALUES + b'"'
    answer = ask("POST", "/analyze", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 422


@pytest.mark.parametrize(("size", "count", "returned"), [(SMALL, 600, 0), (2_000_000, 20, 2)])
def test_what_long_bodies_leave_goes_back(
    size: int, count: int, returned: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    times: list[None] = []
    monkeypatch.setattr(
        "levelhead.service.middleware.body_limit.return_freed", lambda: times.append(None)
    )
    held = Held(1 << 30)
    for _ in range(count):
        with held.holding(size):
            pass
    assert len(times) == returned


def test_empty_lines_by_the_million_let_others_in() -> None:
    app = app_of(body_seconds=60)
    waits: list[float] = []

    async def watch() -> None:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(0.001)
            waits.append(time.perf_counter() - began)

    async def send() -> httpx.Response:
        watching = asyncio.create_task(watch())
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            lines = stream([b"\n" * SMALL] * 16)
            answer = await client.post("/analyze/batch", content=lines, headers=NDJSON)
        watching.cancel()
        return answer

    assert asyncio.run(send()).content == b""
    assert len(waits) >= 1
    assert max(waits) < 0.5
