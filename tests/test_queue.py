"""The queue: when a request is let in, when it is refused, and that no turn is ever lost."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest
from starlette.requests import ClientDisconnect

from levelhead.service.middleware import queue as module
from levelhead.service.middleware.problem import Problem
from levelhead.service.middleware.queue import Queue
from tests.helpers.running import SECONDS

FAR = time.monotonic() + 1000


async def worked(queue: Queue, name: str, log: list[str], seconds: float = 0.0) -> None:
    await queue.enter(FAR)
    log.append(f"+{name}")
    await asyncio.sleep(seconds)
    log.append(f"-{name}")
    queue.leave()


def run(story: Callable[[Queue], Awaitable[None]], most: int = 10) -> None:
    async def checked() -> None:
        queue = Queue(most)
        await story(queue)
        assert queue._waiting == type(queue._waiting)()
        log: list[str] = []
        await asyncio.wait_for(worked(queue, "after", log), SECONDS)
        assert log == ["+after", "-after"], "a turn was lost"

    asyncio.run(checked())


@pytest.fixture(autouse=True)
def watched_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WATCHED_AFTER", 0.0)


def test_one_is_in_at_a_time_first_come_first_served() -> None:
    async def story(queue: Queue) -> None:
        log: list[str] = []
        await asyncio.gather(*(worked(queue, name, log) for name in "abc"))
        assert log == ["+a", "-a", "+b", "-b", "+c", "-c"]

    run(story)


def test_beyond_those_who_may_wait_all_are_turned_away_before_any_is_let_in() -> None:
    async def story(queue: Queue) -> None:
        log: list[str] = []

        async def tried(n: int) -> None:
            try:
                await worked(queue, str(n), log)
            except Problem as problem:
                log.append(f"{problem.reason} {problem.headers}")

        await asyncio.gather(*map(tried, range(6)))
        refused = "overloaded {'Retry-After': '1'}"
        assert log == [*[refused] * 3, "+0", "-0", "+1", "-1", "+2", "-2"]

    run(story, most=2)


def test_who_has_begun_is_not_turned_away() -> None:
    async def story(queue: Queue) -> None:
        await queue.enter(FAR)
        with pytest.raises(Problem):
            await queue.enter(FAR)
        waiting = asyncio.create_task(queue.enter(FAR, begun=True))
        await asyncio.sleep(0)
        queue.leave()
        await waiting
        queue.leave()

    run(story, most=0)


@pytest.mark.alone
def test_nobody_waits_beyond_the_deadline() -> None:
    async def story(queue: Queue) -> None:
        await queue.enter(FAR)
        start = time.monotonic()
        with pytest.raises(Problem) as late:
            await queue.enter(start + 0.05)
        assert (late.value.details.status, late.value.reason) == (503, "deadline")
        assert 0.04 < time.monotonic() - start < 0.5
        queue.leave()

    run(story)


def test_who_gives_up_while_waiting_is_passed_over() -> None:
    async def story(queue: Queue) -> None:
        log: list[str] = []
        first, second, third = (asyncio.create_task(worked(queue, n, log)) for n in "abc")
        await asyncio.sleep(0)
        second.cancel()
        await asyncio.gather(first, third)
        assert log == ["+a", "-a", "+c", "-c"]

    run(story)


def test_who_has_gone_waits_no_longer_and_leaves_room() -> None:
    async def story(queue: Queue) -> None:
        hung_up = asyncio.Event()

        async def gone() -> None:
            await hung_up.wait()

        await queue.enter(FAR)
        waiting = asyncio.create_task(queue.enter(FAR, gone=gone))
        await asyncio.sleep(0)
        full = [queue.full]
        hung_up.set()
        with pytest.raises(ClientDisconnect):
            await waiting
        assert [*full, queue.full] == [True, False]
        queue.leave()

    run(story, most=1)


def test_who_is_still_there_is_listened_to_only_while_it_waits() -> None:
    async def story(queue: Queue) -> None:
        ended: list[str] = []

        async def gone() -> None:
            try:
                await asyncio.Event().wait()
            finally:
                ended.append("listening")

        await queue.enter(FAR)
        waiting = asyncio.create_task(queue.enter(FAR, gone=gone))
        await asyncio.sleep(0.01)
        queue.leave()
        await waiting
        await asyncio.sleep(0)
        assert ended == ["listening"]
        queue.leave()

    run(story)


def test_who_waits_briefly_is_not_watched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WATCHED_AFTER", 1000.0)

    async def story(queue: Queue) -> None:
        async def gone() -> None:
            raise AssertionError("watched")

        await queue.enter(FAR)
        waiting = asyncio.create_task(queue.enter(FAR, gone=gone))
        await asyncio.sleep(0.01)
        queue.leave()
        await waiting
        queue.leave()

    run(story)


@pytest.mark.parametrize("order", ["leave, go", "go, leave"])
def test_who_goes_as_its_turn_comes_keeps_nobody_waiting(order: str) -> None:
    async def story(queue: Queue) -> None:
        log: list[str] = []
        hung_up = asyncio.Event()

        async def gone() -> None:
            await hung_up.wait()

        async def hasty() -> None:
            await queue.enter(FAR, gone=gone)
            queue.leave()

        await queue.enter(FAR)
        first = asyncio.create_task(hasty())
        next_ = asyncio.create_task(worked(queue, "next", log))
        await asyncio.sleep(0.01)
        steps: dict[str, Callable[[], object]] = {"leave": queue.leave, "go": hung_up.set}
        for step in order.split(", "):
            steps[step]()
        await asyncio.gather(first, next_, return_exceptions=True)
        assert log == ["+next", "-next"]

    run(story)


@pytest.mark.parametrize("order", ["leave, cancel", "cancel, leave"])
def test_who_gives_up_as_its_turn_comes_passes_it_on(order: str) -> None:
    async def story(queue: Queue) -> None:
        log: list[str] = []
        await queue.enter(FAR)
        gone = asyncio.create_task(worked(queue, "gone", log))
        next_ = asyncio.create_task(worked(queue, "next", log))
        await asyncio.sleep(0)
        steps: dict[str, Callable[[], object]] = {"leave": queue.leave, "cancel": gone.cancel}
        for step in order.split(", "):
            steps[step]()
        await next_
        assert log == ["+next", "-next"]

    run(story)


def test_who_gives_up_on_the_threshold_leaves() -> None:
    async def story(queue: Queue) -> None:
        task = asyncio.create_task(worked(queue, "gone", []))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    run(story)
