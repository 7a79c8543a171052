"""`levelhead report`: exact comparison of small runs, and a page that loads nothing."""

import csv
import re
import subprocess
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from msgspec.structs import replace

from levelhead.cli.main import main
from levelhead.corpus import parts
from levelhead.corpus.output_rows import SCORE_FIELDS
from levelhead.corpus.parts import Manifest, read_manifest, write_manifest, write_part
from levelhead.corpus.report.comparison import Mean, TermCount, compare, mean_of
from levelhead.corpus.report.excerpts import MAX_EXCERPT_CHARS, ExcerptMark, excerpts
from levelhead.corpus.report.plots import line_of
from levelhead.corpus.task import Columns, CorpusError, Task
from levelhead.version import VERSION
from tests.helpers.programs import required

TEXT = "😀 Bonkers & <may> it be"
SPANS = [("Bonkers", "sensational", "loaded"), ("may", "hedging", "modal")]


def span(text: str, words: str, dimension: str, category: str, unit: str) -> dict[str, Any]:
    before, inside = text[: text.index(words)], words
    encoding, size = {
        "codepoint": ("utf-32-le", 4),
        "utf16": ("utf-16-le", 2),
        "utf8": ("utf-8", 1),
    }[unit]
    start = len(before.encode(encoding)) // size
    return {
        "start": start,
        "end": start + len(inside.encode(encoding)) // size,
        "text": words,
        "dimension": dimension,
        "category": category,
        "score": 0.6,
        "sentence": 0,
    }


def document(
    sensational: float, hedging: float = 0.0, unit: str = "codepoint", **kept: Any
) -> dict[str, Any]:
    text = kept.get("text") or TEXT
    return {
        "sensational": sensational,
        "hedging": hedging,
        "words": 10,
        "spans": [span(text, *each, unit) for each in SPANS if each[0] in text],
        **kept,
    }


def run_of(
    folder: Path,
    documents: Iterable[Mapping[str, Any]],
    types: Mapping[str, pa.DataType] | None = None,
    options: dict[str, object] | None = None,
    missing: int = 0,
) -> Path:
    """What levelhead score leaves of these documents, in parts of 50."""
    rows = [{"id": f"d{n}", **document} for n, document in enumerate(documents)]
    names = dict.fromkeys(name for row in rows for name in row)
    types = types or {}
    kept = {name: types.get(name, pa.string()) for name in names if name not in SCORE_FIELDS.names}
    schema = pa.schema([*kept.items(), *SCORE_FIELDS])
    manifest = Manifest(
        Task(
            "parquet",
            Columns("text", headline="head"),
            options or {},
            1000,
            5.0,
            "sha256:" + "a" * 64,
            VERSION,
        ),
        files=1,
        fingerprint="sha256:",
        rows=len(rows) + missing,
        part_rows=50,
    )
    folder.mkdir()
    for first in range(0, len(rows), 50):
        table = pa.Table.from_pylist(rows[first : first + 50], schema=schema)
        manifest = write_part(folder, manifest, schema, table.to_batches(1))
    return folder


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """Two groups that can be compared, one that can't, errors, and two years."""
    loud = [
        document(0.5 + n / 100, 0.2, paper="Loud & Co", day=f"{2019 + n % 2}-05-01")
        for n in range(40)
    ]
    calm = [document(0.1, 0.3, paper="Calm", day=f"{2019 + n % 2}-06-30T10:00") for n in range(80)]
    rare = [document(1.0, 1.0, paper="<b>Rare</b>", day="unknown") for _ in range(2)]
    wrong = [{"paper": None, "day": "2019", "error": "the text is null"}] * 3
    return run_of(tmp_path / "run", [*loud, *calm, *rare, *wrong])


def test_groups_have_exact_figures_the_largest_first(run: Path) -> None:
    comparison = compare(run, "paper", "day")
    found = [
        (g.name, g.rows, g.errors, g.documents, g.words, g.comparable) for g in comparison.groups
    ]
    assert found == [
        ("Calm", 80, 0, 80, 800, True),
        ("Loud & Co", 40, 0, 40, 400, True),
        ("(none)", 3, 3, 0, 0, False),
        ("<b>Rare</b>", 2, 0, 2, 20, False),
    ]
    calm, loud = (group.spread["sensational"] for group in comparison.groups[:2])
    assert calm.mean == pytest.approx((80, 0.1, 0.1, 0.1))
    assert (calm.high, loud.high) == (0.0, 1.0)
    assert loud.mean == pytest.approx((40, 0.695, 0.695 - 0.036228, 0.695 + 0.036228), abs=1e-5)
    assert loud.quantiles == pytest.approx((0.5195, 0.5975, 0.695, 0.7925, 0.8705))
    assert comparison.groups[2].spread == {}


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ([0.5], (1, 0.5, 0.0, 1.0)),
        ([0.4, 0.6], (2, 0.5, 0.304, 0.696)),
        ([0.0, 1.0], (2, 0.5, 0.0, 1.0)),
        ([0.2] * 9, (9, 0.2, 0.2, 0.2)),
    ],
)
def test_a_mean_comes_with_the_range_in_which_it_is_known(
    scores: list[float], expected: Mean
) -> None:
    assert mean_of(np.array(scores)) == pytest.approx(expected)


# Documents of two groups a day, days, what is asked for -> the period, how many points it has.
@pytest.mark.parametrize(
    ("daily", "length", "asked", "period", "points"),
    [
        (30, 3, None, "day", 2 * 3),
        (5, 28, None, "week", 2 * 4),
        (1, 366, None, "month", 2 * 12),
        (1, 90, "week", "week", 2 * 13),
        (1, 3, None, "year", 2 * 1),
    ],
)
def test_a_period_is_the_shortest_in_which_most_groups_have_enough_documents(
    daily: int, length: int, asked: Any, period: str, points: int, tmp_path: Path
) -> None:
    first = date(2024, 1, 1)  # a Monday
    documents = [
        document(0.5, paper=paper, day=first + timedelta(days=day))
        for paper in "AB"
        for day in range(length)
        for _ in range(daily)
    ]
    folder = run_of(tmp_path / "run", documents, {"day": pa.date32()})
    comparison = compare(folder, "paper", "day", period=asked)
    assert (comparison.period, len(comparison.points)) == (period, points)


def test_a_day_far_from_all_others_is_named_and_in_no_point(tmp_path: Path) -> None:
    days = [*["2024-03-01"] * 40, *["2024-03-02"] * 40, "1970-01-01", "soon"]
    documents = [document(0.5, paper="A", day=day) for day in days]
    folder = run_of(tmp_path / "run", documents)
    comparison = compare(folder, "paper", "day")
    assert [p.start for p in comparison.points] == [date(2024, 3, 1), date(2024, 3, 2)]
    assert (comparison.far, comparison.undated) == ((date(1970, 1, 1),), 1)
    page = written(folder, "--time", "day")
    assert "dated far from all others and are in no curve: 1970-01-01." in page
    assert "1 scored documents have no day that can be read, and are in no curve (for example " in (
        page
    )
    assert "soon" in page


def test_a_column_without_a_day_makes_no_curve(tmp_path: Path) -> None:
    documents = [document(0.5, paper="A", day=day) for day in ("05/01/2024", None)]
    folder = run_of(tmp_path / "run", documents)
    comparison = compare(folder, "paper", "day")
    assert (comparison.period, comparison.points, comparison.undated) == (None, (), 2)
    read = compare(folder, "paper", "day", time_format="%d/%m/%Y")
    assert [p.start for p in read.points] == [date(2024, 1, 1)]


def test_a_curve_has_a_gap_where_a_period_has_too_few_documents(tmp_path: Path) -> None:
    days = [*["2024-03-01"] * 30, *["2024-03-02"] * 29, *["2024-03-03"] * 30]
    documents = [document(0.5, paper="A", day=day) for day in days]
    comparison = compare(run_of(tmp_path / "run", documents), "paper", "day", period="day")
    line = line_of(comparison, comparison.groups[0], "sensational")
    assert [str(day) for day in line[0]] == ["2024-03-01", "2024-03-02", "2024-03-03"]
    assert [[bool(np.isnan(y)) for y in ys] for ys in line[1:]] == [[False, True, False]] * 3


def test_a_period_has_the_means_of_its_documents(run: Path) -> None:
    comparison = compare(run, "paper", "day")
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


def test_terms_are_counted_over_all_parts(run: Path) -> None:
    assert compare(run, "paper", None).terms == (
        TermCount("Calm", "hedging", "modal", "may", 80),
        TermCount("Calm", "sensational", "loaded", "bonkers", 80),
        TermCount("Loud & Co", "hedging", "modal", "may", 40),
        TermCount("Loud & Co", "sensational", "loaded", "bonkers", 40),
        TermCount("<b>Rare</b>", "hedging", "modal", "may", 2),
        TermCount("<b>Rare</b>", "sensational", "loaded", "bonkers", 2),
    )


def test_the_ends_are_ordered_by_score_then_length_then_place(tmp_path: Path) -> None:
    scores = [(0.2, 5), (0.9, 5), (0.2, 8), (0.2, 5), (0.0, 1)]
    documents = [document(s, paper="A") | {"words": words} for s, words in scores]
    comparison = compare(run_of(tmp_path / "run", documents), "paper", None)
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
    shown = next(excerpts(folder, compare(folder, "paper", None)))
    assert (shown.id, shown.group, shown.score, shown.headline) == ("d0", "A", 0.5, "May")
    assert shown.marks == (
        ExcerptMark(2, 9, "sensational", "loaded", 0.6),
        ExcerptMark(13, 16, "hedging", "modal", 0.6),
    )
    assert shown.words == ("May", "may")


# --- the page


def written(run: Path, *arguments: str) -> str:
    assert main(["report", str(run), "--by", "paper", *arguments]) == 0
    return (run / "_report/report.html").read_text("utf-8")


def test_a_page_states_its_limits_and_escapes_what_it_shows(
    run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = written(run, "--time", "day")
    assert capsys.readouterr().out.splitlines() == [
        str(run / "_report" / name)
        for name in ("report.html", "groups.csv", "time.csv", "terms.csv", "documents.csv")
    ]
    assert "125 documents, 3 of them without a score" in page
    assert "(none) (0), &lt;b&gt;Rare&lt;/b&gt; (2)." in page
    assert "2 scored documents have no day that can be read" in page
    assert "2 of 4 years of a group have fewer than 30 documents" in page
    assert "<b>Rare" not in page
    assert page.count("<svg") == 4
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


def test_the_numbers_are_next_to_the_page(run: Path) -> None:
    written(run, "--time", "day")
    tables = {
        path.stem: list(csv.reader(path.read_text("utf-8").splitlines()))
        for path in (run / "_report").glob("*.csv")
    }
    assert {name: len(rows) for name, rows in tables.items()} == {
        "groups": 8,
        "time": 9,
        "terms": 7,
        "documents": 81,
    }
    calm = dict(zip(tables["groups"][0], tables["groups"][2], strict=True))
    assert (calm["group"], calm["dimension"], calm["mean"], calm["enough"]) == (
        *("Calm", "sensational", "0.1"),
        "True",
    )
    assert tables["time"][1] == ["Loud & Co", "2019-01-01", "hedging", "20", "0.2", "0.2", "0.2"]
    assert tables["documents"][1] == [
        *("hedging", "highest", "1", "120", "d120", "<b>Rare</b>", "1.0"),
        "may",
    ]


def test_documents_are_shown_with_their_marks_where_the_text_was_kept(tmp_path: Path) -> None:
    documents = [
        document(0.5, paper="A", text=TEXT, head="On & on"),
        document(0.4, paper="A", text=f"Bonkers {'x ' * MAX_EXCERPT_CHARS}may", head=None),
        document(0.3, paper="A", text="y" * MAX_EXCERPT_CHARS + "Bonkers", head=None),
    ]
    page = written(run_of(tmp_path / "run", documents, options={"quotes": "ignore"}, missing=4))
    assert (
        '<p><b>On &amp; on</b><br>😀 <mark class="sensational" title="loaded 0.60">Bonkers</mark> '
        '&amp; &lt;<mark class="hedging" title="modal 0.60">may</mark>&gt; it be</p>'
    ) in page
    assert f"{'x ' * (MAX_EXCERPT_CHARS // 2 - 4)}…</p>" in page
    assert f"<p>{'y' * MAX_EXCERPT_CHARS}…</p>" in page
    assert "3 of 7 documents are in, the first ones" in page
    assert ", quotes ignore.</p>" in page
    assert "No group is large enough for a picture." in page


def test_groups_that_find_no_room_in_the_pictures_are_named(tmp_path: Path) -> None:
    names = [f"G{n}" for n in range(10) for _ in range(30)]
    page = written(run_of(tmp_path / "run", [document(0.5, paper=name) for name in names]))
    assert "Pictures show the 8 largest groups; not drawn: G8, G9." in page
    assert "G9 (30)" not in page


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
        compare(run, by, time)


def test_a_folder_without_a_finished_part_is_reported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", str(tmp_path), "--by", "paper"]) == 2
    assert capsys.readouterr().err == f"{tmp_path} holds no run of levelhead score\n"
    with pytest.raises(CorpusError, match="holds no finished part yet"):
        compare(run_of_nothing(tmp_path / "run"), "paper", None)


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
    comparison = compare(folder, "paper", None)
    assert {(t.term, t.times) for t in comparison.terms} == {("bonkers", 9), ("may", 9)}
    shown = [(e.id, e.text) for e in excerpts(folder, comparison) if e.extreme.end == "highest"]
    assert shown[-9:] == [(f"d{n}", f"{TEXT} {n}") for n in range(8, -1, -1)]


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
            *(required("chromium"), *quiet.split(), f"--user-data-dir={tmp_path / 'profile'}"),
            f"file://{run / '_report/report.html'}",
        ],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert shown.returncode == 0
    assert shown.stdout.count("</svg>") == 4
    assert not re.search("Refused|violates|CONSOLE", shown.stderr)
