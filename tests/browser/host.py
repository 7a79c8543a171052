"""A page that uses levelhead.js, and what tests see and do there."""

import base64
import json
import time
from typing import Any, NamedTuple

from playwright.sync_api import Locator, Page, Request, Route

# As strict as a site can be: what levelhead.js draws needs no exception.
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'"

PAGE = """<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<title>An editor</title>
<link rel="stylesheet" href="/host.css">
<script src="/levelhead.js" defer></script>
<script src="/host.js" defer></script>
<main><h1>An editor</h1>{body}</main>
</html>
"""

SCRIPT = """
window.results = [];
window.states = [];
window.attach = (element, options = {}) => {
  window.handle = levelhead.attach(element, {
    onResult: (result) => results.push(result),
    onState: (state) => states.push(state),
    ...options,
  });
};
const element = document.querySelector("#text");
if (element) attach(element, JSON.parse(element.dataset.options ?? "{}"));
"""

# The rectangle around all pixels that differ between two pictures.
DIFFERENCE = """async ([before, after]) => {
  const pixels = async (png) => {
    const bytes = Uint8Array.from(atob(png), (c) => c.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
    context.drawImage(image, 0, 0);
    return context.getImageData(0, 0, image.width, image.height);
  };
  const [a, b] = [await pixels(before), await pixels(after)];
  let box = null;
  for (let i = 0; i < a.data.length; i += 4) {
    if ([0, 1, 2].every((c) => Math.abs(a.data[i + c] - b.data[i + c]) < 8)) continue;
    const x = (i / 4) % a.width, y = Math.floor(i / 4 / a.width);
    const [left, top, right, bottom] = box ?? [x, y, x, y];
    box = [Math.min(left, x), Math.min(top, y), Math.max(right, x + 1), Math.max(bottom, y + 1)];
  }
  return box;
}"""


class Box(NamedTuple):
    """A rectangle of the window, in pixels."""

    left: float
    top: float
    right: float
    bottom: float


class Host:
    """The page and its requests to the service."""

    def __init__(self, page: Page, server: str) -> None:
        self.page = page
        self.server = server
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        page.on("request", self._note)

    def _note(self, request: Request) -> None:
        if request.url.endswith("/analyze"):
            self.asked.append(json.loads(request.post_data or ""))
            self.headers.append(request.headers)

    def open(self, body: str, css: str = "", marks: int | None = None) -> None:
        """Show a page; if it has an element `#text`, wait until it has that many marks."""

        def serve(route: Route) -> None:
            kind, content = {
                "host": ("text/html; charset=utf-8", PAGE.format(body=body)),
                "host.css": ("text/css; charset=utf-8", css),
                "host.js": ("text/javascript; charset=utf-8", SCRIPT),
            }[route.request.url.rpartition("/")[2]]
            route.fulfill(
                body=content,
                headers={"Content-Type": kind, "Content-Security-Policy": POLICY},
            )

        self.page.route("**/host*", serve)
        self.page.goto(f"{self.server}/host")
        if marks is not None:
            self.wait_for_marks(marks)

    def until(self, condition: str, *, seconds: float = 30) -> None:
        """Wait for a condition; Playwright's own way needs eval, which POLICY blocks."""
        end = time.monotonic() + seconds
        while not self.page.evaluate(condition):
            assert time.monotonic() < end, f"never came true: {condition}"
            self.page.wait_for_timeout(20)

    def wait_for_marks(self, count: int) -> None:
        """Wait until no request is running and that many marks are visible."""
        self.until(f"states.at(-1)?.state === 'done' && handle.marks.length === {count}")

    def marks(self) -> list[str]:
        """The words of the painted marks, in order."""
        words: list[str] = self.page.evaluate(
            """() => [...CSS.highlights].filter(([name]) => !name.endsWith("current"))
                .flatMap(([, all]) => [...all])
                .sort((a, b) => a.compareBoundaryPoints(Range.START_TO_START, b)).map(String)"""
        )
        return words

    def texts_asked(self) -> list[list[str]]:
        """The texts of the blocks of each request."""
        return [[block["text"] for block in body["blocks"]] for body in self.asked]

    def picture(self) -> str:
        """A screenshot of the window."""
        return base64.b64encode(self.page.screenshot(animations="disabled")).decode()

    def difference(self, before: str, after: str) -> Box | None:
        """The rectangle around all differences between two pictures."""
        box = self.page.evaluate(DIFFERENCE, [before, after])
        return Box(*box) if box else None

    def card(self) -> Locator:
        """The card, in whichever layer it is."""
        return self.page.locator("[data-levelhead-layer] .card")
