"""Triggers: the words of frames, in one automaton that finds whole words only."""

import codecs
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from ahocorasick_rs import BytesAhoCorasick

from levelhead.lexicon.frame import Frame, Pattern, pattern_of

_GAP, _LETTER = " ", "\xff"
_GAPS = bytes(n if chr(n).isalnum() or chr(n) == "_" else ord(_GAP) for n in range(256))
# From this many suffixes of a trigger on, all are first tried as one pattern, which seldom matches:
# few of the "put" in a text begin one of its 15 phrases. With fewer, it costs more than it saves.
_MANY = 3
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


class Trigger(NamedTuple):
    """A trigger as it is in the lower-cased text, and its frames.

    `suffixes`, if any, matches wherever the suffix of one of the frames does.
    """

    text: str
    frames: tuple[Frame, ...]
    suffixes: Pattern | None

    def patterns(self) -> Iterator[Pattern]:
        """All patterns that its frames need."""
        for frame in self.frames:
            yield from frame.patterns()
        if self.suffixes:
            yield self.suffixes


class Triggers(NamedTuple):
    """An automaton over words in bytes; `found[n]` are the triggers that its n-th word may be.

    No match of the automaton, gaps included, is longer than `longest`.
    """

    automaton: BytesAhoCorasick
    found: tuple[tuple[Trigger, ...], ...]
    longest: int


def triggers_of(frames: Iterable[Mapping[str, Frame]]) -> Triggers:
    """One automaton for the triggers of all entries, given as trigger -> frame for each."""
    by_text: defaultdict[str, list[Frame]] = defaultdict(list)
    for by_trigger in frames:
        for text, frame in by_trigger.items():
            by_text[text].append(frame)
    found: defaultdict[bytes, list[Trigger]] = defaultdict(list)
    for text, its_frames in by_text.items():
        suffixes = dict.fromkeys(frame.suffix.source for frame in its_frames if frame.suffix)
        joined = pattern_of("|".join(suffixes)) if len(suffixes) >= _MANY else None
        found[words_in_bytes(text)].append(Trigger(text, tuple(its_frames), joined))
    longest = max(map(len, found), default=0)
    return Triggers(BytesAhoCorasick(list(found)), tuple(map(tuple, found.values())), longest)
