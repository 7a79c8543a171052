"""Columns of the input: those that are named have to be there, all others may be anything."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from levelhead.cli.main import main
from tests.helpers.corpus_scoring import lexicons as lexicons


def scored(folder: Path, *arguments: str) -> list[dict[str, Any]]:
    out = folder / "out"
    assert main(["score", f"{folder}/*.parquet", "--out", str(out), *arguments]) == 0
    rows: list[dict[str, Any]] = pq.read_table(out / "part-00000.parquet").to_pylist()
    return rows


@pytest.mark.parametrize("use", ["--id", "--keep", "--headline"])
def test_a_column_that_one_file_of_parquet_lacks_is_refused_with_both_names(
    use: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pq.write_table(pa.table({"text": ["Rain."], "outlet": ["Post"]}), tmp_path / "a.parquet")
    pq.write_table(pa.table({"text": ["Snow."], "section": ["Home"]}), tmp_path / "b.parquet")
    arguments = [f"{tmp_path}/*.parquet", "--out", str(tmp_path / "out"), use, "outlet"]
    assert main(["score", *arguments]) == 2
    said = capsys.readouterr().err
    assert "no column outlet in the input" in said
    assert "b.parquet has text, section" in said
    assert not list(tmp_path.glob("out/part*"))


UNUSUAL = {
    "list_view": pa.array([["a"], None], pa.list_view(pa.string())),
    "decimal256": pa.array([Decimal("1.50"), None], pa.decimal256(40, 2)),
    "string_view": pa.array(["x", None], pa.string_view()),
    "binary_view": pa.array([b"x", None], pa.binary_view()),
    "duration": pa.array([1, None], pa.duration("s")),
    "time": pa.array([1, None], pa.time64("us")),
    "map": pa.array([[("a", 1)], None], pa.map_(pa.string(), pa.int64())),
    "struct": pa.array([{"a": [1]}, None], pa.struct({"a": pa.list_(pa.int8())})),
    "null": pa.nulls(2),
}


@pytest.mark.parametrize("kept", [[], [*UNUSUAL]], ids=["left", "kept"])
def test_columns_of_any_type_can_be_kept_or_left(kept: list[str], tmp_path: Path) -> None:
    texts = {"text": ["It was bonkers.", "Rain."]}
    pq.write_table(pa.table(texts | UNUSUAL), tmp_path / "a.parquet")
    rows = scored(tmp_path, "--workers", "1", *(["--keep", *kept] if kept else []))
    assert [(row["words"], row["error"]) for row in rows] == [(3, None), (1, None)]
    for name in kept:
        assert [row[name] for row in rows] == UNUSUAL[name].to_pylist()
    assert kept or not {*UNUSUAL} & {*rows[0]}


TWICE = pa.schema(
    [
        pa.field("text", pa.string()),
        *[pa.field("o", pa.string())] * 2,
        pa.field("once", pa.struct([pa.field("body", pa.string())])),
        pa.field("in", pa.struct([*[pa.field("b", pa.string())] * 2, pa.field("c", pa.string())])),
        *[pa.field("s", pa.struct([pa.field("b", pa.string())]))] * 2,
    ]
)


@pytest.mark.parametrize(
    ("arguments", "twice"),
    [
        ("--keep o", "o"),
        ("--id o", "o"),
        ("--headline o", "o"),
        ("--text o", "o"),
        ("--keep once o", "o"),
        ("--keep in.b", "b"),
        ("--keep s.b", "s"),
        ("--keep s", "s"),
        ("", None),
        ("--keep in.c once.body", None),
        ("--text once.body", None),
    ],
)
def test_a_name_of_several_columns_of_parquet_is_refused_only_where_it_is_used(
    arguments: str, twice: str | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.Table.from_arrays([pa.nulls(1, f.type) for f in TWICE], schema=TWICE), path)
    code = main(["score", str(path), "--out", str(tmp_path / "out"), *arguments.split()])
    assert code == (2 if twice else 1)
    refusal = f"file://{path}: there are several columns with the name {twice}\n"
    assert (capsys.readouterr().err == refusal) is bool(twice)
