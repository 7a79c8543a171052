"""The README's snippets in Python and JavaScript run as they are and print what they should."""

import re
import subprocess
import sys
from collections.abc import Iterator

import httpx
import pytest

from tests.programs import required
from tests.running import ROOT, running

ADDRESS = "http://127.0.0.1:8000"
README = (ROOT / "README.md").read_text("utf-8")
BLOCK = r"^```{}\n(.*?)^```$"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with running() as url:
        yield url


def only(pattern: str) -> str:
    """What the pattern's one match in the README has in its group."""
    (found,) = re.findall(pattern, README, re.DOTALL | re.MULTILINE)
    return str(found)


def printed(command: list[str], code: str, server: str) -> str:
    """What the code prints when an interpreter reads it from standard input."""
    assert len(code.splitlines()) <= 10
    run = subprocess.run(
        command, input=code.replace(ADDRESS, server), capture_output=True, text=True, check=True
    )
    return run.stdout


def test_the_python_snippet_prints_what_the_readme_says(server: str) -> None:
    code = only(BLOCK.format("python"))
    output = only(rf"^```\n\nprints\n\n{BLOCK.format('')}")
    assert printed([sys.executable, "-"], code, server) == output


@pytest.mark.needs("node")
def test_the_javascript_snippet_prints_each_mark_with_its_reason(server: str) -> None:
    code = only(BLOCK.format("js"))
    text = re.findall(r'^const text = "(.*)";$', code, re.MULTILINE)[0]
    answer = httpx.post(f"{server}/analyze", json={"text": text}).json()
    assert len(answer["spans"]) == 4
    lines = "".join(f"{span['text']} – {span['message']}\n" for span in answer["spans"])
    command = [required("node"), "--input-type=module", "-"]
    assert printed(command, code, server) == lines
