"""What must hold of lexicon files and a schema can't say."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from levelhead.lexicon.entry import Entry, LexiconFile, RawEntry, RawFile
from levelhead.lexicon.frame import frames_of
from levelhead.lexicon.source import EntryFault
from levelhead.lexicon.words import Classes

DETECTORS = ("capitals", "exclamation", "scare_quotes")

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_WORD = r"[\w£$€#'&/-]+\*?"
_FORM = re.compile(rf"{_WORD}(?: {_WORD})*[!?]?")


def unsorted(ids: Sequence[str]) -> Iterator[EntryFault]:
    """The first entry that is not where its id belongs."""
    for here, there in zip(ids, sorted(ids), strict=True):
        if here != there:
            yield EntryFault(here, "", f"entries are not sorted by id, {there} comes first")
            return


def file_faults(file: LexiconFile, raw: RawFile, classes: Classes) -> Iterator[EntryFault]:
    """What is wrong in a file that could be read."""
    yield from unsorted(list(raw.entries))
    for entry in file.entries:
        yield from entry_faults(entry, raw.entries[entry.id], classes)


def entry_faults(entry: Entry, raw: RawEntry, classes: Classes) -> Iterator[EntryFault]:
    """What is wrong with one entry by itself."""
    if not _ID.fullmatch(entry.id):
        yield EntryFault(entry.id, "", "an id is kebab-case")
    if bool(raw.forms) + bool(raw.pattern) + bool(raw.detector) != 1:
        yield EntryFault(entry.id, "", "holds exactly one of forms, pattern and detector")
    if raw.detector and raw.detector not in DETECTORS:
        yield EntryFault(entry.id, "detector", f"is one of {', '.join(DETECTORS)}")
    if raw.inflect and not raw.forms:
        yield EntryFault(entry.id, "inflect", "goes with forms only")
    if raw.where and raw.detector:
        yield EntryFault(entry.id, "where", "does not go with a detector")
    if entry.dimension == "context" and not raw.misses:
        yield EntryFault(entry.id, "misses", "is required")
    if entry.dimension != "context" and not raw.hits:
        yield EntryFault(entry.id, "hits", "is required")
    if entry.dimension != "context" and not entry.message:
        yield EntryFault(entry.id, "message", "is required, here or at the head of the file")
    for form in raw.forms:
        cased = entry.category == "names" or form == form.lower()
        if not cased or not _FORM.fullmatch(form):
            yield EntryFault(
                entry.id, "forms", f"{form!r} is not lower-case words with single spaces"
            )
    faults = list(_uncompilable(entry, classes))
    yield from faults or _untested(entry, classes)


def _uncompilable(entry: Entry, classes: Classes) -> Iterator[EntryFault]:
    """Where it does not compile as a whole, each part of the entry is tried by itself."""
    try:
        _compile(entry, classes)
    except (KeyError, ValueError, re.error):
        pass
    else:
        return
    bare = replace(
        entry, only_preceded=(), only_followed=(), unless_preceded=(), unless_followed=()
    )
    parts = {
        "pattern": bare,
        "only_preceded": replace(bare, only_preceded=entry.only_preceded),
        "only_followed": replace(bare, only_followed=entry.only_followed),
        "unless_preceded": replace(bare, unless_preceded=entry.unless_preceded),
        "unless_followed": replace(bare, unless_followed=entry.unless_followed),
    }
    for field, part in parts.items():
        try:
            _compile(part, classes)
        except (KeyError, ValueError, re.error) as error:
            unknown = isinstance(error, KeyError)
            yield EntryFault(
                entry.id, field, f"there is no word class {error}" if unknown else str(error)
            )
            if field == "pattern":  # otherwise each condition would report it again
                return


def _untested(entry: Entry, classes: Classes) -> Iterator[EntryFault]:
    """Each of `misses` that holds none of the entry's forms or trigger words: it can't fail."""
    if entry.detector:
        return
    triggers = [re.compile(rf"(?<!\w){re.escape(t)}(?!\w)") for t in frames_of(entry, classes)]
    for miss in entry.misses:
        text = miss.lower().replace("’", "'")
        if not any(trigger.search(text) for trigger in triggers):
            yield EntryFault(entry.id, "misses", f"holds no form of the entry: {miss}")


def _compile(entry: Entry, classes: Classes) -> None:
    """KeyError, ValueError or re.error where that can't be done."""
    frames = {id(frame): frame for frame in frames_of(entry, classes).values()}
    for frame in frames.values():
        for pattern in frame.patterns():
            pattern.search("")


def collisions(files: Sequence[LexiconFile]) -> Iterator[tuple[LexiconFile, EntryFault]]:
    """Ids are unique over all files, forms over all files of a dimension."""
    ids: dict[str, LexiconFile] = {}
    forms: dict[tuple[str, str], str] = {}
    for file in files:
        for entry in file.entries:
            if (other := ids.setdefault(entry.id, file)) is not file:
                reason = f"the id is used in {other.dimension}/{other.category}.toml too"
                yield file, EntryFault(entry.id, "", reason)
            for form in entry.forms:
                owner = forms.setdefault((file.dimension, form), entry.id)
                if owner != entry.id:
                    yield file, EntryFault(entry.id, "forms", f"{form!r} is a form of {owner} too")
