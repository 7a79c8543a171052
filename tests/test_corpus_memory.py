"""The memory of `levelhead score`, whatever the length of a line or a row group."""

import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from levelhead.corpus.environment import WITHOUT_PANDAS
from tests.helpers import corpus_scoring
from tests.helpers.corpus_scoring import rows
from tests.helpers.running import environment

# Fixtures: pytest finds them by these names.
lexicons = corpus_scoring.lexicons


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
    time.sleep(0.1)
print(run.returncode, peak)
"""
MAX_MEMORY = 400_000_000
MAX_MEMORY_PER_WORKER = 200_000_000

# Two marks, and no more than 42 bytes: nearly as many as a text of 2 MB may have.
MARKS = "A naïve, bonkers plan: 計画, in June. "
BONKERS_LINE = b'{"text": "Bonkers."}\n'
LONG = 100_000_000


# Arrow imports pandas here, if it can.
ARRAY = "import pyarrow as pa, sys; pa.array([1]); print('pandas' in sys.modules)"
PREPARED = f"from levelhead.corpus.environment import prepare; prepare(); {ARRAY}"


@pytest.mark.parametrize(("code", "imported"), [(ARRAY, "True"), (PREPARED, "False")])
def test_processes_that_score_do_without_pandas(code: str, imported: str) -> None:
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == imported


def test_no_other_module_is_kept_from_being_imported() -> None:
    WITHOUT_PANDAS.find_spec("pandas_like")
    with pytest.raises(ModuleNotFoundError, match="No module named 'pandas'"):
        WITHOUT_PANDAS.find_spec("pandas")


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


# Of 61 letters, so that 50 MB of them are soon analysed: what is read is measured here.
WORD = " " + "plain" * 12
# Words of a text and bytes of a page; `make hostile` tries most.
ROW_GROUPS = [(32_000, 60_000_000)]


if "HOSTILE" in os.environ:
    ROW_GROUPS += [(32_000, 1 << 20), (50, 60_000_000), (50, 1 << 20)]


@pytest.mark.slow
@pytest.mark.parametrize(("words", "page_bytes"), ROW_GROUPS)
def test_memory_is_bounded_for_row_groups_of_50_mb(
    words: int, page_bytes: int, tmp_path: Path
) -> None:
    size = 50_000_000 // (len(WORD) * words)
    texts = [f"{n:06}" + WORD * words for n in range(size + 5)]
    assert_in_bounds(parquet(tmp_path / "in.parquet", texts, size, page_bytes), [None] * len(texts))


@pytest.mark.skipif("HOSTILE" not in os.environ, reason="takes two minutes: make hostile")
def test_memory_of_one_worker_is_bounded_for_row_groups_of_the_heaviest_texts(
    tmp_path: Path,
) -> None:
    texts = [f"{n:06}" + MARKS * 49_000 for n in range(30)]
    path = parquet(tmp_path / "in.parquet", texts, 25, 60_000_000)
    assert_in_bounds(path, [None] * len(texts), "--keep", "text", workers=1)


def parquet(path: Path, texts: list[str], size: int, page_bytes: int) -> Path:
    """A file with these texts in row groups of `size` rows."""
    pq.write_table(
        pa.table({"text": texts}),
        path,
        row_group_size=size,
        use_dictionary=False,
        compression="none",
        data_page_size=page_bytes,
        write_batch_size=size,
    )
    return path


def assert_in_bounds(path: Path, errors: list[str | None], *options: str, workers: int = 2) -> None:
    """Score a file in no more memory than the guide promises."""
    out = path.parent / "out"
    command = ["levelhead", "score", str(path), "--out", str(out)]
    run = subprocess.run(
        [sys.executable, "-c", PEAK, *command, "--workers", str(workers), *options],
        env=environment(LEVELHEAD_DEADLINE_SECONDS="600"),
        capture_output=True,
        text=True,
    )
    code, peak = map(int, run.stdout.split())
    assert code == (1 if any(errors) else 0), run.stderr
    assert peak < MAX_MEMORY + workers * MAX_MEMORY_PER_WORKER
    assert [row["error"] for row in rows(out)] == errors
