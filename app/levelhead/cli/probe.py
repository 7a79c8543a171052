"""`levelhead probe [URL]`: check whether a service is ready.

A container's health check runs it every few seconds, so it loads httpx and nothing of the engine.
"""

import argparse
import os
import sys

import httpx

from levelhead.cli.command import FOUND, OK, reason_of
from levelhead.render import say

# Shorter than the HEALTHCHECK's own timeout in the Dockerfile, so that the reason is printed.
TIMEOUT_SECONDS = 2.0


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument(
        "url",
        nargs="?",
        default=f"http://127.0.0.1:{os.environ.get('LEVELHEAD_PORT', '8000')}",
        metavar="URL",
        help="address of the service (default: this machine, with the port LEVELHEAD_PORT or 8000)",
    )
    parser.set_defaults(run=run, errors=())


def run(args: argparse.Namespace) -> int:
    """FOUND if the service is not ready, with the reason on standard error."""
    if fault := fault_of(args.url):
        say(fault, sys.stderr)
        return FOUND
    return OK


def fault_of(url: str) -> str | None:
    """Why the service at `url` is not ready, or None when it is."""
    try:
        answer = httpx.get(f"{url}/readyz", timeout=TIMEOUT_SECONDS, trust_env=False)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return f"{url}/readyz: {reason_of(error)}"
    return None if answer.is_success else f"{url}/readyz: {answer.status_code}"
