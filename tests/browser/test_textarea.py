"""levelhead.js over textareas: the marks lie exactly where the browser draws the words."""

from collections.abc import Callable

import pytest

from tests.browser.host import Box, Host

LINES = "\n\n".join(f"Paragraph {n} tells of rain and wind over the northern hills." for n in range(12))
TEXT = f"Mayor 😀 slams\tplan.\n\n{LINES}\n\nThe 👩‍👩‍👧 café has utterly bonkers, ﬁne \u202fprices.\n\n{LINES}"
MARKS = ["slams", "utterly", "bonkers"]
CSS = """
body { margin: 40px; }
#text { width: 420px; height: 180px; padding: 7px 13.5px; border: 3px solid #888;
  font: 17.3px/1.45 serif; letter-spacing: .3px; tab-size: 5; }
.tall { height: 1500px; }
.pane { height: 160px; width: 380px; overflow: auto; border: 1px solid; }
"""
BODY = f'<textarea id="text" aria-label="Article">{TEXT}</textarea>'


def drawn(host: Host, words: str) -> Box:
    """Where the browser itself paints the selection over the words."""
    page = host.page
    page.evaluate("handle.filter(() => false)")
    start = TEXT_UNITS(TEXT, words)
    select = """([start, end]) => {
      const at = [element.scrollTop, element.scrollLeft, scrollX, scrollY, pane?.scrollTop];
      element.focus({ preventScroll: true });
      element.setSelectionRange(start, end);
      [element.scrollTop, element.scrollLeft] = at;
      scrollTo(at[2], at[3]);
      if (pane) pane.scrollTop = at[4];
    }"""
    page.evaluate("window.pane = document.querySelector('.pane')")
    page.evaluate(select, [start, start])
    plain = host.picture()
    page.evaluate(select, [start, start + len(words)])
    box = host.difference(plain, host.picture())
    page.evaluate("handle.filter(() => true)")
    assert box is not None
    return box


def TEXT_UNITS(text: str, words: str) -> int:  # noqa: N802
    return len(text[: text.index(words)].encode("utf-16-le")) // 2


def marked(host: Host, words: str) -> Box:
    """Where levelhead.js paints its mark."""
    page = host.page
    page.evaluate("handle.filter(() => false)")
    plain = host.picture()
    page.evaluate("words => handle.filter((mark) => mark.text === words)", words)
    box = host.difference(plain, host.picture())
    page.evaluate("handle.filter(() => true)")
    assert box is not None
    return box


def check(host: Host, words: str) -> None:
    expected, found = drawn(host, words), marked(host, words)
    # A selection is as high as the line, a mark as high as its letters and the line below them.
    assert abs(found.left - expected.left) <= 1
    assert abs(found.right - expected.right) <= 1
    assert expected.top - 1 <= found.top < found.bottom <= expected.bottom + 3


def reveal(host: Host) -> None:
    """Scroll the textarea until its middle paragraph shows."""
    host.page.evaluate("element.scrollTop = element.scrollHeight / 2 - 70")
