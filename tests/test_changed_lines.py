"""`levelhead analyze --diff`: only what is on lines that git says have changed."""

import json
from collections.abc import Callable
from contextlib import chdir
from io import BytesIO, TextIOWrapper
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.helpers import reviewing
from tests.helpers.reviewing import BEFORE, CHANGED, analyze, committed, git, sarif
from tests.helpers.word_files import word_file

# Fixtures: pytest finds them by these names.
lexicons = reviewing.lexicons
folder = reviewing.folder


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
