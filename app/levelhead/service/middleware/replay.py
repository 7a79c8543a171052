"""A message that was received too early, for the next reader of the body."""

from starlette.types import Message, Receive


def replay(message: Message, receive: Receive) -> Receive:
    """A `receive` that returns the message first, and then what follows it."""
    waiting = [message]

    async def replayed() -> Message:
        return waiting.pop() if waiting else await receive()

    return replayed
