"""What a figure depends on besides the code: the machine, its load, and the versions."""

import os
import platform
import re
import shutil
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bench.texts import ROOT, lexicon

LIBRARIES = (
    "ahocorasick_rs",
    "fastapi",
    "httptools",
    "levelhead",
    "msgspec",
    "pydantic",
    "starlette",
    "uvicorn",
    "uvloop",
)


@dataclass(frozen=True, slots=True)
class Machine:
    """Where and with what a run was made; `load` is the load average of the minute before it."""

    date: str
    cpu: str
    cores: int
    memory_mb: int
    system: str
    python: str
    libraries: dict[str, str]
    wrk: str
    commit: str
    lexicon: str
    entries: int
    forms: int
    load: float

    def name(self) -> str:
        """For a file: the date and the machine."""
        day = self.date.partition("T")[0]
        return f"{day}-{slug(self.cpu)}-{self.cores}-cores"


def slug(words: str) -> str:
    """Words as part of a file's name."""
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")


def machine() -> Machine:
    """This one, now."""
    entries = lexicon().entries.values()
    return Machine(
        date=datetime.now(UTC).isoformat(timespec="minutes"),
        cpu=cpu_model(Path("/proc/cpuinfo").read_text()) or platform.machine(),
        cores=len(os.sched_getaffinity(0)),
        memory_mb=os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 1_000_000,
        system=f"{platform.system()} {platform.release()}",
        python=platform.python_version(),
        libraries={name: version(name) for name in LIBRARIES},
        wrk=printed("wrk", "--version").partition(" [")[0],
        commit=printed("git", "describe", "--always", "--dirty"),
        lexicon=lexicon().hash,
        entries=len(entries),
        forms=sum(len(entry.forms) for entry in entries),
        load=os.getloadavg()[0],
    )


def cpu_model(cpuinfo: str) -> str:
    """The first processor's name in the text of /proc/cpuinfo; empty if it has none."""
    found = re.search(r"^model name\s*:\s*(.+)$", cpuinfo, re.MULTILINE)
    return found[1].strip() if found else ""


def printed(*command: str) -> str:
    """The first line that a command prints; empty where there is no such command."""
    if shutil.which(command[0]) is None:
        return ""
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    return run.stdout.partition("\n")[0].strip()
