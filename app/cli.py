"""The `levelhead` command: serve, reload, analyze, score, report, lexicon check, key new."""

import argparse
import os
import secrets
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple, get_args

import msgspec

from app import lexicon_examples, pid_file, serving
from app.analyzer import Block, Options, analyze
from app.article_page import page
from app.corpus.command import add_commands as add_corpus_commands
from app.encode import VERSION, Answer, encode
from app.guard import key_file
from app.guard.key_file import KeyFileError
from app.lexicon import Lexicon, LexiconError, load
from app.observe import log
from app.pid_file import PidFileError
from app.render import Marked, terminal
from app.settings import Settings
from app.span import DIMENSIONS, Format

# What the shell learns: all is well, something was found wanting, it could not be done.
OK, FOUND, FAILED = 0, 1, 2

# A large text on a busy server takes seconds; the default of httpx is five.
SECONDS = 60.0

# The prefix lets scanners for leaked secrets know a key; 32 random bytes can't be guessed.
KEY_PREFIX, KEY_BYTES = "lvl_", 32

# How much of a service's error is shown: a problem+json is short, another server's page is not.
MOST = 500

HTML_SUFFIXES = (".html", ".htm")

# A text and its format; the answer of `POST /analyze`.
Ask = Callable[[str, Format], bytes]


class Failure(Exception):
    """Something the person at the terminal can mend; str() names the file or address."""


class Limit(NamedTuple):
    """`--fail-above sensational=0.6`."""

    dimension: str
    score: float


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code (argparse itself exits with 2)."""
    args = parser().parse_args(argv)
    try:
        code: int = args.run(args)
        sys.stdout.flush()
    except (Failure, LexiconError, KeyFileError) as error:
        print(error, file=sys.stderr)
        return FAILED
    except BrokenPipeError:
        # The reader (`| head`) has seen enough; keep Python from flushing into the void at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    return code


def parser() -> argparse.ArgumentParser:
    """All commands and their options."""
    root = argparse.ArgumentParser(
        prog="levelhead", description="Marks hedging and sensational wording in news text."
    )
    commands = root.add_subparsers(required=True, metavar="COMMAND")

    serving = commands.add_parser("serve", help="answer POST /analyze and the rest over HTTP")
    serving.add_argument("--host", default=os.environ.get("LEVELHEAD_HOST", "127.0.0.1"))
    serving.add_argument(
        "--port", type=whole(0), default=os.environ.get("LEVELHEAD_PORT", "8000"), metavar="N"
    )
    serving.add_argument(
        "--workers", type=whole(1), default=os.environ.get("LEVELHEAD_WORKERS", "1"), metavar="N"
    )
    serving.set_defaults(run=serve)

    reloading = commands.add_parser("reload", help="have the service load its edited lexicon")
    reloading.set_defaults(run=reload)

    marking = commands.add_parser("analyze", help="mark the wording of articles in files")
    marking.add_argument(
        "files", nargs="+", metavar="FILE", help="UTF-8 text or HTML; - is standard input"
    )
    marking.add_argument(
        "--input-format",
        choices=get_args(Format),
        help="what the files hold; by default, html if a name ends in .html or .htm",
    )
    marking.add_argument("--format", choices=("text", "json", "html"), default="text")
    marking.add_argument("--min-score", type=unit, default=0.0, metavar="0..1")
    marking.add_argument("--explain", action="store_true", help="show what each score is made of")
    marking.add_argument(
        "--fail-above",
        type=limit,
        action="append",
        default=[],
        metavar="DIMENSION=SCORE",
        help="exit with 1 if a file scores higher; may be given for each dimension",
    )
    marking.add_argument("--server", metavar="URL", help="ask a running service")
    marking.add_argument("--color", choices=("auto", "always", "never"), default="auto")
    marking.set_defaults(run=mark)

    add_corpus_commands(commands)

    lexicon = commands.add_parser("lexicon", help="work on the word lists")
    actions = lexicon.add_subparsers(required=True, metavar="ACTION")
    checking = actions.add_parser("check", help="load the lexicon and run its examples")
    checking.add_argument("folder", nargs="?", type=Path, default=None)
    checking.set_defaults(run=check)

    keys = commands.add_parser("key", help="make keys for the service").add_subparsers(
        required=True, metavar="ACTION"
    )
    making = keys.add_parser("new", help="make a key, print it once and the lines for its file")
    making.add_argument("name", metavar="NAME", help="whose it is: letters, digits, - and _")
    making.add_argument("--rate", metavar="600/minute", help="else the service's general rate")
    making.add_argument("--expires", metavar="2027-01-31T00:00:00Z")
    making.add_argument("--file", type=Path, help="append the lines to this key file")
    making.set_defaults(run=new_key)
    return root


def whole(least: int) -> Callable[[str], int]:
    """An argument type: a whole number, `least` or more."""

    def number(value: str) -> int:
        if not value.isdecimal() or int(value) < least:
            raise argparse.ArgumentTypeError(f"{value!r} is no whole number from {least}")
        return int(value)

    return number


def unit(value: str) -> float:
    """An argument type: a number from 0 to 1."""
    try:
        number = float(value)
    except ValueError:
        number = -1
    if not 0 <= number <= 1:
        raise argparse.ArgumentTypeError(f"{value!r} is no number from 0 to 1")
    return number


def limit(value: str) -> Limit:
    """An argument type: `sensational=0.6`."""
    dimension, _, score = value.partition("=")
    if dimension not in DIMENSIONS:
        raise argparse.ArgumentTypeError(f"{value!r} does not start with {' or '.join(DIMENSIONS)}")
    return Limit(dimension, unit(score))


def settings() -> Settings:
    """The settings of the environment; Failure names the one that is wrong."""
    try:
        return Settings()
    except ValueError as error:
        raise Failure(f"LEVELHEAD_… in the environment: {error}") from error


def serve(args: argparse.Namespace) -> int:
    """Serve until stopped."""
    chosen = settings()
    log.configure(chosen.log_format, chosen.log_level)
    if args.workers > 1:
        # A worker that can't start is started again, forever: a broken file must show before.
        load(chosen.lexicons)
        if chosen.api_keys_file:
            key_file.load(chosen.api_keys_file)
    try:
        with pid_file.held(chosen.pid_file):
            serving.serve(chosen, args.host, args.port, args.workers)
    except PidFileError as error:
        raise Failure(f"LEVELHEAD_PID_FILE: {error}") from error
    return OK


def reload(args: argparse.Namespace) -> int:
    """Have the running service load its lexicon."""
    path = settings().pid_file
    if path is None:
        raise Failure("set LEVELHEAD_PID_FILE to what the service was started with")
    try:
        pid = pid_file.reload(path)
    except PidFileError as error:
        raise Failure(str(error)) from error
    print(f"asked process {pid}; its log tells whether the lexicon was loaded or refused")
    return OK


def mark(args: argparse.Namespace) -> int:
    """Analyze files and print what was found."""
    code = OK
    shown: list[Marked] = []
    ask = remote(args) if args.server else local(args)
    colour = args.color == "always" or (args.color == "auto" and wants_colour())
    for name in args.files:
        try:
            text = read(name)
            format = format_of(name, args.input_format)
            raw = ask(text, format)
            answer = msgspec.json.decode(raw, type=Answer)
        except Failure as failure:
            print(failure, file=sys.stderr)
            code = FAILED
            continue
        except msgspec.MsgspecError as error:
            raise Failure(f"{args.server}: no answer of levelhead {VERSION}: {error}") from error
        marked = Marked("<stdin>" if name == "-" else name, text, answer, format)
        for line in exceeded(marked, args.fail_above):
            print(line, file=sys.stderr)
            code = max(code, FOUND)
        if args.format == "json":
            emit(raw + b"\n")
        elif args.format == "text":
            emit(terminal(marked, colour).encode())
        else:
            shown.append(marked)
    if shown:
        emit(page(shown).encode())
    return code


def exceeded(marked: Marked, limits: list[Limit]) -> Iterator[str]:
    """A line for each limit that the scores of a text are above."""
    for dimension, most in limits:
        score = getattr(marked.answer.scores, dimension).score
        if score > most:
            yield f"{marked.name}: {dimension} {score:.3f} is above {most}"


def read(name: str) -> str:
    """The text of a file as it stands, line ends and all: offsets point into it."""
    try:
        raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise Failure(f"{name}: {error.strerror}") from error
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise Failure(f"{name}: not UTF-8 (byte {error.start})") from error


def emit(raw: bytes) -> None:
    """Print UTF-8, whatever the terminal's encoding is said to be."""
    sys.stdout.buffer.write(raw)


def wants_colour() -> bool:
    """Whether standard output is a terminal and NO_COLOR (no-color.org) is unset."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def format_of(name: str, given: Format | None) -> Format:
    """What a file holds: what was given, else what its name says."""
    return given or ("html" if Path(name).suffix.lower() in HTML_SUFFIXES else "text")


def local(args: argparse.Namespace) -> Ask:
    """What answers a text here, in the words of `POST /analyze`."""
    lexicon = load(settings().lexicons)
    options = Options(min_score=args.min_score, explain=args.explain)

    def ask(text: str, format: Format) -> bytes:
        blocks = [Block(text)]
        report = analyze(blocks, lexicon, replace(options, format=format))
        return encode(report, blocks, "codepoint", args.explain, "en", lexicon.hash)

    return ask


def remote(args: argparse.Namespace) -> Ask:
    """What has a text answered by the service at `--server`."""
    import httpx  # takes a while, and whoever serves or analyses here needs none

    url = f"{args.server.rstrip('/')}/analyze"

    def ask(text: str, format: Format) -> bytes:
        body = {
            "text": text,
            "format": format,
            "min_score": args.min_score,
            "explain": args.explain,
        }
        try:
            answer = httpx.post(url, json=body, timeout=SECONDS)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise Failure(f"{args.server}: {error}") from error
        if not answer.is_success:
            raise Failure(f"{args.server}: {answer.status_code} {answer.text[:MOST]}")
        return answer.content

    return ask


def check(args: argparse.Namespace) -> int:
    """Load a lexicon, run the examples of all entries, and print every fault."""
    folder: Path = args.folder or settings().lexicons
    try:
        lexicon: Lexicon = load(folder, thorough=True)
        faults = list(lexicon_examples.check(lexicon))
    except LexiconError as error:
        faults = [str(error)]
    if faults:
        print("\n".join(faults))
        return FOUND
    forms = sum(len(entry.forms) for entry in lexicon.entries.values())
    print(f"{len(lexicon.entries)} entries with {forms} forms: all examples hold")
    return OK


def new_key(args: argparse.Namespace) -> int:
    """Print a new key, which is kept nowhere, and what the key file has to say of it."""
    key = f"{KEY_PREFIX}{secrets.token_urlsafe(KEY_BYTES)}"
    lines = [f"[{args.name}]", f'sha256 = "{key_file.digest_of(key).hex()}"']
    if args.rate:
        lines.append(f'rate = "{args.rate}"')
    if args.expires:
        lines.append(f"expires = {args.expires}")
    written = "\n".join(lines) + "\n"
    if args.file:
        append(args.file, written)
    else:
        key_file.parse(Path("key"), written)
    print(key)
    if not args.file:
        print(f"\n{written}", end="")
    return OK


def append(path: Path, lines: str) -> None:
    """Add a key to a file, which is made if it is not there; nothing is written if it won't do."""
    before = read(str(path)) if path.exists() else ""
    gap = "" if not before else "\n" if before.endswith("\n") else "\n\n"
    key_file.parse(path, before + gap + lines)
    try:
        with path.open("a", encoding="utf-8") as file:
            file.write(gap + lines)
    except OSError as error:
        raise Failure(f"{path}: {error.strerror}") from error


if __name__ == "__main__":
    sys.exit(main())
