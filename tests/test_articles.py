"""Whole articles, marked as an editor would: each mark is found, and nothing else."""

from pathlib import Path

import pytest

from evaluation.marked import parse
from levelhead.engine.analyzer import Block, analyze
from tests.answers import ARTICLES, digest, listed
from tests.helpers.lexicons import LEXICON


@pytest.mark.parametrize("path", ARTICLES, ids=lambda p: p.stem)
def test_an_article_is_marked_as_its_editor_did(path: Path) -> None:
    text, marks = parse(path.read_text("utf-8"))
    found = {
        (f.start, f.end, text[f.start : f.end], f.category, f.voice)
        for f in analyze([Block(text)], LEXICON).spans
    }
    expected = {(m.start, m.end, text[m.start : m.end], m.category, m.voice) for m in marks}
    assert sorted(found) == sorted(expected)


def test_the_answers_to_all_articles_are_listed() -> None:
    assert list(listed()) == [path.name for path in ARTICLES]


@pytest.mark.parametrize("path", ARTICLES, ids=lambda p: p.stem)
def test_the_answer_to_an_article_is_the_same_byte_for_byte(path: Path) -> None:
    assert digest(path) == listed()[path.name], "`make answers`, if it is meant to change"
