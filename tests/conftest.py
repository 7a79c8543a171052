"""Which tests run, and how they share the machine.

`make test` leaves out tests that need a program outside of .venv (marked `needs`) and slow ones
(marked `slow`); `--all`, as `make test-all` gives it, runs both. `--tried`, as `make tried` gives
it, runs only those that note what they tried (tests/tried.py), and records it.

`--all` also has Hypothesis make up new inputs, which are otherwise the same in each run.
"""

import gc
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import is_hypothesis_test, settings

from tests.helpers import programs
from tests.tried import Note, Tried, read, today, updated, write

# A slow machine is not a fault of the code; tests of speed have bounds of their own.
settings.register_profile("new", deadline=None)
# A change is not refused for an input that no earlier change was tried with.
settings.register_profile("same", deadline=None, derandomize=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--all", action="store_true", help="also run the tests marked `needs` and `slow`"
    )
    parser.addoption(
        "--tried", action="store_true", help="run the tests that note what they tried; record it"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Let Hypothesis make up the same inputs in each run; with --all, new ones."""
    settings.load_profile("new" if config.getoption("--all") else "same")


TRIED: list[Tried] = []  # by the tests of this run


@pytest.fixture
def tried(request: pytest.FixtureRequest, record_property: Callable[[str, object], None]) -> Note:
    """Notes what a test has tried, if it passes; fails unless it is being recorded, or is already.

    Properties of a test get from a worker to the process that writes the record.
    """
    recording = request.config.getoption("--tried")

    def note(table: str, program: str, version: str, check: str, *, result: str = "yes") -> None:
        cell = Tried(table, program, check, result, version, today())
        if not recording:
            known = {each.place: each.result for each in read()}
            assert known.get(cell.place) == result, f"{cell} is not recorded: run `make tried`"
        record_property("tried", [*cell])  # execnet knows no named tuples

    return note


@pytest.fixture
def loaded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands that run in this process take the project's lexicon as it is in memory.

    Loading it takes longer than what they do with it.
    """
    from tests.helpers.lexicons import loaded  # here, since the process with the workers needs none

    for command in ("analyze", "compare", "mcp", "profile"):
        monkeypatch.setattr(f"levelhead.cli.{command}.load_lexicon", loaded)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With --tried, leave only the tests that note something. Measure coverage of the others.

    Every line is reached by a quick test with examples of its own: what Hypothesis makes up may
    reach it in one run and not in the next. Measuring takes as long as the test two times over.
    """
    if config.getoption("--tried"):
        items[:] = [each for each in items if "tried" in getattr(each, "fixturenames", ())]
    for item in items:
        generated = isinstance(item, pytest.Function) and is_hypothesis_test(item.obj)
        if generated or item.get_closest_marker("slow"):
            item.add_marker("no_cover")


def pytest_collection() -> None:
    """Search for no garbage while the lexicon and the tests are made, which stay."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Search them for none later either, as in the service: it took a tenth of the tests' time."""
    from levelhead.memory import freeze  # here, since coverage begins after this file is imported

    gc.enable()
    freeze()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Keep what a test that passed has tried."""
    if report.when == "call" and report.passed:
        noted: Sequence[tuple[str, Any]] = report.user_properties
        TRIED.extend(Tried(*cell) for name, cell in noted if name == "tried")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Record what was tried, in the process that started the workers and has their reports."""
    if session.config.getoption("--tried") and not hasattr(session.config, "workerinput"):
        write(updated(read(), TRIED))


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
