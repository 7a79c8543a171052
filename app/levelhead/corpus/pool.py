"""Processes on this machine that score bundles: in order, with a bound on what waits for them."""

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from functools import cached_property
from multiprocessing import get_context, parent_process
from threading import Thread

from levelhead.corpus.bundles import BUNDLE_BYTES, Bundle
from levelhead.corpus.scorer import Scorer

# So many full bundles for each process are read and not yet written: one is scored, one waits.
WAITING = 2


def scored(bundles: Iterable[Bundle], workers: int, make: Callable[[], Scorer]) -> Iterator[Bundle]:
    """Their output; `make` is called in each process, and comes there by way of pickle."""
    most = WAITING * workers * BUNDLE_BYTES
    waiting: deque[tuple[int, Future[Bundle]]] = deque()
    held = 0
    pool = ProcessPoolExecutor(workers, get_context("spawn"), _begin, (make,))
    try:
        for bundle in bundles:
            size = len(bundle.packed)
            while waiting and held + size > most:
                left, first = waiting.popleft()
                yield first.result()
                held -= left
            waiting.append((size, pool.submit(_score, bundle)))
            held += size
        while waiting:
            yield waiting.popleft()[1].result()
    finally:
        pool.shutdown(cancel_futures=True)


class Worker:
    """What a process keeps from one bundle to the next."""

    make: Callable[[], Scorer]

    @cached_property
    def scorer(self) -> Scorer:  # pragma: no cover - runs in a process of its own
        """Made with the first bundle, whose caller is told if it can't be made."""
        return self.make()


WORKER = Worker()


def _begin(make: Callable[[], Scorer]) -> None:  # pragma: no cover - runs in a process of its own
    """End with the command, however that ends; Ctrl-C is for the command to deal with."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    WORKER.make = make
    parent = parent_process()

    def follow() -> None:
        if parent:
            parent.join()
        os._exit(1)

    Thread(target=follow, daemon=True).start()


def _score(bundle: Bundle) -> Bundle:  # pragma: no cover - runs in a process of its own
    return WORKER.scorer.bundle(bundle)
