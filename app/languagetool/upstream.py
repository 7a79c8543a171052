"""Another LanguageTool server, asked beside us so that its users keep their other checks."""

import logging
from dataclasses import dataclass, field
from typing import TypeVar

import anyio
import httpx
import msgspec

from app.languagetool.answer import Checked, ListedLanguage
from app.languagetool.request import Fields

# Some 10,000 matches; a server that sends more is broken, or none of ours.
MAX_BYTES = 8 * 1024 * 1024
# Editors ask again while one types: few new connections, and no more waiting than this at once.
LIMITS = httpx.Limits(max_connections=32, max_keepalive_connections=8)

log = logging.getLogger("levelhead")

_Answer = TypeVar("_Answer")


class Unusable(Exception):
    """The other server answered, but not with what we can pass on; str() says why."""


def _client() -> httpx.AsyncClient:
    # Its answer must be countable while it comes in, so that it may not come compressed.
    return httpx.AsyncClient(limits=LIMITS, headers={"Accept-Encoding": "identity"})


@dataclass(frozen=True, slots=True)
class Upstream:
    """The server at `address` (up to and with its /v2), which is given so many seconds."""

    address: str
    seconds: float
    client: httpx.AsyncClient = field(default_factory=_client)

    async def ask(self, fields: Fields, length: int) -> Checked | None:
        """Its answer to the same form, of a text so many UTF-16 units long; None if it fails.

        It fails by being away, slow or redirected, by an error of its own and by an answer that is
        too long or not LanguageTool's. What the log tells holds nothing of the text.
        """
        checked = await self._fetch(Checked, "POST", "check", fields)
        if checked and any(match.offset + match.length > length for match in checked.matches):
            _tell("a match outside the text")
            return None
        return checked

    async def languages(self) -> list[ListedLanguage]:
        """The languages it reads; none if it fails."""
        return await self._fetch(list[ListedLanguage], "GET", "languages") or []

    async def _fetch(
        self, kind: type[_Answer], method: str, path: str, fields: Fields | None = None
    ) -> _Answer | None:
        try:
            with anyio.fail_after(self.seconds):
                return _read(kind, await self._body(method, path, fields))
        except (httpx.HTTPError, TimeoutError) as error:
            _tell(type(error).__name__)
        except Unusable as unusable:
            _tell(str(unusable))
        return None

    async def _body(self, method: str, path: str, fields: Fields | None) -> bytes:
        body = bytearray()
        url = f"{self.address.rstrip('/')}/{path}"
        asking = self.client.stream(method, url, data=fields, timeout=self.seconds)
        async with asking as answer:
            if answer.status_code != httpx.codes.OK:
                raise Unusable(f"status {answer.status_code}")
            async for chunk in answer.aiter_raw():
                body += chunk
                if len(body) > MAX_BYTES:
                    raise Unusable(f"more than {MAX_BYTES} bytes")
        return bytes(body)


def _read(kind: type[_Answer], body: bytes) -> _Answer:
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Unusable("not JSON of LanguageTool's form") from error


def _tell(reason: str) -> None:
    log.warning("no answer of the LanguageTool server beside us: %s", reason)
