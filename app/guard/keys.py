"""API keys: every request needs one of the key file, except on open paths."""

import re
from collections.abc import Collection
from datetime import UTC, datetime
from math import ceil
from typing import TYPE_CHECKING
from urllib.parse import unquote_plus

from starlette.types import ASGIApp, Receive, Scope, Send

from app.guard.forms import Forms
from app.guard.key_file import Key, KeyFile
from app.guard.problem import Problem
from app.guard.proxies import network_of
from app.guard.rate import Rate

if TYPE_CHECKING:
    from app.guard.counters import Counters

FORM = b"application/x-www-form-urlencoded"
MISSING = "missing API key: send it in X-API-Key, or in Authorization as a Bearer token"
# How many wrong keys an address may send until it is told to wait. Nobody can guess a key: this
# slows down a client that was not told of a new one. Right keys are never counted here, so that
# such a client shuts out nobody else behind the same address.
WRONG_KEYS = Rate(30, 60)
# The name LanguageTool's clients send a key by. A form may be megabytes: the name is looked for
# before what is in front of it, and no more of a value is decoded than a key can have as %XX.
_FIELD = re.compile(rb"apiKey=(?<![^&]apiKey=)([^&]{1,3000})")


class Keys:
    """Refuses requests without a valid API key (401) and with an expired one (403).

    An address that sends too many wrong keys gets a 429 for further ones, and only for those.

    The key is in `Authorization: Bearer` or `X-API-Key`; on `form_paths`, whose protocol has no
    headers, it may be in the field `apiKey` of the query or the form.
    """

    def __init__(
        self,
        app: ASGIApp,
        file: KeyFile,
        counters: "Counters",
        open_paths: Collection[str] = (),
        form_paths: Collection[str] = (),
    ) -> None:
        self.app = app
        self.file = file
        self.counters = counters
        self.forms = Forms()
        self.open_paths = frozenset(open_paths)
        self.form_paths = frozenset(form_paths)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["path"] in self.open_paths:
            return await self.app(scope, receive, send)
        given = _in_headers(scope)
        if given is None and scope["path"] in self.form_paths:
            given = _in_fields(scope["query_string"])
            if given is None and _is_form(scope):
                body, receive = await self.forms.read(receive)
                given = _in_fields(body)
        scope.setdefault("state", {})["key"] = await self.admit(given, scope)
        await self.app(scope, receive, send)

    async def admit(self, given: str | None, scope: Scope) -> Key:
        """The key that was given; Problem 401, 403 or 429 if it is not valid."""
        if given is None:
            raise _unauthorized(MISSING, 'Bearer realm="levelhead"')
        key = self.file.find(given)
        if key is None:
            raise await self._unknown(scope)
        if key.expires and key.expires <= datetime.now(UTC):
            raise Problem(403, "this API key has expired", reason="expired")
        return key

    async def _unknown(self, scope: Scope) -> Problem:
        count = await self.counters.count(WRONG_KEYS, "wrong key", network_of(scope))
        if count.within:
            return _unauthorized(
                "unknown API key", 'Bearer realm="levelhead", error="invalid_token"'
            )
        wait = max(1, ceil(count.reset))
        return Problem(
            429,
            f"unknown API key; this address sent {WRONG_KEYS.quota} wrong ones within "
            f"{WRONG_KEYS.seconds} s; wait {wait} s",
            headers={"Retry-After": str(wait)},
            reason="unauthorized",
        )


def _unauthorized(detail: str, challenge: str) -> Problem:
    return Problem(401, detail, headers={"WWW-Authenticate": challenge}, reason="unauthorized")


def _in_headers(scope: Scope) -> str | None:
    bearer = alone = None
    for name, value in scope["headers"]:
        if name == b"authorization" and value[:7].lower() == b"bearer ":
            bearer = value[7:].strip()
        elif name == b"x-api-key":
            alone = value.strip()
    found = bearer or alone
    return found.decode("latin-1") if found else None


def _in_fields(fields: bytes) -> str | None:
    """The key in a query or form, without decoding the other fields, which may be megabytes."""
    found = _FIELD.search(fields)
    return unquote_plus(found[1].decode("latin-1")) if found else None


def _is_form(scope: Scope) -> bool:
    kind = next((value for name, value in scope["headers"] if name == b"content-type"), b"")
    return kind.partition(b";")[0].strip().lower() == FORM
