"""Which files the commands read: folders, patterns, standard input, names that are refused."""

import os
import subprocess
import sys
from collections.abc import Iterator
from errno import EACCES
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from levelhead.cli.article_file import files_in
from levelhead.cli.main import main
from tests.helpers import reviewing
from tests.helpers.reviewing import analyze, projects
from tests.helpers.running import environment

# Fixtures: pytest finds them by these names.
lexicons = reviewing.lexicons
folder = reviewing.folder


def test_all_articles_of_folders_and_patterns_are_read(folder: Path) -> None:
    names = ["a.md", "b.txt", "c.csv", ".git/d.md", "sub/.e.md", "sub/f.HTML", "sub/g.docx"]
    for name in names:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).touch()
    assert [*files_in(["."])] == ["a.md", "b.txt", "sub/f.HTML", "sub/g.docx"]
    assert [*files_in(["**/*.md", "-", "c.csv", "none", "none*"])] == [
        *("a.md", "-", "c.csv", "none", "none*")
    ]
    # A pattern in quotation marks has the same files as one that the shell expands.
    assert [*files_in(["sub/**"])] == ["sub/f.HTML", "sub/g.docx"]
    assert [*files_in(["[bs]*"])] == ["b.txt", "sub/f.HTML", "sub/g.docx"]
    (folder / "[x].md").touch()
    assert [*files_in(["[x].md"])] == ["[x].md"]


def test_standard_input_has_the_name_and_format_of_its_file(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    read, write = os.pipe()
    os.write(write, b"It `may` fail, *bonkers*.")
    os.close(write)
    with os.fdopen(read) as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        assert analyze("--stdin-filename", "drafts/a.md", "--format", "github", "-") == 0
    assert capsys.readouterr().out.startswith("::warning file=drafts/a.md,line=1,endLine=1,col=17,")


NO_ARTICLES = (
    "no file in this folder ends in .txt, .html, .htm, .md, .markdown, .docx; hidden ones are not "
    "read"
)


def test_a_folder_without_articles_is_an_error(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("empty", "other/c.csv", "other/.hidden.md", "good/a.md"):
        path = Path(name) if "/" in name else Path(name, "sub/x")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    assert analyze("--format", "lines", "empty", "good", "other") == 2
    assert capsys.readouterr().err.splitlines() == [
        f"{name}: {NO_ARTICLES}" for name in ("empty", "other")
    ]
    assert main(["compare", "good", "good/a.md"]) == 2
    assert capsys.readouterr().err == "good: this is a folder; name a file in it\n"


def test_the_value_of_an_empty_variable_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.md").write_text("It may rain.")
    assert analyze("", "--format", "lines") == 2
    assert capsys.readouterr() == ("", "'': the name of a file is empty\n")
    assert main(["compare", "a.md", ""]) == 2
    assert capsys.readouterr() == ("", "'': the name of a file is empty\n")
    for option in ("--diff", "--profile", "--desk", "--server"):
        with pytest.raises(SystemExit):
            analyze(option, "", "a.md")
        assert capsys.readouterr().err.endswith(f"argument {option}: should not be empty\n")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ("analyze a.md >&-", 0),
        ("compare a.md a.md >&-", 0),
        ("analyze - <&-", 0),
        ("x >&- 2>&-", 2),
    ],
)
def test_closed_streams_are_no_error_of_the_program(
    arguments: str, code: int, lexicons: Path
) -> None:
    Path("a.md").write_text("It may rain.")
    command = f"{sys.executable} -m levelhead {arguments}"
    env = environment(LEVELHEAD_LEXICONS=str(lexicons))
    run = subprocess.run(command, shell=True, env=env, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (code, "")


def test_a_folder_that_may_not_be_read_does_not_hide_the_others(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    projects(closed="", open="")
    entries = Path.iterdir

    def refused(folder: Path) -> Iterator[Path]:
        if folder.name == "closed":
            raise PermissionError(EACCES, "Permission denied")
        return entries(folder)

    monkeypatch.setattr(Path, "iterdir", refused)
    assert analyze("--format", "lines", ".") == 2
    out, err = capsys.readouterr()
    assert out.startswith("open/a.md:1:4: ")
    assert err == "closed: Permission denied\n"


def test_standard_input_that_is_closed_is_empty(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", None)
    assert analyze("-") == 0
    sys.stdin.close()
    assert capsys.readouterr().out.endswith(", 0 words\n")


def test_a_name_that_the_system_refuses_does_not_hide_the_others(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("a.md").write_text("It may rain.")
    name = "It may rain. " * 100
    assert analyze("--format", "lines", name, f"[{name}", f"{name}/a.md", "a.md") == 2
    out, err = capsys.readouterr()
    assert out.startswith("a.md:1:4: hedging: modal")
    assert err.splitlines() == [
        f"{each}: File name too long" for each in (name, f"[{name}", f"{name}/a.md")
    ]


def test_standard_input_that_cannot_be_read_is_named_as_its_file(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(b"caf\xe9")))
    assert analyze("--stdin-filename", "drafts/a.md", "-") == 2
    assert capsys.readouterr().err == "drafts/a.md: not UTF-8 (byte 3); save it as UTF-8\n"


def test_a_link_to_a_folder_above_is_not_followed(folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "sub/a.md").touch()
    (folder / "sub/up").symlink_to(folder)
    (folder / "other").symlink_to("sub")
    assert [*files_in(["."])] == ["other/a.md", "sub/a.md"]
