"""Fields of a line of JSON: the same as those of the whole object, in less memory."""

import json
import time
import tracemalloc

import pytest

from levelhead.corpus.json_fields import (
    JSON_ERRORS,
    NO_STRING,
    Fault,
    field_of,
    kept_field,
    read_line,
    text_field,
)

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


UNESCAPED, HALF = (
    Fault("a control character that is not escaped"),
    Fault("half of a surrogate pair"),
)


@pytest.mark.parametrize(
    ("value", "text", "kept"),
    [
        ("NaN", None, None),
        ("Infinity", NO_STRING, "1e999"),
        ("-Infinity", NO_STRING, "-1e999"),
        ('[NaN, {"x": -Infinity}]', NO_STRING, '[null,{"x":-1e999}]'),
        ('"NaN, Infinity"', "NaN, Infinity", "NaN, Infinity"),
        ('"a\\": NaN"', 'a": NaN', 'a": NaN'),
        ('"cut\x1foff"', UNESCAPED, "cut\x1foff"),
        ('"a\tb\\\\"', UNESCAPED, "a\tb\\"),
        ('"a\x00"', UNESCAPED, "a\x00"),
        ('"a\\u001fb"', "a\x1fb", "a\x1fb"),
        ('"\x7f\x85"', "\x7f\x85", "\x7f\x85"),
        ('"\\ud800"', HALF, "\ufffd"),
        ('"\\udc00 a"', HALF, "\ufffd a"),
        ('"\\uD800\\ud83d\\ude00"', HALF, "\ufffd😀"),
        ('"\\ud83d\\ude00\\udE00"', HALF, "😀\ufffd"),
        ('"\\ud83d\\ude00"', "😀", "😀"),
        ('"\\\\ud800"', "\\ud800", "\\ud800"),
        ('"\\ufffd"', "\ufffd", "\ufffd"),
    ],
)
def test_a_fault_in_a_field_matters_only_where_it_is_the_text(
    value: str, text: object, kept: str | None
) -> None:
    # The first line is JSON if the value is; the second one has to be repaired.
    for other in ("1", "NaN", '"\x1f"', '"\\ud9ff"', '{"\x01\\udfff": [-Infinity]}'):
        line = f'{{"o": {other}, "a": {value}, "b": "c"}}'.encode()
        assert read_line(line, lambda line, original: text_field(line, "a", original)) == text
        assert read_line(line, lambda line, _: kept_field(line, "a")) == kept
        assert read_line(line, lambda line, original: text_field(line, "b", original)) == "c"


@pytest.mark.parametrize(
    "value",
    [
        *("nan", "inf", "-NaN", "+Infinity", "--Infinity", "1Infinity", "1-Infinity", "Infinity5"),
        *("Infinity.0", "NaNNaN", "nullNaN", "NaNs", ".NaN", "\x1f", "'a'", '"a', '"\\q"'),
        *('"\\ud8"', '"a\x1f', "NaN, }", "[NaN", "\\u0041", "undefined", "01"),
    ],
)
def test_a_line_with_another_fault_stays_one_that_is_not_json(value: str) -> None:
    for other in ("1", "NaN"):
        line = f'{{"o": {other}, "a": {value}}}'.encode()
        with pytest.raises(JSON_ERRORS):
            read_line(line, lambda line, original: text_field(line, "a", original))


@pytest.mark.parametrize("junk", ['\\"', '"', "\x1f", "\\ud800", "NaN ", "\\", "-", '\\"\x1f"'])
def test_a_line_is_repaired_in_time_proportional_to_its_length(junk: str) -> None:
    line = ('{"a": "' + junk * 200_000).encode()
    before = time.process_time()
    with pytest.raises(JSON_ERRORS):
        read_line(line, lambda line, original: text_field(line, "a", original))
    assert time.process_time() - before < 10


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


@pytest.mark.parametrize(
    "junk", ["NaN,", '"",', '"\x1f",', '"\\ud800",', '"' + "\\ud800" * 99 + '",', "[Infinity],"]
)
def test_a_repaired_line_takes_memory_in_proportion_to_it(junk: str) -> None:
    line = f'{{"other": [{junk * (400_000 // len(junk))}NaN], "text": "Rain."}}'.encode()
    tracemalloc.start()
    try:
        assert read_line(line, lambda line, original: text_field(line, "text", original)) == "Rain."
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 10 * len(line)
