"""The options of a project, in `levelhead.toml` or `pyproject.toml`."""

import json
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from levelhead.cli.main import main
from tests.helpers import reviewing
from tests.helpers.reviewing import analyze, projects

# Fixtures: pytest finds them by these names.
lexicons = reviewing.lexicons
folder = reviewing.folder


CONFIGS: dict[str, tuple[dict[str, str], list[str], list[str]]] = {
    "none": ({}, [], ["may", "bonkers", "utterly"]),
    "levelhead.toml": ({"levelhead.toml": "min-score = 0.8"}, [], ["may", "bonkers"]),
    "pyproject.toml": (
        {"pyproject.toml": "[tool.levelhead]\nmin-score = 0.8"},
        [],
        ["may", "bonkers"],
    ),
    "above": ({"../levelhead.toml": "min-score = 0.8"}, [], ["may", "bonkers"]),
    "one of others": (
        {"pyproject.toml": "[tool.ruff]\n", "../levelhead.toml": "min-score = 0.8"},
        [],
        ["may", "bonkers"],
    ),
    "the command line's comes first": (
        {"levelhead.toml": "min-score = 0.8"},
        ["--min-score", "0"],
        ["may", "bonkers", "utterly"],
    ),
    "a profile by its path from the file": (
        {
            "../levelhead.toml": 'profile = "own"\ndesk = "sport"',
            "../own/profile.toml": 'about = "x"\n[rules]\nbonkers = "off"\n'
            '[allow]\nmay = { reason = "x", desks = ["sport"] }',
        },
        [],
        ["utterly"],
    ),
}


@pytest.mark.parametrize(("files", "arguments", "found"), CONFIGS.values(), ids=CONFIGS)
def test_options_are_read_from_a_file_upwards(
    files: dict[str, str],
    arguments: list[str],
    found: list[str],
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (folder / "in").mkdir()
    monkeypatch.chdir(folder / "in")
    for name, text in files.items():
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(text)
    Path("a.md").write_text("It may be bonkers, and utterly calm.")
    assert analyze("--format", "json", *arguments, "a.md") == 0
    assert [s["text"] for s in json.loads(capsys.readouterr().out)["spans"]] == found


LIMITS = "[fail-above]\nsensational = 0.1\n"
HAS = "profile, desk, min-score, max-marks, fail-above"
WRONG = {
    "an unknown option": (
        "min-score = 1\nformat = 1",
        f"2: format: is not an option of this file; it may have {HAS}",
    ),
    "an option as the Python API has it": ("min_score = 1", "1: min_score: is not an option"),
    "an unknown table": ("\n[serve]\nport = 1", "2: serve: is not an option"),
    "a wrong value": ("min-score = 2", "1: min-score: '2' is not a number from 0 to 1"),
    "not a number": ("min-score = nan", "1: min-score: 'nan' is not a number from 0 to 1"),
    "a number in quotation marks": ('min-score = "0.2"', "1: min-score: should be a number"),
    "true as a number": ("min-score = true", "1: min-score: should be a number"),
    "a fraction": ("max-marks = 1.0", "1: max-marks: should be a whole number"),
    "less than none": ("max-marks = -1", "1: max-marks: '-1' is not a whole number from 0"),
    "a wrong limit": ("[fail-above]\nx = 1", "2: fail-above.x: 'x=1' does not start with"),
    "a wrong limit after a right one": (
        "[fail-above]\nhedging = 1\n\n# x = 1\nx = 1",
        "5: fail-above.x: 'x=1' does not start with",
    ),
    "a limit that is too high": (
        "[fail-above]\nhedging = 1\nsensational = 1.5",
        "3: fail-above.sensational: '1.5' is not a number from 0 to 1",
    ),
    "a limit in quotation marks": (
        '# fail-above\n[fail-above]\nsensational = "0.5"',
        "3: fail-above.sensational: should be a number\n",
    ),
    "a limit in braces": (
        "max-marks = 1\nfail-above = { hedging = 1, x = 1 }",
        "2: fail-above.x: 'x=1' does not start with",
    ),
    "a limit after a dot": (
        "fail-above.hedging = 1\n'fail-above' . \"x\" = 1",
        "2: fail-above.x: 'x=1' does not start with",
    ),
    "a table as a limit": (
        "[fail-above]\nhedging = 1\n[fail-above.sensational]\nx = 1",
        "3: fail-above.sensational: should be a number\n",
    ),
    "a key that is named before": (
        'desk = """\nmax-marks = \'a\'\n[x]\n""" # max-marks = 1\nmax-marks = \'b\'',
        "5: max-marks: should be a whole number",
    ),
    "a value of several lines": (
        "min-score = 1\ndesk = [\n  # desk = 3\n  [1],\n]\nmax-marks = 1",
        "2: desk: should be a string in quotation marks",
    ),
    "a key of another table": (
        "[fail-above]\nhedging = 1\n[max-marks]\nfail-above = 1",
        "3: max-marks: should be a whole number",
    ),
    "a number as limits": ("fail-above = 0.5", "1: fail-above: should be a table of numbers"),
    "a table as a profile": ("[profile]\nx = 1", "1: profile: should be a string"),
    "a number as a desk": ("desk=3", "1: desk: should be a string in quotation marks"),
    "no desk": ('desk = ""', "1: desk: should not be empty\n"),
    "spaces as a desk": ("desk = ' '", "1: desk: should not be empty\n"),
    "no profile": ("desk = 'x'\nprofile = ''", "2: profile: should not be empty\n"),
    "a list of desks": ('desk = ["sport"]', "1: desk: should be a string in quotation marks"),
    "an unknown profile": (
        'desk = "news"\n"profile" = "house"',
        "2: profile: house: no such folder, and no profile in LEVELHEAD_PROFILES",
    ),
    "not TOML": ("\nmin-score", "2: Expected '=' after a key"),
    "brackets": ("desk = " + "[" * 5000, ""),
    "not UTF-8": ("# café", "1: not UTF-8; save it as UTF-8"),
    "not UTF-8 further down": ("max-marks = 1\n\n# café\n", "3: not UTF-8; save it as UTF-8"),
}


@pytest.mark.parametrize(("text", "reason"), WRONG.values(), ids=WRONG)
def test_a_wrong_file_is_reported(
    text: str, reason: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "levelhead.toml").write_text(text, "latin-1")
    (folder / "a.md").write_text("It rained.")
    assert analyze("a.md") == 2
    out, err = capsys.readouterr()
    assert err.startswith(f"{folder}/levelhead.toml:{reason}")
    assert out == ""


def test_the_options_of_a_pyproject_are_a_table(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "a.md").write_text("It rained.")
    (folder / "pyproject.toml").write_text("[tool]\nlevelhead = 3\n")
    assert analyze("a.md") == 2
    assert capsys.readouterr().err.endswith("tool.levelhead: should be a table\n")
    (folder / "pyproject.toml").write_text("tool = 3\n")
    assert analyze("a.md") == 0
    assert capsys.readouterr().err == ""
    (folder / "pyproject.toml").write_text("[[tool.levelhead]]\n")
    assert analyze("a.md") == 2
    assert capsys.readouterr().err.endswith(":1: tool.levelhead: should be a table\n")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[tool.x]\ndesk = 3\n\n[tool.levelhead]\ndesk = 3\n", "5: desk: should be a string"),
        ("[tool]\nx.desk = 3\nlevelhead.desk = 3\n", "3: desk: should be a string"),
        ("tool.levelhead.desk = 3\n", "1: desk: should be a string"),
        ("[tool]\n[tool.levelhead]\n[tool.y]\nz=1\n[tool.levelhead.x]\n", "5: x: is not an"),
        ("[ tool . 'levelhead' ]\nx = [\n]\n", "2: x: is not an"),
        (
            "[[tool.x]]\n[[tool.x]]\n[tool.levelhead.fail-above]\nhedging = 1\nx = 1\n",
            "5: fail-above.x: 'x=1' does not start with",
        ),
        ("x = [\n[1],\n'''\n[tool.levelhead]\n''']\n[tool]\nlevelhead={x=1}\n", "7: x: is not"),
    ],
)
def test_a_wrong_option_of_a_pyproject_has_its_line(
    text: str, reason: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "a.md").write_text("It rained.")
    for end in ("\n", "\r\n"):
        (folder / "pyproject.toml").write_text(text, newline=end)
        assert analyze("a.md") == 2
        assert capsys.readouterr().err.startswith(f"{folder}/pyproject.toml:{reason}")


def test_a_file_has_the_options_of_its_own_project(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    projects(one="min-score = 0.8", two="max-marks = 0")
    Path("levelhead.toml").write_text("min-score = 1")
    Path("a.md").write_text("It may be bonkers.")
    names = ("one/a.md", "two/a.md", "a.md", "one/../two/a.md")
    assert analyze("--format", "json", *names) == 1
    out, err = capsys.readouterr()
    found = [[s["text"] for s in json.loads(line)["spans"]] for line in out.splitlines()]
    everything = ["may", "bonkers", "utterly"]
    assert found == [["may", "bonkers"], everything, [], everything]
    assert err.splitlines() == [
        "two/a.md: 3 marks, more than 0",
        "one/../two/a.md: 3 marks, more than 0",
    ]
    # Files that are in no project have the options of the working directory's.
    monkeypatch.chdir("one")
    Path("../levelhead.toml").unlink()
    assert analyze("--format", "json", "../a.md") == 0
    assert len(json.loads(capsys.readouterr().out)["spans"]) == 2


def test_a_wrong_option_of_any_project_comes_before_all_else(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    projects(one="", two="x = 1")
    assert analyze("one/a.md", "two/a.md") == 2
    out, err = capsys.readouterr()
    assert (out, err.partition(": ")[0]) == ("", f"{folder}/two/levelhead.toml:1")


def test_standard_input_has_the_options_of_the_file_it_is_named_as(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    projects(one="min-score = 0.8", two="min-score = 1")
    text = Path("one/a.md").read_bytes()
    for arguments, found in (
        (("--stdin-filename", "one/new.md"), 2),
        (("--stdin-filename", "two/not/there.md"), 0),
        ((), 3),
    ):
        monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(text)))
        assert analyze("--format", "json", *arguments, "-") == 0
        assert len(json.loads(capsys.readouterr().out)["spans"]) == found


def test_a_comparison_has_the_options_of_the_later_file(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    projects(one="", two='profile = "nothing"')
    assert main(["compare", "two/a.md", "one/a.md"]) == 0
    for names in (("one/a.md", "two/a.md"), ("two/a.md", "-")):
        assert main(["compare", *names]) == 2
        assert "two/levelhead.toml:1: profile: nothing" in capsys.readouterr().err


def test_limits_of_a_file_are_a_table(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "levelhead.toml").write_text(LIMITS)
    (folder / "a.md").write_text("It is bonkers.")
    assert analyze("a.md") == 1
    assert "sensational 0.593 is above 0.1" in capsys.readouterr().err
