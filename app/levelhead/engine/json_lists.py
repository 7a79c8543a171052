"""JSON arrays written piece by piece, with a bound on their size and checkpoints."""

from collections.abc import Iterable
from typing import Any

from msgspec import Raw, Struct, json

from levelhead.engine.bounds import TooMuch
from levelhead.engine.deadline import Checkpoint, batches


class JsonLists:
    """Writes the arrays of one answer, which together have at most `limit` bytes."""

    def __init__(self, limit: int, checkpoint: Checkpoint) -> None:
        self.limit = limit
        self.checkpoint = checkpoint
        self.left = limit

    def write(self, items: Iterable[Struct]) -> Any:
        """The array, to be used as a field's value; TooMuch if the limit is exceeded."""
        written = bytearray(b"[")
        for batch in batches(items, self.checkpoint):
            piece = json.encode(batch)
            self.left -= len(piece)
            if self.left < 0:
                raise TooMuch(
                    f"would get an answer of more than {self.limit:,} bytes: send it in parts"
                )
            # Without its brackets; with a comma between two pieces.
            written += memoryview(piece)[1:-1]
            written += b","
        # The last comma, or the opening bracket of an empty array.
        written[len(written) - (len(written) > 1) :] = b"]"
        return Raw(written)
