"""Runs of `levelhead score` that are killed, stopped or stuck, and go on."""

import json
import os
import re
import signal
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from levelhead.corpus.bundles import Bundle, pack
from levelhead.corpus.parts import read_manifest, write_part
from levelhead.corpus.run import Run, in_order, score_corpus
from levelhead.corpus.task import Columns, CorpusError, Task
from levelhead.version import VERSION
from tests.helpers import corpus_scoring
from tests.helpers.corpus_scoring import parts, score, written
from tests.helpers.lexicons import FOLDER
from tests.helpers.running import environment, wait_for
from tests.helpers.scored_runs import two_papers

# Fixtures: pytest finds them by these names.
lexicons = corpus_scoring.lexicons


SECONDS = 60.0

# Long enough for a run of seconds, in which there is time to kill it.
TEXTS = [f"Plan {n} is {'bonkers' if n % 3 else 'fine'}. " * 60 for n in range(1250)]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("corpus")
    return written(folder / "in.parquet", text=TEXTS, key=list(range(len(TEXTS))))


@pytest.fixture(scope="module")
def undisturbed(corpus: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The parts of a run that nothing befell."""
    out = tmp_path_factory.mktemp("undisturbed") / "out"
    assert score(corpus, "--out", out, "--id", "key", "--part-rows", "100") == 0
    found = parts(out)
    assert len(found) == 13
    return found


def workers(of: int) -> list[int]:
    """The processes that score: children of the one from which they are forked."""
    return [worker for server in children(of) for worker in children(server)]


def children(of: int) -> list[int]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == of and b"forkserver" in (folder / "cmdline").read_bytes():
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
    said = (
        r"^resuming after row [\d,]+: a worker was killed, perhaps because memory ran out: fewer "
    )
    assert re.search(said, capsys.readouterr().err, re.MULTILINE)
    assert parts(out) == undisturbed


def other_words(file: Path) -> None:
    file.write_text(file.read_text().replace("bonkers", "sensible"[:7]))


def more_rows(file: Path) -> None:
    with file.open("a") as lines:
        lines.write('{"key": "z", "text": "It rained."}\n')


def fewer_rows(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


@pytest.mark.parametrize("change", [other_words, more_rows, fewer_rows, Path.unlink])
def test_a_file_that_changes_while_it_is_read_ends_the_run(
    tmp_path: Path, change: Callable[[Path], None], capsys: pytest.CaptureFixture[str]
) -> None:
    file, out = tmp_path / "in.jsonl", tmp_path / "out"
    lines = (f'{{"key": "{n}", "text": "A bonkers plan."}}\n' for n in range(3000))
    file.write_text("".join(lines))

    def disturb() -> None:
        wait_for(lambda: begun(out) >= 1)
        change(file)

    with ThreadPoolExecutor(1) as thread:
        disturbed = thread.submit(disturb)
        assert score(file, "--out", out, "--id", "key", "--part-rows", "100") == 2
        disturbed.result()
    said = (
        f"{file}: was changed or removed while it was read; score it again, into another folder\n"
    )
    assert capsys.readouterr().err.endswith(said)
    table = pq.read_table(sorted(out.glob("part-*.parquet")))
    assert table.column("id").to_pylist() == [str(n) for n in range(len(table))]
    assert len(set(table.column("sensational").to_pylist())) == 1


@pytest.mark.parametrize("name", ["_manifest.json", "part-00000.parquet"])
def test_a_file_for_which_there_is_no_space_is_named(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path / "in.parquet", text=["It rained."])
    (tmp_path / "out").mkdir()
    (tmp_path / f"out/.{name}.part").symlink_to("/dev/full")
    assert score(file, "--out", tmp_path / "out") == 2
    said = f"{tmp_path}/out/{name} can't be written: No space left on device\n"
    assert capsys.readouterr().err == said


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


@pytest.mark.parametrize(
    ("end", "how", "code"),
    [
        (lambda run: os.killpg(run.pid, signal.SIGINT), "interrupted", 130),  # as a terminal does
        (lambda run: run.terminate(), "terminated", 143),  # as a batch system does
    ],
)
def test_a_signal_ends_a_run_with_one_line_and_its_processes(
    end: Callable[[subprocess.Popen[str]], None], how: str, code: int, tmp_path: Path
) -> None:
    file = tmp_path / "in.jsonl"
    file.write_text(f"{json.dumps({'text': 'It may rain. ' * 400})}\n" * 20_000)
    run = started(file, "--out", tmp_path / "out", "--part-rows", 100)
    wait_for(lambda: begun(tmp_path / "out") >= 1)
    end(run)
    _, said = run.communicate(timeout=SECONDS)  # the workers have the pipe, too
    assert said == f"{how}: the same command continues the run in {tmp_path / 'out'}\n"
    assert run.returncode == code


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


def test_a_broken_pipe_is_raised_as_it_is(tmp_path: Path) -> None:
    def row() -> pa.RecordBatch:
        raise BrokenPipeError

    folder = two_papers(tmp_path / "run")
    manifest = read_manifest(folder)
    assert manifest
    with pytest.raises(BrokenPipeError):
        write_part(folder, manifest, pa.schema([]), (row() for _ in range(1)))
