"""How many bytes of bodies and answers a process holds for its clients at a time.

Each request has its limit, but a thousand may be half sent, wait, or have clients that read their
answers slowly.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from levelhead.memory import return_freed
from levelhead.service.middleware.queue import overloaded

# What is kept free for requests and answers of this size, so that long ones can't keep them out.
SMALL, ROOM_FOR_SMALL = 64 * 1024, 16 * 1024 * 1024

# Once so many bytes of bodies and answers have been released, memory goes back to the system.
RETURNED_EACH = 16 * 1024 * 1024


class Held:
    """The bytes that are held, of which there may be `most`."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.bytes = 0
        self._released = 0

    def take(self, size: int, total: int) -> None:
        """Hold `size` more bytes of something that then has `total`; Problem 503 without room."""
        room = self.most + (ROOM_FOR_SMALL if total <= SMALL else 0)
        if self.bytes + size > room:
            raise overloaded()
        self.bytes += size

    def release(self, size: int) -> None:
        """Hold so many bytes less."""
        self.bytes -= size
        self._released += size
        if self._released > RETURNED_EACH:
            self._released = 0
            return_freed()

    @contextmanager
    def holding(self, size: int) -> Iterator[None]:
        """Hold an answer of so many bytes until the block ends; Problem 503 without room."""
        self.take(size, size)
        try:
            yield
        finally:
            self.release(size)
