"""The `levelhead` command: serve, analyze, score, report, lexicon check, key new."""

import argparse
import os
import re
import secrets
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import msgspec

from levelhead.cli import lexicon_examples
from levelhead.cli.article_file import (
    INPUT_FORMATS,
    Article,
    InputFormat,
    article_of,
    input_format_of,
    read_bytes,
)
from levelhead.cli.article_page import page
from levelhead.corpus.command import add_commands as add_corpus_commands
from levelhead.engine.analyzer import Options, analyze
from levelhead.engine.bounds import TooMuch
from levelhead.engine.document.unreadable import Unreadable
from levelhead.engine.encode import Answer, encode
from levelhead.exit_code import FAILED, FOUND, OK
from levelhead.lexicon import Lexicon, LexiconError, load
from levelhead.render import Marked, joined, printable, say, terminal
from levelhead.service import serving
from levelhead.service.middleware import key_file
from levelhead.service.middleware.key_file import KeyFileError
from levelhead.service.middleware.rate_limit import rate_of
from levelhead.service.observe import log
from levelhead.service.settings import (
    Settings,
    SettingsError,
    settings_of_environment,
    settings_of_service,
)
from levelhead.types import DIMENSIONS
from levelhead.version import VERSION

# A large text on a busy server takes seconds; httpx waits five by default.
SECONDS = 60.0

MAX_PORT = 65_535
# Each takes some 100 MB and a core: more are a slip.
MAX_WORKERS = 256

# So many random bytes cannot be guessed.
KEY_BYTES = 32

# How many characters of a service's error are shown: another server may answer with a long page.
MAX_ERROR_CHARS = 500

# From an article to the answer of `POST /analyze`.
Ask = Callable[[Article], bytes]

DESCRIPTION = """\
Mark hedging and sensational wording in news text.

Exit codes of all commands: 0 success; 1 found something (a score above a
limit, a fault in the word lists, a row that cannot be scored); 2 could not be
done (wrong arguments, an unreadable file, an unknown column)."""

ANALYZE = """\
Mark hedging and sensational wording in articles, with a reason for each mark.

Lines end at LF, CR LF or CR. Columns count code points of the line from 1; a
byte order mark takes no column. The offsets of --format json count code points
of the whole file from 0, a byte order mark included, as POST /analyze does for
the same bytes.

Word documents and Markdown are read as POST /extract reads them: lines are
those of the text as printed, offsets count inside a paragraph (block).

A file may have LEVELHEAD_MAX_BODY_BYTES bytes (2 MiB)."""


class Failure(Exception):
    """Something the user can fix; str() names the file or address."""


class Limit(NamedTuple):
    """The argument of `--fail-above sensational=0.6`."""

    dimension: str
    score: float


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code (argparse itself exits with 2)."""
    args = parser().parse_args(argv)
    try:
        code: int = args.run(args)
        sys.stdout.flush()
    except (Failure, LexiconError, KeyFileError, SettingsError) as error:
        say(error, sys.stderr)
        return FAILED
    except BrokenPipeError:  # the reader, such as `head`, needs no more
        discard_output()
        return OK
    except OSError as error:  # such as a full disk
        say(f"levelhead: {error}", sys.stderr)
        discard_output()
        return FAILED
    return code


def discard_output() -> None:
    """Keep Python from writing what is left in its buffer again at exit, and failing again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def parser() -> argparse.ArgumentParser:
    """All commands and their options."""
    root = argparse.ArgumentParser(
        prog="levelhead",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    root.add_argument("--version", action="version", version=f"levelhead {VERSION}")
    commands = group(root, "COMMAND")

    serving = commands.add_parser("serve", help="run the HTTP service")
    serving.add_argument(
        "--host",
        default=os.environ.get("LEVELHEAD_HOST", "127.0.0.1"),
        help="address to listen on (default: LEVELHEAD_HOST, else 127.0.0.1)",
    )
    serving.add_argument(
        "--port",
        type=whole(0, MAX_PORT, "LEVELHEAD_PORT"),
        default=os.environ.get("LEVELHEAD_PORT", "8000"),
        metavar="N",
        help="port to listen on (default: LEVELHEAD_PORT, else 8000)",
    )
    serving.add_argument(
        "--workers",
        type=whole(1, MAX_WORKERS, "LEVELHEAD_WORKERS"),
        default=os.environ.get("LEVELHEAD_WORKERS", "1"),
        metavar="N",
        help="number of processes (default: LEVELHEAD_WORKERS, else 1)",
    )
    serving.set_defaults(run=serve)

    marking = commands.add_parser(
        "analyze",
        help="mark the wording of articles in files",
        description=ANALYZE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    marking.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help="text, HTML or Markdown in UTF-8, or .docx; - is standard input",
    )
    marking.add_argument(
        "--input-format",
        choices=INPUT_FORMATS,
        help="format of the files (default: by the end of the name, else text)",
    )
    marking.add_argument(
        "--format",
        choices=("text", "json", "html"),
        default="text",
        help="what to print: marked text, the answer of POST /analyze, or a page (default: text)",
    )
    marking.add_argument(
        "--min-score", type=unit, default=0.0, metavar="0..1", help="leave out marks below this"
    )
    marking.add_argument(
        "--explain",
        action="store_true",
        help="show how each score is calculated, and what was matched but not marked",
    )
    marking.add_argument(
        "--fail-above",
        type=limit,
        action="append",
        default=[],
        metavar="DIMENSION=SCORE",
        help="exit with 1 if a file scores higher, such as sensational=0.6; may be repeated",
    )
    marking.add_argument(
        "--server",
        metavar="URL",
        help="send the texts to a running service, with the API key in LEVELHEAD_KEY",
    )
    marking.add_argument(
        "--color",
        choices=("auto", "always", "never"),
        default="auto",
        help="colours instead of brackets (default: auto, in a terminal)",
    )
    marking.set_defaults(run=mark)

    add_corpus_commands(commands)

    actions = group(commands.add_parser("lexicon", help="check the word lists"), "ACTION")
    checking = actions.add_parser("check", help="load the word lists and run their examples")
    checking.add_argument(
        "folder",
        nargs="?",
        type=Path,
        default=None,
        help="folder of the word lists (default: LEVELHEAD_LEXICONS, else the built-in ones)",
    )
    checking.set_defaults(run=check)

    actions = group(commands.add_parser("key", help="create API keys"), "ACTION")
    making = actions.add_parser("new", help="create an API key and its entry in the key file")
    making.add_argument(
        "name",
        type=key_name,
        metavar="NAME",
        help="name of its owner: letters, digits, - and _",
    )
    making.add_argument(
        "--rate",
        type=rate,
        metavar="600/minute",
        help="how many requests it may make (default: LEVELHEAD_RATE of the service)",
    )
    making.add_argument(
        "--expires", type=moment, metavar="2027-01-31T00:00:00Z", help="when it expires"
    )
    making.add_argument("--file", type=Path, help="append the entry to this key file")
    making.set_defaults(run=new_key)
    return root


def group(
    parent: argparse.ArgumentParser, metavar: str
) -> "argparse._SubParsersAction[argparse.ArgumentParser]":
    """The commands of `parent`, which prints its help if none is given."""

    def show_help(_: argparse.Namespace) -> int:
        parent.print_help()
        return OK

    parent.set_defaults(run=show_help)
    return parent.add_subparsers(metavar=metavar)


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


def unit(value: str) -> float:
    """An argument type: a number from 0 to 1."""
    try:
        number = float(value)
    except ValueError:
        number = -1
    if not 0 <= number <= 1:
        raise argparse.ArgumentTypeError(f"{value!r} is not a number from 0 to 1")
    return number


def limit(value: str) -> Limit:
    """An argument type: `sensational=0.6`."""
    dimension, _, score = value.partition("=")
    if dimension not in DIMENSIONS:
        raise argparse.ArgumentTypeError(f"{value!r} does not start with {' or '.join(DIMENSIONS)}")
    return Limit(dimension, unit(score))


def key_name(value: str) -> str:
    """An argument type: the name of a key's owner."""
    if reason := key_file.name_fault(value):
        raise argparse.ArgumentTypeError(reason)
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


def serve(args: argparse.Namespace) -> int:
    """Run the service until it is stopped."""
    chosen = settings_of_service()
    log.configure(chosen.log_format, chosen.log_level)
    if args.workers > 1:
        # A worker that can't start is started again, forever, so broken files are found before.
        load(chosen.lexicons)
        if chosen.api_keys_file:
            key_file.load(chosen.api_keys_file)
    try:
        serving.serve(chosen, args.host, args.port, args.workers)
    except SystemExit as stopped:
        # uvicorn exits with 1 if it can't listen and with 3 if the application can't start.
        return FAILED if stopped.code else OK
    return OK


def mark(args: argparse.Namespace) -> int:
    """Analyze files and print what is found."""
    code = OK
    shown: list[Marked] = []
    chosen = settings_of_environment()
    ask = remote(args) if args.server else local(args, chosen)
    colour = args.color == "always" or (args.color == "auto" and wants_colour())
    for name in args.files:
        try:
            article = read(name, args.input_format, chosen.max_body_bytes)
            raw = ask(article)
            answer = msgspec.json.decode(raw, type=Answer)
        except Failure as failure:
            say(failure, sys.stderr)
            code = FAILED
            continue
        except TooMuch as error:
            say(f"{shown_name(name)}: the text {error}", sys.stderr)
            code = FAILED
            continue
        except msgspec.MsgspecError as error:
            raise Failure(
                f"{args.server}: unexpected response; is this levelhead {VERSION}? ({error})"
            ) from error
        if article.of_paragraphs:
            marked = joined(shown_name(name), article.blocks, answer)
        else:
            marked = Marked(shown_name(name), article.blocks[0].text, answer, article.format)
        for line in exceeded(marked, args.fail_above):
            say(line, sys.stderr)
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
    """A line for each limit that a score of the text exceeds."""
    for dimension, most in limits:
        score = getattr(marked.answer.scores, dimension).score
        if score > most:
            yield f"{marked.name}: {dimension} {score:.3f} is above {most}"


def read(name: str, format: InputFormat | None, max_bytes: int) -> Article:
    """The article in a file, of the given format or else the one that its name shows."""
    try:
        data = read_bytes(name, max_bytes)
        return article_of(data, format or input_format_of(name), max_chars=max_bytes)
    except OSError as error:
        raise Failure(f"{shown_name(name)}: {error.strerror}") from error
    except Unreadable as error:
        raise Failure(f"{shown_name(name)}: {error}") from error


def shown_name(name: str) -> str:
    """The name of a file as it is printed, also if it is not UTF-8."""
    return "<stdin>" if name == "-" else printable(os.fsencode(name).decode(errors="replace"))


def emit(raw: bytes) -> None:
    """Print UTF-8, whatever the encoding of standard output is."""
    sys.stdout.buffer.write(raw)


def wants_colour() -> bool:
    """Whether standard output is a terminal and NO_COLOR (no-color.org) is unset."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def local(args: argparse.Namespace, chosen: Settings) -> Ask:
    """A function that analyzes an article in this process."""
    lexicon = load(chosen.lexicons)
    options = Options(min_score=args.min_score, explain=args.explain)

    def ask(article: Article) -> bytes:
        report = analyze(article.blocks, lexicon, replace(options, format=article.format))
        return encode(report, article.blocks, "codepoint", args.explain, "en", lexicon.hash)

    return ask


def remote(args: argparse.Namespace) -> Ask:
    """A function that has an article analyzed by the service at `--server`."""
    import httpx  # slow to import, and needed here only

    url = f"{args.server.rstrip('/')}/analyze"
    # Not an option: other users of the machine can see those.
    key = os.environ.get("LEVELHEAD_KEY")
    headers = {"X-API-Key": key} if key else {}

    def ask(article: Article) -> bytes:
        blocks = [{"role": block.role, "text": block.text} for block in article.blocks]
        body = {
            **({"blocks": blocks} if article.of_paragraphs else {"text": blocks[0]["text"]}),
            "format": article.format,
            "min_score": args.min_score,
            "explain": args.explain,
        }
        try:
            answer = httpx.post(url, json=body, headers=headers, timeout=SECONDS)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise Failure(f"{args.server}: {error}") from error
        if not answer.is_success:
            raise Failure(f"{args.server}: {answer.status_code} {answer.text[:MAX_ERROR_CHARS]}")
        return answer.content

    return ask


def check(args: argparse.Namespace) -> int:
    """Load a lexicon, run the examples of all entries, and print every fault."""
    folder: Path = args.folder or settings_of_environment().lexicons
    if not folder.is_dir():
        raise Failure(f"{folder}: no such folder")
    try:
        lexicon: Lexicon = load(folder, thorough=True)
        faults = list(lexicon_examples.check(lexicon))
    except LexiconError as error:
        faults = [str(error)]
    if faults:
        say("\n".join(faults))
        return FOUND
    forms = sum(len(entry.forms) for entry in lexicon.entries.values())
    print(f"{len(lexicon.entries)} entries with {forms} forms: all examples hold")
    return OK


def new_key(args: argparse.Namespace) -> int:
    """Print a new key, which is stored nowhere, and its entry in the key file."""
    key = f"{key_file.KEY_PREFIX}{secrets.token_urlsafe(KEY_BYTES)}"
    lines = [f"[{args.name}]", f'sha256 = "{key_file.digest_of(key).hex()}"']
    if args.rate:
        lines.append(f'rate = "{args.rate}"')
    if args.expires:
        lines.append(f"expires = {args.expires}")
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


if __name__ == "__main__":
    sys.exit(main())
