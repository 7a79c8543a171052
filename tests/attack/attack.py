"""An attack: what is sent, and what answers are right."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from tests.attack.answers import PATIENCE, Answer, Parts, Then, ask, request

# What the service may say to a request that it could not get to or could not finish in time.
BUSY = frozenset({503})
# A connection that was closed, or that the client left, without an answer.
NO_ANSWER = 0

JSON = "application/json"
TEXT = "text/plain"
HTML = "text/html"
NDJSON = "application/x-ndjson"
FORM = "application/x-www-form-urlencoded"

Client = Callable[[int], Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class Attack:
    """`client` is one attacker at a port; it runs once, then `at_once` of it run together.

    `statuses` are those that are right, besides a 503. Where `timed`, the answer has to be there
    at the deadline, and whole; otherwise the client itself may leave before. A 200 has to contain
    `contains` near its start. Where `shown`, answers may be stored.
    """

    name: str
    client: Client
    statuses: frozenset[int]
    at_once: int = 20
    timed: bool = True
    contains: bytes = b""
    settings: Mapping[str, str] = field(default_factory=dict)
    shown: bool = False


def sending(
    name: str,
    path: str,
    kind: str,
    body: bytes,
    *statuses: int,
    method: str = "POST",
    headers: Mapping[str, str] = {},
    at_once: int = 20,
    timed: bool = True,
    patience: float = PATIENCE,
    contains: bytes = b"",
    settings: Mapping[str, str] = {},
) -> Attack:
    """An attack of one request; without statuses, 200 is right."""

    async def client(port: int) -> Answer:
        return await ask(port, *request(method, path, body, kind, headers), patience=patience)

    right = frozenset(statuses or {200})
    return Attack(name, client, right, at_once, timed, contains, settings)


def raw(
    name: str,
    parts: Callable[[str], Parts],
    *statuses: int,
    at_once: int = 20,
    timed: bool = True,
    patience: float = PATIENCE,
    contains: bytes = b"",
    settings: Mapping[str, str] = {},
    then: Then = "read",
) -> Attack:
    """An attack of bytes that are made with the id of the request."""

    async def client(port: int) -> Answer:
        id_, _ = request("GET", "/")
        return await ask(port, id_, parts(id_), patience=patience, then=then)

    right = frozenset(statuses or {200})
    return Attack(name, client, right, at_once, timed, contains, settings)
