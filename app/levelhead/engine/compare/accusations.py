"""Accusations: whether what somebody is accused of in one version was done in the other."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from levelhead.engine.claims.word_kinds import BEING, KINDS, LIGHT
from levelhead.engine.compare.groups import Group
from levelhead.engine.compare.kinds import Found
from levelhead.engine.compare.side import Mark, Side, Sides
from levelhead.lexicon.concepts import Concepts
from levelhead.lexicon.irregular import VERB_PASTS
from levelhead.types import TextRange

_ACCUSED = re.compile(
    r"\b(?:accused of|(?:up)?on suspicion of|suspected(?: of)?|charged with|wanted (?:over|for)"
    r"|wanted in connection with|indicted (?:for|on)|under investigation (?:for|over)"
    r"|fac(?:e|es|ed|ing) (?:an? )?(?:charge|accusation|allegation)s?(?: of| that \w+)?)\b"
)
# Where one of these is left, the claim is still an accusation.
_STILL = re.compile(
    r"\b(?:accus\w+|alleg\w+|suspect\w*|suspicion|charged|claim(?:s|ed)?|wanted|indict\w+"
    r"|cleared|acquitted|convicted|guilty of|according|prosecutors|police (?:said|say))\b"
)
# How many words of content after an accusation say what it is: "stealing money of a hospice".
_ACT = 3
_WORD = re.compile(r"[^\W\d_]+")
# Before what was done: "freed after hacking the ministry".
_HAVING_DONE = frozenset(("after", "by", "while"))
# A clause with it says who did it, also next to a word that still accuses: "the man who murdered
# her has been charged".
_WHO = "who"
# Who did it, by the deed: "arsonist", "thief".
_AGENT = re.compile(r".+(?:[eo]rs?|ists?|sters?|m[ae]n|woman|women)\Z|thief|thieves")


def accusation_changes(
    sides: Sides,
    group: Group,
    before: Sequence[Mark],
    after: Sequence[Mark],
    concepts: Concepts,
) -> Iterator[Found]:
    """The accusation of each side that the other states as a fact, at most one.

    None that overlaps one of the hedges `before` or `after`, which are reported anyway.
    """
    dropped = _stated(sides.before, group.before, sides.after, group.after, concepts)
    added = _stated(sides.after, group.after, sides.before, group.before, concepts)
    if dropped and not _is_listed(dropped, before):
        yield Found("hedge_dropped", dropped, None)
    if added and not _is_listed(added, after):
        yield Found("hedge_added", None, added)


def _is_listed(accusation: TextRange, marks: Iterable[Mark]) -> bool:
    start, end = accusation
    return any(start < mark.place.end and mark.place.start < end for mark in marks)


def _stated(
    mine: Side,
    sentences: Sequence[int],
    other: Side,
    others: Sequence[int],
    concepts: Concepts,
) -> TextRange | None:
    """The words that accuse, if the other side says without them that it was done."""
    for number in sentences:
        text = mine.texts[number]
        if found := _ACCUSED.search(text):
            texts = other.texts_of(others)
            still = any(map(_STILL.search, texts))
            suspected = found[0] == "suspected"
            words = (word for word in _WORD.findall(text[found.end() :]) if word not in KINDS)
            acts = {concepts.of(word).key: word for word in islice(words, 1 if suspected else _ACT)}
            if any(_is_done(acts, suspected, each, still, concepts) for each in texts):
                return mine.place_in(number, *found.span())
    return None


def _is_done(
    acts: Mapping[str, str], suspected: bool, text: str, still: bool, concepts: Concepts
) -> bool:
    """Whether the text says that somebody did one of the acts, given by their concepts.

    If it is `still` an accusation, only a relative clause says so.
    """
    words = _WORD.findall(text)
    for before, word in zip(["", *words], words, strict=False):
        key = concepts.of(word).key
        if key not in acts or key in LIGHT:
            continue
        past = before not in BEING and (word in VERB_PASTS or word.endswith("ed"))
        if still:
            if past and before == _WHO:
                return True
            continue
        if suspected or (before in _HAVING_DONE and word.endswith("ing")):
            return True
        if word != acts[key] and (past or _AGENT.match(word)):
            return True
    return False
