"""`levelhead analyze` on Word documents, Markdown and HTML, and a file that is none."""

import json
import re
from pathlib import Path

import pytest

from levelhead.cli.main import main
from tests.helpers import cli_files
from tests.helpers.cli_files import written
from tests.helpers.word_files import word_file

# Fixtures: pytest finds them by these names.
lexicons = cli_files.lexicons


WORD = word_file(("Title", "It may fail."), ("", "It is bonkers."))
MARKDOWN = "# It may fail.\n\nIt is\n*bonk*ers.\n"


def test_the_paragraphs_of_a_document_are_one_text_with_its_headlines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(tmp_path / "a.docx")
    Path(path).write_bytes(WORD)
    assert main(["analyze", path]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert re.sub(r"\|\w+ [\d.]+", "", "\n".join(shown[:3])) == (
        "It {may} fail.\n\nIt is [bonkers]."
    )
    assert [line.removeprefix(path).split()[:2] for line in shown[4:6]] == [
        [":1:4:", "hedging:"],
        [":3:7:", "sensational:"],
    ]
    assert main(["analyze", path, "--format", "html"]) == 0
    page = capsys.readouterr().out
    assert '<h3>It <mark class="hedging author">may</mark>' in page
    assert '<p>It is <mark class="sensational author">bonkers</mark>' in page


def test_what_was_not_marked_in_a_document_is_at_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(tmp_path / "a.docx")
    Path(path).write_bytes(WORD)
    assert main(["analyze", path, "--explain", "--min-score", "1"]) == 0
    assert [line for line in capsys.readouterr().out.splitlines() if "not marked" in line] == [
        f'{path}:1:4: not marked: modal "may": threshold',
        f'{path}:3:7: not marked: loaded "bonkers": threshold',
    ]


def test_markdown_is_marked_as_it_was_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path / "a.md", MARKDOWN)
    assert main(["analyze", path]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert re.sub(r"\|\w+ [\d.]+", "", "\n".join(shown[:4])) == (
        "# It {may} fail.\n\nIt is\n*[bonk*ers]."
    )
    assert [line.removeprefix(path).split()[:2] for line in shown[5:7]] == [
        [":1:6:", "hedging:"],
        [":4:2:", "sensational:"],
    ]
    assert main(["analyze", path, "--format", "html"]) == 0
    page = capsys.readouterr().out
    assert '<h3>It <mark class="hedging author">may</mark>' in page
    assert '<p>It is <mark class="sensational author">bonkers</mark>' in page


def test_a_key_file_that_is_not_utf_8_is_left_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "keys.toml"
    path.write_bytes(b"# caf\xe9\n")
    assert main(["key", "new", "desk", "--file", str(path)]) == 2
    assert capsys.readouterr() == ("", f"{path}:1: not UTF-8: invalid continuation byte\n")
    assert path.read_bytes() == b"# caf\xe9\n"


PAGE = "<title>It is bonkers</title>\n<p>It <b>may</b> fail.<script>bonkers</script>\n"
HTML_FILES = [
    # name of the file, options, what is marked
    ("page.html", [], ["bonkers", "may"]),
    ("PAGE.HTM", [], ["bonkers", "may"]),
    ("page.txt", [], ["bonkers", "may", "bonkers"]),
    ("page.txt", ["--input-format", "html"], ["bonkers", "may"]),
    ("page.html", ["--input-format", "text"], ["bonkers", "may", "bonkers"]),
]


@pytest.mark.parametrize(("name", "options", "marked"), HTML_FILES)
def test_a_file_is_read_as_html_by_its_name_or_by_an_option(
    name: str,
    options: list[str],
    marked: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    page = written(tmp_path / name, PAGE)
    assert main(["analyze", page, "--format", "json", *options]) == 0
    assert [span["text"] for span in json.loads(capsys.readouterr().out)["spans"]] == marked
