"""levelhead.js over textareas: marks are exactly where the browser draws the words."""

import httpx
import pytest

from evaluation.marked import parse
from tests.browser.host import Box, Host
from tests.helpers.running import ROOT, SECONDS

CALM = "\n\n".join(
    f"Paragraph {n} tells of rain and wind over the northern hills." for n in range(12)
)
TEXT = f"""Mayor 😀 slams\tplan.

{CALM}

The 👩‍👩‍👧 café has utterly bonkers, ﬁne \u202fprices.

{CALM}"""
CSS = """
body { margin: 40px; }
#text { width: 420px; height: 180px; padding: 7px 13.5px; border: 3px solid #888;
  font: 17.3px/1.45 serif; letter-spacing: .3px; tab-size: 5; }
.pane { height: 160px; width: 380px; overflow: auto; border: 1px solid; }
.tall { height: 1500px; }
.other { width: 301px !important; font: italic 21px monospace !important; text-align: right; }
input#text { height: auto; }
.small { transform: scale(.7) rotate(0deg); }
"""
AREA = f'<textarea id="text" aria-label="Article">{TEXT}</textarea>'
LINE = (
    f'<input id="text" aria-label="Article" value="{TEXT.replace(CALM, "&#32;It rained.&#32;")}">'
)
SCROLL = "element.scrollTop = element.scrollHeight / 2 - 70"

# What is done before the marks are checked: the body of the page, and a script.
CASES = {
    "as it opens": (AREA, ""),
    "scrolled": (AREA, SCROLL),
    "resized and scrolled": (AREA, f"element.style.width = '233.5px'; {SCROLL}"),
    "in other letters": (AREA, "element.className = 'other'"),
    "in a page that is scrolled": (f"{AREA}<p class=tall>", "scrollTo(0, 90)"),
    "in a pane that is scrolled": (
        f"<div class=pane>{AREA}<p class=tall></div>",
        "document.querySelector('.pane').scrollTop = 33",
    ),
    "pushed down by what came before it": (
        f"<p id=news></p>{AREA}",
        "news.textContent = 'Some lines. '.repeat(40)",
    ),
    "shrunk by a transform": (f"<div class=small>{AREA}</div>", ""),
    "in a dialog": (f"<dialog id=box>{AREA}</dialog>", "box.showModal()"),
    "from right to left": (AREA, "element.dir = 'rtl'"),
    "as an input": (LINE, ""),
    "as a high input that is scrolled": (
        LINE,
        "element.style.cssText = 'height: 77px; width: 200px'; element.scrollLeft = 330",
    ),
    "as code": (AREA, "element.style.whiteSpace = 'pre'; element.scrollLeft = 30"),
}

SELECT = """([start, end]) => {
  const pane = document.querySelector(".pane");
  const places = [element, document.documentElement, pane].filter(Boolean);
  const at = places.map((place) => [place.scrollLeft, place.scrollTop]);
  element.focus({ preventScroll: true });
  element.setSelectionRange(start, end);
  places.forEach((place, n) => [place.scrollLeft, place.scrollTop] = at[n]);
}"""


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@pytest.mark.parametrize("case", CASES)
def test_marks_lie_where_the_words_are_drawn(host: Host, case: str) -> None:
    body, script = CASES[case]
    host.page.set_viewport_size({"width": 700, "height": 420})
    host.open(body, CSS, marks=3)
    host.page.evaluate(f"() => {{ {script} }}")
    host.page.evaluate("new Promise((d) => requestAnimationFrame(() => requestAnimationFrame(d)))")
    host.page.evaluate("handle.filter(() => false)")
    host.page.evaluate(SELECT, [0, 0])
    plain = host.picture()
    value = host.page.evaluate("element.value")

    def selected(words: str) -> Box | None:
        """Where the browser itself paints the selection over the words."""
        start = units(value[: value.index(words)])
        host.page.evaluate(SELECT, [start, start + len(words)])
        painted = host.difference(plain, host.picture())
        host.page.evaluate(SELECT, [0, 0])
        return painted

    def marked(words: str) -> Box | None:
        """Where levelhead.js paints its mark."""
        host.page.evaluate("words => handle.filter((mark) => mark.text === words)", words)
        painted = host.difference(plain, host.picture())
        host.page.evaluate("handle.filter(() => false)")
        return painted

    seen = 0
    for words in ("slams", "bonkers"):
        expected, found = selected(words), marked(words)
        if expected is None:
            assert found is None, words  # scrolled out of sight
            continue
        seen += 1
        assert found is not None, words
        # A selection is as high as its line, a mark as its letters and what is drawn below them.
        assert abs(found.left - expected.left) <= 1.5, (words, expected, found)
        assert abs(found.right - expected.right) <= 1.5, (words, expected, found)
        assert expected.top - 2 <= found.top < found.bottom <= expected.bottom + 3
    assert seen


def test_a_word_that_wraps_over_a_line_end_is_one_mark(host: Host) -> None:
    text = "One is believed\nto.\nTwo\n \nthree."
    host.open(f'<textarea id="text" aria-label="A">{text}</textarea>', CSS, marks=1)
    assert host.page.evaluate("String(handle.marks[0].range)") == "is believed\nto"


def test_nothing_is_put_between_the_person_and_the_text(host: Host) -> None:
    host.open(AREA, CSS, marks=3)
    box = host.page.evaluate("handle.marks[0].range.getBoundingClientRect().toJSON()")
    host.page.mouse.dblclick(box["x"] + 3, box["y"] + 3)
    chosen = host.page.evaluate("element.value.slice(element.selectionStart, element.selectionEnd)")
    assert chosen.strip() == "slams"


def test_the_value_that_a_script_sets_is_read_on_refresh(host: Host) -> None:
    host.open(AREA, CSS, marks=3)
    host.page.evaluate("element.value = 'A shambolic plan.'; handle.refresh()")
    host.wait_for_marks(1)
    assert host.marks() == ["shambolic"]


def test_the_answer_is_that_of_the_plain_text(host: Host) -> None:
    host.open('<textarea id="text" aria-label="A"></textarea>', marks=0)
    for file in sorted((ROOT / "tests/articles").glob("*.txt")):
        text, _ = parse(file.read_text("utf-8"))
        before = host.page.evaluate("results.length")
        host.page.evaluate("text => { element.value = text; handle.refresh(); }", text)
        host.until(f"results.length > {before}")
        answer = host.page.evaluate("results.at(-1).answer")
        plain = httpx.post(
            f"{host.server}/analyze?offset_unit=utf16",
            content=text.encode(),
            headers={"Content-Type": "text/plain"},
            timeout=SECONDS,
        ).json()
        flags = answer.get("headline", {}).get("flags", [])
        evidence = [shown for flag in flags for shown in flag["evidence"]]
        for part in (*answer["spans"], *answer["sentences"], *flags, *evidence):
            assert part.pop("block") == "b0"
        assert answer == plain, file.name
