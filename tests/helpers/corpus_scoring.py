"""Small corpora, `levelhead score` with one worker, and the rows it wrote."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from levelhead.cli.main import main
from tests.helpers.lexicons import write_lexicon

BONKERS = "bonkers = 2\n"


@pytest.fixture(autouse=True, scope="module")
def lexicons(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A lexicon of one word: workers build it in no time."""
    folder = tmp_path_factory.mktemp("lexicons")
    write_lexicon(folder)
    with (folder / "sensational/loaded/test.toml").open("a", encoding="utf-8") as file:
        file.write(BONKERS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LEVELHEAD_LEXICONS", str(folder))
        yield folder


def rows(out: Path) -> list[dict[str, Any]]:
    """All rows of all parts, in order."""
    tables = [pq.read_table(path) for path in sorted(out.glob("part-*.parquet"))]
    found: list[dict[str, Any]] = pa.concat_tables(tables).to_pylist()
    return found


def written(path: Path, **columns: list[Any]) -> str:
    """A Parquet file of several row groups."""
    pq.write_table(pa.table(columns), path, row_group_size=100)
    return str(path)


def score(*arguments: object) -> int:
    """The exit code of `levelhead score` with one worker."""
    return main(["score", "--workers", "1", *map(str, arguments)])


def parts(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(out.glob("part-*.parquet"))}
