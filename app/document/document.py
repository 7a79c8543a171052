"""The document: a text read once, with all that later steps ask about it."""

from bisect import bisect_right
from dataclasses import dataclass

from app.document.marks import quoted_spans
from app.document.paragraphs import Paragraph, paragraphs_of, words_in
from app.document.quotations import Quotation, quotations_of
from app.document.reading import Pieces, reading_of
from app.document.sentences import sentences_of
from app.span import Role, Span


@dataclass(frozen=True, slots=True)
class Document:
    """A text and its reading; every span but those of `sent` counts in the reading.

    `text` is what was sent, `plain` its reading, `folded` the same in lower case with straight
    quotation marks, code point for code point. Sentences are in order and never overlap,
    quotations are ordered by start and may lie in one another. The starts stand apart so that a
    place is found fast.
    """

    text: str
    role: Role
    plain: str
    folded: str
    sentences: tuple[Span, ...]
    quotations: tuple[Quotation, ...]
    paragraphs: tuple[Paragraph, ...]
    words: int
    pieces: Pieces | None
    sentence_starts: tuple[int, ...]
    paragraph_starts: tuple[int, ...]

    def sentence_at(self, offset: int) -> int:
        """The index of the sentence in which, or behind which, `offset` of the reading stands."""
        return bisect_right(self.sentence_starts, offset) - 1

    def paragraph_at(self, offset: int) -> Paragraph:
        """The paragraph in which `offset` of the reading stands."""
        return self.paragraphs[bisect_right(self.paragraph_starts, offset) - 1]

    def sent(self, span: Span) -> Span:
        """Where in `text` the characters of `span` stand, dropped ones at its ends left out."""
        return self.pieces.sent(span) if self.pieces else span


def read(text: str, role: Role = "body") -> Document:
    """Read `text` once; linear in its length, and it never raises."""
    plain, folded, pieces = reading_of(text)
    paragraphs = paragraphs_of(plain, role)
    sentences = sentences_of(plain)
    quoted = quoted_spans(plain)
    quotations = quotations_of(plain, folded, quoted, paragraphs, sentences)
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
    )
