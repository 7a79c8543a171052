import asyncio
import json
import time
from typing import Any

import pytest

from levelhead.options import OptionsIn, no_profiles
from levelhead.service.middleware.body_limit import Held
from levelhead.service.middleware.problem import Problem
from levelhead.service.middleware.request_state import RequestState
from levelhead.service.routes.batch import split_lines
from levelhead.service.routes.batch_document import BatchDocument, analysis_answer, shared_options
from tests.helpers.asgi import analyze, app_of, ask, stream

BAD = {"text": 5}


def batch(**body: object) -> Any:
    kind = {"content-type": "application/json"}
    answer = ask("POST", "/analyze/batch", content=json.dumps(body), headers=kind)
    assert answer.status_code == 200, answer.text
    return answer.json()["answers"]


def streamed(*sent: object, query: str = "", **settings: Any) -> list[Any]:
    """The answers to documents, or to lines as they are, in one stream."""
    body = b"".join(
        line if isinstance(line, bytes) else json.dumps(line).encode() + b"\n" for line in sent
    )
    answer = ask(
        "POST",
        f"/analyze/batch{query}",
        app_of(**settings),
        content=stream([body]),
        headers={"content-type": "application/x-ndjson"},
    )
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/x-ndjson"
    assert "content-length" not in answer.headers
    return [json.loads(line) for line in answer.text.splitlines()]


def texts(answer: Any) -> list[str]:
    return [span["text"] for span in answer["spans"]]


def test_answers_come_in_order_and_are_those_of_single_texts() -> None:
    first, second = batch(
        documents=[{"id": "a", "text": "Bonkers."}, {"blocks": [{"text": "Maybe."}]}]
    )
    assert first == {"id": "a", **analyze(text="Bonkers.")}
    assert second == analyze(blocks=[{"text": "Maybe."}])


def test_a_bad_document_has_its_own_error_and_spoils_no_other() -> None:
    answers = batch(
        documents=[
            {"text": "Bonkers."},
            {"id": "b", "text": "\ud83d"},
            [],
            {"id": "d", "text": "", "rules": [{}]},
            {"id": 5, "text": ""},
            {"text": "Maybe."},
        ]
    )
    assert [texts(answers[0]), texts(answers[5])] == [["Bonkers"], ["Maybe"]]
    assert answers[1] == {
        "id": "b",
        "error": {
            "type": "about:blank",
            "title": "Unprocessable Content",
            "status": 422,
            "detail": "`/documents/1/text` contains an unpaired surrogate",
            "errors": [
                {"pointer": "/documents/1/text", "detail": "contains an unpaired surrogate"}
            ],
        },
    }
    pointers = [[e["pointer"] for e in a["error"]["errors"]] for a in answers[2:5]]
    assert pointers[0] == ["/documents/2"]
    assert pointers[1][0] == "/documents/3/rules/0/id"
    assert pointers[2] == ["/documents/4/id"]
    assert "id" not in answers[4]


def test_shared_options_hold_where_a_document_has_none_of_its_own() -> None:
    documents = [
        {"text": "Bonkers, maybe."},
        {"text": "Bonkers, maybe.", "dimensions": ["sensational"]},
        {"text": "Bonkers, maybe.", "dimensions": None, "min_score": 2},
    ]
    first, second, third = batch(
        documents=documents, dimensions=["hedging"], offset_unit="utf16", language="en-GB"
    )
    assert (texts(first), first["offset_unit"], first["language"]) == (["maybe"], "utf16", "en-GB")
    assert (texts(second), second["offset_unit"]) == (["Bonkers"], "utf16")
    assert third["error"]["errors"][0]["pointer"] == "/documents/2/min_score"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/documents"),
        ({"documents": {}}, "/documents"),
        ({"documents": [{"text": ""}] * 101}, "/documents"),
        ({"documents": [], "min_score": 2}, "/min_score"),
        ({"documents": [], "text": "x"}, "/text"),
        ({"documents": [], "rules": [{}] * 51}, "/rules"),
        (
            {
                "documents": [],
                "rules": [{"id": "r", "dimension": "hedging", "category": "modal", "pattern": "("}],
            },
            "/rules/0/pattern",
        ),
    ],
)
def test_an_error_of_the_whole_batch_is_not_an_error_of_a_document(
    body: dict[str, object], pointer: str
) -> None:
    answer = ask("POST", "/analyze/batch", json=body)
    assert answer.status_code == 422
    assert [e["pointer"] for e in answer.json()["errors"]] == [pointer]


def test_a_full_batch_and_an_empty_one_are_answered() -> None:
    assert len(batch(documents=[{"text": ""}] * 100)) == 100
    assert batch(documents=[]) == []


def test_a_stream_may_be_longer_than_a_batch_and_than_a_body() -> None:
    body = b'{"text": "Bonkers."}\n' * 150
    kind = {"content-type": "application/x-ndjson"}
    answer = ask("POST", "/analyze/batch", app_of(max_body_bytes=100), content=body, headers=kind)
    answers = [json.loads(line) for line in answer.text.splitlines()]
    assert [a["line"] for a in answers] == [*range(1, 151)]
    assert {tuple(texts(a)) for a in answers} == {("Bonkers",)}


def test_the_error_of_a_bad_line_has_its_number_and_the_stream_goes_on() -> None:
    answers = streamed(
        {"id": "a", "text": "Maybe."},
        b"\n",
        b"not json\r\n",
        b"  \r\n",
        {"id": "e", "text": "\ud83d"},
        json.dumps({"id": "f", "text": "x" * 100}).encode() + b"\n",
        b'{"text": "\xff"}\n',
        b"[" * 90 + b"\n",
        b'{"id": "i", "text": "Maybe."}',
        max_body_bytes=100,
    )
    assert [(a["line"], a.get("id")) for a in answers] == [
        *((1, "a"), (3, None), (5, "e"), (6, None), (7, None), (8, None), (9, "i"))
    ]
    assert [a["error"]["status"] for a in answers[1:-1]] == [400, 422, 413, 400, 400]
    assert answers[2]["error"]["errors"][0]["pointer"] == "/text"
    assert texts(answers[-1]) == ["Maybe"]


def test_a_stream_shares_the_options_of_the_query() -> None:
    document = {"text": "Bonkers, maybe."}
    first, second = streamed(
        document,
        {**document, "dimensions": ["sensational"]},
        query="?dimensions=hedging&offset_unit=utf8",
    )
    assert (texts(first), texts(second)) == (["maybe"], ["Bonkers"])
    assert {first["offset_unit"], second["offset_unit"]} == {"utf8"}


LINES: list[tuple[list[bytes], list[tuple[int, bytes | None]]]] = [
    ([], []),
    ([b""], []),
    ([b"\n"], []),
    ([b"a"], [(1, b"a")]),
    ([b"a\n"], [(1, b"a")]),
    ([b"a\nb"], [(1, b"a"), (2, b"b")]),
    ([b"a", b"b\nc", b"\n", b"\n"], [(1, b"ab"), (2, b"c")]),
    ([b"\n\n", b"\r\n a\r\n", b" ", b"\n\nb\n \n "], [(4, b" a\r"), (7, b"b")]),
    ([b"abcd\ne"], [(1, b"abcd"), (2, b"e")]),
    ([b"abcde\nf"], [(1, None), (2, b"f")]),
    ([b"abc", b"de", b"fgh\ni"], [(1, None), (2, b"i")]),
    ([b"abc", b"de"], [(1, None)]),
]


@pytest.mark.parametrize(("chunks", "expected"), LINES)
def test_lines_are_put_together_from_chunks(
    chunks: list[bytes], expected: list[tuple[int, bytes | None]]
) -> None:
    async def all_lines() -> list[tuple[int, bytes | None]]:
        return [line async for line in split_lines(stream(chunks), 4, Held(100))]

    assert asyncio.run(all_lines()) == expected


def test_documents_of_a_batch_may_be_html_each_or_all() -> None:
    page, text = {"text": "<b>May</b>be."}, {"text": "Maybe.", "format": "text"}
    assert [texts(a) for a in batch(documents=[page, text], format="html")] == [
        ["May</b>be"],
        ["Maybe"],
    ]
    assert [texts(a) for a in batch(documents=[page, {**page, "format": "html"}])] == [
        [],
        ["May</b>be"],
    ]
    assert texts(*streamed(page, query="?format=html")) == ["May</b>be"]


def test_a_document_whose_turn_does_not_come_has_an_error_or_refuses_all() -> None:
    engine = app_of(max_waiting=5).state.engine
    shared = shared_options(OptionsIn(), no_profiles)
    document = BatchDocument(engine, analysis_answer, RequestState(), shared, b"{", 1000)

    async def wait(begun: bool) -> bytes:
        await engine.small.enter(time.monotonic() + 60)
        try:
            return await document.answer(time.monotonic() + 0.01, begun=begun)
        finally:
            engine.small.leave()

    answer = json.loads(asyncio.run(wait(begun=True)))
    assert (answer["error"]["status"], "id" in answer) == (503, False)
    with pytest.raises(Problem):
        asyncio.run(wait(begun=False))


def test_a_stream_may_have_any_number_of_lines() -> None:
    answers = streamed(*[{"text": "x"}] * 300)
    assert [answer["line"] for answer in answers] == [*range(1, 301)]
