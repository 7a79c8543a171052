"""The page at / at every width: no panel lies over another, or is wider than the window."""

from typing import Any, Literal

import pytest
from playwright.sync_api import Page, expect

from tests.browser.at_the_paper import load_sample, paste, shown

# An article of some 3,000 words, for which the side panel has far to go.
LONG = "\n\n".join(
    [
        "Mayor slams bonkers harbour plan",
        *(
            f"Paragraph {n} says that the tram may reportedly pass the harbour. The council met on "
            "a Monday, took two votes and went home by bus, and nobody raised a hand. "
            "“It is a shambolic idea,” one member said of the line, which has eleven stops."
            for n in range(60)
        ),
    ]
)

# What overlaps what, at the present scroll position. A panel is where it can be seen: what a
# scrolling box cuts off is not.
FAULTS = """() => {
  const faults = [];
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > width) faults.push("the page scrolls sideways");
  const seen = (element) => {
    let { left, top, right, bottom } = element.getBoundingClientRect();
    for (let each = element.parentElement; each; each = each.parentElement) {
      if (getComputedStyle(each).overflowY === "visible" || each === document.documentElement) {
        continue;
      }
      const box = each.getBoundingClientRect();
      [left, top] = [Math.max(left, box.left), Math.max(top, box.top)];
      [right, bottom] = [Math.min(right, box.right), Math.min(bottom, box.bottom)];
    }
    return { left, top, right, bottom };
  };
  const panels = [
    ...document.querySelectorAll(
      ".top > *, .key, .bar, .said-line, .sheet, .figures, .legend, .scores, .flags, #filter, " +
        "#keys, .more > *, footer",
    ),
  ].filter((panel) => panel.getClientRects().length);
  const name = (panel) => panel.id || panel.className || panel.localName;
  const boxes = panels.map(seen);
  panels.forEach((panel, n) => {
    const a = boxes[n];
    for (let m = 0; m < n; m++) {
      const b = boxes[m];
      const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (wide > 0.5 && high > 0.5) faults.push(`${name(panel)} overlaps ${name(panels[m])}`);
    }
    for (const dx of [0.02, 0.5, 0.98]) {
      for (const dy of [0.02, 0.25, 0.5, 0.75, 0.98]) {
        const x = a.left + (a.right - a.left) * dx;
        const y = Math.max(a.top, 0) + (Math.min(a.bottom, innerHeight) - Math.max(a.top, 0)) * dy;
        // At an edge between two pixels either of two neighbours may be hit.
        if (y <= a.top + 1 || y >= a.bottom - 1 || y < 0 || y >= innerHeight) continue;
        const on = document.elementFromPoint(x, y);
        if (on && !panel.contains(on) && !on.contains(panel)) {
          faults.push(`${name(on)} lies over ${name(panel)}`);
        }
      }
    }
    const right = panel.getBoundingClientRect().right;
    for (const element of panel.querySelectorAll("*")) {
      if (element.closest(".unseen, thead") || !element.getClientRects().length) continue;
      const over = element.getBoundingClientRect().right - Math.min(right, width);
      if (over > 0.5) faults.push(`${name(element)} is ${over} px past ${name(panel)}`);
    }
  });
  return [...new Set(faults)];
}"""


def faults_on_the_way_down(page: Page) -> list[str]:
    """What is wrong at any scroll position from the top of the page to its end."""
    found: list[str] = []
    page.evaluate("scrollTo(0, 0)")
    while True:
        at, end, height = page.evaluate(
            "[scrollY, document.documentElement.scrollHeight - innerHeight, innerHeight]"
        )
        found += [f"{fault}, at {at}" for fault in page.evaluate(FAULTS)]
        if at >= end - 1:
            return found
        page.evaluate("(y) => scrollTo({ top: y, behavior: 'instant' })", at + height / 3)


def open_all(page: Page) -> None:
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")


@pytest.mark.parametrize(
    ("width", "scheme"),
    [
        *((width, "light") for width in (320, 390, 620, 768, 901, 1024, 1280, 1920)),
        *((width, "dark") for width in (390, 768, 1024, 1280, 1920)),
    ],
)
def test_no_panel_lies_over_another(
    paper: Page, width: int, scheme: Literal["light", "dark"]
) -> None:
    paper.set_viewport_size({"width": width, "height": 844 if width < 600 else 720})
    paper.emulate_media(color_scheme=scheme)
    assert faults_on_the_way_down(paper) == []
    load_sample(paper)
    assert faults_on_the_way_down(paper) == []
    open_all(paper)
    assert faults_on_the_way_down(paper) == []


@pytest.mark.parametrize("width", [390, 1024, 1280])
def test_no_panel_lies_over_another_with_a_long_article(paper: Page, width: int) -> None:
    paper.set_viewport_size({"width": width, "height": 720})
    paste(paper, LONG)
    shown(paper, 182)
    assert faults_on_the_way_down(paper) == []


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_no_panel_lies_over_another_with_flags_of_the_headline(paper: Page, width: int) -> None:
    paper.set_viewport_size({"width": width, "height": 720})
    paste(
        paper, "Clerk stole funds and fled abroad\n\nA clerk may have stolen funds and fled abroad."
    )
    expect(paper.locator("#flags li")).to_have_count(1)
    assert faults_on_the_way_down(paper) == []


def test_a_low_window_shows_all_of_the_side_panel(paper: Page) -> None:
    paper.set_viewport_size({"width": 1280, "height": 420})
    load_sample(paper)
    assert faults_on_the_way_down(paper) == []
    last = paper.locator("#keys")
    last.scroll_into_view_if_needed()
    expect(last).to_be_in_viewport(ratio=1)


def test_the_side_panel_stays_in_view_as_long_as_the_article(paper: Page) -> None:
    paper.set_viewport_size({"width": 1280, "height": 720})
    paste(paper, LONG)
    shown(paper, 182)
    paper.evaluate("scrollTo(0, 2000)")
    expect(paper.locator(".score.hedging")).to_be_in_viewport(ratio=1)
    paper.locator("#marks tbody tr").last.scroll_into_view_if_needed()
    expect(paper.locator(".score.hedging")).not_to_be_in_viewport()


def test_an_article_of_200_words_is_short_on_a_phone(paper: Page) -> None:
    paper.set_viewport_size({"width": 390, "height": 844})
    load_sample(paper)
    heights: Any = paper.evaluate(
        "[document.documentElement.scrollHeight, paper.offsetHeight].map(Math.round)"
    )
    whole, article = heights
    assert whole < 2_400
    # What is around the article takes less than one screen.
    assert whole - article < 844
    open_all(paper)
    assert paper.evaluate("document.documentElement.scrollHeight") < 4_900


def test_each_section_folds_on_a_phone_and_is_open_on_a_desk(paper: Page) -> None:
    paper.set_viewport_size({"width": 390, "height": 844})
    load_sample(paper)
    marks = paper.locator("#marks tbody tr").first
    expect(marks).not_to_be_visible()
    paper.get_by_role("heading", name="Marks", exact=True).click()
    expect(marks).to_be_visible()
    paper.set_viewport_size({"width": 1280, "height": 844})
    for section in ["#marks", "#left", "#levelled", "#filters"]:
        expect(paper.locator(section)).to_be_visible()


def test_a_mark_is_not_hidden_by_the_strip(paper: Page) -> None:
    paper.set_viewport_size({"width": 1280, "height": 500})
    paste(paper, LONG)
    shown(paper, 182)
    paper.locator("#paper").focus()
    for key in ["F8"] * 40 + ["Shift+F8"] * 20:
        paper.keyboard.press(key)
    strip = paper.locator("#strip").bounding_box()
    mark = paper.evaluate(
        "[...CSS.highlights.get('levelhead-current')][0].getBoundingClientRect().top"
    )
    assert strip
    assert mark >= strip["y"] + strip["height"]
