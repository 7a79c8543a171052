"""The file by which `levelhead reload` finds the process that serves.

Whoever serves holds a lock on it, which ends with the process however that ends: a file that was
left behind is known as such, and no other process is ever signalled.
"""

import fcntl
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO


class PidFileError(Exception):
    """The file can't be held or read; str() names it and says why."""


@contextmanager
def held(path: Path | None) -> Iterator[None]:
    """Hold the file, with this process's id in it, until the block ends; no file, no work."""
    if path is None:
        yield
        return
    with _take(path) as file:
        file.truncate()
        file.write(f"{os.getpid()}\n")
        file.flush()
        try:
            yield
        finally:
            with suppress(FileNotFoundError):
                path.unlink()


def reload(path: Path) -> int:
    """Have the process that holds the file load its lexicon; returns its id."""
    try:
        with path.open() as file:
            if _lock(file, fcntl.LOCK_SH):
                raise PidFileError(f"{path}: left behind by a service that has ended")
            pid = int(file.read())
            os.kill(pid, signal.SIGHUP)
    except OSError as error:
        raise PidFileError(f"{path}: {error.strerror}") from error
    except ValueError as error:
        raise PidFileError(f"{path}: holds no process id") from error
    return pid


def _take(path: Path) -> IO[str]:
    try:
        # Not emptied by opening: it may be another's.
        file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o644), "r+")
    except OSError as error:
        raise PidFileError(f"{path}: {error.strerror}") from error
    if not _lock(file, fcntl.LOCK_EX):
        with file:
            raise PidFileError(f"{path}: process {file.read().strip()} holds it")
    return file


def _lock(file: IO[str], kind: int) -> bool:
    """Whether nobody else holds the file."""
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
