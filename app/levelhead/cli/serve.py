"""`levelhead serve`: run the HTTP service."""

import argparse
import os
import re
from collections.abc import Callable

from levelhead.cli.command import FAILED, OK
from levelhead.lexicon import LexiconError, load_lexicon
from levelhead.service.middleware import key_file
from levelhead.service.middleware.key_file import KeyFileError
from levelhead.service.observe import log
from levelhead.service.server import serving
from levelhead.service.settings import SettingsError, settings_of_service

MAX_PORT = 65_535
# Each takes some 100 MB and a core: more are a slip.
MAX_WORKERS = 256


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument(
        "--host",
        type=address,
        default=os.environ.get("LEVELHEAD_HOST", "127.0.0.1"),
        help="address to listen on (default: LEVELHEAD_HOST, else 127.0.0.1)",
    )
    parser.add_argument(
        "--port",
        type=whole(0, MAX_PORT, "LEVELHEAD_PORT"),
        default=os.environ.get("LEVELHEAD_PORT", "8000"),
        metavar="N",
        help="port to listen on (default: LEVELHEAD_PORT, else 8000)",
    )
    parser.add_argument(
        "--workers",
        type=whole(1, MAX_WORKERS, "LEVELHEAD_WORKERS"),
        default=os.environ.get("LEVELHEAD_WORKERS", "1"),
        metavar="N",
        help="number of processes (default: LEVELHEAD_WORKERS, else 1)",
    )
    parser.set_defaults(run=run, errors=(LexiconError, KeyFileError, SettingsError))


def address(value: str) -> str:
    """An argument type: not empty, which would make Python listen on all addresses."""
    if not value:
        raise argparse.ArgumentTypeError(
            "LEVELHEAD_HOST or --host should not be empty; 0.0.0.0 listens on all addresses"
        )
    return value


def whole(least: int, most: int, variable: str) -> Callable[[str], int]:
    """An argument type: a whole number from `least` to `most`, which `variable` may give."""

    def number(value: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", value) or not least <= int(value) <= most:
            origin = f"{variable}: " if value == os.environ.get(variable) else ""
            raise argparse.ArgumentTypeError(
                f"{origin}{value!r} is not a whole number from {least} to {most}"
            )
        return int(value)

    return number


def run(args: argparse.Namespace) -> int:
    """Serve until a signal stops the process."""
    settings = settings_of_service()
    log.configure(settings.log_format, settings.log_level)
    if args.workers > 1:
        # A worker that can't start is started again, forever, so broken files are found before.
        load_lexicon(settings.lexicons)
        if settings.api_keys_file:
            key_file.load(settings.api_keys_file)
    try:
        serving.serve(settings, args.host, args.port, args.workers)
    except SystemExit as stopped:
        # uvicorn exits with 1 if it can't listen and with 3 if the application can't start.
        return FAILED if stopped.code else OK
    return OK
