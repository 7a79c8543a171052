"""Which hedges of a claim the other version is missing, and which it has in other words."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from levelhead.engine.claims import figures_in
from levelhead.engine.claims.word_kinds import KINDS
from levelhead.engine.compare.side import CONTEXT, Mark, Side
from levelhead.engine.compare.sources import has_hearsay
from levelhead.lexicon.concepts import Concepts
from levelhead.types import CURRENCIES

# They leave doubt in a claim, also where the lexicon lists nothing or too little: "rain is
# possible" hedges no less than "it may rain".
DOUBT = re.compile(
    # "In May" and "on 3 May" are dates.
    r"\b(?:can|could|(?<!in )(?<!since )(?<!until )(?<!on \d )(?<!on \d\d )may(?! \d)"
    r"|might|perhaps|maybe|(?:im)?possib(?:le|ly|ility)|potentially"
    r"|(?:un)?likel(?:y|ihood)|(?:im)?probab(?:le|ly|ility)|chances?|prospects?"
    r"|doubt(?:s|ful|ed)?|uncertain(?:ty)?|unclear|unknown"
    r"|(?:no one|nobody|not)(?: yet)? know(?:n|s)?"
    r"|fear(?:s|ed)? (?:dead|lost|to|that)"
    r"|believed|believes?|thought|thinks?|suspect(?:s|ed)?|suspicion|apparent(?:ly)?"
    # But nobody doubts who appears in court.
    r"|appear(?:s|ed)?(?! (?:in|at|on|before|by|for|with|alongside)\b)"
    r"|seem(?:s|ed|ingly)?|suggest(?:s|ed|ing)?|indicat(?:es?|ed|ing|ions?)"
    r"|hint(?:s|ed|ing)?|expect(?:s|ed|ation)?|alleg\w+|accus\w+|reportedly|rumou?red|supposed(?:ly)?"
    r"|presum(?:ed|ably)|understood|tipped|(?:is|are) said to"
    r"|(?:a|any|some|the) (?:(?:high|real|slight|small) )?(?:danger|risk|threat) (?:of|that)"
    r"|at risk of)\b"
)
_EXPECTED = re.compile(
    r"\b(?:(?:expect|forecast|predict|project|anticipat|foresee|foresaw)\w*"
    r"|should(?! have (?:been|done|gone|known|seen|taken|\w+ed)\b))"
)
# How likely something is in figures, which leaves the doubt of any other word.
_ODDS = re.compile(
    r"\b\d+(?:\.\d+)?(?:%| per ?cent|[- ]in[- ][\w-]+) (?:chance|likelihood|probability|risk)\b"
)
# Before or after a figure they make it vague, one like the other.
_ROUGH = (
    "about|around|some|roughly|approximately|circa|nearly|almost|close to|up to|over|under|below"
    "|above|as (?:many|much|few|little|high|low|long) as|at (?:most|least)|an estimated"
    "|(?:no )?(?:more|less|fewer) than|just (?:over|under|short of)|in the region of|a maximum of"
)
_ROUGHLY = re.compile(
    rf"\b(?:{_ROUGH})(?: an?)? [{CURRENCIES}\w]|\bestimate[sd]?\b"
    r"|\b(?:or|and) (?:so|more|less|fewer|under|over)\b|\d-odd\b"
)
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*|[a-z]{3,}")
# The words after a denial are what it denies.
_DENIAL = re.compile(r"\b(?:not|never|cannot|\w+n't)((?: [\w'-]+){1,3})")
_WORD = re.compile(r"[^\W\d_]+")
# "Before he could be tried" says when, and leaves no doubt.
_ABLE = re.compile(r"\b(?:before|until|so that|than)(?: [\w'-]+){1,4}? (?:could|can)\b")


class _Said(NamedTuple):
    """How many words in texts leave doubt, and the concepts of the words that they deny."""

    doubts: int
    denied: frozenset[str]


def missed(
    mine: Side,
    marks: Sequence[Mark],
    other: Side,
    sentences: Sequence[int],
    concepts: Concepts,
) -> list[Mark]:
    """Those of the hedges of a claim without which the other side's sentences make it.

    They may have the words in another construction, or others that leave the same doubt. "About a
    third" in place of "34%" rounds a figure, which leaves no more doubt. A claim that one of the
    sides denies is not the same with less doubt: "may have shot", "did not shoot".
    """
    if not marks:
        return []
    texts = other.texts_of(sentences)
    if has_hearsay(other, sentences):
        marks = [mark for mark in marks if mark.entry.category != "hearsay"]
    numbers = {mine.sentence_of(mark) for mark in marks}
    own = {number: _said([mine.texts[number]], concepts) for number in numbers}
    theirs = _said(texts, concepts)
    return [
        mark
        for mark in marks
        if _is_missed(mine, mark, texts, theirs, own[mine.sentence_of(mark)], concepts)
    ]


def _said(texts: Sequence[str], concepts: Concepts) -> _Said:
    doubts = sum(len(DOUBT.findall(text)) - len(_ABLE.findall(text)) for text in texts)
    denied = (word for text in texts for words in _DENIAL.findall(text) for word in words.split())
    return _Said(doubts, frozenset(concepts.of(word).key for word in denied))


def _is_missed(
    side: Side,
    mark: Mark,
    texts: Sequence[str],
    theirs: _Said,
    own: _Said,
    concepts: Concepts,
) -> bool:
    category, sense = mark.entry.category, mark.entry.sense
    words = side.text_of(mark.place)
    if _has(texts, words):
        return False
    if sense == "figures":
        return _has_figure(texts, side, mark) and not any(map(_ROUGHLY.search, texts))
    if category == "approximation":
        return True
    if sense == "expectation" and any(map(_EXPECTED.search, texts)):
        return False
    if any(map(_ODDS.search, texts)):
        return False
    # "Could perhaps" is one hedge.
    repeated = max(len(DOUBT.findall(words)) - 1, 0)
    if theirs.doubts and theirs.doubts >= own.doubts - repeated:
        return False
    verb = _verb_behind(side, mark, concepts)
    is_denied = sense != "likelihood" and verb in theirs.denied and verb not in own.denied
    return not (is_denied or _is_ability(side, mark))


def _has(texts: Iterable[str], words: str) -> bool:
    # After a figure its unit may follow: "£3m".
    end = r"(?![\d.,]*\d)" if words[-1:].isdigit() else r"(?!\w)"
    pattern = re.compile(rf"(?<![\w.,]){re.escape(words)}{end}")
    return any(pattern.search(text) for text in texts)


def _verb_behind(side: Side, mark: Mark, concepts: Concepts) -> str:
    """The concept of the first word of content after a hedge."""
    end = mark.place.end
    after = _WORD.findall(side.document.lowered, end, end + CONTEXT)
    return next((concepts.of(word).key for word in after if word not in KINDS), "")


def _has_figure(texts: Sequence[str], side: Side, mark: Mark) -> bool:
    """Whether the texts have the figure after a hedge, in digits or in words."""
    end = mark.place.end
    after = side.document.lowered[end : end + CONTEXT]
    written = _FIGURE.search(after)
    if _has(texts, written[0] if written else ""):
        return True
    figure = next(figures_in(after), None)
    return figure is not None and any(
        figure.value == other.value for text in texts for other in figures_in(text)
    )


def _is_ability(side: Side, mark: Mark) -> bool:
    """Whether it says what somebody was able to do by when."""
    start, lowered = mark.place.start, side.document.lowered
    found = _ABLE.search(lowered, max(start - CONTEXT, 0), mark.place.end)
    return found is not None and found.end() > start
