"""What is wrong with a profile: every fault with its path and line, at once."""

from errno import EACCES
from pathlib import Path

import pytest

from levelhead.cli.main import main
from levelhead.lexicon import LexiconError
from levelhead.lexicon.load_profile import load_profile
from levelhead.lexicon.source import MAX_BYTES, MAX_FAULTS
from tests.helpers.lexicons import LEXICON
from tests.helpers.profile_files import ABOUT, EXAMPLES, LOADED, write

pytestmark = pytest.mark.usefixtures("loaded_once")
FAULTS = {
    "no file": (None, {}, "own/profile.toml:1: file is missing"),
    "not TOML": ("about = ", {}, "own/profile.toml:1: Invalid value"),
    "a deep list": (
        "about = " + "[" * 5000,
        {},
        "own/profile.toml:1: brackets nested too deeply, or a number too long",
    ),
    "a number of 5,000 digits": (
        f"min_score = {'9' * 5000}",
        {},
        "own/profile.toml:1: brackets nested too deeply, or a number too long",
    ),
    "a deep word list": (
        ABOUT,
        {"sensational/loaded/x.toml": "about = " + "[" * 5000},
        "own/sensational/loaded/x.toml:1: brackets nested too deeply, or a number too long",
    ),
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
        f'{ABOUT}[allow]\nhumiliation = {{ desks = ["sport"] }}\n',
        {},
        "own/profile.toml:3: humiliation.reason: is required",
    ),
    "a term for no desk": (
        f'{ABOUT}[allow]\nhumiliation = {{ reason = "x", desks = [] }}\n',
        {},
        "own/profile.toml:3: humiliation.desks: should not be empty",
    ),
    "a missing parent": (
        f'{ABOUT}extends = "group"\n',
        {},
        "own/profile.toml:2: extends: there is no profile group in the same folder",
    ),
    "itself as parent": (
        f'{ABOUT}extends = "own"\n',
        {},
        "own/profile.toml:2: extends: a profile cannot extend itself",
    ),
    "a parent with a parent": (
        f'{ABOUT}extends = "middle"\n',
        {},
        "own/profile.toml:2: extends: middle extends top, so it cannot be extended",
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


def test_a_file_is_read_up_to_its_bound(tmp_path: Path) -> None:
    def padded(size: int) -> str:
        return f"{ABOUT}# ".ljust(size, "x")

    write(tmp_path / "own", padded(MAX_BYTES))
    assert load_profile(tmp_path / "own", LEXICON).name == "own"
    write(tmp_path / "own", padded(MAX_BYTES + 1))
    with pytest.raises(LexiconError, match=r"own/profile.toml:1: longer than 1,000,000 bytes$"):
        load_profile(tmp_path / "own", LEXICON)


def test_of_very_many_faults_the_first_are_listed(tmp_path: Path) -> None:
    words = {LOADED: "[nouns]\n" + "".join(f"tram{n} = 9\n" for n in range(MAX_FAULTS + 3))}
    with pytest.raises(LexiconError) as error:
        load_profile(write(tmp_path / "own", ABOUT, words), LEXICON)
    *first, last = str(error.value).removesuffix("\n").split("\n")
    assert len(first) == MAX_FAULTS
    assert first[-1].endswith("own.toml:104: tram99: should be less than or equal to 3")
    assert last == f"{tmp_path}/own/{LOADED}:1: 3 more faults"


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
        f"{extends} b extends a, so it cannot be extended",
        *(f"{tmp_path}/{fault}" for fault in parents),
        "profile.toml:4: zest: there is no such rule",
    ]
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "c", f'{ABOUT}extends = "b"\n')
    assert main(["profile", "check", "a", "b", "c"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"a/{extends} b extends a, so it cannot be extended",
        *parents,
        "a/profile.toml:4: zest: there is no such rule",
        f"b/{extends} a extends b, so it cannot be extended",
        f"c/{extends} b extends a, so it cannot be extended",
    ]
    write(tmp_path / "b", f"{ABOUT}[rules]\nfurry = 1\n")
    write(tmp_path / "c", f'{ABOUT}extends = "b"\n')
    assert main(["profile", "check", "b", "c"]) == 1
    assert capsys.readouterr().out == "b/profile.toml:3: furry: there is no such rule\n"


def test_terms_whose_last_day_has_passed_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    allowed = (
        '[allow]\nfury = { reason = "x", until = 2020-02-29 }\nchaos = "x"\n'
        '"a word" = { reason = "x", until = 9999-12-31 }\n'
    )
    write(tmp_path / "a", f"{ABOUT}{allowed}")
    write(tmp_path / "b", f'{ABOUT}extends = "a"\n[allow.slam]\nreason = "x"\nuntil = 2020-03-01\n')
    assert main(["profile", "check", "a", "b"]) == 0
    warnings = [
        "a/profile.toml:3: fury.until: warning: 2020-02-29 has passed, so it is marked again",
        "b/profile.toml:5: slam.until: warning: 2020-03-01 has passed, so it is marked again",
    ]
    out, err = capsys.readouterr()
    assert err.splitlines() == warnings
    assert [line.rpartition(", ")[2] for line in out.splitlines()] == [
        *("3 terms allowed: all examples hold", "4 terms allowed: all examples hold")
    ]
    assert main(["profile", "check", "b"]) == 0
    assert capsys.readouterr().err.splitlines() == warnings


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("profile.toml", "profile.toml:1: this is a folder, not a file"),
        ("sensational/loaded/d.toml", "sensational/loaded/d.toml:1: this is a folder, not a file"),
        ("sensational/d.toml", "sensational/d.toml:1: no such category"),
    ],
)
def test_a_folder_in_place_of_a_file_is_named(tmp_path: Path, name: str, fault: str) -> None:
    folder = tmp_path / "own" if name == "profile.toml" else write(tmp_path / "own", ABOUT)
    (folder / name).mkdir(parents=True)
    with pytest.raises(LexiconError) as error:
        load_profile(folder, LEXICON)
    assert str(error.value) == f"{folder}/{fault}"


def test_a_file_that_may_not_be_read_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(tmp_path / "own", ABOUT)

    def refused(*_: object) -> str:
        raise PermissionError(EACCES, "Permission denied")

    monkeypatch.setattr(Path, "read_text", refused)
    with pytest.raises(LexiconError) as error:
        load_profile(folder, LEXICON)
    assert str(error.value) == f"{folder}/profile.toml:1: Permission denied"


def test_a_folder_where_no_file_is_read_does_no_harm(tmp_path: Path) -> None:
    folder = write(tmp_path / "own", ABOUT)
    hash_ = load_profile(folder, LEXICON).hash
    (folder / "d.toml").mkdir()
    assert load_profile(folder, LEXICON).hash == hash_


def test_the_name_is_letters_digits_and_hyphens(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match="the name is not small letters, digits and"):
        load_profile(write(tmp_path / "Own_1"), LEXICON)


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
