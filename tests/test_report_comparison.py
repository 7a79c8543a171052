"""The numbers of a report on small runs, exactly."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from levelhead.corpus.report.caveats import caveats
from levelhead.corpus.report.comparison import Comparison, Question, compare
from levelhead.corpus.report.curves import line_of
from levelhead.corpus.report.documents import MAX_VALUES, read_rows
from levelhead.corpus.report.groups import FEW, Mean
from levelhead.corpus.report.periods import Course
from levelhead.corpus.report.terms import CategoryCount, TermCount
from levelhead.corpus.task import CorpusError
from tests.helpers.scored_runs import document, run_of, two_papers


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return two_papers(tmp_path / "run")


def compared(folder: Path, **question: Any) -> Comparison:
    return compare(folder, Question("paper", **question))


def course_of(folder: Path, **question: Any) -> Course:
    course = compared(folder, time="day", **question).course
    assert course
    return course


def test_groups_have_exact_figures_the_largest_first(run: Path) -> None:
    comparison = compared(run)
    found = [
        (g.name, g.rows, g.errors, g.documents, g.words, g.comparable) for g in comparison.groups
    ]
    assert found == [
        ("Calm", 80, 0, 80, 800, True),
        ("Loud & Co", 40, 0, 40, 400, True),
        ("<b>Rare</b>", 2, 0, 2, 20, False),
        ("(none)", 3, 3, 0, 0, False),
    ]
    calm, loud = (group.spread["sensational"] for group in comparison.groups[:2])
    assert calm.mean == Mean(80, 0.1, None)
    assert (calm.high, loud.high, calm.marked) == (0.0, 1.0, 1.0)
    assert loud.mean[:2] == pytest.approx((40, 0.695))
    assert loud.mean.interval == pytest.approx((0.695 - 0.0374, 0.695 + 0.0374), abs=0.001)
    assert loud.quantiles == pytest.approx((0.5195, 0.5975, 0.695, 0.7925, 0.8705))
    assert comparison.groups[3].spread == {}


# Documents of two groups a day, days, what is asked for -> the period, how many points it has.
@pytest.mark.parametrize(
    ("daily", "length", "asked", "period", "points"),
    [
        (30, 3, None, "day", 2 * 3),
        (5, 28, None, "week", 2 * 4),
        (1, 366, None, "month", 2 * 12),
        (0.4, 366, None, "quarter", 2 * 4),
        (1, 90, "week", "week", 2 * 13),
        (1, 3, None, "year", 2 * 1),
    ],
)
def test_a_period_is_the_shortest_in_which_most_groups_have_enough_documents(
    daily: float, length: int, asked: Any, period: str, points: int, tmp_path: Path
) -> None:
    first = date(2024, 1, 1)  # a Monday
    documents = [
        document(0.5, paper=paper, day=first + timedelta(days=int(day)))
        for paper in "AB"
        for day in np.repeat(np.arange(length), int(np.ceil(daily)))[:: int(1 / min(daily, 1))]
    ]
    folder = run_of(tmp_path / "run", documents, {"day": pa.date32()})
    course = course_of(folder, period=asked)
    assert (course.period, len(course.points)) == (period, points)


def test_a_year_of_seven_outlets_is_shown_by_quarter_whatever_one_date_says(tmp_path: Path) -> None:
    """Twelve documents a month and outlet, and one dated 1970."""
    days = [date(2023, 1, 1) + timedelta(days=int(n * 365 / 144)) for n in range(144)]
    documents = [document(0.5, paper=f"P{n}", day=day) for n in range(7) for day in days]
    documents.append(document(0.5, paper="P0", day=date(1970, 1, 1)))
    course = course_of(run_of(tmp_path / "run", documents, {"day": pa.date32()}))
    assert (len(documents), course.period) == (1009, "quarter")
    assert {p.mean["hedging"].documents for p in course.points} <= {35, 36, 37}
    assert (len(course.points), course.far) == (28, (date(1970, 1, 1),))


def test_a_day_far_from_all_others_is_named_and_in_no_point(tmp_path: Path) -> None:
    days = [*["2024-03-01"] * 40, *["2024-03-02"] * 40, "1970-01-01", "soon"]
    documents = [document(0.5, paper="A", day=day) for day in days]
    folder = run_of(tmp_path / "run", documents)
    comparison = course_of(folder)
    assert [p.start for p in comparison.points] == [date(2024, 3, 1), date(2024, 3, 2)]
    assert (comparison.far, comparison.undated) == ((date(1970, 1, 1),), 1)
    assert (comparison.unread, comparison.far_documents) == (("soon",), 1)
    page = "".join(caveats(compared(folder, time="day")))
    assert "Dated far from all others, and in no curve: 1 document (1970-01-01)." in page


# Dates and how many documents have each -> the period asked for and the one shown, its points, and
# how many documents are in none.
@pytest.mark.parametrize(
    ("dates", "asked", "period", "starts", "coarse"),
    [
        ({"2024": 60, "2024-11-04": 40, "2024-11-05": 40}, None, "day", ["11-04", "11-05"], 60),
        ({"2024": 60, "2024-11-04": 20, "2024-12-05": 20}, None, "quarter", ["10-01"], 60),
        ({"2024": 60, "2024-11-04": 20}, None, "year", ["01-01"], 0),
        ({"2024-11": 40, "2024-12": 40}, None, "month", ["11-01", "12-01"], 0),
        ({"2024-11": 40, "2024-12-31": 40}, "week", "week", ["12-30"], 40),
        ({"2024-11": 40, "2024-12": 40}, "day", "day", [], 80),
        ({"May 2024": 40, "2024": 40}, "quarter", "quarter", ["04-01"], 40),
        ({"May 2024": 40, "2024": 40}, "year", "year", ["01-01"], 0),
    ],
)
def test_a_month_or_a_year_is_in_no_shorter_period(
    dates: dict[str, int], asked: Any, period: str, starts: list[str], coarse: int, tmp_path: Path
) -> None:
    days = [day for day, documents in dates.items() for _ in range(documents)]
    folder = run_of(tmp_path / "run", [document(0.5, paper="A", day=day) for day in days])
    course = course_of(folder, period=asked)
    found = [p.start.strftime("%m-%d") for p in course.points]
    assert (course.period, found, course.coarse) == (period, starts, coarse)
    page = "".join(caveats(compared(folder, time="day", period=asked)))
    assert (f"longer than a {period}, and in no curve: {coarse} documents" in page) == bool(coarse)


def test_a_column_without_a_day_makes_no_curve(tmp_path: Path) -> None:
    documents = [document(0.5, paper="A", day=day) for day in ("05/01/2024", None)]
    folder = run_of(tmp_path / "run", documents)
    comparison = course_of(folder)
    assert (comparison.period, comparison.points) == (None, ())
    assert (comparison.missing, comparison.undated) == (1, 1)
    read = course_of(folder, time_format="%d/%m/%Y")
    assert [p.start for p in read.points] == [date(2024, 1, 1)]


# Days of documents with scores, days of documents without -> what the page says before all else.
NOT_COLUMN = (
    "Either day is not a column of dates, or --time-format has to say how they are written."
)


@pytest.mark.parametrize(
    ("days", "errors", "said"),
    [
        (["Sport", "Arts"] * 20, [], f". {NOT_COLUMN}</li>"),
        (["Sport", None] * 20, [], f". {NOT_COLUMN}</li>"),
        ([None] * 40, [], ".</li>"),
        ([], ["2024-05-31"], ".</li>"),
        (["1970-01-01"], ["2024-05-31"] * 200, " that is near others.</li>"),
        (["1970-01-01"] * 40, [], None),
        (["Sport"] * 39 + ["2024-05-31"], [], None),
    ],
)
def test_a_page_says_why_there_is_no_date_for_a_curve(
    days: list[str | None], errors: list[str], said: str | None, tmp_path: Path
) -> None:
    documents = [document(0.5, paper="A", day=day) for day in days]
    wrong = [{"paper": "A", "day": day, "error": "the text is null"} for day in errors]
    page = "".join(caveats(compared(run_of(tmp_path / "run", [*documents, *wrong]), time="day")))
    assert "None" not in page
    if said:
        assert f"<li><b>No curves:</b> no document with a score has a date in day{said}" in page
        assert "since no " not in page
    else:
        assert "No curves" not in page


def test_a_curve_has_a_gap_where_a_period_has_too_few_documents(tmp_path: Path) -> None:
    days = [*["2024-03-01"] * 30, *["2024-03-02"] * 29, *["2024-03-03"] * 30]
    documents = [document(n % 7 / 10, paper="A", day=day) for n, day in enumerate(days)]
    comparison = compared(run_of(tmp_path / "run", documents), time="day", period="day")
    assert comparison.course
    line = line_of(comparison.course, comparison.groups[0], "sensational")
    assert [str(day) for day in line[0]] == ["2024-03-01", "2024-03-02", "2024-03-03"]
    assert [[bool(np.isnan(y)) for y in ys] for ys in line[1:]] == [[False, True, False]] * 3


def test_a_period_has_the_means_of_its_documents(run: Path) -> None:
    comparison = course_of(run)
    found = [
        (p.group, p.start.year, p.mean["hedging"].documents, round(p.mean["hedging"].mean, 6))
        for p in comparison.points
    ]
    assert found == [
        ("Loud & Co", 2019, 20, 0.2),
        ("Loud & Co", 2020, 20, 0.2),
        ("Calm", 2019, 40, 0.3),
        ("Calm", 2020, 40, 0.3),
    ]
    assert comparison.undated == 2


def test_terms_and_categories_are_counted_over_all_parts(run: Path) -> None:
    comparison = compared(run)
    terms = [
        TermCount(paper, dimension, category, term, times, times)
        for paper, times in (("Calm", 80), ("Loud & Co", 40), ("<b>Rare</b>", 2))
        for dimension, category, term in (
            ("hedging", "modal", "may"),
            ("sensational", "loaded", "bonkers"),
        )
    ]
    assert [*comparison.terms] == terms
    assert comparison.categories == [
        CategoryCount(t.group, t.dimension, t.category, t.times, t.documents) for t in terms
    ]


def test_a_term_counts_as_often_as_it_occurs_and_once_for_each_document(tmp_path: Path) -> None:
    twice = document(0.5, paper="A")
    twice["spans"] = [*twice["spans"][:1] * 3, *twice["spans"][1:]]
    folder = run_of(tmp_path / "run", [twice, document(0.5, paper="A"), document(0.5, paper="B")])
    found = {(t.group, t.term): (t.times, t.documents) for t in compared(folder).terms}
    assert found == {
        ("A", "bonkers"): (4, 2),
        ("A", "may"): (2, 2),
        ("B", "bonkers"): (1, 1),
        ("B", "may"): (1, 1),
    }


def test_a_text_counts_once_in_its_group_and_in_each_group(tmp_path: Path) -> None:
    documents = [
        document(0.5, paper="A", digest="same"),
        document(0.5, paper="B", digest="same"),
        {"paper": "A", "error": "the text is null", "digest": None},
        document(0.5, paper="A", digest="same"),
        document(0.1, paper="A"),
        {"paper": "A", "error": "the text is null", "digest": None},
        document(0.5, paper="A", digest="same"),
    ]
    comparison = compared(run_of(tmp_path / "run", documents))
    found = [(g.name, g.rows, g.errors, g.repeats, g.documents) for g in comparison.groups]
    assert found == [("A", 6, 2, 2, 2), ("B", 1, 0, 0, 1)]
    assert comparison.shared == 2
    assert comparison.groups[0].words == 20
    assert [t.times for t in comparison.terms if t.group == "A"] == [2, 2]
    assert comparison.scores["sensational"].tolist() == [0.5, 0.5, 0.1]


def test_groups_are_compared_within_a_second_column(tmp_path: Path) -> None:
    """Both papers write alike in each section; one has more of the loud section."""
    documents = [
        document(score + n % 10 / 100, paper=paper, section=section)
        for paper, sport, politics in (("A", 120, 40), ("B", 40, 120))
        for section, score, size in (("Sport", 0.5, sport), ("Politics", 0.1, politics))
        for n in range(size)
    ]
    folder = run_of(tmp_path / "run", documents)
    pooled, within = (
        [d for d in compared(folder, within=section).differences if d.dimension == "sensational"]
        for section in (None, "section")
    )
    assert [(round(d.value or 0, 9), d.significant) for d in pooled] == [(0.2, True)]
    assert [(round(d.value or 0, 9), d.significant) for d in within] == [(0.0, False)]
    means = [
        (m.group, m.value, m.mean["sensational"].documents, round(m.mean["sensational"].mean, 3))
        for m in compared(folder, within="section").within
    ]
    assert means == [
        ("A", "Sport", 120, 0.545),
        ("A", "Politics", 40, 0.145),
        ("B", "Sport", 40, 0.545),
        ("B", "Politics", 120, 0.145),
    ]


def test_groups_are_compared_within_fifths_of_length(tmp_path: Path) -> None:
    """The longer a document, the higher its score; one paper writes longer ones."""
    documents = [
        document(words / 1000, paper=paper) | {"words": words}
        for paper, shift in (("A", 0), ("B", 50))
        for words in range(100 + shift, 300 + shift)
    ]
    comparison = compared(run_of(tmp_path / "run", documents))
    fifths = [(f.shortest, f.longest, f.mean["sensational"].documents) for f in comparison.fifths]
    assert [(f[0], f[1]) for f in fifths][0::4] == [(100, 164), (285, 349)]
    assert sum(f[2] for f in fifths) == 400
    assert comparison.correlations == {"hedging": 0.0, "sensational": pytest.approx(1.0)}
    pooled, within = (
        compared(tmp_path / "run", within_length=held).differences[1].value or 0.0
        for held in (False, True)
    )
    assert pooled == pytest.approx(-0.05)
    assert -0.02 < within < 0


def test_only_groups_with_enough_documents_are_compared(run: Path, tmp_path: Path) -> None:
    assert [(d.first, d.second) for d in compared(run).differences] == [("Calm", "Loud & Co")] * 2
    one = run_of(tmp_path / "one", [document(0.5, paper="A")] * 2)
    assert compared(one).differences == []


def test_a_run_of_errors_has_groups_and_nothing_else(tmp_path: Path) -> None:
    folder = run_of(tmp_path / "run", [{"paper": "A", "error": "the text is null"}])
    comparison = compared(folder)
    assert [(g.name, g.errors, g.spread) for g in comparison.groups] == [("A", 1, {})]
    assert (comparison.fifths, comparison.correlations, comparison.extremes) == ([], {}, [])


def test_a_column_of_ids_is_refused(tmp_path: Path) -> None:
    papers = [document(0.5, paper=f"{n}") for n in range(MAX_VALUES + 1)]
    folder = run_of(tmp_path / "run", papers)
    reason = "the column paper has more than 1,000 values, too many to compare"
    with pytest.raises(CorpusError, match=reason):
        compared(folder)


def test_a_run_of_an_older_version_is_refused(run: Path) -> None:
    for part in run.glob("part-*.parquet"):
        pq.write_table(pq.read_table(part).drop_columns(["digest"]), part)
    with pytest.raises(CorpusError, match="no column digest, so it is of an older version"):
        read_rows(sorted(run.glob("part-*.parquet")), "paper", None)


def test_documents_that_are_in_no_difference_are_counted_with_the_reason(tmp_path: Path) -> None:
    sizes = {
        "A": {"Sport": 60, "Arts": 40, "Law": 1},
        "B": {"Sport": 50, "Law": 30},
        "C": {"Chess": 35},
        "D": {"Sport": 9},
    }
    documents = [
        document(n % 7 / 10, paper=paper, section=section)
        for paper, sections in sizes.items()
        for section, size in sections.items()
        for n in range(size)
    ]
    comparison = compared(run_of(tmp_path / "run", documents), within="section")
    assert comparison.compared == {"A": {"Sport": 60}, "B": {"Sport": 50}}
    alone = "that no other group can be compared with in section"
    assert {group.name: comparison.left_out(group) for group in comparison.groups} == {
        "A": f"41 {alone} (Arts 40; Law 1)",
        "B": f"30 {alone} (Law 30)",
        "C": f"35 {alone} (Chess 35)",
        "D": "fewer than 30 documents",
    }
    page = "".join(caveats(comparison))
    assert f"A: 41 {alone} (Arts 40; Law 1); B: 30 {alone} (Law 30); C: 35" in page
    whole = compared(tmp_path / "run")
    assert [whole.left_out(group) for group in whole.groups] == ["", "", "", FEW]
