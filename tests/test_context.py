"""Context: why a candidate is excluded, whose voice it is in, and whether it is negated."""

import pytest

from levelhead.engine.analyzer import Block, Options, analyze
from tests.helpers.lexicons import LEXICON as WHOLE
from tests.helpers.lexicons import entry, lexicon_of

LEXICON = lexicon_of(
    entry("bloody", forms=("bloody",)),
    entry("desperate", forms=("desperate",), unless_followed=("measures",)),
    entry("i", forms=("i",)),
    entry("may", dimension="hedging", category="modal", forms=("may", "i may")),
    entry("feud", dimension="context", category="fixed_expressions", forms=("bloody feud",)),
    entry("hands", dimension="context", category="literal", forms=("bloody hands",)),
    entry(
        "bloody-mary", dimension="context", category="names", forms=("Bloody Mary", "Bloody's Den")
    ),
)

REASONS = {
    "a fixed expression": ("It was a bloody feud.", "bloody", "fixed_expression"),
    "a literal sense": ("He had bloody hands.", "bloody", "literal"),
    "a listed name": ("Bloody Mary reigned.", "bloody", "name"),
    "a listed name in capitals": ("BLOODY MARY reigned here.", "bloody", "name"),
    "a listed name with a curly apostrophe": ("Bloody’s Den is open.", "bloody", "name"),
    "the same words in lower case": ("The bloody mary was cold.", "bloody", None),
    "an exception of the entry": ("These are desperate measures.", "desperate", "exception"),
    "a capital in mid-sentence": ("They met Theresa May there.", "may", "name"),
    "a capital at the start": ("May I? Desperate men left.", "desperate", None),
    "a capital behind a colon": ("Verdict: Desperate stuff here.", "desperate", None),
    "a capital behind an opening quote": ("He said: “Bloody liars lost it.”", "bloody", None),
    "a bullet": ("• Bloody scenes at the docks here.", "bloody", None),
    "a headline with capitals": ("Two Bloody Days In The Capital", "bloody", None),
    "shouted": ("A BLOODY day it was for all.", "bloody", None),
    "a name elsewhere in the text": (
        "Bloody said no. A coach told Bloody so.",
        "bloody",
        "name",
    ),
    "a capital elsewhere in a title only": (
        "Bloody Days In The Capital\nBloody scenes again.",
        "bloody",
        None,
    ),
    "initials": ("They owe the I.R.S. a lot.", "i", "name"),
    "the pronoun": ("They said I may stay there.", "may", None),
    "an acronym": ("He met the MAY group there.", "may", "name"),
    "no acronym where all is capitals": ("THEY MAY LEAVE THE CITY", "may", None),
    "plain": ("A bloody day.", "bloody", None),
}


@pytest.mark.parametrize(("text", "rule", "reason"), REASONS.values(), ids=REASONS)
def test_why_a_word_is_not_flagged(text: str, rule: str, reason: str | None) -> None:
    report = analyze([Block(text)], LEXICON, Options(explain=True))
    suppressed = {s.rule: s.reason for s in report.suppressed or ()}
    marked = [f.rule for f in report.spans]
    assert (suppressed.get(rule), rule in marked) == (reason, reason is None)


# With the project's lexicon: text -> the words that are excluded, each with its reason.
TRUE_REASONS = {
    "a verb in a set phrase": ("We might as well go home.", [("might", "exception")]),
    "a clickbait phrase is not a belief": (
        "Nobody would have known, and you won't believe it.",
        [("believe", "exception")],
    ),
    "ability in the past": ("She could swim at four.", [("could", "exception")]),
    "a noun that looks like a verb": ("The army showed its might.", [("might", "exception")]),
    "quotation marks around one of several": (
        "She is one of our ‘helpers’.",
        [("‘helpers’", "exception")],
    ),
    "a date": ("The vote is on 4 May.", [("May", "exception")]),
    "a job": (
        "He worked as a circus clown.",
        [("circus", "fixed_expression"), ("clown", "fixed_expression")],
    ),
    "a term of law": ("He admitted a sham marriage.", [("sham", "fixed_expression")]),
    "a phrase that is not a hedge": ("I think so too.", [("think", "fixed_expression")]),
    "a vehicle that plunges": ("He torpedoed into the canal.", [("torpedoed", "literal")]),
    "an object": ("Tap the icon on the screen.", [("icon", "literal")]),
    "a name": ("They met Mr Savage in Leeds.", [("Savage", "name")]),
}


@pytest.mark.parametrize(("text", "expected"), TRUE_REASONS.values(), ids=TRUE_REASONS)
def test_the_reason_is_true(text: str, expected: list[tuple[str, str]]) -> None:
    report = analyze([Block(text)], WHOLE, Options(explain=True))
    assert [(text[s.start : s.end], s.reason) for s in report.suppressed or ()] == expected


VOICES = {
    "author": ("The bloody fight went on.", "author"),
    "quoted": ("He said: “It was a bloody fight from the start.”", "quoted"),
    "a claim in quotes": ("He called it “a bloody awful fight from start to end”.", "quoted"),
    "after the quotation": ("“It was a fight,” he said. A bloody one.", "author"),
}


@pytest.mark.parametrize(("text", "voice"), VOICES.values(), ids=VOICES)
def test_whose_voice_it_is(text: str, voice: str) -> None:
    (span,) = analyze([Block(text)], LEXICON).spans
    assert (span.rule, span.voice) == ("bloody", voice)


SCARE = {
    "the marks around an innocent word": ("Their “experts” came late to it.", "scare-quotes"),
    "a word of the lexicon says more": ("The “bloody” fight went on for a week.", "bloody"),
}


@pytest.mark.parametrize(("text", "rule"), SCARE.values(), ids=SCARE)
def test_scare_quotes(text: str, rule: str) -> None:
    report = analyze([Block(text)], LEXICON)
    assert [(f.rule, f.voice) for f in report.spans] == [(rule, "scare")]


def test_a_blockquote_is_quoted_throughout() -> None:
    report = analyze([Block("A bloody fight, they wrote.", "blockquote")], LEXICON)
    assert [f.voice for f in report.spans] == ["quoted"]


NEGATED = {
    "not": ("It was not bloody.", True),
    "not a": ("It was not a bloody day.", True),
    "n't": ("It wasn't bloody.", True),
    "two words between": ("It was not such a bloody day.", True),
    "far before": ("He did not see that it was a bloody day.", False),
    "none": ("It was bloody.", False),
}


@pytest.mark.parametrize(("text", "negated"), NEGATED.values(), ids=NEGATED)
def test_negation_halves(text: str, negated: bool) -> None:
    (span,) = analyze([Block(text)], LEXICON, Options(explain=True)).spans
    assert ([f.name for f in span.factors or ()] == ["negated"]) is negated


NO_CLAIM = {
    "bait behind won't": (
        "You won't believe what happened next.",
        [("You won't believe", False), ("what happened next", False)],
    ),
    "bait behind never": ("It was never said what happened next.", [("what happened next", False)]),
    "capitals behind not": ("He did not EVER see it.", [("EVER", False)]),
    "scare quotes behind no": ("He did not meet the “experts”.", [("“experts”", False)]),
    "a judgement behind won't": ("It won't be a fiasco.", [("fiasco", True)]),
}


@pytest.mark.parametrize(("text", "expected"), NO_CLAIM.values(), ids=NO_CLAIM)
def test_negation_halves_claims_only(text: str, expected: list[tuple[str, bool]]) -> None:
    spans = analyze([Block(text)], WHOLE, Options(explain=True)).spans
    found = [
        (s.text, "negated" in {f.name for f in s.factors or ()})
        for s in spans
        if s.dimension == "sensational"
    ]
    assert found == expected
