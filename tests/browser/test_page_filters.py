"""The chips of the page at /: which marks they show, and what counts and scores refer to."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.at_the_paper import ARTICLE, load_sample, paste, shown, table

# How many marks are painted on the paper.
PAINTED = (
    "[...CSS.highlights].filter(([n]) => /al-|ng-/.test(n)).reduce((n, [, h]) => n + h.size, 0)"
)


def chip(page: Page, name: str) -> Locator:
    return page.locator("#filters").get_by_role("button").filter(has_text=name)


def pressed(page: Page) -> list[str]:
    return page.locator("#filters [aria-pressed=true] span").all_inner_texts()


@pytest.mark.parametrize(
    ("clicks", "words", "chips"),
    {
        "one": (["hedging"], ["may", "reportedly"], ["hedging"]),
        "a second click": (["hedging", "hedging"], None, []),
        "another instead": (["hedging", "quoted"], ["shambolic"], ["quoted"]),
        "one more": (["modal", "+hearsay"], ["may", "reportedly"], ["hearsay", "modal"]),
        "one more of another kind": (["loaded", "+author"], ["bonkers"], ["author", "loaded"]),
        "one less": (["modal", "+hearsay", "+modal"], ["reportedly"], ["hearsay"]),
        "the last one less": (["modal", "+modal"], None, []),
        "only one of two": (["modal", "+hearsay", "modal"], ["may"], ["modal"]),
        "nothing fits": (["hedging", "+quoted"], [], ["hedging", "quoted"]),
    }.values(),
)
def test_a_click_shows_only_these_marks_and_a_second_all(
    paper: Page, clicks: list[str], words: list[str] | None, chips: list[str]
) -> None:
    paste(paper, ARTICLE)
    shown(paper)
    everything = ["slams", "bonkers", "may", "reportedly", "shambolic"]
    for click in clicks:
        chip(paper, click.removeprefix("+")).click(
            modifiers=["Control"] if click.startswith("+") else []
        )
    expected = everything if words is None else words
    shown(paper, len(expected))
    assert [row[0] for row in table(paper)] == expected
    assert paper.evaluate(PAINTED) == len(expected)
    assert pressed(paper) == chips


def test_counts_and_scores_say_what_they_count(paper: Page) -> None:
    paste(paper, ARTICLE)
    shown(paper)
    counts = paper.locator("#marks-count"), paper.locator(".scores > .note")
    details = paper.locator(".detail")
    assert [each.inner_text() for each in counts] == [
        "5",
        "0 is the lowest score, 1 the highest. Both describe the whole article.",
    ]
    scores = paper.locator(".figure").all_inner_texts()
    chip(paper, "loaded").click()
    shown(paper, 2)
    assert [each.inner_text() for each in counts] == [
        "2 of 5",
        "The scores count all 5 marks of the article, shown or not.",
    ]
    assert [text.partition(". ")[0] for text in details.all_inner_texts()] == [
        "2 of 3 marks shown",
        "0 of 2 marks shown",
    ]
    assert paper.locator(".figure").all_inner_texts() == scores
    paper.get_by_role("button", name="Show all marks").click()
    shown(paper)
    assert counts[0].inner_text() == "5"


def test_a_dismissed_mark_still_counts_and_that_is_said(paper: Page) -> None:
    paste(paper, ARTICLE)
    shown(paper)
    paper.locator("#marks").get_by_role("button", name="slams").click()
    paper.keyboard.press("x")
    shown(paper, 4)
    expect(paper.locator(".detail").first).to_contain_text("2 of 3 marks shown")
    assert paper.locator("#figures").inner_text() == "25 words, 4 sentences, 1 mark dismissed"


def test_dismissed_marks_are_listed_and_taken_back(paper: Page) -> None:
    fold = paper.locator("#dismissed-fold")
    paste(paper, ARTICLE)
    shown(paper)
    expect(fold).to_be_hidden()
    paper.locator("#marks").get_by_role("button", name="slams").click()
    paper.keyboard.press("x")
    shown(paper, 4)
    paper.reload()
    shown(paper, 4)
    expect(fold.locator("summary")).to_have_text("Dismissed 1")
    expect(fold.locator(".said b")).to_have_text("slams")
    fold.get_by_role("button", name="Mark it again").click()
    shown(paper)
    expect(fold).to_be_hidden()


@pytest.mark.parametrize(("key", "adds"), [("Enter", "Shift+Enter"), ("Space", "Control+Space")])
def test_chips_work_from_the_keyboard_and_keep_the_focus(paper: Page, key: str, adds: str) -> None:
    paste(paper, ARTICLE)
    shown(paper)
    chip(paper, "modal").focus()
    paper.keyboard.press(key)
    shown(paper, 1)
    expect(chip(paper, "modal")).to_be_focused()
    chip(paper, "hearsay").focus()
    paper.keyboard.press(adds)
    shown(paper, 2)
    expect(chip(paper, "hearsay")).to_be_focused()
    assert pressed(paper) == ["hearsay", "modal"]


def test_a_filter_for_marks_that_are_gone_goes_with_them(paper: Page) -> None:
    paste(paper, ARTICLE)
    shown(paper)
    chip(paper, "hearsay").click()
    shown(paper, 1)
    paper.locator("#marks").get_by_role("button", name="reportedly").click()
    paper.keyboard.press("Escape")
    for _ in "reportedly":
        paper.keyboard.press("Backspace")
    shown(paper, 4)
    assert pressed(paper) == []


def test_a_new_article_begins_without_a_filter(paper: Page) -> None:
    paste(paper, ARTICLE)
    shown(paper)
    chip(paper, "hedging").click()
    shown(paper, 2)
    load_sample(paper)
    expect(paper.locator("#marks-count")).to_have_text("24")


def test_the_levelled_version_is_of_all_marks(paper: Page) -> None:
    paste(paper, ARTICLE)
    shown(paper)
    before = paper.locator("#levelled").inner_text()
    chip(paper, "hedging").click()
    shown(paper, 2)
    assert paper.locator("#levelled").inner_text() == before
