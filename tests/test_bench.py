"""The benchmarks' own logic: a figure is only as good as what it was made with."""

import xml.etree.ElementTree as ElementTree
from collections.abc import Sequence

import pytest

from bench import baseline, chart, speed, wrk
from bench.chart import Panel, svg, ticks
from bench.goals import BEGIN, END, Goal, between, figure
from bench.growth import invented
from bench.http import Cell, row
from bench.machine import cpu_model, slug
from bench.peers.__main__ import Turn, table
from bench.run import README, rounded
from bench.texts import SIZES, Sample, faults, paragraphs, recombined, typical
from levelhead.cli import main as cli
from tests.answers import listed

POOL = ("One.", "Two words.", "Three words here.", "And now four words.", "“Quoted.”")


@pytest.mark.parametrize(("size", "count"), [(30, 5), (100, 20), (1_000, 20)])
def test_texts_are_distinct_and_nearly_as_long_as_asked(size: int, count: int) -> None:
    texts = recombined(POOL, size, count)
    assert len(set(texts)) == count
    assert all(size - len("One.\n\n") <= len(text.encode()) <= size for text in texts)
    assert all(paragraph in POOL for text in texts for paragraph in text.split("\n\n"))


def test_the_same_seed_makes_the_same_texts() -> None:
    assert recombined(POOL, 100, 3) == recombined(POOL, 100, 3)
    assert recombined(POOL, 100, 3) != recombined(POOL, 100, 3, seed=5)


def test_the_articles_make_enough_texts_of_each_size() -> None:
    for name, (size, count) in SIZES.items():
        if size <= 40_000:
            texts = recombined(paragraphs(), size, count)
            assert min(len(text.encode()) for text in texts) > 0.9 * size, name


@pytest.mark.parametrize(
    ("pool", "size", "count", "reason"),
    [(("One.",), 10, 2, "1 paragraphs make 1 texts"), (("One.",), 3, 1, "no paragraph of 3 bytes")],
)
def test_texts_that_cannot_be_made_are_an_error(
    pool: Sequence[str], size: int, count: int, reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        recombined(pool, size, count)


def test_the_answers_whose_speed_is_measured_are_those_on_record() -> None:
    assert speed.faults() == []


def test_an_answer_that_is_not_on_record_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    other = dict.fromkeys(listed(), "0" * 64)
    monkeypatch.setattr(speed, "listed", lambda: other)
    assert [fault.partition(":")[0] for fault in speed.faults()] == list(other)


def sample(answer: bytes, spans: int = 1) -> Sample:
    return Sample("", b"", answer, spans)


def test_an_answer_with_other_spans_is_a_fault() -> None:
    good, bad = b'{"spans":[1]}', b'{"spans":[1,2]}'
    assert list(faults([sample(good)], [good])) == []
    assert list(faults([sample(good), sample(good)], [good, bad])) == [
        "text 1: 2 spans in 15 bytes, expected 1 in 13"
    ]


def test_the_typical_answer_is_of_median_length() -> None:
    assert typical([sample(b"1"), sample(b"333"), sample(b"22")]) == b"22"


PRINTED = (
    '{"requests": 300, "microseconds": 1500000, "bytes": 9, "p50": 2500, "p99": 9000, '
    '"failed": 0, "refused": 0, "timed_out": 0}\n'
)


def test_the_last_line_of_wrk_is_read() -> None:
    printed = wrk.parse(f"Running 1s test\n  1 threads\n\n{PRINTED}")
    assert (printed.requests, printed.p50, printed.p99) == (300, 2500, 9000)


@pytest.mark.parametrize(
    "output",
    [
        "",
        "unable to connect\n",
        PRINTED.replace("300", "0"),
        PRINTED.replace('"failed": 0', '"failed": 1'),
        PRINTED.replace('"refused": 0', '"refused": 1'),
        PRINTED.replace('"timed_out": 0', '"timed_out": 1'),
    ],
)
def test_a_run_with_a_failure_gives_no_figure(output: str) -> None:
    with pytest.raises(wrk.LoadFailed):
        wrk.parse(output)


def load(per_second: float, p50: float) -> tuple[wrk.Load, float]:
    return wrk.Load(per_second, p50, 2 * p50, 0.1, int(per_second)), 0.9


def test_a_ratio_is_the_median_of_the_rounds_own_ratios() -> None:
    # The second round was slow for both: its ratio is as good as any.
    runs = {
        "service": [load(100, 4), load(10, 40), load(90, 5)],
        "idiom": [load(400, 1), load(40, 10), load(450, 1)],
        "bare": [load(1000, 1), load(100, 10), load(900, 1)],
    }
    made = row(Cell("4 kB", 1, 16), runs)
    assert (made.throughput, made.time, made.bare) == (0.25, 4, 0.1)
    assert (made.service.per_second, made.service.p50, made.service.p99) == (90, 5, 10)
    assert made.service.fewest_requests == 10


def test_without_the_bare_baseline_there_is_no_ratio_to_it() -> None:
    made = row(Cell("4 kB", 1, 16), {"service": [load(100, 4)], "idiom": [load(400, 1)]})
    assert made.bare is None


def test_a_peers_multiple_is_that_of_the_same_text_in_the_same_round() -> None:
    turns = {
        "levelhead": [Turn("", 5, [0.001, 0.002]), Turn("", 5, [0.002, 0.004])],
        "other": [Turn("1.0", 3, [0.010, 0.020]), Turn("1.0", 3, [0.020, 0.040])],
    }
    ours, other = table(turns)
    assert (ours.name, ours.findings, ours.times_ours) == ("levelhead", 5, 1)
    assert (other.version, other.findings, other.milliseconds) == ("1.0", 3, 20)
    assert other.times_ours == pytest.approx(10)


def test_the_baseline_is_served_with_the_settings_of_the_service(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[tuple[str, dict[str, object]]] = []
    monkeypatch.setattr("uvicorn.run", lambda app, **settings: seen.append((app, settings)))
    monkeypatch.setattr("sys.argv", ["baseline", "--port", "9"])
    assert baseline.main() == 0
    assert cli.main(["serve", "--port", "9"]) == 0
    (ours, baselines), (service, services) = seen
    assert (ours, service) == ("bench.baseline:create_app", "levelhead.service.main:create_app")
    assert baselines == services


def test_made_up_forms_are_new_and_begin_like_real_ones() -> None:
    forms = ["utterly shambolic", "brute"]
    made = invented(forms)
    first = [next(made) for _ in range(4)]
    assert len(set(first)) == 4
    assert not set(first) & set(forms)
    assert all(form.startswith(("utterly sha", "bru")) for form in first)


@pytest.mark.parametrize(
    ("values", "log", "expected"),
    [
        ([3, 7], False, [0, 2, 4, 6, 8]),
        ([100], False, [0, 20, 40, 60, 80, 100]),
        ([101], False, [0, 50, 100, 150]),
        ([950], False, [0, 200, 400, 600, 800, 1000]),
        ([0], False, [0]),
        ([1_000, 2_000_000], True, [1e3, 1e4, 1e5, 1e6, 1e7]),
        ([10], True, [10, 100]),
    ],
)
def test_ticks_are_round_and_hold_all_values(
    values: list[float], log: bool, expected: list[float]
) -> None:
    assert ticks(values, log) == expected


def test_a_chart_holds_each_point_and_escapes_its_words() -> None:
    made = svg(
        [
            Panel("a & b", "x", [(1, 1), (10, 5), (100, 50)], log=True, guide=[(1, 1), (9, 9)]),
            Panel("c", "<y>", [(1, 2)]),
        ],
        "about",
    )
    root = ElementTree.fromstring(made)
    tags = [element.tag.rpartition("}")[2] for element in root.iter()]
    assert tags.count("circle") == 4
    assert tags.count("g") == 2
    words = [element.text for element in root.iter() if element.text]
    assert {"a & b", "<y>", "about"} <= set(words)
    assert "prefers-color-scheme: dark" in chart.STYLE


def test_a_panel_without_points_is_refused() -> None:
    with pytest.raises(ValueError, match="empty: no points"):
        svg([Panel("empty", "x", [])], "about")


@pytest.mark.parametrize(("value", "shown"), [(5, "5"), (2e4, "20k"), (1e7, "10M"), (0.5, "0.5")])
def test_numbers_on_an_axis_are_short(value: float, shown: str) -> None:
    assert chart.short(value) == shown


@pytest.mark.parametrize(
    ("goal", "line"),
    [
        (Goal("a", 0.412, least=0.3), "| a | 0.412 | ≥ 0.3 | yes |"),
        (Goal("b", 0.2, least=0.3), "| b | 0.2 | ≥ 0.3 | **no** |"),
        (Goal("c", 120.4, most=150, unit=" MB"), "| c | 120 MB | ≤ 150 MB | yes |"),
        (Goal("d", 151.0, most=150, unit=" MB"), "| d | 151 MB | ≤ 150 MB | **no** |"),
        (Goal("e", 3.14159), "| e | 3.14 |  |  |"),
    ],
)
def test_a_line_of_the_table_says_whether_its_goal_is_met(goal: Goal, line: str) -> None:
    assert goal.row() == line


def test_the_table_goes_between_its_marks_and_nowhere_else() -> None:
    page = f"head\n{BEGIN}\nold\n{END}\ntail\n"
    assert between(page, "new") == f"head\n{BEGIN}\n\nnew\n\n{END}\ntail\n"
    with pytest.raises(ValueError, match="no <!-- figures"):
        between("head", "new")


def test_the_readme_has_a_place_for_the_table() -> None:
    assert "new" in between(README.read_text("utf-8"), "new")


@pytest.mark.parametrize(
    ("value", "shown"), [(1234.5, "1234"), (12.345, "12.3"), (0.0123, "0.0123")]
)
def test_figures_have_three_digits_or_all_before_the_point(value: float, shown: str) -> None:
    assert figure(value) == shown


def test_a_record_has_no_more_digits_than_were_measured() -> None:
    assert rounded({"a": [1.23456, 2, "x"], "b": None}) == {"a": [1.235, 2, "x"], "b": None}


def test_a_machine_is_named_by_its_first_processor() -> None:
    assert cpu_model("processor : 0\nmodel name\t: AMD EPYC 9\nmodel name : b\n") == "AMD EPYC 9"
    assert cpu_model("processor : 0\n") == ""
    assert slug("AMD EPYC (TM) 9") == "amd-epyc-tm-9"
