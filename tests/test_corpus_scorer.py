"""What a worker process does with a batch, and how progress is shown; without Daft's processes."""

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from importlib import import_module
from pathlib import Path

import pyarrow as pa
import pytest
from msgspec.structs import replace as replace_struct

from levelhead.corpus import pool, progress
from levelhead.corpus.bundles import Bundle, pack, unpack
from levelhead.corpus.output_rows import MADE_WITH, SCORE_FIELDS
from levelhead.corpus.progress import Progress
from levelhead.corpus.scorer import Scorer
from levelhead.corpus.task import Columns, DatedProfile, FileFormat, Task
from levelhead.engine.bounds import MAX_ITEMS
from levelhead.lexicon import Lexicon, load_lexicon
from levelhead.lexicon.load_profile import load_profile
from levelhead.version import VERSION
from tests.helpers.lexicons import LEXICON, write_lexicon
from tests.helpers.running import wait_for

TEXT = Columns("text")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lexicons")
    write_lexicon(folder)
    return folder


@pytest.fixture(scope="module")
def lexicon(folder: Path) -> Lexicon:
    return load_lexicon(folder)


def scorer_of(
    folder: Path,
    lexicon: Lexicon,
    format_: FileFormat = "parquet",
    columns: Columns = TEXT,
    seconds: float = 5.0,
    profile: DatedProfile | None = None,
    profile_folder: Path | None = None,
    loaded: Lexicon | None = None,
) -> Scorer:
    task = Task(format_, columns, {}, 1000, seconds, lexicon.hash, VERSION, profile=profile)
    names = ["id", *columns.keep] if columns.id else ["id"]
    copied = [(name, pa.string() if columns.id else pa.int64()) for name in names]
    schema = pa.schema([*copied, *SCORE_FIELDS, *MADE_WITH])
    return Scorer(task, folder, profile_folder, schema, loaded)


def test_a_scorer_shares_the_lexicon_that_is_loaded_if_it_is_that_of_the_task(
    folder: Path, lexicon: Lexicon
) -> None:
    of_task = scorer_of(folder, lexicon, loaded=lexicon).lexicon
    of_folder = scorer_of(folder, lexicon, loaded=LEXICON).lexicon
    assert of_task is lexicon
    assert of_folder is not LEXICON
    assert of_folder.hash == lexicon.hash


def test_what_workers_share_is_the_lexicon_of_the_settings(
    folder: Path, lexicon: Lexicon, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEVELHEAD_LEXICONS", str(folder))
    assert import_module("levelhead.corpus.preload").LEXICON.hash == lexicon.hash
    assert pool.PRELOADED[-1] == "levelhead.corpus.preload"


def test_a_batch_has_a_row_for_each_row(folder: Path, lexicon: Lexicon) -> None:
    scorer = scorer_of(folder, lexicon, columns=Columns("text", headline="head"))
    texts = pa.array([b"It is TOO MUCH!!!", None, b"b", b"c", b"x\xff", None])
    faults = pa.array([None, None, None, None, None, "it is too long"])
    whole = pa.record_batch([faults, texts, pa.array([None, "a", None, "d", "e", None])], [*"abc"])
    batches = [whole[:2], whole[2:]]
    scored = scorer.score_bundle(Bundle(7, pack(batches)))
    assert scored.first == 7
    found = [row for batch in unpack(scored.packed) for row in batch.to_pylist()]
    assert [(row["id"], row["words"], row["error"]) for row in found] == [
        (7, 4, None),
        (8, None, "the text is null"),
        (9, 1, None),
        (10, 2, None),
        (11, None, "the text is not UTF-8"),
        (12, None, "it is too long"),
    ]
    assert [(s["block"], s["text"]) for s in found[0]["spans"]] == [("text", "!!!")]


def test_equal_digests_are_of_equal_texts_or_of_headlines_without_one(
    folder: Path, lexicon: Lexicon
) -> None:
    scorer = scorer_of(folder, lexicon, columns=Columns("text", headline="head"))
    documents = [
        ("b", "a"),
        ("b", "c"),
        ("b", None),
        ("b\n", "a"),
        ("c", "b"),
        (" ", "a"),
        ("", "d"),
    ]
    texts, heads = ([*column] for column in zip(*documents, strict=True))
    nothing = pa.nulls(len(texts), pa.string())
    batch = pa.record_batch([nothing, pa.array(texts), pa.array(heads)], [*"abc"])
    digests = scorer.score_batch(0, batch).column("digest").to_pylist()
    found = [digests.index(digest) for digest in digests]
    assert found == [0, 0, 0, 3, 4, 5, 6]


def test_a_text_that_trips_the_analyzer_costs_the_others_nothing(
    folder: Path, lexicon: Lexicon
) -> None:
    scorer = scorer_of(folder, lexicon, "jsonl", Columns("text", id="key"))
    scorer.lexicon = replace(lexicon, detectors={})
    row = scorer.score_row(None, b'{"key": 1, "text": "!!!"}')
    assert row == {"copied": ["1"], "error": "levelhead failed: KeyError"}


def test_a_text_that_takes_too_long_costs_the_others_nothing(
    folder: Path, lexicon: Lexicon
) -> None:
    scorer = scorer_of(folder, lexicon, seconds=0.0)
    assert scorer.score_row(None, b"A plan. " * 100) == {
        "copied": [],
        "error": "it was not scored in 0 seconds",
    }


def test_no_more_is_read_than_may_wait_to_be_written(
    folder: Path, lexicon: Lexicon, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "BUNDLE_BYTES", 1)
    scorer = scorer_of(folder, lexicon)
    packed = pack([pa.record_batch([pa.array([None], pa.string()), pa.array([b"!!!"])], [*"ab"])])
    taken: list[int] = []

    def bundles() -> Iterator[Bundle]:
        for first in range(5):
            taken.append(first)
            yield Bundle(first, packed)

    make = partial(Scorer, scorer.task, folder, None, scorer.schema)
    found = []
    for bundle in pool.score_bundles(bundles(), 1, make):
        found.append(unpack(bundle.packed)[0].column("id")[0].as_py())
        assert len(taken) <= len(found) + 1
    assert found == taken == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("format_", "values", "copied", "error"),
    [
        ("jsonl", [b'{"key": 1, "year": {"a": [2.5]}, "text": "a"}'], ["1", '{"a":[2.5]}'], None),
        ("jsonl", [b'{"text": "a", "head": null}'], [None, None], None),
        ("jsonl", [b'{"key": null}'], [None, None], "the text is null"),
        ("jsonl", [b'{"key": "k", "text": false}'], ["k", None], "the text is not a string"),
        ("jsonl", [b'{"text": "a"'], [None, None], "the line is not a JSON object"),
        ("jsonl", [b"[" * 100_000], [None, None], "the line is not a JSON object"),
        ("jsonl", [b'{"year": ' + b"[" * 100_000], [None, None], "the line is not a JSON object"),
        (
            "jsonl",
            [b'{"text": "\\ud800", "key": 1, "year": NaN}'],
            ["1", None],
            "the text has half of a surrogate pair",
        ),
        (
            "jsonl",
            [b'{"text": "a", "head": "\t", "key": "\x1f"}'],
            ["\x1f", None],
            "the headline has a control character that is not escaped",
        ),
        ("jsonl", [b'{"text": "\xff"}'], [None, None], "the line is not UTF-8"),
        ("csv", [b"a", b"", b"1", b""], ["1", ""], None),
        ("csv", [b"", b"b", b"\xff", None], [None, None], "the text is null"),
        ("csv", [b"a", b"b", b"\xff", b"2"], [None, "2"], "the column key is not UTF-8"),
        ("csv", [b"a", b"b", b"\xff", b"\xff"], [None, None], "the column key is not UTF-8"),
        ("csv", [b"\xff", b"b", b"1", b"2"], ["1", "2"], "the text is not UTF-8"),
        ("csv", [b"a", b"\xff", b"1", b"2"], ["1", "2"], "the headline is not UTF-8"),
        (
            "csv",
            [b"a" * 1001, b"b", b"1", b"2"],
            ["1", "2"],
            "the text has 1001 bytes, more than 1000",
        ),
    ],
)
def test_a_row_of_a_format_without_types_is_read_or_reported(
    format_: FileFormat,
    values: list[bytes],
    copied: list[str | None],
    error: str | None,
    folder: Path,
    lexicon: Lexicon,
) -> None:
    columns = Columns("text", id="key", headline="head", keep=("year",))
    row = scorer_of(folder, lexicon, format_, columns).score_row(None, *values)
    assert (row["copied"], row.get("error")) == (copied, error)
    assert (row.get("words") is None) == (error is not None)


def test_a_text_with_too_many_marks_costs_the_others_nothing(
    folder: Path, lexicon: Lexicon
) -> None:
    scorer = scorer_of(folder, lexicon, seconds=60.0)
    scorer.task = replace_struct(scorer.task, max_bytes=1_000_000)
    error = scorer.score_row(None, b"Wow!!! " * (MAX_ITEMS + 1))["error"]
    assert str(error).startswith("the text has more than 100,000 ")


def test_a_row_with_an_id_has_no_number(folder: Path, lexicon: Lexicon) -> None:
    scorer = scorer_of(folder, lexicon, "jsonl", Columns("text", id="key"))
    line = pa.array([b'{"key": "k", "text": "a"}'], pa.large_binary())
    batch = pa.record_batch([pa.array([None], pa.string()), line], [*"ab"])
    assert scorer.score_batch(7, batch).column("id").to_pylist() == ["k"]


def test_a_worker_with_another_lexicon_refuses_to_work(folder: Path, lexicon: Lexicon) -> None:
    with pytest.raises(ValueError, match=r"^a worker has levelhead .* but the run is one of"):
        scorer_of(folder, replace(lexicon, hash="sha256:other"))


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A profile that allows a word until a day."""
    folder = tmp_path / "own"
    folder.mkdir()
    allowed = 'awful = { reason = "x", until = 2027-03-01 }'
    (folder / "profile.toml").write_text(f'about = "x"\n[allow]\n{allowed}\n')
    return folder


@pytest.mark.parametrize(("day", "found"), [(1, []), (2, ["awful"])])
def test_a_profile_is_that_of_the_day_of_the_run(
    day: int, found: list[str], tmp_path: Path, own: Path
) -> None:
    folder = tmp_path / "lexicons"
    write_lexicon(folder)
    with (folder / "sensational/loaded/test.toml").open("a", encoding="utf-8") as file:
        file.write("awful = 2\n")
    lexicon = load_lexicon(folder)
    hash_ = load_profile(own, lexicon).hash
    profile = DatedProfile("own", hash_, date(2027, 3, day))
    scorer = scorer_of(folder, lexicon, profile=profile, profile_folder=own)
    row = scorer.score_row(None, "It is awful.")
    assert [span.text for span in row["spans"]] == found


def test_a_worker_with_another_profile_refuses_to_work(
    folder: Path, lexicon: Lexicon, own: Path
) -> None:
    profile = DatedProfile("own", "sha256:other", date(2027, 3, 1))
    with pytest.raises(ValueError, match=r"^a worker has the profile own sha256:\w+, but the run"):
        scorer_of(folder, lexicon, profile=profile, profile_folder=own)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_shows_a_bar_with_speed_and_time_left() -> None:
    terminal = Terminal()
    with Progress(100, 40, terminal) as shown:
        shown.add(60)
        shown.print_line("Something happened.")
    printed = terminal.getvalue()
    assert " 40%|" in printed
    assert "100/100 [" in printed
    assert " documents/s]" in printed
    assert "Something happened.\n" in printed


def test_a_log_has_a_line_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    log = io.StringIO()
    with Progress(2000, 500, log) as shown:
        shown.add(100)
        assert log.getvalue() == ""
        monkeypatch.setattr(progress, "LINE_INTERVAL_SECONDS", 0.0)
        shown.add(400)
    done, _, rest = log.getvalue().partition(", ")
    assert done == "1,000 of 2,000 documents (50%)"
    assert rest.endswith(" a second, 00:00 left\n")


def test_the_clock_and_what_is_watched_are_shown_before_the_first_document(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(progress, "TICK_SECONDS", 0.01)
    monkeypatch.setattr(progress, "LINE_INTERVAL_SECONDS", 0.0)
    terminal, log = Terminal(), io.StringIO()
    lost = iter([["a node is gone"]])
    with Progress(2000, 0, terminal), Progress(2000, 500, log, lambda: next(lost, ())):
        wait_for(lambda: "500 of 2,000 documents (25%)\n" in log.getvalue())
        wait_for(lambda: terminal.getvalue().count("0/2000") >= 3)
    assert log.getvalue().startswith("a node is gone\n500 of 2,000 documents (25%)\n")
