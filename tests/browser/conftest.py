"""Chromium as Debian packages it, driven by Playwright, against a real server."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.browser.host import Host
from tests.running import running

CHROMIUM = (
    os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
)
MISSING = "no Chromium found: install Debian's package, or name one in CHROMIUM"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--force-color-profile=srgb",
]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if CHROMIUM is None:
        terminalreporter.section("THE BROWSER TESTS DID NOT RUN", red=True, bold=True)
        terminalreporter.line(MISSING, red=True)


# Not for the session: while Playwright runs, this thread has an event loop, and no test that needs
# one of its own could follow.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=ARGUMENTS,
            # Scroll bars take their room, as on most desks.
            ignore_default_args=["--hide-scrollbars"],
        )
        yield started
        started.close()


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    # Its log of requests would fill the pipe that nobody reads.
    with running(("sh", "-c", "exec levelhead serve >/dev/null")) as url:
        yield url


@pytest.fixture
def complaints() -> list[str]:
    """What scripts and policies complained about; what is left at the end fails the test."""
    return []


@pytest.fixture
def page(browser: Browser, complaints: list[str]) -> Iterator[Page]:
    """A window on a desk."""
    context = browser.new_context(viewport={"width": 900, "height": 700})
    context.set_default_timeout(15_000)
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
