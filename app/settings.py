"""What an operator can set: LEVELHEAD_* in the environment."""

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
    """The folder beside app/ in a source tree, inside app/ where the wheel was installed."""
    installed = _APP / "lexicons"
    return installed if installed.is_dir() else _APP.parent / "lexicons"


def _rate(written: str | None) -> str | None:
    if written is not None:
        rate_of(written)
    return written


def _split(written: object) -> object:
    """A list as an environment variable holds it."""
    if not isinstance(written, str):
        return written
    return [item.strip() for item in written.split(",") if item.strip()]


Origin = Annotated[str, Field(pattern=r"^(\*|https?://[^/\s,]+)$")]


class Settings(BaseSettings):
    """Each field is read from LEVELHEAD_ and its name in capitals."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, use_attribute_docstrings=True)

    lexicons: Annotated[Path, Field(default_factory=_lexicons)]
    """The folder of lexicon files."""

    max_body_bytes: Annotated[int, Field(gt=0)] = 2 * 1024 * 1024
    """The longest request body, and the longest line of a streamed one, in bytes."""

    max_documents: Annotated[int, Field(gt=0)] = 100
    """How many documents one batch may hold; a stream may hold any number."""

    log_format: Literal["auto", "json", "console"] = "auto"
    """Logs as JSON lines or for people; `auto` looks whether standard error is a terminal."""

    log_level: Literal["debug", "info", "warning", "error"] = "info"
    """The least level that is logged; a request is `info`, a probe that is well is `debug`."""

    drain_seconds: Annotated[float, Field(ge=0)] = 3.0
    """After SIGTERM: how long requests are still taken while `/readyz` already says no."""

    shutdown_seconds: Annotated[int, Field(ge=0)] = 20
    """After that: how long requests that have begun may take to end."""

    pid_file: Path | None = None
    """Where `levelhead serve` writes its process id, for `levelhead reload` to find it."""
    api_keys_file: Path | None = None
    """The file of API keys (docs/exposure.md). Without one, everybody may ask."""

    open_metrics: bool = False
    """Whether /metrics may be read without a key where there are keys."""

    rate: Annotated[str | None, AfterValidator(_rate)] = None
    """How often a client may ask, such as `600/minute`: each key that has no rate of its own, or
    each address where there are no keys. Without one, as often as it likes."""

    redis_url: Annotated[str | None, Field(pattern="^(redis|rediss|redis\\+unix)://")] = None
    """Where rates are counted for all processes together; each counts for itself without."""

    trusted_proxies: Annotated[tuple[IPvAnyNetwork, ...], NoDecode, BeforeValidator(_split)] = ()
    """Addresses and networks, comma-separated, whose X-Forwarded-For is believed."""

    cors_origins: Annotated[tuple[Origin, ...], NoDecode, BeforeValidator(_split)] = ()
    """Origins whose pages may ask from a browser, comma-separated, or `*` for all."""

    body_seconds: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 10.0
    """How long a request body may take to come in; of a stream, how long each part may."""

    deadline_seconds: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 5.0
    """How long a request may wait and be worked on once it is read; each line of a stream."""

    max_waiting: Annotated[int, Field(ge=0)] = 128
    """How many requests may wait for the one that is analysed; the rest are refused."""

    max_waiting_large: Annotated[int, Field(ge=0)] = 16
    """The same for texts above `offload_chars`, which are analysed beside the others."""

    offload_chars: Annotated[int, Field(ge=0)] = 16_384
    """Texts above this many code points are analysed in a thread, off the event loop."""

    languagetool_upstream: HttpUrl | None = None
    """A LanguageTool server that checks are sent on to: its address, up to and with /v2."""

    languagetool_timeout: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 5.0
    """How many seconds that server is given; later than that, its matches are left out."""


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
