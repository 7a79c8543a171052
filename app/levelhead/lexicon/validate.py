"""What must hold of lexicon files and a schema can't say."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from msgspec.structs import replace

from levelhead.lexicon.entries import SECTIONS
from levelhead.lexicon.entry import Entry, LexiconFile, Where
from levelhead.lexicon.frame import frames_of
from levelhead.lexicon.source import EntryFault
from levelhead.lexicon.words import Classes, any_of
from levelhead.types import CURRENCIES, DIMENSIONS

DETECTORS = ("capitals", "exclamation", "scare_quotes")

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_WORD = rf"(?:[\w{CURRENCIES}#'&/-]+\*?|\{{\w+\}})"
_HEADWORD = re.compile(rf"{_WORD}(?:,? {_WORD})*[!?:]?")
_CONDITIONS = ("only_preceded", "only_followed", "unless_preceded", "unless_followed")
_NO_CONDITIONS: Any = dict.fromkeys(_CONDITIONS, ())


def file_faults(file: LexiconFile) -> Iterator[EntryFault]:
    """What is wrong with the entries of a file, as far as it can be seen without compiling them."""
    for where, entry in zip(file.written, file.entries, strict=True):
        yield from (EntryFault(where, field, reason) for field, reason in _faults(where, entry))


def order_faults(file: LexiconFile) -> Iterator[EntryFault]:
    """The words that come too late in their section."""
    for one, other in pairwise(file.written):
        if one.section == other.section and other.word < one.word:
            reason = f"words are sorted: {other.word} comes before {one.word}"
            yield EntryFault(other, "", reason)


def compile_faults(file: LexiconFile, classes: Classes) -> Iterator[EntryFault]:
    """The patterns and conditions that can't be compiled, and the examples that can't fail."""
    for where, entry in zip(file.written, file.entries, strict=True):
        faults = list(_uncompilable(entry, classes)) or _untested(entry, classes)
        yield from (EntryFault(where, field, reason) for field, reason in faults)


def _faults(where: Where, entry: Entry) -> Iterator[tuple[str, str]]:
    """Field and reason of each fault of an entry by itself."""
    section, word = where
    if not _ID.fullmatch(entry.id):
        yield "", f"{entry.id!r} is not an id: letters, digits and single hyphens"
    if section in SECTIONS and not _HEADWORD.fullmatch(word):
        yield "", "is not words with single spaces"
    if entry.detector and entry.detector not in DETECTORS:
        yield "", f"there is no such detector, only {', '.join(DETECTORS)}"
    if entry.headline_only and entry.detector:
        yield "where", "does not go with a detector"
    if entry.dimension != "context" and not entry.message:
        yield "message", "is required, here or at the head of the file"


def _uncompilable(entry: Entry, classes: Classes) -> Iterator[tuple[str, str]]:
    """Where it does not compile as a whole, each part of the entry is tried by itself."""
    if _reason(entry, classes) is None:
        return
    bare = replace(entry, **_NO_CONDITIONS)
    if reason := _reason(bare, classes):
        yield "pattern", reason
        return  # otherwise each condition would report it again
    for name in _CONDITIONS:
        part: Any = {name: getattr(entry, name)}
        if reason := _reason(replace(bare, **part), classes):
            yield name.partition("_")[0], reason


def _reason(entry: Entry, classes: Classes) -> str | None:
    """Why the entry does not compile; None if it does."""
    try:
        for frame in {id(frame): frame for frame in frames_of(entry, classes).values()}.values():
            for pattern in frame.patterns():
                pattern.search("")
    except KeyError as error:
        return f"there is no word class {error}"
    except (ValueError, re.error) as error:
        return str(error)
    return None


def _untested(entry: Entry, classes: Classes) -> Iterator[tuple[str, str]]:
    """Each text of `no` that holds none of the entry's forms or trigger words: it can't fail."""
    if entry.detector or not entry.misses:
        return
    triggers = any_of(frames_of(entry, classes))
    trigger = re.compile(rf"(?<!\w){triggers}(?!\w)")
    for miss in entry.misses:
        if not trigger.search(miss.lower().replace("’", "'")):
            yield "no", f"holds no form of the word: {miss}"


def collisions(
    files: Sequence[LexiconFile],
) -> Iterator[tuple[LexiconFile, EntryFault]]:
    """Ids are unique over all files; a form belongs to one entry of a dimension, or to context."""
    ids: dict[str, LexiconFile] = {}
    forms: dict[tuple[str, str], tuple[Entry, LexiconFile]] = {}
    for file in files:
        marked = DIMENSIONS if file.dimension == "context" else (file.dimension,)
        for where, entry in zip(file.written, file.entries, strict=True):
            if entry.id in ids:
                reason = f"the id {entry.id} is used in {_name(ids[entry.id])} too"
                yield file, EntryFault(where, "", reason)
            ids[entry.id] = file
            for form in entry.forms:
                owners = [forms[d, form] for d in marked if (d, form) in forms]
                for owner, other in owners[:1]:
                    reason = f"{form!r} is a form of {owner.id} in {_name(other)} too"
                    yield file, EntryFault(where, "", reason)
                forms[marked[0], form] = entry, file


def _name(file: LexiconFile) -> str:
    return f"{file.dimension}/{file.category}/{file.sense}.toml"
