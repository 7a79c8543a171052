"""levelhead.js on pages of others: contenteditable elements and articles."""

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


def test_typing_sends_the_changed_block_alone(host: Host) -> None:
    host.open(ARTICLE, CSS, marks=len(WORDS))
    assert [len(texts) for texts in host.texts_asked()] == [4]
    host.page.locator("blockquote").click()
    host.page.keyboard.press("End")
    host.page.keyboard.type(" Perhaps a fiasco.")
    host.wait_for_marks(len(WORDS) + 2)
    assert host.texts_asked()[1:] == [["It was a shambolic idea. Perhaps a fiasco."]]
    assert host.asked[1]["blocks"][0]["role"] == "blockquote"


def test_an_undone_edit_costs_no_request(host: Host) -> None:
    host.open(ARTICLE, CSS, marks=len(WORDS))
    host.page.locator("blockquote").click()
    host.page.keyboard.press("End")
    host.page.keyboard.insert_text(" Perhaps.")
    host.wait_for_marks(len(WORDS) + 1)
    host.page.keyboard.press("Control+z")
    host.wait_for_marks(len(WORDS))
    assert len(host.asked) == 2


def test_marks_stay_on_their_words_while_the_answer_is_awaited(host: Host) -> None:
    host.open(ARTICLE, CSS, marks=len(WORDS))
    host.page.route("**/analyze", lambda route: None)  # never answered
    host.page.evaluate("getSelection().collapse(document.querySelector('p').firstChild, 0)")
    host.page.keyboard.insert_text("Now 😀: ")
    assert host.marks() == WORDS


def test_the_answer_put_together_from_parts_is_the_whole_one(host: Host) -> None:
    host.open(
        ARTICLE.replace('id="text"', """id="text" data-options='{"explain": true}'"""),
        CSS,
        marks=len(WORDS),
    )
    host.page.locator("h2").click()
    host.page.keyboard.press("End")
    host.page.keyboard.insert_text(" – utterly")
    host.wait_for_marks(len(WORDS) + 1)
    whole, pieced = host.page.evaluate(
        """async () => {
          const { request, answer } = results.at(-1);
          const body = JSON.stringify(request);
          const headers = { "Content-Type": "application/json" };
          const response = await fetch("/analyze", { method: "POST", headers, body });
          return [await response.json(), answer];
        }"""
    )
    assert pieced == whole
    assert len(whole["suppressed"]) == len(pieced["suppressed"])


def test_markup_in_a_text_is_text(host: Host) -> None:
    host.open('<div id="text" contenteditable="true"></div>', CSS, marks=0)
    host.page.locator("#text").click()
    said = "<script>document.title = 1</script><img src=x onerror=alert(1)> bonkers"
    host.page.keyboard.insert_text(said)
    host.wait_for_marks(1)
    assert host.page.title() == "An editor"
    assert host.page.evaluate("document.querySelector('#text').textContent") == said
    assert host.texts_asked()[-1] == [said]


def test_an_element_with_the_attribute_is_watched_without_a_script(host: Host) -> None:
    host.open("<article data-levelhead><p>A bonkers plan.</p></article>", CSS)
    host.until("CSS.highlights.get('levelhead-sensational-light')?.size === 1")
    assert host.marks() == ["bonkers"]
    assert "x-api-key" not in host.headers[0]


def test_the_key_goes_along(host: Host) -> None:
    host.open('<p data-levelhead data-levelhead-key="k-1">A bonkers plan.</p>', CSS)
    host.until("CSS.highlights.get('levelhead-sensational-light')?.size === 1")
    assert host.headers[0]["x-api-key"] == "k-1"


@pytest.mark.parametrize(("colour", "ground"), [("#eee", "dark"), ("#222", "light")])
def test_the_ground_is_told_by_the_colour_of_the_text(host: Host, colour: str, ground: str) -> None:
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
