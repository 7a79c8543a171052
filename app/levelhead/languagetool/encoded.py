"""The matches of an answer as JSON, made one after another and no more than may be sent."""

from collections.abc import Iterable
from operator import itemgetter
from typing import NamedTuple

from msgspec import Raw, json

from levelhead.engine.deadline import Checkpoint, batches, with_checkpoints
from levelhead.languagetool.answer import CheckLanguage, EncodedAnswer, Match, Warnings

# Some 10,000 matches: those of an article of a megabyte. Nobody clicks through more of them.
MAX_BYTES = 8 * 1024 * 1024
# A shorter text may have 300 matches, and one more for 16 of its characters, which is about a third
# of its words: where LanguageTool, too, gives up for too many errors.
_ALWAYS, _EACH_CHARACTER = 256 * 1024, 50


class Encoded(NamedTuple):
    """The matches of one server, each with its offset, in the order of the text; then sentences."""

    matches: list[tuple[int, bytes]]
    sentence_ranges: bytes
    """A JSON array."""
    complete: bool
    """Whether nothing was left out for want of room."""


def limit_of(text: str) -> int:
    """How many bytes the matches and sentences of a text may take."""
    return min(_ALWAYS + _EACH_CHARACTER * len(text), MAX_BYTES)


def encode_checked(
    matches: Iterable[Match], ranges: Iterable[tuple[int, int]], checkpoint: Checkpoint, limit: int
) -> Encoded:
    """As much of both as takes up to `limit` bytes, with checkpoints; both may be generators."""
    found: list[tuple[int, bytes]] = []
    complete = True
    for match in with_checkpoints(matches, checkpoint):
        encoded = json.encode(match)
        limit -= len(encoded) + 1
        if limit < 0:
            complete = False
            break
        found.append((match.offset, encoded))
    found.sort(key=itemgetter(0))
    parts: list[bytes] = []
    for batch in batches(ranges, checkpoint):
        encoded = json.encode(batch)[1:-1]
        limit -= len(encoded) + 1
        if limit < 0:
            complete = False
            break
        parts.append(encoded)
    return Encoded(found, b"[" + b",".join(parts) + b"]", complete)


def answer_of(encoded: Encoded, language: CheckLanguage, *, incomplete: bool = False) -> bytes:
    """The JSON of a whole answer, which is a `Checked`."""
    return json.encode(
        EncodedAnswer(
            warnings=Warnings(incomplete or not encoded.complete),
            language=language,
            matches=Raw(b"[" + b",".join([match for _, match in encoded.matches]) + b"]"),
            sentence_ranges=Raw(encoded.sentence_ranges),
        )
    )
