"""Forms and patterns: one pass of the automaton, then edges and frames where a trigger stands."""

import re
from collections.abc import Iterator

from app.detect.candidate import Candidate
from app.document import Document
from app.lexicon.compiled import Lexicon
from app.lexicon.frame import REACH, Frame


def phrases(document: Document, lexicon: Lexicon) -> Iterator[Candidate]:
    """Every place where a form or a pattern of the lexicon stands, overlapping ones included."""
    text = document.folded
    frames = lexicon.frames
    for trigger, start, end in lexicon.automaton.find_matches_as_indexes(text, overlapping=True):
        left_edge = not _joined(text[max(start - 2, 0) : start][::-1])
        right_edge = not _joined_right(text, end)
        for frame in frames[trigger]:
            if (left_edge or frame.left) and (right_edge or frame.right):
                candidate = _fit(document, frame, start, end)
                if candidate and _wanted(document, candidate):
                    yield candidate


def before(document: Document, start: int) -> str:
    """The text left of `start` in its sentence, at most REACH code points of it.

    One that was cut starts with a NUL, so that `^` in a fragment means the sentence's start only.
    """
    head = document.sentences[document.sentence_at(start)].start
    low = start - REACH
    if low <= head:
        return document.folded[head:start]
    return "\0" + document.folded[low:start]


def _fit(document: Document, frame: Frame, start: int, end: int) -> Candidate | None:
    """The whole span of a frame around its trigger, or None when the frame is not there."""
    if frame.right:
        found = frame.right.match(document.folded, end)
        if not found:
            return None
        end = found.end()
    if frame.left:
        window = before(document, start)
        found = frame.left.search(window)
        if not found:
            return None
        start -= len(window) - found.start()
    if frame.cased and document.plain[start:end] not in (frame.cased, frame.cased.upper()):
        return None
    return Candidate(start, end, frame)


def _wanted(document: Document, candidate: Candidate) -> bool:
    """Whether the entry asks for what stands around the span."""
    start, end, frame = candidate
    if frame.entry.headline_only and not document.paragraph_at(start).headline:
        return False
    only_left, only_right = frame.guards.only_left, frame.guards.only_right
    if only_left and not only_left.search(before(document, start)):
        return False
    return not (only_right and not only_right.match(document.folded, end))


def _joined(last_two: str) -> bool:
    """Whether the characters before a span (nearest first) belong to the same word."""
    near, far = last_two[:1], last_two[1:]
    return near.isalnum() or (near in ("-", "'") and far.isalnum())


_JOINED_RIGHT = re.compile(r"\w|-\w|'t\b")


def _joined_right(text: str, end: int) -> bool:
    return _JOINED_RIGHT.match(text, end) is not None
