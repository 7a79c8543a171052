"""The rows of files: their numbers, and all of them from any one on."""

import gzip
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from app.corpus.job import Columns, Failure
from app.corpus.reading import POSITION, rows_of
from app.corpus.source import find

# The numbers of the rows of three files, the second of which is empty.
FILES = (range(300), range(0), range(300, 1000))


def written(folder: Path, suffix: str) -> None:
    for name, numbers in enumerate(FILES):
        path = folder / f"{name}.{suffix}"
        texts = [f"Text {n}." for n in numbers]
        if suffix == "parquet":
            pq.write_table(pa.table({"text": pa.array(texts, pa.string())}), path)
            continue
        lines = [f'{{"text": "{t}"}}' for t in texts] if "jsonl" in suffix else ["text", *texts]
        raw = "".join(f"{line}\n" for line in lines).encode()
        path.write_bytes(gzip.compress(raw) if suffix.endswith(".gz") else raw)


@pytest.mark.parametrize("suffix", ["parquet", "csv", "csv.gz", "jsonl", "jsonl.gz"])
def test_rows_are_read_on_from_any_of_them(suffix: str, tmp_path: Path) -> None:
    written(tmp_path, suffix)
    rows = rows_of(find([f"{tmp_path}/*"], None), Columns("text"))
    assert sum(rows.counts) == 1000
    for skipped in (0, 1, 299, 300, 301, 999):
        rest = rows.after(skipped)
        found = rest.frame.to_pydict()
        (column,) = rows.arguments
        texts = [bytes(t).decode() if suffix != "parquet" else t for t in found[column]]
        assert len(texts) == 1000 - skipped
        assert (f"Text {skipped}." in texts[0], "Text 999." in texts[-1]) == (True, True)
        assert found[POSITION][0] == rest.first
        assert {end - skipped for end in (300, 1000) if end > skipped} <= rest.ends


def test_a_unit_that_is_done_is_not_read_again(tmp_path: Path) -> None:
    written(tmp_path, "csv")
    rows = rows_of(find([f"{tmp_path}/*"], None), Columns("text"))
    assert rows.counts == [300, 0, 700]
    (tmp_path / "0.csv").unlink()
    assert len(rows.after(300).frame.to_pydict()[POSITION]) == 700


def test_rows_of_a_file_that_is_told_by_another_name_are_not_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path, "csv")
    source = find([f"{tmp_path}/*"], None)
    monkeypatch.setattr("app.corpus.reading.LOCAL", "")
    with pytest.raises(Failure, match=r"^rows are in files that were not asked for: .*0\.csv"):
        rows_of(source, Columns("text"))
