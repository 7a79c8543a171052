"""Callers' patterns: what is refused, what is searched at once, and what stays of them."""

import gc
import re
import time
from contextlib import suppress
from functools import partial

import pytest

from levelhead.engine.deadline import DeadlineExceeded, check_deadline
from levelhead.engine.detect import patterns
from levelhead.engine.detect.patterns import pattern_finds
from levelhead.engine.document.document import parse_blocks
from levelhead.lexicon.caller import PatternRefused, check_pattern, compile_pattern

REFUSED = {
    "(secret": "missing )",
    "secret)": "unexpected )",
    r"(a)\1": "invalid escape sequence",
    "(?=a)": "invalid perl operator",
    r"(?:\pL{1,900})i": "pattern too large",
    r"\pL?" * 250: "pattern too large",
    "(?:.?){800}": "pattern too large",
    ".{1001}": "invalid repetition size",
}
LARGE = {
    "140 words": "|".join(f"ab{chr(97 + n % 26)}cd{chr(97 + n // 26)}" for n in range(140)),
    "any 490 characters": ".{490}",
    "letters beyond ASCII": "(?:é|è){250}",
    "a phrase of 300 words": r"(?:\w+ ){300}",
    "three letters of any alphabet": r"\pL{3}",
}


@pytest.mark.parametrize(("pattern", "reason"), REFUSED.items())
def test_what_is_refused(pattern: str, reason: str) -> None:
    with pytest.raises(PatternRefused, match=rf"^{re.escape(reason)}$"):
        check_pattern(pattern)


@pytest.mark.parametrize("pattern", LARGE.values(), ids=LARGE)
def test_patterns_that_are_just_small_enough(pattern: str) -> None:
    check_pattern(pattern)
    assert 500 < compile_pattern(pattern).programsize <= 4_000


@pytest.mark.slow
@pytest.mark.alone
@pytest.mark.no_cover
@pytest.mark.parametrize("pattern", [r"(?:\pL{1,900})i", r"[\pL\pN\pS]{900}"])
def test_what_is_refused_costs_no_more_than_what_is_accepted(pattern: str) -> None:
    good = r"\pL\pN|" * 140

    def seconds(pattern: str) -> float:
        begun = time.process_time()
        for _ in range(10):
            with suppress(PatternRefused):
                check_pattern(pattern)
        return time.process_time() - begun

    assert any(seconds(pattern) < seconds(good) for _ in range(3))


def test_no_pattern_stays_in_memory() -> None:
    """re2 has a cache of its own, of 128 patterns."""
    for pattern in ("zanzibar", "(zanzibar"):
        try:
            check_pattern(pattern)
        except PatternRefused:
            continue
        assert next(compile_pattern(pattern).finditer("Zanzibar")).span() == (0, 8)
    gc.collect()
    kept = [each for each in gc.get_objects() if type(each).__name__ == "_Regexp"]
    assert not [each for each in kept if "zanzibar" in each.pattern]


FINDS = {
    "in any case": ("acme", "Acme ACME", [(0, 4), (5, 9)]),
    "nothing of nothing": ("x*", "oxo", [(1, 2)]),
    "groups have no effect": ("(a)(?P<name>b)", "ab", [(0, 2)]),
    "the leftmost, not the longest": ("a|ab", "ab", [(0, 1)]),
    "the beginning and the end of a block": ("^a|a$", "a a a", [(0, 1), (4, 5)]),
    "those of a line": ("(?m)^a$", "A\nB a\nA", [(0, 1), (6, 7)]),
    "edges of words": (r"\ba\b", "a ba ab a", [(0, 1), (8, 9)]),
    "beyond Latin": ("é+", "naïve 日本 éé", [(9, 11)]),
    "no part of a character": (r"\C", "aé日😀b", [(0, 1), (4, 5)]),
    "nothing that ends inside a character": (r"a\C|b", "aé ab b", [(3, 5), (6, 7)]),
    "whole characters byte by byte": (r"a\C\Cb", "aéb axyb aéxb", [(0, 3), (4, 8)]),
    "behind edges inside characters": (r"\B|z", "aé日😀a z 日z", [(6, 7), (9, 10)]),
    "nothing and something in turns": (r"\Bx*", "a日本xx 😀 xxx", [(4, 5), (9, 11)]),
}


def finds(pattern: str, *texts: str) -> list[tuple[int, int]]:
    document = parse_blocks((text, "body") for text in texts)
    return [*pattern_finds(document, pattern)]


@pytest.mark.parametrize(("pattern", "text", "expected"), FINDS.values(), ids=FINDS)
def test_where_a_pattern_is_found(pattern: str, text: str, expected: list[tuple[int, int]]) -> None:
    assert finds(pattern, text) == expected


@pytest.fixture
def little_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every text is searched in parts, of one to a few characters."""
    monkeypatch.setattr(patterns, "MAX_WORK", 40)


@pytest.mark.usefixtures("little_work")
@pytest.mark.parametrize(("pattern", "text", "expected"), FINDS.values(), ids=FINDS)
def test_the_same_is_found_in_parts_of_a_text(
    pattern: str, text: str, expected: list[tuple[int, int]]
) -> None:
    """But for what runs over the end of a part."""
    inside = [(start, end) for start, end in expected if end - start == 1]
    assert [find for find in finds(pattern, text) if find in inside] == inside


PARTS = {
    "paragraphs": ("ab cd\nef gh\n", 8, [(0, 6), (6, 12)]),
    "words of a long paragraph": ("abc de fgh i", 5, [(0, 4), (4, 7), (7, 12)]),
    "a long word": ("abcdefgh", 3, [(0, 3), (3, 6), (6, 8)]),
    "all of it": ("ab cd", 5, [(0, 5)]),
    "nothing": ("", 5, [(0, 0)]),
}


@pytest.mark.parametrize(("text", "longest", "expected"), PARTS.values(), ids=PARTS)
def test_the_parts_in_which_a_long_text_is_searched(
    text: str, longest: int, expected: list[tuple[int, int]]
) -> None:
    assert [*patterns._chunks(text, longest)] == expected


def test_blocks_are_searched_one_by_one() -> None:
    assert finds(r"b\s+c|^b", "b c b", "b", "", "c") == [(0, 3), (6, 7)]


def test_a_search_stops_at_its_deadline() -> None:
    document = parse_blocks([("x" * 100_000, "body")])
    with pytest.raises(DeadlineExceeded):
        for _ in pattern_finds(
            document, "x(?:[^y]*y)?", partial(check_deadline, time.monotonic() + 0.02)
        ):
            pass
