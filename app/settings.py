"""What an operator can set: LEVELHEAD_* in the environment."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, HttpUrl
from pydantic_settings import BaseSettings, SettingsConfigDict

_APP = Path(__file__).parent


def _lexicons() -> Path:
    """The folder beside app/ in a source tree, inside app/ where the wheel was installed."""
    installed = _APP / "lexicons"
    return installed if installed.is_dir() else _APP.parent / "lexicons"


class Settings(BaseSettings):
    """Each field is read from LEVELHEAD_ and its name in capitals."""

    model_config = SettingsConfigDict(
        env_prefix="LEVELHEAD_", frozen=True, use_attribute_docstrings=True
    )

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

    offload_chars: Annotated[int, Field(ge=0)] = 16_384
    """Texts above this many code points are analysed in a thread, off the event loop."""

    languagetool_upstream: HttpUrl | None = None
    """A LanguageTool server that checks are sent on to: its address, up to and with /v2."""

    languagetool_timeout: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 5.0
    """How many seconds that server is given; later than that, its matches are left out."""
