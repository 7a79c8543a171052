"""An invalid lexicon stops the start, with the path and line of each error."""

import gc
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec import UNSET

from levelhead.lexicon import LexiconError, RuleStatistics, load_lexicon
from tests.helpers.lexicons import HEAD, write_lexicon

SLANG = "sensational/slang/test.toml"
GOOD = '[phrases]\n"quite awful" = 2\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small lexicon that a test may break."""
    write_lexicon(tmp_path)
    (tmp_path / SLANG).write_text(HEAD + GOOD)
    return tmp_path


def errors_of(folder: Path) -> list[str]:
    with pytest.raises(LexiconError) as error:
        load_lexicon(folder)
    return [line.removeprefix(f"{folder}/") for line in str(error.value).splitlines()]


WITH = 'yes = "<Awful>.", no = "Awful."'
BROKEN = {
    "unknown key": ('awful = { strength = 2, colour = "red" }', "awful.colour: is not a known key"),
    "unknown section": ("[prefixes]", "prefixes: is not a known key"),
    "strength too high": ("awful = 4", "awful: should be less than or equal to 3"),
    "strength between steps": (
        "awful = 1.2",
        "awful: should be a multiple of 0.5",
    ),
    "strength is missing": ('awful = { yes = "<Awful>." }', "awful.strength: is required"),
    "wrong type": ('awful = "2"', "awful: should be a strength, or a table with a strength"),
    "neither of two types": (
        "awful = { strength = 2, yes = 3 }",
        "awful.yes: should be a string, or should be a list",
    ),
    "a wrong item": (
        'awful = { strength = 2, no = ["It rained.", 3] }',
        "awful.no: should be a string",
    ),
    "an unknown source": (
        'awful = { strength = 2, source = "me" }',
        'awful.source: should be "own reading", "style guide: …" or "linguistics paper: …"',
    ),
    "wrong choice": (
        'awful = { strength = 2, where = "foot" }',
        "awful.where: should be 'headline'",
    ),
    "broken fragment": (
        f'awful = {{ strength = 2, unless = "_ (", {WITH} }}',
        "awful.unless: missing ), unterminated subpattern at position 5",
    ),
    "unknown class": (
        f'awful = {{ strength = 2, only = "_ {{nought}}", {WITH} }}',
        "awful.only: there is no word class 'nought'",
    ),
    "unknown condition": (
        f'awful = {{ strength = 2, only = "food", {WITH} }}',
        "awful: there is no condition 'food'",
    ),
    "no place for the word": (
        f'awful = {{ strength = 2, only = "a _ b", {WITH} }}',
        "awful: 'a _ b' has no _ at its start or end",
    ),
    "a condition without yes": (
        'awful = { strength = 2, only = "a _", no = "Awful." }',
        "awful.yes: is required",
    ),
    "a condition without no": (
        'awful = { strength = 2, only = "a _", yes = "A <awful>." }',
        "awful.no: is required with a condition",
    ),
    "a class without yes": (
        '"break {adverb}" = 2',
        "break {adverb}.yes: is required",
    ),
    "a class alone": (
        '"{adverb}" = { strength = 2, yes = "<Now>." }',
        "{adverb}: holds no word besides its classes",
    ),
    "two spaces": ('"so  awful" = 2', "so  awful: is not words with single spaces"),
    "an id": (
        'awful = { strength = 2, id = "so Awful" }',
        "awful: 'so Awful' is not an id: letters",
    ),
    "two stars": ('"so* awful*" = 2', "so* awful*: more than one star in 'so* awful*'"),
    "TOML": ('awful = "', "Illegal character '\\n' (at line 6, column 10)"),
}


@pytest.mark.parametrize(("line", "expected"), BROKEN.values(), ids=BROKEN)
def test_an_error_names_line_and_field(folder: Path, line: str, expected: str) -> None:
    section = "" if line.startswith("[") else "[adjectives]"
    (folder / SLANG).write_text(f"{HEAD}{section}\n\n{line}\n")
    (error,) = errors_of(folder)
    assert error.removeprefix(f"{SLANG}:6: ").startswith(expected)


def test_words_are_sorted_in_their_section(folder: Path) -> None:
    (folder / SLANG).write_text(f"{HEAD}[adjectives]\nbad = 2\nawful = 2\n[nouns]\nass = 2\n")
    assert errors_of(folder) == [
        f"{SLANG}:6: awful: words are sorted: awful comes before bad",
    ]


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
    entry = f'[patterns.awful]\npattern = "{pattern}"\nstrength = 2\nyes = "<x>"\n'
    (folder / SLANG).write_text(HEAD + entry)
    assert errors_of(folder) == [f"{SLANG}:5: awful.pattern: {reason}"]


ENTRIES = {
    "yes": (
        '[patterns.awful]\npattern = "<x>"\nstrength = 2',
        "4: awful.yes: is required",
    ),
    "yes, before another pattern": (
        '[patterns.awful]\npattern = "<x>"\nstrength = 2\n'
        '[patterns.dire]\npattern = "<dire>"\nstrength = 2\nyes = "It is <dire>."',
        "4: awful.yes: is required",
    ),
    "an unknown detector": (
        '[detectors]\nx = { strength = 2, yes = "<x>" }',
        "5: x: there is no such detector, only capitals, exclamation, scare_quotes",
    ),
    "where with a detector": (
        '[detectors]\nscare-quotes = { strength = 2, yes = "<X>", where = "headline" }',
        "5: scare-quotes.where: does not go with a detector",
    ),
    "same form twice": (
        GOOD + '[adjectives]\n"quite awful" = { strength = 2, id = "other" }',
        "5: quite awful: 'quite awful' is a form of other in sensational/slang/test.toml too",
    ),
    "same id twice": (
        GOOD + "quite-awful = 3\n",
        "6: quite-awful: the id quite-awful is used in sensational/slang/test.toml too",
    ),
}


@pytest.mark.parametrize(("entry", "expected"), ENTRIES.values(), ids=ENTRIES)
def test_a_broken_entry_is_an_error(folder: Path, entry: str, expected: str) -> None:
    (folder / SLANG).write_text(HEAD + entry + "\n")
    assert errors_of(folder)[0] == f"{SLANG}:{expected}"


def test_a_word_is_not_in_the_context_too(folder: Path) -> None:
    context = 'about = "x"\nno = ["It is quite awful."]\nphrases = ["quite awful"]\n'
    (folder / "context/literal/test.toml").write_text(context)
    assert errors_of(folder) == [
        "context/literal/test.toml:1: 'quite awful' is a form of quite-awful in "
        "sensational/slang/test.toml too"
    ]


NOT_MARKED = {
    "another word": ("[nouns]\nsham", "A shame.", False),
    "another inflection": ("[verbs]\nblast", "It blasted off.", True),
    "no inflection": ("[phrases]\nblast", "It blasted off.", False),
    "half a phrase": ('[phrases]\n"hot air"', "Hot water.", False),
    "a capital": ('[phrases]\n"hot air"', "Hot air rises.", True),
    "a compound": ("[nouns]\nbrute", "A brute-force attack.", True),
    "a typographic apostrophe": ('[phrases]\n"won\'t do"', "It won’t do it.", True),
    "a trigger without its frame": ('[phrases]\n"{adverb} loud"', "A loud road.", True),
    "a frame without its trigger": ('[phrases]\n"{adverb} loud"', "A new road.", False),
}


@pytest.mark.parametrize(("word", "no", "tested"), NOT_MARKED.values(), ids=NOT_MARKED)
def test_an_example_of_no_match_holds_a_form_of_its_word(
    folder: Path, word: str, no: str, tested: bool
) -> None:
    line = f'{word} = {{ strength = 2, yes = "<x>", no = "{no}", id = "awful" }}\n'
    (folder / SLANG).write_text(HEAD + line)
    if tested:
        assert load_lexicon(folder).entries["awful"].misses == (no,)
    else:
        (error,) = errors_of(folder)
        assert error.endswith(f".no: holds no form of the word: {no}")


def _remove_message(folder: Path) -> None:
    (folder / SLANG).write_text('about = "Test."\n\n' + GOOD)


def _remove_examples(folder: Path) -> None:
    (folder / "context/literal/test.toml").write_text('about = "x"\nphrases = ["x y"]\n')


def _not_utf8(folder: Path) -> None:
    (folder / SLANG).write_bytes(b'about = "\xff"')


def _no_detector(folder: Path) -> None:
    (folder / "sensational/scare_quotes/test.toml").unlink()


def _no_category(folder: Path) -> None:
    text = (folder / "categories.toml").read_text()
    (folder / "categories.toml").write_text(text.replace('slang = "Test."\n', ""))


def _unknown(folder: Path) -> None:
    (folder / "sensational/gossip.toml").write_text(HEAD + GOOD)


def _no_classes(folder: Path) -> None:
    (folder / "classes.toml").write_text('about = "x"\nclasses = 3\n')


def _wrong_stance(folder: Path) -> None:
    (folder / "reporting.toml").write_text('about = "x"\n\n[speech]\nsay = "bold"\n')


def _no_synonyms(folder: Path) -> None:
    (folder / "synonyms.toml").unlink()


def _ambiguous_synonyms(folder: Path) -> None:
    groups = 'rise = "climb / fall"\nsink = "fall"\nopen = "/ / shut"\n'
    names = 'ruritania = "ruritanian"\ngrustark = "ruritanian"\n'
    (folder / "synonyms.toml").write_text(f'about = "x"\n\n[groups]\n{groups}\n[names]\n{names}')


FILES: list[tuple[Callable[[Path], None], str]] = [
    (
        _remove_message,
        f"{SLANG}:4: quite awful.message: is required, here or at the head of the file",
    ),
    (_remove_examples, "context/literal/test.toml:1: no: is required"),
    (_not_utf8, f"{SLANG}:1: not UTF-8: invalid start byte"),
    (_no_detector, ":1: no file has the detector scare_quotes"),
    (_no_category, "categories.toml:1: sensational.slang is missing"),
    (_unknown, "sensational/gossip.toml:1: no such category"),
    (
        _wrong_stance,
        "reporting.toml:4: say: should be 'neutral', 'doubting', 'loaded' or 'confirming'",
    ),
    (_no_synonyms, "synonyms.toml:1: file is missing"),
    (_ambiguous_synonyms, "synonyms.toml:5: sink: 'fall' is in the group of 'rise' too"),
    (_no_classes, "classes.toml:2: classes: should be a table"),
]


@pytest.mark.parametrize(("break_", "expected"), FILES, ids=lambda p: getattr(p, "__name__", ""))
def test_a_broken_file_is_an_error(
    folder: Path, break_: Callable[[Path], None], expected: str
) -> None:
    break_(folder)
    assert errors_of(folder)[0].removeprefix(str(folder)) == expected


def test_each_synonym_that_is_ambiguous_is_an_error(folder: Path) -> None:
    _ambiguous_synonyms(folder)
    assert [error.removeprefix("synonyms.toml:") for error in errors_of(folder)] == [
        "5: sink: 'fall' is in the group of 'rise' too",
        "6: open: has no word on one side of a slash",
        "10: grustark: 'ruritanian' is a form of 'ruritania' too",
    ]


def test_all_errors_are_reported_at_once(folder: Path) -> None:
    (folder / SLANG).write_text(HEAD + "[phrases]\na = 5\nb = 6\n")
    (folder / "sensational/gossip.toml").write_text(HEAD)
    assert len(errors_of(folder)) == 3


def test_a_wrong_field_hides_no_fault_of_another_word(folder: Path) -> None:
    words = (
        'b = { strength = 2, colour = "red" }\na = { strength = 2, only = "then" }\nC = 9\nB = 1\n'
    )
    (folder / SLANG).write_text(f'message = "Say less."\n\n[phrases]\n{words}')
    assert errors_of(folder) == [
        f"{SLANG}:1: about: is required",
        f"{SLANG}:4: b.colour: is not a known key",
        f"{SLANG}:6: C: should be less than or equal to 3",
        f"{SLANG}:5: a: there is no condition 'then'",
    ]


def test_without_word_classes_their_phrases_are_not_called_wrong(folder: Path) -> None:
    (folder / SLANG).write_text(
        f'{HEAD}[phrases]\n"{{possessive}} tram" = {{ strength = 2, {WITH} }}\n'
    )
    _no_classes(folder)
    assert errors_of(folder) == ["classes.toml:2: classes: should be a table"]


def test_the_hash_names_the_content(folder: Path) -> None:
    first = load_lexicon(folder).hash
    assert first == load_lexicon(folder).hash
    (folder / SLANG).write_text(HEAD + GOOD + "# a comment\n")
    assert first != load_lexicon(folder).hash
    assert first.startswith("sha256:")
    assert len(first) == len("sha256:") + 64


def test_words_are_inflected_and_spelt_both_ways(folder: Path) -> None:
    (folder / SLANG).write_text(f'{HEAD}[verbs]\nweaponise = {{ strength = 2, instead = "use" }}\n')
    weaponise = load_lexicon(folder).entries["weaponise"]
    assert set(weaponise.forms) == {
        "weaponise", "weaponises", "weaponised", "weaponising",
        "weaponize", "weaponizes", "weaponized", "weaponizing",
    }  # fmt: skip
    assert [s.text for s in weaponise.suggest("weaponizing")] == ["using"]
    assert [s.text for s in weaponise.suggest("weaponises")] == ["uses"]


# Headword, section -> pattern.
CLASSES = {
    "a verb with a class": ("slam {adverb} shut", "verbs",
        "(?:slam {adverb} |slams {adverb} |slammed {adverb} |slamming {adverb} )<shut>"),
    "a verb longer than the rest": ("stumble {adverb} on", "verbs",
        "<stumble|stumbles|stumbled|stumbling> {adverb} on"),
    "the longest words": ("as {adverb} mad as {adverb} can", "phrases",
        "as {adverb} <mad as> {adverb} can"),
    "two classes in a row": ("so {adverb} {adverb} mad", "phrases", "so {adverb} {adverb} <mad>"),
    "a class first": ("{adverb} mad", "phrases", "{adverb} <mad>"),
    "a class at the end": ("mad {adverb}", "phrases", "<mad> {adverb}"),
    "a plural behind a class": ("monarch {adverb} idiot", "nouns",
        "<monarch>(?: {adverb} idiot| {adverb} idiots)"),
    "a plural before a class": ("king of {adverb} idiots", "nouns",
        "<king of|kings of> {adverb} idiots"),
}  # fmt: skip


@pytest.mark.parametrize(("word", "section", "pattern"), CLASSES.values(), ids=CLASSES)
def test_a_phrase_with_a_class_is_a_pattern(
    folder: Path, word: str, section: str, pattern: str
) -> None:
    line = f'"{word}" = {{ strength = 2, yes = "<x>", id = "x" }}'
    (folder / SLANG).write_text(f"{HEAD}[{section}]\n{line}\n")
    assert load_lexicon(folder).entries["x"].pattern == pattern


def test_conditions_are_shared_by_name_in_a_file(folder: Path) -> None:
    (folder / SLANG).write_text(
        f'{HEAD}[conditions]\nfood = ["_ (?:eggs|meat)", "raw _"]\n'
        '[adjectives]\nfoul = { strength = 2, unless = ["food", "the _"], '
        'yes = "<Foul>.", no = "The foul." }\nrotten = { strength = 2, unless = "food" }\n'
    )
    entries = load_lexicon(folder).entries
    assert entries["foul"].unless_preceded == ("raw", "the")
    assert entries["foul"].unless_followed == ("(?:eggs|meat)",)
    assert entries["rotten"].unless_followed == ("(?:eggs|meat)",)


# What a file and a word advise -> the suggestions.
ADVICE = {
    "the file's": ("", [("rephrase", UNSET)]),
    "the word's own": ('advice = "attribute"', [("attribute", UNSET)]),
    "another word": ('instead = "odd"', [("replace", "odd")]),
}  # fmt: skip


@pytest.mark.parametrize(("field", "expected"), ADVICE.values(), ids=ADVICE)
def test_a_word_takes_over_the_advice_of_its_file(
    folder: Path, field: str, expected: list[tuple[str, object]]
) -> None:
    field = f", {field}" if field else ""
    (folder / SLANG).write_text(
        f'advice = "rephrase"\n{HEAD}[phrases]\nawful = {{ strength = 2{field} }}\n'
    )
    suggestions = load_lexicon(folder).entries["awful"].suggest("awful")
    assert [(s.action, s.text) for s in suggestions] == expected


def test_sources_and_statistics_are_kept_with_their_rules(folder: Path) -> None:
    source = 'source = "style guide: Our own, on adjectives"\n'
    other = 'bad = { strength = 2, source = "own reading" }\n'
    (folder / SLANG).write_text(source + HEAD + "[phrases]\nawful = 2\n" + other)
    assert load_lexicon(folder).rule_statistics == {}
    rules = {"awful": {"found": 8, "right": 6, "precision": 0.75}}
    (folder / "rule_statistics.json").write_text(json.dumps({"rules": rules}))
    lexicon = load_lexicon(folder)
    assert lexicon.rule_statistics == {"awful": RuleStatistics(found=8, right=6, precision=0.75)}
    sources = [lexicon.entries[rule].source for rule in ("awful", "bad")]
    assert sources == ["style guide: Our own, on adjectives", "own reading"]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"rules": {"awful": {}}}'])
def test_broken_statistics_stop_the_start(folder: Path, text: str) -> None:
    (folder / "rule_statistics.json").write_text(text)
    error = errors_of(folder)[0]
    assert error.startswith("rule_statistics.json:1: not rule statistics, remove it: ")


def test_a_source_names_its_kind(folder: Path) -> None:
    (folder / SLANG).write_text('source = "somewhere"\n' + HEAD + GOOD)
    assert errors_of(folder)[0].startswith(f'{SLANG}:1: source: should be "own reading", ')


def test_sober_words_agree_with_what_a_pattern_found(folder: Path) -> None:
    pattern = """[patterns.storm]
pattern = "<storms|stormed> out"
strength = 2
instead = "leave"
inflect = "verb"
yes = "He <stormed out>."
"""
    (folder / SLANG).write_text(HEAD + pattern)
    storm = load_lexicon(folder).entries["storm"]
    assert [s.text for s in storm.suggest("stormed out")] == ["left"]


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
