"""Agreement: whether a word can be the verb of a subject, and is not a noun."""

from levelhead.engine.attributions.cues import Cue
from levelhead.engine.attributions.noun_phrases import Phrase, phrase_before
from levelhead.engine.attributions.sentence import Sentence
from levelhead.engine.attributions.words import (
    CLAUSE_STARTS,
    CONJUNCTIONS,
    DETERMINERS,
    ENDS,
    OBJECTS,
    PERSONAL,
    PLURALS,
    POSSESSIVES,
    PREPOSITIONS,
    QUOTES,
    is_noun,
)


def agrees(sentence: Sentence, cue: Cue, subject: int) -> bool:
    """Whether a form without an auxiliary can be the verb of the subject that ends at a word."""
    forms, after = cue.form.forms, sentence.text(cue.last)
    if "past" in forms:
        # "The man accused of theft" has not accused anybody.
        return not (after == "of" and cue.form.use == "judgement")
    if not cue.form.noun:
        return True
    opens = _opens_object(sentence, cue.last) or after in ENDS
    to_do = after == "to" and cue.form.infinitive and not _opens_object(sentence, cue.last + 1)
    if not (opens or to_do or sentence.text(subject) in PERSONAL):
        return False
    if sentence.text(subject).endswith("ed"):  # "her repeated claims that"
        return False
    if "base" in forms:
        return _may_be_plural(sentence, subject) or (
            (found := phrase_before(sentence, subject + 1)) is not None
            and _may_be_plural(sentence, _head(sentence, found))
        )
    text = sentence.text(subject)
    marked = subject < 0 or sentence.words[subject].is_mark
    named = not marked and sentence.words[subject].capital
    return marked or named or text == "who" or not _may_be_plural(sentence, subject)


def fits(sentence: Sentence, cue: Cue, source: Phrase) -> bool:
    """Whether a source after its verb agrees with it in number.

    What may be a noun has a name or a determiner after it: "claims Smith", but "claims and fees".
    """
    if cue.form.noun and not (sentence.headline or _opens_object(sentence, cue.last)):
        return False
    plural = _may_be_plural(sentence, _head(sentence, source))
    return plural or "base" not in cue.form.forms


def _head(sentence: Sentence, source: Phrase) -> int:
    """The last word of a phrase before its first preposition."""
    words = range(source.first + 1, source.last)
    return next((k for k in words if sentence.text(k) in PREPOSITIONS), source.last) - 1


def _opens_object(sentence: Sentence, at: int) -> bool:
    """Whether what a verb has after it begins at word `at`, and a noun seldom has."""
    text = sentence.text(at)
    return (
        text in DETERMINERS
        or text in CLAUSE_STARTS
        or text in QUOTES
        or text in POSSESSIVES
        or text in OBJECTS
        or text == ":"
        or (at < len(sentence.words) and sentence.words[at].capital)
    )


def _may_be_plural(sentence: Sentence, at: int) -> bool:
    text = sentence.text(at)
    if at < 0 or sentence.words[at].is_mark or text in CONJUNCTIONS or text in PLURALS:
        return True
    if text[0].isdigit():
        return True
    return (
        text.endswith("s") and not text.endswith(("ss", "'s", "us")) and is_noun(sentence.words[at])
    )
