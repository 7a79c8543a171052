"""Hyphens: those of other widths, and those at which a line breaks off in the middle of a word."""

import re
from collections.abc import Set
from unicodedata import normalize

# The first two are the hyphen by its proper name and one at which no line may break, the others
# have another width.
ODD_HYPHENS = "‐‑﹣－"
HYPHENS = f"-{ODD_HYPHENS}"
SOFT_HYPHEN = "\xad"
MINUS = "−"

# Parts of a word longer than this are no words.
_LONGEST = 32
_FIRST_PART = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*\Z")
_SECOND_PART = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
# In "short-⏎ and long-term" the hyphen is the end of its word.
_BETWEEN_WORDS = frozenset(("and", "but", "nor", "or", "to"))


def rejoined(text: str, end: int, start: int, known: Set[str]) -> str | None:
    """What is in the middle of a word that breaks off at `end` and continues at `start`.

    A hyphen, or nothing if the word is among the `known` ones without it; None if these are no
    parts of a word.
    """
    first = _FIRST_PART.search(normalize("NFC", text[max(0, end - _LONGEST) : end]))
    second = _SECOND_PART.match(normalize("NFC", text[start : start + _LONGEST]))
    if not (first and second):
        return None
    parts = (first[0].lower(), second[0].lower())
    if "".join(parts) in known and "-".join(parts) not in known:
        return ""
    return None if parts[1] in _BETWEEN_WORDS else "-"
