"""Noun phrases: where the words for somebody begin and end."""

from typing import NamedTuple

from levelhead.engine.attributions.sentence import Sentence
from levelhead.engine.attributions.words import (
    AUXILIARIES,
    CONJUNCTIONS,
    DETERMINERS,
    OBJECTS,
    PERSONAL,
    PREPOSITIONS,
    PRONOUNS,
    RELATIVE,
    SUBORDINATORS,
    TIMES,
    is_adverb,
    is_noun,
    is_year,
)
from levelhead.types import word_set

# A source of a news text has fewer words; the search for its ends stops here.
MAX_PHRASE = 30
# What is in brackets after a name: a party, an age, an office.
MAX_BRACKETS = 10
# How many words after "who" its verb may come: "those who have not seen it".
_RELATIVE_REACH = 4
# What somebody says something in: "Smith in a statement said".
_DOCUMENTS = word_set(
    "statement interview speech tweet letter email e-mail post blog memo article book report "
    "briefing hearing call debate conference message column op-ed ruling filing"
)


# Words that open a time ("last week"), words that close one ("two days later"), and how many words
# after the first the closing one may come.
_WHICH_TIME = word_set("last this next every")
_THEN = word_set("later ago")
_TIME_REACH = 4
# Before a number these are no prepositions.
_ABOUT = word_set("about around over under")
_MONTHS_AND_NAMES = word_set("april august june march may")
_ARTICLES = word_set("a an the his her its their")


class Phrase(NamedTuple):
    """From word `first` up to word `last`, exclusive."""

    first: int
    last: int


def phrase_before(sentence: Sentence, end: int) -> Phrase | None:
    """The noun phrase that ends before word `end`, with what belongs to its noun."""
    words = sentence.words
    end = _without_circumstances(sentence, end)
    if end <= 0:
        return None
    if end - 1 in sentence.verbs:
        return None
    if not is_noun(words[end - 1]):
        return Phrase(end - 1, end) if words[end - 1].text in PRONOUNS else None
    first = _first_word(sentence, _leftmost(sentence, end), end)
    return Phrase(first, end) if first < end else None


def _leftmost(sentence: Sentence, end: int) -> int:
    """How far to the left the noun phrase may reach that ends before word `end`."""
    words = sentence.words
    first = end - 1
    joined: int | None = None  # where the part after "and" begins
    while first > 0 and end - first < MAX_PHRASE:
        at = first - 1
        text = words[at].text
        if text == ")":
            opening = _opening(sentence, at)
            if opening is None:
                break
            first = opening
        elif text in AUXILIARIES or text in PERSONAL or at in sentence.verbs:
            relative = _relative_before(sentence, first)
            if relative is None:
                return first if joined is None else joined
            first, joined = relative, None
        elif words[at].is_mark or text in SUBORDINATORS or text in RELATIVE:
            break
        elif text in CONJUNCTIONS:
            if text == "but" or at == 0 or not is_noun(words[at - 1]):
                break
            joined = joined or first
            first = at
        else:
            first = at
    return first


def _opening(sentence: Sentence, at: int) -> int | None:
    """Where the brackets open that close at word `at`."""
    return next(
        (k for k in range(at, max(at - MAX_BRACKETS, 0), -1) if sentence.text(k) == "("), None
    )


def _relative_before(sentence: Sentence, first: int) -> int | None:
    """Where `who` is in `those who have seen it`, if word `first` is after its verb."""
    words = sentence.words
    for k in range(first - 1, max(first - _RELATIVE_REACH, 0), -1):
        if words[k].text in ("who", "which", "that"):
            noun = is_noun(words[k - 1]) or words[k - 1].text in PRONOUNS
            return k if noun and k - 1 not in sentence.verbs else None
    return None


def _first_word(sentence: Sentence, first: int, end: int) -> int:
    """Where the phrase begins: not at an adverb, and not at `In` in `In March the agency`.

    `end` if nothing is left.
    """
    words = sentence.words
    while first < end - 1 and (
        (is_adverb(words[first]) and words[first].text not in DETERMINERS)
        or words[first].text in CONJUNCTIONS
    ):
        first += 1
    if words[first].text in _ABOUT and sentence.text(first + 1)[:1].isdigit():
        return first  # "About 40 residents"
    if start := _after_time(sentence, first, end):
        return start
    if words[first].text not in PREPOSITIONS:
        return _after_event(sentence, first, end)
    if end - first < 3:
        return end
    if start := _second_phrase(sentence, first, end):
        return start
    at = end - 1
    if not words[at].capital:
        starts = (k for k in range(at, first + 1, -1) if words[k].text in DETERMINERS)
        return next(starts, at)
    while at > first + 1 and words[at - 1].capital and not _is_time_word(sentence, at - 1):
        at -= 1
    return at - (at > first + 1 and words[at - 1].text in DETERMINERS)


def _after_time(sentence: Sentence, first: int, end: int) -> int | None:
    """Where `Smith` begins in `On Monday Smith`, `Last week Smith`, `Two days later Smith`."""
    words = sentence.words
    at = first + 1
    if words[first].text not in PREPOSITIONS and words[first].text not in _WHICH_TIME:
        reach = range(first + 1, min(first + _TIME_REACH, end - 1))
        at = next((k for k in reach if words[k].text in _THEN), end)
    last = at
    while last < end - 1 and (_is_time_word(sentence, last) or words[last].text[0].isdigit()):
        last += 1
    return last if any(_is_time_word(sentence, k) for k in range(at, last)) else None


def _after_event(sentence: Sentence, first: int, end: int) -> int:
    """Where `Smith` begins in `after the vote Smith`; `first` if there is no event."""
    if sentence.text(first - 1) not in ("after", "before", "since", "until"):
        return first
    if start := _second_phrase(sentence, first, end):
        return start
    words = sentence.words
    at = end - 1
    while at > first and words[at].capital:
        at -= 1
    named = at < end - 1 and at > first and not words[first].capital and is_noun(words[at])
    return at + 1 if named else first


def _second_phrase(sentence: Sentence, first: int, end: int) -> int | None:
    """Where `the mayor` begins in `In Leeds the mayor`, `the vote the mayor`."""
    words = sentence.words
    return next(
        (
            k
            for k in range(first + 1, end - 1)
            if words[k].text in _ARTICLES and is_noun(words[k - 1])
        ),
        None,
    )


def _is_time_word(sentence: Sentence, at: int) -> bool:
    """Whether it says when; but `April` is somebody in `Ann April`, `Mrs April`."""
    text = sentence.text(at)
    if text not in TIMES:
        return False
    if text not in _MONTHS_AND_NAMES or at == 0:
        return True
    before = sentence.words[at - 1]
    return not (before.capital and is_noun(before) and before.text not in TIMES)


def _without_circumstances(sentence: Sentence, end: int) -> int:
    """Where `Smith` ends in `Smith on Tuesday`, `Smith in a statement`; 0 if all is a time."""
    words = sentence.words
    at = end
    while at > 0 and (_is_time_word(sentence, at - 1) or _is_date(sentence, at - 1)):
        at -= 1
    if at < end:
        if sentence.text(at - 1) in ("on", "in", "this", "the", "late", "early"):
            at -= 1
        if at > 0 and is_noun(words[at - 1]):
            return at
        return 0 if _is_time_word(sentence, end - 1) else end
    for k in range(end - 2, max(end - 10, 0), -1):
        said_in = any(word.text in _DOCUMENTS for word in words[k + 2 : min(k + 5, end)])
        if said_in and words[k].text in ("in", "during", "on") and is_noun(words[k - 1]):
            return k
    return end


def _is_date(sentence: Sentence, at: int) -> bool:
    text = sentence.text(at)
    return is_year(text) or (text.isdigit() and sentence.text(at - 1) in TIMES)


def phrase_after(sentence: Sentence, first: int) -> Phrase | None:
    """The noun phrase that begins at word `first`."""
    words = sentence.words
    text = sentence.text(first)
    if text in PERSONAL or (
        text in OBJECTS and not (text == "her" and is_noun_at(sentence, first + 1))
    ):
        return Phrase(first, first + 1)
    last = first
    while last < len(words) and last - first < MAX_PHRASE:
        if _ends_phrase(sentence, first, last):
            break
        last += 1
    while last > first and _is_left_over(sentence, last - 1, first):
        last -= 1
    if any(is_noun(word) or word.text in PRONOUNS for word in words[first:last]):
        return Phrase(first, last)
    return None


def is_noun_at(sentence: Sentence, at: int) -> bool:
    """Whether word `at`, if the sentence has it, may be a noun."""
    return at < len(sentence.words) and is_noun(sentence.words[at])


def _ends_phrase(sentence: Sentence, first: int, at: int) -> bool:
    """Whether word `at` is no longer of the noun phrase that began at word `first`."""
    word = sentence.words[at]
    text = word.text
    if word.is_mark or text in AUXILIARIES or text in PERSONAL or text in SUBORDINATORS:
        return True
    if (text in RELATIVE and text != "whose") or at in sentence.verbs:
        return True
    if at == first:
        return text in CONJUNCTIONS
    before = sentence.words[at - 1]
    return (
        _is_time(sentence, at)
        or (text in CONJUNCTIONS and not _joins(sentence, at))
        or (text in DETERMINERS and is_noun(before))
    )


def _is_left_over(sentence: Sentence, at: int, first: int) -> bool:
    word = sentence.words[at]
    return (
        word.text in PREPOSITIONS or word.text in CONJUNCTIONS or (is_adverb(word) and at > first)
    )


def _is_time(sentence: Sentence, at: int) -> bool:
    word, after = sentence.words[at], sentence.text(at + 1)
    if word.text in ("on", "in", "at", "late", "early"):
        return after in TIMES or is_year(after)
    return word.text in ("last", "earlier", "later", "today", "yesterday") or (
        word.text in TIMES and word.capital
    )


def _joins(sentence: Sentence, at: int) -> bool:
    """Whether `and` joins two nouns: `police and the council`, `Smith and Jones`."""
    after = sentence.words[at + 1 : at + 3]
    if not after or after[0].is_mark:
        return False
    ends = len(after) == 1 or after[1].is_mark
    return after[0].capital or after[0].text in DETERMINERS or (ends and is_noun(after[0]))
