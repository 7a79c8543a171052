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
    if missing := [f"{each}: no such folder" for each in args.folders if not each.is_dir()]:
        raise Failure("\n".join(missing))
    lexicon = load_lexicon(settings_of_environment().lexicons)
    said: set[str] = set()
    code = OK
    for folder in args.folders:
        try:
            profile = load_profile(folder, lexicon)
            faults = [*failing_examples(lexicon, profile)]
        except LexiconError as error:
            faults = str(error).splitlines()
        if faults:
            # Those of a profile that others extend are also faults of these.
            if new := [fault for fault in faults if fault not in said]:
                say("\n".join(new))
            said.update(faults)
            code = FOUND
            continue
        changed = len(profile.strengths) + len(profile.off) + len(profile.off_categories)
        print(
            f"{folder}: {counted(len(profile.words.entries), 'word')}, "
            f"{changed + len(profile.thresholds)} rules and categories changed, "
            f"{counted(len(profile.allowed), 'term')} allowed: all examples hold"
        )
    return code
