"""The block editor of a WordPress: an article in it, and what people see and do there."""

import json
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, Request, expect

from tests.wordpress.site import Site

READY = """window.wp?.data?.select("core/editor")?.getCurrentPostId?.()
  && wp.blocks.getBlockTypes().length"""
# Makes blocks of [name, attributes, inner blocks].
FILL = """async ([title, given]) => {
  const make = ([name, attributes = {}, inner = []]) =>
    wp.blocks.createBlock(name, attributes, inner.map(make));
  const known = ([name]) => wp.blocks.getBlockType(name);
  wp.data.dispatch("core/block-editor").resetBlocks(given.filter(known).map(make));
  await wp.data.dispatch("core/editor").editPost({ title });
}"""
CANVAS = "(document.querySelector('iframe[name=editor-canvas]')?.contentDocument ?? document)"
# What is selected or, in a pattern, painted; whether it can be seen, and whether it has the focus.
SELECTED = f"""() => {{
  const canvas = {CANVAS};
  const [painted] = canvas.defaultView.CSS.highlights.get("levelhead-shown") ?? [];
  const range = painted ?? canvas.getSelection().getRangeAt(0);
  const box = range.getBoundingClientRect();
  const at = canvas.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2);
  return [
    String(range),
    Boolean(at) && (at.contains(range.startContainer) || range.startContainer.contains(at)),
    canvas.hasFocus() && canvas.activeElement !== canvas.body
      && canvas.activeElement.contains(range.startContainer),
  ];
}}"""


SHOW_MS = 10_000


class Blog:
    """The editor with the sidebar open."""

    def __init__(self, context: BrowserContext, site: Site) -> None:
        self.site = site
        self.page: Page = context.new_page()
        self.asked: list[dict[str, Any]] = []
        self.faults: list[str] = []
        self.page.on("request", self._note)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        # A greeting may come up late, when the preferences against it have been overwritten.
        self.page.add_locator_handler(
            self.page.locator(".components-modal__screen-overlay"),
            lambda: self.page.keyboard.press("Escape"),
        )
        form: dict[str, str | float | bool] = {"log": "admin", "pwd": "password", "testcookie": "1"}
        cookie = {"Cookie": "wordpress_test_cookie=WP%20Cookie%20check"}
        done = context.request.post(
            f"{site.url}/wp-login.php", form=form, headers=cookie, max_redirects=0
        )
        assert done.status == 302

    def _note(self, request: Request) -> None:
        if request.url.endswith("/analyze") and request.method == "POST":
            self.asked.append(json.loads(request.post_data or ""))

    def write(self, title: str, blocks: list[Any]) -> None:
        """A new post of these blocks, except those that this WordPress does not know."""
        self.page.goto(f"{self.site.url}/wp-admin/post-new.php")
        self.page.wait_for_function(READY)
        # What greets people covers the editor.
        self.page.evaluate(
            """() => {
              const { set } = wp.data.dispatch("core/preferences");
              for (const scope of ["core/edit-post", "core"]) {
                set(scope, "welcomeGuide", false);
                set(scope, "enableChoosePatternModal", false);
              }
            }"""
        )
        self.page.evaluate(FILL, [title, blocks])
        self.page.evaluate(
            "wp.data.dispatch('core/edit-post').openGeneralSidebar('levelhead/levelhead')"
        )
        expect(self.panel()).to_be_visible()

    def panel(self) -> Locator:
        return self.page.locator(".levelhead")

    def settled(self) -> None:
        """Return when the list is about the article as it is."""
        # Two frames: what has just changed is drawn.
        self.page.evaluate(
            "new Promise((d) => requestAnimationFrame(() => requestAnimationFrame(d)))"
        )
        expect(self.panel()).to_have_attribute("aria-busy", "false")

    def marks(self) -> list[tuple[str, list[str]]]:
        """The marks of each text, with its first words."""
        self.settled()
        found: list[tuple[str, list[str]]] = [
            (head, words)
            for head, words in self.page.evaluate(
                """[...document.querySelectorAll(".levelhead section")].map((section) => [
                  section.querySelector("h3").textContent,
                  [...section.querySelectorAll("button.is-link")].map((b) => b.textContent),
                ])"""
            )
        ]
        return found

    def text(self, begin: str) -> Locator:
        """The first text in the list that begins so, with its marks."""
        heads = self.page.locator("h3").filter(has_text=begin)
        return self.panel().locator("section").filter(has=heads).first

    def message(self) -> Locator:
        return self.panel().get_by_role("status")

    def press(self, begin: str, label: str) -> None:
        """Press the first button of that name in the marks of a text."""
        self.text(begin).get_by_role("button", name=label, exact=True).first.click()

    def dismiss(self, words: str) -> None:
        self.panel().get_by_role("button", name=f"Dismiss “{words}”").click()

    def fold(self) -> Locator:
        """What unfolds the list of dismissed marks."""
        return self.panel().locator(".dismissed summary")

    def rename(self, title: str) -> None:
        self.page.evaluate("title => wp.data.dispatch('core/editor').editPost({ title })", title)

    def show(self, nth: int) -> tuple[str, bool, bool]:
        """Press a mark; returns what is selected then, whether it is seen, whether it has focus."""
        self.page.evaluate(
            f"((view) => [view.getSelection().removeAllRanges(), "
            f"view.CSS.highlights.clear()])({CANVAS}.defaultView)"
        )
        self.panel().locator("button.is-link").nth(nth).click()
        self.page.wait_for_function(
            f"((view) => view.getSelection().toString() || view.CSS.highlights.size)"
            f"({CANVAS}.defaultView)",
            timeout=SHOW_MS,
        )
        self.page.wait_for_timeout(50)
        selected, seen, focused = self.page.evaluate(SELECTED)
        return selected, seen, focused

    def saved(self) -> str:
        """Title and text as they would be saved."""
        text: str = self.page.evaluate(
            """(() => {
              const editor = wp.data.select("core/editor");
              return `${editor.getEditedPostAttribute("title")}\n${editor.getEditedPostContent()}`;
            })()"""
        )
        return text
