"""Statements: whether a verb has one, before or after it, and whether it is quoted."""

from levelhead.engine.attributions.cues import Cue
from levelhead.engine.attributions.noun_phrases import Phrase, is_noun_at, phrase_after
from levelhead.engine.attributions.sentence import Sentence
from levelhead.engine.attributions.words import (
    AUXILIARIES,
    CLAUSE_STARTS,
    CONJUNCTIONS,
    DASHES,
    DETERMINERS,
    ENDS,
    OBJECTS,
    PERSONAL,
    PREPOSITIONS,
    QUOTES,
    TIMES,
    is_adverb,
    is_noun,
)
from levelhead.lexicon.irregular import VERB_PASTS
from levelhead.types import word_set

# The verb of a clause comes within this many words: "claimed the head of the board had known".
CLAUSE_REACH = 14
# Between a verb and its "that": "wrote on her own page that".
LATER_REACH = 9
_NO_CLAUSE = word_set("after before when while until since because although as who which that to")
_INFINITE = word_set("being having been be")
_AGREEING = word_set("agree concur")
# "Both sides agreed" with each other, and reported nothing.
_TOGETHER = word_set("both sides parties all they leaders ministers countries two")
_BY = word_set("by of")
_NO_OBJECT = word_set("as up down off out")
# What is said, told or asked without being reported.
IDLE = word_set(
    "question questions truth tale tales story stories lie lies joke jokes time fortune fortunes "
    "difference nothing little word words vow vows prayer prayers grace goodbye farewell hello "
    "thanks yes no"
)
# A study that finds something reports it, whatever comes after the verb.
STUDIES = word_set(
    "poll polls survey surveys study studies report reports analysis data figures research results "
    "findings review documents records inquiry investigation audit probe tests"
)


def follows(sentence: Sentence, cue: Cue) -> bool:
    """Whether a clause or a quotation follows the verb, and those whom it tells."""
    use = cue.form.use
    at = cue.last
    while at < len(sentence.words) and is_adverb(sentence.words[at]):
        at += 1
    if use == "person" and sentence.text(at) not in CLAUSE_STARTS:
        end = addressee_end(sentence, at)
        if end is None:
            return False
        at = end
    text = sentence.text(at)
    if text in ("that", ":") or text in QUOTES:
        return True
    if text == "," and sentence.text(at + 1) in QUOTES:
        return True
    if use == "person":
        return (text not in ENDS or text == ",") and not is_said_idly(sentence, at)
    if text == "to" and cue.form.infinitive:
        return True
    if _states_later(sentence, at):
        return True
    if use == "hearing":
        return text == "how"
    if use == "quotation":
        return False
    if text == "." and cue.form.lemma in _AGREEING:
        return sentence.text(cue.first - 1) not in _TOGETHER
    if use == "belief" and _is_past_clause(sentence, at):
        return True
    return text in CLAUSE_STARTS or _is_doing(text) or _is_clause(sentence, at)


def _states_later(sentence: Sentence, at: int) -> bool:
    """`disclosed in a written answer that`."""
    if sentence.text(at) not in PREPOSITIONS or _is_infinitive(sentence, at):
        return False
    for k in range(at, min(at + LATER_REACH, len(sentence.words))):
        text = sentence.text(k)
        if text == "that" or text == ":" or text in QUOTES:
            return True
        if sentence.words[k].is_mark or k in sentence.verbs or text in AUXILIARIES:
            break
    return False


def _is_infinitive(sentence: Sentence, at: int) -> bool:
    """Whether "to" is that of a verb, and not of somebody: `continued to say that`."""
    word = sentence.words[at + 1 : at + 2]
    somebody = word and (word[0].capital or word[0].text.endswith("s") or not is_noun(word[0]))
    return sentence.text(at) == "to" and not somebody


def is_stated(sentence: Sentence, cue: Cue) -> bool:
    """Whether a phrase without a source is before or after a statement."""
    after = sentence.text(cue.last)
    return after == "that" or after in ENDS or _states_later(sentence, cue.last)


def is_said_idly(sentence: Sentence, at: int) -> bool:
    """Whether nothing but an idle word is said: `said nothing`, `asked a question`."""
    found = phrase_after(sentence, at)
    return found is not None and sentence.text(found.last - 1) in IDLE


def _is_doing(text: str) -> bool:
    """`reported hearing`; but `found nothing`."""
    return text.endswith("ing") and len(text) > len("string") and not text.endswith("thing")


def _is_clause(sentence: Sentence, first: int) -> bool:
    """Whether a noun phrase with a finite verb begins at word `first`."""
    text = sentence.text(first)
    if text in PREPOSITIONS or text in _NO_OBJECT or text in ENDS:
        return False
    for at in range(first, min(first + CLAUSE_REACH, len(sentence.words))):
        word = sentence.words[at]
        if word.text in CONJUNCTIONS or (word.is_mark and word.text not in QUOTES):
            return False
        if at == first:
            continue
        finite = word.text in AUXILIARIES and word.text not in _INFINITE and not word.capital
        if finite or at in sentence.verbs:
            return True
        if word.text in _NO_CLAUSE:
            return False
    return False


def _is_past_clause(sentence: Sentence, first: int) -> bool:
    """Whether a noun phrase and a verb in the past are next: `believe the man fled`."""
    found = phrase_after(sentence, first)
    for at in range(first + 1, found.last if found else first):
        text = sentence.text(at)
        if text in VERB_PASTS or text.endswith("ed"):
            return is_noun(sentence.words[at - 1]) and not _is_done_by(sentence, at + 1)
    return False


def _is_done_by(sentence: Sentence, at: int) -> bool:
    """Whether a participle was before it: `the house built by Ali`, but `he fled by boat`."""
    if sentence.text(at) not in _BY:
        return False
    after = sentence.words[at + 1 : at + 2]
    return any(word.capital or word.text in DETERMINERS or word.text in OBJECTS for word in after)


def precedes(sentence: Sentence, cue: Cue, source: Phrase) -> bool:
    """Whether what is reported comes before the source: `It was over, Smith added`."""
    end: int | None = cue.last
    if cue.form.use == "person":
        end = addressee_end(sentence, cue.last)
    while end is not None and end < len(sentence.words) and is_adverb(sentence.words[end]):
        end += 1
    if end is None:
        return False
    after, before = sentence.text(end), sentence.text(source.first - 1)
    closes = after in ENDS or after in PREPOSITIONS or after in TIMES or after in ("late", "early")
    return closes and (before in QUOTES or before in DASHES or before in (",", "as", "so", "which"))


def addressee_end(sentence: Sentence, at: int) -> int | None:
    """The word after those who are told, who begin at word `at`; None where a tale is told.

    `at` if nobody is: `he asked`.
    """
    text = sentence.text(at)
    if text in ENDS or text in QUOTES or text == ":":
        return at
    if text in OBJECTS and not (text == "her" and is_noun_at(sentence, at + 1)):
        return at + 1
    if text in PERSONAL or text in PREPOSITIONS:
        return None
    found = phrase_after(sentence, at)
    if found is None or sentence.text(found.last - 1) in IDLE:
        return None
    return found.last
