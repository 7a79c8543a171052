import json
import time
from collections.abc import Mapping
from itertools import islice
from typing import Any, NamedTuple

import msgspec
import pytest

from tests.helpers.asgi import analyze, app_of, ask

SECRET = "zanzibar-brief"
HALF = "\\ud83d"
RULE = '{"id": "r", "dimension": "hedging", "category": "modal", "forms": ["x"]}'
BLOCK = '{"text": "x"}'


class Bad(NamedTuple):
    """A body that is wrong, the status it gets, and the fields that are named: pointer, detail."""

    body: str | bytes
    status: int
    errors: Mapping[str, str] = {}


def rules(*given: str) -> str:
    return f'{{"text": "{SECRET}", "rules": [{", ".join(given)}]}}'


def rule(**fields: object) -> str:
    return json.dumps({**json.loads(RULE), **fields})


def option(name: str, value: str) -> str:
    return f'{{"text": "{SECRET}", "{name}": {value}}}'


CATEGORIES = (
    "should be one of modal, probability, hearsay, belief, appearance, approximation, "
    "vague_source, insult, loaded, hyperbole, dramatic_verb, alarm, clickbait, intensifier, "
    "slang, shouting, scare_quotes"
)
SURROGATE = "contains an unpaired surrogate"
UNKNOWN = "is not a known field"
OBJECT = "should be an object"
STRING = "should be a string"
LANGUAGES = "should be 'en', 'en-GB' or 'en-US'"

TABLE: dict[str, Bad] = {
    # no JSON at all
    "nothing": Bad(b"", 400),
    "a word": Bad(SECRET, 400),
    "half an object": Bad(f'{{"text": "{SECRET}"', 400),
    "two objects": Bad(f'{{"text": "{SECRET}"}} {{}}', 400),
    "wrong UTF-8": Bad(b'{"text": "zanzibar-brief \xff"}', 400),
    "UTF-16": Bad(f'{{"text": "{SECRET}"}}'.encode("utf-16"), 400),
    "Latin-1": Bad('{"text": "zanzibar-brief é"}'.encode("latin-1"), 400),
    "encoded surrogate": Bad(b'{"text": "\xed\xa0\x80"}', 400),
    "two byte order marks": Bad(b'\xef\xbb\xbf\xef\xbb\xbf{"text": ""}', 400),
    "NaN": Bad(option("min_score", "NaN"), 400),
    "Infinity": Bad(option("min_score", "Infinity"), 400),
    "a number out of range": Bad(option("min_score", "1e999"), 400),
    "an integer out of range": Bad(option("min_score", "9" * 5000), 400),
    "control character": Bad(b'{"text": "\x01"}', 400),
    "wrong escape": Bad('{"text": "\\x41"}', 400),
    "single quotes": Bad("{'text': 'x'}", 400),
    "deep lists": Bad("[" * 200_000, 400),
    "deep objects": Bad('{"a":' * 100_000, 400),
    "deep lists and half a pair": Bad(f'["{HALF}",' + "[" * 200_000, 400),
    "half a pair and NaN": Bad(f'{{"text": "{HALF}", "min_score": NaN}}', 400),
    "half a pair and an end": Bad(f'{{"text": "{HALF}"', 400),
    # JSON, but no request
    "null": Bad("null", 422, {"": OBJECT}),
    "a list": Bad(f'["{SECRET}"]', 422, {"": OBJECT}),
    "a string": Bad(f'"{SECRET}"', 422, {"": OBJECT}),
    "neither text nor blocks": Bad("{}", 422, {"": "should have either text or blocks"}),
    "text and blocks": Bad(
        f'{{"text": "{SECRET}", "blocks": [{BLOCK}]}}',
        422,
        {"": "should have either text or blocks"},
    ),
    "text is a number": Bad('{"text": 5}', 422, {"/text": STRING}),
    "text is a list": Bad(f'{{"text": ["{SECRET}"]}}', 422, {"/text": STRING}),
    "unknown field": Bad(option("colour", f'"{SECRET}"'), 422, {"/colour": UNKNOWN}),
    "unknown field with signs": Bad(option("a/b~c", "1"), 422, {"/a~1b~0c": UNKNOWN}),
    "unknown field without end": Bad(option("x" * 5000, "1"), 422, {"/" + "x" * 64 + "…": UNKNOWN}),
    "id of a single text": Bad(option("id", f'"{SECRET}"'), 422, {"/id": UNKNOWN}),
    # lone surrogates
    "half a pair in the text": Bad(f'{{"text": "{SECRET} {HALF}"}}', 422, {"/text": SURROGATE}),
    "half a pair before a letter": Bad(f'{{"text": "{HALF}\\u0041"}}', 422, {"/text": SURROGATE}),
    "the other half": Bad('{"text": "x \\uDE00 x"}', 422, {"/text": SURROGATE}),
    "half a pair in a block": Bad(
        f'{{"blocks": [{BLOCK}, {{"text": "{HALF}"}}]}}', 422, {"/blocks/1/text": SURROGATE}
    ),
    "half a pair in an id": Bad(
        f'{{"blocks": [{{"id": "{HALF}", "text": ""}}]}}', 422, {"/blocks/0/id": SURROGATE}
    ),
    "half a pair in allow": Bad(option("allow", f'["{HALF}"]'), 422, {"/allow/0": SURROGATE}),
    "half a pair in a form": Bad(
        rules(rule(forms=["x", "\ud83d"])), 422, {"/rules/0/forms/1": SURROGATE}
    ),
    "half a pair in a pattern": Bad(
        rules(rule(forms=None, pattern="\ud83d")), 422, {"/rules/0/pattern": SURROGATE}
    ),
    "half a pair in a rule's id": Bad(rules(rule(id="\ud83d")), 422, {"/rules/0/id": SURROGATE}),
    "half a pair in a threshold": Bad(
        option("thresholds", f'{{"{HALF}": 1}}'),
        422,
        {"/thresholds/\ufffd\ufffd\ufffd": CATEGORIES},
    ),
    "half a pair in a language": Bad(
        option("language", f'"{HALF}"'), 422, {"/language": SURROGATE}
    ),
    # blocks
    "blocks are an object": Bad('{"blocks": {}}', 422, {"/blocks": "should be a list"}),
    "a block is a string": Bad(f'{{"blocks": ["{SECRET}"]}}', 422, {"/blocks/0": OBJECT}),
    "a block without text": Bad('{"blocks": [{}]}', 422, {"/blocks/0/text": "is required"}),
    "unknown role": Bad(
        f'{{"blocks": [{{"text": "", "role": "{SECRET}"}}]}}',
        422,
        {"/blocks/0/role": "should be 'headline', 'standfirst', 'body', 'caption' or 'blockquote'"},
    ),
    "unknown field of a block": Bad(
        '{"blocks": [{"text": "", "lang": "en"}]}', 422, {"/blocks/0/lang": UNKNOWN}
    ),
    "empty block id": Bad(
        '{"blocks": [{"text": "", "id": ""}]}',
        422,
        {"/blocks/0/id": "should not be empty"},
    ),
    "long block id": Bad(
        json.dumps({"blocks": [{"text": "", "id": SECRET * 20}]}),
        422,
        {"/blocks/0/id": "should have at most 200 characters"},
    ),
    "two blocks of one id": Bad(
        f'{{"blocks": [{{"text": "", "id": "{SECRET}"}}, {{"text": "", "id": "{SECRET}"}}]}}',
        422,
        {"/blocks/1/id": "duplicates the id of item 0"},
    ),
    "an id that is another's index": Bad(
        '{"blocks": [{"text": "", "id": "1"}, {"text": ""}]}',
        422,
        {"/blocks/1/id": "duplicates the id of item 0"},
    ),
    "too many blocks": Bad(
        json.dumps({"blocks": [{"text": ""}] * 1001}),
        422,
        {"/blocks": "should have at most 1000 items"},
    ),
    # options
    "unknown format": Bad(
        option("format", f'"{SECRET}"'), 422, {"/format": "should be 'text', 'html' or 'markdown'"}
    ),
    "unknown language": Bad(option("language", f'"{SECRET}"'), 422, {"/language": LANGUAGES}),
    "language in capitals": Bad(option("language", '"EN"'), 422, {"/language": LANGUAGES}),
    "language is null": Bad(option("language", "null"), 422, {"/language": LANGUAGES}),
    "unknown unit": Bad(
        option("offset_unit", '"bytes"'),
        422,
        {"/offset_unit": "should be 'codepoint', 'utf16' or 'utf8'"},
    ),
    "unknown dimension": Bad(
        option("dimensions", f'["hedging", "{SECRET}"]'),
        422,
        {"/dimensions/1": "should be 'hedging' or 'sensational'"},
    ),
    "dimensions are a string": Bad(
        option("dimensions", '"hedging"'), 422, {"/dimensions": "should be a list"}
    ),
    "no dimension": Bad(
        option("dimensions", "[]"),
        422,
        {"/dimensions": "should not be empty"},
    ),
    "unknown category": Bad(
        option("categories", f'["{SECRET}"]'), 422, {"/categories/0": CATEGORIES}
    ),
    "a context category": Bad(
        option("categories", '["names"]'), 422, {"/categories/0": CATEGORIES}
    ),
    "no category": Bad(
        option("categories", "[]"),
        422,
        {"/categories": "should not be empty"},
    ),
    "negative score": Bad(
        option("min_score", "-0.1"), 422, {"/min_score": "should be greater than or equal to 0"}
    ),
    "score over one": Bad(
        option("min_score", "1.1"), 422, {"/min_score": "should be less than or equal to 1"}
    ),
    "a huge score": Bad(
        option("min_score", "1" + "0" * 30),
        422,
        {"/min_score": "should be less than or equal to 1"},
    ),
    "score is a string": Bad(
        option("min_score", '"0.5"'), 422, {"/min_score": "should be a number"}
    ),
    "score is true": Bad(option("min_score", "true"), 422, {"/min_score": "should be a number"}),
    "threshold of no category": Bad(
        option("thresholds", f'{{"{SECRET}": 0.5}}'), 422, {f"/thresholds/{SECRET}": CATEGORIES}
    ),
    "threshold over one": Bad(
        option("thresholds", '{"loaded": 2}'),
        422,
        {"/thresholds/loaded": "should be less than or equal to 1"},
    ),
    "thresholds are a list": Bad(option("thresholds", "[]"), 422, {"/thresholds": OBJECT}),
    "unknown way with quotes": Bad(
        option("quotes", f'"{SECRET}"'), 422, {"/quotes": "should be 'report' or 'ignore'"}
    ),
    "allow is a string": Bad(option("allow", f'"{SECRET}"'), 422, {"/allow": "should be a list"}),
    "allow holds a number": Bad(option("allow", "[1]"), 422, {"/allow/0": STRING}),
    "allow holds what nobody sees": Bad(
        option("allow", '["x", " \\u200b"]'), 422, {"/allow/1": "should have a visible character"}
    ),
    "forms of spaces": Bad(
        rules(RULE, rule(id="s", forms=["x", "\t "])),
        422,
        {"/rules/1/forms/1": "should have a visible character"},
    ),
    "allow holds nothing": Bad(option("allow", '[""]'), 422, {"/allow/0": "should not be empty"}),
    "allow is too long": Bad(
        option("allow", json.dumps([SECRET] * 1001)),
        422,
        {"/allow": "should have at most 1000 items"},
    ),
    "explain is a word": Bad(
        option("explain", '"yes"'), 422, {"/explain": "should be true or false"}
    ),
    "explain is a number": Bad(
        option("explain", "1"), 422, {"/explain": "should be true or false"}
    ),
    # rules
    "rules are an object": Bad(option("rules", "{}"), 422, {"/rules": "should be a list"}),
    "a rule is a string": Bad(option("rules", f'["{SECRET}"]'), 422, {"/rules/0": OBJECT}),
    "an empty rule": Bad(
        rules("{}"),
        422,
        {
            "/rules/0/id": "is required",
            "/rules/0/dimension": "is required",
            "/rules/0/category": "is required",
        },
    ),
    "neither forms nor a pattern": Bad(
        rules(rule(forms=None)), 422, {"/rules/0": "should have either forms or a pattern"}
    ),
    "forms and a pattern": Bad(
        rules(rule(pattern=SECRET)), 422, {"/rules/0": "should have either forms or a pattern"}
    ),
    "no form": Bad(
        rules(rule(forms=[])),
        422,
        {"/rules/0/forms": "should not be empty"},
    ),
    "a category of the other dimension": Bad(
        rules(rule(category="loaded")),
        422,
        {
            "/rules/0/category": "should be a category of hedging: modal, probability, hearsay, "
            "belief, appearance, approximation, vague_source"
        },
    ),
    "an unknown dimension": Bad(
        rules(rule(dimension=SECRET)),
        422,
        {"/rules/0/dimension": "should be 'hedging' or 'sensational'"},
    ),
    "too strong": Bad(
        rules(rule(strength=4)), 422, {"/rules/0/strength": "should be less than or equal to 3"}
    ),
    "too many rules": Bad(
        rules(*[RULE] * 51),
        422,
        {"/rules": "should have at most 50 items"},
    ),
    "two rules of one id": Bad(
        rules(RULE, RULE), 422, {"/rules/1/id": "duplicates the id of item 0"}
    ),
    "a pattern without end": Bad(
        rules(RULE, rule(id="s", forms=None, pattern=f"({SECRET}")),
        422,
        {"/rules/1/pattern": "is not a pattern that RE2 accepts: missing )"},
    ),
    "a pattern that looks ahead": Bad(
        rules(rule(forms=None, pattern=f"(?={SECRET})")),
        422,
        {"/rules/0/pattern": "is not a pattern that RE2 accepts: invalid perl operator"},
    ),
    "a pattern that looks back": Bad(
        rules(rule(forms=None, pattern=rf"({SECRET})\1")),
        422,
        {"/rules/0/pattern": "is not a pattern that RE2 accepts: invalid escape sequence"},
    ),
    "a pattern that is too large": Bad(
        rules(rule(forms=None, pattern=r"(?:\pL{500}){2}")),
        422,
        {"/rules/0/pattern": "is not a pattern that RE2 accepts: pattern too large"},
    ),
    "a long pattern": Bad(
        rules(rule(forms=None, pattern="x" * 1001)),
        422,
        {"/rules/0/pattern": "should have at most 1000 characters"},
    ),
    # several at once
    "two wrong fields": Bad(
        '{"text": 1, "min_score": 2}',
        422,
        {"/min_score": "should be less than or equal to 1", "/text": STRING},
    ),
}


def errors_in(answer: Any) -> dict[str, str]:
    return {e["pointer"]: e["detail"] for e in answer.get("errors", ())}


@pytest.mark.parametrize("name", TABLE)
def test_a_bad_body_is_the_clients_error(name: str) -> None:
    bad = TABLE[name]
    kind = {"content-type": "application/json"}
    answer = ask("POST", "/analyze", content=bad.body, headers=kind)
    assert answer.status_code == bad.status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert errors_in(problem) == bad.errors
    for pointer, detail in islice(bad.errors.items(), 1):
        place = f"`{pointer}`" if pointer else "the body"
        more = len(bad.errors) - 1
        rest = f" (and {more} more, see `errors`)" if more else ""
        assert problem["detail"] == f"{place} {detail}{rest}"
    titles = {400: "Bad Request", 422: "Unprocessable Content"}
    assert (problem["type"], problem["title"], problem["status"]) == (
        "about:blank",
        titles[bad.status],
        bad.status,
    )


@pytest.mark.parametrize("name", [n for n in TABLE if n != "threshold of no category"])
def test_no_error_repeats_what_was_sent(name: str) -> None:
    kind = {"content-type": "application/json"}
    answer = ask("POST", "/analyze", content=TABLE[name].body, headers=kind)
    assert SECRET.encode() not in answer.content


def test_of_very_many_wrong_fields_the_first_are_named() -> None:
    answer = ask("POST", "/analyze", json={"text": "", **{f"x{n}": 1 for n in range(99)}})
    assert len(answer.json()["errors"]) == 20


MANY = {f"x{n}": 1 for n in range(90_000)}
# The first error of each; none of these bodies may be validated to the end.
FLOODS: Mapping[str, tuple[object, dict[str, str]]] = {
    "unknown fields": ({"text": "", **MANY}, {"": "should have at most 100 fields"}),
    "thresholds": (
        {"text": "", "thresholds": MANY},
        {"/thresholds": "should have at most 100 fields"},
    ),
    "dimensions": (
        {"text": "", "dimensions": ["hedging"] * 90_000},
        {"/dimensions": "should have at most 50 items"},
    ),
    "categories": (
        {"text": "", "categories": [1] * 90_000},
        {"/categories": "should have at most 50 items"},
    ),
    "allow": ({"text": "", "allow": [1] * 90_000}, {"/allow": "should have at most 1000 items"}),
    "blocks": ({"blocks": [1] * 90_000}, {"/blocks/0": "should be an object"}),
    "a block": (
        {"blocks": [{"text": "", **MANY}]},
        {"/blocks/0": "should have at most 100 fields"},
    ),
    "rules": (
        {"text": "", "rules": [{}] * 90_000},
        {"/rules": "should have at most 50 items"},
    ),
    "a rule": (
        {"text": "", "rules": [MANY]},
        {"/rules/0": "should have at most 100 fields"},
    ),
}


@pytest.mark.parametrize("name", FLOODS)
def test_a_flood_of_wrong_fields_costs_no_more_than_to_read_it(name: str) -> None:
    body = msgspec.json.encode(FLOODS[name][0])
    kind = {"content-type": "application/json"}
    began = time.process_time()
    decoded = msgspec.json.decode(body)
    reading = time.process_time() - began
    del decoded
    began = time.process_time()
    answer = ask("POST", "/analyze", content=body, headers=kind)
    assert errors_in(answer.json()) == FLOODS[name][1]
    # Building an error for each took 40 times as long as reading.
    assert time.process_time() - began < 0.1 + 4 * reading


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/analyze", "application/json"), ("/analyze/batch", "application/x-ndjson")],
)
def test_a_byte_order_mark_is_ignored(path: str, kind: str) -> None:
    body = b'{"text": "bonkers"}'
    marked, plain = (
        ask("POST", path, content=sent, headers={"content-type": kind})
        for sent in (b"\xef\xbb\xbf" + body, body)
    )
    assert (marked.status_code, marked.content) == (200, plain.content)


def test_a_pair_of_surrogates_is_one_character() -> None:
    body = b'{"text": "\\ud83d\\ude00 bonkers"}'
    answer = ask("POST", "/analyze", content=body, headers={"content-type": "application/json"})
    assert answer.json()["spans"][0]["start"] == 2


def test_huge_numbers_of_text_are_no_harm() -> None:
    assert analyze(text="9" * 5000)["spans"] == []


QUERIES = {
    "min_score=2": {"min_score": "should be less than or equal to 1"},
    "min_score=x": {"min_score": "should be a number"},
    "min_score=nan": {"min_score": "should be a finite number"},
    "min_score=0.1&min_score=0.2": {"min_score": "should be given once"},
    "explain=perhaps": {"explain": "should be true or false"},
    "dimensions=": {"dimensions": "should not be empty"},
    "dimensions=,": {"dimensions": "should be 'hedging' or 'sensational'"},
    f"dimensions={SECRET}": {"dimensions": "should be 'hedging' or 'sensational'"},
    f"thresholds={SECRET}:1": {"thresholds": CATEGORIES},
    "thresholds=loaded": {"thresholds": "should be a number"},
    f"language={SECRET}": {"language": LANGUAGES},
    f"format={SECRET}": {"format": "should be 'text', 'html' or 'markdown'"},
    "rules=[]": {"rules": "can only be sent in a JSON body"},
    f"text={SECRET}": {"text": UNKNOWN},
    "colour=1": {"colour": UNKNOWN},
}


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize(
    ("path", "kind"),
    [("/analyze", "text/plain"), ("/analyze/batch", "application/x-ndjson")],
)
def test_a_bad_parameter_is_named(path: str, kind: str, query: str) -> None:
    answer = ask("POST", f"{path}?{query}", content="x", headers={"content-type": kind})
    assert answer.status_code == 422
    errors = {e["parameter"]: e["detail"] for e in answer.json()["errors"]}
    expected = QUERIES[query]
    assert {name: errors[name] for name in expected} == expected
    name, detail = next(iter(errors.items()))
    assert answer.json()["detail"].startswith(f"query parameter `{name}` {detail}")
    assert SECRET not in answer.text


@pytest.mark.parametrize(
    ("path", "body"), [("/analyze", {"text": ""}), ("/analyze/batch", {"documents": []})]
)
def test_options_of_a_json_body_are_not_taken_from_the_query(
    path: str, body: dict[str, object]
) -> None:
    answer = ask("POST", f"{path}?min_score=0.5&min_score=0.5&{'x' * 70}", json=body)
    assert answer.status_code == 422
    detail = "should be in the JSON body, not in the query"
    assert (
        answer.json()["detail"]
        == f"query parameter `min_score` {detail} (and 1 more, see `errors`)"
    )
    assert answer.json()["errors"] == [
        {"detail": detail, "parameter": name} for name in ("min_score", "x" * 64 + "…")
    ]


@pytest.mark.parametrize(
    ("url", "body"), [("/analyze", b"zanzibar-brief \xff"), ("/analyze?allow=%FF", b"x")]
)
def test_a_text_that_is_not_utf8_is_unreadable(url: str, body: bytes) -> None:
    answer = ask("POST", url, content=body, headers={"content-type": "text/plain"})
    assert answer.status_code == 400
    assert SECRET not in answer.text


MEDIA_TYPES = [
    {},
    {"content-type": "application/x-www-form-urlencoded"},
    {"content-type": "multipart/form-data; boundary=x"},
    {"content-type": "application/x-ndjson"},
    {"content-type": "application/jsonp"},
    {"content-type": "application/xhtml+xml"},
    {"content-type": "text/plain; charset=latin-1"},
    {"content-type": SECRET},
]


@pytest.mark.parametrize("headers", MEDIA_TYPES, ids=lambda h: h.get("content-type", "none"))
@pytest.mark.parametrize(
    ("path", "accepted", "example"),
    [
        (
            "/analyze",
            ["application/json", "text/plain", "text/html", "text/markdown"],
            "text/plain",
        ),
        ("/analyze/batch", ["application/json", "application/x-ndjson"], "application/json"),
    ],
)
def test_another_media_type_is_refused_with_one_to_send(
    path: str, accepted: list[str], example: str, headers: dict[str, str]
) -> None:
    if headers.get("content-type") in accepted:
        headers = {"content-type": "text/csv"}
    answer = ask("POST", path, content=b"x", headers=headers)
    assert answer.status_code == 415
    *most, last = accepted
    assert answer.json()["detail"] == (
        f"the Content-Type should be {', '.join(most)} or {last}, in UTF-8; "
        f"with curl add -H 'Content-Type: {example}'"
    )
    assert answer.headers["accept"] == ", ".join(accepted)


def test_a_compressed_body_is_not_taken() -> None:
    answer = ask("POST", "/analyze", content=b"x", headers={"content-encoding": "gzip"})
    assert (answer.status_code, answer.headers["accept-encoding"]) == (415, "identity")


def test_too_long_a_body_is_not_taken() -> None:
    app = app_of(max_body_bytes=100)
    assert ask("POST", "/analyze", app, json={"text": "x" * 80}).status_code == 200
    answer = ask("POST", "/analyze", app, json={"text": "x" * 100})
    assert answer.status_code == 413
    assert answer.json()["detail"] == "the body is longer than 100 bytes"
