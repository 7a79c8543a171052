"""Others who use the service meanwhile: `python -m tests.attack.probe PORT`, a process of its own.

It probes from the first line on standard input to the second, from the third to the fourth, and so
on, and prints what it has seen: the longest waits for GET /livez (one each 10 ms) and for a small
POST /analyze (one each 50 ms), each over a connection that is kept, and how many were not answered
with a 200.
"""

import http.client
import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass

from tests.attack.answers import KEY, PROBE
from tests.helpers.running import ROOT

LIVEZ_SECONDS, ANALYZE_SECONDS = 0.01, 0.05
# A wait that is longer counts as one of this.
MOST_SECONDS = 15.0
SMALL = b"The bonkers plan may fail."


@dataclass(slots=True)
class Waits:
    """The longest waits in seconds, and the number of requests that had no 200."""

    livez: float = 0.0
    analyze: float = 0.0
    failed: int = 0


class Prober:
    """One request after the other, at a pace, over one connection while that is kept."""

    def __init__(self, port: int, method: str, path: str, pace: float) -> None:
        self.method, self.path, self.pace = method, path, pace
        self.body = SMALL if method == "POST" else None
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=MOST_SECONDS)

    def probe(self, stop: threading.Event) -> tuple[float, int]:
        """The longest wait until the event, and how many were not answered with a 200."""
        headers = {"X-Request-ID": PROBE, "X-API-Key": KEY}
        headers |= {"Content-Type": "text/plain"} if self.body else {}
        longest, failed = 0.0, 0
        while not stop.is_set():
            begun = time.perf_counter()
            try:
                self.connection.request(self.method, self.path, self.body, headers)
                answer = self.connection.getresponse()
                answer.read()
                failed += answer.status != 200
            except (OSError, http.client.HTTPException):
                self.connection.close()
                failed += 1
            took = time.perf_counter() - begun
            longest = max(longest, took)
            stop.wait(max(0.0, self.pace - took))
        return longest, failed


class Probes:
    """The probes as a process, from outside."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process

    def start(self) -> None:
        """Probe from now on."""
        assert self.process.stdin
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def stop(self) -> Waits:
        """Stop, and return what was seen."""
        self.start()
        assert self.process.stdout
        return Waits(**json.loads(self.process.stdout.readline()))


@contextmanager
def probing(port: int) -> Iterator[Probes]:
    """A process that can probe a service until the block ends."""
    command = [sys.executable, "-m", "tests.attack.probe", str(port)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield Probes(process)
        finally:
            process.kill()


def main() -> None:
    """The process."""
    port = int(sys.argv[1])
    # A thread that holds Python for its usual 5 ms would be part of the other's wait.
    sys.setswitchinterval(0.0005)
    livez = Prober(port, "GET", "/livez", LIVEZ_SECONDS)
    analyze = Prober(port, "POST", "/analyze", ANALYZE_SECONDS)
    with ThreadPoolExecutor(2) as pool:
        for _ in sys.stdin:
            stop = threading.Event()
            running = [pool.submit(each.probe, stop) for each in (livez, analyze)]
            sys.stdin.readline()
            stop.set()
            (a, lost), (b, refused) = (each.result() for each in running)
            found = Waits(a, b, lost + refused)
            sys.stdout.write(json.dumps(asdict(found)) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        main()
