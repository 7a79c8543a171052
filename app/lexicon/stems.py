"""Snowball stems, so that a caller's `slam` also means slams and slammed."""

from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nltk.stem.snowball import SnowballStemmer


@cache
def _stemmer() -> "SnowballStemmer":
    # nltk takes longer to import than the web framework; nothing waits for it but a caller's terms.
    from nltk.stem.snowball import SnowballStemmer

    return SnowballStemmer("english")


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem of one lower-case word (Porter 2, https://snowballstem.org/algorithms/english/stemmer.html)."""
    stemmed: str = _stemmer().stem(word)
    return stemmed
