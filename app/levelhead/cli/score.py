"""`levelhead score`: score a corpus; needs the extra `corpus`."""

import argparse
import json
import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from levelhead.cli.command import (
    FOUND,
    INTERRUPTED,
    OK,
    TERMINATED,
    Failure,
    Terminated,
    packages,
    reason_of,
    terminable,
)
from levelhead.cli.profile_option import add_profile, profile_folder
from levelhead.corpus.encodings import UTF_8, encoding_of
from levelhead.corpus.environment import prepare
from levelhead.corpus.task import FILE_FORMATS, Columns, CorpusError, DatedProfile, Task
from levelhead.invalid_input import InvalidInput, validated
from levelhead.lexicon import LexiconError, load_lexicon
from levelhead.lexicon.load_profile import load_profile
from levelhead.options import OptionsIn, options_of
from levelhead.render import counted, say
from levelhead.service.settings import SettingsError, settings_of_environment
from levelhead.version import VERSION

if TYPE_CHECKING:
    from levelhead.corpus.parts import Manifest

PART_ROWS = 10_000
# How many kinds of errors the command prints at the end; all are in the output.
SHOWN_ERRORS = 5

# Columns that the output has anyway, so that no kept column may have their names.
TAKEN = (
    "id",
    "sensational",
    "sensational_band",
    "hedging",
    "hedging_band",
    "counts",
    "sentences",
    "words",
    "digest",
    "spans",
    "suppressed",
    "error",
    "lexicon",
    "profile",
    "profile_hash",
    "file",
    "row",
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add = parser.add_argument
    add("inputs", nargs="+", metavar="INPUT", help="path, folder, glob or object-store address")
    add(
        "--out",
        type=Path,
        required=True,
        metavar="DIR",
        help="output directory; an existing one resumes its run",
    )
    add("--input-format", choices=FILE_FORMATS, help="if the file name does not show the format")
    add(
        "--delimiter",
        type=_delimiter,
        metavar="CHARACTER",
        help="between the fields of CSV, or `tab` (default: a tab in .tsv files, else a comma)",
    )
    add("--encoding", type=_encoding, help="of CSV and JSON lines (default: utf-8)")
    add("--text", default="text", metavar="COLUMN", help="column to score (default: text)")
    add("--id", metavar="COLUMN", help="column to use as id (default: the row number)")
    add("--headline", metavar="COLUMN", help="column to score with the text, as its headline")
    add(
        "--keep",
        nargs="+",
        default=[],
        action="extend",
        metavar="COLUMN",
        help="columns to copy to the output",
    )
    add(
        "--part-rows",
        type=_count,
        default=PART_ROWS,
        metavar="N",
        help=f"rows in each output file (default: {PART_ROWS})",
    )
    add(
        "--workers",
        type=_count,
        metavar="N",
        help="number of scoring processes (default: one for each processor)",
    )
    add(
        "--max-bytes",
        type=_count,
        metavar="N",
        help="a longer text is an error (default: LEVELHEAD_MAX_BODY_BYTES, else 2 MiB)",
    )
    add("--ray", metavar="ADDRESS", help="score on this Ray cluster")
    options = parser.add_argument_group("options of POST /analyze")
    add = options.add_argument
    add_profile(options)
    add("--format", metavar="FORMAT", help="of the texts: text, html or markdown (default: text)")
    add("--language", metavar="LANGUAGE", help="en, en-GB or en-US (default: en)")
    add("--offset-unit", metavar="UNIT", help="codepoint, utf16 or utf8 (default: codepoint)")
    add("--dimensions", nargs="+", metavar="DIMENSION", help="look for only these")
    add("--categories", nargs="+", metavar="CATEGORY", help="look for only these")
    add("--min-score", metavar="0..1", help="leave out spans with a lower score")
    add(
        "--threshold",
        dest="thresholds",
        action="append",
        metavar="CATEGORY=0..1",
        help="the same for one category; may be repeated",
    )
    add("--quotes", metavar="report|ignore", help="what to do with spans inside quotations")
    add("--allow", nargs="+", metavar="TERM", help="words and phrases to leave out")
    add("--rules", type=Path, metavar="FILE", help="JSON file with a list of rules")
    add(
        "--explain",
        action="store_true",
        default=None,
        help="add how each score is calculated, and what was matched but not marked",
    )
    parser.set_defaults(run=run, errors=(CorpusError, LexiconError, SettingsError))


def _count(value: str) -> int:
    if not value.isdecimal() or not int(value):
        raise argparse.ArgumentTypeError(f"{value!r} is not a whole number of at least 1")
    return int(value)


def _delimiter(value: str) -> str:
    character = "\t" if value in ("tab", "\\t") else value
    if len(character) != 1 or not character.isascii() or character in '"\r\n\0':
        raise argparse.ArgumentTypeError(f"{value!r} is not a character of ASCII, or `tab`")
    return character


def _encoding(value: str) -> str:
    try:
        return encoding_of(value)
    except LookupError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def run(args: argparse.Namespace) -> int:
    """Score a corpus; FOUND if some rows are errors."""
    settings = settings_of_environment()
    lexicon = load_lexicon(settings.lexicons)
    folder = profile_folder(args.profile, settings) if args.profile else None
    profile = load_profile(folder, lexicon) if folder else None
    today = datetime.now(UTC).date()
    task_for = partial(
        Task,
        columns=read_columns(args),
        options=read_options(args),
        max_bytes=args.max_bytes or settings.max_body_bytes,
        seconds=settings.deadline_seconds,
        lexicon=lexicon.hash,
        profile=DatedProfile(profile.name, profile.hash, today) if profile else None,
        version=VERSION,
        delimiter=args.delimiter,
        encoding=args.encoding or UTF_8,
    )
    prepare()
    with packages("corpus", "score"):
        from levelhead.corpus.run import Run, score_corpus

    wanted = Run(
        inputs=args.inputs,
        input_format=args.input_format,
        task_for=task_for,
        lexicon_folder=settings.lexicons,
        profile_folder=folder,
        out=args.out,
        part_rows=args.part_rows,
        workers=args.workers,
        ray=args.ray,
    )
    try:
        with terminable():
            manifest = score_corpus(wanted)
    except KeyboardInterrupt as ended:
        how, code = (
            ("terminated", TERMINATED)
            if isinstance(ended, Terminated)
            else ("interrupted", INTERRUPTED)
        )
        say(f"{how}: the same command continues the run in {args.out}", sys.stderr)
        return code
    summarize(args.out, manifest)
    return FOUND if manifest.errors else OK


def summarize(out: Path, manifest: "Manifest") -> None:
    """Print what was scored and, on standard error, the commonest errors."""
    from levelhead.corpus.row_errors import row_errors

    for rows, error, file, row in row_errors(out, manifest)[:SHOWN_ERRORS]:
        say(f"{counted(rows, 'row')}: {error} (the first: row {row} of {file})", sys.stderr)
    scored = manifest.rows - manifest.errors
    say(
        f"{counted(manifest.rows, 'row')} in {counted(manifest.files, 'file')}: "
        f"{scored:,} scored + {counted(manifest.errors, 'error')} = {manifest.done:,}, "
        f"in {counted(len(manifest.parts), 'part')} in {out}"
    )


def read_columns(args: argparse.Namespace) -> Columns:
    """The columns that were named; Failure if the output would have two of one name."""
    columns = Columns(args.text, args.id, args.headline, tuple(dict.fromkeys(args.keep)))
    if taken := [column for column in columns.keep if column in TAKEN]:
        raise Failure(f"--keep {' '.join(taken)}: the output has a column of that name")
    return columns


def read_options(args: argparse.Namespace) -> dict[str, object]:
    """The given options of /analyze under its names; Failure lists the invalid ones."""
    given = {name: getattr(args, name, None) for name in OptionsIn.model_fields}
    fields = {name: value for name, value in given.items() if value is not None}
    profile = fields.pop("profile", None)  # a folder here, and not a name as in the API
    if args.rules:
        fields["rules"] = _read_rules(args.rules)
    if args.thresholds:
        pairs = (each.partition("=") for each in args.thresholds)
        fields["thresholds"] = {category: score for category, _, score in pairs}
    try:
        options = validated(OptionsIn, fields, strict=False)
        options_of(options)
    except InvalidInput as invalid:
        lines = (
            f"--{'/'.join(map(str, f.path)).replace('_', '-')}: {f.detail}" for f in invalid.faults
        )
        raise Failure("\n".join(lines)) from invalid
    # An option that is given overrides the profile's, even if its value is the default.
    return options.model_dump(mode="json", exclude_unset=True, exclude_defaults=not profile)


def _read_rules(path: Path) -> object:
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise Failure(f"{path}: {reason_of(error)}") from error
