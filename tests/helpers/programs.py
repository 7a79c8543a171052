"""Programs that some tests need: `@pytest.mark.needs("chromium")`, and where each is found."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

# The Python that Debian's LibreOffice has its module for; .venv's has none.
OFFICE_PYTHON = "/usr/bin/python3"


class Program(NamedTuple):
    """The names a program may have on the path, and Debian's package of it."""

    names: tuple[str, ...]
    package: str


PROGRAMS: Mapping[str, Program] = {
    "chromium": Program(("chromium", "chromium-browser"), "chromium"),
    "chromium-headless-shell": Program(("chromium-headless-shell",), "chromium-headless-shell"),
    "libreoffice": Program(("soffice",), "libreoffice-writer python3-uno"),
    "node": Program(("node",), "nodejs"),
    "npm": Program(("npm",), "npm"),
    "php": Program(("php",), "php-cli"),
    "php-sqlite3": Program(("php",), "php-sqlite3"),
    "redis-server": Program(("redis-server",), "redis-server"),
}
# Half a gigabyte of packages: where it is not installed, `make test-all` skips its tests.
OPTIONAL = frozenset({"libreoffice"})


@cache
def path_of(name: str) -> str | None:
    """The path of the program, None where it is not installed; CHROMIUM names another Chromium."""
    if name == "chromium" and os.environ.get("CHROMIUM"):
        return os.environ["CHROMIUM"]
    path = next(filter(None, map(shutil.which, PROGRAMS[name].names)), None)
    works = {"libreoffice": _office_speaks_python, "php-sqlite3": _php_knows_sqlite}.get(name)
    return path if path is None or works is None or works() else None


def missing(name: str) -> str:
    """What to say where the program is not installed."""
    return f"{name} is not installed: apt-get install {PROGRAMS[name].package}"


def required(name: str) -> str:
    """The path of a program that the test is marked as needing; RuntimeError without it."""
    path = path_of(name)
    if path is None:
        raise RuntimeError(missing(name))
    return path


def _php_knows_sqlite() -> bool:
    modules = subprocess.run(["php", "-m"], capture_output=True, text=True, check=True).stdout
    return "pdo_sqlite" in modules.split()


def _office_speaks_python() -> bool:
    command = [OFFICE_PYTHON, "-c", "import uno"]
    return (
        shutil.which(OFFICE_PYTHON) is not None
        and subprocess.run(command, capture_output=True).returncode == 0
    )
