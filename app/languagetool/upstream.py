"""Another LanguageTool server, asked beside us so that its users keep their other checks."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import attrgetter

import anyio
import httpx
import msgspec
from msgspec.structs import replace

from app.languagetool.answer import Checked, Match, Warnings
from app.languagetool.languages import is_english
from app.languagetool.request import Check, Fields

# Some 10,000 matches; a server that sends more is broken, or none of ours.
MAX_BYTES = 8 * 1024 * 1024
# Editors ask again while one types: few new connections, and no more waiting than this at once.
LIMITS = httpx.Limits(max_connections=32, max_keepalive_connections=8)

log = logging.getLogger("levelhead")


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
        try:
            with anyio.fail_after(self.seconds):
                return _read(await self._post(fields), length)
        except (httpx.HTTPError, TimeoutError, Unusable) as error:
            reason = str(error) if isinstance(error, Unusable) else type(error).__name__
            log.warning("no answer of the LanguageTool server beside us: %s", reason)
            return None

    async def _post(self, fields: Fields) -> bytes:
        body = bytearray()
        url = f"{self.address.rstrip('/')}/check"
        async with self.client.stream("POST", url, data=fields, timeout=self.seconds) as answer:
            if answer.status_code != httpx.codes.OK:
                raise Unusable(f"status {answer.status_code}")
            async for chunk in answer.aiter_raw():
                body += chunk
                if len(body) > MAX_BYTES:
                    raise Unusable(f"more than {MAX_BYTES} bytes")
        return bytes(body)


def merge(ours: Checked, theirs: Checked | None, check: Check) -> Checked:
    """Both servers' matches in the order of the text, of two at one place theirs first.

    They know languages: of a text that they find not to be English, ours are left out.
    """
    if theirs is None:
        return replace(ours, warnings=Warnings(incomplete_results=True))
    english = check.english and is_english(theirs.language.code)
    matches = [*theirs.matches, *(ours.matches if english else ())]
    return replace(
        ours,
        warnings=theirs.warnings,
        language=theirs.language,
        matches=_ordered(matches),
        sentence_ranges=ours.sentence_ranges if english else theirs.sentence_ranges,
    )


def _ordered(matches: Sequence[Match]) -> tuple[Match, ...]:
    return tuple(sorted(matches, key=attrgetter("offset")))


def _read(body: bytes, length: int) -> Checked:
    try:
        answer = msgspec.json.decode(body, type=Checked)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Unusable("not JSON of LanguageTool's form") from error
    if any(match.offset + match.length > length for match in answer.matches):
        raise Unusable("a match outside the text")
    return answer
