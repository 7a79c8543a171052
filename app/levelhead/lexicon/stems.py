"""Snowball stems, so that a caller's `slam` also means slams and slammed."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nltk.stem.snowball import SnowballStemmer

# The longest English words in print have 45 letters. Longer ones are left as they are, because the
# stemmer takes quadratic time for some.
MAX_STEMMED = 50
# NLTK imports these where they are installed, for parts of it that are not used here. They take
# 80 MB and more than a second of processor time.
_UNUSED = ("numpy", "scipy")


@cache
def _stemmer() -> "SnowballStemmer":
    # nltk takes longer to import than the web framework: see warm().
    from nltk.stem.snowball import SnowballStemmer

    return SnowballStemmer("english")


@contextmanager
def imported_lean() -> Iterator[None]:
    """If NLTK is imported in the block, keep it from importing packages that are not used here.

    For processes that run nothing but levelhead: other threads can't import them meanwhile either.
    """
    hidden = [package for package in _UNUSED if package not in sys.modules]
    for package in hidden:
        sys.modules[package] = None  # type: ignore[assignment]  # to import it is an ImportError
    try:
        yield
    finally:
        for package in hidden:
            del sys.modules[package]


def warm() -> None:
    """Import the stemmer, which takes a third of a second, before the first stem is needed."""
    _stemmer()


def is_warm() -> bool:
    """Whether the stemmer has been imported."""
    return _stemmer.cache_info().currsize > 0


def stem(word: str) -> str:
    """The stem of one lower-case word (Porter 2, https://snowballstem.org/algorithms/english/stemmer.html).

    Takes some 20 µs. There is no cache here: it would keep words of unpublished texts.
    """
    if len(word) > MAX_STEMMED:
        return word
    stemmed: str = _stemmer().stem(word)
    return stemmed
