"""How far a run is: a bar in a terminal, a line now and then elsewhere."""

import sys
import time
from typing import Self, TextIO

from tqdm import tqdm

from levelhead.render import printable

# Lines in a log: often enough to see that it goes on, seldom enough to read the rest.
SECONDS = 30.0


class Progress:
    """Counts documents on standard error; `done` of `total` were there before."""

    def __init__(self, total: int, done: int, to: TextIO | None = None) -> None:
        self._to = to or sys.stderr
        self._total, self._begun, self._done = total, done, done
        self._start = self._told = time.monotonic()
        self._bar = (
            tqdm(total=total, initial=done, unit=" documents", file=self._to)
            if self._to.isatty()
            else None
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def add(self, documents: int) -> None:
        """So many more are scored."""
        self._done += documents
        if self._bar is not None:
            self._bar.update(documents)
        elif time.monotonic() - self._told >= SECONDS:
            self._told = time.monotonic()
            self.tell(self.line())

    def tell(self, line: str) -> None:
        """A line of its own, above the bar."""
        tqdm.write(printable(line), file=self._to)

    def line(self) -> str:
        """`12,000 of 100,000 documents (12%), 810 a second, 01:48 left`."""
        speed = self.speed()
        left = tqdm.format_interval((self._total - self._done) / speed)
        return (
            f"{self._done:,} of {self._total:,} documents ({self._done / self._total:.0%}), "
            f"{speed:.0f} a second, {left} left"
        )

    def speed(self) -> float:
        """Documents a second since the start."""
        return (self._done - self._begun) / max(time.monotonic() - self._start, 1e-9)
