"""Detectors: each reads a document and yields candidates."""

from app.detect.candidate import Candidate, Detector
from app.detect.phrases import phrases
from app.detect.scare_quotes import scare_quotes
from app.detect.shouting import capitals, exclamations

DETECTORS: tuple[Detector, ...] = (phrases, capitals, exclamations, scare_quotes)

__all__ = ["DETECTORS", "Candidate", "Detector"]
