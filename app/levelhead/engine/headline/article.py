"""A headline, its words, and where the body has them."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from levelhead.engine.claims.word_kinds import KINDS
from levelhead.engine.context import Context
from levelhead.engine.deadline import Checkpoint
from levelhead.engine.detect import Candidate
from levelhead.engine.document import Document
from levelhead.engine.document.paragraphs import HEADLINE_WORDS
from levelhead.types import TextRange

# What is longer, in characters, is not read to the end: no headline or sentence in print is.
LONGEST_HEADLINE, LONGEST_SENTENCE = 400, 1000
# A line of so few words may be a label above the headline: "Local news".
KICKER_WORDS = 2
# Words whose first letters are the same may be the same; shorter ones say little.
PREFIX, SHORTEST = 4, 3
WORD = re.compile(r"\d+|[^\W\d_]+")


class Mark(NamedTuple):
    """What was found and not excluded, and its context."""

    candidate: Candidate
    context: Context

    @property
    def words(self) -> TextRange:
        """Its place in the normalized text."""
        return TextRange(self.candidate.start, self.candidate.end)


class Article(NamedTuple):
    """A document, its headline and where the body begins; its marks in order, and their starts."""

    document: Document
    headline: TextRange
    body: int
    marks: Sequence[Mark]
    starts: Sequence[int]

    def marks_in(self, part: TextRange) -> Sequence[Mark]:
        """The marks that begin in a part of the document."""
        return self.marks[bisect_left(self.starts, part.start) : bisect_left(self.starts, part.end)]

    def text(self, part: TextRange) -> str:
        """A part of the document in lower case."""
        return self.document.lowered[part.start : part.end]


def headline_of(document: Document) -> TextRange | None:
    """The headline of an article; None if it has none.

    Before it there may be a date or the name of a section, but no paragraph of the body.
    """
    words = 0
    first: TextRange | None = None
    for start, end, headline, *_ in document.paragraphs:
        if words > HEADLINE_WORDS or (first and not headline):
            break
        own = document.plain.count(" ", start, end) + 1
        words += own
        if headline:
            found = TextRange(start, min(end, start + LONGEST_HEADLINE))
            if own > KICKER_WORDS:
                return found
            first = first or found
    return first


def places_of(article: Article, most: int, checkpoint: Checkpoint) -> dict[int, list[int]]:
    """For each word of the headline, by its offset: sentences of the body that have it, in order.

    Of each word the first `most` sentences are found, and words that begin alike are taken for the
    same. The headline is read up to HEADLINE_WORDS such words.
    """
    document, headline, *_ = article
    lowered = document.lowered
    found: dict[int, list[int]] = {}
    for match in WORD.finditer(lowered, *headline):
        word = match[0]
        if len(word) < SHORTEST or word in KINDS:
            continue
        checkpoint()
        found[match.start()] = _sentences_with(document, word[:PREFIX], article.body, most)
        if len(found) == HEADLINE_WORDS:
            break
    return found


def _sentences_with(document: Document, root: str, after: int, most: int) -> list[int]:
    lowered, find = document.lowered, document.lowered.find
    found: list[int] = []
    at = find(root, after)
    while at >= 0 and len(found) < most:
        if not lowered[at - 1].isalnum():
            number = document.sentence_at(at)
            found.append(number)
            at = document.sentences[number].end
        at = find(root, at + 1)
    return found


def lead_of(article: Article) -> TextRange | None:
    """The first sentence of the body; None if it has no paragraph that is not a headline."""
    document = article.document
    first = next(
        (p for p in document.paragraphs if p.start >= article.body and not p.headline), None
    )
    if first is None or not document.sentences:
        return None
    start, end = document.sentences[document.sentence_at(first.start)]
    return TextRange(start, min(end, start + LONGEST_SENTENCE))


def nearest(document: Document, places: Mapping[int, Sequence[int]]) -> list[tuple[int, TextRange]]:
    """The sentences of the body at these places, with how many words of the headline each has.

    Those with most words come first, of equals the earlier ones.
    """
    shared = Counter(number for numbers in places.values() for number in numbers)
    ranked = sorted((-words, number) for number, words in shared.items())
    sentences = document.sentences
    return [
        (-words, TextRange(start, min(end, start + LONGEST_SENTENCE)))
        for words, number in ranked
        for start, end in (sentences[number],)
        if not document.paragraph_at(start).headline
    ]
