"""What words name: their stems, or the group of synonyms that they are in."""

from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache
from typing import NamedTuple

from levelhead.lexicon.irregular import NOUNS, VERB_PREFIXES, VERBS
from levelhead.lexicon.stems import MAX_STEMMED, stem
from levelhead.lexicon.synonyms import Group

# The group of words that exclude nothing.
NO_GROUP = -1
# A long article has 2,000 different words; they are kept one by one, and no text is.
_KEPT = 20_000


class Concept(NamedTuple):
    """`key` is the same for all words of the concept; `group` is shared with what it excludes."""

    key: str
    group: int


class _Known(NamedTuple):
    """The concepts of stems, and those of stems with the particle after them."""

    words: dict[str, Concept]
    phrases: dict[tuple[str, str], Concept]


# Irregular forms with their bases: "fell" is a form of "fall".
_BASES = {plural: noun for noun, plural in NOUNS.items()} | {
    prefix + form: prefix + base
    for prefix in ("", *VERB_PREFIXES)
    for base, forms in VERBS.items()
    for form in forms
    if form not in VERBS
}


class Concepts:
    """The concepts of all words, with these groups of synonyms and these forms of names.

    `particles` may follow a word and make another one of it: "up" of "go-up".
    """

    def __init__(self, groups: Iterable[Group] = (), names: Iterable[tuple[str, str]] = ()) -> None:
        self._groups = tuple(groups)
        self._names: Mapping[str, str] = dict(names)
        words = (word for group in self._groups for same in group for word in same)
        self.particles = frozenset(word.partition("-")[2] for word in words) - {""}
        self._find = lru_cache(maxsize=_KEPT)(self._uncached)

    def of(self, word: str, following: str = "") -> Concept:
        """What a lower-case word names, with its particle if `following` is one.

        A word of no group names its stem. The first word of all takes a third of a second, unless
        the stemmer is warm; others take 20 µs, or less than one if they are known.
        """
        if len(word) > MAX_STEMMED:
            return Concept(word, NO_GROUP)
        return self._find(word, following)

    def warm(self) -> None:
        """Import the stemmer and stem the groups, for which otherwise the first text would wait."""
        self.of("")

    @cached_property
    def _known(self) -> _Known:
        known = _Known({}, {})
        for number, group in enumerate(self._groups):
            for same in group:
                concept = Concept(same[0], number)
                for word in same:
                    verb, _, particle = word.partition("-")
                    if particle:
                        known.phrases[stem(verb), particle] = concept
                    else:
                        known.words[stem(_BASES.get(word, word))] = concept
        return known

    def _uncached(self, word: str, following: str) -> Concept:
        word = word.removesuffix("'s").removesuffix("'")
        if name := self._names.get(word):
            return Concept(name, NO_GROUP)
        words, phrases = self._known
        stemmed = stem(_BASES.get(word, word))
        if following and (concept := phrases.get((stemmed, following))):
            return concept
        return words.get(stemmed) or Concept(_spelled(stemmed), NO_GROUP)


def _spelled(stemmed: str) -> str:
    """The same for British and American spelling: vapor and vapour, organiz and organis."""
    return stemmed.replace("our", "or").replace("iz", "is")
