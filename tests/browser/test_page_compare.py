"""The page that compares two versions, as an editor uses it."""

import json
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Request, Route, expect

from tests.browser.at_the_paper import copied, status

BEFORE = """Harbour tram delayed

Police said the driver may have been drunk. The tram stopped at noon.

The mayor criticised the plan. A shambolic vote in April changed nothing. It rained on Sunday."""
AFTER = """Harbour tram delayed

The driver was drunk. The tram stopped at noon.

The mayor slammed the bonkers plan. A vote in April changed nothing. Swans nest below the quay."""

# Number, kind, effect and message of each change.
CHANGES = [
    "1\nSource dropped stronger\n\nThe source was dropped: “Police said”.",
    "2\nHedge dropped stronger\n\n“may” was dropped, which leaves less doubt.",
    "3\nWording heated hotter\n\n“criticised” became “slammed”, which is more sensational.",
    "4\nWording added hotter\n\nSensational wording was added: “bonkers”.",
    "5\nWording removed cooler\n\nSensational wording was removed: “shambolic”.",
]
MESSAGES = [change.partition("\n\n")[2] for change in CHANGES]


@pytest.fixture
def desk(page: Page, server: str, requests: list[Request]) -> Page:
    """The page, on a desk."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(f"{server}/page/compare.html")
    return page


def fill(page: Page, before: str = BEFORE, after: str = AFTER) -> None:
    page.get_by_role("textbox", name="Before").fill(before)
    page.get_by_role("textbox", name="After").fill(after)


def compare(page: Page, before: str = BEFORE, after: str = AFTER, title: str = "5 changes") -> None:
    """Compare two texts and wait for their changes."""
    fill(page, before, after)
    page.get_by_role("button", name="Compare").click()
    expect(page.locator("#result-title")).to_have_text(title)
    expect(page.locator("#result-title")).to_be_focused()


def rows(page: Page) -> list[list[str]]:
    """The paragraphs that are side by side, with the numbers of the changes in them."""
    found: list[list[str]] = page.locator("#columns tbody tr").evaluate_all(
        """rows => rows.map((row) => [...row.cells].map((cell) =>
          [...cell.querySelectorAll("p:not(.side-name)")]
            .map((p) => p.textContent.trim())
            .join("|")))"""
    )
    return found


def lines(page: Page) -> list[str]:
    """What is joined: for each line the number at its start and its end, or a ring."""
    drawn: list[str] = page.evaluate(
        """() => {
          const origin = columns.getBoundingClientRect();
          const at = (x, y) => {
            const hit = [...columns.querySelectorAll(".number-of")].find((number) => {
              const box = number.getBoundingClientRect();
              const [dx, dy] = [x - (box.left + box.right) / 2, y - box.bottom - 1];
              return Math.hypot(dx + origin.left, dy + origin.top) < 2;
            });
            return hit?.innerText ?? "ring";
          };
          return [...document.querySelectorAll(".lines path")].map((path) => {
            const [from, to] = [0, path.getTotalLength()].map((l) => path.getPointAtLength(l));
            return `${at(from.x, from.y)}-${at(to.x, to.y)}`;
          });
        }"""
    )
    return drawn


def test_the_same_claims_are_side_by_side_and_changes_are_joined(desk: Page) -> None:
    compare(desk)
    assert rows(desk) == [
        ["Harbour tram delayed", "Harbour tram delayed"],
        [
            "Police said1 the driver may2 have been drunk. The tram stopped at noon.",
            "The driver was drunk. The tram stopped at noon.",
        ],
        [
            "The mayor criticised3 the plan. A shambolic5 vote in April changed nothing. "
            "Only before: It rained on Sunday.",
            "The mayor slammed3 the bonkers4 plan. A vote in April changed nothing. "
            "Only after: Swans nest below the quay.",
        ],
    ]
    joined = ["1-ring", "2-ring", "3-3", "ring-4", "5-ring"]  # where each line begins and ends
    assert lines(desk) == joined
    desk.set_viewport_size({"width": 900, "height": 720})
    # They are drawn again in the frame after the layout.
    desk.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    assert lines(desk) == joined
    assert desk.locator("#changes li").all_inner_texts() == CHANGES
    assert desk.locator("#summary").inner_text() == (
        "Claims: 2 stronger. Wording: 2 hotter, 1 cooler. "
        "2 sentences of one version have no counterpart in the other; "
        "only the wording there is compared."
    )
    assert desk.locator("#scores .detail").all_inner_texts() == [
        "Before: 0.51, high (+0.27).",
        "Before: 0.57, high (−0.57).",
    ]


def test_paragraphs_that_were_split_merged_or_moved_keep_their_order(desk: Page) -> None:
    first, second, third = "Ada sold the mill.", "Bo left the council.", "Cy closed the quay."
    compare(desk, f"{first}\n{second}\n\n{third}", f"{first} {second}\n\n{third}", "No change")
    assert rows(desk) == [[f"{first}|{second}", f"{first} {second}"], [third, third]]
    desk.locator("#texts summary").click()
    compare(desk, f"{first} {second}\n{third}", f"{first}\n{second}\nIt rained.", "No change")
    assert rows(desk) == [
        [f"{first} {second}", f"{first}|{second}"],
        [f"Only before: {third}", "Only after: It rained."],
    ]
    desk.locator("#texts summary").click()
    compare(desk, f"{first}\n{second}\n{third}", f"{third}\n{first}\n{second}", "No change")
    assert rows(desk) == [["", third], [first, first], [second, second], [third, ""]]
    assert desk.locator("#summary").inner_text() == (
        "Hedges, sources and causes are the same. The wording is as sensational as before."
    )
    assert not desk.locator("#walk").is_visible()


def test_changes_are_walked_through_with_the_keyboard(desk: Page) -> None:
    fill(desk)
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("#result-title")).to_be_focused()
    said = desk.locator("#current")
    for key, n, focused in [
        ("F8", 1, "Change 1: source dropped"),
        ("F8", 2, "Change 2: hedge dropped"),
        ("Shift+F8", 1, "Change 1: source dropped"),
        ("Shift+F8", 5, "Change 5: wording removed"),
        ("Shift+F8", 4, "Change 4: wording added"),
    ]:
        desk.keyboard.press(key)
        expect(said).to_have_text(f"{n} of 5: {MESSAGES[n - 1]}")
        assert desk.evaluate("document.activeElement.ariaLabel") == focused
        shown = desk.locator("#result .current").evaluate_all("all => all.map((e) => e.localName)")
        assert [*dict.fromkeys(shown)] == ["mark", "button", "path", *["circle"] * (n != 3), "li"]
    desk.get_by_role("button", name="Next").focus()
    desk.keyboard.press("Enter")
    expect(said).to_contain_text("5 of 5: ")
    expect(desk.get_by_role("button", name="Next")).to_be_focused()
    desk.get_by_role("button", name="Wording heated hotter").press("Enter")
    assert desk.evaluate("document.activeElement.ariaLabel") == "Change 3: wording heated"
    assert desk.locator("#columns [aria-current]").all_inner_texts() == ["3", "3"]
    desk.locator("mark", has_text="bonkers").click()
    expect(said).to_contain_text("4 of 5: ")
    desk.set_viewport_size({"width": 1280, "height": 400})
    desk.evaluate("scrollTo(0, 0)")
    last = desk.get_by_role("button", name="Change 5: wording removed")
    last.focus()
    number, bar = last.bounding_box(), desk.locator("#walk").bounding_box()
    assert number
    assert bar
    assert number["y"] + number["height"] <= bar["y"]


def numbers(page: Page) -> list[str]:
    """The numbers of the changes that are in the list; those in the texts are the same."""
    listed = page.locator("#changes .number-of").all_inner_texts()
    assert {*page.locator("#columns .number-of").all_inner_texts()} == {*listed}
    drawn = page.locator(".lines path").evaluate_all("all => all.map((e) => e.dataset.changes)")
    assert [str(int(n) + 1) for n in drawn] == listed
    return listed


def test_chips_leave_changes_of_an_effect_or_kind_with_their_numbers(desk: Page) -> None:
    compare(desk)
    desk.get_by_text("Filter the changes").click()
    chips = desk.locator("#filters .chip")
    assert [text.replace("\n", " ") for text in chips.all_inner_texts()] == [
        *("stronger 2", "hotter 2", "cooler 1"),
        *("source dropped 1", "hedge dropped 1", "wording heated 1"),
        *("wording added 1", "wording removed 1"),
    ]
    title, said = desk.locator("#result-title"), desk.locator("#current")
    desk.get_by_role("button", name="hotter 2").press("Enter")
    assert (title.inner_text(), numbers(desk)) == ("2 of 5 changes", ["3", "4"])
    assert desk.evaluate("document.activeElement.id") == "only-effect-hotter"
    for n in (3, 4, 3):
        desk.keyboard.press("F8")
        expect(said).to_have_text(f"{n} of 5: {MESSAGES[n - 1]}")
    desk.get_by_role("button", name="stronger 2").click(modifiers=["Control"])
    assert (title.inner_text(), numbers(desk)) == ("4 of 5 changes", ["1", "2", "3", "4"])
    assert said.inner_text() == ""
    desk.get_by_role("button", name="wording removed 1").click(modifiers=["Shift"])
    assert (title.inner_text(), numbers(desk)) == ("0 of 5 changes", [])
    assert not desk.locator("#walk").is_visible()
    desk.keyboard.press("F8")
    desk.get_by_role("button", name="Show all changes").press("Enter")
    assert (title.inner_text(), numbers(desk)) == ("5 changes", [*"12345"])
    desk.get_by_role("button", name="cooler 1").click()
    desk.locator("#texts summary").click()
    compare(desk)
    assert numbers(desk) == [*"12345"]


REPORT = """\
# What changed: Harbour tram \\| delayed

Claims: 1 stronger. The wording is as sensational as before.

- **Sensational wording: low** (0.00 on a scale from 0 to 1). Before: low (0.00).
- **Hedging: low** (0.00 on a scale from 0 to 1). Before: high (0.59).

| Kind | Effect | Before | After | What it means |
| --- | --- | --- | --- | --- |
| Hedge dropped | stronger | “may” |  | “may” was dropped, which leaves less doubt. |

Checked with levelhead 0.1.0.
"""


def test_the_comparison_is_copied_as_a_report_and_as_json(desk: Page) -> None:
    headline, body = "Harbour tram | delayed", "The driver may be late, the company said."
    compare(
        desk, f"{headline}\n\n{body}", f"{headline}\n\n{body.replace('may', 'will')}", "1 change"
    )
    assert copied(desk, "Report") == REPORT
    html: str = desk.evaluate(
        "async () => (await (await navigator.clipboard.read())[0].getType('text/html')).text()"
    )
    assert html.count("<tr>") == 2
    assert "<h1>What changed: Harbour tram | delayed</h1><p>Claims: 1 stronger." in html
    answer = json.loads(copied(desk, "JSON"))
    assert [change["kind"] for change in answer["changes"]] == ["hedge_dropped"]


def test_words_of_several_changes_are_marked_once(desk: Page) -> None:
    before = "Police said the driver may have been drunk."
    compare(desk, before, "The driver, who is bonkers & <b>, was drunk.", "3 changes")
    assert "".join(desk.locator("#columns td.before mark").all_inner_texts()) == "Police saidmay"
    assert "bonkers2 & <b>, was drunk." in rows(desk)[0][1]


def test_the_texts_are_sent_to_this_server_only_and_kept_nowhere(
    desk: Page, server: str, requests: list[Request]
) -> None:
    compare(desk)
    with_text = [request for request in requests if request.post_data]
    assert [request.url for request in with_text] == [f"{server}/compare"]
    assert json.loads(with_text[0].post_data or "") == {
        "offset_unit": "utf16",
        "before": {"text": BEFORE},
        "after": {"text": AFTER},
    }
    assert {request.url.split("/")[2] for request in requests} == {server.split("/")[2]}
    assert desk.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [
        0,
        0,
        "",
    ]
    desk.reload()
    assert desk.get_by_role("textbox", name="Before").input_value() == ""
    desk.get_by_role("link", name="Check one article").click()
    desk.get_by_role("link", name="Compare two versions").click()
    expect(desk.get_by_role("textbox", name="After")).to_have_value("")


FAILURES = {
    "busy": (503, {"Retry-After": "1"}, "the server is busy. Try again in a moment."),
    "rate": (429, {"Retry-After": "40"}, "too many requests were sent. Try again in 40 seconds."),
    "long": (413, {}, "together they are too long for the server."),
    "field": (422, {}, "the text of `before` has more than 100,000 matches: send it in parts."),
    "proxy": (404, {}, "the server answered 404."),
    "gateway": (400, {}, "the server answered 400."),
    "portal": (200, {}, "the server cannot be reached. Try again."),
}


@pytest.mark.parametrize("case", FAILURES)
def test_a_refusal_is_said_in_words_and_the_texts_stay(desk: Page, case: str) -> None:
    code, headers, said = FAILURES[case]
    detail = said.replace("the text", "The text") if case == "field" else "no"
    body = json.dumps({"detail": {"code": 7} if case == "gateway" else detail})
    if case in ("proxy", "portal"):
        body = "<h1>Nothing here</h1>"

    def refuse(route: Route) -> None:
        route.fulfill(status=code, headers=headers, body=body)

    desk.route("**/compare", refuse)
    fill(desk)
    desk.get_by_role("button", name="Compare").click()
    expect(status(desk)).to_have_text(f"The texts were not compared: {said}")
    assert desk.get_by_role("textbox", name="Before").input_value() == BEFORE
    desk.unroute("**/compare", refuse)
    desk.get_by_role("button", name="Compare").click()
    expect(desk.locator("#result-title")).to_have_text("5 changes")
    assert status(desk).inner_text() == ""


@pytest.mark.parametrize(
    ("button", "after", "said", "shown"),
    [
        ("Clear", "", "", False),
        (None, "It snowed.", "The texts have changed: compare them again.", True),
    ],
)
def test_texts_that_change_before_the_answer_comes_are_not_mistaken_for_its_own(
    desk: Page, button: str | None, after: str, said: str, shown: bool
) -> None:
    held: list[Route] = []
    desk.route("**/compare", lambda route: held.append(route))
    fill(desk)
    with desk.expect_request("**/compare"):
        desk.get_by_role("button", name="Compare").click()
    if button:
        desk.get_by_role("button", name=button).click()
    else:
        desk.get_by_role("textbox", name="After").fill(after)
    assert len(held) == 1
    held[0].continue_()
    expect(desk.get_by_role("button", name="Compare", include_hidden=True)).to_be_enabled()
    assert desk.locator("#result").is_visible() == shown
    assert status(desk).inner_text() == said
    assert desk.locator("#after").input_value() == after


def test_an_unreachable_server_is_named_and_a_missing_text_asked_for(desk: Page) -> None:
    desk.route("**/compare", lambda route: route.abort())
    desk.get_by_role("textbox", name="Before").fill(BEFORE)
    desk.get_by_role("button", name="Compare").click()
    expect(desk.get_by_role("textbox", name="After")).to_be_focused()
    fill(desk)
    desk.get_by_role("button", name="Compare").click()
    expect(status(desk)).to_have_text(
        "The texts were not compared: the server cannot be reached. Try again."
    )


DROP = """([side, bytes]) => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(bytes)], "a.html"));
  const event = new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true });
  document.getElementById(side).dispatchEvent(event);
  return event.defaultPrevented;
}"""


def test_files_are_opened_on_either_side(desk: Page, tmp_path: Path) -> None:
    compare(desk)
    desk.locator("#texts summary").click()
    (tmp_path / "a.html").write_bytes(b"<h1>Tram late</h1><p>It may rain.</p>")
    desk.get_by_label("Open a file as the text before").set_input_files(tmp_path / "a.html")
    expect(status(desk)).to_have_text("Opened a.html.")
    assert desk.get_by_role("textbox", name="Before").input_value() == "Tram late\n\nIt may rain."
    assert desk.evaluate(DROP, ["after", [*b"<p>It rained."]])
    expect(desk.get_by_role("textbox", name="After")).to_have_value("It rained.")
    assert desk.evaluate(DROP, ["status", [*b"<p>Elsewhere."]])
    (tmp_path / "b.txt").write_bytes(b"")
    desk.get_by_label("Open a file as the text after").set_input_files(tmp_path / "b.txt")
    expect(status(desk)).to_have_text("“b.txt” is empty.")
    expect(desk.get_by_role("textbox", name="After")).to_have_value("It rained.")
    desk.get_by_role("textbox", name="After").press_sequentially("!")
    expect(status(desk)).to_have_text("The texts have changed: compare them again.")
    desk.get_by_role("button", name="Clear").click()
    assert not desk.locator("#result").is_visible()
    assert desk.get_by_role("textbox", name="Before").input_value() == ""


def test_on_a_phone_the_columns_are_one_and_the_numbers_stay(desk: Page) -> None:
    desk.set_viewport_size({"width": 390, "height": 844})
    compare(desk)
    first, second = desk.locator("#columns tbody tr").nth(1).locator("td").all()
    assert first.inner_text().startswith("Before\n\nPolice said1")
    upper, lower = first.bounding_box(), second.bounding_box()
    assert upper
    assert lower
    assert upper["x"] == lower["x"]
    assert upper["y"] + upper["height"] <= lower["y"]
    assert not desk.locator(".lines").is_visible()
    desk.get_by_role("button", name="Change 2: hedge dropped").click()
    expect(desk.locator("#current")).to_be_in_viewport(ratio=1)
    assert desk.locator("#current").inner_text() == f"2 of 5: {MESSAGES[1]}"


@pytest.mark.parametrize(
    ("width", "scheme"), [(320, "light"), (390, "dark"), (900, "dark"), (1280, "light")]
)
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(
    desk: Page, width: int, scheme: Any
) -> None:
    desk.set_viewport_size({"width": width, "height": 800})
    desk.emulate_media(color_scheme=scheme)
    assert Axe().run(desk).response["violations"] == []
    desk.get_by_role("button", name="Sample texts").click()
    desk.get_by_role("button", name="Compare").click()
    expect(desk.locator("#result-title")).to_be_focused()
    desk.keyboard.press("F8")
    assert Axe().run(desk).response["violations"] == []
    assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_texts_of_100_kb_are_shown_and_walked_through(desk: Page) -> None:
    def version(said: str) -> str:
        return "\n\n".join(
            f"The tram to stop {n} {said} on Monday. Nobody in ward {n} spoke about the plan, "
            f"which has eleven stops and {n} bridges, two over the harbour and the old quarry."
            for n in range(600)
        )

    before, after = version("may stop"), version("will stop")
    assert len(before) > 90_000
    # Playwright fills in a text much more slowly than a paste does.
    desk.evaluate("([a, b]) => { before.value = a; after.value = b; }", [before, after])
    desk.locator("#compare").click()
    expect(desk.locator("#result-title")).to_have_text("600 changes")
    assert desk.locator("#columns tbody tr").count() == 600
    assert desk.locator(".lines path").count() == 600
    for _ in range(3):
        desk.keyboard.press("Shift+F8")
    expect(desk.locator(".number-of.current")).to_be_in_viewport()
    expect(desk.locator("#changes li").nth(597)).to_be_in_viewport()
