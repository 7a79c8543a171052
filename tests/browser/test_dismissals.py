"""Dismissed marks: they are listed and taken back in the field, stored, and of no other word."""

import asyncio
import threading
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.async_api import Page as AsyncPage
from playwright.async_api import async_playwright
from playwright.sync_api import Locator, Page, expect

from tests.browser import chromium
from tests.browser.at_the_paper import ARTICLE, paste, shown
from tests.browser.host import Host

FIELD = """<label>Text <textarea id="text" rows="8" cols="50">
The mayor slams a shambolic plan. It may rain.</textarea></label>"""
EDITOR = """<div id="text" contenteditable="true" role="textbox" aria-label="Article"
  aria-multiline="true"><p>The mayor slams a shambolic plan. It may rain.</p></div>"""
DECLARED = FIELD.replace('id="text"', "data-levelhead")
WORDS = ["slams", "shambolic", "may"]
FULL = (
    "Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError'); }; null"
)
FORBIDDEN = """Object.defineProperty(window, "localStorage", {
  get() { throw new DOMException("", "SecurityError"); } });"""


def button(host: Host) -> Locator:
    """The button that lists the dismissed marks."""
    return host.page.locator("[data-levelhead-layer] .gone:visible")


def listed(host: Host) -> list[str]:
    return host.card().locator("li b").all_inner_texts()


def focused(host: Host) -> Any:
    return host.page.evaluate(
        """() => {
          const { activeElement } = document;
          const within = activeElement.shadowRoot?.activeElement;
          return within?.ariaLabel ?? within?.textContent ?? activeElement.localName;
        }"""
    )


@pytest.mark.parametrize("body", [DECLARED, EDITOR.replace('id="text"', "data-levelhead")])
def test_a_plain_field_lists_what_was_dismissed_and_takes_it_back_by_key(
    host: Host, body: str
) -> None:
    host.open(body)
    press = host.page.keyboard.press
    host.until("[...CSS.highlights.values()].reduce((n, all) => n + all.size, 0) === 3")
    expect(button(host)).to_have_count(0)
    press("F8")
    press("x")
    press("F8")
    press("x")
    assert host.marks() == ["may"]
    expect(button(host)).to_have_text("2 dismissed")
    press("F8")
    press("F8")  # the list comes after the last mark
    assert listed(host) == ["slams", "shambolic"]
    assert focused(host) == "Mark it again: “slams”"
    press("ArrowDown")
    assert focused(host) == "Mark it again: “shambolic”"
    press("Enter")
    assert (host.marks(), listed(host)) == (["shambolic", "may"], ["slams"])
    assert focused(host) == "Mark it again: “slams”"
    press("Escape")
    expect(host.card()).to_be_hidden()
    assert focused(host) in {"textarea", "div"}
    press("Shift+F8")
    press("Shift+F8")
    host.page.reload()
    expect(button(host)).to_have_text("1 dismissed")
    button(host).click()
    press("Enter")
    expect(host.card()).to_be_hidden()
    expect(button(host)).to_have_count(0)
    assert host.marks() == WORDS
    assert focused(host) in {"textarea", "div"}


def test_the_button_says_which_field_it_is_for_and_toggles_the_list(host: Host) -> None:
    host.open(FIELD, marks=3)
    host.page.evaluate("handle.dismiss(handle.marks[0])")
    expect(button(host)).to_have_attribute("aria-label", "1 dismissed: Text")
    for state in ("true", "false", "true"):
        button(host).click()
        expect(button(host)).to_have_attribute("aria-expanded", state)
    host.page.keyboard.press("Escape")
    assert focused(host) == "1 dismissed: Text"
    host.page.evaluate("attach(element, { listDismissed: false })")
    host.wait_for_marks(2)
    expect(button(host)).to_have_count(0)
    host.page.evaluate("handle.detach()")
    host.page.evaluate("handle.restore(results.at(-1).dismissed[0])")
    assert host.marks() == []


@pytest.mark.parametrize("key", ["Escape", "Tab"])
def test_what_is_detached_with_the_focus_in_its_list_gets_the_focus(host: Host, key: str) -> None:
    host.open(FIELD + '<input id="elsewhere">', marks=3)
    host.page.evaluate("handle.dismiss(handle.marks[0])")
    button(host).click()  # the focus is in the list
    host.page.keyboard.press(key)  # on the button, or further on in the list
    host.page.evaluate("handle.detach()")
    assert host.page.evaluate("document.activeElement.id") == "text"


def test_what_is_detached_without_the_focus_leaves_it_where_it_is(host: Host) -> None:
    host.open(FIELD + '<input id="elsewhere">', marks=3)
    host.page.evaluate("handle.dismiss(handle.marks[0])")
    host.page.locator("#elsewhere").focus()
    host.page.evaluate("handle.detach()")
    assert host.page.evaluate("document.activeElement.id") == "elsewhere"


@pytest.mark.parametrize(("width", "colours"), [(390, "dark"), (900, "light")])
def test_axe_finds_nothing_and_the_list_is_in_the_window(
    host: Host, width: int, colours: str
) -> None:
    host.page.set_viewport_size({"width": width, "height": 700})
    dark = "body { background: #111; color: #eee; } #text { background: #111; color: #eee; }"
    host.open(EDITOR, dark if colours == "dark" else "", marks=3)
    for _ in range(3):
        host.page.evaluate("handle.dismiss(handle.marks[0])")
    assert Axe().run(host.page).response["violations"] == []
    button(host).click()
    assert colours in str(host.card().get_attribute("class"))
    assert Axe().run(host.page).response["violations"] == []
    box = host.card().bounding_box()
    assert box is not None
    assert 0 <= box["x"] <= box["x"] + box["width"] <= width


LINES = "<p>It rained.</p>" * 40


def test_the_button_is_where_its_field_can_be_seen(host: Host) -> None:
    editor = EDITOR.replace("</div>", f"{LINES}</div>")
    css = "#box { height: 200px; overflow: auto; }"
    host.open(f'<div id="box">{editor}</div><div id="after">After</div>', css, marks=3)
    host.page.evaluate("handle.dismiss(handle.marks[0])")
    box, after = host.page.locator("#box"), button(host)
    for top in (0, 300):
        box.evaluate("(box, top) => (box.scrollTop = top)", top)
        host.until("states.length > 0")
        outer, inner = box.bounding_box(), after.bounding_box()
        assert outer is not None
        assert inner is not None
        assert outer["y"] < inner["y"] < inner["y"] + inner["height"] <= outer["y"] + 200
        assert inner["x"] + inner["width"] < outer["x"] + outer["width"] - 15  # its scroll bar
    host.page.evaluate("element.hidden = true")
    expect(button(host)).to_have_count(0)


@pytest.mark.parametrize("trouble", [FULL, FORBIDDEN], ids=["full", "forbidden"])
def test_what_the_browser_cannot_store_is_said_and_lasts_as_long_as_the_page(
    host: Host, trouble: str
) -> None:
    host.page.add_init_script(trouble)
    host.open(FIELD, marks=3)
    host.page.evaluate(
        "window.changes = []; attach(element, { onDismiss: (change) => changes.push(change) })"
    )
    host.wait_for_marks(3)
    host.page.evaluate("handle.dismiss(handle.marks[0])")
    said = "Dismissed only until this page is closed: the browser cannot store it."
    expect(host.page.locator("[data-levelhead-layer] .notice")).to_contain_text([said])
    assert host.page.evaluate("[states.at(-1).state, states.at(-1).message]") == ["unstored", said]
    assert host.page.evaluate("changes.at(-1).stored") is False
    assert host.page.evaluate("results.at(-1).dismissed[0].stored") is False
    button(host).click()
    expect(host.card().locator("#message")).to_contain_text("they count only until this page is")
    host.page.keyboard.press("Escape")
    host.page.evaluate("attach(element)")  # it is read again, and not lost
    host.wait_for_marks(2)
    other = "a20c45832f999b02"
    assert host.page.evaluate("print => levelhead.dismiss(print)", other) is False
    host.page.evaluate("handle.restore(results.at(-1).dismissed[0])")
    assert host.marks() == WORDS
    assert host.page.evaluate("levelhead.dismissed()") == [other]


def test_what_could_not_be_stored_is_stored_with_the_next_change(host: Host) -> None:
    host.open(FIELD, marks=3)
    host.page.evaluate("window.right = Storage.prototype.setItem; null")
    host.page.evaluate(FULL)
    host.page.evaluate("handle.dismiss(handle.marks[0])")
    host.page.evaluate("Storage.prototype.setItem = right; null")
    host.page.evaluate("handle.dismiss(handle.marks[0])")
    assert host.page.evaluate("states.at(-1).message") == ""
    assert host.page.evaluate("results.at(-1).dismissed.map((mark) => mark.stored)") == [True, True]
    host.open(FIELD, marks=1)


def test_the_page_says_that_a_dismissal_is_not_stored(paper: Page) -> None:
    paste(paper, ARTICLE)
    shown(paper)
    note = paper.locator("#unstored")
    paper.keyboard.press("F8")
    paper.keyboard.press("x")
    shown(paper, 4)
    expect(note).to_be_hidden()
    paper.evaluate(FULL)
    paper.keyboard.press("F8")
    paper.keyboard.press("x")
    shown(paper, 3)
    expect(note).to_be_visible()


def test_damage_in_the_storage_is_ignored_and_no_more_than_5000_are_kept(host: Host) -> None:
    host.open(FIELD, marks=3)
    host.page.evaluate(
        """() => {
          const set = (key, value) => localStorage.setItem(`levelhead-dismissed${key}`, value);
          set("", "[1, null]");
          for (const key of ["-", "-nothex", "-A20C45832F999B02"]) set(key, "1");
          set(`-${handle.marks[0].fingerprint}`, "{");
          for (let n = 0; n < 6000; n++) set(`-${n.toString(16).padStart(16, "0")}`, n + 1);
          localStorage.setItem("mine", "1");
        }"""
    )
    host.open(FIELD, marks=3)  # the oldest do not count
    assert host.page.evaluate("levelhead.dismissed().length") == 5000
    host.page.evaluate("handle.dismiss(handle.marks[0])")
    dismissed = host.page.evaluate("levelhead.dismissed()")
    newest = host.page.evaluate("results.at(-1).dismissed[0].fingerprint")
    assert (len(dismissed), dismissed[0], dismissed[-1]) == (5000, f"{1001:016x}", newest)
    # What is not levelhead's own stays.
    assert host.page.evaluate("[localStorage.mine, localStorage.length]") == ["1", 5002]


def test_a_host_may_dismiss_thousands_in_a_loop(host: Host) -> None:
    host.open(FIELD, marks=3)
    seconds = host.page.evaluate(
        """() => {
          const began = performance.now();
          for (let n = 0; n < 5010; n++) levelhead.dismiss(n.toString(16).padStart(16, "0"));
          return (performance.now() - began) / 1000;
        }"""
    )
    assert host.page.evaluate("levelhead.dismissed().length") == 5000
    assert host.page.evaluate("localStorage.length") == 5000
    assert seconds < 10  # in proportion to their number: the square of it took a minute


def test_two_fields_of_a_page_share_their_dismissals(host: Host) -> None:
    host.open(FIELD + '<textarea id="other" aria-label="Other">It may rain.</textarea>', marks=3)
    host.page.evaluate("window.other = levelhead.attach(document.querySelector('#other'))")
    host.until("other.marks.length === 1")
    host.page.evaluate("handle.dismiss(handle.marks[2])")
    assert host.page.evaluate("other.marks.length") == 0
    expect(button(host)).to_have_count(2)


def test_two_tabs_at_once_lose_nothing(server: str) -> None:
    prints = [f"{n:016x}" for n in range(80)]
    change = "prints => { for (const print of prints) levelhead.dismiss(print); }"

    async def of_two_tabs() -> list[list[str]]:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=chromium.headless())
            context = await browser.new_context()
            tabs: list[AsyncPage] = [await context.new_page() for _ in range(2)]
            for tab in tabs:
                await tab.goto(server)
                await tab.wait_for_function("window.levelhead")
            for n in range(0, 80, 4):
                parts = prints[n : n + 2], prints[n + 2 : n + 4]
                await asyncio.gather(*map(AsyncPage.evaluate, tabs, [change] * 2, parts))
            found = []
            for tab in tabs:
                await tab.wait_for_function("levelhead.dismissed().length === 80")
                found.append(sorted(await tab.evaluate("levelhead.dismissed()")))
            await browser.close()
            return found

    # In a thread of its own: this one has the event loop of the other tests.
    found: list[list[list[str]]] = []
    thread = threading.Thread(target=lambda: found.append(asyncio.run(of_two_tabs())))
    thread.start()
    thread.join()
    assert found == [[prints, prints]]


# A text whose only mark is dismissed, another text, and the words that are then marked.
TEXTS = {
    "another text that begins alike": (
        "It may rain today in the hills.",
        "It may be that the council builds a new library in the old town next year.",
        ["may"],
    ),
    "the same word before it": ("It may rain.", "It may snow. It may rain.", ["may"]),
    "the same word after it": ("It may rain.", "It may rain. It may snow.", ["may"]),
    "the word replaced by another": ("It may rain.", "It might rain.", ["might"]),
    "a neighbour edited": ("It may rain.", "It may snow.", []),
    "lines before it": ("It may rain.", "First.\r\n\r\nIt may rain.", []),
    "text in front": (
        "It may rain today in the hills.",
        "Once it may rain today in the hills.",
        [],
    ),
}


@pytest.mark.parametrize("case", TEXTS)
@pytest.mark.parametrize("body", ["textarea", "p"])
def test_a_dismissal_counts_for_its_own_word(host: Host, case: str, body: str) -> None:
    text, then, marked = TEXTS[case]
    host.open(f'<{body} id="text" aria-label="Text" {"contenteditable" * (body == "p")}></{body}>')
    put = """text => {
      if (element.localName === "textarea") element.value = text;
      else element.textContent = text;
      handle.refresh();
    }"""
    host.page.evaluate(put, text)
    host.until("states.at(-1)?.state === 'done' && handle.marks.length === 1")
    host.page.evaluate("handle.dismiss(handle.marks[0])")
    count = host.page.evaluate("results.length")
    host.page.evaluate(put, then)
    host.until(f"results.length > {count} && states.at(-1).state === 'done'")
    assert host.marks() == marked


def test_what_is_taken_back_stays_so_after_an_undo(host: Host) -> None:
    host.open(EDITOR, marks=3)
    host.page.evaluate("handle.dismiss(handle.marks[1])")
    host.page.evaluate("getSelection().collapse(element.querySelector('p').firstChild, 31)")
    host.page.keyboard.type("s")
    host.until(
        "states.at(-1).state === 'done' && /plas/.test(results.at(-1).request.blocks[0].text)"
    )
    assert host.marks() == ["slams", "may"]
    host.page.evaluate("handle.restore(results.at(-1).dismissed[0])")
    assert host.marks() == WORDS
    host.page.keyboard.press("Control+z")
    host.until(
        "states.at(-1).state === 'done' && !/plas/.test(results.at(-1).request.blocks[0].text)"
    )
    assert host.marks() == WORDS
