"""An invalid lexicon stops the start, with the path and line of each error."""

import gc
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec import UNSET

from levelhead.lexicon import LexiconError, RuleStatistics, load_lexicon, words_hash
from tests.helpers.lexicons import HEAD, write_lexicon

GOOD = '[entries.awful]\nforms = ["quite awful"]\nhits = ["It is <quite awful>."]\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small lexicon that a test may break."""
    write_lexicon(tmp_path)
    (tmp_path / "sensational/slang.toml").write_text(HEAD + GOOD)
    return tmp_path


def errors_of(folder: Path) -> list[str]:
    with pytest.raises(LexiconError) as error:
        load_lexicon(folder)
    return [line.removeprefix(f"{folder}/") for line in str(error.value).splitlines()]


BROKEN = {
    "unknown key": ('colour = "red"', "7: awful.colour: Extra inputs are not permitted"),
    "no form at all": ('pattern = ""', "7: awful.pattern: String should have at least 1 character"),
    "two kinds": (
        'pattern = "<x>"',
        "4: awful: holds exactly one of forms, pattern and detector",
    ),
    "strength too high": (
        "strength = 4",
        "7: awful.strength: Input should be less than or equal to 3",
    ),
    "strength between steps": (
        "strength = 1.2",
        "7: awful.strength: Input should be a multiple of 0.5",
    ),
    "wrong type": ('strength = "2"', "7: awful.strength: Input should be a valid number"),
    "wrong choice": ('where = "foot"', "7: awful.where: Input should be 'headline'"),
    "broken fragment": (
        'unless_followed = ["("]',
        "7: awful.unless_followed: missing ), unterminated subpattern at position 5",
    ),
    "unknown class": (
        'only_followed = ["{nought}"]',
        "7: awful.only_followed: there is no word class 'nought'",
    ),
}


@pytest.mark.parametrize(("line", "expected"), BROKEN.values(), ids=BROKEN)
def test_an_error_names_line_and_field(folder: Path, line: str, expected: str) -> None:
    (folder / "sensational/slang.toml").write_text(HEAD + GOOD + line + "\n")
    assert errors_of(folder) == [f"sensational/slang.toml:{expected}"]


PATTERNS = {
    "no trigger": ("utter chaos", "a pattern holds its trigger words once, in <…>"),
    "two triggers": ("<utter> <chaos>", "a pattern holds its trigger words once, in <…>"),
    "a trigger that is no word": (
        "<utter.*>",
        "a trigger is a plain word or phrase, not 'utter.*'",
    ),
    "an empty trigger": ("<utter|>", "a trigger is a plain word or phrase, not ''"),
    "a trigger class with a pattern": (
        "<{adverb}>",
        "the class adverb holds more than plain words",
    ),
    "an unknown class": ("<utter> {nought}", "there is no word class 'nought'"),
}


@pytest.mark.parametrize(("pattern", "reason"), PATTERNS.values(), ids=PATTERNS)
def test_a_broken_pattern_is_an_error(folder: Path, pattern: str, reason: str) -> None:
    entry = f'[entries.awful]\npattern = "{pattern}"\nhits = ["<x>"]\n'
    (folder / "sensational/slang.toml").write_text(HEAD + entry)
    assert errors_of(folder) == [f"sensational/slang.toml:5: awful.pattern: {reason}"]


ENTRIES = {
    "id": ('[entries.Awful]\nforms = ["x"]\nhits = ["<x>"]', "4: Awful: an id is kebab-case"),
    "hits": ('[entries.awful]\nforms = ["x"]', "4: awful.hits: is required"),
    "capitals": (
        '[entries.awful]\nforms = ["So Bad"]\nhits = ["<So Bad>"]',
        "5: awful.forms: 'So Bad' is not lower-case words with single spaces",
    ),
    "inflected pattern": (
        '[entries.awful]\npattern = "<x>"\ninflect = "verb"\nhits = ["<x>"]',
        "6: awful.inflect: goes with forms only",
    ),
    "detector": (
        '[entries.awful]\ndetector = "x"\nhits = ["<x>"]',
        "5: awful.detector: is one of capitals, exclamation, scare_quotes",
    ),
    "where with a detector": (
        '[entries.awful]\ndetector = "capitals"\nwhere = "headline"\nhits = ["<X>"]',
        "6: awful.where: does not go with a detector",
    ),
    "order": (
        GOOD + '[entries.aaa]\nforms = ["quite bad"]\nhits = ["<quite bad>"]',
        "4: awful: entries are not sorted by id, aaa comes first",
    ),
    "same form twice": (
        GOOD + '[entries.bad]\nforms = ["quite awful"]\nhits = ["<quite awful>"]',
        "8: bad.forms: 'quite awful' is a form of awful too",
    ),
    "same id twice": (
        GOOD + '[entries.capitals]\nforms = ["quite bad"]\nhits = ["<quite bad>"]',
        "7: capitals: the id is used in sensational/shouting.toml too",
    ),
    "TOML": ('[entries.awful]\nforms = "', "5: Illegal character '\\n' (at line 5, column 10)"),
}


@pytest.mark.parametrize(("entry", "expected"), ENTRIES.values(), ids=ENTRIES)
def test_a_broken_entry_is_an_error(folder: Path, entry: str, expected: str) -> None:
    (folder / "sensational/slang.toml").write_text(HEAD + entry + "\n")
    lines = errors_of(folder)
    if expected.startswith("7: capitals"):  # reported where the second one is read
        lines = [line for line in lines if "capitals" in line]
        assert lines == ["sensational/shouting.toml:" + lines[0].split(":", 1)[1]]
        assert lines[0].endswith("the id is used in sensational/slang.toml too")
    else:
        assert lines == [f"sensational/slang.toml:{expected}"]


MISSES = {
    "another word": ('forms = ["sham"]', "A shame.", False),
    "another inflection": ('forms = ["blast"]\ninflect = "verb"', "It blasted off.", True),
    "no inflection": ('forms = ["blast"]', "It blasted off.", False),
    "half a phrase": ('forms = ["hot air"]', "Hot water.", False),
    "a capital": ('forms = ["hot air"]', "Hot air rises.", True),
    "a compound": ('forms = ["brute"]', "A brute-force attack.", True),
    "a typographic apostrophe": ('forms = ["won\'t do"]', "It won’t do it.", True),
    "a trigger without its frame": ('pattern = "{adverb} <loud|wide>"', "A wide road.", True),
    "a frame without its trigger": (
        'pattern = "{adverb} <loud|wide>"',
        "A new road.",
        False,
    ),
    "a detector has no forms": ('detector = "capitals"', "The BBC.", True),
}


@pytest.mark.parametrize(("found_by", "miss", "tested"), MISSES.values(), ids=MISSES)
def test_a_miss_holds_a_form_of_its_entry(
    folder: Path, found_by: str, miss: str, tested: bool
) -> None:
    entry = f'[entries.awful]\n{found_by}\nhits = ["<x>"]\nmisses = ["{miss}"]\n'
    (folder / "sensational/slang.toml").write_text(HEAD + entry)
    if tested:
        assert load_lexicon(folder).entries["awful"].misses == (miss,)
    else:
        (line,) = errors_of(folder)
        assert line.endswith(f" awful.misses: holds no form of the entry: {miss}")


def _remove_message(folder: Path) -> None:
    (folder / "sensational/slang.toml").write_text('about = "Test."\n\n' + GOOD)


def _remove_misses(folder: Path) -> None:
    (folder / "context/literal.toml").write_text('about = "x"\n[entries.x]\nforms = ["x y"]\n')


def _not_utf8(folder: Path) -> None:
    (folder / "sensational/slang.toml").write_bytes(b'about = "\xff"')


def _missing(folder: Path) -> None:
    (folder / "sensational/slang.toml").unlink()


def _unknown(folder: Path) -> None:
    (folder / "sensational/gossip.toml").write_text(HEAD + GOOD)


def _no_words(folder: Path) -> None:
    (folder / "context/words.toml").write_text('about = "x"\nclasses = 3\n')


FILES: list[tuple[Callable[[Path], None], str]] = [
    (
        _remove_message,
        "sensational/slang.toml:3: awful.message: is required, here or at the head of the file",
    ),
    (_remove_misses, "context/literal.toml:2: x.misses: is required"),
    (_not_utf8, "sensational/slang.toml:1: not UTF-8: invalid start byte"),
    (_missing, "sensational/slang.toml:1: file is missing"),
    (_unknown, "sensational/gossip.toml:1: no such category"),
    (_no_words, "context/words.toml:2: classes: Input should be a valid dictionary"),
]


@pytest.mark.parametrize(("break_", "expected"), FILES, ids=lambda p: getattr(p, "__name__", ""))
def test_a_broken_file_is_an_error(
    folder: Path, break_: Callable[[Path], None], expected: str
) -> None:
    break_(folder)
    assert errors_of(folder)[0] == expected


def test_all_errors_are_reported_at_once(folder: Path) -> None:
    (folder / "sensational/slang.toml").write_text(
        HEAD + GOOD.replace("<", "").replace("hits", "hit")
    )
    (folder / "sensational/gossip.toml").write_text(HEAD)
    assert len(errors_of(folder)) == 2


def test_the_hash_names_the_content(folder: Path) -> None:
    first = load_lexicon(folder).hash
    assert first == load_lexicon(folder).hash
    (folder / "sensational/slang.toml").write_text(HEAD + GOOD + "# a comment\n")
    assert first != load_lexicon(folder).hash
    assert first.startswith("sha256:")
    assert len(first) == len("sha256:") + 64


def test_forms_are_inflected_and_spelt_both_ways(folder: Path) -> None:
    entry = """[entries.sharpen]
forms = ["weaponise"]
inflect = "verb"
suggestions = [{ replace = "use" }, "delete"]
hits = ["They <weaponised> grief."]
"""
    (folder / "sensational/slang.toml").write_text(HEAD + entry)
    sharpen = load_lexicon(folder).entries["sharpen"]
    assert set(sharpen.forms) == {
        "weaponise", "weaponises", "weaponised", "weaponising",
        "weaponize", "weaponizes", "weaponized", "weaponizing",
    }  # fmt: skip
    assert [s.text for s in sharpen.suggest("weaponizing")] == ["using", UNSET]
    assert [s.text for s in sharpen.suggest("weaponises")] == ["uses", UNSET]


def test_sources_and_statistics_are_kept_with_their_rules(folder: Path) -> None:
    source = 'source = "style guide: Our own, on adjectives"\n'
    other = '[entries.bad]\nforms = ["quite bad"]\nsource = "own reading"\nhits = ["<quite bad>"]\n'
    (folder / "sensational/slang.toml").write_text(HEAD + source + GOOD + other)
    assert load_lexicon(folder).rule_statistics == {}
    write_statistics(folder, {"awful": {"found": 8, "right": 6, "precision": 0.75}})
    lexicon = load_lexicon(folder)
    assert lexicon.rule_statistics == {"awful": RuleStatistics(found=8, right=6, precision=0.75)}
    sources = [lexicon.entries[rule].source for rule in ("awful", "bad")]
    assert sources == ["style guide: Our own, on adjectives", "own reading"]


def write_statistics(folder: Path, rules: dict[str, object]) -> None:
    """Write rule statistics for the lexicon as it is now."""
    measured = {"lexicon": words_hash(folder), "rules": rules}
    (folder / "receipts.json").write_text(json.dumps(measured))


def test_statistics_of_other_word_lists_are_ignored(folder: Path) -> None:
    write_statistics(folder, {"awful": {"found": 8, "right": 6, "precision": 0.75}})
    with (folder / "sensational/slang.toml").open("a") as file:
        file.write("# Edited.\n")
    assert load_lexicon(folder).rule_statistics == {}


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"lexicon": "x", "rules": {"awful": {}}}'])
def test_broken_statistics_stop_the_start(folder: Path, text: str) -> None:
    (folder / "receipts.json").write_text(text)
    assert errors_of(folder)[0].startswith("receipts.json:1: not rule statistics, remove it: ")


def test_word_lists_without_statistics_are_validated_and_all_are_by_a_thorough_load(
    folder: Path,
) -> None:
    (folder / "sensational/slang.toml").write_text(HEAD + GOOD + 'unless_followed = ["("]\n')
    fault = "slang.toml:7: awful.unless_followed: missing )"
    with pytest.raises(LexiconError, match=re.escape(fault)):
        load_lexicon(folder)
    write_statistics(folder, {})
    assert "awful" in load_lexicon(folder).entries
    with pytest.raises(LexiconError, match=re.escape(fault)):
        load_lexicon(folder, thorough=True)


def test_a_source_names_its_kind(folder: Path) -> None:
    (folder / "sensational/slang.toml").write_text(HEAD + GOOD + 'source = "somewhere"\n')
    (line,) = errors_of(folder)
    assert line.startswith("sensational/slang.toml:7: awful.source: String should match pattern")


def test_sober_words_agree_with_what_a_pattern_found(folder: Path) -> None:
    entry = """[entries.storm]
pattern = "<storms|stormed> out"
suggestions = [{ replace = "leave", inflect = "verb" }, { replace = "go away" }]
hits = ["He <stormed out>."]
"""
    (folder / "sensational/slang.toml").write_text(HEAD + entry)
    storm = load_lexicon(folder).entries["storm"]
    assert [s.text for s in storm.suggest("stormed out")] == ["left", "go away"]


@pytest.mark.parametrize("hunting", [True, False])
def test_loading_leaves_the_garbage_collector_as_it_was(tmp_path: Path, hunting: bool) -> None:
    write_lexicon(tmp_path)
    if not hunting:
        gc.disable()
    try:
        load_lexicon(tmp_path)
        assert gc.isenabled() is hunting
    finally:
        gc.enable()
