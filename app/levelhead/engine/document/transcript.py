"""Speech without quotation marks: the turns of a transcript, and the lines of a quoted e-mail."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from levelhead.engine.deadline import Checkpoint, no_deadline, with_checkpoints
from levelhead.engine.document.paragraphs import Paragraph
from levelhead.types import TextRange

# Who speaks, before a colon: "SMITH:", "THE CHAIR:", "MS LOW (by telephone):", "Q:".
_LABEL = re.compile(r"([A-Z][A-Z.'’-]*(?: [A-Z.'’-]+){0,4})(?: \([^()\n]{1,60}\))?: ?(?=\S)")
_QUOTED_LINE = re.compile(r"(?:> ?)+(?=\S)")
_QUESTION, _ANSWER = "Q", "A"
# "READ MORE:" may be the only label of a page. In a transcript two people take turns.
LEAST_TURNS = 2
LEAST_SPEAKERS = 2


def speeches(
    plain: str, paragraphs: Sequence[Paragraph], checkpoint: Checkpoint = no_deadline
) -> Iterator[TextRange]:
    """The parts that are speech as a whole, at most one in each paragraph, in order.

    In an interview with questions and answers these are the answers: the author may be asking.
    """
    turns: list[tuple[str, TextRange]] = []
    for paragraph in with_checkpoints(paragraphs, checkpoint):
        start, end = paragraph.start, paragraph.end
        if label := _LABEL.match(plain, start, end):
            turns.append((label[1], TextRange(label.end(), end)))
        elif quoted := _QUOTED_LINE.match(plain, start, end):
            turns.append(("", TextRange(quoted.end(), end)))
    counts = Counter(label for label, _ in turns)
    speakers = {label for label, count in counts.items() if label and count >= LEAST_TURNS}
    speakers -= {_QUESTION, _ANSWER}
    heard = {""} | (speakers if len(speakers) >= LEAST_SPEAKERS else set())
    if counts.keys() >= {_QUESTION, _ANSWER}:
        heard.add(_ANSWER)
    return (said for label, said in turns if label in heard)
