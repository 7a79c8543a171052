"""Fields of a line of JSON: the same as those of the whole object, in less memory."""

import json
import tracemalloc

import pytest

from levelhead.corpus.json_fields import JSON_ERRORS, NO_STRING, field_of, kept_field, text_field

LINE = (
    '{"a": "x\\u00e9", "b": null, "c": {"d": [1, {"e": "f"}], "g.h": "i", "b": null}, '
    '"c.d": null, "é b": "", "j": 1.50, "k.l": " ", "k": {"l": 2}, "m": [], "a": "y"}'
).encode()


@pytest.mark.parametrize(
    ("column", "text", "kept"),
    [
        ("a", "y", "y"),
        ("b", None, None),
        ("z", None, None),
        ("", None, None),
        ("c", NO_STRING, '{"d":[1,{"e":"f"}],"g.h":"i","b":null}'),
        ("c.g.h", "i", "i"),
        ("c.b", None, None),
        ("c.z", None, None),
        ("c.d", None, None),
        ("a.x", None, None),
        ("m.x", None, None),
        ("é b", "", ""),
        ("j", NO_STRING, "1.50"),
        ("k.l", " ", " "),
        ("m", NO_STRING, "[]"),
    ],
)
def test_the_value_of_a_field(column: str, text: object, kept: str | None) -> None:
    assert text_field(LINE, column) == text
    assert kept_field(LINE, column) == kept


@pytest.mark.parametrize(
    "line",
    [b"", b"[]", b'"a"', b"null", b'{"a": 1', b'{"a": tru}', b"[" * 5000, b'{"a": "\\ud800"}'],
)
def test_a_line_that_is_not_an_object_is_refused(line: bytes) -> None:
    with pytest.raises(JSON_ERRORS):
        field_of(line, "a")


def test_wrong_bytes_are_refused_only_in_what_is_read() -> None:
    line = b'{"a": "\xff", "b": "c"}'
    assert text_field(line, "b") == "c"
    for read in (text_field, kept_field):
        with pytest.raises(UnicodeDecodeError):
            read(line, "a")


@pytest.mark.parametrize("junk", ["[" + "[]," * 700_000 + "[]]", json.dumps(["a"] * 400_000)])
@pytest.mark.parametrize("column", ["text", "other"])
def test_values_take_no_more_memory_than_their_json(junk: str, column: str) -> None:
    line = f'{{"other": {junk}, "text": {junk}}}'.encode()
    tracemalloc.start()
    try:
        assert text_field(line, column) == NO_STRING
        assert kept_field(line, column)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 3 * len(line)
