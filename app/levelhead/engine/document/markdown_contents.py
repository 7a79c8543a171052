"""The contents of Markdown's blocks, cut out of their lines, and the way back to these."""

import re
from array import array
from collections.abc import Iterator

from markdown_it.common.utils import MD_TRIM_CHARS
from markdown_it.token import Token

from levelhead.engine.bounds import TooMuch
from levelhead.engine.document.markdown_parser import MAX_LINES
from levelhead.engine.document.normalized import OffsetMap

_LINE_END = re.compile(r"\r\n?|\n")


class Contents:
    """The contents of blocks, one after the other, and where they are in a Markdown text."""

    def __init__(self, text: str, begin: int) -> None:
        self.begin = begin
        """Where the text begins, after the front matter."""
        self.length = 0
        self._text = text
        ends = [match.span() for match in _LINE_END.finditer(text, begin)]
        self._lines = list(
            zip(
                (begin, *(end for _, end in ends)),
                (*(start for start, _ in ends), len(text)),
                strict=True,
            )
        )
        if len(self._lines) > MAX_LINES + 1:
            raise TooMuch(f"has more than {MAX_LINES:,} lines of Markdown: send it in parts")
        # Up to where the cells of a line were found.
        self._row = (-1, 0)
        self._at, self._source = array("q", (0,)), array("q", (0,))

    def add(self, token: Token, before: Token) -> int:
        """Where the content of `token`, which comes after another token, begins."""
        assert token.map is not None
        if before.type == "heading_open" and before.markup.startswith("#"):
            places = self._in_heading(token.content, token.map[0], len(before.markup))
        elif before.tag in ("td", "th"):
            places = self._in_row(token.content, token.map[0])
        else:
            fence = 1 if token.type == "fence" else 0
            places = self._in_lines(token.content, token.map[0] + fence)
        at = self.length
        for place, source in places:
            self._at.append(at + place)
            self._source.append(source)
        self.length += len(token.content) + 1
        return at

    def offset_map(self) -> OffsetMap:
        """The map from the contents to the source."""
        self._at.append(self.length)
        self._source.append(len(self._text))
        return OffsetMap(self._at, self._source)

    def _in_heading(self, content: str, line: int, signs: int) -> Iterator[tuple[int, int]]:
        start, end = self._lines[line]
        yield 0, self._text.index(content, self._text.index("#", start, end) + signs)

    def _in_row(self, content: str, line: int) -> Iterator[tuple[int, int]]:
        """A cell of a table, in which the signs between cells are escaped."""
        row, start = self._row
        if row != line:
            start, _ = self._lines[line]
        parts = content.split("|")
        source = self._text.index("\\|".join(parts), start)
        place = 0
        for part in parts:
            if place:
                yield place - 1, source - 2
            yield place, source
            place += len(part) + 1
            source += len(part) + 2
        self._row = (line, source - 2)

    def _in_lines(self, content: str, line: int) -> Iterator[tuple[int, int]]:
        """Lines without what is before them in a list or quotation, or around all of them."""
        place = 0
        for part in content.split("\n"):
            words = part.strip(MD_TRIM_CHARS)
            if words:
                while not (row := self._row_text(line)).endswith(words):
                    line += 1  # an odd kind of empty line before the first one
                start = place + part.index(words)
                yield start, self._lines[line][0] + len(row) - len(words)
            place += len(part) + 1
            line += 1

    def _row_text(self, line: int) -> str:
        return self._text[slice(*self._lines[line])].rstrip(MD_TRIM_CHARS)
