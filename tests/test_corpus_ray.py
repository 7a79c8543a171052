"""`levelhead score --ray` on a cluster of two nodes on this machine: `make test-ray` runs it."""

import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from levelhead.corpus.parts import read_manifest
from tests.helpers.lexicons import write_lexicon
from tests.helpers.running import environment, wait_for

if "LEVELHEAD_TEST_RAY" not in os.environ:
    pytest.skip("starts a cluster: make test-ray", allow_module_level=True)
cluster_utils = pytest.importorskip("ray.cluster_utils")

SECONDS = 180.0
STORE = 100_000_000
TEXTS = [f"Plan {n} is {'bonkers' if n % 3 else 'fine'}. " * 60 for n in range(6000)]


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """A head node and another one, each with a processor, as processes of their own."""
    head = {"num_cpus": 1, "object_store_memory": STORE, "include_dashboard": False}
    made = cluster_utils.Cluster(initialize_head=True, head_node_args=head)
    try:
        made.add_node(num_cpus=1, object_store_memory=STORE)
        yield made
    finally:
        made.shutdown()


@pytest.fixture(scope="module")
def address(cluster: Any) -> str:
    return str(cluster.address)


@pytest.fixture(scope="module", params=["parquet", "jsonl"])
def corpus(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two files, and their lexicon."""
    folder = tmp_path_factory.mktemp("corpus")
    write_lexicon(folder / "lexicons")
    for number, texts in enumerate((TEXTS[:3500], TEXTS[3500:])):
        table = pa.table({"text": texts, "key": [f"{number}-{n}" for n in range(len(texts))]})
        path = folder / f"{number}.{request.param}"
        if request.param == "parquet":
            pq.write_table(table, path, row_group_size=1000)
        else:
            path.write_text("".join(f"{json.dumps(row)}\n" for row in table.to_pylist()))
    return folder


def started(corpus: Path, out: Path, *arguments: str) -> "subprocess.Popen[str]":
    command = ["levelhead", "score", f"{corpus}/*.*", "--out", str(out), "--id", "key"]
    env = environment(LEVELHEAD_LEXICONS=str(corpus / "lexicons"))
    return subprocess.Popen(
        [*command, "--part-rows", "500", *arguments],
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def parts(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(out.glob("part-*.parquet"))}


@pytest.fixture(scope="module")
def here(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The parts that this machine alone makes."""
    out = tmp_path_factory.mktemp("here") / "out"
    with started(corpus, out) as run:
        _, printed_errors = run.communicate(timeout=SECONDS)
    assert run.returncode == 0, printed_errors
    return parts(out)


def test_a_cluster_makes_the_same_parts(
    corpus: Path, here: dict[str, bytes], address: str, tmp_path: Path
) -> None:
    with started(corpus, tmp_path / "out", "--ray", address) as run:
        printed, printed_errors = run.communicate(timeout=SECONDS)
    assert run.returncode == 0, printed_errors
    assert "6,000 scored + 0 errors = 6,000, in 12 parts" in printed
    assert parts(tmp_path / "out") == here


def actors() -> list[int]:
    """The processes in which Ray runs the scorer."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if b"ray::UDFActor" in (folder / "cmdline").read_bytes():
                found.append(int(folder.name))
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found


def begun(out: Path) -> int:
    manifest = read_manifest(out)
    return len(manifest.parts) if manifest else 0


def test_a_worker_that_is_killed_on_a_cluster_loses_and_doubles_no_row(
    corpus: Path, here: dict[str, bytes], address: str, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    wait_for(lambda: not actors(), SECONDS)  # those of an earlier run take their time to go
    with started(corpus, out, "--ray", address) as run:
        # A file of lines comes as a whole, so there may be no finished part yet.
        wait_for(lambda: bool(actors()), SECONDS)
        time.sleep(2)
        os.kill(actors()[0], signal.SIGKILL)
        killed = time.monotonic()
        assert begun(out) < 12
        assert run.stderr
        line = next(line for line in run.stderr if "worker" in line)
        assert time.monotonic() - killed < 15
        assert line == "a worker of the cluster died; its rows are scored again\n"
        printed, printed_errors = run.communicate(timeout=SECONDS)
    assert run.returncode == 0, printed_errors
    assert "\x1b" not in printed + printed_errors
    assert parts(out) == here


def lose(cluster: Any, node: Any, run: "subprocess.Popen[str]") -> None:
    """Kill a node; the run says so within seconds and ends well, with no other message."""
    cluster.remove_node(node, allow_graceful=False)
    lost = time.monotonic()
    assert run.stderr
    line = next(line for line in run.stderr if "node" in line)
    assert time.monotonic() - lost < 15
    assert re.fullmatch(r"the node [\d.]+ does not answer; its rows are scored again\n", line)
    printed, printed_errors = run.communicate(timeout=SECONDS)
    assert run.returncode == 0, printed_errors
    assert len(printed.splitlines()) == 1
    assert "resuming" not in printed_errors
    assert "\x1b" not in printed + printed_errors


def test_a_node_that_is_lost_is_named_at_once_and_loses_no_row(
    corpus: Path, here: dict[str, bytes], cluster: Any, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    wait_for(lambda: not actors(), SECONDS)
    node = cluster.add_node(num_cpus=1, object_store_memory=STORE)
    with started(corpus, out, "--ray", cluster.address) as run:
        wait_for(lambda: begun(out) >= 1, SECONDS)
        lose(cluster, node, run)
    assert parts(out) == here


def test_a_node_that_is_lost_while_workers_start_is_not_waited_for(
    corpus: Path, here: dict[str, bytes], cluster: Any, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    wait_for(lambda: not actors(), SECONDS)
    node = cluster.add_node(num_cpus=1, object_store_memory=STORE)
    # More workers than there are processors, then and later.
    with started(corpus, out, "--ray", cluster.address, "--workers", "9") as run:
        wait_for(lambda: bool(actors()), SECONDS)
        lose(cluster, node, run)
    assert parts(out) == here


def test_an_address_where_nothing_answers_is_reported(corpus: Path, tmp_path: Path) -> None:
    with started(corpus, tmp_path / "out", "--ray", "127.0.0.1:1") as run:
        _, printed_errors = run.communicate(timeout=SECONDS)
    assert run.returncode == 2
    assert printed_errors.splitlines()[-1].startswith("127.0.0.1:1: ")
