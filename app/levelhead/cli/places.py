"""Where a mark is in its file: lines and columns, counted from 1 in code points."""

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from levelhead.render import LINE_END

BYTE_ORDER_MARK = "\ufeff"


class LineAndColumn(NamedTuple):
    """A line and a column."""

    line: int
    column: int


def line_starts(text: str) -> tuple[int, ...]:
    """The offset at which each line begins; a byte order mark is in no line, as in editors."""
    first = len(BYTE_ORDER_MARK) if text.startswith(BYTE_ORDER_MARK) else 0
    return (first, *(end.end() for end in LINE_END.finditer(text)))


def place_of(starts: Sequence[int], offset: int) -> LineAndColumn:
    """The place of an offset, by the offsets at which lines begin."""
    line = max(bisect_right(starts, offset), 1)
    return LineAndColumn(line, max(offset - starts[line - 1], 0) + 1)
