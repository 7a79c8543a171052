"""Detectors: each reads a document and yields candidates."""

from collections.abc import Iterator

from levelhead.engine.deadline import Look, unhurried, watched
from levelhead.engine.detect.candidate import Candidate, Detector, wanted
from levelhead.engine.detect.phrases import phrases
from levelhead.engine.detect.scare_quotes import scare_quotes
from levelhead.engine.detect.shouting import capitals, exclamations
from levelhead.engine.document import Document
from levelhead.lexicon import Lexicon

DETECTORS: tuple[Detector, ...] = (phrases, capitals, exclamations, scare_quotes)


def detect(document: Document, lexicon: Lexicon, look: Look = unhurried) -> Iterator[Candidate]:
    """What all detectors find, where the entries' `only_…` hold."""
    found = (c for detector in DETECTORS for c in detector(document, lexicon, look))
    return (c for c in watched(found, look) if wanted(document, c))


__all__ = ["Candidate", "detect"]
