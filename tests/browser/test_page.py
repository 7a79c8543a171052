"""The page at /, as an editor uses it."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Request, expect

from tests.running import environment

ARTICLE = """Mayor slams bonkers plan

It may reportedly rain in May 2031. “It is a shambolic idea,” she said.

The work is to begin in spring."""


@pytest.fixture
def requests(page: Page) -> list[Request]:
    found: list[Request] = []
    page.on("request", lambda request: found.append(request))
    return found


@pytest.fixture
def paper(page: Page, server: str, requests: list[Request]) -> Iterator[Page]:
    """The page, opened; what its policy bars is told by the browser as an error, which fails."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(server)
    expect(page.locator("#invite")).to_be_visible()
    yield page
    assert {request.url.split("/")[2] for request in requests} == {server.split("/")[2]}


def paste(page: Page, text: str = "", html: str = "") -> None:
    page.evaluate(
        """([text, html]) => {
          const data = new DataTransfer();
          if (text) data.setData("text/plain", text);
          if (html) data.setData("text/html", html);
          const event = { clipboardData: data, bubbles: true, cancelable: true };
          document.querySelector("#paper").dispatchEvent(new ClipboardEvent("paste", event));
        }""",
        [text, html],
    )


def table(page: Page) -> list[list[str]]:
    rows: list[list[str]] = page.locator("#marks tbody tr").evaluate_all(
        "rows => rows.map((row) => [...row.cells].slice(0, 3).map((cell) => cell.innerText))"
    )
    return rows


def copied(page: Page, button: str) -> str:
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.locator("#status")).to_have_text("Copied.")
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text


ROWS = [
    ["slams", "Sensational dramatic verb", "author"],
    ["bonkers", "Sensational loaded", "author"],
    ["may", "Hedging modal", "author"],
    ["reportedly", "Hedging hearsay", "author"],
    ["shambolic", "Sensational loaded", "quoted"],
]


def shown(page: Page, rows: int = len(ROWS)) -> None:
    expect(page.locator("#marks tbody tr")).to_have_count(rows)


def test_a_pasted_text_is_marked_scored_and_explained(paper: Page) -> None:
    paste(paper, ARTICLE)
    shown(paper)
    assert table(paper) == ROWS
    assert paper.locator("#paper h2").inner_text() == "Mayor slams bonkers plan"
    assert paper.locator("#paper p").count() == 2
    figures = paper.locator(".figure").all_inner_texts()
    assert [re.sub(r"0\.\d\d", "#", figure) for figure in figures] == ["# high", "# high"]
    assert paper.locator("#strip button").count() == 4
    left = paper.locator("#left li").all_inner_texts()
    assert left == ["May is an exception to its rule here\nhedging, modal"]
    assert paper.locator("#marks tbody tr").nth(1).locator(".number").inner_text() == (
        "0.99\n0.90 × 1.1 headline"
    )


def test_markup_is_read_and_never_run(paper: Page, complaints: list[str]) -> None:
    html = """<h1>Bonkers</h1><script>document.title = "run"</script>
      <p onclick="document.title = 'run'">It <em>is believed</em> to<br>rain &lt;script&gt;.</p>
      <img src=/nothing onerror="document.title = 'run'"><style>body { display: none }</style>"""
    paste(paper, html=html)
    shown(paper, 2)
    assert paper.locator("#paper").evaluate("paper => paper.innerHTML") == (
        "<h2>Bonkers</h2><p>It is believed to rain &lt;script&gt;.</p>"
    )
    assert paper.title() == "levelhead"
    # What is only parsed cannot run; the policy would not let it either, and says so.
    assert {line.partition(" violates")[0] for line in complaints} == {
        "Executing inline event handler",
        "Applying inline style",
    }
    complaints.clear()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.txt", "Mayor slams plan\n\nIt may rain."),
        ("a.html", "<title>x</title><nav>slams</nav><h1>Mayor slams plan</h1><p>It may rain.</p>"),
    ],
)
def test_a_file_is_opened(paper: Page, tmp_path: Path, name: str, text: str) -> None:
    paste(paper, ARTICLE)
    shown(paper)
    (tmp_path / name).write_text(text, "utf-8")
    paper.locator("#file").set_input_files(tmp_path / name)
    shown(paper, 2)
    html = "<h2>Mayor slams plan</h2><p>It may rain.</p>"
    assert paper.evaluate("paper.innerHTML") == html


def test_a_paste_goes_where_the_caret_is(paper: Page) -> None:
    paste(paper, ARTICLE)
    shown(paper)
    paper.evaluate("getSelection().collapse(paper.querySelector('h2').firstChild, 12)")
    paste(paper, "very ", "a <b>very</b> ")
    paper.evaluate("getSelection().collapse(paper.querySelector('h2'), 1)")
    paste(paper, "It rained.\n\nIt snowed.")
    html = "<h2>Mayor slams very bonkers plan</h2><p>It rained.</p><p>It snowed.</p><p>It may"
    assert paper.evaluate("paper.innerHTML").startswith(html)


def test_a_dropped_file_is_opened(paper: Page) -> None:
    paper.evaluate("""() => {
      const data = new DataTransfer();
      data.items.add(new File(["A bonkers plan."], "a.txt", { type: "text/plain" }));
      const event = new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true });
      document.querySelector("#paper").dispatchEvent(event);
    }""")
    shown(paper, 1)


def test_filters_hold_for_the_table_and_the_marks(paper: Page) -> None:
    paste(paper, ARTICLE)
    shown(paper)
    painted = (
        "[...CSS.highlights].filter(([n]) => /al-|ng-/.test(n)).reduce((n, [, h]) => n + h.size, 0)"
    )
    assert paper.evaluate(painted) == 5
    for chip, left in [("hedging", 3), ("quoted", 2), ("dramatic verb", 1)]:
        paper.locator("#filters").get_by_text(chip, exact=True).click()
        shown(paper, left)
        assert paper.evaluate(painted) == left
    assert table(paper) == ROWS[1:2]
    paper.locator("#filters").get_by_text("loaded", exact=True).click()
    expect(paper.locator("#marks")).to_have_text("All marks are filtered out.")


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


def test_both_versions_stand_side_by_side(paper: Page) -> None:
    paste(paper, "Mayor slams a utterly bonkers plan\n\nIt was bonkers. A whopping bill may come.")
    shown(paper, 6)
    assert paper.locator("#levelled").inner_text().split("\n\n") == [
        "Mayor criticises a plan",
        "It was bonkers. A large bill may come.",
    ]
    assert paper.locator("#written del").all_inner_texts() == [
        "slams",
        "utterly",
        "bonkers",
        "whopping",
    ]
    assert paper.locator("#versions-lead").inner_text() == (
        "4 suggestions made; 2 marks are left to a person."
    )


def test_the_answer_is_copied_in_three_forms(paper: Page, server: str) -> None:
    paste(paper, "Mayor's bonkers plan | for all")
    shown(paper, 1)
    answer = json.loads(copied(paper, "JSON"))
    assert [span["text"] for span in answer["spans"]] == ["bonkers"]
    command = copied(paper, "curl")
    run = subprocess.run(command, shell=True, env=environment(), capture_output=True, check=True)
    assert json.loads(run.stdout) == answer
    report = copied(paper, "Report")
    assert report.startswith("# Mayor's bonkers plan \\| for all\n\n- **sensational** ")
    assert "| bonkers | sensational, loaded | author | 0.99 | Judges instead" in report


def test_a_link_brings_the_article_and_tells_no_server(
    paper: Page, server: str, requests: list[Request]
) -> None:
    paste(paper, "Mayor slams “plan” 😀\n\nIt may rain.")
    shown(paper, 2)
    before = len(requests)
    link = copied(paper, "Link")
    assert len(requests) == before
    assert link.startswith(f"{server}/#")
    other = paper.context.new_page()
    seen: list[Request] = []
    other.on("request", lambda request: seen.append(request))
    other.goto(link)
    shown(other, 2)
    assert other.locator("#paper").inner_text() == "Mayor slams “plan” 😀\n\nIt may rain."
    fragment = link.partition("#")[2]
    assert len(seen) > 5
    assert not any(fragment in told for r in seen for told in (r.url, *r.headers.values()))
    # Only requests for an analysis have a body: that of the empty page, then that of the text.
    assert {r.url for r in seen if r.post_data} == {f"{server}/analyze"}
    other.keyboard.press("Tab")
    other.locator("#paper").click()
    other.keyboard.type("A")
    assert "#" not in other.url  # it would be the address of another text


def test_a_broken_link_is_an_empty_paper(page: Page, server: str) -> None:
    for fragment in ("#1.broken", "#1.", "#other", "#1.AAAA"):
        page.goto(f"{server}/{fragment}")
        expect(page.locator("#invite")).to_be_visible()


def test_a_reload_and_a_mistake_lose_nothing(paper: Page) -> None:
    paste(paper, ARTICLE)
    shown(paper)
    paper.reload()
    shown(paper)
    paper.get_by_role("button", name="Clear").click()
    expect(paper.locator("#invite")).to_be_visible()
    paper.locator("#paper").focus()
    for _ in range(2):
        paper.keyboard.press("Control+z")
    shown(paper)


def test_the_service_being_down_is_told_in_the_paper(paper: Page) -> None:
    paper.route("**/analyze", lambda route: route.abort())
    paste(paper, ARTICLE)
    expect(paper.locator("[data-levelhead-layer] .notice")).to_contain_text("cannot be reached")
    assert paper.locator("#paper h2").inner_text() == "Mayor slams bonkers plan"


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_axe_finds_nothing(paper: Page, width: int, scheme: Any) -> None:
    paper.set_viewport_size({"width": width, "height": 800})
    paper.emulate_media(color_scheme=scheme)
    assert Axe().run(paper).response["violations"] == []
    paper.get_by_role("button", name="Sample article").click()
    expect(paper.locator("#marks tbody tr").first).to_be_visible()
    paper.locator("#paper").focus()
    paper.keyboard.press("F8")
    expect(paper.locator("[data-levelhead-layer] .card")).to_be_visible()
    assert Axe().run(paper).response["violations"] == []
    assert paper.evaluate("document.documentElement.scrollWidth") <= width
