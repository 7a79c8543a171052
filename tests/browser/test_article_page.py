"""The page of `levelhead analyze --format html` in a browser: widths, colours, print."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page

from levelhead.cli.article_page import page as article_page
from tests.test_article_page import analysed

TEXT = """Mayor slams bonkers tram plan

The mayor has blasted a whopping £40m scheme that could reportedly bring the town to a standstill.

Critics say it may never open. "It is an utterly shambolic idea," one shopkeeper said, a
'genius' at work. See https://example.org/a-very-long-address-without-a-single-gap-in-it-{}.
""".format("x" * 80)


@pytest.fixture
def shown(browser: Browser, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The page of two files, at the width and in the colours that the test asks for."""
    width, scheme = request.param
    file = tmp_path / "page.html"
    texts = [analysed(TEXT), analysed(f"<h1>Bonkers</h1><p>{TEXT}", "html", "b.html")]
    file.write_text(article_page(texts), "utf-8")
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, java_script_enabled=True
    )
    page = context.new_page()
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(file.as_uri())
    yield page
    context.close()
    assert requests == [file.as_uri()]


def style(marks: Locator, name: str) -> Any:
    return marks.first.evaluate(f"mark => getComputedStyle(mark)[{name!r}]")


EVERY = [(width, scheme) for width in (320, 390, 768, 1280, 1920) for scheme in ("light", "dark")]


@pytest.mark.parametrize("shown", EVERY, indirect=True)
def test_nothing_is_wider_than_the_window_and_axe_finds_nothing(shown: Page) -> None:
    room, needed = shown.evaluate(
        "[document.documentElement.clientWidth, document.documentElement.scrollWidth]"
    )
    assert needed <= room
    assert Axe().run(shown).response["violations"] == []


@pytest.mark.parametrize("shown", [(1280, "light"), (390, "dark")], indirect=True)
def test_author_and_quotation_look_different_in_both_dimensions(shown: Page) -> None:
    text = shown.locator(".text").first
    nothing = "rgba(0, 0, 0, 0)"
    filled = style(text.locator("mark.sensational.author"), "backgroundColor")
    assert filled != nothing
    assert style(text.locator("mark.hedging.author"), "backgroundColor") not in (nothing, filled)
    assert style(text.locator("mark.sensational.quoted"), "backgroundColor") == nothing
    assert style(text.locator("mark.sensational.quoted"), "textDecorationLine") == "underline"


@pytest.mark.parametrize(
    ("shown", "next_to"), [((1280, "light"), True), ((390, "light"), False)], indirect=["shown"]
)
def test_reasons_are_next_to_the_text_or_below_it(shown: Page, next_to: bool) -> None:
    text, reasons = (shown.locator(part).first.bounding_box() for part in (".text", ".reasons"))
    assert text is not None
    assert reasons is not None
    assert (reasons["x"] >= text["x"] + text["width"]) == next_to
    assert (reasons["y"] >= text["y"] + text["height"]) != next_to


@pytest.mark.parametrize("shown", [(390, "light")], indirect=True)
def test_a_number_leads_to_its_reason_and_back(shown: Page) -> None:
    shown.locator("#mark-1-3 a").click()
    assert shown.locator("#reason-1-3").evaluate("reason => reason.matches(':target')")
    shown.locator("#reason-1-3 a").click()
    assert shown.locator("#mark-1-3").evaluate("mark => mark.matches(':target')")


@pytest.mark.parametrize("shown", [(1280, "dark")], indirect=True)
def test_print_is_dark_on_light_with_the_reasons_below(shown: Page) -> None:
    shown.emulate_media(media="print")
    body, root = shown.locator("body"), shown.locator("html")
    assert style(body, "color") == "rgb(31, 28, 24)"
    assert style(root, "backgroundColor") == "rgb(255, 253, 249)"
    assert style(shown.locator(".columns"), "display") == "block"
