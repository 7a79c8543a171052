"""The highest and lowest documents, and the excerpts of them."""

from pathlib import Path

import pytest

from levelhead.corpus.report.comparison import Question, compare
from levelhead.corpus.report.excerpts import (
    MAX_EXCERPT_CHARS,
    MAX_EXTREMES,
    MAX_PLAIN_CHARS,
    Excerpt,
    ExcerptMark,
    Passage,
    excerpts,
)
from tests.helpers.scored_runs import TEXT, document, run_of, span


def shown_of(folder: Path) -> list[Excerpt]:
    comparison = compare(folder, Question("paper"))
    return [*excerpts(folder, comparison.manifest, comparison.extremes)]


def test_the_ends_are_ordered_by_score_then_length_then_place(tmp_path: Path) -> None:
    scores = [(0.2, 5), (0.9, 5), (0.2, 8), (0.2, 5), (0.0, 1)]
    documents = [document(s, paper="A") | {"words": words} for s, words in scores]
    comparison = compare(run_of(tmp_path / "run", documents), Question("paper"))
    rows = {
        end: [e.row for e in comparison.extremes if (e.dimension, e.end) == ("sensational", end)]
        for end in ("highest", "lowest")
    }
    assert rows == {"highest": [1, 2, 0, 3, 4], "lowest": [4, 2, 0, 3, 1]}


@pytest.mark.parametrize("unit", ["codepoint", "utf16", "utf8"])
def test_marks_are_where_they_were_found_in_any_unit(unit: str, tmp_path: Path) -> None:
    headline = {"block": "headline", **span("May", "May", "hedging", "modal", unit)}
    one = document(0.5, 0.5, unit, text=TEXT, head="May", paper="A")
    one["spans"] = [headline, *one["spans"]]
    folder = run_of(tmp_path / "run", [one], options={"offset_unit": unit})
    shown = shown_of(folder)[0]
    assert (shown.id, shown.extreme.group, shown.score, shown.words) == ("d0", "A", 0.5, 10)
    marks = (
        ExcerptMark(2, 9, "sensational", "loaded", 0.6),
        ExcerptMark(13, 16, "hedging", "modal", 0.6),
    )
    assert shown.text == Passage(TEXT, marks, cut_before=False, cut_after=False)
    head = ExcerptMark(0, 3, "hedging", "modal", 0.6)
    assert shown.headline == Passage("May", (head,), cut_before=False, cut_after=False)
    assert shown.marked == ("May", "may")


def test_row_groups_without_any_of_them_are_read_past(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("levelhead.corpus.parts.GROUP_BYTES", 1)
    folder = run_of(tmp_path / "run", [document(0.5, paper="A")] * (MAX_EXTREMES + 5))
    assert {shown.extreme.row for shown in shown_of(folder)} == {*range(MAX_EXTREMES)}


def test_a_text_is_in_each_list_once(tmp_path: Path) -> None:
    documents = [document(0.5, paper=paper, digest="same") for paper in "ABC"]
    rows = [shown.extreme.row for shown in shown_of(run_of(tmp_path / "run", documents))]
    assert rows == [0, 0, 0, 0]


# A text -> the excerpt of it that shows its sensational marks, and whether it is cut on both sides.
X, Y = "x " * MAX_EXCERPT_CHARS, "y" * MAX_EXCERPT_CHARS
PASSAGES = {
    f"Bonkers {X}": (f"Bonkers {X[: MAX_EXCERPT_CHARS - 8]}", False, True),
    f"{X}Bonkers {X}": (f"{'x ' * 39}Bonkers {X[: MAX_EXCERPT_CHARS - 86]}", True, True),
    f"{X}Bonkers": (f"{'x ' * 39}Bonkers", True, False),
    f"{Y}Bonkers": ("Bonkers", True, False),
    f"{Y}Bonkers{Y}": (f"Bonkers{Y[7:]}", True, True),
    f"Bonkers {X}{X}Bonkers x Bonkers": (f"{'x ' * 39}Bonkers x Bonkers", True, False),
    f"Bonkers {X}Bonkers": (f"Bonkers {X[: MAX_EXCERPT_CHARS - 8]}", False, True),
    f"may {X}": ("may " + X[: MAX_PLAIN_CHARS - 4], False, True),
    "Bonkers": ("Bonkers", False, False),
}


@pytest.mark.parametrize("text", PASSAGES, ids=range(len(PASSAGES)))
def test_an_excerpt_shows_the_most_marks(text: str, tmp_path: Path) -> None:
    one = document(0.5, paper="A", text=text)
    starts = [n for n in range(len(text)) if text.startswith("Bonkers", n)]
    bonkers = {"text": "Bonkers", "dimension": "sensational", "category": "loaded", "score": 0.6}
    one["spans"] = [{"start": n, "end": n + 7, "sentence": 0, **bonkers} for n in starts]
    (shown,) = (
        e
        for e in shown_of(run_of(tmp_path / "run", [one]))
        if (e.extreme.dimension, e.extreme.end) == ("sensational", "highest")
    )
    assert shown.text
    assert (shown.text.text, shown.text.cut_before, shown.text.cut_after) == PASSAGES[text]
    assert {shown.text.text[m.start : m.end] for m in shown.text.marks} <= {"Bonkers"}
    assert len(shown.text.marks) == shown.text.text.count("Bonkers")


def test_a_mark_longer_than_an_excerpt_cuts_it_anywhere(tmp_path: Path) -> None:
    one = document(0.5, paper="A", text=f"{X}{Y}{Y} x")
    long = span(one["text"], f"{Y}{Y}", "sensational", "loaded", "codepoint")
    folder = run_of(tmp_path / "run", [one | {"spans": [long]}])
    shown = shown_of(folder)[-1]
    assert shown.text
    assert (shown.text.marks, len(shown.text.text)) == ((), MAX_EXCERPT_CHARS)
