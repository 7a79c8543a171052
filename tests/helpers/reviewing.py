"""A small lexicon in an empty folder, with git, for `levelhead analyze` in code review."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from sarif_pydantic import Sarif  # type: ignore[import-untyped]

from levelhead.cli.main import main
from tests.helpers.lexicons import HEAD, write_lexicon

WORDS = {
    "sensational/dramatic_verb": '[verbs]\nslam = { strength = 2, instead = "criticise" }\n',
    "sensational/loaded": "[adjectives]\nbonkers = 3\n",
    "sensational/intensifier": "[adverbs]\nutterly = 2\n",
    "hedging/modal": "[adverbs]\nmay = 3\nperhaps = 2\n",
    "hedging/belief": '[phrases]\n"is said to be believed" = 2\n',
}


@pytest.fixture(scope="module")
def lexicons(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small lexicon, which is loaded faster."""
    folder = tmp_path_factory.mktemp("lexicons")
    write_lexicon(folder)
    for category, words in WORDS.items():
        (folder / category / "test.toml").write_text(HEAD + words)
    return folder


@pytest.fixture(autouse=True)
def folder(lexicons: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, in which the command is run."""
    monkeypatch.setenv("LEVELHEAD_LEXICONS", str(lexicons))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def analyze(*arguments: str) -> int:
    return main(["analyze", *arguments])


def git(*arguments: str) -> object:
    author = {
        f"GIT_{who}_{what}": "a" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
    }
    return subprocess.run(
        ["git", *arguments], check=True, capture_output=True, env={**os.environ, **author}
    )


def committed(**files: str) -> None:
    """A repository with these files."""
    git("init", "--quiet")
    for name, text in files.items():
        Path(f"{name}.md").write_text(text, "utf-8")
    git("add", "--all")
    git("commit", "--quiet", "--message", "x")


def sarif(*arguments: str, capsys: pytest.CaptureFixture[str]) -> Any:
    assert analyze("--format", "sarif", *arguments) == 0
    printed = capsys.readouterr().out
    Sarif.model_validate_json(printed)
    return json.loads(printed)["runs"][0]


BEFORE = "It may fail.\n\nIt is bonkers.\n\nIt is utterly calm.\n"
CHANGED = BEFORE.replace("calm", "quiet")


def projects(**options: str) -> None:
    """Folders with an article and a file of options each."""
    for name, text in options.items():
        Path(name).mkdir()
        Path(name, "a.md").write_text("It may be bonkers, and utterly calm.")
        Path(name, "levelhead.toml").write_text(text)
