"""Another LanguageTool server, which is asked too, so that users keep their other checks."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TypeVar

import anyio
import httpx
import msgspec
from anyio.to_thread import run_sync

from levelhead.engine.deadline import no_deadline
from levelhead.languagetool.answer import Checked, ListedLanguage
from levelhead.languagetool.encoded import encode_checked, limit_of
from levelhead.languagetool.form import write_form
from levelhead.languagetool.merge import Theirs
from levelhead.languagetool.request import Fields

# About 5,000 matches; a server that sends more is broken, or not a LanguageTool server.
MAX_BYTES = 4 * 1024 * 1024
# No more at once than this. A connection is used once: bytes that a broken server sends after one
# client's answer would be the answer to the next client.
LIMITS = httpx.Limits(max_connections=32, max_keepalive_connections=0)
FORM = {"Content-Type": "application/x-www-form-urlencoded"}

log = logging.getLogger("levelhead")

_Answer = TypeVar("_Answer")


class Unusable(Exception):
    """The other server answered, but not with what we can pass on; str() says why."""


def _client() -> httpx.AsyncClient:
    # Its answer must be countable while it comes in, so that it may not come compressed. A cookie
    # that it sets for one client would be sent with the texts of all others.
    none = CookieJar(policy=DefaultCookiePolicy(allowed_domains=()))
    return httpx.AsyncClient(limits=LIMITS, headers={"Accept-Encoding": "identity"}, cookies=none)


@dataclass(frozen=True, slots=True)
class Upstream:
    """The server at `address` (up to and with its /v2), which has `seconds` to answer."""

    address: str
    seconds: float
    client: httpx.AsyncClient = field(default_factory=_client)

    async def ask(self, fields: Fields, text: str) -> Theirs | None:
        """Its answer to the same form, which is about `text` with its markup; None if it fails.

        It fails by being away, slow or redirected, by an error of its own and by an answer that is
        too long or not LanguageTool's. The log has nothing of the text.
        """
        return await self._fetch(partial(_theirs, text), "POST", "check", fields)

    async def languages(self) -> list[ListedLanguage]:
        """The languages it reads; none if it fails."""
        return await self._fetch(partial(_read, list[ListedLanguage]), "GET", "languages") or []

    async def _fetch(
        self,
        read: Callable[[bytes], _Answer],
        method: str,
        path: str,
        fields: Fields | None = None,
    ) -> _Answer | None:
        """What `read` makes of its answer, off the event loop: both may be megabytes."""
        try:
            with anyio.fail_after(self.seconds):
                form = await run_sync(write_form, fields) if fields else None
                return await run_sync(read, await self._body(method, path, form))
        except (httpx.HTTPError, TimeoutError) as error:
            _log_failure(type(error).__name__)
        except Unusable as unusable:
            _log_failure(str(unusable))
        return None

    async def _body(self, method: str, path: str, form: bytes | None) -> bytes:
        body = bytearray()
        url = f"{self.address.rstrip('/')}/{path}"
        headers = FORM if form else None
        asking = self.client.stream(
            method, url, content=form, headers=headers, timeout=self.seconds
        )
        async with asking as answer:
            if answer.status_code != httpx.codes.OK:
                raise Unusable(f"status {answer.status_code}")
            async for chunk in answer.aiter_raw():
                body += chunk
                if len(body) > MAX_BYTES:
                    raise Unusable(f"more than {MAX_BYTES} bytes")
        return bytes(body)


def _theirs(text: str, body: bytes) -> Theirs:
    checked = _read(Checked, body)
    length = len(text.encode("utf-16-le")) // 2
    if any(match.offset + match.length > length for match in checked.matches):
        raise Unusable("a match outside the text")
    ranges = ((start, end) for start, end in checked.sentence_ranges)
    found = encode_checked(checked.matches, ranges, no_deadline, limit_of(text))
    return Theirs(checked.language, found, checked.warnings.incomplete_results)


def _read(kind: type[_Answer], body: bytes) -> _Answer:
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Unusable("not JSON of LanguageTool's form") from error


def _log_failure(reason: str) -> None:
    log.warning("no answer of the other LanguageTool server: %s", reason)
