"""What a detector yields: a place where an entry may apply; and what stands around it."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from app.document import Document
from app.lexicon.compiled import Lexicon
from app.lexicon.frame import REACH, Frame


class Candidate(NamedTuple):
    """Reading offsets, half open, and the frame that was found there."""

    start: int
    end: int
    frame: Frame


Detector = Callable[[Document, Lexicon], Iterator[Candidate]]


def before(document: Document, start: int) -> str:
    """The text left of `start` in its sentence, at most REACH code points of it.

    One that was cut starts with a NUL, so that `^` in a fragment means the sentence's start only.
    """
    head = document.sentences[document.sentence_at(start)].start
    low = start - REACH
    if low <= head:
        return document.folded[head:start]
    return "\0" + document.folded[low:start]


def wanted(document: Document, candidate: Candidate) -> bool:
    """Whether the entry asks for what stands around the span."""
    start, end, frame = candidate
    only_left, only_right = frame.guards.only_left, frame.guards.only_right
    if only_left and not only_left.search(before(document, start)):
        return False
    return not (only_right and not only_right.match(document.folded, end))
