"""Profiles: what a newsroom's words and rules change in the marks of a text."""

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from msgspec import UNSET

import levelhead
from levelhead.cli.main import main
from levelhead.engine.analyzer import Block, Options, analyze
from levelhead.engine.detect import allowed
from levelhead.engine.detect.terms import Terms
from levelhead.lexicon import LexiconError
from levelhead.lexicon.caller import entry_of
from levelhead.lexicon.load_profile import load_profile
from levelhead.lexicon.profile import Profile
from levelhead.lexicon.profile_format import MAX_ALLOWED, MAX_ENTRIES
from tests.helpers.lexicons import LEXICON
from tests.helpers.profile_files import ABOUT, EXAMPLES, LOADED, SETTINGS, write

pytestmark = pytest.mark.usefixtures("loaded_once")


def loaded(tmp_path: Path, settings: str = ABOUT, **words: str) -> Profile:
    files = {LOADED: f"[nouns]\n{words['nouns']}\n"} if words else None
    return load_profile(write(tmp_path / "own", settings, files), LEXICON)


def marks(text: str, profile: Profile, **options: Any) -> list[tuple[str, str, float]]:
    """Word, rule and score of each span."""
    spans = analyze([Block(text)], LEXICON, Options(profile=profile, **options)).spans
    return [(span.text, span.rule, span.score) for span in spans]


def reasons(text: str, profile: Profile, **options: Any) -> dict[str, str]:
    """What is not marked, and why."""
    options |= {"profile": profile, "explain": True}
    found = analyze([Block(text)], LEXICON, Options(**options)).suppressed
    return {each.text: each.reason for each in found or ()}


def test_a_profile_is_read_up_to_its_bounds(tmp_path: Path) -> None:
    def settings(terms: int) -> str:
        return f"{ABOUT}[allow]\n" + "".join(f'"term {n}" = "x"\n' for n in range(terms))

    def words(count: int) -> dict[str, str]:
        names = sorted(f"tram{n}" for n in range(count))
        return {LOADED: "[adverbs]\n" + "".join(f"{name} = 1\n" for name in names)}

    whole = load_profile(write(tmp_path / "a", settings(MAX_ALLOWED), words(MAX_ENTRIES)), LEXICON)
    assert (len(whole.allowed), len(whole.words.entries)) == (MAX_ALLOWED, MAX_ENTRIES)
    with pytest.raises(LexiconError, match=r"own.toml:1: more than 5,000 words in all files$"):
        load_profile(write(tmp_path / "b", ABOUT, words(MAX_ENTRIES + 1)), LEXICON)
    with pytest.raises(LexiconError, match="allow: should have at most 1000 items"):
        load_profile(write(tmp_path / "c", settings(MAX_ALLOWED + 1)), LEXICON)


def test_rules_and_categories_are_switched_off_and_weighed(tmp_path: Path) -> None:
    profile = loaded(tmp_path, SETTINGS)
    text = "Mayor’s bonkers plan: fury, mayhem and a shambles. He was gobsmacked."
    plain = {s.rule: s.score for s in analyze([Block(text)], LEXICON).spans}
    found = {rule: score for _, rule, score in marks(text, profile)}
    assert plain.keys() - found.keys() == {"bonkers", "gobsmacked"}
    assert (found["fury"], found["mayhem"]) == (0.3, 0.9)
    assert found["shambles"] == plain["shambles"]
    assert reasons(text, profile) == {"bonkers": "profile", "gobsmacked": "profile"}


def test_a_span_says_which_profile_its_rule_or_strength_is_from(tmp_path: Path) -> None:
    profile = loaded(tmp_path, SETTINGS, nouns="boondoggle = 2")
    text = "A boondoggle, fury and a shambles."
    spans = analyze([Block(text)], LEXICON, Options(profile=profile)).spans
    assert [(s.rule, s.profile or "-") for s in spans] == [
        ("own:boondoggle", "own"),
        ("fury", "own"),
        ("shambles", "-"),
    ]


def test_rules_of_the_request_are_not_switched_off(tmp_path: Path) -> None:
    rule = entry_of("r", "sensational", "slang", ("elephant",), None, 2)
    profile = loaded(tmp_path, SETTINGS)
    assert marks("An elephant came.", profile, rules=(rule,)) == [("elephant", "r", 0.6)]


OWN = {
    "inflected": ("Two boondoggles.", [("boondoggles", "own:boondoggle", 0.6)]),
    "instead of the lexicon's": ("It was bedlam.", [("bedlam", "own:bedlam", 0.3)]),
    "where it overlaps the lexicon's": (
        "A drama queen.",
        [("queen", "own:queen", 0.3)],
    ),
    "under its condition": ("The old tram.", [("tram", "own:tram", 0.6)]),
    "not without": ("A tram.", []),
    "not as a name": ("We met at the Tram of Hull.", []),
    "in a headline": ("New boondoggle", [("boondoggle", "own:boondoggle", 0.66)]),
}
NOUNS = """bedlam = 1
boondoggle = 2
queen = 1
tram = { strength = 2, only = "old _", yes = "An old <tram>.", no = "A tram." }"""


@pytest.mark.parametrize(("text", "found"), OWN.values(), ids=OWN)
def test_its_own_words_are_marked(
    tmp_path: Path, text: str, found: list[tuple[str, str, float]]
) -> None:
    assert marks(text, loaded(tmp_path, nouns=NOUNS)) == found


def test_its_own_names_keep_words_from_being_marked(tmp_path: Path) -> None:
    names = {
        "context/names/own.toml": 'no = ["We met in The Shambles."]\nphrases = ["The Shambles"]\n'
    }
    write(tmp_path / "own", ABOUT)
    path = tmp_path / "own/context/names/own.toml"
    path.parent.mkdir(parents=True)
    path.write_text(ABOUT + names["context/names/own.toml"])
    profile = load_profile(tmp_path / "own", LEXICON)
    assert marks("The trial was a shambles.", profile) == [("shambles", "shambles", 0.75)]
    assert reasons("They met in The Shambles.", profile) == {"Shambles": "name"}


ALLOW = """about = "Test."

[allow]
"drama queen" = "A column."
"humiliation" = { reason = "Sport.", desks = ["sport", "racing"] }
"chaos" = { reason = "Declared.", until = 2027-03-31, roles = ["headline"] }
"mayhem" = { reason = "A band.", roles = ["body"] }
"fury" = { reason = "A film.", desks = ["Z\u00fcrich"] }
"""
CASES = {
    "always": ("A drama queen wept.", {}, []),
    "in any inflection": ("Drama queens wept.", {}, []),
    "for no desk": ("It was a humiliation.", {}, ["humiliation"]),
    "for a desk": ("It was a humiliation.", {"desk": "racing"}, []),
    "for a desk in capitals": ("It was a humiliation.", {"desk": "RACING"}, []),
    "for a desk whose accent is a character": ("Fury grew.", {"desk": "z\u00fcrich"}, []),
    "for a desk whose accent is two": ("Fury grew.", {"desk": "Zu\u0308rich"}, []),
    "for a desk without the accent": ("Fury grew.", {"desk": "zurich"}, ["Fury"]),
    "for another desk": ("It was a humiliation.", {"desk": "news"}, ["humiliation"]),
    "until the day": ("Town in chaos", {"today": date(2027, 3, 31)}, []),
    "after the day": ("Town in chaos", {"today": date(2027, 4, 1)}, ["chaos"]),
    "in another role": ("The town is in chaos.", {"today": date(2027, 3, 31)}, ["chaos"]),
    "in a text": ("There was mayhem.", {}, []),
    "not in its headline": ("Mayhem in town\n\nThere was mayhem.", {}, ["Mayhem"]),
}


@pytest.mark.parametrize(("text", "options", "found"), CASES.values(), ids=CASES)
def test_a_term_is_allowed_where_its_conditions_hold(
    tmp_path: Path, text: str, options: dict[str, Any], found: list[str]
) -> None:
    profile = loaded(tmp_path, ALLOW)
    assert [word for word, _, _ in marks(text, profile, **options)] == found


def test_terms_are_prepared_once_for_all_texts_with_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(allowed, "_MADE", {})
    made: list[int] = []

    def make(terms: Iterable[tuple[str, int]], checkpoint: Any) -> Terms:
        made.append(1)
        return Terms(terms, checkpoint)

    monkeypatch.setattr(allowed, "Terms", make)
    desks = [f"desk {n}" for n in range(allowed._MOST_MADE + 5)]
    terms = "".join(
        f'"thing {n}" = {{ reason = "x", desks = ["{d}"] }}\n' for n, d in enumerate(desks)
    )
    profile = loaded(tmp_path, f'{ABOUT}[allow]\n"drama queen" = "A column."\n{terms}')
    for desk in [*desks, *desks[-9:], *desks[-9:]]:
        assert marks("Drama queens wept, utterly.", profile, desk=desk) == [
            ("utterly", "utterly", 0.75)
        ]
    assert len(made) == len(desks)
    assert len(allowed._MADE) == allowed._MOST_MADE


def test_roles_are_those_of_the_blocks(tmp_path: Path) -> None:
    profile = loaded(tmp_path, ALLOW)
    blocks = [Block("Mayhem.", "headline"), Block("Mayhem.", "caption"), Block("Mayhem.")]
    spans = analyze(blocks, LEXICON, Options(profile=profile)).spans
    assert [span.start for span in spans] == [0, 0]


def test_a_profile_has_what_it_extends_and_its_own_comes_first(tmp_path: Path) -> None:
    write(
        tmp_path / "group",
        f'{ABOUT}min_score = 0.2\nquotes = "ignore"\n[rules]\nfury = 1\nbonkers = "off"\n'
        '[categories]\nslang = 0.5\nloaded = 0.1\n[allow]\nhumiliation = "x"\nchaos = "x"\n',
        {LOADED: "[nouns]\nboondoggle = 2\ntram = 2\n"},
    )
    write(
        tmp_path / "own",
        f'{ABOUT}extends = "group"\nquotes = "report"\n[rules]\nbonkers = 2\n'
        '[categories]\nslang = "off"\n[allow]\nhumiliation = { reason = "y", desks = ["sport"] }\n',
        {LOADED: "[nouns]\ntram = 3\n"},
    )
    profile, parent = (load_profile(tmp_path / name, LEXICON) for name in ("own", "group"))
    assert (profile.min_score, profile.quotes) == (0.2, "report")
    assert dict(profile.strengths) == {"fury": (1, "group"), "bonkers": (2, "own")}
    assert [*profile.off] == []
    assert (dict(profile.thresholds), [*profile.off_categories]) == ({"loaded": 0.1}, ["slang"])
    assert {a.term: a.reason for a in profile.allowed} == {"humiliation": "y", "chaos": "x"}
    assert marks("A boondoggle and a tram.", profile) == [
        ("boondoggle", "group:boondoggle", 0.6),
        ("tram", "own:tram", 0.9),
    ]
    spans = analyze([Block("Bonkers fury and mayhem.")], LEXICON, Options(profile=profile)).spans
    assert [(s.rule, s.profile) for s in spans] == [
        ("bonkers", "own"),
        ("fury", "group"),
        ("mayhem", UNSET),
    ]
    assert profile.extends == "group"
    assert profile.hash.endswith(f"+{parent.hash}")


def test_files_are_analysed_with_a_profile(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    article = tmp_path / "a.txt"
    article.write_text("It was a humiliation, utterly bonkers.")

    def marked(*arguments: str) -> list[str]:
        assert main(["analyze", "--format", "json", *arguments, str(article)]) == 0
        return [span["text"] for span in json.loads(capsys.readouterr().out)["spans"]]

    northern = str(EXAMPLES / "northern")
    assert marked("--profile", northern) == ["humiliation", "utterly"]
    assert marked("--profile", northern, "--desk", "sport") == ["utterly"]
    assert marked("--profile", northern, "--min-score", "0.9") == ["utterly"]
    assert main(["analyze", "--profile", "northern", str(article)]) == 2
    assert "northern: no such folder, and no profile in LEVELHEAD_PROFILES" in (
        capsys.readouterr().err
    )
    monkeypatch.setenv("LEVELHEAD_PROFILES", str(EXAMPLES))
    assert marked("--profile", "northern") == ["humiliation", "utterly"]
    assert main(["analyze", "--profile", "southern", str(article)]) == 2


def test_the_python_api_takes_one() -> None:
    profile = levelhead.load_profile(str(EXAMPLES / "northern"), LEXICON)

    def found(**options: Any) -> list[str]:
        text = "It was a humiliation, utterly bonkers. “Mayhem,” he said."
        return [s.text for s in levelhead.analyze(text, profile=profile, **options).spans]

    assert found() == ["humiliation", "utterly"]
    assert found(desk="sport") == ["utterly"]
    assert found(min_score=0.1) == ["humiliation", "utterly", "Mayhem"]
    assert levelhead.load_profile(EXAMPLES / "northern").hash == profile.hash
