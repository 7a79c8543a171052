"""Loading the lexicon folder; every fault is reported with its path and line."""

import gc
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec.structs import replace

from levelhead.lexicon.compiled import Lexicon, compile_lexicon
from levelhead.lexicon.concepts import Concepts
from levelhead.lexicon.entries import Place, Written, expressions_of, words_of
from levelhead.lexicon.entry import Entry, Folder, LexiconFile, RuleStatistics, Where
from levelhead.lexicon.format import Categories, ContextFile, RawClasses, WordFile
from levelhead.lexicon.reporting import RawReporting, reporting_of
from levelhead.lexicon.source import EntryFault, describe_all, parse
from levelhead.lexicon.synonyms import RawSynonyms, synonym_faults
from levelhead.lexicon.validate import (
    DETECTORS,
    collisions,
    compile_faults,
    file_faults,
    order_faults,
)
from levelhead.lexicon.words import word_class
from levelhead.types import CATEGORIES

FOLDERS: tuple[tuple[Folder, tuple[str, ...]], ...] = (
    *CATEGORIES.items(),
    ("context", ("fixed_expressions", "literal", "names")),
)
ABOUT = "categories.toml"
CLASSES = "classes.toml"
REPORTING = "reporting.toml"
SYNONYMS = "synonyms.toml"
RULE_STATISTICS = "rule_statistics.json"


class LexiconError(Exception):
    """Faults in lexicon files; str() is a line `path:line: word.field: reason` for each."""


def packaged_folder() -> Path:
    """`lexicons/` at the top of a source tree, inside the package in an installed wheel."""
    package = Path(__file__).parents[1]
    installed = package / "lexicons"
    return installed if installed.is_dir() else package.parents[1] / "lexicons"


def load_lexicon(folder: Path, *, thorough: bool = False) -> Lexicon:
    """The lexicon of `folder`; LexiconError lists every fault of its files.

    The patterns of the packaged word lists were compiled by the tests of this version, and are
    compiled here only if `thorough`: it takes as long as all the rest. Everything made here is
    kept, so the garbage collector would take a fifth of the time and find nothing.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        return _load(folder, thorough or folder != packaged_folder())
    finally:
        if collecting:
            gc.enable()


def _load(folder: Path, thorough: bool) -> Lexicon:
    abouts, faults = parse(folder / ABOUT, Categories)
    raw_classes, wrong = parse(folder / CLASSES, RawClasses)
    raw_reporting, wrong_reporting = parse(folder / REPORTING, RawReporting)
    raw_synonyms, wrong_synonyms = parse(folder / SYNONYMS, RawSynonyms)
    faults += [*wrong, *wrong_reporting, *wrong_synonyms]
    if raw_synonyms:
        wrong_words = synonym_faults(raw_synonyms)
        faults += describe_all((folder / SYNONYMS, fault) for fault in wrong_words)
    classes = {n: word_class(c) for n, c in raw_classes.classes.items()} if raw_classes else {}
    loaded: list[LexiconFile] = []
    for path, place in files_of(folder):
        file, wrong = load_file(path, place)
        loaded += [file] if file else []
        faults += wrong
    faults += describe_all((Path(file.path), f) for file in loaded for f in order_faults(file))
    loaded = without_headwords_of_others(loaded)
    faults += [f"{path}:1: no such category" for path in unknown_files(folder)]
    faults += [f"{folder / ABOUT}:1: {name} is missing" for name in _missing(abouts)]
    faults += describe_all((Path(file.path), fault) for file, fault in collisions(loaded))
    if thorough and raw_classes:
        faults += describe_all(
            (Path(file.path), fault) for file in loaded for fault in compile_faults(file, classes)
        )
    found = {entry.detector for file in loaded for entry in file.entries}
    faults += [f"{folder}:1: no file has the detector {d}" for d in DETECTORS if d not in found]
    statistics = rule_statistics_of(folder)
    if faults or abouts is None or raw_reporting is None or raw_synonyms is None:
        raise LexiconError("\n".join(faults))
    return compile_lexicon(
        tuple(loaded),
        classes,
        content_hash(folder),
        abouts={**abouts.hedging, **abouts.sensational, **abouts.context},
        rule_statistics=statistics,
        reporting=reporting_of(raw_reporting),
        concepts=Concepts(raw_synonyms.split(), raw_synonyms.forms()),
    )


def _categories() -> Iterator[tuple[Folder, str]]:
    return ((dimension, category) for dimension, names in FOLDERS for category in names)


def files_of(folder: Path) -> Iterator[tuple[Path, Place]]:
    """The word lists in order, each with where it belongs."""
    for dimension, category in _categories():
        for path in sorted((folder / dimension / category).glob("*.toml")):
            yield path, Place(dimension, category, path.stem)


def unknown_files(folder: Path) -> list[Path]:
    """Word lists that belong to no category."""
    known = {path for path, _ in files_of(folder)}
    return sorted(set(folder.glob("*/**/*.toml")) - known)


def _missing(abouts: Categories | None) -> list[str]:
    """Categories of which `categories.toml` says nothing."""
    if abouts is None:
        return []
    return [f"{d}.{c}" for d, c in _categories() if c not in getattr(abouts, d)]


def load_file(path: Path, place: Place) -> tuple[LexiconFile | None, list[str]]:
    """One word list with its entries, and its faults; None when it can't be read at all."""
    raw: WordFile | ContextFile | None
    words: Iterable[Written]
    if place.dimension == "context":
        raw, faults = parse(path, ContextFile, needed=())
        words = expressions_of(raw, place) if raw else ()
    else:
        raw, faults = parse(path, WordFile, needed=("conditions", "message"))
        words = words_of(raw, place) if raw else ()
    if raw is None:
        return None, faults
    entries: dict[Where, Entry] = {}
    found: list[EntryFault] = []
    for where, make, needs_yes, needs_no in words:
        try:
            entry = entries[where] = make()
        except ValueError as error:
            found.append(EntryFault(where, "", str(error)))
            continue
        if needs_yes and not entry.hits:
            found.append(EntryFault(where, "yes", "is required"))
        if needs_no and not entry.misses:
            found.append(EntryFault(where, "no", "is required with a condition"))
    file = LexiconFile(str(path), *place, raw.about, tuple(entries.values()), tuple(entries))
    found += file_faults(file)
    return file, [*faults, *describe_all((path, fault) for fault in found)]


def without_headwords_of_others(files: Sequence[LexiconFile]) -> list[LexiconFile]:
    """The files with each form that is a word of its own taken from the word it is a form of.

    "crushing" has a line of its own, so it is not a form of "crush".
    """
    owners = {
        (file.dimension, where.word.lower()): entry
        for file in files
        for where, entry in zip(file.written, file.entries, strict=True)
        if where.word.lower() in entry.forms
    }

    def own(where: Where, entry: Entry) -> Entry:
        word = where.word.lower()
        forms = tuple(
            form
            for form in entry.forms
            if form == word or owners.get((entry.dimension, form), entry) is entry
        )
        return entry if len(forms) == len(entry.forms) else replace(entry, forms=forms)

    return [file._replace(entries=tuple(map(own, file.written, file.entries))) for file in files]


def content_hash(folder: Path) -> str:
    """`sha256:…` over names and contents of all files, with what was measured by rule."""
    digest = hashlib.sha256()
    for path in sorted([*folder.glob("**/*.toml"), *folder.glob(RULE_STATISTICS)]):
        if not path.is_file():
            continue
        name = path.relative_to(folder).as_posix()
        digest.update(b"%b\0%b\0" % (name.encode(), path.read_bytes()))
    return f"sha256:{digest.hexdigest()}"


def rule_statistics_of(folder: Path) -> Mapping[str, RuleStatistics]:
    """What was measured by rule; nothing if nothing was."""
    path = folder / RULE_STATISTICS
    if not path.exists():
        return {}
    try:
        measured = json.loads(path.read_text("utf-8"))
        return {rule: RuleStatistics(**figures) for rule, figures in measured["rules"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise LexiconError(f"{path}:1: not rule statistics, remove it: {error!r}") from error
