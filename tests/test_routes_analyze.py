from threading import current_thread, main_thread
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levelhead.engine import analyzer
from levelhead.engine.report import Report
from tests.helpers.asgi import LEXICON, analyze, app_of, ask

SENT = "The bonkers plan, maybe."
TRICKY = "“Bonkers”\u00a0— bon\u00adkers 😀 BONKERS\r\ncafe\u0301 bonkers 𝔘 maybe"
UNITS = {"codepoint": "utf-32-le", "utf16": "utf-16-le", "utf8": "utf-8"}
WIDTHS = {"codepoint": 4, "utf16": 2, "utf8": 1}


def cut(text: str, start: int, end: int, unit: str) -> str:
    """What a language that counts in `unit` gets between two offsets."""
    width = WIDTHS[unit]
    return text.encode(UNITS[unit])[start * width : end * width].decode(UNITS[unit])


def spans(answer: Any) -> list[tuple[Any, ...]]:
    return [(s["start"], s["end"], s["text"], s["rule"]) for s in answer["spans"]]


def test_a_text_is_answered_with_all_that_the_contract_promises() -> None:
    answer = ask("POST", "/analyze", json={"text": SENT})
    assert answer.headers["content-type"] == "application/json"
    found = answer.json()
    score = found["scores"]["sensational"]
    assert score == {
        "score": score["score"],
        "band": score["band"],
        "spans": 1,
        "per_100_words": 25.0,
        "by_voice": {"author": score["score"], "quoted": 0.0},
    }
    assert found["scores"]["hedging"]["spans"] == 1
    first, second = found["spans"]
    assert first == {
        "start": 4,
        "end": 11,
        "text": "bonkers",
        "dimension": "sensational",
        "category": "loaded",
        "score": first["score"],
        "rule": "bonkers",
        "voice": "author",
        "sentence": 0,
        "fingerprint": "72bcc32904801185",
        "message": "Mocks its subject; say what was done instead.",
        "suggestions": [{"action": "replace", "text": "erratic"}, {"action": "delete"}],
    }
    assert (second["text"], second["dimension"]) == ("maybe", "hedging")
    assert found["sentences"] == [
        {
            "start": 0,
            "end": 24,
            "sensational": found["sentences"][0]["sensational"],
            "hedging": found["sentences"][0]["hedging"],
        }
    ]
    assert {k: found[k] for k in ("words", "language", "offset_unit")} == {
        "words": 4,
        "language": "en",
        "offset_unit": "codepoint",
    }
    assert found["engine"] == {
        "name": "levelhead",
        "version": app_of().version,
        "lexicon": LEXICON.hash,
    }
    assert list(found) == [
        *("scores", "spans", "sentences", "words", "language", "offset_unit", "engine")
    ]


def test_blocks_have_offsets_of_their_own_and_name_themselves() -> None:
    answer = analyze(
        blocks=[
            {"id": "h1", "role": "headline", "text": "Bonkers plan"},
            {"text": "It is bonkers."},
        ]
    )
    assert [(s["block"], s["start"], s["text"]) for s in answer["spans"]] == [
        ("h1", 0, "Bonkers"),
        ("1", 6, "bonkers"),
    ]
    assert [(s["block"], s["start"], s["end"]) for s in answer["sentences"]] == [
        ("h1", 0, 12),
        ("1", 0, 14),
    ]
    assert [s["sentence"] for s in answer["spans"]] == [0, 1]


def test_the_form_of_a_block_decides_its_role_if_it_has_none() -> None:
    text = "Bonkers plan"
    sent = [
        {"text": text},
        *({"text": text, "role": r} for r in (None, "headline", "body", "caption")),
    ]
    spans = analyze(blocks=sent, explain=True)["spans"]
    assert [[f["name"] for f in span["factors"]] for span in spans] == [
        *(["headline"], ["headline"], ["headline"]),
        *([], []),
    ]


def test_a_plain_text_body_is_analysed_unchanged() -> None:
    answer = ask("POST", "/analyze", content=SENT, headers={"content-type": "text/plain"})
    assert answer.content == ask("POST", "/analyze", json={"text": SENT}).content


QUERIES = [
    ("dimensions=hedging", ["maybe"]),
    ("dimensions=hedging,sensational", ["bonkers", "maybe"]),
    ("dimensions=hedging&dimensions=sensational", ["bonkers", "maybe"]),
    ("categories=loaded", ["bonkers"]),
    ("allow=bonkers,maybe", []),
    ("allow=bonkers%20,%20other", ["maybe"]),
    ("min_score=0.7", ["bonkers"]),
    ("thresholds=loaded:1,probability:0.1", ["maybe"]),
    ("explain=true&quotes=ignore&format=text", ["bonkers", "maybe"]),
]


@pytest.mark.parametrize(("query", "expected"), QUERIES, ids=[q for q, _ in QUERIES])
def test_a_bare_text_has_its_options_in_the_query(query: str, expected: list[str]) -> None:
    kind = {"content-type": 'text/plain; charset="UTF-8"'}
    answer = ask("POST", f"/analyze?{query}", content=SENT, headers=kind)
    assert [s["text"] for s in answer.json()["spans"]] == expected


PAGE = "<h1>🦊 Bon<b>kers</b> plan</h1><p>He <q>said&nbsp;maybe</q>.<script>maybe</script>"
PAGES = [
    # media type, query, what is marked
    ("text/html", "", ["Bon<b>kers", "maybe"]),
    ("text/html; charset=utf-8", "?dimensions=hedging", ["maybe"]),
    ("text/html", "?format=text", ["maybe", "maybe"]),
    ("text/plain", "?format=html&offset_unit=utf16", ["Bon<b>kers", "maybe"]),
    ("text/plain", "", ["maybe", "maybe"]),
]


@pytest.mark.parametrize(("kind", "query", "expected"), PAGES)
def test_a_page_is_sent_as_html_or_with_its_format(
    kind: str, query: str, expected: list[str]
) -> None:
    headers = {"content-type": kind}
    answer = ask("POST", f"/analyze{query}", content=PAGE.encode(), headers=headers).json()
    assert [s["text"] for s in answer["spans"]] == expected


@pytest.mark.parametrize("unit", UNITS)
def test_offsets_cut_the_span_out_of_html_as_sent(unit: str) -> None:
    answer = analyze(text=PAGE, format="html", offset_unit=unit)
    assert [(s["text"], s["voice"]) for s in answer["spans"]] == [
        ("Bon<b>kers", "author"),
        ("maybe", "quoted"),
    ]
    for part in answer["spans"]:
        assert cut(PAGE, part["start"], part["end"], unit) == part["text"]


MARKDOWN = "# 🦊 Bon**kers** plan\n\n> He [said&nbsp;*maybe*](/maybe 'maybe').\n\n`maybe`\n"
MARKDOWNS = [
    # media type, query, what is marked
    ("text/markdown", "", ["Bon**kers", "maybe"]),
    ("text/markdown; charset=UTF-8; variant=GFM", "?quotes=ignore", ["Bon**kers"]),
    ("text/markdown", "?format=text", ["maybe"] * 2),
    ("text/plain", "?format=markdown&offset_unit=utf8", ["Bon**kers", "maybe"]),
]


@pytest.mark.parametrize(("kind", "query", "expected"), MARKDOWNS)
def test_markdown_is_sent_as_such_or_with_its_format(
    kind: str, query: str, expected: list[str]
) -> None:
    headers = {"content-type": kind}
    answer = ask("POST", f"/analyze{query}", content=MARKDOWN.encode(), headers=headers).json()
    assert [s["text"] for s in answer["spans"]] == expected


@pytest.mark.parametrize("unit", UNITS)
def test_offsets_cut_the_span_out_of_markdown_as_sent(unit: str) -> None:
    answer = analyze(text=MARKDOWN, format="markdown", offset_unit=unit)
    assert [(s["text"], s["voice"]) for s in answer["spans"]] == [
        ("Bon**kers", "author"),
        ("maybe", "quoted"),
    ]
    for part in answer["spans"]:
        assert cut(MARKDOWN, part["start"], part["end"], unit) == part["text"]


def test_markdown_above_a_bound_is_refused() -> None:
    answer = ask("POST", "/analyze", json={"text": "\n" * 20_000, "format": "markdown"})
    assert (answer.status_code, answer.json()["detail"]) == (
        422,
        "the text has more than 10,000 lines of Markdown: send it in parts",
    )


def test_blocks_may_hold_html() -> None:
    blocks = [{"id": "a", "text": "<p>It is bonkers.</p>"}, {"text": "<i>bonkers</i>, maybe."}]
    answer = analyze(blocks=blocks, format="html")
    assert [(s["block"], s["start"], s["text"]) for s in answer["spans"]] == [
        ("a", 9, "bonkers"),
        ("1", 3, "bonkers"),
        ("1", 16, "maybe"),
    ]


@pytest.mark.parametrize("unit", UNITS)
def test_offsets_cut_the_span_out_of_what_was_sent(unit: str) -> None:
    answer = analyze(text=TRICKY, offset_unit=unit)
    assert answer["offset_unit"] == unit
    assert len(answer["spans"]) == 5
    for part in answer["spans"]:
        assert cut(TRICKY, part["start"], part["end"], unit) == part["text"]
    assert cut(TRICKY, 0, answer["sentences"][-1]["end"], unit) == TRICKY


@given(
    text=st.lists(st.sampled_from(["bonkers", " ", "😀", "é", "ß", "\r\n", "“", "maybe"])).map(
        "".join
    )
)
def test_offsets_hold_in_every_unit_for_any_text(text: str) -> None:
    for unit in UNITS:
        for part in analyze(text=text, offset_unit=unit)["spans"]:
            assert cut(text, part["start"], part["end"], unit) == part["text"]


def test_explain_shows_the_numbers_and_what_was_left_out() -> None:
    answer = analyze(text=SENT, explain=True, allow=["maybe"])
    (part,) = answer["spans"]
    product = part["base"]
    for factor in part["factors"]:
        product *= factor["value"]
    assert part["score"] == pytest.approx(product, abs=0.001)
    assert answer["suppressed"] == [
        {
            "start": 18,
            "end": 23,
            "text": "maybe",
            "dimension": "hedging",
            "category": "probability",
            "rule": "maybe",
            "reason": "allowed",
        }
    ]
    assert analyze(text="", explain=True)["suppressed"] == []


def test_suppressed_spans_name_their_block() -> None:
    answer = analyze(
        blocks=[{"id": "x", "text": "😀 maybe"}], explain=True, allow=["maybe"], offset_unit="utf16"
    )
    assert [(s["block"], s["start"], s["end"]) for s in answer["suppressed"]] == [("x", 3, 8)]


@pytest.mark.parametrize("body", [{"text": ""}, {"blocks": []}, {"blocks": [{"text": ""}]}])
def test_an_empty_text_scores_nothing(body: dict[str, object]) -> None:
    answer = ask("POST", "/analyze", json=body).json()
    assert (answer["spans"], answer["sentences"], answer["words"]) == ([], [], 0)
    assert {s["score"] for s in answer["scores"].values()} == {0.0}


def test_rules_of_the_caller_are_looked_for_too() -> None:
    answer = analyze(
        text="A boondoggle of 17 zorps.",
        rules=[
            {
                "id": "mine",
                "dimension": "sensational",
                "category": "loaded",
                "forms": ["boondoggle"],
            },
            {
                "id": "zorps",
                "dimension": "hedging",
                "category": "approximation",
                "pattern": r"\d+ zorps",
                "strength": 1.5,
            },
        ],
    )
    assert spans(answer) == [(2, 12, "boondoggle", "mine"), (16, 24, "17 zorps", "zorps")]


@pytest.mark.parametrize("language", ["en", "en-GB", "en-US"])
def test_the_answer_names_the_language(language: str) -> None:
    assert analyze(text="x", language=language)["language"] == language


def test_null_is_as_good_as_nothing() -> None:
    assert analyze(text=SENT, blocks=None, dimensions=None) == analyze(text=SENT)


def test_numbers_may_be_written_as_integers() -> None:
    assert analyze(text=SENT, min_score=1)["spans"] == []
    assert analyze(text=SENT, min_score=0) == analyze(text=SENT)


def test_the_same_request_has_the_same_bytes() -> None:
    first, second = (ask("POST", "/analyze", json={"text": TRICKY}).content for _ in range(2))
    assert first == second


@pytest.fixture
def on_the_loop(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Of each analysis that begins, whether it keeps the event loop waiting."""
    seen: list[bool] = []

    def watched(*args: Any) -> Report:
        seen.append(current_thread() is main_thread())
        return analyzer.analyze(*args)

    monkeypatch.setattr("levelhead.service.engine.analyze", watched)
    return seen


@pytest.mark.parametrize(("room", "stays"), [(0, True), (-1, False)])
def test_a_large_request_leaves_the_event_loop(
    on_the_loop: list[bool], room: int, stays: bool
) -> None:
    app = app_of(offload_bytes=len(SENT) + room)
    answer = ask("POST", "/analyze", app, content=SENT, headers={"content-type": "text/plain"})
    assert len(answer.json()["spans"]) == 2
    assert on_the_loop == [stays]


def test_a_small_text_that_takes_long_leaves_it_too_and_is_answered_the_same(
    on_the_loop: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = app_of()
    quick = analyze(app, text=SENT)
    monkeypatch.setattr("levelhead.service.engine.LOOP_SECONDS", -1)
    assert analyze(app, text=SENT) == quick
    assert on_the_loop == [True, True, False]


@pytest.mark.alone
@pytest.mark.no_cover
def test_a_text_of_offload_size_that_is_full_of_marks_stays_on_the_event_loop(
    on_the_loop: list[bool],
) -> None:
    """Else it would be analyzed twice, and wait for a text of 1 MB. The first compile patterns."""
    pair = SENT + " The committee met on Monday in the town hall, where the figures were read. "
    times = 8192 // len(pair)
    app = app_of()
    for _ in range(6):
        content = {"content": pair * times, "headers": {"content-type": "text/plain"}}
        answer = ask("POST", "/analyze", app, **content)
        assert len(answer.json()["spans"]) == 2 * times
    assert on_the_loop[-3:] == [True, True, True]
