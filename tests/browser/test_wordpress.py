"""WordPress's sidebar in a stand-in for the block editor, against a real server."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests.browser.other_site import serving
from tests.running import ROOT, running

# As open as WordPress leaves it: scripts within the page would run.
POLICY = "default-src 'unsafe-inline' 'self'; connect-src *"
PAGE = """<!DOCTYPE html>
<html lang="en"><meta charset="utf-8"><title>An editor</title>
<h1 class="wp-block-post-title" contenteditable="true">Title</h1><div id="sidebar"></div>
<script src="/editor.js"></script><script src="/service.js"></script>
<script src="/sidebar.js"></script>
</html>"""


class Blog:
    """The editor of a blog whose origin the service allows."""

    def __init__(self, page: Page, files: dict[str, tuple[str, str]], url: str) -> None:
        self.page = page
        self.files = files
        self.url = url
        self.asked: list[dict[str, Any]] = []
        page.on("request", self._note)

    def _note(self, request: Request) -> None:
        if request.method == "POST":
            self.asked.append(json.loads(request.post_data or ""))

    def open(self, **service: str) -> None:
        """Show the editor with the sidebar open."""
        told = f"window.levelheadService = {json.dumps(service)};"
        self.files["/service.js"] = ("text/javascript", told)
        self.page.goto(f"{self.url}/")

    def marks(self) -> list[tuple[str, list[str]]]:
        """The marks of each block, beside how its text begins."""
        return [
            (section.locator("h3").inner_text(), section.locator("button").all_inner_texts())
            for section in self.page.locator("section").all()
        ]


@pytest.fixture(scope="module")
def files() -> dict[str, tuple[str, str]]:
    """What the blog serves, by path."""
    scripts = {
        "/editor.js": Path(__file__).with_name("wordpress_editor.js"),
        "/sidebar.js": ROOT / "integrations" / "wordpress" / "sidebar.js",
    }
    served = {path: ("text/javascript", file.read_text("utf-8")) for path, file in scripts.items()}
    return served | {"/": ("text/html", PAGE), "/favicon.ico": ("image/x-icon", "")}


@pytest.fixture(scope="module")
def site(files: dict[str, tuple[str, str]]) -> Iterator[str]:
    with serving(files, POLICY) as url:
        yield url


@pytest.fixture(scope="module")
def service(site: str) -> Iterator[str]:
    with running(settings={"LEVELHEAD_CORS_ORIGINS": site}, output=subprocess.DEVNULL) as url:
        yield url


@pytest.fixture
def blog(page: Page, files: dict[str, tuple[str, str]], site: str) -> Blog:
    return Blog(page, files, site)


def test_marks_are_listed_block_by_block(blog: Blog, service: str) -> None:
    blog.open(server=service, key="")
    expect(blog.page.locator("section")).to_have_count(4)
    assert blog.marks() == [
        ("Shambolic council slams <plan>", ["Shambolic", "slams"]),
        ("It was a bonkers 😀 plan & may fail.", ["bonkers", "may"]),
        ("We were gobsmacked.", ["gobsmacked"]),
        ("Perhaps .", ["Perhaps"]),
    ]
    (asked,) = blog.asked
    assert [(block["id"], block["role"]) for block in asked["blocks"]] == [
        ("title", "headline"),
        ("p1", "body"),
        ("q1", "blockquote"),
        ("p2", "body"),
        ("x", "body"),
    ]
    assert blog.page.evaluate("window.ran") is None  # what stands in an article is not run


def test_a_click_selects_the_block_and_in_the_title_sets_the_focus(
    blog: Blog, service: str
) -> None:
    blog.open(server=service, key="")
    blog.page.get_by_role("button", name="bonkers").click()
    assert blog.page.evaluate("editor.selected") == "p1"
    blog.page.get_by_role("button", name="slams").click()
    assert blog.page.evaluate("document.activeElement.className") == "wp-block-post-title"


def test_an_edit_is_read_once_it_has_come_to_rest(blog: Blog, service: str) -> None:
    blog.open(server=service, key="")
    expect(blog.page.locator("section")).to_have_count(4)
    blog.page.evaluate("editor.write('p2', 'The council')")
    blog.page.evaluate("editor.write('p2', 'The council reportedly met.')")
    expect(blog.page.locator("section")).to_have_count(5)
    assert blog.marks()[3] == ("The council reportedly met.", ["reportedly"])
    assert len(blog.asked) == 2


def test_a_busy_service_is_asked_again_and_what_was_found_stays(blog: Blog, service: str) -> None:
    blog.open(server=service, key="")
    expect(blog.page.locator("section")).to_have_count(4)
    times = 0

    def busy(route: Route) -> None:
        nonlocal times
        times += 1
        if times > 1:
            route.fallback()
            return
        allow = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "Retry-After"}
        route.fulfill(status=429, headers={"Retry-After": "1", **allow}, body="{}")

    blog.page.route("**/analyze", busy)
    blog.page.evaluate("editor.title('A plan')")
    expect(blog.page.get_by_role("status")).to_have_text("levelhead is busy.")
    expect(blog.page.get_by_role("button", name="bonkers")).to_be_visible()
    expect(blog.page.get_by_role("status")).to_have_text("")
    expect(blog.page.locator("section")).to_have_count(3)
    assert times == 2


def test_without_an_address_nothing_is_asked(blog: Blog) -> None:
    blog.open(server="", key="")
    expect(blog.page.locator("aside")).to_have_text("Set the address first: Settings, levelhead.")
    assert blog.asked == []
