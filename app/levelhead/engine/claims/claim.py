"""What a sentence asserts: its content words, names and figures, and what is said of each."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from levelhead.engine.claims.concepts import NO_GROUP, PARTICLES, PASTS, concept_of
from levelhead.engine.claims.figures import figure_at
from levelhead.engine.claims.sources import source_of
from levelhead.engine.claims.word_kinds import (
    AUXILIARY,
    BEING,
    EMPTY,
    FUTURE,
    LIGHT,
    NEGATORS,
    PART,
    PLANNING,
    PREPOSITIONS,
    WHOLE,
)
from levelhead.engine.deadline import Checkpoint, no_deadline, off_the_loop, with_checkpoints
from levelhead.engine.document import Document
from levelhead.lexicon import stems
from levelhead.types import TextRange

# A sentence in print has 20 to 60 words. What comes after as many does not count, so that a
# sentence takes bounded time.
MAX_TOKENS = 120

# Weights. Names and figures say more than other words of what a sentence is about.
NAME, FIGURE, WORD, SLIGHT = 1.5, 1.2, 1.0, 0.4

# Points inside a word are those of "U.S."; a hyphen separates words, but not the goals of a match.
_TOKEN = re.compile(
    r"[£$€]?\d+(?:[.,:]\d+)*(?:[-–]\d+(?![\w-]))?(?:[a-z]+|%)?|[^\W\d_]+(?:['.][^\W\d_]+)*|[^\w\s]"
)
_STOPS = frozenset(',;:.!?–—()"')
# "to" is up to this many words behind what plans: "wants the council to".
_BEFORE_TO = 4
# Up to this many words are between "was" and its participle.
_BEFORE_PARTICIPLE = 3
# A word of planning plans what follows within as many content words.
_PLANNED = 3


class Term(NamedTuple):
    """A word, name or figure of a claim, and what the words around it say of it.

    `key` is the same in all forms of it; `group` is shared with what excludes it. A figure has a
    `value` and a `unit`. `done` if it is a verb in the past, `planned` if it is yet to be done,
    `passive` if it is done to what is before it. `extent` is "part" or "whole" if the sentence says
    that it is about as much of it, `role` the preposition before it.
    """

    key: str
    weight: float
    group: int = NO_GROUP
    name: bool = False
    value: float | None = None
    unit: str = ""
    negated: bool = False
    planned: bool = False
    done: bool = False
    passive: bool = False
    extent: str = ""
    role: str = ""

    @property
    def is_verb(self) -> bool:
        """Whether it may be what somebody does to somebody, or compares them: "taller than"."""
        return self.done or self.planned or self.passive or self.key.endswith("er")


class Claim(NamedTuple):
    """The terms of a sentence in its order, without those that say whose claim it is.

    `keys` are those of the terms, `weight` is the sum of theirs; `sources` are the names of those
    that make the claim.
    """

    terms: tuple[Term, ...]
    keys: frozenset[str]
    weight: float
    sources: frozenset[str]


def claims_of(
    document: Document,
    loose: Iterable[TextRange] = (),
    checkpoint: Checkpoint = no_deadline,
) -> list[Claim]:
    """The claim of each sentence of the document, in order; linear in its length.

    What is in a range of `loose`, such as a hedge or a loaded word, does not count. Raises
    DeadlineExceeded at once where an event loop would have to wait for the stemmer's import.
    """
    if not stems.is_warm():
        off_the_loop(checkpoint)
    left_out = {offset for start, end in loose for offset in range(start, end)}
    sentences = with_checkpoints(document.sentences, checkpoint)
    return [claim_of(document, sentence, left_out) for sentence in sentences]


def claim_of(
    document: Document, sentence: TextRange, left_out: Iterable[int] = frozenset()
) -> Claim:
    """The claim of one sentence; a word that begins at an offset in `left_out` does not count."""
    line = document.paragraph_at(sentence.start)
    cased = not (line.title_case or line.capitals)
    tokens: list[str] = []
    capitals: list[bool] = []
    dropped: set[int] = set()
    for match in _TOKEN.finditer(document.lowered, *sentence):
        start = match.start()
        if start in left_out:
            dropped.add(len(tokens))
        capitals.append(cased and start > sentence.start and document.plain[start].isupper())
        tokens.append(match[0])
        if len(tokens) == MAX_TOKENS:
            break
    source = source_of(tokens)
    terms = tuple(_terms(tokens, capitals, dropped.union(source), line.headline))
    return Claim(
        terms,
        frozenset(term.key for term in terms),
        sum(term.weight for term in terms),
        frozenset(tokens[n] for n in source if capitals[n] and tokens[n] not in EMPTY),
    )


def _terms(
    tokens: Sequence[str], capitals: Sequence[bool], dropped: set[int], headline: bool
) -> Iterable[Term]:
    negated = False
    planned = 0
    extent = role = ""
    skip = 0
    for at, token in enumerate(tokens):
        if at < skip:
            continue
        if token in _STOPS:
            negated, planned, extent, role = False, 0, "", ""
            continue
        before, following = tokens[max(0, at - _BEFORE_TO) : at], tokens[at + 1 : at + 2]
        after = following[0] if following else ""
        figure = figure_at(tokens, at)
        if figure and not (token == "one" and (after == "of" or before[-1:] == ["no"])):
            skip = at + figure.tokens
            of = tokens[skip : skip + 1] == ["of"]
            extent = "part" if figure.unit == "%" and of else extent
            key = f"#{figure.value:g}"
            yield Term(key, FIGURE, value=figure.value, unit=figure.unit, role=role)
            continue
        if token in NEGATORS or token.endswith("n't") or (token == "yet" and after == "to"):
            negated = True
        elif token in ("rule", "rules", "ruled", "ruling") and after == "out":
            negated = not negated
        if token in PART and (
            after == "of" or (token in ("some", "most", "few") and after.isalpha())
        ):
            extent = "part"
        elif token in WHOLE:
            extent = "whole"
        if token in FUTURE or (token == "to" and _plans(before, headline)):
            planned = _PLANNED
        if token in PREPOSITIONS:
            role = token
        elif token in AUXILIARY:
            role = ""
        month = token == "may" and capitals[at]
        empty = token in EMPTY and not month
        if empty or at in dropped or not token[0].isalpha() or token.endswith("n't"):
            continue
        concept = concept_of(token, after if after in PARTICLES else "")
        past = token.endswith("ed") or token in PASTS
        slight = concept.key in LIGHT
        yield Term(
            concept.key,
            SLIGHT if slight else NAME if capitals[at] else WORD,
            concept.group,
            name=capitals[at] and concept.group == NO_GROUP,
            negated=negated and not slight,
            planned=planned > 0,
            done=past and not planned,
            passive=past and not BEING.isdisjoint(tokens[max(0, at - _BEFORE_PARTICIPLE) : at]),
            extent=extent,
            role=role,
        )
        if not (slight or token.endswith("ly")):
            negated, extent = False, ""
        planned -= planned > 0


def _plans(before: Sequence[str], headline: bool) -> bool:
    """Whether "to" behind these words leads to a plan: "plans to", "wants them to", "is to"."""
    if headline:
        return True
    return bool(before) and (before[-1] in PLANNING or not (PLANNING - BEING).isdisjoint(before))
