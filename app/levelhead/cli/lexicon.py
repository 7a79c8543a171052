"""`levelhead lexicon check`: load the word lists and run the examples of all entries."""

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

from levelhead.cli.command import FOUND, OK, Failure, subcommands
from levelhead.engine.analyzer import Block, analyze
from levelhead.lexicon import Entry, Lexicon, LexiconError, load_lexicon
from levelhead.render import say
from levelhead.service.settings import SettingsError, settings_of_environment

_MARK = re.compile(r"<([^<>]*)>")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the subcommand."""
    check = subcommands(parser, "ACTION").add_parser(
        "check", help="load the word lists and run their examples"
    )
    check.add_argument(
        "folder",
        nargs="?",
        type=Path,
        default=None,
        help="folder of the word lists (default: LEVELHEAD_LEXICONS, else the built-in ones)",
    )
    check.set_defaults(run=run, errors=(SettingsError,))


def run(args: argparse.Namespace) -> int:
    """Load a lexicon, run the examples of all entries, and print every fault."""
    folder: Path = args.folder or settings_of_environment().lexicons
    if not folder.is_dir():
        raise Failure(f"{folder}: no such folder")
    try:
        lexicon = load_lexicon(folder, thorough=True)
        faults = list(failing_examples(lexicon))
    except LexiconError as error:
        faults = [str(error)]
    if faults:
        say("\n".join(faults))
        return FOUND
    forms = sum(len(entry.forms) for entry in lexicon.entries.values())
    print(f"{len(lexicon.entries)} entries with {forms} forms: all examples hold")
    return OK


def unmarked(example: str) -> tuple[str, list[tuple[int, int]]]:
    """The text of an example without its angle brackets, and the spans they stood around."""
    spans: list[tuple[int, int]] = []
    for number, mark in enumerate(_MARK.finditer(example)):
        start = mark.start() - 2 * number
        spans.append((start, start + len(mark[1])))
    return _MARK.sub(r"\1", example), spans


def failures(entry: Entry, lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    """Each example that does not come out as written: (field, reason)."""
    for field, examples in (
        ("hits", entry.hits),
        ("misses", entry.misses),
        ("known_false", entry.known_false),
    ):
        for example in examples:
            text, expected = unmarked(example)
            found = [
                (f.start, f.end)
                for f in analyze([Block(text)], lexicon).spans
                if f.rule == entry.id or entry.dimension == "context"
            ]
            words = [text[start:end] for start, end in found]
            if field == "known_false" and not found:
                yield field, f"no longer marked, make it one of `misses`: {example}"
            elif field != "known_false" and found != expected:
                yield field, f"marked {words}: {example}"


def failing_examples(lexicon: Lexicon) -> Iterator[str]:
    """A line `path:line: entry.field: reason` for each example that fails."""
    for file in lexicon.files:
        lines = Path(file.path).read_text("utf-8").splitlines()
        for entry in file.entries:
            line = lines.index(f"[entries.{entry.id}]") + 1
            for field, reason in failures(entry, lexicon):
                yield f"{file.path}:{line}: {entry.id}.{field}: {reason}"
