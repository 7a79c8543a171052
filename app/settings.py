"""What an operator can set: LEVELHEAD_* in the environment."""

from pathlib import Path
from typing import Annotated

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

    offload_chars: Annotated[int, Field(ge=0)] = 16_384
    """Texts above this many code points are analysed in a thread, off the event loop."""

    languagetool_upstream: HttpUrl | None = None
    """A LanguageTool server that checks are sent on to: its address, up to and with /v2."""

    languagetool_timeout: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 5.0
    """How many seconds that server is given; later than that, its matches are left out."""
