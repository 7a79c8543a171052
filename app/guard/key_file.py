"""The file of API keys: who may come in, known by the hash of a key, never by the key.

[newsroom]
sha256 = "9f86d0…"                   # 64 hexadecimal digits
rate = "600/minute"                  # optional, else the general one
expires = 2027-01-31T00:00:00Z       # optional
"""

import hmac
import logging
import os
import re
import time
import tomllib
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Annotated, NamedTuple

import msgspec

from app.guard.rate import Rate, rate_of

# A request looks whether the file has changed at most this often.
LOOK_EVERY = 1.0

# What TOML takes without quotes, and short enough for a log line.
NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")

log = logging.getLogger("levelhead")

_FIELD = re.compile(r"`\$\.(\w+)`|field `(\w+)`")
_MESSAGES = {
    "sha256": "should be 64 hexadecimal digits in small letters",
    "expires": "should be a date and time with an offset, such as 2027-01-31T00:00:00Z",
}


class Key(NamedTuple):
    """A holder of a key: not the key, only its SHA-256."""

    name: str
    digest: bytes
    rate: Rate | None = None
    expires: datetime | None = None


class KeyFileError(Exception):
    """A file that can't be used; str() has a line `path:line: key.field: reason` per fault."""


class _Written(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    sha256: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
    rate: str | None = None
    expires: Annotated[datetime, msgspec.Meta(tz=True)] | None = None


class KeyFile:
    """The keys of a file, read anew when it changes; a broken change is told and passed over."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._looked = time.monotonic()
        self._stamp = _stamp(path)
        self.keys = load(path)

    def find(self, given: str) -> Key | None:
        """Whose key it is. Takes the same time whichever it is, and however much of it is right."""
        self._refresh()
        digest = digest_of(given)
        found = None
        for key in self.keys:
            if hmac.compare_digest(key.digest, digest):
                found = key
        return found

    def _refresh(self) -> None:
        now = time.monotonic()
        if now - self._looked < LOOK_EVERY:
            return
        self._looked = now
        stamp = _stamp(self.path)
        if stamp == self._stamp:
            return
        self._stamp = stamp
        try:
            self.keys = load(self.path)
        except KeyFileError as error:
            log.error("the old API keys stay in force:\n%s", error)
        else:
            log.info("%s: %d API keys", self.path, len(self.keys))


def load(path: Path) -> tuple[Key, ...]:
    """The keys of a file; KeyFileError names every fault by path and line."""
    try:
        source = path.read_text("utf-8")
    except OSError as error:
        raise KeyFileError(f"{path}:1: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise KeyFileError(f"{path}:1: not UTF-8: {error.reason}") from error
    return parse(path, source)


def parse(path: Path, source: str) -> tuple[Key, ...]:
    """The keys in a file's text."""
    try:
        written = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        number = line[1] if line else source.count("\n") + 1
        raise KeyFileError(f"{path}:{number}: {error}") from error
    # A file caught while it is being written is often empty: nobody is shut out by that.
    if not written:
        raise KeyFileError(f"{path}:1: holds no key")
    keys: list[Key] = []
    faults: list[str] = []
    for name, fields in written.items():
        try:
            keys.append(_key(name, fields, keys))
        except _Fault as fault:
            where = ".".join(part for part in (name, fault.field) if part)
            line_number = _line(source.splitlines(), name, fault.field)
            faults.append(f"{path}:{line_number}: {where}: {fault.reason}")
    if faults:
        raise KeyFileError("\n".join(faults))
    return tuple(keys)


def digest_of(key: str) -> bytes:
    """What a key is known by. Keys are random, so one round of a fast hash can't be guessed."""
    return sha256(key.encode()).digest()


class _Fault(Exception):
    def __init__(self, field: str, reason: str) -> None:
        super().__init__(field, reason)
        self.field, self.reason = field, reason


def _key(name: str, fields: object, earlier: Sequence[Key]) -> Key:
    if not NAME.fullmatch(name):
        raise _Fault("", "a name has up to 64 letters, digits, - and _")
    try:
        written = msgspec.convert(fields, _Written)
    except msgspec.ValidationError as error:
        found = _FIELD.search(str(error))
        field = (found[1] or found[2]) if found else ""
        missing = "required" in str(error)
        raise _Fault(
            field, "is missing" if missing else _MESSAGES.get(field, str(error))
        ) from error
    try:
        rate = None if written.rate is None else rate_of(written.rate)
    except ValueError as error:
        raise _Fault("rate", str(error)) from error
    key = Key(name, bytes.fromhex(written.sha256), rate, written.expires)
    if twin := next((each for each in earlier if each.digest == key.digest), None):
        raise _Fault("sha256", f"is that of {twin.name} too")
    return key


def _line(lines: Sequence[str], name: str, field: str) -> int:
    """Where the key's field is written, counted from 1; where its name is, if the field isn't."""
    quoted = rf'"?{re.escape(name)}"?'
    at, inside = 1, False
    for number, line in enumerate(lines, start=1):
        if inside and field and re.match(rf"\s*{re.escape(field)}\s*=", line):
            return number
        if re.match(rf"\s*(\[\s*{quoted}\s*\]|{quoted}\s*[.=])", line):
            at, inside = number, True
        elif line.lstrip().startswith("["):
            inside = False
    return at


def _stamp(path: Path) -> tuple[int, int, int] | None:
    """What differs once a file has been written, replaced or taken away."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
