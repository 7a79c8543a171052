"""What a host sees of an edit: it may apply the change itself, and no event reports a wrong one."""

import json
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.host import Host

CSS = "#text { font: 18px/1.6 sans-serif; margin: 30px; width: 420px; }"
EDITOR = """<div id="text" contenteditable="true"><p>The mayor slams it.</p>
<p>It was utt<b>erly</b> calm.</p></div>"""
AREA = '<textarea id="text" aria-label="A">The mayor slams it.\n\nIt was utterly calm.</textarea>'
SLAMS = 0
NOT_TAKEN = "This editor did not accept the change."


def apply(host: Host, number: int) -> None:
    """Click the first suggestion of a mark."""
    host.page.evaluate("n => handle.open(handle.marks[n])", number)
    host.card().get_by_role("button").first.click()


def text(host: Host) -> str:
    said: str = host.page.evaluate("(element.value ?? element.innerText).replace(/\\n+/g, '|')")
    return said


WHOLE = "The mayor slams it.|It was utterly calm."
APPLIED = "The mayor criticises it.|It was utterly calm."

# What a host does with `beforeinput`, the text a second later, and whether that is a failure.
HOSTS = {
    "lets the browser do it": ("", APPLIED, False),
    "does it itself": (
        """event.preventDefault();
        element.querySelector("p").textContent = "The mayor criticises it.";""",
        APPLIED,
        False,
    ),
    "does it a little later": (
        """event.preventDefault();
        setTimeout(() => element.querySelector("p").textContent = "The mayor criticises it.", 150);
        """,
        APPLIED,
        False,
    ),
    "does it with other spaces": (
        """event.preventDefault();
        element.querySelector("p").textContent = "The\\u00a0mayor \\u200bcriticises it.";""",
        "The\xa0mayor \u200bcriticises it.|It was utterly calm.",
        False,
    ),
    "refuses it": ("event.preventDefault();", WHOLE, True),
    "does something else": (
        """event.preventDefault();
        element.querySelector("p").textContent = "The mayor sings it.";""",
        "The mayor sings it.|It was utterly calm.",
        True,
    ),
    "puts its own text back": (
        """const old = element.innerHTML;
        setTimeout(() => element.innerHTML = old, 10);""",
        WHOLE,
        True,
    ),
}


def test_draft_js_is_given_no_change_that_it_would_read_back_wrong(host: Host) -> None:
    host.open(EDITOR.replace("<div", '<div class="DraftEditor-root"'), CSS, marks=2)
    apply(host, SLAMS)
    host.wait_for_marks(1)
    assert text(host) == APPLIED
    apply(host, 0)
    host.until("states.at(-1).state === 'unchanged'")
    assert text(host) == APPLIED


@pytest.mark.alone  # what a host does within milliseconds counts
@pytest.mark.parametrize("does", HOSTS)
def test_what_a_host_does_counts(host: Host, does: str) -> None:
    script, after, fails = HOSTS[does]
    host.open(EDITOR, CSS, marks=2)
    host.page.evaluate(
        f"() => element.addEventListener('beforeinput', (event) => {{ {script} }}, {{once: true}})"
    )
    apply(host, SLAMS)
    if fails:
        host.until("states.some(({ state }) => state === 'unchanged')")
        expect(host.page.locator("[data-levelhead-layer] .notice")).to_have_text(NOT_TAKEN)
    else:
        host.until("states.at(-1).state === 'done' && states.length > 2")
    assert text(host) == after
    assert fails == host.page.evaluate("states.some(({ message }) => message)")


def test_an_event_shows_a_host_what_is_replaced(host: Host) -> None:
    host.open(EDITOR, CSS, marks=2)
    host.page.evaluate("""() => {
      window.seen = [];
      element.addEventListener("beforeinput", (e) => {
        const [{ startContainer, startOffset, endContainer, endOffset }] = e.getTargetRanges();
        const range = new Range();
        range.setStart(startContainer, startOffset);
        range.setEnd(endContainer, endOffset);
        seen.push([e.inputType, String(range), e.dataTransfer?.getData("text/plain"), e.data]);
      });
    }""")
    apply(host, SLAMS)
    host.wait_for_marks(1)
    apply(host, 0)
    host.wait_for_marks(0)
    assert host.page.evaluate("seen") == [
        ["insertReplacementText", "slams", "criticises", "criticises"],
        ["deleteContentBackward", " utterly", None, ""],
    ]


ON_APPLY = """async (answer) => {
  window.edits = [];
  attach(element, {
    onApply({ start, end, text, range, block, mark, suggestion }) {
      edits.push({
        start, end, text, range: range && String(range), block: block.text, words: mark.text,
        action: suggestion.action,
      });
      return answer === "later" ? Promise.resolve(true) : answer;
    },
  });
}"""
EDIT = {
    "start": 10,
    "end": 15,
    "text": "criticises",
    "range": "slams",
    "block": "The mayor slams it.",
    "words": "slams",
    "action": "replace",
}
OF_AREA = EDIT | {"range": None, "block": "The mayor slams it.\n\nIt was utterly calm."}


@pytest.mark.parametrize("body", [EDITOR, AREA], ids=["element", "textarea"])
@pytest.mark.parametrize(
    ("answer", "after"), [(True, WHOLE), ("later", WHOLE), (False, APPLIED), (None, APPLIED)]
)
def test_a_host_that_applies_edits_itself_is_left_to_it(
    host: Host, body: str, answer: Any, after: str
) -> None:
    host.open(body, CSS, marks=2)
    host.page.evaluate(ON_APPLY, answer)
    host.wait_for_marks(2)
    apply(host, SLAMS)
    host.until("edits.length === 1")
    if after == APPLIED:
        host.wait_for_marks(1)
    host.page.wait_for_timeout(100)
    assert text(host) == after
    assert host.page.evaluate("edits") == [EDIT if body == EDITOR else OF_AREA]
    assert not host.page.evaluate("states.some(({ message }) => message)")


def test_an_edit_is_one_for_the_host_even_if_the_article_goes_with_it(host: Host) -> None:
    host.open('<p id="text" contenteditable="true">An <b>utter</b> joy.</p>', CSS, marks=1)
    host.page.evaluate(ON_APPLY, True)
    host.wait_for_marks(1)
    apply(host, 0)
    host.until("edits.length === 1")
    (edit,) = host.page.evaluate("edits")
    found = edit["block"]
    assert found[: edit["start"]] + edit["text"] + found[edit["end"] :] == "A joy."


# What is left of formatting where an edit goes beyond it.
FORMATTED = {
    "a bold word": ("A <b>gargantuan</b> bill.", "A <b>large</b> bill."),
    "the beginning of a bold part": ("It <b>slams him</b>.", "It <b>criticises him</b>."),
    "a link whose article changes": (
        'It was an <a href="#a">utterly wrong bill</a>.',
        'It was a <a href="#a">wrong bill</a>.',
    ),
    "a capital that moves on": ("<b>Utterly</b> wrong it was.", "Wrong it was."),
    "a capital that moves into bold": ("Utterly <b>wrong</b> it was.", "<b>Wrong</b> it was."),
    "an italic word": ("It is <i>utterly</i> wrong.", "It is wrong."),
}


@pytest.mark.parametrize("case", FORMATTED)
def test_the_formatting_around_stays(host: Host, case: str) -> None:
    before, after = FORMATTED[case]
    host.open(f'<p id="text" contenteditable="true">{before}</p>', CSS, marks=1)
    apply(host, 0)
    is_now = f"element.innerHTML.replaceAll('&nbsp;', ' ') === {json.dumps(after)}"
    host.until(is_now)
    for _ in range(2):  # the article and the words
        host.page.keyboard.press("Control+z")
    assert host.page.evaluate("element.innerHTML") == before


PLACES = {
    "a mark": "handle.marks[1]",
    "a mark of the result": "results.at(-1).marks[1]",
    "a span": "handle.answer.spans[1]",
    "a sentence": "handle.answer.sentences[1]",
    "of a block that has changed": "(element.lastChild.firstChild.data = 'Now ', old)",
    "of a block that has gone": "(element.lastChild.remove(), old)",
}


@pytest.mark.parametrize("case", PLACES)
def test_a_handle_has_the_range_of_marks_spans_and_sentences(host: Host, case: str) -> None:
    host.open(EDITOR, CSS, marks=2)
    found = host.page.evaluate(
        f"""async () => {{
          const old = handle.answer.spans[1];
          const place = {PLACES[case]};
          handle.refresh();
          const range = handle.range(place);
          return range && String(range);
        }}"""
    )
    said = {"a sentence": "It was utterly calm."}.get(case, "utterly")
    assert found == (None if case.startswith("of") else said)


NO_FINGERPRINT = "levelhead.dismiss: `fingerprint` must be 16 hexadecimal digits in lower case"
NO_LIST = (
    "levelhead.attach: `dismissed` must be a list of fingerprints, each of 16 hexadecimal digits "
    "in lower case"
)
REFUSED = {
    "handle.range()": "range: expected a mark, a span or a sentence: {block, start, end}",
    "handle.range('slams')": "range: expected a mark, a span or a sentence: {block, start, end}",
    "handle.range({ block: 'b0' })": (
        "range: expected a mark, a span or a sentence: {block, start, end}"
    ),
    "handle.range({ block: 'x', start: 0, end: 1 })": (
        "range: expected a mark, a span or a sentence: {block, start, end}"
    ),
    "handle.dismiss(handle.answer.spans[0])": "dismiss: expected a mark of handle.marks",
    "handle.dismiss()": "dismiss: expected a mark of handle.marks",
    "handle.dismiss(null)": "dismiss: expected a mark of handle.marks",
    "handle.dismiss('nothex')": "dismiss: expected a mark of handle.marks",
    "handle.dismiss({ source: {} })": "dismiss: expected a mark of handle.marks",
    "handle.restore()": "restore: expected a mark of result.dismissed",
    "handle.restore(null)": "restore: expected a mark of result.dismissed",
    "handle.open(null)": "open: expected a mark of handle.marks",
    "handle.filter()": "filter: expected a function",
    "handle.range(null)": "range: expected a mark, a span or a sentence: {block, start, end}",
    "levelhead.dismiss()": NO_FINGERPRINT,
    "levelhead.dismiss('nothex')": NO_FINGERPRINT,
    "levelhead.dismiss('A20C45832F999B02')": NO_FINGERPRINT,
    "levelhead.dismiss(handle.marks[0])": NO_FINGERPRINT,
    "levelhead.dismiss('a20c45832f999b02', 'false')": (
        "levelhead.dismiss: the second argument must be a boolean"
    ),
    "levelhead.attach(element, null)": "levelhead.attach: `options` must be an object",
    "levelhead.attach(element, { dismissed: 'a20c45832f999b02' })": NO_LIST,
    "levelhead.attach(element, { dismissed: 5 })": NO_LIST,
    "levelhead.attach(element, { dismissed: {} })": NO_LIST,
    "levelhead.attach(element, { dismissed: ['a20c45832f999b02', null] })": NO_LIST,
    "levelhead.attach(element, { server: 5 })": "levelhead.attach: `server` must be a string",
    "levelhead.attach(element, { onDismiss: 'f' })": (
        "levelhead.attach: `onDismiss` must be a function"
    ),
    "levelhead.attach(element, { listDismissed: 'no' })": (
        "levelhead.attach: `listDismissed` must be a boolean"
    ),
    "levelhead.editOf()": "levelhead.editOf: `text` must be a string",
    "levelhead.editOf('Text', {}, {})": "levelhead.editOf: `span` must have `start` and `end`",
    "levelhead.editOf('Text', { start: 0, end: 4 }, null)": (
        "levelhead.editOf: expected a suggestion of a span"
    ),
    "levelhead.isEdit('delete')": "levelhead.isEdit: expected a suggestion of a span",
    "levelhead.productOf(null)": "levelhead.productOf: expected a span",
    "await levelhead.analyze()": "levelhead.analyze: `server` must be a string",
    "await levelhead.analyze({ server: location.origin })": (
        "levelhead.analyze: `request` must be an object"
    ),
    "await levelhead.analyze({ server: location.origin }, {}, 5)": (
        "levelhead.analyze: `signal` must be an AbortSignal"
    ),
    "levelhead.attach('#text')": "levelhead.attach: expected an element",
    "levelhead.attach(null)": "levelhead.attach: expected an element",
    "levelhead.attach(document)": "levelhead.attach: expected an element",
    "levelhead.attach(Object.assign(document.createElement('input'), { type: 'password' }))": (
        "levelhead.attach: an input of type password holds no text to mark"
    ),
    "levelhead.attach(new DOMParser().parseFromString('', 'text/html').body)": (
        "levelhead.attach: the element is neither in this window nor in one of its frames"
    ),
}


def test_what_cannot_be_meant_is_a_type_error_that_says_what_can(host: Host) -> None:
    host.open(EDITOR, CSS, marks=2)
    said = {
        call: host.page.evaluate(
            f"async () => {{ try {{ {call}; }}"
            " catch (error) { return [error.name, error.message]; } }"
        )
        for call in REFUSED
    }
    assert said == {call: ["TypeError", message] for call, message in REFUSED.items()}
    assert host.page.evaluate("[handle.marks.length, levelhead.dismissed()]") == [2, []]
