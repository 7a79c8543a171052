"""Parts of a headline of which the body says nothing."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from levelhead.engine.claims.word_kinds import KINDS, LIGHT
from levelhead.engine.deadline import Checkpoint, with_checkpoints
from levelhead.engine.document import Document
from levelhead.engine.headline.article import WORD, Article
from levelhead.engine.headline.unhedged import states_no_fact
from levelhead.lexicon.concepts import Concepts
from levelhead.types import TextRange

# What may be in another sentence: a second statement, which shows by its verb, as "and toll is
# scrapped" or "and moves to Rome" do, but not "and billions spent".
_JOINT = re.compile(
    r" and (?=[\w'’-]+s\b(?! [\w'’-]+\Z)|(?:[\w'’-]+ ){1,2}(?:is|are|was|were|to|will|has|have)\b)"
)
# A body with one of these may spell out the figures of the headline.
_SPELLED = re.compile(r"\b(?:hundred|thousand|million|billion|dozen)s?\b")
# If fewer words are missing, the body may have said them in another way.
_MISSING = 2
# A body of fewer words is an excerpt: what it lacks may be in the rest. The words of a body of more
# characters would take long to stem.
_BODY_WORDS, _BODY_LENGTH = 20, 100_000


def missing_parts(
    article: Article,
    places: Mapping[int, Sequence[int]],
    most: int,
    hot: Sequence[TextRange],
    concepts: Concepts,
    checkpoint: Checkpoint,
) -> Iterator[TextRange]:
    """The parts of the headline of whose predicate the body has no word and no synonym.

    `places` are those of the headline's words, of which a sentence has `most`: if these are half of
    them, it says the first part in other words. Left out is a part with one of the `hot` words, a
    question or an attribution: its predicate may be figurative, or somebody else's.
    """
    lowered = article.document.lowered
    spelled = _SPELLED.search(lowered, article.body) is not None
    missing = {
        start
        for start, found in places.items()
        if not found and (lowered[start].isalpha() or not spelled)
    }
    if len(missing) < _MISSING or not _is_article(article.document):
        return
    words = {start: WORD.findall(lowered[start : article.headline.end])[0] for start in places}
    full = [start for start, word in words.items() if concepts.of(word).key not in LIGHT]
    parts = [
        part
        for part in _parts(article)
        if _lacks(article, part, full, missing)
        and (part.start > article.headline.start or 2 * most < len(places))
        and not states_no_fact(article.text(part))
        and not any(part.start <= start < part.end for start, _ in hot)
    ]
    if not parts:
        return
    body = _concepts(article, concepts, checkpoint)
    missing -= {start for start in missing if concepts.of(words[start]).key in body}
    yield from (part for part in parts if _lacks(article, part, full, missing))


def _is_article(document: Document) -> bool:
    return document.words >= _BODY_WORDS and len(document.plain) <= _BODY_LENGTH


def _concepts(article: Article, concepts: Concepts, checkpoint: Checkpoint) -> set[str]:
    """What the words of the body name."""
    words = set(WORD.findall(article.document.lowered, article.body))
    found = with_checkpoints(words - KINDS.keys(), checkpoint)
    return {concepts.of(word).key for word in found}


def _parts(article: Article) -> list[TextRange]:
    start, end = article.headline
    joints = [joint.span() for joint in _JOINT.finditer(article.document.lowered, start, end)]
    ends = pairwise([(start, start), *joints, (end, end)])
    return [TextRange(before, after) for (_, before), (after, _) in ends]


def _lacks(article: Article, part: TextRange, words: Sequence[int], missing: set[int]) -> bool:
    """Whether the body has none of what the part says, but something of the headline.

    Of the first part, the first word and names may be there: they are the subject.
    """
    own = [start for start in words if part.start <= start < part.end]
    line = article.document.paragraph_at(part.start)
    predicate = set(own)
    if own[:1] == words[:1]:
        predicate.discard(own[0])
        if not (line.title_case or line.capitals):
            predicate -= {start for start in own if article.document.plain[start].isupper()}
    return (
        len(missing.intersection(own)) >= _MISSING
        and not missing.issuperset(words)
        and bool(predicate)
        and missing.issuperset(predicate)
    )
