"""The page at / of a service with API keys."""

import subprocess
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Locator, Page, Request, expect

from levelhead.service.routes.page import PATHS
from tests.browser.at_the_paper import (
    ARTICLE,
    copied,
    load_sample,
    open_file,
    paste,
    shown,
    status,
    table,
)
from tests.helpers.running import ROOT, SECONDS, environment, running

KEY, OLD, HOUSE = "lvl_desk", "lvl_old", "lvl_house"


@pytest.fixture(scope="module")
def keyed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    file = tmp_path_factory.mktemp("keys") / "keys.toml"
    file.write_text(
        f'[desk]\nsha256 = "{sha256(KEY.encode()).hexdigest()}"\n'
        f'[old]\nsha256 = "{sha256(OLD.encode()).hexdigest()}"\nexpires = 2026-01-01T00:00:00Z\n'
        f'[house]\nsha256 = "{sha256(HOUSE.encode()).hexdigest()}"\nprofile = "gazette"\n'
    )
    settings = {
        "LEVELHEAD_API_KEYS_FILE": str(file),
        "LEVELHEAD_PROFILES": str(ROOT / "docs/profiles"),
    }
    with running(settings=settings, output=subprocess.DEVNULL) as url:
        yield url


@pytest.fixture
def locked(page: Page, keyed: str) -> Page:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(keyed)
    return page


def form(page: Page) -> Locator:
    return page.get_by_role("form", name="API key")


def enter(page: Page, key: str) -> None:
    page.get_by_role("textbox", name="API key").fill(key)
    page.get_by_role("button", name="Use this key").click()


def test_with_the_key_of_a_newsroom_the_page_marks_by_its_profile(locked: Page) -> None:
    enter(locked, HOUSE)
    expect(form(locked)).not_to_be_visible()
    paste(locked, "Fat cats steamrollered a bonkers plan. “It was a hellhole,” said one yokel.")
    shown(locked, 3)
    assert [words for words, *_ in table(locked)] == ["Fat cats", "steamrollered", "yokel"]


def test_all_files_of_the_page_are_served_without_a_key(keyed: str) -> None:
    assert len(PATHS) > 10
    for path in sorted(PATHS):
        assert (path, httpx.get(f"{keyed}{path}", timeout=SECONDS).status_code) == (path, 200)
    for path in ["/limits", "/page/nothing.js", "/page"]:
        assert (path, httpx.get(f"{keyed}{path}", timeout=SECONDS).status_code) == (path, 401)


def test_the_page_asks_for_a_key_at_once_and_works_with_it(locked: Page) -> None:
    alert = form(locked).get_by_role("alert")
    expect(alert).to_have_text("This server needs an API key.")
    enter(locked, "lvl_wrong")
    expect(alert).to_have_text("The server does not know this API key.")
    enter(locked, "lvl_🔑")
    expect(alert).to_have_text("The server does not know this API key.")
    enter(locked, OLD)
    expect(alert).to_have_text("This API key has expired, or is not allowed here.")
    enter(locked, f" {KEY} ")
    expect(form(locked)).not_to_be_visible()
    paste(locked, ARTICLE)
    shown(locked)
    assert locked.locator("#paper h2").inner_text() == "Mayor slams bonkers plan"
    # Where the bands begin is known too, although it was asked for before there was a key.
    assert locked.locator(".vial").first.evaluate("v => v.style.getPropertyValue('--high')") > "0"


def test_an_article_from_before_the_key_is_marked_after_it(locked: Page) -> None:
    locked.get_by_role("button", name="Sample article").click()
    expect(locked.locator("#paper h2")).to_be_visible()
    enter(locked, KEY)
    shown(locked, 24)


def test_nothing_is_lost_without_a_key(locked: Page, tmp_path: Path) -> None:
    paste(locked, ARTICLE)
    expect(status(locked)).to_have_text(
        "The article was not read: this server needs an API key. Enter a key and try again. "
        "It was pasted as plain text."
    )
    assert "The work is to begin in spring." in locked.locator("#paper").inner_text()
    open_file(locked, tmp_path / "a.txt", b"Other text.")
    expect(status(locked)).to_have_text(
        "“a.txt” was not opened: this server needs an API key. Enter a key and try again."
    )
    assert "The work is to begin in spring." in locked.locator("#paper").inner_text()


def test_the_key_stays_in_the_tab_and_goes_to_this_server_only(locked: Page, keyed: str) -> None:
    sent: list[Request] = []
    locked.on("request", lambda request: sent.append(request))
    enter(locked, KEY)
    expect(form(locked)).not_to_be_visible()
    load_sample(locked)
    locked.reload()
    shown(locked, 24)
    assert not form(locked).is_visible()
    with_key = [r for r in sent if KEY in str(r.headers)]
    assert {r.url.removeprefix(keyed) for r in with_key} == {"/limits", "/profiles", "/analyze"}
    assert all(r.headers["x-api-key"] == KEY for r in with_key)
    assert not any(KEY in r.url or KEY in (r.post_data or "") for r in sent)
    assert locked.evaluate("[localStorage.length, document.cookie]") == [0, ""]
    other = locked.context.new_page()
    other.goto(keyed)
    expect(form(other)).to_be_visible()


def test_the_page_that_compares_asks_for_a_key_too(page: Page, keyed: str) -> None:
    page.goto(f"{keyed}/page/compare.html")
    expect(form(page).get_by_role("alert")).to_have_text("This server needs an API key.")
    page.get_by_role("button", name="Sample texts").click()
    page.get_by_role("button", name="Compare").click()
    expect(status(page)).to_have_text(
        "The texts were not compared: this server needs an API key. Enter a key and try again."
    )
    enter(page, KEY)
    expect(form(page)).not_to_be_visible()
    page.get_by_role("button", name="Compare").click()
    expect(page.locator("#result-title")).to_be_focused()


def test_a_copied_command_names_the_key_and_does_not_hold_it(locked: Page) -> None:
    enter(locked, KEY)
    load_sample(locked)
    command = copied(locked, "curl")
    assert KEY not in command
    run = subprocess.run(
        command, shell=True, env=environment(LEVELHEAD_KEY=KEY), capture_output=True, check=True
    )
    assert b'"scores"' in run.stdout
