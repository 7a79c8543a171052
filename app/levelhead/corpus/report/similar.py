"""Texts that differ in some words only, as when several outlets print the copy of an agency."""

import re
from collections.abc import Iterable
from typing import Any
from zlib import crc32

import numpy as np
import pyarrow as pa
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

# Two texts are similar if this share of all their sequences of five words is in both: two thirds of
# those of each. To change one word in twenty leaves more.
SIMILAR = 0.5
SEQUENCE = 5
# Shorter texts are alike by chance, or by what is below every text of an outlet.
MIN_WORDS = 30
# The share is estimated from the least values of 60 hash functions (MinHash), with a standard
# error of .06. Texts are compared if they agree in a band of them: 93 % of those with a share of .5
# do, and 99.9 % of those with .7.
HASHES, BAND = 60, 3
# Sequences and pairs that are taken together: a few megabytes.
SEQUENCES_AT_ONCE, PAIRS_AT_ONCE = 4_096, 65_536

# Words are what is between spaces and the signs of ASCII, of Latin-1 and of general punctuation.
# A regular expression for words takes five times as long.
_SIGNS = re.compile(rb"\xc2[\x80-\xbf]|\xe2\x80[\x80-\xbf]")
_TO_WORDS = bytes(
    ord(chr(byte).lower() if chr(byte).isalnum() else " ") if byte < 128 else byte
    for byte in range(256)
)
_ODD = np.random.default_rng(1).integers(2**63, size=HASHES, dtype=np.uint64) * 2 + 1
_FACTORS = _ODD.astype(np.uint32)[:, None]


def families_of(texts: Iterable[pa.Array], compared: Any) -> Any:
    """A number for each row, which similar texts have in common.

    Only the rows that are `compared` can have one in common. Similarity is passed on: of three
    texts the first and the last may differ more.
    """
    signatures = np.zeros((len(compared), HASHES), np.uint32)
    known = np.zeros(len(compared), bool)
    first = 0
    for chunk in texts:
        for row in first + np.flatnonzero(compared[first : first + len(chunk)]):
            hashes = _words(_as_bytes(chunk[row - first].as_py()))
            if len(hashes) >= MIN_WORDS:
                signatures[row], known[row] = _signature(hashes), True
        first += len(chunk)
    families = np.arange(len(compared))
    for band in range(0, HASHES, BAND):
        families = _joined(families, *_pairs(signatures, np.flatnonzero(known), band))
    return families


def _as_bytes(text: str | bytes) -> bytes:
    return text.encode("utf-8", "replace") if isinstance(text, str) else text


def _words(text: bytes) -> Any:
    """A number for each word."""
    return np.fromiter(map(crc32, _SIGNS.sub(b" ", text).translate(_TO_WORDS).split()), np.uint64)


def _signature(words: Any) -> Any:
    """The least hashes of the sequences of words."""
    size = len(words) - SEQUENCE + 1
    sequences = sum(words[n : n + size] * odd for n, odd in enumerate(_ODD[:SEQUENCE]))
    sequences = (sequences >> np.uint64(32)).astype(np.uint32)
    least = np.full(HASHES, 2**32 - 1, np.uint32)
    for first in range(0, size, SEQUENCES_AT_ONCE):
        hashes = _FACTORS * sequences[first : first + SEQUENCES_AT_ONCE]
        np.minimum(least, hashes.min(axis=1), out=least)
    return least


def _pairs(signatures: Any, rows: Any, band: int) -> tuple[Any, Any]:
    """Similar rows that agree in a band, each with the first of these: not all pairs, but few."""
    keys = signatures[rows, band : band + BAND] @ _ODD[:BAND]
    _, first, same = np.unique(keys, return_index=True, return_inverse=True)
    one, other = rows[first[same]], rows
    similar = np.zeros(len(rows), bool)
    for n in range(0, len(rows), PAIRS_AT_ONCE):
        some = slice(n, n + PAIRS_AT_ONCE)
        equal = signatures[one[some]] == signatures[other[some]]
        similar[some] = equal.mean(axis=1) >= SIMILAR
    return one[similar], other[similar]


def _joined(families: Any, one: Any, other: Any) -> Any:
    """The families with those of each pair made one."""
    ends, size = (families[one], families[other]), len(families)
    graph = coo_array((np.ones(len(one), bool), ends), shape=(size, size))
    return connected_components(graph, directed=False)[1][families]
