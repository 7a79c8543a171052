"""The progress of a run: a bar in a terminal, a line every half minute elsewhere."""

import sys
import time
from typing import Self, TextIO

from tqdm import tqdm

from levelhead.render import printable

# Between lines of a log: short enough to show that the run goes on, long enough to leave the log
# readable.
LINE_INTERVAL_SECONDS = 30.0


class Progress:
    """Shows on standard error how many of `total` documents are scored; `done` were before."""

    def __init__(self, total: int, done: int, to: TextIO | None = None) -> None:
        self._to = to or sys.stderr
        self._total, self._begun, self._done = total, done, done
        self._start = self._printed_at = time.monotonic()
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
        """Count more scored documents."""
        self._done += documents
        if self._bar is not None:
            self._bar.update(documents)
        elif time.monotonic() - self._printed_at >= LINE_INTERVAL_SECONDS:
            self._printed_at = time.monotonic()
            self.print_line(self.line())

    def print_line(self, line: str) -> None:
        """Print a line above the bar."""
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
