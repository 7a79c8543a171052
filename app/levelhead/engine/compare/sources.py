"""Sources of a claim: which were dropped, added, or are now vaguer."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from levelhead.engine.attributions import Attribution, attributions_of
from levelhead.engine.compare.groups import Group
from levelhead.engine.compare.kinds import Found
from levelhead.engine.compare.side import Side, Sides
from levelhead.engine.deadline import Checkpoint
from levelhead.lexicon.reporting import Reporting
from levelhead.types import TextRange

# How much readers learn of a source.
_CLARITY = {"named": 2, "role": 1, "unnamed": 0}
# Verbs and phrases with which a source vouches for what is said; others say what somebody did, such
# as "thanked" or "called for".
_VOUCHING = re.compile(
    r"\b(?:said|say|says|saying|told|tells?|according|claim|report|believ|think|thought|argu|state"
    r"|add(?:s|ed)|insist|announc|confirm|reveal|alleg|suggest|f(?:ind|inds|ound)|show|writ|wrote"
    r"|tweet|warn|estimat|testif|hear|explain|not(?:e|es|ed)\b|admit|acknowledg|conclud|indicat"
    r"|maintain|contend|suspect|fear|reckon|expect|predict|view|opinion|words|point|stress|recall"
    r"|put|post|declar|describ|calculat|understand|understood)|:|\W-|[–—]"
)
# "This study found" is how the authors of a study speak of themselves.
_OWN = re.compile(r"(?:these|this|our|the (?:present|current|results|findings|data))\b")
# "The army claims to have won", "he insists he won".
_OF_ITSELF = re.compile(
    r"(?:claim|insist|maintain|alleg|boast)\w* (?:to (?:have|be)|(?:that )?(?:he|she|it|they) )"
    r"|sa(?:id|ys?) (?:that )?(?:he|she|it|they) ha(?:d|s|ve) "
)
# They say nothing that could be true.
_POLITE = re.compile(r"sa(?:id|ys?) (?:a prayer|farewell|goodbye|grace|hello|nothing|sorry|thank)")
# What somebody will announce has not been said.
_PLANNED = re.compile(r"\b(?:will|would|may|might|could|should|must|to) \Z")
_PLAN_CHARS = len(" should ")
# What is found is so: to name the study or who found it makes a claim no weaker.
_FINDING = re.compile(
    r"\b(?:stud(?:y|ies)|research|trials?|reviews?|surveys?|analys[ie]s|findings|results|evidence"
    r"|data|f(?:ind|inds|ound)|discover(?:s|ed)?|show(?:s|ed|n)?|reveal(?:s|ed)?|prove[sdn]?"
    r"|demonstrate[sd]?|identif(?:y|ies|ied)|confirm(?:s|ed)?|establish(?:es|ed)?)\b"
)
_REPORTS = re.compile(r"\b(?:reports|rumou?rs|speculation)\Z")
# A court that heard or was told something is its source, though no source of its own is named.
_TO_A_COURT = re.compile(r"hear|(?:was|were|(?:has|have|had) been) told\b")
# Shorter words of a source may be anywhere.
_WORD = re.compile(r"[^\W\d_]{4,}")
_NAME = re.compile(r"\b[A-Z][\w'’-]+")
_APPOSITION = re.compile(r"(?<=[a-z]), [A-Z][\w'’-]+(?: [A-Z][\w'’-]+){1,3}(?=,)")


def find_sources(
    side: Side, sentences: Iterable[int], reporting: Reporting, checkpoint: Checkpoint
) -> Side:
    """The side with the sources of these sentences."""
    sources: defaultdict[int, list[Attribution]] = defaultdict(list)
    # Most sentences have no such word, and a search is faster than finding out who says what.
    numbers = [n for n in sorted(sentences) if _VOUCHING.search(side.texts[n])]
    for each in attributions_of(side.document, reporting, checkpoint, numbers):
        start, verb = each.verb.start, side.text_of(each.verb)
        if (
            (_VOUCHING.match(verb) if each.source else _TO_A_COURT.match(verb))
            and not (each.source and _OWN.match(side.text_of(each.source)))
            and not _POLITE.match(side.document.lowered, start)
            and not _PLANNED.search(side.document.lowered, max(start - _PLAN_CHARS, 0), start)
        ):
            sources[each.sentence].append(each)
    return side._replace(sources=sources)


def source_changes(sides: Sides, group: Group) -> Iterator[Found]:
    """The change of the sources in a group: at most one.

    A source that the other side has in other words, as in "the police counted", is not missed.
    """
    before = sides.before.sources_of(group.before)
    after = sides.after.sources_of(group.after)
    if before and not after:
        if _say_as_little(sides.before, group.before, sides.after, group.after):
            return
        if all(_is_missed(each, sides.before, sides.after, group.after) for each in before):
            if hearsay := _hearsay(sides.after, group.after):
                yield Found("source_blurred", place_of(before[0]), hearsay)
            else:
                yield Found("source_dropped", place_of(before[0]), None)
    elif after and not before:
        if _say_as_little(sides.after, group.after, sides.before, group.before):
            return
        if all(
            _is_missed(each, sides.after, sides.before, group.before)
            and not _FINDING.search(sides.after.text_of(place_of(each)))
            for each in after
        ):
            yield Found("source_added", None, place_of(after[0]))
    elif before and after:
        clear = [each for each in before if each.source_kind in _CLARITY]
        vague = [each for each in after if each.source_kind in _CLARITY]
        if len(vague) == len(after) and clear:
            old = max(clear, key=lambda each: _clarity(sides.before, each))
            new = max(vague, key=lambda each: _clarity(sides.after, each))
            if _clarity(sides.after, new) < _clarity(sides.before, old) and not _is_known(
                sides, old, new
            ):
                yield Found("source_blurred", place_of(old), place_of(new))


def place_of(attribution: Attribution) -> TextRange:
    """The words that say who says it."""
    verb, source = attribution.verb, attribution.source or attribution.verb
    return TextRange(min(verb.start, source.start), max(verb.end, source.end))


def _say_as_little(
    mine: Side, sentences: Sequence[int], other: Side, other_sentences: Sequence[int]
) -> bool:
    """Whether sources say no more than a word of the other side: "reports said", "reportedly"."""
    return has_hearsay(mine, sentences) and _hearsay(other, other_sentences) is not None


def has_hearsay(side: Side, sentences: Sequence[int]) -> bool:
    """Whether a source of these sentences says as little as "reportedly": "reports said"."""
    return any(
        each.source_kind == "unnamed"
        or (each.source and _REPORTS.search(side.text_of(each.source)))
        for each in side.sources_of(sentences)
    )


def _clarity(side: Side, attribution: Attribution) -> int:
    return _CLARITY["named" if _apposition(side, attribution) else attribution.source_kind]


def _apposition(side: Side, attribution: Attribution) -> list[str]:
    """The name between commas after a source: "a minister, Ada Crowe, said"."""
    source = attribution.source
    found = _APPOSITION.match(side.document.plain, source.end) if source else None
    return found[0].split() if found else []


def _hearsay(side: Side, sentences: Sequence[int]) -> TextRange | None:
    """A hedge that hides a source: "allegedly", but not "accused"."""
    marks = side.marks_of(sentences, "hedging")
    hidden = (mark.place for mark in marks if mark.entry.category == "hearsay")
    return next((place for place in hidden if "accus" not in side.text_of(place)), None)


def _is_missed(attribution: Attribution, mine: Side, other: Side, sentences: Sequence[int]) -> bool:
    """Whether neither the sentences of the other side nor those next to them name the source.

    One after a quotation, as in "she said", may have been with the quoted sentence before it.
    Where a source claims something of itself, its name remains: "the army claims to have won".
    """
    if attribution.source_kind == "pronoun" and _is_quoted(other, sentences):
        return False
    if _OF_ITSELF.match(mine.document.lowered, attribution.verb.start):
        return True
    words = _WORD.findall(mine.text_of(attribution.source or attribution.verb))
    last = len(other.document.sentences) - 1
    near = range(max(sentences[0] - 1, 0), min(sentences[-1] + 1, last) + 1)
    text = " ".join(other.texts_of(near))
    return not any(re.search(rf"\b{re.escape(word)}\b", text) for word in words)


def _is_quoted(side: Side, sentences: Sequence[int]) -> bool:
    """Whether the first of these sentences begins with somebody's words, which are most of it."""
    start, end = side.document.sentences[sentences[0]]
    # The last one that starts up to one character after `start`, where its mark may be.
    number = bisect_left(side.document.quotations, (start + 2,)) - 1
    quotation = side.document.quotations[number] if number >= 0 else None
    return bool(
        quotation
        and quotation.kind == "speech"
        and min(quotation.end, end) - start > (end - start) / 2
    )


def _is_known(sides: Sides, old: Attribution, new: Attribution) -> bool:
    """Whether readers of the text after know who the old source is.

    They do if its name is somewhere in that text; or, if it has none, if both share a word.
    """
    place = place_of(old)
    names = _apposition(sides.before, old) or (
        _NAME.findall(sides.before.document.plain[slice(*(old.source or place))])
        if old.source_kind == "named"
        else []
    )
    if names:
        return names[-1].lower() in sides.after.document.lowered
    words = _WORD.findall(sides.before.text_of(old.source or place))
    return any(word in sides.after.text_of(new.source or place_of(new)) for word in words)
