"""Detectors: each reads a document and yields candidates."""

from collections.abc import Iterator, Sequence

from levelhead.engine.deadline import Checkpoint, no_deadline, with_checkpoints
from levelhead.engine.detect.candidate import Candidate, Detector, conditions_hold
from levelhead.engine.detect.phrases import phrases
from levelhead.engine.detect.scare_quotes import scare_quotes
from levelhead.engine.detect.shouting import capitals, exclamations
from levelhead.engine.document import Document
from levelhead.lexicon import Lexicon

# What finds the words of a lexicon, and what finds the rest.
WORDS: tuple[Detector, ...] = (phrases,)
DETECTORS = (*WORDS, capitals, exclamations, scare_quotes)


def detect(
    document: Document,
    lexicon: Lexicon,
    checkpoint: Checkpoint = no_deadline,
    detectors: Sequence[Detector] = DETECTORS,
) -> Iterator[Candidate]:
    """What the detectors find, where the entries' `only_…` hold."""
    found = (c for detector in detectors for c in detector(document, lexicon, checkpoint))
    return (c for c in with_checkpoints(found, checkpoint) if conditions_hold(document, c))


__all__ = ["WORDS", "Candidate", "detect"]
