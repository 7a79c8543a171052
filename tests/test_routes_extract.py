"""POST /extract over HTTP: what it takes, what it refuses, and what a hostile document costs."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import NamedTuple

import httpx
import pytest

from levelhead.engine.document.markdown_parser import MAX_LINES
from levelhead.engine.document.word_parts import MAX_XML_BYTES
from levelhead.service.routes.body import MARKDOWN
from levelhead.service.routes.extract import WORD
from tests.helpers.asgi import app_of, ask
from tests.helpers.running import ROOT, SECONDS, environment, free_port, wait
from tests.helpers.word_files import repacked, word_file, zip_of

TEXT, HTML = "text/plain", "text/html"
SEND = "send text, HTML or Markdown as UTF-8 or a .docx file, with its Content-Type"
TYPES = (
    f"the Content-Type should be {TEXT}, {HTML}, {MARKDOWN} or {WORD}, in UTF-8; "
    f"with curl add -H 'Content-Type: {TEXT}'"
)


def extract(content: bytes | str, kind: str, query: str = "") -> httpx.Response:
    path = f"/extract{query}"
    return ask("POST", path, app_of(), content=content, headers={"content-type": kind})


ANSWERED: dict[str, tuple[bytes | str, str]] = {
    "a text": ("Depot plan\n\nIt may fail.", TEXT),
    "a text with its encoding": ("\ufeffDepot plan\r\n\r\nIt may fail.", f"{TEXT}; charset=UTF-8"),
    "a page": ("<h1>Depot plan</h1><p>It may fail.", HTML),
    "Markdown": ("# Depot plan\nIt may fail.", MARKDOWN),
    "a Word document": (word_file(("Title", "Depot plan"), ("", "It may fail.")), WORD.upper()),
}


@pytest.mark.parametrize(("content", "kind"), ANSWERED.values(), ids=ANSWERED)
def test_all_kinds_of_documents_give_the_same_blocks(content: bytes | str, kind: str) -> None:
    answer = extract(content, kind)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    assert answer.json() == {
        "blocks": [
            {"role": "headline", "text": "Depot plan"},
            {"role": "body", "text": "It may fail."},
        ]
    }


def test_the_answer_can_be_sent_on_as_it_is() -> None:
    blocks = extract("Bonkers plan\n\nMay-\nbe it is.", TEXT)
    answer = ask("POST", "/analyze", json=blocks.json())
    spans = [(span["block"], span["start"], span["text"]) for span in answer.json()["spans"]]
    assert spans == [("0", 0, "Bonkers"), ("1", 0, "Maybe")]


def test_a_document_without_text_has_no_blocks() -> None:
    for content, kind in (("", TEXT), ("<br>", HTML), ("", MARKDOWN), (word_file(), WORD)):
        assert extract(content, kind).json() == {"blocks": []}


REFUSED: dict[str, tuple[bytes | str, str, int, str]] = {
    "bytes that are no UTF-8": (b"Mayor\xff", TEXT, 400, "the body is not UTF-8 (byte 5)"),
    "no content type": ("x", "", 415, TYPES),
    "another content type": ("{}", "application/json", 415, TYPES),
    "a PDF": (b"%PDF-1.7", "application/pdf", 415, f"this is a PDF: {SEND}"),
    "a PDF called a text": (b"%PDF-1.7", TEXT, 415, f"this is a PDF: {SEND}"),
    "a picture called a Word document": (
        b"\x89PNG\r\n\x1a\n",
        WORD,
        415,
        f"this is a PNG picture: {SEND}",
    ),
    "an old Word document": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        WORD,
        415,
        f"this is an old Word document (.doc) or one with a password: {SEND}",
    ),
    "a Word document called a text": (
        word_file(("", "x")),
        TEXT,
        415,
        f"this is a zip file or an Office document: {SEND}",
    ),
    "a text called a Word document": ("x", WORD, 422, "this is not a Word document (.docx)"),
    "a zip": (zip_of("x"), WORD, 422, "this is a zip file, but not a Word document"),
    "half a Word document": (
        word_file(("", "x"))[:9000],
        WORD,
        422,
        "the Word document is damaged or incomplete",
    ),
    "too many paragraphs": (
        "One.\n" * 1001,
        TEXT,
        422,
        "the document has more than 1000 paragraphs",
    ),
    "too much Markdown": (
        "\n" * (MAX_LINES + 1),
        MARKDOWN,
        422,
        "the text has more than 10,000 lines of Markdown: send it in parts",
    ),
}


@pytest.mark.parametrize(("content", "kind", "status", "said"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_read_is_refused(
    content: bytes | str, kind: str, status: int, said: str
) -> None:
    answer = extract(content, kind)
    assert (answer.status_code, answer.json()["detail"]) == (status, said)


def test_a_thousand_paragraphs_are_answered() -> None:
    assert len(extract("One.\n" * 1000, TEXT).json()["blocks"]) == 1000


def test_there_are_no_query_parameters() -> None:
    answer = extract("x", TEXT, "?format=html")
    assert (answer.status_code, answer.json()["detail"]) == (
        422,
        "POST /extract has no query parameters",
    )


def test_a_text_of_a_word_document_is_no_longer_than_a_body_may_be() -> None:
    document = word_file(("", "One. " * 20_000))
    headers = {"content-type": WORD}
    answer = ask(
        "POST", "/extract", app_of(max_body_bytes=80_000), content=document, headers=headers
    )
    assert (answer.status_code, answer.json()["detail"]) == (
        422,
        "the text is longer than 80000 characters",
    )


def test_a_document_that_takes_too_long_is_given_up() -> None:
    answer = ask(
        *("POST", "/extract", app_of(deadline_seconds=0.001)),
        content=f"{'It may fail. ' * 1000}\n\n" * 100,
        headers={"content-type": TEXT},
    )
    assert answer.status_code == 503
    assert answer.json()["detail"].startswith("timed out")


def test_the_parsers_are_loaded_by_the_first_document_that_needs_them() -> None:
    loaded = "import levelhead.service.main, json, sys; print(json.dumps([*sys.modules]))"
    run = subprocess.run(
        [sys.executable, "-c", loaded], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert {"lxml", "markdown_it"}.isdisjoint(json.loads(run.stdout))


BODY = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
END = "</w:body></w:document>"


def filled(element: str, chars: int = MAX_XML_BYTES - 200_000) -> bytes:
    """A Word document with as many of these elements as may be read."""
    xml = f"{BODY}{element * (chars // len(element))}{END}"
    return repacked(word_file(), {"word/document.xml": xml.encode()})


# Made when they are sent: compressing a gigabyte takes seconds.
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "paragraphs without text": (lambda: filled("<w:p/>"), WORD),
    "100,000 paragraphs": (
        lambda: filled("<w:p><w:r><w:t>a b.</w:t></w:r></w:p>", 4_000_000),
        WORD,
    ),
    "tags with many attributes": (
        lambda: filled("<w:p " + " ".join(f"a{n}=''" for n in range(20_000)) + "/>"),
        WORD,
    ),
    "names without end": (
        lambda: filled("".join(f"<p a{n}=''/>" for n in range(500_000)), MAX_XML_BYTES),
        WORD,
    ),
    "fields in fields": (
        lambda: filled('<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r></w:p>'),
        WORD,
    ),
    "text boxes in text boxes": (
        lambda: filled(f"{'<w:p><w:r><w:txbxContent>' * 80}{'</w:txbxContent></w:r></w:p>' * 80}"),
        WORD,
    ),
    "a gigabyte of blanks": (
        lambda: repacked(word_file(), {"word/document.xml": b" " * 1_000_000_000}),
        WORD,
    ),
    "many files": (lambda: zip_of(*(f"{n}" for n in range(18_000))), WORD),
    "accents": (lambda: "e\u0301".encode() * 600_000, TEXT),
    "paragraphs of HTML": (lambda: b"<p>a" * 500_000, HTML),
    "quotations of HTML": (lambda: b"<q>a</q>b" * 220_000, HTML),
    "lists of Markdown": (lambda: b"- a\n" * MAX_LINES, MARKDOWN),
    "a table of Markdown": (
        lambda: b"|a|b|\n|-|-|\n" + b"|a|a|a|a|a|a|a\n" * (MAX_LINES - 2),
        MARKDOWN,
    ),
    "brackets of Markdown": (lambda: b"[" * 490_000, MARKDOWN),
}


class Server(NamedTuple):
    url: str
    pid: int

    def peak(self) -> float:
        """The most memory that it has had, in MB."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(status.partition("VmHWM:")[2].split()[0]) / 1024


DEADLINE = 2.0
# How far beyond the deadline, and how long a probe may wait, where others use the machine too.
LATE = 0.5
LIVEZ_SECONDS = 0.5
PEAK_MB = 350


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    port = free_port()
    env = environment(LEVELHEAD_PORT=str(port), LEVELHEAD_DEADLINE_SECONDS=str(DEADLINE))
    quiet = subprocess.DEVNULL
    with subprocess.Popen(["levelhead", "serve"], cwd=ROOT, env=env, stdout=quiet) as process:
        try:
            wait(process, f"http://127.0.0.1:{port}/readyz")
            yield Server(f"http://127.0.0.1:{port}", process.pid)
        finally:
            process.terminate()


@contextmanager
def probed(server: Server, waits: list[float]) -> Iterator[None]:
    """Ask for /livez all the time on a connection of its own; adds how long each answer took."""
    done = Event()

    def probe() -> None:
        with httpx.Client(base_url=server.url, timeout=SECONDS) as client:
            while not done.is_set():
                began = time.perf_counter()
                client.get("/livez").raise_for_status()
                waits.append(time.perf_counter() - began)
                time.sleep(0.005)

    thread = Thread(target=probe)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


@pytest.mark.alone
@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads the memory from /proc")
@pytest.mark.parametrize(("make", "kind"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_document_is_given_up_in_time_and_delays_nobody(
    server: Server, make: Callable[[], bytes], kind: str
) -> None:
    content = make()
    idle: list[float] = []
    waits: list[float] = []
    with probed(server, idle):
        time.sleep(1)
    with probed(server, waits):
        began = time.perf_counter()
        answer = httpx.post(
            f"{server.url}/extract",
            content=content,
            headers={"content-type": kind},
            timeout=SECONDS,
        )
        seconds = time.perf_counter() - began
    assert answer.status_code in (200, 422, 503)
    # Other work on the machine delays an idle server, too.
    assert seconds < DEADLINE + LATE + 3 * max(idle)
    assert max(waits, default=0.0) < LIVEZ_SECONDS + 3 * max(idle)
    assert server.peak() < PEAK_MB
