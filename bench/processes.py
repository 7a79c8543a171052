"""Servers as processes: started for a measurement, and observed through /proc."""

import http.client
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.helpers.running import ROOT, environment, free_port

SERVICE = ("levelhead", "serve")
BASELINE = (sys.executable, "-m", "bench.baseline")

SECONDS = 60.0
# How often a server that starts is asked whether it is ready; also the error of that time.
TICK = 0.005
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers; `ready` is how many seconds it took to."""

    port: int
    pid: int
    workers: tuple[int, ...]
    ready: float

    def url(self, path: str) -> str:
        """The address of a path."""
        return f"http://127.0.0.1:{self.port}{path}"

    def cpu(self) -> float:
        """Processor seconds of all workers so far."""
        return sum(map(cpu_seconds, self.workers))


@contextmanager
def serving(command: Sequence[str], workers: int = 1, **settings: str) -> Iterator[Server]:
    """Run a server until the block ends. It writes no log of requests into a pipe or on a disk."""
    port = free_port()
    options = ["--port", str(port), "--workers", str(workers)]
    started = time.perf_counter()
    with (
        tempfile.TemporaryFile("w+") as errors,
        subprocess.Popen(
            [*command, *options],
            cwd=ROOT,
            env=environment(**settings),
            stdout=subprocess.DEVNULL,
            stderr=errors,
        ) as process,
    ):
        try:
            if not _wait(process, port):
                errors.seek(0)
                raise RuntimeError(f"{command} is not ready: {errors.read()}")
            ready = time.perf_counter() - started
            yield Server(port, process.pid, _workers(process.pid, workers), ready)
        finally:
            process.terminate()
            process.wait(SECONDS)


def _wait(process: "subprocess.Popen[bytes]", port: int) -> bool:
    """Return when the server is ready; False when it ended, or takes too long."""
    end = time.monotonic() + SECONDS
    while process.poll() is None and time.monotonic() < end:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
        try:
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                return True
        except OSError:
            time.sleep(TICK)
        finally:
            connection.close()
    return False


def _workers(pid: int, count: int) -> tuple[int, ...]:
    """The processes that answer: the server itself, or the workers it has started."""
    if count == 1:
        return (pid,)
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        found = tuple(child for child in children(pid) if b"spawn_main" in command_line(child))
        # One worker answers before the others are up; those without a socket have not loaded yet.
        if len(found) == count and all(map(_idle, found)):
            return found
        time.sleep(TICK)
    raise RuntimeError(f"{count} workers wanted, there are {found}")


def _idle(pid: int) -> bool:
    """Whether a process has used no processor for a while: it has loaded and waits."""
    before = cpu_seconds(pid)
    time.sleep(0.3)
    return before > 0 and cpu_seconds(pid) == before


def children(pid: int) -> tuple[int, ...]:
    """The processes that a process has started."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        with suppress(FileNotFoundError):  # a thread may end meanwhile
            found += map(int, (task / "children").read_text().split())
    return tuple(found)


def command_line(pid: int) -> bytes:
    """The command of a process, its words divided by NUL."""
    return Path(f"/proc/{pid}/cmdline").read_bytes()


def cpu_seconds(pid: int) -> float:
    """Processor time of a process so far, in user and kernel mode."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_PER_SECOND


def resident(pid: int) -> float:
    """MB of memory of a process that are in use."""
    return _status(pid, "VmRSS")


def peak(pid: int) -> float:
    """MB that were in use at most, since the start or the last forget_peak()."""
    return _status(pid, "VmHWM")


def forget_peak(pid: int) -> None:
    """Let peak() count from now on."""
    Path(f"/proc/{pid}/clear_refs").write_text("5")


def _status(pid: int, field: str) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        name, _, value = line.partition(":")
        if name == field:
            return int(value.split()[0]) * 1024 / 1e6
    raise ValueError(f"/proc/{pid}/status has no {field}")
