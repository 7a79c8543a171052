"""The invariants of the contract, on arbitrary text."""

from itertools import pairwise
from math import prod
from operator import sub
from typing import get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from levelhead.engine.analyzer import Block, Options, analyze
from levelhead.engine.encode import encode
from levelhead.engine.report import Report
from levelhead.engine.score import text_score
from levelhead.lexicon.caller import entry_of
from levelhead.types import DIMENSIONS, OffsetUnit, Reason
from tests.helpers.lexicons import LEXICON

FORMS = sorted(f for e in LEXICON.entries.values() for f in e.forms)
SENTENCES = sorted(
    h.replace("<", "").replace(">", "") for e in LEXICON.entries.values() for h in e.hits
)
ODD = [
    "“",
    "”",
    "‘",
    "’",
    '"',
    "'",
    "\u00a0",
    "\u00ad",
    "\r\n",
    "\n",
    "\n\n",
    "\t",
    "🦊",
    "İ",
    "ß",
    "ﬁ",
    "‑",
    "-\n",
    "_",
    "¹",
    "´",
    "e\u0301",
]
PLAIN = [
    "The",
    "minister",
    "said",
    "that",
    "it",
    "was",
    "May",
    "U.S.",
    "No. 10",
    ".",
    "!",
    "?",
    ",",
    "…",
    "-",
]

CHARACTERS = st.characters(exclude_categories=["Cs"])  # lone surrogates are refused before
PIECES = st.one_of(
    st.sampled_from(FORMS),
    st.sampled_from(FORMS).map(str.upper),
    st.sampled_from(FORMS).map(str.title),
    st.sampled_from(SENTENCES),
    st.sampled_from(ODD),
    st.sampled_from(PLAIN),
    st.text(CHARACTERS, max_size=8),
)
TEXTS = st.builds(str.join, st.sampled_from([" ", " ", ""]), st.lists(PIECES, max_size=40))
PROSE = st.lists(st.sampled_from(SENTENCES), min_size=12, max_size=40).map("\n".join)
OPTIONS = st.builds(
    Options,
    quotes=st.sampled_from(["report", "ignore"]),
    min_score=st.sampled_from([0.0, 0.3, 0.7]),
    allow=st.lists(st.sampled_from(FORMS), max_size=2).map(tuple),
    explain=st.booleans(),
)
UNITS: dict[OffsetUnit, str] = {"codepoint": "utf-32-le", "utf16": "utf-16-le", "utf8": "utf-8"}
WIDTH: dict[OffsetUnit, int] = {"codepoint": 4, "utf16": 2, "utf8": 1}


def run(text: str, options: Options | None = None) -> Report:
    return analyze([Block(text)], LEXICON, options)


@given(TEXTS)
@pytest.mark.parametrize("unit", UNITS)
def test_offsets_slice_the_words_out_of_the_text_as_sent(unit: OffsetUnit, text: str) -> None:
    raw, width = text.encode(UNITS[unit]), WIDTH[unit]
    options = Options(offset_unit=unit)
    answer = msgspec.json.decode(encode(run(text, options), options, LEXICON.hash))
    for span in answer["spans"]:
        cut = raw[span["start"] * width : span["end"] * width]
        assert cut.decode(UNITS[unit]) == span["text"]
        assert span["text"].strip() == span["text"] != ""
    for sentence in answer["sentences"]:
        assert 0 <= sentence["start"] < sentence["end"] <= len(raw) // width


@given(TEXTS, OPTIONS)
def test_the_same_request_gets_the_same_bytes(text: str, options: Options) -> None:
    first, second = (encode(run(text, options), options, LEXICON.hash) for _ in range(2))
    assert first == second


@given(TEXTS, OPTIONS)
def test_spans_are_ordered_and_do_not_overlap_in_a_dimension(text: str, options: Options) -> None:
    spans = run(text, options).spans
    keys = [(f.start, -f.end, f.dimension, f.category, f.rule) for f in spans]
    assert keys == sorted(keys)
    for dimension in DIMENSIONS:
        for left, right in pairwise(f for f in spans if f.dimension == dimension):
            assert left.end <= right.start


@given(TEXTS, OPTIONS)
def test_scores_lie_between_zero_and_one(text: str, options: Options) -> None:
    report = run(text, options)
    for score in (report.scores.sensational, report.scores.hedging):
        assert 0 <= score.by_voice.author <= 1
        assert 0 <= score.by_voice.quoted <= 1
        assert 0 <= score.score <= 1
        assert (score.score == 0) == (score.spans == 0)
    assert all(0 < f.score <= 1 for f in report.spans)
    assert all(0 <= x <= 1 for s in report.sentences for x in (s.sensational, s.hedging))


@given(st.lists(st.floats(0, 1), max_size=50), st.floats(0, 1), st.integers(0, 1000))
def test_one_more_span_never_lowers_a_score(scores: list[float], more: float, words: int) -> None:
    assert text_score(scores, words) <= text_score([*scores, more], words)


@given(PROSE)
def test_one_more_rule_never_lowers_a_score(text: str) -> None:
    rule = entry_of("mine", "sensational", "loaded", ("the", "minister"), None, 1)
    before, after = run(text), run(text, Options(rules=(rule,)))
    taken = {(f.start, f.end) for f in before.spans}
    if taken <= {(f.start, f.end) for f in after.spans}:
        assert before.scores.sensational.score <= after.scores.sensational.score


@given(PROSE)
def test_saying_it_twice_changes_little(text: str) -> None:
    once, twice = run(text), run(f"{text}\n{text}")
    if once.words >= 100:
        for dimension in DIMENSIONS:
            scores = (getattr(report.scores, dimension).score for report in (once, twice))
            assert abs(sub(*scores)) <= 0.02


@pytest.mark.parametrize("form", ["bonkers", "brute", "reportedly"])
def test_a_word_counts_less_inside_a_quotation(form: str) -> None:
    plain = run(f"He told the house that it was all {form}, as the long day went on.")
    quoted = run(f"He told the house: “It was all {form}, as the long day went on.”")
    (ours,), (theirs,) = plain.spans, quoted.spans
    assert (ours.voice, theirs.voice) == ("author", "quoted")
    assert theirs.score < ours.score
    score, lower = (getattr(report.scores, ours.dimension) for report in (plain, quoted))
    assert lower.score < score.score
    assert lower.by_voice.author == 0 < lower.by_voice.quoted


@given(TEXTS)
def test_the_factors_multiply_up_to_the_score(text: str) -> None:
    for f in run(text, Options(explain=True)).spans:
        product = (f.base or 0) * prod(factor.value for factor in f.factors or ())
        assert abs(f.score - min(product, 1)) <= 0.0005 + 1e-9  # rounded to three places


@given(TEXTS)
def test_what_is_suppressed_is_not_reported(text: str) -> None:
    report = run(text, Options(explain=True, allow=("bonkers",), min_score=0.5))
    reported = {(f.start, f.end, f.rule) for f in report.spans}
    assert reported.isdisjoint((s.start, s.end, s.rule) for s in report.suppressed or ())
    assert {s.reason for s in report.suppressed or ()} <= set(get_args(Reason))
