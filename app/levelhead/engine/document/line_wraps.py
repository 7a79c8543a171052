"""Line ends in the middle of a paragraph, as in wires and e-mails with lines of a fixed width."""

import re
from collections.abc import Callable
from itertools import pairwise

from levelhead.engine.deadline import Checkpoint, with_checkpoints
from levelhead.types import CURRENCIES

# Wires and e-mails break their lines at 60 to 80 characters. Where all lines are shorter than this,
# and words in lower case begin some of them that had no room in the line before, every line that
# had no room for the next word goes on there.
MOST_COLUMNS = 100
LEAST_WRAPS = 2
# How a line begins that may go on with a paragraph: not as an item of a list.
_GOES_ON = re.compile(rf"(?!\d{{1,3}}[.)] )[\"'“‘«({CURRENCIES}]?[^\W_]")
# What is at the end of a sentence: its mark, or one that closes after it.
_ENDS = ".!?…\"”’'"


def wraps(text: str, start: int, end: int, width: Callable[[], int]) -> bool:
    """Whether the line end in `text[start:end]` is in the middle of a paragraph."""
    if text[end].islower() and text[start - 1] not in _ENDS:
        return True
    if not _GOES_ON.match(text, end) or not start or not width():
        return False
    line = text[max(0, start - MOST_COLUMNS) : start].splitlines()[-1]
    return not _fits(line, text[end : end + MOST_COLUMNS], width())


def wrap_width(text: str, checkpoint: Checkpoint) -> int:
    """The length at which the lines of a text are broken; 0 if they end for other reasons."""
    lines = text.splitlines()
    width = max(map(len, lines))
    if width > MOST_COLUMNS:
        return 0
    found = 0
    for line, following in with_checkpoints(pairwise(lines), checkpoint):
        start = following.lstrip()
        if line and start[:1].islower() and line[-1] not in _ENDS:
            if _fits(line.rstrip(), start, width):
                return 0
            found += 1
    return width if found >= LEAST_WRAPS else 0


def _fits(line: str, following: str, width: int) -> bool:
    """Whether the first word of the following line has room in this one."""
    words = following.split(maxsplit=1)
    return len(line) + 1 + len(words[0]) <= width
