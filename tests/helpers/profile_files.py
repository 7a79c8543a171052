"""Writing and loading a small profile."""

from collections.abc import Mapping
from pathlib import Path

from tests.helpers.running import ROOT

EXAMPLES = ROOT / "docs/profiles"
ABOUT = 'about = "Test."\n'
WORDS = f'{ABOUT}message = "Say less."\n\n'
LOADED = "sensational/loaded/own.toml"


def write(folder: Path, settings: str = ABOUT, words: Mapping[str, str] | None = None) -> Path:
    """A profile with these settings and word lists by path."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "profile.toml").write_text(settings, "utf-8")
    for name, text in (words or {}).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(WORDS + text, "utf-8")
    return folder


SETTINGS = """about = "Test."

[rules]
bonkers = "off"
fury = 1
mayhem = 3

[categories]
slang = "off"
"""
