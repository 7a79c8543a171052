"""Forms and patterns: one pass of the automaton, then edges and frames where a trigger stands."""

import re
from collections.abc import Iterator

from levelhead.engine.deadline import Checkpoint, with_checkpoints
from levelhead.engine.detect.candidate import Candidate, left_of
from levelhead.engine.document import Document
from levelhead.lexicon.compiled import Lexicon
from levelhead.lexicon.frame import RIGHT_EDGE, Frame
from levelhead.lexicon.triggers import Triggers, words_in_bytes

# What may tie a word to its neighbour, and what does: see RIGHT_EDGE.
_TIES = "-'"
_JOINED = re.compile(RIGHT_EDGE.replace("(?!", "(?:", 1))
# Code points that are searched at a time.
_WINDOW = 16_384


def phrases(document: Document, lexicon: Lexicon, checkpoint: Checkpoint) -> Iterator[Candidate]:
    """Every place where a form or a pattern of the lexicon stands, overlapping ones included."""
    yield from _scan(document, lexicon.anywhere, 0, len(document.folded), checkpoint)
    for paragraph in with_checkpoints(document.paragraphs, checkpoint):
        if paragraph.headline:
            yield from _scan(
                document, lexicon.headlines, paragraph.start, paragraph.end, checkpoint
            )


def _scan(
    document: Document, triggers: Triggers, low: int, high: int, checkpoint: Checkpoint
) -> Iterator[Candidate]:
    """What is found in the reading from `low` to `high`, which are edges of words."""
    folded = document.folded
    for number, start, end in with_checkpoints(_finds(folded, triggers, low, high), checkpoint):
        text = folded[start:end]
        for trigger, frame in triggers.frames[number]:
            if text != trigger:
                continue
            stop, ahead = end, frame.right
            # Most words that a pattern may begin with come to nothing here.
            if ahead:
                match = ahead.match(folded, end)
                if not match:
                    continue
                stop = match.end()
            elif folded[end : end + 1] in _TIES and _JOINED.match(folded, end):
                continue
            candidate = _begun(document, frame, start, stop)
            if candidate:
                yield candidate


def _finds(folded: str, triggers: Triggers, low: int, high: int) -> Iterator[tuple[int, int, int]]:
    """The index of a trigger, where it starts and where it ends, for all that the automaton finds.

    It returns all finds of a search at once, up to one for each word, so that a long text is
    searched in windows. A window ends in front of a word, and what begins in it may end behind it.
    """
    while low < high:
        gap = folded.find(" ", low + _WINDOW, high)
        after = gap + 1 if gap >= 0 else high
        words = words_in_bytes(folded[low : min(after + triggers.longest, high)])
        for number, start, end in triggers.automaton.find_matches_as_indexes(
            words, overlapping=True
        ):
            # Both gaps around the word are part of the find; the first one stands before the text.
            if low + start < after:
                yield number, low + start, low + end - 2
        low = after


def _begun(document: Document, frame: Frame, start: int, end: int) -> Candidate | None:
    """The whole span of a frame that stands from its trigger on, or None when it is not begun."""
    text = document.folded
    _entry, _guards, behind, _ahead, cased = frame
    sentence = document.sentence_at(start)
    left = left_of(document, start, sentence)
    if behind:
        length = behind.length(left)
        if length < 0:
            return None
        if length:
            start -= length
            left = left_of(document, start, sentence)
    elif start > 1 and text[start - 1] in _TIES and text[start - 2].isalnum():
        return None
    if cased and document.plain[start:end] not in (cased, cased.upper()):
        return None
    return Candidate(start, end, frame, sentence, left)
