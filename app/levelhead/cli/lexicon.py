"""`levelhead lexicon`: check the word lists, find a word in them, put their lines in order."""

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

from levelhead.cli.command import FOUND, OK, Failure, subcommands
from levelhead.engine.analyzer import Block, Options, analyze
from levelhead.lexicon import Entry, Lexicon, LexiconError, load_lexicon
from levelhead.lexicon.load import files_of
from levelhead.lexicon.profile import Profile
from levelhead.lexicon.source import in_order, line_of
from levelhead.render import say
from levelhead.service.settings import SettingsError, settings_of_environment

_MARK = re.compile(r"<([^<>]*)>")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the subcommands."""
    actions = subcommands(parser, "ACTION")
    check = actions.add_parser("check", help="load the word lists and run their examples")
    find = actions.add_parser("find", help="show where a word or phrase is in the word lists")
    find.add_argument("word", help="a word or phrase in any form")
    fmt = actions.add_parser("fmt", help="sort the words of each section")
    for action, run in ((check, run_check), (find, run_find), (fmt, run_fmt)):
        action.add_argument(
            "folder",
            nargs="?",
            type=Path,
            default=None,
            help="folder of the word lists (default: LEVELHEAD_LEXICONS, else the built-in ones)",
        )
        action.set_defaults(run=run, errors=(SettingsError, LexiconError))


def run_check(args: argparse.Namespace) -> int:
    """Load a lexicon, run the examples of all entries, and print every fault."""
    folder = _folder(args)
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


def run_find(args: argparse.Namespace) -> int:
    """Print `path:line: the line` of each entry that marks the word, or keeps it unmarked."""
    lexicon = load_lexicon(_folder(args))
    text = " ".join(args.word.split())
    found = list(_places(lexicon, text))
    print("\n".join(found) or f"{text}: in no word list")
    return OK if found else FOUND


def run_fmt(args: argparse.Namespace) -> int:
    """Sort the words of each section of each file, and print the files that were changed."""
    for path, _ in files_of(_folder(args)):
        before = path.read_text("utf-8")
        after = in_order(before)
        if after != before:
            path.write_text(after, "utf-8")
            print(path)
    return OK


def _folder(args: argparse.Namespace) -> Path:
    folder: Path = args.folder or settings_of_environment().lexicons
    if not folder.is_dir():
        raise Failure(f"{folder}: no such folder")
    return folder


def _places(lexicon: Lexicon, text: str) -> Iterator[str]:
    """A line for each entry with the text as one of its forms, or that matches in it."""
    report = analyze([Block(text)], lexicon, Options(explain=True))
    matches = {f.rule for f in report.spans} | {f.rule for f in report.suppressed or ()}
    for file in lexicon.files:
        lines = Path(file.path).read_text("utf-8").splitlines()
        for where, entry in zip(file.written, file.entries, strict=True):
            if text.lower() in entry.forms or entry.id in matches:
                line = line_of(lines, where)
                yield f"{file.path}:{line}: {lines[line - 1]}"


def unmarked(example: str) -> tuple[str, list[tuple[int, int]]]:
    """The text of an example without its angle brackets, and the spans they stood around."""
    spans: list[tuple[int, int]] = []
    for number, mark in enumerate(_MARK.finditer(example)):
        start = mark.start() - 2 * number
        spans.append((start, start + len(mark[1])))
    return _MARK.sub(r"\1", example), spans


def failures(
    entry: Entry, lexicon: Lexicon, options: Options | None = None
) -> Iterator[tuple[str, str]]:
    """Each example that does not come out as written: (field, reason).

    A part in `<…>` may also be inside a longer match of another word, which then is the one that
    is marked: "fury" in "caused fury".
    """
    for field, examples in (
        ("yes", entry.hits),
        ("no", entry.misses),
        ("known_false", entry.known_false),
    ):
        for example in examples:
            text, expected = unmarked(example)
            spans = analyze([Block(text)], lexicon, options).spans
            own = [s for s in spans if s.rule == entry.id or entry.dimension == "context"]
            others = [(s.start, s.end) for s in spans if s.dimension == entry.dimension]
            found = [(s.start, s.end) for s in own]
            covered = all(
                any(s <= start and end <= e for s, e in others) for start, end in expected
            )
            if field == "known_false" and not found:
                yield field, f"no longer marked, make it one of `no`: {example}"
            elif field != "known_false" and not (covered and set(found) <= set(expected)):
                yield field, f"marked {[text[s:e] for s, e in found]}: {example}"


def failing_examples(lexicon: Lexicon, profile: Profile | None = None) -> Iterator[str]:
    """A line `path:line: word.field: reason` for each example that fails.

    Those of the profile if there is one, else those of the lexicon.
    """
    options = Options(profile=profile)
    for file in (profile.words if profile else lexicon).files:
        lines = Path(file.path).read_text("utf-8").splitlines()
        for where, entry in zip(file.written, file.entries, strict=True):
            for field, reason in failures(entry, lexicon, options):
                line = line_of(lines, where, field)
                yield f"{file.path}:{line}: {where.word or entry.id}.{field}: {reason}"
