"""What replaces the article on the page at / can be undone."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.at_the_paper import load_sample, on_paper, open_file, status

TYPED = "It may rain."
Replace = Callable[[Page, Path], None]


def clear(page: Page, _: Path) -> None:
    page.get_by_role("button", name="Clear").click()
    expect(page.locator("#invite")).to_be_visible()


def sample(page: Page, _: Path) -> None:
    page.get_by_role("button", name="Sample article").click()
    expect(page.locator("#paper h2")).to_contain_text("Mayor slams bonkers")


def file(page: Page, folder: Path) -> None:
    open_file(page, folder / "a.txt", b"Council meets\n\nIt was short.")
    expect(page.locator("#paper")).to_contain_text("It was short.")


REPLACEMENTS = pytest.mark.parametrize("replace", [clear, sample, file])


def write(page: Page) -> str:
    """Type an article of a headline, a paragraph and a quotation; what is then on the paper."""
    load_sample(page)
    page.locator("#paper p").last.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(f" {TYPED}")
    return on_paper(page)


@REPLACEMENTS
def test_ctrl_z_brings_the_article_back_wherever_the_focus_is(
    paper: Page, tmp_path: Path, replace: Replace
) -> None:
    before = write(paper)
    replace(paper, tmp_path)
    after = on_paper(paper)
    paper.keyboard.press("Control+z")
    expect(paper.locator("#paper")).to_contain_text(TYPED)
    assert on_paper(paper) == before
    paper.locator("#paper").focus()
    paper.keyboard.press("Control+Shift+z")
    expect(paper.locator("#paper")).not_to_contain_text(TYPED)
    assert on_paper(paper) == after
    paper.keyboard.press("Control+z")
    expect(paper.locator("#paper")).to_contain_text(TYPED)
    assert on_paper(paper) == before


@REPLACEMENTS
def test_a_button_undoes_it_until_something_is_written(
    paper: Page, tmp_path: Path, replace: Replace
) -> None:
    before = write(paper)
    replace(paper, tmp_path)
    undo = paper.get_by_role("button", name="Undo")
    undo.click()
    expect(paper.locator("#paper")).to_contain_text(TYPED)
    assert on_paper(paper) == before
    expect(undo).not_to_be_visible()
    replace(paper, tmp_path)
    expect(undo).to_be_visible()
    paper.locator("#paper").focus()
    paper.keyboard.type("A")
    expect(undo).not_to_be_visible()


def test_what_was_done_is_said(paper: Page, tmp_path: Path) -> None:
    sample(paper, tmp_path)
    expect(status(paper)).to_have_text("This is the sample article.")
    expect(paper.get_by_role("button", name="Undo")).not_to_be_visible()  # there was nothing before
    clear(paper, tmp_path)
    expect(status(paper)).to_have_text("The article was cleared.")
    file(paper, tmp_path)
    expect(status(paper)).to_have_text("Opened a.txt.")


def test_an_article_can_be_cleared_while_the_service_is_down(paper: Page) -> None:
    paper.route("**/analyze", lambda route: route.abort())
    paper.locator("#paper").click()
    paper.keyboard.type(TYPED)
    paper.get_by_role("button", name="Clear").click()
    expect(paper.locator("#invite")).to_be_visible()
    paper.keyboard.press("Control+z")
    expect(paper.locator("#paper")).to_have_text(TYPED)
    expect(paper.locator("#invite")).not_to_be_visible()


def test_a_file_that_is_refused_says_so_in_view_and_leaves_the_button(
    paper: Page, tmp_path: Path
) -> None:
    write(paper)
    open_file(paper, tmp_path / "long.txt", b"It rained.\n\n" * 100)
    undo = paper.get_by_role("button", name="Undo")
    expect(undo).to_be_visible()
    paper.evaluate("scrollTo(0, 1500)")
    expect(status(paper)).not_to_be_in_viewport()
    open_file(paper, tmp_path / "card.png", b"\x89PNG\r\n\x1a\n")
    expect(status(paper)).to_contain_text("“card.png” is a picture.")
    expect(status(paper)).to_be_in_viewport()
    undo.click()
    expect(paper.locator("#paper")).to_contain_text(TYPED)


def test_typing_is_undone_by_the_browser_as_ever(paper: Page) -> None:
    paper.locator("#paper").click()
    paper.keyboard.type("One.")
    paper.keyboard.press("Enter")
    paper.keyboard.type("Two.")
    expect(paper.locator("#paper")).to_have_text("One.Two.")
    states = []
    for _ in range(8):
        paper.keyboard.press("Control+z")
        states.append(paper.locator("#paper").inner_text().strip())
    assert any(state.startswith("One.") and "Two." not in state for state in states)
    assert states[-1] == ""


def test_all_of_several_replacements_can_be_taken_back(paper: Page, tmp_path: Path) -> None:
    before = write(paper)
    clear(paper, tmp_path)
    sample(paper, tmp_path)
    file(paper, tmp_path)
    states = []
    for _ in range(3):
        paper.keyboard.press("Control+z")
        states.append(on_paper(paper))
    assert "Mayor slams bonkers" in states[0]
    assert TYPED not in states[0]
    assert states[1:] == ["<p><br></p>", before]
