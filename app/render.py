"""An answer of `POST /analyze` as people read it: in a terminal, or as a page of its own."""

from collections import deque
from collections.abc import Iterable, Iterator
from html import escape
from itertools import pairwise
from typing import NamedTuple, Protocol, TypeVar

from msgspec import UNSET

from app.encode import Answer, Span

# Bold against underlined: the dimensions stay apart for those who see no colour.
STYLES = {"sensational": "1;31", "hedging": "4;36"}
BRACKETS = {"sensational": "[]", "hedging": "{}"}

# A terminal obeys control characters, and an article may hold any; shown as their pictures instead.
PICTURES = {c: 0x2400 + c for c in range(32) if chr(c) not in "\n\t"}
PICTURES |= {0x7F: 0x2421} | dict.fromkeys(range(0x80, 0xA0), 0xFFFD)


class Stretch(Protocol):
    """What has a start and an end in a text."""

    @property
    def start(self) -> int: ...  # noqa: D102
    @property
    def end(self) -> int: ...  # noqa: D102


Mark = TypeVar("Mark", bound=Stretch)


class Marked(NamedTuple):
    """One text with its name and its answer."""

    name: str
    text: str
    answer: Answer


def printable(text: str) -> str:
    """The text with its control characters made visible and harmless, CR LF as a plain line end."""
    return text.replace("\r\n", "\n").translate(PICTURES)


def segments(text: str, marks: Iterable[Mark]) -> Iterator[tuple[str, tuple[Mark, ...]]]:
    """The text cut wherever a mark begins or ends; each piece with the marks that cover it."""
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
    """Both dimensions and the number of words, in one line."""
    both = (("sensational", answer.scores.sensational), ("hedging", answer.scores.hedging))
    parts = [f"{name} {score.score:.2f} {score.band} ({score.spans})" for name, score in both]
    return f"{', '.join(parts)}, {answer.words} words"


def place(marked: Marked, start: int) -> str:
    """`name:line:column` of an offset, both counted from 1, as compilers print it."""
    line = marked.text.count("\n", 0, start) + 1
    column = start - marked.text.rfind("\n", 0, start)
    return f"{printable(marked.name)}:{line}:{column}"


def advice(span: Span) -> str:
    """The suggestions of a span: `delete, or "erratic"`; empty when there are none."""
    return ", or ".join(f'"{s.text}"' if s.text else s.action for s in span.suggestions)


def product(span: Span) -> str:
    """The score of an explained span as a product: `0.88 = 0.800 × 1.100 headline`."""
    factors = "".join(f" × {f.value:.3f} {f.name}" for f in span.factors or ())
    return f"{span.score:.3f} = {span.base:.3f}{factors}"


def lines(marked: Marked) -> Iterator[str]:
    """One line a span, with its factors beneath it if the answer explains; then what was let go."""
    for span in marked.answer.spans:
        voice = "" if span.voice == "author" else f" ({span.voice})"
        advised = f" Try: {advice(span)}." if span.suggestions else ""
        yield (
            f"{place(marked, span.start)}: {span.dimension}: {span.category} {span.score:.2f}"
            f" {quoted(span.text)}{voice}: {span.message}{advised}"
        )
        if span.factors is not UNSET:
            yield f"    {product(span)}"
    for seen in marked.answer.suppressed or ():
        yield (
            f"{place(marked, seen.start)}: not marked: {seen.category}"
            f" {quoted(seen.text)}: {seen.reason}"
        )


def quoted(text: str) -> str:
    """The text in quotation marks, on one line."""
    return f'"{printable(" ".join(text.split()))}"'


def terminal(marked: Marked, colour: bool) -> str:
    """The marked text, a line a mark, and a line of scores."""
    text = coloured(marked) if colour else bracketed(marked)
    summary = f"{printable(marked.name)}: {scores(marked.answer)}"
    return "\n".join([text.rstrip("\n"), "", *lines(marked), summary, ""])


STYLE = """
:root { color-scheme: light dark; font: 1.1rem/1.6 Georgia, serif; }
body { max-width: 42rem; margin: 2rem auto; padding: 0 1rem; }
h1, p.scores { font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-weight: bold; }
div.text { white-space: pre-wrap; overflow-wrap: anywhere; }
mark { color: inherit; background: none; }
mark.sensational { background: #d9363655; font-weight: bold; }
mark.hedging { text-decoration: underline dotted 2px #0b7fab; text-underline-offset: 3px; }
"""

PAGE = """<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>{style}</style>
<body>
{body}
</body>
</html>
"""

LEGEND = (
    '<p class="scores"><mark class="sensational">sensational</mark> '
    '<mark class="hedging">hedging</mark>'
)

ARTICLE = """<article>
<h1>{name}</h1>
<p class="scores">{scores}</p>
<div class="text">{text}</div>
</article>"""


def hint(span: Span) -> str:
    """What a reader sees on pointing at a mark."""
    said = f"{span.category} {span.score:.2f}: {span.message}"
    return f"{said} Try: {advice(span)}." if span.suggestions else said


def article(marked: Marked) -> str:
    """One text as HTML; everything that came from outside is escaped."""
    pieces = (
        '<mark class="{}" title="{}">{}</mark>'.format(
            escape(" ".join(m.dimension for m in covering)),
            escape("\n".join(map(hint, covering))),
            escape(piece),
        )
        if covering
        else escape(piece)
        for piece, covering in segments(marked.text, marked.answer.spans)
    )
    return ARTICLE.format(
        name=escape(marked.name), scores=escape(scores(marked.answer)), text="".join(pieces)
    )


def page(texts: Iterable[Marked]) -> str:
    """A page of marked texts."""
    texts = tuple(texts)
    title = ", ".join(text.name for text in texts)
    return self_contained(title, STYLE, "\n".join((LEGEND, *map(article, texts))))


def self_contained(title: str, style: str, body: str) -> str:
    """A page without scripts that loads nothing from elsewhere; `title` is escaped, `body` HTML."""
    return PAGE.format(title=escape(title), style=style, body=body)
