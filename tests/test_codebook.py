"""The codebook says what is in the output: its tables against real rows, its queries as run."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from levelhead.cli.main import main
from levelhead.engine.score import text_score
from tests import codebook
from tests.codebook import COLUMNS, REASONS, SPANS, Range, Variable, columns
from tests.helpers.running import ROOT, environment
from tests.test_docs import SAVED, Example, commands, name, pattern, snippets

PAGE = "docs/codebook.md"
TEXT = codebook.FILE.read_text("utf-8")
# A run of more than half a minute, as on a slow machine, prints such lines.
PROGRESS = re.compile(r"^[\d,]+ of [\d,]+ documents .*\n", re.MULTILINE)
ARTICLES = [
    {"key": "a", "head": "Mayor SLAMS plan", "text": "“It is bonkers,” she said. It may fail."},
    {"key": "b", "head": None, "text": "It is not a fiasco, the ‘experts’ say. The club won."},
    {"key": None, "head": "Rain", "text": None},
]
RUNS = {
    "plain": [],
    "all": [
        *("--headline", "head", "--explain", "--quotes", "ignore", "--allow", "bonkers"),
        *("--profile", str(ROOT / "docs/profiles/gazette")),
    ],
}


def test_the_page_has_the_tables_of_the_code() -> None:
    assert codebook.written(TEXT) == TEXT, "run `make codebook`"


def test_only_what_follows_the_mark_is_generated() -> None:
    page = f"by hand\n{codebook.BEGIN}\nold"
    assert codebook.written(page) == f"by hand\n{codebook.BEGIN}\n\n{codebook.generated()}"
    with pytest.raises(ValueError, match="unpack"):
        codebook.written("no mark")


def test_a_column_that_is_not_described_stops_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(COLUMNS, "words")
    with pytest.raises(AssertionError, match="describe the columns"):
        codebook.generated()


@pytest.fixture(scope="module", params=RUNS)
def run(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A scored archive: its folder has the name of the run."""
    folder = tmp_path_factory.mktemp("codebook")
    (folder / "in.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in ARTICLES))
    out = folder / str(request.param)
    options = ["--out", str(out), "--id", "key", "--keep", "head", "--workers", "1"]
    assert main(["score", str(folder / "in.jsonl"), *options, *RUNS[out.name]]) == 1
    return out


def rows(run: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pq.read_table(run / "part-00000.parquet").to_pylist()
    return found


def nulls(run: Path, row: Mapping[str, Any]) -> dict[str, bool]:
    """Whether each condition of the codebook holds for a row."""
    with_error = row["error"] is not None
    explained = run.name == "all"
    return {
        codebook.NEVER: False,
        codebook.ERROR: with_error,
        codebook.NO_ERROR: not with_error,
        codebook.NO_PROFILE: not explained,
        codebook.NO_HEADLINE: not explained,
        codebook.NO_EXPLAIN: not explained,
        codebook.ERROR_OR_NO_EXPLAIN: with_error or not explained,
    }


def found(run: Path) -> Iterator[tuple[str, Variable, Any, bool]]:
    """Each value, what the codebook says about it, and whether it has to be null."""
    for row in rows(run):
        null = nulls(run, row)
        tables = [(COLUMNS, row), *((SPANS, span) for span in row["spans"] or ())]
        for table, values in [*tables, *((REASONS, each) for each in row["suppressed"] or ())]:
            for column, variable in table.items():
                if variable.null != codebook.INPUT:
                    yield column, variable, values[column], null[variable.null]


def test_columns_come_in_the_order_of_the_codebook(run: Path) -> None:
    schema = pq.read_schema(run / "part-00000.parquet")
    assert schema.names == [column.replace("…", "head") for column in columns()]


def test_a_value_is_null_exactly_when_the_codebook_says_so(run: Path) -> None:
    wrong = [column for column, _, value, null in found(run) if (value is None) != null]
    assert wrong == []


def test_values_are_those_of_the_codebook(run: Path) -> None:
    for column, variable, value, _ in found(run):
        values = variable.values
        if value is None or not values:
            continue
        if isinstance(values, Range):
            last = value if values.last is None else values.last
            assert values.first <= value <= last, column
        else:
            assert value in values, column


def test_a_score_is_made_of_the_spans_of_its_row(run: Path) -> None:
    for row in rows(run)[:2]:
        for dimension in ("sensational", "hedging"):
            scores = [s["score"] for s in row["spans"] if s["dimension"] == dimension]
            assert row[dimension] == text_score(scores, row["words"])


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which a reader of the page has saved and scored its articles."""
    folder = tmp_path_factory.mktemp("queries")
    ((file, content),) = SAVED.findall(TEXT)
    (folder / file).write_text(content)
    (score,) = commands(PAGE)
    assert in_folder(score, score.command, folder).returncode == 1
    return folder


def in_folder(
    example: Example, command: str | list[str], folder: Path
) -> "subprocess.CompletedProcess[str]":
    """Run what the page shows, and compare what is printed."""
    made = subprocess.run(
        command,
        shell=isinstance(command, str),
        cwd=folder,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    printed = PROGRESS.sub("", made.stdout).rstrip("\n")
    assert re.fullmatch(pattern(example.output or ""), printed, re.DOTALL), made
    return made


@pytest.mark.parametrize("query", [*snippets(PAGE, "python")], ids=name)
def test_a_query_prints_what_the_page_shows(query: Example, scored: Path) -> None:
    assert query.output
    command = [sys.executable, "-W", "error", "-c", query.command]
    assert in_folder(query, command, scored).returncode == 0
