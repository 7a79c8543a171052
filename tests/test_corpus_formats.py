"""The files that `levelhead score` reads, and all that can be wrong with a row."""

import csv
import gzip
import io
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from levelhead.corpus.input_files import find_input
from levelhead.corpus.task import CorpusError
from tests.helpers import corpus_scoring
from tests.helpers.corpus_scoring import rows, score, written

# Fixtures: pytest finds them by these names.
lexicons = corpus_scoring.lexicons


# --- formats and errors

DOCUMENTS: list[dict[str, Any]] = [
    {"key": "a", "text": 'The bonkers plan, she said,\nis "odd".', "year": "1999"},
    {"key": "b", "text": "A plan.", "year": "n.d."},
]
SCORES = [("a", 0.451, "1999", None), ("b", 0.0, "n.d.", None)]


def as_lines(documents: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(document) + "\n" for document in documents)


def as_csv(documents: list[dict[str, Any]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, ["year", "key", "text"])
    writer.writeheader()
    writer.writerows(documents)
    return out.getvalue()


def brief(out: Path) -> list[tuple[Any, ...]]:
    return [(r["id"], r["sensational"], r["year"], r["error"]) for r in rows(out)]


def test_json_lines_plain_or_compressed_and_all_that_can_be_wrong_with_a_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "1.jsonl.gz").write_bytes(gzip.compress(as_lines(DOCUMENTS).encode()))
    (folder / "2.ndjson.zst").write_bytes(
        pa.compress(as_lines(DOCUMENTS).encode(), "zstd", asbytes=True)
    )
    (folder / "3.jsonl").write_bytes(
        b'{"key": "c", "text": null, "year": 7}\r\n'
        b'{"key": "d", "year": {"x": [1]}}\n'
        b"\n"
        b'{"key": 5, "text": ["no"]}\n'
        b'{"key": "e", "text": "caf\xe9"}\n'
        b'{"key": "f", "text": "\\ud800"}\n'
        b'{"key": "g", "text": "cut\x1foff"}\n'
        b'["h"]\n'
        b" \t \r\n"
        b'{"key": "i", "text": "bonkers, bonkers."}\n'
        b'{"key": "j", "text": "bonkers."}'
    )
    (folder / "_SUCCESS").touch()
    (folder / "_manifest.json").write_text("{}")
    (folder / "README.md").write_text("Scores of another year.")
    arguments = [folder, "--out", tmp_path / "out", "--id", "key", "--keep", "year"]
    assert score(*arguments, "--max-bytes", "40") == 1
    assert brief(tmp_path / "out") == [
        *SCORES,
        *SCORES,
        ("c", None, "7", "the text is null"),
        ("d", None, '{"x":[1]}', "the text is null"),
        ("5", None, None, "the text is not a string"),
        (None, None, None, "the line is not UTF-8"),
        ("f", None, None, "the text has half of a surrogate pair"),
        ("g", None, None, "the text has a control character that is not escaped"),
        (None, None, None, "the line is not a JSON object"),
        ("i", 0.699, None, None),
        ("j", 0.451, None, None),
    ]
    assert "13 rows in 3 files: 6 scored + 7 errors = 13, in 1 part in " in capsys.readouterr().out


@pytest.mark.parametrize("scheme", ["", "file://"])
def test_other_files_of_a_folder_are_passed_over_and_named(
    tmp_path: Path, scheme: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.csv").write_text("key,text\na,It is bonkers.\n")
    (folder / "README.md").write_text("Articles of a year.")
    assert score(f"{scheme}{folder}", "--out", tmp_path / "out", "--id", "key") == 0
    printed = capsys.readouterr()
    said = "not read, since their names show none of the formats: README.md (1 file)\n"
    assert said in printed.err
    assert "1 row in 1 file: 1 scored + 0 errors = 1" in printed.out


def test_lines_as_python_writes_them_are_scored_and_a_headline_with_a_fault_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nan, infinite = float("nan"), float("inf")
    documents: list[dict[str, Any]] = [
        {"key": nan, "text": "Bonkers.", "year": infinite, "head": nan},
        {"key": "a", "text": nan, "year": [nan]},
        {"key": "b", "text": "Bonkers.", "year": "\ud800", "head": "Rain\ud83d"},
        {"key": "c", "text": "Bonkers.", "shares": -infinite, "site": "\udfff"},
    ]
    (tmp_path / "a.jsonl").write_text(as_lines(documents))
    arguments = ("--id", "key", "--keep", "year", "--headline", "head")
    assert score(tmp_path / "a.jsonl", *arguments, "--out", tmp_path / "out") == 1
    assert brief(tmp_path / "out") == [
        (None, 0.451, "1e999", None),
        ("a", None, "[null]", "the text is null"),
        ("b", None, "\ufffd", "the headline has half of a surrogate pair"),
        ("c", 0.451, None, None),
    ]
    assert "has no value" not in capsys.readouterr().err


def test_csv_with_quoted_line_ends_and_fields_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "1.csv").write_text(as_csv(DOCUMENTS), newline="")
    (tmp_path / "2.csv.gz").write_bytes(
        gzip.compress(b'year,key,text\n,c,\n\xe9,d,caf\xe9\n2001,e,"' + b"x" * 41 + b'"\n')
    )
    arguments = [tmp_path / "*.csv*", "--out", tmp_path / "out", "--id", "key", "--keep", "year"]
    assert score(*arguments, "--max-bytes", "40") == 1
    assert brief(tmp_path / "out") == [
        *SCORES,
        ("c", None, "", "the text is null"),
        ("d", None, None, "the text is not UTF-8"),
        ("e", None, "2001", "the text has 41 bytes, more than 40"),
    ]


def test_parquet_keeps_its_types(tmp_path: Path) -> None:
    days = pa.array([1, None, 3], pa.date32())
    first = written(
        tmp_path / "b.parquet", text=["Bonkers.", None, "é" * 21], year=days, key=[3, 1, 2]
    )
    empty = written(tmp_path / "a.parquet", text=pa.array([], pa.string()), year=days[:0], key=[])
    arguments = ["--out", tmp_path / "out", "--id", "key", "--keep", "year"]
    assert score(first, f"file://{empty}", *arguments, "--max-bytes", "40") == 1
    assert brief(tmp_path / "out") == [
        (3, 0.451, days[0].as_py(), None),
        (1, None, None, "the text is null"),
        (2, None, days[2].as_py(), "the text has 42 bytes, more than 40"),
    ]


def test_a_column_of_numbers_is_an_error_in_every_row(tmp_path: Path) -> None:
    file = written(tmp_path / "in.parquet", text=[1, 2])
    assert score(file, "--out", tmp_path / "out") == 1
    assert [row["error"] for row in rows(tmp_path / "out")] == ["the text is not a string"] * 2


# --- other delimiters and encodings

TABLE = [("id", "text", "sec"), ("1", "Too “bonkers”, it may be; or…", "café"), ("2", "Fine.", "é")]


def delimited(delimiter: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(TABLE)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "delimiter", "encoding", "options"),
    [
        ("a.csv", ";", "utf-8", "--delimiter ;"),
        ("a.csv", "\t", "utf-8", "--delimiter tab"),
        ("a.csv", "\t", "utf-8", r"--delimiter \t"),
        ("a.csv", "\x01", "utf-8", "--delimiter \x01"),
        ("a.TSV.gz", "\t", "utf-8", ""),
        ("a.tsv", "|", "utf-8", "--delimiter |"),
        ("a.csv", ",", "utf-8-sig", "--encoding UTF8"),
        ("a.csv", ",", "cp1252", "--encoding windows-1252"),
        ("a.tsv", "\t", "utf-16", "--encoding utf-16"),
        ("a.csv", ";", "utf-16-be", "--encoding UTF-16BE --delimiter ;"),
        ("a.jsonl", "", "utf-16", "--encoding utf-16"),
        ("a.jsonl.gz", "", "mac_roman", "--encoding macroman"),
    ],
)
def test_files_may_have_other_delimiters_and_encodings(
    name: str, delimiter: str, encoding: str, options: str, tmp_path: Path
) -> None:
    keys, *records = TABLE
    documents = [dict(zip(keys, record, strict=True)) for record in records]
    lines = "".join(f"{json.dumps(d, ensure_ascii=False)}\n" for d in documents)
    raw = (delimited(delimiter) if delimiter else lines).encode(encoding)
    (tmp_path / name).write_bytes(gzip.compress(raw) if name.endswith(".gz") else raw)
    arguments = ["--id", "id", "--keep", "sec", *options.split(" ")]
    assert score(tmp_path / name, "--out", tmp_path / "out", *filter(None, arguments)) == 0
    found = [(r["id"], r["sec"], [s["text"] for s in r["spans"]]) for r in rows(tmp_path / "out")]
    assert found == [("1", "café", ["bonkers"]), ("2", "é", [])]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_a_file_in_utf_16_is_recognized(
    encoding: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.csv").write_bytes("\ufefftext\nRain.\n".encode(encoding))
    assert score(tmp_path / "a.csv", "--out", tmp_path / "out") == 2
    assert "a.csv: the file is in UTF-16: add --encoding utf-16\n" in capsys.readouterr().err


def test_wrong_bytes_are_an_error_of_their_row_which_is_named_at_the_end(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.csv").write_bytes("text,k\nCafé.,1\n".encode("cp1252"))
    (tmp_path / "b.csv").write_bytes(b"text,k\n\x81.,2\nFine.,\x81\n\x8d\x8f.,\xe9\n")
    arguments = (tmp_path / "*.csv", "--keep", "k", "--encoding", "cp1252")
    assert score(*arguments, "--out", tmp_path / "out") == 1
    error = "the text is not cp1252"
    found = [(row["error"], row["k"]) for row in rows(tmp_path / "out")]
    kept = "the column k is not cp1252"
    assert found == [(None, "1"), (error, "2"), (kept, None), (error, "é")]
    said = capsys.readouterr().err.splitlines()
    assert said == [
        f"2 rows: {error} (the first: row 0 of {tmp_path / 'b.csv'})",
        f"1 row: {kept} (the first: row 1 of {tmp_path / 'b.csv'})",
    ]


@pytest.mark.parametrize(
    ("encoding", "shown", "options", "row", "found"),
    [
        ("utf-8", "UTF-8", "--keep k", b"1,It rains.,Caf\xe9,h,", ("1", None, "k")),
        ("utf-8", "UTF-8", "--keep k", b"1,It rains.,Caf\xe8,h,", ("1", None, "k")),
        ("ascii", "ascii", "--keep k", b"1,It rains.,Caf\xe9,h,", ("1", None, "k")),
        ("ascii", "ascii", "--keep k", "1,It rains.,Café,h,".encode(), ("1", None, "k")),
        ("utf-8", "UTF-8", "--keep k", b"\xe9,It rains.,\xe9,h,", (None, None, "id")),
        ("utf-8", "UTF-8", "--keep o k", b"1,It rains.,K,h,\xe9", ("1", "K", "o")),
        ("utf-8", "UTF-8", "--keep k text", b"1,It rains.,\xe9,h,", ("1", None, "k")),
        # A row that is right, or wrong only in what is not read.
        ("utf-8", "UTF-8", "--keep k", b"1,It rains.,K,\xe9,\xe9", ("1", "K", None)),
        ("utf-8", "UTF-8", "--keep k", "1,It rains.,Café,h,".encode(), ("1", "Café", None)),
        ("utf-8", "UTF-8", "--keep k", "1,It rains.,\ufffd,h,".encode(), ("1", "\ufffd", None)),
        ("cp1252", "cp1252", "--keep k", b"1,It rains.,Caf\xe9,h,", ("1", "Café", None)),
        ("utf-8", "UTF-8", "--keep k", b"1,It rains.,,h,", ("1", "", None)),
    ],
)
def test_a_wrong_byte_in_a_kept_column_of_csv_is_an_error_and_in_others_not(
    encoding: str,
    shown: str,
    options: str,
    row: bytes,
    found: tuple[str | None, str | None, str | None],
    tmp_path: Path,
) -> None:
    (tmp_path / "a.csv").write_bytes(b"id,text,k,h,o\n" + row + b"\n2,It rains.,L,h,o\n")
    arguments = ("--id", "id", *options.split(), "--encoding", encoding)
    *known, column = found
    assert score(tmp_path / "a.csv", *arguments, "--out", tmp_path / "out") == (column is not None)
    first, second = rows(tmp_path / "out")
    assert [first["id"], first["k"]] == known
    assert first["error"] == (column and f"the column {column} is not {shown}")
    assert (first["sensational"] is None) == (column is not None)
    assert (second["id"], second["k"], second["error"]) == ("2", "L", None)


@pytest.mark.parametrize(
    ("row", "error"),
    [
        (b"\xe9.,h,\xe9", "the text is not UTF-8"),
        (b"It rains.,\xe9,\xe9", "the headline is not UTF-8"),
        (b",h,\xe9", "the text is null"),
        (b"It rains.,h,\xe9", "the column k is not UTF-8"),
    ],
)
def test_of_several_faults_of_a_row_that_of_what_is_scored_is_named(
    row: bytes, error: str, tmp_path: Path
) -> None:
    (tmp_path / "a.csv").write_bytes(b"text,head,k\n" + row + b"\n")
    arguments = ("--headline", "head", "--keep", "k", "--out", tmp_path / "out")
    assert score(tmp_path / "a.csv", *arguments) == 1
    assert [(r["k"], r["error"]) for r in rows(tmp_path / "out")] == [(None, error)]


def test_a_line_of_json_with_wrong_bytes_is_an_error(tmp_path: Path) -> None:
    lines = '{"text": "Café."}\n{"text": "Fine."}\n'.encode("utf-16-le")
    half = lines.replace("f".encode("utf-16-le"), b"\x00\xdc")
    (tmp_path / "a.jsonl").write_bytes(half + b"{")
    assert score(tmp_path / "a.jsonl", "--out", tmp_path / "out", "--encoding", "utf-16le") == 1
    errors = [row["error"] for row in rows(tmp_path / "out")]
    assert errors == ["the line is not utf-16-le", None, "the line is not a JSON object"]


@pytest.mark.parametrize("encoding", ["no-such", "punycode", "idna", "unicode_escape", "rot13", ""])
def test_an_encoding_that_files_do_not_have_is_refused(
    encoding: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        score("a.csv", "--out", "out", "--encoding", encoding)
    assert "argument --encoding: " in capsys.readouterr().err


@pytest.mark.parametrize("delimiter", ["", ";;", "¦", '"', "\n", "\0"])
def test_a_delimiter_is_one_character_of_ascii(
    delimiter: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        score("a.csv", "--out", "out", "--delimiter", delimiter)
    assert "is not a character of ASCII, or `tab`" in capsys.readouterr().err


# --- columns without values

NULLS = {"text": ["Bonkers."] * 40, "head": [None] * 40, "late": [None] * 39 + ["x"]}


@pytest.mark.parametrize("statistics", [True, False])
def test_a_column_of_parquet_without_a_value_is_named(
    statistics: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = pa.table(NULLS | {"in": [{"a": None, "b": 1}] * 40, "list": [[]] * 39 + [["x"]]})
    for name in ("a", "b"):
        path = tmp_path / f"{name}.parquet"
        pq.write_table(table, path, row_group_size=30, write_statistics=statistics)
    keep = ("--keep", "late", "in.a", "in.b", "list")
    arguments = (tmp_path, "--headline", "head", *keep, "--out", tmp_path / "out")
    assert score(*arguments) == 0
    assert capsys.readouterr().err == (
        "the column head has no value in any row\nthe column in.a has no value in any row\n"
    )


@pytest.mark.parametrize("format_", ["csv", "jsonl"])
def test_a_column_of_csv_or_json_lines_without_a_value_is_named(
    format_: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    documents = pa.table(NULLS).to_pylist()
    for name, some in (("a", documents[:20]), ("b", documents[20:]), ("c", [])):
        path = tmp_path / f"{name}.{format_}"
        if format_ == "csv":
            made = [",".join(each[k] or "" for k in NULLS) for each in some]
            path.write_text("\n".join([",".join(NULLS), *made, "broken"]))
        else:
            path.write_text(as_lines(some) + "broken\n")
    arguments = (tmp_path, "--headline", "head", "--keep", "late", "--out", tmp_path / "out")
    assert score(*arguments) == 1
    assert capsys.readouterr().err.startswith(
        f"the column text has no value in 1 of 3 files: {tmp_path}/c.{format_}\n"
        "the column head has no value in any row\n"
        f"the column late has no value in 2 of 3 files: {tmp_path}/a.{format_}, "
        f"{tmp_path}/c.{format_}\n3 rows: "
    )


def write_files(folder: Path, kind: str, files: str) -> None:
    """Files a, b, … of two rows; with a value in `k` if the letter is v, no row if it is 0."""
    for name, what in zip("abcdef", files, strict=False):
        path = folder / f"{name}.{kind.partition(' ')[0]}"
        values = ["", "v"] if what == "v" else [None, None]
        documents = [{"text": "Rain.", "k": k} for k in values if what != "0"]
        if kind == "csv":
            made = [f"{each['text']},{each['k'] or ''}\n" for each in documents]
            path.write_text("text,k\n" + "".join(made))
        elif kind == "jsonl":
            path.write_text(as_lines(documents))
        else:
            typed = pa.string() if what == "v" else pa.null() if what == "n" else pa.large_string()
            schema = pa.schema({"text": pa.string(), "k": typed})
            table = pa.Table.from_pylist(documents, schema)
            pq.write_table(table, path, row_group_size=1, write_statistics="plain" not in kind)


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet", "parquet plain"])
@pytest.mark.parametrize(
    ("files", "said"),
    [
        ("v", ""),
        ("vv", ""),
        ("v0", ""),  # a file without rows lacks nothing
        ("-", "any row"),
        ("-0", "any row"),
        ("n--", "any row"),
        ("v-", "1 of 2 files: b"),
        ("nv0", "1 of 2 files: a"),
        ("n-v-", "3 of 4 files: a, b, d"),
        ("n-v---", "5 of 6 files: a, b, d …"),
    ],
)
def test_the_files_in_which_a_kept_column_has_no_value_are_named_in_one_line(
    kind: str, files: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_files(tmp_path, kind, files)
    assert score(tmp_path, "--keep", "k", "--out", tmp_path.with_suffix(".out")) == 0
    where, colon, names = said.partition(": ")
    paths = ", ".join(f"{tmp_path}/{n[0]}.{kind.split()[0]}{n[1:]}" for n in names.split(", ") if n)
    line = f"the column k has no value in {where}{colon}{paths}\n" if said else ""
    assert capsys.readouterr().err == line


# --- names of files

NAMES = (
    "a[1].csv",
    "a1.csv",
    "100%.csv",
    "b%20c.csv",
    "{x,y}.csv",
    "x.csv",
    "k\\l.csv",
    "[!z].csv",
)


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        *((name, [name]) for name in NAMES),
        ("a[0-9].csv", ["a1.csv"]),
        ("{x,none}.csv", ["x.csv"]),
        ("a[[]1].csv", ["a[1].csv"]),
        ("a\\[1\\].csv", ["a[1].csv"]),
        ("a*.csv", ["a1.csv", "a[1].csv"]),
        ("?.csv", ["x.csv"]),
        ("*%*.csv", ["100%.csv", "b%20c.csv"]),
        ("in[1]", ["in[1]/a[1].csv", "in[1]/a1.csv"]),
        ("in[1]/*", ["in[1]/a1.csv", "in[1]/a[1].csv"]),
        ("in[1]/a[1].csv", ["in[1]/a[1].csv"]),
        ("in[1]/a[0-9].csv", ["in[1]/a1.csv"]),
        ("in[[]1]/a[0-9].csv", ["in[1]/a1.csv"]),
        ("{p}", ["{p}/o=[x]/a[1].csv", "{p}/o=[x]/a1.csv"]),
        ("{p}/*/a1.csv", ["{p}/o=[x]/a1.csv"]),
        ("a[2].csv", []),
        ("in[2]/a1.csv", []),
    ],
)
def test_a_name_is_a_glob_only_where_there_is_no_such_file(
    pattern: str, found: list[str], tmp_path: Path
) -> None:
    paths = [*NAMES, *(f"{folder}/{n}" for folder in ("in[1]", "{p}/o=[x]") for n in NAMES[:2])]
    for path in map(tmp_path.joinpath, paths):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("text\nRain.\n")
    if not found:
        with pytest.raises(CorpusError, match="there is no such file"):
            find_input([f"{tmp_path}/{pattern}"], None)
    else:
        files = find_input([f"{tmp_path}/{pattern}"], None).paths
        assert sorted(files) == sorted(f"file://{tmp_path}/{name}" for name in found)


@pytest.mark.parametrize("name", ["a[1].csv", "b%20c.csv", "k\\l.csv"])
def test_a_file_with_an_unusual_name_is_read(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("text\nRain.\n")
    assert score(tmp_path / name, "--out", tmp_path / "out") == 0
    assert [row["file"] for row in rows(tmp_path / "out")] == [str(tmp_path / name)]
