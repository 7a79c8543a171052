"""Where forms and patterns are found, and where not."""

from typing import Any

import pytest

from levelhead.engine.detect.candidate import text_before
from levelhead.engine.document import parse_text
from levelhead.lexicon import Entry
from tests.helpers.lexicons import entry, found, lexicon_of

BRUTE = entry("brute", forms=("brute", "brutes"))
FRAME = entry("frame", pattern="{be} (?:{adverb} )?<believed|thought> to")
SO = entry("so", pattern="(?:so )?<called>")
OBSESSED = entry("obsessed", pattern="[a-z]+-<obsessed>")
TAIL = entry("tail", pattern="<red> alerts?")
AHEAD = entry("ahead", pattern="<around>(?= \\d)")

CASES = {
    "a form": (BRUTE, "The brute came.", ["brute"]),
    "any case": (BRUTE, "BRUTES! Brute.", ["BRUTES", "!", "Brute"]),
    "no form inside a word": (BRUTE, "Brutes are brutish; imbrute.", ["Brutes"]),
    "none behind a hyphen": (BRUTE, "An ex-brute.", []),
    "none before a hyphen": (BRUTE, "A brute-force attack.", []),
    "a dash is no hyphen": (BRUTE, "He - brute - left.", ["brute"]),
    "possessive": (BRUTE, "The brute's car.", ["brute"]),
    "n't is part of the verb": (entry("won", forms=("won",)), "He won't. He won.", ["won"]),
    "an apostrophe joins": (entry("clock", forms=("clock",)), "At ten o'clock.", []),
    "typographic apostrophe": (entry("x", forms=("won't do",)), "It won’t do.", ["won’t do"]),
    "underscores join": (BRUTE, "brute_x", []),
    "the whole frame": (FRAME, "He was widely believed to lie.", ["was widely believed to"]),
    "no frame without its left": (FRAME, "Believed to lie.", []),
    "no frame without its right": (FRAME, "He was believed.", []),
    "a contraction in the frame": (FRAME, "He's thought to lie.", ["'s thought to"]),
    "an optional left taken": (SO, "A so called expert.", ["so called"]),
    "an optional left not there": (SO, "They called.", ["called"]),
    "an optional left inside a word": (SO, "They recalled.", []),
    "left up to the hyphen": (OBSESSED, "A plot-obsessed site.", ["plot-obsessed"]),
    "right with an ending": (TAIL, "Two red alerts.", ["red alerts"]),
    "right stops at words": (TAIL, "Red alertness.", []),
    "lookahead is not in the span": (AHEAD, "It cost around 60.", ["around"]),
    "lookahead fails": (AHEAD, "Go around it.", []),
    "a frame stays in its sentence": (FRAME, "It was. Believed to lie.", []),
}  # fmt: skip


@pytest.mark.parametrize(("rule", "text", "expected"), CASES.values(), ids=CASES)
def test_phrases(rule: Entry, text: str, expected: list[str]) -> None:
    assert found(text, lexicon_of(rule)) == expected


EXCEPTIONS = {
    "only_preceded holds": ({"only_preceded": ("a", "an")}, "A brute.", ["brute"]),
    "only_preceded fails": ({"only_preceded": ("a", "an")}, "The brute.", []),
    "only_preceded at the start": ({"only_preceded": ("^",)}, "Brute! A brute.", ["Brute", "!"]),
    "only_preceded behind a mark": ({"only_preceded": ("[,:]",)}, "So, brute.", ["brute"]),
    "only_followed holds": ({"only_followed": ("of",)}, "Brute of a man.", ["Brute"]),
    "only_followed fails": ({"only_followed": ("of",)}, "Brute often.", []),
    "only_followed at the end": ({"only_followed": ("$",)}, "Brute\nA brute.", ["Brute"]),
    "unless_preceded": ({"unless_preceded": ("{be}",)}, "It is brute. Brute.", ["Brute"]),
    "unless_followed": ({"unless_followed": ("force",)}, "Brute force. Brute.", ["Brute"]),
    "an exception is whole words": ({"unless_followed": ("force",)}, "Brute forces.", ["Brute"]),
    "headlines only": ({"headline_only": True}, "Brute returns\nThe brute is back.", ["Brute"]),
}


@pytest.mark.parametrize(("fields", "text", "expected"), EXCEPTIONS.values(), ids=EXCEPTIONS)
def test_exceptions(fields: dict[str, object], text: str, expected: list[str]) -> None:
    assert found(text, lexicon_of(entry("brute", forms=("brute",), **fields))) == expected


def test_the_text_before_is_cut_at_its_reach() -> None:
    document = parse_text("word " * 40 + "brute.")
    assert text_before(document, 200, 0) == "\0" + ("word " * 40)[-64:]
    assert text_before(document, 10, 0) == "\nword word "


MANY = (
    *(
        entry(right, pattern=f"<put|puts> (?:his|her|their) {right}")
        for right in ("oar in", "foot up")
    ),
    entry("neck", pattern="<put> (?:his|her|their) neck (?:out|on)", unless_preceded=("never",)),
    entry("put paid", forms=("put paid",)),
    entry("put", forms=("put",), only_followed=("paid", "it")),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They put their neck out.", ["put their neck out"]),
        ("They never put their neck on.", []),
        ("She put her oar in, he puts his foot up.", ["put her oar in", "puts his foot up"]),
        ("They put up, put their names, put their oars in.", []),
        ("Put it there. Put paid to it.", ["Put", "Put paid"]),
        ("A shot-put their neck out.", []),
    ],
)
def test_many_patterns_and_forms_share_a_trigger(text: str, expected: list[str]) -> None:
    assert found(text, lexicon_of(*MANY)) == expected


def test_leftmost_then_longest_stays() -> None:
    lexicon = lexicon_of(
        entry("short", forms=("war",)),
        entry("long", forms=("war of words",)),
        entry("later", forms=("of words games",)),
    )
    assert found("A war of words games.", lexicon) == ["war of words"]


def test_a_hidden_longer_form_does_not_hide_a_shorter_one() -> None:
    lexicon = lexicon_of(entry("short", forms=("so",)), entry("long", forms=("so sham",)))
    assert found("It is so shameful.", lexicon) == ["so"]


def who(method: Any) -> Any:
    """Whose method it is: that of a pattern that is not compiled yet is its own."""
    return method.__self__


def test_patterns_are_compiled_when_first_asked() -> None:
    lexicon = lexicon_of(
        entry("a", pattern="so <loud> and (?:long|wide)", unless_preceded=("not", "never")),
        entry("b", forms=("grim",), only_followed=("news",)),
    )
    patterns = lexicon.patterns()
    assert len(patterns) == 4
    assert [who(p.search) for p in patterns] == patterns
    assert patterns[0].search("It was so ") is not None
    assert who(patterns[0].match).pattern == patterns[0].source
    assert [who(p.search) for p in patterns[1:]] == patterns[1:]


def test_patterns_that_are_tried_as_one_are_among_the_others() -> None:
    lexicon = lexicon_of(*MANY)
    joined = [trigger.suffixes for found in lexicon.anywhere.found for trigger in found]
    assert [each is not None for each in joined] == [True, False, False]
    assert joined[0] in lexicon.patterns()
