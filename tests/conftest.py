"""How tests share the machine: `make test` runs two at once, but one marked `alone` by itself."""

import fcntl
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.running import ROOT

# A slow machine is no fault of the code; tests of speed have bounds of their own.
settings.register_profile("levelhead", deadline=None)
settings.load_profile("levelhead")

# Two files that are there anyway, for their locks, which hold between processes.
DOOR, ROOM = ROOT / "pyproject.toml", Path(__file__)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Run a test, with its fixtures, beside that of another process, or alone if it says so.

    All go through the door one after the other: while one waits there for the room to be empty, the
    others queue behind it instead of slipping in again and again.
    """
    alone = item.get_closest_marker("alone") is not None
    with ROOM.open("rb") as room:
        with DOOR.open("rb") as door:
            fcntl.flock(door, fcntl.LOCK_EX)
            fcntl.flock(room, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        try:
            return (yield)
        finally:
            # Not left to the closing: what was forked meanwhile has the file open too.
            fcntl.flock(room, fcntl.LOCK_UN)
