"""The life of a process that serves: SIGHUP reloads its lexicon, SIGTERM drains it."""

import asyncio
import signal
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, nullcontext
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import Any

import structlog
from anyio.to_thread import run_sync
from fastapi import FastAPI

from levelhead.lexicon import Lexicon, LexiconError, load_lexicon, stems
from levelhead.lexicon.load_profile import load_profile, profile_folders
from levelhead.lexicon.profile import Profile
from levelhead.memory import freeze
from levelhead.service.engine import Engine
from levelhead.service.observe import faults, metrics
from levelhead.service.settings import Settings

# How long a thread that loads or analyses may hold Python's lock while requests wait for it: a
# tenth of Python's default.
_SWITCH_SECONDS = 0.0005
# How many times as long as it compiles patterns the warm-up of a start rests.
_REST = 3


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Handle signals, where Python can, and close what the application holds at its end."""
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(log_bug)
    interval = sys.getswitchinterval()
    sys.setswitchinterval(_SWITCH_SECONDS)
    if threading.current_thread() is threading.main_thread():
        reload = Reload(app)
        loop.add_signal_handler(signal.SIGHUP, reload.request)
        stop = signal.getsignal(signal.SIGTERM)
        if callable(stop):
            stopped = partial(stop, signal.SIGTERM, None)
            loop.add_signal_handler(signal.SIGTERM, drain, app, loop, stopped)
    stopping = threading.Event()
    warmed = loop.run_in_executor(None, warm, app.state.engine.lexicon, stopping.is_set)
    try:
        async with app.state.mcp.manager.run() if app.state.mcp else nullcontext():
            yield
    finally:
        stopping.set()  # a second Ctrl-C cancels what follows
    await warmed
    sys.setswitchinterval(interval)
    if app.state.tracing:
        await run_sync(app.state.tracing.close)
    if app.state.upstream:
        await app.state.upstream.client.aclose()
    if app.state.counters:
        await app.state.counters.close()


def warm(
    lexicon: Lexicon, stopped: Callable[[], bool] = lambda: False, rest: float = _REST
) -> None:
    """Import nltk and compile patterns, for which otherwise a later request would wait.

    This thread keeps others from running while it compiles, so it rests `rest` times as long after
    each pattern: the first requests are not slowed, and a service that ends soon has not compiled
    what nobody needed.
    """
    with stems.imported_lean():
        lexicon.concepts.warm()
    for pattern in lexicon.patterns():
        if stopped():
            return
        started = time.thread_time()
        pattern.search("")
        if rest:  # even sleep(0) takes milliseconds on a busy machine
            time.sleep(rest * (time.thread_time() - started))


def log_bug(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Log an error of the event loop; asyncio's own message could contain parts of a request."""
    error = context.get("exception")
    described = faults.describe(error) if error else None
    structlog.get_logger().error("bug", where="event loop", error=described)


def log_refusal(error: LexiconError | OSError) -> None:
    """Log each fault of a lexicon, with its path and line."""
    metrics.LEXICON_LOADS.labels("refused").inc()
    for fault in str(error).splitlines():
        structlog.get_logger().error("lexicon refused", setting="LEVELHEAD_LEXICONS", fault=fault)


def put_in_use(lexicon: Lexicon) -> None:
    """Log that a lexicon is in use, and exempt it from garbage collection."""
    freeze()
    metrics.LEXICON_LOADS.labels("loaded").inc()
    entries = len(lexicon.entries)
    structlog.get_logger().info("lexicon loaded", lexicon=lexicon.hash, entries=entries)


def profiles_of(
    settings: Settings, lexicon: Lexicon, old: Mapping[str, Profile] = MappingProxyType({})
) -> dict[str, Profile]:
    """The profiles by name; in place of one with a fault, which is logged, the old one if any.

    That an `old` one is no longer there is a fault too: a deployment may have failed halfway.
    """
    if settings.profiles is None:
        return {}
    found: dict[str, Profile] = {}
    folders = {*profile_folders(settings.profiles), *(settings.profiles / name for name in old)}
    for folder in sorted(folders):
        try:
            found[folder.name] = load_profile(folder, lexicon)
        except (LexiconError, OSError) as error:
            metrics.PROFILE_LOADS.labels("refused").inc()
            for fault in str(error).splitlines():
                structlog.get_logger().error(
                    "profile refused", setting="LEVELHEAD_PROFILES", fault=fault
                )
            if folder.name in old:
                found[folder.name] = old[folder.name]
        else:
            metrics.PROFILE_LOADS.labels("loaded").inc()
            profile = found[folder.name]
            structlog.get_logger().info("profile loaded", profile=folder.name, hash=profile.hash)
    freeze()
    return found


class Reload:
    """Loads the lexicon and the profiles in a thread, for the requests that begin after that.

    A lexicon or profile with a fault is refused, and the old one stays in use.
    """

    def __init__(self, app: FastAPI) -> None:
        self.app = app
        self.requested = False
        self.task: asyncio.Task[None] | None = None

    def request(self) -> None:
        """Load now, or again after a load in progress, which may have read the old files."""
        self.requested = True
        if self.task is None or self.task.done():
            self.task = asyncio.get_running_loop().create_task(self.run())

    async def run(self) -> None:
        """Load until there was no further request meanwhile."""
        while self.requested:
            self.requested = False
            engine: Engine = self.app.state.engine
            try:
                lexicon = await run_sync(load_lexicon, engine.settings.lexicons)
                await run_sync(partial(warm, lexicon, rest=0))
            except (LexiconError, OSError) as error:
                log_refusal(error)
            else:
                engine = replace(engine, lexicon=lexicon)
                put_in_use(lexicon)
            if engine.settings.profiles:
                profiles = await run_sync(
                    profiles_of, engine.settings, engine.lexicon, engine.profiles
                )
                engine = replace(engine, profiles=profiles)
            self.app.state.engine = engine


def drain(app: FastAPI, loop: asyncio.AbstractEventLoop, stop: Callable[[], object]) -> None:
    """Report that the process is not ready, and stop it after `drain_seconds`; at once if repeated.

    Until then it answers requests, while load balancers learn to send them elsewhere.
    """
    if app.state.drain.begun:
        stop()
        return
    app.state.drain.begun = True
    seconds = app.state.engine.settings.drain_seconds
    structlog.get_logger().info("draining", seconds=seconds)
    loop.call_later(seconds, stop)
