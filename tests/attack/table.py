"""Attacks a running service and prints a table: `make attack`, a few minutes, loopback only.

`ARGS='-k allow'` runs the attacks whose family and name contain that, `ARGS=--list` prints these,
`ARGS=--all` includes those that resemble others (a quarter of an hour), and `ARGS=--write` puts
the table into docs/reliability.md. Exit code 1 where a bound was not kept.
"""

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import httpx

from tests.attack import (
    bodies,
    connections,
    files,
    harmless,
    heads,
    languagetool,
    reading,
    streams,
    terms,
    texts,
)
from tests.attack.answers import KEY
from tests.attack.attack import Attack
from tests.attack.measure import Row, measure
from tests.attack.probe import Probes, probing
from tests.attack.service import Service, attacked
from tests.running import ROOT, SECONDS

FAMILIES = (
    harmless,
    terms,
    languagetool,
    texts,
    bodies,
    files,
    reading,
    streams,
    heads,
    connections,
)
ATTACKS: dict[str, Attack] = {
    f"{family.__name__.rpartition('.')[2]}: {attack.name}": attack
    for family in FAMILIES
    for attack in family.ATTACKS
}

PAGE = ROOT / "docs/reliability.md"
BEGIN, END = "<!-- table of make attack -->", "<!-- end of the table -->"
HEAD = (
    "attack, alone and then 20 at once | largest request | statuses | slowest answer | "
    "/livez waits | small /analyze waits | peak | kept | outcome"
)
WARM = "The council met on Monday. The shambolic plan may fail, she said. It is a fiasco!\n"


def warm(service: Service) -> None:
    """Have the service do everything once, so that what it loads then is not held against one."""
    for size in (100, 10_000, 400_000):
        text = (WARM * (size // len(WARM) + 1)).encode()
        for _ in range(3):
            for path, kind in (("/analyze", "text/plain"), ("/extract", "text/plain")):
                headers = {"content-type": kind, "x-api-key": KEY}
                httpx.post(f"{service.url}{path}", content=text, headers=headers, timeout=SECONDS)
            form = {"language": "en", "text": text.decode()}
            httpx.post(
                f"{service.url}/v2/check", data=form, headers={"x-api-key": KEY}, timeout=SECONDS
            )


def rows(attacks: Sequence[Attack], again: int = 0) -> Iterator[Row]:
    """What each attack does; a service that was hurt is replaced before the next.

    A row that failed is tried again so often, because others may have been at work.
    """
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        running: tuple[Service, Probes] | None = None
        settings: object = None
        for attack in attacks:
            for attempt in range(again + 1):
                if running is None or settings != attack.settings:
                    stack.close()
                    service = stack.enter_context(attacked(Path(folder), attack.settings))
                    running = service, stack.enter_context(probing(service.port))
                    settings = attack.settings
                    warm(service)
                row = measure(*running, attack)
                if not row.faults:
                    break
                running = None
                if attempt < again:
                    continue
            yield row


def line(row: Row) -> str:
    """A row of the table."""
    statuses = Counter(answer.status for answer in row.answers)
    cells = (
        row.attack.name,
        size(max((answer.sent for answer in row.answers), default=0)),
        ", ".join(f"{n} × {status or 'closed'}" for status, n in sorted(statuses.items())),
        f"{max((answer.seconds for answer in row.answers), default=0):.1f} s",
        f"{row.waits.livez * 1000:.0f} ms",
        f"{row.waits.analyze * 1000:.0f} ms",
        f"{row.peak:.0f} MB",
        f"{row.kept:.0f} MB",
        "; ".join(row.faults) or "held",
    )
    return f"| {' | '.join(cells)} |"


def size(n: int) -> str:
    """Bytes for people."""
    for least, unit in ((1_000_000, "MB"), (1_000, "kB")):
        if n >= least:
            return f"{n / least:.{0 if n >= 10 * least else 1}f} {unit}"
    return f"{n} B"


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.attack.table", description=__doc__)
    parser.add_argument("-k", default="", metavar="PART", help="attacks whose names contain this")
    parser.add_argument("--all", action="store_true", help="also those that resemble others")
    parser.add_argument("--list", action="store_true", help="print the names and do nothing")
    parser.add_argument("--write", action="store_true", help="write docs/reliability.md")
    parser.add_argument("--again", type=int, default=1, help="how often a failure is tried again")
    given = parser.parse_args()
    chosen = {
        name: attack
        for name, attack in ATTACKS.items()
        if given.k.lower() in name.lower() and (given.all or not attack.thorough)
    }
    if given.list:
        print(*chosen, sep="\n")
        return 0
    began = time.monotonic()
    lines = [f"| {HEAD} |", f"|{' --- |' * (HEAD.count('|') + 1)}"]
    print(*lines, sep="\n", flush=True)
    bad = 0
    for row in rows([*chosen.values()], given.again):
        lines.append(line(row))
        print(lines[-1], flush=True)
        bad += bool(row.faults)
    print(f"{bad} of {len(chosen)} attacks got through, {time.monotonic() - began:.0f} s")
    if given.write:
        before, rest = PAGE.read_text("utf-8").split(BEGIN)
        after = rest.split(END)[1]
        PAGE.write_text("\n".join([before + BEGIN, "", *lines, "", END]) + after, "utf-8")
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main())
