"""Loading profiles: a folder with `profile.toml` and word lists in the lexicon's format."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from msgspec.structs import replace

from levelhead.lexicon.compiled import Lexicon, compile_lexicon
from levelhead.lexicon.entry import Entry, LexiconFile, Where
from levelhead.lexicon.load import (
    FOLDERS,
    LexiconError,
    content_hash,
    files_of,
    load_file,
    unknown_files,
    without_headwords_of_others,
)
from levelhead.lexicon.profile import Allowed, Profile, Strength, desk_of
from levelhead.lexicon.profile_format import MAX_ENTRIES, NAME, ProfileFile
from levelhead.lexicon.source import EntryFault, describe, describe_all, parse
from levelhead.lexicon.validate import collisions, compile_faults
from levelhead.types import ALL_CATEGORIES

PROFILE_FILE = "profile.toml"
# How many profiles of a folder an error names.
SHOWN_NAMES = 5


def load_profile(folder: Path, lexicon: Lexicon) -> Profile:
    """The profile of a folder, whose name it has; one that it extends is in the same folder.

    LexiconError lists every fault of its files as `path:line: word.field: reason`.
    """
    if not (folder / PROFILE_FILE).exists() and (inner := profile_folders(folder)):
        names = ", ".join(each.name for each in inner[:SHOWN_NAMES])
        raise LexiconError(f"{folder}: this is a folder of profiles; name one of them: {names}")
    raw, files, faults = _read(folder, lexicon)
    above, parent = None, None
    if raw and raw.extends:
        parent = next_to(folder, raw.extends)
        if raw.extends == folder.resolve().name:
            faults.append(_fault(folder, "extends", "a profile cannot extend itself"))
        elif not (parent / PROFILE_FILE).is_file():
            reason = f"there is no profile {raw.extends} in the same folder"
            faults.append(_fault(folder, "extends", reason))
        else:
            above, inherited, wrong = _read(parent, lexicon)
            faults += wrong
            if above and above.extends:
                reason = f"{raw.extends} extends {above.extends}, so it cannot be extended"
                faults.append(_fault(folder, "extends", reason))
            faults += _unknown(parent, above, inherited, lexicon, faults)
            files = [*_without_forms_of(inherited, files), *files]
    faults += _unknown(folder, raw, files, lexicon, faults)
    if faults or raw is None:
        raise LexiconError("\n".join(faults))
    hashes = [content_hash(each) for each in (folder, parent) if each]
    name = folder.resolve().name
    merged = _extended(above, raw) if above else raw
    strengths = {
        id_: Strength(value, name if id_ in raw.rules or parent is None else parent.name)
        for id_, value in _numbers(merged.rules).items()
    }
    return _profile(name, merged, files, strengths, "+".join(hashes), lexicon)


def _profile(
    name: str,
    raw: ProfileFile,
    files: Iterable[LexiconFile],
    strengths: dict[str, Strength],
    hash_: str,
    lexicon: Lexicon,
) -> Profile:
    return Profile(
        name=name,
        about=raw.about,
        extends=raw.extends,
        hash=hash_,
        words=compile_lexicon(tuple(files), lexicon.classes, ""),
        strengths=MappingProxyType(strengths),
        off=_offs(raw.rules),
        off_categories=_offs(raw.categories),
        thresholds=_numbers(raw.categories),
        allowed=tuple(
            Allowed(term, a.reason, a.until, frozenset(map(desk_of, a.desks)), frozenset(a.roles))
            for term, a in raw.allow.items()
        ),
        min_score=raw.min_score,
        quotes=raw.quotes,
    )


def profile_folders(folder: Path) -> list[Path]:
    """The folders in `folder` that hold a profile or words of one, by name."""
    return sorted({folder / path.relative_to(folder).parts[0] for path in _files_below(folder)})


def _files_below(folder: Path) -> Iterator[Path]:
    yield from folder.glob(f"*/{PROFILE_FILE}")
    for dimension, _ in FOLDERS:
        yield from folder.glob(f"*/{dimension}")


def next_to(folder: Path, name: str) -> Path:
    """The folder of that name next to the other, with a path that is written alike."""
    above = folder.resolve().parent
    return (folder.parent if folder.parent.resolve() == above else above) / name


def _read(
    folder: Path, lexicon: Lexicon
) -> tuple[ProfileFile | None, list[LexiconFile], list[str]]:
    """The settings and word lists of one folder, and their faults."""
    name = folder.resolve().name
    raw, faults = parse(folder / PROFILE_FILE, ProfileFile, needed=())
    if not re.fullmatch(NAME, name):
        faults.append(f"{folder}:1: the name is not small letters, digits and single hyphens")
    files: list[LexiconFile] = []
    for path, place in files_of(folder):
        file, wrong = load_file(path, place)
        faults += wrong
        files += [file] if file else []
        if sum(len(file.entries) for file in files) > MAX_ENTRIES:
            return raw, [], [*faults, f"{path}:1: more than {MAX_ENTRIES:,} words in all files"]
    faults += [f"{path}:1: no such category" for path in unknown_files(folder)]
    files = without_headwords_of_others(files)
    wrong_entries = [
        *_detectors(files),
        *collisions(files),
        *((file, fault) for file in files for fault in compile_faults(file, lexicon.classes)),
    ]
    faults += describe_all((Path(file.path), fault) for file, fault in wrong_entries)
    named = [file._replace(entries=tuple(_named(file.entries, name))) for file in files]
    return raw, named, faults


def _detectors(files: Iterable[LexiconFile]) -> Iterator[tuple[LexiconFile, EntryFault]]:
    for file in files:
        for where, entry in zip(file.written, file.entries, strict=True):
            if entry.detector:
                yield file, EntryFault(where, "", "a profile has no detectors")


def _unknown(
    folder: Path,
    raw: ProfileFile | None,
    files: Iterable[LexiconFile],
    lexicon: Lexicon,
    faults: Collection[str],
) -> list[str]:
    """The rules and categories of a profile.toml that there are not.

    After other `faults`, a rule of a profile may be unknown only because its word has one.
    """
    if raw is None:
        return []
    known = lexicon.entries.keys() | {entry.id for file in files for entry in file.entries}
    rules = [id_ for id_ in raw.rules if id_ not in known and not (faults and ":" in id_)]
    found = [
        *(EntryFault(Where("rules", id_), "", "there is no such rule") for id_ in rules),
        *(
            EntryFault(Where("categories", name), "", "there is no such category")
            for name in raw.categories
            if name not in ALL_CATEGORIES
        ),
    ]
    return describe_all((folder / PROFILE_FILE, fault) for fault in found)


def _named(entries: Iterable[Entry], profile: str) -> Iterable[Entry]:
    """The entries with the name of their profile, which ids begin with."""
    return (replace(entry, id=f"{profile}:{entry.id}", profile=profile) for entry in entries)


def _without_forms_of(
    inherited: Sequence[LexiconFile], own: Sequence[LexiconFile]
) -> list[LexiconFile]:
    """The inherited word lists without words that the profile has itself."""
    mine = {(file.dimension, form) for file in own for e in file.entries for form in e.forms}
    return [
        file._replace(
            entries=tuple(
                replace(e, forms=tuple(f for f in e.forms if (e.dimension, f) not in mine))
                for e in file.entries
            )
        )
        for file in inherited
    ]


def _extended(above: ProfileFile, raw: ProfileFile) -> ProfileFile:
    """The settings of a profile, with those of the one that it extends where it says nothing."""
    said = {name: getattr(raw, name) for name in raw.model_fields_set}
    merged = {
        name: getattr(above, name) | getattr(raw, name) for name in ("rules", "categories", "allow")
    }
    return above.model_copy(update=said | merged)


def _offs(switches: Mapping[str, str | float]) -> frozenset[str]:
    return frozenset(name for name, value in switches.items() if value == "off")


def _numbers(switches: Mapping[str, str | float]) -> Mapping[str, float]:
    return MappingProxyType({n: float(v) for n, v in switches.items() if v != "off"})


def _fault(folder: Path, field: str, reason: str) -> str:
    return describe(folder / PROFILE_FILE, EntryFault(Where("", ""), field, reason))
