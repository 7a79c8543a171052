"""What every route needs: the lexicon, the settings, and the one way from a job to an answer."""

from dataclasses import dataclass, field
from time import perf_counter

import anyio
from anyio.to_thread import run_sync
from starlette.requests import Request

from app.analyzer import analyze
from app.encode import encode
from app.lexicon import Lexicon
from app.observe.watch import analysed
from app.schemas import Job
from app.settings import Settings


@dataclass(frozen=True, slots=True)
class Engine:
    """Loaded once, shared by all requests, never changed."""

    lexicon: Lexicon
    settings: Settings
    # One at a time: Python's lock lets no more run, and each more would delay the event loop.
    thread: anyio.CapacityLimiter = field(default_factory=lambda: anyio.CapacityLimiter(1))

    async def answer(self, job: Job) -> bytes:
        """The answer's JSON; a small text is done at once, a large one off the event loop."""
        if sum(len(block.text) for block in job.blocks) <= self.settings.offload_chars:
            return self.work(job)
        return await run_sync(self.work, job, limiter=self.thread)

    def work(self, job: Job) -> bytes:
        """Analyse and encode."""
        began = perf_counter()
        report = analyze(job.blocks, self.lexicon, job.options)
        explain = job.options.explain
        answer = encode(report, job.blocks, job.unit, explain, job.language, self.lexicon.hash)
        chars = sum(len(block.text) for block in job.blocks)
        analysed(chars, perf_counter() - began, [f.category for f in report.findings])
        return answer


def engine_of(request: Request) -> Engine:
    """The engine that create_app() attached."""
    engine: Engine = request.app.state.engine
    return engine
