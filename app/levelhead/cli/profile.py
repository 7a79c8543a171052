"""`levelhead profile check`: load profiles and run the examples of their words."""

import argparse
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from levelhead.cli.command import FOUND, OK, Failure, subcommands
from levelhead.cli.lexicon import failing_examples
from levelhead.lexicon import LexiconError, load_lexicon
from levelhead.lexicon.entry import Where
from levelhead.lexicon.load_profile import PROFILE_FILE, load_profile, next_to
from levelhead.lexicon.profile import Profile
from levelhead.lexicon.profile_format import ProfileFile
from levelhead.lexicon.source import EntryFault, describe, parse
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
        for line in _expired(folder, profile, datetime.now(UTC).date()):
            if line not in said:
                say(line, sys.stderr)
                said.add(line)
        changed = len(profile.strengths) + len(profile.off) + len(profile.off_categories)
        print(
            f"{folder}: {counted(len(profile.words.entries), 'word')}, "
            f"{changed + len(profile.thresholds)} rules and categories changed, "
            f"{counted(len(profile.allowed), 'term')} allowed: all examples hold"
        )
    return code


def _expired(folder: Path, profile: Profile, today: date) -> Iterator[str]:
    """A line for each term that is allowed no longer, in the file that allows it."""
    folders = [next_to(folder, profile.extends)] if profile.extends else []
    for each in (*folders, folder):
        path = each / PROFILE_FILE
        raw, _ = parse(path, ProfileFile)
        for term, allowed in raw.allow.items() if raw else ():
            if allowed.until and allowed.until < today:
                reason = f"warning: {allowed.until} has passed, so it is marked again"
                yield describe(path, EntryFault(Where("allow", term), "until", reason))
