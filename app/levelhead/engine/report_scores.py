"""The scores of a text and of its sentences, as parts of its report."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import attrgetter

from levelhead.engine.document import Document
from levelhead.engine.places import Places
from levelhead.engine.report import ByVoice, Score, Scores, Sentence, Span
from levelhead.engine.score import band, sentence_score, text_score
from levelhead.types import Dimension


def reported_scores(spans: Sequence[Span], words: int) -> Scores:
    """The scores of a text with this number of words."""
    return Scores(
        sensational=_score("sensational", spans, words),
        hedging=_score("hedging", spans, words),
    )


def _score(dimension: Dimension, found: Sequence[Span], words: int) -> Score:
    author = [s.score for s in found if s.dimension == dimension and s.voice != "quoted"]
    quoted = [s.score for s in found if s.dimension == dimension and s.voice == "quoted"]
    spans = len(author) + len(quoted)
    score = text_score([*author, *quoted], words)
    return Score(
        score=score,
        band=band(dimension, score),
        spans=spans,
        per_100_words=round(100 * spans / max(words, 1), 2),
        by_voice=ByVoice(text_score(author, words), text_score(quoted, words)),
    )


def reported_sentences(
    document: Document, places: Places, spans: Sequence[Span]
) -> Iterator[Sentence]:
    """The sentences with their scores; `spans` are in order.

    The scores of one sentence at a time: those of all take 30 MB if 90,000 have a span.
    """
    groups = groupby(spans, attrgetter("sentence"))
    marked, mine = next(groups, (None, ()))
    n, last = 0, len(document.blocks) - 1
    for number, sentence in enumerate(document.sentences):
        while n < last and document.block_starts[n + 1] <= sentence.start:
            n += 1
        block, start, end, _ = places.of(sentence, n)
        sensational = hedging = 0.0
        if number == marked:  # most sentences are calm
            in_it = [*mine]
            sensational = sentence_score(s.score for s in in_it if s.dimension == "sensational")
            hedging = sentence_score(s.score for s in in_it if s.dimension == "hedging")
            marked, mine = next(groups, (None, ()))
        yield Sentence(block=block, start=start, end=end, sensational=sensational, hedging=hedging)
