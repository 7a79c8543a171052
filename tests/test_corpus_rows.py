"""What a row of `levelhead score` says of its origin, its profile and its folders."""

import json
from datetime import date, datetime, tzinfo
from pathlib import Path
from typing import Any, Self

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from msgspec.structs import replace

import levelhead
import levelhead.corpus
from levelhead.corpus.input_files import partitions_of
from levelhead.corpus.parts import read_manifest, write_manifest
from levelhead.lexicon import load_lexicon
from levelhead.version import VERSION
from tests.helpers import corpus_scoring
from tests.helpers.corpus_scoring import parts, rows, score, written

# Fixtures: pytest finds them by these names.
lexicons = corpus_scoring.lexicons


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


def of_format(format_: str, path: Path, documents: list[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if format_ == "parquet":
        pq.write_table(pa.Table.from_pylist(documents), path)
    elif format_ == "jsonl":
        path.write_text("".join(f"{json.dumps(each)}\n" for each in documents))
    else:
        found = [",".join(each.values()) for each in documents]
        path.write_text("".join(f"{line}\n" for line in (",".join(documents[0]), *found)))


OWN = [{"text": "Rain.", "outlet": "Sun"}, {"text": "Snow.", "outlet": "Post"}]
PLAIN: list[dict[str, Any]] = [{"text": "Rain."}, {"text": "Snow."}]
TAKEN = (
    "the column outlet is in the files and in the names of their folders: "
    "the values in the files are taken\n"
)


@pytest.mark.parametrize(
    ("first", "second", "columns", "values", "said"),
    [
        (OWN, OWN, "--keep outlet", ["Sun", "Post"] * 2, TAKEN),
        (OWN, OWN, "--keep year outlet", ["Sun", "Post"] * 2, TAKEN),
        (PLAIN, PLAIN, "--keep outlet", ["Post"] * 2 + ["Times"] * 2, ""),
        (OWN, OWN, "--keep year", [None] * 4, ""),
        (OWN, PLAIN, "--keep year", [None] * 4, ""),
    ],
)
@pytest.mark.parametrize("format_", ["parquet", "csv", "jsonl"])
def test_a_files_own_column_is_taken_before_the_name_of_its_folder(
    format_: str,
    first: list[dict[str, Any]],
    second: list[dict[str, Any]],
    columns: str,
    values: list[str | None],
    said: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if format_ == "csv":
        second = first  # all files have one header
    of_format(format_, tmp_path / f"in/outlet=Post/year=2024/a.{format_}", first)
    of_format(format_, tmp_path / f"in/outlet=Times/year=2024/a.{format_}", second)
    assert score(tmp_path / "in", "--out", tmp_path / "out", *columns.split()) == 0
    found = rows(tmp_path / "out")
    assert [row.get("outlet") for row in found] == values
    assert {row.get("year") for row in found} == {"2024" if "year" in columns else None}
    assert capsys.readouterr().err == said


@pytest.mark.parametrize("use", ["--keep", "--id"])
@pytest.mark.parametrize("format_", ["parquet", "csv", "jsonl"])
def test_a_column_of_only_some_files_in_folders_of_its_name_is_refused(
    format_: str, use: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lacking, having = (tmp_path / f"in/outlet={name}/a.{format_}" for name in ("Post", "Sun"))
    of_format(format_, lacking, PLAIN)
    of_format(format_, having, OWN)
    assert score(tmp_path / "in", "--out", tmp_path / "out", use, "outlet") == 2
    assert capsys.readouterr().err == (
        f"file://{having} has a column outlet, and file://{lacking} has it only in the name of a "
        "folder: score them in runs of their own\n"
    )


@pytest.mark.parametrize("other", ["", "broken\n", '{"text": "Hail."}\n' * 1000])
def test_a_file_of_json_lines_without_a_key_leaves_open_where_a_column_is(
    other: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    of_format("jsonl", tmp_path / "in/outlet=Post/a.jsonl", OWN)
    (tmp_path / "in/outlet=Post/b.jsonl").write_text(other)
    code = score(tmp_path / "in", "--out", tmp_path / "out", "--keep", "outlet")
    assert code == (2 if "Hail" in other else 1 if other else 0)
    assert (TAKEN in capsys.readouterr().err) is ("Hail" not in other)


@pytest.mark.parametrize(
    ("folder", "found"),
    [
        ("outlet=Caf%C3%A9", {"outlet": "Café"}),
        ("outlet=Caf%E9", {"outlet": "Caf%E9"}),
        ("outlet=Caf%E8", {"outlet": "Caf%E8"}),
        ("outlet=A%20%2F%20B", {"outlet": "A / B"}),
        ("outlet=100%", {"outlet": "100%"}),
        ("%E9=Post", {"%E9": "Post"}),
        ("out%20let=Post", {"out let": "Post"}),
        ("outlet=__HIVE_DEFAULT_PARTITION__", {"outlet": None}),
        ("outlet", {}),
    ],
)
def test_names_of_folders_are_read_without_making_two_of_them_one(
    folder: str, found: dict[str, str | None]
) -> None:
    assert partitions_of(f"file:///in/{folder}/a.csv") == found
