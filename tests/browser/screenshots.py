"""Pictures of the page with its sample article, for the README: `make screenshots`."""

import argparse
import sys
from pathlib import Path
from typing import Literal, NamedTuple

from playwright.sync_api import Browser, sync_playwright

from tests.browser import chromium
from tests.helpers.programs import missing, path_of
from tests.helpers.running import running


class Picture(NamedTuple):
    """A file, and the window it shows."""

    name: str
    width: int
    height: int
    scheme: Literal["light", "dark"]


PICTURES = (
    Picture("page-light.png", 1280, 800, "light"),
    Picture("page-dark.png", 1280, 800, "dark"),
    Picture("page-phone.png", 390, 844, "light"),
)


def take(browser: Browser, url: str, picture: Picture) -> bytes:
    """The page, with the card of the second mark open."""
    context = browser.new_context(
        viewport={"width": picture.width, "height": picture.height}, color_scheme=picture.scheme
    )
    page = context.new_page()
    page.goto(url)
    page.get_by_role("button", name="Sample article").click()
    page.locator("#marks tbody tr").first.wait_for(state="attached")
    for _ in range(2):
        page.keyboard.press("F8")
    page.locator("[data-levelhead-layer] .card").wait_for()
    taken = page.screenshot(animations="disabled")
    context.close()
    return taken


def main() -> str | None:
    """Write the pictures; what to pass to sys.exit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    if path_of("chromium") is None:
        return missing("chromium")
    with running() as url, sync_playwright() as playwright:
        browser = chromium.launch(playwright, scroll_bars=False)
        for picture in PICTURES:
            (folder / picture.name).write_bytes(take(browser, url, picture))
        browser.close()
    return None


if __name__ == "__main__":
    sys.exit(main())
