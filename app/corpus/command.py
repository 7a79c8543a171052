"""The commands `score` and `report`: their arguments, and what they say; Daft comes in later."""

import argparse
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

from app.corpus.job import FORMATS, Columns, Failure, Job
from app.corpus.silence import SILENT
from app.lexicon import load
from app.schemas import Invalid, Options, job_of, read
from app.settings import Settings

# What the shell learns.
SCORED, FAILED, SOME_ERRORS = 0, 1, 3

INSTALL = "pip install 'levelhead[corpus]'"
PART_ROWS = 10_000

# Columns of the output that no kept column may take the name of.
TAKEN = (
    "id",
    "sensational",
    "sensational_band",
    "hedging",
    "hedging_band",
    "counts",
    "sentences",
    "words",
    "spans",
    "suppressed",
    "error",
    "lexicon",
)


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Make `score` and `report` known."""
    _add_score(commands.add_parser("score", help="score a corpus: Parquet, JSONL or CSV"))
    _add_report(commands.add_parser("report", help="compare the groups of a scored corpus"))


def _add_score(scoring: argparse.ArgumentParser) -> None:
    add = scoring.add_argument
    add("inputs", nargs="+", metavar="INPUT", help="path, folder, glob or object-store address")
    add("--out", type=Path, required=True, metavar="DIR", help="new, or of a run to go on with")
    add("--input-format", choices=FORMATS, help="where the name of the files does not tell")
    add("--text", default="text", metavar="COLUMN", help="what to score (text)")
    add("--id", metavar="COLUMN", help="becomes id; without it, the number of the row")
    add("--headline", metavar="COLUMN", help="is scored with the text, as its headline")
    add("--keep", nargs="+", default=[], action="extend", metavar="COLUMN")
    add("--part-rows", type=_count, default=PART_ROWS, metavar="N", help="rows of a part (10000)")
    add("--workers", type=_count, metavar="N", help="processes that score; one a processor")
    add("--max-bytes", type=_count, metavar="N", help="a longer text is an error (2 MiB)")
    add("--ray", metavar="ADDRESS", help="score on this Ray cluster")
    options = scoring.add_argument_group("options of /analyze")
    add = options.add_argument
    add("--format", metavar="text|html")
    add("--language", metavar="LANGUAGE")
    add("--offset-unit", metavar="UNIT", help="codepoint, utf16 or utf8")
    add("--dimensions", nargs="+", metavar="DIMENSION")
    add("--categories", nargs="+", metavar="CATEGORY")
    add("--min-score", metavar="0..1")
    add("--threshold", dest="thresholds", action="append", metavar="CATEGORY=0..1")
    add("--quotes", metavar="report|ignore")
    add("--allow", nargs="+", metavar="TERM")
    add("--rules", type=Path, metavar="FILE", help="JSON: a list of rules")
    add("--explain", action="store_true", default=None)
    scoring.set_defaults(run=_run(score), command="score")


def _add_report(reporting: argparse.ArgumentParser) -> None:
    add = reporting.add_argument
    add("folder", type=Path, metavar="DIR", help="what levelhead score wrote")
    add("--by", required=True, metavar="COLUMN", help="a kept column whose values are compared")
    add("--time", metavar="COLUMN", help="a kept column of dates, or of text that begins with one")
    add("--to", type=Path, metavar="DIR", help="for the page and its CSV files (DIR/report)")
    reporting.set_defaults(run=_run(report), command="report")


def _count(value: str) -> int:
    if not value.isdecimal() or not int(value):
        raise argparse.ArgumentTypeError(f"{value!r} is no whole number from 1")
    return int(value)


def _run(command: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    """The command with what goes wrong told on standard error."""

    def run(args: argparse.Namespace) -> int:
        try:
            return command(args)
        except ModuleNotFoundError as error:
            print(
                f"levelhead {args.command} needs more libraries: {INSTALL} ({error})",
                file=sys.stderr,
            )
        except Failure as failure:
            print(failure, file=sys.stderr)
        return FAILED

    return run


def score(args: argparse.Namespace) -> int:
    """Score a corpus; 0 if all of it was scored, 3 if some rows are errors."""
    try:
        settings = Settings()
    except ValueError as error:
        raise Failure(f"LEVELHEAD_… in the environment: {error}") from error
    job = Job(
        inputs=args.inputs,
        input_format=args.input_format,
        columns=read_columns(args),
        options=read_options(args),
        max_bytes=args.max_bytes or settings.max_body_bytes,
        lexicon=load(settings.lexicons).hash,
        lexicon_folder=settings.lexicons,
        out=args.out,
        part_rows=args.part_rows,
        workers=args.workers,
        ray=args.ray,
    )
    os.environ |= SILENT
    from app.corpus import score as scoring

    manifest = scoring.score(job)
    scored = manifest.rows - manifest.errors
    print(
        f"{manifest.rows:,} rows in {manifest.files:,} files: "
        f"{scored:,} scored + {manifest.errors:,} errors = {manifest.done:,}, "
        f"in {len(manifest.parts):,} parts in {job.out}"
    )
    return SOME_ERRORS if manifest.errors else SCORED


def read_columns(args: argparse.Namespace) -> Columns:
    """Which columns are what; Failure where the output would have two of one name."""
    columns = Columns(args.text, args.id, args.headline, tuple(dict.fromkeys(args.keep)))
    if taken := [column for column in columns.keep if column in TAKEN]:
        raise Failure(f"--keep {' '.join(taken)}: the output has a column of that name")
    return columns


def read_options(args: argparse.Namespace) -> dict[str, object]:
    """The options of /analyze that were given, in its words; Failure names the wrong ones."""
    given = {name: getattr(args, name) for name in Options.model_fields}
    fields = {name: value for name, value in given.items() if value is not None}
    if args.rules:
        fields["rules"] = _read_rules(args.rules)
    if args.thresholds:
        pairs = (each.partition("=") for each in args.thresholds)
        fields["thresholds"] = {category: score for category, _, score in pairs}
    try:
        options = read(Options, fields, strict=False)
        job_of(options, ())
    except Invalid as invalid:
        told = (
            f"--{'/'.join(map(str, f.path)).replace('_', '-')}: {f.detail}" for f in invalid.faults
        )
        raise Failure("\n".join(told)) from invalid
    return options.model_dump(mode="json", exclude_defaults=True)


def _read_rules(path: Path) -> object:
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise Failure(f"{path}: {error}") from error


def report(args: argparse.Namespace) -> int:
    """Write a report; 0 if it stands."""
    from app.corpus import report as reporting

    written = reporting.report(args.folder, args.by, args.time, args.to or args.folder / "report")
    print("\n".join(map(str, written)))
    return SCORED
