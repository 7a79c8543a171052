"""Processes on this machine that score bundles in order, with a bound on what is in memory."""

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import cached_property
from multiprocessing import active_children, get_context, parent_process
from threading import Thread

from levelhead.corpus.bundles import BUNDLE_BYTES, Bundle
from levelhead.corpus.scorer import Scorer
from levelhead.corpus.task import CorpusError

# Imported before workers are forked, so that they share it: this module and the lexicon.
PRELOADED = [__name__, "levelhead.corpus.preload"]
# Full bundles for each process that are read and not yet written: one is scored, one waits.
BUNDLES_PER_WORKER = 2
KILLED = "a worker was killed, perhaps because memory ran out: fewer --workers need less"


def score_bundles(
    bundles: Iterable[Bundle], workers: int, make: Callable[..., Scorer]
) -> Iterator[Bundle]:
    """The output of the bundles, in order; `make` is pickled, and called in each process."""
    max_bytes = BUNDLES_PER_WORKER * workers * BUNDLE_BYTES
    waiting: deque[Future[Bundle]] = deque()
    sizes: deque[int] = deque()
    context = get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    pool = ProcessPoolExecutor(workers, context, _start, (make,))
    try:
        for bundle in bundles:
            size = len(bundle.packed)
            while waiting and sum(sizes) + size > max_bytes:
                sizes.popleft()
                # No name for the result, which would be kept until there is another.
                yield waiting.popleft().result()
            with _interrupts_blocked():
                waiting.append(pool.submit(_score, bundle))
            sizes.append(size)
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool as error:
        raise CorpusError(KILLED) from error
    except BaseException:  # Ctrl-C, for one, does not wait for what is being scored
        for process in active_children():
            process.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def _interrupts_blocked() -> Iterator[None]:
    """Start processes here that never see Ctrl-C, which the main process handles."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class Worker:
    """The state of a worker process."""

    make: Callable[..., Scorer]

    @cached_property
    def scorer(self) -> Scorer:  # pragma: no cover - runs in a process of its own
        """Made with the first bundle, so that an error in making it reaches the main process."""
        from levelhead.corpus.preload import LEXICON  # the main process does without

        return self.make(loaded=LEXICON)


WORKER = Worker()


def _start(make: Callable[..., Scorer]) -> None:  # pragma: no cover - runs in a process of its own
    """Exit when the main process does."""
    WORKER.make = make
    parent = parent_process()

    def follow() -> None:
        if parent:
            parent.join()
        os._exit(1)

    Thread(target=follow, daemon=True).start()


def _score(bundle: Bundle) -> Bundle:  # pragma: no cover - runs in a process of its own
    return WORKER.scorer.score_bundle(bundle)
