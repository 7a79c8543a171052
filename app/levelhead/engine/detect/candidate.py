"""What a detector yields: a place where an entry may apply; and what stands around it."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from levelhead.engine.deadline import Checkpoint
from levelhead.engine.document import Document
from levelhead.lexicon.compiled import Lexicon
from levelhead.lexicon.frame import BEGINS, CUT, REACH, Frame


class Candidate(NamedTuple):
    """Reading offsets, half open; the frame that was found there; its sentence.

    `left` is what `sentence` holds before it, as far as frames and guards look: see `left_of`.
    """

    start: int
    end: int
    frame: Frame
    sentence: int
    left: str


Detector = Callable[[Document, Lexicon, Checkpoint], Iterable[Candidate]]


def candidate(document: Document, start: int, end: int, frame: Frame) -> Candidate:
    """The candidate with its sentence."""
    sentence = document.sentence_at(start)
    return Candidate(start, end, frame, sentence, left_of(document, start, sentence))


def left_of(document: Document, start: int, sentence: int) -> str:
    """BEGINS and the folded text of the sentence up to `start`; CUT and the last REACH of it."""
    head = document.sentence_starts[sentence]
    low = start - REACH
    if low <= head:
        return BEGINS + document.folded[head:start]
    return CUT + document.folded[low:start]


def wanted(document: Document, candidate: Candidate) -> bool:
    """Whether the entry asks for what stands around the span."""
    only_left, only_right, _, _ = candidate.frame.conditions
    if only_left and not only_left.holds(candidate.left):
        return False
    return not (only_right and not only_right.match(document.folded, candidate.end))
