"""`levelhead analyze`: mark the wording of articles in files."""

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple, get_args

import msgspec
from msgspec.structs import replace

from levelhead.cli.article_file import (
    INPUT_FORMATS,
    Article,
    InputFormat,
    article_of,
    files_in,
    input_format_of,
    read_bytes,
)
from levelhead.cli.article_page import page
from levelhead.cli.changed_lines import changed_only
from levelhead.cli.command import FAILED, FOUND, OK, Failure, reason_of
from levelhead.cli.config import apply_config
from levelhead.cli.marked_text import MarkedText, joined
from levelhead.cli.profile_option import add_profile, profile_folder, profiled
from levelhead.cli.review_formats import github, sarif
from levelhead.cli.terminal import lines, terminal
from levelhead.engine.analyzer import Options, analyze
from levelhead.engine.bounds import TooMuch
from levelhead.engine.document.unreadable import Unreadable
from levelhead.engine.encode import Answer, encode
from levelhead.lexicon import LexiconError, load_lexicon, stems
from levelhead.render import counted, printable, say
from levelhead.service.settings import Settings, SettingsError, settings_of_environment
from levelhead.types import DIMENSIONS, Part
from levelhead.version import VERSION

# A large text on a busy server takes seconds; httpx waits five by default.
SERVER_TIMEOUT_SECONDS = 60.0

# How many characters of a service's error are shown: another server may answer with a long page.
MAX_ERROR_CHARS = 500

DESCRIPTION = """\
Mark hedging and sensational wording in articles, with a reason for each mark.

Lines end at LF, CR LF or CR. Columns count code points of the line from 1; a
byte order mark takes no column. The offsets of --format json count code points
of the whole file from 0, a byte order mark included, as POST /analyze does for
the same bytes.

Word documents are read as POST /extract reads them: lines are those of the
text as printed, offsets count inside a paragraph (block).

A file may have LEVELHEAD_MAX_BODY_BYTES bytes (2 MiB)."""

# From an article to the answer of `POST /analyze`.
Analyzer = Callable[[Article], bytes]


class Limit(NamedTuple):
    """The argument of `--fail-above sensational=0.6`."""

    dimension: str
    score: float


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.description = DESCRIPTION
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help="text, HTML or Markdown in UTF-8, or .docx; also folders, and patterns such as "
        "'**/*.md'; - is standard input",
    )
    parser.add_argument(
        "--input-format",
        choices=INPUT_FORMATS,
        help="format of the files (default: by the end of the name, else text)",
    )
    parser.add_argument(
        "--format",
        choices=("text", "lines", "json", "html", "sarif", "github"),
        default="text",
        help="what to print: marked text, only a line for each mark, the answer of POST /analyze, "
        "a page, SARIF 2.1.0, or annotations for GitHub Actions (default: text)",
    )
    parser.add_argument("--min-score", type=unit, metavar="0..1", help="leave out marks below this")
    parser.add_argument(
        "--explain",
        action="store_true",
        help="show how each score is calculated, and what was matched but not marked",
    )
    add_profile(parser)
    parser.add_argument(
        "--stdin-filename",
        metavar="NAME",
        help="name of the file that standard input has the text of",
    )
    parser.add_argument(
        "--diff",
        metavar="BASE",
        help="only marks on lines that differ from this commit of git, such as HEAD or main",
    )
    parser.add_argument(
        "--max-marks",
        type=whole,
        metavar="N",
        help="exit with 1 if a file has more marks",
    )
    parser.add_argument(
        "--include",
        choices=get_args(Part),
        action="append",
        default=[],
        help="also show who says and who claims what, and stacked hedges",
    )
    parser.add_argument(
        "--fail-above",
        type=limit,
        action="append",
        default=[],
        metavar="DIMENSION=SCORE",
        help="exit with 1 if a file scores higher, such as sensational=0.6; may be repeated",
    )
    parser.add_argument(
        "--server",
        metavar="URL",
        help="send the texts to a running service, with the API key in LEVELHEAD_KEY; --profile "
        "then names one of its profiles",
    )
    parser.add_argument(
        "--color",
        choices=("auto", "always", "never"),
        default="auto",
        help="colours instead of brackets (default: auto, in a terminal)",
    )
    parser.set_defaults(run=run, errors=(LexiconError, SettingsError))


def unit(value: str) -> float:
    """An argument type: a number from 0 to 1."""
    try:
        number = float(value)
    except ValueError:
        number = -1
    if not 0 <= number <= 1:
        raise argparse.ArgumentTypeError(f"{value!r} is not a number from 0 to 1")
    return number


def whole(value: str) -> int:
    """An argument type: a whole number from 0."""
    if not value.isdecimal():
        raise argparse.ArgumentTypeError(f"{value!r} is not a whole number from 0")
    return int(value)


def limit(value: str) -> Limit:
    """An argument type: `sensational=0.6`."""
    dimension, _, score = value.partition("=")
    if dimension not in DIMENSIONS:
        raise argparse.ArgumentTypeError(f"{value!r} does not start with {' or '.join(DIMENSIONS)}")
    return Limit(dimension, unit(score))


def config_types(profile: Callable[[str], object]) -> dict[str, Callable[[str], object]]:
    """The options that a configuration file may have, with their argument types."""
    return {
        "profile": profile,
        "desk": str,
        "min-score": unit,
        "max-marks": whole,
        "fail-above": limit,
    }


# The formats that have lines for each mark, and nothing of the text but its words.
LINES = {"lines": lines, "github": github}


def run(args: argparse.Namespace) -> int:
    """Analyze the files and print what is found; the highest exit code of any of them."""
    code = OK
    settings = settings_of_environment()
    local_profile = partial(profile_folder, settings=settings)
    apply_config(args, Path.cwd(), config_types(str if args.server else local_profile))
    texts: list[MarkedText] = []
    analyzer = remote(args) if args.server else local(args, settings)
    colour = args.color == "always" or (args.color == "auto" and wants_colour())
    for name in files_in(args.files):
        named = (name == "-" and args.stdin_filename) or name
        try:
            article = read(name, named, args.input_format, settings.max_body_bytes)
            raw = analyzer(article)
            answer = msgspec.json.decode(raw, type=Answer)
        except Failure as failure:
            say(failure, sys.stderr)
            code = FAILED
            continue
        except TooMuch as error:
            say(f"{shown_name(named)}: the text {error}", sys.stderr)
            code = FAILED
            continue
        except msgspec.MsgspecError as error:
            raise Failure(
                f"{args.server}: unexpected response; is this levelhead {VERSION}? ({error})"
            ) from error
        if article.of_paragraphs:
            marked = joined(shown_name(named), article.blocks, answer)
        else:
            marked = MarkedText(shown_name(named), article.blocks[0].text, answer, article.format)
        if args.diff and named != "-":
            marked = changed_only(marked, Path(named), args.diff)
            raw = raw if article.of_paragraphs else msgspec.json.encode(marked.answer)
        for line in exceeded(marked, args.fail_above, args.max_marks):
            say(line, sys.stderr)
            code = max(code, FOUND)
        if args.format == "json":
            emit(raw + b"\n")
        elif args.format == "text":
            emit(terminal(marked, colour).encode())
        elif args.format in LINES:
            emit("".join(f"{line}\n" for line in LINES[args.format](marked)).encode())
        else:
            texts.append(marked)
    if args.format == "sarif":
        emit(f"{sarif(texts)}\n".encode())
    elif texts:
        emit(page(texts).encode())
    return code


def exceeded(marked: MarkedText, limits: list[Limit], most: int | None) -> Iterator[str]:
    """A line for each limit that a score or the number of marks of the text exceeds."""
    if most is not None and (count := len(marked.answer.spans)) > most:
        yield f"{marked.name}: {counted(count, 'mark')}, more than {most}"
    for dimension, above in limits:
        score = getattr(marked.answer.scores, dimension).score
        if score > above:
            yield f"{marked.name}: {dimension} {score:.3f} is above {above}"


def read(name: str, named: str, format: InputFormat | None, max_bytes: int) -> Article:
    """The article in a file, of the given format or else the one that `named` shows."""
    try:
        data = read_bytes(name, max_bytes)
        return article_of(data, format or input_format_of(named), max_chars=max_bytes)
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


def local(args: argparse.Namespace, settings: Settings) -> Analyzer:
    """A function that analyzes an article in this process."""
    lexicon = load_lexicon(settings.lexicons)
    options = Options(
        min_score=args.min_score or 0.0,
        explain=args.explain,
        include=frozenset(args.include),
    )
    given = () if args.min_score is None else ("min_score",)
    options = profiled(options, args, settings, lexicon, given)

    def ask(article: Article) -> bytes:
        asked = replace(options, format=article.format)
        with stems.imported_lean():
            report = analyze(article.blocks, lexicon, asked)
        return encode(report, asked, lexicon.hash)

    return ask


def remote(args: argparse.Namespace) -> Analyzer:
    """A function that has an article analyzed by the service at `--server`."""
    import httpx  # slow to import, and needed here only

    url = f"{args.server.rstrip('/')}/analyze"
    # Not an option: other users of the machine can see those.
    key = os.environ.get("LEVELHEAD_KEY", "").strip()
    if not key.isascii() or not key.isprintable():  # httpx would repeat it, or raise a bug
        raise Failure("LEVELHEAD_KEY: should be ASCII characters only")
    headers = {"X-API-Key": key} if key else {}

    def ask(article: Article) -> bytes:
        blocks = [{"role": block.role, "text": block.text} for block in article.blocks]
        body = {
            **({"blocks": blocks} if article.of_paragraphs else {"text": blocks[0]["text"]}),
            "format": article.format,
            "min_score": args.min_score,
            "profile": Path(args.profile).name if args.profile else None,
            "desk": args.desk,
            "explain": args.explain,
            "include": args.include,
        }
        body = {name: value for name, value in body.items() if value is not None}
        try:
            answer = httpx.post(url, json=body, headers=headers, timeout=SERVER_TIMEOUT_SECONDS)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise Failure(f"{args.server}: {reason_of(error)}") from error
        if not answer.is_success:
            raise Failure(f"{args.server}: {answer.status_code} {answer.text[:MAX_ERROR_CHARS]}")
        return answer.content

    return ask
