"""Snowball stems, so that a caller's `slam` also means slams and slammed."""

from functools import lru_cache

from nltk.stem.snowball import SnowballStemmer

_STEMMER = SnowballStemmer("english")


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem of one lower-case word (Porter 2, https://snowballstem.org/algorithms/english/stemmer.html)."""
    stemmed: str = _STEMMER.stem(word)
    return stemmed
