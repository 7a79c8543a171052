"""What levelhead answers about an item of each set, next to what is marked in it.

Each function yields answers to several questions, with the name of the question.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import levelhead
from evaluation.claims import gold
from evaluation.claims.counts import Answer, Sign, touch
from evaluation.claims.gold import ClaimPair, Item, Rewrite, Sentence, Story
from levelhead import Block
from levelhead.api import packaged_lexicon
from levelhead.engine.claims import SAME, Claim, claims_of, pair_claims
from levelhead.engine.deadline import no_deadline
from levelhead.engine.document import parse_text
from levelhead.engine.report import Located
from levelhead.types import TextRange


def answers(item: Item) -> Iterator[tuple[str, Answer]]:
    """The answers about an item of any set."""
    match item:
        case ClaimPair():
            yield "same claim", _same_claim(item)
        case Sentence():
            yield from _attributions(item)
        case Story():
            yield "headline", _headline(item)
        case Rewrite():
            yield "compare", _compare(item)


def _same_claim(pair: ClaimPair) -> Answer:
    """Whether a sentence of one side makes the claim of a sentence of the other."""
    pairs = pair_claims(_claims(pair.a), _claims(pair.b), no_deadline)
    same = any(found.similarity >= SAME for found in pairs)
    yes = (Sign("same", ()),)
    return Answer(pair.id, (pair.a, pair.b), yes * pair.same, yes * same)


def _claims(text: str) -> list[Claim]:
    spans = [TextRange(span.start, span.end) for span in levelhead.analyze(text).spans]
    return claims_of(parse_text(text, "body"), packaged_lexicon(), spans)


class _Said(NamedTuple):
    """An attribution, marked or found; a value of None is not assessed."""

    verb: TextRange
    source: TextRange | None
    values: Mapping[str, str | None]


def _attributions(item: Sentence) -> Iterator[tuple[str, Answer]]:
    """Verbs, sources with their verbs, and the values of the verbs that are marked and found."""
    marked = [
        _Said(_range(a.verb_start, a.verb), _place(a.source_start, a.source), _values(a))
        for a in item.attributions
    ]
    report = levelhead.analyze(item.text, include=["attributions"])
    found = [
        _Said(TextRange(a.verb.start, a.verb.end), _found(a.source), _values(a))
        for a in report.attributions or ()
    ]
    yield "verb", _answer(item, _verbs(marked), _verbs(found))
    yield "source", _answer(item, _sources(marked), _sources(found))
    for name in ("stance", "source kind", "direct"):
        assessed = _touching([a for a in marked if a.values[name]], found)
        both = (assessed, _touching(found, assessed))
        yield (
            name,
            _answer(item, *([Sign(str(a.values[name]), (a.verb,)) for a in x] for x in both)),
        )


def _answer(item: Sentence, marked: Sequence[Sign], found: Sequence[Sign]) -> Answer:
    return Answer(item.id, (item.text, item.text), tuple(marked), tuple(found))


def _values(a: gold.Attribution | levelhead.Attribution) -> Mapping[str, str | None]:
    direct = "quoted" if a.direct else "reported"
    return {"stance": a.stance, "source kind": a.source_kind, "direct": direct}


def _verbs(said: Sequence[_Said]) -> list[Sign]:
    return [Sign("verb", (a.verb,)) for a in said]


def _sources(said: Sequence[_Said]) -> list[Sign]:
    return [Sign("source", (a.source, a.verb)) for a in said if a.source]


def _touching(some: Sequence[_Said], others: Sequence[_Said]) -> list[_Said]:
    return [a for a in some if any(touch(a.verb, b.verb) for b in others)]


def _headline(item: Story) -> Answer:
    report = levelhead.analyze([Block(item.headline, "headline"), Block(item.body)])
    flags = report.headline.flags if report.headline else ()
    return Answer(
        item.id,
        (item.headline, item.body),
        tuple(Sign(f.kind, (_range(f.start, f.text),)) for f in item.flags),
        tuple(Sign(f.kind, (_found(f),)) for f in flags),
    )


def _compare(item: Rewrite) -> Answer:
    changes = levelhead.compare(item.before, item.after).changes
    return Answer(
        item.id,
        (item.before, item.after),
        tuple(
            Sign(c.kind, (_place(c.before_start, c.before), _place(c.after_start, c.after)))
            for c in item.changes
        ),
        tuple(Sign(c.kind, (_found(c.before), _found(c.after))) for c in changes),
    )


def _range(start: int, words: str) -> TextRange:
    return TextRange(start, start + len(words))


def _place(start: int | None, words: str | None) -> TextRange | None:
    return None if start is None or words is None else _range(start, words)


def _found(part: Located | None) -> TextRange | None:
    return None if part is None else TextRange(part.start, part.end)
