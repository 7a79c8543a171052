"""The mark format, and that every article keeps it."""

from pathlib import Path

import pytest

from evaluation.marked import Mark, parse

ARTICLES = sorted((Path(__file__).parent / "articles").glob("*.txt"))
NOT_SENSATIONAL = {
    "business-grocer",
    "business-recall",
    "court-bakery",
    "health-walks",
    "local-burglary",
    "science-moss",
    "science-whales",
    "sport-tennis",
    "wire-depot",
    "wire-ferry",
}
NOT_HEDGED = {"business-recall", "court-bakery", "wire-depot"}


@pytest.mark.parametrize(
    ("marked", "plain", "marks"),
    [
        ("", "", []),
        ("No marks | here.", "No marks | here.", []),
        (
            "It ⟦modal|may⟧ rain.",
            "It may rain.",
            [Mark(3, 6, "hedging", "modal", "author")],
        ),
        (
            "“⟦loaded|quoted|Bonkers⟧,” she said.",
            "“Bonkers,” she said.",
            [Mark(1, 8, "sensational", "loaded", "quoted")],
        ),
        (
            "His ⟦scare_quotes|scare|“plan”⟧",
            "His “plan”",
            [Mark(4, 10, "sensational", "scare_quotes", "scare")],
        ),
        (
            "😀 ⟦insult|Thug⟧\n⟦hearsay|is said to⟧⟦shouting|!!!⟧",
            "😀 Thug\nis said to!!!",
            [
                Mark(2, 6, "sensational", "insult", "author"),
                Mark(7, 17, "hedging", "hearsay", "author"),
                Mark(17, 20, "sensational", "shouting", "author"),
            ],
        ),
    ],
)
def test_marks_come_out_with_offsets_in_the_plain_text(
    marked: str, plain: str, marks: list[Mark]
) -> None:
    assert parse(marked) == (plain, marks)


@pytest.mark.parametrize(
    ("marked", "reason"),
    [
        ("⟦may⟧", "line 1: want category"),
        ("⟦modal|author|may|not⟧", "line 1: want category"),
        ("\n⟦modals|may⟧", "line 2: unknown category: 'modals'"),
        ("⟦modal|quote|may⟧", "line 1: unknown voice: 'quote'"),
        ("⟦modal|⟧", "line 1: no words"),
        ("⟦modal|may ⟧", "line 1: no words, or space"),
        ("a\nb ⟦modal|may", "line 2: ⟦ without its partner"),
        ("may⟧", "line 1: ⟧ without its partner"),
        ("⟦loaded|so ⟦modal|may⟧⟧", "line 1: ⟦ without its partner"),
    ],
)
def test_a_bad_mark_is_refused_with_its_line(marked: str, reason: str) -> None:
    with pytest.raises(ValueError, match=f"^{reason}"):
        parse(marked)


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_an_article_is_well_marked(path: Path) -> None:
    plain, marks = parse(path.read_text(encoding="utf-8"))
    dimensions = {mark.dimension for mark in marks}
    assert 150 <= len(plain.split()) <= 400
    assert ("sensational" not in dimensions) == (path.stem in NOT_SENSATIONAL)
    assert ("hedging" not in dimensions) == (path.stem in NOT_HEDGED)
    for mark in marks:
        edges = plain[mark.start] + plain[mark.end - 1]
        assert (mark.voice == "scare") == (mark.category == "scare_quotes")
        assert mark.category != "scare_quotes" or edges in {"“”", "‘’", '""', "''"}
