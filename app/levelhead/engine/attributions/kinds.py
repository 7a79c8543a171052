"""Kinds of sources: a name, a role, somebody who cannot be identified, a pronoun."""

from levelhead.engine.attributions.noun_phrases import Phrase
from levelhead.engine.attributions.sentence import Sentence
from levelhead.engine.attributions.words import (
    OBJECTS,
    PERSONAL,
    POSSESSIVES,
    PREPOSITIONS,
    RELATIVE,
    Word,
    is_possessive,
)
from levelhead.lexicon.reporting import Reporting
from levelhead.types import SourceKind, word_set

# "A nurse" can be any, so can "two nurses" and "some"; but "a court" is a body.
_ANY = word_set(
    "a an those one two three four five six seven eight nine ten some many several few most "
    "another other others both someone somebody everyone everybody nobody none neither either"
)
_PRONOUNS = PERSONAL | OBJECTS | POSSESSIVES | word_set("this these those which")


def source_kind(sentence: Sentence, source: Phrase | None, reporting: Reporting) -> SourceKind:
    """What a reader learns of who says it.

    A name is a capital where it means something. Of the first word of a sentence, which has one
    anyway, the lists of `reporting` say whether it is an ordinary word.
    """
    if source is None:
        return "none"
    head = _head(sentence, source)
    if source.last == source.first + 1 and head[0].text in _PRONOUNS:
        return "pronoun"
    texts = [_without_possessive(word.text) for word in head]
    if texts[0] == "the" and texts[-1] in reporting.roles:
        return "role"
    ordinary = texts[-1] in reporting.roles or texts[-1] in reporting.bodies
    first = source.first == 0 or not sentence.cased
    listed = not reporting.unnamed.isdisjoint(texts)
    if head[-1].capital and not ((ordinary or listed) and first and len(head) == 1):
        return "named" if texts[-1] not in _ANY else "unnamed"
    if listed:
        return "role" if any(is_possessive(word.text) for word in head[:-1]) else "unnamed"
    any_of_them = texts[0] in _ANY or texts[0].isdigit()
    return "unnamed" if any_of_them and texts[-1] not in reporting.bodies else "role"


def _head(sentence: Sentence, source: Phrase) -> list[Word]:
    """The words of a source up to its noun, without what is after it: `Sources close to him`."""
    found: list[Word] = []
    for word in sentence.words[source.first : source.last]:
        if found and (word.text in PREPOSITIONS or word.text in RELATIVE or word.is_mark):
            break
        found.append(word)
    return found


def _without_possessive(text: str) -> str:
    return text[:-2] if text.endswith("'s") else text.rstrip("'")
