"""POST /v2/check: what a match says, and which rules are on."""

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levelhead.languagetool.rules import HEADLINE_RULES, RULES
from levelhead.lexicon import Suggestion
from levelhead.service.main import build
from levelhead.service.settings import Settings
from levelhead.types import CATEGORIES
from levelhead.version import VERSION
from tests.helpers.asgi import ask
from tests.helpers.languagetool import check
from tests.helpers.lexicons import entry, lexicon_of

TEXT = "The bonkers plan."


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


@given(st.text(), st.text(), st.text())
def test_offsets_hold_with_any_text_around(before: str, read_as: str, behind: str) -> None:
    # Without the tag, ">" as the markup before it would make the sentence a quotation.
    parts = [
        {"markup": f"{before}<p>", "interpretAs": f"{read_as}\n\n"},
        {"text": "It is bonkers."},
        {"markup": behind},
    ]
    places = [
        (m["offset"], m["length"])
        for m in check(data=json.dumps({"annotation": parts}))["matches"]
        if m["rule"]["id"] == LOADED
    ]
    assert (len(f"{before}<p>It is ".encode("utf-16-le")) // 2, 7) in places


@given(st.binary(), st.binary())
def test_no_bytes_are_our_fault(body: bytes, value: bytes) -> None:
    for sent in (body, b"language=en&text=" + value, b"language=en&data=" + value):
        answer = ask("POST", "/v2/check", content=sent)
        assert answer.status_code in (200, 400)
        assert answer.status_code == 200 or answer.text.startswith("Error: ")
