"""Loading the lexicon folder; every fault is reported with its path and line."""

import gc
import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from levelhead.lexicon.compiled import Lexicon, compile_lexicon
from levelhead.lexicon.entry import (
    Entry,
    Folder,
    LexiconFile,
    MeasuredRules,
    RawClasses,
    RawEntry,
    RawFile,
    Replace,
    RuleStatistics,
    Suggestion,
)
from levelhead.lexicon.inflect import inflect, variants
from levelhead.lexicon.source import describe, parse
from levelhead.lexicon.validate import collisions, file_faults
from levelhead.lexicon.words import Classes, word_class
from levelhead.types import CATEGORIES

FOLDERS: tuple[tuple[Folder, tuple[str, ...]], ...] = (
    *CATEGORIES.items(),
    ("context", ("fixed_expressions", "literal", "names")),
)
WORDS = "context/words.toml"
RULE_STATISTICS = "receipts.json"


class LexiconError(Exception):
    """Faults in lexicon files; str() is a line `path:line: entry.field: reason` for each."""


def packaged_folder() -> Path:
    """`lexicons/` at the top of a source tree, inside the package in an installed wheel."""
    package = Path(__file__).parents[1]
    installed = package / "lexicons"
    return installed if installed.is_dir() else package.parents[1] / "lexicons"


def load_lexicon(folder: Path, *, thorough: bool = False) -> Lexicon:
    """The lexicon of `folder`; LexiconError lists every fault of its files.

    Word lists with which the rule statistics were measured were valid then: they are validated
    again only if `thorough`. Everything made here is kept, so the garbage collector would take a
    fifth of the time and find nothing.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        return _load(folder, thorough)
    finally:
        if collecting:
            gc.enable()


def _load(folder: Path, thorough: bool) -> Lexicon:
    rule_statistics = rule_statistics_of(folder)
    measured = rule_statistics.lexicon == words_hash(folder)
    check = thorough or not measured
    raw_classes, faults = parse(folder / WORDS, RawClasses)
    classes = {n: word_class(c) for n, c in raw_classes.classes.items()} if raw_classes else {}
    files: list[LexiconFile] = []
    for subfolder, category in expected_files():
        file, wrong = load_file(folder, subfolder, category, classes, check)
        files += [file] if file else []
        faults += wrong
    if check:
        known = {folder / WORDS, *(folder / s / f"{c}.toml" for s, c in expected_files())}
        unknown = sorted(set(folder.glob("*/*.toml")) - known)
        faults += [f"{path}:1: no such category" for path in unknown]
        faults += [describe(Path(file.path), fault) for file, fault in collisions(files)]
    if faults:
        raise LexiconError("\n".join(faults))
    rules = rule_statistics.rules if measured else {}
    return compile_lexicon(tuple(files), classes, content_hash(folder), rules)


def expected_files() -> Iterator[tuple[Folder, str]]:
    """The files of a lexicon, except its word classes."""
    return ((subfolder, category) for subfolder, categories in FOLDERS for category in categories)


def load_file(
    folder: Path, subfolder: Folder, category: str, classes: Classes, check: bool
) -> tuple[LexiconFile | None, list[str]]:
    """One file of entries and its faults; it is validated only if `check`.

    None when it can't be read at all.
    """
    path = folder / subfolder / f"{category}.toml"
    raw, faults = parse(path, RawFile)
    if raw is None:
        return None, faults
    entries = tuple(entry_of(i, e, raw, subfolder, category) for i, e in raw.entries.items())
    file = LexiconFile(str(path), subfolder, category, raw.about, raw.message or "", entries)
    if check:
        faults += (describe(path, fault) for fault in file_faults(file, raw, classes))
    return file, faults


def words_hash(folder: Path) -> str:
    """`sha256:…` over names and contents of all word lists."""
    return _hash(folder, sorted(folder.glob("*/*.toml")))


def content_hash(folder: Path) -> str:
    """The same with the rule statistics: over all that the service shows of a lexicon."""
    return _hash(folder, [*sorted(folder.glob("*/*.toml")), *folder.glob(RULE_STATISTICS)])


def _hash(folder: Path, paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        name = path.relative_to(folder).as_posix()
        digest.update(b"%b\0%b\0" % (name.encode(), path.read_bytes()))
    return f"sha256:{digest.hexdigest()}"


def rule_statistics_of(folder: Path) -> MeasuredRules:
    """What `make eval ARGS=--receipts` measured; with an empty hash if nothing was."""
    path = folder / RULE_STATISTICS
    if not path.exists():
        return MeasuredRules("", {})
    try:
        measured = json.loads(path.read_text("utf-8"))
        rules = {rule: RuleStatistics(**figures) for rule, figures in measured["rules"].items()}
        return MeasuredRules(measured["lexicon"], rules)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise LexiconError(f"{path}:1: not rule statistics, remove it: {error!r}") from error


def entry_of(id_: str, raw: RawEntry, file: RawFile, subfolder: Folder, category: str) -> Entry:
    """The entry as used: inflected, and with what it takes over from its file."""
    written = [slots(form, raw) for form in raw.forms]
    replace = [s for s in raw.suggestions if isinstance(s, Replace)]
    sober = [slots(s.replace, raw) for s in replace if raw.forms and not s.inflect]
    replacements = {
        form: tuple(words[min(n, len(words) - 1)][0] for words in sober)
        for form_slots in reversed(written)  # the first form that yields a spelling decides
        for n, alike in reversed(list(enumerate(form_slots)))
        for form in alike
    }
    return Entry(
        id=id_,
        dimension=subfolder,
        category=category,
        strength=raw.strength,
        forms=tuple(dict.fromkeys(f for s in written for alike in s for f in alike)),
        pattern=raw.pattern,
        detector=raw.detector,
        headline_only=raw.where == "headline",
        only_preceded=tuple(raw.only_preceded),
        only_followed=tuple(raw.only_followed),
        unless_preceded=tuple(raw.unless_preceded),
        unless_followed=tuple(raw.unless_followed),
        message=raw.message or file.message or "",
        suggestions=tuple(
            Suggestion("replace", s.replace) if isinstance(s, Replace) else Suggestion(s)
            for s in raw.suggestions
            if not (isinstance(s, Replace) and (raw.forms or s.inflect))
        ),
        agreeing=tuple((s.replace, s.inflect) for s in replace if s.inflect),
        replacements=replacements if sober else {},
        note=raw.note,
        source=raw.source or file.source,
        hits=tuple(raw.hits),
        misses=tuple(raw.misses),
        known_false=tuple(raw.known_false),
    )


def slots(form: str, raw: RawEntry) -> list[tuple[str, ...]]:
    """Each inflected form with its other spellings, in the order of `inflect`."""
    inflected = inflect(form, raw.inflect) if raw.inflect else (form,)
    return [(f, *variants(f)) for f in inflected]
