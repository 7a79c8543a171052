"""The queue of requests for one worker: which wait, which are refused, and for how long."""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Coroutine

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send

from levelhead.service.middleware.problem import Problem, answer

# A queue that is full now has room again by then.
RETRY_SECONDS = 1
_LATER = {"Retry-After": str(RETRY_SECONDS)}

# How long a request is queued before its client and its deadline are watched, which takes a task
# and more time than all else here. Most turns come sooner.
WATCHED_AFTER = 0.05

# Returns when the client that waits has disconnected.
Gone = Callable[[], Coroutine[None, None, None]]

Turn = asyncio.Future[None]


class Queue:
    """Lets one in at a time, first come first served; up to `most` wait, others are refused."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._busy = False
        self._waiting: deque[Turn] = deque()

    @property
    def full(self) -> bool:
        """Whether a new request would be refused."""
        return self._busy and len(self._waiting) >= self.most

    async def enter(
        self, deadline: float, *, begun: bool = False, gone: Gone | None = None
    ) -> None:
        """Return when the caller's turn comes, by `deadline` (time.monotonic); leave() must follow.

        Problem 503 if the queue is full or the deadline passes. A request that has `begun` its
        answer, each part of which takes a turn, is not refused. ClientDisconnect once `gone()`
        returns.
        """
        if self._busy:
            await self._wait(deadline, begun, gone)
            return
        self._busy = True
        try:
            # Lets requests that arrived at the same moment join the queue, or be refused, before
            # the work keeps the loop busy.
            await asyncio.sleep(0)
        except asyncio.CancelledError:
            self.leave()
            raise

    async def _wait(self, deadline: float, begun: bool, gone: Gone | None) -> None:
        if self.full and not begun:
            raise overloaded()
        loop = asyncio.get_running_loop()
        turn: Turn = loop.create_future()
        self._waiting.append(turn)
        watching: asyncio.Task[None] | None = None

        def watch() -> None:
            nonlocal watching
            watching = loop.create_task(_give_up(turn, deadline, gone))

        soon = loop.call_later(min(WATCHED_AFTER, deadline - time.monotonic()), watch)
        try:
            await turn
            # The loop runs twice between two analyses: what it takes to accept, read and refuse a
            # new connection.
            await asyncio.sleep(0)
        except (Problem, ClientDisconnect, asyncio.CancelledError):
            if turn in self._waiting:
                self._waiting.remove(turn)
            else:  # its turn had come: the next has it
                self.leave()
            raise
        finally:
            soon.cancel()
            if watching:
                watching.cancel()

    def leave(self) -> None:
        """Let in the next."""
        if not self._waiting:
            self._busy = False
        elif not (turn := self._waiting.popleft()).done():
            turn.set_result(None)


async def _give_up(turn: Turn, deadline: float, gone: Gone | None) -> None:
    """End the wait for a turn at the deadline, or when the client has disconnected."""
    error: Exception = ClientDisconnect()
    try:
        async with asyncio.timeout(deadline - time.monotonic()):
            await (gone or _never)()
    except TimeoutError:
        error = late("timed out while queued")
    if not turn.done():
        turn.set_exception(error)


async def _never() -> None:
    await asyncio.get_running_loop().create_future()


class QueueLimit:
    """Refuses a POST before any of its body is read while the queue is full."""

    def __init__(self, app: ASGIApp, queue: Queue) -> None:
        self.app = app
        self.queue = queue

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.queue.full and scope["type"] == "http" and scope["method"] == "POST":
            return await answer(overloaded(), scope, receive, send)
        await self.app(scope, receive, send)


def overloaded() -> Problem:
    """The 503 of a full queue."""
    return Problem(503, "the server is at capacity", headers=_LATER, reason="overloaded")


def late(detail: str) -> Problem:
    """The 503 of a request whose deadline has passed."""
    return Problem(503, detail, headers=_LATER, reason="deadline")
