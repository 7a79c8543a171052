"""POST /v2/check: annotations, forms and languages, and what is wrong with a request."""

import json
import logging
from typing import Any
from urllib.parse import urlencode

import pytest

from levelhead.service.routes.languagetool import NO_LANGUAGE, NO_TEXT
from tests.helpers.asgi import app_of, ask
from tests.helpers.languagetool import check

TEXT = "The bonkers plan."

# What fails names neither of the two.
SECRET = "zanzibar-brief"
CODES = [
    ("en", "", "en", "English"),
    ("en-GB", "", "en-GB", "English (GB)"),
    ("EN_us", "", "en-US", "English (US)"),
    ("en-IE", "", "en", "English"),
    ("auto", "", "en", "English"),
    ("auto", "de-CH,en-AU,en-GB", "en-AU", "English (Australian)"),
    ("auto", "de-CH", "en", "English"),
]


@pytest.mark.parametrize(("asked", "preferred", "code", "name"), CODES)
def test_every_english_is_served(asked: str, preferred: str, code: str, name: str) -> None:
    language = check(text=TEXT, language=asked, preferredVariants=preferred)["language"]
    assert (language["code"], language["name"]) == (code, name)
    assert (language["detectedLanguage"]["code"], language["detectedLanguage"]["name"]) == (
        code,
        name,
    )


DATA: list[tuple[str, Any, list[list[int]]]] = [
    ("text", {"text": TEXT}, [[4, 7]]),
    ("text with more", {"text": TEXT, "metaData": {"EmailToAddress": "x"}}, [[4, 7]]),
    ("nulls", {"text": TEXT, "annotation": None}, [[4, 7]]),
    ("nothing", {"annotation": []}, []),
    ("empty text", {"text": ""}, []),
    ("signs count", {"text": "ﬁ¹ _bonkers_² plan"}, [[4, 7]]),
    (
        "a raised figure",
        {"annotation": [{"text": "B bonkers"}, {"markup": "<sup>"}, {"text": "1"}]},
        [[2, 7]],
    ),
    ("text parts", {"annotation": [{"text": "B bon"}, {"text": "kers plan"}]}, [[2, 7]]),
    ("markup counts", {"annotation": [{"markup": "<h1>😀"}, {"text": "B bonkers plan"}]}, [[8, 7]]),
    ("markup is not read", {"annotation": [{"markup": "bonkers"}, {"text": " plan"}]}, []),
    (
        "markup in a phrase",
        {"annotation": [{"text": "cloud "}, {"markup": "<i>"}, {"text": "cover"}]},
        [[0, 14]],
    ),
    (
        "breaks are read",
        {
            "annotation": [
                {"text": "cloud"},
                {"markup": "<p>", "interpretAs": "\n\n"},
                {"text": "cover"},
            ]
        },
        [],
    ),
    (
        "what markup is read as does not count",
        {"annotation": [{"markup": "$x$", "interpretAs": "Dummy0 "}, {"text": "bonkers."}]},
        [[3, 7]],
    ),
    ("nobody wrote it", {"annotation": [{"markup": "`x`", "interpretAs": "bonkers"}]}, []),
    (
        "other keys",
        {"annotation": [{"text": TEXT, "offset": {"start": 0, "end": 17}}]},
        [[4, 7]],
    ),
]


@pytest.mark.parametrize(("data", "places"), [d[1:] for d in DATA], ids=[d[0] for d in DATA])
def test_annotations_are_read_and_offsets_count_the_markup(
    data: Any, places: list[list[int]]
) -> None:
    matches = check(data=json.dumps(data))["matches"]
    assert [[m["offset"], m["length"]] for m in matches] == places


@pytest.mark.parametrize("given", ["text", "data"])
def test_a_field_left_empty_in_a_form_counts_as_left_out(given: str) -> None:
    fields = {"text": "", "data": ""}
    fields[given] = TEXT if given == "text" else json.dumps({"text": TEXT})
    assert [m["offset"] for m in check(**fields)["matches"]] == [4]


def test_sentence_ranges_include_their_markup() -> None:
    parts = [
        {"markup": "<p>"},
        {"text": "It was "},
        {"markup": "<b>"},
        {"text": "bonkers"},
        {"markup": "</b>"},
        {"text": "."},
        {"markup": "</p><p>", "interpretAs": "\n\n"},
        {"text": "It rained."},
        {"markup": "<hr>", "interpretAs": "\n\nNothing."},
    ]
    answer = check(data=json.dumps({"annotation": parts}))
    assert answer["sentenceRanges"] == [[3, 25], [32, 42]]
    (match,) = answer["matches"]
    assert match["sentence"] == "It was bonkers."
    assert match["context"] == {
        "text": "<p>It was <b>bonkers</b>.</p><p>It rained.<hr>",
        "offset": 13,
        "length": 7,
    }


FORMS = [
    ("a form", "", urlencode({"text": TEXT, "language": "en"}).encode(), None),
    (
        "said to be JSON",
        "",
        urlencode({"text": TEXT, "language": "en"}).encode(),
        "application/json",
    ),
    ("said to be nothing", "", urlencode({"text": TEXT, "language": "en"}).encode(), ""),
    ("not escaped", "", b"text=The bonkers plan: 5% of A & B.&language=en", "text/plain"),
    ("language first", "", b"language=en&text=The bonkers plan %26 more.", None),
    ("plus for a space", "", b"text=The+bonkers+plan.&language=en", None),
    ("in the query", f"?{urlencode({'text': TEXT, 'language': 'en'})}", b"", None),
    ("half in the query", "?language=en&c=1&instanceId=7", b"text=The%20bonkers%20plan.", None),
    ("the query goes first", "?language=en", b"text=The%20bonkers%20plan.&language=xx", None),
    ("the last one counts", "", b"language=xx&text=x&language=en&text=The+bonkers+plan.", None),
    (
        "fields of others",
        "",
        b"text=The+bonkers+plan.&language=en&username=u&apiKey=k&motherTongue=de&altLanguages=fr"
        b"&textSessionId=1:2&useragent=x&allowIncompleteResults=true&dicts=a,b&callback=f&empty=",
        None,
    ),
]


@pytest.mark.parametrize("path", ["/v2/check", "/check", "//v2/check", "/v2//check", "//check"])
@pytest.mark.parametrize(
    ("query", "body", "kind"), [f[1:] for f in FORMS], ids=[f[0] for f in FORMS]
)
def test_a_form_is_read_whatever_it_is_called(
    path: str, query: str, body: bytes, kind: str | None
) -> None:
    headers = {} if kind is None else {"content-type": kind}
    answer = ask("POST", f"http://test{path}{query}", content=body, headers=headers)
    assert [m["offset"] for m in answer.json()["matches"]] == [4]


UNESCAPED = [
    ("A&B = bonkers + 5%20x.&language=en", "A&B = bonkers + 5%20x."),
    ("Say &language=de is bonkers.&language=en", "Say &language=de is bonkers."),
    ("A & bonkers.&language=en&username=u&apiKey=k&level=picky", "A & bonkers."),
    ("“A&bonkers”&language=en&level=picky", "“A&bonkers”"),
]


@pytest.mark.parametrize(("sent", "text"), UNESCAPED)
def test_a_text_that_is_not_escaped_is_taken_literally(sent: str, text: str) -> None:
    (match,) = ask("POST", "/v2/check", content=f"text={sent}".encode()).json()["matches"]
    assert match["context"]["text"] == text


@pytest.mark.parametrize("path", ["/v2/check", "/check", "//v2/check"])
def test_a_short_text_can_be_asked_about_by_get(path: str) -> None:
    answer = ask("GET", f"http://test{path}", params={"text": TEXT, "language": "auto"})
    assert [m["offset"] for m in answer.json()["matches"]] == [4]


def annotation(*parts: object) -> dict[str, str]:
    return {"data": json.dumps({"annotation": parts}), "language": "en"}


NO_JSON = "'data' is not JSON, or not of the form that the documents show"
ONLY = "with enabledOnly=true"
REFUSED: list[tuple[dict[str, str], str]] = [
    ({"language": "en"}, NO_TEXT.details.detail),
    ({}, NO_TEXT.details.detail),
    ({"text": SECRET}, NO_LANGUAGE.details.detail),
    ({"text": SECRET, "language": ""}, NO_LANGUAGE.details.detail),
    (
        {"text": SECRET, "language": SECRET},
        "this 'language' is not served: send auto, en, en-GB, en-US or another en-…",
    ),
    (
        {"text": SECRET, "language": "english"},
        "this 'language' is not served: send auto, en, en-GB, en-US or another en-…",
    ),
    (
        {"text": SECRET, "data": SECRET, "language": "en"},
        "Set only 'text' or 'data' parameter, not both",
    ),
    ({"data": SECRET, "language": "en"}, NO_JSON),
    ({"data": SECRET, "text": "", "language": "en"}, NO_JSON),
    ({"data": "", "language": "en"}, NO_JSON),
    ({"data": "[]", "language": "en"}, NO_JSON),
    ({"data": '{"text": 1}', "language": "en"}, NO_JSON),
    ({"data": '{"text": "\\ud83d"}', "language": "en"}, NO_JSON),
    ({"data": "[" * 100_000, "language": "en"}, NO_JSON),
    ({"data": "{}", "language": "en"}, "'data' requires either 'text' or 'annotation'"),
    (
        {"data": json.dumps({"text": SECRET, "annotation": []}), "language": "en"},
        "'data' requires either 'text' or 'annotation'",
    ),
    (
        annotation({"text": "a"}, {"text": SECRET, "markup": SECRET}),
        "annotation 1 in 'data' requires either 'text' or 'markup'",
    ),
    (annotation({}), "annotation 0 in 'data' requires either 'text' or 'markup'"),
    (
        annotation({"text": SECRET, "interpretAs": SECRET}),
        "annotation 0 in 'data': 'interpretAs' goes with 'markup' only",
    ),
    (
        {"text": SECRET, "language": "en", "preferredVariants": "en-GB"},
        "'preferredVariants' goes with language=auto only",
    ),
    (
        {"text": SECRET, "language": "en", "enabledOnly": "true"},
        f"You must specify enabled rules or categories {ONLY}",
    ),
    (
        {"text": SECRET, "language": "en", "enabledOnly": "true", "disabledRules": SECRET},
        f"You cannot specify disabled rules or categories {ONLY}",
    ),
    (
        {"text": SECRET, "language": "en", "enabledOnly": "true", "disabledCategories": SECRET},
        f"You cannot specify disabled rules or categories {ONLY}",
    ),
    ({f"field{n}": SECRET for n in range(201)}, "there are more than 200 fields"),
]


@pytest.mark.parametrize(("fields", "reason"), REFUSED, ids=[r for _, r in REFUSED])
def test_the_error_of_a_wrong_form_is_plain_text(
    fields: dict[str, str], reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "levelhead"):
        answer = ask("POST", "/v2/check", data=fields)
    assert (answer.status_code, answer.text) == (400, f"Error: {reason}")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert SECRET not in caplog.text


@pytest.mark.parametrize(
    "text", [b"text=caf%E9&language=en", b"text=caf\xe9&language=en", b"text=\xe9&lang=en"]
)
def test_a_form_that_is_not_utf8_is_an_error(text: bytes) -> None:
    answer = ask("POST", "/v2/check", content=text)
    assert (answer.status_code, answer.text) == (
        400,
        "Error: the text or another field is not UTF-8",
    )


OTHERS = [
    ("POST", "/v2/check", b"x" * 101, 413, "the body is longer than 100 bytes"),
    ("POST", "//check", b"x" * 101, 413, "the body is longer than 100 bytes"),
    ("PUT", "/v2/check", b"", 405, "method not allowed; use GET, POST"),
    ("PUT", "/v2//check", b"", 405, "method not allowed; use GET, POST"),
    ("POST", "/v2/languages", b"", 405, "method not allowed; use GET, HEAD"),
    ("GET", "/v2/words", b"", 404, "not found"),
    ("POST", "/v2//words/add", b"", 404, "not found"),
]


@pytest.mark.parametrize(("method", "path", "body", "status", "reason"), OTHERS)
def test_every_other_error_is_plain_too(
    method: str, path: str, body: bytes, status: int, reason: str
) -> None:
    answer = ask(method, f"http://test{path}", app_of(max_body_bytes=100), content=body)
    assert (answer.status_code, answer.text) == (status, f"Error: {reason}")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["x-request-id"]
    if status == 413:
        assert answer.headers["connection"] == "close"


@pytest.mark.parametrize("path", ["/v2", "/v3/check", "/checks", "/x/v2/check", "/v2x/check"])
def test_errors_of_other_paths_stay_problems(path: str) -> None:
    answer = ask("GET", path)
    assert answer.headers["content-type"] == "application/problem+json"
