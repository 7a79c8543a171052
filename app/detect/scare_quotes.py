"""Scare quotes: quotation marks around a word or two that are no speech."""

from collections.abc import Iterator

from app.detect.candidate import Candidate
from app.document import Document
from app.lexicon.compiled import Lexicon


def scare_quotes(document: Document, lexicon: Lexicon) -> Iterator[Candidate]:
    """The quoted words with their marks."""
    frame = lexicon.detectors["scare_quotes"]
    for quotation in document.quotations:
        if quotation.kind == "scare":
            yield Candidate(
                max(quotation.start - 1, 0), min(quotation.end + 1, len(document.plain)), frame
            )
