"""The command line and the API give the same answer to the same bytes."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from levelhead.cli.main import main
from tests.running import ROOT, running
from tests.word_files import word_file

ARTICLES = sorted((ROOT / "tests/articles").glob("*.txt"))
SENTENCE = "The bonkers plan may fail, experts reckon. "

TEXTS = {
    "nothing": b"",
    "byte order mark": "\ufeffThe bonkers plan may fail.".encode(),
    "CR LF": b"Mayor slams plan\r\n\r\nIt is\r\nshambolic.\r\n",
    "CR": b"Mayor slams plan\r\rIt may fail.\r",
    "other line ends": "It may\u2028fail. \x0cIt is\x85shambolic.\x0b".encode(),
    "tabs and spaces": b"\tIt  may\t\tfail. \n",
    "combining and hidden characters": "A cliche\u0301d bonk\xaders tale\u200b.".encode(),
    "beyond the basic plane": "😀 It may 𝒇ail: bonkers!!!".encode(),
    "quotation": '"It is shambolic," she said. It is a ‘genius’ plan.'.encode(),
    "capitals": b"SHOCKING NEWS AS MAYOR SLAMS PLAN",
    "markup as text": b"<p>It may <b>fail</b> &amp; be bonkers.",
    "above the limit of the event loop": SENTENCE.encode() * 500,
}
PAGES = {
    "page": b"<title>Plan</title><h1>Mayor sl&#97;ms plan</h1>\r\n<p>It <b>may</b> be&nbsp;odd.",
    "page with a byte order mark": "\ufeff<p>It may be bonkers.".encode(),
    "broken page": b"<p>It may <b>be <i>bonkers</b></i> </ <!-- x",
}
DOCUMENTS = {
    ".md": ("text/markdown", b"# Mayor slams plan.\n\nIt *may* fail.\n\n> It is shambolic.\n"),
    ".docx": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        word_file(
            ("Title", "Mayor slams plan."),
            ("", "It may fail."),
            ("Quote", "It is shambolic."),
        ),
    ),
}


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with running() as url:
        yield url


def printed(path: Path, data: bytes, capsysbinary: pytest.CaptureFixture[bytes]) -> bytes:
    """What the command line prints for a file."""
    path.write_bytes(data)
    options = ["--format", "json", "--explain", "--min-score", "0.1"]
    assert main(["analyze", str(path), *options]) == 0
    return capsysbinary.readouterr().out


@pytest.mark.parametrize(
    ("suffix", "media_type", "data"),
    [
        *(pytest.param(".txt", "text/plain", data, id=name) for name, data in TEXTS.items()),
        *(pytest.param(".html", "text/html", data, id=name) for name, data in PAGES.items()),
        *(pytest.param(".txt", "text/plain", p.read_bytes(), id=p.stem) for p in ARTICLES),
    ],
)
def test_a_file_has_the_answer_that_the_api_gives_to_its_bytes(
    suffix: str,
    media_type: str,
    data: bytes,
    server: str,
    tmp_path: Path,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    answer = httpx.post(
        f"{server}/analyze?explain=true&min_score=0.1",
        content=data,
        headers={"content-type": media_type},
    )
    assert answer.status_code == 200
    assert printed(tmp_path / f"a{suffix}", data, capsysbinary) == answer.content + b"\n"
    text = data.decode()
    for span in answer.json()["spans"]:
        assert text[span["start"] : span["end"]] == span["text"]


@pytest.mark.parametrize("suffix", DOCUMENTS)
def test_a_document_has_the_answer_that_the_api_gives_to_its_blocks(
    suffix: str, server: str, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    media_type, data = DOCUMENTS[suffix]
    extracted = httpx.post(
        f"{server}/extract", content=data, headers={"content-type": media_type}
    ).json()
    assert len(extracted["blocks"]) == 3
    answer = httpx.post(f"{server}/analyze", json=extracted | {"explain": True, "min_score": 0.1})
    shown = printed(tmp_path / f"a{suffix}", data, capsysbinary)
    assert shown == answer.content + b"\n"
    options = ["--format", "json", "--explain", "--min-score", "0.1", "--server", server]
    assert main(["analyze", str(tmp_path / f"a{suffix}"), *options]) == 0
    assert capsysbinary.readouterr().out == shown
