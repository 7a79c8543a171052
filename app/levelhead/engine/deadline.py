"""Deadlines: long work calls a checkpoint now and then, which raises once the time is over."""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from time import monotonic, thread_time
from typing import TypeVar

from levelhead.lexicon import stems

Item = TypeVar("Item")

# Called now and then during long work; raises an error that ends it when its time is over.
Checkpoint = Callable[[], object]

# Items between two checkpoints: few enough to end in time, many enough to cost next to nothing.
CHECKPOINT_EVERY = 256


class DeadlineExceeded(Exception):
    """The time for the work was over; nothing of it is kept."""


def check_deadline(deadline: float) -> None:
    """Raise DeadlineExceeded if `deadline`, in seconds of time.monotonic(), has passed."""
    if monotonic() > deadline:
        raise DeadlineExceeded


def within(seconds: float, deadline: float) -> Checkpoint:
    """As check_deadline(), and DeadlineExceeded after `seconds` of this thread's processor time."""
    began = monotonic()
    end = thread_time() + seconds

    def checkpoint() -> None:
        now = monotonic()
        if now > deadline:
            raise DeadlineExceeded
        # A thread's time passes no faster, and reading it is a system call of 2 µs.
        if now - began > seconds and thread_time() > end:
            raise DeadlineExceeded

    return checkpoint


def off_the_loop(checkpoint: Checkpoint) -> None:
    """DeadlineExceeded in the thread of an event loop, which would have to wait.

    For single steps that may take milliseconds: the caller repeats the work in another thread.
    Work without a deadline, such as that of a notebook, goes on.
    """
    if checkpoint is no_deadline:
        return
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    raise DeadlineExceeded


def stems_off_the_loop(checkpoint: Checkpoint) -> None:
    """As off_the_loop(), if the stemmer has yet to be imported, which takes a third of a second."""
    if not stems.is_warm():
        off_the_loop(checkpoint)


def no_deadline() -> None:
    """The checkpoint of work that may take any time."""


def with_checkpoints(items: Iterable[Item], checkpoint: Checkpoint) -> Iterator[Item]:
    """The items, with a checkpoint before every CHECKPOINT_EVERY of them."""
    return chain.from_iterable(batches(items, checkpoint))


def batches(items: Iterable[Item], checkpoint: Checkpoint) -> Iterator[tuple[Item, ...]]:
    """The items in tuples of CHECKPOINT_EVERY, with a checkpoint before each."""
    rest = iter(items)
    while batch := tuple(islice(rest, CHECKPOINT_EVERY)):
        checkpoint()
        yield batch
