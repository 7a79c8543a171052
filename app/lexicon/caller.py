"""A caller's own rules: entries for one request."""

from functools import lru_cache

import re2

from app.lexicon.entry import Entry
from app.span import Dimension

MESSAGE = "One of your own rules."

# RE2's instructions. Where its automaton outgrows the memory, each character costs up to a
# nanosecond for each of them, and one search of a text can't be interrupted: with so many, a
# megabyte takes about as long as a request may.
_MAX_PROGRAM = 4_000


class PatternRefused(ValueError):
    """RE2 can't compile a pattern; str() is its reason."""


@lru_cache(maxsize=512)
def compile_pattern(pattern: str) -> "re2._Regexp[str]":
    """The pattern, any case; linear in the text whatever it holds (https://github.com/google/re2)."""
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = 8 << 20
    try:
        compiled = re2.compile(pattern, options)
    except re2.error as error:
        # "missing ): (": behind the colon stands the caller's own text, which no error repeats.
        raise PatternRefused(error.args[0].decode().partition(":")[0]) from error
    if compiled.programsize > _MAX_PROGRAM:
        raise PatternRefused("pattern too large")
    return compiled


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
        compile_pattern(pattern)
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
