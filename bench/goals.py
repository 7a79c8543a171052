"""The goals of the project's speed, and what a run says to each: the table of bench/README.md."""

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import wrap

from bench.growth import ByForms, BySize
from bench.http import Row
from bench.machine import Machine
from bench.peers.__main__ import Peer
from bench.stages import STAGES, Stages
from bench.worker import Memory, Mixed, Start

BEGIN, END = "<!-- figures of make bench -->", "<!-- end of the figures -->"
PEER_GOALS = {
    "write-good": 12.0,
    "vaderSentiment": 12.0,
    "proselint": 12.0,
    "alex": 30.0,
    "textblob": 5.0,
}
# The combination that shows what a second worker gains.
TWO = ("4 kB", 2, 64)
# Columns of a line of Markdown.
WIDTH = 100


@dataclass(frozen=True, slots=True)
class Run:
    """All that one `make bench` measured."""

    machine: Machine
    regression: dict[str, float]
    stages: list[Stages]
    growth: list[BySize]
    forms: list[ByForms]
    peers: list[Peer]
    start: Start
    memory: Memory
    mixed: list[Mixed]
    http: list[Row]


@dataclass(frozen=True, slots=True)
class Goal:
    """A figure and its goal, a minimum or a maximum."""

    name: str
    measured: float
    least: float | None = None
    most: float | None = None
    unit: str = ""

    def met(self) -> bool:
        """Whether the figure reaches the goal."""
        enough = self.least is None or self.measured >= self.least
        return enough and (self.most is None or self.measured <= self.most)

    def row(self) -> str:
        """One line of the table; a figure without a goal has its last fields empty."""
        limit, sign = (self.most, "≤") if self.least is None else (self.least, "≥")
        goal, met = ("", "")
        if limit is not None:
            goal, met = f"{sign} {figure(limit)}{self.unit}", "yes" if self.met() else "**no**"
        return f"| {self.name} | {figure(self.measured)}{self.unit} | {goal} | {met} |"


def goals(run: Run) -> Iterator[Goal]:
    """Every goal with what the run measured."""
    cells = {(row.size, row.workers, row.connections): row for row in run.http}
    by_size = {row.bytes: row for row in run.growth}
    by_forms = {row.forms: row for row in run.forms}
    usual, large = cells["4 kB", 1, 16], cells["1 MB", 1, 1]
    yield Goal("4 kB over HTTP: share of the baseline's requests/s", usual.throughput, least=0.3)
    if usual.bare is not None:
        yield Goal("the same, of a baseline without pydantic (no goal)", usual.bare)
    yield Goal("1 MB over HTTP: multiple of the baseline's time", large.time, most=4)
    over_http = large.service.p50 / cells["100 kB", 1, 1].service.p50
    yield Goal("time of 1 MB over time of 100 kB, HTTP", over_http, most=11)
    in_process = by_size[1_000_000].milliseconds / by_size[100_000].milliseconds
    yield Goal("the same in process", in_process, most=11)
    yield Goal("most memory of a worker during 1 MB", run.memory.peak_1, most=250, unit=" MB")
    yield Goal("the same with 16 connections", run.memory.peak_16, most=250, unit=" MB")
    for peer in run.peers:
        if peer.name in PEER_GOALS:
            goal = PEER_GOALS[peer.name]
            yield Goal(f"times as fast as {peer.name}, 4 kB", peer.times_ours, least=goal)
    for mixed in run.mixed:
        name = f"p50 of 4 kB alongside 1 MB texts over alone, {mixed.connections} connections"
        yield Goal(name, mixed.ratio, most=3)
    two = cells["4 kB", 2, 64].service.per_second / cells["4 kB", 1, 64].service.per_second
    yield Goal("requests/s of 2 workers over 1, 64 connections", two, least=1.7)
    doubled = by_forms[20_000].microseconds / by_forms[10_000].microseconds
    yield Goal("time with 20,000 forms over 10,000", doubled, most=1.15)
    yield Goal("start to ready", run.start.seconds, most=1.5, unit=" s")
    yield Goal("memory of a worker once ready", run.start.resident, most=150, unit=" MB")


def table(run: Run) -> str:
    """The part of bench/README.md between BEGIN and END."""
    machine = run.machine
    (usual,) = (s for s in run.stages if s.size == "4 kB")
    shares = ", ".join(f"{stage} {usual.share(stage):.0%}" for stage in STAGES)
    two = next(row for row in run.http if (row.size, row.workers, row.connections) == TWO)
    rows = [
        "| | measured | goal | |",
        "| --- | ---: | ---: | --- |",
        *(goal.row() for goal in goals(run)),
    ]
    made = (
        f"{machine.date.partition('T')[0]}, {machine.cpu}, {machine.cores} cores, "
        f"Python {machine.python}, {machine.forms} forms: "
        f"[the record](record/{machine.name()}.json)."
    )
    spent = (
        f"A text of 4 kB takes {usual.microseconds:.0f} µs in process "
        f"({usual.mb_per_second:.1f} MB/s): {shares}. With 2 workers and 64 connections each "
        f"worker was busy {two.service.cpu:.0%} of the time and the load generator "
        f"{two.service.generator:.0%}; the baseline took {two.baseline.per_second:.0f} requests/s "
        f"from the same generator, the service {two.service.per_second:.0f}."
    )
    return "\n".join([*_wrapped(made), "", *rows, "", *_wrapped(spent)])


def _wrapped(prose: str) -> list[str]:
    """Lines as long as those of the page around them."""
    return wrap(prose, WIDTH, break_long_words=False, break_on_hyphens=False)


def figure(value: float) -> str:
    """Three digits, or all of a larger number."""
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def between(page: str, content: str) -> str:
    """The page with new content between BEGIN and END; ValueError where these are missing."""
    head, begin, rest = page.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"no {BEGIN} … {END}")
    return f"{head}{BEGIN}\n\n{content}\n\n{END}{tail}"
