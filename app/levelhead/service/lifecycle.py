"""What signals do to a process that serves: SIGTERM drains it, SIGHUP loads the lexicon anew."""

import asyncio
import signal
import sys
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import structlog
from anyio.to_thread import run_sync
from fastapi import FastAPI

from levelhead.lexicon import Lexicon, LexiconError, load, stems
from levelhead.memory import freeze
from levelhead.service.observe import faults, metrics
from levelhead.service.routes.engine import Engine

# How long a thread that loads or analyses may hold Python's lock while requests wait for it;
# Python's own is ten times that.
_TURN_SECONDS = 0.0005


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """From the first request to the last; signals are heard where Python can hear them."""
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(tell)
    turn = sys.getswitchinterval()
    sys.setswitchinterval(_TURN_SECONDS)
    if threading.current_thread() is threading.main_thread():
        reload = Reload(app)
        loop.add_signal_handler(signal.SIGHUP, reload.ask)
        stop = signal.getsignal(signal.SIGTERM)
        if callable(stop):
            leave = Leave(app, loop, lambda: stop(signal.SIGTERM, None))
            loop.add_signal_handler(signal.SIGTERM, leave.ask)
    warmed = loop.run_in_executor(None, warm, app.state.engine.lexicon)
    yield
    await warmed
    sys.setswitchinterval(turn)
    if app.state.tracing:
        await run_sync(app.state.tracing.close)
    if app.state.upstream:
        await app.state.upstream.client.aclose()
    if app.state.counters:
        await app.state.counters.close()


def warm(lexicon: Lexicon) -> None:
    """Do what no start waits for and some later request would: import nltk, compile patterns."""
    stems.warm()
    lexicon.warm()


def tell(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Log what went wrong between requests; asyncio's own words could repeat parts of one."""
    error = context.get("exception")
    told = faults.told(error) if error else None
    structlog.get_logger().error("bug", where="event loop", error=told)


def refuse(error: LexiconError | OSError) -> None:
    """Log the faults of a lexicon, each with its path and line."""
    metrics.LEXICON_LOADS.labels("refused").inc()
    for fault in str(error).splitlines():
        structlog.get_logger().error("lexicon refused", fault=fault)


def accept(lexicon: Lexicon) -> None:
    """Log that a lexicon is in use, and stays."""
    freeze()
    metrics.LEXICON_LOADS.labels("loaded").inc()
    entries = len(lexicon.entries)
    structlog.get_logger().info("lexicon loaded", lexicon=lexicon.hash, entries=entries)


class Reload:
    """Loads the lexicon in a thread and hands it to the requests that come after.

    Those that have begun end with the one they began with. A lexicon with a fault is refused, and
    the one before goes on.
    """

    def __init__(self, app: FastAPI) -> None:
        self.app = app
        self.asked = False
        self.task: asyncio.Task[None] | None = None

    def ask(self) -> None:
        """Begin, or begin again after the load that is going on: its files may be the old ones."""
        self.asked = True
        if self.task is None or self.task.done():
            self.task = asyncio.get_running_loop().create_task(self.run())

    async def run(self) -> None:
        """Load until nobody has asked since."""
        while self.asked:
            self.asked = False
            engine: Engine = self.app.state.engine
            try:
                lexicon = await run_sync(load, engine.settings.lexicons)
                await run_sync(lexicon.warm)
            except (LexiconError, OSError) as error:
                refuse(error)
            else:
                self.app.state.engine = replace(engine, lexicon=lexicon)
                accept(lexicon)


class Leave:
    """Says that it is not ready, goes on answering for a while, then stops.

    In that while a load balancer finds out and sends no more; only then the port is closed.
    """

    def __init__(
        self, app: FastAPI, loop: asyncio.AbstractEventLoop, stop: Callable[[], object]
    ) -> None:
        self.app = app
        self.loop = loop
        self.stop = stop

    def ask(self) -> None:
        """Begin; asked twice, stop at once."""
        drain = self.app.state.drain
        if drain.begun:
            self.stop()
            return
        drain.begun = True
        seconds = self.app.state.engine.settings.drain_seconds
        structlog.get_logger().info("draining", seconds=seconds)
        self.loop.call_later(seconds, self.stop)
