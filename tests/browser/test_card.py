"""The card of levelhead.js: what it says, and that everything can be done from the keyboard."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.host import Host
from tests.helpers.edits import EDITS, IN_QUOTATION_MARKS, NOTHING

EDITOR = """<div id="text" contenteditable="true" role="textbox" aria-label="Article"
  aria-multiline="true"><p>The mayor slams a shambolic plan.</p><p>It may reportedly rain.</p></div>
  <button id="other">Send</button>"""
WORDS = ["slams", "shambolic", "may", "reportedly"]
AREA = """<textarea id="text" aria-label="Article" rows="6" cols="50">
The mayor slams a shambolic plan.

It may reportedly rain.</textarea>"""
FAR = "It rained in the hills, and it rained in the plains of the north, too.\n\n"
CSS = "#text { font: 18px/1.6 sans-serif; margin: 30px; width: 420px; }"


def focused(host: Host) -> Any:
    """What has the focus: an id in the page, or the label of a button of the card."""
    return host.page.evaluate(
        """() => {
          const { activeElement } = document;
          return activeElement.shadowRoot?.activeElement?.textContent ?? activeElement.id;
        }"""
    )


def text(host: Host) -> str:
    said: str = host.page.evaluate("(element.value ?? element.innerText).replace(/\\n+/g, '|')")
    return said


def title(host: Host) -> str:
    return host.card().locator("h2").inner_text()


def point(host: Host, number: int) -> tuple[float, float]:
    """The middle of a mark."""
    x, y = host.page.evaluate(
        """n => {
          const { x, y, width, height } = handle.marks[n].range.getBoundingClientRect();
          return [x + width / 2, y + height / 2];
        }""",
        number,
    )
    return x, y


@pytest.mark.parametrize("body", [EDITOR, AREA], ids=["element", "textarea"])
def test_resting_on_a_mark_shows_its_card_until_one_leaves(host: Host, body: str) -> None:
    host.open(body, CSS, marks=4)
    host.page.mouse.move(*point(host, 0))
    expect(host.card()).to_be_visible()
    assert title(host) == "Sensational · dramatic verb"
    assert host.card().locator(".score").inner_text() == "0.60"
    assert "say what was said" in host.card().locator("#message").inner_text()
    assert host.card().locator("button").all_inner_texts() == [
        "Replace with “criticises”",
        "Dismiss",
    ]
    host.page.mouse.move(2, 2)
    expect(host.card()).to_be_hidden()


@pytest.mark.parametrize("body", [EDITOR, AREA], ids=["element", "textarea"])
def test_all_can_be_done_from_the_keyboard(host: Host, body: str) -> None:
    host.open(body, CSS, marks=4)
    press = host.page.keyboard.press
    press("Tab")
    host.page.evaluate(
        "element.value ? element.setSelectionRange(0, 0)"
        " : getSelection().collapse(element.querySelector('p'), 0)"
    )
    assert focused(host) == "text"
    press("F8")
    assert (title(host), focused(host)) == (
        "Sensational · dramatic verb",
        "Replace with “criticises”",
    )
    press("ArrowRight")
    assert focused(host) == "Dismiss"
    press("F8")
    assert title(host) == "Sensational · loaded"
    press("Shift+F8")
    press("Enter")
    host.wait_for_marks(3)
    assert text(host) == "The mayor criticises a shambolic plan.|It may reportedly rain."
    assert focused(host) == "text"
    press("F8")
    assert title(host) == "Sensational · loaded"
    press("1")
    host.wait_for_marks(2)
    assert text(host) == "The mayor criticises a disorganised plan.|It may reportedly rain."
    press("F8")
    assert title(host) == "Hedging · modal"
    press("x")
    assert host.marks() == ["reportedly"]
    assert focused(host) == "text"
    press("F8")
    assert title(host) == "Hedging · hearsay"
    press("Escape")
    expect(host.card()).to_be_hidden()
    assert focused(host) == "text"
    host.page.keyboard.type("!")
    assert "reportedly!" in text(host)
    host.wait_for_marks(1)
    press("Control+z")
    press("Control+z")
    press("Control+z")
    assert text(host) == "The mayor slams a shambolic plan.|It may reportedly rain."


# TinyMCE knows of typing later or never, and of a replacement at once.
EVENTS = {
    EDITOR: [
        ["beforeinput", "insertReplacementText", "criticises"],
        ["input", "insertText", "criticises"],
        ["input", "insertReplacementText", "criticises"],
    ],
    AREA: [
        ["beforeinput", "insertReplacementText", "criticises"],
        ["input", "insertText", "criticises"],
    ],
}


@pytest.mark.parametrize("body", EVENTS, ids=["element", "textarea"])
def test_applying_fires_the_events_of_a_replacement(host: Host, body: str) -> None:
    host.open(body, CSS, marks=4)
    host.page.evaluate("""() => {
      window.events = [];
      for (const type of ["beforeinput", "input"]) {
        element.addEventListener(type, (e) => events.push([type, e.inputType, e.data]));
      }
    }""")
    host.page.mouse.click(*point(host, 0))
    host.card().get_by_role("button", name="Replace with").click()
    host.wait_for_marks(3)
    assert host.page.evaluate("events") == EVENTS[body]


def test_a_dismissal_lasts_for_the_element_whatever_is_edited_around_it(host: Host) -> None:
    host.open(EDITOR, CSS, marks=4)
    host.page.mouse.click(*point(host, 1))
    host.card().get_by_role("button", name="Dismiss").click()
    assert host.marks() == ["slams", "may", "reportedly"]
    host.page.evaluate("getSelection().collapse(element.querySelector('p'), 0)")
    host.page.keyboard.type("Perhaps ")
    host.wait_for_marks(4)
    assert host.marks() == ["Perhaps", "slams", "may", "reportedly"]
    host.page.evaluate("attach(element)")  # attached again
    host.wait_for_marks(4)
    assert host.page.evaluate("results.at(-1).dismissed.map(({ text }) => text)") == ["shambolic"]
    host.page.keyboard.type("a shambolic idea ")  # the same word elsewhere is a mark
    host.wait_for_marks(5)


DISMISSED = "results.at(-1).dismissed.map(({ text }) => text)"


def test_a_dismissal_outlives_a_reload_and_is_taken_back(host: Host) -> None:
    host.open(EDITOR, CSS, marks=4)
    host.page.mouse.click(*point(host, 1))
    host.card().get_by_role("button", name="Dismiss").click()
    assert host.marks() == ["slams", "may", "reportedly"]
    host.open(EDITOR, CSS, marks=3)
    host.page.evaluate("getSelection().collapse(element.querySelector('p'), 0)")
    host.page.keyboard.type("It rained, perhaps. ")
    host.wait_for_marks(4)
    assert host.marks() == ["perhaps", "slams", "may", "reportedly"]
    assert host.page.evaluate(DISMISSED) == ["shambolic"]
    host.page.evaluate("handle.restore(results.at(-1).dismissed[0])")
    assert host.marks() == ["perhaps", "slams", "shambolic", "may", "reportedly"]
    assert host.page.evaluate(DISMISSED) == []
    host.open(EDITOR, CSS, marks=4)


def test_a_dismissal_reaches_other_tabs(host: Host) -> None:
    host.open(EDITOR, CSS, marks=4)
    other = Host(host.page.context.new_page(), host.server)
    other.open(EDITOR, CSS, marks=4)
    host.page.evaluate("handle.dismiss(handle.marks[0])")
    other.wait_for_marks(3)
    assert other.page.evaluate(DISMISSED) == ["slams"]
    other.page.evaluate("handle.restore(results.at(-1).dismissed[0])")
    host.wait_for_marks(4)
    other.page.close()


def test_a_host_without_an_element_uses_the_same_dismissals(host: Host) -> None:
    host.open(EDITOR, CSS, marks=4)
    first = host.page.evaluate("handle.marks[0].fingerprint")
    host.page.evaluate("print => levelhead.dismiss(print)", first)
    assert host.page.evaluate("[handle.marks.length, levelhead.dismissed()]") == [3, [first]]
    host.page.evaluate("print => levelhead.dismiss(print, false)", first)
    assert host.page.evaluate("[handle.marks.length, levelhead.dismissed()]") == [4, []]


def test_a_host_keeps_dismissals_itself(host: Host) -> None:
    host.open(EDITOR, CSS, marks=4)
    print_ = host.page.evaluate("handle.marks[0].fingerprint")
    host.page.evaluate(
        """print => {
          window.changes = [];
          attach(element, { dismissed: [print], onDismiss: (change) => changes.push(change) });
        }""",
        print_,
    )
    host.wait_for_marks(3)
    host.page.evaluate("handle.restore(results.at(-1).dismissed[0])")
    host.page.evaluate("handle.dismiss(handle.marks[1])")
    changes = host.page.evaluate("changes")
    assert [(c["text"], c["rule"], c["dismissed"]) for c in changes] == [
        ("slams", "slam", False),
        ("shambolic", "shambolic", True),
    ]
    assert changes[0]["fingerprint"] == print_
    assert host.page.evaluate("localStorage.length") == 0


def test_equal_marks_are_dismissed_together_and_stay_so_while_a_neighbour_is_edited(
    host: Host,
) -> None:
    lines = "<p>The mayor slams a plan.</p><p>It rained, and the mayor slams a plan.</p>"
    host.open(EDITOR.partition("<p>")[0] + lines + "</div>", CSS, marks=2)
    host.page.evaluate("handle.dismiss(handle.marks[0])")
    assert host.marks() == []
    host.page.evaluate("getSelection().collapse(element.querySelector('p').firstChild, 17)")
    host.page.keyboard.type("n odd")
    host.until(
        "states.at(-1)?.state === 'done' && results.at(-1).request.blocks[0].text[17] === 'n'"
    )
    assert host.marks() == []


# The mark's sentence, what follows its message if it can't be edited, and the buttons if it can.
CARDS = {
    "advice only": ("Experts say it rains.", "", []),
    "advice, and words to put instead": (
        "It cost a gargantuan sum.",
        " Better: “large”.",
        ["Replace with “large”"],
    ),
    "a word to delete": ("It was utterly calm.", "", ["Delete"]),
    "no suggestion": ("STOP!!!", "", []),
}


@pytest.mark.parametrize("editable", ["true", "false"])
@pytest.mark.parametrize("case", CARDS)
def test_a_card_says_each_thing_once(host: Host, case: str, editable: str) -> None:
    sentence, better, buttons = CARDS[case]
    host.open(f'<div id="text" contenteditable="{editable}"><p>{sentence}</p></div>', CSS, marks=1)
    host.page.keyboard.press("F8")
    message = host.page.evaluate("handle.marks[0].message")
    said = host.card().locator("#message").inner_text()
    offered = host.card().locator("button").all_inner_texts()
    if editable == "true":
        assert (said, offered) == (message, [*buttons, "Dismiss"])
    else:
        assert (said, offered) == (message + better, ["Dismiss"])


@pytest.mark.parametrize(
    ("body", "colours"), [(EDITOR, "light"), (AREA, "dark")], ids=["element", "textarea"]
)
def test_axe_finds_nothing(host: Host, body: str, colours: str) -> None:
    dark = "body { background: #111; color: #eee; } #text { background: #111; color: #eee; }"
    host.open(body, CSS + (dark if colours == "dark" else ""), marks=4)
    host.page.keyboard.press("Tab")
    host.page.keyboard.press("F8")
    expect(host.card()).to_be_visible()
    assert colours in str(host.card().get_attribute("class"))
    assert Axe().run(host.page).response["violations"] == []


def test_the_card_stays_in_the_window(host: Host) -> None:
    host.page.set_viewport_size({"width": 390, "height": 500})
    words = "<p>It rained.</p>" * 30
    host.open(
        f'<div id="text" contenteditable="true">{words}<p>A calm and sober and dull and bonkers'
        " plan.</p></div>",
        marks=1,
    )
    host.page.locator("#text").focus()
    host.page.keyboard.press("F8")
    box = host.card().bounding_box()
    assert box is not None
    assert 0 <= box["x"] <= box["x"] + box["width"] <= 390
    assert 0 <= box["y"] <= box["y"] + box["height"] <= 500
    mark = host.page.evaluate("handle.marks[0].range.getBoundingClientRect().toJSON()")
    assert 0 <= mark["top"] < mark["bottom"] <= 500


def edited(host: Host, before: str, words: str, put: str | None) -> str | None:
    """The text after the edit that levelhead.js makes of a suggestion; None for no edit."""
    start = before.index(words)
    span = {"start": start, "end": start + len(words)}
    suggestion = {"action": "replace", "text": put} if put else {"action": "delete"}
    edit: dict[str, Any] | None = host.page.evaluate(
        "([t, s, x]) => levelhead.editOf(t, s, x)", [before, span, suggestion]
    )
    return f"{before[: edit['start']]}{edit['text']}{before[edit['end'] :]}" if edit else None


def test_the_words_around_an_edit_agree_with_it(host: Host) -> None:
    host.open("<p>Nothing.</p>")
    edits = EDITS + IN_QUOTATION_MARKS
    assert [edited(host, b, words, put) for b, words, put, _ in edits] == [e[-1] for e in edits]
    # The same after more text than is read before a mark.
    found = [edited(host, FAR + before, words, put) for before, words, put, _ in edits]
    assert found == [FAR + edit[-1] for edit in edits]


def test_what_needs_a_person_is_not_offered_as_an_edit(host: Host) -> None:
    host.open("<p>Nothing.</p>")
    offered = [why for why, text, words, put in NOTHING if edited(host, text, words, put)]
    assert offered == []


def test_a_deletion_that_needs_a_person_has_no_button(host: Host) -> None:
    host.open('<p id="text" contenteditable="true">It was “utterly”.</p>', CSS, marks=1)
    host.page.keyboard.press("F8")
    assert host.card().locator("button").all_inner_texts() == ["Dismiss"]
