"""Work one after the other: who waits for it, who is turned away, and when waiting ends."""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Coroutine

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send

from levelhead.service.middleware.problem import Problem, answer

# A queue that is full now has moved on by then.
RETRY_SECONDS = 1

# Returns when who waits has gone.
Gone = Callable[[], Coroutine[None, None, None]]

Turn = asyncio.Future[None]


class Queue:
    """Lets one in at a time, first come first served; `most` wait, the rest are turned away."""

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
        """Return when it is one's turn, by `deadline` (time.monotonic); leave() must follow.

        Problem 503 if the queue is full or the deadline passes. A request that has `begun` its
        answer, in parts that take a turn each, is never refused. ClientDisconnect once the client
        has `gone`.
        """
        if self._busy:
            await self._wait(deadline, begun, gone)
            return
        self._busy = True
        try:
            # Who has arrived in the same moment is to be counted, or turned away, before the
            # work keeps the loop busy.
            await asyncio.sleep(0)
        except asyncio.CancelledError:
            self.leave()
            raise

    async def _wait(self, deadline: float, begun: bool, gone: Gone | None) -> None:
        if self.full and not begun:
            raise overloaded()
        turn: Turn = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        listening = asyncio.create_task(_give_up(turn, gone)) if gone else None
        try:
            async with asyncio.timeout(deadline - time.monotonic()):
                await turn
                # Sockets are looked after twice between two analyses: that is how often it takes
                # for a new connection to be accepted, read and turned away.
                await asyncio.sleep(0)
        except (TimeoutError, ClientDisconnect, asyncio.CancelledError) as error:
            if turn in self._waiting:
                self._waiting.remove(turn)
            else:  # its turn had come: it passes it on
                self.leave()
            if isinstance(error, TimeoutError):
                raise late("timed out while queued") from None
            raise
        finally:
            if listening:
                listening.cancel()

    def leave(self) -> None:
        """Let the next one in."""
        if not self._waiting:
            self._busy = False
        elif not (turn := self._waiting.popleft()).done():
            turn.set_result(None)


async def _give_up(turn: Turn, gone: Gone) -> None:
    await gone()
    if not turn.done():
        turn.set_exception(ClientDisconnect())


class Overload:
    """Turns a POST away before any of it is read while the queue is full, with least effort."""

    def __init__(self, app: ASGIApp, queue: Queue) -> None:
        self.app = app
        self.queue = queue

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if self.queue.full and scope["type"] == "http" and scope["method"] == "POST":
            return await answer(overloaded(), scope, receive, send)
        await self.app(scope, receive, send)


def overloaded() -> Problem:
    """The 503 of a full queue."""
    headers = {"Retry-After": str(RETRY_SECONDS)}
    return Problem(503, "the server is at capacity", headers=headers, reason="overloaded")


def late(detail: str) -> Problem:
    """The 503 of a request whose deadline has passed."""
    headers = {"Retry-After": str(RETRY_SECONDS)}
    return Problem(503, detail, headers=headers, reason="deadline")
