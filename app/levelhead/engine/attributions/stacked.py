"""Stacked hedges: `may possibly`, `is reportedly believed`."""

from collections.abc import Iterator, Sequence

from levelhead.engine.detect import Candidate
from levelhead.engine.document import Document
from levelhead.lexicon import Lexicon
from levelhead.types import TextRange

# Categories that weaken the claim itself; "may cost about 60" weakens it once.
_WEAKENING = frozenset(("modal", "probability", "hearsay", "belief", "appearance"))
# What may be between two hedges of one claim.
_JOINTS = frozenset((" ", " be ", " have ", " also "))


def stacked_hedges(
    document: Document, hedges: Sequence[Candidate], lexicon: Lexicon
) -> Iterator[TextRange]:
    """Where two or more hedges in a row weaken one claim; `hedges` are in order."""
    start = end = stacked = 0
    for hedge in hedges:
        if hedge.frame.entry.category not in _WEAKENING:
            continue
        if document.lowered[end : hedge.start] not in _JOINTS:
            if stacked > 1:
                yield TextRange(start, end)
            start, stacked = hedge.start, 0
        end = hedge.end
        stacked += _hedges_in(document, hedge, lexicon)
    if stacked > 1:
        yield TextRange(start, end)


def _hedges_in(document: Document, hedge: Candidate, lexicon: Lexicon) -> int:
    """How many hedges one finding has: `may possibly` has two, `is reportedly believed to` too."""
    words = document.lowered[hedge.start : hedge.end].split(" ")
    entries = [_is_hedge(word, lexicon) for word in words]
    # Inside, an adverb is another hedge than the words around it.
    return max(1, sum(entries)) + (sum(entries) == 1 and any(entries[1:-1]))


def _is_hedge(word: str, lexicon: Lexicon) -> bool:
    entry = lexicon.entries.get(word)
    return entry is not None and entry.category in _WEAKENING
