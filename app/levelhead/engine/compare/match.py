"""Which marks of two texts correspond: those of one rule, or with the same words around them."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import chain
from typing import NamedTuple

from levelhead.engine.compare.groups import Alignment
from levelhead.engine.compare.side import Mark, Sides
from levelhead.engine.deadline import Checkpoint, with_checkpoints

# Each mark of a claim is compared with each mark on the other side. A claim with more of them is no
# prose, and nothing is said about them.
MAX_MATCHED = 50

# The most marks of a neighbouring sentence that are compared.
MAX_NEARBY = 8

# Whether two marks may correspond, given how many words around them they have in common.
Comparable = Callable[[Mark, Mark, int], bool]


class Matching(NamedTuple):
    """Marks of both sides that correspond, and those without a partner, each in order."""

    pairs: list[tuple[Mark, Mark]]
    before: list[Mark]
    after: list[Mark]


def match(
    sides: Sides, before: Sequence[Mark], after: Sequence[Mark], comparable: Comparable
) -> Matching:
    """The marks of one claim that correspond: those of one rule; then those that are `comparable`.

    Of the latter, those with most words in common come first.
    """
    pairs, old, new = of_one_rule(before, after)
    if max(len(old), len(new)) > MAX_MATCHED:
        return Matching(pairs, [], [])
    near = [sides.after.words_near(mark.place) for mark in new] if old else []
    shared = sorted(
        (-len(words & others), abs(n - m), n, m)
        for n, words in enumerate(sides.before.words_near(mark.place) for mark in old)
        for m, others in enumerate(near)
    )
    partners: dict[int, int] = {}
    taken: set[int] = set()
    for common, _, n, m in shared:
        if not (n in partners or m in taken) and comparable(old[n], new[m], -common):
            partners[n] = m
            taken.add(m)
    pairs += ((old[n], new[m]) for n, m in sorted(partners.items()))
    return Matching(
        pairs,
        [mark for n, mark in enumerate(old) if n not in partners],
        [mark for m, mark in enumerate(new) if m not in taken],
    )


def match_nearby(
    sides: Sides,
    before: Sequence[Mark],
    after: Sequence[Mark],
    alignment: Alignment,
    comparable: Comparable,
    checkpoint: Checkpoint,
) -> Matching:
    """The marks that correspond in neighbouring sentences; none has a partner in its claim."""
    waiting: defaultdict[int, list[Mark]] = defaultdict(list)
    for mark in after:
        waiting[sides.after.sentence_of(mark)].append(mark)
    pairs: list[tuple[Mark, Mark]] = []
    left: list[Mark] = []
    for mark in with_checkpoints(before, checkpoint):
        for number in alignment.near(sides.before.sentence_of(mark)):
            found = match(sides, [mark], waiting.get(number, ())[:MAX_NEARBY], comparable)
            if found.pairs:
                pairs += found.pairs
                waiting[number].remove(found.pairs[0][1])
                break
        else:
            left.append(mark)
    return Matching(pairs, left, sorted(chain.from_iterable(waiting.values()), key=_place))


def of_one_rule(before: Sequence[Mark], after: Sequence[Mark]) -> Matching:
    """Only marks of the same rule correspond, wherever they are, in their order."""
    waiting: defaultdict[str, list[Mark]] = defaultdict(list)
    for mark in reversed(after):
        waiting[mark.entry.id].append(mark)
    pairs: list[tuple[Mark, Mark]] = []
    left: list[Mark] = []
    for mark in before:
        if same := waiting[mark.entry.id]:
            pairs.append((mark, same.pop()))
        else:
            left.append(mark)
    return Matching(pairs, left, sorted(chain.from_iterable(waiting.values()), key=_place))


def _place(mark: Mark) -> tuple[int, int]:
    return mark.place
