"""The two sides of a comparison, and what was found in their sentences."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from levelhead.engine.analyzer import Analysis
from levelhead.engine.attributions import Attribution
from levelhead.engine.claims.word_kinds import KINDS
from levelhead.engine.document import Document
from levelhead.lexicon import Entry
from levelhead.types import Dimension, TextRange, Voice

# How many code points on each side of a mark say what it is about: five or six words.
CONTEXT = 36
# Sentences in print are shorter. What is beyond is not searched, so that each search is bounded.
MAX_CHARS = 2000
# How many first letters words have in common that may be forms of one.
ROOT = 5
_END_OF_CLAUSE = re.compile("[,;:]")
# Shorter words are mostly articles, prepositions and pronouns.
_WORD = re.compile(r"\w{4,}")
_ANY_WORD = re.compile(r"\w+")


class Mark(NamedTuple):
    """A reported span, in positions of its document."""

    place: TextRange
    entry: Entry
    voice: Voice


class Words(NamedTuple):
    """The different words of a sentence: all; their first ROOT letters; those that say something.

    `content` has only the first letters of its words, and is in their order.
    """

    all: frozenset[str]
    roots: frozenset[str]
    content: tuple[str, ...]


class Side(NamedTuple):
    """A text as it was analysed; `marks` and `sources` of a sentence are under its index.

    `texts` are the sentences in lower case, up to MAX_CHARS of each; `words_of` finds the words of
    one of them, once.
    Sources are attributions whose source vouches for what is said: see find_sources().
    """

    document: Document
    texts: Sequence[str]
    words_of: Callable[[int], Words]
    marks: Mapping[int, Sequence[Mark]]
    sources: Mapping[int, Sequence[Attribution]] = {}

    def marks_of(self, sentences: Iterable[int], dimension: Dimension) -> list[Mark]:
        """The marks of these sentences in one dimension, in order."""
        return [
            mark
            for number in sentences
            if number in self.marks
            for mark in self.marks[number]
            if mark.entry.dimension == dimension
        ]

    def has(self, roots: frozenset[str], sentences: Iterable[int]) -> bool:
        """Whether a word of these sentences begins with one of the `roots`."""
        return not all(roots.isdisjoint(self.words_of(number).roots) for number in sentences)

    def sentence_of(self, mark: Mark) -> int:
        """The index of the sentence that a mark is in."""
        return self.document.sentence_at(mark.place.start)

    def sources_of(self, sentences: Iterable[int]) -> list[Attribution]:
        """The sources of these sentences, in order."""
        known = self.sources
        return [each for number in sentences if number in known for each in known[number]]

    def text_of(self, place: TextRange) -> str:
        """The words at a place, in lower case."""
        return self.document.lowered[place.start : place.end]

    def place_in(self, number: int, start: int, end: int) -> TextRange:
        """The place in the document of `start` to `end` in the text of a sentence."""
        first = self.document.sentences[number].start
        return TextRange(first + start, first + end)

    def texts_of(self, sentences: Iterable[int]) -> list[str]:
        """The text of each of these sentences."""
        return [self.texts[number] for number in sentences]

    def words_near(self, place: TextRange) -> frozenset[str]:
        """The words around a place in its sentence."""
        start = self.document.sentences[self.document.sentence_at(place.start)].start
        left = TextRange(max(place.start - CONTEXT, start), place.start)
        return frozenset(_WORD.findall(self.text_of(left))) | self.words_after(place)

    def words_after(self, place: TextRange) -> frozenset[str]:
        """The words after a place in its clause."""
        end = self.document.sentences[self.document.sentence_at(place.start)].end
        right = self.text_of(TextRange(place.end, min(place.end + CONTEXT, end)))
        return frozenset(_WORD.findall(_END_OF_CLAUSE.split(right, maxsplit=1)[0]))


class Sides(NamedTuple):
    """Both texts."""

    before: Side
    after: Side


def side_of(analysis: Analysis) -> Side:
    """The side of a comparison that an analysis makes, without its sources."""
    marks: defaultdict[int, list[Mark]] = defaultdict(list)
    for candidate, span in zip(analysis.candidates, analysis.report.spans, strict=True):
        place = TextRange(candidate.start, candidate.end)
        marks[candidate.sentence].append(Mark(place, candidate.frame.entry, span.voice))
    lowered = analysis.document.lowered
    texts = [lowered[a : min(b, a + MAX_CHARS)] for a, b in analysis.document.sentences]
    return Side(analysis.document, texts, cache(lambda number: _words(texts[number])), dict(marks))


def _words(text: str) -> Words:
    found = dict.fromkeys(_ANY_WORD.findall(text))
    return Words(
        frozenset(found),
        frozenset([word[:ROOT] for word in found]),
        tuple(dict.fromkeys([word[:ROOT] for word in found if word not in KINDS])),
    )
