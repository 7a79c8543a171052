"""The document: a text read once, with all that later steps ask about it."""

from bisect import bisect_right
from dataclasses import dataclass

from app.deadline import Look, unhurried
from app.document.html import Source, visible_of
from app.document.marks import quoted_spans
from app.document.paragraphs import Paragraph, headed, paragraphs_of, words_in
from app.document.quotations import Quotation, quotations_of
from app.document.reading import Pieces, read_spans, reading_of
from app.document.sentences import sentences_of
from app.span import Format, Role, Span


@dataclass(frozen=True, slots=True)
class Document:
    """A text and its reading; every span but those of `sent` counts in the reading.

    `text` is what was sent, `plain` its reading, `folded` the same in lower case with straight
    quotation marks, code point for code point. Sentences are in order and never overlap,
    quotations are ordered by start and may lie in one another. The starts stand apart so that a
    place is found fast. `source` leads from the text that is read to HTML that was sent.
    """

    text: str
    role: Role | None
    plain: str
    folded: str
    sentences: tuple[Span, ...]
    quotations: tuple[Quotation, ...]
    paragraphs: tuple[Paragraph, ...]
    words: int
    pieces: Pieces | None
    sentence_starts: tuple[int, ...]
    paragraph_starts: tuple[int, ...]
    source: Source | None = None

    def sentence_at(self, offset: int) -> int:
        """The index of the sentence in which, or behind which, `offset` of the reading stands."""
        return bisect_right(self.sentence_starts, offset) - 1

    def paragraph_at(self, offset: int) -> Paragraph:
        """The paragraph in which `offset` of the reading stands."""
        return self.paragraphs[bisect_right(self.paragraph_starts, offset) - 1]

    def sent(self, span: Span) -> Span:
        """Where in `text` the characters of `span` stand, dropped ones at its ends left out."""
        if self.pieces:
            span = self.pieces.sent(span)
        return self.source.sent(span) if self.source else span


def read(
    text: str, role: Role | None = None, format: Format = "text", look: Look = unhurried
) -> Document:
    """Read `text` once; linear in its length. It raises nothing but what `look` does."""
    page = visible_of(text, look) if format == "html" else None
    plain, folded, pieces = reading_of(page.text if page else text, look)
    paragraphs = paragraphs_of(plain, role, look)
    sentences = sentences_of(plain, look)
    quoted = quoted_spans(plain, look)
    quotations = quotations_of(plain, folded, quoted, paragraphs, sentences, look)
    if page:
        paragraphs = headed(paragraphs, read_spans(page.having("headline"), pieces))
        said = (Quotation(*span, "speech") for span in read_spans(page.having("quoted"), pieces))
        quotations = tuple(sorted((*quotations, *said)))
    words = words_in(plain, len(paragraphs))
    return Document(
        text,
        role,
        plain,
        folded,
        sentences,
        quotations,
        paragraphs,
        words,
        pieces,
        sentence_starts=tuple(sentence.start for sentence in sentences),
        paragraph_starts=tuple(paragraph.start for paragraph in paragraphs),
        source=page.source if page else None,
    )
