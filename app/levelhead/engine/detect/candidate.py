"""What a detector yields: a place where an entry may apply, with the text before it."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from levelhead.engine.deadline import Checkpoint
from levelhead.engine.document import Document
from levelhead.lexicon.compiled import Lexicon
from levelhead.lexicon.frame import BEGINS, CUT, REACH, Frame


class Candidate(NamedTuple):
    """A half-open range of the normalized text, the frame that matches there, and its sentence.

    `before` is the text of the sentence before it, as far as frames need it: see text_before().
    """

    start: int
    end: int
    frame: Frame
    sentence: int
    before: str


Detector = Callable[[Document, Lexicon, Checkpoint], Iterable[Candidate]]


def make_candidate(document: Document, start: int, end: int, frame: Frame) -> Candidate:
    """The candidate, with its sentence and the text before it."""
    sentence = document.sentence_at(start)
    return Candidate(start, end, frame, sentence, text_before(document, start, sentence))


def text_before(document: Document, start: int, sentence: int) -> str:
    """BEGINS and the lower-cased sentence up to `start`, or CUT and the last REACH of it."""
    head = document.sentence_starts[sentence]
    low = start - REACH
    if low <= head:
        return BEGINS + document.lowered[head:start]
    return CUT + document.lowered[low:start]


def conditions_hold(document: Document, candidate: Candidate) -> bool:
    """Whether one of the entry's `only_…` conditions holds here; True if it has none."""
    conditions = candidate.frame.conditions
    preceded, followed = conditions.only_preceded, conditions.only_followed
    if preceded is None and followed is None:
        return True
    if preceded and preceded.holds(candidate.before):
        return True
    return bool(followed and followed.match(document.lowered, candidate.end))
