"""Which tests run, and how they share the machine.

`make test` leaves out tests that need a program outside of .venv (marked `needs`) and slow ones
(marked `slow`); `--all`, as `make test-all` gives it, runs both. Two tests run at once, but one
marked `alone` by itself.
"""

import fcntl
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests import programs
from tests.running import ROOT

# A slow machine is not a fault of the code; tests of speed have bounds of their own.
settings.register_profile("levelhead", deadline=None)
settings.load_profile("levelhead")

# Two files that exist anyway, for their locks, which hold between processes.
DOOR, ROOM = ROOT / "pyproject.toml", Path(__file__)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--all", action="store_true", help="also run the tests marked `needs` and `slow`"
    )


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what `make test` leaves out; with --all, fail where a program is missing."""
    needed = [mark.args[0] for mark in item.iter_markers("needs")]
    if not item.config.getoption("--all"):
        if item.get_closest_marker("slow"):
            pytest.skip("slow")
        for program in needed:
            pytest.skip(f"needs {program}")
    for program in needed:
        if programs.path_of(program) is None:
            (pytest.skip if program in programs.OPTIONAL else pytest.fail)(
                programs.missing(program)
            )


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Count the tests that did not run by their reason; name the command that runs them."""
    skipped = terminalreporter.stats.get("skipped", ())
    reasons = Counter(report.longrepr[2].removeprefix("Skipped: ") for report in skipped)
    if not reasons:
        return
    terminalreporter.section("not run")
    for reason, number in reasons.most_common():
        terminalreporter.line(f"{number:5}  {reason}")
    if not terminalreporter.config.getoption("--all"):
        terminalreporter.line(
            "`make test-all` runs these, too; CONTRIBUTING.md lists what it needs."
        )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Run a test, with its fixtures, next to one of another process, or alone if it says so.

    All go through the door one after the other: while one waits there for the room to be empty, the
    others queue behind it instead of slipping in again and again. One process alone needs no lock,
    and must take none: a test that runs pytest itself would wait for its own.
    """
    if not hasattr(item.config, "workerinput"):
        return (yield)
    alone = item.get_closest_marker("alone") is not None
    with ROOM.open("rb") as room:
        with DOOR.open("rb") as door:
            fcntl.flock(door, fcntl.LOCK_EX)
            fcntl.flock(room, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        try:
            return (yield)
        finally:
            # Not left to the closing: a process forked meanwhile has the file open, too.
            fcntl.flock(room, fcntl.LOCK_UN)
