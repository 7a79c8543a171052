"""Hedges of a claim: which were dropped or added, and which now leave less or more doubt."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

from levelhead.engine.attributions import Attribution
from levelhead.engine.compare.accusations import accusation_changes
from levelhead.engine.compare.comparison import Kind
from levelhead.engine.compare.groups import Alignment, Group
from levelhead.engine.compare.kinds import Found
from levelhead.engine.compare.match import match, match_nearby
from levelhead.engine.compare.missed import DOUBT, missed
from levelhead.engine.compare.side import ROOT, Mark, Side, Sides
from levelhead.engine.deadline import Checkpoint
from levelhead.lexicon.concepts import Concepts
from levelhead.types import TextRange, word_set

# How much doubt a hedge leaves. The strengths of the lexicon do not say that: they say how much a
# hedge is noticed. Hedges at least STEP apart make different claims.
NEARLY_CERTAIN, LIKELY, APPARENT, POSSIBLE, DOUBTFUL = 0.0, 1.0, 1.5, 2.0, 3.0
STEP = 1.0
_OF_SENSE = {
    ("appearance", "evidence"): APPARENT,
    ("appearance", "seeming"): APPARENT,
    ("belief", "expectation"): LIKELY,
    ("belief", "opinion"): APPARENT,
    ("belief", "suspicion"): APPARENT,
    ("modal", "expectation"): LIKELY,
    ("probability", "likelihood"): LIKELY,
}
# Words of a hedge that decide by themselves, whatever its rule: "may well", "a slim chance".
_OF_WORD = {
    "almost": NEARLY_CERTAIN,
    "certainly": NEARLY_CERTAIN,
    "fair": LIKELY,
    "good": LIKELY,
    "likely": LIKELY,
    "probable": LIKELY,
    "probably": LIKELY,
    "well": LIKELY,
    "believed": APPARENT,
    "thought": APPARENT,
    "chance": POSSIBLE,
    "doubtful": DOUBTFUL,
    "dubious": DOUBTFUL,
    "improbable": DOUBTFUL,
    "little": DOUBTFUL,
    "outside": DOUBTFUL,
    "questionable": DOUBTFUL,
    "remote": DOUBTFUL,
    "slim": DOUBTFUL,
    "unlikely": DOUBTFUL,
}
# Entries of these categories with the least strength say too little to be missed.
_SLIGHT = frozenset(("appearance", "belief", "probability"))
WEAKEST = 1.0
# Verbs of a source that leave doubt where the lexicon marks the source, or nothing.
_DOUBTING = re.compile(
    r"(?:claim|alleg|suspect|believ|think|thought|reckon|fear|assum|speculat|expects?\b)"
)
# How many first letters the forms of these have in common: "fear".
_VERB_ROOT = 4
# Verbs of evidence that make something likely, and those that leave no doubt.
_HINTING = re.compile(r"\b(?:suggest|indicat|hint|impl(?:y|ie))\w*")
_PROVING = re.compile(r"\b(?:prov(?:es?|ed|en|ing)|proof|confirm\w*|demonstrat\w+)\b")
# A question that is open, with the verb that asks it: "investigating whether"; or a possibility.
_OPEN = re.compile(
    r"\b(?:(?P<verb>[a-z]{4,}) (?:into )?whether\b(?! or)"
    r"|(?P<possible>(?:is|are|was|were|remains?) (?:possible\b(?! (?:to|for)\b)|doubtful\b)"
    r"|(?:would consider|considering|contemplating|mulling|weighing)\b|thinking (?:of|about)\b"
    r"|(?:one|another|an alternative|(?:a|the) (?:\w+ )?(?:possible|plausible|likely))"
    r" (?:explanation|hypothesis|possibility|scenario|theory) (?:is|was)\b))"
)
# Words that leave it as open as what is possible or considered.
_UNDECIDED = re.compile(
    rf"{DOUBT.pattern}|\b(?:consider|contemplat|debat|discuss|idea|mull|option|plan|propos|talk|think"
    r"|weigh)"
)
# The first letters of the words in _OPEN and _HINTING.
_OF_VERB_CHANGES = word_set(
    "wheth possi doubt consi conte mulli weigh think expla hypot scena theor sugge indic hint "
    "hints hinte hinti imply impli"
)
_ASKED = re.compile(r"\b(?:whether|if|denie[sd]|deny(?:ing)?|question\w*)\b|\?")
# Two of these are more doubt than one: "might possibly".
_DOUBTS = frozenset(
    ("can", "could", "may", "might", "conceivably", "perhaps", "possibly", "theoretically")
)


def hedge_changes(
    sides: Sides,
    alignment: Alignment,
    reported: Mapping[Group, Sequence[Found]],
    concepts: Concepts,
    checkpoint: Checkpoint,
) -> Iterator[Found]:
    """The changes of hedges in all groups. What neighbouring sentences have instead was moved.

    Hedges are part of what is `reported` already: where "is linked to" became "may cause", no doubt
    was added.
    """
    dropped: list[Mark] = []
    added: list[Mark] = []
    for group in alignment.groups:
        checkpoint()  # Before each: the longest take some milliseconds.
        changes = reported.get(group, ())
        kinds = {change.kind for change in changes}
        before, after = _hedges_of_claim(sides, group)
        yield from accusation_changes(sides, group, before, after, concepts)
        if not (before or after):
            yield from _verb_changes(sides, group, kinds)
            continue
        found = match(sides, before, after, lambda old, new, _: _scale(old) == _scale(new))
        for old, new in found.pairs:
            step = _doubt(sides.after, new) - _doubt(sides.before, old)
            if step <= -STEP:
                yield Found("hedge_weakened", old.place, new.place)
            elif step >= STEP:
                yield Found("hedge_strengthened", old.place, new.place)
        if "causation_dropped" not in kinds:
            dropped += missed(sides.before, found.before, sides.after, group.after, concepts)
        if "causation_added" not in kinds:
            hidden = {change.after for change in changes}
            new_hedges = [mark for mark in found.after if mark.place not in hidden]
            added += missed(sides.after, new_hedges, sides.before, group.before, concepts)
    alone_before = _hedges(sides.before, alignment.alone.before)
    alone_after = _hedges(sides.after, alignment.alone.after)
    _, left_before, left_after = match_nearby(
        sides, [*dropped, *alone_before], [*added, *alone_after], alignment, _is_moved, checkpoint
    )
    counted = {mark.place for mark in dropped}
    for mark in left_before:
        if mark.place in counted:
            yield Found("hedge_dropped", mark.place, None)
    counted = {mark.place for mark in added}
    for mark in left_after:
        if mark.place in counted:
            yield Found("hedge_added", None, mark.place)


def _verb_changes(sides: Sides, group: Group, kinds: Set[Kind]) -> Iterator[Found]:
    """Verbs that doubt, or are in doubt, where the other side has others or no source at all.

    "Claims" became "said"; "police believe" was dropped; "suggests" became "proves"; what somebody
    was "investigating whether" is so.
    """
    old, new = sides.before.sources_of(group.before), sides.after.sources_of(group.after)
    if not (
        old
        or new
        or sides.before.has(_OF_VERB_CHANGES, group.before)
        or sides.after.has(_OF_VERB_CHANGES, group.after)
    ):
        return  # Few go on, and a search for all that follows would take much longer.
    doubted = _doubted(sides.before, group.before, sides.after, group.after)
    doubting = _doubted(sides.after, group.after, sides.before, group.before)
    if doubted and not doubting and (new or "source_dropped" in kinds):
        yield Found("hedge_dropped", doubted[0], None)
    elif doubting and not doubted and (old or "source_added" in kinds):
        yield Found("hedge_added", None, doubting[0])
    elif asked := _answered(sides.before, group.before, sides.after, group.after):
        yield Found("hedge_dropped", asked, None)
    elif asked := _answered(sides.after, group.after, sides.before, group.before):
        yield Found("hedge_added", None, asked)
    elif (hint := _hint(sides.before, group.before)) and _proves(sides.after, group.after):
        yield Found("hedge_dropped", hint, None)
    elif (hint := _hint(sides.after, group.after)) and _proves(sides.before, group.before):
        yield Found("hedge_added", None, hint)


def _doubted(
    mine: Side, sentences: Iterable[int], other: Side, other_sentences: Sequence[int]
) -> list[TextRange]:
    """The verbs of sources that leave doubt, if the other side has no form of them."""
    verbs = [each.verb for each in mine.sources_of(sentences)]
    found = [verb for verb in verbs if _DOUBTING.match(mine.text_of(verb))]
    texts = other.texts_of(other_sentences)
    roots = [mine.text_of(verb)[:_VERB_ROOT] for verb in found]
    return [] if any(root in text for root in roots for text in texts) else found


def _answered(
    mine: Side, sentences: Iterable[int], other: Side, other_sentences: Iterable[int]
) -> TextRange | None:
    """The words that ask a question whose answer the other side states as a fact.

    It does not if it asks in other words, or says what is asked: "under investigation".
    """
    texts = other.texts_of(other_sentences)
    if any(map(_ASKED.search, texts)):
        return None
    for number in sentences:
        found = _OPEN.search(mine.texts[number])
        if not found:
            continue
        words = [found["verb"][:ROOT]] if found["verb"] else ["cannot be ruled", "can't be ruled"]
        if not (
            any(word in text for word in words for text in texts)
            or (found["possible"] and any(map(_UNDECIDED.search, texts)))
        ):
            return mine.place_in(number, *found.span())
    return None


def _hint(side: Side, sentences: Iterable[int]) -> TextRange | None:
    """The verb with which evidence makes something likely, if none proves anything."""
    if _proves(side, sentences):
        return None
    found = ((number, _HINTING.search(side.texts[number])) for number in sentences)
    return next((side.place_in(number, *hint.span()) for number, hint in found if hint), None)


def _proves(side: Side, sentences: Iterable[int]) -> bool:
    return any(map(_PROVING.search, side.texts_of(sentences)))


def _is_moved(old: Mark, new: Mark, shared: int) -> bool:
    return shared > 0 and _scale(old) == _scale(new)


def _hedges_of_claim(sides: Sides, group: Group) -> tuple[list[Mark], list[Mark]]:
    """The hedges of a claim on both sides that count by themselves.

    The verb of a source goes with the source: "he claims" is a hedge only where the other side has
    a source too.
    """
    before, after = _hedges(sides.before, group.before), _hedges(sides.after, group.after)
    old_sources = sides.before.sources_of(group.before)
    new_sources = sides.after.sources_of(group.after)
    if not new_sources:
        before = _outside(old_sources, before)
    if not old_sources:
        after = _outside(new_sources, after)
    return before, after


def _hedges(side: Side, sentences: Iterable[int]) -> list[Mark]:
    """Marks that leave doubt in a claim.

    Vague sources are sources. The weakest of some categories say little ("potential") or compare
    ("more likely").
    """
    return [
        mark
        for mark in side.marks_of(sentences, "hedging")
        if mark.entry.category != "vague_source"
        and not (mark.entry.category in _SLIGHT and mark.entry.strength <= WEAKEST)
    ]


def _outside(attributions: Sequence[Attribution], hedges: list[Mark]) -> list[Mark]:
    verbs = [attribution.verb for attribution in attributions]
    return [
        mark
        for mark in hedges
        if not any(verb.start < mark.place.end and mark.place.start < verb.end for verb in verbs)
    ]


def _scale(mark: Mark) -> str:
    """What it makes vague: a claim, or a figure or degree within one."""
    category, sense = mark.entry.category, mark.entry.sense
    return sense if category == "approximation" else "claim"


def _doubt(side: Side, mark: Mark) -> float:
    """How much doubt it leaves; figures and degrees are all equally vague."""
    category, sense = mark.entry.category, mark.entry.sense
    if category == "approximation":
        return POSSIBLE
    words = side.text_of(mark.place).split()
    if sum(word in _DOUBTS for word in words) > 1:
        return DOUBTFUL
    decisive = (_OF_WORD[word] for word in words if word in _OF_WORD)
    doubt = next(decisive, _OF_SENSE.get((category, sense), POSSIBLE))
    # "Will probably not sail" is "is unlikely to sail".
    is_denied = doubt == LIKELY and side.document.lowered.startswith(" not ", mark.place.end)
    return DOUBTFUL if is_denied else doubt
