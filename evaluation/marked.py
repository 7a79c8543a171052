"""Articles with inline marks, as `tests/articles/README.md` describes them."""

import re
from typing import NamedTuple, get_args

from levelhead.types import CATEGORIES, Dimension, Voice

_OPEN, _CLOSE, _BAR = "⟦", "⟧", "|"
_MARK = re.compile(f"{_OPEN}([^{_OPEN}{_CLOSE}]*){_CLOSE}")
_DIMENSION: dict[str, Dimension] = {
    category: dimension for dimension, categories in CATEGORIES.items() for category in categories
}
_VOICES: dict[str, Voice] = {voice: voice for voice in get_args(Voice)}


class Mark(NamedTuple):
    """What an editor would mark: from `start` up to, not including, `end`; code points."""

    start: int
    end: int
    dimension: Dimension
    category: str
    voice: Voice


def parse(marked: str) -> tuple[str, list[Mark]]:
    """Take the marks out of `marked`: the plain text, and the marks in its order.

    Raises ValueError, with the line, where a mark is not well formed.
    """
    plain: list[str] = []
    marks: list[Mark] = []
    length = at = 0
    for match in _MARK.finditer(marked):
        before = _unmarked(marked, at, match.start())
        category, voice, words = _fields(marked, match)
        start = length + len(before)
        length = start + len(words)
        marks.append(Mark(start, length, _DIMENSION[category], category, voice))
        plain += [before, words]
        at = match.end()
    plain.append(_unmarked(marked, at, len(marked)))
    return "".join(plain), marks


def _fields(marked: str, match: re.Match[str]) -> tuple[str, Voice, str]:
    """Category, voice and words of one mark."""
    fields = match[1].split(_BAR)
    if len(fields) not in (2, 3):
        raise _error(
            marked, match.start(), f"want category|words or category|voice|words: {match[0]}"
        )
    category, words = fields[0], fields[-1]
    voice = fields[1] if len(fields) == 3 else "author"
    if category not in _DIMENSION:
        raise _error(marked, match.start(), f"unknown category: {category!r}")
    if voice not in _VOICES:
        raise _error(marked, match.start(), f"unknown voice: {voice!r}")
    if not words or words != words.strip():
        raise _error(marked, match.start(), f"no words, or space at their edge: {match[0]}")
    return category, _VOICES[voice], words


def _unmarked(marked: str, start: int, end: int) -> str:
    """The text between two marks; a bracket left in it has no partner."""
    text = marked[start:end]
    for offset, char in enumerate(text):
        if char in (_OPEN, _CLOSE):
            raise _error(marked, start + offset, f"{char} without its partner")
    return text


def _error(marked: str, offset: int, reason: str) -> ValueError:
    return ValueError(f"line {marked.count(chr(10), 0, offset) + 1}: {reason}")
