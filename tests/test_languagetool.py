import json
import logging
import re
import time
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Message, Receive, Scope, Send

from levelhead.languagetool.rules import HEADLINE_RULES, RULES
from levelhead.lexicon import Suggestion
from levelhead.service.main import build
from levelhead.service.middleware.languagetool import LanguageTool
from levelhead.service.routes import languagetool
from levelhead.service.routes.languagetool import NO_LANGUAGE, NO_TEXT
from levelhead.service.settings import Settings
from levelhead.types import CATEGORIES
from levelhead.version import VERSION
from tests.helpers.asgi import app_of, ask, call
from tests.helpers.languagetool import check
from tests.helpers.lexicons import entry, lexicon_of

TEXT = "The bonkers plan."
# What fails names neither of the two.
SECRET = "zanzibar-brief"


def found(app: Any = None, **fields: str) -> list[str]:
    """What is marked, cut out of the text by UTF-16 units."""
    units = fields["text"].encode("utf-16-le")
    return [
        units[2 * m["offset"] : 2 * (m["offset"] + m["length"])].decode("utf-16-le")
        for m in check(app, **fields)["matches"]
    ]


def test_an_answer_has_all_that_clients_look_for() -> None:
    assert check(text="😀 A BONKERS\nplan. It rained.") == {
        "software": {
            "name": "levelhead",
            "version": VERSION,
            "buildDate": "",
            "apiVersion": 1,
            "premium": False,
            "premiumHint": "",
            "status": "",
        },
        "warnings": {"incompleteResults": False},
        "language": {
            "name": "English (US)",
            "code": "en-US",
            "detectedLanguage": {
                "name": "English (US)",
                "code": "en-US",
                "confidence": 0.99,
                "source": "assumed",
            },
        },
        "matches": [
            {
                "message": "Mocks its subject; say what was done instead.",
                "shortMessage": "Sensational: loaded",
                "replacements": [{"value": "An ERRATIC"}],
                "offset": 3,
                "length": 9,
                "context": {"text": "😀 A BONKERS plan. It rained.", "offset": 3, "length": 9},
                "sentence": "😀 A BONKERS\nplan.",
                "type": {"typeName": "Hint"},
                "rule": {
                    "id": "SENSATIONAL_LOADED",
                    "subId": "bonkers",
                    "description": "Sensational: loaded",
                    "issueType": "style",
                    "urls": [{"value": "http://test/rules/bonkers"}],
                    "category": {"id": "STYLE", "name": "Style"},
                },
                "ignoreForIncompleteSentence": False,
                "contextForSureMatch": 0,
            }
        ],
        "sentenceRanges": [[0, 18], [19, 29]],
    }


def test_the_address_in_a_match_describes_its_rule() -> None:
    (match,) = check(text=TEXT)["matches"]
    (url,) = match["rule"]["urls"]
    assert ask("GET", url["value"].removeprefix("http://test")).json()["id"] == "bonkers"


SHOWN = [
    ("a short text whole", "His bonkers plan", "His bonkers plan", 4),
    (
        "a long one cut",
        f"{'c ' * 30}bonkers{' b' * 30}",
        f"...{'c ' * 20}bonkers{' b' * 20}...",
        43,
    ),
    ("line ends as spaces", "It\r\nis\n\tbonkers.", "It  is  bonkers.", 8),
]


@pytest.mark.parametrize(
    ("text", "shown", "offset"), [s[1:] for s in SHOWN], ids=[s[0] for s in SHOWN]
)
def test_the_context_shows(text: str, shown: str, offset: int) -> None:
    (match,) = check(text=text)["matches"]
    assert match["context"] == {"text": shown, "offset": offset, "length": 7}


ADVICE = lexicon_of(
    entry("slam", forms=("slams",), replacements={"slams": ("criticises", "faults")}),
    entry("very", forms=("very",), suggestions=(Suggestion("delete"),)),
    entry("fool", forms=("fool",), suggestions=(Suggestion("delete"), Suggestion("attribute"))),
    entry("many", forms=("many",), suggestions=(Suggestion("quantify"),)),
    entry("iq", forms=("a",), replacements={"a": ("one",)}),
)
REPLACED = [
    ("words instead", "He slams it.", ["criticises", "faults"]),
    ("with a capital", "Slams it.", ["Criticises", "Faults"]),
    ("in capitals", "He SLAMS it.", ["CRITICISES", "FAULTS"]),
    ("one capital is a capital", "A", ["One"]),
    ("nothing instead", "It is very wet.", [""]),
    ("no click where a person must choose", "The fool left.", []),
    ("no click for advice", "So many left.", []),
]


@pytest.mark.parametrize(("text", "words"), [r[1:] for r in REPLACED], ids=[r[0] for r in REPLACED])
def test_a_replacement_is_what_a_click_can_do(text: str, words: list[str]) -> None:
    (match,) = check(build(ADVICE, Settings()), text=text)["matches"]
    assert [replacement["value"] for replacement in match["replacements"]] == words


STRENGTHS = lexicon_of(
    entry("weak", forms=("weak",), strength=1),
    entry("fair", forms=("fair",), strength=1.5),
    entry("clear", forms=("clear",), strength=2),
    entry("strong", forms=("strong",), strength=3),
)
WORDS = "weak fair clear strong"
LEVELS = [
    (f"It is {WORDS}.", "default", ["clear", "strong"]),
    (f"It is {WORDS}.", "", ["clear", "strong"]),
    (f"It is {WORDS}.", "professional", ["clear", "strong"]),
    (f"It is {WORDS}.", "picky", ["weak", "fair", "clear", "strong"]),
    (f"A headline: {WORDS}", "default", ["clear", "strong"]),
    ("“It is strong,” he said.", "default", []),
    ("“It is strong,” he said.", "picky", ["strong"]),
    ("It was not strong.", "default", []),
    ("It was not strong.", "picky", ["strong"]),
]


@pytest.mark.parametrize(("text", "level", "marked"), LEVELS)
def test_weak_words_and_those_of_others_are_shown_to_the_picky(
    text: str, level: str, marked: list[str]
) -> None:
    assert found(build(STRENGTHS, Settings()), text=text, level=level) == marked


BOTH = "Maybe it is bonkers."
LOADED, HEDGE = "SENSATIONAL_LOADED", "HEDGING_PROBABILITY"
SWITCHES: list[tuple[dict[str, str], list[str]]] = [
    ({}, ["Maybe", "bonkers"]),
    ({"disabledRules": HEDGE}, ["bonkers"]),
    ({"disabledRules": f"UPPERCASE_SENTENCE_START, {LOADED.lower()} ,"}, ["Maybe"]),
    ({"disabledRules": f"{HEDGE},{LOADED}"}, []),
    ({"disabledCategories": "TYPOS,GRAMMAR"}, ["Maybe", "bonkers"]),
    ({"disabledCategories": "STYLE"}, []),
    ({"disabledCategories": "HEDGING"}, ["bonkers"]),
    ({"disabledCategories": "sensational"}, ["Maybe"]),
    ({"disabledCategories": "STYLE", "enabledRules": LOADED}, ["bonkers"]),
    ({"disabledCategories": "STYLE", "enabledCategories": "HEDGING"}, ["Maybe"]),
    ({"disabledRules": LOADED, "enabledRules": LOADED}, ["Maybe"]),
    ({"enabledRules": LOADED}, ["Maybe", "bonkers"]),
    ({"enabledRules": LOADED, "enabledOnly": "false"}, ["Maybe", "bonkers"]),
    ({"enabledRules": LOADED, "enabledOnly": "true"}, ["bonkers"]),
    ({"enabledRules": LOADED, "enabledOnly": "yes"}, ["bonkers"]),
    ({"enabledCategories": "STYLE", "enabledOnly": "true"}, ["Maybe", "bonkers"]),
    ({"enabledCategories": "HEDGING", "enabledOnly": "true"}, ["Maybe"]),
    (
        {"enabledCategories": "HEDGING", "enabledRules": LOADED, "enabledOnly": "true"},
        ["Maybe", "bonkers"],
    ),
    ({"enabledRules": "MORFOLOGIK_RULE_EN_US", "enabledOnly": "true"}, []),
    ({"mode": "all"}, ["Maybe", "bonkers"]),
    ({"mode": "allButTextLevelOnly"}, ["Maybe", "bonkers"]),
    ({"mode": "textLevelOnly"}, []),
]


@pytest.mark.parametrize(("fields", "marked"), SWITCHES, ids=[str(f) for f, _ in SWITCHES])
def test_rules_and_categories_can_be_switched(fields: dict[str, str], marked: list[str]) -> None:
    assert found(text=BOTH, level="picky", **fields) == marked


def test_a_rule_that_is_off_hides_no_other() -> None:
    lexicon = lexicon_of(
        entry("long", forms=("mad brute",), category="loaded"),
        entry("short", forms=("brute",), category="insult"),
    )
    app = build(lexicon, Settings())
    assert found(app, text="The mad brute left.") == ["mad brute"]
    assert found(app, text="The mad brute left.", disabledRules=LOADED) == ["brute"]


def test_every_category_has_a_rule_that_all_clients_take() -> None:
    listed = ask("GET", "/v2/configinfo", params={"language": "en"}).json()["rules"]
    assert len({rule["ruleId"] for rule in listed}) == len(RULES) + len(HEADLINE_RULES)
    assert all(re.fullmatch("[A-Z_]+", rule["ruleId"]) for rule in listed)
    assert [*RULES] == [name for names in CATEGORIES.values() for name in names]


FLAGGED = (
    "Clerk stole parish funds\n\nA clerk was held on suspicion of stealing funds of Elm parish."
)
SWITCHED_FLAGS: list[tuple[dict[str, str], bool]] = [
    ({"level": "picky"}, True),
    ({}, False),
    ({"enabledRules": "HEADLINE_UNHEDGED"}, True),
    ({"enabledRules": "HEADLINE_UNHEDGED", "enabledOnly": "true"}, True),
    ({"enabledRules": "HEADLINE_HOTTER", "enabledOnly": "true", "level": "picky"}, False),
    ({"level": "picky", "enabledCategories": "HEADLINE", "enabledOnly": "true"}, True),
    ({"level": "picky", "disabledRules": "HEADLINE_UNHEDGED"}, False),
    ({"level": "picky", "disabledCategories": "HEADLINE"}, False),
]


@pytest.mark.parametrize(("fields", "flagged"), SWITCHED_FLAGS)
def test_headline_flags_are_matches_at_level_picky_or_by_name(
    fields: dict[str, str], flagged: bool
) -> None:
    answer = check(text=FLAGGED, **fields)
    flags = [m for m in answer["matches"] if m["rule"]["id"] == "HEADLINE_UNHEDGED"]
    assert bool(flags) is flagged
    for match in flags:
        assert (match["offset"], match["length"]) == (0, 24)
        assert match["sentence"] == "Clerk stole parish funds"
        assert match["replacements"] == []


def test_only_what_is_on_is_shown_with_a_headline_flag() -> None:
    answer = check(text=FLAGGED, enabledRules="HEADLINE_UNHEDGED", enabledOnly="true")
    assert [match["rule"]["id"] for match in answer["matches"]] == ["HEADLINE_UNHEDGED"]


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


@given(st.text(), st.text(), st.text())
def test_offsets_hold_with_any_text_around(before: str, read_as: str, behind: str) -> None:
    parts = [
        {"markup": before, "interpretAs": f"{read_as}\n\n"},
        {"text": "It is bonkers."},
        {"markup": behind},
    ]
    places = [
        (m["offset"], m["length"])
        for m in check(data=json.dumps({"annotation": parts}))["matches"]
        if m["rule"]["id"] == LOADED
    ]
    assert (len(before.encode("utf-16-le")) // 2 + 6, 7) in places


@given(st.binary(), st.binary())
def test_no_bytes_are_our_fault(body: bytes, value: bytes) -> None:
    for sent in (body, b"language=en&text=" + value, b"language=en&data=" + value):
        answer = ask("POST", "/v2/check", content=sent)
        assert answer.status_code in (200, 400)
        assert answer.status_code == 200 or answer.text.startswith("Error: ")


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


def test_a_problem_that_comes_in_pieces_is_made_plain() -> None:
    problem = json.dumps({"type": "about:blank", "title": "Busy", "status": 503, "detail": "wait"})

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        kind = (b"content-type", b"application/problem+json")
        headers = [kind, (b"content-length", b"99"), (b"retry-after", b"1")]
        await send({"type": "http.response.start", "status": 503, "headers": headers})
        for part in (problem[:9], problem[9:]):
            await send({"type": "http.response.body", "body": part.encode(), "more_body": True})
        await send({"type": "http.response.body"})

    sent: list[Message] = call(LanguageTool(app, str, re.compile("/x")))
    assert sent == [
        {
            "type": "http.response.start",
            "status": 503,
            "headers": [
                (b"retry-after", b"1"),
                (b"content-type", b"text/plain; charset=utf-8"),
                (b"content-length", b"11"),
            ],
        },
        {"type": "http.response.body", "body": b"Error: wait"},
    ]


PAGES = [
    ("languages", "application/json", None),
    ("healthcheck", "text/plain; charset=utf-8", "OK"),
    ("maxtextlength", "text/plain; charset=utf-8", "233016"),
    ("info", "application/json", None),
    ("configinfo", "application/json", None),
]


# What comes of an address with or without /v2, /v2/check and slashes, and what clients put behind.
WRITTEN = [
    ("/check", "/v2/check"),
    ("//check", "/v2/check"),
    ("/check/", "/v2/check"),
    ("//v2//check//", "/v2/check"),
    ("/v2check", "/v2/check"),
    ("/v2/v2/check", "/v2/check"),
    ("/v2//v2/check", "/v2/check"),
    ("/v2/check/check", "/v2/check"),
    ("/v2/check/v2/check", "/v2/check"),
    ("/languages", "/v2/languages"),
    ("/v2languages", "/v2/languages"),
    ("/v2/v2/languages", "/v2/languages"),
    ("/v2/check//languages", "/v2/languages"),
    ("/v2/v2/healthcheck", "/v2/healthcheck"),
    ("//v2/info", "/v2/info"),
    *(
        (path, path)
        for path in (
            *("/", "/v2", "/v2/", "/info", "/healthcheck", "/v3/check", "/checks", "/checkcheck"),
            *("/x/v2/check", "/v2/check/x", "/v2/words", "/v2x/check", "v2/check", "/CHECK"),
        )
    ),
]


@pytest.mark.parametrize(("path", "meant"), WRITTEN)
def test_a_path_is_taken_as_it_is_meant(path: str, meant: str) -> None:
    assert languagetool.path_of(path) == meant


@pytest.mark.alone
@pytest.mark.parametrize("part", ["/", "check/", "v2/", "/v2", "v2check"])
def test_a_long_path_is_looked_through_in_no_time(part: str) -> None:
    start = time.perf_counter()
    languagetool.path_of(f"/{part * 20_000}x")
    assert time.perf_counter() - start < 0.1


@pytest.mark.parametrize("path", ["/v2/{}", "//v2/{}", "/v2//{}", "/v2/v2/{}", "/v2/{}/"])
@pytest.mark.parametrize(("name", "kind", "text"), PAGES)
def test_the_pages_are_served(path: str, name: str, kind: str, text: str | None) -> None:
    url = f"http://test{path.format(name)}"
    answer, head = ask("GET", url), ask("HEAD", url)
    assert (answer.status_code, answer.headers["content-type"]) == (200, kind)
    assert (head.status_code, head.headers["content-type"]) == (200, kind)
    assert text is None or answer.text == text


def test_the_lists_are_complete() -> None:
    languages = ask("GET", "/v2/languages").json()
    assert languages[0] == {"name": "English", "code": "en", "longCode": "en"}
    assert [each["longCode"] for each in languages] == [
        *("en", "en-AU", "en-CA", "en-GB", "en-NZ", "en-ZA", "en-US")
    ]
    software = check(text="")["software"]
    assert ask("GET", "/v2/info").json() == {"software": software}
    configuration = ask("GET", "/v2/configinfo").json()
    assert configuration["software"] == software
    assert configuration["parameter"] == {"maxTextLength": 233016}
    assert configuration["rules"][0] == {
        "ruleId": "HEDGING_MODAL",
        "description": "Hedging: modal",
        "categoryId": "STYLE",
        "categoryName": "Style",
        "locQualityIssueType": "style",
    }


def test_a_text_of_the_longest_length_fits_whatever_it_holds() -> None:
    app = app_of(max_body_bytes=10_000)
    length = int(ask("GET", "/v2/maxtextlength", app).text)
    text = "“" * (length - 3)  # some room is needed for the other fields
    assert check(app, text=text)["matches"] == []


def test_a_large_text_is_answered_alike() -> None:
    text = "It is bonkers. " * 20
    assert check(app_of(offload_bytes=0), text=text) == check(text=text)
