"""The page at /, as an editor uses it."""

import json
import re
import subprocess
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Request, expect

from tests.browser.at_the_paper import (
    ARTICLE,
    ROWS,
    copied,
    load_sample,
    on_paper,
    paste,
    shown,
    status,
    table,
)
from tests.helpers.running import environment


def test_a_pasted_text_is_marked_scored_and_explained(paper: Page) -> None:
    paste(paper, ARTICLE)
    shown(paper)
    assert table(paper) == ROWS
    assert paper.locator("#paper h2").inner_text() == "Mayor slams bonkers plan"
    assert paper.locator("#paper p").count() == 2
    figures = paper.locator(".figure").all_inner_texts()
    assert [figure[5:] for figure in figures] == ["high", "high"]
    assert paper.locator("#figures").inner_text() == "25 words, 4 sentences"
    assert paper.locator("#strip button").count() == 4
    assert paper.locator("#left li").all_inner_texts() == [
        "… may reportedly rain in May 2031. “It is a …\n\n"
        "Modal (hedging): “May” is an exception to its rule here."
    ]
    assert paper.locator("#marks tbody tr").nth(1).locator(".number").inner_text() == (
        "0.99\n0.90 × 1.1 headline"
    )


def test_a_row_says_each_thing_once_in_sentences(paper: Page) -> None:
    paste(paper, "Mayor slams bonkers plan\n\nCritics say so, and it may end in calamity.")
    shown(paper, 5)
    assert paper.locator("#marks .why").all_inner_texts() == [
        "Turns criticism into an attack; say what was said. Try “criticises”.",
        "Calls it absurd; say what is wrong with it, or name who says so.",
        "Say who: a name, an office, or how many.",
        "Says only that it is possible; say what is known, or who expects it and why.",
        "Announces doom; say what has happened or is forecast, and by whom. Try “disaster”.",
    ]


def test_a_match_inside_marked_words_is_not_listed_as_left_out(paper: Page) -> None:
    paste(paper, "Insiders are said to be glad. They meet on 4 May.")
    shown(paper, 1)
    assert [line.split("“")[1] for line in paper.locator("#left small").all_inner_texts()] == [
        "May” is an exception to its rule here.",
    ]


def test_a_bar_leads_to_its_sentence(paper: Page) -> None:
    paste(paper, "\n\n".join(["It rained."] * 400 + ["It may rain."]))
    shown(paper, 1)
    bar = paper.locator("#strip button").last
    assert bar.get_attribute("aria-label") == "Sentence 401: sensational 0.00, hedging 0.90"
    assert bar.evaluate("b => getComputedStyle(b, '::after').height") != "0px"
    assert paper.evaluate("strip.scrollWidth <= strip.clientWidth")
    paper.locator("#strip button").first.focus()
    paper.keyboard.press("End")
    paper.keyboard.press("Enter")
    expect(paper.get_by_text("It may rain.").first).to_be_in_viewport()
    assert paper.evaluate("[...CSS.highlights.get('sentence')].map(String)") == ["It may rain."]


def test_a_row_leads_to_its_mark_and_its_card(paper: Page) -> None:
    paste(paper, ARTICLE)
    shown(paper)
    paper.locator("#marks").get_by_role("button", name="reportedly").click()
    expect(paper.locator("[data-levelhead-layer] .card")).to_be_visible()
    assert paper.locator("[data-levelhead-layer] .card h2").inner_text() == "Hedging · hearsay"


def test_flags_of_the_headline_lead_to_the_words_they_rest_on(paper: Page) -> None:
    flags = paper.get_by_role("region", name="Headline")
    paste(
        paper, "Clerk stole funds and fled\n\nA clerk may have stolen funds and fled, police said."
    )
    expect(flags.get_by_role("listitem")).to_have_count(1)
    assert flags.locator("p").all_inner_texts() == [
        "“Clerk stole funds and fled”",
        "The headline states as a fact what the body hedges or attributes.",
        "Body: “may”",
    ]
    assert Axe().run(paper).response["violations"] == []
    for words in ("may", "Clerk stole funds and fled"):
        flags.get_by_role("button", name=words).click()
        assert paper.evaluate("[...CSS.highlights.get('sentence')].map(String)") == [words]
    paper.get_by_role("button", name="Clear").click()
    expect(flags).not_to_be_visible()


def test_a_flag_of_a_headline_that_the_body_lacks_has_nothing_to_lead_to(paper: Page) -> None:
    paste(
        paper,
        "Minister resigns over loans\n\nThe minister met teachers in Harwick on Tuesday. "
        "She opened a library and planted a tree in the rain.",
    )
    flags = paper.locator("#flags li p")
    expect(flags.last).to_have_text("No sentence of the body says what the headline says.")
    assert flags.count() == 2


def test_a_link_carries_the_article_and_sends_it_to_no_server(
    paper: Page, server: str, requests: list[Request]
) -> None:
    paste(paper, "Mayor slams “plan” 😀\n\nIt may rain.")
    shown(paper, 2)
    before = len(requests)
    link = copied(paper, "Link")
    assert len(requests) == before
    assert link.startswith(f"{server}/#")
    other = paper.context.new_page()
    sent_requests: list[Request] = []
    other.on("request", lambda request: sent_requests.append(request))
    other.goto(link)
    shown(other, 2)
    assert other.locator("#paper").inner_text() == "Mayor slams “plan” 😀\n\nIt may rain."
    fragment = link.partition("#")[2]
    assert len(sent_requests) > 5
    assert not any(fragment in sent for r in sent_requests for sent in (r.url, *r.headers.values()))
    # Only requests for an analysis have a body: that of the empty page, then that of the text.
    assert {r.url for r in sent_requests if r.post_data} == {f"{server}/analyze"}
    other.keyboard.press("Tab")
    other.locator("#paper").click()
    other.keyboard.type("A")
    assert "#" not in other.url  # it would be the address of another text


def test_a_broken_link_is_an_empty_paper(page: Page, server: str) -> None:
    for fragment in ("#1.broken", "#1.", "#other", "#1.AAAA"):
        page.goto(f"{server}/{fragment}")
        expect(page.locator("#invite")).to_be_visible()


def test_the_answer_is_copied_as_json_and_as_a_command_that_gives_it(paper: Page) -> None:
    paste(paper, "Mayor's bonkers plan | for all")
    shown(paper, 1)
    answer = json.loads(copied(paper, "JSON"))
    assert [span["text"] for span in answer["spans"]] == ["bonkers"]
    command = copied(paper, "curl")
    run = subprocess.run(command, shell=True, env=environment(), capture_output=True, check=True)
    assert json.loads(run.stdout) == answer


_WHY = "Calls it absurd; say what is wrong with it, or name who says so."
REPORT = rf"""# Mayor's bonkers plan \| for all

- **Sensational wording: high** (0.63 on a scale from 0 to 1), 1 mark, 20 per 100 words.
- **Hedging: low** (0.00 on a scale from 0 to 1), 0 marks, 0 per 100 words.

| Words | Kind | Score | Why, and what to do |
| --- | --- | --- | --- |
| bonkers | Sensational: loaded | 0.99 | {_WHY} |

5 words, checked with levelhead 0.1.0.
"""


def test_the_report_is_copied_as_markdown_and_for_a_mail_as_html(paper: Page) -> None:
    paste(paper, "Mayor's bonkers plan | for all")
    shown(paper, 1)
    assert copied(paper, "Report") == REPORT
    html: str = paper.evaluate(
        """async () => {
          const [item] = await navigator.clipboard.read();
          return (await item.getType("text/html")).text();
        }"""
    )
    assert "<h1>Mayor's bonkers plan | for all</h1>" in html.replace("&#39;", "'")
    assert html.count("<tr>") == 2


def test_the_report_has_the_flags_of_the_headline(paper: Page) -> None:
    paste(paper, "Mayor took *bribes*\n\nThe mayor may have taken bribes, police said.")
    expect(paper.locator("#flags li")).not_to_have_count(0)
    flags = paper.locator("#flags li").evaluate_all(
        "all => all.map((li) => [...li.children].map((p) => p.textContent))"
    )
    _, after = copied(paper, "Report").split("## Headline\n\n")
    listed, _ = after.split("\n\n", 1)
    assert listed.replace("\\*", "*").splitlines() == [
        f"- {words}: {' '.join(rest)}" for words, *rest in flags
    ]


def test_a_report_of_an_article_without_a_headline_is_named_by_its_beginning(paper: Page) -> None:
    paste(
        paper, "It may rain on the roof of the old mill by the river, and on the bridge behind it."
    )
    shown(paper, 1)
    title = copied(paper, "Report").partition("\n")[0]
    assert title == "# It may rain on the roof of the old mill by the river, and on the …"


def test_a_page_without_a_clipboard_of_its_own_copies_too(paper: Page) -> None:
    paper.evaluate("Object.defineProperty(navigator, 'clipboard', { get: () => undefined })")
    load_sample(paper)
    paper.get_by_role("button", name="Report", exact=True).click()
    expect(status(paper)).to_have_text("Copied.")
    other = paper.context.new_page()
    other.goto(paper.url)
    text: str = other.evaluate("navigator.clipboard.readText()")
    assert text.startswith("# Mayor slams bonkers harbour tram as costs erupt\n")


def test_a_reload_loses_nothing(paper: Page) -> None:
    paste(paper, ARTICLE)
    shown(paper)
    before = on_paper(paper)
    paper.reload()
    shown(paper)
    assert on_paper(paper) == before


def analyzed(page: Page, requests: list[Request]) -> Any:
    """The blocks of the last analysis, each as its role and text; the marks and flags it gave."""
    sent = [request.post_data for request in requests if request.url.endswith("/analyze")]
    blocks = json.loads(sent[-1] or "")["blocks"]
    flags = page.locator("#flags li").all_inner_texts()
    return [(block.get("role"), block["text"]) for block in blocks], table(page), flags


# What is typed, with the keys in brackets, or the HTML that is put on the paper; its marks.
WRITTEN: dict[str, tuple[str, int]] = {
    "a headline and a paragraph": ("Mayor slams bonkers plan[Enter]It may reportedly rain.", 4),
    "a headline alone": ("Mayor slams bonkers plan", 2),
    "a paragraph alone": ("It may reportedly rain today in the hills.", 2),
    "lines of a paragraph": (
        "Council meets[Enter]It may rain.[Shift+Enter]It was bonkers.",
        2,
    ),
    "signs and spaces": ("A  <b>bonkers</b> &amp; plan[Enter]  It may  rain.", 2),
    "blocks with roles": (
        "<h2>Council meets</h2><blockquote>A bonkers<br>plan.</blockquote>"
        "<figcaption>A bonkers tram</figcaption><p>It may rain.</p>",
        3,
    ),
    "blocks without roles": (
        "<div>Council meets</div><ul><li>A bonkers plan</li></ul><p>It may rain.</p>",
        2,
    ),
}


@pytest.mark.parametrize("case", WRITTEN)
def test_a_reload_and_a_link_change_no_block_mark_or_flag(
    paper: Page, requests: list[Request], case: str
) -> None:
    written, marks = WRITTEN[case]
    paper.locator("#paper").click()
    if written.startswith("<"):
        paper.evaluate("html => document.execCommand('insertHTML', false, html)", written)
    else:
        for n, part in enumerate(re.split(r"[\[\]]", written)):
            (paper.keyboard.press if n % 2 else paper.keyboard.type)(part)
    shown(paper, marks)
    before = analyzed(paper, requests)
    link = copied(paper, "Link")
    paper.reload()
    shown(paper, marks)
    assert analyzed(paper, requests) == before
    paper.goto("about:blank")
    paper.goto(link)
    shown(paper, marks)
    assert analyzed(paper, requests) == before


@pytest.mark.parametrize("stored", ["{", "5", '"text"', '{"length": 1}', '[["body"]]', "[[1, 2]]"])
def test_a_damaged_draft_is_an_empty_paper(paper: Page, stored: str) -> None:
    paper.evaluate("stored => sessionStorage.setItem('levelhead.draft', stored)", stored)
    paper.reload()
    expect(paper.locator("#invite")).to_be_visible()
    paste(paper, "A bonkers plan.")
    shown(paper, 1)


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_axe_finds_nothing(paper: Page, width: int, scheme: Any) -> None:
    paper.set_viewport_size({"width": width, "height": 800})
    paper.emulate_media(color_scheme=scheme)
    assert Axe().run(paper).response["violations"] == []
    load_sample(paper)
    paper.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    assert Axe().run(paper).response["violations"] == []
    paper.get_by_role("button", name="hearsay").click()
    assert Axe().run(paper).response["violations"] == []
    paper.locator("#paper").focus()
    paper.keyboard.press("F8")
    expect(paper.locator("[data-levelhead-layer] .card")).to_be_visible()
    assert Axe().run(paper).response["violations"] == []
