"""Shouting: words in capitals for effect, and rows of exclamation marks."""

import re
from collections.abc import Iterator

from app.detect.candidate import Candidate
from app.document import Document
from app.lexicon.compiled import Lexicon

# The lookbehind stands behind the first letter, so that the scan can leap from capital to capital.
_CAPITALS = re.compile(
    r"[A-Z](?<![\w.&@#/-].)[A-Z']+(?:[ -][A-Z][A-Z']*)*(?![\w&@/]|-\d|\.[A-Za-z])"
)
_MARKS = re.compile(r"(?:[!?] ?)*!(?: ?[!?])*")
_WORD = re.compile(r"[A-Z']+")


def capitals(document: Document, lexicon: Lexicon) -> Iterator[Candidate]:
    """Runs of capital words inside ordinary text that are known words, no acronyms, no lead-in."""
    frame = lexicon.detectors["capitals"]
    plain = document.plain
    for run in _CAPITALS.finditer(plain):
        paragraph = document.paragraph_at(run.start())
        if paragraph.capitals or run.start() == paragraph.start:
            continue
        words = _WORD.findall(run[0])
        if (
            all(word.lower() in lexicon.shouted for word in words if len(word) > 1)
            and len(run[0]) > 2
        ):
            yield Candidate(run.start(), run.end(), frame)


def exclamations(document: Document, lexicon: Lexicon) -> Iterator[Candidate]:
    """Exclamation marks, a row of them as one."""
    frame = lexicon.detectors["exclamation"]
    plain = document.plain
    if "!" not in plain:
        return
    for marks in _MARKS.finditer(plain):
        yield Candidate(marks.start(), marks.end(), frame)
