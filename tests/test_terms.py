"""Callers' terms: what they match and what they don't, and what many of them cost."""

import asyncio
import random
import subprocess
import sys
import time
from functools import partial
from importlib import import_module

import pytest

from levelhead.engine.analyzer import Block, Options, analyze
from levelhead.engine.deadline import DeadlineExceeded, check_deadline
from levelhead.engine.detect import terms
from levelhead.engine.detect.caller import term_spans
from levelhead.engine.detect.terms import found_terms, is_visible
from levelhead.engine.document.document import parse_text
from levelhead.lexicon import stems
from levelhead.lexicon.caller import entry_of
from levelhead.lexicon.stems import MAX_STEMMED, stem
from tests.helpers.lexicons import LEXICON, entry, found, lexicon_of
from tests.helpers.running import ROOT

NOTHING = lexicon_of()

# Terms and a text in which each hit is in brackets; ⟦ and ⟧ are in no text.
MATCHES = {
    "a word in any inflection": ("slam", "⟦Slams⟧, ⟦slammed⟧, ⟦slamming⟧; Islam, slammer."),
    "an irregular verb": (
        "sell off",
        "They ⟦sold off⟧ it. It was ⟦sold off⟧ by him, who ⟦sells off⟧ all.",
    ),
    "a short irregular verb": (
        "go under",
        "It ⟦went under⟧; it ⟦goes under⟧; it had ⟦gone under⟧.",
    ),
    "an irregular noun": ("wise woman", "Two ⟦wise women⟧ and a ⟦wise woman's⟧ cat."),
    "an irregular noun's possessive": ("child", "The ⟦children's⟧ plan, ⟦child's⟧ play."),
    "a plural in -es": ("bus", "The ⟦bus⟧, ⟦buses⟧; busy, bust."),
    "a plural in -zes": ("quiz", "⟦quizzes⟧, ⟦quizzed⟧"),
    "a plural in -ves": ("knife", "⟦knives⟧, ⟦knifed⟧"),
    "a past form, which is no other word's": ("left", "far ⟦left⟧; it leaves"),
    "a past form beside its base": ("saw", "a ⟦saw⟧, ⟦saws⟧, ⟦sawn⟧; see, seen"),
    "an acronym is not inflected": ("US", "⟦US⟧; uses, used"),
    "a word in any case": ("Slam", "⟦SLAM⟧, ⟦slam⟧"),
    "a possessive": ("mayor", "The ⟦mayor's⟧ and the ⟦mayor’s⟧ office"),
    "a phrase": ("walk away", "She ⟦walked away⟧, a ⟦walk-away⟧ deal; walk. Away; walk, away."),
    "a phrase, not over two spaces that are hyphens": ("walk away", "walk--away, walk - away"),
    "a hyphen": ("so-called", "The ⟦so-called⟧ and ⟦so called⟧; so/called, so–called, socalled."),
    "a longer phrase that begins again": ("a a b", "a ⟦a a b⟧ a a a"),
    "a stem that begins in another way": ("die", "⟦dying⟧, ⟦dies⟧, ⟦died⟧, dyeing, did"),
    "lie": ("lie", "⟦lying⟧, ⟦lies⟧, lyre, li"),
    "an ampersand": ("AT&T", "⟦AT&T⟧ and ⟦at&t⟧, not AT T, AT-T, at, AT&TX or CAT&T."),
    "an ampersand, in the possessive": ("AT&T", "⟦AT&T's⟧ and ⟦AT&T’s⟧ plan, not AT&T'd."),
    "an ampersand in spaces": ("Savage & Co", "⟦Savage & Co⟧. Savage and Co, Savage&Co"),
    "Q&A": ("Q&A", "A ⟦Q&A⟧, the ⟦q&a⟧; Q & A, QA, Q-A."),
    "a slash": ("and/or", "⟦and/or⟧ ⟦AND/OR⟧ and or, and / or, and/ored, band/or"),
    "an abbreviation": ("U.S.", "The ⟦U.S.⟧ and ⟦u.s.⟧ army, the US, U.S, U. S., us."),
    "an abbreviation at the end": ("p.m.", "At 5 ⟦p.m.⟧ or 6 ⟦P.M.⟧; 5 pm, 5p.m., p. m., p.m"),
    "a title": ("Mr. Savage", "⟦Mr. Savage⟧ met Mr Savage. Mr, Savage, Mr.Savage"),
    "a title in another inflection": ("Mr. Savage", "Two ⟦Mr. Savages⟧"),
    "a number sign": ("No.10", "⟦No.10⟧ and ⟦no.10⟧, no 10, No. 10, No.100, No.10,000 or No.10.5"),
    "C++": ("C++", "⟦C++⟧, ⟦C++⟧11 and ⟦c++⟧; C, C+, C +, ABC++."),
    "C#": ("C#", "⟦C#⟧ C, C ⟦c#⟧minor"),
    "24/7": ("24/7", "⟦24/7⟧. 24 7, 24-7, 24/70, 124/7, 24/7.5"),
    "a dot": ("a.b", "⟦a.b⟧ a b, a-b, a. b, ab, a.bc"),
    "an address": ("bonkers.com", "⟦bonkers.com⟧ bonkers com, bonkers-com"),
    "apostrophes around a letter": (
        "rock 'n' roll",
        "⟦rock 'n' roll⟧, ⟦Rock ’n’ Roll⟧, ⟦rock ‘n’ roll⟧, rock n roll, rock and roll",
    ),
    "dollars": ("$5m", "⟦$5m⟧ and US⟦$5m⟧; 5m, £5m, $5 m, $5mn, $15m"),
    "pounds": ("£1", "⟦£1⟧, ⟦£1⟧. £10, £1,000, £1.50, 1, £ 1, £1m"),
    "a number": ("5", "⟦5⟧, ⟦5⟧. 1.5, 5.0, 5,000, 15, 5th"),
    "a number with a comma": ("1,000", "⟦1,000⟧ 1000, 1, 000, 1,000,000, 21,000"),
    "per cent": ("50%", "⟦50%⟧, ⟦50%⟧off, 50, 50 %, 150%, 1.50%"),
    "a tag": ("#MeToo", "⟦#MeToo⟧, ⟦#metoo⟧; MeToo, #MeTooMuch, # MeToo"),
    "a handle": ("@mayor", "⟦@mayor⟧, ⟦@Mayor⟧; mayor, @mayhem, @ mayor"),
    "only marks": ("?!", "What⟦?!⟧ What! Eh? !?"),
    "marks in a row": ("!!!", "No⟦!!!⟧ No!! ! !!"),
    "an ellipsis": ("…", "And⟦…⟧ then... it"),
    "an emoji": ("😀", "So⟦😀⟧ ⟦😀⟧ 😃"),
    "a sign behind a word": ("bonkers!", "⟦Bonkers!⟧ bonkers, bonkers !"),
    "a lone hyphen": ("-5", "At ⟦-5⟧ degrees; 10-5, - 5, 5"),
    "quotation marks": ("“experts”", "The ⟦“experts”⟧, the ⟦\"experts\"⟧, experts, 'experts'"),
    "blank characters are spaces": (
        "a\u00a0plan",
        "⟦a plan⟧, ⟦a\u00a0plan⟧, ⟦a\u2009 plan⟧, aplan",
    ),
    "spaces around a term": (" \tplan \n", "⟦plan⟧"),
    "a line end in a term": ("Mr.\nSavage", "⟦Mr. Savage⟧"),
    "a wrapped line": ("and/or a plan", "⟦and/or a\nplan⟧, ⟦and/or a\r\n  plan⟧"),
    "no term over the end of a paragraph": ("a plan", "It was a\n\nplan. a\nPlan"),
    "unseen characters": ("bon\u00adkers", "⟦bonkers⟧ ⟦bonk\u00aders⟧ ⟦bon\u200bkers⟧"),
    "accents in two ways": ("cliche\u0301", "A ⟦cliché⟧, a ⟦cliche\u0301⟧, a cliche"),
    "nothing visible": (" \u200b\u00ad ", "a \u200b\u00ad b"),
    "very long words as they are": ("a" * 60 + "s", "a" * 60 + " ⟦" + "a" * 60 + "s⟧"),
}


def bare(text: str) -> str:
    return text.replace("⟦", "").replace("⟧", "")


def shown(text: str, term: str) -> str:
    """The text with what a rule of this term marks in brackets."""
    rule = entry_of("mine", "sensational", "loaded", (term,), None, 2)
    shown = text
    for f in reversed(analyze([Block(text)], NOTHING, Options(rules=(rule,))).spans):
        if f.rule == "mine":
            shown = f"{shown[: f.start]}⟦{shown[f.start : f.end]}⟧{shown[f.end :]}"
    return shown


@pytest.mark.parametrize(("term", "text"), MATCHES.values(), ids=MATCHES)
def test_what_a_term_matches(term: str, text: str) -> None:
    assert shown(bare(text), term) == text


@pytest.mark.parametrize(("term", "text"), MATCHES.values(), ids=MATCHES)
def test_what_is_allowed_is_what_a_rule_would_match(term: str, text: str) -> None:
    document = parse_text(bare(text))
    hits = text.count("⟦")
    assert len([*term_spans(document, [term])]) == hits
    assert len([*term_spans(document, ["other", term, term])]) == hits


# Terms of `allow`, a text, and what is still marked in it with the project's word lists.
ALLOWED = {
    "nothing allowed": ((), "Bonkers Jr. left; it was bonkers.", ["Bonkers", "bonkers"]),
    "a name with a full stop": (("Bonkers Jr.",), "Bonkers Jr. left; it was bonkers.", ["bonkers"]),
    "a saint": (("St. Bonkers",), "The parish of St. Bonkers, a bonkers place.", ["bonkers"]),
    "a firm": (("Bonkers & Co",), "Bonkers & Co, which was bonkers.", ["bonkers"]),
    "an address": (("bonkers.com",), "They met at bonkers.com and it was bonkers.", ["bonkers"]),
    "so-called": (("so-called",), "The so-called expert. The so-called experts.", []),
    "a longer term": (
        ("so-called expert",),
        "A so-called expert, a so-called leader.",
        ["so-called"],
    ),
    "a part that nobody would mark": (
        ("expert",),
        "A so-called expert.",
        ["so-called expert", "so-called"],
    ),
    "part of a hedge": (("may",), "It may well rain.", []),
    "another word of a phrase": (("well",), "It may well rain.", ["may well"]),
}


@pytest.mark.parametrize(("allow", "text", "marked"), ALLOWED.values(), ids=ALLOWED)
def test_what_is_allowed_is_not_marked(
    allow: tuple[str, ...], text: str, marked: list[str]
) -> None:
    assert found(text, LEXICON, Options(allow=allow)) == marked


def test_capitals_around_an_allowed_word_are_flagged() -> None:
    lexicon = lexicon_of(entry("dud", forms=("dud",)))
    text = "It is a dud. This was DUD NOW HERE it said."
    assert found(text, lexicon) == ["dud", "DUD NOW HERE"]
    assert found(text, lexicon, Options(allow=("dud",))) == ["DUD NOW HERE"]


def test_allowed_terms_inside_of_others_are_left_out() -> None:
    spans = term_spans(parse_text("a b c d"), ["a b c", "b", "c d"])
    assert [tuple(span) for span in spans] == [(0, 5), (4, 7)]


def test_a_rule_that_was_not_asked_for_hides_none_that_was() -> None:
    rules = (
        entry_of("long", "sensational", "alarm", ("dud plan",), None, 2),
        entry_of("hedge", "hedging", "modal", ("dud plan b",), None, 2),
        entry_of("short", "sensational", "loaded", ("dud",), None, 2),
    )
    assert found("A dud plan b.", NOTHING, Options(rules=rules)) == ["dud plan b", "dud plan"]
    for options in (
        Options(rules=rules, categories=frozenset({"loaded"})),
        Options(rules=rules[2:], dimensions=frozenset({"sensational"})),
    ):
        assert found("A dud plan b.", NOTHING, options) == ["dud"]


LONGEST = {
    "the longest at one place": (["a", "a b c", "a b"], "a b c", [(0, 5, 1)]),
    "not the longest that begins well": (["a", "a b c d"], "a b c", [(0, 1, 0)]),
    "one inside of another": (["b", "a b c"], "a b c", [(0, 5, 1), (2, 3, 0)]),
    "overlapping ones": (["a b", "b c"], "a b c", [(0, 3, 0), (2, 5, 1)]),
    "the first of equal ones": (["is", "A", "a"], "a", [(0, 1, 1)]),
    "signs of which one begins with the other": (
        ["c", "c+", "c++"],
        "c++ c+ c",
        [(0, 3, 2), (4, 6, 1), (7, 8, 0)],
    ),
    "cut off by the end": (["a a a a a", "a a"], "a a a", [(0, 3, 1), (2, 5, 1)]),
}


@pytest.mark.parametrize(("terms", "text", "expected"), LONGEST.values(), ids=LONGEST)
def test_the_longest_term_at_each_place(
    terms: list[str], text: str, expected: list[tuple[int, int, int]]
) -> None:
    assert [*found_terms(text, [(term, n) for n, term in enumerate(terms)])] == expected


def test_any_terms_are_found_as_by_trying_each_of_them_everywhere() -> None:
    chance = random.Random(14)
    for _ in range(300):
        letters = "ab"[: chance.randint(1, 2)]
        terms = [
            " ".join(chance.choices(letters, k=chance.randint(1, 20)))
            for _ in range(chance.randint(1, 12))
        ]
        text = " ".join(chance.choices(letters + "c", weights=[9] * len(letters) + [1], k=60))
        expected = []
        for at in range(0, len(text), 2):
            here = [
                (len(term), -n)
                for n, term in enumerate(terms)
                if f"{text} "[at:].startswith(f"{term} ")
            ]
            if here:
                length, number = max(here)
                expected.append((at, at + length, -number))
        assert [*found_terms(text, [(term, n) for n, term in enumerate(terms)])] == expected


@pytest.mark.parametrize("term", ["", " ", "\n\t", "\u00ad", "\u200b \u2060", "\ufeff\u00a0"])
def test_terms_of_nothing_visible(term: str) -> None:
    assert not is_visible(term)
    assert [*found_terms("a \u00ad b", [(term, 0)])] == []


@pytest.mark.parametrize("term", [" a", "\u00ad!", "…", "_", "\u0301"])
def test_terms_of_which_something_is_visible(term: str) -> None:
    assert is_visible(term)


def test_words_too_long_to_be_words_are_their_own_stems() -> None:
    assert stem("a" * (MAX_STEMMED - 1) + "s") == "a" * (MAX_STEMMED - 1)
    assert stem("a" * MAX_STEMMED + "s") == "a" * MAX_STEMMED + "s"


def test_what_is_found_does_not_depend_on_how_many_words_are_remembered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    expected = [(0, 7, 0), (12, 16, 0)]
    assert [*found_terms("slammed now slam", [("slam", 0)])] == expected
    monkeypatch.setattr(terms, "_MAX_REMEMBERED", 0)
    assert [*found_terms("slammed now slam", [("slam", 0)])] == expected


BEFORE_THE_IMPORT = """
import asyncio, sys
from levelhead.engine.deadline import DeadlineExceeded
from levelhead.engine.detect.terms import found_terms

async def find():
    try:
        return [*found_terms("slammed", [("slam", 0)], lambda: None)]
    except DeadlineExceeded:
        return "given up"

print(asyncio.run(find()), "nltk" in sys.modules)
print([*found_terms("slammed", [("slam", 0)])], "nltk" in sys.modules)
print(asyncio.run(find()))
"""


def test_no_event_loop_waits_for_the_import_of_the_stemmer() -> None:
    """DeadlineExceeded sends a request from the event loop into a thread, which may import it."""
    run = [sys.executable, "-c", BEFORE_THE_IMPORT]
    printed = subprocess.run(run, capture_output=True, text=True, check=True, cwd=ROOT).stdout
    assert printed.splitlines() == ["given up False", "[(0, 7, 0)] True", "[(0, 7, 0)]"]


def test_what_nltk_has_no_need_of_is_hidden_only_while_it_is_imported(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stems, "_UNUSED", ("asyncio", "turtledemo"))
    with stems.imported_lean():
        import_module("asyncio")  # it was there before
        with pytest.raises(ImportError):
            import_module("turtledemo")
    assert import_module("turtledemo").__name__ == "turtledemo"


def test_an_event_loop_finds_terms_at_once_when_the_stemmer_is_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def find() -> list[tuple[int, int, int]]:
        return [*found_terms("slammed", [("slam", 0)], lambda: None)]

    async def find_nothing() -> list[tuple[int, int, int]]:
        return [*found_terms("slammed", [], lambda: None)]

    async def find_without_deadline() -> list[tuple[int, int, int]]:
        return [*found_terms("slammed", [("slam", 0)])]

    stems.warm()
    assert asyncio.run(find()) == [(0, 7, 0)]
    monkeypatch.setattr(stems, "is_warm", lambda: False)
    assert [*found_terms("slammed", [("slam", 0)])] == [(0, 7, 0)]
    with pytest.raises(DeadlineExceeded):
        asyncio.run(find())
    assert asyncio.run(find_nothing()) == []
    assert asyncio.run(find_without_deadline()) == [(0, 7, 0)]


NESTED = ["ab " * n for n in range(1, 67)]


def seconds(text: str, terms: list[str]) -> float:
    """Processor time of finding terms."""
    begun = time.process_time()
    for _ in found_terms(text, ((term, 0) for term in terms)):
        pass
    return time.process_time() - begun


GROWTH = {
    "words of which terms begin": ("ab ", [f"ab c{n}" for n in range(1000)]),
    "terms inside of terms": ("ab ", NESTED),
    "signs": ("!", ["!" * n for n in range(1, 201)]),
    "words that are in no term": ("the cat sat. ", ["dog", "mat"]),
}


@pytest.mark.slow
@pytest.mark.alone
@pytest.mark.no_cover
@pytest.mark.parametrize(("unit", "terms"), GROWTH.values(), ids=GROWTH)
def test_the_cost_grows_with_the_text(unit: str, terms: list[str]) -> None:
    small, large = unit * 40_000, unit * 80_000
    assert any(seconds(large, terms) < 2.3 * seconds(small, terms) for _ in range(5))


@pytest.mark.slow
@pytest.mark.alone
@pytest.mark.no_cover
def test_the_cost_does_not_grow_with_words_times_terms() -> None:
    text = "ab " * 20_000
    few, many = ([f"ab c{n}" for n in range(number)] for number in (10, 1000))
    assert any(seconds(text, many) < 2.3 * seconds(text, few) + 0.05 for _ in range(5))


@pytest.mark.slow
@pytest.mark.alone
@pytest.mark.no_cover
def test_terms_cost_in_proportion_to_their_length() -> None:
    chance = random.Random(3)
    terms = ["".join(chance.choices("abcdefgh ", k=200)) for _ in range(2_000)]
    assert any(seconds("x", terms) < 2.3 * seconds("x", terms[:1_000]) for _ in range(5))


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("ab " * 700_000, NESTED),
        ("!" * 2_000_000, ["!" * 200, "!?"]),
        ("x", ["".join(map(chr, range(n, n + 200))) for n in range(100, 6_000)]),
    ],
    ids=["long text", "signs", "long terms"],
)
def test_a_search_is_given_up_soon_after_its_deadline(text: str, terms: list[str]) -> None:
    checkpoint = partial(check_deadline, time.monotonic() + 0.02)
    begun = time.process_time()
    with pytest.raises(DeadlineExceeded):
        for _ in found_terms(text, [(term, 0) for term in terms], checkpoint):
            pass
    assert time.process_time() - begun < 0.5


def test_the_deadline_is_checked_before_each_term() -> None:
    checks: list[None] = []
    assert not [*found_terms("", [("a b", 0)] * 300, lambda: checks.append(None))]
    assert len(checks) > 300
