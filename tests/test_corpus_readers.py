"""The rows of files: their numbers, and all of them from any one on, in bounded memory."""

import csv
import gzip
import io
import re
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from levelhead.corpus import lines as corpus_lines
from levelhead.corpus.bundles import BUNDLE_ROWS, read_bundles, unpack
from levelhead.corpus.encodings import BLOCK_BYTES, blocks
from levelhead.corpus.input_files import find_input
from levelhead.corpus.lines import lines, open_input
from levelhead.corpus.reader import Reader
from levelhead.corpus.readers import reader_of
from levelhead.corpus.records import BYTE_ENCODING, CsvState, UnclosedQuote, records, state_after
from levelhead.corpus.task import Columns, CorpusError, FileFormat, Task

# The numbers of the rows of three files, the second of which is empty.
FILES = (range(300), range(0), range(300, 1000))
MAX_ROW_BYTES = 4000


def task(format_: FileFormat, columns: Columns | None = None) -> Task:
    return Task(format_, columns or Columns("text"), {}, MAX_ROW_BYTES // 4, 5.0, "", "")


def reader(folder: Path, columns: Columns | None = None) -> Reader:
    files = find_input([f"{folder}/*"], None)
    return reader_of(files, task(files.format, columns))


def written(folder: Path, suffix: str) -> None:
    for name, numbers in enumerate(FILES):
        path = folder / f"{name}.{suffix}"
        texts = [f"Text {n}." for n in numbers]
        if suffix == "parquet":
            table = pa.table({"text": pa.array(texts, pa.string())})
            pq.write_table(table, path, row_group_size=90)
            continue
        lines = [f'{{"text": "{t}"}}' for t in texts] if "jsonl" in suffix else ["text", *texts]
        raw = "".join(f"{line}\n" for line in lines).encode()
        if suffix.endswith(".gz"):
            raw = gzip.compress(raw)
        elif suffix.endswith(".zst"):
            raw = pa.compress(raw, "zstd", asbytes=True)
        path.write_bytes(raw)


def bundles(rows: Reader, done: int, part_rows: int) -> dict[int, list[Any]]:
    """The values of the bundles by the number of their first row."""
    return {
        first: [row for batch in unpack(packed) for row in batch.to_pylist()]
        for remainder in rows.after(done)
        for first, packed in read_bundles(rows, remainder, part_rows)
    }


@pytest.mark.parametrize("suffix", ["parquet", "csv", "csv.gz", "jsonl", "jsonl.gz", "jsonl.zst"])
def test_rows_are_read_on_from_any_of_them(suffix: str, tmp_path: Path) -> None:
    written(tmp_path, suffix)
    rows = reader(tmp_path)
    assert sum(fragment.rows for fragment in rows.fragments) == 1000
    whole = bundles(rows, 0, 100)
    for done in (0, 1, 255, 256, 299, 300, 301, 999):
        found = bundles(rows, done, 100)
        assert [first for first, _ in pairwise([*found, 1000])] == [*found]
        texts = [str(row["0"]) for values in found.values() for row in values]
        assert len(texts) == 1000 - done
        for n, text in enumerate(texts, done):
            assert f"Text {n}." in text
        # From the next part on, bundles are those of a run that was not interrupted.
        later = {first: values for first, values in whole.items() if first >= -(-done // 100) * 100}
        assert {first: found[first] for first in later} == later
    assert max(map(len, whole.values())) <= 100
    assert max(map(len, bundles(rows, 0, 1000).values())) <= BUNDLE_ROWS


def test_a_file_that_is_done_is_not_read_again(tmp_path: Path) -> None:
    written(tmp_path, "csv")
    rows = reader(tmp_path)
    assert [fragment.rows for fragment in rows.fragments] == [300, 0, 700]
    (tmp_path / "0.csv").unlink()
    assert sum(map(len, bundles(rows, 300, 1000).values())) == 700


def test_a_file_elsewhere_is_read_as_one_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path, "parquet")
    here = bundles(reader(tmp_path), 0, 100)
    monkeypatch.setattr(corpus_lines, "LOCAL_PREFIX", "nothing is local")
    path = f"file://{tmp_path / '0.parquet'}"
    with open_input(path) as file:
        assert isinstance(file, pa.NativeFile)
    assert bundles(reader(tmp_path), 0, 100) == here


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"", []),
        (b"\n \n\r\n\t \r\n", []),
        (b"\xef\xbb\xbfa\nb", [b"a", b"b"]),
        (b"\xef\xbb\xbf", []),
        (b"a\rb\x0b\n c \n", [b"a\rb", b"c"]),
        (b"x" * 10 + b"\n" + b"y" * 9 + b"\n", [None, b"y" * 9]),
        (b"x" * 100, [None]),
        (b"xx\n" + b"y" * 10, [b"xx", b"y" * 10]),
        (b"xx\n" + b"y" * 11, [b"xx", None]),
        (b"\x00\xff\n", [b"\x00\xff"]),
    ],
)
@pytest.mark.parametrize("block", [1, 2, 7, BLOCK_BYTES])
def test_lines_are_the_same_wherever_blocks_end(
    raw: bytes,
    expected: list[bytes | None],
    block: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # A byte order mark is looked for in the first block, which is never so short.
    block = max(block, 3)
    monkeypatch.setattr("levelhead.corpus.encodings.BLOCK_BYTES", block)
    (tmp_path / "a").write_bytes(raw)
    assert [*lines(f"file://{tmp_path / 'a'}", 10)] == expected


def fields(path: Path, most: int = 1000) -> list[list[str] | str]:
    return [*records(f"file://{path}", most)]


@pytest.mark.parametrize(
    "raw",
    [
        b"a,b\nc,d\n",
        b'a,"b\nc"\r\n"d""e",f\r\n',
        b'"a" "b,c\nd,e"f"\n',
        b'a "b",c\n""\n"",""\n,,\n',
        b'"a""\n""b"\n\n\n"c"',
        b'""","""\n"a,""b"",c",d\n',
        b'x"y,z"\n"\x00\xff","\r\n"\n',
    ],
)
@pytest.mark.parametrize("block", [3, 4, 5, BLOCK_BYTES])
def test_records_are_what_the_csv_module_makes_of_the_whole_file(
    raw: bytes, block: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("levelhead.corpus.encodings.BLOCK_BYTES", block)
    (tmp_path / "a.csv").write_bytes(raw)
    whole = csv.reader(io.StringIO(raw.decode(BYTE_ENCODING), newline=""))
    assert fields(tmp_path / "a.csv") == [*filter(None, whole)]


@pytest.mark.parametrize("long", [b"x" * 90, b'"' + b'x""\n,' * 30 + b'"', b'"",' * 50, b'y"' * 50])
@pytest.mark.parametrize("block", [3, 4, 5, 64, BLOCK_BYTES])
def test_a_record_that_is_too_long_harms_no_other(
    long: bytes, block: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("levelhead.corpus.encodings.BLOCK_BYTES", block)
    (tmp_path / "a.csv").write_bytes(b"a,b\n" + long + b",c\nd,e\n" + long)
    error = "the row has more than 60 bytes"
    assert fields(tmp_path / "a.csv", 60) == [["a", "b"], error, ["d", "e"], error]


def test_a_row_of_csv_that_can_not_be_divided_is_reported(tmp_path: Path) -> None:
    long = b"x" * MAX_ROW_BYTES
    (tmp_path / "a.csv").write_bytes(b"n,text\n1,a\n2\n3,b,c\n4," + long + b"\n5,\n")
    (found,) = bundles(reader(tmp_path, Columns("text", id="n")), 0, 100).values()
    assert [tuple(row.values()) for row in found] == [
        (None, b"a", b"1"),
        ("the row has 1 fields, and the header 2", None, None),
        ("the row has 3 fields, and the header 2", None, None),
        ("the row has more than 4000 bytes", None, None),
        (None, b"", b"5"),
    ]


def test_a_line_that_is_too_long_or_no_object_is_a_row(tmp_path: Path) -> None:
    lines = [b"[" * 2000, b"x" * (MAX_ROW_BYTES + 1), b'{"text": "a"}']
    (tmp_path / "a.jsonl").write_bytes(b"\n".join(lines))
    (found,) = bundles(reader(tmp_path), 0, 100).values()
    assert [tuple(row.values()) for row in found] == [
        (None, lines[0]),
        ("the line has more than 4000 bytes", None),
        (None, lines[2]),
    ]


def test_a_column_has_to_be_in_one_of_the_first_lines(tmp_path: Path) -> None:
    plain = '{"text": "It rained."}\n'
    for name, before in (("early", 999), ("late", 1000)):
        lines_ = [*[plain] * before, '{"text": "It rained.", "key": 7}\n', plain]
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.jsonl").write_text("".join(lines_))
    columns = Columns("text", id="key")
    assert sum(f.rows for f in reader(tmp_path / "early", columns).fragments) == 1001
    with pytest.raises(
        CorpusError, match=r"no column key in the input: .* in its first 1,000 lines"
    ):
        reader(tmp_path / "late", columns)


def test_a_quotation_mark_that_is_never_closed_is_reported_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b'text\n"a\nb"\n\n"c\nd\n')
    with pytest.raises(
        UnclosedQuote, match=r"^the record in line 5 has a quotation mark that is never"
    ):
        fields(tmp_path / "a.csv")
    with pytest.raises(
        CorpusError, match=r"^the input can't be read: .*a\.csv: the record in line 5"
    ):
        reader(tmp_path)


def test_a_lone_carriage_return_between_fields_is_reported(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"a\rb\nc\n")
    assert fields(tmp_path / "a.csv") == [
        "the row is not CSV: a line end outside of quotation marks",
        ["c"],
    ]


def test_what_a_piece_of_a_line_leaves_open() -> None:
    assert state_after(b'a,"b', CsvState.START) is CsvState.QUOTED
    assert state_after(b'b"', CsvState.QUOTED) is CsvState.CLOSED
    assert state_after(b'"b"', CsvState.CLOSED) is CsvState.CLOSED
    assert state_after(b'"b', CsvState.PLAIN) is CsvState.PLAIN
    assert state_after(b"b,", CsvState.PLAIN) is CsvState.START


@pytest.mark.parametrize(
    ("column", "values"),
    [
        (pa.array(["a", None, "é"]), [b"a", None, "é".encode()]),
        (pa.array(["a", None, "é"], pa.large_string()), [b"a", None, "é".encode()]),
        (pa.array(["a", None, "é"], pa.string_view()), [b"a", None, "é".encode()]),
        (pa.array(["a", None, "a"]).dictionary_encode(), [b"a", None, b"a"]),
        (pa.array([b"a", None, b"b"]), [b"a", None, b"b"]),
        (pa.array([b"a", None, b"b"], pa.large_binary()), [b"a", None, b"b"]),
        (pa.array([b"a", None, b"b"], pa.binary_view()), [b"a", None, b"b"]),
        (pa.array([b"a", None, b"b"], pa.binary(1)), [b"a", None, b"b"]),
        (pa.array([["a"], None, []]), [True, None, True]),
        (pa.nulls(2), [None, None]),
    ],
)
def test_texts_of_parquet_come_as_bytes_and_other_values_not_at_all(
    column: pa.Array, values: list[object], tmp_path: Path
) -> None:
    pq.write_table(pa.table({"text": column}), tmp_path / "a.parquet")
    (found,) = bundles(reader(tmp_path), 0, 100).values()
    assert [row["0"] for row in found] == values


CODED = pa.dictionary(pa.int32(), pa.string())
ZONED = pa.timestamp("us", "UTC")


@pytest.mark.parametrize(
    ("one", "other", "common"),
    [
        (pa.int32(), pa.int64(), pa.int64()),
        (pa.null(), pa.string(), pa.string()),
        (pa.null(), CODED, CODED),
        (pa.string(), pa.large_string(), pa.large_string()),
        (CODED, CODED, CODED),
        (CODED, pa.string(), pa.string()),
        (CODED, pa.large_string(), pa.large_string()),
        (CODED, pa.string_view(), pa.large_string()),
        (CODED, pa.dictionary(pa.int8(), pa.string()), CODED),
        (pa.string(), pa.string_view(), pa.large_string()),
        (pa.binary(), pa.binary_view(), pa.large_binary()),
        (pa.date32(), pa.timestamp("ms"), pa.timestamp("ms")),
        # Nanoseconds begin in 1677, and a date or a coarser time may be earlier.
        (pa.date32(), pa.timestamp("ns"), pa.timestamp("us")),
        (pa.timestamp("s"), pa.timestamp("ns"), pa.timestamp("us")),
        (pa.timestamp("ns", "UTC"), ZONED, ZONED),
        (pa.dictionary(pa.int8(), pa.timestamp("ns")), pa.timestamp("ns"), pa.timestamp("ns")),
        (pa.null(), pa.timestamp("ns"), pa.timestamp("ns")),
        (pa.date32(), ZONED, ZONED),
        (pa.timestamp("ms"), pa.timestamp("us"), pa.timestamp("us")),
        (pa.date32(), pa.timestamp("us", "America/New_York"), None),
        (pa.timestamp("us"), ZONED, None),
        (pa.date32(), pa.time64("us"), None),
        (pa.date32(), pa.int32(), None),
        (CODED, pa.int64(), None),
        (CODED, pa.date32(), None),
        (pa.int64(), pa.string(), None),
        (pa.date32(), pa.string(), None),
    ],
)
@pytest.mark.parametrize("swapped", [False, True])
def test_a_column_has_one_type_in_all_files_or_the_run_is_refused(
    one: pa.DataType,
    other: pa.DataType,
    common: pa.DataType | None,
    swapped: bool,
    tmp_path: Path,
) -> None:
    first, second = (other, one) if swapped else (one, other)
    for name, type_ in (("a", pa.null()), ("b", first), ("c", second), ("d", first)):
        table = pa.table({"text": ["It rained."], "id": pa.nulls(1, type_)})
        pq.write_table(table, tmp_path / f"{name}.parquet")
    files = find_input([str(tmp_path / "*.parquet")], None)
    task = Task("parquet", Columns("text", id="id"), {}, 1000, 5.0, "", "")
    if common:
        found = reader_of(files, task)
        # Dictionaries have the indices of the first file.
        assert _values(found.types["id"]) == _values(common)
        for fragment in found.fragments:
            assert [batch.column(2).type for batch in found.read(fragment)] == [found.types["id"]]
    else:
        refusal = (
            f"c.parquet: the column id is {second}, and {first} in file://{tmp_path}/b.parquet:"
        )
        with pytest.raises(CorpusError, match=re.escape(refusal)):
            reader_of(files, task)


def _values(type_: pa.DataType) -> pa.DataType:
    return type_.value_type if pa.types.is_dictionary(type_) else type_


def test_values_of_different_types_become_those_of_the_common_one(tmp_path: Path) -> None:
    day, time = date(2024, 5, 31), datetime(2024, 5, 31, 10, 30)
    codes = pa.array(["Home", None, "Home"]).dictionary_encode()
    tables = [
        {"o": codes, "t": pa.array([day, None, day])},
        {"o": pa.array(["Sport", None, "é"]), "t": pa.array([time, None, time])},
    ]
    for name, table in zip("ab", tables, strict=True):
        pq.write_table(pa.table({"text": ["x"] * 3} | table), tmp_path / f"{name}.parquet")
    found = bundles(reader(tmp_path, Columns("text", keep=("o", "t"))), 0, 100)
    midnight = datetime(2024, 5, 31)
    assert [(row["1"], row["2"]) for values in found.values() for row in values] == [
        *[("Home", midnight), (None, None), ("Home", midnight)],
        *[("Sport", time), (None, None), ("é", time)],
    ]


def test_a_row_of_parquet_that_is_too_long_is_reported_and_not_handed_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("levelhead.corpus.parquet_reader.BLOCK_BYTES", 100)
    table = {"text": ["a", "b" * MAX_ROW_BYTES, "c" * 200], "key": [1, 2, 3]}
    pq.write_table(pa.table(table), tmp_path / "a.parquet")
    (found,) = bundles(reader(tmp_path, Columns("text", id="key")), 0, 100).values()
    assert [tuple(row.values()) for row in found] == [
        (None, b"a", 1),
        ("the row has 4018 bytes, more than 4000", None, None),
        (None, b"c" * 200, 3),
    ]


@pytest.mark.parametrize(
    "harm",
    [
        lambda raw, share: raw[: len(raw) * share // 20],
        lambda raw, share: (
            raw[: len(raw) * share // 20]
            + bytes([raw[len(raw) * share // 20] ^ 255])
            + raw[len(raw) * share // 20 + 1 :]
        ),
    ],
    ids=["cut", "flipped"],
)
@pytest.mark.parametrize("suffix", ["parquet", "jsonl.gz", "csv.zst"])
def test_a_damaged_file_is_reported_and_never_a_traceback(
    suffix: str, harm: Callable[[bytes, int], bytes], tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    written(tmp_path, suffix)
    raw = (tmp_path / f"2.{suffix}").read_bytes()
    path = tmp_path / "in" / f"2.{suffix}"
    for share in range(20):
        path.write_bytes(harm(raw, share))
        with suppress(CorpusError):
            rows = reader(tmp_path / "in")
            for fragment in rows.fragments:
                assert all(map(len, rows.read(fragment)))


@pytest.mark.parametrize(
    ("encoding", "raw"),
    [("cp1252", b"\x81"), ("utf-16", b"\xff\xfe" + b"\x00\xdc"), ("gb18030", b"\xff")],
)
def test_any_number_of_wrong_bytes_is_replaced_in_time_proportional_to_it(
    encoding: str, raw: bytes
) -> None:
    file = io.BytesIO(raw[:2] + raw[-2:] * (1 << 20))
    before = time.process_time()
    found = [*blocks(file, encoding)]
    assert time.process_time() - before < 20
    assert set(b"".join(found)) == {0xFF}


def test_times_of_before_1677_are_read_next_to_nanoseconds(tmp_path: Path) -> None:
    days = {"a": pa.timestamp("ns"), "b": pa.timestamp("us"), "c": pa.date32()}
    for name, type_ in days.items():
        value = pa.array([1_700_000_000_000_000_001 if name == "a" else -116_000], pa.int64())
        column = value.cast(pa.int32()).cast(type_) if name == "c" else value.cast(type_)
        if name == "b":
            column = pa.array([datetime(1650, 5, 1)], type_)
        pq.write_table(
            pa.table({"text": ["It rained."], "id": column}), tmp_path / f"{name}.parquet"
        )
    files = find_input([str(tmp_path)], None)
    task = Task("parquet", Columns("text", id="id"), {}, 1000, 5.0, "", "")
    reader = reader_of(files, task)
    found = [batch.column(2)[0].as_py() for f in reader.fragments for batch in reader.read(f)]
    assert [each.year for each in found] == [2023, 1650, 1652]
