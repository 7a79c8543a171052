"""What to type into an editor according to docs/languagetool.md, read from its table."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from tests.helpers.markdown import section, tables
from tests.helpers.running import running

# Of docs/tried.md.
TABLE = "LanguageTool's clients"

KEY, OLD = "lvl_right-_", "lvl_old"
KEYS = f"""
[desk]
sha256 = "{sha256(KEY.encode()).hexdigest()}"
[old]
sha256 = "{sha256(OLD.encode()).hexdigest()}"
expires = 2026-01-01T00:00:00Z
"""

PAGE, HEADING = "docs/languagetool.md", "Setting up an editor"
HOST = "127.0.0.1:8000"


@contextmanager
def with_keys(folder: Path) -> Iterator[str]:
    """A service that knows KEY, and OLD as expired, also in the path; yields its URL."""
    file = folder / "keys.toml"
    file.write_text(KEYS)
    settings = {"LEVELHEAD_API_KEYS_FILE": str(file), "LEVELHEAD_KEY_IN_PATH": "true"}
    with running(settings=settings, output=subprocess.DEVNULL) as url:
        yield url


class Setup(NamedTuple):
    """An address, and the key that is typed into a field of its own, if there is one."""

    address: str
    key: str | None = None

    def at(self, url: str, key: str = "") -> "Setup":
        """The same with the address of a running service and a real key."""
        host = url.removeprefix("http://")
        address = self.address.replace(HOST, host).replace("KEY", key)
        return Setup(address, self.key and key)


class Row(NamedTuple):
    """What is typed for a service without keys, and for one with keys."""

    without: Setup
    keyed: Setup


def row(client: str) -> Row:
    """The row of a client; KeyError if the page has none."""
    table = tables(section(PAGE, HEADING))[0]
    cells = {name: (without, keyed) for name, _, without, keyed in table}
    return Row(*map(_setup, cells[client]))


def with_profile(client: str) -> Setup:
    """The address of a client with the profile `gazette`; KeyError if the page has none."""
    cells: dict[str, str] = dict(tables(section(PAGE, "With a profile"))[0])
    return _setup(cells[client])


def _setup(cell: str) -> Setup:
    address, *more = re.findall("`([^`]+)`", cell)
    assert address.startswith("http://")
    return Setup(address, "KEY" if "KEY" in more else None)
