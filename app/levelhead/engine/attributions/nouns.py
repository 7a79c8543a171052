"""Attributions without a verb: `her claim that`, `according to Smith`, `in his view`, `Smith:`."""

from levelhead.engine.attributions.cues import Cue
from levelhead.engine.attributions.noun_phrases import Phrase, phrase_after, phrase_before
from levelhead.engine.attributions.sentence import Sentence
from levelhead.engine.attributions.words import (
    DETERMINERS,
    ENDS,
    PLURALS,
    POSSESSIVES,
    is_adverb,
    is_noun,
    is_possessive,
)
from levelhead.lexicon.reporting import Reporting
from levelhead.types import word_set

# Between the owner and the noun: "her repeated and false claims".
_REACH = 4
_STATING = word_set("that of to by about")


def noun_source(sentence: Sentence, cue: Cue) -> Phrase | None:
    """The source of a noun that reports; None if it does not report, or nobody is its source."""
    after = sentence.text(cue.last)
    if cue.form.use == "nouns" and after not in _STATING:
        return None
    if after == "to" and sentence.text(cue.last + 1) in DETERMINERS:  # "her claim to the throne"
        return None
    for at in range(cue.first - 1, max(cue.first - _REACH, -1), -1):
        text = sentence.text(at)
        if is_possessive(text):
            if cue.form.use == "views" and not _is_in(sentence, at):
                return None
            owner = Phrase(at, at + 1)
            return owner if text in POSSESSIVES else phrase_before(sentence, at + 1) or owner
        if not (is_noun(sentence.words[at]) or is_adverb(sentence.words[at])):
            break
    return phrase_after(sentence, cue.last + 1) if after == "by" else None


def is_rumour(sentence: Sentence, cue: Cue) -> bool:
    """Whether a noun reports what nobody is said to have said: `claims that he lied`."""
    return cue.form.stance == "doubting" and sentence.text(cue.last) == "that"


def _is_in(sentence: Sentence, owner: int) -> bool:
    found = phrase_before(sentence, owner + 1)
    first = found.first if found and sentence.text(owner) not in POSSESSIVES else owner
    return sentence.text(first - 1) in ("in", "by")


def named_after(sentence: Sentence, cue: Cue, reporting: Reporting) -> Phrase | None:
    """The source after a phrase such as "according to".

    "Per" names one only between commas, and if somebody or a report is after it: "£5, per day".
    """
    if sentence.text(cue.last) in ("plan", "plans"):
        return None
    source = phrase_after(sentence, cue.last)
    if cue.form.lemma != "per" or source is None:
        return source
    words = sentence.words[source.first : source.last]
    known = reporting.roles | reporting.bodies | reporting.unnamed
    last = words[-1].text
    several = words[0].text in DETERMINERS or last in PLURALS or last.endswith("s")
    speaks = words[-1].capital or (several and any(word.text in known for word in words))
    apart = sentence.text(cue.first - 1) in ("", ",") and sentence.text(source.last) in ENDS
    return source if speaks and apart else None
