"""The lexicon as the detectors use it: automata over the triggers of its entries."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType

from levelhead.lexicon.concepts import Concepts
from levelhead.lexicon.entry import Entry, Folder, LexiconFile, RuleStatistics
from levelhead.lexicon.frame import Frame, Pattern, conditions_of, frames_of
from levelhead.lexicon.reporting import NO_REPORTING, Reporting
from levelhead.lexicon.triggers import Triggers, triggers_of
from levelhead.lexicon.words import Classes

# Word classes that say what may be a name; their other words are not ordinary ones.
NAMES = ("given_name", "surname")
_WORD = re.compile("[a-z]+(?:-[a-z]+)*")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All entries, and what finds them."""

    files: tuple[LexiconFile, ...]
    entries: Mapping[str, Entry]
    rule_statistics: Mapping[str, RuleStatistics]  # of the rules that fired often enough
    hash: str
    abouts: Mapping[str, str]  # what each category is, in a sentence
    classes: Classes
    anywhere: Triggers
    headlines: Triggers  # what is looked for in headlines only
    words: frozenset[str]  # what is looked for anywhere, in conditions too: see _words()
    detectors: Mapping[str, Frame]  # entries that a detector of their own finds
    ordinary: frozenset[str]  # words that may be shouted; another word may be an acronym
    shouted: frozenset[str]  # short ones among them that are hardly ever acronyms
    given_names: frozenset[str]
    surnames: frozenset[str]  # words that may be one
    reporting: Reporting
    concepts: Concepts

    def by_category(self) -> dict[tuple[Folder, str], list[Entry]]:
        """The entries of all senses of each category, by dimension and category."""
        found: defaultdict[tuple[Folder, str], list[Entry]] = defaultdict(list)
        for file in self.files:
            found[file.dimension, file.category] += file.entries
        return found

    def patterns(self) -> list[Pattern]:
        """All patterns, each once; it is compiled when it is first asked."""
        triggers = chain.from_iterable(chain(self.anywhere.found, self.headlines.found))
        return [*dict.fromkeys(chain.from_iterable(each.patterns() for each in triggers))]


def compile_lexicon(
    files: tuple[LexiconFile, ...],
    classes: Classes,
    hash_: str,
    abouts: Mapping[str, str] = MappingProxyType({}),
    rule_statistics: Mapping[str, RuleStatistics] = MappingProxyType({}),
    reporting: Reporting = NO_REPORTING,
    concepts: Concepts | None = None,
) -> Lexicon:
    """Build the automaton; the files have been checked."""
    entries = {entry.id: entry for file in files for entry in file.entries}
    found = [entry for entry in entries.values() if not entry.detector]
    return Lexicon(
        files=files,
        entries=entries,
        rule_statistics=rule_statistics,
        hash=hash_,
        abouts=abouts,
        classes=classes,
        anywhere=triggers_of(frames_of(e, classes) for e in found if not e.headline_only),
        headlines=triggers_of(frames_of(e, classes) for e in found if e.headline_only),
        words=_words(found, classes),
        detectors={
            e.detector: Frame(e, conditions_of(e, classes)) for e in entries.values() if e.detector
        },
        ordinary=_ordinary_words(entries.values(), classes),
        shouted=frozenset(classes["shouted"].words),
        given_names=frozenset(classes["given_name"].words),
        surnames=frozenset(classes["surname"].words),
        reporting=reporting,
        concepts=concepts or Concepts(),
    )


def _words(entries: Iterable[Entry], classes: Classes) -> frozenset[str]:
    """All words of the entries, their conditions and the classes, in lower case.

    Also parts of words, from patterns with endings.
    """
    texts = [word for c in classes.values() for word in c.words]
    found: set[str] = set()
    conditions: set[str] = set()
    for e in entries:
        # Most forms are words already: the same string takes no more memory.
        found.update(form for form in e.forms if form.islower() and " " not in form)
        texts += (form for form in e.forms if " " in form or not form.islower())
        conditions.update(e.only_preceded, e.only_followed, e.unless_preceded, e.unless_followed)
        conditions.add(e.pattern or "")
    found.update(" ".join(texts).lower().split(), _WORD.findall(" ".join(conditions)))
    return frozenset(found)


def _ordinary_words(entries: Iterable[Entry], classes: Classes) -> frozenset[str]:
    """All words of the classes and the lexicon's own: if "tyrant" is a word, so is TYRANT."""
    found = (f for e in entries if e.dimension != "context" for f in e.forms)
    return frozenset(found).union(*(c.words for name, c in classes.items() if name not in NAMES))
