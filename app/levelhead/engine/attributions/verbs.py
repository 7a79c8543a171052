"""Reporting verbs: how one is used in its sentence, which decides where its source is."""

from typing import NamedTuple

from levelhead.engine.attributions.active import active
from levelhead.engine.attributions.agreement import agrees
from levelhead.engine.attributions.cues import Cue
from levelhead.engine.attributions.found import Found, found
from levelhead.engine.attributions.inversion import inverted_source
from levelhead.engine.attributions.noun_phrases import Phrase
from levelhead.engine.attributions.participles import participle
from levelhead.engine.attributions.passive import agent_of, is_reduced, is_said_to_be, passive
from levelhead.engine.attributions.sentence import Sentence
from levelhead.engine.attributions.sources import subject_before
from levelhead.engine.attributions.words import (
    BE,
    DETERMINERS,
    HAVE,
    MODALS,
    PREPOSITIONS,
    PRONOUNS,
    is_adverb,
    is_noun,
    is_possessive,
    is_year,
)
from levelhead.lexicon.reporting import Reporting
from levelhead.types import word_set

# Before "to say": the subject says it.
_GOING_ON = word_set("on continued continues")


class _Before(NamedTuple):
    """What is before a verb: word `at` is the last one before its auxiliaries and adverbs."""

    at: int
    auxiliary: bool
    passive: bool
    infinitive: bool


def attribution_of(
    sentence: Sentence, cue: Cue, last_source: Phrase | None, reporting: Reporting
) -> Found | None:
    """The attribution with this verb; None if it does not report, or nobody is its source.

    `last_source` is the source of the attribution before it in the sentence.
    """
    forms = cue.form.forms
    direct = _skip_adverbs(sentence, cue.first - 1)
    if _is_within_noun(sentence, cue, direct):
        return None
    before = _before(sentence, direct)
    if before.infinitive:
        if sentence.text(before.at) in _GOING_ON:
            return found(
                cue, subject_before(sentence, before.at - (sentence.text(before.at) == "on"))
            )
        return None
    if forms == {"ing"} and not before.passive:
        return participle(sentence, cue, direct, last_source)
    if before.passive and "participle" in forms:
        return passive(sentence, cue, before.at)
    if direct == cue.first - 1 and (inverted := inverted_source(sentence, cue, reporting)):
        return found(cue, inverted)
    if forms != {"ing"} and not before.auxiliary:
        if is_reduced(sentence, cue, reporting):
            return found(cue, agent_of(sentence, cue.last))
        if is_said_to_be(sentence, cue):
            return Found(Phrase(cue.first, cue.last + 1), None)
        if sentence.text(direct) in PREPOSITIONS or not agrees(sentence, cue, before.at):
            return None
    return active(sentence, cue, before.at, last_source)


def _skip_adverbs(sentence: Sentence, at: int) -> int:
    while at >= 0 and is_adverb(sentence.words[at]):
        at -= 1
    return at


def _is_within_noun(sentence: Sentence, cue: Cue, at: int) -> bool:
    """Whether the word is an adjective or a noun: `the said house`, `her claim`, `ten told`."""
    text = sentence.text(at)
    if text in DETERMINERS and text not in PRONOUNS:
        return True
    if is_possessive(text) and not text.endswith("s'"):
        return True
    counted = text[:1].isdigit() and not is_year(text)
    return counted and cue.last < len(sentence.words) and is_noun(sentence.words[cue.last])


def _before(sentence: Sentence, at: int) -> _Before:
    auxiliary = passive = infinitive = False
    while at >= 0:
        text = sentence.text(at)
        if text == "may" and sentence.text(at - 1) in PREPOSITIONS:
            break  # "Police in May said"
        if text in BE:
            passive = passive or not auxiliary
        elif text == "to":
            infinitive = True
        elif not (text in HAVE or text in MODALS or is_adverb(sentence.words[at])):
            break
        auxiliary = True
        at -= 1
    return _Before(at, auxiliary, passive, infinitive)
