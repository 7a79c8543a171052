"""What the commands and the corpus show alike: messages without control characters, HTML pages."""

import re
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from html import escape
from itertools import pairwise
from typing import Protocol, TextIO, TypeVar

# An article may hold any control character, and a terminal would obey it: show its picture instead.
PICTURES = {c: 0x2400 + c for c in range(32) if chr(c) not in "\n\t"}
PICTURES |= {0x7F: 0x2421} | dict.fromkeys(range(0x80, 0xA0), 0xFFFD)
# HTML allows neither control characters nor those that Unicode reserves for programs.
NOT_IN_HTML = PICTURES | dict.fromkeys(
    (
        *range(0xFDD0, 0xFDF0),
        *(p + c for p in range(0, 0x110000, 0x10000) for c in (0xFFFE, 0xFFFF)),
    ),
    0xFFFD,
)

# What ends a line in editors. They show a form feed or U+2028 as one character of its line.
LINE_END = re.compile(r"\r\n?|\n")


class Ranged(Protocol):
    """Anything with the offsets `start` and `end` in a text."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


Mark = TypeVar("Mark", bound=Ranged)


def counted(number: int, noun: str) -> str:
    """The number with its noun: `1 row`, `12,000 rows`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def printable(text: str) -> str:
    """The text with its line ends as LF and its other control characters visible and harmless."""
    return LINE_END.sub("\n", text).translate(PICTURES)


def say(message: object, to: TextIO | None = None) -> None:
    """Print a message as a line: harmless whatever names it holds, and in any encoding."""
    to = to or sys.stdout
    encoding = to.encoding or "utf-8"
    line = printable(str(message)).encode(encoding, "backslashreplace").decode(encoding)
    to.write(f"{line}\n")


def escaped(text: str) -> str:
    """The text as HTML shows it, in an element or an attribute."""
    return escape(text.translate(NOT_IN_HTML))


def segments(text: str, marks: Iterable[Mark]) -> Iterator[tuple[str, tuple[Mark, ...]]]:
    """The text cut at the start and end of every mark; each piece with the marks that cover it."""
    waiting = deque(sorted(marks, key=lambda m: (m.start, -m.end)))
    cuts = sorted({0, len(text), *(m.start for m in waiting), *(m.end for m in waiting)})
    covering: list[Mark] = []
    for start, end in pairwise(cuts):
        covering = [m for m in covering if m.end > start]
        while waiting and waiting[0].start == start:
            covering.append(waiting.popleft())
        yield text[start:end], tuple(covering)


PAGE = """<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>{style}</style>
<body>
{body}
</body>
</html>
"""


def self_contained(title: str, style: str, body: str) -> str:
    """A page without scripts that loads nothing; `title` is escaped here, `body` is HTML."""
    return PAGE.format(title=escaped(title), style=style, body=body)
