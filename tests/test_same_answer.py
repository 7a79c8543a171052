"""The command line and the API give the same answer to the same bytes."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from levelhead.cli.main import main
from tests.helpers.running import BIN, ROOT, SECONDS, environment, running
from tests.helpers.word_files import word_file

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
MARKDOWN = {
    "Markdown": b"# Mayor sl**ams** plan.\r\n\r\nIt *may* fail.\r\n\r\n> It is `may`.\r\n",
    "Markdown with a byte order mark": "\ufeff---\na: may\n---\n# It\u00a0may\n".encode(),
    "long Markdown": b"It *may* [fail](/may).\n\n" * 1000,
}
DOCUMENTS = {
    ".docx": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        word_file(
            ("Title", "Mayor slams plan."),
            ("", "It may fail."),
            ("Quote", "It is shambolic."),
        ),
    ),
}


FILES = {
    **{f"{name}.txt": ("text/plain", data) for name, data in TEXTS.items()},
    **{f"{name}.html": ("text/html", data) for name, data in PAGES.items()},
    **{f"{name}.md": ("text/markdown", data) for name, data in MARKDOWN.items()},
    **{path.name: ("text/plain", path.read_bytes()) for path in ARTICLES},
}
OPTIONS = ("--format", "json", "--explain", "--min-score", "0.1")


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with running() as url:
        yield url


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The line that the command prints for each file, all of them in one run."""
    folder = tmp_path_factory.mktemp("files")
    for name, (_, data) in FILES.items():
        (folder / name).write_bytes(data)
    run = subprocess.run(
        [BIN / "levelhead", "analyze", *OPTIONS, *FILES],
        cwd=folder,
        env=environment(),
        check=True,
        capture_output=True,
    )
    assert run.stderr == b""
    return dict(zip(FILES, run.stdout.splitlines(keepends=True), strict=True))


@pytest.mark.parametrize("name", FILES)
def test_a_file_has_the_answer_that_the_api_gives_to_its_bytes(
    name: str, server: str, printed: dict[str, bytes]
) -> None:
    media_type, data = FILES[name]
    answer = httpx.post(
        f"{server}/analyze?explain=true&min_score=0.1",
        content=data,
        headers={"content-type": media_type},
        timeout=SECONDS,
    )
    assert answer.status_code == 200
    assert printed[name] == answer.content + b"\n"
    text = data.decode()
    for span in answer.json()["spans"]:
        assert text[span["start"] : span["end"]] == span["text"]


@pytest.mark.usefixtures("loaded_once")
@pytest.mark.parametrize("suffix", DOCUMENTS)
def test_a_document_has_the_answer_that_the_api_gives_to_its_blocks(
    suffix: str, server: str, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    media_type, data = DOCUMENTS[suffix]
    extracted = httpx.post(
        f"{server}/extract", content=data, headers={"content-type": media_type}, timeout=SECONDS
    ).json()
    assert len(extracted["blocks"]) == 3
    answer = httpx.post(
        f"{server}/analyze", json=extracted | {"explain": True, "min_score": 0.1}, timeout=SECONDS
    )
    path = tmp_path / f"a{suffix}"
    path.write_bytes(data)
    for options in (OPTIONS, (*OPTIONS, "--server", server)):
        assert main(["analyze", str(path), *options]) == 0
        assert capsysbinary.readouterr().out == answer.content + b"\n"
