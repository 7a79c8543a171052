"""The command line as a whole: help, arguments, exit codes, full disks and closed pipes."""

import argparse
import os
import re
import runpy
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from levelhead.cli.command import Terminated, reason_of, terminable
from levelhead.cli.main import main, parser
from levelhead.version import VERSION
from tests.helpers import cli_files
from tests.helpers.cli_files import TEXT
from tests.helpers.running import environment

# Fixtures: pytest finds them by these names.
lexicons = cli_files.lexicons
article = cli_files.article


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ("mark", "'mark'"),
        ("analyze", "FILE"),
        ("analyze x --format xml", "'xml'"),
        ("analyze x --min-score 2", "'2' is not a number from 0 to 1"),
        ("analyze x --min-score nan", "'nan' is not a number from 0 to 1"),
        ("analyze x --fail-above shouting=0.5", "'shouting=0.5' does not start with hedging or"),
        ("analyze x --fail-above hedging", "'' is not a number from 0 to 1"),
        ("serve --port http", "'http' is not a whole number from 0 to 65535"),
        ("serve --workers 0", "'0' is not a whole number from 1 to 256"),
        ("lexicon mend", "'mend'"),
        ("key new", "NAME"),
    ],
)
def test_a_wrong_argument_ends_with_two_and_is_named(
    arguments: str, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(arguments.split())
    assert exit_.value.code == 2
    assert reason in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "listed"),
    [
        (
            "",
            [
                "serve",
                "analyze",
                "compare",
                "score",
                "report",
                "lexicon",
                "profile",
                "mcp",
                "key",
                "probe",
            ],
        ),
        ("lexicon", ["check", "find", "fmt"]),
        ("profile", ["check"]),
        ("key", ["new"]),
    ],
)
def test_without_arguments_a_command_prints_its_help(
    arguments: str, listed: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments.split()) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    assert re.findall(r"^    (\w+) ", printed.out, re.MULTILINE) == listed


def parsers(of: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """A parser and those of its commands."""
    yield of
    for action in of._actions:
        if isinstance(action, argparse._SubParsersAction):
            for command in action.choices.values():
                yield from parsers(command)


def test_each_argument_of_each_command_has_a_help_text() -> None:
    found = list(parsers(parser()))
    assert len(found) == 16
    without = [
        f"{each.prog} {action.dest}"
        for each in found
        for action in each._actions
        if not action.help and not isinstance(action, argparse._SubParsersAction)
    ]
    assert without == []


def test_the_package_can_be_run_as_the_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["levelhead", "key"])
    with pytest.raises(SystemExit) as exit_:
        runpy.run_module("levelhead", run_name="__main__")
    assert exit_.value.code == 0
    assert capsys.readouterr().out.startswith("usage: levelhead key ")


def test_the_version_is_that_of_the_service(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(["--version"])
    assert exit_.value.code == 0
    assert capsys.readouterr().out == f"levelhead {VERSION}\n"
    assert re.fullmatch(r"\d+\.\d+\.\d+", VERSION)


def test_a_reader_that_stops_early_is_not_a_failure(
    article: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as out:
        monkeypatch.setattr(sys, "stdout", out)
        assert main(["analyze", article]) == 0


FULL = "levelhead: No space left on device\n"
full_disk = pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has /dev/full")


@full_disk
@pytest.mark.parametrize("format", ["text", "json", "html"])
def test_a_full_disk_is_a_failure(
    format: str, article: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with open("/dev/full", "w") as out:
        monkeypatch.setattr(sys, "stdout", out)
        assert main(["analyze", article, "--format", format]) == 2
    assert capsys.readouterr().err == FULL


def test_a_folder_that_cannot_be_made_is_named_without_the_number_of_the_error(
    article: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    texts = tmp_path / "texts.csv"
    texts.write_text("text\nIt may rain.\n")
    with (tmp_path / "printed").open("w") as out:
        monkeypatch.setattr(sys, "stdout", out)
        assert main(["score", str(texts), "--out", article]) == 2
    assert capsys.readouterr().err == f"{article}: File exists\n"


def test_an_error_of_a_library_without_a_number_keeps_its_words() -> None:
    assert reason_of(OSError("cannot be read")) == "cannot be read"


def test_ctrl_c_ends_a_command_with_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(size: int) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=SimpleNamespace(read=interrupted)))
    assert main(["analyze", "-"]) == 130
    assert capsys.readouterr().err == "levelhead: interrupted\n"


def test_ctrl_c_during_the_start_of_a_command_ends_it_with_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(name: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("levelhead.cli.main.import_module", interrupted)
    assert main(["serve"]) == 130
    assert capsys.readouterr().err == "levelhead: interrupted\n"


@full_disk
def test_a_full_disk_leaves_no_traceback_at_exit(article: str, lexicons: Path) -> None:
    run = subprocess.run(
        f"levelhead analyze {article} > /dev/full",
        shell=True,
        env=environment(LEVELHEAD_LEXICONS=str(lexicons)),
        capture_output=True,
        text=True,
    )
    assert (run.returncode, run.stderr) == (2, FULL)


def test_the_installed_command_works_in_a_pipe(article: str, lexicons: Path) -> None:
    run = subprocess.run(
        f"levelhead analyze {' '.join([article] * 50)} --format html | head -n 1",
        shell=True,
        env=environment(LEVELHEAD_LEXICONS=str(lexicons)),
        capture_output=True,
        text=True,
    )
    assert run.stderr == ""
    assert run.stdout == "<!DOCTYPE html>\n"


def test_a_file_name_that_is_not_utf_8_is_shown_as_far_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    Path(os.fsdecode(path)).write_text(TEXT)
    for format in ("text", "html"):
        assert main(["analyze", os.fsdecode(path), "--format", format]) == 0
        assert f"{tmp_path}/caf\ufffd.txt" in capsys.readouterr().out


def test_sigterm_ends_what_was_begun_in_order() -> None:
    ended = []
    before = signal.getsignal(signal.SIGTERM)

    def begun() -> None:
        with terminable():
            try:
                os.kill(os.getpid(), signal.SIGTERM)
            finally:
                ended.append(True)

    with pytest.raises(Terminated):
        begun()
    assert ended == [True]
    assert signal.getsignal(signal.SIGTERM) is before
