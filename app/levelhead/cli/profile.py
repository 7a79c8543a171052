"""`levelhead profile check`: load profiles and run the examples of their words."""

import argparse
from pathlib import Path

from levelhead.cli.command import FOUND, OK, Failure, subcommands
from levelhead.cli.lexicon import failing_examples
from levelhead.lexicon import LexiconError, load_lexicon
from levelhead.lexicon.load_profile import load_profile
from levelhead.render import counted, say
from levelhead.service.settings import SettingsError, settings_of_environment


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the subcommand."""
    check = subcommands(parser, "ACTION").add_parser(
        "check", help="load profiles and run their examples"
    )
    check.add_argument(
        "folders", nargs="+", type=Path, metavar="FOLDER", help="folder of a profile"
    )
    check.set_defaults(run=run, errors=(SettingsError, LexiconError))


def run(args: argparse.Namespace) -> int:
    """Print every fault of the profiles, or what each of them holds."""
    lexicon = load_lexicon(settings_of_environment().lexicons)
    code = OK
    for folder in args.folders:
        if not folder.is_dir():
            raise Failure(f"{folder}: no such folder")
        try:
            profile = load_profile(folder, lexicon)
            faults = [*failing_examples(lexicon, profile)]
        except LexiconError as error:
            faults = [str(error)]
        if faults:
            say("\n".join(faults))
            code = FOUND
            continue
        changed = len(profile.strengths) + len(profile.off) + len(profile.off_categories)
        print(
            f"{folder}: {counted(len(profile.words.entries), 'word')}, "
            f"{changed + len(profile.thresholds)} rules and categories changed, "
            f"{counted(len(profile.allowed), 'term')} allowed: all examples hold"
        )
    return code
