"""The context of a candidate: is it excluded, in whose voice is it, is it negated?"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import Generic, NamedTuple, TypeVar

from levelhead.engine.detect import Candidate
from levelhead.engine.document import Document
from levelhead.engine.names import NameFinder
from levelhead.engine.negation import is_negated
from levelhead.lexicon import Entry, Lexicon
from levelhead.types import Reason, TextRange, Voice

# Why a candidate inside a find of the context lexicon is excluded, by category of that lexicon.
EXCLUSIONS: Mapping[str, Reason] = {
    "fixed_expressions": "fixed_expression",
    "literal": "literal",
    "names": "name",
}

# These categories are about how a text addresses its reader, and not about a claim: nothing in them
# can be denied. The "won't" of "you won't believe what happened next" is part of the bait.
NOT_CLAIMS = frozenset(("clickbait", "shouting", "scare_quotes"))


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
        n = bisect_right(self.starts, candidate.start)
        if n == 0:
            return None
        end, label = self.furthest[n - 1]
        return label if candidate.end <= end else None


def index_enclosing(labelled: Iterable[tuple[TextRange, Label]]) -> EnclosingIndex[Label]:
    """Index labelled spans, so that finding one that contains a candidate takes O(log n)."""
    spans = sorted(labelled)
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
        self,
        document: Document,
        lexicon: Lexicon,
        candidates: Sequence[Candidate],
        allowed: Iterable[TextRange],
    ) -> None:
        quoted = [(TextRange(q.start, q.end), q.kind) for q in document.quotations]
        exclusions: list[tuple[TextRange, Reason]] = [
            (TextRange(c.start, c.end), EXCLUSIONS[c.frame.entry.category])
            for c in candidates
            if c.frame.entry.dimension == "context"
        ]
        exclusions += ((span, "name") for span, kind in quoted if kind == "title")
        exclusions += ((span, "not_prose") for span in document.not_prose)
        self._document = document
        self._names = NameFinder(document, lexicon, candidates)
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
        preceded, followed = conditions.unless_preceded, conditions.unless_followed
        if preceded and preceded.holds(candidate.before):
            return "exception"
        if followed and followed.match(self._document.lowered, candidate.end):
            return "exception"
        if entry.detector == "capitals":
            return "name" if self._names.is_surname(candidate) else None  # "Ann SAVAGE"
        if entry.detector or entry.capitalised or not self._names.is_name(candidate):
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
        held_apart = candidate.frame.entry.category == "scare_quotes"
        return "scare" if held_apart or self._scare.label_around(candidate) else "author"


def _is_word(entry: Entry) -> bool:
    """Whether the lexicon flags the words of a match, and not marks or capitals."""
    return not (entry.by_caller or entry.detector or entry.dimension == "context")
