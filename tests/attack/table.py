"""Attacks a running service and prints a table: `make attack`, a few minutes, loopback only.

`ARGS=--all` runs all attacks, in half an hour or more; `ARGS='-k allow'` those whose family and
name contain that; `ARGS=--list` prints the names; `ARGS=--write` puts the table into
docs/reliability.md. Exit code 1 where a bound was not kept.
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
from tests.helpers.running import ROOT, SECONDS

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

# One of each kind, in a few minutes; the others resemble them.
QUICK = frozenset(
    (
        "harmless: an article of 4 kB",
        "terms: 1,000 allow terms “ab c…”, 16 kB of “ab”",
        "terms: 841 ordinary allow terms, 16 kB",
        "terms: 50 rules of 100 forms, 16 kB of “ab”",
        "terms: 50 refused patterns",
        "terms: 50 patterns with much memory",
        "terms: a pattern that reads on to the end",
        "terms: a batch of 100 documents with 20 refused patterns each",
        "languagetool: /v2/check: 131 kB of “may ”, picky",
        "languagetool: /v2/check: 1.9 MB of escapes",
        "languagetool: /v2/check: a million fields",
        "languagetool: /v2/check: 30,000 annotations",
        "languagetool: /v2/check: 16 kB of “may ” in the query",
        "texts: 64 kB of “may ”",
        "texts: 2 MB of “may ”",
        "texts: 2 MB of “may ”, gzip",
        "texts: 2 MB of sentences “A. ”",
        "texts: 2 MB of quoted letters",
        "texts: HTML, 2 MB: nested blocks",
        "texts: HTML, 2 MB: paragraphs",
        "texts: blocks with long ids, full of sentences",
        "texts: explained “may ”, 400 kB",
        "bodies: a million dimensions",
        "bodies: 200,000 thresholds",
        "bodies: 200,000 unknown fields",
        "bodies: a million blocks",
        "bodies: depth of 2 million",
        "bodies: a text of half pairs",
        "bodies: 100 documents of 20 kB of “may ”",
        "files: /extract: 2 MB of lines",
        "files: /extract: .docx, 100 MB of text",
        "files: /extract: .docx, entities of entities",
        "streams: stream: one line of 2 MB",
        "streams: stream: 2 million empty lines",
        "streams: stream: no first byte",
        "heads: a header of 150 MB",
        "heads: 20 MB of small headers",
        "heads: a path of 20 MB",
        "heads: Upgrade: h2c, text/plain",
        "heads: Upgrade: h2c, application/x-ndjson",
        "heads: chunks: an extension of 20 MB",
        "connections: 2 MB of pipelined GET /openapi.json, nothing read",
        "connections: 1 MB of “may ”, nothing read",
        "connections: half-closed, text",
        "connections: 1,000 idle connections",
        "connections: 300 half-sent texts",
        "connections: 300 half-sent forms without a key",
        "connections: 2 MB of text with a wrong key",
    )
)

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
    parser.add_argument("--all", action="store_true", help="all of them, in half an hour or more")
    parser.add_argument("--list", action="store_true", help="print the names and do nothing")
    parser.add_argument("--write", action="store_true", help="write docs/reliability.md")
    parser.add_argument("--again", type=int, default=1, help="how often a failure is tried again")
    given = parser.parse_args()
    chosen = {
        name: attack
        for name, attack in ATTACKS.items()
        if given.k.lower() in name.lower() and (given.all or given.k or name in QUICK)
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
