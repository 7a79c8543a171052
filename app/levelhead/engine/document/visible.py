"""What a reader of a page sees, as one text: how it is written, and the way back to the source."""

from array import array
from bisect import bisect_left, bisect_right
from typing import NamedTuple

from levelhead.engine.document.elements import BLOCKS, OpenElements, Trait
from levelhead.engine.document.normalized import OffsetMap
from levelhead.engine.document.signs import SUPERSCRIPT_OF
from levelhead.types import TextRange

# Line ends between the visible texts of two blocks: one could be in the middle of a sentence.
_PARAGRAPH = 2


class PieceMap(NamedTuple):
    """Where the pieces of a visible text are in the source.

    A piece begins at `visible` and covers `start` up to `end` of the source: as many characters
    of text, or a character reference, or the tags between two lines. Tags inside a line are in no
    piece. The last one has no length.
    """

    visible: "array[int]"
    start: "array[int]"
    end: "array[int]"

    def to_original(self, span: TextRange) -> TextRange:
        """The range of `span` in the source; it never begins or ends inside a reference."""
        first = bisect_right(self.visible, span.start) - 1
        start = self._within(first, span.start, self.start[first])
        if span.end <= span.start:
            return TextRange(start, start)
        last = bisect_left(self.visible, span.end) - 1
        return TextRange(start, self._within(last, span.end, self.end[last]))

    def _within(self, piece: int, offset: int, edge: int) -> int:
        """The place of `offset` in a piece of text; in any other piece, its `edge`."""
        at = self.visible[piece]
        length = self.visible[piece + 1] - at if piece + 1 < len(self.visible) else 0
        is_text = length == self.end[piece] - self.start[piece]
        return self.start[piece] + offset - at if is_text else edge


class TraitRuns(NamedTuple):
    """The parts of a text that are in the same elements, side by side, with the elements' traits.

    The first starts at 0 if there is any text, and each ends where the next one starts.
    """

    starts: "array[int]"
    traits: tuple[frozenset[Trait], ...]


class Visible(NamedTuple):
    """What a reader of the page sees; `maps` lead from there to the source, one after the other."""

    text: str
    maps: tuple[PieceMap | OffsetMap, ...]
    trait_runs: TraitRuns

    def having(self, trait: Trait) -> list[TextRange]:
        """The parts of the text with this trait; runs side by side make one."""
        edges: list[int] = []
        for start, traits in zip(*self.trait_runs, strict=True):
            if (trait in traits) == (len(edges) % 2 == 0):
                edges.append(start)
        if len(edges) % 2:
            edges.append(len(self.text))
        return [TextRange(*each) for each in zip(edges[::2], edges[1::2], strict=True)]


class Writer:
    """A visible text while it is written: tags and text, in the order of the source."""

    def __init__(self) -> None:
        self._elements = OpenElements()
        self._parts: list[str] = []
        # Where the pieces begin, and where they are in the source: see PieceMap.
        self._at = array("q")
        self._starts = array("q")
        self._ends = array("q")
        self._length = 0
        self._line_ends = _PARAGRAPH
        # Where the traits change, and which there are from there on.
        self._turns = array("q")
        self._traits: list[frozenset[Trait]] = []

    def start_tag(self, name: str, hidden: bool = False, self_closing: bool = False) -> None:
        """A start tag; `hidden`: its attributes say that it is not shown."""
        self._elements.start(name, hidden, self_closing)
        self._end_line(name)

    def end_tag(self, name: str) -> None:
        """An end tag; it closes nothing if no such element is open."""
        self._elements.end(name)
        self._end_line(name)

    def text(self, text: str, start: int, end: int) -> None:
        """Text from `start` up to `end` of the source, unless it is in an element without any."""
        traits = self._elements.traits
        if "unread" in traits:
            return
        if "pre" not in traits:
            text = _spaced(text)
        if "raised" in traits:
            text = text.translate(SUPERSCRIPT_OF)
        if self._line_ends:
            stripped = text.lstrip(" ")
            start += len(text) - len(stripped)
            text = stripped
        if not text:
            return
        if self._line_ends:
            if self._length:
                self._append("\n" * self._line_ends, self._ends[-1], start)
            self._line_ends = 0
        if not self._traits or traits is not self._traits[-1]:
            self._turns.append(self._length)
            self._traits.append(traits)
        self._append(text, start, end)

    def visible(self, length: int, *maps: OffsetMap) -> Visible:
        """What was written; `length` is that of the source, and `maps` lead on from there."""
        self._at.append(self._length)
        self._starts.append(length)
        self._ends.append(length)
        pieces = PieceMap(self._at, self._starts, self._ends)
        trait_runs = TraitRuns(self._turns, tuple(self._traits))
        return Visible("".join(self._parts), (pieces, *maps), trait_runs)

    def _end_line(self, name: str) -> None:
        """What follows the tag is on a line of its own; where nothing follows, nothing happens."""
        if "unread" in self._elements.traits:
            return
        if name == "br":
            self._line_ends = min(self._line_ends + 1, _PARAGRAPH)
        elif name in BLOCKS:
            self._line_ends = _PARAGRAPH

    def _append(self, text: str, start: int, end: int) -> None:
        self._parts.append(text)
        self._at.append(self._length)
        self._starts.append(start)
        self._ends.append(end)
        self._length += len(text)


def _spaced(text: str) -> str:
    """Line ends as what they are outside of <pre>: gaps like any other."""
    return text.replace("\n", " ").replace("\r", " ").replace("\f", " ").replace("\t", " ")
