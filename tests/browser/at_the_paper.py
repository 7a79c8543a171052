"""What an editor does at the page at /, and what is to be seen there."""

from pathlib import Path

from playwright.sync_api import Locator, Page, expect

ARTICLE = """Mayor slams bonkers plan

It may reportedly rain in May 2031. “It is a shambolic idea,” she said.

The work is to begin in spring."""

# Words, kind and voice of its marks.
ROWS = [
    ["slams", "Sensational, dramatic verb", "author"],
    ["bonkers", "Sensational, loaded", "author"],
    ["may", "Hedging, modal", "author"],
    ["reportedly", "Hedging, hearsay", "author"],
    ["shambolic", "Sensational, loaded", "in a quotation"],
]


def paste(page: Page, text: str = "", html: str = "") -> None:
    """Paste into the paper, where its caret is."""
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


def load_sample(page: Page) -> None:
    """Load the sample article and wait until it is marked."""
    page.get_by_role("button", name="Sample article").click()
    expect(page.locator("#marks tbody tr").first).to_be_attached()


def open_file(page: Page, path: Path, content: bytes) -> None:
    """Write a file and open it with the page's button."""
    path.write_bytes(content)
    page.locator("#file").set_input_files(path)


def on_paper(page: Page) -> str:
    """The article as it is on the paper, as HTML."""
    html: str = page.evaluate("paper.innerHTML")
    return html


def status(page: Page) -> Locator:
    """The line that says what happened."""
    return page.locator("#status")


def table(page: Page) -> list[list[str]]:
    """Words, kind and voice of the marks that show."""
    rows: list[list[str]] = page.locator("#marks tbody tr").evaluate_all(
        "rows => rows.map((row) => [...row.cells].slice(0, 3).map((cell) => cell.textContent))"
    )
    return rows


def shown(page: Page, rows: int = len(ROWS)) -> None:
    """Wait until the table has this number of marks."""
    expect(page.locator("#marks tbody tr")).to_have_count(rows)


def copied(page: Page, button: str) -> str:
    """What a button copies."""
    page.evaluate("document.querySelector('#status').textContent = ''")  # of an earlier copy
    page.get_by_role("button", name=button, exact=True).click()
    expect(status(page)).to_have_text("Copied.")
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text
