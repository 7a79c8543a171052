"""What the commands share: exit codes, the error for the user, and parsers with subcommands."""

import argparse
import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager

OK = 0
# The command did its work and found what it checks for: a score above a limit, a fault in the word
# lists, a row that cannot be scored, a service that is not ready.
FOUND = 1
# The command could not do its work: wrong arguments, an unreadable file, an unknown column.
# argparse exits with the same code.
FAILED = 2
# Ctrl-C: 128 and the number of the signal, as shells count.
INTERRUPTED = 130
# SIGTERM, in the same way.
TERMINATED = 143


# What httpx puts before the reason of an OSError.
_NUMBER = re.compile(r"\[Errno -?\d+\] ")


class Terminated(KeyboardInterrupt):
    """SIGTERM arrived."""


@contextmanager
def terminable() -> Iterator[None]:
    """Raise Terminated on SIGTERM, so that what was begun is ended in order, as on Ctrl-C."""

    def stop(*_: object) -> None:
        raise Terminated

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


class Failure(Exception):
    """Something the user can fix; str() names the file or address."""


def subcommands(
    parser: argparse.ArgumentParser, metavar: str
) -> "argparse._SubParsersAction[argparse.ArgumentParser]":
    """Where to add subcommands of `parser`, which prints its help if none is given."""

    def print_help(_: argparse.Namespace) -> int:
        parser.print_help()
        return OK

    parser.set_defaults(run=print_help, errors=())
    return parser.add_subparsers(metavar=metavar)


def reason_of(error: Exception) -> str:
    """What went wrong, in words: of an OSError without its number and without the file."""
    if isinstance(error, OSError) and error.errno:
        return os.strerror(error.errno)
    return _NUMBER.sub("", str(error))


@contextmanager
def packages(extra: str, command: str) -> Iterator[None]:
    """Import the packages of an extra; Failure says how to install missing ones."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise Failure(
            f"levelhead {command} needs the {extra} packages: run `make {extra}` in a checkout, "
            f"or install levelhead[{extra}] ({error})"
        ) from error
