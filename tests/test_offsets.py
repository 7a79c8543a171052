"""Offsets in the units of other languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levelhead.engine.document.offsets import converter
from levelhead.types import OffsetUnit

TEXT = "aé“😀z"
TABLE: list[tuple[str, OffsetUnit, list[int]]] = [
    (TEXT, "codepoint", [0, 1, 2, 3, 4, 5]),
    (TEXT, "utf16", [0, 1, 2, 3, 5, 6]),
    (TEXT, "utf8", [0, 1, 3, 6, 10, 11]),
    ("abc", "utf16", [0, 1, 2, 3]),
    ("abc", "utf8", [0, 1, 2, 3]),
    ("é“", "utf16", [0, 1, 2]),
    ("", "utf8", [0]),
]


@pytest.mark.parametrize(("text", "unit", "offsets"), TABLE)
def test_each_code_point_has_its_offset(text: str, unit: OffsetUnit, offsets: list[int]) -> None:
    convert = converter(text, unit)
    assert [convert(offset) for offset in range(len(text) + 1)] == offsets


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_offsets_are_the_lengths_of_what_is_encoded(text: str) -> None:
    utf16, utf8 = converter(text, "utf16"), converter(text, "utf8")
    for offset in range(len(text) + 1):
        assert utf16(offset) == len(text[:offset].encode("utf-16-le")) // 2
        assert utf8(offset) == len(text[:offset].encode())
