"""Whole articles, marked as an editor would: each mark is found, and nothing else."""

from pathlib import Path
from textwrap import wrap

import pytest

from evaluation.marked import parse
from levelhead.engine.analyzer import Block, analyze
from tests.answers import ARTICLES, digest, listed
from tests.helpers.lexicons import LEXICON

# Words that an editor marks here and the word lists do not, since elsewhere they are sober.
MISSED: dict[str, set[str]] = {
    "comment-water": {"filth"},
    "gossip-duchess": {"explodes"},
    "opinion-mowers": {"Share this", "clowns", "fawning", "ripped"},
    "science-battery": {"revolutionary"},
    "sport-tabloid": {"bananas", "massacre", "nightmare"},
    "tabloid-crime": {"completely", "stormed", "war zone"},
    "tabloid-dictator": {"meat grinder"},
    "tabloid-landlord": {"flash", "hard-up", "leech", "slum king"},
    "tabloid-weather": {"killer"},
    "wire-talks": {"butcher"},
}


@pytest.mark.parametrize("path", ARTICLES, ids=lambda p: p.stem)
def test_an_article_is_marked_as_its_editor_did(path: Path) -> None:
    text, marks = parse(path.read_text("utf-8"))
    missed = MISSED.get(path.stem, set())
    found = {
        (f.start, f.end, text[f.start : f.end], f.category, f.voice)
        for f in analyze([Block(text)], LEXICON).spans
    }
    expected = {(m.start, m.end, text[m.start : m.end], m.category, m.voice) for m in marks}
    assert {words for _, _, words, _, _ in expected - found} == missed
    assert sorted(found - expected) == []


def test_the_answers_to_all_articles_are_listed() -> None:
    assert list(listed()) == [path.name for path in ARTICLES]


@pytest.mark.parametrize("path", ARTICLES, ids=lambda p: p.stem)
def test_the_answer_to_an_article_is_the_same_byte_for_byte(path: Path) -> None:
    assert digest(path) == listed()[path.name], "`make answers`, if it is meant to change"


def marks(text: str) -> list[tuple[int, int, str, str, float]]:
    spans = analyze([Block(text)], LEXICON).spans
    return [(f.start, f.end, f.rule, f.voice, f.score) for f in spans]


@pytest.mark.parametrize("path", ARTICLES, ids=lambda p: p.stem)
def test_an_article_has_the_same_marks_in_lines_of_any_width(path: Path) -> None:
    text, _ = parse(path.read_text("utf-8"))
    expected = marks(text)
    for width in (50, 64, 72, 80):
        lines = [wrap(line, width, break_on_hyphens=False) or [""] for line in text.split("\n")]
        wrapped = "\n".join("\n".join(each) for each in lines)
        assert len(wrapped) == len(text)  # a line end takes the place of a space
        assert marks(wrapped) == expected
