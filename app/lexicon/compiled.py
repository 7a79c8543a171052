"""The lexicon as the detectors use it: one automaton over all triggers of all entries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ahocorasick_rs import AhoCorasick

from app.lexicon.entry import Entry, LexiconFile, Receipt
from app.lexicon.frame import Frame, frames_of, guards_of
from app.lexicon.words import Classes


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All entries; `frames[n]` belongs to the n-th trigger of the automaton."""

    files: tuple[LexiconFile, ...]
    entries: Mapping[str, Entry]
    receipts: Mapping[str, Receipt]  # of the rules that fired often enough to be measured
    hash: str
    automaton: AhoCorasick
    frames: tuple[tuple[Frame, ...], ...]
    detectors: Mapping[str, Frame]  # entries that a detector of their own finds
    ordinary: frozenset[str]  # words that may be shouted; another word may be an acronym
    shouted: frozenset[str]  # short ones among them that are hardly ever acronyms


def compile_lexicon(
    files: tuple[LexiconFile, ...],
    classes: Classes,
    hash_: str,
    receipts: Mapping[str, Receipt] = MappingProxyType({}),
) -> Lexicon:
    """Build the automaton; the files have been checked."""
    by_trigger: defaultdict[str, list[Frame]] = defaultdict(list)
    entries = {entry.id: entry for file in files for entry in file.entries}
    detectors: dict[str, Frame] = {}
    for entry in entries.values():
        if entry.detector:
            detectors[entry.detector] = Frame(entry, guards_of(entry, classes))
            continue
        for trigger, frame in frames_of(entry, classes).items():
            by_trigger[trigger].append(frame)
    return Lexicon(
        files=files,
        entries=entries,
        receipts=receipts,
        hash=hash_,
        automaton=AhoCorasick(list(by_trigger)),
        frames=tuple(map(tuple, by_trigger.values())),
        detectors=detectors,
        ordinary=_ordinary_words(entries.values(), classes),
        shouted=frozenset(classes["shouted"].words),
    )


def _ordinary_words(entries: Iterable[Entry], classes: Classes) -> frozenset[str]:
    """All words of the classes and the lexicon's own: if "tyrant" is a word, so is TYRANT."""
    found = (f for e in entries if e.dimension != "context" for f in e.forms)
    return frozenset(found).union(*(c.words for c in classes.values()))
