"""Reporting verbs: whether one reports, and who is its source."""

from typing import NamedTuple

from levelhead.engine.attributions.cues import Cue
from levelhead.engine.attributions.noun_phrases import Phrase, phrase_after, phrase_before
from levelhead.engine.attributions.sentence import Sentence
from levelhead.engine.attributions.sources import clause_subject, leading_subject, subject_before
from levelhead.engine.attributions.statements import (
    IDLE,
    STUDIES,
    addressee_end,
    follows,
    is_said_idly,
    precedes,
)
from levelhead.engine.attributions.words import (
    AUXILIARIES,
    BE,
    CLAUSE_STARTS,
    CONJUNCTIONS,
    DASHES,
    DETERMINERS,
    ENDS,
    HAVE,
    MODALS,
    OBJECTS,
    PERSONAL,
    PLURALS,
    POSSESSIVES,
    PREPOSITIONS,
    PRONOUNS,
    QUOTES,
    SUBORDINATORS,
    TIMES,
    is_adverb,
    is_noun,
    is_possessive,
    is_year,
    word_set,
)

# So far behind a passive verb its "by" may be: "was described on Monday in the House by".
PASSIVE_REACH = 12
# Before "said" or "says" these make it part of a noun: "nothing the minister said".
_THINGS = word_set("what nothing everything anything something things")
_STATING = word_set("speech clause quotation person")
_NEGATIVE = word_set(
    "not never didn't doesn't don't won't wouldn't cannot can't couldn't hasn't haven't hadn't"
)
_NOBODY = word_set("nobody neither none no")
# Before "to say": the subject says it.
_GOING_ON = word_set("on continued continues")


class Found(NamedTuple):
    """The words that report, and the source, if the text has one."""

    verb: Phrase
    source: Phrase | None


class _Before(NamedTuple):
    """What is before a verb: word `at` is the last one before its auxiliaries and adverbs."""

    at: int
    auxiliary: bool
    passive: bool
    infinitive: bool


def attribution_of(sentence: Sentence, cue: Cue, last_source: Phrase | None) -> Found | None:
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
            return _found(
                cue, subject_before(sentence, before.at - (sentence.text(before.at) == "on"))
            )
        return None
    if forms == {"ing"} and not before.passive:
        return _participle(sentence, cue, direct, last_source)
    if before.passive and "participle" in forms:
        return _passive(sentence, cue, before.at)
    if direct == cue.first - 1 and (inverted := _inverted(sentence, cue)):
        return _found(cue, inverted)
    if forms != {"ing"} and not before.auxiliary:
        if _is_reduced(sentence, cue):
            return _found(cue, _agent(sentence, cue.last))
        if _is_said_to_be(sentence, cue):
            return Found(Phrase(cue.first, cue.last + 1), None)
        if sentence.text(direct) in PREPOSITIONS or not _agrees(sentence, cue, before.at):
            return None
    return _active(sentence, cue, before.at, last_source)


def _found(cue: Cue, source: Phrase | None) -> Found | None:
    return Found(Phrase(cue.first, cue.last), source) if source else None


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
        if text in BE:
            passive = passive or not auxiliary
        elif text == "to":
            infinitive = True
        elif not (text in HAVE or text in MODALS or is_adverb(sentence.words[at])):
            break
        auxiliary = True
        at -= 1
    return _Before(at, auxiliary, passive, infinitive)


def _is_reduced(sentence: Sentence, cue: Cue) -> bool:
    """`described by Smith as a mistake`, behind its noun; but `said by telephone`."""
    return (
        sentence.text(cue.last) == "by"
        and "participle" in cue.form.forms
        and cue.form.use != "speech"
        and not sentence.text(cue.last + 1).endswith("ing")
    )


def _is_said_to_be(sentence: Sentence, cue: Cue) -> bool:
    """`a man believed to be armed`; but `he claimed to be armed`."""
    return (
        cue.form.impersonal
        and not cue.form.infinitive
        and "participle" in cue.form.forms
        and sentence.text(cue.last) == "to"
        and sentence.text(cue.last + 1) in ("be", "have")
    )


def _agrees(sentence: Sentence, cue: Cue, subject: int) -> bool:
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
        return _may_be_plural(sentence, subject)
    text = sentence.text(subject)
    marked = subject < 0 or sentence.words[subject].is_mark
    named = not marked and sentence.words[subject].capital
    return marked or named or text == "who" or not _may_be_plural(sentence, subject)


def _opens_object(sentence: Sentence, at: int) -> bool:
    """Whether what a verb has behind it begins at word `at`, and a noun seldom has."""
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


def _active(sentence: Sentence, cue: Cue, subject: int, last_source: Phrase | None) -> Found | None:
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
        if (sentence.text(source.first) in ("a", "an") and after in QUOTES) or _is_named(
            sentence, cue, source
        ):
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
    """`a charity called Hope`: a name, and nobody's opinion."""
    return "participle" in cue.form.forms and sentence.text(source.first) in ("a", "an")


def _inverted(sentence: Sentence, cue: Cue) -> Phrase | None:
    """`Smith` of `says Smith`, behind a quotation or a comma."""
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
    if source is None or not ("past" in forms or _fits(sentence, cue, source)):
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


def _fits(sentence: Sentence, cue: Cue, source: Phrase) -> bool:
    """Whether a source behind its verb agrees with it in number; never with what may be a noun."""
    if cue.form.noun and not sentence.headline:
        return False
    plural = _may_be_plural(sentence, _head(sentence, source))
    return plural or "base" not in cue.form.forms


def _head(sentence: Sentence, source: Phrase) -> int:
    """The last word of a phrase before its first preposition."""
    words = range(source.first + 1, source.last)
    return next((k for k in words if sentence.text(k) in PREPOSITIONS), source.last) - 1


def _agent(sentence: Sentence, first: int) -> Phrase | None:
    """The source behind "by", which comes soon after word `first`."""
    for at in range(first, min(first + PASSIVE_REACH, len(sentence.words))):
        word = sentence.words[at]
        if word.text == "by" and not sentence.text(at + 1).endswith("ing"):
            return phrase_after(sentence, at + 1)
        if word.is_mark and word.text not in QUOTES:
            break
    return None


def _passive(sentence: Sentence, cue: Cue, subject: int) -> Found | None:
    """`was criticised by Smith`, `is said to be`, `Smith was quoted as saying`."""
    after = sentence.text(cue.last)
    first = cue.first if sentence.text(subject + 1) == "'s" else subject + 1
    if saying := _as_saying(sentence, cue.last):
        source = subject_before(sentence, first)
        return Found(Phrase(first, saying), source) if source else None
    if cue.form.impersonal and after in ("to", "that"):
        return Found(Phrase(first, cue.last + (after == "to")), None)
    addressed = cue.form.use == "person"
    agent = _agent(sentence, cue.last)
    if agent and (not addressed or sentence.text(agent.last) in CLAUSE_STARTS):
        return Found(Phrase(cue.first, cue.last), agent)
    it = sentence.text(subject) == "it" and cue.form.use in ("speech", "clause", "belief")
    heard = addressed and (after == "that" or _is_heard_after(sentence, cue, first))
    if heard or (it and (after == "that" or cue.form.impersonal)):
        return Found(Phrase(first, cue.last), None)
    return None


def _as_saying(sentence: Sentence, first: int) -> int | None:
    """Behind `as saying` in `was quoted in the Ledger as saying`."""
    for at in range(first, min(first + PASSIVE_REACH, len(sentence.words))):
        if sentence.text(at) == "as" and sentence.text(at + 1) in ("saying", "telling", "claiming"):
            return at + 2
        if sentence.words[at].is_mark:
            break
    return None


def _is_heard_after(sentence: Sentence, cue: Cue, first: int) -> bool:
    """`It was over, the jury was told`."""
    listener = phrase_before(sentence, first)
    return (
        sentence.text(cue.last) in ENDS
        and listener is not None
        and sentence.text(listener.first - 1) == ","
    )


def _participle(sentence: Sentence, cue: Cue, at: int, last_source: Phrase | None) -> Found | None:
    """`Smith left, saying`, `Saying he was ill, Smith left`, `a note saying`."""
    use, before = cue.form.use, sentence.text(at)
    if use == "judgement" and sentence.text(cue.last) in ENDS:
        return None
    if use not in ("speech", "judgement") and not follows(sentence, cue):
        return None
    if at < 0:
        length = len(sentence.words)
        comma = next((k for k in range(cue.last, length) if sentence.text(k) == ","), length)
        return _found(cue, leading_subject(sentence, comma + 1, length))
    if (
        before in QUOTES
        or before in DASHES
        or before in (",", ")", "and", "while", "by", "before", "after")
    ):
        return _found(cue, last_source or leading_subject(sentence, 0, at))
    if before in PREPOSITIONS or before in SUBORDINATORS or at in sentence.verbs:
        return None
    return _found(cue, phrase_before(sentence, at + 1))
