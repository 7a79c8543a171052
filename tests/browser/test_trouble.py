"""levelhead.js when the service is slow, busy, down or refuses: no text and no mark is lost."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Route, expect

from tests.browser.host import Host

AREA = '<textarea id="text" aria-label="Article">A bonkers plan.</textarea>'
NOON = datetime(2031, 5, 4, 12, tzinfo=UTC)
TYPED = "A bonkers plan. It may rain."


def notice(host: Host) -> str:
    return host.page.locator("[data-levelhead-layer] .notice").inner_text()


def open_and_stop_the_clock(host: Host) -> None:
    """From here on time passes only where a test says so."""
    host.page.clock.install(time=NOON)
    host.open(AREA, marks=1)
    host.page.clock.pause_at(NOON + timedelta(hours=1))


def write(host: Host) -> None:
    host.page.locator("#text").focus()
    host.page.keyboard.press("Control+End")
    host.page.keyboard.type(" It may rain.")


def test_a_busy_service_is_asked_again_when_it_says(host: Host) -> None:
    open_and_stop_the_clock(host)
    times = 0

    def busy(route: Route) -> None:
        nonlocal times
        times += 1
        route.fulfill(status=429, headers={"Retry-After": "120"}, body="{}")

    host.page.route("**/analyze", busy)
    host.page.evaluate("attach(element)")
    host.page.clock.run_for(1)
    host.until("states.at(-1).state === 'waiting'")
    assert notice(host) == "levelhead has received too many requests. Trying again in 120 s."
    write(host)
    host.page.clock.run_for(119_000)
    assert times == 1
    host.page.unroute("**/analyze", busy)
    host.page.clock.run_for(1_000)
    host.wait_for_marks(2)
    assert notice(host) == ""
    assert host.page.evaluate("element.value") == TYPED


@pytest.mark.parametrize("trouble", ["down", "broken"])
def test_a_service_that_is_down_costs_neither_text_nor_marks(host: Host, trouble: str) -> None:
    open_and_stop_the_clock(host)

    def fail(route: Route) -> None:
        if trouble == "down":
            route.abort("connectionrefused")
        else:
            route.fulfill(status=500, body="oops")

    host.page.route("**/analyze", fail)
    write(host)
    assert len(host.asked) == 1
    host.page.clock.run_for(400)
    said = "states.some(({ message }) => message.includes('Trying again in %d s.'))"
    host.until(said % 5)
    assert host.marks() == ["bonkers"]
    host.page.clock.run_for(5_000)
    host.until(said % 10)  # longer each time
    host.page.unroute("**/analyze", fail)
    host.page.clock.run_for(10_000)
    host.wait_for_marks(2)
    assert host.page.evaluate("element.value") == TYPED


def test_a_refused_key_is_not_tried_again(host: Host) -> None:
    open_and_stop_the_clock(host)
    host.page.route("**/analyze", lambda route: route.fulfill(status=401, body="{}"))
    host.page.evaluate("attach(element)")
    host.page.clock.run_for(1)
    host.until("states.at(-1).state === 'refused'")
    assert notice(host) == "levelhead needs an API key."
    host.page.clock.run_for(120_000)
    assert len(host.asked) == 2


def test_an_answer_to_an_older_text_is_dropped(host: Host) -> None:
    held: list[Route] = []
    host.open(AREA, marks=1)
    host.page.route("**/analyze", lambda route: held.append(route))
    write(host)
    host.until("states.at(-1).state === 'asking'")
    host.page.keyboard.type(" Perhaps.")
    host.until("states.filter(({ state }) => state === 'asking').length === 3")
    for _ in range(500):  # the request is sent after the state is set
        if len(held) == 2:
            break
        host.page.wait_for_timeout(20)
    host.page.unroute("**/analyze")
    assert host.texts_asked()[1:] == [[TYPED], [f"{TYPED} Perhaps."]]
    assert host.marks() == ["bonkers"]
    held[1].continue_()
    host.wait_for_marks(3)
    assert held[0].request.failure is not None  # it was aborted
    expect(host.page.locator("#text")).to_have_value(f"{TYPED} Perhaps.")
    assert host.marks() == ["bonkers", "may", "Perhaps"]


def test_a_textarea_has_no_limit_of_paragraphs(host: Host) -> None:
    host.open('<textarea id="text" aria-label="A"></textarea>', marks=0)
    host.page.evaluate(
        """() => {
          const many = Array.from({ length: 1200 }, (_, n) => `Paragraph ${n} is bonkers.`);
          element.value = many.join("\\n");
          handle.refresh();
        }"""
    )
    host.wait_for_marks(1200)
    assert len(host.asked) == 2
    assert host.page.evaluate("results.at(-1).answer.words") == 4800


@pytest.mark.parametrize("rows", [1, 3, 12])
@pytest.mark.parametrize("cols", [12, 40, 90])
def test_a_notice_is_in_the_window_and_hides_no_line_of_a_small_editor(
    host: Host, rows: int, cols: int
) -> None:
    host.page.set_viewport_size({"width": 500, "height": 700})
    host.page.route("**/analyze", lambda route: route.abort())
    host.open(f'<textarea id="text" aria-label="A" rows="{rows}" cols="{cols}"></textarea>')
    host.until("states.at(-1)?.state === 'waiting'")
    box = host.page.locator("[data-levelhead-layer] .notice").bounding_box()
    editor = host.page.locator("#text").bounding_box()
    assert box is not None
    assert editor is not None
    assert 0 <= box["x"] < box["x"] + box["width"] <= 500
    if rows == 12:
        assert editor["y"] < box["y"] < box["y"] + box["height"] < editor["y"] + editor["height"]
    else:
        assert box["y"] >= editor["y"] + editor["height"]


NEXT = '<textarea aria-label="B" rows="2" cols="30"></textarea>'


@pytest.mark.parametrize("after", ["", NEXT, f"<br>{NEXT}<br>"])
@pytest.mark.parametrize("before", ["", f"{NEXT}<br>"])
def test_a_notice_hides_no_other_control(host: Host, before: str, after: str) -> None:
    css = "textarea, main { margin: 0; border: 0; vertical-align: top; font: 16px/20px monospace; }"
    host.page.route("**/analyze", lambda route: route.abort())
    area = '<textarea id="text" aria-label="A" rows="5" cols="30"></textarea><br>'
    host.open(f"{before}{area}{after}", css)
    host.until("states.at(-1)?.state === 'waiting'")
    notice = host.page.locator("[data-levelhead-layer] .notice").bounding_box()
    assert notice is not None
    assert notice["height"] > 100 / 3  # two lines, too many for the inside
    for other in host.page.locator("textarea:not(#text)").all():
        box = other.bounding_box()
        assert box is not None
        over = notice["y"] < box["y"] + box["height"] and box["y"] < notice["y"] + notice["height"]
        assert not over


TOO_MUCH = {
    "too many blocks": (
        '<div id="text" contenteditable="true"><p>A bonkers plan.</p></div>',
        "element.insertAdjacentHTML('beforeend', '<p>It rained.</p>'.repeat(1000))",
        "element.lastElementChild.remove()",
        "levelhead could not read this text: blocks should have at most 1000 items.",
    ),
    "too many bytes": (
        '<textarea id="text" aria-label="A">A bonkers plan.</textarea>',
        "element.value += ' It rained.'.repeat(200_000); handle.refresh()",
        "element.value = element.value.slice(0, 30_000); handle.refresh()",
        "This text is too long for levelhead.",
    ),
}


@pytest.mark.parametrize("case", TOO_MUCH)
def test_a_text_beyond_the_limits_keeps_its_marks_until_it_is_shorter(
    host: Host, case: str
) -> None:
    body, lengthen, shorten, message = TOO_MUCH[case]
    host.open(body, marks=1)
    host.page.evaluate(f"() => {{ {lengthen} }}")
    host.until("states.at(-1).state === 'refused'")
    assert notice(host) == message
    assert host.marks() == ["bonkers"]
    assert len(host.asked) == 2
    host.page.evaluate(f"() => {{ {shorten} }}")
    host.wait_for_marks(1)
    assert notice(host) == ""
    assert host.page.evaluate("results.length") == 2


def test_a_profile_is_sent_and_one_that_the_service_lacks_is_reported(host: Host) -> None:
    house = '{"profile": "northern", "desk": "sport"}'
    words = "A bonkers humiliation, utterly daft."
    host.open(
        f"<p id='text' contenteditable='true' data-options='{house}'>{words}</p>"
        f"<p data-levelhead data-levelhead-profile='northern'>{words}</p>",
        marks=2,
    )
    sent = [(body["profile"], body.get("desk")) for body in host.asked]
    assert sorted(sent, key=str) == [("northern", "sport"), ("northern", None)]
    host.page.evaluate("levelhead.attach(document.querySelector('[data-levelhead]')).detach()")
    host.page.evaluate("attach(element, { profile: 'southern' })")
    host.until("states.at(-1).state === 'refused'")
    assert notice(host) == "levelhead has no profile of this name."


def test_a_web_page_as_an_answer_means_that_the_server_is_not_levelhead(host: Host) -> None:
    host.open(AREA, marks=1)
    host.page.route("**/analyze", lambda r: r.fulfill(content_type="text/html", body="<!DOCTYPE>"))
    host.page.evaluate("attach(element)")
    host.until("states.at(-1).state === 'refused'")
    assert notice(host) == "There is no levelhead at this address."
