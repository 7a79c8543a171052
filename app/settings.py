"""The settings of the service, read from LEVELHEAD_* environment variables.

`make settings` writes the table in docs/settings.md from the fields below.
"""

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
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from app.guard.rate import rate_of

PREFIX = "LEVELHEAD_"

_APP = Path(__file__).parent


def _lexicons() -> Path:
    """`lexicons/` next to app/ in a source tree, inside app/ in an installed wheel."""
    installed = _APP / "lexicons"
    return installed if installed.is_dir() else _APP.parent / "lexicons"


def _rate(written: str | None) -> str | None:
    if written is not None:
        rate_of(written)
    return written


def _split(written: object) -> object:
    """Split a comma-separated list; leave anything but a string to pydantic."""
    if not isinstance(written, str):
        return written
    return [item.strip() for item in written.split(",") if item.strip()]


Origin = Annotated[str, Field(pattern=r"^(\*|https?://[^/\s,]+)$")]


class Settings(BaseSettings):
    """The variable of a field is `LEVELHEAD_` and the field's name in capitals."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, use_attribute_docstrings=True)

    lexicons: Annotated[Path, Field(default_factory=_lexicons)]
    """Folder of lexicon files. The default is the one that comes with levelhead."""

    max_body_bytes: Annotated[int, Field(gt=0)] = 2 * 1024 * 1024
    """Longest request body, and longest line of a streamed one, in bytes. Longer: 413."""

    max_documents: Annotated[int, Field(gt=0)] = 100
    """Most documents in one batch. A stream may hold any number."""

    log_format: Literal["auto", "json", "console"] = "auto"
    """`json` writes one JSON object a line, `console` coloured text for people. `auto` chooses
    `console` if standard error is a terminal."""

    log_level: Literal["debug", "info", "warning", "error"] = "info"
    """Lowest level that is logged. Requests are `info`, successful probes are `debug`."""

    drain_seconds: Annotated[float, Field(ge=0)] = 3.0
    """How long the service keeps accepting requests after SIGTERM, while `/readyz` already answers
    503."""

    shutdown_seconds: Annotated[int, Field(ge=0)] = 20
    """How long requests that have begun may then take to finish."""

    pid_file: Path | None = None
    """File in which `levelhead serve` writes its process id, so that `levelhead reload` can find
    it."""

    api_keys_file: Path | None = None
    """File of API keys. Without one, no key is needed."""

    open_metrics: bool = False
    """Whether `/metrics` can be read without a key when keys are configured."""

    rate: Annotated[str | None, AfterValidator(_rate)] = None
    """Requests allowed per client, as `600/minute` (or `/second`, `/hour`, `/day`). It applies to
    each key that has no rate of its own or, without keys, to each address. Without it, there is no
    limit."""

    redis_url: Annotated[str | None, Field(pattern="^(redis|rediss|redis\\+unix)://")] = None
    """Redis server in which all processes count requests together: `redis://…`, `rediss://…` or
    `redis+unix://…`. Without it, each process counts for itself."""

    trusted_proxies: Annotated[tuple[IPvAnyNetwork, ...], NoDecode, BeforeValidator(_split)] = ()
    """Addresses and networks of the proxies whose `X-Forwarded-For` is trusted."""

    cors_origins: Annotated[tuple[Origin, ...], NoDecode, BeforeValidator(_split)] = ()
    """Origins whose web pages may call the service, such as `https://cms.example`; `*` allows
    all."""

    body_seconds: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 10.0
    """How long a request body may take to arrive; for a stream, how long each part may. Longer:
    408."""

    deadline_seconds: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 5.0
    """How long a request may be queued and analysed once its body has arrived; for a stream, how
    long each line may. Longer: 503."""

    max_waiting: Annotated[int, Field(ge=0)] = 128
    """Most requests that may be queued in a process. Further ones are refused with a 503."""

    max_waiting_large: Annotated[int, Field(ge=0)] = 16
    """The same for requests above `LEVELHEAD_OFFLOAD_BYTES`, which have a queue of their own."""

    offload_bytes: Annotated[int, Field(ge=0)] = 16_384
    """Requests and lines of a stream that are longer than this many bytes are processed in a
    thread, so that they do not hold up shorter ones."""

    languagetool_upstream: HttpUrl | None = None
    """Address of a LanguageTool server, `/v2` included, to which checks are forwarded."""

    languagetool_timeout: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 5.0
    """Seconds that server may take. If it takes longer, its matches are left out."""


class SettingsError(ValueError):
    """Invalid settings; str() is a line `LEVELHEAD_NAME: reason` for each, without its value."""


def settings_of_environment() -> Settings:
    """The settings; SettingsError names the invalid ones and never shows a password in one."""
    try:
        return Settings()
    except ValidationError as error:
        lines = (
            f"{PREFIX}{str(each['loc'][0]).upper()}: {each['msg'].removeprefix('Value error, ')}"
            for each in error.errors(include_url=False, include_input=False)
        )
        raise SettingsError("\n".join(lines)) from error
