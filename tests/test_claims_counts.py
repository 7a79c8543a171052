"""Marks that are met, and finds that are right."""

import pytest

from evaluation.claims.counts import Answer, Row, Sign, errors, row, rows_of_kinds
from levelhead.types import TextRange

HERE, THERE = TextRange(0, 4), TextRange(9, 12)
TEXTS = ("Fury over bins", "Nine letters came.")


def sign(*places: TextRange | None, kind: str = "hotter") -> Sign:
    return Sign(kind, places)


@pytest.mark.parametrize(
    ("marked", "found", "counts"),
    [
        ([sign(HERE)], [sign(HERE)], (1, 1, 1, 1)),
        ([sign(HERE)], [sign(TextRange(3, 9))], (1, 1, 1, 1)),
        ([sign(HERE)], [sign(TextRange(4, 9))], (1, 0, 1, 0)),
        ([sign(HERE)], [sign(HERE, kind="unhedged")], (1, 0, 1, 0)),
        ([sign(HERE)], [sign(HERE), sign(HERE)], (1, 1, 2, 2)),
        ([sign(HERE, None)], [sign(HERE, THERE)], (1, 1, 1, 1)),
        ([sign(HERE, HERE)], [sign(HERE, THERE)], (1, 0, 1, 0)),
        ([sign(HERE, None)], [sign(None, THERE)], (1, 0, 1, 0)),
        ([sign()], [sign()], (1, 1, 1, 1)),
        ([], [sign(HERE)], (0, 0, 1, 0)),
    ],
    ids=[
        "exact", "overlap", "neighbour", "other kind", "two for one", "one side unmarked",
        "other place on one side", "other side", "no place at all", "nothing marked",
    ],
)  # fmt: skip
def test_marks_and_finds_are_counted(
    marked: list[Sign], found: list[Sign], counts: tuple[int, ...]
) -> None:
    answer = Answer("head-1", TEXTS, tuple(marked), tuple(found))
    assert row("all", [answer]) == Row("all", *counts)


def test_each_kind_has_a_row() -> None:
    answer = Answer("head-1", TEXTS, (sign(HERE),), (sign(HERE), sign(HERE, kind="unhedged")))
    assert list(rows_of_kinds([answer])) == [
        Row("  hotter", 1, 1, 1, 1),
        Row("  unhedged", 0, 0, 1, 0),
    ]


def test_a_single_kind_has_no_row() -> None:
    assert list(rows_of_kinds([Answer("head-1", TEXTS, (sign(HERE),), ())])) == []


@pytest.mark.parametrize(
    ("marked", "found", "line"),
    [
        ((sign(HERE),), (), "missed hotter 'Fury'"),
        ((), (sign(HERE, TextRange(5, 12)),), "false alarm hotter 'Fury' → 'letters'"),
        ((sign(),), (), "missed hotter"),
    ],
)
def test_an_error_is_shown_with_its_words_and_texts(
    marked: tuple[Sign, ...], found: tuple[Sign, ...], line: str
) -> None:
    shown = list(errors(Answer("head-1", TEXTS, marked, found)))
    assert shown == [line, "    head-1: Fury over bins → Nine letters came."]


@pytest.mark.parametrize(
    ("counts", "shares"),
    [
        ((4, 3, 2, 1), ".500 .750 .600"),
        ((1, 0, 1, 0), ".000 .000 .000"),
        ((0, 0, 1, 0), ".000 – –"),
    ],
)
def test_a_row_shows_precision_recall_and_f1(counts: tuple[int, ...], shares: str) -> None:
    name, marks, _, *rest = str(Row("all", *counts)).split()
    assert (name, int(marks)) == ("all", counts[0])
    assert [x.removeprefix("0") for x in rest] == shares.split()
