"""The `levelhead` command: serve, analyze FILE…, score INPUT…, report DIR, lexicon check."""

import argparse
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import FrameType
from typing import NamedTuple, NoReturn

import httpx
import msgspec
import uvicorn

from app import lexicon_examples
from app.analyzer import Block, Options, analyze
from app.corpus.command import add_commands as add_corpus_commands
from app.encode import VERSION, Answer, encode
from app.lexicon import Lexicon, LexiconError, load
from app.render import Marked, page, terminal
from app.settings import Settings
from app.span import DIMENSIONS

# What the shell learns: all is well, something was found wanting, it could not be done.
OK, FOUND, FAILED = 0, 1, 2

# A large text on a busy server takes seconds; the default of httpx is five.
SECONDS = 60.0

# How much of a service's error is shown: a problem+json is short, another server's page is not.
MOST = 500


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
    except (Failure, LexiconError) as error:
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

    marking = commands.add_parser("analyze", help="mark the wording of articles in files")
    marking.add_argument("files", nargs="+", metavar="FILE", help="UTF-8 text; - is standard input")
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
    lexicons = settings().lexicons
    if args.workers > 1:
        # A worker that can't start is started again, forever: a broken lexicon must show before.
        load(lexicons)
    signal.signal(signal.SIGTERM, stop)
    uvicorn.run(
        "app.main:create_app",
        factory=True,
        host=args.host,
        port=args.port,
        workers=args.workers,
        loop="uvloop",
        http="httptools",
        server_header=False,
    )
    return OK


def stop(signum: int, frame: FrameType | None) -> NoReturn:
    """What uvicorn calls once it has answered all requests: to be asked to stop is no failure."""
    raise SystemExit(OK)


def mark(args: argparse.Namespace) -> int:
    """Analyze files and print what was found."""
    code = OK
    shown: list[Marked] = []
    ask = remote(args) if args.server else local(args)
    colour = args.color == "always" or (args.color == "auto" and wants_colour())
    for name in args.files:
        try:
            text = read(name)
            raw = ask(text)
            answer = msgspec.json.decode(raw, type=Answer)
        except Failure as failure:
            print(failure, file=sys.stderr)
            code = FAILED
            continue
        except msgspec.MsgspecError as error:
            raise Failure(f"{args.server}: no answer of levelhead {VERSION}: {error}") from error
        marked = Marked("<stdin>" if name == "-" else name, text, answer)
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


def local(args: argparse.Namespace) -> Callable[[str], bytes]:
    """What answers a text here, in the words of `POST /analyze`."""
    lexicon = load(settings().lexicons)
    options = Options(min_score=args.min_score, explain=args.explain)

    def ask(text: str) -> bytes:
        blocks = [Block(text)]
        report = analyze(blocks, lexicon, options)
        return encode(report, blocks, "codepoint", args.explain, "en", lexicon.hash)

    return ask


def remote(args: argparse.Namespace) -> Callable[[str], bytes]:
    """What has a text answered by the service at `--server`."""
    url = f"{args.server.rstrip('/')}/analyze"

    def ask(text: str) -> bytes:
        body = {"text": text, "min_score": args.min_score, "explain": args.explain}
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
        lexicon: Lexicon = load(folder)
        faults = list(lexicon_examples.check(lexicon))
    except LexiconError as error:
        faults = [str(error)]
    if faults:
        print("\n".join(faults))
        return FOUND
    forms = sum(len(entry.forms) for entry in lexicon.entries.values())
    print(f"{len(lexicon.entries)} entries with {forms} forms: all examples hold")
    return OK


if __name__ == "__main__":
    sys.exit(main())
