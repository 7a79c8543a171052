"""`--profile` and `--desk`, which several commands have."""

import argparse
from collections.abc import Collection
from pathlib import Path

from msgspec.structs import replace

from levelhead.cli.argument_types import filled
from levelhead.cli.command import Failure
from levelhead.engine.analyzer import Options
from levelhead.lexicon import Lexicon
from levelhead.lexicon.load_profile import load_profile
from levelhead.options import with_profile
from levelhead.service.settings import Settings


def add_profile(parser: argparse._ActionsContainer) -> None:
    """Add the arguments."""
    parser.add_argument(
        "--profile",
        type=filled,
        metavar="FOLDER",
        help="folder of a profile, or the name of one in LEVELHEAD_PROFILES",
    )
    parser.add_argument(
        "--desk", type=filled, help="the desk that the texts are from, for the profile"
    )


def profile_folder(given: str, settings: Settings) -> Path:
    """The folder of that path, or else the one of that name among the profiles."""
    folder = Path(given)
    if not folder.is_dir() and settings.profiles:
        folder = settings.profiles / given
    if not folder.is_dir():
        raise Failure(f"{given}: no such folder, and no profile in LEVELHEAD_PROFILES")
    return folder


def profiled(
    options: Options,
    args: argparse.Namespace,
    settings: Settings,
    lexicon: Lexicon,
    given: Collection[str] = (),
) -> Options:
    """The options with the desk and the profile, whose settings count where none is `given`."""
    options = replace(options, desk=args.desk)
    if not args.profile:
        return options
    profile = load_profile(profile_folder(args.profile, settings), lexicon)
    return with_profile(options, profile, given)
