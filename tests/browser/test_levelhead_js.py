"""levelhead.js in contenteditable elements and articles."""

import json

import pytest

from tests.browser.host import Host

ARTICLE = """<article id="text" contenteditable="true">
  <h2>Mayor slams <em>bonkers</em> plan</h2>
  <p>The 😀 plan <b>is</b>
     <i>believed</i> to cost a whopping £4m.</p>
  <blockquote>It was a shambolic idea.</blockquote>
  <p>It rained &amp; rained.<br>Reportedly.</p>
</article>"""
WORDS = ["slams", "bonkers", "is\n     believed to", "whopping", "shambolic", "Reportedly"]
CSS = "#text { width: 600px; font: 18px/1.5 sans-serif; }"


def test_every_mark_sits_on_its_words_and_the_dom_is_as_it_was(host: Host) -> None:
    host.open(ARTICLE, CSS, marks=len(WORDS))
    assert host.marks() == WORDS
    html = host.page.evaluate("document.querySelector('#text').outerHTML")
    assert html == ARTICLE
    # The rectangles of each mark are those of the very words, found again by searching the text.
    wrong = host.page.evaluate(
        """() => handle.marks.filter(({ range, text }) => {
          const walker = document.createTreeWalker(handle.element, NodeFilter.SHOW_TEXT);
          const at = [];
          let all = "";
          for (let node; (node = walker.nextNode()); ) {
            for (let i = 0; i < node.length; i++) at.push([node, i]);
            all += node.data.replaceAll("\\n", " ");
          }
          const start = all.indexOf(text), end = start + text.length - 1;
          const found = new Range();
          found.setStart(...at[start]);
          found.setEnd(at[end][0], at[end][1] + 1);
          const rects = (r) => JSON.stringify([...r.getClientRects()].filter((b) => b.width));
          return start < 0 || rects(found) !== rects(range);
        }).map(({ text }) => text)"""
    )
    assert wrong == []


def test_what_is_painted_covers_the_words_and_nothing_else(host: Host) -> None:
    host.open('<p id="text" contenteditable="true">A 😀 café ﬁne bonkers plan.</p>', CSS, marks=1)
    box = host.page.evaluate("handle.marks[0].range.getBoundingClientRect().toJSON()")
    marked = host.picture()
    host.page.evaluate("handle.detach()")
    painted = host.difference(host.picture(), marked)
    assert painted is not None
    assert abs(painted.left - box["left"]) <= 1
    assert abs(painted.right - box["right"]) <= 1
    assert box["top"] - 1 <= painted.top < painted.bottom <= box["bottom"] + 4


def test_hedges_are_dotted_and_sensational_words_solid(host: Host) -> None:
    host.open(ARTICLE, CSS, marks=len(WORDS))
    styles = host.page.evaluate(
        """() => ["sensational", "hedging"].map((d) => getComputedStyle(handle.element,
            `::highlight(levelhead-${d}-light)`).textDecorationStyle)"""
    )
    assert styles == ["solid", "dotted"]


def test_a_change_sends_the_whole_text(host: Host) -> None:
    host.open(ARTICLE, CSS, marks=len(WORDS))
    host.page.locator("blockquote").click()
    host.page.keyboard.press("End")
    host.page.keyboard.type(" Perhaps a fiasco.")
    host.wait_for_marks(len(WORDS) + 2)
    first, second = host.asked
    changed = {
        "id": "b2",
        "role": "blockquote",
        "text": "It was a shambolic idea. Perhaps a fiasco.",
    }
    assert second["blocks"] == [*first["blocks"][:2], changed, first["blocks"][3]]
    assert host.page.evaluate("results.at(-1).request") == second


ROLES = {
    '<article id="text"><h1>One</h1><p>Two</p><h6>Three</h6></article>': [
        ("headline", "One"),
        ("body", "Two"),
        ("headline", "Three"),
    ],
    '<div id="text">One<ul><li>Two<li><p>Three</p></ul><pre>Four</pre></div>': [
        (None, "One"),
        (None, "Two"),
        ("body", "Three"),
        (None, "Four"),
    ],
    '<div id="text"><table><tr><th>One<td>Two</table><section>Three</section></div>': [
        (None, "One"),
        (None, "Two"),
        (None, "Three"),
    ],
    '<div id="text"><blockquote>One<p>Two</p></blockquote><p>Three</p></div>': [
        ("blockquote", "One"),
        ("blockquote", "Two"),
        ("body", "Three"),
    ],
    '<div id="text"><figure>One<figcaption>Two</figcaption></figure></div>': [
        (None, "One"),
        ("caption", "Two"),
    ],
    '<h2 id="text">One <span>two</span></h2>': [("headline", "One two")],
    '<p id="text" contenteditable="true">One<br>two</p>': [("body", "One\ntwo")],
    '<blockquote id="text"><div>One</div></blockquote>': [("blockquote", "One")],
    '<textarea id="text" aria-label="A">One\n\nTwo</textarea>': [(None, "One\n\nTwo")],
    '<div id="text" contenteditable="true"> <p></p></div>': [],
}


@pytest.mark.parametrize("body", ROLES)
def test_only_a_tag_that_means_something_gives_a_role(host: Host, body: str) -> None:
    host.open(body, marks=0)
    (asked,) = host.asked
    assert [(block.get("role"), block["text"]) for block in asked["blocks"]] == ROLES[body]


def test_undo_brings_the_marks_back(host: Host) -> None:
    host.open(ARTICLE, CSS, marks=len(WORDS))
    host.page.locator("blockquote").click()
    host.page.keyboard.press("Control+a")
    host.page.keyboard.press("Delete")
    host.until("results.length === 2")
    assert host.marks() == []
    host.page.keyboard.press("Control+z")
    host.until("results.length === 3")
    assert host.marks() == WORDS
    assert host.asked[2] == host.asked[0]


AREA = (
    f'<textarea id="text" aria-label="A">It 😀 rained.\n\n{"Bonkers, reportedly. " * 3}</textarea>'
)


@pytest.mark.parametrize("body", [ARTICLE, AREA], ids=["element", "textarea"])
def test_marks_stay_on_their_words_while_the_answer_is_awaited(host: Host, body: str) -> None:
    count = 6
    host.open(body, CSS, marks=count)
    words = host.marks()
    host.page.route("**/analyze", lambda route: None)  # never answered
    host.page.evaluate(
        "element.value ? element.setSelectionRange(0, 0)"
        " : getSelection().collapse(element.querySelector('p').firstChild, 0)"
    )
    host.page.evaluate("element.focus()")
    host.page.keyboard.insert_text("Now 😀: ")
    host.until("states.at(-1).state === 'asking'")
    assert host.marks() == words


@pytest.mark.parametrize("body", [ARTICLE, AREA], ids=["element", "textarea"])
def test_marks_outside_an_edit_never_flicker(host: Host, body: str) -> None:
    host.open(body, CSS, marks=6)
    words = host.marks()
    host.page.evaluate(
        """() => {
          window.seen = new Set();
          const look = () => {
            const all = [...CSS.highlights.values()].flatMap((each) => [...each]);
            all.sort((a, b) => a.compareBoundaryPoints(Range.START_TO_START, b));
            seen.add(JSON.stringify(all.map(String)));
            requestAnimationFrame(look);
          };
          look();
        }"""
    )
    host.page.evaluate(
        "element.value ? element.setSelectionRange(2, 2)"
        " : getSelection().collapse(element.querySelector('p').firstChild, 3)"
    )
    host.page.evaluate("element.focus()")
    host.page.keyboard.type(" may")
    host.wait_for_marks(7)
    host.page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    seen = [json.loads(each) for each in host.page.evaluate("[...seen]")]
    assert {len(each) for each in seen} == {6, 7}
    assert all([word for word in each if word != "may"] == words for each in seen)


def test_the_answer_is_that_of_the_service(host: Host) -> None:
    host.open(
        ARTICLE.replace('id="text"', """id="text" data-options='{"explain": true}'"""),
        CSS,
        marks=len(WORDS),
    )
    host.page.locator("h2").click()
    host.page.keyboard.press("End")
    with host.page.expect_response("**/analyze") as answered:
        host.page.keyboard.insert_text(" – utterly")
    host.wait_for_marks(len(WORDS) + 1)
    answer = host.page.evaluate("results.at(-1).answer")
    assert answer == answered.value.json()
    assert host.page.evaluate("handle.answer") == answer
    assert "suppressed" in answer


# An edit at the beginning or the end of one paragraph -> the words and voices marked before and
# after it, in the other paragraph too: an answer about the edited one alone would miss those.
ACROSS: dict[str, tuple[str, str, str, list[str], list[str]]] = {
    "a name": (
        "<p id=edited>The winner was Neil</p><p>Chaos was pleased.</p>",
        "End",
        " Chaos",
        ["Chaos, author"],
        [],
    ),
    "a quotation": (
        "<p>‘It is bonkers.</p><p id=edited>It is shambolic,’ he said.</p>",
        "Home",
        "‘",
        ["bonkers, author", "shambolic, author"],
        ["bonkers, quoted", "shambolic, quoted"],
    ),
}


@pytest.mark.parametrize("case", ACROSS)
def test_an_edit_of_one_paragraph_corrects_the_marks_of_another(host: Host, case: str) -> None:
    body, key, typed, before, after = ACROSS[case]
    marked = "handle.marks.map(({ text, voice }) => `${text}, ${voice}`)"
    host.open(f'<div id="text" contenteditable="true">{body}</div>', CSS, marks=len(before))
    assert host.page.evaluate(marked) == before
    host.page.locator("#edited").click()
    host.page.keyboard.press(key)
    host.page.keyboard.insert_text(typed)
    host.until("results.length === 2")
    assert host.page.evaluate(marked) == after


def test_markup_in_a_text_is_text(host: Host) -> None:
    host.open('<div id="text" contenteditable="true"></div>', CSS, marks=0)
    host.page.locator("#text").click()
    said = "<script>document.title = 1</script><img src=x onerror=alert(1)> bonkers"
    host.page.keyboard.insert_text(said)
    host.wait_for_marks(1)
    assert host.page.title() == "An editor"
    assert host.page.evaluate("document.querySelector('#text').textContent") == said
    assert host.texts_asked()[-1] == [said]


def test_an_element_with_the_attribute_needs_no_script(host: Host) -> None:
    host.open("<article data-levelhead><p>A bonkers plan.</p></article>", CSS)
    host.until("CSS.highlights.get('levelhead-sensational-light')?.size === 1")
    assert host.marks() == ["bonkers"]
    assert "x-api-key" not in host.headers[0]


def test_the_key_is_sent(host: Host) -> None:
    host.open('<p data-levelhead data-levelhead-key="k-1">A bonkers plan.</p>', CSS)
    host.until("CSS.highlights.get('levelhead-sensational-light')?.size === 1")
    assert host.headers[0]["x-api-key"] == "k-1"


@pytest.mark.parametrize(("colour", "ground"), [("#eee", "dark"), ("#222", "light")])
def test_the_colour_of_the_text_decides_the_palette(host: Host, colour: str, ground: str) -> None:
    host.open('<p id="text">A bonkers plan.</p>', f"#text {{ color: {colour}; }}", marks=1)
    assert host.page.evaluate(f"CSS.highlights.get('levelhead-sensational-{ground}').size") == 1


def test_detaching_leaves_nothing(host: Host) -> None:
    host.open(ARTICLE, CSS, marks=len(WORDS))
    host.page.evaluate("handle.detach()")
    assert host.marks() == []
    host.page.locator("blockquote").click()
    host.page.keyboard.insert_text("Perhaps. ")
    host.page.evaluate("new Promise((done) => setTimeout(done, 500))")  # past the debounce
    assert len(host.asked) == 1
