"""The service under attack: a process of its own with one worker, its memory, log and counts."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx

from bench.processes import children, cpu_seconds, forget_peak, peak, resident
from tests.attack.answers import CANARY, KEY, PROBE
from tests.helpers.running import ROOT, environment, free_port, wait

SCRAPE, SCRAPE_SECONDS = "/metrics", 5.0
COUNTED = re.compile(r"^levelhead_requests_total\{(.*)\} (\S+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Service:
    """A running service, and the file in which it logs."""

    port: int
    pid: int
    log: Path

    @property
    def url(self) -> str:
        """The address without a path."""
        return f"http://127.0.0.1:{self.port}"

    def processes(self) -> tuple[int, ...]:
        """The server, and processes it may have started."""
        return (self.pid, *children(self.pid))

    def memory(self) -> float:
        """MB in use now."""
        return sum(map(resident, self.processes()))

    def forget_peak(self) -> None:
        """Let peak() count from now on."""
        for pid in self.processes():
            forget_peak(pid)

    def peak(self) -> float:
        """MB in use at most since forget_peak()."""
        return sum(map(peak, self.processes()))

    def cpu(self) -> float:
        """Processor seconds so far."""
        return sum(map(cpu_seconds, self.processes()))

    def counted(self) -> int:
        """How many requests the metrics say were answered, scrapes left out.

        httpx.HTTPError where it does not answer.
        """
        headers = {"X-Request-ID": PROBE}
        answer = httpx.get(f"{self.url}{SCRAPE}", headers=headers, timeout=SCRAPE_SECONDS)
        found = COUNTED.findall(answer.raise_for_status().text)
        return int(sum(float(value) for labels, value in found if SCRAPE not in labels))

    def logged(self, start: int = 0) -> list[dict[str, Any]]:
        """The lines of the log from a byte on."""
        with self.log.open("rb") as file:
            file.seek(start)
            return [line_of(line) for line in file.read().splitlines()]


def line_of(line: bytes) -> dict[str, Any]:
    """A line of the log, or one that says it is none."""
    try:
        found = json.loads(line)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        return {"event": "not JSON", "line": line.decode(errors="replace")}
    return found | ({"event": "canary"} if CANARY.encode() in line else {})


@contextmanager
def attacked(
    folder: Path, settings: Mapping[str, str], module: Sequence[str] = ()
) -> Iterator[Service]:
    """Run a service, or a module instead, until the block ends.

    It logs each request, /livez and scrapes included.

    `{folder}` in a setting is the folder, which has a file of keys and gets the log.
    """
    port = free_port()
    log = folder / f"{port}.log"
    (folder / "keys.toml").write_text(f'others.sha256 = "{sha256(KEY.encode()).hexdigest()}"\n')
    given = {name: value.format(folder=folder) for name, value in settings.items()}
    env = environment(LEVELHEAD_LOG_LEVEL="debug", LEVELHEAD_LOG_FORMAT="json", **given)
    command = ["levelhead", "serve", "--port", str(port), "--workers", "1"]
    if module:
        command = [sys.executable, *module, str(port)]
    with (
        log.open("wb") as output,
        subprocess.Popen(command, cwd=ROOT, env=env, stdout=output, stderr=output) as process,
    ):
        try:
            wait(process, f"http://127.0.0.1:{port}/readyz")
            yield Service(port, process.pid, log)
        finally:
            # Whatever it is still busy with.
            process.kill()
