"""What all operations share: the lexicon, the settings, the queues, and running a job."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple, TypeVar

from anyio.to_thread import run_sync
from starlette.requests import ClientDisconnect, Request

from levelhead.engine.analyzer import Block, Options, analyze
from levelhead.engine.bounds import TooMuch
from levelhead.engine.compare import Comparison, Version, compare
from levelhead.engine.deadline import Checkpoint, DeadlineExceeded, check_deadline, within
from levelhead.engine.encode import encode, encode_comparison
from levelhead.engine.report import Report, Span
from levelhead.invalid_input import InvalidInput
from levelhead.lexicon import Entry, Lexicon
from levelhead.lexicon.profile import Profile
from levelhead.options import NO_SUCH_PROFILE
from levelhead.service.middleware.body_limit import Held
from levelhead.service.middleware.problem import Problem
from levelhead.service.middleware.queue import Queue, late
from levelhead.service.middleware.request_state import RequestState, state_of
from levelhead.service.observe import metrics
from levelhead.service.settings import Settings

T = TypeVar("T")

# How much processor time a request may take on the event loop, where all others wait for it. A
# dense text of `offload_bytes` takes 11 to 13 ms on a slow machine at rest: it must not end up in
# the queue of large ones, where it would start again and wait for a text of 1 MB. Time of other
# threads is not counted, for the same reason.
LOOP_SECONDS = 0.05

# How many times `offload_bytes` a request of medium length has at most. Such requests have a thread
# of their own: a long article must not wait for 1 MB, which takes a second.
MEDIUM_TIMES = 8

# The longest answer in bytes, and as a multiple of the longest body; the larger one applies. The
# answer to a dense tabloid text is six times as long as the text, and seven times with `explain`.
ANSWER_BYTES, ANSWER_BODIES = 16 * 1024 * 1024, 8

KEY_WITHOUT_PROFILE = "the profile of this API key is not loaded, see the service's log"

# How many answers of that length, with their bodies, a process may hold at a time.
HELD_ANSWERS = 3


@dataclass(frozen=True, slots=True)
class Engine:
    """Created once, shared by all requests, immutable."""

    lexicon: Lexicon
    profiles: Mapping[str, Profile]
    settings: Settings
    # One job at a time in each: the GIL lets no more run, and each further thread would delay the
    # event loop. Medium and large jobs each run in a thread.
    small: Queue
    medium: Queue
    large: Queue
    held: Held

    def deadline(self) -> float:
        """When a request whose body has just been read must be answered (time.monotonic)."""
        return time.monotonic() + self.settings.deadline_seconds

    def profile(self, state: RequestState, name: str | None = None) -> Profile | None:
        """The profile of this name, or else that of the request.

        InvalidInput if there is none of that name, and Problem 503 if it is that of the API key:
        an analysis without the newsroom's words would be taken for one with them.
        """
        given = name or state.profile
        if given is None:
            return None
        if found := self.profiles.get(given):
            return found
        if name is None and state.key and state.key.profile == given:
            raise Problem(503, KEY_WITHOUT_PROFILE, reason="no_profile")
        raise InvalidInput([NO_SUCH_PROFILE])

    def rule(self, id_: str) -> Entry | None:
        """The rule of the lexicon or of a profile; None if there is none."""
        profile = self.profiles.get(id_.partition(":")[0])
        own = profile.words.entries.get(id_) if profile else None
        return own or self.lexicon.entries.get(id_)

    async def run(
        self,
        work: Callable[[Checkpoint], T],
        size: int,
        deadline: float,
        *,
        begun: bool = False,
        client: Request | None = None,
    ) -> T:
        """What `work` returns; it is given the checkpoint to call, and may be called twice.

        Work on at most `offload_bytes`, by its `size`, runs on the event loop, unless it takes
        more than LOOP_SECONDS; other work runs in a thread, of which up to MEDIUM_TIMES that size
        has one of its own. Problem 503 if too many requests are queued, unless the request's answer
        has `begun`, or if the deadline passes. ClientDisconnect if the `client`, whose body has
        been read, disconnects in the queue.
        """
        queue = self.large
        if size <= self.settings.offload_bytes:
            await _enter(self.small, deadline, begun, client)
            try:
                return work(within(LOOP_SECONDS, deadline))
            except DeadlineExceeded:
                pass  # too long for the event loop
            finally:
                self.small.leave()
        elif size <= MEDIUM_TIMES * self.settings.offload_bytes:
            queue = self.medium
        return await self.in_thread(work, deadline, queue, begun=begun, client=client)

    async def in_thread(
        self,
        work: Callable[[Checkpoint], T],
        deadline: float,
        queue: Queue | None = None,
        *,
        begun: bool = False,
        client: Request | None = None,
    ) -> T:
        """What `work` returns, run in a thread, after those in the queue of large ones, by default.

        Errors as in run().
        """
        queue = queue or self.large
        await _enter(queue, deadline, begun, client)
        try:
            outcome = await run_sync(partial(_outcome, work, partial(check_deadline, deadline)))
        finally:
            queue.leave()
        if isinstance(outcome, _Failed):
            raise outcome.problem
        return outcome

    def analysis_json(
        self,
        blocks: Sequence[Block],
        options: Options,
        state: RequestState,
        checkpoint: Checkpoint,
        limit: int | None = None,
    ) -> bytes:
        """The JSON of the answer, of at most `limit` bytes; errors as in analyze()."""
        most = max_answer_bytes(self.settings) if limit is None else limit

        def write(report: Report) -> bytes:
            return encode(report, options, self.lexicon.hash, checkpoint, most)

        return self.analyze(blocks, options, write, state, checkpoint)

    def comparison_json(
        self,
        before: Version,
        after: Version,
        state: RequestState,
        checkpoint: Checkpoint,
        limit: int | None = None,
    ) -> bytes:
        """The JSON of the comparison, of at most `limit` bytes; errors as in analyze()."""
        most = max_answer_bytes(self.settings) if limit is None else limit

        def write(found: Comparison) -> bytes:
            return encode_comparison(found, before.options, self.lexicon.hash, checkpoint, most)

        return self.compare(before, after, write, state, checkpoint)

    def compare(
        self,
        before: Version,
        after: Version,
        write: Callable[[Comparison], T],
        state: RequestState,
        checkpoint: Checkpoint,
    ) -> T:
        """What `write` makes of the comparison; all else as for analyze()."""

        def work() -> tuple[T, Sequence[Span]]:
            found = compare(before, after, self.lexicon, checkpoint, self._key())
            return write(found), (*found.before.spans, *found.after.spans)

        return _counted((*before.blocks, *after.blocks), before.options, work, state)

    def analyze(
        self,
        blocks: Sequence[Block],
        options: Options,
        write: Callable[[Report], T],
        state: RequestState,
        checkpoint: Checkpoint,
    ) -> T:
        """What `write` makes of the report; the text is counted in metrics and in the state.

        DeadlineExceeded from the checkpoint; Problem 422 if the text or its answer exceeds a limit.
        """

        def work() -> tuple[T, Sequence[Span]]:
            report = analyze(blocks, self.lexicon, options, checkpoint, self._key())
            return write(report), report.spans

        return _counted(blocks, options, work, state)

    def _key(self) -> bytes:
        return self.settings.fingerprint_key.encode()


def _counted(
    blocks: Sequence[Block],
    options: Options,
    work: Callable[[], tuple[T, Sequence[Span]]],
    state: RequestState,
) -> T:
    """What `work` returns besides the spans, once the blocks have been counted."""
    began = time.perf_counter()
    try:
        written, spans = work()
    except TooMuch as error:
        raise Problem(422, f"the text {error}") from error
    chars = sum(len(block.text) for block in blocks)
    seconds = time.perf_counter() - began
    metrics.analysed(chars, seconds, [span.category for span in spans])
    if options.profile:
        metrics.PROFILE_TEXTS.labels(options.profile.name).inc()
    state.add_text(chars, len(spans), seconds)
    return written


class _Failed(NamedTuple):
    problem: Problem


def _outcome(work: Callable[[Checkpoint], T], checkpoint: Checkpoint) -> T | _Failed:
    """What `work` returns, or the problem that it ended with.

    An error that left the thread would keep the frames of the work and all their values until the
    garbage collector runs: the thread refers to the error, and the error to the frames.
    """
    try:
        return work(checkpoint)
    except DeadlineExceeded:
        failed = late("timed out during analysis")
    except Problem as problem:
        failed = problem.with_traceback(None)
        failed.__cause__ = failed.__context__ = None
    return _Failed(failed)


async def _enter(queue: Queue, deadline: float, begun: bool, client: Request | None) -> None:
    await queue.enter(deadline, begun=begun, gone=partial(gone, client) if client else None)
    if client and state_of(client.scope).gone:  # the queue watches only those that wait long
        queue.leave()
        raise ClientDisconnect


async def gone(client: Request) -> None:
    """Return once the client, whose body has been read, has disconnected."""
    while (await client.receive())["type"] != "http.disconnect":
        pass


def make_engine(lexicon: Lexicon, settings: Settings, profiles: Mapping[str, Profile]) -> Engine:
    """An engine with its own queues."""
    small, large = settings.max_waiting, settings.max_waiting_large
    return Engine(
        lexicon,
        profiles,
        settings,
        small=Queue(small),
        medium=Queue(large),
        large=Queue(large),
        held=Held(HELD_ANSWERS * max_answer_bytes(settings)),
    )


def max_answer_bytes(settings: Settings) -> int:
    """The most bytes that an answer may have."""
    return max(ANSWER_BYTES, ANSWER_BODIES * settings.max_body_bytes)
