"""What the options leave out, and that figures describe what is left."""

import pytest
from msgspec import UNSET
from msgspec.structs import asdict

from levelhead.engine.analyzer import Block, Options, analyze
from levelhead.engine.report import ByVoice, Score, Scores
from levelhead.engine.score import Factor
from levelhead.lexicon.caller import PatternRefused, entry_of
from levelhead.types import DIMENSIONS
from tests.helpers.lexicons import entry, found, lexicon_of

LEXICON = lexicon_of(
    entry("slam", category="dramatic_verb", forms=("slam", "slams", "slammed"), strength=3),
    entry("bonkers", forms=("bonkers",), message="Mocks its subject."),
    entry("may", dimension="hedging", category="modal", forms=("may",), strength=1),
    entry("slam-may", dimension="hedging", category="belief", forms=("slams may",)),
)
TEXT = "Critics slammed the bonkers plan. It may fail. “It may be bonkers to try this,” he said."

OPTIONS = {
    "all": (Options(), ["slammed", "bonkers", "may", "may", "bonkers"]),
    "a dimension": (Options(dimensions=frozenset({"hedging"})), ["may", "may"]),
    "a category": (Options(categories=frozenset({"loaded"})), ["bonkers", "bonkers"]),
    "a floor": (Options(min_score=0.6), ["slammed", "bonkers"]),
    "a floor for a category": (
        Options(thresholds={"loaded": 0.5}),
        ["slammed", "bonkers", "may", "may"],
    ),
    "the higher floor counts": (
        Options(min_score=0.3, thresholds={"loaded": 0.1, "modal": 0.5}),
        ["slammed", "bonkers"],
    ),
    "no quotations": (Options(quotes="ignore"), ["slammed", "bonkers", "may"]),
    "allowed": (Options(allow=("Bonkers",)), ["slammed", "may", "may"]),
    "allowed in another inflection": (
        Options(allow=("slamming", "bonkers")),
        ["may", "may"],
    ),
    "allowed with its neighbours only": (
        Options(allow=("bonkers plan",)),
        ["slammed", "may", "may", "bonkers"],
    ),
    "allowed words that are not there": (
        Options(allow=("slammed into", "x", "?")),
        ["slammed", "bonkers", "may", "may", "bonkers"],
    ),
}


@pytest.mark.parametrize(("options", "expected"), OPTIONS.values(), ids=OPTIONS)
def test_options(options: Options, expected: list[str]) -> None:
    assert found(TEXT, LEXICON, options) == expected


@pytest.mark.parametrize("options", [o for o, _ in OPTIONS.values()], ids=OPTIONS)
def test_figures_describe_the_reported_spans(options: Options) -> None:
    report = analyze([Block(TEXT)], LEXICON, options)
    for dimension in DIMENSIONS:
        score = getattr(report.scores, dimension)
        author, quoted = score.by_voice.author, score.by_voice.quoted
        mine = [f for f in report.spans if f.dimension == dimension]
        assert score.spans == len(mine)
        assert score.per_100_words == round(100 * len(mine) / report.words, 2)
        assert (score.score == 0) is (not mine)
        assert (author == 0) is not any(f.voice == "author" for f in mine)
        assert (quoted == 0) is not any(f.voice == "quoted" for f in mine)
        assert score.score >= max(author, quoted)


def test_explain_says_what_was_left_out_and_why() -> None:
    options = Options(allow=("slam",), min_score=0.6, quotes="ignore", explain=True)
    report = analyze([Block(TEXT)], LEXICON, options)
    assert [(TEXT[s.start : s.end], s.reason) for s in report.suppressed or ()] == [
        ("slammed", "allowed"),
        ("may", "threshold"),
        ("may", "quoted"),
        ("bonkers", "quoted"),
    ]
    assert analyze([Block(TEXT)], LEXICON, Options(allow=("slam",))).suppressed is UNSET


def test_a_span_has_all_its_fields() -> None:
    (span,) = analyze([Block("Not a bonkers plan")], LEXICON, Options(explain=True)).spans
    assert asdict(span) == {
        "block": UNSET,
        "start": 6,
        "end": 13,
        "text": "bonkers",
        "dimension": "sensational",
        "category": "loaded",
        "score": 0.33,  # .6 × 1.1 × .5
        "rule": "bonkers",
        "voice": "author",
        "sentence": 0,
        "profile": UNSET,
        "fingerprint": span.fingerprint,
        "message": "Mocks its subject.",
        "suggestions": (),
        "base": 0.6,
        "factors": (Factor("headline", 1.1), Factor("negated", 0.5)),
    }


def test_dimensions_do_not_hide_each_other() -> None:
    assert found("She slams may.", LEXICON) == ["slams may", "slams"]


def test_blocks_are_read_apart_and_numbered_through() -> None:
    blocks = [
        Block("Bonkers plan", "headline", "a"),
        Block("", None, "b"),
        Block("It may fail. It is bonkers.", None, "c"),
    ]
    report = analyze(blocks, LEXICON)
    assert [(f.block, f.start, f.end, f.sentence) for f in report.spans] == [
        ("a", 0, 7, 0),
        ("c", 3, 6, 1),
        ("c", 19, 26, 2),
    ]
    assert [(s.block, s.start, s.end) for s in report.sentences] == [
        ("a", 0, 12),
        ("c", 0, 12),
        ("c", 13, 27),
    ]
    assert report.words == 8


def test_an_empty_text_scores_zero() -> None:
    calm = Score(0.0, "low", 0, 0.0, ByVoice(0.0, 0.0))
    report = analyze([Block("")], LEXICON)
    assert (report.spans, report.sentences, report.words) == ((), (), 0)
    assert report.scores == Scores(calm, calm)


RULES = {
    "a form in any inflection": (("walk away",), None, "She walked away.", ["walked away"]),
    "a name, since it was asked for": (("acme deal",), None, "An Acme Deal.", ["Acme Deal"]),
    "a pattern of a name": (None, "acme", "They met Acme.", ["Acme"]),
    "a hyphen between its words": (("walk away",), None, "A walk-away deal.", ["walk-away"]),
    "no full stop between them": (("walk away",), None, "A walk. Away they ran.", []),
    "nothing of it": (("walk away",), None, "They talked.", []),
    "only marks": (("?!",), None, "What?!", ["?!"]),
    "a pattern in any case": (None, r"plan [a-c]\b", "PLAN B it is.", ["PLAN B"]),
    "a pattern that matches nothing": (None, "x*", "oxo", ["x"]),
    "typographic apostrophes": (("don't panic",), None, "Now don’t panic.", ["don’t panic"]),
}


@pytest.mark.parametrize(("forms", "pattern", "text", "expected"), RULES.values(), ids=RULES)
def test_rules_of_the_caller(
    forms: tuple[str, ...] | None, pattern: str | None, text: str, expected: list[str]
) -> None:
    rule = entry_of("mine", "sensational", "loaded", forms or (), pattern, 2)
    assert found(text, LEXICON, Options(rules=(rule,))) == expected


def test_a_rule_of_the_caller_is_stronger_than_a_fixed_expression_but_not_than_allow() -> None:
    literal = entry("force", dimension="context", category="literal", forms=("brute force",))
    rule = entry_of("mine", "sensational", "loaded", ("brute force",), None, 2)
    text, lexicon = "They used brute force.", lexicon_of(literal)
    assert found(text, lexicon, Options(rules=(rule,))) == ["brute force"]
    assert found(text, lexicon, Options(rules=(rule,), allow=("brute",))) == ["brute force"]
    assert found(text, lexicon, Options(rules=(rule,), allow=("brute force",))) == []


@pytest.mark.parametrize("category", ["alarm", "loaded", "slang"])
@pytest.mark.parametrize("id", ["a", "zz"])
def test_a_rule_of_the_caller_wins_over_the_lexicon_on_the_same_words(
    id: str, category: str
) -> None:
    rule = entry_of(id, "sensational", category, ("slam",), None, 1)
    report = analyze([Block("The council slammed the plan.")], LEXICON, Options(rules=(rule,)))
    assert [finding.rule for finding in report.spans] == [id]


OVERLAPS = {
    "the lexicon's begins first": ("bonkers plan", "a slam bonkers plan", ["slam", "bonkers plan"]),
    "the lexicon's is longer": ("white", "two white elephants", ["white"]),
    "the own one begins first": ("all white", "all white elephants", ["all white"]),
    "the own one is longer": ("a slam b", "a slam b", ["a slam b"]),
    "they only touch": ("plan", "slam plan", ["slam", "plan"]),
    "the other dimension": ("it may", "it may slam", ["it may", "may", "slam"]),
    "marks around an own one": ("cruel", "a ‘cruel joke’ of his", ["cruel"]),
    "a lexicon's find that another was kept from": (
        "one slam",
        "one slam plan bonkers",
        ["one slam", "bonkers"],
    ),
}


@pytest.mark.parametrize(("form", "text", "expected"), OVERLAPS.values(), ids=OVERLAPS)
def test_a_rule_of_the_caller_wins_over_what_it_overlaps(
    form: str, text: str, expected: list[str]
) -> None:
    lexicon = lexicon_of(
        entry("slam", forms=("slam", "slam plan", "slam bonkers"), strength=3),
        entry("bonkers", forms=("bonkers",)),
        entry("white-elephant", forms=("white elephants",)),
        entry("may", dimension="hedging", category="modal", forms=("may",)),
    )
    rule = entry_of("mine", "sensational", "slang", (form,), None, 1)
    assert found(text, lexicon, Options(rules=(rule,))) == expected


def test_an_error_does_not_repeat_a_refused_pattern() -> None:
    with pytest.raises(PatternRefused, match=r"^missing \)$"):
        entry_of("mine", "hedging", "modal", (), "(secret", 1)


def test_backreferences_are_refused() -> None:
    with pytest.raises(PatternRefused, match="invalid escape sequence"):
        entry_of("mine", "hedging", "modal", (), r"(a)\1", 1)
