"""`levelhead analyze` as it is used: what is shown of a text, in each format."""

import io
import json
import re
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from levelhead.cli.main import main
from tests.helpers import cli_files
from tests.helpers.cli_files import TEXT, written
from tests.helpers.word_files import word_file

# Fixtures: pytest finds them by these names.
lexicons = cli_files.lexicons
article = cli_files.article


SOBER = "The council met on Tuesday and voted nine to three for the budget.\n"


@pytest.fixture
def sober(tmp_path: Path) -> str:
    return written(tmp_path / "sober.txt", SOBER)


def test_marks_places_and_scores_are_printed(
    article: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["analyze", article]) == 0
    shown, problems = capsys.readouterr()
    assert problems == ""
    assert "[bonkers|loaded " in shown
    assert "{experts reckon|vague_source " in shown
    assert f"{article}:1:21: sensational: loaded " in shown
    assert f"{article}:3:4: hedging: modal " in shown
    assert shown.splitlines()[-1].startswith(f"{article}: sensational 0.")


def test_a_hyphen_is_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(TEXT.encode())))
    assert main(["analyze", "-"]) == 0
    assert "<stdin>:1:21: sensational: loaded " in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "terminal", "no_color", "coloured"),
    [
        ([], False, "", False),
        ([], True, "", True),
        ([], True, "1", False),
        (["--color", "always"], False, "1", True),
        (["--color", "never"], True, "", False),
    ],
)
def test_colour_is_for_terminals_unless_an_option_says_otherwise(
    arguments: list[str],
    terminal: bool,
    no_color: str,
    coloured: bool,
    article: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("NO_COLOR", no_color)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal)
    assert main(["analyze", article, *arguments]) == 0
    assert ("\x1b[" in capsys.readouterr().out) == coloured


def test_json_is_one_answer_a_line_and_its_offsets_point_into_the_file(
    article: str, sober: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["analyze", article, sober, "--format", "json"]) == 0
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert [TEXT[s["start"] : s["end"]] for s in first["spans"]] == [
        s["text"] for s in first["spans"]
    ]
    assert "bonkers" in [s["text"] for s in first["spans"]]
    assert second["spans"] == []


def test_html_is_one_page_of_all_files(
    article: str, sober: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["analyze", article, sober, "--format", "html"]) == 0
    page = capsys.readouterr().out
    assert page.startswith("<!DOCTYPE html>")
    assert page.count("<article>") == 2
    assert ">bonkers</mark>" in page


def test_explain_shows_what_a_score_is_made_of(
    article: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["analyze", article, "--explain"]) == 0
    assert re.search(r"\n    0\.\d+ = 0\.\d+", capsys.readouterr().out)


@pytest.mark.usefixtures("loaded_once")
@pytest.mark.parametrize("name", ["a.txt", "a.docx"])
def test_include_shows_who_says_what(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("LEVELHEAD_LEXICONS")
    paragraphs = ("It rains.", "Ann Marsh said it may possibly snow. It is claimed it did.")
    path = tmp_path / name
    path.write_bytes(
        word_file(*(("", each) for each in paragraphs))
        if name == "a.docx"
        else "\n\n".join(paragraphs).encode()
    )
    assert main(["analyze", str(path), "--include", "attributions"]) == 0
    lines = [line.removeprefix(str(path)) for line in capsys.readouterr().out.splitlines()]
    assert lines[-5:-1] == [
        ':3:11: attribution: neutral "said" by "Ann Marsh" (named)',
        ':3:41: attribution: doubting "is claimed" by nobody (none)',
        ':3:19: stacked hedges: "may possibly"',
        ': source: "Ann Marsh" (named): 1 neutral',
    ]


def test_spans_below_the_least_score_are_left_out(
    article: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["analyze", article, "--format", "json", "--min-score", "1"]) == 0
    assert json.loads(capsys.readouterr().out)["spans"] == []


@pytest.mark.parametrize(
    ("limits", "code", "reported"),
    [
        (["sensational=1"], 0, []),
        (["sensational=0.01"], 1, ["sensational"]),
        (["sensational=0.01", "hedging=0.01"], 1, ["sensational", "hedging"]),
        (["sensational=1", "hedging=0"], 1, ["hedging"]),
    ],
)
def test_a_score_above_a_limit_fails_and_says_which(
    limits: list[str],
    code: int,
    reported: list[str],
    article: str,
    sober: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    options = [f"--fail-above={limit}" for limit in limits]
    assert main(["analyze", article, sober, *options]) == code
    problems = capsys.readouterr().err.splitlines()
    assert [p.split()[:2] for p in problems] == [[f"{article}:", d] for d in reported]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("none.txt", None, "No such file or directory"),
        ("latin.txt", b"caf\xe9", "not UTF-8 (byte 3); save it as UTF-8"),
        (
            "paper.pdf",
            b"%PDF-1.7",
            "this is a PDF, not an article in text, HTML, Markdown or .docx",
        ),
        (
            "long.txt",
            b"x" * 2_097_153,
            "larger than 2,097,152 bytes; LEVELHEAD_MAX_BODY_BYTES is the limit",
        ),
        (
            "lines.txt",
            b"x\n\n" * 100_001,
            "the text has more than 100,000 paragraphs: send it in parts",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_named_and_the_others_are_shown(
    name: str,
    content: bytes | None,
    reason: str,
    tmp_path: Path,
    article: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    assert main(["analyze", str(path), article, "--fail-above=sensational=0"]) == 2
    shown, problems = capsys.readouterr()
    assert problems.splitlines()[0] == f"{path}: {reason}"
    assert "[bonkers|" in shown
