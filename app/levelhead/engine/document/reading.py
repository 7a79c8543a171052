"""The reading: a text as a reader sees it, and the way back to the text as it was sent."""

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from heapq import merge
from operator import itemgetter
from typing import NamedTuple
from unicodedata import normalize

from levelhead.engine.deadline import Checkpoint, no_deadline, with_checkpoints
from levelhead.types import TextRange

# What counts as a gap beside the plain space: line ends, and blank characters.
LINE_ENDS = "\n\r\v\f\x85\u2028\u2029"
BLANKS = "\t\x1c-\x1f\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
# Characters nobody sees: soft hyphen, joiners, zero-width and direction marks, the byte order mark.
UNSEEN = "\xad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
ACCENTS = "\u0300-\u036f"
FIRST_ACCENT, LAST_ACCENT = ACCENTS[0], ACCENTS[2]
# A letter bears two or three accents at most; sorting longer runs would take quadratic time.
MOST_ACCENTS = 3
SENTENCE_ENDS = ".!?…"

_ODD = LINE_ENDS + BLANKS + UNSEEN
# Each begins so that the engine skips to it at once, which a choice between the two would not.
_CHANGES = re.compile(
    rf"[{_ODD}{ACCENTS}](?:(?<=[{_ODD}])[ {_ODD}]*|[{ACCENTS}]{{0,{MOST_ACCENTS - 1}}})"
)
_RUNS = re.compile(rf"  [ {_ODD}]*")
_LINE_END = re.compile(rf"\r\n|[{LINE_ENDS}]")
_UNSEEN = re.compile(f"[{UNSEEN}]+")

SINGLE_MARKS = "’‘ʼ‚‛‹›"
DOUBLE_MARKS = "“”„‟«»"


class Pieces(NamedTuple):
    """Where each piece of the reading begins, there and in the text; the last pair is both ends.

    The pieces lie side by side in both; one that was dropped has no length in the reading.
    """

    reading: "array[int]"
    text: "array[int]"

    def sent(self, span: TextRange) -> TextRange:
        """The offsets in the text of what `span` covers in the reading."""
        at, source = self
        last = bisect_right(at, span.start) - 1
        start = source[last] + span.start - at[last]
        if span.end <= span.start:
            return TextRange(start, start)
        if span.end > at[last + 1]:
            last = bisect_left(at, span.end) - 1
        if at[last + 1] == span.end:
            return TextRange(start, source[last + 1])
        return TextRange(start, source[last] + span.end - at[last])

    def read(self, offset: int) -> int:
        """Where in the reading the character at `offset` of the text stands, or what follows it."""
        at, source = self
        piece = bisect_right(source, offset) - 1
        end = at[min(piece + 1, len(at) - 1)]
        return min(at[piece] + offset - source[piece], end)


class Reading(NamedTuple):
    """A text with single spaces, line ends between paragraphs only, composed letters.

    `folded` is `plain` in lower case with straight quotation marks and has the same length.
    `pieces` is None where offsets of `plain` are those of the text.
    """

    plain: str
    folded: str
    pieces: Pieces | None


def reading_of(text: str, checkpoint: Checkpoint = no_deadline) -> Reading:
    """Read `text`: see `Reading`."""
    plain, pieces = _plain(text, checkpoint)
    return Reading(plain, fold(plain), pieces)


def read_spans(spans: Sequence[TextRange], pieces: Pieces | None) -> list[TextRange]:
    """Where spans of a text are in its reading, but for those of which it has nothing."""
    if pieces is None:
        return list(spans)
    found = (TextRange(pieces.read(start), pieces.read(end)) for start, end in spans)
    return [span for span in found if span.start < span.end]


def fold(plain: str) -> str:
    """Lower case and straight quotation marks, code point by code point: the length stays."""
    if plain.isascii():
        return plain.lower()
    folded = plain
    for mark in SINGLE_MARKS:
        folded = folded.replace(mark, "'")
    for mark in DOUBLE_MARKS:
        folded = folded.replace(mark, '"')
    # İ is the one character whose lower case is longer than itself.
    return folded.replace("İ", "i").lower()


def _plain(text: str, checkpoint: Checkpoint) -> tuple[str, Pieces | None]:
    """Copy what stays, replace what changes, and note where each of the two begins."""
    parts: list[str] = []
    # Arrays, because a text may have a million pieces: a list of integers takes five times as much.
    at, source = array("q", (0,)), array("q", (0,))
    length = done = 0
    for start, end in with_checkpoints(_changes(text, checkpoint), checkpoint):
        if start < done:
            continue
        accent = FIRST_ACCENT <= text[start] <= LAST_ACCENT
        if start > done and (accent or text[start - 1] == " "):
            start -= 1  # the space before a line end, the letter under an accent
        if accent:
            new, end = _composed(text, start, end)
        else:
            at_edge = length + start == done or end == len(text)
            new = "" if at_edge else _gap(text, start, end)
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
        return text, None
    parts.append(text[done:])
    at.append(length + len(text) - done)
    source.append(len(text))
    moved = len(at) > 2
    return "".join(parts), Pieces(at, source) if moved else None


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
        new = normalize("NFC", text[start:stop])
        if len(new) == 1:
            return new, stop
    return text[start:end], end


def _gap(text: str, start: int, end: int) -> str:
    """What a reader sees of the gaps and unseen characters in `text[start:end]`, amid others."""
    stretch = text[start:end]
    if stretch == "\n" * len(stretch) > "\n":
        return stretch  # by far the commonest: nothing to change, so that offsets stay
    seen = _UNSEEN.sub("", stretch)
    if not seen:
        return ""
    breaks = len(_LINE_END.findall(seen))
    if breaks == 0 or (breaks == 1 and _wraps(text, start, end)):
        return " "
    return "\n"


def _wraps(text: str, start: int, end: int) -> bool:
    """Whether the line end in `text[start:end]` stands in the middle of a sentence."""
    return text[end].islower() and text[start - 1] not in SENTENCE_ENDS + "\"”’'"
