"""The document: the texts of an article as one text, parsed once for all later steps."""

from bisect import bisect_right
from collections.abc import Iterable, Set
from dataclasses import dataclass
from typing import NamedTuple

from levelhead.engine.deadline import Checkpoint, no_deadline, off_the_loop
from levelhead.engine.document.html import visible_of
from levelhead.engine.document.normalized import OffsetMap, normalize_text, normalized_ranges
from levelhead.engine.document.not_prose import not_prose_in, without
from levelhead.engine.document.paragraphs import Paragraph, headed, paragraphs_of, words_in
from levelhead.engine.document.quote_kinds import Quotation, quotations_of
from levelhead.engine.document.quote_pairs import quoted_spans
from levelhead.engine.document.sentences import sentences_of
from levelhead.engine.document.transcript import speeches
from levelhead.engine.document.visible import PieceMap, Visible
from levelhead.lexicon import Lexicon
from levelhead.lexicon.reporting import NO_REPORTING
from levelhead.types import Format, Role, TextRange


class BlockOffsets(NamedTuple):
    """Where a block begins in the document's text, and the maps to its offsets as sent.

    `maps` follow one another: to the text of which the normalized one was made, and, if that is
    what is visible of a source, from there to the source.
    """

    start: int
    maps: tuple[OffsetMap | PieceMap, ...]

    def to_original(self, span: TextRange) -> TextRange:
        """The range of `span`, which counts in the document's text, in the block as sent."""
        if self.start:
            span = TextRange(span.start - self.start, span.end - self.start)
        for each in self.maps:
            span = each.to_original(span)
        return span


@dataclass(frozen=True, slots=True)
class Document:
    """The blocks of an article as one normalized text; all offsets count code points of it.

    `plain` is that text, in which each block is one or more paragraphs, `lowered` the same in lower
    case with straight quotation marks, code point for code point. Sentences are in order and never
    overlap, and neither do the parts that are not prose: see not_prose_in(). Quotations are ordered
    by start and may be nested. The tuples of starts are for binary search.
    """

    plain: str
    lowered: str
    sentences: tuple[TextRange, ...]
    quotations: tuple[Quotation, ...]
    not_prose: tuple[TextRange, ...]
    paragraphs: tuple[Paragraph, ...]
    words: int
    blocks: tuple[BlockOffsets, ...]
    sentence_starts: tuple[int, ...]
    paragraph_starts: tuple[int, ...]
    block_starts: tuple[int, ...]

    def sentence_at(self, offset: int) -> int:
        """The index of the sentence that `offset` is in or follows."""
        return bisect_right(self.sentence_starts, offset) - 1

    def paragraph_at(self, offset: int) -> Paragraph:
        """The paragraph that `offset` is in."""
        return self.paragraphs[bisect_right(self.paragraph_starts, offset) - 1]

    def block_at(self, offset: int) -> int:
        """The index of the block that `offset` is in."""
        return bisect_right(self.block_starts, offset) - 1

    def to_original(self, span: TextRange) -> TextRange:
        """The range of `span` in its block as sent, without dropped characters at its ends."""
        return self.blocks[self.block_at(span.start)].to_original(span)


def parse_text(
    text: str,
    role: Role | None = None,
    format: Format = "text",
    lexicon: Lexicon | None = None,
) -> Document:
    """The document of one text: see parse_blocks()."""
    return parse_blocks(((text, role),), format, lexicon=lexicon)


def parse_blocks(
    blocks: Iterable[tuple[str, Role | None]],
    format: Format = "text",
    checkpoint: Checkpoint = no_deadline,
    lexicon: Lexicon | None = None,
) -> Document:
    """The document of an article; takes time linear in its length.

    `lexicon` has the words that may have been hyphenated at the end of a line, see rejoined(), and
    those that attribute quotations; without it, none are.

    Raises what `checkpoint` raises, and TooMuch. Gaps and headlines are found in each block by
    itself; sentences and quotations are those of the article, so that a quotation may continue in
    the next block.
    """
    known = lexicon.words if lexicon else frozenset[str]()
    reporting = lexicon.reporting if lexicon else NO_REPORTING
    given_names = lexicon.given_names if lexicon else frozenset[str]()
    blocks = tuple(blocks)
    parsed: list[_Parsed] = []
    offsets: list[BlockOffsets] = []
    start = 0
    for text, role in blocks:
        checkpoint()
        block = _parse_block(text, role, format, known, checkpoint, whole=len(blocks) == 1)
        offsets.append(BlockOffsets(start, block.maps))
        if block.plain:
            parsed.append(block.moved(start))
            start += len(block.plain) + 1
    plain = "\n".join(block.plain for block in parsed)
    lowered = "\n".join(block.lowered for block in parsed)
    paragraphs = [paragraph for block in parsed for paragraph in block.paragraphs]
    sentences = sentences_of(plain, checkpoint, reporting.saying)
    code = (span for block in parsed for span in block.code)
    not_prose = not_prose_in(plain, code, checkpoint)
    quoted = quoted_spans(without(plain, not_prose) if not_prose else plain, checkpoint)
    quotations = quotations_of(plain, lowered, quoted, paragraphs, sentences, checkpoint, reporting)
    spoken = [span for block in parsed for span in block.spoken]
    spoken += speeches(plain, paragraphs, given_names, checkpoint)
    if spoken:
        said = (Quotation(span.start, span.end, "speech") for span in spoken)
        quotations = tuple(sorted((*quotations, *said)))
    return Document(
        plain,
        lowered,
        sentences,
        quotations,
        not_prose,
        tuple(paragraphs),
        words_in(plain, len(paragraphs)),
        tuple(offsets),
        sentence_starts=tuple(sentence.start for sentence in sentences),
        paragraph_starts=tuple(paragraph.start for paragraph in paragraphs),
        block_starts=tuple(block.start for block in offsets),
    )


class _Parsed(NamedTuple):
    """A block; its offsets are those of its own normalized text, until it is moved.

    `spoken` and `code` are the parts that its role or its elements say are so.
    """

    plain: str
    lowered: str
    maps: tuple[OffsetMap | PieceMap, ...]
    paragraphs: tuple[Paragraph, ...]
    spoken: list[TextRange]
    code: list[TextRange]

    def moved(self, by: int) -> "_Parsed":
        """The block with the offsets of a text in which it begins at `by`."""
        if not by:
            return self
        return self._replace(
            paragraphs=tuple(
                each._replace(start=each.start + by, end=each.end + by) for each in self.paragraphs
            ),
            spoken=[TextRange(start + by, end + by) for start, end in self.spoken],
            code=[TextRange(start + by, end + by) for start, end in self.code],
        )


def _parse_block(
    text: str,
    role: Role | None,
    format: Format,
    known: Set[str],
    checkpoint: Checkpoint,
    *,
    whole: bool,
) -> _Parsed:
    """One block by itself; `whole`: there is no other."""
    page = _visible(text, format, checkpoint)
    plain, lowered, maps = normalize_text(page.text if page else text, checkpoint, known)
    paragraphs = paragraphs_of(plain, role, checkpoint, whole=whole)
    spoken = [TextRange(0, len(plain))] if role == "blockquote" else []
    if page is None:
        return _Parsed(plain, lowered, maps, paragraphs, spoken, [])
    body, headlines, quoted, code = (
        normalized_ranges(page.having(trait), maps)
        for trait in ("body", "headline", "quoted", "code")
    )
    paragraphs = headed(headed(paragraphs, body, False), headlines, True)
    return _Parsed(plain, lowered, (*maps, *page.maps), paragraphs, spoken + quoted, code)


def _visible(text: str, format: Format, checkpoint: Checkpoint) -> Visible | None:
    """What a reader sees of a text with markup; None if it has none."""
    if format == "html":
        return visible_of(text, checkpoint)
    if format == "markdown":
        # The parser takes long to import, and some of its steps take milliseconds.
        off_the_loop(checkpoint)
        from levelhead.engine.document.markdown import visible_of_markdown

        return visible_of_markdown(text, checkpoint)
    return None
