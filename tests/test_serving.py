import os
import signal
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import uvicorn

from levelhead.service.server import serving
from levelhead.service.server.connection import Connection
from levelhead.service.server.serving import Supervisor, serve, shared_counts, stop
from levelhead.service.settings import Settings


def test_being_asked_to_stop_is_not_a_failure() -> None:
    with pytest.raises(SystemExit) as stopped:
        stop(signal.SIGTERM, None)
    assert stopped.value.code == 0


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """What uvicorn was to run, and where the counts were kept meanwhile."""
    runs: list[Any] = []
    before = signal.getsignal(signal.SIGTERM)

    def one(app: str, **options: Any) -> None:
        runs.append((app, options, os.environ.get("PROMETHEUS_MULTIPROC_DIR")))

    def many(supervisor: Supervisor) -> None:
        (sock,) = supervisor.sockets
        sock.close()
        config = supervisor.config
        runs.append((config.app, vars(config), os.environ["PROMETHEUS_MULTIPROC_DIR"]))

    monkeypatch.setattr(uvicorn, "run", one)
    monkeypatch.setattr(Supervisor, "__init__", lambda self, *args: self.keep(*args))
    monkeypatch.setattr(
        Supervisor,
        "keep",
        lambda self, config, sockets: self.__dict__.update(config=config, sockets=sockets),
        raising=False,
    )
    monkeypatch.setattr(Supervisor, "run", many)
    monkeypatch.delenv("PROMETHEUS_MULTIPROC_DIR", raising=False)
    yield runs
    signal.signal(signal.SIGTERM, before)


@pytest.mark.parametrize("workers", [1, 2])
def test_uvicorn_gets_what_was_set(workers: int, asked: list[Any]) -> None:
    serve(Settings(shutdown_seconds=7), "127.0.0.1", 0, workers)
    ((app, options, _),) = asked
    assert app == "levelhead.service.main:create_app"
    expected = {
        **{"host": "127.0.0.1", "port": 0, "workers": workers, "factory": True},
        **{
            "loop": "uvloop",
            "http": Connection,
            "ws": "none",
            "timeout_graceful_shutdown": 7,
            "timeout_worker_healthcheck": 20,
        },
        **{"log_config": None, "access_log": False, "server_header": False},
    }
    assert {name: options[name] for name in expected} == expected
    assert signal.getsignal(signal.SIGTERM) is stop


def test_several_workers_count_in_one_folder_that_goes_with_them(asked: list[Any]) -> None:
    serve(Settings(), "127.0.0.1", 0, 1)
    serve(Settings(), "127.0.0.1", 0, 2)
    (*_, alone), (*_, folder) = asked
    assert alone is None
    assert Path(folder).name.startswith("levelhead-")
    assert not Path(folder).exists()
    assert "PROMETHEUS_MULTIPROC_DIR" not in os.environ


def test_without_shared_memory_it_is_the_folder_for_temporary_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PROMETHEUS_MULTIPROC_DIR", raising=False)
    monkeypatch.setattr(serving, "_SHARED_MEMORY", tmp_path / "none")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with shared_counts():
        assert Path(os.environ["PROMETHEUS_MULTIPROC_DIR"]).parent == tmp_path


def test_a_folder_of_the_operators_choice_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    with shared_counts():
        assert os.environ["PROMETHEUS_MULTIPROC_DIR"] == str(tmp_path)
    assert tmp_path.exists()


def test_a_hang_up_goes_to_the_workers_that_live(monkeypatch: pytest.MonkeyPatch) -> None:
    signalled: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "kill", lambda pid, signum: signalled.append((pid, signum)))
    supervisor = Supervisor.__new__(Supervisor)
    workers = [(11, None), (12, -9), (None, None), (14, None)]
    processes: list[Any] = [
        SimpleNamespace(pid=pid, exitcode=exitcode) for pid, exitcode in workers
    ]
    supervisor.processes = processes
    supervisor.handle_hup()
    assert signalled == [(11, signal.SIGHUP), (14, signal.SIGHUP)]
