"""Code-point offsets of a text in the units in which other languages count."""

import re
from bisect import bisect_left
from collections.abc import Callable
from itertools import accumulate

from levelhead.types import OffsetUnit

_WIDE: dict[OffsetUnit, re.Pattern[str]] = {
    "utf16": re.compile("[\U00010000-\U0010ffff]"),
    "utf8": re.compile("[^\x00-\x7f]"),
}


def converter(text: str, unit: OffsetUnit) -> Callable[[int], int]:
    """A function from a code-point offset in `text`, 0 up to its length, to the same in `unit`.

    A call takes constant time where every character is one unit, else logarithmic time in the
    number of characters that are more.
    """
    if unit == "codepoint" or text.isascii():
        return _same
    found = list(_WIDE[unit].finditer(text))
    if not found:
        return _same
    places = [match.start() for match in found]
    extra = [0, *accumulate(_extra(match[0], unit) for match in found)]
    return lambda offset: offset + extra[bisect_left(places, offset)]


def _same(offset: int) -> int:
    return offset


def _extra(char: str, unit: OffsetUnit) -> int:
    """How many units more than one `char`, which is more than one, takes."""
    if unit == "utf16" or char < "\u0800":
        return 1
    return 2 if char < "\U00010000" else 3
