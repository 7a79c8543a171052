"""levelhead.js in the editors people use: what it applies arrives in the editor's own model."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from tests.browser.host import Box
from tests.helpers.markdown import fences
from tests.helpers.running import ROOT
from tests.tried import Note

NPM = ROOT / "tests/editors_npm"
PINNED = json.loads((NPM / "package.json").read_text("utf-8"))["devDependencies"]
MISSING = "the editors are not installed: npm ci --prefix tests/editors_npm"

pytestmark = [pytest.mark.needs("npm"), pytest.mark.slow]

PAGE = """<!DOCTYPE html>
<html lang="en"><meta charset="utf-8"><title>Editors</title>
<script src="/levelhead.js"></script><script src="/hosts.js"></script>
<style>body { font: 16px/1.5 sans-serif; } input { width: 30em; }</style>
<main></main></html>"""
OPEN = """async ([name, options]) => {
  window.handle?.detach();
  const place = document.createElement("div");
  document.querySelector("main").replaceChildren(place);
  window.states = [];
  window.host = await hosts[name](place);
  window.editor = host.editor;
  const given = new Function(`return ${options}`)();
  window.handle = levelhead.attach(host.root, { onState: (s) => states.push(s), ...given });
}"""


class Editor:
    """An editor in the page, with levelhead.js attached to it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, name: str, options: str = "{}") -> None:
        """Start an editor; `options` of levelhead.attach are written in JavaScript."""
        self.page.evaluate(OPEN, [name, options])
        self.settle()

    def settle(self) -> None:
        """Wait for the answer about the present text."""
        self.page.wait_for_function("states.at(-1)?.state === 'done'")

    def marks(self) -> list[str]:
        words: list[str] = self.page.evaluate("handle.marks.map(({ text }) => text)")
        return words

    def dirty(self) -> bool:
        changed: bool = self.page.evaluate("host.dirty()")
        return changed

    def html(self) -> str:
        """The text in the editor's model; Chromium makes spaces next to a change non-breaking."""
        html: str = self.page.evaluate("host.html()")
        return html.replace("&nbsp;", " ").replace("\xa0", " ")

    def has(self, html: str) -> None:
        """Wait until the editor's model holds this text."""
        for _ in range(300):
            if self.html() == html:
                return
            self.page.wait_for_timeout(20)
        assert self.html() == html

    def click_mark(self, number: int) -> None:
        box = self.page.evaluate(
            """n => {
              const { range } = handle.marks[n];
              const { frameElement } = range.startContainer.ownerDocument.defaultView;
              const { x, y } = frameElement?.getBoundingClientRect() ?? { x: 0, y: 0 };
              const box = range.getBoundingClientRect();
              return [x + box.left, y + box.top, x + box.right, y + box.bottom];
            }""",
            number,
        )
        left, top, right, bottom = Box(*box)
        self.page.mouse.click((left + right) / 2, (top + bottom) / 2)

    def card(self) -> Any:
        return self.page.locator("[data-levelhead-layer] .card")

    def apply_next(self) -> None:
        """Apply the first suggestion for the next mark, from the keyboard."""
        self.page.keyboard.press("F8")
        self.page.keyboard.press("1")
        expect(self.card()).to_be_hidden()


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    esbuild = NPM / "node_modules/.bin/esbuild"
    assert esbuild.exists(), MISSING
    made = tmp_path_factory.mktemp("editors") / "hosts.js"
    production = '--define:process.env.NODE_ENV="production"'
    options = ["--bundle", "--minify", production, "--log-level=warning", f"--outfile={made}"]
    subprocess.run([esbuild, NPM / "hosts.js", *options], check=True)
    return made


@pytest.fixture(scope="module")
def editor(browser: Browser, server: str, bundle: Path) -> Iterator[Editor]:
    page = browser.new_page(viewport={"width": 900, "height": 700})
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))

    def complaint(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            complaints.append(message.text)

    page.on("console", complaint)
    page.route("**/editors", lambda route: route.fulfill(body=PAGE, content_type="text/html"))
    page.route("**/hosts.js", lambda route: route.fulfill(path=bundle))
    page.goto(f"{server}/editors")
    yield Editor(page)
    assert complaints == []
    page.close()


WORDS = ["slams", "gargantuan", "gargantuan", "utterly", "utter"]
START = (
    "<p>The mayor slams a <strong>gargantuan</strong> plan.</p>"
    "<p>It cost a gargan<strong>tuan</strong> sum and was utter<strong>ly</strong> wrong.</p>"
    "<p>It is an <strong>utter</strong> joy.</p>"
)
# What each edit, in the order of the text, makes of it: a word, a bold word, words of two runs.
EDITS = (
    ("slams", "criticises"),
    ("<strong>gargantuan</strong>", "<strong>large</strong>"),
    ("gargan<strong>tuan</strong>", "large"),
    (" utter<strong>ly</strong>", ""),
)
TEXTS = [START]
for old, new in EDITS:
    TEXTS.append(TEXTS[-1].replace(old, new))

# Each editor's name, and the package that has its version; the browser has that of its own.
EDITORS = {
    "ckeditor": ("CKEditor 5", "@ckeditor/ckeditor5-editor-classic"),
    "tinymce": ("TinyMCE, in its frame", "tinymce"),
    "tinymce inline": ("TinyMCE, inline", "tinymce"),
    "quill": ("Quill", "quill"),
    "tiptap": ("TipTap (ProseMirror)", "@tiptap/core"),
    "lexical": ("Lexical", "lexical"),
    "slate": ("Slate", "slate"),
    "contenteditable": ("contenteditable, Chromium", None),
}


def documented(root: str) -> str:
    """The options of the example in the docs that attaches this element."""
    (example,) = (
        fence.body
        for fence in fences("docs/levelhead-js.md")
        if fence.body.startswith(f"levelhead.attach({root}, ")
    )
    return example.removeprefix(f"levelhead.attach({root}, ").removesuffix(");\n")


@pytest.mark.parametrize("name", EDITORS)
def test_edits_arrive_in_the_editor_and_can_be_undone_one_by_one(
    editor: Editor, name: str, browser: Browser, tried: Note
) -> None:
    # Quill makes one undo step of all changes within a second, whatever their source.
    editor.open(name, documented("editor.root") if name == "quill" else "{}")
    assert editor.marks() == WORDS
    assert editor.html() == START
    assert not editor.dirty()
    editor.click_mark(0)
    editor.card().get_by_role("button", name="Replace with").click()
    editor.has(TEXTS[1])
    assert editor.dirty()
    for text in TEXTS[2:]:
        editor.apply_next()
        editor.has(text)
    for text in TEXTS[-2::-1]:
        editor.page.keyboard.press("Control+z")
        editor.has(text)
    for text in TEXTS[1:]:
        editor.page.keyboard.press("Control+Shift+z")
        editor.has(text)
    editor.settle()
    # The article goes with a bold word, and typing goes on after both.
    editor.page.evaluate("handle.open(handle.marks[0])")
    editor.page.keyboard.press("1")
    editor.has(TEXTS[-1].replace("an <strong>utter</strong> joy", "a joy"))
    editor.page.keyboard.type(" big")
    editor.has(TEXTS[-1].replace("an <strong>utter</strong> joy", "a big joy"))
    assert "unchanged" not in editor.page.evaluate("states.map(({ state }) => state)")
    program, package = EDITORS[name]
    version = PINNED[package] if package else browser.version
    for check in ("marks", "apply", "undo one by one", "redo", "typing on", "unsaved changes"):
        tried("Editors in web pages", program, version, check)


def test_an_editor_may_make_the_edits_itself(editor: Editor) -> None:
    editor.open("tiptap", documented("editor.view.dom"))
    editor.page.evaluate("handle.element.addEventListener('beforeinput', () => states.push({}))")
    for text in TEXTS[1:]:
        editor.apply_next()
        editor.has(text)
    assert editor.dirty()
    assert editor.page.evaluate("states.every(({ state }) => state)")
    for text in TEXTS[-2::-1]:
        editor.page.keyboard.press("Control+z")
        editor.has(text)


@pytest.mark.parametrize("name", ["react textarea", "react input", "textarea", "input"])
def test_fields_take_edits_as_typed(editor: Editor, name: str) -> None:
    editor.open(name)
    texts = [
        "The mayor slams a gargantuan plan.",
        "The mayor criticises a gargantuan plan.",
        "The mayor criticises a large plan.",
    ]
    assert editor.html() == texts[0]
    assert not editor.dirty()
    for text in texts[1:]:
        editor.apply_next()
        editor.has(text)
    assert editor.dirty()
    for text in texts[-2::-1]:
        editor.page.keyboard.press("Control+z")
        editor.has(text)
    for text in texts[1:]:
        editor.page.keyboard.press("Control+Shift+z")
        editor.has(text)
    editor.settle()
    editor.page.keyboard.type("r")
    editor.has("The mayor criticises a larger plan.")
