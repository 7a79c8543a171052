"""levelhead.js for editors in frames: attached from outside, and loaded inside."""

from playwright.sync_api import Page, expect

from tests.browser.host import Host

PARAGRAPHS = "<p>It rained.</p>" * 20
MAKE = """async (body) => {
  const frame = document.createElement("iframe");
  frame.id = "frame";
  frame.title = "Editor";
  document.querySelector("main").append(frame);
  frame.contentDocument.body.innerHTML = body;
  window.inner = frame.contentDocument;
}"""
CSS = "#frame { width: 400px; height: 200px; border: 7px solid; margin: 30px 0 0 50px; }"


def opened(host: Host, body: str) -> None:
    host.open("<p>An editor in a frame.</p>", CSS)
    host.page.evaluate(MAKE, body)


def test_an_editor_in_a_frame_is_marked_and_edited_from_outside(host: Host) -> None:
    opened(host, f"{PARAGRAPHS}<p>The mayor slams a bonkers plan.</p>")
    host.page.evaluate(
        """() => {
          inner.body.contentEditable = "true";
          window.html = inner.documentElement.outerHTML;
          attach(inner.body);
        }"""
    )
    host.wait_for_marks(2)
    assert host.page.evaluate("inner.documentElement.outerHTML === html")
    painted = """[...inner.defaultView.CSS.highlights.values()]
      .flatMap((all) => [...all]).map(String).sort()"""
    assert host.page.evaluate(painted) == ["bonkers", "slams"]
    style = "inner.defaultView.getComputedStyle(inner.body, '::highlight(levelhead-%s-light)')"
    line = f"{style % 'sensational'}.textDecorationStyle"
    assert host.page.evaluate(line) == "solid"
    # From the keyboard, with the focus in the frame.
    host.page.evaluate("inner.body.focus()")
    host.page.keyboard.press("F8")
    expect(host.card()).to_be_visible()
    box = host.card().bounding_box()
    assert box is not None
    mark = host.page.evaluate("handle.marks[0].range.getBoundingClientRect().toJSON()")
    frame = host.page.locator("#frame").bounding_box()
    assert frame is not None
    left, top = frame["x"] + 7 + mark["left"], frame["y"] + 7 + mark["top"]
    assert abs(box["x"] - left) < 2
    assert abs(box["y"] - (top + mark["height"] + 8)) < 2
    host.page.keyboard.press("1")
    host.wait_for_marks(1)
    said = "inner.body.lastChild.textContent"
    assert host.page.evaluate(said) == "The mayor criticises a bonkers plan."
    host.page.keyboard.press("Control+z")
    host.wait_for_marks(2)
    assert host.page.evaluate(said) == "The mayor slams a bonkers plan."
    # With the pointer: the card closes when one presses elsewhere in the frame, or scrolls it.
    host.page.mouse.click(left + 5, top + 5)
    expect(host.card()).to_be_visible()
    host.page.mouse.click(left + 5, top - 60)
    expect(host.card()).to_be_hidden()
    host.page.evaluate("handle.detach()")
    assert host.page.evaluate(painted) == []


def test_marks_of_a_field_in_a_frame_lie_over_it(host: Host) -> None:
    opened(host, '<p>Text</p><textarea rows="3" aria-label="A">A bonkers plan.</textarea>')
    host.page.evaluate("attach(inner.querySelector('textarea'))")
    host.wait_for_marks(1)
    inside = """() => {
      const [mark] = handle.marks[0].range.getClientRects();
      const frame = document.querySelector("#frame").getBoundingClientRect();
      const area = handle.element.getBoundingClientRect();
      return [mark.left - (frame.left + 7 + area.left), mark.top - (frame.top + 7 + area.top)];
    }"""
    left, top = host.page.evaluate(inside)
    assert 10 < left < 30
    assert 0 <= top < 10
    host.page.evaluate("scrollTo(0, 40)")
    host.page.set_viewport_size({"width": 800, "height": 400})
    assert host.page.evaluate(inside) == [left, top]


def test_a_frame_that_goes_takes_its_marks_along(host: Host) -> None:
    opened(host, '<p contenteditable="true">A bonkers plan.</p>')
    host.page.evaluate("attach(inner.querySelector('p'))")
    host.wait_for_marks(1)
    host.page.evaluate("document.querySelector('#frame').remove()")
    host.page.keyboard.press("F8")
    host.page.evaluate("dispatchEvent(new Event('resize'))")
    host.page.evaluate("handle.detach()")
    expect(host.card()).to_be_hidden()


REFUSED = {
    "": "expected an element of the frame, such as frame.contentDocument.body",
    "allow-scripts": "this frame is of another origin; load levelhead.js in the frame",
}


def test_a_frame_is_refused_in_words(host: Host) -> None:
    host.open("<p>Frames.</p>")
    for sandbox, message in REFUSED.items():
        said = host.page.evaluate(
            """async (sandbox) => {
              const frame = document.createElement("iframe");
              if (sandbox) frame.setAttribute("sandbox", sandbox);
              document.body.append(frame);
              try { levelhead.attach(frame); } catch (error) { return error.message; }
            }""",
            sandbox,
        )
        assert said == f"levelhead.attach: {message}"


def test_a_body_that_is_the_editor_stays_as_it_is(page: Page, server: str) -> None:
    html = (
        '<!DOCTYPE html><html lang="en"><title>A</title><script src="/levelhead.js"></script>'
        '<body contenteditable="true" data-levelhead><p>A shambolic plan.</p></body></html>'
    )
    page.route("**/whole", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto(f"{server}/whole")
    page.wait_for_function("CSS.highlights.get('levelhead-sensational-light')?.size === 1")
    assert page.evaluate("document.body.innerHTML") == "<p>A shambolic plan.</p>"
    page.keyboard.press("F8")
    expect(page.locator("[data-levelhead-layer] .card")).to_be_visible()
    page.keyboard.press("1")
    page.wait_for_function("document.body.innerHTML === '<p>A disorganised plan.</p>'")
