"""Signs that touch a word and do not belong to it: emphasis, footnotes, odd apostrophes."""

import re

from levelhead.engine.deadline import Checkpoint, with_checkpoints

# What people type for an apostrophe: accents, primes, and the one of full width.
APOSTROPHES = "`´＇′ʹ"
_FIGURES = "⁰¹²³⁴⁵⁶⁷⁸⁹"
# Figures that a page or a file raises, as characters that say so themselves.
SUPERSCRIPT_OF = str.maketrans("0123456789", _FIGURES)
SUPERSCRIPTS = f"{_FIGURES}ⁱᵃᵇᶜᵈᵉ"
# Figures that a footnote may begin with.
FIGURES = "123456789"
SIGNS = rf"_*†‡\[{APOSTROPHES}{SUPERSCRIPTS}{FIGURES}"

# The marks after which a sign may come, and those that may follow it.
_MARKS = r"""\.,;:!?…"”’'»)\]"""
# After a whole word or a mark: the squares of m² and x² stay, and the end of f***.
_BEHIND = rf"(?:(?<=[^\W\d_]{{3}})|(?<=[{_MARKS}]))"
_EMPHASIS = r"(?:_{1,3}\*{0,2}|\*{1,2}_{0,3})"
_UNSEEN_SIGN = re.compile(
    rf"(?<=[\w*{_MARKS}])(?:[†‡]|(?<!\])(?:\[[\d{_FIGURES}]{{1,3}}\])++)"
    rf"|(?:{_BEHIND}|(?<=[_*]))(?<![{SUPERSCRIPTS}])[{SUPERSCRIPTS}]++(?!\w)"
    rf"|(?<!\S)[{SUPERSCRIPTS}]{{1,3}}(?=[^\W\d_{SUPERSCRIPTS}])"
    # Emphasis has a gap or a mark outside and a word or a mark inside. So a handle and a path keep
    # their underscores, and so does a name of code within.
    rf"""|(?<![^\s(\[“‘"'„«—–-]){_EMPHASIS}(?=[^\W_{SUPERSCRIPTS}]|[(“‘"'„«])"""
    rf"|(?:{_BEHIND}{_EMPHASIS}|(?<=[^\W_])_{{1,3}})(?=[\s{_MARKS}\[†‡{SUPERSCRIPTS}—–-]|\Z)"
)

# Each begins so that the engine skips to it at once, which a choice between them would not.
_FALSE_LETTER = re.compile(
    rf"[{APOSTROPHES}{SUPERSCRIPTS}{FIGURES}](?:"
    # An apostrophe has letters on both sides: 5′ is a length.
    rf"(?P<apostrophe>(?<=[^\W\d_][{APOSTROPHES}])(?=[^\W\d_]))"
    rf"|(?<=[{SUPERSCRIPTS}])"
    # Figures after three letters or more are a footnote that lost its shape. MP3 is a word.
    rf"|(?<=[a-z]{{3}}[{FIGURES}])\d?(?!\w|[@/\\.:-]\w))"
)
# Replaces a letter: neither another one nor a mark that means something to a later step.
_NO_LETTER = "^"


def sign_end(text: str, start: int) -> int:
    """Where the sign at `start` ends that a reader sees past; `start` itself if it is none."""
    sign = _UNSEEN_SIGN.match(text, start)
    return sign.end() if sign else start


def without_false_letters(lowered: str, checkpoint: Checkpoint) -> str:
    """The text with plain apostrophes and no sign that passes for a letter; the length stays."""
    parts: list[str] = []
    done = 0
    for found in with_checkpoints(_FALSE_LETTER.finditer(lowered), checkpoint):
        start, end = found.span()
        parts += (lowered[done:start], "'" if found.lastgroup else _NO_LETTER * (end - start))
        done = end
    return "".join((*parts, lowered[done:]))
