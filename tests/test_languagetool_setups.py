"""The table of docs/languagetool.md, walked through with the clients themselves.

LibreOffice's row is in tests/test_libreoffice.py.
"""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import language_tool_python
import pytest

from tests.helpers.languagetool_setups import (
    KEY,
    OLD,
    TABLE,
    Setup,
    row,
    with_keys,
    with_profile,
)
from tests.helpers.running import ROOT, running
from tests.tried import Note

WRONG = "lvl_wrong"
ENDS = ("", "/", "/v2", "/v2/", "/v2/check")
TEXT = "The mayor slams it. It is utterly wrong."
MARKED = ["slams", " utterly"]
GRAMMA = ROOT / "tests/clients_npm/node_modules/gramma"

# It imports a module that newer versions of setuptools lack, to print its version with --version.
PYLANGUAGETOOL = """
import sys, types
sys.modules["pkg_resources"] = types.ModuleType("pkg_resources")
from pylanguagetool import cli
cli.main()
"""


class Run(NamedTuple):
    """What a client marks in TEXT, and what it says."""

    marked: list[str]
    said: str


def language_tool_python_at(setup: Setup, _: Path) -> Run:
    assert setup.key is None
    try:
        with language_tool_python.LanguageTool("en-US", remote_server=setup.address) as tool:
            found = tool.check(TEXT)
    except (language_tool_python.exceptions.LanguageToolError, AttributeError) as error:
        return Run([], str(error))
    return Run([TEXT[m.offset : m.offset + m.error_length] for m in found], "")


def pylanguagetool_at(setup: Setup, folder: Path) -> Run:
    assert setup.key is None
    command = [sys.executable, "-c", PYLANGUAGETOOL, "--no-color", "--api-url", setup.address]
    done = subprocess.run(command, cwd=folder, input=TEXT, capture_output=True, text=True)
    # Below a line of the text, marks are printed under what was found.
    pairs = re.findall(r"^  ✗ (.*)\n    ( *)(\^+)", done.stdout, re.MULTILINE)
    marked = [line[len(left) : len(left) + len(marks)] for line, left, marks in pairs]
    return Run(marked, done.stdout + done.stderr)


def gramma_at(setup: Setup, folder: Path) -> Run:
    config = {"api_url": setup.address, "api_key": setup.key or "", "language": "en-US"}
    (folder / ".gramma.json").write_text(json.dumps({**config, "dictionary": [], "rules": {}}))
    (folder / "text.txt").write_text(TEXT)
    command: list[str | Path] = ["node", GRAMMA / "src/cli.js", "check", "-p", "-n", "text.txt"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    return Run(re.findall("^Word: (.*)$", done.stdout, re.MULTILINE), done.stdout + done.stderr)


class Client(NamedTuple):
    """A row of the table, its program, and the addresses of the service that are no good for it."""

    row: str
    program: str
    version: Callable[[], str]
    run: Callable[[Setup, Path], Run]
    not_good: tuple[str, ...] = ()


def npm_version() -> str:
    found: str = json.loads((GRAMMA / "package.json").read_text("utf-8"))["version"]
    return found


CLIENTS = [
    Client(
        "Python, `language_tool_python`",
        "language_tool_python",
        lambda: version("language_tool_python"),
        language_tool_python_at,
    ),
    Client(
        "Python, `pylanguagetool`",
        "pylanguagetool",
        lambda: version("pylanguagetool"),
        pylanguagetool_at,
        ("", "/v2/check"),
    ),
    pytest.param(
        Client("Node.js, `gramma`", "gramma", npm_version, gramma_at, ("", "/", "/v2", "/v2/")),
        marks=pytest.mark.needs("npm"),
    ),
]
with_each_client = pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.program)


@pytest.fixture(scope="module")
def free() -> Iterator[str]:
    with running(output=subprocess.DEVNULL) as url:
        yield url


@pytest.fixture(scope="module")
def keyed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with with_keys(tmp_path_factory.mktemp("keys")) as url:
        yield url


@with_each_client
def test_what_the_page_says_is_enough(
    client: Client, free: str, keyed: str, tmp_path: Path, tried: Note
) -> None:
    setups = row(client.row)
    assert client.run(setups.without.at(free), tmp_path).marked == MARKED
    tried(TABLE, client.program, client.version(), "no keys")
    assert client.run(setups.without.at(keyed), tmp_path).marked == []
    assert client.run(setups.keyed.at(keyed, KEY), tmp_path).marked == MARKED
    tried(TABLE, client.program, client.version(), "keys, as in languagetool.md")


@with_each_client
def test_a_client_says_what_is_wrong_with_a_key(
    client: Client, keyed: str, tmp_path: Path, tried: Note
) -> None:
    setup = row(client.row).keyed
    said = {key: client.run(setup.at(keyed, key), tmp_path).said for key in (WRONG, OLD)}
    assert "Error: wrong API key: " in said[WRONG]
    assert "Error: this API key has expired" in said[OLD]
    assert (
        "Error: missing API key: " in client.run(row(client.row).without.at(keyed), tmp_path).said
    )
    tried(TABLE, client.program, client.version(), "says what is wrong with a key")


@with_each_client
def test_a_key_may_be_in_the_path(client: Client, keyed: str, tmp_path: Path, tried: Note) -> None:
    host = row(client.row).without.at(keyed).address.removeprefix(keyed)
    setup = Setup(f"{keyed}/k/{KEY}{host or '/'}")
    assert client.run(setup, tmp_path).marked == MARKED
    tried(TABLE, client.program, client.version(), "key in the path")


@with_each_client
def test_the_address_is_good_with_and_without_its_parts(
    client: Client, free: str, tmp_path: Path, tried: Note
) -> None:
    runs = {end: client.run(Setup(f"{free}{end}"), tmp_path) for end in ENDS}
    assert tuple(end for end in ENDS if runs[end].marked != MARKED) == client.not_good
    no = ", ".join(f"`host{end}`" for end in client.not_good)
    result = f"not {no}" if no else "yes"
    tried(TABLE, client.program, client.version(), "any form of the address", result=result)


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A service with a profile of the name that the page uses."""
    profiles = tmp_path_factory.mktemp("profiles")
    (profiles / "gazette").mkdir()
    (profiles / "gazette/profile.toml").write_text('about = "x"\n[rules]\nslam = "off"\n')
    with running(settings={"LEVELHEAD_PROFILES": str(profiles)}, output=subprocess.DEVNULL) as url:
        yield url


@with_each_client
def test_a_profile_may_be_in_the_address(
    client: Client, newsroom: str, tmp_path: Path, tried: Note
) -> None:
    setup = with_profile(client.row).at(newsroom)
    assert client.run(setup, tmp_path).marked == [" utterly"]
    unknown = Setup(setup.address.replace("gazette", "mirror"))
    assert "there is no such profile" in client.run(unknown, tmp_path).said
    tried(TABLE, client.program, client.version(), "profile, as in languagetool.md")
