"""`levelhead analyze` in code review: SARIF, GitHub, lines, pre-commit."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.helpers import reviewing
from tests.helpers.reviewing import BEFORE, analyze, committed, git, sarif
from tests.helpers.running import ROOT, environment

# Fixtures: pytest finds them by these names.
lexicons = reviewing.lexicons
folder = reviewing.folder


TEXT = "Mayor slams plan\n\nIt may fail: “it is” utterly\r\nbonkers.\n"
GITHUB = [
    "::warning file=a.md,line=1,endLine=1,col=7,endColumn=12,"
    "title=sensational%3A dramatic_verb::“slams”: Say less. Try “criticises”.",
    "::warning file=a.md,line=3,endLine=3,col=4,endColumn=7,title=hedging%3A modal::“may”: Say "
    "less.",
]


def test_github_gets_a_line_for_each_mark(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "a.md").write_text(TEXT, newline="")
    assert analyze("--format", "github", "a.md") == 0
    assert capsys.readouterr().out.splitlines()[:2] == GITHUB


def test_what_github_reads_as_its_own_signs_is_escaped(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "a,b:c%.md").write_text("It is bonkers.")
    analyze("--format", "github", "a,b:c%.md")
    assert capsys.readouterr().out.startswith("::warning file=a%2Cb%3Ac%25.md,line=1,")


def test_sarif_has_a_result_for_each_mark_and_is_valid(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "a b.md").write_text(TEXT, newline="")
    (folder / "c.txt").write_text("It may 😀 may fail.")
    run = sarif("a b.md", "c.txt", capsys=capsys)
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    found = [
        (
            rules[result["ruleIndex"]],
            place["artifactLocation"]["uri"],
            *place["region"].values(),
            result["level"],
        )
        for result in run["results"]
        for place in [result["locations"][0]["physicalLocation"]]
    ]
    assert found == [
        ("slam", "a%20b.md", 1, 7, 1, 12, "warning"),
        ("may", "a%20b.md", 3, 4, 3, 7, "warning"),
        ("utterly", "a%20b.md", 3, 22, 3, 29, "warning"),
        ("bonkers", "a%20b.md", 4, 1, 4, 8, "warning"),
        ("may", "c.txt", 1, 4, 1, 7, "warning"),
        ("may", "c.txt", 1, 10, 1, 13, "warning"),
    ]
    assert len(rules) == len(set(rules))
    assert len({r["partialFingerprints"]["levelhead/v1"] for r in run["results"]}) == 6


def test_sarif_names_files_by_uris(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "a:é%.md").write_text("It may fail.")
    results = sarif("a:é%.md", f"{folder}/a:é%.md", "./a:é%.md", capsys=capsys)["results"]
    places = [result["locations"][0]["physicalLocation"] for result in results]
    assert [place["artifactLocation"]["uri"] for place in places] == [
        "a%3A%C3%A9%25.md",
        f"file://{folder}/a%3A%C3%A9%25.md",
        "./a%3A%C3%A9%25.md",
    ]


def test_sarif_of_a_text_without_marks_is_valid(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "a.md").write_text("“It is bonkers,” he said.")
    (result,) = sarif("a.md", capsys=capsys)["results"]
    assert result["level"] == "note"
    (folder / "a.md").write_text("It rained.")
    assert sarif("a.md", capsys=capsys)["results"] == []


FLAG = "The headline's wording is stronger than the body's for the same thing."
EVIDENCE = "Body: “The mayor may, he says, criticise it.”."


def test_flags_of_headlines_come_before_the_marks(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "# Mayor\u2028slams\r\n\r\nThe mayor may,\r\nhe says, criticise it.\r\n"
    (folder / "a.md").write_text(text, newline="")
    assert analyze("--format", "github", "a.md") == 0
    assert capsys.readouterr().out.splitlines()[0] == (
        "::warning file=a.md,line=1,endLine=1,col=9,endColumn=14,title=headline%3A hotter"
        f"::“slams”: {FLAG} {EVIDENCE}"
    )
    run = sarif("a.md", "a.md", capsys=capsys)
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == [
        *("headline/hotter", "slam", "may")
    ]
    assert run["tool"]["driver"]["rules"][0] == {
        "id": "headline/hotter",
        "shortDescription": {"text": FLAG},
        "properties": {"kind": "hotter"},
    }
    assert [result["ruleIndex"] for result in run["results"]] == [0, 1, 2, 0, 1, 2]
    flag, mark = (
        {name: value for name, value in result.items() if name in ("level", "message", "locations")}
        for result in run["results"][:2]
    )
    assert flag == {**mark, "message": {"text": f"“slams”: {FLAG} {EVIDENCE}"}}


def test_too_many_marks_fail_and_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.md").write_text("It may be bonkers.")
    assert analyze("--max-marks", "2", "a.md") == 0
    assert analyze("--max-marks", "1", "a.md") == 1
    assert capsys.readouterr().err == "a.md: 2 marks, more than 1\n"
    with pytest.raises(SystemExit):
        analyze("--max-marks", "-1", "a.md")


def test_lines_are_those_of_the_marks(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "a.md").write_text("It rained.\n\nIt is bonkers.\n")
    assert analyze("--format", "lines", "a.md") == 0
    line = 'a.md:3:7: sensational: loaded 0.90 "bonkers": Say less.\n'
    assert capsys.readouterr().out == line


@pytest.mark.slow
def test_pre_commit_runs_the_hook_on_changed_articles() -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    # As it is installed, but from this environment: pre-commit would download the package.
    hooks = [{**hook, "language": "system", "args": ["--diff=HEAD"]}]
    local = {"repo": "local", "hooks": hooks}
    git("init", "--quiet")
    Path(".git/info/exclude").write_text("home\n")
    Path(".pre-commit-config.yaml").write_text(yaml.safe_dump({"repos": [local]}))
    bin_ = Path(sys.executable).parent
    env = environment(PATH=f"{bin_}:{os.environ['PATH']}", PRE_COMMIT_HOME=str(Path.cwd() / "home"))

    def run() -> subprocess.CompletedProcess[str]:
        git("add", "--all")
        command = [str(bin_ / "pre-commit"), "run", "--color", "never"]
        return subprocess.run(command, env=env, capture_output=True, text=True, check=False)

    text = f"{BEFORE}\nIt rained.\n"
    Path("a.md").write_text(text)
    failed = run()
    assert failed.returncode == 1, failed.stdout
    assert "a.md:1:4: hedging: modal" in failed.stdout
    Path("a.md").write_text("It rained.\n")
    assert run().returncode == 0, "before the first commit"
    committed(a=text)
    Path("b.md").write_text("It is bonkers.\n")
    Path("c.py").write_text("bonkers = 1\n")
    failed = run()
    assert failed.returncode == 1, failed.stdout
    assert "b.md:1:7: sensational: loaded 0.90" in failed.stdout
    assert "c.py" not in failed.stdout
    Path("b.md").write_text("It rained.\n")
    git("mv", "a.md", "é c.md")
    assert run().returncode == 0
    Path("é c.md").write_text(f"{BEFORE}\nIt is bonkers, too.\n")
    failed = run()
    assert [line.partition(": ")[0] for line in failed.stdout.splitlines()[3:] if line] == [
        *("é c.md", "é c.md:7:7")
    ]
