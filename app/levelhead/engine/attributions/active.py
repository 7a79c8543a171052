"""Active verbs: whether one with a subject reports, and who that is."""

from levelhead.engine.attributions.cues import Cue
from levelhead.engine.attributions.found import Found
from levelhead.engine.attributions.noun_phrases import Phrase
from levelhead.engine.attributions.sentence import Sentence
from levelhead.engine.attributions.sources import clause_subject, subject_before
from levelhead.engine.attributions.statements import (
    IDLE,
    STUDIES,
    addressee_end,
    follows,
    is_said_idly,
    precedes,
)
from levelhead.engine.attributions.words import AUXILIARIES, CONJUNCTIONS, ENDS, QUOTES
from levelhead.types import word_set

# Before "said" or "says" these make it part of a noun: "nothing the minister said".
_THINGS = word_set("what nothing everything anything something things")
_STATING = word_set("speech clause quotation person")
_NEGATIVE = word_set(
    "not never didn't doesn't don't won't wouldn't cannot can't couldn't hasn't haven't hadn't"
)
_NOBODY = word_set("nobody neither none no")


def active(sentence: Sentence, cue: Cue, subject: int, last_source: Phrase | None) -> Found | None:
    """The attribution of a verb whose subject ends at word `subject`; None if it reports nothing.

    `last_source` is the source of the attribution before it in the sentence.
    """
    use, after = cue.form.use, sentence.text(cue.last)
    if use == "judgement" and after in ENDS:
        return None
    if use == "speech" and is_said_idly(sentence, cue.last):
        return None
    if sentence.text(subject) in CONJUNCTIONS:
        source = clause_subject(sentence, subject) or last_source
    else:
        source = subject_before(sentence, subject + 1)
    if source is None or after == "than" or _is_restrictive(sentence, cue, source):
        return None
    if (
        cue.form.noun
        and subject == cue.first - 1
        and sentence.text(source.first - 1) in AUXILIARIES
    ):
        return None  # "has seen emails that"
    if (use in _STATING or sentence.text(source.first) == "who") and _is_negated(
        sentence, cue, subject, source
    ):
        return None
    if use not in ("speech", "judgement") and not (
        follows(sentence, cue)
        or precedes(sentence, cue, source)
        or _is_study(sentence, cue, source)
    ):
        return None
    if use == "hearing":
        return Found(Phrase(cue.first, cue.last), None)
    if use == "person" and sentence.text(source.last - 1) in IDLE:
        return None
    if use == "judgement":
        if _is_named(sentence, cue, source):
            return None
    elif sentence.text(source.first - 1) in _THINGS and after not in QUOTES:
        return None
    end = addressee_end(sentence, cue.last) if use == "person" else None
    return Found(Phrase(cue.first, end or cue.last), source)


def _is_restrictive(sentence: Sentence, cue: Cue, source: Phrase) -> bool:
    """`voters who want change` are no source, nor is `who said what`."""
    if sentence.text(source.first) != "who":
        return False
    asks = sentence.text(cue.last) == "what"
    return asks or (
        cue.form.use in ("belief", "judgement") and sentence.text(source.first - 1) != ","
    )


def _is_negated(sentence: Sentence, cue: Cue, subject: int, source: Phrase) -> bool:
    """Whether nothing is reported: `did not say whether`, `nobody has said`."""
    between = {sentence.text(k) for k in range(subject + 1, cue.first)}
    said_by = sentence.text(source.first)
    return not _NEGATIVE.isdisjoint(between) or said_by in _NOBODY


def _is_study(sentence: Sentence, cue: Cue, source: Phrase) -> bool:
    texts = (word.text for word in sentence.words[source.first : source.last])
    return cue.form.use == "clause" and not STUDIES.isdisjoint(texts)


def _is_named(sentence: Sentence, cue: Cue, source: Phrase) -> bool:
    """`a charity called Hope`, `a man described as tall`: what it is, and nobody's opinion."""
    after = sentence.words[cue.last : cue.last + 1]
    named = after and (after[0].capital or after[0].text in QUOTES or after[0].text == "as")
    participle = "participle" in cue.form.forms
    return bool(named) and participle and sentence.text(source.first) in ("a", "an")
