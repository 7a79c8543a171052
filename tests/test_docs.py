"""README and CONTRIBUTING promise only what works: their commands run, and print what they show."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.running import ROOT, environment, running

PAGES = (
    "README.md",
    "CONTRIBUTING.md",
    "lexicons/README.md",
    "docs/exposure.md",
    "docs/languagetool.md",
)
ADDRESS = "http://127.0.0.1:8000"
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def read(page: str) -> str:
    return (ROOT / page).read_text("utf-8")


class Example(NamedTuple):
    """A command of a page and what the page says it prints; None where it does not say."""

    where: str
    command: str
    output: str | None


def examples(page: str) -> Iterator[Example]:
    """Each line of the `sh` blocks, and each `$ ` line of the `console` blocks with its output."""
    text = read(page)
    for block in FENCE.finditer(text):
        line = text.count("\n", 0, block.start()) + 2
        body = block[2].replace("\\\n", " ")
        if block[1] == "sh":
            for command in body.splitlines():
                yield Example(f"{page}:{line}", command, None)
        elif block[1] == "console":
            for turn in body.removeprefix("$ ").split("\n$ "):
                command, _, output = turn.partition("\n")
                yield Example(f"{page}:{line}", command, output.rstrip("\n"))


EXAMPLES = [e for page in PAGES for e in examples(page)]
MAKE = [e for e in EXAMPLES if e.command.startswith("make ")]
SHELL = [e for e in EXAMPLES if not e.command.startswith(("make ", "git "))]


def pattern(output: str) -> str:
    """A regular expression for what a page shows; `…` stands for anything."""
    return ".*?".join(map(re.escape, output.split("…")))


def name(example: Example) -> str:
    return f"{example.where} {example.command[:40]}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the commands run: the article that the README shows lies in it."""
    (article,) = (b[2] for b in FENCE.finditer(read("README.md")) if b[1] == "text")
    folder = tmp_path_factory.mktemp("docs")
    (folder / "article.txt").write_text(article, "utf-8")
    return folder


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with running() as url:
        yield url


def test_the_readme_shows_how_to_start_and_to_ask() -> None:
    commands = [e.command for e in EXAMPLES if e.where.startswith("README.md")]
    assert any(c.startswith("make serve") for c in commands)
    assert any(c.startswith("curl ") for c in commands)
    assert any(c.startswith("levelhead analyze ") for c in commands)


def test_the_line_that_make_serve_prints_is_one_of_the_readme() -> None:
    (line,) = re.findall(r'echo "  (curl .*)"', read("Makefile"))
    line = line.replace("$(PORT)", "8000")
    assert any(e.command.startswith(line) for e in EXAMPLES)


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
@pytest.mark.parametrize("example", MAKE, ids=name)
def test_a_target_that_is_named_exists(example: Example) -> None:
    command = example.command.partition("#")[0].split()
    run = subprocess.run([*command, "--dry-run"], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize("example", SHELL, ids=name)
def test_a_command_prints_what_the_page_shows(example: Example, server: str, folder: Path) -> None:
    if example.command.startswith("curl ") and shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    run = subprocess.run(
        example.command.replace(ADDRESS, server),
        shell=True,
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
    )
    printed = run.stdout.replace(server, ADDRESS).rstrip("\n")
    assert run.stderr == ""
    if example.output is None:
        assert run.returncode == 0
    else:
        assert re.fullmatch(pattern(example.output), printed, re.DOTALL), printed


def test_what_is_left_out_of_an_output_is_shown_by_an_ellipsis() -> None:
    assert re.fullmatch(pattern('{"a": …, "b": 2}'), '{"a": 1, "b": 2}')
    assert not re.fullmatch(pattern('{"a": …, "b": 2}'), '{"a": 1, "b": 3}')
