"""Participles that report: `Smith left, saying`."""

from levelhead.engine.attributions.cues import Cue
from levelhead.engine.attributions.found import Found, found
from levelhead.engine.attributions.noun_phrases import Phrase, phrase_before
from levelhead.engine.attributions.sentence import Sentence
from levelhead.engine.attributions.sources import leading_subject
from levelhead.engine.attributions.statements import follows
from levelhead.engine.attributions.words import DASHES, ENDS, PREPOSITIONS, QUOTES, SUBORDINATORS


def participle(sentence: Sentence, cue: Cue, at: int, last_source: Phrase | None) -> Found | None:
    """`Smith left, saying`, `Saying he was ill, Smith left`, `a note saying`."""
    use, before = cue.form.use, sentence.text(at)
    if use == "judgement" and sentence.text(cue.last) in ENDS:
        return None
    if use not in ("speech", "judgement") and not follows(sentence, cue):
        return None
    if at < 0:
        length = len(sentence.words)
        comma = next((k for k in range(cue.last, length) if sentence.text(k) == ","), length)
        return found(cue, leading_subject(sentence, comma + 1, length))
    if (
        before in QUOTES
        or before in DASHES
        or before in (",", ")", "and", "while", "by", "before", "after")
    ):
        return found(cue, last_source or leading_subject(sentence, 0, at))
    if before in PREPOSITIONS or before in SUBORDINATORS or at in sentence.verbs:
        return None
    return found(cue, phrase_before(sentence, at + 1))
