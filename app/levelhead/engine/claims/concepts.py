"""What words name: their stems, or the group of synonyms that they are in."""

from functools import cache, lru_cache
from typing import NamedTuple

from levelhead.engine.claims.synonyms import GROUPS
from levelhead.lexicon.irregular import NOUNS, VERB_PREFIXES, VERBS
from levelhead.lexicon.stems import MAX_STEMMED, stem

# Names in their several forms, as the country that they mean.
_NAMES = {
    "u.s": "america", "usa": "america", "u.s.a": "america", "american": "america",
    "u.k": "britain", "uk": "britain", "british": "britain", "eu": "europe", "european": "europe",
    "french": "france", "german": "germany", "spanish": "spain", "italian": "italy",
    "chinese": "china", "russian": "russia", "irish": "ireland", "scottish": "scotland",
    "welsh": "wales", "english": "england", "dutch": "netherlands", "polish": "poland",
    "japanese": "japan", "indian": "india", "canadian": "canada", "australian": "australia",
}  # fmt: skip


# The group of words that exclude nothing.
NO_GROUP = -1
# What may follow a word and make another one of it: "up" of "go-up".
PARTICLES = frozenset(word.partition("-")[2] for word in GROUPS.split()) - {""}


class Concept(NamedTuple):
    """`key` is the same for all words of the concept; `group` is shared with what it excludes."""

    key: str
    group: int


# Irregular forms with their bases: "fell" is a form of "fall".
_BASES = {plural: noun for noun, plural in NOUNS.items()} | {
    prefix + form: prefix + base
    for prefix in ("", *VERB_PREFIXES)
    for base, forms in VERBS.items()
    for form in forms
    if form not in VERBS
}


@cache
def _concepts() -> tuple[dict[str, Concept], dict[tuple[str, str], Concept]]:
    words: dict[str, Concept] = {}
    phrases: dict[tuple[str, str], Concept] = {}
    for number, line in enumerate(GROUPS.replace("\n ", " ").strip().splitlines()):
        for alternative in line.split("/"):
            listed = alternative.split()
            concept = Concept(listed[0], number)
            for word in listed:
                verb, _, particle = word.partition("-")
                if particle:
                    phrases[stem(verb), particle] = concept
                else:
                    words[stem(_BASES.get(word, word))] = concept
    return words, phrases


def concept_of(word: str, following: str = "") -> Concept:
    """What a lower-case word names, with its particle if `following` is one.

    A word of no group names its stem. The first word of all takes a third of a second, unless the
    stemmer is warm; others take 20 µs, or less than one if they are known.
    """
    if len(word) > MAX_STEMMED:
        return Concept(word, NO_GROUP)
    return _concept_of(word, following)


def warm() -> None:
    """Import the stemmer and build the groups, for which otherwise the first text would wait."""
    concept_of("")


# A long article has 2,000 different words; they are kept one by one, and no text is.
@lru_cache(maxsize=20_000)
def _concept_of(word: str, following: str) -> Concept:
    word = word.removesuffix("'s").removesuffix("'")
    if name := _NAMES.get(word):
        return Concept(name, NO_GROUP)
    words, phrases = _concepts()
    stemmed = stem(_BASES.get(word, word))
    if following and (concept := phrases.get((stemmed, following))):
        return concept
    return words.get(stemmed) or Concept(_spelled(stemmed), NO_GROUP)


def _spelled(stemmed: str) -> str:
    """The same for British and American spelling: vapor and vapour, organiz and organis."""
    return stemmed.replace("our", "or").replace("iz", "is")
