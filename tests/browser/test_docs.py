"""/docs in a real browser: every operation of the contract it serves is tried out there."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.helpers.running import SECONDS, running
from tests.openapi import Operation, operations


def served(url: str) -> list[Operation]:
    return [*operations(httpx.get(f"{url}/openapi.json", timeout=SECONDS).json())]


@contextmanager
def opened(page: Page, operation: Operation) -> Iterator[Locator]:
    """The operation's part of the page, open and ready to execute; closed again afterwards."""
    (tag,) = operation.contract["tags"]
    found = page.locator(f"#operations-{tag}-{operation.id}")
    found.locator(".opblock-summary-control").click()
    found.get_by_role("button", name="Try it out").click()
    yield found
    found.locator(".opblock-summary-control").click()
    expect(found.get_by_role("button", name="Execute")).to_have_count(0)


def execute(found: Locator) -> int:
    """The status of the answer to the request as it is."""
    with found.page.expect_response(lambda answer: answer.request.resource_type == "fetch") as sent:
        found.get_by_role("button", name="Execute").click()
    shown = found.locator(".live-responses-table .response-col_status").nth(1)
    # The browser takes an unchanged answer from its cache: Swagger UI sees a 200.
    expect(shown).to_have_text(re.compile("^[0-9]{3}"))
    assert sent.value.status in (int(shown.inner_text()[:3]), 304)
    return int(shown.inner_text()[:3])


def choices(found: Locator, selector: str) -> list[str]:
    """The values of a drop-down list, if there is one."""
    options = found.locator(f"{selector} option")
    return [str(option.get_attribute("value")) for option in options.all()]


def all_requests(found: Locator, bodies: dict[str, Any]) -> Iterator[tuple[str, str, int]]:
    """Every media type and every example that can be chosen, with the status it gets."""
    kinds = ".opblock-section-request-body select.content-type"
    examples = ".opblock-section-request-body .examples-select select"
    for kind in choices(found, kinds):
        if "examples" not in bodies[kind]:
            continue  # a file has to be chosen
        found.locator(kinds).select_option(kind)
        names = choices(found, examples) or [""]
        first = next(iter(bodies[kind]["examples"].values()))["value"]
        if isinstance(first, str):
            expect(found.locator(".body-param__text")).to_have_value(first)
        for name in names:
            if name:
                found.locator(examples).select_option(name)
            yield kind, name, execute(found)


def test_every_operation_works_unchanged_and_with_every_example_of_a_body(
    page: Page, server: str
) -> None:
    contract = served(server)
    page.goto(f"{server}/docs")
    unchanged: dict[str, int] = {}
    got: list[tuple[str, str, str, int]] = []
    for operation in contract:
        bodies = operation.contract.get("requestBody", {}).get("content", {})
        with opened(page, operation) as found:
            unchanged[operation.id] = execute(found)
            got += ((operation.id, *each) for each in all_requests(found, bodies))
    assert unchanged == {operation.id: 200 for operation in contract}
    assert len(unchanged) == page.locator(".opblock").count()
    assert [each for each in got if each[-1] != 200] == []
    offered = {
        (operation.id, kind)
        for operation in contract
        for kind, media in operation.contract.get("requestBody", {}).get("content", {}).items()
        if "examples" in media
    }
    assert {each[:2] for each in got} == offered


def background(page: Page) -> list[int]:
    color: str = page.evaluate("getComputedStyle(document.querySelector('.swagger-ui')).background")
    page_color: str = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    return [max(map(int, re.findall(r"\d+", each)[:3])) for each in (color, page_color)]


def test_the_docs_are_dark_when_the_system_is(page: Page, server: str) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(f"{server}/docs")
    expect(page.locator(".opblock").first).to_be_visible()
    assert max(background(page)) < 64
    page.emulate_media(color_scheme="light")
    expect(page.locator("html.dark-mode")).to_have_count(0)
    page.emulate_media(color_scheme="dark")
    expect(page.locator("html.dark-mode")).to_have_count(1)


def test_the_docs_lead_back_to_the_page(page: Page, server: str) -> None:
    page.goto(f"{server}/docs")
    page.get_by_role("navigation").get_by_role("link", name="levelhead").click()
    expect(page).to_have_url(f"{server}/")


def test_without_keys_there_is_no_padlock(page: Page, server: str) -> None:
    page.goto(f"{server}/docs")
    expect(page.locator(".opblock").first).to_be_visible()
    expect(page.locator(".authorization__btn")).to_have_count(0)
    expect(page.locator(".authorize")).to_have_count(0)


@pytest.fixture
def locked(tmp_path: Path) -> Iterator[str]:
    keys = tmp_path / "keys.toml"
    keys.write_text(f'[desk]\nsha256 = "{sha256(b"open-sesame").hexdigest()}"\n')
    settings = {"LEVELHEAD_API_KEYS_FILE": str(keys)}
    with running(settings=settings, output=subprocess.DEVNULL) as url:
        yield url


def test_with_keys_the_padlocks_take_one(page: Page, locked: str) -> None:
    page.goto(f"{locked}/docs")
    expect(page.locator(".opblock").first).to_be_visible()
    closed = [o for o in served(locked) if o.contract.get("security") != []]
    expect(page.locator(".opblock .authorization__btn")).to_have_count(len(closed))
    (analyze,) = [o for o in closed if o.id == "analyze"]
    with opened(page, analyze) as found:
        assert execute(found) == 401
        page.locator(".btn.authorize").first.click()
        form = page.locator(".auth-container").filter(has_text="X-API-Key")
        form.locator("input").fill("open-sesame")
        form.get_by_role("button", name="Apply credentials").click()
        page.get_by_role("button", name="Close").first.click()
        assert execute(found) == 200
