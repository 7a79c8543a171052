"""`make test` needs nothing but Python and names what it leaves out; `make test-all` does not."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.running import ROOT, environment

NEEDS_PHP = "tests/test_wordpress_php.py::test_php_reads_it"
SLOW = "tests/test_hostile.py::test_there_are_200_hostile_patterns"
HINT = "`make test-all` runs these, too; CONTRIBUTING.md lists what it needs."


def pytest_without_programs(folder: Path, *arguments: str) -> tuple[int, list[str]]:
    """The exit code and the printed lines of pytest, with an empty folder as its path."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]
    env = environment() | {"PATH": str(folder)}
    run = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
    return run.returncode, run.stdout.splitlines()


def test_what_is_left_out_is_counted_by_its_reason(tmp_path: Path) -> None:
    code, lines = pytest_without_programs(tmp_path, NEEDS_PHP, SLOW)
    assert code == 0
    assert lines[-4:-1] == ["    1  needs php", "    1  slow", HINT]


def test_with_all_a_missing_program_is_a_failure_that_names_its_package(tmp_path: Path) -> None:
    code, lines = pytest_without_programs(tmp_path, "--all", NEEDS_PHP, SLOW)
    assert code == 1
    assert "Failed: php is not installed: apt-get install php-cli" in "\n".join(lines)
    assert lines[-1].startswith("1 passed, 1 error")
    assert HINT not in lines


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
@pytest.mark.parametrize(
    ("command", "covers"),
    [("test", False), ("test-ci", True), ("test-all", False)],
)
def test_coverage_is_measured_by_what_ci_runs(command: str, covers: bool) -> None:
    run = subprocess.run(
        ["make", "--dry-run", *command.split()], cwd=ROOT, capture_output=True, text=True
    )
    assert ("--cov" in run.stdout) == covers
