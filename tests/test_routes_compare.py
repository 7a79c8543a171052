import json
from typing import Any

import pytest

from tests.helpers.asgi import analyze, app_of, ask, stream

BEFORE: Any = {"text": "Maybe it rains in Tarn."}
AFTER: Any = {"text": "It rains in Tarn."}
PAIR: Any = {"before": BEFORE, "after": AFTER}
JSON, NDJSON = {"content-type": "application/json"}, {"content-type": "application/x-ndjson"}


def compare(body: object, **settings: Any) -> Any:
    """The answer to a comparison: JSON, whatever its status."""
    return ask(
        "POST", "/compare", app_of(**settings), content=json.dumps(body), headers=JSON
    ).json()


def kinds(answer: Any) -> list[str]:
    return [change["kind"] for change in answer["changes"]]


def test_a_comparison_has_the_answers_to_both_texts_and_what_changed() -> None:
    answer = compare({**PAIR, "language": "en-GB"})
    for side in ("before", "after"):
        whole = analyze(**PAIR[side])
        assert answer.pop(side) == {
            name: whole[name] for name in ("scores", "spans", "sentences", "words")
        }
    engine = answer.pop("engine")
    assert engine["name"] == "levelhead"
    assert answer == {
        "difference": {"sensational": 0.0, "hedging": -0.451},
        "pairs": [{"before": 0, "after": 0, "similarity": 0.889}],
        "unpaired": {"before": [], "after": []},
        "changes": [
            {
                "kind": "hedge_dropped",
                "effect": "stronger",
                "message": "“Maybe” was dropped, which leaves less doubt.",
                "before": {"start": 0, "end": 5, "text": "Maybe", "sentence": 0},
                "after": None,
                "pair": 0,
            }
        ],
        "language": "en-GB",
        "offset_unit": "codepoint",
    }


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ({"format": "html", **PAIR}, ["hedge_dropped"]),
        ({"before": BEFORE, "after": {**AFTER, "format": "markdown"}}, ["hedge_dropped"]),
        ({"before": {"blocks": [{"id": "p", **BEFORE}]}, "after": AFTER}, ["hedge_dropped"]),
        ({**PAIR, "dimensions": ["sensational"]}, []),
        ({**PAIR, "explain": True, "allow": ["maybe"]}, []),
    ],
)
def test_sides_are_texts_or_blocks_in_any_format(body: Any, found: list[str]) -> None:
    assert kinds(compare(body)) == found


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({"before": BEFORE}, ["/after"]),
        ({**PAIR, "text": "Why?"}, ["/text"]),
        ({**PAIR, "before": {"text": 5}}, ["/before/text"]),
        ({**PAIR, "before": {"text": "", "blocks": []}}, ["/before"]),
        ({**PAIR, "after": {"format": "pdf", "text": "\ud83d"}}, ["/after/format", "/after/text"]),
        ({**PAIR, "after": {"text": "", "explain": True}}, ["/after/explain"]),
        (
            {**PAIR, "after": {"blocks": [{"id": "a", "text": ""}, {"id": "a", "text": ""}]}},
            ["/after/blocks/1/id"],
        ),
        ({**PAIR, "min_score": 7}, ["/min_score"]),
    ],
)
def test_an_error_names_the_side_and_its_field(body: Any, pointers: list[str]) -> None:
    answer = compare(body)
    assert (answer["status"], sorted(e["pointer"] for e in answer["errors"])) == (422, pointers)


def test_a_text_that_is_too_much_is_named() -> None:
    answer = compare({**PAIR, "after": {"text": "No. " * 100_001}}, deadline_seconds=60.0)
    assert answer["status"] == 422
    assert answer["detail"] == (
        "the text of `after` has more than 100,000 sentences: send it in parts"
    )


@pytest.mark.parametrize(
    ("path", "request_", "status"),
    [
        ("/compare", {"content": "Hm.", "headers": {"content-type": "text/plain"}}, 415),
        ("/compare", {"content": "{", "headers": JSON}, 400),
        ("/compare?format=html", {"content": json.dumps(PAIR), "headers": JSON}, 422),
        ("/compare", {"content": json.dumps({**PAIR, "allow": ["a" * 999]}), "headers": JSON}, 413),
    ],
)
def test_a_request_that_is_not_a_comparison_is_refused(
    path: str, request_: dict[str, Any], status: int
) -> None:
    answer = ask("POST", path, app_of(max_body_bytes=1000), **request_)
    assert answer.status_code == status


def test_a_batch_has_an_answer_or_an_error_for_each_comparison() -> None:
    documents = [
        {"id": "a", **PAIR},
        {"id": "b", "before": BEFORE, "after": {}},
        {**PAIR, "dimensions": ["sensational"]},
    ]
    body = json.dumps({"documents": documents, "dimensions": ["hedging"]})
    first, second, third = ask("POST", "/compare/batch", content=body, headers=JSON).json()[
        "answers"
    ]
    assert first == {"id": "a", **compare({**PAIR, "dimensions": ["hedging"]})}
    assert second["id"] == "b"
    assert [e["pointer"] for e in second["error"]["errors"]] == ["/documents/1/after"]
    assert kinds(third) == []


def test_a_stream_of_comparisons_is_answered_line_by_line() -> None:
    lines = b"".join(json.dumps(line).encode() + b"\n" for line in (PAIR, {"id": "b"}))
    answer = ask(
        "POST",
        "/compare/batch?dimensions=hedging",
        content=stream([lines]),
        headers=NDJSON,
    )
    first, second = (json.loads(line) for line in answer.text.splitlines())
    assert (first["line"], kinds(first)) == (1, ["hedge_dropped"])
    assert [e["pointer"] for e in second["error"]["errors"]] == ["/before", "/after"]


def test_an_answer_has_a_maximum_of_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("levelhead.service.engine.ANSWER_BYTES", 3000)
    pair = {"before": {"text": "Bonkers! " * 10}, "after": {"text": "Maybe. " * 10}}
    answer = compare(pair, max_body_bytes=300)
    detail = "the text would get an answer of more than 3,000 bytes: send it in parts"
    assert (answer["status"], answer["detail"]) == (422, detail)


def test_texts_that_differ_in_too_many_sentences_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("levelhead.engine.compare.align.MAX_DIFFERING", 2)
    pair = {"before": {"text": "It rained. We left."}, "after": {"text": "No. Snow. Ice."}}
    answer = compare(pair)
    detail = (
        "the text of `after` has more than 2 sentences that the other text lacks: compare it in "
        "parts"
    )
    assert (answer["status"], answer["detail"]) == (422, detail)
