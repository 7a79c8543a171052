"""A caller's own rules: entries for one request."""

import re2

from levelhead.lexicon.entry import Entry
from levelhead.types import Dimension

MESSAGE = "One of your own rules."

# RE2's instructions. Where its automaton outgrows the memory, a search costs some 8 ns for each
# instruction and character, and it can't be interrupted: see MAX_WORK in detect/patterns.py.
_MAX_PROGRAM = 4_000
# Bytes. While RE2 compiles a pattern, its memory bounds the program: this is more than the
# largest that is accepted needs, and what is too large is refused after a few milliseconds.
_COMPILE_MEMORY = 1 << 19
# Bytes for the automaton of a search.
_SEARCH_MEMORY = 8 << 20


class PatternRefused(ValueError):
    """RE2 can't compile a pattern; str() is its reason."""


def check_pattern(pattern: str) -> None:
    """PatternRefused if a pattern can't be compiled, or is too large. Takes up to 30 ms."""
    try:
        size = _compiled(pattern, _COMPILE_MEMORY).programsize
    except re2.error as error:
        # "missing ): (": after the colon is the caller's own text, which no error repeats.
        reason = error.args[0].decode().partition(":")[0]
        raise PatternRefused(reason.removesuffix(" - compile failed")) from error
    if size > _MAX_PROGRAM:
        raise PatternRefused("pattern too large")


def compile_pattern(pattern: str) -> "re2._Regexp[str]":
    """A pattern that passed check_pattern(), for any case, without groups.

    One search is linear in the text whatever the pattern (https://github.com/google/re2). The
    object takes up to 8 MB once it has searched.
    """
    return _compiled(pattern, _SEARCH_MEMORY)


def _compiled(pattern: str, memory: int) -> "re2._Regexp[str]":
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.never_capture = True
    options.max_mem = memory
    try:
        return re2.compile(pattern, options)
    finally:
        # re2 would remember the last 128 patterns: a gigabyte, and words of somebody's article.
        re2.purge()


def entry_of(
    id: str,
    dimension: Dimension,
    category: str,
    forms: tuple[str, ...],
    pattern: str | None,
    strength: float,
) -> Entry:
    """An entry for a caller's rule; PatternRefused when RE2 does not take the pattern."""
    if pattern is not None:
        check_pattern(pattern)
    return Entry(
        id=id,
        dimension=dimension,
        category=category,
        strength=strength,
        forms=forms,
        pattern=pattern,
        message=MESSAGE,
        source="caller",
        by_caller=True,
    )
