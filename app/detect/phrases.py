"""Forms and patterns: one pass of the automaton, then edges and frames where a trigger stands."""

import re
from collections.abc import Iterator

from app.detect.candidate import Candidate, before
from app.document import Document
from app.lexicon.compiled import Lexicon, Triggers
from app.lexicon.frame import RIGHT_EDGE, Frame

# What ties a word to the next one: see RIGHT_EDGE.
_JOINED = re.compile(RIGHT_EDGE.replace("(?!", "(?:", 1))


def phrases(document: Document, lexicon: Lexicon) -> Iterator[Candidate]:
    """Every place where a form or a pattern of the lexicon stands, overlapping ones included."""
    yield from _scan(document, lexicon.anywhere, 0, len(document.folded))
    for paragraph in document.paragraphs:
        if paragraph.headline:
            yield from _scan(document, lexicon.headlines, paragraph.start, paragraph.end)


def _scan(document: Document, triggers: Triggers, low: int, high: int) -> Iterator[Candidate]:
    """What is found in the reading from `low` to `high`, which are edges of words."""
    text = document.folded[low:high]
    length = high - low
    automaton, frames = triggers
    for trigger, start, end in automaton.find_matches_as_indexes(text, overlapping=True):
        # Most finds are parts of longer words: this is the hot line of the whole service.
        if (start and text[start - 1].isalnum()) or (end < length and text[end].isalnum()):
            continue
        for frame in frames[trigger]:
            candidate = _fit(document, frame, low + start, low + end)
            if candidate:
                yield candidate


def _fit(document: Document, frame: Frame, start: int, end: int) -> Candidate | None:
    """The whole span of a frame around its trigger, or None when the frame is not there."""
    text = document.folded
    if frame.right:
        found = frame.right.match(text, end)
        if not found:
            return None
        end = found.end()
    elif _JOINED.match(text, end):
        return None
    if frame.left:
        window = before(document, start)
        found = frame.left.search(window)
        if not found:
            return None
        start -= len(window) - found.start()
    elif start > 1 and text[start - 1] in "-'" and text[start - 2].isalnum():
        return None
    if frame.cased and document.plain[start:end] not in (frame.cased, frame.cased.upper()):
        return None
    return Candidate(start, end, frame)
