"""A moment by which work must be done, and looks at the clock while there is much of it."""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from time import monotonic, thread_time
from typing import TypeVar

Item = TypeVar("Item")

# Called now and then while work goes on; ends it with an error when it has taken too long.
Checkpoint = Callable[[], object]

# How many things are done between two looks: rarely, and yet in time.
CHECKPOINT_EVERY = 256


class DeadlineExceeded(Exception):
    """The work was not done in time; nothing of it is kept."""


def check_deadline(deadline: float) -> None:
    """DeadlineExceeded if it has passed; in seconds of time.monotonic()."""
    if monotonic() > deadline:
        raise DeadlineExceeded


def within(seconds: float, deadline: float) -> Checkpoint:
    """As check_deadline(), and DeadlineExceeded once this thread has worked for so many seconds."""
    end = thread_time() + seconds

    def checkpoint() -> None:
        check_deadline(deadline)
        if thread_time() > end:
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


def no_deadline() -> None:
    """The look of work that may take any time."""


def with_checkpoints(items: Iterable[Item], checkpoint: Checkpoint) -> Iterator[Item]:
    """The items, with a look before every BETWEEN_LOOKS of them."""
    return chain.from_iterable(batches(items, checkpoint))


def batches(items: Iterable[Item], checkpoint: Checkpoint) -> Iterator[tuple[Item, ...]]:
    """The items in tuples of BETWEEN_LOOKS, with a look before each."""
    rest = iter(items)
    while batch := tuple(islice(rest, CHECKPOINT_EVERY)):
        checkpoint()
        yield batch
