"""Speakers by punctuation alone: `Smith: 'We won'`, `Star to leave club – report`."""

from collections.abc import Sequence

from levelhead.engine.attributions.found import Found
from levelhead.engine.attributions.noun_phrases import Phrase, phrase_after
from levelhead.engine.attributions.sentence import Sentence
from levelhead.engine.attributions.statements import STUDIES
from levelhead.engine.attributions.words import (
    AUXILIARIES,
    CONJUNCTIONS,
    DASHES,
    PERSONAL,
    PREPOSITIONS,
    QUOTES,
    TIMES,
    Word,
    is_noun,
)
from levelhead.lexicon.reporting import Reporting
from levelhead.types import word_set

# A speaker before a colon has no more words.
MAX_SPEAKER = 8
# The verb of what a headline reports comes within this many words.
MAX_SUBJECT = 10
# After a speaker and a comma.
_TELLING = word_set(
    "who speaking writing talking posting tweeting appearing addressing responding replying "
    "reacting commenting recalling explaining"
)
# What is before the source of a quotation or a headline.
_CREDITING = DASHES | {":"}
# Before the colon of a headline these say what sort of text it is.
_LABELS = word_set(
    "opinion comment analysis watch video live exclusive breaking update updated revealed "
    "explained review letter letters editorial obituary podcast quiz interview profile pictures "
    "check q a explainer blog gallery poll photos listen recap"
)


def by_colon(sentence: Sentence, reporting: Reporting) -> Found | None:
    """The speaker whom a colon introduces at the start of a line.

    What follows is quoted or, in a headline, a clause with a subject and a verb, or anything after
    a word for a source: `Police: three held`. Before a quotation the speaker may be described:
    `Vane, the leader: 'We won'`.
    """
    words = sentence.words
    colon = next((k for k in range(min(MAX_SPEAKER, len(words))) if words[k].text == ":"), 0)
    quotes = sentence.text(colon + 1) in QUOTES
    ends = ("on", ",") if quotes else ("on",)  # "Vane on divorce:"
    end = next((k for k in range(1, colon) if words[k].text in ends), colon)
    if not colon or not all(_is_of_name(sentence, k) for k in range(end)):
        return None
    if sentence.text(end) == "," and not (
        _is_full_name(words[:end]) or _is_described(sentence, end, reporting)
    ):
        return None  # "On Monday, Vane: 'We won'"
    last = words[end - 1]
    if not is_noun(last) or last.text in _LABELS or not words[0].capital:
        return None
    head = next((k for k in range(1, end) if words[k].text in PREPOSITIONS), end) - 1
    known = _is_source(words[head].text, reporting)
    if not (known or last.capital) or last.text in reporting.forms:
        return None
    if any(word.text in reporting.saying for word in words[:colon]):
        return None  # the verb before the colon attributes: "Vane warned MPs:"
    says = (known and head == end - 1) or _is_clause(sentence, colon + 1)
    if quotes or (sentence.headline and says):
        return Found(Phrase(colon, colon + 1), Phrase(0, end))
    return None


def _is_source(text: str, reporting: Reporting) -> bool:
    return text in reporting.roles or text in reporting.bodies or text in reporting.unnamed


def _is_of_name(sentence: Sentence, at: int) -> bool:
    word = sentence.words[at]
    return not (
        word.is_mark
        or word.text[0].isdigit()
        or word.text in CONJUNCTIONS
        or word.text in AUXILIARIES
        or word.text in PERSONAL
    )


def _is_full_name(words: Sequence[Word]) -> bool:
    return len(words) > 1 and all(word.capital and is_noun(word) for word in words)


def _is_described(sentence: Sentence, comma: int, reporting: Reporting) -> bool:
    """`Vane, 42:`, `The mayor, speaking in Leeds:`, `The mayor of Leeds, Ann Vane:`."""
    words, after = sentence.words, sentence.text(comma + 1)
    office = any(_is_source(word.text, reporting) for word in words[:comma])
    name = comma == 1 and words[0].text not in TIMES
    speaking = after in _TELLING
    if office:
        return speaking or _is_full_name(words[comma + 1 : comma + 3])
    return name and (speaking or after.isdigit())


def _is_clause(sentence: Sentence, first: int) -> bool:
    if sentence.text(first) in PERSONAL:
        return True
    for at in range(first + 1, min(first + MAX_SUBJECT, len(sentence.words))):
        word = sentence.words[at]
        if word.is_mark:
            return False
        if word.text in AUXILIARIES or at in sentence.verbs:
            return True
    return False


def by_dash(sentence: Sentence, reporting: Reporting) -> Found | None:
    """The source after the last dash of a headline, or the dash or colon of a quotation.

    A report has no source but itself.
    """
    words = sentence.words
    dash = next((k for k in range(len(words) - 1, 0, -1) if words[k].text in _CREDITING), 0)
    source = phrase_after(sentence, dash + 1) if dash else None
    if source is None:
        return None
    quoted = sentence.text(dash - 1) in QUOTES
    if source.last != len(words) and not (quoted and sentence.text(source.last) == ","):
        return None
    if quoted:
        return Found(Phrase(dash, dash + 1), source)
    if not sentence.headline or words[dash].text == ":":
        return None
    last = words[-1].text
    if last in STUDIES:
        return Found(source, None)
    known = _is_source(last, reporting)
    return Found(Phrase(dash, dash + 1), source) if known else None
