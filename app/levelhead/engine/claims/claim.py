"""What a sentence asserts: its content words, names and figures, and what is said of each."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import islice

from msgspec import Struct

from levelhead.engine.claims.figures import TOKEN, Figure, figure_at
from levelhead.engine.claims.sources import source_of
from levelhead.engine.claims.word_kinds import (
    AUXILIARY,
    BEING,
    EMPTY,
    FUTURE,
    KINDS,
    LIGHT,
    NEGATOR,
    NUMBER,
    PART,
    PHRASAL,
    PLANNING,
    PREPOSITION,
    SOME,
    STOP,
    WHOLE,
)
from levelhead.engine.deadline import Checkpoint, no_deadline, stems_off_the_loop
from levelhead.engine.document import Document
from levelhead.lexicon import Lexicon
from levelhead.lexicon.concepts import NO_GROUP, Concepts
from levelhead.lexicon.irregular import VERB_PASTS
from levelhead.types import CURRENCIES, TextRange

# A sentence in print has 20 to 60 words. Words after this many do not count, so that the time for a
# sentence is bounded.
MAX_TOKENS = 120

# Weights. Names and figures say more than other words of what a sentence is about.
NAME, FIGURE, WORD, SLIGHT = 1.5, 1.2, 1.0, 0.4

_FIRST_SIGNS = frozenset("0123456789" + CURRENCIES)
# How many first letters words of the same root have in common.
ROOT = 4
# "to" is up to this many words after what plans: "wants the council to".
_BEFORE_TO = 4
# Up to this many words are between "was" and its participle.
_BEFORE_PARTICIPLE = 3
_FAVOUR = frozenset(("favour", "favor"))
_UNHURT = frozenset(("unhurt", "unharmed", "uninjured", "unscathed"))
# Of the words without content, these may be what is planned.
_BARE = frozenset(("be", "have", "do", "get"))
# A word of planning plans what follows within this many content words.
_PLANNED = 3


class Term(Struct, frozen=True, gc=False):
    """A word, name or figure of a claim, and what the words around it say of it.

    `key` is the same in all forms of it; `root` also in words that may be other forms of it, and in
    all figures; `group` is shared with what excludes it. A figure has a `value` and a `unit`. A
    `verb` may be `passive`: done to what is before it. What is said with a verb is `planned` or
    `settled`. `extent` is "part" or "whole" where the sentence says how much of it is
    meant, `role` the preposition before it, `start` its offset.
    """

    key: str
    root: str
    weight: float
    group: int = NO_GROUP
    name: bool = False
    value: float | None = None
    unit: str = ""
    negated: bool = False
    planned: bool = False
    verb: bool = False
    settled: bool = False
    passive: bool = False
    extent: str = ""
    role: str = ""
    start: int = 0

    @property
    def is_verb(self) -> bool:
        """Whether it may be what somebody does to somebody, or compares them: "taller than"."""
        return self.verb or self.key.endswith("er")


class Claim(Struct, frozen=True, gc=False):
    """The terms of a sentence in its order, without those that say whose claim it is.

    `keys` are those of the terms; `weight` is the sum of theirs, `roots` has the sum for each root.
    `sources` are the names of those that make the claim.
    """

    terms: tuple[Term, ...]
    keys: frozenset[str]
    weight: float
    roots: Mapping[str, float]
    sources: frozenset[str]


def claims_of(
    document: Document,
    lexicon: Lexicon,
    loose: Iterable[TextRange] = (),
    checkpoint: Checkpoint = no_deadline,
) -> list[Claim]:
    """The claim of each sentence of the document, in order; linear in its length.

    What is in a range of `loose`, such as a hedge or a loaded word, does not count. Raises
    DeadlineExceeded at once where an event loop would have to wait for the stemmer's import.
    """
    stems_off_the_loop(checkpoint)
    ranges = sorted(loose)
    claims: list[Claim] = []
    first = 0
    for sentence in document.sentences:
        checkpoint()  # Before each: the longest take a millisecond.
        last = bisect_left(ranges, (sentence.end,), first)
        left_out = {offset for start, end in ranges[first:last] for offset in range(start, end)}
        claims.append(claim_of(document, sentence, lexicon, left_out))
        first = last
    return claims


def claim_of(
    document: Document,
    sentence: TextRange,
    lexicon: Lexicon,
    left_out: Set[int] = frozenset(),
    sourced: bool = False,
) -> Claim:
    """The claim of one sentence; a word that begins at an offset in `left_out` does not count.

    With `sourced`, the words that say whose claim it is are terms too.
    """
    line = document.paragraph_at(sentence.start)
    plain, cased = document.plain, not (line.title_case or line.capitals)
    found = [*islice(TOKEN.finditer(document.lowered, *sentence), MAX_TOKENS)]
    tokens = [match[0] for match in found]
    starts = [match.start() for match in found]
    source = range(0) if sourced else source_of(tokens, lexicon.reporting)
    skipped = {n for n, start in enumerate(starts) if start in left_out} if left_out else set()
    names = [cased and plain[start].isupper() for start in starts]
    # The first word has its capital anyway.
    names[:1] = [names[:2] == [True, True] and tokens[0] not in KINDS]
    skipped.update(source)
    reader = _Reader(tokens, starts, names, skipped, line.headline, lexicon.concepts)
    terms = tuple(reader.terms())
    roots: dict[str, float] = {}
    for term in terms:
        roots[term.root] = roots.get(term.root, 0.0) + term.weight
    return Claim(
        terms,
        frozenset([term.key for term in terms]),
        sum(roots.values()),
        roots,
        frozenset([tokens[n] for n in source if names[n] and not any(names[n + 1 : n + 2])]),
    )


class _Reader:
    """Reads the tokens of a sentence: words that say little of their own change the next term.

    `names` are whether each token is a name; those that are `skipped`, by index, are no terms.
    """

    def __init__(
        self,
        tokens: Sequence[str],
        starts: Sequence[int],
        names: Sequence[bool],
        skipped: Set[int],
        headline: bool,
        concepts: Concepts,
    ) -> None:
        self.tokens = tokens
        self.following = (*tokens[1:], "")
        self.starts = starts
        self.names = names
        self.skipped = skipped
        self.headline = headline
        self.concepts = concepts
        self.forget()

    def forget(self) -> None:
        """Forget what was noted of the terms to come, as after a punctuation mark."""
        self.negated = False
        # For how many more words it is so: see _PLANNED.
        self.planned = self.settled = 0
        self.extent = self.role = ""

    def terms(self) -> Iterator[Term]:
        """The terms, in the order of the sentence."""
        done = 0  # up to where tokens are passed over: those of a figure or a phrase
        for at, token in enumerate(self.tokens):
            kind = KINDS.get(token, 0)
            if kind == EMPTY or at < done:
                continue
            if kind & STOP:
                self.forget()
                continue
            if (kind & NUMBER or token[0] in _FIRST_SIGNS) and (figure := self.figure(at, token)):
                done = at + figure.tokens
                if figure.is_share and self.is_part(at, figure.tokens):
                    self.extent = "part"
                if at not in self.skipped:
                    yield self.figure_term(at, figure)
                continue
            if kind:
                self.note(at, token, kind)
                if token in _FAVOUR and self.tokens[at - 1] == "in" and self.following[at] == "of":
                    self.role, done = "for", at + 2
                    continue
                if kind & EMPTY and not (token == "may" and self.names[at]):
                    continue
            if at not in self.skipped and token[0].isalnum():
                yield self.word_term(at, token, kind)

    def figure(self, at: int, token: str) -> Figure | None:
        """The figure that begins with a token; "one" is none in "one of" and "no one"."""
        if token == "one" and (self.following[at] == "of" or self.tokens[at - 1] == "no"):
            return None
        return figure_at(self.tokens, at)

    def is_part(self, at: int, length: int) -> bool:
        """Whether a share of this number of tokens is a part: "half of", "two in three"."""
        return self.following[at + length - 1] == "of" or (
            length > 2 and self.following[at] == "in"
        )

    def figure_term(self, at: int, figure: Figure) -> Term:
        return Term(
            f"#{figure.value:g}{figure.unit}",
            "#",
            FIGURE,
            value=figure.value,
            unit=figure.unit,
            role=self.role,
            start=self.starts[at],
        )

    def note(self, at: int, token: str, kind: int) -> None:
        """Note what a word with these kinds says of the terms to come."""
        after = self.following[at]
        if kind & NEGATOR or (token == "yet" and after == "to"):
            self.negated = True
        elif kind & PHRASAL and after == "out" and self.tokens[at + 2 : at + 3] != ["of"]:
            self.negated = not self.negated
        if kind & PART and (after == "of" or (kind & SOME and after.isalpha())):
            self.extent = "part"
        elif kind & WHOLE:
            self.extent = "whole"
        if kind & FUTURE or (token == "to" and _plans(self.tokens, at, self.headline)):
            self.planned, self.settled = _PLANNED, 0
        elif token == "to":
            self.settled = 0
        if kind & PREPOSITION:
            self.role = token
        elif kind & AUXILIARY:
            self.role = ""

    def word_term(self, at: int, token: str, kind: int) -> Term:
        """The term of a word with content, with what was noted of it and of no later one."""
        if token in _UNHURT:
            token, self.negated = "hurt", True
        after, named = self.following[at], self.names[at]
        key, group = self.concepts.of(token, after if after in self.concepts.particles else "")
        if key == "march" and not named:
            key, group = self.concepts.of("protest")
        slight = key in LIGHT
        past = token in VERB_PASTS or token.endswith("ed")
        if past and not self.planned:
            self.settled = _PLANNED
        name = named or not token[0].isalpha()
        term = Term(
            key,
            key[:ROOT],
            SLIGHT if slight else NAME if name else WORD,
            group,
            name,
            negated=self.negated and not slight,
            planned=self.planned > 0,
            verb=past or self.planned == _PLANNED or _is_present(token, self.names, at),
            settled=self.settled > 0,
            passive=past
            and not BEING.isdisjoint(self.tokens[max(0, at - _BEFORE_PARTICIPLE) : at]),
            extent=self.extent,
            role=self.role,
            start=self.starts[at],
        )
        if not (slight or token.endswith("ly")):
            self.negated, self.extent = False, "part" if kind & PART and after == "of" else ""
        self.planned -= self.planned > 0
        self.settled -= self.settled > 0
        return term


def _is_present(token: str, names: Sequence[bool], at: int) -> bool:
    """Whether it is what somebody does: "Pryce succeeds"."""
    return token.endswith("s") and at > 0 and names[at - 1] and not names[at]


def _plans(tokens: Sequence[str], at: int, headline: bool) -> bool:
    """Whether the "to" at this place leads to a plan: "plans to", "wants them to", "is to"."""
    if headline or at == 0:
        return headline
    if (
        KINDS.get(tokens[at + 1] if at + 1 < len(tokens) else "", 0) & EMPTY
        and tokens[at + 1] not in _BARE
    ):
        return False
    before = tokens[max(0, at - _BEFORE_TO) : at]
    return before[-1] in BEING or not PLANNING.isdisjoint(before)
