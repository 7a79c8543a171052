"""The largest report that is promised, in bounded time and memory."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from levelhead.corpus.output_rows import SCORE_FIELDS
from levelhead.corpus.parts import Manifest, write_part
from levelhead.corpus.report.documents import MAX_VALUES
from levelhead.corpus.task import Columns, Task
from levelhead.version import VERSION
from tests.helpers.scored_runs import document

DOCUMENTS, PART = 100_000, 10_000
USED = """
import json, resource, subprocess, sys
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([code, used.ru_maxrss, used.ru_utime + used.ru_stime]))
"""
# Twice what is needed: 0.6 GB, and 20 s on a machine with nothing else to do.
MAX_BYTES, MAX_SECONDS = 1_200_000_000, 60


@pytest.mark.slow
def test_100_000_documents_of_1000_groups_fit_into_memory_and_time(tmp_path: Path) -> None:
    generator = np.random.default_rng(1)
    first = np.datetime64("2020-01-01")
    rows = [
        document(score, score / 2, text=f"Bonkers and may it be {'so ' * 600}")
        | {
            "id": f"{n}",
            "paper": f"P{n % MAX_VALUES}",
            "section": f"S{n % 20}",
            "day": str(first + n % 1000),
            "words": int(words),
        }
        for n, (score, words) in enumerate(
            zip(generator.beta(1, 6, PART), generator.integers(50, 2000, PART), strict=True)
        )
    ]
    kept = dict.fromkeys(("id", "paper", "section", "day", "text"), pa.string())
    schema = pa.schema([*kept.items(), *SCORE_FIELDS])
    table = pa.Table.from_pylist(rows, schema=schema)
    task = Task("parquet", Columns("text"), {}, 10_000, 5.0, "sha256:", VERSION)
    folder, number = tmp_path / "run", schema.get_field_index("digest")
    folder.mkdir()
    manifest = Manifest(task, 1, "sha256:", DOCUMENTS, PART)
    for part in range(0, DOCUMENTS, PART):
        digests = pa.array([f"{part + n:032}" for n in range(PART)])
        whole = table.set_column(number, schema.field(number), digests)
        manifest = write_part(folder, manifest, schema, whole.to_batches(1000))
    options = ["--by", "paper", "--within", "section", "--within-length", "--time", "day"]
    command = [sys.executable, "-m", "levelhead", "report", str(folder), *options]
    # By a small process: the kernel counts the memory of a parent as that of its child.
    run = subprocess.run([sys.executable, "-c", USED, *command], capture_output=True, check=True)
    code, kilobytes, seconds = json.loads(run.stdout)
    assert code == 0
    assert kilobytes * 1024 < MAX_BYTES
    assert seconds < MAX_SECONDS
    assert (folder / "_report/report.html").stat().st_size < 20_000_000
