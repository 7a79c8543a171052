"""What commands print: UTF-8, and colours where they are wanted."""

import argparse
import os
import sys


def emit(raw: bytes) -> None:
    """Print UTF-8, whatever the encoding of standard output is."""
    sys.stdout.buffer.write(raw)


def add_color(parser: argparse.ArgumentParser) -> None:
    """Add the argument --color."""
    parser.add_argument(
        "--color",
        choices=("auto", "always", "never"),
        default="auto",
        help="colours instead of brackets (default: auto, in a terminal)",
    )


def wants_colour(args: argparse.Namespace) -> bool:
    """Whether to print colours: by --color or, if it is auto, in a terminal without NO_COLOR."""
    if args.color == "auto":
        return sys.stdout.isatty() and not os.environ.get("NO_COLOR")  # no-color.org
    always: bool = args.color == "always"
    return always
