"""`levelhead compare`: what changed between two versions of an article."""

import argparse
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from levelhead.cli.article_file import INPUT_FORMATS, Article, read_article, shown_name
from levelhead.cli.command import FOUND, OK, Failure
from levelhead.cli.config import config_types, configured, folder_of
from levelhead.cli.marked_text import joined_text
from levelhead.cli.output import add_color, emit, wants_colour
from levelhead.cli.places import line_starts
from levelhead.cli.profile_option import add_profile, profile_folder, profiled
from levelhead.cli.terminal import place
from levelhead.engine.analyzer import Options
from levelhead.engine.bounds import TooMuch
from levelhead.engine.compare import KINDS, Comparison, Effect, Place, Version, compare
from levelhead.engine.encode import encode_comparison
from levelhead.engine.report import Located, Report
from levelhead.lexicon import LexiconError, load_lexicon, stems
from levelhead.render import counted, printable
from levelhead.service.settings import SettingsError, settings_of_environment

DESCRIPTION = """\
Compare two versions of an article, such as an agency's copy and your own: which
hedges, sources and causes were dropped or added, and which wording is hotter.

Each change is shown with the sentences of both versions. --json prints the
answer of POST /compare, whose offsets count code points of each file."""

# Bold as well: readers who see no colours can find the words.
STYLES: Mapping[Effect, str] = {
    "different": "1;33",
    "stronger": "1;31",
    "hotter": "1;35",
    "weaker": "1;36",
    "cooler": "1;32",
}


class Shown(NamedTuple):
    """One version as it is printed: its name, its text, and where its blocks and lines begin."""

    name: str
    text: str
    blocks: Mapping[str | None, int]
    lines: Sequence[int]

    def start_of(self, found: Located) -> int:
        """The offset in the text at which the block of `found` begins."""
        return self.blocks[found.block or None]


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.description = DESCRIPTION
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("before", metavar="BEFORE", help="a file as for levelhead analyze")
    parser.add_argument(
        "after", metavar="AFTER", help="the file with the later version; one of them may be -"
    )
    parser.add_argument(
        "--input-format",
        choices=INPUT_FORMATS,
        help="format of the files (default: by the end of their names, else text)",
    )
    add_profile(parser)
    parser.add_argument("--json", action="store_true", help="print the answer of POST /compare")
    parser.add_argument(
        "--fail-on",
        choices=KINDS,
        action="append",
        default=[],
        metavar="KIND",
        help="exit with 1 if there is such a change, such as hedge_dropped; may be repeated",
    )
    add_color(parser)
    parser.set_defaults(run=run, errors=(LexiconError, SettingsError))


def run(args: argparse.Namespace) -> int:
    """Compare the files and print what changed."""
    settings = settings_of_environment()
    names = (args.before, args.after)
    if names == ("-", "-"):
        raise Failure("- -: only one of the two files can be standard input")
    if folders := [name for name in names if name and Path(name).is_dir()]:
        raise Failure(f"{shown_name(folders[0])}: this is a folder; name a file in it")
    folder = folder_of(args.before if args.after == "-" else args.after)
    args = configured(args, folder, config_types(partial(profile_folder, settings=settings)))
    before, after = (
        read_article(name, name, args.input_format, settings.max_body_bytes) for name in names
    )
    lexicon = load_lexicon(settings.lexicons)
    options = profiled(Options(), args, settings, lexicon)
    old, new = (
        Version(each.blocks, replace(options, format=each.format)) for each in (before, after)
    )
    try:
        with stems.imported_lean():
            found = compare(old, new, lexicon, key=settings.fingerprint_key.encode())
    except TooMuch as error:
        raise Failure(f"the text {error}") from error
    if args.json:
        emit(encode_comparison(found, options, lexicon.hash) + b"\n")
    else:
        sides = (shown(name, each) for name, each in zip(names, (before, after), strict=True))
        changes = lines(found, *sides, colour=wants_colour(args))
        emit("".join(f"{line}\n" for line in changes).encode())
    return FOUND if any(change.kind in args.fail_on for change in found.changes) else OK


def shown(name: str, article: Article) -> Shown:
    """The article of a file as it is printed, its blocks with empty lines between them."""
    text, starts = joined_text(article.blocks)
    return Shown(shown_name(name), text, starts, line_starts(text))


def lines(found: Comparison, before: Shown, after: Shown, *, colour: bool) -> Iterator[str]:
    """A paragraph for each change, and a summary."""
    for change in found.changes:
        yield f"{change.kind} ({change.effect}): {printable(change.message)}"
        style = STYLES[change.effect] if colour else None
        pair = None if change.pair is None else found.pairs[change.pair]
        sides = (
            (before, found.before, change.before, pair.before if pair else None),
            (after, found.after, change.after, pair.after if pair else None),
        )
        for side, report, words, number in sides:
            if words or number is not None:
                yield f"  {sentence(side, report, words, number, style)}"
        yield ""
    yield summary(found, before.name, after.name)


def sentence(
    side: Shown, report: Report, words: Place | None, number: int | None, style: str | None
) -> str:
    """Where a sentence is, and the sentence with its changed words marked."""
    found = report.sentences[words.sentence if words else number or 0]
    base = side.start_of(found)
    start, end = found.start + base, found.end + base
    marks = (words.start + base, words.end + base) if words else (end, end)
    pieces = (side.text[start : marks[0]], side.text[slice(*marks)], side.text[marks[1] : end])
    left, marked, right = (" ".join(printable(piece).split("\n")) for piece in pieces)
    if marked:
        marked = f"\x1b[{style}m{marked}\x1b[0m" if style else f"[{marked}]"
    return f"{place(side.name, side.lines, start)}: {left}{marked}{right}"


def summary(found: Comparison, before: str, after: str) -> str:
    """How many changes of each effect there are, and what became of the scores."""
    effects = Counter(change.effect for change in found.changes)
    by_effect = ", ".join(f"{effects[effect]} {effect}" for effect in STYLES if effects[effect])
    changes = counted(len(found.changes), "change")
    old, new = found.before.scores, found.after.scores
    return (
        f"{before} -> {after}: {changes}{f' ({by_effect})' if by_effect else ''}"
        f", sensational {old.sensational.score:.2f} -> {new.sensational.score:.2f}"
        f", hedging {old.hedging.score:.2f} -> {new.hedging.score:.2f}"
    )
