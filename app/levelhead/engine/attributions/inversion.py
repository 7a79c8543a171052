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
from levelhead.lexicon.reporting import Reporting

# Verbs of these uses may come before their source.
_INVERTED = frozenset(("speech", "clause", "quotation", "person", "belief"))


def inverted_source(sentence: Sentence, cue: Cue, reporting: Reporting) -> Phrase | None:
    """`Smith` of `says Smith`, after a quotation or a comma."""
    forms, rest = cue.form.forms, cue.form.rest
    if cue.form.use not in _INVERTED or forms == {"ing"}:
        return None
    at = cue.first - 1
    before, after = sentence.text(at), sentence.text(cue.last)
    quoted = before in QUOTES or (before == "," and sentence.text(at - 1) in QUOTES)
    if not (quoted or before in DASHES or before in ("", ",", "as", "so", "than", ";")):
        return None
    if rest and rest[-1] in PREPOSITIONS and not quoted:
        return None  # "warned of a storm"
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
    return source if end in (".", "") and _speaks(sentence, cue, source, reporting) else None


def _speaks(sentence: Sentence, cue: Cue, source: Phrase, reporting: Reporting) -> bool:
    """Whether what is after a verb is its source, although what is before it may be the subject.

    In `Smith, 42, denied a charge` it is the object; "said" takes none.
    """
    first, *others = sentence.words[source.first : source.last]
    if first.capital or first.text in PERSONAL:
        return True
    people = reporting.roles | reporting.unnamed
    return first.text in DETERMINERS and (
        cue.form.lemma == "say" or any(word.text in people for word in others)
    )
