"""An answer of `POST /analyze` as text for a terminal, and what the HTML pages share with it."""

import re
import sys
from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import accumulate, pairwise
from typing import NamedTuple, Protocol, TextIO, TypeVar

from msgspec import UNSET
from msgspec.structs import replace

from levelhead.engine.analyzer import Block
from levelhead.engine.encode import Answer, Span, Words
from levelhead.types import Format

# Bold against underlined: the dimensions stay apart for those who see no colour.
STYLES = {"sensational": "1;31", "hedging": "4;36"}
BRACKETS = {"sensational": "[]", "hedging": "{}"}

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
BYTE_ORDER_MARK = "\ufeff"
BETWEEN_BLOCKS = "\n\n"


class Stretch(Protocol):
    """Anything with a start and an end in a text."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


Mark = TypeVar("Mark", bound=Stretch)


class Marked(NamedTuple):
    """A text, the name and format of its file, and its answer."""

    name: str
    text: str
    answer: Answer
    format: Format = "text"
    headlines: frozenset[int] = frozenset()
    """Where headlines begin that their looks may not show."""


def joined(name: str, blocks: Sequence[Block], answer: Answer) -> Marked:
    """The blocks of an answer as one text with empty lines between them, and offsets in that."""
    lengths = (len(block.text) + len(BETWEEN_BLOCKS) for block in blocks)
    starts = dict(zip((block.id for block in blocks), accumulate(lengths, initial=0), strict=False))

    def moved(found: Words) -> Words:
        start = starts.get(found.block or None, 0)
        return replace(found, start=found.start + start, end=found.end + start)

    return Marked(
        name,
        BETWEEN_BLOCKS.join(block.text for block in blocks),
        replace(
            answer,
            spans=tuple(map(moved, answer.spans)),
            suppressed=answer.suppressed and tuple(map(moved, answer.suppressed)),
        ),
        headlines=frozenset(starts[block.id] for block in blocks if block.role == "headline"),
    )


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


def coloured(marked: Marked) -> str:
    """The text with escape sequences around its marks."""
    return "".join(
        f"\x1b[{';'.join(STYLES[m.dimension] for m in covering)}m{printable(piece)}\x1b[0m"
        if covering
        else printable(piece)
        for piece, covering in segments(marked.text, marked.answer.spans)
    )


def bracketed(marked: Marked) -> str:
    """The text with `[sensational|category 0.90]` and `{hedging|category 0.40}` written into it."""
    pieces: list[str] = []
    position = 0
    for piece, covering in segments(marked.text, marked.answer.spans):
        end = position + len(piece)
        opened = (m for m in covering if m.start == position)
        closed = (m for m in reversed(covering) if m.end == end)
        pieces += (BRACKETS[m.dimension][0] for m in opened)
        pieces.append(printable(piece))
        pieces += (f"|{m.category} {m.score:.2f}{BRACKETS[m.dimension][1]}" for m in closed)
        position = end
    return "".join(pieces)


def scores(answer: Answer) -> str:
    """Both scores and the number of words, in one line."""
    both = (("sensational", answer.scores.sensational), ("hedging", answer.scores.hedging))
    parts = [f"{name} {score.score:.2f} {score.band} ({score.spans})" for name, score in both]
    return f"{', '.join(parts)}, {counted(answer.words, 'word')}"


def line_starts(text: str) -> tuple[int, ...]:
    """The offset at which each line begins; a byte order mark is in no line, as in editors."""
    first = len(BYTE_ORDER_MARK) if text.startswith(BYTE_ORDER_MARK) else 0
    return (first, *(end.end() for end in LINE_END.finditer(text)))


def place(name: str, starts: Sequence[int], offset: int) -> str:
    """`name:line:column` as compilers print it; the column counts code points, both from 1."""
    line = max(bisect_right(starts, offset), 1)
    return f"{printable(name)}:{line}:{max(offset - starts[line - 1], 0) + 1}"


def replacements(span: Span) -> tuple[str, ...]:
    """The words suggested instead of a span. Other advice is left to the message, which has it."""
    return tuple(s.text for s in span.suggestions if s.text)


def product(span: Span) -> str:
    """The score of an explained span as a product: `0.88 = 0.800 × 1.100 headline`."""
    factors = "".join(f" × {f.value:.3f} {f.name}" for f in span.factors or ())
    return f"{span.score:.3f} = {span.base:.3f}{factors}"


def lines(marked: Marked) -> Iterator[str]:
    """A line for each span and, in an explained answer, its factors and what was not marked."""
    starts = line_starts(marked.text)
    for span in marked.answer.spans:
        voice = "" if span.voice == "author" else f" ({span.voice})"
        words = " or ".join(map(quoted, replacements(span)))
        yield (
            f"{place(marked.name, starts, span.start)}: {span.dimension}: {span.category}"
            f" {span.score:.2f} {quoted(span.text)}{voice}: {span.message}"
            f"{f' Try {words}.' if words else ''}"
        )
        if span.factors is not UNSET:
            yield f"    {product(span)}"
    for seen in marked.answer.suppressed or ():
        yield (
            f"{place(marked.name, starts, seen.start)}: not marked: {seen.category}"
            f" {quoted(seen.text)}: {seen.reason}"
        )


def quoted(text: str) -> str:
    """The text in quotation marks, on one line."""
    return f'"{printable(" ".join(text.split()))}"'


def terminal(marked: Marked, colour: bool) -> str:
    """The marked text, a line for each mark, and a line with the scores."""
    text = (coloured(marked) if colour else bracketed(marked)).removeprefix(BYTE_ORDER_MARK)
    summary = f"{printable(marked.name)}: {scores(marked.answer)}"
    return "\n".join([text.rstrip("\n"), "", *lines(marked), summary, ""])


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
