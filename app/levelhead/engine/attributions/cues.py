"""Cues: the reporting words of a sentence, before it is known whether they report."""

from collections.abc import Iterator
from typing import NamedTuple

from levelhead.engine.attributions.sentence import Sentence
from levelhead.lexicon.reporting import Reporting, ReportingForm


class Cue(NamedTuple):
    """A reporting word: from word `first` up to word `last`, exclusive."""

    first: int
    last: int
    form: ReportingForm


def cues_of(sentence: Sentence, reporting: Reporting) -> Iterator[Cue]:
    """The reporting words, in order; a word has a cue for each of its uses, the longest first."""
    words = sentence.words
    last = 0
    for at in sentence.reporting:
        word = words[at]
        if at < last or (word.capital and at and sentence.cased):
            continue
        for form in reporting.forms[word.text]:
            end = at + 1 + len(form.rest)
            if not form.rest or tuple(w.text for w in words[at + 1 : end]) == form.rest:
                yield Cue(at, end, form)
                last = max(last, end)
