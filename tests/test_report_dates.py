"""Dates of an archive: what is read, and as which day; the first days of periods."""

from datetime import date, datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from levelhead.corpus.report.dates import (
    DAY,
    MAX_DATE_CHARS,
    MONTH,
    WHOLE_YEAR,
    days_of,
    next_start,
    starts_of,
)
from levelhead.corpus.task import EPOCH, PERIODS, Period

READ = {
    # ISO 8601
    "2024-12-25": "2024-12-25",
    "20240105": "2024-01-05",
    "2024-W05": "2024-01-29",
    "2024-W05-3": "2024-01-31",
    "2019-06-30T10:00": "2019-06-30",
    "2024-01-05T23:00:00-05:00": "2024-01-05",
    "2024-01-05T10:00:00.123Z": "2024-01-05",
    "2019-05": "2019-05-01",
    "2019": "2019-01-01",
    # as people write it
    "2024/12/25": "2024-12-25",
    "2024.12.25": "2024-12-25",
    "2024-1-5": "2024-01-05",
    "1 Dec 2022": "2022-12-01",
    "1 December 2022": "2022-12-01",
    "3rd May 2021": "2021-05-03",
    "31 May, 2024": "2024-05-31",
    "1 Sept, 2024": "2024-09-01",
    "31-May-2024": "2024-05-31",
    "1-Dec-2022": "2022-12-01",
    "01-December-2022": "2022-12-01",
    "Sept. 3, 2021": "2021-09-03",
    "Dec 25 2024": "2024-12-25",
    "December 25, 2024": "2024-12-25",
    "Wednesday, December 25, 2024": "2024-12-25",
    "Sunday, 5 May 2024": "2024-05-05",
    "May 2020": "2020-05-01",
    # as programs write it
    "Fri, 05 Jan 2024 10:00:00 +0000": "2024-01-05",
    "Fri, 05 Jan 2024 10:00:00 GMT": "2024-01-05",
    "2024-01-05 23:00:00 UTC": "2024-01-05",
    " 2024-01-05\n": "2024-01-05",
}
# Two meanings, none, or more than a date.
UNREAD = [
    "05/01/2024",
    "25.12.2024",
    "1704412800",
    "20201",
    "2020-13-01",
    "2024-02-30",
    "24-12-25",
    "5 May 2024 or so",
    "circa 1998",
    "2024-01-05, page 3",
    "99999999999999999999",
    "May " + "2" * 100_000,
]


def column(*values: object, type_: pa.DataType | None = None) -> list[pa.Array]:
    half = len(values) // 2
    return [pa.array(values[:half], type_), pa.array(values[half:], type_)]


@pytest.mark.parametrize("value", READ)
def test_a_date_is_read_as_a_whole(value: str) -> None:
    assert str(days_of(column(value)).days[0]) == READ[value]


@pytest.mark.parametrize(
    ("value", "format_", "precision"),
    [
        ("2024-05-31", None, DAY),
        ("2024-W22", None, DAY),
        ("31 May 2024", None, DAY),
        ("2024-05", None, MONTH),
        ("2024/05", None, MONTH),
        ("May 2024", None, MONTH),
        ("Sept 2024", None, MONTH),
        ("2024", None, WHOLE_YEAR),
        (2024, None, WHOLE_YEAR),
        ("0", EPOCH, DAY),
        ("31.05.24", "%d.%m.%y", DAY),
        ("151/2024", "%j/%Y", DAY),
        ("05/2024", "%m/%Y", MONTH),
        ("24", "%y", WHOLE_YEAR),
        (date(2024, 5, 31), None, DAY),
    ],
)
def test_a_date_may_name_only_a_month_or_a_year(
    value: object, format_: str | None, precision: int
) -> None:
    assert days_of(column(value), format_).precision.tolist() == [precision]


@pytest.mark.parametrize("value", UNREAD, ids=lambda value: value[:20])
def test_what_could_be_two_days_or_none_is_not_read(value: str) -> None:
    found = days_of(column("2024-01-05", value, None, ""))
    assert np.isnat(found.days).tolist() == [False, True, True, True]
    assert found.missing.tolist() == [False, False, True, True]
    assert found.unread == (value[:MAX_DATE_CHARS],)


@pytest.mark.parametrize(
    ("format_", "value", "day"),
    [
        ("%d/%m/%Y", "05/01/2024", "2024-01-05"),
        ("%m/%d/%Y", "05/01/2024", "2024-05-01"),
        ("epoch", "1704412800", "2024-01-05"),
        ("epoch", 1704412800.5, "2024-01-05"),
        ("%d/%m/%Y", "2024-01-05", "NaT"),
        ("epoch", "1e99", "NaT"),
    ],
)
def test_a_format_reads_its_own_dates_only(format_: str, value: object, day: str) -> None:
    assert str(days_of(column(value), format_).days[0]) == day


@pytest.mark.parametrize(
    ("values", "type_"),
    [
        ([2024], pa.int64()),
        ([date(2024, 1, 1)], pa.date32()),
        ([datetime(2024, 1, 1, 23)], pa.timestamp("s", "UTC")),
    ],
)
def test_times_and_years_need_no_text(values: list[Any], type_: pa.DataType) -> None:
    assert str(days_of(column(*values, type_=type_)).days[0]) == "2024-01-01"


def test_examples_of_what_is_not_read_are_few_and_differ() -> None:
    assert days_of(column("a", "a", "b", "c", "d")).unread == ("a", "b", "c")


@pytest.mark.parametrize(
    ("days", "far"),
    [
        (["2024-01-01"] * 99 + ["1970-01-01"], [99]),
        (["2024-01-01"] * 99 + ["2024-11-01"], []),
        ([f"{year}-01-01" for year in range(1900, 2000)], []),
        (["soon"], []),
    ],
)
def test_days_far_from_all_others_are_found(days: list[str], far: list[int]) -> None:
    assert np.flatnonzero(days_of(column(*days)).far).tolist() == far


@pytest.mark.parametrize(
    ("period", "start", "following"),
    [
        ("day", "2024-12-31", "2025-01-01"),
        ("week", "2024-12-30", "2025-01-06"),
        ("month", "2024-12-01", "2025-01-01"),
        ("quarter", "2024-10-01", "2025-01-01"),
        ("year", "2024-01-01", "2025-01-01"),
    ],
)
def test_a_period_begins_where_the_calendar_says(
    period: Period, start: str, following: str
) -> None:
    day = np.array(["2024-12-31"], "datetime64[D]")
    (first,) = starts_of(day, period)
    assert (str(first), str(next_start(first, period))) == (start, following)


def test_periods_are_ordered_by_length() -> None:
    day = np.datetime64("2024-01-01", "D")
    lengths = [next_start(day, period) - day for period in PERIODS]
    assert lengths == sorted(lengths)
