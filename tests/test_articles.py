"""Whole articles, marked as an editor would: each mark is found, and nothing else."""

from pathlib import Path

import pytest

from app.analyzer import Block, analyze
from evaluation.marked import parse
from tests.lexicon import LEXICON

ARTICLES = sorted((Path(__file__).parent / "articles").glob("*.txt"))


@pytest.mark.parametrize("path", ARTICLES, ids=lambda p: p.stem)
def test_an_article_is_marked_as_its_editor_did(path: Path) -> None:
    text, marks = parse(path.read_text("utf-8"))
    found = {
        (f.start, f.end, text[f.start : f.end], f.category, f.voice)
        for f in analyze([Block(text)], LEXICON).findings
    }
    expected = {(m.start, m.end, text[m.start : m.end], m.category, m.voice) for m in marks}
    assert sorted(found) == sorted(expected)
