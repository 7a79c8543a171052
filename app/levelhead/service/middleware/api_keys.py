"""API keys: every request needs one of the key file, except on open paths."""

import binascii
import re
from base64 import b64decode
from collections.abc import Collection
from datetime import UTC, datetime
from math import ceil
from urllib.parse import unquote_plus

from starlette.types import ASGIApp, Receive, Scope, Send

from levelhead.service.middleware.forms import Forms
from levelhead.service.middleware.key_file import Key, KeyFile
from levelhead.service.middleware.problem import Problem
from levelhead.service.middleware.proxies import network_of
from levelhead.service.middleware.rate_limit import Counters
from levelhead.service.middleware.request_state import replace_path, state_of
from levelhead.service.rate import Rate

MISSING = "missing API key: send it in X-API-Key, in Authorization or, to /v2/check, as apiKey"
WRONG = "wrong API key: this service has no such key"
EXPIRED = "this API key has expired"
_CHALLENGE = 'Bearer realm="levelhead"'
# How many wrong keys an address may send before it has to wait. Nobody can guess a key: this slows
# down a client that keeps an old one. Valid keys are not counted, so that such a client excludes
# no other behind the same address.
WRONG_KEYS = Rate(30, 60)
# What LanguageTool's clients call the field of their key; gramma uses the second name.
_FIELDS = (b"apiKey", b"api_key")
# The longest key, escaped as %XX, has as many bytes; the rest of a field may be megabytes.
_MAX_FIELD_BYTES = 3000
_KEY_IN_PATH = re.compile(r"/+k/+([^/]+)(/.*)?", re.DOTALL)


class ApiKeys:
    """Refuses requests without a valid API key (401) and with an expired one (403).

    An address that sends too many wrong keys gets a 429 for further ones, and only for those.

    The key is in `Authorization: Bearer` or `X-API-Key`; on `form_paths`, whose protocol has no
    headers, it may be in the field `apiKey` of the query or the form, whatever its media type. If
    there is none, the password of `Authorization: Basic` is the key; it may also be a proxy's.
    """

    def __init__(
        self,
        app: ASGIApp,
        file: KeyFile,
        counters: Counters,
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
        if scope["type"] != "http" or scope["path"] in self.open_paths:
            return await self.app(scope, receive, send)
        given = _in_headers(scope)
        if given is None and scope["path"] in self.form_paths:
            given = _in_fields(scope["query_string"])
            if given is None:
                body, receive = await self.forms.read(receive)
                given = _in_fields(body)
        given = given or _password(scope)
        if given is None:
            raise _unauthorized(MISSING, _CHALLENGE)
        state = state_of(scope)
        state.key = await self._key(given, scope)
        state.profile = state.profile or state.key.profile
        await self.app(scope, receive, send)

    async def _key(self, given: str, scope: Scope) -> Key:
        """The entry of the key file; Problem 401, 403 or 429 if the key is not valid."""
        key = self.file.find(given)
        if key is None:
            raise await self._unknown(scope)
        if key.expires and key.expires <= datetime.now(UTC):
            raise Problem(403, EXPIRED, reason="expired")
        return key

    async def _unknown(self, scope: Scope) -> Problem:
        count = await self.counters.count(WRONG_KEYS, "wrong key", network_of(scope))
        if count.within:
            return _unauthorized(WRONG, f'{_CHALLENGE}, error="invalid_token"')
        wait = max(1, ceil(count.reset))
        return Problem(
            429,
            f"wrong API key; this address sent {WRONG_KEYS.quota} wrong ones within "
            f"{WRONG_KEYS.seconds} s; wait {wait} s",
            headers={"Retry-After": str(wait)},
            reason="unauthorized",
        )


def _unauthorized(detail: str, challenge: str) -> Problem:
    return Problem(401, detail, headers={"WWW-Authenticate": challenge}, reason="unauthorized")


def _in_headers(scope: Scope) -> str | None:
    bearer = header = None
    for name, value in scope["headers"]:
        if name == b"authorization" and value[:7].lower() == b"bearer ":
            bearer = value[7:].strip()
        elif name == b"x-api-key":
            header = value.strip()
    found = bearer or header
    return found.decode("latin-1") if found else None


def _password(scope: Scope) -> str | None:
    """The password of Basic: clients send it if their address is `http://name:key@host`."""
    for name, value in scope["headers"]:
        if name == b"authorization" and value[:6].lower() == b"basic ":
            try:
                pair = b64decode(value[6:].strip(), validate=True)
            except binascii.Error:
                continue
            return pair.partition(b":")[2].decode("latin-1") or None
    return None


def _in_fields(fields: bytes) -> str | None:
    """The last key in a query or form, since LibreOffice 7.4 does not escape the text before it."""
    start = max(_value_of_last(fields, name + b"=") for name in _FIELDS)
    value = fields[start : start + _MAX_FIELD_BYTES].partition(b"&")[0] if start else b""
    return unquote_plus(value.decode("latin-1")) or None


def _value_of_last(fields: bytes, name: bytes) -> int:
    """Where the value of the last field that begins with `name` starts; 0 without one."""
    at = fields.rfind(b"&" + name) + 1
    return at + len(name) if at or fields.startswith(name) else 0


class KeyInPath:
    """Serves `/k/KEY/…` as `/…` with the header `X-API-Key: KEY`.

    For clients that have an address as their only setting. It is outermost, so that the key is
    never logged or traced.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = _KEY_IN_PATH.fullmatch(scope["path"]) if scope["type"] == "http" else None
        if found:
            replace_path(scope, found[2] or "/")
            scope["headers"] = [*scope["headers"], (b"x-api-key", found[1].encode())]
        await self.app(scope, receive, send)
