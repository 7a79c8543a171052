"""Waiting for a message until a moment, as asyncio's own timeout would."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from starlette.types import Message

from levelhead.service.middleware.patience import receive_by

MESSAGE: Message = {"type": "http.request", "body": b"x"}


def after(*pauses: float) -> Callable[[], Awaitable[Message]]:
    async def receive() -> Message:
        for pause in pauses:
            await asyncio.sleep(pause)
        return MESSAGE

    return receive


async def received(receive: Callable[[], Awaitable[Message]], seconds: float) -> Message:
    return await receive_by(asyncio.get_running_loop().time() + seconds, receive)


@pytest.mark.parametrize("pauses", [(), (0,), (0.01,), (0, 0.01, 0, 0.01)])
def test_a_message_that_comes_in_time_is_received(pauses: tuple[float, ...]) -> None:
    assert asyncio.run(received(after(*pauses), 5)) is MESSAGE


@pytest.mark.parametrize("pauses", [(5.0,), (0, 5.0), (0.03,) * 100])
def test_one_that_does_not_is_not_waited_for(pauses: tuple[float, ...]) -> None:
    with pytest.raises(TimeoutError):
        asyncio.run(asyncio.wait_for(received(after(*pauses), 0.05), 2))


@pytest.mark.parametrize("pauses", [(), (0,), (0.01,)])
def test_what_goes_wrong_in_receiving_is_told(pauses: tuple[float, ...]) -> None:
    async def receive() -> Message:
        await after(*pauses)()
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        asyncio.run(received(receive, 5))


def test_the_receiver_may_clean_up_when_nobody_waits_any_more() -> None:
    cleaned: list[str] = []

    async def receive() -> Message:
        try:
            await asyncio.sleep(5)
        finally:
            await asyncio.sleep(0)
            cleaned.append("up")
        return MESSAGE

    async def story() -> None:
        with pytest.raises(TimeoutError):
            await received(receive, 0.01)
        task = asyncio.create_task(received(receive, 5))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(story())
    assert cleaned == ["up", "up"]
