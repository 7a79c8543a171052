"""The context of a candidate: is it excluded, in whose voice is it, is it negated?"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from typing import Any, Generic, NamedTuple, TypeVar

from levelhead.engine.detect import Candidate
from levelhead.engine.document import Document
from levelhead.engine.negation import is_negated
from levelhead.lexicon import Entry
from levelhead.types import Reason, TextRange, Voice

# Why a candidate inside a find of the context lexicon is excluded, by category of that lexicon.
EXCLUSIONS: Mapping[str, Reason] = {
    "fixed_expressions": "fixed_expression",
    "literal": "literal",
    "names": "name",
}

# Of words in capitals, those up to this long are mostly acronyms.
ACRONYM = 3

# These categories are about how a text addresses its reader, and not about a claim: nothing in them
# can be denied. The "won't" of "you won't believe what happened next" is part of the bait.
NOT_CLAIMS = frozenset(("clickbait", "shouting", "scare_quotes"))

# "I think" has its capital in any place; the I.R.S. is not a pronoun.
_PRONOUN = re.compile(r"I\b(?!\.)")

# Nothing before it in its sentence but marks, or a mark after which a capital is usual.
_OPENING = re.compile(r"(?:^|[:;?!.…|•*–—\"'(\[])[^\w]*\Z")

# A word with a capital behind one without: in mid-sentence.
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+")


class Context(NamedTuple):
    """What the score depends on, besides the words themselves."""

    voice: Voice
    headline: bool
    negated: bool


Label = TypeVar("Label", bound=str)


class EnclosingIndex(NamedTuple, Generic[Label]):
    """Labelled spans sorted by start, each with the furthest end of those up to it."""

    starts: tuple[int, ...]
    furthest: tuple[tuple[int, Label], ...]

    def label_around(self, candidate: Candidate) -> Label | None:
        """The label of a span that contains the candidate; None if there is no such span."""
        n = bisect_right(self.starts, candidate.start) if self.starts else 0
        if n == 0:
            return None
        end, label = self.furthest[n - 1]
        return label if candidate.end <= end else None


_NOTHING: EnclosingIndex[Any] = EnclosingIndex((), ())


def index_enclosing(labelled: Iterable[tuple[TextRange, Label]]) -> EnclosingIndex[Label]:
    """Index labelled spans, so that finding one that contains a candidate takes O(log n)."""
    spans = sorted(labelled)
    if not spans:
        return _NOTHING
    furthest = accumulate(((span.end, label) for span, label in spans), max)
    return EnclosingIndex(tuple(span.start for span, _ in spans), tuple(furthest))


class EnclosedIndex(NamedTuple):
    """Starts of spans in order, each with the nearest end of the spans from there on."""

    starts: Sequence[int]
    nearest: Sequence[int]

    def any_in(self, candidate: Candidate) -> bool:
        """Whether the candidate contains one of the spans; takes O(log n)."""
        n = bisect_left(self.starts, candidate.start)
        return n < len(self.starts) and self.nearest[n] <= candidate.end


def index_enclosed(candidates: Iterable[Candidate]) -> EnclosedIndex:
    """Index the spans of candidates, so that whether another contains one is found fast."""
    spans = sorted((c.start, c.end) for c in candidates)
    nearest = accumulate((end for _, end in reversed(spans)), min)
    return EnclosedIndex([start for start, _ in spans], [*nearest][::-1])


class ContextFinder:
    """Finds the context of candidates in one document, and why some of them are excluded.

    `candidates` are all that were detected, those of the context lexicon among them; `allowed` are
    spans in which the caller wants nothing flagged.
    """

    def __init__(
        self, document: Document, candidates: Sequence[Candidate], allowed: Iterable[TextRange]
    ) -> None:
        quoted = [(TextRange(q.start, q.end), q.kind) for q in document.quotations]
        exclusions = [
            (TextRange(c.start, c.end), EXCLUSIONS[c.frame.entry.category])
            for c in candidates
            if c.frame.entry.dimension == "context"
        ]
        self._document = document
        exclusions += ((span, "not_prose") for span in document.not_prose)
        self._exclusions = index_enclosing(exclusions)
        self._allowed = index_enclosing((span, "allowed") for span in allowed)
        self._allowed_finds = index_enclosed(
            c for c in candidates if _is_word(c.frame.entry) and self._allowed.label_around(c)
        )
        self._speech = index_enclosing(q for q in quoted if q[1] == "speech")
        self._scare = index_enclosing(q for q in quoted if q[1] == "scare")

    def exclusion_reason(self, candidate: Candidate) -> Reason | None:
        """Why the candidate is not flagged here; None if it is.

        Only `allow` excludes what a caller's own rule matches: names are flagged too. Of the
        lexicon's finds `allow` also excludes those that contain one which is inside an allowed
        term: with "so-called" allowed, "so-called experts" is not flagged.
        """
        if self._allowed.label_around(candidate):
            return "allowed"
        entry, conditions = candidate.frame.entry, candidate.frame.conditions
        if entry.by_caller:
            return None
        if _is_word(entry) and self._allowed_finds.any_in(candidate):
            return "allowed"
        if reason := self._exclusions.label_around(candidate):
            return reason
        _, _, unless_preceded, unless_followed = conditions
        if unless_preceded and unless_preceded.holds(candidate.before):
            return "exception"
        if unless_followed and unless_followed.match(self._document.lowered, candidate.end):
            return "exception"
        if entry.detector or entry.capitalised or not self._is_name(candidate):
            return None
        return "name"

    def context_of(self, candidate: Candidate) -> Context:
        """What the score of a candidate depends on, besides the strength of its entry."""
        entry = candidate.frame.entry
        return Context(
            self._voice(candidate),
            self._document.paragraph_at(candidate.start).headline,
            entry.dimension == "sensational"
            and entry.category not in NOT_CLAIMS
            and is_negated(candidate.before),
        )

    def _voice(self, candidate: Candidate) -> Voice:
        """Quoted inside speech, scare inside scare quotes, else the author's own."""
        if self._speech.label_around(candidate):
            return "quoted"
        held_apart = candidate.frame.entry.detector == "scare_quotes"
        return "scare" if held_apart or self._scare.label_around(candidate) else "author"

    def _is_name(self, candidate: Candidate) -> bool:
        """A capital where English has none: "the Desperate Housewives", "Theresa May".

        In a headline that capitalises most words, and at the start of a sentence, a capital says
        nothing. A word all in capitals is shouted, but a short one is an acronym: US, IT, WHO.
        """
        start, end = candidate.start, candidate.end
        plain = self._document.plain
        if not plain[start].isupper() or _PRONOUN.match(plain, start):
            return False
        paragraph = self._document.paragraph_at(start)
        if plain[start:end].isupper():
            return end - start <= ACRONYM and not paragraph.capitals
        if paragraph.title_case or paragraph.capitals:
            return False
        # "boss Fury … Fury said": a name in mid-sentence is one at the start of a sentence too.
        mid_sentence = not _OPENING.search(candidate.before)
        return mid_sentence or plain[start:end] in self._names

    @cached_property
    def _names(self) -> frozenset[str]:
        """All words with a capital in mid-sentence, but for lines in which capitals say nothing."""
        return frozenset(
            name
            for p in self._document.paragraphs
            if not (p.title_case or p.capitals)
            for name in _NAME.findall(self._document.plain, p.start, p.end)
        )


def _is_word(entry: Entry) -> bool:
    """Whether the lexicon flags the words of a match, and not marks or capitals."""
    return not (entry.by_caller or entry.detector or entry.dimension == "context")
