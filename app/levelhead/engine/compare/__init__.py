"""Two versions of a text compared: which claims became stronger or weaker, which words hotter."""

from collections.abc import Sequence
from typing import NamedTuple

from levelhead.engine.analyzer import Analysis, Block, Options, analysis_of
from levelhead.engine.bounds import TooMuch
from levelhead.engine.compare.changes import comparison_of
from levelhead.engine.compare.comparison import (
    KINDS,
    Change,
    Comparison,
    Difference,
    Effect,
    Kind,
    Place,
    SentencePair,
    Unpaired,
)
from levelhead.engine.deadline import Checkpoint, no_deadline
from levelhead.lexicon import Lexicon

__all__ = [
    "KINDS",
    "Change",
    "Comparison",
    "Difference",
    "Effect",
    "Kind",
    "Place",
    "SentencePair",
    "Unpaired",
    "Version",
    "compare",
]


class Version(NamedTuple):
    """One of the texts to compare, and the options of its analysis."""

    blocks: Sequence[Block]
    options: Options


def compare(
    before: Version,
    after: Version,
    lexicon: Lexicon,
    checkpoint: Checkpoint = no_deadline,
    key: bytes = b"",
) -> Comparison:
    """What became of each sentence of `before` in `after`, and which claims and words changed.

    The same input always gets the same comparison. Changes rest on the spans of both reports, so
    that the options apply to them too. `checkpoint` and `key` are those of analyze(). Raises
    TooMuch as that does, and says of which text.
    """
    return comparison_of(
        _analysis("before", before, lexicon, checkpoint, key),
        _analysis("after", after, lexicon, checkpoint, key),
        lexicon,
        checkpoint,
    )


def _analysis(
    name: str, version: Version, lexicon: Lexicon, checkpoint: Checkpoint, key: bytes
) -> Analysis:
    try:
        return analysis_of(version.blocks, lexicon, version.options, checkpoint, key)
    except TooMuch as error:
        raise TooMuch(f"of `{name}` {error}") from error
