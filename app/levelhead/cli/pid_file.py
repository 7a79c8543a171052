"""The file by which `levelhead reload` finds the process that serves.

Whoever serves holds a lock on it, which ends with the process however that ends: a file that was
left behind is known as such, and no other process is ever signalled.
"""

import fcntl
import os
import re
import signal
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

# Process ids of Linux have seven digits at most. Of a file that holds anything else, no more is
# read than shows that.
_PID = re.compile(rb"([1-9][0-9]{0,6})\n?")
_MAX_BYTES = 16


class PidFileError(Exception):
    """The file can't be held or read; str() names it and says why."""


@contextmanager
def held(path: Path | None) -> Iterator[None]:
    """Hold the file, with this process's id in it, until the block ends; no file, no work."""
    if path is None:
        yield
        return
    # Not emptied by opening: it may be another's.
    with _opened(path, os.O_RDWR | os.O_CREAT) as file:
        if not _lock(file, fcntl.LOCK_EX):
            raise PidFileError(f"{path}: process {_pid(file, path)} holds it")
        try:
            try:
                os.ftruncate(file, 0)
                os.write(file, b"%d\n" % os.getpid())
            except OSError as error:  # such as a full disk
                raise PidFileError(f"{path}: {error.strerror}") from error
            yield
        finally:
            with suppress(FileNotFoundError):
                path.unlink()


def reload(path: Path) -> int:
    """Have the process that holds the file load its lexicon; returns its id."""
    with _opened(path, os.O_RDONLY) as file:
        if _lock(file, fcntl.LOCK_SH):
            raise PidFileError(f"{path}: left behind by a service that has ended")
        pid = _pid(file, path)
        try:
            os.kill(pid, signal.SIGHUP)
        except OSError as error:
            raise PidFileError(f"{path}: {error.strerror}") from error
    return pid


@contextmanager
def _opened(path: Path, flags: int) -> Iterator[int]:
    """The descriptor of a regular file; any other could wait, or be something else's."""
    try:
        file = os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, 0o644)
    except OSError as error:
        reason = "is a symbolic link" if path.is_symlink() else error.strerror
        raise PidFileError(f"{path}: {reason}") from error
    try:
        if not stat.S_ISREG(os.fstat(file).st_mode):
            raise PidFileError(f"{path}: not a regular file")
        yield file
    finally:
        os.close(file)


def _pid(file: int, path: Path) -> int:
    """The process id in the file; 0 and -1, which signal many processes, are none."""
    found = _PID.fullmatch(os.read(file, _MAX_BYTES))
    if not found:
        raise PidFileError(f"{path}: holds no process id")
    return int(found[1])


def _lock(file: int, kind: int) -> bool:
    """Whether nobody else holds the file."""
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
