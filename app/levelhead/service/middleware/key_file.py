"""The file of API keys, which has the hash of each key and never the key.

[newsroom]
sha256 = "9f86d0…"                   # 64 hexadecimal digits
rate = "600/minute"                  # optional, else the general one
expires = 2027-01-31T00:00:00Z       # optional
profile = "gazette"                  # optional: for requests that name none
"""

import hmac
import logging
import os
import re
import stat
import time
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Annotated, NamedTuple

import msgspec
import msgspec.structs

from levelhead.service.rate import Rate, rate_of

# How often, at most, a request checks whether the file has changed.
CHECK_EVERY = 1.0

# A file read while it is being written is often empty. One that stays empty this long is meant to
# be: its keys have been removed.
EMPTY_AFTER = 3.0

# 1,800 keys: reading them takes less than 100 ms, for which requests have to wait.
MAX_BYTES = 256 * 1024

# Ten times what an entry needs; Python's TOML parser takes minutes for a dotted name of 100 kB.
MAX_LINE_CHARS = 1000

# Further faults of a file are counted, not listed.
MAX_FAULTS = 20

# Lets scanners recognise a leaked key.
KEY_PREFIX = "lvl_"

# What TOML allows without quotes, and short enough for a log line.
NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")

PROFILE = r"[a-z0-9]+(?:-[a-z0-9]+)*"

# Names are logged and keys are not, so a key pasted in place of its name is refused. Keys made by
# other programs are random letters and digits without a break.
LIKE_A_KEY = re.compile(rf"{KEY_PREFIX}|(?=[A-Za-z]*[0-9])[A-Za-z0-9]{{16}}")

log = logging.getLogger("levelhead")

# The parser's errors that repeat names of the file, which may be keys.
_TWICE = re.compile(r"Cannot|Duplicate")
_MESSAGES = {
    "sha256": "should be 64 hexadecimal digits in small letters",
    "rate": 'should be text, such as "600/minute"',
    "profile": "should be the name of a profile: small letters, digits and single hyphens",
    "expires": "should be a date and time with an offset, such as 2027-01-31T00:00:00Z",
}


class Key(NamedTuple):
    """An entry of the key file: the SHA-256 of a key, not the key itself."""

    name: str
    digest: bytes
    rate: Rate | None = None
    expires: datetime | None = None
    profile: str | None = None


class KeyFileError(Exception):
    """A file that can't be used; str() has a line `path:line: key.field: reason` per fault.

    It repeats nothing of the file but valid names: anything else may be a key.
    """


class _Written(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    sha256: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
    rate: str | None = None
    expires: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    profile: Annotated[str, msgspec.Meta(pattern=f"^{PROFILE}$")] | None = None


class KeyFile:
    """The keys of a file, read again when it changes; an invalid change is logged and ignored."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._checked = time.monotonic()
        self._stamp = _stamp(path)
        self._empty_since: float | None = None
        self.keys = load(path)
        if not self.keys:
            self._log_empty()

    def find(self, given: str) -> Key | None:
        """The entry of a key; takes the same time however much of the key is right."""
        self._refresh()
        digest = digest_of(given)
        found = None
        for key in self.keys:
            if hmac.compare_digest(key.digest, digest):
                found = key
        return found

    def _refresh(self) -> None:
        now = time.monotonic()
        if now - self._checked < CHECK_EVERY:
            return
        self._checked = now
        stamp = _stamp(self.path)
        if stamp != self._stamp:
            self._stamp = stamp
            self._reload(now)
        if self._empty_since is not None and now - self._empty_since >= EMPTY_AFTER:
            self._empty_since = None
            self.keys = ()
            self._log_empty()

    def _reload(self, now: float) -> None:
        try:
            keys = load(self.path)
        except KeyFileError as error:
            self._empty_since = None
            log.error("the old API keys stay in force:\n%s", error)
            return
        if self.keys and not keys:
            self._empty_since = now if self._empty_since is None else self._empty_since
            return
        self._empty_since = None
        self.keys = keys
        log.info("%s: %d API keys", self.path, len(keys))

    def _log_empty(self) -> None:
        log.warning("%s holds no API key: every request that needs one is refused", self.path)


def load(path: Path) -> tuple[Key, ...]:
    """The keys of a file, none if it is empty; KeyFileError names its faults by path and line."""
    return parse(path, text_of(path))


def text_of(path: Path) -> str:
    """The text of a key file; KeyFileError if it is not a file of UTF-8, or too long."""
    try:
        with open(path, "rb", opener=_open_at_once) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise KeyFileError(f"{path}:1: not a regular file")
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise KeyFileError(f"{path}:1: {error.strerror}") from None
    if len(raw) > MAX_BYTES:
        raise KeyFileError(f"{path}:1: longer than {MAX_BYTES} bytes")
    try:
        return raw.decode("utf-8-sig")  # editors on Windows write a byte order mark
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise KeyFileError(f"{path}:{line}: not UTF-8: {error.reason}") from None


def _open_at_once(path: str, flags: int) -> int:
    """Open a file, without waiting if it is a FIFO that nobody writes to."""
    return os.open(path, flags | os.O_NONBLOCK)


def parse(path: Path, source: str) -> tuple[Key, ...]:
    """The keys in a file's text; KeyFileError as for load()."""
    lines = source.split("\n")
    long = next((n for n, line in enumerate(lines, 1) if len(line) > MAX_LINE_CHARS), None)
    if long:
        raise KeyFileError(f"{path}:{long}: the line is longer than {MAX_LINE_CHARS} characters")
    try:
        written = tomllib.loads(source)
    except (ValueError, RecursionError) as error:
        number, reason = _unreadable(error, source)
        raise KeyFileError(f"{path}:{number}: {reason}") from None
    keys: dict[bytes, Key] = {}
    faults: list[str] = []
    for name, fields in written.items():
        wrong = [*islice(_faults(name, fields, keys), MAX_FAULTS + 1)]
        faults += (f"{path}:{_line(lines, name, field)}: {reason}" for field, reason in wrong)
        if len(faults) > MAX_FAULTS:
            faults[MAX_FAULTS:] = [f"{path}:{len(lines)}: and more faults"]
            break
        if not wrong:
            key = _key(name, fields)
            keys[key.digest] = key
    if faults:
        raise KeyFileError("\n".join(faults))
    return tuple(keys.values())


def _unreadable(error: ValueError | RecursionError, source: str) -> tuple[int, str]:
    """The line and the reason why the source is not TOML, without repeating any of it."""
    if not isinstance(error, tomllib.TOMLDecodeError):
        return 1, "brackets nested too deeply, or a number too long"
    line = re.search(r"line (\d+)", str(error))
    number = int(line[1]) if line else source.count("\n") + 1
    reason, _, place = str(error).rpartition(" (at ")
    if _TWICE.match(reason):
        reason = "a table or field is written twice"
    return number, f"{reason} (at {place}"


def digest_of(key: str) -> bytes:
    """The SHA-256 of a key. Keys are random, so one round of a fast hash is enough."""
    return sha256(key.encode()).digest()


def name_fault(name: str) -> str | None:
    """Why a key can't have this name, without the name; None if it can."""
    if not NAME.fullmatch(name):
        return "a name has up to 64 letters, digits, - and _"
    if LIKE_A_KEY.search(name):
        return (
            f"a name may not look like a key: it begins with {KEY_PREFIX}, "
            "or has 16 letters and digits without a break"
        )
    return None


def _key(name: str, fields: object) -> Key:
    """The key of an entry without a fault."""
    written = msgspec.convert(fields, _Written)
    rate = None if written.rate is None else rate_of(written.rate)
    return Key(name, bytes.fromhex(written.sha256), rate, written.expires, written.profile)


def _faults(name: str, fields: object, earlier: Mapping[bytes, Key]) -> Iterator[tuple[str, str]]:
    """Field and reason of each fault of an entry; a reason names only a field that is known."""
    if reason := name_fault(name):
        yield "", reason
        return
    if not isinstance(fields, dict):
        yield "", f"{name}: should be a table"
        return
    known = _Written.__struct_fields__
    for field in fields:
        if field not in known:
            yield field, f"{name}: a field is none of {', '.join(known)}"
    if "sha256" not in fields:
        yield "sha256", f"{name}.sha256: is missing"
    for each in msgspec.structs.fields(_Written):
        if each.name in fields and (reason := _reason(fields[each.name], each, earlier)):
            yield each.name, f"{name}.{each.name}: {reason}"


def _reason(
    value: object, field: msgspec.structs.FieldInfo, earlier: Mapping[bytes, Key]
) -> str | None:
    """Why the field can't have this value; None if it can."""
    try:
        right = msgspec.convert(value, field.type)
    except msgspec.ValidationError:
        return _MESSAGES[field.name]
    if field.name == "sha256" and (twin := earlier.get(bytes.fromhex(right))):
        return f"is that of {twin.name} too"
    if field.name == "rate":
        try:
            rate_of(right)
        except ValueError as error:
            return str(error)
    return None


def _line(lines: Sequence[str], name: str, field: str) -> int:
    """The line, counted from 1, of the key's field, or of its name if the field is missing."""
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
    """What changes when the file is written, replaced or removed."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
