"""The load generator: wrk, one thread of C outside Python, with bodies from a file."""

import os
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import msgspec

SCRIPT = Path(__file__).with_name("wrk.lua")
# Above any answer that is waited for here; wrk only counts what takes longer.
TIMEOUT = 60


class LoadFailed(Exception):
    """Not all requests were answered with 200."""


class Printed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The line that wrk.lua prints; latencies in microseconds."""

    requests: int
    microseconds: int
    bytes: int
    p50: int
    p99: int
    failed: int
    refused: int
    timed_out: int


@dataclass(frozen=True, slots=True)
class Load:
    """One run: requests per second, latencies in ms, and the generator's share of one core."""

    per_second: float
    p50: float
    p99: float
    generator: float
    requests: int


def parse(output: str) -> Printed:
    """What wrk measured; LoadFailed when it measured nothing, or failures too."""
    try:
        printed = msgspec.json.decode(output.strip().rpartition("\n")[2], type=Printed)
    except msgspec.MsgspecError as error:
        raise LoadFailed(f"wrk printed: {output!r}") from error
    if not printed.requests or printed.failed or printed.refused or printed.timed_out:
        raise LoadFailed(f"requests without their answer: {printed}")
    return printed


@dataclass(frozen=True, slots=True)
class Running:
    """wrk at work."""

    process: "subprocess.Popen[str]"
    started: float

    def result(self) -> Load:
        """Wait for its end."""
        # Not with communicate(): only wait4 returns the processor time of one child.
        assert self.process.stdout is not None
        output = self.process.stdout.read()
        self.process.stdout.close()
        _, status, usage = os.wait4(self.process.pid, 0)
        self.process.returncode = os.waitstatus_to_exitcode(status)
        if self.process.returncode:
            raise LoadFailed(f"wrk ended with {self.process.returncode}: {output}")
        printed = parse(output)
        return Load(
            per_second=1e6 * printed.requests / printed.microseconds,
            p50=printed.p50 / 1e3,
            p99=printed.p99 / 1e3,
            generator=(usage.ru_utime + usage.ru_stime) / (time.monotonic() - self.started),
            requests=printed.requests,
        )


def start(url: str, bodies: Path, connections: int, seconds: int) -> Running:
    """Post the bodies in turn over this number of connections."""
    wrk = shutil.which("wrk")
    if wrk is None:
        raise LoadFailed("wrk is not installed (Debian: apt install wrk)")
    options = ["-t", "1", "-c", str(connections), "-d", f"{seconds}s", "--timeout", f"{TIMEOUT}s"]
    command = [wrk, *options, "-s", str(SCRIPT), url, "--", str(bodies)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return Running(process, time.monotonic())


def load(url: str, bodies: Path, connections: int, seconds: int) -> Load:
    """One run from start to end."""
    return start(url, bodies, connections, seconds).result()
