"""Texts and patterns made to be slow: all stay linear, and none is worked on past the deadline.

`make test-all` tries every eighth entry with a condition, and every third with a pattern, with one
kind of text; `make hostile` tries all with all kinds, and on more text.
"""

import os
import random
import re
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from itertools import product

import pytest

from levelhead.engine.analyzer import Block, Options, analyze
from levelhead.engine.bounds import TooMuch
from levelhead.engine.deadline import Checkpoint, DeadlineExceeded, check_deadline
from levelhead.engine.document.markdown_parser import MAX_CHARS, MAX_LINES
from levelhead.engine.encode import encode
from levelhead.engine.report import Report
from levelhead.languagetool.matches import matches_of
from levelhead.languagetool.request import check_of
from levelhead.lexicon import Entry
from levelhead.lexicon.caller import PatternRefused, check_pattern, entry_of
from tests.helpers.lexicons import LEXICON

pytestmark = pytest.mark.slow

THOROUGH = "HOSTILE" in os.environ
SMALL = 4_000 if THOROUGH else 1_500
TIMES = 4
# Quadratic is 4 times as much again; what starts at nothing is given this many seconds.
SLACK, NOISE = 2.5, 0.004

# What a text does with the words of a hit: once more and again, tied, in marks, or with long runs.
SHAPES = {
    "again": "{0} ",
    "tied": "{0}-",
    "in marks": "“{0}” ",
    "in half a quotation": "'{0} ",
    "in capitals": "{0}! ",
    "in lines": "{0}\n",
    "spaces": "{0}|  ",
    "letters": "{0}|x",
    "apostrophes": "{0}|'",
    "combining": "{0}|\u0301",
}
# A plain word is only looked up; what has a pattern or a condition is matched against the text.
CONDITIONAL = [
    entry
    for entry in LEXICON.entries.values()
    if entry.pattern or entry.detector or entry.hits or entry.misses
]
ENTRIES = [
    pytest.param(entry, number, id=entry.id)
    for number, entry in enumerate(CONDITIONAL)
    if THOROUGH or number % (3 if entry.pattern else 8) == 0
]


def words_of(entry: Entry) -> str:
    """The entry's own words with what must surround them: a hit without its end."""
    example = (entry.hits or entry.misses)[0]
    return re.sub("[<>]", "", example).rstrip(".!?")


def hostile(shape: str, words: str, size: int) -> str:
    """A text of `size` code points: the shape's unit repeated, or what is behind its bar."""
    unit = shape.format(words.upper() if "!" in shape else words)
    head, bar, run = unit.partition("|")
    if bar:
        return head + run * ((size - len(head)) // len(run))
    return unit * (size // len(unit)) + unit[: size % len(unit)]


def seconds(text: str, rules: Sequence[Entry] = ()) -> float:
    """Processor time of an analysis."""
    begun = time.process_time()
    analyze([Block(text)], LEXICON, Options(rules=tuple(rules)))
    return time.process_time() - begun


def is_linear(shape: str, words: str, rules: Sequence[Entry] = ()) -> bool:
    """Whether more text takes as much more time; tried again, since the machine is shared."""
    small, large = (hostile(shape, words, size) for size in (SMALL, SMALL * TIMES))
    return any(
        seconds(large, rules) < TIMES * SLACK * seconds(small, rules) + NOISE for _ in range(3)
    )


@pytest.mark.no_cover
@pytest.mark.parametrize(("entry", "number"), ENTRIES)
def test_an_entry_stays_linear_in_texts_made_of_its_own_words(entry: Entry, number: int) -> None:
    shapes = list(SHAPES.values())
    for shape in shapes if THOROUGH else [shapes[number % len(shapes)]]:
        assert is_linear(shape, words_of(entry)), shape


# What backtracking engines choke on, with an atom at each dot and a letter that never comes.
FRAMES = (
    "(?:.+)+y",
    "(?:.*)*y",
    "(?:.|.)*y",
    "(?:.+.+)+y",
    "(?:.?){20}.{20}y",
    ".*.*.*.*.*y",
    "(?:.{1,10}){1,10}y",
    "^(?:.+)+$",
    ".+y|y.+",
    "(?:(?:.*)+)*y",
    # One find after the other reads on to the end of the text.
    ".(?:[^y]*y)?",
    ".[^y]*?y|.",
    "(?:[^y]*y.)?",
    ".*?y|.?",
    ".{0,200}y|.",
    "(?:.|[^y])*y|.",
    # Finds everywhere, or of nothing.
    ".",
    ".*?",
    "(?:.??)*?",
    "\\b.??",
)
ATOMS = (
    "a",
    "[^y]",
    "\\w",
    "\\pL",
    "[a-x ]",
    "(?:a|ab|abc)",
    "(?:a |\\s)",
    "[[:alpha:]]",
    "é",
    "\\S",
)
TEXTS = ("a", "a ", "abc", "é", '"a" ', "\n")
HOSTILE_PATTERNS = [frame.replace(".", atom) for frame, atom in product(FRAMES, ATOMS)]
DEADLINE, LATE = 0.1, 0.5
LENGTH = 1_000_000


def test_there_are_200_hostile_patterns() -> None:
    assert len(set(HOSTILE_PATTERNS)) == 200


@pytest.mark.no_cover
@pytest.mark.parametrize(("number", "pattern"), list(enumerate(HOSTILE_PATTERNS)))
def test_a_hostile_pattern_is_refused_or_done_or_given_up_by_the_deadline(
    number: int, pattern: str
) -> None:
    """Finds take linear time each, all together quadratic time: the deadline ends them."""
    try:
        rule = entry_of("r", "sensational", "loaded", (), pattern, 2)
    except PatternRefused:
        return
    for text in TEXTS if THOROUGH else [TEXTS[number % len(TEXTS)]]:
        assert overtime(text * (LENGTH // len(text)), Options(rules=(rule,))) < LATE


def overtime(text: str, options: Options | None = None, deadline: float = DEADLINE) -> float:
    """Processor seconds of an analysis beyond its deadline; one that is refused may end before.

    Measured without the import of a parser.
    """
    analyze([Block("It rained.")], LEXICON, options)
    begun = time.process_time()
    with suppress(DeadlineExceeded, TooMuch):
        analyze(
            [Block(text)], LEXICON, options, partial(check_deadline, time.monotonic() + deadline)
        )
    return time.process_time() - begun - deadline


def test_finds_that_read_on_to_the_end_of_a_megabyte_stop_at_the_deadline() -> None:
    rule = entry_of("r", "sensational", "loaded", (), "x(?:[^y]*y)?", 2)
    begun = time.process_time()
    with pytest.raises(DeadlineExceeded):
        analyze(
            [Block("x" * 1_000_000)],
            LEXICON,
            Options(rules=(rule,)),
            partial(check_deadline, time.monotonic() + 1),
        )
    assert time.process_time() - begun < 3


@pytest.mark.no_cover
@pytest.mark.parametrize("pattern", ["[ab]{1,900}a[ab]{900}y", "a(?:[^y]?){390}y"])
def test_a_pattern_whose_automaton_outgrows_its_memory_stops_at_the_deadline(pattern: str) -> None:
    """One search of the whole text would take 20 seconds."""
    rule = entry_of("r", "sensational", "loaded", (), pattern, 2)
    text = "".join(random.Random(1).choices("ab", k=LENGTH))
    assert overtime(text, Options(rules=(rule,))) < LATE


@pytest.mark.parametrize("pattern", ["(?:.?){800}\\d", "(?:\\pL?){300}\\d", "[^\\pL]{1,40}z"])
def test_a_pattern_of_which_one_search_may_outlast_the_deadline_is_refused(pattern: str) -> None:
    with pytest.raises(PatternRefused, match=r"^pattern too large$"):
        check_pattern(pattern)


def encoded(report: Report, text: str, checkpoint: Checkpoint) -> object:
    return encode(report, Options(), "sha256:0", checkpoint)


def checked(report: Report, text: str, checkpoint: Checkpoint) -> object:
    asked = check_of({"text": text, "language": "en"}, checkpoint, any_language=False)
    return matches_of(report, asked, checkpoint, str)


@pytest.mark.parametrize("write", [encoded, checked])
def test_a_long_answer_is_given_up_as_it_is_written(
    write: Callable[[Report, str, Checkpoint], object],
) -> None:
    text = "may " * 20_000
    report = analyze([Block(text)], LEXICON)
    assert len(report.spans) > 19_000
    begun = time.process_time()
    with pytest.raises(DeadlineExceeded):
        write(report, text, partial(check_deadline, time.monotonic() + 0.002))
    assert time.process_time() - begun < 0.2


BITS = (
    *("x", " ", "a ", "'", ". ", "-", "\u0301", "a  ", "\u00adb", "! ", "NOW HERE ", "Ab cd\n"),
    *(
        "may ",
        '"',
        '"may" ',
        "'a' ",
        "“a b” said x. ",
        "A b. ",
        "officials said it may be said to ",
    ),
)


@pytest.mark.no_cover
@pytest.mark.parametrize("bit", BITS)
@pytest.mark.parametrize("deadline", [0.05, 0.5])
def test_a_megabyte_of_anything_is_given_up_soon_after_the_deadline(
    bit: str, deadline: float
) -> None:
    assert overtime(bit * (1_000_000 // len(bit)), deadline=deadline) < LATE


@pytest.mark.no_cover
@pytest.mark.parametrize("bit", ["<p>a</p>", "<", "&amp;", "<q>", '<a b="c">d</a>', "<h1>a b"])
def test_a_megabyte_of_html_is_given_up_soon_after_the_deadline(bit: str) -> None:
    text = bit * (1_000_000 // len(bit))
    assert overtime(text, options=Options(format="html")) < LATE


@pytest.mark.no_cover
@pytest.mark.parametrize(
    "bit", ["> a\n", "- a\n", "|a|b\n", "[", "<a@b.c>", "**a ", "`` ` ", "<q>a\n\n", "|\n", "\\|"]
)
@pytest.mark.parametrize("head", ["", f"{'|' * 3000}\n{'|-' * 2999}|\n"])
def test_the_most_markdown_is_given_up_soon_after_the_deadline(bit: str, head: str) -> None:
    lines = MAX_LINES - 2 if "\n" in bit else MAX_CHARS
    text = head + bit * min((MAX_CHARS - len(head)) // len(bit), lines)
    assert overtime(text, options=Options(format="markdown")) < LATE
