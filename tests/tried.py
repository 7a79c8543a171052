"""What was tried in which program: recorded by the tests that tried it, shown in docs/tried.md.

A test that has tried something in a real program says so as its last step, in one line:

    tried("Editors in web pages", "CKEditor 5", "48.5.0", "undo")

A cell of the table says "yes", or what else is the case: `tried(…, result="no: it sends no key")`.
`make tried` runs these tests, records what passed, and writes the page. In any other run the step
fails unless the record has the same result, so the page cannot promise what no test has seen.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import NamedTuple, Protocol

from tests.helpers.running import ROOT

FILE, PAGE = Path(__file__).with_name("tried.jsonl"), ROOT / "docs/tried.md"
BEGIN, END = "<!-- tables of make tried -->", "<!-- end of the tables -->"


class Tried(NamedTuple):
    """A cell: the table it is in, its row (a program), its column (what was tried), and the rest.

    One program has one version: where two are tried, both are programs, such as "WordPress 6.2".
    """

    table: str
    program: str
    check: str
    result: str
    version: str
    date: str  # YYYY-MM-DD

    @property
    def place(self) -> tuple[str, str, str]:
        """What only one cell has."""
        return self.table, self.program, self.check


class Note(Protocol):
    """The fixture `tried` of tests/conftest.py."""

    def __call__(
        self, table: str, program: str, version: str, check: str, *, result: str = "yes"
    ) -> None:
        """Say that something was tried; `version` is exactly the one that ran."""


def today() -> str:
    """The date of a cell that is made now."""
    return datetime.now(UTC).date().isoformat()


def read(file: Path = FILE) -> list[Tried]:
    """The record; its order is that of tables, rows and columns."""
    return [Tried(**json.loads(line)) for line in file.read_text("utf-8").splitlines()]


def updated(old: Iterable[Tried], new: Iterable[Tried]) -> list[Tried]:
    """The record with new cells in place of old ones, and the others at the end of their table."""
    cells: Mapping[tuple[str, str, str], Tried] = {each.place: each for each in (*old, *new)}
    order = [*dict.fromkeys(each.table for each in cells.values())]
    return sorted(cells.values(), key=lambda each: order.index(each.table))


def write(cells: Sequence[Tried]) -> None:
    """Write the record and the page."""
    lines = (json.dumps(each._asdict(), ensure_ascii=False) for each in cells)
    FILE.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    PAGE.write_text(page_with(PAGE.read_text("utf-8"), cells), "utf-8")


def page_with(page: str, cells: Sequence[Tried]) -> str:
    """The page with tables of these cells between its two markers; ValueError if it lacks one."""
    before, rest = page.split(BEGIN)
    _, after = rest.split(END)
    return f"{before}{BEGIN}\n\n{''.join(_sections(cells))}{END}{after}"


def _sections(cells: Sequence[Tried]) -> Iterator[str]:
    for table, found in groupby(cells, lambda each: each.table):
        of_place = {each.place: each for each in found}
        checks = dict.fromkeys(each.check for each in of_place.values())
        yield f"## {table}\n\n{_row(['program', *checks])}{_row(['---'] * (len(checks) + 1))}"
        for program in dict.fromkeys(each.program for each in of_place.values()):
            row = (of_place.get((table, program, check)) for check in checks)
            yield _row([program, *map(_cell, row)])
        yield "\n"


def _cell(tried: Tried | None) -> str:
    return f"{tried.result} ({tried.version}, {tried.date})" if tried else ""


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |\n"
