"""Runs one attack and measures what it does to others, to memory, to the log and to the counts."""

import asyncio
import os
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from bench.processes import children, cpu_seconds
from tests.attack.answers import PROBE, Answer
from tests.attack.attack import BUSY, Attack
from tests.attack.probe import Probes, Waits
from tests.attack.service import SCRAPE, Service

WAIT_SECONDS = 0.1
# On a machine with other work, which is one where that takes more than this share of a processor.
WAIT_SECONDS_BUSY, OTHER_WORK = 0.5, 0.15
PEAK_MB, KEPT_MB = 350.0, 30.0
DEADLINE_SECONDS, GRACE_SECONDS = 5.0, 0.5
# The answer may be this many times as long as the request, which is that of "may " in JSON, and
# short ones may have a longer answer, such as that of a GET.
ANSWER_TIMES, ANSWER_BYTES = 150, 300_000
# Memory that is given back at once is not missed later.
SETTLE_SECONDS = 3.0
# The clients' own work shall not be part of what the others wait for.
NICE = 10

UNSTORED = b"cache-control: no-store"
SAFE = (b"x-content-type-options: nosniff", b"content-security-policy:", b"x-request-id:")


@dataclass(slots=True)
class Row:
    """An attack and what it did. Times in seconds, memory in MB, sizes in bytes."""

    attack: Attack
    answers: list[Answer] = field(default_factory=list)
    waits: Waits = field(default_factory=Waits)
    peak: float = 0.0
    kept: float = 0.0
    cpu: float = 0.0
    # Share of one processor that others took meanwhile.
    others: float = 0.0
    faults: list[str] = field(default_factory=list)


def measure(service: Service, probes: Probes, attack: Attack) -> Row:
    """Run the attack once, then many times at once, and check the bounds."""
    row = Row(attack)
    before = settled(service)
    gap = uncounted(service)
    start = service.log.stat().st_size
    service.forget_peak()
    probes.start()
    machine = Machine(service)
    cpu = service.cpu()
    row.answers += attacking(attack, service.port, 1)
    # Nothing is learnt from twenty, and nothing gained by waiting for them, if one is too much.
    if not answers(row):
        row.answers += attacking(attack, service.port, attack.at_once)
    row.others = machine.others()
    row.waits = probes.stop()
    row.peak = service.peak()
    row.cpu = service.cpu() - cpu
    row.kept = kept(service, before)
    row.faults += [*bounds(row), *answers(row), *log(row, service, start, gap)]
    return row


def attacking(attack: Attack, port: int, many: int) -> list[Answer]:
    """The answers to `many` clients at once, which run in a thread that yields to all others."""
    found: list[Answer] = []

    async def all_of_them() -> None:
        found.extend(await asyncio.gather(*(attack.client(port) for _ in range(many))))

    def run() -> None:
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)
        asyncio.run(all_of_them())

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return found


class Machine:
    """How much of the machine others take, from when this is made."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.began, self.busy, self.ours = time.monotonic(), busy(), self.our_seconds()

    def our_seconds(self) -> float:
        """Processor seconds of the service and of this process and its probes so far."""
        probes = sum(os.times()[:2])
        return probes + self.service.cpu() + children_seconds(self.service)

    def others(self) -> float:
        """Processors that all others kept busy."""
        seconds = max(time.monotonic() - self.began, 0.01)
        return (busy() - self.busy - (self.our_seconds() - self.ours)) / seconds


def children_seconds(service: Service) -> float:
    """Processor seconds of the processes that this one has started, the service excepted."""
    return sum(cpu_seconds(pid) for pid in children(os.getpid()) if pid != service.pid)


def busy() -> float:
    """Seconds that all processors together have worked so far, or were taken by another machine."""
    fields = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]
    ticks = [int(field) for field in fields]
    # The fourth and fifth are idle time.
    return (sum(ticks) - ticks[3] - ticks[4]) / os.sysconf("SC_CLK_TCK")


def settled(service: Service) -> float:
    """MB in use once that no longer falls."""
    now = service.memory()
    while True:
        time.sleep(0.1)
        before, now = now, service.memory()
        if now > before - 1:
            return now


def kept(service: Service, before: float) -> float:
    """MB that are in use above those of before, after some time at most."""
    end = time.monotonic() + SETTLE_SECONDS
    while (more := service.memory() - before) > KEPT_MB and time.monotonic() < end:
        time.sleep(0.1)
    return more


def bounds(row: Row) -> list[str]:
    """Which bounds of waits and memory were not kept."""
    most = WAIT_SECONDS_BUSY if row.others > OTHER_WORK else WAIT_SECONDS
    faults = [
        f"{name} waited {wait:.2f} s"
        for name, wait in (("/livez", row.waits.livez), ("/analyze", row.waits.analyze))
        if wait > most
    ]
    if row.waits.failed:
        faults.append(f"{row.waits.failed} of the others' requests failed")
    if row.peak > PEAK_MB:
        faults.append(f"{row.peak:.0f} MB")
    if row.kept > KEPT_MB:
        faults.append(f"{row.kept:.0f} MB kept")
    return faults


def answers(row: Row) -> list[str]:
    """What is wrong with the answers."""
    attack, found = row.attack, row.answers
    wrong = Counter(a.status for a in found if a.status not in attack.statuses | BUSY)
    faults = [f"{n} × status {status or 'none'}" for status, n in sorted(wrong.items())]
    late = [a.seconds for a in found if a.seconds > DEADLINE_SECONDS + GRACE_SECONDS]
    if attack.timed and late:
        faults.append(f"{len(late)} late, {max(late):.1f} s")
    cut = sum(a.status > 0 and not a.whole for a in found)
    if attack.timed and cut:
        faults.append(f"{cut} answers cut off")
    if lost := sum(a.status == 200 and attack.contains not in a.start for a in found):
        faults.append(f"{lost} × nothing found")
    bare = [a for a in found if a.status and not all(h in a.head.lower() for h in SAFE)]
    faults += [f"{len(bare)} without the usual headers"] * bool(bare)
    private = [a for a in found if a.status >= (400 if attack.shown else 1) and a not in bare]
    kept = sum(UNSTORED not in a.head.lower() for a in private)
    faults += [f"{kept} answers may be stored"] * bool(kept)
    long = [a for a in found if a.received > ANSWER_TIMES * a.sent + ANSWER_BYTES]
    faults += [f"{len(long)} answers out of proportion"] * bool(long)
    return faults


def log(row: Row, service: Service, start: int, gap: int) -> list[str]:
    """What is wrong with the log and the counts; `gap` is what uncounted() was before."""
    ids = {answer.id for answer in row.answers if answer.status}
    end = time.monotonic() + SETTLE_SECONDS
    while not ids <= (by_id := statuses(service, start)).keys() and time.monotonic() < end:
        time.sleep(0.1)
    faults = []
    try:
        if n := uncounted(service, gap):
            faults.append(f"{n} more requests logged than counted")
    except httpx.HTTPError:
        faults.append("/metrics does not answer afterwards")
    lines = service.logged(start)
    for event in ("bug", "not JSON", "canary"):
        n = sum(line["event"] == event for line in lines)
        faults += [f"{n} × {event} in the log"] * bool(n)
    # What never got as far as its id has a line with another.
    others = Counter(
        status for name, status in by_id.items() if not name.startswith("attack-") and name != PROBE
    )
    seen: Counter[tuple[int, int]] = Counter()
    for answer in row.answers:
        if answer.id in by_id:
            seen[answer.status, by_id[answer.id]] += answer.status > 0 and answer.whole
        elif answer.status and others[answer.status]:
            others[answer.status] -= 1
        elif answer.status:
            seen[answer.status, 0] += 1
    return faults + [
        f"{n} × {got} logged as {said}" if said else f"{n} × {got} not logged"
        for (got, said), n in seen.items()
        if n and got != said
    ]


def statuses(service: Service, start: int) -> dict[str, int]:
    """The status of each request that was logged since."""
    lines = service.logged(start)
    return {str(line["request"]): line["status"] for line in lines if line["event"] == "request"}


def uncounted(service: Service, gap: int = 0) -> int:
    """How many more requests the log has than the metrics, scrapes left out, and besides `gap`."""
    for _ in range(10):
        counted = service.counted()
        lines = [line for line in service.logged() if line["event"] == "request"]
        more: int = sum(line["route"] != SCRAPE for line in lines) - counted - gap
        if not more:
            break
        time.sleep(0.1)
    return more


def failed(rows: Sequence[Row]) -> list[Row]:
    """Those that went wrong."""
    return [row for row in rows if row.faults]
