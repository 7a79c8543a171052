"""A real browser, driven by Playwright, against a real server."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Page,
    Playwright,
    Request,
    expect,
    sync_playwright,
)

from tests.browser import chromium
from tests.browser.host import Host
from tests.helpers.running import ROOT, running

# What is waited for comes at once on a machine at rest, and late on one that is not.
PATIENCE_MS = 30_000
expect.set_options(timeout=PATIENCE_MS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark all tests of this folder; the hook is given those of others, too."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.needs("chromium"))


# Not for the session: while Playwright runs, this thread has an event loop, and no test that needs
# one of its own could follow. pytest ends it with the last test of this folder, which has an
# __init__.py for that.
@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="package")
def browser(playwright: Playwright) -> Iterator[Browser]:
    started = chromium.launch(playwright)
    yield started
    started.close()


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    # Its log of requests would fill the pipe that nobody reads.
    with running(
        settings={"LEVELHEAD_PROFILES": str(ROOT / "docs/profiles")}, output=subprocess.DEVNULL
    ) as url:
        yield url


@pytest.fixture
def complaints() -> list[str]:
    """What scripts and policies complained about; what is left at the end fails the test."""
    return []


@pytest.fixture
def page(browser: Browser, complaints: list[str]) -> Iterator[Page]:
    """A window on a desk."""
    context = browser.new_context(viewport={"width": 900, "height": 700})
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))

    def complaint(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            complaints.append(message.text)

    page.on("console", complaint)
    yield page
    context.close()
    assert [line for line in complaints if "Failed to load resource" not in line] == []


@pytest.fixture
def host(page: Page, server: str) -> Host:
    return Host(page, server)


@pytest.fixture
def requests(page: Page) -> list[Request]:
    """The requests of the page so far."""
    found: list[Request] = []
    page.on("request", lambda request: found.append(request))
    return found


@pytest.fixture
def paper(page: Page, server: str, requests: list[Request]) -> Iterator[Page]:
    """The page at /, open. At the end it must have made requests to its own server only."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(server)
    expect(page.locator("#invite")).to_be_visible()
    yield page
    assert {request.url.split("/")[2] for request in requests} == {server.split("/")[2]}
