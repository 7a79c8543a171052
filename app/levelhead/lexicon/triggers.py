"""Triggers: the words of frames, in one automaton that finds whole words only."""

import codecs
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ahocorasick_rs import BytesAhoCorasick

from levelhead.lexicon.frame import Frame

_GAP, _LETTER = " ", "\xff"
_GAPS = bytes(n if chr(n).isalnum() or chr(n) == "_" else ord(_GAP) for n in range(256))
_ONE_BYTE = "levelhead.one_byte"


def words_in_bytes(lowered: str) -> bytes:
    """One byte for each code point and a space at both ends: letters and digits, the rest gaps.

    A word found with the gaps around it is a whole word, so the many finds inside of longer words
    never come up. Letters beyond Latin-1 are all alike, so a find has to be compared with the text.
    """
    return b" %b " % lowered.encode("latin-1", _ONE_BYTE).translate(_GAPS)


def _one_byte(error: UnicodeError) -> tuple[str, int]:
    """The replacements for the characters of `error`, which have no byte in Latin-1."""
    assert isinstance(error, UnicodeEncodeError)
    odd = error.object[error.start : error.end]
    return "".join(_LETTER if char.isalnum() else _GAP for char in odd), error.end


codecs.register_error(_ONE_BYTE, _one_byte)


class Triggers(NamedTuple):
    """An automaton over words in bytes; `frames[n]` are those that its n-th find may start.

    Each has its trigger as it is in the lower-cased text. No match of the automaton, gaps included,
    is longer than `longest`.
    """

    automaton: BytesAhoCorasick
    frames: tuple[tuple[tuple[str, Frame], ...], ...]
    longest: int


def triggers_of(frames: Iterable[Mapping[str, Frame]]) -> Triggers:
    """One automaton for the triggers of all entries, given as trigger -> frame for each."""
    found: defaultdict[bytes, list[tuple[str, Frame]]] = defaultdict(list)
    for by_trigger in frames:
        for trigger, frame in by_trigger.items():
            found[words_in_bytes(trigger)].append((trigger, frame))
    longest = max(map(len, found), default=0)
    return Triggers(BytesAhoCorasick(list(found)), tuple(map(tuple, found.values())), longest)
