"""An attack: what is sent, and what answers are right."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from tests.attack.answers import Answer, ask, request

# What the service may say to a request that it could not get to or could not finish in time.
BUSY = frozenset({503})

Client = Callable[[int], Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class Attack:
    """`client` is one attacker at a port; it runs once, then `at_once` of it run together.

    `statuses` are those that are right, besides a 503; 0 is a connection that was closed without
    an answer. Where `timed`, an answer has to be there at the deadline.
    """

    name: str
    client: Client
    statuses: frozenset[int]
    at_once: int = 20
    timed: bool = True
    # An answer needs the headers that all have, and a line in the log with its status.
    answered: bool = True
    settings: Mapping[str, str] = field(default_factory=dict)


def sending(
    name: str,
    path: str,
    kind: str,
    body: bytes | Callable[[], bytes],
    *statuses: int,
    method: str = "POST",
    headers: Mapping[str, str] = {},
    at_once: int = 20,
    timed: bool = True,
    settings: Mapping[str, str] = {},
) -> Attack:
    """An attack of one request; without statuses, 200 is right."""

    async def client(port: int) -> Answer:
        content = body if isinstance(body, bytes) else body()
        return await ask(port, *request(method, path, content, kind, headers))

    right = frozenset(statuses or {200})
    return Attack(name, client, right, at_once, timed, settings=settings)
