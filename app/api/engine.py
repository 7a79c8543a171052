"""What every route needs: the lexicon, the settings, and the one way from a job to an answer."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from anyio.to_thread import run_sync
from starlette.requests import Request

from app.analyzer import Block, Options, analyze
from app.deadline import DeadlineExceeded
from app.encode import encode
from app.guard.queue import Queue, late
from app.lexicon import Lexicon
from app.observe.watch import analysed
from app.report import Report
from app.schemas import Job
from app.settings import Settings

T = TypeVar("T")


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
        """The answer's JSON; Problem 503 as in_turn()."""
        deadline = deadline or self.deadline()
        chars = sum(len(block.text) for block in job.blocks)
        return await self.in_turn(chars, lambda: self.work(job, deadline), deadline, begun=begun)

    async def in_turn(
        self, chars: int, work: Callable[[], T], deadline: float, *, begun: bool = False
    ) -> T:
        """What `work` on so many characters gives: at once, or off the event loop if they are many.

        Problem 503 when too many are waiting, unless the request's answer has `begun`, or when
        its deadline passes.
        """
        small = chars <= self.settings.offload_chars
        queue = self.small if small else self.large
        await queue.enter(deadline, begun=begun)
        try:
            return work() if small else await run_sync(work)
        finally:
            queue.leave()

    def work(self, job: Job, deadline: float) -> bytes:
        """Analyse and encode."""
        report = self.report(job.blocks, job.options, deadline)
        explain = job.options.explain
        return encode(report, job.blocks, job.unit, explain, job.language, self.lexicon.hash)

    def report(self, blocks: Sequence[Block], options: Options, deadline: float) -> Report:
        """Analyse and count it; Problem 503 once the deadline has passed."""
        began = time.perf_counter()
        try:
            report = analyze(blocks, self.lexicon, options, deadline)
        except DeadlineExceeded:
            raise late("the analysis was not done in time") from None
        chars = sum(len(block.text) for block in blocks)
        analysed(chars, time.perf_counter() - began, [f.category for f in report.findings])
        return report


def make_engine(lexicon: Lexicon, settings: Settings) -> Engine:
    """An engine with queues of its own."""
    queues = Queue(settings.max_waiting), Queue(settings.max_waiting_large)
    return Engine(lexicon, settings, *queues)


def engine_of(request: Request) -> Engine:
    """The engine that create_app() attached."""
    engine: Engine = request.app.state.engine
    return engine
