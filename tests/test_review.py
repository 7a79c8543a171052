"""`levelhead analyze` in code review: SARIF, GitHub, changed lines, configuration, pre-commit."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import chdir
from errno import EACCES
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import yaml
from sarif_pydantic import Sarif  # type: ignore[import-untyped]

from levelhead.cli.article_file import files_in
from levelhead.cli.main import main
from tests.helpers.lexicons import HEAD, write_lexicon
from tests.helpers.running import ROOT, environment
from tests.helpers.word_files import word_file

TEXT = "Mayor slams plan\n\nIt may fail: “it is” utterly\r\nbonkers.\n"
GITHUB = [
    "::warning file=a.md,line=1,endLine=1,col=7,endColumn=12,"
    "title=sensational%3A dramatic_verb::“slams”: Say less. Try “criticises”.",
    "::warning file=a.md,line=3,endLine=3,col=4,endColumn=7,title=hedging%3A modal::“may”: Say "
    "less.",
]
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


def sarif(*arguments: str, capsys: pytest.CaptureFixture[str]) -> Any:
    assert analyze("--format", "sarif", *arguments) == 0
    printed = capsys.readouterr().out
    Sarif.model_validate_json(printed)
    return json.loads(printed)["runs"][0]


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


BEFORE = "It may fail.\n\nIt is bonkers.\n\nIt is utterly calm.\n"
CHANGED = BEFORE.replace("calm", "quiet")
CHANGES = {
    "nothing": (BEFORE, []),
    "a line": (BEFORE.replace("calm", "quiet"), ["utterly"]),
    "lines that move": (f"It rained.\n{BEFORE}", []),
    "a new line": (f"{BEFORE}\nIt may rain.\n", ["may"]),
    "lines that go": (BEFORE.partition("\n")[2], []),
    "the last line's end": (BEFORE.rstrip("\n"), []),
    "all lines' ends": (BEFORE.replace("\n", "\r\n"), []),
    "all lines' ends, and a line": (
        BEFORE.replace("\n", "\r\n").replace("calm", "quiet"),
        ["utterly"],
    ),
    "a last line that says differ": (f"{BEFORE}They differ\n", []),
    "all": ("It may be bonkers.\n", ["may", "bonkers"]),
    "all lines' ends, to CR": (BEFORE.replace("\n", "\r"), []),
    "all lines' ends, to CR, and a line": (CHANGED.replace("\n", "\r"), ["utterly"]),
    "a new line that ends in CR": (BEFORE.replace("It is utterly", "x\rIt is utterly"), []),
    "a line end within a line": (BEFORE.replace("is utterly", "is\rutterly"), ["utterly"]),
    "a line separator, which ends no line": (
        BEFORE.replace("It is utterly", "x\u2028It is utterly"),
        ["utterly"],
    ),
    "a byte order mark": (f"\ufeff{BEFORE}", []),
    "a byte order mark, and the first line": (f"\ufeff{BEFORE.replace('fail', 'rain')}", ["may"]),
    "a zero-width character within": (BEFORE.replace("may", "\ufeffmay"), ["may"]),
    "a space at a line's end": (BEFORE.replace("bonkers.", "bonkers. "), ["bonkers"]),
}


@pytest.mark.parametrize(("after", "found"), CHANGES.values(), ids=CHANGES)
def test_only_marks_on_changed_lines_are_shown(
    after: str, found: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    committed(a=BEFORE)
    Path("a.md").write_text(after, "utf-8", newline="")
    assert analyze("--diff", "HEAD", "--format", "json", "a.md") == 0
    whole = json.loads(capsys.readouterr().out)["spans"]
    run = sarif("--diff", "HEAD", "a.md", capsys=capsys)
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert [rules[each["ruleIndex"]] for each in run["results"]] == found
    assert [span["text"] for span in whole] == found


CURLY = "The café’s owner may close.\n\nIt is bonkers – utterly.\n"
EARLIER = {
    "CR alone": (CURLY.replace("\n", "\r").encode(), ["may"]),
    "CR alone, without an end": (CURLY.rstrip().replace("\n", "\r").encode(), ["may"]),
    "CR LF and CR": (CURLY.replace("\n\n", "\r\n\r").encode(), ["may"]),
    "a byte order mark": (CURLY.encode("utf-8-sig"), ["may"]),
    "UTF-16": (CURLY.encode("utf-16"), ["may"]),
    "UTF-16, the other way round": (f"\ufeff{CURLY}".encode("utf-16-be"), ["may"]),
    "UTF-16 that is cut in its last line": (
        CURLY.encode("utf-16")[:-3],
        ["may", "bonkers", "utterly"],
    ),
    "Windows-1252": (CURLY.encode("cp1252"), ["may"]),
    "another word in Windows-1252": (
        CURLY.replace("bonkers", "bonkers café").encode("cp1252"),
        ["may", "bonkers", "utterly"],
    ),
    "an older encoding of the Mac": (CURLY.encode("mac-roman"), ["may", "bonkers", "utterly"]),
    "UTF-16 without its mark": (CURLY.encode("utf-16-le"), ["may", "bonkers", "utterly"]),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\xff\xfe\n", ["may", "bonkers", "utterly"]),
    "nothing": (b"", ["may", "bonkers", "utterly"]),
    "a line with a zero": (CURLY.replace("close", "\0").encode(), ["may"]),
}


@pytest.mark.parametrize(("before", "found"), EARLIER.values(), ids=EARLIER)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_encoding_and_line_ends_of_the_earlier_version_make_no_difference(
    before: bytes, found: list[str], end: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("a.md").write_bytes(before)
    committed()
    Path("a.md").write_text(CURLY.replace("close", "shut"), "utf-8", newline=end)
    assert marks("a.md", capsys=capsys) == {"a.md": found}


def test_a_mark_over_two_lines_is_shown_if_one_of_them_changed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    committed(a="It is said to be\nbelieved that it rained.\n")
    Path("a.md").write_text("It is said to be\nbelieved that it poured.\n")
    assert sarif("--diff", "HEAD", "a.md", capsys=capsys)["results"]


def marks(*arguments: str, capsys: pytest.CaptureFixture[str]) -> dict[str, list[str]]:
    """The words that are marked in each file that differs from HEAD, in order."""
    found: dict[str, list[str]] = {}
    for result in sarif("--diff", "HEAD", *arguments, capsys=capsys)["results"]:
        place = result["locations"][0]["physicalLocation"]
        name = unquote(place["artifactLocation"]["uri"])
        found.setdefault(name, []).append(result["ruleId"])
    return found


def moved(name: str, *, text: str = BEFORE) -> object:
    Path(name).parent.mkdir(exist_ok=True)
    git("mv", "a.md", name)
    return Path(name).write_text(text)


def added(name: str, text: str = BEFORE, *options: str) -> object:
    Path(name).write_text(text)
    return git("add", *options, name)


def executable(name: str) -> object:
    Path(name).chmod(0o755)
    return git("add", name)


def linked(name: str, to: str) -> object:
    Path(name).symlink_to(to)
    return git("add", name)


ALL = ["may", "bonkers", "utterly"]
SETTINGS = {
    "color.ui": "always",
    "diff.context": "9",
    "diff.interHunkContext": "9",
    "diff.noprefix": "true",
    "diff.relative": "true",
    "diff.renames": "false",
    "diff.external": "false",
    "diff.upper.textconv": "tr a-z A-Z <",
    "core.quotePath": "true",
}
RENAMES: dict[str, tuple[Callable[[], object], dict[str, list[str]]]] = {
    "renamed": (lambda: moved("b.md"), {}),
    "renamed and changed": (lambda: moved("b.md", text=CHANGED), {"b.md": ["utterly"]}),
    "renamed in another letter case": (lambda: moved("A.md", text=CHANGED), {"A.md": ["utterly"]}),
    "renamed with spaces": (lambda: moved("b c .md", text=CHANGED), {"b c .md": ["utterly"]}),
    "renamed with quotes": (lambda: moved("b\"'c.md", text=CHANGED), {"b\"'c.md": ["utterly"]}),
    "renamed like a pattern": (lambda: moved("[ab]*.md", text=CHANGED), {"[ab]*.md": ["utterly"]}),
    "renamed like a magic word of git": (
        lambda: moved(":!b.md", text=CHANGED),
        {":!b.md": ["utterly"]},
    ),
    "renamed to another script": (lambda: moved("é😀.md", text=CHANGED), {"é😀.md": ["utterly"]}),
    "moved to a folder": (lambda: moved("sub/b.md", text=CHANGED), {"sub/b.md": ["utterly"]}),
    "moved to a folder that git ignores": (
        lambda: moved("ignored/b.md", text=CHANGED),
        {"ignored/b.md": ["utterly"]},
    ),
    "renamed, then changed and not staged": (
        lambda: (git("mv", "a.md", "b.md"), Path("b.md").write_text(CHANGED)),
        {"b.md": ["utterly"]},
    ),
    "renamed and made executable": (lambda: (moved("b.md"), executable("b.md")), {}),
    "made executable": (lambda: executable("a.md"), {}),
    "staged": (lambda: added("a.md", CHANGED), {"a.md": ["utterly"]}),
    "staged, and changed back": (
        lambda: (added("a.md", CHANGED), Path("a.md").write_text(BEFORE)),
        {},
    ),
    "copied": (lambda: added("b.md"), {"b.md": ALL}),
    "renamed without git's knowledge": (lambda: Path("a.md").rename("b.md"), {"b.md": ALL}),
    "renamed and written again": (lambda: moved("b.md", text="It may rain.\n"), {"b.md": ["may"]}),
    "replaced by a new file after it was renamed": (
        lambda: (git("mv", "a.md", "b.md"), added("a.md", "It may rain.\n")),
        {"a.md": ["may"], "b.md": ALL},
    ),
    "taken out of git": (lambda: git("rm", "--quiet", "--cached", "a.md"), {}),
    "only announced to git": (lambda: added("b.md", BEFORE, "--intent-to-add"), {"b.md": ALL}),
    "a link to an unchanged file": (lambda: linked("b.md", "a.md"), {}),
    "a link to a changed file": (
        lambda: (linked("b.md", "a.md"), added("a.md", CHANGED)),
        {"a.md": ["utterly"], "b.md": ["utterly"]},
    ),
    "a link that became a file": (
        lambda: (git("rm", "--quiet", "link.md"), added("link.md")),
        {"link.md": ALL},
    ),
    "a folder that became a file": (
        lambda: (git("rm", "-r", "--quiet", "folder.md"), added("folder.md")),
        {"folder.md": ALL},
    ),
    "binary to git": (
        lambda: (Path(".gitattributes").write_text("*.md binary\n"), moved("b.md", text=CHANGED)),
        {"b.md": ["utterly"]},
    ),
    "with another line end in the commit": (
        lambda: (
            Path(".gitattributes").write_text("*.md text eol=crlf\n"),
            Path("a.md").write_text(CHANGED, newline="\r\n"),
        ),
        {"a.md": ["utterly"]},
    ),
    "with settings that change what git prints": (
        lambda: (
            *(git("config", name, value) for name, value in SETTINGS.items()),
            Path(".gitattributes").write_text("*.md diff=upper\n"),
            moved("sub/b.md", text=CHANGED),
        ),
        {"sub/b.md": ["utterly"]},
    ),
}


@pytest.mark.parametrize(("change", "found"), RENAMES.values(), ids=RENAMES)
def test_git_says_what_a_file_was(
    change: Callable[[], object],
    found: dict[str, list[str]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("GIT_DIFF_OPTS", "--unified=9")
    git("init", "--quiet")
    Path(".gitignore").write_text("ignored\n")
    Path("folder.md").mkdir()
    Path("folder.md/a.txt").write_text("It rained.\n")
    Path("calm.txt").write_text("It rained.\n")
    Path("link.md").symlink_to("calm.txt")
    committed(a=BEFORE)
    change()
    assert marks(".", capsys=capsys) == found


def test_all_of_a_word_file_has_changed_or_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.docx").write_bytes(word_file(("", "It may rain.")))
    committed()
    git("mv", "a.docx", "b.docx")
    assert marks("b.docx", capsys=capsys) == {}
    assert analyze("--diff", "HEAD", "--format", "json", "b.docx") == 0
    assert json.loads(capsys.readouterr().out)["spans"] == []
    Path("b.docx").write_bytes(word_file(("", "It is bonkers, and may rain.")))
    assert marks("b.docx", capsys=capsys) == {"b.docx": ["bonkers", "may"]}


def test_what_an_editor_has_not_saved_is_compared(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    committed(a=BEFORE)
    for name, found in (("a.md", ["utterly"]), ("new/b.md", ALL)):
        monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(CHANGED.encode())))
        assert marks("--stdin-filename", name, "-", capsys=capsys) == {name: found}
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(CHANGED.encode())))
    assert marks("-", capsys=capsys) == {"<stdin>": ALL}


def test_the_base_of_a_file_in_a_submodule_is_a_commit_there(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("inner").mkdir()
    with chdir("inner"):
        committed(a=BEFORE)
    committed(b=BEFORE)
    Path("inner/a.md").write_text(CHANGED)
    assert marks(".", capsys=capsys) == {"inner/a.md": ["utterly"]}
    git("branch", "outer")
    assert analyze("--diff", "outer", "b.md", "inner/a.md") == 2
    assert capsys.readouterr().err == "inner/a.md: --diff outer: no such commit\n"


def test_a_hook_may_name_the_repository(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    committed(a=BEFORE)
    moved("sub/b.md", text=CHANGED)
    monkeypatch.setenv("GIT_DIR", ".git")
    monkeypatch.setenv("GIT_INDEX_FILE", str(folder / ".git/index"))
    assert marks("sub", capsys=capsys) == {"sub/b.md": ["utterly"]}


def repositories() -> None:
    """Two repositories, one of them with a third one inside, in each of which a file changed."""
    for name in ("one", "two", "one/inner"):
        Path(name).mkdir()
        with chdir(name):
            committed(a=BEFORE)
            moved("sub/b.md", text=CHANGED)
            git("tag", Path(name).name)
    Path("one/none").mkdir()


FOUND = {f"{name}/sub/b.md": ["utterly"] for name in ("one", "one/inner", "two")}
VARIABLES: dict[str, tuple[str, dict[str, str]]] = {
    "a repository, from its top": ("one", {"GIT_DIR": ".git"}),
    "a repository and its index": ("one", {"GIT_DIR": ".git", "GIT_INDEX_FILE": ".git/index"}),
    "only an index": ("one", {"GIT_INDEX_FILE": "{}/one/.git/index"}),
    "only an index, in a folder": ("one/sub", {"GIT_INDEX_FILE": "{}/one/.git/index"}),
    "a work tree from elsewhere": ("two", {"GIT_DIR": "../one/.git", "GIT_WORK_TREE": "../one"}),
    "a work tree from above": (".", {"GIT_DIR": "one/.git", "GIT_WORK_TREE": "one"}),
    "the inner repository": ("one/inner", {"GIT_DIR": ".git", "GIT_WORK_TREE": "."}),
    "objects": ("one", {"GIT_DIR": ".git", "GIT_OBJECT_DIRECTORY": "{}/one/.git/objects"}),
    "as git runs an alias": ("one/sub", {"GIT_PREFIX": "sub/"}),
    "from the folder of the repository": ("one/.git", {"GIT_DIR": "."}),
    "empty variables": ("one", {"GIT_DIR": "", "GIT_WORK_TREE": "", "GIT_INDEX_FILE": ""}),
}


@pytest.mark.parametrize(("current", "variables"), VARIABLES.values(), ids=VARIABLES)
def test_variables_for_a_repository_are_not_used_in_another(
    current: str,
    variables: dict[str, str],
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    repositories()
    monkeypatch.chdir(current)
    for name, value in variables.items():
        monkeypatch.setenv(name, value.format(folder))
    names = [f"{folder}/{name}" for name in FOUND]
    found = marks(*names, capsys=capsys)
    assert found == {f"file://{folder}/{name}": words for name, words in FOUND.items()}


@pytest.mark.parametrize("setting", ["core.bare", "core.worktree", "none"])
def test_the_files_of_a_repository_that_is_elsewhere_are_compared(
    setting: str,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    # As files of a home folder are often kept.
    repositories()
    Path("one/.git").rename("kept.git")
    monkeypatch.setenv("GIT_DIR", str(folder / "kept.git"))
    if setting != "none":
        value = {"core.bare": "true", "core.worktree": str(folder / "one")}[setting]
        git("config", setting, value)
    monkeypatch.chdir("one/sub" if setting == "core.worktree" else "one")
    names = [f"{folder}/{name}" for name in FOUND]
    found = marks(*names, capsys=capsys)
    assert found == {f"file://{folder}/{name}": words for name, words in FOUND.items()}


def test_a_file_in_no_repository_is_not_looked_up_in_that_of_a_hook(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    repositories()
    Path("a.md").write_text(BEFORE)
    monkeypatch.chdir("one")
    monkeypatch.setenv("GIT_DIR", ".git")
    assert analyze("--diff", "HEAD", "../a.md") == 2
    assert "../a.md: fatal: not a git repository" in capsys.readouterr().err
    assert analyze("--diff", "two", "--format", "lines", "../two/sub/b.md", "sub/b.md") == 2
    out, err = capsys.readouterr()
    assert [line.partition(": ")[0] for line in out.splitlines()] == ["../two/sub/b.md:5:7"]
    assert err == "sub/b.md: --diff two: no such commit\n"


FLAGGED = "Mayor slams plan\n\nThe mayor may criticise it.\n"


@pytest.mark.parametrize(
    ("after", "found"),
    [
        (FLAGGED, []),
        (f"{FLAGGED}\nIt may rain.\n", ["may"]),
        (FLAGGED.replace("Mayor slams", "Mayor now slams"), ["headline", "slam"]),
    ],
)
def test_flags_of_a_headline_that_did_not_change_are_left_out(
    after: str, found: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    committed(a=FLAGGED)
    Path("a.md").write_text(after)
    assert analyze("--diff", "HEAD", "--format", "json", "--explain", "a.md") == 0
    answer = json.loads(capsys.readouterr().out)
    flags = ["headline" for _ in answer["headline"]["flags"]]
    assert [*flags, *(span["rule"] for span in answer["spans"])] == found
    results = sarif("--diff", "HEAD", "a.md", capsys=capsys)["results"]
    assert [result["ruleId"].partition("/")[0] for result in results] == found


def test_all_that_has_a_place_is_shown_of_changed_lines(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = "It may perhaps fail.\n\n“It is a slam,” he said.\n"
    committed(a=text)
    Path("a.md").write_text(f"{text}\nIt may perhaps rain.\n")
    command = ("--diff", "HEAD", "--explain", "--include", "attributions", "--format", "json")
    assert analyze(*command, "a.md") == 0
    answer = json.loads(capsys.readouterr().out)
    kept = {name: len(answer[name]) for name in ("spans", "stacked_hedges", "suppressed")}
    assert kept == {"spans": 2, "stacked_hedges": 1, "suppressed": 0}
    assert answer["scores"]["hedging"]["spans"] == 4


def test_a_folder_without_git_is_reported(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("a.md").write_text("It may rain.\n")
    assert analyze("--diff", "HEAD", "a.md") == 2
    assert "a.md: fatal: not a git repository" in capsys.readouterr().err
    committed()
    monkeypatch.setenv("PATH", "")
    assert analyze("--diff", "HEAD", "a.md") == 2
    assert capsys.readouterr().err == "--diff needs git\n"


def test_before_the_first_commit_all_lines_are_new(capsys: pytest.CaptureFixture[str]) -> None:
    git("init", "--quiet")
    Path("a.md").write_text(BEFORE)
    Path("b.docx").write_bytes(word_file(("", "It may rain.")))
    everything = {"a.md": ALL, "b.docx": ["may"]}
    assert marks(".", capsys=capsys) == everything
    git("add", "--all")
    assert marks(".", capsys=capsys) == everything
    assert analyze("--diff", "@", "--format", "lines", "--max-marks", "3", "a.md") == 0
    branch = Path(".git/HEAD").read_text().strip().rpartition("/")[2]
    for base in (branch, "main~1", "HEAD~1", "HEAD^", "ORIG_HEAD", "head"):
        capsys.readouterr()
        assert analyze("--diff", base, "a.md") == 2
        assert capsys.readouterr() == ("", f"a.md: --diff {base}: no such commit\n")


def test_a_branch_without_commits_has_no_lines(capsys: pytest.CaptureFixture[str]) -> None:
    committed(a=BEFORE)
    git("checkout", "--quiet", "--orphan", "new")
    assert marks("a.md", capsys=capsys) == {"a.md": ALL}


def test_a_commit_that_is_missing_is_not_taken_for_none(
    capsys: pytest.CaptureFixture[str],
) -> None:
    committed(a=BEFORE)
    git("update-ref", "refs/tags/here", "HEAD")
    (ref,) = Path(".git/refs/heads").iterdir()
    ref.write_text(f"{1:040}\n")
    assert analyze("--diff", "HEAD", "a.md") == 2
    assert "--diff HEAD: no such commit" in capsys.readouterr().err
    assert analyze("--diff", "here", "a.md") == 0


NO_COMMITS = {
    "an unknown name": "nonsense",
    "a space": " ",
    "an option": "--output=x",
    "a range": "HEAD~1..HEAD",
    "a range without an end": "HEAD~1..",
    "a symmetric difference": "HEAD~1...HEAD",
    "what is left out": "^HEAD",
    "the parents": "HEAD^@",
    "a commit without its parents": "HEAD^!",
    "a tag of a blob": "blob",
    "a tag object of a blob": "annotated",
    "a tree": "HEAD^{tree}",
    "a file": "HEAD:a.md",
    "two names": "HEAD\nHEAD",
    "a hash of nothing": f"{1:040}",
}


@pytest.mark.parametrize("base", NO_COMMITS.values(), ids=NO_COMMITS)
def test_what_is_not_a_commit_is_refused(base: str, capsys: pytest.CaptureFixture[str]) -> None:
    committed(a="It rained.\n")
    committed(a=BEFORE)
    git("tag", "blob", "HEAD:a.md")
    git("tag", "--annotate", "--message", "x", "annotated", "HEAD:a.md")
    assert analyze(f"--diff={base}", "a.md") == 2
    out, err = capsys.readouterr()
    assert (out, err) == ("", f"a.md: --diff {base}: no such commit\n")


@pytest.mark.parametrize("base", ["HEAD~1", "HEAD^", "first", "@~1", "HEAD@{1}"])
def test_any_name_of_a_commit_may_be_the_base(
    base: str, capsys: pytest.CaptureFixture[str]
) -> None:
    committed(a=BEFORE)
    git("tag", "--annotate", "--message", "x", "first")
    committed(a=CHANGED)
    assert analyze("--diff", base, "--format", "lines", "a.md") == 0
    assert "utterly" in capsys.readouterr().out


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


def test_too_many_marks_fail_and_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.md").write_text("It may be bonkers.")
    assert analyze("--max-marks", "2", "a.md") == 0
    assert analyze("--max-marks", "1", "a.md") == 1
    assert capsys.readouterr().err == "a.md: 2 marks, more than 1\n"
    with pytest.raises(SystemExit):
        analyze("--max-marks", "-1", "a.md")


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


def projects(**options: str) -> None:
    """Folders with an article and a file of options each."""
    for name, text in options.items():
        Path(name).mkdir()
        Path(name, "a.md").write_text("It may be bonkers, and utterly calm.")
        Path(name, "levelhead.toml").write_text(text)


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


def test_lines_are_those_of_the_marks(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "a.md").write_text("It rained.\n\nIt is bonkers.\n")
    assert analyze("--format", "lines", "a.md") == 0
    line = 'a.md:3:7: sensational: loaded 0.90 "bonkers": Say less.\n'
    assert capsys.readouterr().out == line


def test_limits_of_a_file_are_a_table(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "levelhead.toml").write_text(LIMITS)
    (folder / "a.md").write_text("It is bonkers.")
    assert analyze("a.md") == 1
    assert "sensational 0.593 is above 0.1" in capsys.readouterr().err


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
