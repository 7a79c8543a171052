"""The normalized text: a text as its reader sees it, and the maps to the offsets of the original.

It is made in three steps: unseen characters go; gaps become single, hyphens one kind and letters
composed; signs go. What each step changes depends on the characters around it that are left by
then.
"""

import re
import unicodedata
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from functools import cache
from heapq import merge
from operator import itemgetter
from typing import NamedTuple

from levelhead.engine.deadline import Checkpoint, no_deadline, with_checkpoints
from levelhead.engine.document.hyphens import (
    HYPHENS,
    MINUS,
    ODD_HYPHENS,
    SOFT_HYPHEN,
    rejoined,
)
from levelhead.engine.document.line_wraps import wrap_width, wraps
from levelhead.engine.document.signs import FIGURES, SIGNS, sign_end, without_false_letters
from levelhead.types import TextRange

# What counts as a gap besides the plain space: line ends, and blank characters.
LINE_ENDS = "\n\r\v\f\x85\u2028\u2029"
BLANKS = "\t\x1c-\x1f\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
# Characters nobody sees: soft hyphen, joiners, zero-width and direction marks, the byte order mark.
UNSEEN = "\xad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
ACCENTS = "\u0300-\u036f"
FIRST_ACCENT, LAST_ACCENT = ACCENTS[0], ACCENTS[2]
# A letter bears two or three accents at most; sorting longer runs would take quadratic time.
MOST_ACCENTS = 3

_ODD = LINE_ENDS + BLANKS + UNSEEN
# Two or three letters in one character, as in text from a PDF; a minus depends on what is around.
_READ_AS = {chr(n): unicodedata.normalize("NFKC", chr(n)) for n in range(0xFB00, 0xFB07)}
_READ_AS[MINUS] = "-"
# Each begins so that the engine skips to it at once, which a choice between the two would not.
_CHANGES = re.compile(
    rf"[{_ODD}{ODD_HYPHENS}{ACCENTS}{''.join(_READ_AS)}{SIGNS}]"
    rf"(?:(?<=[{FIGURES}])(?<=[A-Za-z]{{3}}.)|(?<=[{_ODD}{ODD_HYPHENS}])[ {_ODD}]*"
    rf"|(?<![{_ODD}{ODD_HYPHENS}{FIGURES}])[{ACCENTS}]{{0,{MOST_ACCENTS - 1}}})"
)
_RUNS = re.compile(rf"  [ {_ODD}]*")
_LINE_END = re.compile(rf"\r\n|[{LINE_ENDS}]")
_UNSEEN = re.compile(f"[{UNSEEN}]+")
_BREAK = re.compile(rf"[ {BLANKS}]*[{LINE_ENDS}]")

SINGLE_MARKS = "’‘ʼ‚‛‹›"
DOUBLE_MARKS = "“”„‟«»"


class OffsetMap(NamedTuple):
    """Where each piece of the text begins, normalized and original; the last pair is both ends.

    The pieces follow one another in both; one that was dropped has no length in the normalized
    text.
    """

    normalized: "array[int]"
    original: "array[int]"

    def to_original(self, span: TextRange) -> TextRange:
        """The range in the original of what `span` covers in the normalized text."""
        at, source = self
        last = bisect_right(at, span.start) - 1
        start = source[last] + span.start - at[last]
        if span.end <= span.start:
            return TextRange(start, start)
        # A ligature is one character, and so in the span as a whole.
        start = min(start, source[last + 1] - 1)
        if span.end > at[last + 1]:
            last = bisect_left(at, span.end) - 1
        if at[last + 1] == span.end:
            return TextRange(start, source[last + 1])
        return TextRange(start, min(source[last] + span.end - at[last], source[last + 1]))

    def to_normalized(self, offset: int) -> int:
        """The offset in the normalized text of the original's character, or of what follows it."""
        at, source = self
        piece = bisect_right(source, offset) - 1
        end = at[min(piece + 1, len(at) - 1)]
        return min(at[piece] + offset - source[piece], end)


class NormalizedText(NamedTuple):
    """A text with single spaces, line ends between paragraphs only, composed letters, one hyphen.

    `lowered` is `plain` in lower case with straight quotation marks and without signs that pass
    for letters (see signs.py); it has the same length. `maps` lead from `plain` to the text, one
    after the other; there is none where offsets of `plain` are those of the text.
    """

    plain: str
    lowered: str
    maps: tuple[OffsetMap, ...]


def normalize_text(
    text: str,
    checkpoint: Checkpoint = no_deadline,
    known: Set[str] = frozenset(),
    *,
    keep_signs: bool = False,
) -> NormalizedText:
    """The normalized text of `text`; linear in its length.

    A word that breaks off at the end of a line loses its hyphen there if that makes it one of the
    words `known`, in lower case. `keep_signs`: of emphasis and footnotes.
    """
    unseen_map = sign_map = None
    found = _plain(text, known, checkpoint, all_seen=False)
    if found is None:
        seen, unseen_map = _dropped(text, _unseen(text), checkpoint)
        found = _plain(seen, known, checkpoint, all_seen=True)
        assert found
    plain, gap_map, signs = found
    if signs and not keep_signs:
        plain, sign_map = _dropped(plain, ((n, sign_end(plain, n)) for n in signs), checkpoint)
    lowered = lower_case(plain)
    if signs:
        lowered = without_false_letters(lowered, checkpoint)
    maps = tuple(each for each in (sign_map, gap_map, unseen_map) if each)
    return NormalizedText(plain, lowered, maps)


def normalized_offset(offset: int, maps: Sequence[OffsetMap]) -> int:
    """The offset in the normalized text of the text's character, or of what follows it."""
    for each in reversed(maps):
        offset = each.to_normalized(offset)
    return offset


def normalized_ranges(spans: Sequence[TextRange], maps: Sequence[OffsetMap]) -> list[TextRange]:
    """Where ranges of a text are in its normalized text, but for those of which nothing is left."""
    found = (TextRange(*(normalized_offset(each, maps) for each in span)) for span in spans)
    return [span for span in found if span.start < span.end]


def lower_case(plain: str) -> str:
    """Lower case and straight quotation marks, code point by code point: the length stays."""
    if plain.isascii():
        return plain.lower()
    lowered = plain
    for mark in SINGLE_MARKS:
        lowered = lowered.replace(mark, "'")
    for mark in DOUBLE_MARKS:
        lowered = lowered.replace(mark, '"')
    # İ is the one character whose lower case is longer than itself.
    return lowered.replace("İ", "i").lower()


def _unseen(text: str) -> Iterator[tuple[int, int]]:
    """The unseen characters, but for a soft hyphen at which a line breaks off."""
    for match in _UNSEEN.finditer(text):
        start, end = match.span()
        hyphen = text.find(SOFT_HYPHEN, start, end)
        if hyphen >= 0 and _BREAK.match(text, end):
            yield start, hyphen
            start = hyphen + 1
        yield start, end


def _dropped(
    text: str, ranges: Iterable[tuple[int, int]], checkpoint: Checkpoint
) -> tuple[str, OffsetMap | None]:
    """The text without the ranges, which are ordered by start; of two that overlap, the first."""
    parts: list[str] = []
    at, source = array("q", (0,)), array("q", (0,))
    length = done = 0
    for start, end in with_checkpoints(ranges, checkpoint):
        if start < done or start == end:
            continue
        parts.append(text[done:start])
        length += start - done
        at.extend((length, length))
        source.extend((start, end))
        done = end
    if not done:
        return text, None
    parts.append(text[done:])
    at.append(length + len(text) - done)
    source.append(len(text))
    return "".join(parts), OffsetMap(at, source)


def _plain(
    text: str, known: Set[str], checkpoint: Checkpoint, *, all_seen: bool
) -> "tuple[str, OffsetMap | None, array[int]] | None":
    """Copy what stays, replace what changes, and note where each of the two begins.

    Also where in the copy there may be signs, which are found at no extra cost. None if there is an
    unseen character, unless `all_seen`: few texts have one, and a search for them would cost every
    text more.
    """
    parts: list[str] = []
    # Arrays, because a text may have a million pieces: a list of integers takes five times as much.
    at, source = array("q", (0,)), array("q", (0,))
    signs = array("q")
    width = cache(lambda: wrap_width(text, checkpoint))
    length = done = 0
    for start, end in with_checkpoints(_changes(text, checkpoint), checkpoint):
        if start < done:
            continue
        first = text[start]
        if first in SIGNS:
            signs.append(length + start - done)
            continue
        if first in _READ_AS:
            signs.append(length + start - done)  # its letters may be those before a figure
            new, end = _read_as(text, start), start + 1
        elif FIRST_ACCENT <= first <= LAST_ACCENT:
            if start > done:
                start -= 1  # the letter under an accent
            new, end = _composed(text, start, end)
        else:
            if start > done and first not in HYPHENS and text[start - 1] in " -":
                start -= 1  # the space before a line end, the hyphen of a broken word
            if not (all_seen or text[start:end].isspace()) and _UNSEEN.search(text, start, end):
                return None
            new = _gap(text, start, end, known, width, at_start=length + start == done)
        if new == text[start:end]:
            continue
        parts += (text[done:start], new)
        length += start - done
        if len(new) != end - start:
            at.extend((length, length + len(new)))
            source.extend((start, end))
        length += len(new)
        done = end
    if not parts:
        return text, None, signs
    parts.append(text[done:])
    at.append(length + len(text) - done)
    source.append(len(text))
    moved = len(at) > 2
    return "".join(parts), OffsetMap(at, source) if moved else None, signs


def _changes(text: str, checkpoint: Checkpoint) -> Iterator[tuple[int, int]]:
    """What may have to change, ordered by start; of two that overlap the first holds."""
    found = (match.span() for match in with_checkpoints(_CHANGES.finditer(text), checkpoint))
    runs = (match.span() for match in with_checkpoints(_RUNS.finditer(text), checkpoint))
    edges = [(n, n + 1) for n in sorted({0, len(text) - 1}) if text[n : n + 1] == " "]
    if "  " not in text and not edges:
        return found
    return merge(found, runs, edges, key=itemgetter(0))


def _composed(text: str, start: int, end: int) -> tuple[str, int]:
    """The one character that as much as can be of `text[start:end]` makes, and where that ends."""
    for stop in range(end, start + 1, -1):
        new = unicodedata.normalize("NFC", text[start:stop])
        if len(new) == 1:
            return new, stop
    return text[start:end], end


def _read_as(text: str, at: int) -> str:
    """What the character is read as; a minus is a hyphen between letters only."""
    char = text[at]
    if char == MINUS and not (_is_letter(text[at - 1 : at]) and _is_letter(text[at + 1 : at + 2])):
        return char
    return _READ_AS[char]


def _is_letter(char: str) -> bool:
    """Whether it is a letter, or the accent of one that is not composed yet."""
    return char.isalpha() or FIRST_ACCENT <= char <= LAST_ACCENT


def _gap(
    text: str,
    start: int,
    end: int,
    known: Set[str],
    width: Callable[[], int],
    *,
    at_start: bool,
) -> str:
    """What a reader sees of `text[start:end]`: gaps and soft hyphens, after a hyphen or not.

    There is no gap at the start of the text, nor at its end.
    """
    hyphen = "-" if text[start] in HYPHENS else ""
    if end == len(text) or (at_start and not hyphen):
        return hyphen
    gap = text[start + len(hyphen) : end]
    if gap == "\n" * len(gap) > "\n":
        return hyphen + gap  # by far the commonest: nothing to change, so that offsets stay
    seen = gap.replace(SOFT_HYPHEN, "")
    if not seen:
        return hyphen
    breaks = len(_LINE_END.findall(seen))
    if breaks > 1 or (breaks == 1 and not wraps(text, start, end, width)):
        return f"{hyphen}\n"
    if breaks and (hyphen or gap[0] == SOFT_HYPHEN):
        joint = rejoined(text, start, end, known)
        if joint is not None:
            return joint
    return f"{hyphen} "
