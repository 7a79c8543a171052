"""Deeds: verbs that report nothing here, since they are done to a thing or by one."""

from levelhead.engine.attributions.cues import Cue
from levelhead.engine.attributions.noun_phrases import Phrase, phrase_after
from levelhead.engine.attributions.sentence import Sentence
from levelhead.engine.attributions.words import PREPOSITIONS, RELATIVE
from levelhead.lexicon.reporting import Reporting
from levelhead.types import word_set

# Where something goes: "slammed on the brakes", "blasted home the winner", "blasted over".
_WHERE = word_set("on over wide home past off out up down away through into against")


def is_deed(sentence: Sentence, cue: Cue, source: Phrase | None, reporting: Reporting) -> bool:
    """Whether a verb names a deed, as in `blasted the ball` or `the dog attacked`."""
    if source is None or cue.form.use not in ("judgement", "speech"):
        return False
    if cue.form.use == "judgement" and _noun(sentence, source) in reporting.voiceless:
        return True
    if cue.form.lemma not in reporting.deeds:
        return False
    if sentence.text(cue.last) in _WHERE:
        return True
    object_ = phrase_after(sentence, cue.last)
    return object_ is not None and _noun(sentence, object_) in reporting.things


def _noun(sentence: Sentence, phrase: Phrase) -> str:
    """The noun of a phrase: the word before a preposition or relative, as in `guests at a time`."""
    words = range(phrase.first + 1, phrase.last)
    ends = (k for k in words if sentence.text(k) in PREPOSITIONS or sentence.text(k) in RELATIVE)
    return sentence.text(next(ends, phrase.last) - 1)
