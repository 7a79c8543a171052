"""A text with the answer to it, and what a page and a terminal show alike."""

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple, TypeVar

from msgspec.structs import replace

from levelhead.cli.article_file import Article
from levelhead.engine.analyzer import Block
from levelhead.engine.encode import Answer
from levelhead.engine.report import Attribution, Headline, HeadlineFlag, Located, Span
from levelhead.types import Format

Found = TypeVar("Found", bound=Located)

_BETWEEN_BLOCKS = "\n\n"


class MarkedText(NamedTuple):
    """A text, the name and format of its file, and its answer."""

    name: str
    text: str
    answer: Answer
    format: Format = "text"
    headlines: frozenset[int] = frozenset()
    """Offsets of headlines in `text`, which may not be recognizable as such there."""


def marked_text(name: str, article: Article, answer: Answer) -> MarkedText:
    """An article with the answer to it; paragraphs become one text, with offsets in that."""
    if article.of_paragraphs:
        return joined(name, article.blocks, answer)
    return MarkedText(name, article.blocks[0].text, answer, article.format)


def joined_text(blocks: Sequence[Block]) -> tuple[str, dict[str | None, int]]:
    """The blocks with empty lines between them, and where each begins, by its id."""
    lengths = (len(block.text) + len(_BETWEEN_BLOCKS) for block in blocks)
    ids = (block.id for block in blocks)
    starts = dict(zip(ids, accumulate(lengths, initial=0), strict=False))
    return _BETWEEN_BLOCKS.join(block.text for block in blocks), starts


def joined(name: str, blocks: Sequence[Block], answer: Answer) -> MarkedText:
    """The blocks of an answer as one text with empty lines between them, and offsets in that."""
    text, starts = joined_text(blocks)

    def moved(found: Found) -> Found:
        start = starts.get(found.block or None, 0)
        return replace(found, start=found.start + start, end=found.end + start)

    def moved_attribution(found: Attribution) -> Attribution:
        source = None if found.source is None else moved(found.source)
        return replace(found, verb=moved(found.verb), source=source)

    def moved_flag(found: HeadlineFlag) -> HeadlineFlag:
        return replace(moved(found), evidence=tuple(map(moved, found.evidence)))

    return MarkedText(
        name,
        text,
        replace(
            answer,
            spans=tuple(map(moved, answer.spans)),
            suppressed=answer.suppressed and tuple(map(moved, answer.suppressed)),
            attributions=answer.attributions and tuple(map(moved_attribution, answer.attributions)),
            stacked_hedges=answer.stacked_hedges and tuple(map(moved, answer.stacked_hedges)),
            headline=answer.headline
            and Headline(flags=tuple(map(moved_flag, answer.headline.flags))),
        ),
        headlines=frozenset(starts[block.id] for block in blocks if block.role == "headline"),
    )


def replacements(span: Span) -> tuple[str, ...]:
    """The words suggested instead of a span. Other advice is left to the message, which has it."""
    return tuple(s.text for s in span.suggestions if s.text)


def product(span: Span) -> str:
    """The score of an explained span as a product: `0.88 = 0.800 × 1.100 headline`."""
    factors = "".join(f" × {f.value:.3f} {f.name}" for f in span.factors or ())
    return f"{span.score:.3f} = {span.base:.3f}{factors}"
