"""Scare quotes: quotation marks around a word or two that are no speech."""

from collections.abc import Iterator

from levelhead.engine.deadline import Checkpoint, with_checkpoints
from levelhead.engine.detect.candidate import Candidate, make_candidate
from levelhead.engine.document import Document
from levelhead.lexicon.compiled import Lexicon

MARKS = "\"'`"  # as lower_case() leaves them


def scare_quotes(
    document: Document, lexicon: Lexicon, checkpoint: Checkpoint
) -> Iterator[Candidate]:
    """The quoted words with their marks, also ``doubled'' ones."""
    frame = lexicon.detectors["scare_quotes"]
    text = document.lowered
    for quotation in with_checkpoints(document.quotations, checkpoint):
        if quotation.kind == "scare":
            start, end = quotation.start, quotation.end
            while start > 0 and text[start - 1] in MARKS:
                start -= 1
            while end < len(text) and text[end] in MARKS:
                end += 1
            yield make_candidate(document, start, end, frame)
