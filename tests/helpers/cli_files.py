"""What tests of commands read: a lexicon of three words and two articles."""

from pathlib import Path

import pytest

from tests.helpers.lexicons import write_lexicon

TEXT = "The plan is utterly bonkers.\r\n\r\nIt may 😀 fail, experts reckon.\r\n"
ENTRIES = {
    "sensational/loaded": "bonkers",
    "hedging/modal": "may",
    "hedging/vague_source": "experts reckon",
}


@pytest.fixture(autouse=True)
def lexicons(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The lexicon of these tests: three entries, and those of the detectors."""
    folder = tmp_path / "lexicons"
    write_lexicon(folder)
    for category, form in ENTRIES.items():
        with (folder / f"{category}/test.toml").open("a", encoding="utf-8") as file:
            file.write(f'"{form}" = 2\n')
    monkeypatch.setenv("LEVELHEAD_LEXICONS", str(folder))
    return folder


@pytest.fixture
def article(tmp_path: Path) -> str:
    return written(tmp_path / "article.txt", TEXT)


def written(path: Path, text: str) -> str:
    path.write_bytes(text.encode())
    return str(path)
