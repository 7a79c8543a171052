"""Pictures of the pages with their samples, for the documentation: `make screenshots`."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Literal, NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import chromium
from tests.helpers.programs import missing, path_of
from tests.helpers.running import running


def article(page: Page, url: str) -> None:
    """The sample article, with the card of the second mark open."""
    page.goto(url)
    page.get_by_role("button", name="Sample article").click()
    page.locator("#marks tbody tr").first.wait_for(state="attached")
    for _ in range(2):
        page.keyboard.press("F8")
    page.locator("[data-levelhead-layer] .card").wait_for()


def versions(page: Page, url: str) -> None:
    """The sample versions, at the fourth change."""
    page.goto(f"{url}/page/compare.html")
    page.get_by_role("button", name="Sample texts").click()
    page.get_by_role("button", name="Compare").click()
    page.locator("#result").wait_for()
    for _ in range(4):
        page.keyboard.press("F8")


class Picture(NamedTuple):
    """A file, the window it shows, and what is in the window."""

    name: str
    width: int
    height: int
    scheme: Literal["light", "dark"]
    show: Callable[[Page, str], None] = article


PICTURES = (
    Picture("page-light.png", 1280, 800, "light"),
    Picture("page-dark.png", 1280, 800, "dark"),
    Picture("page-phone.png", 390, 844, "light"),
    Picture("page-compare.png", 1280, 800, "light", versions),
)


def take(browser: Browser, url: str, picture: Picture) -> bytes:
    """The picture as PNG."""
    context = browser.new_context(
        viewport={"width": picture.width, "height": picture.height}, color_scheme=picture.scheme
    )
    page = context.new_page()
    picture.show(page, url)
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
