import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from levelhead.cli.main import main
from levelhead.cli.pid_file import PidFileError, held, reload
from tests.running import ROOT, SECONDS, environment, free_port, wait
from tests.small_lexicon import write_lexicon


@pytest.fixture
def hung_up() -> Iterator[list[int]]:
    """The signals this process got."""
    seen: list[int] = []
    before = signal.signal(signal.SIGHUP, lambda signum, frame: seen.append(signum))
    yield seen
    signal.signal(signal.SIGHUP, before)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "service.pid"


def test_the_process_that_holds_the_file_is_signalled(file: Path, hung_up: list[int]) -> None:
    file.write_text("1234567890\n")  # left by a service that was killed
    with held(file):
        assert file.read_text() == f"{os.getpid()}\n"
        assert reload(file) == os.getpid()
    assert hung_up == [signal.SIGHUP]
    assert not file.exists()


def test_a_file_that_is_gone_already_is_no_matter(file: Path) -> None:
    with held(file):
        file.unlink()


def test_no_file_is_asked_for() -> None:
    with held(None):
        pass


def test_a_file_left_behind_signals_nobody(file: Path, hung_up: list[int]) -> None:
    file.write_text(f"{os.getpid()}\n")
    with pytest.raises(PidFileError, match="left behind"):
        reload(file)
    assert hung_up == []


def test_two_services_do_not_share_a_file(file: Path) -> None:
    with (
        held(file),
        pytest.raises(PidFileError, match=f"process {os.getpid()} holds it"),
        held(file),
    ):
        pass
    assert not file.exists()


def test_a_file_that_is_being_written_is_told(file: Path) -> None:
    with held(file):
        file.write_text("")
        with pytest.raises(PidFileError, match="holds no process id"):
            reload(file)


def test_a_link_is_not_followed(file: Path, tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("x")
    file.symlink_to(tmp_path / "precious")
    with pytest.raises(PidFileError), held(file):
        pass
    assert (tmp_path / "precious").read_text() == "x"


def test_what_is_no_regular_file_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    fifo, link = tmp_path / "fifo", tmp_path / "link"
    os.mkfifo(fifo)
    link.symlink_to(tmp_path / "target")
    refused = {
        (fifo, "not a regular file"),
        (Path("/dev/full"), "not a regular file"),
        (link, "is a symbolic link"),
        (tmp_path / "none/service.pid", "No such file or directory"),
    }
    for path, reason in refused:
        with pytest.raises(PidFileError) as error, held(path):
            pass
        assert str(error.value) == f"{path}: {reason}"
        with pytest.raises(PidFileError) as error:
            reload(path)
        assert str(error.value) == f"{path}: {reason}"
    with pytest.raises(PidFileError, match=r": Is a directory$"), held(tmp_path):
        pass
    with pytest.raises(PidFileError, match=r": not a regular file$"):
        reload(tmp_path)


@pytest.mark.parametrize("content", ["None", "-1", "0", "1 2", "9" * 40, "١", "\0", "1\n\n"])
def test_only_a_process_id_is_signalled(content: str, file: Path, hung_up: list[int]) -> None:
    with held(file):
        file.write_text(content)
        with pytest.raises(PidFileError) as error:
            reload(file)
        assert str(error.value) == f"{file}: holds no process id"
        with pytest.raises(PidFileError, match="holds no process id"), held(file):
            pass
    assert hung_up == []


def test_a_process_that_may_not_be_signalled_is_told(file: Path) -> None:
    with held(file):
        file.write_text("9999999\n")  # above the greatest there is
        with pytest.raises(PidFileError, match=r": No such process$"):
            reload(file)


def test_a_full_disk_is_told(file: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    # A real full disk needs a mount; a file that may not grow fails in the same write.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        with pytest.raises(PidFileError) as error, held(file):
            pass
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)
    assert str(error.value) == f"{file}: File too large"
    assert not file.exists()


def test_the_command_tells_what_is_missing(
    file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LEVELHEAD_PID_FILE", raising=False)
    assert main(["reload"]) == 2
    shown = capsys.readouterr().err
    assert shown.startswith("LEVELHEAD_PID_FILE is not set, so the running service can't be found.")
    assert "LEVELHEAD_PID_FILE=/tmp/levelhead.pid levelhead serve\n" in shown
    monkeypatch.setenv("LEVELHEAD_PID_FILE", str(file))
    assert main(["reload"]) == 2
    assert capsys.readouterr().err == (
        f"LEVELHEAD_PID_FILE: {file}: No such file or directory. Is the service running, and was "
        f"it started with LEVELHEAD_PID_FILE={file}?\n"
    )
    monkeypatch.setenv("LEVELHEAD_PID_FILE", f"{file}/nowhere")
    file.touch()
    assert main(["serve", "--port", "0"]) == 2
    assert "LEVELHEAD_PID_FILE: " in capsys.readouterr().err


@pytest.mark.parametrize("workers", [1, 2])
def test_the_command_has_a_service_load_its_lexicon_or_refuse_it(
    workers: int, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lexicons = tmp_path / "lexicons"
    write_lexicon(lexicons)
    modal = lexicons / "hedging/modal.toml"
    entry = '[entries.may]\nforms = ["may"]\nstrength = 2\nhits = ["It <may>."]\n'
    head = modal.read_text().removesuffix("[entries]\n")
    port = str(free_port())
    url = f"http://127.0.0.1:{port}"
    env = environment(
        LEVELHEAD_LEXICONS=str(lexicons), LEVELHEAD_PID_FILE=str(file), LEVELHEAD_PORT=port
    )
    monkeypatch.setenv("LEVELHEAD_PID_FILE", str(file))
    command = [sys.executable, "-m", "levelhead.cli.main", "serve", "--workers", str(workers)]
    out = tmp_path / "log"
    with (
        out.open("wb") as log,
        subprocess.Popen(command, cwd=ROOT, env=env, stderr=log) as server,
    ):
        try:
            wait(server, f"{url}/readyz")
            until(out, "lexicon loaded", workers)
            before = lexicon_of(url)
            modal.write_text(head + entry)
            assert main(["reload"]) == 0
            until(out, "lexicon loaded", 2 * workers)
            after = {lexicon_of(url) for _ in range(8)}
            assert len(after) == 1
            assert after != {before}
            modal.write_text(head + entry.replace("2", "9"))
            assert main(["reload"]) == 0
            until(out, "lexicon refused", workers)
            assert {lexicon_of(url) for _ in range(8)} == after
        finally:
            server.terminate()
            server.wait(SECONDS)
    refused = [line["fault"] for line in lines(out) if line["event"] == "lexicon refused"]
    assert {fault.split(": ")[0] for fault in refused} == {f"{modal}:6"}
    # Nobody was started anew.
    assert (
        len([line for line in lines(out) if "Started server process" in line["event"]]) == workers
    )
    assert not file.exists()


def lexicon_of(url: str) -> str:
    told: str = httpx.get(f"{url}/limits").json()["engine"]["lexicon"]
    return told


def lines(out: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in out.read_text().splitlines()]


def until(out: Path, event: str, count: int) -> None:
    """Wait until the log has this event so often."""
    end = time.monotonic() + SECONDS
    while [line["event"] for line in lines(out)].count(event) < count:
        assert time.monotonic() < end, out.read_text()
        time.sleep(0.02)
