"""What a detector yields: a place in the reading where an entry may apply."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from app.document import Document
from app.lexicon.compiled import Lexicon
from app.lexicon.frame import Frame


class Candidate(NamedTuple):
    """Reading offsets, half open, and the frame that was found there."""

    start: int
    end: int
    frame: Frame


Detector = Callable[[Document, Lexicon], Iterator[Candidate]]
