"""Loading profiles: a folder with `profile.toml` and word lists in the lexicon's format."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

from msgspec.structs import replace
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator
from pydantic_core import PydanticCustomError

from levelhead.lexicon.compiled import Lexicon, compile_lexicon
from levelhead.lexicon.entry import Entry, LexiconFile, Where
from levelhead.lexicon.format import Text
from levelhead.lexicon.load import (
    LexiconError,
    content_hash,
    files_of,
    load_file,
    unknown_files,
    without_headwords_of_others,
)
from levelhead.lexicon.profile import Allowed, Profile
from levelhead.lexicon.source import Fault, describe, parse
from levelhead.lexicon.validate import collisions, compile_faults
from levelhead.types import CATEGORIES, Quotes, Role

PROFILE_FILE = "profile.toml"
NAME = r"[a-z0-9]+(?:-[a-z0-9]+)*"
# What one profile may hold: far more than house rules have, little enough for a process to keep.
MAX_ALLOWED = 1_000
MAX_ENTRIES = 5_000
# How many profiles of a folder an error names.
SHOWN_NAMES = 5
STRENGTHS = (1, 1.5, 2, 2.5, 3)  # as in the lexicon
_CATEGORIES = frozenset(category for each in CATEGORIES.values() for category in each)


def _name(value: str) -> str:
    if not re.fullmatch(NAME, value):
        raise PydanticCustomError("name", "is not small letters, digits and single hyphens")
    return value


def _strength(value: object) -> object:
    if value != "off" and (isinstance(value, bool) or value not in STRENGTHS):
        raise PydanticCustomError("strength", 'should be "off" or one of 1, 1.5, 2, 2.5 and 3')
    return value


def _threshold(value: object) -> object:
    if isinstance(value, bool) or not (
        value == "off" or (isinstance(value, int | float) and 0 <= value <= 1)
    ):
        raise PydanticCustomError("threshold", 'should be "off" or a number from 0 to 1')
    return value


Score = Annotated[float, Field(ge=0, le=1)]


class _Raw(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class RawAllowed(_Raw):
    """A term that is not flagged; the reason by itself is short for one without conditions."""

    reason: Text
    until: date | None = None
    desks: list[Text] = []
    roles: list[Role] = []


def _with_reason(value: object) -> object:
    if isinstance(value, str):
        return {"reason": value}
    if not isinstance(value, dict):
        raise PydanticCustomError("allowed", "should be a reason, or a table with a reason")
    return value


class ProfileFile(_Raw):
    """profile.toml; docs/profiles.md describes it for newsrooms."""

    about: Text
    extends: Annotated[str, AfterValidator(_name)] | None = None
    min_score: Score = 0.0
    quotes: Quotes = "report"
    rules: dict[str, Annotated[str | float, PlainValidator(_strength)]] = {}
    categories: dict[str, Annotated[str | float, PlainValidator(_threshold)]] = {}
    allow: Annotated[
        dict[Text, Annotated[RawAllowed, BeforeValidator(_with_reason)]],
        Field(max_length=MAX_ALLOWED),
    ] = {}


def load_profile(folder: Path, lexicon: Lexicon) -> Profile:
    """The profile of a folder, whose name it has; one that it extends is in the same folder.

    LexiconError lists every fault of its files as `path:line: word.field: reason`.
    """
    if not (folder / PROFILE_FILE).exists() and (inner := profile_folders(folder)):
        names = ", ".join(each.name for each in inner[:SHOWN_NAMES])
        raise LexiconError(f"{folder}: this is a folder of profiles; name one of them: {names}")
    raw, files = _read(folder, lexicon)
    parent = None
    if raw.extends:
        parent = folder.resolve().parent / raw.extends
        if not (parent / PROFILE_FILE).is_file() or parent.name == folder.resolve().name:
            raise _error(folder, "extends", f"there is no profile {raw.extends} in the same folder")
        above, inherited = _read(parent, lexicon)
        if above.extends:
            raise _error(folder, "extends", f"{raw.extends} extends a profile itself")
        files = [*_without_forms_of(inherited, files), *files]
        raw = _extended(above, raw)
    known = lexicon.entries.keys() | {entry.id for file in files for entry in file.entries}
    faults = [
        *(
            Fault(Where("rules", id_), "", "there is no such rule")
            for id_ in raw.rules.keys() - known
        ),
        *(
            Fault(Where("categories", name), "", "there is no such category")
            for name in raw.categories.keys() - _CATEGORIES
        ),
    ]
    if faults:
        raise LexiconError("\n".join(sorted(describe(folder / PROFILE_FILE, f) for f in faults)))
    hashes = [content_hash(each) for each in (folder, parent) if each]
    return Profile(
        name=folder.resolve().name,
        about=raw.about,
        extends=raw.extends,
        hash=hashes[0] if parent is None else f"{hashes[0]}+{hashes[1]}",
        words=compile_lexicon(tuple(files), lexicon.classes, ""),
        strengths=_numbers(raw.rules),
        off=_offs(raw.rules),
        off_categories=_offs(raw.categories),
        thresholds=_numbers(raw.categories),
        allowed=tuple(
            Allowed(term, a.reason, a.until, frozenset(a.desks), frozenset(a.roles))
            for term, a in raw.allow.items()
        ),
        min_score=raw.min_score,
        quotes=raw.quotes,
    )


def profile_folders(folder: Path) -> list[Path]:
    """The folders in `folder` that hold a profile, by name."""
    return sorted(path.parent for path in folder.glob(f"*/{PROFILE_FILE}"))


def _read(folder: Path, lexicon: Lexicon) -> tuple[ProfileFile, list[LexiconFile]]:
    """The settings and word lists of one folder."""
    name = folder.resolve().name
    raw, faults = parse(folder / PROFILE_FILE, ProfileFile)
    if not re.fullmatch(NAME, name):
        faults.append(f"{folder}:1: the name is not small letters, digits and single hyphens")
    files: list[LexiconFile] = []
    for path, place in files_of(folder):
        file, wrong = load_file(path, place)
        faults += wrong
        files += [file] if file else []
    faults += [f"{path}:1: no such category" for path in unknown_files(folder)]
    files = without_headwords_of_others(files)
    wrong_entries = [
        *collisions(files),
        *((file, fault) for file in files for fault in compile_faults(file, lexicon.classes)),
    ]
    faults += [describe(Path(file.path), fault) for file, fault in wrong_entries]
    if sum(len(file.entries) for file in files) > MAX_ENTRIES:
        faults.append(f"{folder}:1: more than {MAX_ENTRIES:,} words")
    if any(entry.detector for file in files for entry in file.entries):
        faults.append(f"{folder}:1: a profile has no detectors")
    if faults or raw is None:
        raise LexiconError("\n".join(faults))
    return raw, [file._replace(entries=tuple(_named(file.entries, name))) for file in files]


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


def _error(folder: Path, field: str, reason: str) -> LexiconError:
    return LexiconError(describe(folder / PROFILE_FILE, Fault(Where("", ""), field, reason)))
