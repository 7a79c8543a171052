"""Articles that are pasted, dropped or opened on the page at /."""

import io
import json
import re
import subprocess
from pathlib import Path
from typing import Any

import docx
import httpx
import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.at_the_paper import (
    ARTICLE,
    copied,
    load_sample,
    on_paper,
    open_file,
    paste,
    shown,
    status,
)
from tests.helpers.running import BIN, SECONDS, environment

READS = "levelhead reads text, Markdown, HTML and Word (.docx) files."
READ = "<h2>Mayor slams plan</h2><p>It may rain.</p>"


def word_file(*paragraphs: tuple[str, str]) -> bytes:
    """A .docx file of paragraphs, each with its style."""
    document = docx.Document()
    for style, text in paragraphs:
        document.add_paragraph(text, style)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "html"),
    {
        "text": ("a.txt", b"Mayor slams plan\n\nIt may rain.", READ),
        "text in capitals": ("A.TXT", b"Mayor slams plan\r\n\r\nIt may rain.", READ),
        "no extension": ("ARTICLE", b"Mayor slams plan\n\nIt may rain.", READ),
        "Markdown": ("a.md", b"# Mayor slams *plan*\n\nIt [may](http://x.test) rain.", READ),
        "HTML": (
            "a.html",
            b"<title>x</title><nav>slams</nav><h1>Mayor slams plan</h1><p>It may rain.</p>",
            READ,
        ),
        "Word": (
            "a.docx",
            word_file(("Title", "Mayor slams plan"), ("Normal", "It may rain."), ("Quote", "No.")),
            f"{READ}<blockquote>No.</blockquote>",
        ),
        "a byte order mark": ("a.txt", "\ufeffMayor slams plan\n\nIt may rain.".encode(), READ),
        "UTF-16": ("a.txt", "Mayor slams plan\n\nIt may rain.".encode("utf-16"), READ),
        "markup in a text": (
            "a.txt",
            b"It may <b>rain</b> & snow.",
            "<p>It may &lt;b&gt;rain&lt;/b&gt; &amp; snow.</p>",
        ),
    }.values(),
)
def test_a_file_is_read_as_what_it_is(
    paper: Page, tmp_path: Path, name: str, content: bytes, html: str
) -> None:
    load_sample(paper)
    open_file(paper, tmp_path / name, content)
    expect(status(paper)).to_have_text(f"Opened {name}.")
    assert on_paper(paper) == html


def test_windows_1252_is_read_and_that_is_said(paper: Page, tmp_path: Path) -> None:
    open_file(paper, tmp_path / "a.txt", "It’s a “café” – it may rain… £5.".encode("windows-1252"))
    expect(status(paper)).to_have_text(
        "Opened a.txt. “a.txt” is not UTF-8 and was read as Windows-1252; check accents and quotes."
    )
    assert on_paper(paper) == "<p>It’s a “café” – it may rain… £5.</p>"


PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256))


@pytest.mark.parametrize(
    ("name", "content", "said"),
    {
        "picture": ("a.png", PNG, f"“a.png” is a picture. {READS}"),
        "photograph": ("a.jpg", b"\xff\xd8\xff\xe0" * 9, f"“a.jpg” is a picture. {READS}"),
        "PDF": (
            "a.pdf",
            b"%PDF-1.7\n%\xe2\xe3",
            f"“a.pdf” is a PDF. Copy its text and paste it here. {READS}",
        ),
        "old Word": (
            "a.doc",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            f"“a.doc” is another kind of document. Save it as .docx. {READS}",
        ),
        "rich text": (
            "a.rtf",
            b"{\\rtf1 x}",
            f"“a.rtf” is another kind of document. Save it as .docx. {READS}",
        ),
        "OpenDocument": (
            "a.odt",
            b"PK\x03\x04",
            f"“a.odt” is another kind of document. Save it as .docx. {READS}",
        ),
        "zip": ("a.zip", b"PK\x03\x04", f"“a.zip” is an archive. {READS}"),
        "sound": ("a.mp3", b"ID3", f"“a.mp3” is a sound recording. {READS}"),
        "film": ("a.mp4", b"\0\0", f"“a.mp4” is a video. {READS}"),
        "unknown": ("a.xyz9", b"\0\1", f"“a.xyz9” is not a supported kind of file. {READS}"),
        "empty": ("a.txt", b"", "“a.txt” is empty."),
        "only space": ("a.txt", b" \n\n ", "There is no text in “a.txt”."),
        "too large": (
            "a.txt",
            b"It rained. " * 200_000,
            "“a.txt” is too large: 2.1 MB, and the server reads up to 2.0 MB.",
        ),
        "a picture called text": (
            "a.txt",
            PNG,
            f"“a.txt” was not opened: this is a PNG picture. {READS}",
        ),
        "a PDF called Word": (
            "a.docx",
            b"%PDF-1.7\n",
            f"“a.docx” was not opened: this is a PDF. {READS}",
        ),
    }.values(),
)
def test_what_cannot_be_read_is_named_and_changes_nothing(
    paper: Page, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    load_sample(paper)
    before = on_paper(paper)
    open_file(paper, tmp_path / name, content)
    expect(status(paper)).to_have_text(said)
    assert on_paper(paper) == before


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04 and nothing", b"\0\1\2\3" * 50, word_file(("Normal", "x"))[:900]]
)
def test_a_damaged_word_file_changes_nothing_and_a_sentence_says_so(
    paper: Page, tmp_path: Path, content: bytes
) -> None:
    load_sample(paper)
    before = on_paper(paper)
    open_file(paper, tmp_path / "a.docx", content)
    expect(status(paper)).to_have_text(re.compile(r"“a\.docx” was not opened: [a-z][^:]+\.$"))
    assert on_paper(paper) == before


DROP = """([files, text]) => {
  const data = new DataTransfer();
  for (const [name, bytes, type] of files) {
    data.items.add(new File([new Uint8Array(bytes)], name, { type }));
  }
  if (text) data.setData("text/plain", text);
  const event = new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true });
  document.querySelector("#paper").dispatchEvent(event);
}"""


def test_dropped_files_are_opened(paper: Page) -> None:
    word = word_file(("Heading 1", "Mayor slams plan"), ("Normal", "It may rain."))
    paper.evaluate(DROP, [[["a.docx", [*word], ""]], ""])
    expect(status(paper)).to_have_text("Opened a.docx.")
    assert on_paper(paper) == READ
    paper.evaluate(DROP, [[["b.png", [*PNG], "image/png"]], ""])
    expect(status(paper)).to_have_text(f"“b.png” is a picture. {READS}")
    assert on_paper(paper) == READ
    two = [[f"{name}.txt", [*b"It rained."], "text/plain"] for name in "cd"]
    paper.evaluate(DROP, [two, ""])
    expect(status(paper)).to_have_text("Opened c.txt. Only the first file was opened.")


def test_dropped_text_is_read_as_an_article(paper: Page) -> None:
    paper.evaluate(DROP, [[], "Mayor slams plan\n\nIt may rain."])
    shown(paper, 2)
    assert on_paper(paper) == READ


def test_markup_is_read_and_never_run(paper: Page, complaints: list[str]) -> None:
    html = """<h1>Bonkers</h1><script>document.title = "run"</script>
      <p onclick="document.title = 'run'">It <em>is believed</em> to<br>rain &lt;script&gt;.</p>
      <img src=/nothing onerror="document.title = 'run'"><style>body { display: none }</style>"""
    paste(paper, html=html)
    shown(paper, 2)
    assert on_paper(paper) == "<h2>Bonkers</h2><p>It is believed to rain &lt;script&gt;.</p>"
    assert paper.title() == "levelhead"
    assert complaints == []


def test_a_part_of_a_paragraph_is_pasted_at_once_and_can_be_undone(
    paper: Page, requests: list[Request]
) -> None:
    paste(paper, ARTICLE)
    shown(paper)
    before = on_paper(paper)
    extracted = [r for r in requests if r.url.endswith("/extract")]
    paper.evaluate("getSelection().collapse(paper.querySelector('h2').firstChild, 12)")
    paste(paper, "very ", "a <b>very</b> ")
    assert on_paper(paper).startswith("<h2>Mayor slams very bonkers plan</h2>")
    paper.locator("#paper").focus()
    paper.keyboard.press("Control+z")
    assert on_paper(paper) == before
    assert [r for r in requests if r.url.endswith("/extract")] == extracted


CARET = """([selector, n, start, end]) => {
  const block = document.querySelectorAll(`#paper ${selector}`)[n].firstChild;
  getSelection().setBaseAndExtent(block, start, block, end);
}"""
PAIR = "<p>It rained.</p><p>It snowed.</p>"


@pytest.mark.parametrize(
    ("caret", "html"),
    {
        "end of a headline": (["h2", 0, 14, 14], f"<h2>Council meets.</h2>{PAIR}<p>One two.</p>"),
        "start of a headline": (["h2", 0, 0, 0], f"{PAIR}<h2>Council meets.</h2><p>One two.</p>"),
        "end of a paragraph": (["p", 0, 8, 8], f"<h2>Council meets.</h2><p>One two.</p>{PAIR}"),
        "start of a paragraph": (["p", 0, 0, 0], f"<h2>Council meets.</h2>{PAIR}<p>One two.</p>"),
        "in a paragraph": (["p", 0, 4, 4], f"<h2>Council meets.</h2><p>One</p>{PAIR}<p>two.</p>"),
        "over a word": (["p", 0, 4, 7], f"<h2>Council meets.</h2><p>One</p>{PAIR}<p>.</p>"),
        "over a paragraph": (["p", 0, 0, 8], f"<h2>Council meets.</h2>{PAIR}"),
    }.values(),
)
def test_an_article_is_pasted_where_the_caret_was(
    paper: Page, tmp_path: Path, caret: list[object], html: str
) -> None:
    open_file(paper, tmp_path / "a.html", b"<h1>Council meets.</h1><p>One two.</p>")
    expect(status(paper)).to_have_text("Opened a.html.")
    before = on_paper(paper)
    paper.evaluate(CARET, caret)
    paste(paper, "It rained.\n\nIt snowed.")
    paper.evaluate("getSelection().removeAllRanges()")  # it may move until the answer is there
    expect(paper.locator("#paper")).to_contain_text("It snowed.")
    assert on_paper(paper).replace("&nbsp;", "") == html
    paper.locator("#paper").focus()
    paper.keyboard.press("Control+z")
    assert on_paper(paper) == before


def test_pastes_stay_in_their_order(paper: Page) -> None:
    paper.locator("#paper").focus()
    for n in range(4):
        paste(paper, f"Number {n}.\n\nIt rained {n}.")
    expect(paper.locator("#paper p")).to_have_count(8)
    assert paper.locator("#paper p").all_inner_texts() == [
        text for n in range(4) for text in (f"Number {n}.", f"It rained {n}.")
    ]


def test_a_paste_is_not_lost_if_the_server_cannot_be_reached(paper: Page) -> None:
    paper.route("**/extract", lambda route: route.abort())
    paste(paper, "Mayor slams plan\n\nIt may rain.")
    expect(status(paper)).to_have_text(
        "The article was not read: the server cannot be reached. Try again. "
        "It was pasted as plain text."
    )
    assert paper.locator("#paper").inner_text().split("\n\n") == [
        "Mayor slams plan",
        "It may rain.",
    ]


def test_a_service_that_is_down_is_named_on_the_paper(paper: Page) -> None:
    paper.route("**/analyze", lambda route: route.abort())
    paste(paper, ARTICLE)
    expect(paper.locator("[data-levelhead-layer] .notice")).to_contain_text("cannot be reached")
    assert paper.locator("#paper h2").inner_text() == "Mayor slams bonkers plan"


# A headline that looks like a sentence, lines that wrap, a quotation, and a short paragraph.
PLAIN = """Mayor slams bonkers plan

Insiders are said to be livid. It may reportedly rain,
and the whopping bill could rise.

“It is a shambolic idea,” she said. “It
may never open.”

“It is a farce from start to finish. The bill may double.

“And the mayor is clueless,” he added.

A disaster

The work is to begin in May."""


def figures(answer: Any) -> Any:
    """What has to be the same whichever way a text came in."""
    spans = [(s["text"], s["voice"], s["score"], s["rule"]) for s in answer["spans"]]
    return answer["scores"], answer["words"], spans


def test_page_command_line_and_api_give_the_same_marks_and_figures(
    paper: Page, server: str, tmp_path: Path
) -> None:
    headers = {"Content-Type": "text/plain"}
    api = httpx.post(
        f"{server}/analyze", content=PLAIN.encode(), headers=headers, timeout=SECONDS
    ).json()
    path = tmp_path / "a.txt"
    path.write_text(PLAIN, "utf-8")
    run = subprocess.run(
        [BIN / "levelhead", "analyze", path, "--format", "json"],
        env=environment(),
        capture_output=True,
        check=True,
    )
    paste(paper, PLAIN)
    shown(paper, len(api["spans"]))
    page = json.loads(copied(paper, "JSON"))
    assert figures(page) == figures(api) == figures(json.loads(run.stdout))
