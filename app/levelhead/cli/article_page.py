"""Marked texts as one HTML page: each with numbered marks, and with the reason for each mark.

The page has no scripts and loads nothing, so that it can be mailed, archived and printed.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.resources import files
from itertools import groupby
from typing import NamedTuple

from msgspec import UnsetType

from levelhead.cli.marked_text import MarkedText, product, replacements
from levelhead.engine.document import Document, parse_text
from levelhead.engine.document.paragraphs import Paragraph
from levelhead.engine.encode import Answer
from levelhead.engine.report import Excerpt, Headline, Score, Span, Suppressed
from levelhead.render import (
    Ranged,
    counted,
    escaped,
    segments,
    self_contained,
)
from levelhead.types import Reason, TextRange

# What the list says of a voice; the writer's own needs no mention.
VOICES = {"author": "", "quoted": ", in a quotation", "scare": ", in scare quotes"}

SUPPRESSED_REASONS: Mapping[Reason, str] = {
    "allowed": "allowed",
    "dismissed": "dismissed",
    "exception": "an exception to its rule",
    "fixed_expression": "part of a fixed expression",
    "literal": "meant literally",
    "name": "part of a name",
    "not_prose": "in an address, a tag, a file name or code",
    "profile": "switched off by the profile",
    "quoted": "in a quotation",
    "threshold": "scores too low",
}

STYLE = "\n" + files("levelhead.cli").joinpath("article_page.css").read_text("utf-8")

BODY = """<header>
<h1>Hedging and sensational wording</h1>
<ul class="legend">
<li><mark class="sensational author">sensational</mark></li>
<li><mark class="hedging author">hedging</mark></li>
<li>filled: the writer’s own words</li>
<li><mark class="sensational quoted">not</mark> <mark class="hedging quoted">filled</mark>: in a
quotation, counts for less</li>
<li><mark class="sensational scare">‘outlined’</mark>: in scare quotes</li>
</ul>
</header>
<main>
{articles}
</main>"""

ARTICLE = """<article>
<h2>{name}</h2>
<p class="scores">{scores}</p>
<div class="columns">
<div class="text">
{text}
</div>
<div class="reasons">
{reasons}
</div>
</div>
</article>"""


class NumberedSpan(NamedTuple):
    """A span with its place in the normalized text and its number, from 1."""

    start: int
    end: int
    number: int
    span: Span


# A piece of a text with what covers it.
Piece = tuple[str, tuple[Paragraph | NumberedSpan, ...]]


def page(texts: Iterable[MarkedText]) -> str:
    """A page of marked texts."""
    texts = tuple(texts)
    articles = (_article(number, text) for number, text in enumerate(texts, start=1))
    title = ", ".join(text.name for text in texts)
    return self_contained(title, STYLE, BODY.format(articles="\n".join(articles)))


def _article(number: int, marked: MarkedText) -> str:
    """One text with its scores and reasons; ids on the page begin with the article's `number`."""
    document = parse_text(marked.text, format=marked.format)
    marks = tuple(
        NumberedSpan(*normalized(document, span), n, span)
        for n, span in enumerate(marked.answer.spans, start=1)
    )
    return ARTICLE.format(
        name=escaped(marked.name),
        scores=_scores(marked.answer),
        text="\n".join(_paragraphs(document, number, marks, marked.headlines))
        or "<p>(no text)</p>",
        reasons="\n".join(
            (
                *_flags(document, marked.answer.headline),
                *_reasons(document, number, marks),
                *_unmarked(document, marked.answer.suppressed),
            )
        ),
    )


def normalized(document: Document, span: Ranged) -> TextRange:
    """Where a span of the text as sent is in `document.plain`: the inverse of `to_original`."""
    places = range(len(document.plain))
    return TextRange(
        bisect_left(
            places, span.start, key=lambda n: document.to_original(TextRange(n, n + 1)).start
        ),
        bisect_right(places, span.end, key=lambda n: document.to_original(TextRange(n, n + 1)).end),
    )


def _scores(answer: Answer) -> str:
    """`Sensational 0.71 (high, 3 marks), hedging 0.00 (low, 0 marks), 52 words`."""
    return (
        f"Sensational {_score(answer.scores.sensational)}, "
        f"hedging {_score(answer.scores.hedging)}, {counted(answer.words, 'word')}"
    )


def _score(score: Score) -> str:
    return f"<b>{score.score:.2f}</b> ({score.band}, {counted(score.spans, 'mark')})"


def _paragraphs(
    document: Document, article: int, marks: Sequence[NumberedSpan], headlines: frozenset[int]
) -> Iterator[str]:
    """The text, a line for each paragraph; headlines are set as such."""
    # A paragraph covers its pieces just as a mark does.
    covers: tuple[Paragraph | NumberedSpan, ...] = (*document.paragraphs, *marks)
    for paragraph, inside in groupby(segments(document.plain, covers), key=_paragraph):
        if paragraph:
            start = document.to_original(TextRange(paragraph.start, paragraph.end)).start
            tag = "h3" if paragraph.headline or start in headlines else "p"
            yield f"<{tag}>{''.join(_marked(paragraph.start, inside, article))}</{tag}>"


def _paragraph(piece: Piece) -> Paragraph | None:
    """The paragraph of a piece; None for the line ends between two."""
    return next((each for each in piece[1] if isinstance(each, Paragraph)), None)


def _marked(start: int, pieces: Iterable[Piece], article: int) -> Iterator[str]:
    """The pieces of the paragraph at `start` in their marks; each mark ends with its number."""
    for piece, covering in pieces:
        start += len(piece)
        marks = [mark for mark in covering if isinstance(mark, NumberedSpan)]
        yield "".join(f'<mark class="{_class(mark.span)}">' for mark in marks)
        yield escaped(piece)
        yield "</mark>" * len(marks)
        for mark in marks:
            if mark.end == start:
                here = f"{article}-{mark.number}"
                yield f'<sup id="mark-{here}"><a href="#reason-{here}">{mark.number}</a></sup>'


def _flags(document: Document, headline: Headline | UnsetType) -> Iterator[str]:
    """A list with what the headline says more than the body, and the body's words."""

    def words(found: Excerpt) -> str:
        start, end = normalized(document, found)
        return f"“{escaped(document.plain[start:end])}”"

    if headline and headline.flags:
        yield "<h3>Headline</h3>\n<ul>"
        for flag in headline.flags:
            body = "; ".join(map(words, flag.evidence))
            kind = flag.kind.replace("_", " ")
            yield (
                f'<li>{words(flag)} <span class="kind">{kind}</span>'
                f"<p>{escaped(flag.message)}{f' Body: {body}' if body else ''}</p></li>"
            )
        yield "</ul>"


def _reasons(document: Document, article: int, marks: Sequence[NumberedSpan]) -> Iterator[str]:
    """A list with what each mark is and what to do about it, numbered as in the text."""
    if not marks:
        yield "<p>Nothing is marked.</p>"
        return
    yield f"<h3>{counted(len(marks), 'mark')}</h3>\n<ol>"
    for start, end, number, span in marks:
        words = " or ".join(f"“{escaped(word)}”" for word in replacements(span))
        yield (
            f'<li id="reason-{article}-{number}"><a href="#mark-{article}-{number}">'
            f'<mark class="{_class(span)}">{escaped(document.plain[start:end])}</mark></a> '
            f'<span class="kind">{_kind(span)}, {span.score:.2f}{VOICES[span.voice]}</span>'
            f"<p>{escaped(span.message)}{f' Try {words}.' if words else ''}</p>"
        )
        if span.factors:
            yield f'<p class="product">{escaped(product(span))}</p>'
        yield "</li>"
    yield "</ol>"


def _unmarked(document: Document, suppressed: Sequence[Suppressed] | UnsetType) -> Iterator[str]:
    """A list of what was found and not marked, if the answer explains."""
    if suppressed:
        yield "<h3>Matched but not marked</h3>\n<ul>"
        for seen in suppressed:
            start, end = normalized(document, seen)
            yield (
                f"<li>“{escaped(document.plain[start:end])}” "
                f'<span class="kind">{_kind(seen)}, {SUPPRESSED_REASONS[seen.reason]}</span></li>'
            )
        yield "</ul>"


def _kind(span: Span | Suppressed) -> str:
    """`Sensational: dramatic verb`."""
    return escaped(f"{span.dimension.capitalize()}: {span.category.replace('_', ' ')}")


def _class(span: Span) -> str:
    return f"{span.dimension} {span.voice}"
