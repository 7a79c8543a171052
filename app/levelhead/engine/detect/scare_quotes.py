"""Scare quotes: quotation marks around a word or two that are no speech."""

from collections.abc import Iterator

from levelhead.engine.deadline import Checkpoint, with_checkpoints
from levelhead.engine.detect.candidate import Candidate, make_candidate
from levelhead.engine.document import Document, Quotation
from levelhead.lexicon.compiled import Lexicon

MARKS = "\"'`"  # as lower_case() leaves them


def scare_quotes(
    document: Document, lexicon: Lexicon, checkpoint: Checkpoint
) -> Iterator[Candidate]:
    """The quoted words with their marks, also ``doubled'' ones."""
    frame = lexicon.detectors["scare_quotes"]
    text = document.lowered
    for quotation in with_checkpoints(document.quotations, checkpoint):
        if quotation.kind == "scare" and _is_one_word(document, quotation):
            start, end = quotation.start, quotation.end
            while start > 0 and text[start - 1] in MARKS:
                start -= 1
            while end < len(text) and text[end] in MARKS:
                end += 1
            yield make_candidate(document, start, end, frame)


def _is_one_word(document: Document, quotation: Quotation) -> bool:
    """Whether a word by itself is in quotation marks, outside of headlines.

    More words are mostly somebody's, and headlines put a speaker's words into quotation marks
    without the speaker: of such marks editors accept one in three.
    """
    inside = document.plain[quotation.start : quotation.end]
    return " " not in inside and not document.paragraph_at(quotation.start).headline
