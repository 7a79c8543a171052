"""`levelhead key new`: create an API key and its entry in the key file."""

import argparse
import re
import secrets
from datetime import UTC, datetime
from pathlib import Path

from levelhead.cli.command import OK, Failure, subcommands
from levelhead.service.middleware import key_file
from levelhead.service.middleware.key_file import KeyFileError
from levelhead.service.rate import rate_of

# 256 random bits cannot be guessed.
KEY_BYTES = 32


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the subcommand."""
    new = subcommands(parser, "ACTION").add_parser(
        "new", help="create an API key and its entry in the key file"
    )
    new.add_argument(
        "name",
        type=key_name,
        metavar="NAME",
        help="name of its owner: letters, digits, - and _",
    )
    new.add_argument(
        "--rate",
        type=rate,
        metavar="600/minute",
        help="how many requests it may make (default: LEVELHEAD_RATE of the service)",
    )
    new.add_argument(
        "--expires", type=moment, metavar="2027-01-31T00:00:00Z", help="when it expires"
    )
    new.add_argument(
        "--profile",
        type=profile_name,
        metavar="NAME",
        help="profile of its requests that name none",
    )
    new.add_argument("--file", type=Path, help="append the entry to this key file")
    new.set_defaults(run=run, errors=(KeyFileError,))


def key_name(value: str) -> str:
    """An argument type: the name of a key's owner."""
    if reason := key_file.name_fault(value):
        raise argparse.ArgumentTypeError(reason)
    return value


def profile_name(value: str) -> str:
    """An argument type: the name of a profile."""
    if not re.fullmatch(key_file.PROFILE, value):
        raise argparse.ArgumentTypeError(
            f"{value!r} is not small letters, digits and single hyphens"
        )
    return value


def rate(value: str) -> str:
    """An argument type: `600/minute`."""
    try:
        rate_of(value)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{value!r} {error}") from error
    return value


def moment(value: str) -> str:
    """An argument type: a date and time with its offset, as TOML writes it in UTC."""
    try:
        given = datetime.fromisoformat(value)
        if given.tzinfo is None:
            raise ValueError
        return given.astimezone(UTC).isoformat()
    except (ValueError, OverflowError) as error:
        example = "2027-01-31T00:00:00Z"
        raise argparse.ArgumentTypeError(
            f"{value!r} is not a date and time with an offset, such as {example}"
        ) from error


def run(args: argparse.Namespace) -> int:
    """Print a new key, which is stored nowhere, and its entry in the key file."""
    key = f"{key_file.KEY_PREFIX}{secrets.token_urlsafe(KEY_BYTES)}"
    lines = [f"[{args.name}]", f'sha256 = "{key_file.digest_of(key).hex()}"']
    if args.rate:
        lines.append(f'rate = "{args.rate}"')
    if args.expires:
        lines.append(f"expires = {args.expires}")
    if args.profile:
        lines.append(f'profile = "{args.profile}"')
    written = "\n".join(lines) + "\n"
    if args.file:
        append(args.file, written)
    print(key)
    if not args.file:
        print(f"\n{written}", end="")
    return OK


def append(path: Path, lines: str) -> None:
    """Append an entry to the key file, or create it; KeyFileError, and no change, if it's wrong."""
    before = key_file.text_of(path) if path.exists() else ""
    gap = "" if not before else "\n" if before.endswith("\n") else "\n\n"
    after = before + gap + lines
    key_file.parse(path, after)
    if len(after.encode()) > key_file.MAX_BYTES:
        raise Failure(f"{path}: would be longer than {key_file.MAX_BYTES} bytes")
    try:
        with path.open("a", encoding="utf-8") as file:
            file.write(gap + lines)
    except OSError as error:
        raise Failure(f"{path}: {error.strerror}") from error
