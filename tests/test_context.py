"""Whose voice a word is in, and when it is no wording at all."""

import pytest

from app.analyzer import Block, Options, analyze
from tests.small_lexicon import entry, lexicon_of

LEXICON = lexicon_of(
    entry("bloody", forms=("bloody",)),
    entry("desperate", forms=("desperate",), unless_followed=("measures",)),
    entry("i", forms=("i",)),
    entry("may", dimension="hedging", category="modal", forms=("may", "i may")),
    entry("literal-hands", dimension="context", category="literal", forms=("bloody hands",)),
    entry("bloody-mary", dimension="context", category="names", forms=("Bloody Mary",)),
)

REASONS = {
    "a fixed expression": ("He had bloody hands.", "bloody", "literal"),
    "a listed name": ("Bloody Mary reigned.", "bloody", "name"),
    "a listed name in capitals": ("BLOODY MARY reigned here.", "bloody", "name"),
    "the same words in lower case": ("The bloody mary was cold.", "bloody", None),
    "a guard": ("These are desperate measures.", "desperate", "literal"),
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
    told = {s.rule: s.reason for s in report.suppressed}
    marked = [f.rule for f in report.findings]
    assert (told.get(rule), rule in marked) == (reason, reason is None)


VOICES = {
    "author": ("The bloody fight went on.", "author"),
    "quoted": ("He said: “It was a bloody fight from the start.”", "quoted"),
    "a claim in quotes": ("He called it “a bloody awful fight from start to end”.", "quoted"),
    "after the quotation": ("“It was a fight,” he said. A bloody one.", "author"),
}


@pytest.mark.parametrize(("text", "voice"), VOICES.values(), ids=VOICES)
def test_whose_voice_it_is(text: str, voice: str) -> None:
    (finding,) = analyze([Block(text)], LEXICON).findings
    assert (finding.rule, finding.voice) == ("bloody", voice)


SCARE = {
    "the marks around an innocent word": ("Their “experts” came late to it.", "scare-quotes"),
    "a word of the lexicon says more": ("The “bloody” fight went on for a week.", "bloody"),
}


@pytest.mark.parametrize(("text", "rule"), SCARE.values(), ids=SCARE)
def test_scare_quotes(text: str, rule: str) -> None:
    report = analyze([Block(text)], LEXICON)
    assert [(f.rule, f.voice) for f in report.findings] == [(rule, "scare")]


def test_a_blockquote_is_quoted_throughout() -> None:
    report = analyze([Block("A bloody fight, they wrote.", "blockquote")], LEXICON)
    assert [f.voice for f in report.findings] == ["quoted"]


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
    (finding,) = analyze([Block(text)], LEXICON).findings
    assert ([f.name for f in finding.factors] == ["negated"]) is negated
