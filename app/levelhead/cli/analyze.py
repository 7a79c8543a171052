"""`levelhead analyze`: mark the wording of articles in files."""

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from functools import cache, cached_property, partial
from pathlib import Path
from typing import get_args

import msgspec
from msgspec.structs import replace

from levelhead.cli.argument_types import Limit, filled, limit, unit, whole
from levelhead.cli.article_file import (
    INPUT_FORMATS,
    Article,
    files_in,
    read_article,
    shown_name,
)
from levelhead.cli.article_page import page
from levelhead.cli.changed_lines import changed_only
from levelhead.cli.command import FAILED, FOUND, OK, Failure, reason_of
from levelhead.cli.config import config_types, configured, folder_of
from levelhead.cli.marked_text import MarkedText, marked_text
from levelhead.cli.output import add_color, emit, wants_colour
from levelhead.cli.profile_option import add_profile, profile_folder, profiled
from levelhead.cli.review_formats import github, sarif
from levelhead.cli.terminal import lines, terminal
from levelhead.engine.analyzer import Options, analyze
from levelhead.engine.bounds import TooMuch
from levelhead.engine.encode import Answer, encode
from levelhead.lexicon import Lexicon, LexiconError, load_lexicon, stems
from levelhead.render import counted, say
from levelhead.service.settings import Settings, SettingsError, settings_of_environment
from levelhead.types import Part
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
        type=filled,
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
        type=filled,
        metavar="URL",
        help="send the texts to a running service, with the API key in LEVELHEAD_KEY; --profile "
        "then names one of its profiles",
    )
    add_color(parser)
    parser.set_defaults(run=run, errors=(LexiconError, SettingsError))


# The formats that have lines for each mark, and nothing of the text but its words.
LINES = {"lines": lines, "github": github}
# The formats that have the marks of all files in one document.
OF_ALL_FILES = ("html", "sarif")


def run(args: argparse.Namespace) -> int:
    """Analyze the files and print what is found; the highest exit code of any of them."""
    code = OK
    settings = settings_of_environment()
    # Before anything is printed, so that a wrong option of any project is reported first.
    jobs = [*_jobs(args, settings)]
    analyzers = _Analyzers(settings)
    texts: list[MarkedText] = []
    for name, options in jobs:
        named = (name == "-" and options.stdin_filename) or name
        try:
            article = read_article(name, named, options.input_format, settings.max_body_bytes)
            raw = analyzers.of(options)(article)
            answer = answer_in(raw, options.server)
            if options.diff and named != "-":
                answer = changed_only(answer, article, Path(named), options.diff)
                raw = msgspec.json.encode(answer)
        except Failure as failure:
            say(failure, sys.stderr)
            code = FAILED
            continue
        except TooMuch as error:
            say(f"{shown_name(named)}: the text {error}", sys.stderr)
            code = FAILED
            continue
        marked = marked_text(shown_name(named), article, answer)
        for line in exceeded(marked, options.fail_above, options.max_marks):
            say(line, sys.stderr)
            code = max(code, FOUND)
        if options.format in OF_ALL_FILES:
            texts.append(marked)
        else:
            emit(printed(marked, raw, options))
    if args.format == "sarif":
        emit(f"{sarif(texts)}\n".encode())
    elif texts:
        emit(page(texts).encode())
    return code


def _jobs(args: argparse.Namespace, settings: Settings) -> Iterator[tuple[str, argparse.Namespace]]:
    """The files to read, each with its options, which are those of its project."""
    types = config_types(str if args.server else partial(profile_folder, settings=settings))
    options_in = cache(lambda folder: configured(args, folder, types))
    for name in files_in(args.files):
        yield name, options_in(folder_of(name, args.stdin_filename))


class _Analyzers:
    """The analyzers of a run: one for all files with the same options."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._made: dict[object, Analyzer] = {}

    def of(self, args: argparse.Namespace) -> Analyzer:
        """The analyzer with these options."""
        key = (args.profile, args.desk, args.min_score)
        if key not in self._made:
            make = remote(args) if args.server else local(args, self._settings, self._lexicon)
            self._made[key] = make
        return self._made[key]

    @cached_property
    def _lexicon(self) -> Lexicon:
        return load_lexicon(self._settings.lexicons)


def answer_in(raw: bytes, server: str | None) -> Answer:
    """The answer of POST /analyze; Failure if the service at `--server` sent something else."""
    try:
        return msgspec.json.decode(raw, type=Answer)
    except msgspec.MsgspecError as error:
        raise Failure(
            f"{server}: unexpected response; is this levelhead {VERSION}? ({error})"
        ) from error


def printed(marked: MarkedText, raw: bytes, args: argparse.Namespace) -> bytes:
    """What is printed of one file in the formats that print each by itself."""
    if args.format == "json":
        return raw + b"\n"
    if args.format == "text":
        return terminal(marked, wants_colour(args)).encode()
    return "".join(f"{line}\n" for line in LINES[args.format](marked)).encode()


def exceeded(marked: MarkedText, limits: list[Limit], most: int | None) -> Iterator[str]:
    """A line for each limit that a score or the number of marks of the text exceeds."""
    if most is not None and (count := len(marked.answer.spans)) > most:
        yield f"{marked.name}: {counted(count, 'mark')}, more than {most}"
    for dimension, above in limits:
        score = getattr(marked.answer.scores, dimension).score
        if score > above:
            yield f"{marked.name}: {dimension} {score:.3f} is above {above}"


def local(args: argparse.Namespace, settings: Settings, lexicon: Lexicon) -> Analyzer:
    """A function that analyzes an article in this process."""
    options = Options(
        min_score=args.min_score or 0.0,
        explain=args.explain,
        include=frozenset(args.include),
    )
    given = () if args.min_score is None else ("min_score",)
    options = profiled(options, args, settings, lexicon, given)
    key = settings.fingerprint_key.encode()

    def ask(article: Article) -> bytes:
        asked = replace(options, format=article.format)
        with stems.imported_lean():
            report = analyze(article.blocks, lexicon, asked, key=key)
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
