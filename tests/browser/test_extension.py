"""The browser extension, built as people build it and loaded in Chromium, against a real server."""

import json
import subprocess
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect, sync_playwright

from tests.browser import chromium
from tests.browser.conftest import PATIENCE_MS
from tests.browser.other_site import serving
from tests.running import ROOT, running

KEY = "newsroom-" + "k" * 32
# No request of the page itself would come through.
POLICY = "default-src 'none'"
CMS = """<!DOCTYPE html>
<html lang="en"><meta charset="utf-8"><title>A CMS</title>
<textarea id="area" aria-label="Article">A bonkers plan may fail.</textarea>
<div contenteditable="true"><p>It was <em>shambolic</em>, <b id="part">sources say</b>.</p></div>
<textarea id="search" role="searchbox" aria-label="Search">bonkers</textarea>
<textarea id="fixed" readonly aria-label="Old">bonkers</textarea>
</html>"""
MARKS = "[...CSS.highlights].flatMap(([, all]) => [...all]).map(String).sort()"


@pytest.fixture(scope="module")
def cms() -> Iterator[str]:
    with serving({"/": ("text/html", CMS)}, POLICY) as url:
        yield url


@pytest.fixture(scope="module")
def extension(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `make extension` builds.

    Hosts of this machine are granted from the start: a browser without a window has nobody to ask.
    """
    built = tmp_path_factory.mktemp("extension") / "built"
    subprocess.run(["make", "--silent", "extension", f"EXTENSION={built}"], cwd=ROOT, check=True)
    manifest = json.loads((built / "manifest.json").read_text("utf-8"))
    manifest["host_permissions"] = ["http://localhost/*", "http://127.0.0.1/*"]
    (built / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    return built


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A service that asks for a key, and allows no other origin."""
    keys = tmp_path_factory.mktemp("keys") / "keys.toml"
    keys.write_text(f'[desk]\nsha256 = "{sha256(KEY.encode()).hexdigest()}"\n', "utf-8")
    settings = {"LEVELHEAD_API_KEYS_FILE": str(keys)}
    with running(settings=settings, output=subprocess.DEVNULL) as url:
        yield url


@pytest.fixture
def context(extension: Path, tmp_path: Path) -> Iterator[BrowserContext]:
    """A browser of somebody who has just installed the extension."""
    with sync_playwright() as playwright:
        started = chromium.launch_with_extension(playwright, tmp_path, extension)
        started.set_default_timeout(PATIENCE_MS)
        yield started
        started.close()


@pytest.fixture
def options(context: BrowserContext) -> Page:
    """The options page, which opens by itself, in the blank tab that was there."""
    page = context.pages[0]
    page.wait_for_url("**/options.html")
    return page


def save(options: Page, server: str, key: str = "") -> None:
    options.get_by_label("Address").fill(server)
    options.get_by_label("Key").fill(key)
    options.get_by_role("button", name="Save").click()
    expect(options.get_by_role("status")).to_have_text("Saved.")


def allow(options: Page, site: str) -> None:
    options.get_by_label("Add a site").fill(f"{site}/a/page")
    options.get_by_role("button", name="Allow").click()
    expect(options.get_by_role("listitem")).to_have_text(f"{site} Remove")


def wait_for(page: Page, marks: list[str]) -> None:
    """Return when exactly these are painted; the page's own policy bars Playwright's way."""
    end = time.monotonic() + PATIENCE_MS / 1000
    while (seen := page.evaluate(MARKS)) != marks:
        assert time.monotonic() < end, seen
        page.wait_for_timeout(50)


def registered(options: Page) -> list[str]:
    matches: list[str] = options.evaluate(
        "(async () => (await chrome.scripting.getRegisteredContentScripts())"
        ".flatMap(({ matches }) => matches))()"
    )
    return matches


def test_editors_of_an_allowed_site_are_marked_once_one_works_in_them(
    context: BrowserContext, options: Page, guarded: str, cms: str
) -> None:
    save(options, f"{guarded}/", KEY)
    allow(options, cms)
    page = context.new_page()
    page.goto(cms)
    page.locator("#area").click()
    wait_for(page, ["bonkers", "may"])
    page.locator("#part").click()
    wait_for(page, ["bonkers", "may", "shambolic", "sources say"])
    page.locator("#area").press_sequentially(" Perhaps.")
    wait_for(page, ["Perhaps", "bonkers", "may", "shambolic", "sources say"])
    for other in ["#search", "#fixed"]:
        page.locator(other).click()
    page.wait_for_timeout(1000)
    assert len(page.evaluate(MARKS)) == 5
    assert page.evaluate("typeof levelhead") == "undefined"  # it is not the page's


def test_other_sites_are_left_alone(
    context: BrowserContext, options: Page, server: str, cms: str
) -> None:
    save(options, server)
    allow(options, "http://127.0.0.1:9")
    page = context.new_page()
    page.goto(cms)
    page.locator("#area").click()
    page.wait_for_timeout(1000)
    assert page.evaluate(MARKS) == []


def test_the_popup_allows_the_site_of_its_tab_and_takes_it_back(
    context: BrowserContext, options: Page, server: str, cms: str
) -> None:
    save(options, server)
    page = context.new_page()
    page.goto(cms)
    page.locator("#area").focus()
    with context.expect_page() as opened:
        # Behind the page, as a popup is: the tab in front stays the site's.
        options.evaluate("chrome.tabs.create({ url: 'popup.html', active: false })")
    popup = opened.value
    expect(popup.locator("#site")).to_have_text(cms.removeprefix("http://"))
    popup.get_by_role("button", name="Mark editors here").click()
    wait_for(page, ["bonkers", "may"])  # in a tab that was open before
    assert registered(options) == [f"{cms}/*"]
    popup.get_by_role("button", name="Stop marking here").click()
    expect(popup.get_by_role("status")).to_have_text("Reload the page to remove the marks.")
    page.reload()
    page.locator("#area").click()
    page.wait_for_timeout(1000)
    assert (page.evaluate(MARKS), registered(options)) == ([], [])


def test_a_wrong_key_is_told_in_the_editor_and_the_text_stays(
    context: BrowserContext, options: Page, guarded: str, cms: str
) -> None:
    save(options, guarded, "wrong")
    allow(options, cms)
    page = context.new_page()
    page.goto(cms)
    page.locator("#area").click()
    expect(page.locator("[data-levelhead-layer] .notice").first).to_have_text(
        "levelhead does not know this API key."
    )
    assert page.locator("#area").input_value() == "A bonkers plan may fail."


def test_what_is_no_site_is_told(options: Page) -> None:
    options.get_by_label("Add a site").fill("about:blank")
    options.get_by_role("button", name="Allow").click()
    expect(options.get_by_role("status")).to_have_text("That is not the address of a site.")
    assert registered(options) == []
