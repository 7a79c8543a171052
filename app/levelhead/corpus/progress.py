"""The progress of a run: a bar in a terminal, a line every half minute elsewhere."""

import sys
import time
from collections.abc import Callable, Iterable
from threading import Event, Thread
from typing import Self, TextIO

from tqdm import tqdm

from levelhead.render import printable

# Between lines of a log: short enough to show that the run goes on, long enough to leave the log
# readable.
LINE_INTERVAL_SECONDS = 30.0
# How often the time and what is watched are shown.
TICK_SECONDS = 3.0


class Progress:
    """Shows on standard error how many of `total` documents are scored; `done` were before.

    Every few seconds, also while no document is scored, it prints the lines that `watch` returns.
    """

    def __init__(
        self,
        total: int,
        done: int,
        to: TextIO | None = None,
        watch: Callable[[], Iterable[str]] = tuple,
    ) -> None:
        self._watch, self._ended = watch, Event()
        self._to = to or sys.stderr
        self._total, self._begun, self._done = total, done, done
        self._start = self._printed_at = time.monotonic()
        self._bar = (
            tqdm(total=total, initial=done, unit=" documents", file=self._to)
            if self._to.isatty()
            else None
        )

    def __enter__(self) -> Self:
        Thread(target=self._tick, daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self._ended.set()
        if self._bar is not None:
            self._bar.close()

    def add(self, documents: int) -> None:
        """Count more scored documents."""
        self._done += documents
        if self._bar is not None:
            self._bar.update(documents)
        self.show()

    def _tick(self) -> None:
        while not self._ended.wait(TICK_SECONDS):
            for line in self._watch():
                self.print_line(line)
            self.show()

    def show(self) -> None:
        """Draw the bar with the present time, or print a line if it is time for one."""
        if self._bar is not None:
            self._bar.refresh()
        elif time.monotonic() - self._printed_at >= LINE_INTERVAL_SECONDS:
            self._printed_at = time.monotonic()
            self.print_line(self.line())

    def print_line(self, line: str) -> None:
        """Print a line above the bar."""
        tqdm.write(printable(line), file=self._to)

    def line(self) -> str:
        """`12,000 of 100,000 documents (12%), 810 a second, 01:48 left`; at first without speed."""
        done = f"{self._done:,} of {self._total:,} documents ({self._done / self._total:.0%})"
        if not (speed := self.speed()):
            return done
        left = tqdm.format_interval((self._total - self._done) / speed)
        return f"{done}, {speed:.0f} a second, {left} left"

    def speed(self) -> float:
        """Documents a second since the start."""
        return (self._done - self._begun) / max(time.monotonic() - self._start, 1e-9)
