"""The documents promise only what works: their commands and snippets run, and print what they show.

`sh` blocks are commands that succeed. In `console` blocks lines after `$ ` are commands, the others
what they print; `…` matches anything. `python` and `mjs` blocks are run, and print the `text`
block that follows them right away; tests/test_generated_clients.py does the same with `py` and `ts`
blocks, which use generated clients. Whatever can't be run has a block without a language.
"""

import argparse
import json
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple, get_args

import pyarrow
import pytest
from pyarrow import parquet

from levelhead.cli import main as cli
from levelhead.cli.command import FAILED, FOUND, INTERRUPTED, OK
from levelhead.engine.analyzer import Block, Options, analyze
from levelhead.engine.score import BANDS, HEADLINE, NEGATED, QUOTED, SCARE
from levelhead.options import OptionsIn
from levelhead.service.observe import log
from levelhead.types import CATEGORIES, Reason, Voice
from tests.helpers.asgi import ask
from tests.helpers.lexicons import LEXICON
from tests.helpers.markdown import PAGES, fences, read, section, tables
from tests.helpers.running import ROOT, environment, running

ADDRESS = "http://127.0.0.1:8000"
SAVED = re.compile(r"Save this as `([^`]+)`.*?^```\w+\n(.*?)^```$", re.DOTALL | re.MULTILINE)
API = "docs/api.md"
PROFILES = ROOT / "docs/profiles"


class Example(NamedTuple):
    """What a page has its reader run, and what it says is printed; None where it does not say."""

    where: str
    command: str
    output: str | None


def commands(page: str) -> Iterator[Example]:
    """The commands of the `sh` and `console` blocks."""
    for fence in fences(page):
        if fence.language == "sh":
            for line in fence.body.replace("\\\n", " ").splitlines():
                yield Example(fence.where, line, None)
        elif fence.language == "console":
            for turn in fence.body.removeprefix("$ ").rstrip("\n").split("\n$ "):
                yield Example(fence.where, *command_and_output(turn))


def command_and_output(turn: str) -> tuple[str, str]:
    """A command goes on while its line ends in a backslash, and while a quotation is open."""
    lines = turn.replace("\\\n", " ").split("\n")
    for n in range(1, len(lines) + 1):
        command = "\n".join(lines[:n])
        if is_complete(command):
            return command, "\n".join(lines[n:])
    raise AssertionError(f"a quotation is never closed: {turn}")


def is_complete(command: str) -> bool:
    try:
        shlex.split(command)
    except ValueError:
        return False
    return True


def snippets(page: str, language: str) -> Iterator[Example]:
    """The blocks of a language that programs are written in."""
    found = fences(page)
    for fence, after in zip_longest(found, found[1:]):
        if fence.language == language:
            prints = after is not None and after.language == "text" and after.follows
            yield Example(fence.where, fence.body, after.body.rstrip("\n") if prints else None)


# Their commands need an archive, and each other's output.
CORPUS = "docs/corpus.md"
ALONE = [page for page in PAGES if page not in (CORPUS, "docs/codebook.md")]
COMMANDS = [e for page in ALONE for e in commands(page)]
# With or without variables before it.
IS_MAKE = re.compile(r"(?:[A-Z_]+=\S* )*make ")
SERVES = re.compile(r"(?:^|[ &;])levelhead serve\b")
MAKE = [e for e in COMMANDS if IS_MAKE.match(e.command)]
SHELL = [
    e
    for e in COMMANDS
    if e not in MAKE and not SERVES.search(e.command) and not e.command.startswith(("git ", "#"))
]
PYTHON = [e for page in ALONE for e in snippets(page, "python")]
JAVASCRIPT = [e for page in ALONE for e in snippets(page, "mjs")]


def pattern(output: str) -> str:
    """A regular expression for what a page shows; `…` matches anything."""
    return ".*?".join(map(re.escape, output.split("…")))


def name(example: Example) -> str:
    return f"{example.where} {example.command[:40]}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the commands run, with the files that the pages tell their reader to save."""
    folder = tmp_path_factory.mktemp("docs")
    for page in PAGES:
        for name, content in SAVED.findall(read(page)):
            (folder / name).write_text(content, "utf-8")
    (folder / "docs").mkdir()
    (folder / "docs/profiles").symlink_to(PROFILES)
    return folder


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[str]:
    # The deadline of the service itself, which the answer to /limits shows.
    settings = {"LEVELHEAD_PROFILES": str(PROFILES), "LEVELHEAD_DEADLINE_SECONDS": "5"}
    with running(settings=settings) as url:
        yield url


def check(example: Example, command: list[str] | str, server: str, folder: Path) -> None:
    """Run a command, and compare what it prints with what the page says."""
    run = subprocess.run(
        command,
        shell=isinstance(command, str),
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


def test_the_readme_shows_how_to_start_and_to_ask() -> None:
    shown = [e.command for e in COMMANDS if e.where.startswith("README.md")]
    assert any(c.startswith("make serve") for c in shown)
    assert any(c.startswith("curl ") for c in shown)
    assert any(c.startswith("levelhead analyze ") for c in shown)


def test_no_page_shows_a_command_that_never_ends_as_one_that_is_run() -> None:
    assert [name(e) for e in COMMANDS if SERVES.search(e.command)] == []


@pytest.mark.parametrize(
    ("command", "makes"),
    [
        ("make serve", True),
        ("LEVELHEAD_CORS_ORIGINS=https://cms.example make serve", True),
        ("A=1 B= make serve", True),
        ("levelhead analyze make file", False),
    ],
)
def test_a_target_is_known_behind_variables(command: str, makes: bool) -> None:
    assert bool(IS_MAKE.match(command)) is makes


def test_the_line_that_make_serve_prints_is_one_of_the_readme() -> None:
    (line,) = re.findall(r'echo "  (curl .*)"', read("Makefile"))
    line = line.replace("$(PORT)", "8000")
    assert any(e.command.startswith(line) for e in COMMANDS)


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
@pytest.mark.parametrize("example", MAKE, ids=name)
def test_a_target_that_is_named_exists(example: Example) -> None:
    command = ["env", *shlex.split(example.command, comments=True), "--dry-run"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr


# It compiles all patterns of the word lists, as other tests do without a process of their own.
SLOW = "levelhead lexicon check"


@pytest.mark.parametrize(
    "example",
    [pytest.param(e, marks=[pytest.mark.slow] if e.command == SLOW else []) for e in SHELL],
    ids=[name(e) for e in SHELL],
)
def test_a_command_prints_what_the_page_shows(example: Example, server: str, folder: Path) -> None:
    if "curl " in example.command and shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    check(example, example.command.replace(ADDRESS, server), server, folder)


@pytest.mark.parametrize("example", PYTHON, ids=name)
def test_a_snippet_prints_what_the_page_shows(example: Example, server: str, folder: Path) -> None:
    check(example, [sys.executable, "-c", example.command.replace(ADDRESS, server)], server, folder)


@pytest.mark.needs("node")
@pytest.mark.parametrize("example", JAVASCRIPT, ids=name)
def test_a_module_prints_what_the_page_shows(example: Example, server: str, folder: Path) -> None:
    source = example.command.replace(ADDRESS, server)
    check(example, ["node", "--input-type=module", "-e", source], server, folder)


@pytest.mark.slow
def test_the_commands_of_the_corpus_page_work_one_after_the_other(tmp_path: Path) -> None:
    rows = {
        "id": ["a", "b"],
        "title": ["Mayor slams plan", "Council to vote"],
        "body": ["The bonkers plan may fail.", "The council votes on 4 May."],
        "outlet": ["Post", "Gazette"],
        "section": ["News", "News"],
        "date": ["2026-05-01", "2026-05-02"],
    }
    (tmp_path / "archive").mkdir()
    parquet.write_table(pyarrow.table(rows), tmp_path / "archive/1.parquet")
    score, report = (example.command for example in commands(CORPUS))
    (mean,) = (example.command for example in snippets(CORPUS, "python"))
    for command in (score, report, [sys.executable, "-c", mean]):
        run = subprocess.run(
            command,
            shell=isinstance(command, str),
            cwd=tmp_path,
            env=environment(),
            capture_output=True,
            text=True,
        )
        assert run.returncode == 0, run.stderr
    assert "Gazette" in run.stdout
    assert (tmp_path / "scored/_report/report.html").is_file()


def test_what_is_left_out_of_an_output_is_shown_by_an_ellipsis() -> None:
    assert re.fullmatch(pattern('{"a": …, "b": 2}'), '{"a": 1, "b": 2}')
    assert not re.fullmatch(pattern('{"a": …, "b": 2}'), '{"a": 1, "b": 3}')


@pytest.mark.parametrize(
    ("turn", "command", "output"),
    [
        ("true", "true", ""),
        ("echo a\na", "echo a", "a"),
        ("echo a \\\n  b\na b", "echo a    b", "a b"),
        ("echo 'a\nb'\na\nb", "echo 'a\nb'", "a\nb"),
        ("echo a\nit's", "echo a", "it's"),
    ],
)
def test_a_command_ends_where_the_shell_would_run_it(turn: str, command: str, output: str) -> None:
    assert command_and_output(turn) == (command, output)


def test_snippets_have_the_output_that_follows_them_right_away() -> None:
    shown = [e for e in (*PYTHON, *JAVASCRIPT) if e.where.startswith(API)]
    assert len(shown) == 4
    assert all(e.output for e in shown)


def test_the_guide_has_no_json_that_nothing_checks() -> None:
    assert [f.where for f in fences(API) if f.language in ("json", "http")] == []


def test_the_log_line_that_is_shown_has_the_fields_of_a_real_one(
    capfd: pytest.CaptureFixture[str],
) -> None:
    log.configure("json")
    plain = {"Content-Type": "text/plain"}
    ask("POST", "/analyze", content="The bonkers plan may fail.", headers=plain)
    real = json.loads(capfd.readouterr().err)
    shown = json.loads(next(f.body for f in fences("docs/operations.md") if f.language == "json"))
    assert list(shown) == list(real)
    assert shown["received"] == shown["chars"] == real["received"] == real["chars"]


def options(parser: argparse.ArgumentParser, command: str = "") -> Iterator[tuple[str, str]]:
    """Each command with each of its options, and of those below it."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, below in action.choices.items():
                yield from options(below, f"{command} {name}".strip())
        else:
            yield from ((command, o) for o in action.option_strings if o.startswith("--"))


def test_every_option_of_the_command_line_is_documented() -> None:
    pages = {
        "compare": "docs/compare.md",
        "score": "docs/corpus.md",
        "report": "docs/corpus.md",
    }
    found = [(c, o) for c, o in options(cli.parser()) if o != "--help"]
    assert ("analyze", "--fail-above") in found
    missing = [
        (command, option)
        for command, option in found
        if not re.search(rf"{option}\b", read(pages.get(command, "docs/command-line.md")))
    ]
    assert missing == []


def test_every_exit_code_is_documented() -> None:
    rows = tables(section("docs/command-line.md", "Exit codes"))[0]
    codes = (OK, FOUND, FAILED, INTERRUPTED)
    assert [row[0] for row in rows] == [*map(str, codes)]


# The guide to the API against the code.


def test_the_guide_has_an_example_of_every_category() -> None:
    rows = tables(section(API, "Categories"))[0]
    listed = [(row[0], row[1].strip("`")) for row in rows]
    assert listed == [(d, c) for d, categories in CATEGORIES.items() for c in categories]


@pytest.mark.parametrize("row", tables(section(API, "Categories"))[0], ids=lambda row: row[1])
def test_an_example_has_the_marks_in_bold_and_no_others(row: list[str]) -> None:
    dimension, category, _, example = row
    report = analyze([Block(example.replace("**", ""))], LEXICON)
    found = [(f.dimension, f.category) for f in report.spans]
    assert found == [(dimension, category.strip("`"))]
    (finding,) = report.spans
    text = example.replace("**", "")
    assert f"**{text[finding.start : finding.end]}**" in example


def test_the_guide_explains_every_voice() -> None:
    rows = tables(section(API, "Voices"))[0]
    assert [row[0].strip("`") for row in rows] == list(get_args(Voice))


def test_the_guide_explains_every_reason() -> None:
    rows = tables(section(API, "Why a word was not marked"))[0]
    listed = {row[0].strip("`") for row in rows}
    assert listed == set(get_args(Reason))


@pytest.mark.parametrize(
    "row",
    [row for row in tables(section(API, "Why a word was not marked"))[0] if '"' in row[1]],
    ids=lambda row: row[0],
)
def test_an_example_of_a_reason_has_that_reason(row: list[str]) -> None:
    (example,) = re.findall('"(.*)"', row[1])
    report = analyze([Block(f"They said {example}.")], LEXICON, Options(explain=True))
    assert [each.reason for each in report.suppressed or ()] == [row[0].strip("`")]


def test_the_guide_explains_every_option() -> None:
    rows = tables(section(API, "Options"))[0]
    assert [row[0].strip("`") for row in rows] == list(OptionsIn.model_fields)


def test_the_guide_says_where_the_bands_begin() -> None:
    rows = tables(section(API, "Which score needs attention"))[0]
    assert {row[0]: (float(row[2]), float(row[3])) for row in rows} == dict(BANDS)


def test_the_factors_of_the_guide_are_those_of_the_scores() -> None:
    rows = tables(section(API, "How a score is calculated"))[0]
    code = {"quoted": QUOTED, "scare": SCARE, "headline": HEADLINE, "negated": NEGATED}
    assert {row[0].strip("`"): float(row[1]) for row in rows} == code


def test_the_worked_example_comes_to_the_score_of_the_service() -> None:
    part = section(API, "How a score is calculated")
    (answered,) = re.findall(r"words: \{'score': ([0-9.]+)", part)
    (by_hand,) = re.findall(r"```text\n([0-9.]+)\n```", part)
    assert answered == by_hand


def test_words_of_the_profile_in_the_example_are_in_no_word_list() -> None:
    text = re.search(r'"text": "(.*)"', read("docs/profiles.md"))
    assert text
    marked = {span.text for span in analyze([Block(text[1])], LEXICON).spans}
    own = re.findall(r"^(.+?) · .* · northern:", read("docs/profiles.md"), re.MULTILINE)
    assert own[0] == "Penpushers"
    assert marked.isdisjoint(own)
