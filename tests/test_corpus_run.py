"""`levelhead score` as it is used: real files, real worker processes, runs that are killed."""

import csv
import gzip
import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, tzinfo
from pathlib import Path
from shutil import copytree
from typing import Any, Self

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from msgspec.structs import replace

import levelhead
import levelhead.corpus
from levelhead.cli.main import main
from levelhead.corpus.bundles import Bundle, pack
from levelhead.corpus.input_files import InputFile, find_input, input_file
from levelhead.corpus.output_rows import ALL_CATEGORIES
from levelhead.corpus.parts import locked, read_manifest, write_manifest
from levelhead.corpus.readers import reader_of
from levelhead.corpus.run import Run, in_order, reason_of, score_corpus
from levelhead.corpus.task import Columns, CorpusError, Task
from levelhead.lexicon import load_lexicon
from levelhead.service.main import build
from levelhead.service.settings import Settings
from levelhead.version import VERSION
from tests.helpers.asgi import analyze
from tests.helpers.lexicons import FOLDER, LEXICON, write_lexicon
from tests.helpers.running import environment, wait_for

ARTICLES = sorted((Path(__file__).parent / "articles").glob("*.txt"))
BONKERS = "bonkers = 2\n"
SECONDS = 60.0


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


# --- where a row comes from


def test_a_row_names_its_file_and_its_number_there_errors_included(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "It rained."}\n\nbroken\n')
    (tmp_path / "b.jsonl").write_text("")
    (tmp_path / "c.jsonl").write_text('{"text": null}\n' + '{"text": "It rained."}\n' * 600)
    assert score(tmp_path / "*.jsonl", "--out", tmp_path / "out", "--part-rows", 250) == 1
    found = [(row["file"], row["row"], row["error"]) for row in rows(tmp_path / "out")]
    a, c = str(tmp_path / "a.jsonl"), str(tmp_path / "c.jsonl")
    assert found == [
        (a, 0, None),
        (a, 1, "the line is not a JSON object"),
        (c, 0, "the text is null"),
        *((c, n, None) for n in range(1, 601)),
    ]


def test_a_row_of_parquet_is_numbered_over_its_groups(tmp_path: Path) -> None:
    files = [
        written(tmp_path / f"{name}.parquet", text=["It rained."] * size)
        for name, size in (("a", 250), ("b", 30))
    ]
    assert score(*files, "--out", tmp_path / "out") == 0
    found = [(row["file"], row["row"]) for row in rows(tmp_path / "out")]
    assert found == [
        (file, n) for file, size in zip(files, (250, 30), strict=True) for n in range(size)
    ]


def test_the_footer_of_a_part_has_version_options_and_lexicon(
    tmp_path: Path, lexicons: Path
) -> None:
    file = written(tmp_path / "in.parquet", text=["It may rain."])
    assert score(file, "--out", tmp_path / "out", "--quotes", "ignore") == 0
    footer = pq.read_schema(tmp_path / "out/part-00000.parquet").metadata[b"levelhead"]
    task = json.loads(footer)
    assert (task["version"], task["options"]) == (VERSION, {"quotes": "ignore"})
    assert task["lexicon"] == load_lexicon(lexicons).hash


PROFILE = """about = "x"
min_score = 0.4

[allow]
bonkers = { reason = "x", until = 2027-03-01 }
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A profile that allows a word until a day."""
    folder = tmp_path / "houses/own"
    folder.mkdir(parents=True)
    (folder / "profile.toml").write_text(PROFILE)
    return folder


def on_the_day(day: date) -> type[datetime]:
    """A datetime whose now() is on this day, for a run that is begun then."""

    class Now(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            return cls(day.year, day.month, day.day, tzinfo=tz)

    return Now


def test_a_run_with_a_profile_names_it_in_rows_manifest_and_footer(
    tmp_path: Path, lexicons: Path, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = written(tmp_path / "in.parquet", text=["It is bonkers."] * 2)
    plain, out = tmp_path / "plain", tmp_path / "out"
    assert score(file, "--out", plain) == 0
    found = rows(plain)[0]
    assert ([s["text"] for s in found["spans"]], found["profile"]) == (["bonkers"], None)
    monkeypatch.setattr("levelhead.cli.score.datetime", on_the_day(date(2027, 3, 1)))
    monkeypatch.setenv("LEVELHEAD_PROFILES", str(own.parent))
    assert score(file, "--out", out, "--profile", "own", "--desk", "news", "--min-score", 0) == 0
    hash_ = levelhead.load_profile(own, load_lexicon(lexicons)).hash
    found = rows(out)[0]
    assert (found["spans"], found["profile"], found["profile_hash"]) == ([], "own", hash_)
    footer = json.loads(pq.read_schema(out / "part-00000.parquet").metadata[b"levelhead"])
    assert footer["profile"] == {"name": "own", "hash": hash_, "day": "2027-03-01"}
    # Also the default, since the profile has another one.
    assert footer["options"] == {"desk": "news", "min_score": 0.0}
    manifest = read_manifest(out)
    assert manifest
    assert json.loads(msgspec.json.encode(manifest.task)) == footer


def test_a_run_goes_on_with_the_profile_of_the_day_on_which_it_began(
    tmp_path: Path, own: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path / "in.parquet", text=["It is bonkers."] * 4)
    command = (file, "--out", tmp_path / "out", "--part-rows", 2, "--profile", own)
    monkeypatch.setattr("levelhead.cli.score.datetime", on_the_day(date(2027, 3, 1)))
    assert score(*command) == 0
    undisturbed = parts(tmp_path / "out")
    # As if the run had been interrupted after its first part.
    manifest = read_manifest(tmp_path / "out")
    assert manifest
    write_manifest(tmp_path / "out", replace(manifest, parts=manifest.parts[:1]))
    monkeypatch.setattr("levelhead.cli.score.datetime", on_the_day(date(2027, 3, 2)))
    assert score(*command) == 0
    assert parts(tmp_path / "out") == undisturbed
    (own / "profile.toml").write_text(PROFILE.replace("bonkers", "mad"))
    assert score(*command) == 2
    assert "profile.hash was " in capsys.readouterr().err
    assert score(*command[:-2]) == 2
    assert "profile was {" in capsys.readouterr().err


def test_a_profile_that_does_not_exist_is_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path / "in.parquet", text=["It is bonkers."])
    assert score(file, "--out", tmp_path / "out", "--profile", tmp_path / "none") == 2
    assert "none: no such folder, and no profile in LEVELHEAD_PROFILES" in capsys.readouterr().err


@pytest.mark.parametrize("format_", ["parquet", "jsonl"])
def test_columns_may_be_inside_of_others(format_: str, tmp_path: Path) -> None:
    articles = [
        {"meta": {"key": {"id": "7"}}, "article": {"title": "Rain", "body": "It may rain."}},
        {"meta": {"key": None}, "article": None},
    ]
    path = tmp_path / f"in.{format_}"
    if format_ == "parquet":
        pq.write_table(pa.Table.from_pylist(articles), path)
    else:
        path.write_text("".join(f"{json.dumps(article)}\n" for article in articles))
    columns = ("--text", "article.body", "--headline", "article.title", "--id", "meta.key.id")
    assert score(path, "--out", tmp_path / "out", *columns) == 1
    found = [(row["id"], row["words"], row["error"]) for row in rows(tmp_path / "out")]
    assert found == [("7", 4, None), (None, None, "the text is null")]


# --- folders whose names are columns


PARTITIONED = {
    "csv": "id,text\n7,It rained.\n",
    "jsonl": '{"id": 7, "text": "It rained."}\n',
}


@pytest.mark.parametrize("format_", ["parquet", "csv", "jsonl"])
def test_columns_may_be_in_the_names_of_folders(format_: str, tmp_path: Path) -> None:
    names = {"Daily%20News": "Daily News", "Post": "Post", "__HIVE_DEFAULT_PARTITION__": None}
    for name in names:
        folder = tmp_path / f"ds/outlet={name}/year=2024"
        folder.mkdir(parents=True)
        (folder / "_SUCCESS").touch()
        if format_ == "parquet":
            written(folder / "a.parquet", id=["7"], text=["It rained."])
        else:
            (folder / f"a.{format_}").write_text(PARTITIONED[format_])
    hidden = tmp_path / "ds/_temporary/outlet=Gone/year=2024"
    hidden.mkdir(parents=True)
    (hidden / "a.csv").write_text("text\nIt rained.\n")
    arguments = ("--out", tmp_path / "out", "--id", "id", "--keep", "year", "outlet")
    assert score(tmp_path / "ds", *arguments) == 0
    found = [(r["id"], r["year"], r["outlet"], r["error"]) for r in rows(tmp_path / "out")]
    assert found == [("7", "2024", outlet, None) for outlet in names.values()]


def test_a_column_that_only_some_folders_name_has_to_be_in_the_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for folder in ("outlet=Post", "other"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.csv").write_text("text\nIt rained.\n")
    assert score(tmp_path / "*/*.csv", "--out", tmp_path / "out", "--keep", "outlet") == 2
    assert "no column outlet in the input" in capsys.readouterr().err


# --- the same as POST /analyze


def test_every_article_gets_what_the_service_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LEVELHEAD_LEXICONS", str(FOLDER))
    texts = [path.read_text("utf-8") for path in ARTICLES]
    names = [path.stem for path in ARTICLES]
    file = written(tmp_path / "in.parquet", name=names, text=texts)
    assert score(file, "--out", tmp_path / "out", "--id", "name", "--offset-unit", "utf16") == 0
    assert capsys.readouterr().out == (
        f"{len(texts)} rows in 1 file: {len(texts)} scored + 0 errors = {len(texts)}, "
        f"in 1 part in {tmp_path / 'out'}\n"
    )
    service = build(LEXICON, Settings())
    for name, text, row in zip(names, texts, rows(tmp_path / "out"), strict=True):
        answer = analyze(service, text=text, offset_unit="utf16")
        assert row["id"] == name
        assert same(row, answer)


def same(row: dict[str, Any], answer: dict[str, Any]) -> bool:
    """Whether a row says what an answer says; a row leaves out what its rules say anyway."""
    spans = [{k: v for k, v in span.items() if v is not None} for span in row["spans"]]
    expected = [{k: v for k, v in s.items() if k not in _LEFT_OUT} for s in answer["spans"]]
    assert spans == expected
    for dimension in ("sensational", "hedging"):
        assert row[dimension] == answer["scores"][dimension]["score"]
        assert row[f"{dimension}_band"] == answer["scores"][dimension]["band"]
    assert row["counts"] == {c: sum(s["category"] == c for s in expected) for c in ALL_CATEGORIES}
    assert row["suppressed"] == answer.get("suppressed")
    assert (row["words"], row["sentences"]) == (answer["words"], len(answer["sentences"]))
    assert (row["error"], row["lexicon"]) == (None, answer["engine"]["lexicon"])
    return True


_LEFT_OUT = ("fingerprint", "message", "suggestions")


def test_options_mean_what_they_mean_to_the_service(tmp_path: Path, lexicons: Path) -> None:
    headline, text = "A BONKERS 😀 plan", "“It is bonkers,” she said. An odd, bonkers, zany plan!!!"
    rules = [{"id": "zany", "dimension": "sensational", "category": "slang", "forms": ["zany"]}]
    (tmp_path / "rules.json").write_text(json.dumps(rules))
    file = written(tmp_path / "in.parquet", head=[headline], body=[text])
    flags = (
        "--text body --headline head --keep head body --explain --language en-GB --quotes ignore "
        "--dimensions sensational --categories loaded slang shouting --allow odd --min-score 0.1 "
        f"--threshold slang=0.2 --threshold shouting=0.9 --rules {tmp_path / 'rules.json'}"
    )
    assert score(file, "--out", tmp_path / "out", *flags.split()) == 0
    (row,) = rows(tmp_path / "out")
    answer = analyze(
        build(load_lexicon(lexicons), Settings()),
        blocks=[
            {"id": "headline", "role": "headline", "text": headline},
            {"id": "text", "text": text},
        ],
        explain=True,
        language="en-GB",
        quotes="ignore",
        dimensions=["sensational"],
        categories=["loaded", "slang", "shouting"],
        allow=["odd"],
        min_score=0.1,
        thresholds={"slang": 0.2, "shouting": 0.9},
        rules=rules,
    )
    assert same(row, answer)
    assert [(s["block"], s["text"]) for s in row["spans"]] == [
        ("headline", "BONKERS"),
        ("text", "bonkers"),
        ("text", "zany"),
    ]
    assert {s["reason"] for s in row["suppressed"]} == {"quoted", "threshold"}
    assert (row["id"], row["head"], row["body"]) == (0, headline, text)


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
    arguments = [folder, "--out", tmp_path / "out", "--id", "key", "--keep", "year"]
    assert score(*arguments, "--max-bytes", "40") == 1
    no_object = "the line is not a JSON object"
    assert brief(tmp_path / "out") == [
        *SCORES,
        *SCORES,
        ("c", None, "7", "the text is null"),
        ("d", None, '{"x":[1]}', "the text is null"),
        ("5", None, None, "the text is not a string"),
        (None, None, None, "the line is not UTF-8"),
        *[(None, None, None, no_object)] * 3,
        ("i", 0.699, None, None),
        ("j", 0.451, None, None),
    ]
    assert "13 rows in 3 files: 6 scored + 7 errors = 13, in 1 part in " in capsys.readouterr().out


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
        ("d", None, "\ufffd", "the text is not UTF-8"),
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


# Runs the command that it is given, and prints the most memory that its processes had together, in
# bytes: their proportional set size, which counts memory that several share once.
PEAK = """
import subprocess, sys, time, psutil
run, peak = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL), 0
while run.poll() is None:
    now = 0
    for process in [psutil.Process(run.pid), *psutil.Process(run.pid).children(recursive=True)]:
        try:
            now += process.memory_full_info().pss
        except psutil.Error:
            continue
    peak = max(peak, now)
    time.sleep(0.02)
print(run.returncode, peak)
"""
MAX_MEMORY = 400_000_000
MAX_MEMORY_PER_WORKER = 200_000_000
# Two marks, and no more than 42 bytes: nearly as many as a text of 2 MB may have.
MARKS = "A naïve, bonkers plan: 計画, in June. "
BONKERS_LINE = b'{"text": "Bonkers."}\n'
LONG = 100_000_000


@pytest.mark.parametrize(
    ("name", "raw", "errors"),
    [
        pytest.param(
            *("many.jsonl", [b'{"text": "', b"A bonkers plan. " * 1250, b'"}\n'] * 100),
            [None] * 100,
            marks=pytest.mark.slow,
        ),
        pytest.param(
            *(
                "large.jsonl",
                [b'{"text": "', b"A fine plan that nobody minds. " * 63_000, b'"}\n'] * 3,
            ),
            [None] * 3,
            marks=pytest.mark.slow,
        ),
        pytest.param(
            *(
                "marks.jsonl",
                [b'{"text": "', MARKS.encode() * 49_000, b'"}\n'] * 3,
            ),
            [None] * 3,
            marks=pytest.mark.slow,
        ),
        ("others.jsonl", [b'{"x": [', b"[]," * 660_000, b'0], "text": "It rained."}\n'], [None]),
        (
            "endless.jsonl",
            [BONKERS_LINE, b"x" * LONG, b"\n", BONKERS_LINE],
            [None, "the line has more than 8388608 bytes", None],
        ),
        (
            "endless.csv",
            [b"text,n\na,1\n", b'"' + b"x" * LONG, b'",2\nb,3\nc\nd,4,5\n'],
            [
                None,
                "the row has more than 8388608 bytes",
                None,
                "the row has 1 fields, and the header 2",
                "the row has 3 fields, and the header 2",
            ],
        ),
    ],
)
@pytest.mark.slow
def test_memory_is_bounded_whatever_the_length_of_a_line(
    name: str, raw: list[bytes], errors: list[str | None], tmp_path: Path
) -> None:
    with (tmp_path / name).open("wb") as file:
        file.writelines(raw)
    assert_in_bounds(tmp_path / name, errors)


# Words of a text and bytes of a page; each takes a minute, so that `make hostile` tries most.
ROW_GROUPS = [(330_000, 60_000_000)]
if "HOSTILE" in os.environ:
    ROW_GROUPS += [(330_000, 1 << 20), (500, 60_000_000), (500, 1 << 20)]


@pytest.mark.slow
@pytest.mark.parametrize(("words", "page_bytes"), ROW_GROUPS)
def test_memory_is_bounded_for_row_groups_of_50_mb(
    words: int, page_bytes: int, tmp_path: Path
) -> None:
    size = 50_000_000 // (6 * words)
    texts = [f"{n:06}" + " plain" * words for n in range(size + 5)]
    pq.write_table(
        pa.table({"text": texts}),
        tmp_path / "in.parquet",
        row_group_size=size,
        use_dictionary=False,
        compression="none",
        data_page_size=page_bytes,
        write_batch_size=size,
    )
    assert_in_bounds(tmp_path / "in.parquet", [None] * len(texts))


def assert_in_bounds(path: Path, errors: list[str | None]) -> None:
    """Score a file with two workers in no more than the memory that the guide promises."""
    out = path.parent / "out"
    command = ["levelhead", "score", str(path), "--out", str(out)]
    run = subprocess.run(
        [sys.executable, "-c", PEAK, *command, "--workers", "2"],
        env=environment(LEVELHEAD_DEADLINE_SECONDS="600"),
        capture_output=True,
        text=True,
    )
    code, peak = map(int, run.stdout.split())
    assert code == (1 if any(errors) else 0), run.stderr
    assert peak < MAX_MEMORY + 2 * MAX_MEMORY_PER_WORKER
    assert [row["error"] for row in rows(out)] == errors


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a b\nc", "a b"),
        ("", "ValueError"),
        (
            "\x1b[36mray::Task()\x1b[39m (pid=7)\nTraceback (most …):\n  x\nKeyError: 'a'\n",
            "KeyError: 'a'",
        ),
        ("\x1b[1;31mred\x1b[0m\nblue", "red"),
    ],
)
def test_an_error_is_shown_as_one_line_without_colours(text: str, line: str) -> None:
    assert reason_of(ValueError(text)) == line


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
    assert found == [(None, "1"), (error, "2"), (None, "\ufffd"), (error, "é")]
    said = capsys.readouterr().err
    assert said == f"2 rows: {error} (the first: row 0 of {tmp_path / 'b.csv'})\n"


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
    assert capsys.readouterr().err.startswith("the column head has no value in any row\n3 rows: ")


# --- interrupted runs

# Long enough for a run of seconds, in which there is time to kill it.
TEXTS = [f"Plan {n} is {'bonkers' if n % 3 else 'fine'}. " * 60 for n in range(1250)]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("corpus")
    return written(folder / "in.parquet", text=TEXTS, key=list(range(len(TEXTS))))


def parts(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(out.glob("part-*.parquet"))}


@pytest.fixture(scope="module")
def undisturbed(corpus: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The parts of a run that nothing befell."""
    out = tmp_path_factory.mktemp("undisturbed") / "out"
    assert score(corpus, "--out", out, "--id", "key", "--part-rows", "100") == 0
    found = parts(out)
    assert len(found) == 13
    return found


def workers(of: int) -> list[int]:
    """The processes that score."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == of and b"spawn_main" in (folder / "cmdline").read_bytes():
                found.append(int(folder.name))
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found


def started(*arguments: object) -> "subprocess.Popen[str]":
    command = ["levelhead", "score", "--workers", "1", *map(str, arguments)]
    lexicons = os.environ["LEVELHEAD_LEXICONS"]
    return subprocess.Popen(
        command,
        env=environment(LEVELHEAD_LEXICONS=lexicons),
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def begun(out: Path) -> int:
    manifest = read_manifest(out)
    return len(manifest.parts) if manifest else 0


def test_a_run_that_is_killed_goes_on_where_it_stopped(
    corpus: str, undisturbed: dict[str, bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    arguments = [corpus, "--out", out, "--id", "key", "--part-rows", "100"]
    with started(*arguments) as run:
        wait_for(lambda: begun(out) >= 2)
        run.send_signal(signal.SIGKILL)
        run.communicate()
    done = begun(out)
    assert 2 <= done < 13
    whole = parts(out)
    assert {name: undisturbed[name] for name in whole} == whole
    times = {name: (out / name).stat().st_mtime_ns for name in list(whole)[:done]}

    assert score(*arguments) == 0
    assert parts(out) == undisturbed
    assert {name: (out / name).stat().st_mtime_ns for name in times} == times
    capsys.readouterr()
    assert score(*arguments) == 0
    assert "1,250 scored + 0 errors = 1,250, in 13 parts" in capsys.readouterr().out


def test_a_worker_that_is_killed_loses_and_doubles_no_row(
    corpus: str, undisturbed: dict[str, bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"

    def kill() -> None:
        wait_for(lambda: begun(out) >= 1)
        (worker,) = workers(os.getpid())
        os.kill(worker, signal.SIGKILL)

    with ThreadPoolExecutor(1) as thread:
        killed = thread.submit(kill)
        assert score(corpus, "--out", out, "--id", "key", "--part-rows", "100") == 0
        killed.result()
    assert "resuming after row " in capsys.readouterr().err
    assert parts(out) == undisturbed


def test_a_run_that_comes_no_further_is_given_up(corpus: str, tmp_path: Path) -> None:
    lexicon = "sha256:not what the workers will find"
    run = Run(
        inputs=[corpus],
        input_format=None,
        task_for=lambda format_: Task(format_, Columns("text"), {}, 1000, 5.0, lexicon, VERSION),
        lexicon_folder=FOLDER,
        profile_folder=None,
        out=tmp_path / "out",
        part_rows=100,
        workers=1,
        ray=None,
    )
    with pytest.raises(CorpusError, match=r"^stopped after row 0: .*"):
        score_corpus(run)


def streamed(*bundles: tuple[int, int]) -> Iterator[Bundle]:
    """Bundles, each given by its first row and its number of rows."""
    for first, rows in bundles:
        batch = pa.record_batch({"id": pa.array(range(first, first + rows))})
        yield Bundle(first, pack([batch]))


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        pytest.param([(5, 2), (7, 1)], (5, 2), id="once more"),
        pytest.param([(5, 2), (7, 1)], (7, 1), id="the last one once more"),
        pytest.param([(5, 2)], (8, 1), id="one is missing"),
        pytest.param([], (4, 2), id="too early"),
        pytest.param([], (6, 2), id="too late"),
    ],
)
def test_rows_that_are_missing_or_out_of_order_end_the_run(
    good: list[tuple[int, int]], bad: tuple[int, int]
) -> None:
    ordered = in_order(streamed(*good, bad), 5, 10)
    assert [sum(map(len, next(ordered))) for _ in good] == [rows for _, rows in good]
    with pytest.raises(CorpusError, match="rows are missing, or came in another order"):
        next(ordered)


def test_a_stream_that_ends_early_is_refused() -> None:
    assert len([*in_order(streamed((0, 2), (2, 2)), 0, 4)]) == 2
    with pytest.raises(CorpusError, match="rows are missing"):
        list(in_order(streamed((0, 2)), 0, 4))


# --- what is refused


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an input and a finished run."""
    folder = tmp_path_factory.mktemp("finished")
    (folder / "in").mkdir()
    (folder / "in/1.jsonl").write_text('{"text": "Bonkers.", "key": 1}\n')
    assert score(folder / "in", "--out", folder / "out", "--keep", "key") == 0
    return folder


@pytest.fixture
def scored(finished: Path, tmp_path: Path) -> list[str | Path]:
    """The arguments that go on with a copy of that run."""
    copytree(finished / "out", tmp_path / "out")
    return [finished / "in", "--out", tmp_path / "out", "--keep", "key"]


def test_another_run_into_the_same_folder_is_refused_and_all_that_differs_is_listed(
    scored: list[str | Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = parts(tmp_path / "out")
    write_lexicon(tmp_path / "others")
    monkeypatch.setenv("LEVELHEAD_LEXICONS", str(tmp_path / "others"))
    more = tmp_path / "2.jsonl"
    more.write_text('{"text": "Bonkers."}\n\n{"text": "Fine.", "key": 3}\n')
    assert score(more, *scored, "--min-score=0.5", "--id=key", "--part-rows=7") == 2
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == f"{tmp_path / 'out'} holds another run, name a new folder for this one:"
    assert [line.partition(" was ")[0] for line in lines[1:]] == [
        "  the input's fingerprint",
        "  the input's rows",
        "  part_rows",
        "  columns.id",
        "  lexicon",
        "  options.min_score",
    ]
    assert lines[4] == '  columns.id was not given and is "key"'
    assert parts(tmp_path / "out") == before


def rewrite(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text().replace(old, new, 1))


@pytest.mark.parametrize(
    ("harm", "reason"),
    [
        (lambda out: (out / "part-00000.parquet").unlink(), "a finished part, can't be read"),
        (
            lambda out: pq.write_table(pa.table({"id": []}), out / "part-00000.parquet"),
            "a finished part, is damaged: its SHA-256 is not the manifest's",
        ),
        (
            lambda out: (out / "_manifest.json").write_text("{}"),
            "_manifest.json is damaged: Object missing",
        ),
        (
            lambda out: rewrite(out / "_manifest.json", '"rows": 1,', '"rows": 2,'),
            "the input's rows was 2 and is 1",
        ),
        (lambda out: (out / "_manifest.json").unlink(), "holds other files, such as part-00000"),
    ],
)
def test_a_folder_that_is_not_as_it_was_left_is_refused(
    harm: Callable[[Path], object],
    reason: str,
    scored: list[str | Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    harm(tmp_path / "out")
    assert score(*scored) == 2
    assert reason in capsys.readouterr().err


def test_a_folder_that_another_run_writes_to_is_refused(
    scored: list[str | Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with locked(tmp_path / "out"):
        assert score(*scored) == 2
    assert capsys.readouterr().err == f"another run is writing to {tmp_path / 'out'}\n"


@pytest.mark.parametrize(
    ("files", "arguments", "reason"),
    [
        ({}, "none.csv", "none.csv: there is no such file"),
        ({}, "*.csv", "*.csv: there is no such file"),
        ({}, "s3://", "s3://: "),
        ({"a/_x.csv": "text\n"}, "a", "no files in "),
        (
            {"a.csv": "text\nx\n", "b.jsonl": '{"text": "x"}\n'},
            "*.*",
            "different formats: csv, jsonl",
        ),
        ({"a.txt": "x"}, "a.txt", "say with --input-format which of parquet, jsonl, csv it is"),
        ({"a.txt": "x"}, "a.txt --input-format parquet", "the input can't be read: "),
        ({"a.csv": "body\nx\n"}, "a.csv", "a.csv has body"),
        ({"a.jsonl": '{"body": "x"}\n'}, "a.jsonl", "a.jsonl has body"),
        (
            {"a.jsonl": '{"text": "x", "title": "y"}\n', "b.jsonl": '{"text": "x"}\n'},
            "*.jsonl --headline title",
            "b.jsonl has text in its first 1,000 lines",
        ),
        (
            {"a.jsonl": '{"text": "x"}\n'},
            "a.jsonl --id key --keep day",
            "no column key, day in the",
        ),
        ({"a.jsonl": '{"text": {"x": "y"}}\n'}, "a.jsonl --text body.x", "no column body.x in the"),
        ({"a.jsonl": '[\n{"text": "x"}]\n'}, "a.jsonl", "a.jsonl: not JSON lines, but one JSON"),
        ({"a.jsonl": '[{"text": "x"},\n{"text": "x"}\n]\n'}, "a.jsonl", "a.jsonl: not JSON lines"),
        ({"a.jsonl": '{\n"text": "x"\n}\n'}, "a.jsonl", "a.jsonl: not JSON lines, but one JSON"),
        ({"a.csv": "text\nx\n"}, "a.csv --id key --keep year", "no column key, year in the input"),
        ({"a.csv": "text;k\nx;y\n"}, "a.csv", "a.csv has text;k, in one column: see --delimiter"),
        ({"a.csv": "text,text\nx,y\n"}, "a.csv", "a.csv: there are several columns with the name"),
        ({"a.jsonl": '{"x": 1}\n'}, 'a.jsonl --text x"y', "a.jsonl: Renamed field names must not"),
        ({"a.csv": "text\nx\n"}, "a.csv --encoding utf-16", "a.csv: UTF-16 stream does not start"),
        (
            {"a.jsonl": '{"text": "x"}\n'},
            "a.jsonl --delimiter ;",
            "--delimiter is for CSV, and the",
        ),
        (
            {"a.parquet": ""},
            "a.parquet --encoding cp1252",
            "--encoding is for CSV and JSON lines, and the input is Parquet",
        ),
        ({"a.csv": "text\nx\n", "b.csv": "text,k\nx,y\n"}, "*.csv", "the header is not that of"),
        ({"a.csv": "text\n" + "x\n" * 2000 + '"x\n'}, "a.csv", "a.csv: the record in line 2002"),
        ({"a.csv": ""}, "a.csv", "a.csv: the file is empty, without a header"),
        ({"a.csv": "x" * (1 << 24)}, "a.csv", "a.csv: the row has more than 8388608 bytes"),
        ({"a.csv.gz": "text\n"}, "a.csv.gz", "the input can't be read: "),
        ({"a.csv": "text\nx\n"}, "a.csv --keep words", "--keep words: the output has a column"),
        ({"a.csv": "text\nx\n"}, "a.csv --min-score 2", "--min-score: should be less than"),
        ({"a.csv": "text\nx\n"}, "a.csv --threshold modal=x", "--thresholds/modal: should be"),
        ({"a.csv": "text\nx\n"}, "a.csv --rules none.json", "none.json: [Errno 2]"),
        ({"a.csv": "text\nx\n"}, "a.csv --rules a.csv", "a.csv: Expecting value"),
    ],
)
def test_what_is_wrong_is_reported_before_anything_is_scored(
    files: dict[str, str],
    arguments: str,
    reason: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content)
    assert score(*arguments.split(), "--out", tmp_path / "out") == 2
    assert reason in capsys.readouterr().err
    assert not list(tmp_path.glob("out/part*"))


def test_lines_none_of_which_is_an_object_are_rows_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text("x\ny\n")
    files = find_input([str(tmp_path / "in.jsonl")], None)
    task = Task("jsonl", Columns("text"), {}, 1000, 5.0, "", "")
    assert [fragment.rows for fragment in reader_of(files, task).fragments] == [2]


def test_a_file_elsewhere_has_no_time_of_change() -> None:
    assert input_file("s3://bucket/a.csv", 7) == InputFile("s3://bucket/a.csv", 7, None)


def test_settings_that_are_wrong_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LEVELHEAD_MAX_BODY_BYTES", "many")
    assert score("x.csv", "--out", tmp_path / "out") == 2
    assert "LEVELHEAD_MAX_BODY_BYTES: " in capsys.readouterr().err


@pytest.mark.parametrize("arguments", ["score x.csv", "score x.csv --out y --part-rows 0"])
def test_wrong_arguments_exit_with_two(arguments: str) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(arguments.split())
    assert exit_.value.code == 2


LIBRARIES = ("daft", "matplotlib", "numpy", "pyarrow", "tqdm")


def test_the_service_needs_none_of_it() -> None:
    program = (
        f"import sys; sys.modules.update(dict.fromkeys({LIBRARIES})); "
        "import levelhead.service.main; from levelhead.cli.main import main; "
        "main(['score', '--help'])"
    )
    run = subprocess.run([sys.executable, "-c", program], env=environment(), capture_output=True)
    assert run.returncode == 0, run.stderr


def test_without_the_corpus_packages_the_command_says_how_to_install_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in [name for name in sys.modules if name.startswith("levelhead.corpus.")]:
        if name not in ("levelhead.corpus.task", "levelhead.corpus.environment"):
            monkeypatch.delitem(sys.modules, name)
            monkeypatch.delattr(levelhead.corpus, name.rpartition(".")[2], raising=False)
    monkeypatch.setitem(sys.modules, "daft", None)
    assert score("x.csv", "--out", tmp_path / "out") == 2
    assert capsys.readouterr().err.startswith(
        "levelhead score needs the corpus packages: run `make corpus` in a checkout, or install "
        "levelhead[corpus] ("
    )


def test_ctrl_c_ends_a_run_with_one_line_and_its_processes(tmp_path: Path) -> None:
    file = tmp_path / "in.jsonl"
    file.write_text(f"{json.dumps({'text': 'It may rain. ' * 400})}\n" * 20_000)
    run = started(file, "--out", tmp_path / "out", "--part-rows", 100)
    wait_for(lambda: begun(tmp_path / "out") >= 1)
    os.killpg(run.pid, signal.SIGINT)  # as a terminal does
    _, said = run.communicate(timeout=SECONDS)  # the workers have the pipe, too
    assert said == f"interrupted: the same command continues the run in {tmp_path / 'out'}\n"
    assert run.returncode == 130


def test_an_interrupted_run_ends_with_its_own_exit_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(path: str) -> int:
        raise KeyboardInterrupt

    (tmp_path / "in.csv").write_text("text\nIt rained.\n")
    monkeypatch.setattr("levelhead.corpus.bytes_readers.CsvReader.count", staticmethod(interrupted))
    assert score(tmp_path / "in.csv", "--out", tmp_path / "out") == 130
    assert capsys.readouterr().err == (
        f"interrupted: the same command continues the run in {tmp_path / 'out'}\n"
    )
