"""The settings of the service, read from LEVELHEAD_* environment variables.

`make settings` writes the table in docs/settings.md from the fields below.
"""

import os
import re
from collections.abc import Callable, Iterator
from difflib import get_close_matches
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    HttpUrl,
    IPvAnyNetwork,
    ValidationError,
)
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from levelhead.engine.fingerprint import KEY_PATTERN, KEY_RULE
from levelhead.invalid_input import detail_of
from levelhead.lexicon.load import packaged_folder
from levelhead.lexicon.load_profile import PROFILE_FILE
from levelhead.service.rate import rate_of

PREFIX = "LEVELHEAD_"

# Variables with our prefix that are no settings of the service: see docs/settings.md.
OTHERS = ("HOST", "PORT", "WORKERS", "KEY")

# What Kubernetes sets in every pod for a Service named `levelhead` or `levelhead-…`.
_SERVICE_LINK = re.compile(
    r"(?:\w+_)?(?:SERVICE_HOST|SERVICE_PORT(?:_\w+)?|PORT(?:_\d+_(?:TCP|UDP|SCTP)(?:_\w+)?)?)"
)

# Upper bounds refuse slips such as milliseconds for seconds. No proxy, editor or orchestrator waits
# longer than these for an answer or an end.
_TEN_MINUTES, _HOUR = 600, 3600

# A request takes several times its size in memory, and a worker has some hundred megabytes.
_MOST_BODY_BYTES = 64 * 1024 * 1024


def _matching(pattern: str, reason: str) -> Callable[[str], str]:
    """A validator that refuses with `reason`; pydantic's own would show the regular expression."""
    compiled = re.compile(pattern)

    def validate(written: str) -> str:
        if not compiled.fullmatch(written):
            raise ValueError(reason)
        return written

    return validate


def _rate(written: str) -> str:
    rate_of(written)
    return written


def _redis_url(url: str) -> str:
    # A tenth of a second to import, which only those spend who need it.
    from redis.asyncio.connection import parse_url

    try:
        parse_url(url.replace("redis+unix:", "unix:", 1))
    except ValueError:
        raise ValueError(
            "has an invalid port or query; special characters of a password are written as %XX"
        ) from None
    return url


def _named(written: object) -> object:
    # An empty path would be the current folder, which a variable left empty does not mean.
    if written == "":
        raise ValueError("should not be empty")
    return written


def _folder(path: Path) -> Path:
    if not path.is_dir():
        raise ValueError("should be a folder that exists")
    return path


def _folder_of_profiles(path: Path) -> Path:
    if (path / PROFILE_FILE).is_file():
        raise ValueError("is a profile itself; should be the folder that holds it")
    return path


def _split(written: object) -> object:
    """Split a comma-separated list; leave anything but a string to pydantic."""
    if not isinstance(written, str):
        return written
    return [item.strip() for item in written.split(",") if item.strip()]


NamedPath = Annotated[Path, BeforeValidator(_named)]
Folder = Annotated[NamedPath, AfterValidator(_folder)]
Origin = Annotated[
    str,
    AfterValidator(
        _matching(r"\*|https?://[^/\s,]+", "should be * or an origin such as https://cms.example")
    ),
]
RedisUrl = Annotated[
    str,
    AfterValidator(
        _matching(
            r"(redis|rediss|redis\+unix)://.*",
            "should begin with redis://, rediss:// or redis+unix://",
        )
    ),
    AfterValidator(_redis_url),
]
McpHost = Annotated[
    str,
    AfterValidator(_matching(r"[^*/\s,]+(:\*)?", "should be a host such as levelhead.example")),
]


class Settings(BaseSettings):
    """The variable of a field is `LEVELHEAD_` and the field's name in capitals."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, use_attribute_docstrings=True)

    lexicons: Annotated[Folder, Field(default_factory=packaged_folder)]
    """Folder of lexicon files. The default is the one that comes with levelhead."""

    profiles: Annotated[Folder, AfterValidator(_folder_of_profiles)] | None = None
    """Folder with a folder for each profile: a newsroom's own words and rules. Without one, there
    are no profiles."""

    fingerprint_key: Annotated[
        str,
        Field(repr=False),
        AfterValidator(_matching(KEY_PATTERN, KEY_RULE)),
    ] = ""
    """Secret that the fingerprints of spans are made with: 16 to 64 ASCII characters without
    spaces, the same in all processes. With another one they change. Without one, anybody with a
    fingerprint can test a guess of the words."""

    max_body_bytes: Annotated[int, Field(gt=0, le=_MOST_BODY_BYTES)] = 2 * 1024 * 1024
    """Longest request body, and longest line of a streamed one, in bytes. Longer: 413."""

    max_documents: Annotated[int, Field(gt=0, le=10_000)] = 100
    """Most documents in one batch. A stream may hold any number."""

    log_format: Literal["auto", "json", "console"] = "auto"
    """`json` writes one JSON object a line, `console` coloured text for people. `auto` chooses
    `console` if standard error is a terminal."""

    log_level: Literal["debug", "info", "warning", "error"] = "info"
    """Lowest level that is logged. Requests are `info`, successful probes are `debug`."""

    drain_seconds: Annotated[float, Field(ge=0, le=_TEN_MINUTES, allow_inf_nan=False)] = 3.0
    """How long the service keeps accepting requests after SIGTERM, while `/readyz` already answers
    503."""

    shutdown_seconds: Annotated[int, Field(ge=0, le=_HOUR)] = 20
    """How long requests that have begun may then take to finish."""

    api_keys_file: NamedPath | None = None
    """File of API keys. Without one, no key is needed."""

    key_in_path: bool = False
    """Whether a key may be in the path, as in `/k/KEY/v2/check`, for LanguageTool clients that can
    send it nowhere else. Proxies log paths."""

    open_metrics: bool = False
    """Whether `/metrics` can be read without a key when keys are configured."""

    rate: Annotated[str, AfterValidator(_rate)] | None = None
    """Requests allowed per client, as `600/minute` (or `/second`, `/hour`, `/day`). It applies to
    each key that has no rate of its own or, without keys, to each address. Without it, there is no
    limit."""

    redis_url: Annotated[RedisUrl | None, Field(repr=False)] = None
    """Redis server in which all processes count requests together: `redis://…`, `rediss://…` or
    `redis+unix://…`. Without it, each process counts for itself."""

    trusted_proxies: Annotated[tuple[IPvAnyNetwork, ...], NoDecode, BeforeValidator(_split)] = ()
    """Addresses and networks of the proxies whose `X-Forwarded-For` is trusted."""

    cors_origins: Annotated[tuple[Origin, ...], NoDecode, BeforeValidator(_split)] = ()
    """Origins whose web pages may call the service, such as `https://cms.example`; `*` allows
    all."""

    mcp_hosts: Annotated[tuple[McpHost, ...], NoDecode, BeforeValidator(_split)] = ()
    """Hosts under which assistants reach `/mcp`, as in the `Host` header: `levelhead.example`, or
    `localhost:*` for any port. Without one, there is no `/mcp`. Needs the extra `mcp`."""

    body_seconds: Annotated[float, Field(gt=0, le=_TEN_MINUTES, allow_inf_nan=False)] = 10.0
    """How long a request body may take to arrive; for a stream, how long each part may. Longer:
    408."""

    deadline_seconds: Annotated[float, Field(gt=0, le=_TEN_MINUTES, allow_inf_nan=False)] = 5.0
    """How long a request may be queued and analysed once its body has arrived; for a stream, how
    long each line may. Longer: 503."""

    max_waiting: Annotated[int, Field(ge=0, le=10_000)] = 128
    """Most requests that may be queued in a process. Further ones are refused with a 503."""

    max_waiting_large: Annotated[int, Field(ge=0, le=1000)] = 64
    """The same for requests above `LEVELHEAD_OFFLOAD_BYTES`, and for those above eight times as
    much: both have a queue of their own."""

    offload_bytes: Annotated[int, Field(ge=0, le=_MOST_BODY_BYTES)] = 8192
    """Requests and lines of a stream that are longer than this many bytes are processed in a
    thread, so that they do not hold up shorter ones."""

    languagetool_upstream: Annotated[HttpUrl | None, Field(repr=False)] = None
    """Address of a LanguageTool server, `/v2` included, to which checks are forwarded."""

    languagetool_timeout: Annotated[float, Field(gt=0, le=_TEN_MINUTES, allow_inf_nan=False)] = 5.0
    """Seconds that server may take. If it takes longer, its matches are left out."""


class SettingsError(ValueError):
    """Invalid settings; str() is a line `LEVELHEAD_NAME: reason` for each, without its value."""


def settings_of_environment() -> Settings:
    """The settings; SettingsError names the invalid ones and never shows a password in one."""
    try:
        return Settings()
    except ValidationError as error:
        lines = (
            f"{PREFIX}{_place(each)}: {detail_of(each).removeprefix('Value error, ')}"
            for each in error.errors(include_url=False, include_input=False)
        )
        raise SettingsError("\n".join(lines)) from None  # that error shows the values


def _place(error: ErrorDetails) -> str:
    """The name of the setting without its prefix and, of a list, the number of the item."""
    name, *rest = error["loc"]
    number = f": item {rest[0] + 1}" if rest and isinstance(rest[0], int) else ""
    return f"{str(name).upper()}{number}"


def settings_of_service() -> Settings:
    """The settings of a service; SettingsError also for those that would be lost silently."""
    lost = [*_unknown_names()]
    try:
        settings = settings_of_environment()
    except SettingsError as error:
        raise SettingsError("\n".join([str(error), *lost])) from None
    if settings.redis_url and not settings.rate and not settings.api_keys_file:
        lost.append(
            f"{PREFIX}REDIS_URL: has no use without {PREFIX}RATE or {PREFIX}API_KEYS_FILE, "
            "since nothing is counted"
        )
    if settings.key_in_path and not settings.api_keys_file:
        lost.append(f"{PREFIX}KEY_IN_PATH: has no use without {PREFIX}API_KEYS_FILE")
    if settings.mcp_hosts and not find_spec("mcp"):
        lost.append(f"{PREFIX}MCP_HOSTS: needs levelhead[mcp], which is not installed")
    if lost:
        raise SettingsError("\n".join(lost))
    return settings


def _unknown_names() -> Iterator[str]:
    """A line for each unknown variable with our prefix: a misspelt limit would not be applied."""
    known = [*(name.upper() for name in Settings.model_fields), *OTHERS]
    for variable in sorted(os.environ):
        prefix, name = variable[: len(PREFIX)].upper(), variable[len(PREFIX) :].upper()
        if prefix != PREFIX or name in known or _SERVICE_LINK.fullmatch(name):
            continue
        near = get_close_matches(name, known, n=1)
        hint = f"; did you mean {PREFIX}{near[0]}?" if near else ""
        yield f"{variable}: there is no such setting{hint}"
