"""The README's two lines for a page of another origin mark what is typed there."""

import re
import subprocess

from playwright.sync_api import Page, expect

from tests.browser.other_site import serving
from tests.helpers.running import ROOT, running

EXAMPLE = "https://levelhead.example"


def test_the_two_lines_mark_what_is_typed_on_another_origin(page: Page) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    (lines,) = re.findall(r"^```html\n(.*?)^```$", readme, re.DOTALL | re.MULTILINE)
    assert re.search("LEVELHEAD_CORS_ORIGINS=https://", readme)
    files = {"/": ("text/html", "")}
    with serving(files, policy="") as origin:
        allowed = {"LEVELHEAD_CORS_ORIGINS": origin}
        with running(settings=allowed, output=subprocess.DEVNULL) as server:
            files["/"] = ("text/html", "<!DOCTYPE html>" + lines.replace(EXAMPLE, server))
            page.goto(origin)
            page.locator("textarea").fill("A bonkers plan.")
            page.wait_for_function("CSS.highlights.get('levelhead-sensational-light')?.size === 1")
            page.keyboard.press("F8")
            expect(page.get_by_text("Calls it absurd")).to_be_visible()
