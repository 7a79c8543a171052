"""`levelhead report`: exact comparison of small runs, and a page that loads nothing."""

import csv
import html
import re
import resource
import subprocess
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from msgspec.structs import replace

from levelhead.cli.main import main
from levelhead.corpus import parts
from levelhead.corpus.parts import Manifest, read_manifest, write_manifest, write_part
from levelhead.corpus.report.accuracy import UNREAD
from levelhead.corpus.report.comparison import Question, compare
from levelhead.corpus.report.differences import MAX_COMPARED
from levelhead.corpus.report.drawing import MARKED_AT_ONCE
from levelhead.corpus.report.excerpts import MAX_EXCERPT_CHARS, MAX_EXTREMES, excerpts
from levelhead.corpus.report.page_tables import p_shown, share_shown
from levelhead.corpus.report.plots import MAX_DRAWN
from levelhead.corpus.task import Columns, CorpusError, DatedProfile, Task
from levelhead.types import DIMENSIONS
from levelhead.version import VERSION
from tests.browser.chromium import headless
from tests.helpers.scored_runs import TEXT, document, run_of, two_papers


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return two_papers(tmp_path / "run")


def written(run: Path, *arguments: str) -> str:
    assert main(["report", str(run), "--by", "paper", *arguments]) == 0
    return (run / "_report/report.html").read_text("utf-8")


def test_a_page_states_its_limits_and_escapes_what_it_shows(
    run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = written(run, "--time", "day")
    assert capsys.readouterr().out.splitlines() == [
        str(run / "_report" / name)
        for name in (
            *("report.html", "groups.csv", "differences.csv", "within.csv", "lengths.csv"),
            *("time.csv", "categories.csv", "terms.csv", "documents.csv"),
        )
    ]
    assert "125 documents, 3 of them without a score" in page
    assert "&lt;b&gt;Rare&lt;/b&gt; (2); (none) (0)." in page
    assert (
        "With a value of day that can't be read, and in no curve: 2 documents (for example " in page
    )
    assert "since the year has fewer than 30 documents of the group: 2 of 4." in page
    assert "<b>Rare" not in page
    assert page.count("<svg") == 4
    # Of the groups, of the plane and of the curves.
    assert page.count("interval (with fewer than 100 documents, that of a bootstrap)") == 3
    assert f"hedging {UNREAD['hedging'].with_intervals}. Precision is" in page
    assert "levelhead score --keep text keeps them" in page
    assert "not finished" not in page


def test_a_page_loads_and_runs_nothing(run: Path) -> None:
    page = written(run, "--time", "day")
    assert "default-src 'none'" in page
    assert not re.search(r"<script|<image|<img|<link|@import|url\((?!#)", page)
    addresses = set(re.findall(r'(?:src|href)="([^#"][^"]*)"', page))
    assert addresses == set()


def test_the_same_run_makes_the_same_bytes(run: Path) -> None:
    assert written(run) == written(run)


def tables_of(run: Path) -> dict[str, list[list[str]]]:
    return {
        path.stem: list(csv.reader(path.read_text("utf-8").splitlines()))
        for path in (run / "_report").glob("*.csv")
    }


def test_the_numbers_are_next_to_the_page(run: Path) -> None:
    written(run, "--time", "day", "--within", "day")
    tables = tables_of(run)
    assert {name: len(rows) for name, rows in tables.items()} == {
        "groups": 8,
        "differences": 3,
        "within": 11,
        "lengths": 3,
        "time": 9,
        "categories": 7,
        "terms": 7,
        "documents": 81,
    }
    calm = dict(zip(tables["groups"][0], tables["groups"][2], strict=True))
    assert [calm[name] for name in ("group", "dimension", "mean", "low", "enough")] == [
        *("Calm", "sensational", "0.1", "", "True"),
    ]
    assert calm["note"] == "all scores are equal"
    accuracy = [
        [str(round(n, 3)) for share in right for n in (float(share), *share.interval)]
        for right in UNREAD.values()
    ]
    # Also in docs/detection.md.
    assert accuracy[0] == ["0.836", "0.734", "0.903", "0.824", "0.722", "0.894"]
    assert tables["groups"][-1] == [
        *("(none)", "3", "3", "0", "0", "0.0", "False"),
        *("0", "fewer than 30 documents", "False", "0"),
    ]
    few = ["Loud & Co", "2019-01-01", "hedging", "20", "0.2", "", "", "", "fewer than 30 documents"]
    assert tables["time"][1] == [*few, *accuracy[0]]
    known = [*[""] * 7, "fewer than 30 documents each that can be compared"]
    assert tables["differences"][1:] == [
        [*("Calm", "Loud & Co", "hedging", "0", "0", "0", "0.1"), *known, *accuracy[0]],
        [*("Calm", "Loud & Co", "sensational", "0", "0", "0", "-0.595"), *known, *accuracy[1]],
    ]
    many = [
        "Calm",
        "2019-06-30T10:00",
        "0",
        "hedging",
        "40",
        "0.3",
        "",
        "",
        "",
        "all scores are equal",
    ]
    assert [*many, *accuracy[0]] in tables["within"]
    assert tables["lengths"][1][:6] == ["10", "10", "hedging", "122", "0.27869", "0.25994"]
    assert tables["categories"][1] == ["Calm", "hedging", "modal", "80", "80"]
    assert tables["documents"][1] == [
        *("hedging", "highest", "1", "120", "d120", "<b>Rare</b>", "10", "1.0"),
        "may",
    ]


def test_differences_are_shown_with_their_intervals(run: Path) -> None:
    page = written(run)
    assert "Calm − Loud &amp; Co</td>" in page
    assert '<td class="number">−0.595 †</td><td class="number">–</td><td class="number">0%<' in page
    assert (
        '<td class="number">+0.100 †</td><td class="number">–</td><td class="number">100%<' in page
    )
    assert "0.100 †</td>" in page
    assert (
        "pairs that are tested (sensational 0, hedging 0); each of the two kinds of "
        "wording is a family of its own, and the intervals are not corrected."
    ) in page
    assert "<b>All sensational scores are equal</b> in Calm (0.100 in 80 documents). That" in page
    assert "in Calm (0.300 in 80 documents); Loud &amp; Co (0.200 in 40 documents). That" in page
    assert "The differences above are not corrected for length" in page
    within = written(run, "--within", "day", "--within-length")
    assert (
        "<b>Not compared:</b> 1 of 1 pair of groups, with fewer than 30 documents each of "
        "the same day and length. Compared with no other: Calm, Loud &amp; Co."
    ) in within
    assert "Calm − Loud" not in within
    assert "No two groups have 30 documents each of the same day and length, so none" in within
    assert "within each day and fifth of length in which both have two" in within
    assert "The differences above are taken within these fifths." in within


def test_parts_of_groups_are_drawn_if_they_are_large_enough(tmp_path: Path) -> None:
    documents = [
        document(0.5, paper=paper, section=section)
        for paper, section, size in (("A", "Sport", 40), ("A", "_$", 30), ("B", "Sport", 40))
        for _ in range(size)
    ]
    page = written(run_of(tmp_path / "run", [*documents, *documents[:29]]), "--within", "section")
    assert page.count("<svg") == 4
    assert "Groups by section" in page
    assert "Shown are 2 of 2 values" in page
    assert "> _$</text>" in page
    rare = written(run_of(tmp_path / "rare", documents), "--within", "id")
    assert "No part of a group is large enough for a picture." in rare


def test_a_page_says_how_many_texts_are_repeated_or_shared(tmp_path: Path) -> None:
    texts = [("A", "1"), ("A", "1"), ("A", "2"), ("B", "2"), ("B", "3")]
    documents = [document(0.5, paper=paper, digest=digest) for paper, digest in texts]
    page = written(run_of(tmp_path / "run", documents))
    assert "<b>Duplicates:</b> 1 document with" in page
    assert "<b>Shared texts:</b> 2 documents with" in page


def test_days_far_from_all_others_are_named(tmp_path: Path) -> None:
    days = ["2024-03-01"] * 400 + ["1970-01-01", "1971-01-01", "1972-01-01", "1973-01-01"]
    documents = [document(0.5, paper="A", day=day) for day in days]
    page = written(run_of(tmp_path / "run", documents), "--time", "day")
    assert "in no curve: 4 documents (1970-01-01, 1971-01-01, 1972-01-01 …)." in page


def test_a_point_alone_makes_no_curve(tmp_path: Path) -> None:
    days = ["2024-03-01"] * 60 + [None]
    documents = [document(0.5, paper="AB"[n % 2], day=day) for n, day in enumerate(days)]
    run = run_of(tmp_path / "run", documents)
    page = written(run, "--time", "day")
    assert "No group has two days with 30 documents, so no curve is drawn" in page
    assert "Without day, and in no curve: 1 document." in page
    assert page.count("<svg") == 3
    assert len(tables_of(run)["time"]) == 5


def test_a_document_without_a_section_is_compared_with_none(tmp_path: Path) -> None:
    parts = [("A", "x", 40), ("A", None, 3), ("B", "x", 40), ("B", "", 2), ("C", None, 40)]
    documents = [
        document(0.5 + n / 1000, paper=paper, section=section)
        for paper, section, size in parts
        for n in range(size)
    ]
    run = run_of(tmp_path / "run", documents)
    page = written(run, "--within", "section")
    assert "<b>Without section</b>, and in no difference between groups: 45 documents." in page
    assert "<b>Not compared:</b> 2 of 3 pairs of groups, with fewer than 30" in page
    assert "Compared with no other: C." in page
    assert "only documents of the same section are. strata: in how many" in page
    assert "those in the strata, with weights n₁n₂ ∕ (n₁ + n₂), where n₁ and n₂ are" in page
    assert "those in the strata, with weights" not in written(run)
    written(run, "--within", "section")
    assert 'A − B</td><td class="number">40 of 43<br>40 of 42</td>' in page
    rows = [row[:7] for row in tables_of(run)["differences"] if row[2] == "sensational"]
    assert [(row[:2], row[3:6]) for row in rows] == [
        (["A", "B"], ["40", "40", "1"]),
        (["A", "C"], ["0", "0", "0"]),
        (["B", "C"], ["0", "0", "0"]),
    ]
    assert [float(row[6]) for row in rows] == pytest.approx(
        [-0.00041, -0.00129, -0.00088], abs=9e-5
    )


# Words of documents whose scores rise -> the rank correlation in lengths.csv.
@pytest.mark.parametrize(
    ("words", "correlation"),
    [(range(10, 50), "1.0"), (range(50, 10, -1), "-1.0"), ([10] * 40, "0.0")],
)
def test_each_fifth_of_length_has_the_rank_correlation(
    words: Sequence[int], correlation: str, tmp_path: Path
) -> None:
    documents = [document(n / 50, paper="A") | {"words": each} for n, each in enumerate(words)]
    folder = run_of(tmp_path / "run", documents)
    written(folder)
    with (folder / "_report/lengths.csv").open(newline="") as file:
        found = {(row["dimension"], row["rank_correlation"]) for row in csv.DictReader(file)}
    assert found == {("hedging", "0.0"), ("sensational", correlation)}


# Documents of a group, of a fifth of length and of a period -> what its interval is in a CSV file,
# and whether a table of the page marks it.
@pytest.mark.parametrize(
    ("documents", "bootstrap"), [(29, ""), (30, "True"), (99, "True"), (100, "False")]
)
def test_an_interval_says_whether_it_is_a_bootstraps(
    documents: int, bootstrap: str, tmp_path: Path
) -> None:
    folder = run_of(
        tmp_path / "run",
        [document(n / 200, n / 300, paper="A", day="2024") for n in range(documents)],
    )
    page = written(folder, "--time", "day", "--period", "year", "--within", "day")
    for name in ("groups", "within", "lengths", "time"):
        with (folder / f"_report/{name}.csv").open(newline="") as file:
            assert {row["bootstrap"] for row in csv.DictReader(file)} == {bootstrap}
    marked = len(re.findall(r"\(0\.\d+–0\.\d+\)\*</td>", page))
    noted = page.count("* fewer than 100 documents: the interval is that of a bootstrap.")
    # Two means of the group, and two of the one fifth of length.
    assert (marked, noted) == ((4, 2) if bootstrap == "True" else (0, 0))
    assert ("<td>A §</td>" in page, "§ too small to compare." in page) == (documents < 30,) * 2
    drawn = page.count("95 % interval (with fewer than 100 documents, that of a bootstrap)")
    assert drawn == (0 if documents < 30 else 3)


def test_groups_of_unlike_lengths_are_named(tmp_path: Path) -> None:
    lengths = {"A": 100, "B": 100, "C": 900}
    documents = [
        document(0.5, paper=paper) | {"words": words + n}
        for paper, words in lengths.items()
        for n in range(50)
    ]
    run = run_of(tmp_path / "run", documents)
    page = written(run)
    assert "<b>Unlike lengths:</b> 2 pairs of groups with less than 25%" in page
    assert "same fifths of length (A and C; B and C)." in page
    assert "Unlike lengths" not in written(run, "--within-length")
    shares = {row[0]: row[-5:] for row in tables_of(run)["groups"][1:]}
    assert shares["A"] == shares["B"] == ["0.3", "0.3", "0.3", "0.1", "0.0"]
    assert shares["C"] == ["0.0", "0.0", "0.0", "0.4", "0.6"]


@pytest.mark.parametrize(
    ("marked", "shown"),
    [(0, "0%"), (1, "&lt; 1%"), (2, "1%"), (298, "99%"), (299, "&gt; 99%"), (300, "100%")],
)
def test_a_share_of_0_is_none_and_of_100_all(marked: int, shown: str, tmp_path: Path) -> None:
    documents = [
        document(0.1 * (n < marked) + 0.001 * (n < marked // 2), paper="A") for n in range(300)
    ]
    page = written(run_of(tmp_path / "run", documents))
    mean = ")" if marked else "0.000 †"
    assert f'{mean}</td><td class="number">{shown}</td>' in page
    bound = "A (0 in 300 documents, so with 95 % confidence fewer than 0.99% of such documents have"
    assert (f"<b>All sensational scores are equal</b> in {bound}" in page) == (marked == 0)


def test_a_difference_is_shown_with_its_interval_and_both_measures(tmp_path: Path) -> None:
    """The mean of A is higher because of a tenth of its documents; B is higher more often."""
    documents = [
        *[document(0.9 if n % 10 == 0 else n % 3 / 100, paper="A") for n in range(100)],
        *[document(0.04 + n % 3 / 100, paper="B") for n in range(100)],
    ]
    page = written(run_of(tmp_path / "run", documents))
    assert re.search(r"\+0\.0\d\d \([+−]0\.\d+ to \+0\.\d+\)<", page)
    assert '<td class="number">10% ‡</td>' in page
    assert "<b>Mean and frequency disagree</b>, marked ‡: in 1 difference one group has" in page
    assert "which of the two you mean (A − B (sensational))" in page


@pytest.mark.parametrize(
    ("marked", "shown"), [(0, "0%"), (1, "< 1%"), (2, "1%"), (199, "> 99%"), (200, "100%")]
)
def test_half_a_percent_is_not_rounded_to_none_or_all(marked: int, shown: str) -> None:
    assert share_shown(marked / 200) == shown


# A corrected p, whether the bootstrap has no smaller one -> what is shown.
@pytest.mark.parametrize(
    ("p", "least", "shown"),
    [
        (0.0, False, "< .001"),
        (0.00099, True, "< .001"),
        (0.001, False, ".001"),
        (0.0032, True, "≤ .003"),
        (0.0496, False, ".050"),
        (0.05, False, ".050"),
        (0.05004, False, "> .050"),
        (0.0504, True, "> .050"),
        (0.0506, False, ".051"),
        (1.0, False, "1.000"),
    ],
)
def test_a_p_is_shown_on_its_side_of_the_threshold(p: float, least: bool, shown: str) -> None:
    assert p_shown(p, least=least) == shown


def test_documents_with_equal_scores_are_ordered_by_words_and_then_by_row(tmp_path: Path) -> None:
    """In two parts; the higher score comes first however short its document is."""
    words = [10, 30, 10, 30, *[20] * 60]
    documents = [document(0.5, paper="A") | {"words": each} for each in words]
    run = run_of(tmp_path / "run", [*documents, document(0.6, paper="A") | {"words": 5}])
    page = written(run)
    assert "longest in words come first, and of these the first in the input. A text" in page
    assert page.count("<p class='note'>Scores that are 0: 0.</p>") == 1
    assert page.count("<p class='note'>Scores that are 0: 65.</p>") == 1
    rows = [row[:4] for row in tables_of(run)["documents"] if row[0] == "sensational"]
    found = {end: [int(row[3]) for row in rows if row[1] == end] for end in ("highest", "lowest")}
    assert found == {
        "highest": [64, 1, 3, *range(4, 4 + MAX_EXTREMES - 3)],
        "lowest": [1, 3, *range(4, 4 + MAX_EXTREMES - 2)],
    }


def test_a_shown_document_is_not_shown_again(tmp_path: Path) -> None:
    page = written(run_of(tmp_path / "run", [document(0.5, paper="A", text=TEXT)]))
    assert page.count("be</p>") == 1
    assert page.count('<p>(<a href="#row0">hedging, highest</a>)</p>') == 3
    assert page.count('id="row0"') == 1


def test_documents_are_shown_with_their_marks_where_the_text_was_kept(tmp_path: Path) -> None:
    documents = [
        document(0.5, paper="A", text=TEXT, head="On & on"),
        document(0.4, paper="A", text=f"Bonkers {'x ' * MAX_EXCERPT_CHARS}may", head=None),
        document(0.3, paper="A", text="y" * MAX_EXCERPT_CHARS + "Bonkers", head=None),
        *(document(0.2, 0.1, paper="A", text=TEXT, head=None) for _ in range(MAX_EXTREMES - 1)),
    ]
    page = written(run_of(tmp_path / "run", documents, options={"quotes": "ignore"}, missing=4))
    assert (
        '<p><b>On &amp; on</b><br>😀 <mark class="sensational" title="loaded 0.60">Bonkers</mark> '
        '&amp; &lt;<mark class="hedging" title="modal 0.60">may</mark>&gt; it be</p>'
    ) in page
    assert '<p>… <mark class="sensational" title="loaded 0.60">Bonkers</mark></p>' in page
    assert "22 of 26 documents are in, the first ones" in page
    assert ", quotes ignore.</p>" in page
    assert "No group is large enough for a picture." in page


def test_every_group_is_drawn_or_named(tmp_path: Path) -> None:
    names = [f"G{n:02}" for n in range(MAX_DRAWN + 1)]
    documents = [document(0.5, paper=name) for name in names for _ in range(30)]
    page = written(run_of(tmp_path / "run", documents))
    assert f"Pictures show the {MAX_DRAWN} largest groups; not drawn: G40." in page
    compared = "; ".join(f"G{n}" for n in range(MAX_COMPARED, MAX_DRAWN + 1))
    assert f"the {MAX_COMPARED} largest groups; not compared: {compared}." in page
    assert page.count("<svg") == 1 + MAX_DRAWN // MARKED_AT_ONCE + 1
    for name in names[:MAX_DRAWN]:
        assert page.count(f"> {name}</text>") == 1


NAMES = {
    **{name: name for name in ("$x$ $", "_name", "新聞 😀", "<b>&", "\\frac{")},
    "": "(empty)",
    "a\nb\0c\x1b[2J": "a b␀c␛[2J",
    "long " * 30: "long long long…g long long long",
}


def test_a_group_may_have_any_name(tmp_path: Path) -> None:
    days = ["2024"] * 30 * len(NAMES) + ["2025"] * 30 * len(NAMES)
    papers = [*NAMES] * 60
    documents = [document(0.5, paper=p, day=day) for p, day in zip(papers, days, strict=True)]
    page = written(run_of(tmp_path / "run", documents), "--time", "day", "--within", "paper")
    for name in NAMES.values():
        # In both legends, of the plane and of the curves, and in that of the parts.
        assert page.count(f"> {html.escape(name, quote=False)}</text>") == 3
    assert "\0" not in page
    assert "\x1b" not in page


@pytest.mark.parametrize(
    "scores",
    [
        [(0.0, 0.0)] * 60,
        [(0.0, 1.0), (1.0, 0.0)] * 30,  # all beyond the axes of the plane
        [(1.0, 1.0)] * 60,
        [(0.0, 0.0)] * 59 + [(1.0, 1.0)],
    ],
)
def test_any_scores_can_be_drawn(scores: list[tuple[float, float]], tmp_path: Path) -> None:
    documents = [
        document(*each, paper="AB"[n % 4 // 2], day=f"{2024 + n // 60}")
        for n, each in enumerate(scores * 2)
    ]
    page = written(run_of(tmp_path / "run", documents), "--time", "day", "--within-length")
    assert page.count("<svg") == 4


@pytest.mark.parametrize(
    ("type_", "values", "names"),
    [
        (pa.dictionary(pa.int32(), pa.string()), ["A", "B"], ["A", "B"]),
        (pa.int64(), [1, 2], ["1", "2"]),
        (pa.bool_(), [True, False], ["true", "false"]),
        (pa.date32(), [date(2024, 5, 1), None], ["2024-05-01", "(none)"]),
        (pa.large_string(), ["A", "B"], ["A", "B"]),
        (pa.null(), [None, None], ["(none)", "(none)"]),
    ],
)
def test_groups_are_the_values_of_a_column_of_any_type(
    type_: pa.DataType, values: list[Any], names: list[str], tmp_path: Path
) -> None:
    documents = [document(0.5, paper=value) for value in values]
    run = run_of(tmp_path / "run", documents, {"paper": type_})
    found = {group.name for group in compare(run, Question("paper")).groups}
    assert found == {*names}


def test_a_column_of_lists_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    documents = [document(0.5, paper=["A"], day="2024")]
    run = run_of(tmp_path / "run", documents, {"paper": pa.list_(pa.string())})
    for options in (["--by", "paper"], ["--by", "day", "--within", "paper"]):
        assert main(["report", str(run), *options]) == 2
        refused = "the values of the column paper can't be compared: list<"
        assert capsys.readouterr().err.startswith(refused)


def test_a_run_of_errors_has_a_page(tmp_path: Path) -> None:
    wrong = [{"paper": "A", "day": "2024", "error": "the text is null"}] * 2
    page = written(run_of(tmp_path / "run", wrong), "--time", "day")
    assert "<b>Without a score</b> (see error in the parts): 2 documents." in page
    assert not re.search("<svg|<ol|Over time|Length", page)


def test_a_page_shows_the_most_used_terms(tmp_path: Path) -> None:
    words = [f"word{n}" for n in range(6)]
    loaded = {"start": 0, "end": 5, "dimension": "sensational", "category": "loaded", "score": 0.6}
    documents = [
        document(0.5, paper="A") | {"spans": [{**loaded, "text": word} for word in words[n % 6 :]]}
        for n in range(30)
    ]
    page = written(run_of(tmp_path / "run", documents))
    shown = "; ".join(f"word{n} {5 * n + 5} ({5 * n + 5})" for n in (5, 4, 3, 2, 1))
    assert f"<td>{shown}</td>" in page


def test_documents_without_any_marks_are_shown_as_such(tmp_path: Path) -> None:
    plain = [{"sensational": 0.0, "hedging": 0.0, "words": 5, "spans": [], "paper": "A"}] * 30
    page = written(run_of(tmp_path / "run", plain))
    assert "<p>(no marks)</p>" in page


@pytest.mark.parametrize(
    ("by", "time", "reason"),
    [
        ("outlet", None, "no column outlet in the output, which has id, paper, day"),
        ("paper", "year", "no column year in the output"),
    ],
)
def test_a_column_that_was_not_kept_is_reported(
    by: str, time: str | None, reason: str, run: Path
) -> None:
    with pytest.raises(CorpusError, match=reason):
        compare(run, Question(by, time=time))


def test_a_folder_without_a_finished_part_is_reported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", str(tmp_path), "--by", "paper"]) == 2
    assert capsys.readouterr().err == f"{tmp_path} holds no run of levelhead score\n"
    with pytest.raises(CorpusError, match="holds no finished part yet"):
        compare(run_of_nothing(tmp_path / "run"), Question("paper"))


def cut(raw: bytes, at: int) -> bytes:
    return raw[:at]


def flipped(raw: bytes, at: int) -> bytes:
    return raw[:at] + bytes([raw[at] ^ 255]) + raw[at + 1 :]


@pytest.mark.parametrize("harm", [cut, flipped])
def test_a_damaged_part_is_reported_by_name_wherever_it_is_damaged(
    harm: Callable[[bytes, int], bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = run_of(tmp_path / "run", [document(0.5, paper="A")])
    (part,) = folder.glob("part-*.parquet")
    raw = part.read_bytes()
    for share in range(20):
        part.write_bytes(harm(raw, len(raw) * share // 20))
        assert main(["report", str(folder), "--by", "paper"]) == 2
        reported = f"{part}, a finished part, is damaged: its SHA-256 is not the manifest's\n"
        assert capsys.readouterr().err == reported


@pytest.mark.parametrize("harm", [cut, flipped])
def test_a_damaged_manifest_is_reported_and_never_a_traceback(
    harm: Callable[[bytes, int], bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = run_of(tmp_path / "run", [document(0.5, paper="A")])
    raw = (folder / "_manifest.json").read_bytes()
    for at in range(0, len(raw) - 1, 29):
        (folder / "_manifest.json").write_bytes(harm(raw, at))
        # A key that is left out, such as that of the headline, can't be seen as damage.
        if main(["report", str(folder), "--by", "paper"]) != 0:
            assert str(folder) in capsys.readouterr().err


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"[" * 100_000, "_manifest.json is damaged: "),
        (b'"\xff"', "_manifest.json is damaged: "),
        (None, "_manifest.json: Is a directory"),
    ],
)
def test_a_manifest_that_is_none_is_reported(
    raw: bytes | None, reason: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "_manifest.json"
    if raw is None:
        path.mkdir()
    else:
        path.write_bytes(raw)
    assert main(["report", str(tmp_path), "--by", "paper"]) == 2
    assert reason in capsys.readouterr().err


def test_a_part_whose_name_is_none_is_reported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = run_of(tmp_path / "run", [document(0.5, paper="A")])
    manifest = folder / "_manifest.json"
    manifest.write_text(manifest.read_text().replace("part-00000.parquet", "\\u0000"))
    assert main(["report", str(folder), "--by", "paper"]) == 2
    assert "a finished part, can't be read: embedded null byte" in capsys.readouterr().err


def test_kept_text_that_is_not_utf8_is_reported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = run_of(tmp_path / "run", [document(0.5, paper="A")])
    (part,) = folder.glob("part-*.parquet")
    table = pq.read_table(part)
    papers = pa.array([b"\xff"]).view(pa.string())
    table = table.set_column(table.schema.get_field_index("paper"), "paper", papers)
    manifest = read_manifest(folder)
    assert manifest
    part.unlink()
    write_part(folder, replace(manifest, parts=()), table.schema, table.to_batches())
    assert main(["report", str(folder), "--by", "paper"]) == 2
    assert capsys.readouterr().err.startswith(f"{folder}: ")


FORMULAS = ("=1+1", "+x", "-x", "@x", "\t=1", "\r=1", " =1", "\n-2+3", "＝1", "-1-1", "+1,2", "-")
NO_FORMULAS = ("-1.5", "+2", "7", "a=1", "", "'=1", "a-b")


def test_cells_that_a_spreadsheet_would_run_are_quoted_and_numbers_are_not(tmp_path: Path) -> None:
    names = [*FORMULAS, *NO_FORMULAS]
    folder = run_of(tmp_path / "run", [document(0.5, paper=name) for name in names])
    written(folder)
    for name, column in (("groups", 0), ("terms", 0), ("documents", 5)):
        with (folder / f"_report/{name}.csv").open(encoding="utf-8", newline="") as file:
            found = {row[column] for row in csv.reader(file)} - {"group"}
        assert found == {*(f"'{formula}" for formula in FORMULAS), *NO_FORMULAS}


def test_a_full_disk_leaves_the_page_that_was_there(
    run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written(run)
    before = {path.name: path.read_bytes() for path in (run / "_report").iterdir()}
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, limits[1]))
    try:
        assert main(["report", str(run), "--by", "paper", "--within", "day"]) == 2
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    page = run / "_report/report.html"
    assert capsys.readouterr().err == f"{page} can't be written: File too large\n"
    assert {path.name: path.read_bytes() for path in page.parent.iterdir()} == before


def test_control_characters_in_names_do_not_reach_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = run_of(tmp_path / "\x1b[2Jrun", [document(0.5, paper="A")])
    assert main(["report", str(folder), "--by", "paper"]) == 0
    assert main(["report", str(folder), "--by", "\x1b[2Jpaper"]) == 2
    assert main(["report", str(tmp_path / "\x9b"), "--by", "paper"]) == 2
    out, err = capsys.readouterr()
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", out + err)
    assert f"{tmp_path}/␛[2Jrun/_report/report.html\n" in out
    assert "no column ␛[2Jpaper" in err


def test_a_row_group_of_large_rows_is_read_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "GROUP_BYTES", 1)
    documents = [document(n / 10, paper="A", text=f"{TEXT} {n}") for n in range(9)]
    folder = run_of(tmp_path / "run", documents)
    comparison = compare(folder, Question("paper"))
    assert {(t.term, t.times) for t in comparison.terms} == {("bonkers", 9), ("may", 9)}
    documents_shown = excerpts(folder, comparison.manifest, comparison.extremes)
    shown = [(e.id, e.text and e.text.text) for e in documents_shown if e.extreme.end == "highest"]
    assert shown[-9:] == [(f"d{n}", f"{TEXT} {n}") for n in range(8, -1, -1)]


def test_the_page_says_which_profile_the_scores_are_with(tmp_path: Path) -> None:
    folder = run_of(tmp_path / "run", [document(n / 10, paper="A") for n in range(9)])
    manifest = read_manifest(folder)
    assert manifest
    profile = DatedProfile("house", f"sha256:{'b' * 64}", date(2027, 3, 1))
    write_manifest(folder, replace(manifest, task=replace(manifest.task, profile=profile)))
    page = written(folder)
    assert f", profile house sha256:{'b' * 12} as of 2027-03-01" in page
    assert "<b>House rules:</b> the scores are those with the profile house.<" in page
    assert "The program makes mistakes: how often was not measured with" in page


@pytest.mark.parametrize(
    ("options", "lacking", "known"),
    [
        ({}, [], ["hedging", "sensational"]),
        ({"format": "html", "language": "en-GB"}, [], ["hedging", "sensational"]),
        ({"dimensions": ["sensational"]}, ["hedging"], ["sensational"]),
        ({"dimensions": ["sensational", "hedging"]}, [], ["hedging", "sensational"]),
        ({"categories": ["modal"]}, ["sensational"], []),
        ({"categories": ["loaded", "modal"]}, [], []),
        ({"min_score": 0.6}, [], []),
        ({"quotes": "ignore"}, [], []),
    ],
)
def test_what_was_not_looked_for_or_not_measured_is_not_shown_as_if_it_were(
    options: dict[str, object], lacking: list[str], known: list[str], tmp_path: Path
) -> None:
    folder = run_of(
        tmp_path / "run", [document(n / 50, paper="A") for n in range(40)], options=options
    )
    page = written(folder)
    for dimension in DIMENSIONS:
        unmeasured = dimension in lacking
        assert (f"<b>Not looked for:</b> {dimension} wording" in page) == unmeasured
        assert (f"{dimension} (not looked for)" in page) == unmeasured
        assert (f"<h3>{dimension}, highest</h3>" in page) == (not unmeasured)
        accuracy = UNREAD[dimension]
        assert (f"{dimension} ({accuracy})" in page) == (dimension in known)
        assert (f"{dimension} {accuracy.with_intervals}" in page) == (dimension in known)
    with (folder / "_report/groups.csv").open(newline="") as file:
        rows = [*csv.DictReader(file)]
    for share in ("precision", "precision_low", "precision_high", "recall", "recall_high"):
        assert [row["dimension"] for row in rows if row[share]] == known


def run_of_nothing(folder: Path) -> Path:
    run_of(folder, [])
    manifest = Manifest(Task("csv", Columns("text"), {}, 1, 5.0, "", VERSION), 1, "", 5, 5)
    write_manifest(folder, manifest)
    return folder


@pytest.mark.needs("chromium")
def test_a_browser_shows_all_of_the_page_and_refuses_nothing(run: Path, tmp_path: Path) -> None:
    written(run, "--time", "day")
    quiet = (
        "--headless --no-sandbox --disable-gpu --disable-background-networking --no-first-run "
        "--disable-component-update --disable-sync --enable-logging=stderr --dump-dom"
    )
    shown = subprocess.run(
        [
            *(headless(), *quiet.split(), f"--user-data-dir={tmp_path / 'profile'}"),
            f"file://{run / '_report/report.html'}",
        ],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert shown.returncode == 0
    assert shown.stdout.count("</svg>") == 4
    assert not re.search("Refused|violates|CONSOLE", shown.stderr)
