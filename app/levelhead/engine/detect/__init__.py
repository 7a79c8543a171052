"""Detectors: each reads a document and yields candidates."""

from collections.abc import Iterator

from levelhead.engine.deadline import Checkpoint, no_deadline, with_checkpoints
from levelhead.engine.detect.candidate import Candidate, Detector, conditions_hold
from levelhead.engine.detect.phrases import phrases
from levelhead.engine.detect.scare_quotes import scare_quotes
from levelhead.engine.detect.shouting import capitals, exclamations
from levelhead.engine.document import Document
from levelhead.lexicon import Lexicon

DETECTORS: tuple[Detector, ...] = (phrases, capitals, exclamations, scare_quotes)


def detect(
    document: Document, lexicon: Lexicon, checkpoint: Checkpoint = no_deadline
) -> Iterator[Candidate]:
    """What all detectors find, where the entries' `only_…` hold."""
    found = (c for detector in DETECTORS for c in detector(document, lexicon, checkpoint))
    return (c for c in with_checkpoints(found, checkpoint) if conditions_hold(document, c))


__all__ = ["Candidate", "detect"]
