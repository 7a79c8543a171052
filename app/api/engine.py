"""What every route needs: the lexicon, the settings, and the one way from a job to an answer."""

import time
from dataclasses import dataclass

from anyio.to_thread import run_sync
from starlette.requests import Request

from app.analyzer import analyze
from app.encode import encode
from app.guard.queue import Queue, late
from app.lexicon import Lexicon
from app.schemas import Job
from app.settings import Settings


@dataclass(frozen=True, slots=True)
class Engine:
    """Loaded once, shared by all requests, never changed."""

    lexicon: Lexicon
    settings: Settings
    # One at a time in each: Python's lock lets no more run, and each more would delay the event
    # loop. The large ones work in a thread.
    small: Queue
    large: Queue

    def deadline(self) -> float:
        """When a request that is read now must be answered (time.monotonic)."""
        return time.monotonic() + self.settings.deadline_seconds

    async def answer(
        self, job: Job, deadline: float | None = None, *, begun: bool = False
    ) -> bytes:
        """The answer's JSON; a small text is done at once, a large one off the event loop.

        Problem 503 when too many are waiting, unless the request's answer has `begun`, or when
        its deadline passes.
        """
        deadline = deadline or self.deadline()
        small = sum(len(block.text) for block in job.blocks) <= self.settings.offload_chars
        queue = self.small if small else self.large
        await queue.enter(deadline, begun=begun)
        try:
            return self.work(job, deadline) if small else await run_sync(self.work, job, deadline)
        finally:
            queue.leave()

    def work(self, job: Job, deadline: float) -> bytes:
        """Analyse and encode."""
        if time.monotonic() > deadline:
            raise late("nothing was begun")
        report = analyze(job.blocks, self.lexicon, job.options)
        explain = job.options.explain
        return encode(report, job.blocks, job.unit, explain, job.language, self.lexicon.hash)


def make_engine(lexicon: Lexicon, settings: Settings) -> Engine:
    """An engine with queues of its own."""
    queues = Queue(settings.max_waiting), Queue(settings.max_waiting_large)
    return Engine(lexicon, settings, *queues)


def engine_of(request: Request) -> Engine:
    """The engine that create_app() attached."""
    engine: Engine = request.app.state.engine
    return engine
