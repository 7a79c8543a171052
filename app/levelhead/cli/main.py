"""The `levelhead` command: one module of this package for each of its commands.

Only the module of the command that is run is imported: `levelhead probe` runs every few seconds,
and the word lists, the service and pyarrow take up to a second to load.
"""

import argparse
import os
import sys
from collections.abc import Container, Sequence
from importlib import import_module

from levelhead.cli.command import FAILED, INTERRUPTED, OK, Failure, reason_of, subcommands
from levelhead.render import say
from levelhead.version import VERSION

DESCRIPTION = """\
Mark hedging and sensational wording in news text.

Exit codes of all commands: 0 success; 1 found something (a score above a
limit, a fault in the word lists, a row that cannot be scored, a service that
is not ready); 2 could not be done (wrong arguments, an unreadable file, an
unknown column)."""

# Each is a module of this package; its `configure` adds the arguments, what runs the command
# (`run`) and which errors, besides Failure, are for the user (`errors`).
COMMANDS = {
    "serve": "run the HTTP service",
    "analyze": "mark the wording of articles in files",
    "compare": "compare two versions of an article",
    "score": "score a corpus of Parquet, JSONL or CSV files",
    "report": "compare the groups of a scored corpus",
    "lexicon": "check the word lists",
    "profile": "check a newsroom's own words and rules",
    "mcp": "serve assistants that speak the Model Context Protocol",
    "key": "create API keys",
    "probe": "check whether a service is ready",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code (argparse itself exits with 2)."""
    open_standard_streams()
    try:
        return _run(sys.argv[1:] if argv is None else argv)
    except KeyboardInterrupt:  # also while the modules of the command are imported
        say("levelhead: interrupted", sys.stderr)
        return INTERRUPTED


def _run(given: Sequence[str]) -> int:
    args = parser(given).parse_args(given)
    try:
        code: int = args.run(args)
        sys.stdout.flush()
    except (Failure, *args.errors) as error:
        say(error, sys.stderr)
        return FAILED
    except BrokenPipeError:  # the reader, such as `head`, needs no more
        discard_output()
        return OK
    except OSError as error:  # such as a full disk
        place = f"{error.filename}: " if error.filename else "levelhead: "
        say(place + reason_of(error), sys.stderr)
        discard_output()
        return FAILED
    return code


def open_standard_streams() -> None:
    """Replace those that the caller closed, as with `>&-`, by the null device.

    Python has None in their place, and the next file that is opened would get their number.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode))


def discard_output() -> None:
    """Keep Python from writing what is left in its buffer again at exit, and failing again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def parser(configured: Container[str] = COMMANDS) -> argparse.ArgumentParser:
    """The parser of all commands; only those in `configured` have their arguments."""
    root = argparse.ArgumentParser(
        prog="levelhead",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    root.add_argument("--version", action="version", version=f"levelhead {VERSION}")
    commands = subcommands(root, "COMMAND")
    for name, summary in COMMANDS.items():
        about = f"{summary[0].upper()}{summary[1:]}."
        command = commands.add_parser(name, help=summary, description=about)
        if name in configured:
            import_module(f"levelhead.cli.{name}").configure(command)
    return root
