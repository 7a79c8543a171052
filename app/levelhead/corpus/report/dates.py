"""Dates: a column's values as days, and the periods that days fall into."""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from levelhead.corpus.task import EPOCH, Period

# Written forms that can mean one day only. 05/01/2024 is May in one country and January in another,
# so it is read with --time-format alone.
WRITTEN = (
    *("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y-%m", "%Y/%m", "%Y"),
    *("%d %B %Y", "%d %b %Y", "%d %B, %Y", "%d %b, %Y", "%d-%B-%Y", "%d-%b-%Y"),
    *("%B %d, %Y", "%b %d, %Y", "%B %d %Y", "%b %d %Y"),
    *("%A, %d %B %Y", "%A, %B %d, %Y", "%a, %d %b %Y", "%a, %b %d, %Y", "%B %Y", "%b %Y"),
    # Of e-mails and feeds (RFC 5322), and of databases.
    *("%a, %d %b %Y %H:%M:%S %z", "%a, %d %b %Y %H:%M:%S %Z", "%d %b %Y %H:%M:%S %z"),
    *("%Y-%m-%d %H:%M:%S %Z", "%Y-%m-%d %H:%M:%S %z", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M"),
)
# What a format has that names a day, or a month; without either, it names a year.
_DAY = re.compile(r"%[-^#]?(?:[cdDeFjsUuVWwx])")
_MONTH = re.compile(r"%[-^#]?[bBhm]")
# The part of a year that a date names: in no shorter period can it be counted.
DAY, MONTH, WHOLE_YEAR = range(3)
NEEDED: dict[Period, int] = {
    "day": DAY, "week": DAY, "month": MONTH, "quarter": MONTH, "year": WHOLE_YEAR,
}  # fmt: skip
# How all of them begin, with a year somewhere: others are not tried, each try takes 30 µs.
_SHAPE = re.compile(
    r"(?=.*\b\d{4}\b)(?:\d{4}\b|[A-Z][a-z]{2}|\d{1,2}(?:(?:st|nd|rd|th)? |-)[A-Z]).{0,60}"
)
# What is left out before these are tried: 25th, Sept., Dec.
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b")
_SHORT_MONTH = re.compile(r"\b([A-Z][a-z]{2})(?:t\b)?\.?(?=[ ,-])")
EXAMPLES = 3
# A time may have nanoseconds, which a day does not need.
_MICROSECONDS = pc.CastOptions(pa.timestamp("us"), allow_time_truncate=True)
# Longer than any date, and short enough to be shown as an example of what is none.
MAX_DATE_CHARS = 100
# A day is far from the others if it is further from the middle 98 % than these are long, and by
# more than a year: one article dated 1970 must not stretch the time of a thousand others.
MIDDLE = (0.01, 0.99)
YEAR = np.timedelta64(365, "D")
# Days from the Monday before 1970-01-01, a Thursday.
MONDAY = 3


class Days(NamedTuple):
    """The days of the rows as numpy's days, NaT where a value is not read, and examples of those.

    `missing` says which rows have no value, `far` which days are too far from the others to be
    shown together with them. `precision` is DAY, MONTH or WHOLE_YEAR: "May 2024" is the first of
    May, and names the month.
    """

    days: Any
    precision: Any
    unread: tuple[str, ...]
    missing: Any
    far: Any


def days_of(chunks: Iterable[pa.Array], format_: str | None = None) -> Days:
    """The days of a column of dates, times, strings or whole numbers, given in pieces.

    A value counts only as a whole: ISO 8601, a common written form, a date of an e-mail, or what
    `format_` says (as for strptime, or "epoch" for seconds since 1970). Times keep the day that
    they are written with, whatever their zone.
    """
    read = _reader(format_)
    found: list[Any] = [np.zeros(0, "datetime64[D]")]
    precision: list[Any] = [np.zeros(0, "uint8")]
    missing: list[Any] = [np.zeros(0, bool)]
    unread: dict[str, None] = {}
    for chunk in chunks:
        if pa.types.is_temporal(chunk.type):
            days = chunk.cast(options=_MICROSECONDS).to_numpy(zero_copy_only=False)
            found.append(days.astype("datetime64[D]"))
            precision.append(np.full(len(days), DAY, "uint8"))
            missing.append(np.isnat(days))
            continue
        values = ["" if value is None else str(value).strip() for value in chunk.to_pylist()]
        missing.append(np.array([not value for value in values], bool))
        pairs = [_day(value, read) for value in values]
        found.append(np.array([day for day, _ in pairs], "datetime64[D]"))
        precision.append(np.array([part for _, part in pairs], "uint8"))
        for value, day in zip(values, found[-1], strict=True):
            if value and np.isnat(day) and len(unread) < EXAMPLES:
                unread[value[:MAX_DATE_CHARS]] = None
    days = np.concatenate(found)
    missed = np.concatenate(missing)
    return Days(days, np.concatenate(precision), tuple(unread), missed, _far(days))


def starts_of(days: Any, period: Period) -> Any:
    """The first day of the period of each day: Monday of a week, as in ISO 8601."""
    if period == "week":
        return days - (days.astype("int64") + MONDAY) % 7
    months = days.astype("datetime64[M]")
    if period == "quarter":
        months = months - months.astype("int64") % 3
    if period == "year":
        months = days.astype("datetime64[Y]")
    return days if period == "day" else months.astype("datetime64[D]")


def next_start(start: Any, period: Period) -> Any:
    """The first day of the period that follows the one that begins at `start`."""
    # No period is longer than a year, and the day after its last is in the next one.
    lengths = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}
    return starts_of(start + np.timedelta64(lengths[period], "D"), period)


# An ISO date or "NaT", and the part of a year that it names.
_Read = Callable[[str], tuple[str, int]]
_NO_DAY = ("NaT", DAY)


def _day(value: str, read: _Read) -> tuple[str, int]:
    return read(value) if 0 < len(value) <= MAX_DATE_CHARS else _NO_DAY


def _reader(format_: str | None) -> _Read:
    """What reads a value; archives repeat their dates."""

    @lru_cache(maxsize=100_000)
    def read(value: str) -> tuple[str, int]:
        try:
            time, precision = _parse(value, format_)
        except (ValueError, OverflowError, OSError):
            return _NO_DAY
        return time.date().isoformat(), precision

    return read


def _precision(format_: str) -> int:
    return DAY if _DAY.search(format_) else MONTH if _MONTH.search(format_) else WHOLE_YEAR


def _parse(value: str, format_: str | None) -> tuple[datetime, int]:
    """The time that is written, and what of it; ValueError, OverflowError or OSError if none is."""
    if format_ == EPOCH:
        return datetime.fromtimestamp(float(value), UTC), DAY
    if format_:
        return datetime.strptime(value, format_), _precision(format_)
    if len(value) > 4:  # "2024" alone is a year, and 20241 nothing
        try:
            return datetime.fromisoformat(value), DAY
        except ValueError:
            pass
    if not _SHAPE.fullmatch(value):
        raise ValueError("no date")
    plain = _SHORT_MONTH.sub(r"\1", _ORDINAL.sub("", value))
    for written in WRITTEN:
        try:
            return datetime.strptime(plain, written), _precision(written)
        except ValueError:
            continue
    raise ValueError("no date")


def _far(days: Any) -> Any:
    """Which days are far from the others."""
    known = np.sort(days[~np.isnat(days)])
    if not len(known):
        return np.zeros(len(days), bool)
    first, last = (known[round(part * (len(known) - 1))] for part in MIDDLE)
    margin = max(last - first, YEAR)
    return (days < first - margin) | (days > last + margin)
