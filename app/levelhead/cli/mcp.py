"""`levelhead mcp`: serve an assistant on standard input and output; needs the extra `mcp`."""

import argparse
import signal
import sys
import threading
from io import TextIOWrapper
from typing import BinaryIO

import anyio

from levelhead.cli.argument_types import filled
from levelhead.cli.command import OK, Failure, packages
from levelhead.cli.profile_option import profile_folder
from levelhead.lexicon import LexiconError, load_lexicon
from levelhead.lexicon.load_profile import load_profile
from levelhead.service.settings import SettingsError, settings_of_environment

DESCRIPTION = """\
Serve an assistant that speaks the Model Context Protocol on standard input and
output. The assistant starts this command itself; docs/mcp.md shows what to
write into its configuration.

LEVELHEAD_LEXICONS, LEVELHEAD_PROFILES, LEVELHEAD_MAX_BODY_BYTES and
LEVELHEAD_DEADLINE_SECONDS apply as they do to the service."""

# How many characters a message may have for each byte of a body: it has up to two texts, and a byte
# of a text may take six characters in JSON.
_MESSAGE_BODIES = 12


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.description = DESCRIPTION
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument(
        "--profile",
        type=filled,
        metavar="FOLDER",
        help="folder of a profile, or the name of one in LEVELHEAD_PROFILES, for calls that name "
        "no profile",
    )
    parser.set_defaults(run=run, errors=(LexiconError, SettingsError))


def run(args: argparse.Namespace) -> int:
    """Serve until standard input ends."""
    with packages("mcp", "mcp"):
        from levelhead.service.mcp.server import make_server
        from levelhead.service.mcp.stdio import serve
    from levelhead.service.engine import make_engine
    from levelhead.service.lifecycle import profiles_of, warm
    from levelhead.service.mcp.tools import Caller
    from levelhead.service.middleware.request_state import RequestState
    from levelhead.service.observe import log

    settings = settings_of_environment()
    log.configure(settings.log_format, settings.log_level)
    lexicon = load_lexicon(settings.lexicons)
    profiles, own = profiles_of(settings, lexicon), None
    if args.profile:
        profile = load_profile(profile_folder(args.profile, settings), lexicon)
        profiles[profile.name], own = profile, profile.name
    engine = make_engine(lexicon, settings, profiles)
    # Otherwise the first call would have to wait for it.
    threading.Thread(target=warm, args=(lexicon,), daemon=True).start()
    server = make_server(lambda _: Caller(engine, RequestState(profile=own)))

    # Ctrl-C ends the process at once: the thread that reads cannot be interrupted.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    with Lines(sys.stdin.buffer, _MESSAGE_BODIES * settings.max_body_bytes) as lines:
        anyio.run(serve, server, lines, settings.deadline_seconds)
    if lines.too_long:
        raise Failure(f"levelhead mcp: a message has more than {lines.most} characters")
    return OK


class Lines(TextIOWrapper):
    """The lines of a file in UTF-8, which ends before one of more than `most` characters."""

    def __init__(self, file: BinaryIO, most: int) -> None:
        super().__init__(file, encoding="utf-8", errors="replace")
        self.most = most
        self.too_long = False

    def readline(self, _: int | None = -1, /) -> str:  # type: ignore[override]
        """The next line; empty at the end."""
        line = super().readline(self.most + 1)
        self.too_long = len(line) > self.most
        return "" if self.too_long else line
