"""Sources: the subject of a reporting verb, wherever in the sentence it is."""

from levelhead.engine.attributions.noun_phrases import Phrase, phrase_before
from levelhead.engine.attributions.sentence import Sentence
from levelhead.engine.attributions.words import (
    AUXILIARIES,
    CLAUSE_OPENERS,
    CONJUNCTIONS,
    DASHES,
    DETERMINERS,
    PERSONAL,
    PREPOSITIONS,
    PRONOUNS,
    RELATIVE,
    SUBORDINATORS,
    TIMES,
    Word,
    is_adverb,
    is_noun,
    is_possessive,
)
from levelhead.lexicon.irregular import VERBS
from levelhead.types import word_set

# A chain of commas between a name and its verb is seldom longer, nor is a clause.
REACH = 45
# A subject with which a sentence begins.
MAX_LEADING = 12
# What is in lower case in a name: "Bank of England", "Ann van der Poel".
_IN_NAMES = word_set("of and the for al bin da de del den der di la ten van von")
# Irregular pasts, but for those that may be the base or a noun of the same form.
_PASTS = frozenset(past for base, (past, _) in VERBS.items() if past != base) | {"quit"}


def subject_before(sentence: Sentence, end: int) -> Phrase | None:
    """The subject that ends before word `end`; None if no noun or pronoun is there."""
    text = sentence.text(end - 1)
    if text == "who" and not _is_relative(sentence, end - 1):
        return None
    if text in PERSONAL:
        return Phrase(end - 1, end)
    if text in RELATIVE:
        return None
    if text in (",", ")") or text in DASHES:
        return _before_parenthesis(sentence, end - 1)
    return phrase_before(sentence, end)


def _is_relative(sentence: Sentence, at: int) -> bool:
    """Whether "who" is about what is before it, and does not ask."""
    before = sentence.text(at - 1)
    noun = at > 0 and is_noun(sentence.words[at - 1])
    return noun or before in PRONOUNS or before in (",", ")") or before in DASHES


def _before_parenthesis(sentence: Sentence, at: int) -> Phrase | None:
    """`Smith` in `Smith, a nurse, said`, `Smith (Lab) said`, `Smith – a nurse – said`."""
    mark = sentence.text(at)
    opening = "(" if mark == ")" else mark
    best: Phrase | None = None
    for k in range(at - 1, max(at - REACH, 0), -1):
        if sentence.text(k) != opening:
            continue
        if mark != ",":
            return subject_before(sentence, k)
        closed = sentence.text(k - 1) == ")"
        found = subject_before(sentence, k) if closed else phrase_before(sentence, k)
        if found is None or not _may_precede_apposition(sentence, found):
            continue
        capital = sentence.words[found.first].capital
        if best is None or (capital and not sentence.words[best.first].capital):
            best = found
        if sentence.text(found.first - 1) != ",":
            break
    if best is None and mark == "," and sentence.text(at - 1) == ")":
        return subject_before(sentence, at)
    return best


def _may_precede_apposition(sentence: Sentence, found: Phrase) -> bool:
    first = sentence.words[found.first]
    return not (
        sentence.text(found.first - 1) in PREPOSITIONS
        or (first.text in ("a", "an") and sentence.text(found.first - 1) == ",")
        or (first.text.endswith("ing") and not (first.capital and found.first))
    )


def clause_subject(sentence: Sentence, end: int) -> Phrase | None:
    """The subject of the nearest clause before word `end`: of `when Smith rose and said`."""
    for k in range(end - 1, max(end - REACH, -1), -1):
        text = sentence.text(k)
        joins = text in CONJUNCTIONS and sentence.text(k - 1) == ","
        if not (joins or text in CLAUSE_OPENERS or text in (";", ":")):
            continue
        if found := leading_subject(sentence, k + 1, end):
            after = sentence.words[found.last]
            if not (after.is_mark or after.text in CONJUNCTIONS):
                return found
    return leading_subject(sentence, 0, end)


def leading_subject(sentence: Sentence, first: int, end: int) -> Phrase | None:
    """The subject of the clause that begins at word `first`: of `On Monday, Smith left`.

    It ends at or before word `end`.
    """
    later = False
    end = min(end, first + REACH)
    while first < end:
        word = sentence.words[first]
        if word.is_mark or word.text in CONJUNCTIONS or _is_mere_adverb(word):
            first += 1
            continue
        if not _is_adverbial(word):
            found = _leading_phrase(sentence, first, end)
            if found is None:
                return None
            is_time = sentence.text(found.last - 1) in TIMES
            if not is_time and not (later and sentence.text(found.last) == ","):
                return found
        later = True
        first = next((k + 1 for k in range(first, end) if sentence.text(k) == ","), end)
    return None


def _leading_phrase(sentence: Sentence, first: int, end: int) -> Phrase | None:
    words = sentence.words
    if words[first].text in PERSONAL:
        return Phrase(first, first + 1)
    last, named = first, False
    while last < min(end, first + MAX_LEADING):
        word = words[last]
        text = word.text
        if word.is_mark or text in AUXILIARIES or text in SUBORDINATORS or text in RELATIVE:
            break
        if text in PERSONAL or last in sentence.verbs:
            break
        if text in PREPOSITIONS and text not in ("of", "for"):
            break
        if last > first and (is_adverb(word) or _is_past(sentence, last)):
            break
        if named and not word.capital and text not in _IN_NAMES:
            break
        capital = word.capital and (last > first or text not in DETERMINERS)
        named = (named or capital) and not is_possessive(text)
        last += 1
    while last > first and not (is_noun(words[last - 1]) or words[last - 1].text in PRONOUNS):
        last -= 1
    return Phrase(first, last) if last > first else None


def _is_past(sentence: Sentence, at: int) -> bool:
    """Whether a word after a noun may be its verb: `left`, but not in `the left`."""
    word = sentence.words[at]
    if word.capital:
        return False
    return word.text.endswith("ed") or (
        word.text in _PASTS and sentence.text(at - 1) not in DETERMINERS
    )


def _is_mere_adverb(word: Word) -> bool:
    return is_adverb(word) and word.text not in DETERMINERS


def _is_adverbial(word: Word) -> bool:
    return (
        word.text in PREPOSITIONS
        or word.text in SUBORDINATORS
        or (word.text.endswith("ing") and len(word.text) > 5)
    )
