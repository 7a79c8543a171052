"""What an answer about two versions has, whatever changed: pairs, places, options, bounds."""

import pytest

from levelhead.engine.analyzer import Block, Options, analyze
from levelhead.engine.bounds import TooMuch
from levelhead.engine.compare import Version, align, compare
from levelhead.engine.compare.rare_words import SHARE
from levelhead.engine.deadline import DeadlineExceeded
from levelhead.lexicon import stems
from levelhead.types import OffsetUnit
from tests.helpers.comparing import changes_of, compared
from tests.helpers.lexicons import LEXICON


def test_an_answer_has_both_reports_the_pairs_and_what_is_left() -> None:
    found = compared(
        "It rained. The plan may fail. The mayor opposed the plan.",
        "The mayor opposed the bonkers plan. The plan will fail. The sun shone on Tarn.",
    )
    assert [(p.before, p.after, p.similarity) for p in found.pairs] == [(1, 1, 0.75), (2, 0, 0.889)]
    assert (found.unpaired.before, found.unpaired.after) == ((0,), (2,))
    assert [s.text for s in found.before.spans] == ["may"]
    assert [s.text for s in found.after.spans] == ["bonkers"]
    assert found.difference.hedging == -found.before.scores.hedging.score
    assert found.difference.sensational == found.after.scores.sensational.score
    assert [(c.pair, c.effect, c.message) for c in found.changes] == [
        (0, "stronger", "“may” was dropped, which leaves less doubt."),
        (1, "hotter", "Sensational wording was added: “bonkers”."),
    ]


def test_a_split_or_merged_sentence_is_in_several_pairs() -> None:
    one = "The pool, which has 40 lanes, will close in June."
    two = "The pool will close in June. It has 40 lanes."
    assert [(p.before, p.after) for p in compared(one, two).pairs] == [(0, 0), (0, 1)]
    assert [(p.before, p.after) for p in compared(two, one).pairs] == [(0, 0), (1, 0)]


@pytest.mark.parametrize("pair", [("Rain.", "Sun. Wind."), ("Sun. Wind.", "Rain.")])
def test_a_text_of_one_sentence_has_a_partner_in_any_case(pair: tuple[str, str]) -> None:
    found = compared(*pair)
    assert [p.similarity for p in found.pairs] == [0.0]


@pytest.mark.parametrize(
    ("unit", "start"), [("codepoint", 17), ("utf16", 18), ("utf8", 20)], ids=lambda p: str(p)
)
def test_places_point_into_what_was_sent(unit: OffsetUnit, start: int) -> None:
    before = Version([Block("The 😀 plan <b>may</b> fail.", id="x")], Options(format="html"))
    markdown = Options(format="markdown", offset_unit=unit)
    after = Version(
        [Block("One.", id="a"), Block("The 😀 plan was **bon**kers.", id="b")], markdown
    )
    found = compare(before, after, LEXICON)
    dropped, added = found.changes
    assert dropped.before is not None
    assert (dropped.before.block, dropped.before.start, dropped.before.text) == ("x", 14, "may")
    assert added.after is not None
    place = (added.after.block, added.after.start, added.after.text, added.after.sentence)
    assert place == ("b", start, "bon**kers", 1)


@pytest.mark.parametrize(
    ("options", "kinds"),
    [
        ({}, ["wording_added", "hedge_dropped"]),
        ({"dimensions": frozenset({"sensational"})}, ["wording_added"]),
        ({"allow": ("bonkers",)}, ["hedge_dropped"]),
        ({"thresholds": {"modal": 1.0}}, ["wording_added"]),
    ],
)
def test_what_options_leave_out_makes_no_change(
    options: dict[str, object], kinds: list[str]
) -> None:
    found = compared("The plan may fail.", "The bonkers plan will fail.", **options)
    assert [change.kind for change in found.changes] == kinds


@pytest.mark.parametrize("side", ["before", "after"])
def test_a_text_that_is_too_long_is_named(side: str) -> None:
    texts = {"before": "a.", "after": "b."} | {side: "No. " * 100_001}
    with pytest.raises(TooMuch, match=rf"^of `{side}` has more than 100,000 sentences"):
        compared(texts["before"], texts["after"])


@pytest.mark.parametrize("side", ["before", "after"])
@pytest.mark.no_cover
def test_as_many_sentences_as_the_bound_may_differ_and_one_more_is_refused_at_once(
    side: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def text(verb: str) -> str:
        said = (f"“I {verb} {n} trams,” she said." for n in range(align.MAX_DIFFERING))
        return "\n\n".join(["Trams may stop.", *said])

    texts = {"before": text("saw"), "after": text("met")}
    assert len(compared(**texts).pairs) == 1 + align.MAX_DIFFERING
    texts[side] += " One more may come."
    monkeypatch.setattr(align, "_cores", None)  # which is the next step
    with pytest.raises(
        TooMuch, match=rf"^of `{side}` has more than 2,000 sentences that the other"
    ):
        compared(**texts)


def test_without_a_deadline_a_comparison_waits_for_the_stemmer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stems, "is_warm", lambda: False)
    assert compared("It may rain.", "It will rain.").changes


def test_a_comparison_ends_at_its_deadline() -> None:
    asked = Options()
    texts = [" ".join(f"{verb} tram {n} may fail." for n in range(2000)) for verb in ("A", "The")]
    versions = [Version([Block(text)], asked) for text in texts]
    analyses = Checkpoints()
    for version in versions:
        analyze(version.blocks, LEXICON, asked, analyses)
    with pytest.raises(DeadlineExceeded):
        compare(versions[0], versions[1], LEXICON, Checkpoints(most=analyses.calls + 10))


def test_each_claim_has_checkpoints_since_the_longest_take_milliseconds() -> None:
    asked = Options()
    words = "tram a bonkers mayor " * 30

    def calls(sentences: int) -> int:
        checkpoints = Checkpoints()
        before, after = (
            Version([Block(f"The {words}may {verb}. " * sentences)], asked)
            for verb in ("stop", "rest")
        )
        compare(before, after, LEXICON, checkpoints)
        return checkpoints.calls

    # One for sources and causes, one for hedges, one for wording.
    assert calls(30) - calls(20) >= 10 * 3


class Checkpoints:
    """A checkpoint that ends the work after a number of calls."""

    def __init__(self, most: int | None = None) -> None:
        self.calls, self.most = 0, most

    def __call__(self) -> None:
        self.calls += 1
        if self.calls == self.most:
            raise DeadlineExceeded


def test_marks_without_number_are_no_prose_and_say_nothing() -> None:
    words = " and ".join(["bonkers", "shambolic", "whopping"] * 20)
    assert changes_of(compared(f"The plan is {words}.", "The plan is sound.")) == []


def test_a_word_of_many_sentences_does_not_say_which_of_them_is_meant() -> None:
    places = ("Hull", "Rye", "Deal", "Looe", "Bude", "Fowey", "Ryde", "Cowes", "Poole", "Whitby")
    before = " ".join(f"The ferry left {place} late." for place in places)
    after = " ".join(f"Nobody was aboard the ferry when it docked at {n} pm." for n in range(1, 11))
    assert all(pair.similarity < SHARE for pair in compared(before, after).pairs)


def test_words_beyond_the_bound_are_not_aligned() -> None:
    start = "We saw " + "one gull, two terns, " * 40
    before, after = (f"{start}and the mayor {verb} it." for verb in ("questioned", "slammed"))
    assert changes_of(compared(before, after)) == [("wording_added", None, "slammed")]
