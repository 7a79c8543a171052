"""Where a caller's pattern occurs in a document."""

from collections.abc import Iterator
from itertools import pairwise

import re2

from levelhead.engine.deadline import Checkpoint, no_deadline
from levelhead.engine.document import Document
from levelhead.lexicon.caller import compile_pattern

# Instructions times characters that RE2 may go through in one search, which can't be interrupted:
# at 8 ns each, a fifth of a second.
MAX_WORK = 25_000_000


def pattern_finds(
    document: Document, pattern: str, checkpoint: Checkpoint = no_deadline
) -> Iterator[tuple[int, int]]:
    """Start and end of each find of a pattern, none of which runs over the end of a block.

    RE2 makes each find linear, not all of them together: `x(?:[^y]*y)?` reads on to the end of the
    text after each x. So `checkpoint` is called between finds, those of nothing included.
    """
    compiled = compile_pattern(pattern)
    longest = max(1, MAX_WORK // compiled.programsize)
    for first, stop in pairwise((*document.block_starts, len(document.plain) + 1)):
        block = document.plain[first : max(first, stop - 1)]
        for low, high in _chunks(block, longest):
            # With the characters around it, so that ^, $ and \b know where they are.
            before = max(0, low - 1)
            text = block[before : high + 1]
            checkpoint()
            for start, end in _finds(compiled, text, low - before, high - before, checkpoint):
                yield first + before + start, first + before + end


def _finds(
    compiled: "re2._Regexp[str]", text: str, low: int, high: int, checkpoint: Checkpoint
) -> Iterator[tuple[int, int]]:
    r"""The finds between two offsets that are not empty.

    RE2 searches bytes: `\C` finds parts of characters, which are left out, and `\B` nothing inside
    one, from where re2 would count the characters to the next find wrongly.
    """
    encoded = text.encode()
    begin = len(text[:low].encode())
    stop, at = begin + len(text[low:high].encode()), low
    for found in compiled.finditer(encoded, begin, stop):
        checkpoint()
        start, end = found.span()
        if start < end and _is_boundary(encoded, start) and _is_boundary(encoded, end):
            at += len(encoded[begin:start].decode())
            length = len(encoded[start:end].decode())
            yield at, at + length
            begin, at = end, at + length


def _is_boundary(encoded: bytes, offset: int) -> bool:
    """Whether an offset of UTF-8 lies between two characters."""
    return encoded[offset : offset + 1] < b"\x80" or encoded[offset] >= 0xC0


def _chunks(block: str, longest: int) -> Iterator[tuple[int, int]]:
    """The block in chunks of at most `longest` characters, cut at paragraphs or else words."""
    low = 0
    while len(block) - low > longest:
        high = low + longest
        high = block.rfind("\n", low, high) + 1 or block.rfind(" ", low, high) + 1 or high
        yield low, high
        low = high
    yield low, len(block)
