"""`levelhead lexicon`: check, find and fmt."""

from pathlib import Path

import pytest

from levelhead.cli.main import main
from tests.helpers import cli_files

# Fixtures: pytest finds them by these names.
lexicons = cli_files.lexicons


def test_a_lexicon_whose_examples_hold_passes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lexicon", "check"]) == 0
    assert capsys.readouterr().out == "6 entries with 3 forms: all examples hold\n"


def test_a_failing_example_is_reported_with_path_and_line(
    lexicons: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = lexicons / "sensational/slang/test.toml"
    entry = (
        'zzz = { strength = 2, yes = ["It is zzz.", "It is <zzz>."], '
        'no = ["It is zzz-free.", "Too zzz."], known_false = ["Quite zzz.", "Never."] }\n'
    )
    line = len(path.read_text("utf-8").splitlines()) + 1
    with path.open("a", encoding="utf-8") as file:
        file.write(entry)
    assert main(["lexicon", "check", str(lexicons)]) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"{path}:{line}: zzz.yes: marked ['zzz']: It is zzz.",
        f"{path}:{line}: zzz.no: marked ['zzz']: Too zzz.",
        f"{path}:{line}: zzz.known_false: no longer marked, make it one of `no`: Never.",
    ]


def test_a_lexicon_that_does_not_load_is_reported_with_path_and_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    assert main(["lexicon", "check", str(tmp_path / "empty")]) == 1
    assert f"{tmp_path}/empty/categories.toml:1: file is missing" in capsys.readouterr().out


FOUND_WORDS = {
    "a form": ("EXPERTS  reckon", "hedging/vague_source", '"experts reckon" = 2'),
    "a word in a phrase": ("the bonkers plan", "sensational/loaded", '"bonkers" = 2'),
}


@pytest.mark.parametrize(("word", "category", "line"), FOUND_WORDS.values(), ids=FOUND_WORDS)
def test_a_word_is_found_with_path_and_line(
    lexicons: Path, word: str, category: str, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["lexicon", "find", word]) == 0
    assert capsys.readouterr().out == f"{lexicons}/{category}/test.toml:5: {line}\n"


def test_a_word_in_no_list_is_not_found(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lexicon", "find", "tram"]) == 1
    assert capsys.readouterr().out == "tram: in no word list\n"


UNSORTED = """about = "Test."

[conditions]
b = ["a _"]
a = ["b _"]

[phrases]
# About b.
b = 2
"a c" = 2
# The end.

[patterns.z]
pattern = "<z>"

[patterns.y]
pattern = "<y>"
"""
SORTED = """about = "Test."

[conditions]
b = ["a _"]
a = ["b _"]

[phrases]
"a c" = 2
# About b.
b = 2
# The end.

[patterns.y]
pattern = "<y>"

[patterns.z]
pattern = "<z>"
"""


def test_words_are_put_in_order_with_their_comments(
    lexicons: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = lexicons / "sensational/slang/test.toml"
    path.write_text(UNSORTED)
    assert main(["lexicon", "fmt"]) == 0
    assert capsys.readouterr().out == f"{path}\n"
    assert path.read_text() == SORTED
    assert main(["lexicon", "fmt"]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("name", ["none", "file.toml"])
def test_a_lexicon_that_is_not_a_folder_cannot_be_checked(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file.toml").touch()
    assert main(["lexicon", "check", str(tmp_path / name)]) == 2
    assert capsys.readouterr().err == f"{tmp_path / name}: no such folder\n"
