"""HTML: the text a reader of the page sees, the way back to the source, headlines and quotations.

The tokenizer is turbohtml's: it follows the standard, gives the position of each token, keeps
character references apart and takes linear time whatever the input; docs/html.md compares others.
"""

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from turbohtml import Token, TokenType, tokenize

from levelhead.engine.deadline import Checkpoint, no_deadline, with_checkpoints
from levelhead.engine.document.elements import BLOCKS, OpenElements, Trait
from levelhead.types import TextRange

_START, _TEXT, _REFERENCE = TokenType.START_TAG, TokenType.TEXT, TokenType.CHARACTER_REFERENCE
# Line ends between the visible texts of two blocks: one could be in the middle of a sentence.
_PARAGRAPH = 2
_LINE_END = re.compile("\n")
_UNSHOWN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


class HtmlOffsets(NamedTuple):
    """Where the pieces of a visible text are in the HTML.

    A piece begins at `visible` and covers `start` up to `end` of the HTML: as many characters
    of text, or a character reference, or the tags between two lines. Tags inside a line are in no
    piece. The last one has no length.
    """

    visible: "array[int]"
    start: "array[int]"
    end: "array[int]"

    def to_original(self, span: TextRange) -> TextRange:
        """The range of `span` in the HTML; it never begins or ends inside a reference."""
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
    """What a reader of the page sees."""

    text: str
    source: HtmlOffsets
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


def visible_of(html: str, checkpoint: Checkpoint = no_deadline) -> Visible:
    """Read `html` as a browser does; linear in its length. Only `checkpoint` raises anything."""
    writing, elements = _Writing(), OpenElements()
    spaced = _spaced(html)
    for token, start in with_checkpoints(_tokens(html), checkpoint):
        kind, name = token.type, token.tag
        if name is not None:
            if kind is _START:
                elements.start(name, _is_hidden(token), token.self_closing)
            else:
                elements.end(name)
            if "unread" in elements.traits:
                continue
            if name == "br":
                writing.end_line(1)
            elif name in BLOCKS:
                writing.end_line(_PARAGRAPH)
        elif "unread" in elements.traits:
            continue
        elif kind is _TEXT:
            end = start + len(token.data or "")
            text = html if "pre" in elements.traits else spaced
            writing.add(text[start:end], start, end, elements.traits)
        elif kind is _REFERENCE:
            traits = elements.traits
            for text, begin, end in _referenced(token, start):
                writing.add(text if "pre" in traits else _spaced(text), begin, end, traits)
    return writing.visible(len(html))


class _Writing:
    """A visible text while it is written."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        # Where the pieces begin, and where they are in the source: see HtmlOffsets.
        self._at = array("q")
        self._starts = array("q")
        self._ends = array("q")
        self._length = 0
        self._line_ends = _PARAGRAPH
        # Where the traits change, and which there are from there on.
        self._turns = array("q")
        self._traits: list[frozenset[Trait]] = []

    def end_line(self, line_ends: int) -> None:
        """What follows is on a line of its own; where nothing follows, nothing happens."""
        self._line_ends = min(self._line_ends + line_ends, _PARAGRAPH)

    def add(self, text: str, start: int, end: int, traits: frozenset[Trait]) -> None:
        """Text from `start` up to `end` of the source, in elements with `traits`."""
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

    def visible(self, length: int) -> Visible:
        """What was written; `length` is that of the source."""
        self._at.append(self._length)
        self._starts.append(length)
        self._ends.append(length)
        source = HtmlOffsets(self._at, self._starts, self._ends)
        trait_runs = TraitRuns(self._turns, tuple(self._traits))
        return Visible("".join(self._parts), source, trait_runs)

    def _append(self, text: str, start: int, end: int) -> None:
        self._parts.append(text)
        self._at.append(self._length)
        self._starts.append(start)
        self._ends.append(end)
        self._length += len(text)


def _spaced(text: str) -> str:
    """Line ends as what they are outside of <pre>: gaps like any other."""
    return text.replace("\n", " ").replace("\r", " ").replace("\f", " ").replace("\t", " ")


def _tokens(html: str) -> Iterator[tuple[Token, int]]:
    """The tokens, each with its place in the source."""
    # The tokenizer counts CR LF as one character, and passes over `</>` without saying so.
    even = html.replace("</>", "<!>").replace("\r\n", " \n").replace("\r", "\n")
    lines = array("q", (0, *(match.end() for match in _LINE_END.finditer(even))))
    for token in tokenize(even, resolve_references=False, capture_source=True):
        yield token, lines[token.line - 1] + token.col


def _referenced(token: Token, start: int) -> Iterator[tuple[str, int, int]]:
    """The characters of a reference, with start and end; then the text after it in its token."""
    data, source = token.data, token.source
    assert data is not None
    assert source is not None
    end = start + len(source)
    # `&notable` is one token, of which only `&not` is the reference.
    rest = 0 if source.endswith(";") else len(data) - 1
    yield data[: len(data) - rest], start, end - rest
    if rest:
        yield data[len(data) - rest :], end - rest, end


def _is_hidden(token: Token) -> bool:
    """Whether the element is not shown, as far as its own attributes say."""
    if token.attr("hidden") is not None or _UNSHOWN.search(token.attr("style") or ""):
        return True
    return token.tag == "dialog" and token.attr("open") is None
