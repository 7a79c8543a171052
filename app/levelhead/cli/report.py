"""`levelhead report`: compare the groups of a scored corpus; needs the extra `corpus`."""

import argparse
from pathlib import Path

from levelhead.cli.command import OK, Failure, packages
from levelhead.corpus.task import PERIODS, CorpusError
from levelhead.render import say


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add = parser.add_argument
    add("folder", type=Path, metavar="DIR", help="output directory of levelhead score")
    add("--by", required=True, metavar="COLUMN", help="kept column whose values are compared")
    add(
        "--within",
        metavar="COLUMN",
        help="kept column, such as the section: differences are taken within each of its values",
    )
    add(
        "--within-length",
        action="store_true",
        help="take differences within fifths of the documents by length",
    )
    add(
        "--without-similar",
        action="store_true",
        help="leave out texts that are similar to others: all but the first within a group, and "
        "all that occur in several groups",
    )
    add("--time", metavar="COLUMN", help="kept column with dates")
    add(
        "--time-format",
        metavar="FORMAT",
        help="how the dates are written, as for strptime (%%d/%%m/%%Y), or epoch for seconds since "
        "1970 (default: ISO 8601 and common written forms)",
    )
    add(
        "--period",
        choices=PERIODS,
        help="one point of a curve (default: the shortest in which most groups have 30 documents)",
    )
    add(
        "--to",
        type=Path,
        metavar="DIR",
        help="directory for the page and its CSV files (default: DIR/_report)",
    )
    parser.set_defaults(run=run, errors=(CorpusError,))


def run(args: argparse.Namespace) -> int:
    """Write a report and print the names of its files."""
    with packages("corpus", "report"):
        import pyarrow

        from levelhead.corpus.report.comparison import Question, compare
        from levelhead.corpus.report.files import write_report

    to: Path = args.to or args.folder / "_report"
    try:
        comparison = compare(
            args.folder,
            Question(
                by=args.by,
                within=args.within,
                within_length=args.within_length,
                without_similar=args.without_similar,
                time=args.time,
                time_format=args.time_format,
                period=args.period,
            ),
        )
        written = write_report(args.folder, comparison, to)
    except (pyarrow.ArrowException, UnicodeDecodeError) as error:  # of what was kept
        raise Failure(f"{args.folder}: {error}") from error
    say("\n".join(map(str, written)))
    return OK
