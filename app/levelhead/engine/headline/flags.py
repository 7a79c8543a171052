"""The flags of a headline."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from levelhead.engine.claims.word_kinds import KINDS
from levelhead.engine.deadline import Checkpoint, stems_off_the_loop
from levelhead.engine.document import Document
from levelhead.engine.headline.amounts import is_much
from levelhead.engine.headline.article import WORD, Article, Mark, lead_of, nearest, places_of
from levelhead.engine.headline.missing import missing_parts
from levelhead.engine.headline.unhedged import hedges_of
from levelhead.engine.report import FlagKind
from levelhead.lexicon import Lexicon
from levelhead.lexicon.concepts import Concepts
from levelhead.lexicon.reporting import Reporting
from levelhead.lexicon.stems import stem
from levelhead.types import TextRange

# The most sentences that are looked up for a word of the headline: it may be hotter than each.
_FOUND = 3
# How many of these are compared: those that share most words with the headline.
_COMPARED = 4
# The most quotations that a flag names as evidence.
_SHOWN = 5
# What has a cooler word for the same thing. Teasers and capitals have none, and slang and emphasis
# are a matter of tone.
_HOT = frozenset(("insult", "loaded", "hyperbole", "dramatic_verb", "alarm"))
# The concepts that have degrees: what prices, teams and critics do.
_GRADED = frozenset(("rise", "fall", "win", "criticise"))


class Flag(NamedTuple):
    """Where a headline says more than its body, as ranges of the normalized text.

    `words` are in the headline; `evidence` are the words or sentences of the body that the flag
    rests on.
    """

    kind: FlagKind
    words: TextRange
    evidence: tuple[TextRange, ...] = ()


def headline_flags(
    document: Document,
    headline: TextRange,
    marks: Sequence[Mark],
    lexicon: Lexicon,
    checkpoint: Checkpoint,
    hedges: bool = True,
) -> list[Flag]:
    """The flags of the headline, in the order of its words; time linear in the text.

    `marks` are all that was found, in order; hedges are among them unless `hedges` is False.
    Raises DeadlineExceeded at once where an event loop would have to wait for the stemmer's import.
    """
    body = document.paragraph_at(headline.start).end
    article = Article(document, headline, body, marks, [mark.candidate.start for mark in marks])
    hot = [mark for mark in article.marks_in(headline) if _is_hot(mark, article, lexicon.reporting)]
    places = places_of(article, _FOUND, checkpoint)
    near = nearest(document, places)
    if not near:
        return [*_hotter_than_lead(article, hot, lexicon.concepts, checkpoint)]
    stems_off_the_loop(checkpoint)
    flags = [
        *_hotter(article, hot, [sentence for _, sentence in near[:_COMPARED]], lexicon.concepts)
    ]
    if hedges and (found := hedges_of(article, near, lexicon, checkpoint)):
        flags.append(Flag("unhedged", headline, found))
    else:
        most, _ = near[0]
        figurative = [mark.words for mark in hot]
        parts = missing_parts(article, places, most, figurative, lexicon.concepts, checkpoint)
        flags += (Flag("not_in_body", part) for part in parts)
    return sorted(flags, key=lambda flag: (flag.words, flag.kind))


def _hotter_than_lead(
    article: Article, hot: Sequence[Mark], concepts: Concepts, checkpoint: Checkpoint
) -> Iterator[Flag]:
    """The loaded words of a headline whose other words the body has only as synonyms.

    "Horror crash" for somebody who "died in a collision", in its first sentence.
    """
    lead = lead_of(article)
    if not (hot and lead):
        return
    stems_off_the_loop(checkpoint)
    (start, end), loaded = article.headline, [mark.words for mark in hot]
    words = [
        match[0]
        for match in WORD.finditer(article.document.lowered, start, end)
        if not any(mark.start <= match.start() < mark.end for mark in loaded)
    ]
    named, known = (
        {concepts.of(word).key for word in found if word not in KINDS}
        for found in (words, WORD.findall(article.text(lead)))
    )
    if not named.isdisjoint(known):
        yield from _hotter(article, hot, [lead], concepts)


def _is_hot(mark: Mark, article: Article, reporting: Reporting) -> bool:
    """Whether the headline uses a loaded word itself: "pact is reckless", not "A calls it so"."""
    voice, _, negated = mark.context
    if mark.candidate.frame.entry.category not in _HOT or voice != "author" or negated:
        return False
    before = article.text(TextRange(article.headline.start, mark.candidate.start))
    after = article.text(TextRange(mark.candidate.end, article.headline.end))
    verbs = {word for word in WORD.findall(before) if word.endswith(("s", "ed"))}
    return (
        ":" not in before
        and reporting.attributing.isdisjoint(verbs)
        and not _is_said(after, reporting)
    )


def _is_said(words: str, reporting: Reporting) -> bool:
    """Whether a verb of saying is among words of a headline, and not only a noun: "rules"."""
    found = WORD.findall(words)
    return any(
        word in reporting.saying
        and not word.endswith("ing")
        and (word in found[-1:] or not any(form.noun for form in reporting.forms[word]))
        for word in found
    )


def _hotter(
    article: Article, hot: Sequence[Mark], near: Sequence[TextRange], concepts: Concepts
) -> Iterator[Flag]:
    """The loaded words of the headline that the body has in quotations only, or none as strong."""
    if not hot:
        return

    def concept(word: str) -> str:
        return concepts.of(word).key

    voices: dict[str, list[Mark]] = {}
    for mark in article.marks:
        if mark.candidate.start >= article.body:
            voices.setdefault(mark.candidate.frame.entry.id, []).append(mark)
    strongest = max(
        (
            mark.candidate.frame.entry.strength
            for sentence in near
            for mark in article.marks_in(sentence)
            if mark.candidate.frame.entry.category in _HOT
        ),
        default=0.0,
    )
    texts = [article.text(sentence) for sentence in near]
    words = [word for text in texts for word in WORD.findall(text)]
    much = any(map(is_much, texts))
    for mark in hot:
        entry = mark.candidate.frame.entry
        if same := voices.get(entry.id):
            if all(each.context.voice == "quoted" for each in same):
                yield Flag("quoted_only", mark.words, tuple(each.words for each in same[:_SHOWN]))
        elif strongest < entry.strength:
            own = WORD.findall(article.text(mark.words))
            # Otherwise the body has the same word, or a synonym, and it is sober there. A synonym
            # is cooler where the concept has degrees, unless the body says that it was much.
            graded = not much and not _GRADED.isdisjoint(map(concept, own))
            key = stem if graded else concept
            if {*map(key, own)}.isdisjoint(map(key, words)):
                yield Flag("hotter", mark.words, (near[0],))
