"""The document: the texts of an article read once, as one text, with all that later steps ask."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from levelhead.engine.deadline import Checkpoint, no_deadline
from levelhead.engine.document.html import Source, visible_of
from levelhead.engine.document.marks import quoted_spans
from levelhead.engine.document.paragraphs import Paragraph, headed, paragraphs_of, words_in
from levelhead.engine.document.quotations import Quotation, quotations_of
from levelhead.engine.document.reading import Pieces, read_spans, reading_of
from levelhead.engine.document.sentences import sentences_of
from levelhead.types import Format, Role, TextRange


class BlockReading(NamedTuple):
    """Where the reading of a block begins in that of the document, and the way back to its text.

    `source` leads from the text that is read to HTML that was sent.
    """

    start: int
    pieces: Pieces | None
    source: Source | None

    def sent(self, span: TextRange) -> TextRange:
        """Where in the block, as it was sent, the characters of `span` are."""
        if self.start:
            span = TextRange(span.start - self.start, span.end - self.start)
        if self.pieces:
            span = self.pieces.sent(span)
        return self.source.sent(span) if self.source else span


@dataclass(frozen=True, slots=True)
class Document:
    """The blocks of an article as one text; every span but those of `sent` counts in the reading.

    `plain` is the reading, in which each block is one or more paragraphs, `folded` the same in
    lower case with straight quotation marks, code point for code point. Sentences are in order and
    never overlap, quotations are ordered by start and may lie in one another. The starts stand
    apart so that a place is found fast.
    """

    plain: str
    folded: str
    sentences: tuple[TextRange, ...]
    quotations: tuple[Quotation, ...]
    paragraphs: tuple[Paragraph, ...]
    words: int
    blocks: tuple[BlockReading, ...]
    sentence_starts: tuple[int, ...]
    paragraph_starts: tuple[int, ...]
    block_starts: tuple[int, ...]

    def sentence_at(self, offset: int) -> int:
        """The index of the sentence in which, or behind which, `offset` of the reading stands."""
        return bisect_right(self.sentence_starts, offset) - 1

    def paragraph_at(self, offset: int) -> Paragraph:
        """The paragraph in which `offset` of the reading stands."""
        return self.paragraphs[bisect_right(self.paragraph_starts, offset) - 1]

    def block_at(self, offset: int) -> int:
        """The index of the block in which `offset` of the reading is."""
        return bisect_right(self.block_starts, offset) - 1

    def sent(self, span: TextRange) -> TextRange:
        """Where in its block the characters of `span` stand, dropped ones at its ends left out."""
        return self.blocks[self.block_at(span.start)].sent(span)


def read(
    text: str,
    role: Role | None = None,
    format: Format = "text",
    checkpoint: Checkpoint = no_deadline,
) -> Document:
    """Read one text: see read_blocks()."""
    return read_blocks(((text, role),), format, checkpoint)


def read_blocks(
    blocks: Iterable[tuple[str, Role | None]],
    format: Format = "text",
    checkpoint: Checkpoint = no_deadline,
) -> Document:
    """Read the texts of an article once; linear in their length. Only `checkpoint` raises anything.

    Each block is read by itself as far as its gaps and headlines go; sentences and quotations are
    those of the article, so that a quotation may run on into the next block.
    """
    plains: list[str] = []
    folded_plains: list[str] = []
    paragraphs: list[Paragraph] = []
    said: list[Quotation] = []
    readings: list[BlockReading] = []
    start = 0
    for text, role in blocks:
        checkpoint()
        page = visible_of(text, checkpoint) if format == "html" else None
        plain, folded, pieces = reading_of(page.text if page else text, checkpoint)
        found = paragraphs_of(plain, role, checkpoint)
        spoken = [TextRange(0, len(plain))] if role == "blockquote" else []
        if page:
            found = headed(found, read_spans(page.having("headline"), pieces))
            spoken += read_spans(page.having("quoted"), pieces)
        readings.append(BlockReading(start, pieces, page.source if page else None))
        if not plain:
            continue
        if start:
            found = tuple(p._replace(start=p.start + start, end=p.end + start) for p in found)
        plains.append(plain)
        folded_plains.append(folded)
        paragraphs += found
        said += (Quotation(span.start + start, span.end + start, "speech") for span in spoken)
        start += len(plain) + 1
    plain, folded = "\n".join(plains), "\n".join(folded_plains)
    sentences = sentences_of(plain, checkpoint)
    quoted = quoted_spans(plain, checkpoint)
    quotations = quotations_of(plain, folded, quoted, paragraphs, sentences, checkpoint)
    return Document(
        plain,
        folded,
        sentences,
        tuple(sorted((*quotations, *said))) if said else quotations,
        tuple(paragraphs),
        words_in(plain, len(paragraphs)),
        tuple(readings),
        sentence_starts=tuple(sentence.start for sentence in sentences),
        paragraph_starts=tuple(paragraph.start for paragraph in paragraphs),
        block_starts=tuple(block.start for block in readings),
    )
