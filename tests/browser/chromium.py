"""Chromium as Debian packages it; Playwright gets its path and downloads nothing."""

import os
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Playwright

from tests.helpers.programs import path_of, required

_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--force-color-profile=srgb",
]


def headless() -> str:
    """The path of the browser for pages, which is the one that CHROMIUM names if it is set.

    The headless shell has Chromium's engine without its windows, tabs and extensions: a page that
    is opened in it takes a third of the processor time. Where it is not installed, Chromium does.
    """
    shell = None if os.environ.get("CHROMIUM") else path_of("chromium-headless-shell")
    return shell or required("chromium")


def launch(playwright: Playwright, scroll_bars: bool = True) -> Browser:
    """A browser without a window; its scroll bars take their room, as on most desks."""
    return playwright.chromium.launch(
        executable_path=headless(),
        args=_ARGUMENTS,
        ignore_default_args=["--hide-scrollbars"] if scroll_bars else [],
    )


def launch_with_extension(playwright: Playwright, profile: Path, extension: Path) -> BrowserContext:
    """A browser that has an unpacked extension; only one with a profile can."""
    return playwright.chromium.launch_persistent_context(
        profile,
        executable_path=required("chromium"),
        args=[
            *_ARGUMENTS,
            f"--disable-extensions-except={extension}",
            f"--load-extension={extension}",
        ],
        ignore_default_args=["--disable-extensions"],
    )
