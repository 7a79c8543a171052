"""Tabloid articles and the sober versions in tests/sober, compared as an editor would.

Each sober version makes the claims of its article with all their hedges and sources, and leaves out
every sensational word and some whole sentences.
"""

from typing import Any

import pytest

from evaluation.marked import parse
from levelhead.service.main import build
from levelhead.service.settings import Settings
from tests.helpers.asgi import ask
from tests.helpers.lexicons import LEXICON
from tests.helpers.running import ROOT

APP = build(LEXICON, Settings(deadline_seconds=60))

# What is now in the place of a sensational word; all others were removed.
IN_ITS_PLACE: dict[str, dict[str, str]] = {
    "gossip-duchess": {
        "stuns": "wears",
        "feud": "dispute",
        "bust-up": "argument",
        "megawatt smile": "smiling",
        "icy": "cold",
        "sniping": "criticising",
        "livid": "angry",
        "came to blows over": "argued",
        "furious": "angry",
        "Besotted": "Fans",
        "fans went wild": "praised",
    },
    "sport-tabloid": {
        "crash out of": "lose 6-0 and leave",
        "gaffer": "manager",
        "annihilated": "beaten",
        "tormented": "scored twice against",
        "stormed out": "left",
    },
    "tabloid-celebrity": {
        "Loved-up": "Actress",
        "sent fans wild": "posted pictures",
        "bash": "wedding",
        "hit out at": "criticise",
        "devastated": "upset",
        "telly": "Television",
        "the boot": "dismissed",
    },
    "tabloid-crime": {
        "Thugs": "Men",
        "terrorise": "raid",
        "yobs": "men",
        "tore into": "criticised",
        "TEN TIMES": "ten times",
    },
    "tabloid-dictator": {
        "warlord": "leader",
        "desperate": "short",
        "BY FRIDAY": "Friday",
        "cronies": "advisers",
        "blasted": "insulted",
        "hubby": "husband",
    },
    "tabloid-landlord": {
        "mum": "Mother",
        "blasts": "criticises",
        "sparked fury": "criticised",
        "hit back": "replied",
        "slammed": "criticised",
        "vowed": "said",
        "sobbed": "said",
        "left in tears": "upset",
    },
    "tabloid-weather": {
        "batter": "reach",
        "WITHIN HOURS": "within hours",
        "plummet": "fall",
        "hurtles": "moves",
        "mayhem": "hit",
        "The real reason": "Why",
    },
}


def compared(before: str, after: str) -> Any:
    texts = {"before": {"text": before}, "after": {"text": after}}
    answer = ask("POST", "/compare", APP, json=texts)
    assert answer.status_code == 200
    return answer.json()


def versions(name: str) -> tuple[str, str]:
    """An article and its sober version."""
    article, _ = parse((ROOT / f"tests/articles/{name}.txt").read_text("utf-8"))
    return article, (ROOT / f"tests/sober/{name}.txt").read_text("utf-8")


def marked(report: Any, dimension: str) -> list[tuple[int, str]]:
    """Where a text has which words of a dimension."""
    return [(s["start"], s["text"]) for s in report["spans"] if s["dimension"] == dimension]


@pytest.mark.parametrize("name", IN_ITS_PLACE)
def test_all_that_a_sober_version_changes_is_each_sensational_word(name: str) -> None:
    article, sober = versions(name)
    found = compared(article, sober)
    place = IN_ITS_PLACE[name]
    assert sorted(
        (c["before"]["start"], c["kind"], c["before"]["text"], c["after"] and c["after"]["text"])
        for c in found["changes"]
    ) == [
        (start, "wording_cooled" if words in place else "wording_removed", words, place.get(words))
        for start, words in marked(found["before"], "sensational")
    ]
    assert marked(found["after"], "sensational") == []


@pytest.mark.parametrize("name", IN_ITS_PLACE)
def test_all_that_the_tabloid_changes_is_each_sensational_word(name: str) -> None:
    article, sober = versions(name)
    found = compared(sober, article)
    place = IN_ITS_PLACE[name]
    assert sorted(
        (c["after"]["start"], c["kind"], c["after"]["text"], c["before"] and c["before"]["text"])
        for c in found["changes"]
    ) == [
        (start, "wording_heated" if words in place else "wording_added", words, place.get(words))
        for start, words in marked(found["after"], "sensational")
    ]


def test_a_sober_version_keeps_every_hedge() -> None:
    found = compared(*versions("tabloid-dictator"))
    before, after = (
        [words for _, words in marked(found[side], "hedging")] for side in ("before", "after")
    )
    assert before == after
    assert len(after) == 10
