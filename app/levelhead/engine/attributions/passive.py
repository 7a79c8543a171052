"""Passive verbs: `was described by Smith`, `is said to be`, `was quoted as saying`."""

from levelhead.engine.attributions.cues import Cue
from levelhead.engine.attributions.found import Found
from levelhead.engine.attributions.noun_phrases import Phrase, phrase_after, phrase_before
from levelhead.engine.attributions.sentence import Sentence
from levelhead.engine.attributions.sources import subject_before
from levelhead.engine.attributions.words import CLAUSE_STARTS, ENDS, QUOTES, TIMES, is_noun
from levelhead.lexicon.reporting import Reporting

# How many words after a passive verb its "by" may come: "was described on Monday in the House by".
PASSIVE_REACH = 12


def passive(sentence: Sentence, cue: Cue, subject: int) -> Found | None:
    """`was criticised by Smith`, `is said to be`, `Smith was quoted as saying`."""
    after = sentence.text(cue.last)
    first = cue.first if sentence.text(subject + 1) == "'s" else subject + 1
    if saying := _as_saying(sentence, cue.last):
        source = subject_before(sentence, first)
        return Found(Phrase(first, saying), source) if source else None
    if cue.form.impersonal and after in ("to", "that"):
        return Found(Phrase(first, cue.last + (after == "to")), None)
    addressed = cue.form.use == "person"
    agent = agent_of(sentence, cue.last)
    if agent and (not addressed or sentence.text(agent.last) in CLAUSE_STARTS):
        return Found(Phrase(cue.first, cue.last), agent)
    it = sentence.text(subject) == "it" and cue.form.use in ("speech", "clause", "belief")
    heard = addressed and (after == "that" or _is_heard_after(sentence, cue, first))
    if heard or (it and (after == "that" or cue.form.impersonal)):
        return Found(Phrase(first, cue.last), None)
    return None


def is_reduced(sentence: Sentence, cue: Cue, reporting: Reporting) -> bool:
    """`described by Smith as a mistake`, after its noun; but `said by telephone`."""
    if (
        sentence.text(cue.last) != "by"
        or "participle" not in cue.form.forms
        or sentence.text(cue.last + 1).endswith("ing")
    ):
        return False
    return cue.form.use != "speech" or _is_by_somebody(sentence, cue, reporting)


def _is_by_somebody(sentence: Sentence, cue: Cue, reporting: Reporting) -> bool:
    """`a report denied by the minister`; but `she announced by the end of May that`."""
    noun = cue.first > 0 and is_noun(sentence.words[cue.first - 1])
    agent = phrase_after(sentence, cue.last + 1) if noun else None
    if agent is None or sentence.words[cue.first - 1].capital:
        return False
    people = reporting.roles | reporting.unnamed | reporting.bodies
    words = sentence.words[agent.first : agent.last]
    return words[-1].text not in TIMES and (words[0].capital or words[-1].text in people)


def is_said_to_be(sentence: Sentence, cue: Cue) -> bool:
    """`a man believed to be armed`; but `he claimed to be armed`."""
    return (
        cue.form.impersonal
        and not cue.form.infinitive
        and "participle" in cue.form.forms
        and sentence.text(cue.last) == "to"
        and sentence.text(cue.last + 1) in ("be", "have")
    )


def agent_of(sentence: Sentence, first: int) -> Phrase | None:
    """The source after "by", which comes soon after word `first`."""
    for at in range(first, min(first + PASSIVE_REACH, len(sentence.words))):
        word = sentence.words[at]
        if word.text == "by" and not sentence.text(at + 1).endswith("ing"):
            return phrase_after(sentence, at + 1)
        if word.is_mark and word.text not in QUOTES:
            break
    return None


def _as_saying(sentence: Sentence, first: int) -> int | None:
    """After `as saying` in `was quoted in the Ledger as saying`."""
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
