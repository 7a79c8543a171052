"""The container's health probe: `python -m levelhead.cli.probe [URL]` exits 0 when it is ready.

A module of its own because it runs every few seconds: it loads httpx and nothing of the engine.
"""

import os
import sys

import httpx

# Less than the container's own time-out, so that the reason is still printed.
SECONDS = 2.0


def probe(url: str) -> str | None:
    """Why the service at `url` is not ready, or None when it is."""
    try:
        answer = httpx.get(f"{url}/readyz", timeout=SECONDS, trust_env=False)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return f"{url}/readyz: {error}"
    return None if answer.is_success else f"{url}/readyz: {answer.status_code}"


def main() -> str | None:
    """Probe the URL that was given, or this machine on LEVELHEAD_PORT; what to pass to sys.exit."""
    given = sys.argv[1:]
    return probe(
        given[0] if given else f"http://127.0.0.1:{os.environ.get('LEVELHEAD_PORT', 8000)}"
    )


if __name__ == "__main__":
    sys.exit(main())
