"""Facts: where two versions of a sentence cannot both be true.

One denies what the other says, has a word that excludes the other's, or another figure.
"""

import re
from collections.abc import Iterator, Set
from itertools import chain, islice
from typing import NamedTuple

from levelhead.engine.claims import (
    NUMBER_WORDS,
    Claim,
    Matches,
    Term,
    denied_terms,
    matches,
    opposite_terms,
)
from levelhead.engine.compare.groups import Alignment, Group
from levelhead.engine.compare.kinds import Found
from levelhead.engine.compare.side import Side, Sides
from levelhead.lexicon.concepts import NO_GROUP, Concepts
from levelhead.types import CURRENCIES, TextRange

# How many code points before a word may deny it: a negator and four words.
_REACH = 50
# What denies, with up to two words between it and what is denied: "not yet been signed". After
# these "known" and "who" the sentence says what is not known, and denies nothing.
_BETWEEN = (
    r"(?: (?!(?:and|at|believe[ds]?|but|by|clear|confirm(?:ed)?|expect(?:ed)?|for|from|how|if|in"
    r"|know|known|mean|on|said|say|suggest(?:ed)?|sure|that|think|thought|what|when|where|whether|who|why"
    r"|with)\b)[\w'-]+)"
)
_DENYING = re.compile(
    rf"\b(?:(?:no(?! (?:doubt|fewer|less|more)\b)|not(?! (?:all|every|just|least|only|until)\b)"
    rf"|never|nobody|nothing|none of|neither|nor|without|cannot|\w+n't"
    rf"|(?:declin|fail|refus)\w+ to|unable to){_BETWEEN}{{0,2}}"
    r"|den(?:ie[sd]|y|ying)(?: [\w'-]+){0,4}) \Z"
)
# With two of them a sentence may say what it seems to deny: "did not deny", "not until May". Where
# the other version has one, it may deny the same in other words: "rejected the claim".
_NEGATIVE = re.compile(
    r"\b(?:no|not|never|nobody|none|nothing|neither|nor|without|cannot|\w+n't|den(?:ie[sd]|y|ying)"
    r"|(?:declin|dismiss|fail|prevent|refus|reject|stop)\w*|un(?!i)\w+ed|un(?:able|less|like|likely|til)"
    r"|before|barely|few|hardly|instead|only|rarely|till)\b"
)
# What is expected or feared is not said to be so.
_SUPPOSED = re.compile(r"\b(?:expect|fear|forecast|hope[ds]?\b|hoping|if\b|predict|suppos)")
# Before "for" or "against", which elsewhere may mean the same: "a vaccine for flu".
_TAKING_SIDES = re.compile(
    r"\b(?:arg|campaign|decid|demonstrat|fight|fought|lobb|protest|rall|rul|speak|spoke|vot)\w* \Z"
    r"|\b(?:am|are|be|is|was|were) \Z"
)
_WORD = re.compile(
    rf"[{CURRENCIES}]?\w+(?:[.,'’-]\w+)*%?(?: (?:hundred|thousand|million|billion|per cent)\b)*"
)
# Letters after digits are a unit, and the other figure may be in another one: "70mph".
_LETTERS = re.compile(r"[\d.,]+([^\W\d]*)")


class _Version(NamedTuple):
    """A sentence of one side and its claim."""

    side: Side
    number: int
    claim: Claim

    def word(self, term: Term) -> TextRange:
        """The place of the word or figure of a term."""
        found = _WORD.match(self.side.document.lowered, term.start)
        return TextRange(term.start, found.end() if found else term.start + 1)

    def denial(self, term: Term) -> TextRange | None:
        """The place of a term with what denies it; None if it is too far away."""
        start = self.side.document.sentences[self.number].start
        left = self.side.document.lowered[max(start, term.start - _REACH) : term.start]
        found = _DENYING.search(left)
        return (
            TextRange(term.start - len(left) + found.start(), self.word(term).end)
            if found
            else None
        )

    def text(self) -> str:
        """The sentence in lower case."""
        return self.side.texts[self.number]

    def word_as(self, other: "_Version", denial: TextRange, term: Term) -> TextRange:
        """The place of a term, with the words before it that follow the negator on the other side.

        "Taken the bridge", where that side has "not taken the bridge".
        """
        place, lowered = self.word(term), self.side.document.lowered
        words = other.side.text_of(denial).split()
        for n in range(1, len(words)):
            start = place.end - len(" ".join(words[n:]))
            if lowered[start : place.end] == " ".join(words[n:]):
                return TextRange(start, place.end)
        return place

    def side_taken(self, term: Term) -> TextRange | None:
        """The place of a term with the "for" or "against" that follows a verb of taking sides."""
        start = self.side.document.sentences[self.number].start
        lowered = self.side.document.lowered
        at = lowered.rfind(f"{term.role} ", start, term.start)
        found = _TAKING_SIDES.search(lowered, max(start, at - _REACH), at) if at >= 0 else None
        return TextRange(at, self.word(term).end) if found else None

    def figures(self, known: Set[int]) -> list[int]:
        """The places of the figures among its terms, without those `known`."""
        terms = enumerate(self.claim.terms)
        return [n for n, term in terms if term.value is not None and n not in known]

    def letters(self, figure: Term) -> str:
        """The letters right after the digits of a figure."""
        found = _LETTERS.match(self.side.document.lowered, figure.start)
        return found[1] if found else ""

    def is_followed(self, figure: int) -> bool:
        """Whether the next word says what a figure counts."""
        rest = self.claim.terms[figure + 1 : figure + 2]
        return bool(rest) and rest[0].start == self.word(self.claim.terms[figure]).end + 1


# The places of what differs, before and after.
_Places = tuple[TextRange, TextRange]


def fact_changes(
    sides: Sides, alignment: Alignment, group: Group, concepts: Concepts
) -> Iterator[Found]:
    """What one version says and the other excludes, at most once in a group.

    Only of two single sentences: where one was split or merged, what belongs together is unclear.
    """
    if len(group.before) != 1 or len(group.after) != 1 or not _may_exclude(sides, group, concepts):
        return
    old, new = (
        _Version(side, number, claims[number])
        for side, claims, (number,) in zip(sides, alignment.claims, group, strict=True)
    )
    if pairs := matches(old.claim.terms, new.claim.terms):
        found = chain(
            _opposed(old, new, pairs),
            _denied(old, new, pairs),
            _excluded(old, new, pairs),
            _figures(old, new, pairs),
        )
        yield from (Found("fact_changed", *places) for places in islice(found, 1))


def _may_exclude(sides: Sides, group: Group, concepts: Concepts) -> bool:
    """Whether two sentences differ in a word that could exclude something.

    Few do, and to look for one takes a fraction of the time of claims.
    """
    (n,), (m,) = group
    old, new = sides.before.words_of(n).all, sides.after.words_of(m).all
    differing = old ^ new
    return (
        (
            # "Didn't" is two words here, and its "t" says enough.
            any(word == "t" or _NEGATIVE.match(word) for word in differing)
            and {_negatives(sides.before.texts[n]), _negatives(sides.after.texts[m])} == {0, 1}
        )
        or ("against" in differing and "for" in (new if "against" in old else old))
        or (_has_figure(differing) and _has_figure(old) and _has_figure(new))
        or not _groups(sides.before.texts[n], old - new, concepts).isdisjoint(
            _groups(sides.after.texts[m], new - old, concepts)
        )
    )


def _has_figure(words: Set[str]) -> bool:
    return not words.isdisjoint(NUMBER_WORDS) or any(word[0].isdigit() for word in words)


def _groups(text: str, only: Set[str], concepts: Concepts) -> set[int]:
    """The groups of the words that only this version of a sentence has: "rose", "went up"."""
    found = {concepts.of(word).group for word in only}
    for particle in only & concepts.particles:
        for verb in re.findall(rf"(\w+) {particle}\b", text):
            found.add(concepts.of(verb, particle).group)
    return found - {NO_GROUP}


def _negatives(text: str) -> int:
    """How many words deny something or limit when or how far it is so."""
    return len(_NEGATIVE.findall(text))


def _is_supposed(old: _Version, new: _Version) -> bool:
    """Whether one version may only expect what the other denies."""
    return any(_SUPPOSED.search(version.text()) for version in (old, new))


def _denied(old: _Version, new: _Version, pairs: Matches) -> Iterator[_Places]:
    """What only one version denies, if it denies nothing else and the other has no such word."""
    if {_negatives(old.text()), _negatives(new.text())} != {0, 1} or _is_supposed(old, new):
        return
    for x, y in denied_terms(old.claim, new.claim, pairs):
        if x.negated and (denial := old.denial(x)):
            yield denial, new.word_as(old, denial, y)
        elif y.negated and (denial := new.denial(y)):
            yield old.word_as(new, denial, x), denial


def _excluded(old: _Version, new: _Version, pairs: Matches) -> Iterator[_Places]:
    """Words that exclude each other: "rose", "fell"."""
    if _is_supposed(old, new):
        return
    for x, y in opposite_terms(old.claim, new.claim, pairs):
        if x.verb == y.verb:
            yield old.word(x), new.word(y)


def _opposed(old: _Version, new: _Version, pairs: Matches) -> Iterator[_Places]:
    """What somebody is for in one version and against in the other."""
    for n, m in pairs:
        x, y = old.claim.terms[n], new.claim.terms[m]
        supporting = old if x.role == "for" else new
        if {x.role, y.role} == {"for", "against"} and "against" not in supporting.text():
            before, after = old.side_taken(x), new.side_taken(y)
            if before and after:
                yield before, after


def _figures(old: _Version, new: _Version, pairs: Matches) -> Iterator[_Places]:
    """The only figure that differs, if it is of the same thing."""
    left = old.figures({n for n, _ in pairs})
    right = new.figures({m for _, m in pairs})
    if len(left) != 1 or len(right) != 1:
        return
    n, m = left[0], right[0]
    x, y = old.claim.terms[n], new.claim.terms[m]
    of_the_same = (n + 1, m + 1) in pairs or (
        (n - 1, m - 1) in pairs and not (old.is_followed(n) or new.is_followed(m))
    )
    whole = (x.role == "of") != (y.role == "of")  # "seven members", "two of the nine members"
    if of_the_same and not whole and (x.unit, old.letters(x)) == (y.unit, new.letters(y)):
        yield old.word(x), new.word(y)
