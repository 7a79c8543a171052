"""Detectors: each reads a document and yields candidates."""

from collections.abc import Iterator

from app.deadline import Look, unhurried, watched
from app.detect.candidate import Candidate, Detector, wanted
from app.detect.phrases import phrases
from app.detect.scare_quotes import scare_quotes
from app.detect.shouting import capitals, exclamations
from app.document import Document
from app.lexicon import Lexicon

DETECTORS: tuple[Detector, ...] = (phrases, capitals, exclamations, scare_quotes)


def detect(document: Document, lexicon: Lexicon, look: Look = unhurried) -> Iterator[Candidate]:
    """What all detectors find, where the entries' `only_…` hold."""
    found = (c for detector in DETECTORS for c in detector(document, lexicon, look))
    return (c for c in watched(found, look) if wanted(document, c))


__all__ = ["Candidate", "detect"]
