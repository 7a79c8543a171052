"""Shouting: words in capitals for effect, and rows of exclamation marks."""

import re
from collections.abc import Iterator

from app.detect.candidate import Candidate
from app.document import Document
from app.lexicon.compiled import Lexicon

# The first letter comes first, so that the scan can leap from capital to capital, and the second
# before the lookbehind, since most words have but one.
_CAPITALS = re.compile(
    r"[A-Z](?=[A-Z'])(?<![\w.&@#/-].)[A-Z']+(?:[ -][A-Z][A-Z']*)*(?![\w&@/]|-\d|\.[A-Za-z])"
)
_MARKS = re.compile(r"[!?](?: ?[!?])*")
# "the musical Oklahoma! at the Palace": the sentence goes on, so the mark belongs to a name.
_GOES_ON = re.compile(r" [a-z]")

# Shorter words in capitals may as well be acronyms, unless the lexicon lists them: IT, AM, WHO.
LONG = 4


def capitals(document: Document, lexicon: Lexicon) -> Iterator[Candidate]:
    """Runs of capital words inside ordinary text that are known words, no acronyms, no lead-in."""
    frame = lexicon.detectors["capitals"]
    plain = document.plain
    for run in _CAPITALS.finditer(plain):
        paragraph = document.paragraph_at(run.start())
        if paragraph.capitals or run.start() == paragraph.start:
            continue
        words = {word for word in run[0].lower().replace("-", " ").split() if len(word) > 1}
        if lexicon.ordinary >= words and (max(map(len, words)) >= LONG or lexicon.shouted >= words):
            yield Candidate(run.start(), run.end(), frame)


def exclamations(document: Document, lexicon: Lexicon) -> Iterator[Candidate]:
    """Exclamation marks, and rows of them or of question marks as one."""
    frame = lexicon.detectors["exclamation"]
    plain = document.plain
    for marks in _MARKS.finditer(plain):
        single = len(marks[0]) == 1
        if marks[0] != "?" and not (single and _GOES_ON.match(plain, marks.end())):
            yield Candidate(marks.start(), marks.end(), frame)
