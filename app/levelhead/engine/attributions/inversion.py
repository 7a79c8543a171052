"""Inversion: the source after its verb, `says Smith`."""

from levelhead.engine.attributions.agreement import fits
from levelhead.engine.attributions.cues import Cue
from levelhead.engine.attributions.noun_phrases import Phrase, phrase_after
from levelhead.engine.attributions.sentence import Sentence
from levelhead.engine.attributions.sources import subject_before
from levelhead.engine.attributions.words import (
    DASHES,
    DETERMINERS,
    ENDS,
    PERSONAL,
    PREPOSITIONS,
    QUOTES,
    SUBORDINATORS,
    TIMES,
)


def inverted_source(sentence: Sentence, cue: Cue) -> Phrase | None:
    """`Smith` of `says Smith`, after a quotation or a comma."""
    forms = cue.form.forms
    if cue.form.use not in ("speech", "clause", "quotation", "person") or forms == {"ing"}:
        return None
    at = cue.first - 1
    before, after = sentence.text(at), sentence.text(cue.last)
    quoted = before in QUOTES or (before == "," and sentence.text(at - 1) in QUOTES)
    if not (quoted or before in DASHES or before in ("", ",", "as", "so", "than", ";")):
        return None
    if after in PREPOSITIONS or after in QUOTES or after in SUBORDINATORS or after == "there":
        return None
    source = phrase_after(sentence, cue.last)
    if source is None or not ("past" in forms or fits(sentence, cue, source)):
        return None
    if quoted or cue.form.use == "person":
        return source if quoted else None
    end = sentence.text(source.last)
    if at < 0 and end != ":":
        return None
    if not (end in ENDS or end in PREPOSITIONS or end in TIMES or end in ("who", ":", "(")):
        return None
    if before != "," or not subject_before(sentence, at + 1):
        return source
    first = sentence.words[source.first]
    names = first.capital or first.text in DETERMINERS or first.text in PERSONAL
    return source if names and end in (".", "") else None
