"""Profiles: a newsroom's words and rules, from the files to the answers."""

import asyncio
import json
import os
import signal
from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from structlog.testing import capture_logs

import levelhead
from levelhead.cli.main import main
from levelhead.engine.analyzer import Block, Options, analyze
from levelhead.invalid_input import InvalidInput
from levelhead.lexicon import LexiconError
from levelhead.lexicon.caller import entry_of
from levelhead.lexicon.load_profile import load_profile
from levelhead.lexicon.profile import Profile
from levelhead.lexicon.profile_format import MAX_ALLOWED, MAX_ENTRIES
from levelhead.options import OptionsIn, options_of
from levelhead.service.lifecycle import lifespan
from levelhead.service.main import build
from levelhead.service.observe import metrics
from levelhead.service.settings import Settings
from tests.helpers.asgi import ask
from tests.helpers.lexicons import FOLDER, LEXICON
from tests.helpers.running import ROOT

pytestmark = pytest.mark.usefixtures("loaded_once")

EXAMPLES = ROOT / "docs/profiles"
ABOUT = 'about = "Test."\n'
WORDS = f'{ABOUT}message = "Say less."\n\n'
LOADED = "sensational/loaded/own.toml"


def write(folder: Path, settings: str = ABOUT, words: Mapping[str, str] | None = None) -> Path:
    """A profile with these settings and word lists by path."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "profile.toml").write_text(settings, "utf-8")
    for name, text in (words or {}).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(WORDS + text, "utf-8")
    return folder


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


FAULTS = {
    "no file": (None, {}, "own/profile.toml:1: file is missing"),
    "not TOML": ("about = ", {}, "own/profile.toml:1: Invalid value"),
    "no description": ("min_score = 0.1\n", {}, "own/profile.toml:1: about: is required"),
    "an unknown key": (
        f"{ABOUT}colour = 1\n",
        {},
        "own/profile.toml:2: colour: is not a known key",
    ),
    "a score above 1": (
        f"{ABOUT}min_score = 2.0\n",
        {},
        "own/profile.toml:2: min_score: should be less than or equal to 1",
    ),
    "an unknown rule": (
        f"{ABOUT}[rules]\nfury = 1\nfurry = 1\n",
        {},
        "own/profile.toml:4: furry: there is no such rule",
    ),
    "an unknown category": (
        f'{ABOUT}[categories]\nloud = "off"\n',
        {},
        "own/profile.toml:3: loud: there is no such category",
    ),
    "a strength between steps": (
        f"{ABOUT}[rules]\nfury = 1.2\n",
        {},
        'own/profile.toml:3: fury: should be "off" or one of 1, 1.5, 2, 2.5 and 3',
    ),
    "neither a score nor off": (
        f'{ABOUT}[categories]\nslang = "on"\n',
        {},
        'own/profile.toml:3: slang: should be "off" or a number from 0 to 1',
    ),
    "true as a strength": (
        f"{ABOUT}[rules]\nfury = true\n",
        {},
        'own/profile.toml:3: fury: should be "off" or one of 1, 1.5, 2, 2.5 and 3',
    ),
    "a score that is none": (
        f"{ABOUT}[categories]\nslang = nan\n",
        {},
        'own/profile.toml:3: slang: should be "off" or a number from 0 to 1',
    ),
    "a number as a reason": (
        f"{ABOUT}[allow]\nhumiliation = 3\n",
        {},
        "own/profile.toml:3: humiliation: should be a reason, or a table with a reason",
    ),
    "an empty term": (
        f'{ABOUT}[allow]\n"" = "x"\n',
        {},
        "own/profile.toml:2: allow: should not be empty",
    ),
    "a path as parent": (
        f'{ABOUT}extends = "../own"\n',
        {},
        "own/profile.toml:2: extends: is not small letters, digits and single hyphens",
    ),
    "a value where a table belongs": (
        f"{ABOUT}rules = 3\n",
        {},
        "own/profile.toml:2: rules: should be a table",
    ),
    "a date that is none": (
        f'{ABOUT}[allow]\nhumiliation = {{ reason = "x", until = "May" }}\n',
        {},
        "own/profile.toml:3: humiliation.until: should be a date, such as 2027-03-31",
    ),
    "an unknown role": (
        f'{ABOUT}[allow]\nhumiliation = {{ reason = "x", roles = ["advert"] }}\n',
        {},
        "own/profile.toml:3: humiliation.roles: should be 'headline'",
    ),
    "a term without a reason": (
        f"{ABOUT}[allow]\nhumiliation = {{ desks = [] }}\n",
        {},
        "own/profile.toml:3: humiliation.reason: is required",
    ),
    "a missing parent": (
        f'{ABOUT}extends = "group"\n',
        {},
        "own/profile.toml:2: extends: there is no profile group in the same folder",
    ),
    "itself as parent": (
        f'{ABOUT}extends = "own"\n',
        {},
        "own/profile.toml:2: extends: there is no profile own in the same folder",
    ),
    "a parent with a parent": (
        f'{ABOUT}extends = "middle"\n',
        {},
        "own/profile.toml:2: extends: middle extends a profile itself",
    ),
    "a wrong word": (
        ABOUT,
        {LOADED: "[nouns]\nboondoggle = 9\n"},
        f"own/{LOADED}:5: boondoggle: should be less than or equal to 3",
    ),
    "a word twice": (
        ABOUT,
        {LOADED: "[nouns]\ntram = 1\n", "sensational/slang/own.toml": "[nouns]\ntram = 1\n"},
        "own/sensational/slang/own.toml:5: tram: the id tram is used in",
    ),
    "a broken condition": (
        ABOUT,
        {LOADED: '[nouns]\ntram = { strength = 1, only = "( _", yes = "x", no = "tram" }\n'},
        f"own/{LOADED}:5: tram.only: missing )",
    ),
    "a word list in the wrong place": (
        ABOUT,
        {"sensational/loud/own.toml": ""},
        "own/sensational/loud/own.toml:1: no such category",
    ),
    "a detector": (
        ABOUT,
        {"sensational/shouting/own.toml": '[detectors]\ncapitals = { strength = 2, yes = "x" }\n'},
        "own/sensational/shouting/own.toml:5: capitals: a profile has no detectors",
    ),
}


@pytest.mark.parametrize(("settings", "words", "fault"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_reported_with_its_path_and_line(
    tmp_path: Path, settings: str | None, words: dict[str, str], fault: str
) -> None:
    write(tmp_path / "middle", f'{ABOUT}extends = "top"\n')
    folder = write(tmp_path / "own", settings or "", words)
    if settings is None:
        (folder / "profile.toml").unlink()
    with pytest.raises(LexiconError) as error:
        load_profile(folder, LEXICON)
    assert str(error.value).removeprefix(f"{tmp_path}/").startswith(fault)


SEVERAL: dict[str, tuple[str, dict[str, str], list[str]]] = {
    "in one section": (
        f'{ABOUT}[rules]\nzest = "off"\nfurry = 1\nbonkers = 7\n',
        {},
        [
            'profile.toml:5: bonkers: should be "off" or one of 1, 1.5, 2, 2.5 and 3',
            "profile.toml:3: zest: there is no such rule",
            "profile.toml:4: furry: there is no such rule",
        ],
    ),
    "in all of profile.toml": (
        'colour = 1\nextends = "group"\nquotes = "drop"\n[rules]\nfurry = 1\n'
        '[categories]\nloud = "off"\nslang = 3\n[allow]\nchaos = ""\n',
        {},
        [
            "profile.toml:1: about: is required",
            "profile.toml:3: quotes: should be 'report' or 'ignore'",
            'profile.toml:8: slang: should be "off" or a number from 0 to 1',
            "profile.toml:10: chaos: should not be empty",
            "profile.toml:1: colour: is not a known key",
            "profile.toml:2: extends: there is no profile group in the same folder",
            "profile.toml:5: furry: there is no such rule",
            "profile.toml:7: loud: there is no such category",
        ],
    ),
    "in a word list": (
        ABOUT,
        {LOADED: '[nouns]\n"big  tram" = 1\nbus = 9\ncart = { strength = 1, only = "soon" }\n'},
        [
            f"{LOADED}:6: bus: should be less than or equal to 3",
            f"{LOADED}:7: cart: there is no condition 'soon'",
            f"{LOADED}:5: big  tram: is not words with single spaces",
        ],
    ),
    "in settings and words": (
        f"{ABOUT}[rules]\nfurry = 1\n",
        {LOADED: "[nouns]\nbus = 9\n", "sensational/slang/own.toml": "[noun]\nbus = 1\n"},
        [
            f"{LOADED}:5: bus: should be less than or equal to 3",
            "sensational/slang/own.toml:4: noun: is not a known key",
            "profile.toml:3: furry: there is no such rule",
        ],
    ),
    "but none for a rule whose word is at fault": (
        f'{ABOUT}[rules]\n"own:bus" = 1\n',
        {LOADED: "[nouns]\nbus = 9\n"},
        [f"{LOADED}:5: bus: should be less than or equal to 3"],
    ),
    "nor for a word whose condition is": (
        ABOUT,
        {LOADED: '[nouns]\nbus = { strength = 1, only = "soon" }\n[conditions]\nsoon = 3\n'},
        [f"{LOADED}:7: soon: should be a list"],
    ),
}


@pytest.mark.parametrize(("settings", "words", "faults"), SEVERAL.values(), ids=SEVERAL)
def test_all_faults_are_reported_at_once(
    tmp_path: Path, settings: str, words: dict[str, str], faults: list[str]
) -> None:
    folder = write(tmp_path / "own", settings, words)
    with pytest.raises(LexiconError) as error:
        load_profile(folder, LEXICON)
    found = [line.removeprefix(f"{folder}/") for line in str(error.value).splitlines()]
    assert found == faults


def test_faults_of_a_parent_are_reported_once_and_in_its_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(write(tmp_path / "a", f'{ABOUT}extends = "b"\n[rules]\nzest = 1\n'))
    write(
        tmp_path / "b",
        f'{ABOUT}extends = "a"\n[rules]\nfurry = 1\n"b:tram" = 2\n',
        {LOADED: "[nouns]\ntram = 2\n"},
    )
    parents = ["b/profile.toml:4: furry: there is no such rule"]
    extends = "profile.toml:2: extends:"
    assert main(["profile", "check", "."]) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"{extends} b extends a profile itself",
        *(f"{tmp_path}/{fault}" for fault in parents),
        "profile.toml:4: zest: there is no such rule",
    ]
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "c", f'{ABOUT}extends = "b"\n')
    assert main(["profile", "check", "a", "b", "c"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"a/{extends} b extends a profile itself",
        *parents,
        "a/profile.toml:4: zest: there is no such rule",
        f"b/{extends} a extends a profile itself",
        f"c/{extends} b extends a profile itself",
    ]
    write(tmp_path / "b", f"{ABOUT}[rules]\nfurry = 1\n")
    write(tmp_path / "c", f'{ABOUT}extends = "b"\n')
    assert main(["profile", "check", "b", "c"]) == 1
    assert capsys.readouterr().out == "b/profile.toml:3: furry: there is no such rule\n"


def test_the_name_is_letters_digits_and_hyphens(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match="the name is not small letters, digits and"):
        load_profile(write(tmp_path / "Own_1"), LEXICON)


def test_a_profile_is_read_up_to_its_bounds(tmp_path: Path) -> None:
    def settings(terms: int) -> str:
        return f"{ABOUT}[allow]\n" + "".join(f'"term {n}" = "x"\n' for n in range(terms))

    def words(count: int) -> dict[str, str]:
        names = sorted(f"tram{n}" for n in range(count))
        return {LOADED: "[adverbs]\n" + "".join(f"{name} = 1\n" for name in names)}

    whole = load_profile(write(tmp_path / "a", settings(MAX_ALLOWED), words(MAX_ENTRIES)), LEXICON)
    assert (len(whole.allowed), len(whole.words.entries)) == (MAX_ALLOWED, MAX_ENTRIES)
    with pytest.raises(LexiconError, match=r"b:1: more than 5,000 words$"):
        load_profile(write(tmp_path / "b", ABOUT, words(MAX_ENTRIES + 1)), LEXICON)
    with pytest.raises(LexiconError, match="allow: should have at most 1000 items"):
        load_profile(write(tmp_path / "c", settings(MAX_ALLOWED + 1)), LEXICON)


SETTINGS = """about = "Test."

[rules]
bonkers = "off"
fury = 1
mayhem = 3

[categories]
slang = "off"
"""


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
"""
CASES = {
    "always": ("A drama queen wept.", {}, []),
    "in any inflection": ("Drama queens wept.", {}, []),
    "for no desk": ("It was a humiliation.", {}, ["humiliation"]),
    "for a desk": ("It was a humiliation.", {"desk": "racing"}, []),
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
    assert (dict(profile.strengths), [*profile.off]) == ({"fury": 1, "bonkers": 2}, [])
    assert (dict(profile.thresholds), [*profile.off_categories]) == ({"loaded": 0.1}, ["slang"])
    assert {a.term: a.reason for a in profile.allowed} == {"humiliation": "y", "chaos": "x"}
    assert marks("A boondoggle and a tram.", profile) == [
        ("boondoggle", "group:boondoggle", 0.6),
        ("tram", "own:tram", 0.9),
    ]
    assert profile.extends == "group"
    assert profile.hash.endswith(f"+{parent.hash}")


@pytest.mark.parametrize("folder", sorted(EXAMPLES.iterdir()), ids=lambda folder: folder.name)
def test_the_examples_of_the_docs_hold(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["profile", "check", str(folder)]) == 0
    assert capsys.readouterr().out.endswith("all examples hold\n")


def test_a_failing_example_is_reported_with_path_and_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = (
        '[nouns]\ntram = { strength = 1, unless = "old _", yes = "Old <tram>.", no = "Tram." }\n'
    )
    folder, broken = write(tmp_path / "a", ABOUT, {LOADED: words}), write(tmp_path / "b", "x")
    assert main(["profile", "check", str(folder), str(broken)]) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"{folder}/{LOADED}:5: tram.yes: marked []: Old <tram>.",
        f"{folder}/{LOADED}:5: tram.no: marked ['Tram']: Tram.",
        f"{broken}/profile.toml:1: Expected '=' after a key in a key/value pair "
        "(at end of document)",
    ]
    missing = [str(tmp_path / name) for name in ("none", "nil")]
    assert main(["profile", "check", missing[0], str(folder), missing[1]]) == 2
    printed = capsys.readouterr()
    assert printed.err.splitlines() == [f"{name}: no such folder" for name in missing]
    assert printed.out == ""


def test_a_folder_of_profiles_cannot_be_used_as_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("b", "a"):
        write(tmp_path / name)
    assert main(["profile", "check", str(tmp_path)]) == 1
    error = f"{tmp_path}: this is a folder of profiles; name one of them: a, b\n"
    assert capsys.readouterr().out == error
    (tmp_path / "a.txt").write_text("x")
    command = ["analyze", "--profile", str(tmp_path), str(tmp_path / "a.txt")]
    assert main(command) == 2
    assert capsys.readouterr().err == error


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


def service(**settings: Any) -> FastAPI:
    return build(LEXICON, Settings(profiles=EXAMPLES, **settings))


TEXT = "It was a humiliation, utterly bonkers."
REQUESTS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "none": ({"json": {"text": TEXT}}, ["humiliation", "utterly", "bonkers"]),
    "in JSON": ({"json": {"text": TEXT, "profile": "northern"}}, ["humiliation", "utterly"]),
    "with a desk": (
        {"json": {"text": TEXT, "profile": "northern", "desk": "sport"}},
        ["utterly"],
    ),
    "with an option of the request": (
        {"json": {"text": TEXT, "profile": "northern", "min_score": 0.9}},
        ["utterly"],
    ),
    "in the query": (
        {
            "content": TEXT,
            "headers": {"content-type": "text/plain"},
            "params": {"profile": "northern", "desk": "sport"},
        },
        ["utterly"],
    ),
}


@pytest.mark.parametrize(("request_", "found"), REQUESTS.values(), ids=REQUESTS)
def test_a_request_names_its_profile(request_: dict[str, Any], found: list[str]) -> None:
    answer = ask("POST", "/analyze", service(), **request_).json()
    assert [span["text"] for span in answer["spans"]] == found
    named = answer["engine"].get("profile", {}).get("name")
    assert named == ("northern" if len(found) < 3 else None)


UNKNOWN = {"detail": "names no profile of this service"}
REFUSED: dict[str, tuple[str, dict[str, Any], dict[str, str]]] = {
    "in JSON": (
        "/analyze",
        {"json": {"text": TEXT, "profile": "southern"}},
        {**UNKNOWN, "pointer": "/profile"},
    ),
    "in the query": (
        "/analyze?profile=southern",
        {"content": TEXT, "headers": {"content-type": "text/plain"}},
        {**UNKNOWN, "parameter": "profile"},
    ),
    "in a batch": (
        "/analyze/batch",
        {"json": {"documents": [], "profile": "southern"}},
        {**UNKNOWN, "pointer": "/profile"},
    ),
    "in the query of a stream": (
        "/analyze/batch?profile=southern",
        {"content": "{}", "headers": {"content-type": "application/x-ndjson"}},
        {**UNKNOWN, "parameter": "profile"},
    ),
}


@pytest.mark.parametrize(("path", "request_", "error"), REFUSED.values(), ids=REFUSED)
@pytest.mark.parametrize("app", [service(), build(LEXICON, Settings())], ids=["some", "none"])
def test_an_unknown_profile_is_refused(
    app: FastAPI, path: str, request_: dict[str, Any], error: dict[str, str]
) -> None:
    answer = ask("POST", path, app, **request_)
    assert (answer.status_code, answer.json()["errors"]) == (422, [error])


def test_documents_of_a_batch_share_a_profile_or_have_their_own() -> None:
    documents = [
        {"text": TEXT},
        {"text": TEXT, "desk": "sport"},
        {"text": TEXT, "profile": "magazine"},
        {"text": TEXT, "profile": "southern"},
    ]
    expected = [["humiliation", "utterly"], ["utterly"], ["humiliation", "utterly", "bonkers"], 422]

    def found(answers: list[dict[str, Any]]) -> list[Any]:
        return [
            answer["error"]["status"]
            if "error" in answer
            else [span["text"] for span in answer["spans"]]
            for answer in answers
        ]

    body = {"documents": documents, "profile": "northern"}
    answer = ask("POST", "/analyze/batch", service(), json=body)
    assert found(answer.json()["answers"]) == expected
    lines = "".join(json.dumps(document) + "\n" for document in documents)
    stream = {"content": lines, "headers": {"content-type": "application/x-ndjson"}}
    answer = ask("POST", "/analyze/batch?profile=northern", service(), **stream)
    assert found([json.loads(line) for line in answer.text.splitlines()]) == expected


SIDES: dict[str, Any] = {"before": {"text": "It rained."}, "after": {"text": TEXT}}
COMPARED = {
    "none": ({}, ["humiliation", "utterly", "bonkers"]),
    "a profile": ({"profile": "northern"}, ["humiliation", "utterly"]),
    "with a desk": ({"profile": "northern", "desk": "sport"}, ["utterly"]),
}


@pytest.mark.parametrize(("options", "found"), COMPARED.values(), ids=COMPARED)
def test_a_comparison_names_its_profile(options: dict[str, str], found: list[str]) -> None:
    answer = ask("POST", "/compare", service(), json=SIDES | options).json()
    batch = {"documents": [SIDES], **options}
    (of_batch,) = ask("POST", "/compare/batch", service(), json=batch).json()["answers"]
    own = {"documents": [SIDES | options]}
    (of_own,) = ask("POST", "/compare/batch", service(), json=own).json()["answers"]
    for each in (answer, of_batch, of_own):
        assert [span["text"] for span in each["after"]["spans"]] == found
        assert {change["kind"] for change in each["changes"]} <= {
            "wording_added",
            "wording_heated",
        }
        assert each["engine"].get("profile", {}).get("name") == options.get("profile")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/compare", {**SIDES, "profile": "southern"}),
        ("/compare/batch", {"documents": [], "profile": "southern"}),
    ],
)
def test_a_comparison_with_an_unknown_profile_is_refused(path: str, body: dict[str, Any]) -> None:
    answer = ask("POST", path, service(), json=body)
    assert (answer.status_code, answer.json()["errors"]) == (
        422,
        [{**UNKNOWN, "pointer": "/profile"}],
    )


def test_a_key_has_a_profile_for_requests_that_name_none(tmp_path: Path) -> None:
    file = tmp_path / "keys.toml"
    digest = sha256(b"secret").hexdigest()
    file.write_text(f'[desk]\nsha256 = "{digest}"\nprofile = "northern"\n')
    app = service(api_keys_file=file)

    def found(**fields: str) -> list[str]:
        body = {"text": TEXT, **fields}
        answer = ask("POST", "/analyze", app, json=body, headers={"x-api-key": "secret"})
        return [span["text"] for span in answer.json()["spans"]]

    assert found() == ["humiliation", "utterly"]
    assert found(profile="magazine") == ["humiliation", "utterly", "bonkers"]


def test_a_new_key_may_have_a_profile(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "keys.toml"
    assert main(["key", "new", "desk", "--profile", "northern", "--file", str(file)]) == 0
    assert 'profile = "northern"\n' in file.read_text()
    with pytest.raises(SystemExit):
        main(["key", "new", "desk", "--profile", 'a"b', "--file", str(file)])
    assert "is not small letters, digits and single hyphens" in capsys.readouterr().err


FORM = {"text": TEXT, "language": "en"}
PATHS = {
    "/v2/check": ["humiliation", "utterly", "bonkers"],
    "/profiles/northern/v2/check": ["humiliation", "utterly"],
    "/profiles//northern//v2/v2/check/": ["humiliation", "utterly"],
    "/profiles/magazine/check": ["humiliation", "utterly", "bonkers"],
}


@pytest.mark.parametrize(("path", "found"), PATHS.items(), ids=PATHS)
def test_languagetool_clients_have_it_in_their_address(path: str, found: list[str]) -> None:
    answer = ask("POST", path, service(), data=FORM)
    matches = answer.json()["matches"]
    assert [TEXT[m["offset"] :][: m["length"]].strip() for m in matches] == found


def test_a_key_in_the_path_comes_before_the_profile(tmp_path: Path) -> None:
    file = tmp_path / "keys.toml"
    file.write_text(f'[desk]\nsha256 = "{sha256(b"secret").hexdigest()}"\n')
    app = service(api_keys_file=file, key_in_path=True)
    answer = ask("POST", "/k/secret/profiles/northern/v2/check", app, data=FORM)
    matches = answer.json()["matches"]
    assert [TEXT[m["offset"] :][: m["length"]].strip() for m in matches] == PATHS[
        "/profiles/northern/v2/check"
    ]
    assert ask("POST", "/k/wrong/profiles/northern/v2/check", app, data=FORM).status_code == 401


def test_an_address_without_such_a_profile_is_not_found() -> None:
    answer = ask("POST", "/profiles/southern/v2/check", service(), data=FORM)
    assert (answer.status_code, answer.text) == (404, "Error: there is no such profile")
    assert ask("POST", "/profiles/northern/analyze", service(), json={}).status_code == 404


def test_the_profiles_are_listed_and_shown() -> None:
    app = service()
    listed = ask("GET", "/profiles", app).json()["profiles"]
    assert [(p["name"], p.get("extends"), p["rules"]) for p in listed] == [
        ("gazette", "northern", 67),
        ("magazine", None, 1),
        ("northern", None, 63),
    ]
    shown = ask("GET", "/profiles/gazette", app)
    assert shown.json()["hash"] == listed[0]["hash"]
    assert shown.json()["off"] == ["bonkers", "fury"]
    assert {"term": "humiliation", "reason": "Usual in match reports.", "desks": ["sport"]} in (
        shown.json()["allowed"]
    )
    known = {"if-none-match": shown.headers["etag"]}
    assert ask("GET", "/profiles/gazette", app, headers=known).status_code == 304
    assert ask("GET", "/profiles/southern", app).status_code == 404
    assert ask("GET", "/profiles", build(LEXICON, Settings())).json() == {"profiles": []}


def test_a_rule_of_a_profile_is_shown_by_its_id() -> None:
    rule = ask("GET", "/rules/northern:jobsworth", service())
    assert rule.json()["forms"] == ["jobsworth", "jobsworths"]
    assert ask("GET", "/rules/northern:may", service()).status_code == 404


def test_where_there_are_no_profiles_none_can_be_named() -> None:
    with pytest.raises(InvalidInput, match="names no profile"):
        options_of(OptionsIn(profile="northern"))
    assert options_of(OptionsIn()).profile is None


def test_texts_are_counted_by_profile() -> None:
    def count() -> Any:
        return metrics.PROFILE_TEXTS.labels("magazine")._value.get()

    before = count()
    ask("POST", "/analyze", service(), json={"text": "x", "profile": "magazine"})
    assert count() == before + 1


def test_a_fault_is_logged_and_the_old_profile_goes_on(tmp_path: Path) -> None:
    write(tmp_path / "good", SETTINGS)
    write(tmp_path / "bad", "x")

    async def go() -> None:
        app = build(LEXICON, Settings(lexicons=FOLDER, profiles=tmp_path))
        assert app.state.engine.profiles.keys() == {"good"}
        async with lifespan(app):
            old = app.state.engine
            write(tmp_path / "good", "x")
            write(tmp_path / "bad")
            os.kill(os.getpid(), signal.SIGHUP)
            async with asyncio.timeout(60):
                while app.state.engine is old:
                    await asyncio.sleep(0.01)
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
                body = {"text": "A bonkers plan.", "profile": "good"}
                assert (await client.post("/analyze", json=body)).json()["spans"] == []
            assert app.state.engine.profiles.keys() == {"good", "bad"}

    with capture_logs() as logged:
        asyncio.run(go())
    assert [
        (line["event"], line.get("profile") or line.get("fault", "").partition(": ")[0])
        for line in logged
        if line["event"].startswith("profile")
    ] == [
        ("profile refused", f"{tmp_path}/bad/profile.toml:1"),
        ("profile loaded", "good"),
        ("profile loaded", "bad"),
        ("profile refused", f"{tmp_path}/good/profile.toml:1"),
    ]
