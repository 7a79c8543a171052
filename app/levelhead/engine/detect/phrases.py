"""Forms and patterns: one pass of the automaton, then the frames of the triggers it finds."""

import re
from collections.abc import Iterator

from levelhead.engine.deadline import Checkpoint, with_checkpoints
from levelhead.engine.detect.candidate import Candidate, text_before
from levelhead.engine.document import Document
from levelhead.lexicon.compiled import Lexicon
from levelhead.lexicon.frame import GOES_ON, Frame
from levelhead.lexicon.triggers import Triggers, words_in_bytes

# What may tie a word to its neighbour, and what does: see GOES_ON.
_TIES = "-'"
_JOINED = re.compile(GOES_ON)
# Code points that are searched at a time.
_WINDOW = 16_384


def phrases(document: Document, lexicon: Lexicon, checkpoint: Checkpoint) -> Iterator[Candidate]:
    """Every match of a form or a pattern of the lexicon, overlapping ones included."""
    yield from _scan(document, lexicon.anywhere, 0, len(document.lowered), checkpoint)
    for paragraph in with_checkpoints(document.paragraphs, checkpoint):
        if paragraph.headline:
            yield from _scan(
                document, lexicon.headlines, paragraph.start, paragraph.end, checkpoint
            )


def _scan(
    document: Document, triggers: Triggers, low: int, high: int, checkpoint: Checkpoint
) -> Iterator[Candidate]:
    """The matches between `low` and `high`, which are edges of words."""
    lowered = document.lowered
    for number, start, end in with_checkpoints(_finds(lowered, triggers, low, high), checkpoint):
        text = lowered[start:end]
        for trigger, frames, suffixes in triggers.found[number]:
            if text != trigger:
                continue
            # Most words with which a phrase may begin are ruled out here.
            followed = suffixes is None or suffixes.match(lowered, end)
            untied = lowered[end : end + 1] not in _TIES or not _JOINED.match(lowered, end)
            for frame in frames:
                stop = end
                if frame.suffix:
                    match = followed and frame.suffix.match(lowered, end)
                    if not match:
                        continue
                    stop = match.end()
                elif not untied:
                    continue
                candidate = _with_prefix(document, frame, start, stop)
                if candidate:
                    yield candidate


def _finds(lowered: str, triggers: Triggers, low: int, high: int) -> Iterator[tuple[int, int, int]]:
    """The index, start and end of each trigger that the automaton finds.

    The automaton returns all finds of a search at once, up to one for each word. To bound their
    number, a long text is searched in windows: a window ends before a word, and a find that starts
    inside it may end outside.
    """
    while low < high:
        gap = lowered.find(" ", low + _WINDOW, high)
        after = gap + 1 if gap >= 0 else high
        words = words_in_bytes(lowered[low : min(after + triggers.longest, high)])
        for number, start, end in triggers.automaton.find_matches_as_indexes(
            words, overlapping=True
        ):
            # A find includes the gaps around the word, and the first gap is before the text.
            if low + start < after:
                yield number, low + start, low + end - 2
        low = after


def _with_prefix(document: Document, frame: Frame, start: int, end: int) -> Candidate | None:
    """The candidate of a frame whose trigger and suffix match; None if its prefix does not."""
    text = document.lowered
    _entry, _conditions, prefix, _suffix, cased = frame
    sentence = document.sentence_at(start)
    before = text_before(document, start, sentence)
    if prefix:
        length = prefix.length(before)
        if length < 0:
            return None
        if length:
            start -= length
            before = text_before(document, start, sentence)
    elif start > 1 and text[start - 1] in _TIES and text[start - 2].isalnum():
        return None
    if cased and document.plain[start:end].replace("’", "'") not in (cased, cased.upper()):
        return None
    return Candidate(start, end, frame, sentence, before)
