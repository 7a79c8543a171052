"""The project's Markdown, as the tests of it read it."""

import re
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from tests.helpers.running import ROOT

_BUILT = {"build", "node_modules"}


def _is_ours(path: str) -> bool:
    parts = path.split("/")
    return not any(part.startswith(".") or part in _BUILT for part in parts)


# Every page, as a path from the top of the repository.
PAGES: Sequence[str] = sorted(
    path for file in ROOT.rglob("*.md") if _is_ours(path := file.relative_to(ROOT).as_posix())
)

# A block may be indented, below an item of a list.
_FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.DOTALL | re.MULTILINE)


class Fence(NamedTuple):
    """A fenced block; `follows` if nothing is between it and the one before."""

    where: str
    language: str
    body: str
    follows: bool


def read(page: str) -> str:
    """The text of a page."""
    return (ROOT / page).read_text("utf-8")


def fences(page: str) -> list[Fence]:
    """The fenced blocks of a page, in order."""
    text = read(page)
    found = []
    end = 0
    for match in _FENCE.finditer(text):
        line = text.count("\n", 0, match.start()) + 2
        body = re.sub(rf"^{match[1]}", "", match[3], flags=re.MULTILINE)
        follows = end > 0 and not text[end : match.start()].strip()
        found.append(Fence(f"{page}:{line}", match[2], body, follows))
        end = match.end()
    return found


def prose(page: str) -> str:
    """A page without its fenced blocks; the lines stay where they are."""
    return _FENCE.sub(lambda match: "\n" * match[0].count("\n"), read(page))


def section(page: str, heading: str) -> str:
    """What is below a heading, up to the next of the same level."""
    text = read(page)
    (found,) = re.finditer(rf"^(#+) {re.escape(heading)}$", text, re.MULTILINE)
    rest = text[found.end() :]
    end = re.search(rf"^#{{1,{len(found[1])}}} ", rest, re.MULTILINE)
    return rest[: end.start()] if end else rest


def tables(text: str) -> list[list[list[str]]]:
    """The cells of each table's rows, below its head."""
    groups = groupby(text.splitlines(), lambda line: line.startswith("| "))
    found = [list(lines) for is_table, lines in groups if is_table]
    return [[[c.strip() for c in line.strip("| ").split(" | ")] for line in t[2:]] for t in found]
