"""Which sentences of two texts make the same claim, also where one was split or merged."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from levelhead.engine.bounds import TooMuch
from levelhead.engine.claims import (
    Claim,
    Pair,
    claim_of,
    matches,
    max_shared,
    pair_claims,
    similarity,
)
from levelhead.engine.compare.groups import Alignment, Group
from levelhead.engine.compare.rare_words import share_rare_words
from levelhead.engine.compare.side import Side, Sides
from levelhead.engine.deadline import Checkpoint, stems_off_the_loop, with_checkpoints
from levelhead.lexicon import Lexicon

# A sentence without a partner is part of a claim if this share of its content is in a sentence that
# makes the claim. The two sentences are at most this far from neighbours that are partners.
COVERED = 0.5
NEIGHBOURS = 2
# Sentences with this share of their words in common are versions of each other, even if none of
# these words says much: "It may not last", "It will not last".
SAME_WORDS = 0.6
# How many sentences of a text may be missing from the other. An article has fewer than a hundred;
# this many that are all alike, such as quotations of one sentence, take three seconds.
MAX_DIFFERING = 2_000


class _Claims(dict[int, Claim]):
    """The claims of a text by the index of the sentence, made when they are first needed."""

    def __init__(self, side: Side, lexicon: Lexicon) -> None:
        super().__init__()
        self.side, self._lexicon = side, lexicon

    def __missing__(self, number: int) -> Claim:
        marks = self.side.marks.get(number, ())
        loose = {offset for mark in marks for offset in range(*mark.place)}
        document = self.side.document
        self[number] = claim_of(document, document.sentences[number], self._lexicon, loose)
        return self[number]


def align(sides: Sides, lexicon: Lexicon, checkpoint: Checkpoint) -> Alignment:
    """The sentences of both texts that make the same claim; parts of one are in several pairs.

    Raises TooMuch, before any long work, if more than MAX_DIFFERING sentences of a text are not in
    the other. Raises DeadlineExceeded at once where an event loop would have to wait for the
    stemmer's import.
    """
    stems_off_the_loop(checkpoint)
    before, after = (_Claims(side, lexicon) for side in sides)
    same = _same(*sides)
    for name, side in zip(("before", "after"), sides, strict=True):
        if len(side.document.sentences) - len(same) > MAX_DIFFERING:
            raise TooMuch(
                f"of `{name}` has more than {MAX_DIFFERING:,} sentences that the other text lacks: "
                "compare it in parts"
            )
    cores = _cores(sides, same, before, after, checkpoint)
    after_of = same | {pair.before: pair.after for pair in cores}
    before_of = {m: n for n, m in after_of.items()}
    old_rest = _without(sides.before, after_of)
    new_rest = _without(sides.after, before_of)
    merged = {*_parts(old_rest, after_of, before, after, checkpoint)}
    split = {(n, m) for m, n in _parts(new_rest, before_of, after, before, checkpoint)}
    members: dict[int, tuple[list[int], list[int]]] = {n: ([n], [m]) for n, m in after_of.items()}
    for n, m in merged:
        members[before_of[m]][0].append(n)
    for n, m in split:
        members[n][1].append(m)
    pairs = sorted(
        [
            *(Pair(n, m, 1.0) for n, m in same.items()),
            *cores,
            *(Pair(n, m, similarity(before[n], after[m])) for n, m in merged | split),
        ]
    )
    groups = sorted(
        Group(tuple(sorted(old)), tuple(sorted(new)))
        for n, (old, new) in members.items()
        if n not in same or len(old) + len(new) > 2
    )
    alone = Group(
        tuple(_without(sides.before, {pair.before for pair in pairs})),
        tuple(_without(sides.after, {pair.after for pair in pairs})),
    )
    return Alignment(pairs, groups, alone, (before, after))


def _without(side: Side, paired: Iterable[int]) -> list[int]:
    """The sentences that are not paired."""
    known = frozenset(paired)
    return [number for number in range(len(side.document.sentences)) if number not in known]


def _same(before: Side, after: Side) -> dict[int, int]:
    """The sentences with the same text, those of `before` each with one of `after`, in order.

    Capitals count, since a word in capitals may be shouted.
    """
    places: defaultdict[str, list[int]] = defaultdict(list)
    for number in range(len(after.document.sentences) - 1, -1, -1):
        places[after.document.plain[slice(*after.document.sentences[number])]].append(number)
    found: dict[int, int] = {}
    for number, sentence in enumerate(before.document.sentences):
        if same := places.get(before.document.plain[slice(*sentence)]):
            found[number] = same.pop()
    return found


def _cores(
    sides: Sides,
    same: Mapping[int, int],
    before: Mapping[int, Claim],
    after: Mapping[int, Claim],
    checkpoint: Checkpoint,
) -> list[Pair]:
    """Pairs of sentences, each of which is in one pair, besides those with the same text.

    If one text is a single sentence, it is paired in any case: the other was made into it.
    """
    pairs = [*_worded_alike(sides, same, checkpoint)]
    old = _without(sides.before, [*same, *(pair.before for pair in pairs)])
    new = _without(sides.after, [*same.values(), *(pair.after for pair in pairs)])
    pairs += share_rare_words(sides, old, new, checkpoint)
    old = _without(sides.before, [*same, *(pair.before for pair in pairs)])
    new = _without(sides.after, [*same.values(), *(pair.after for pair in pairs)])
    if old and new:
        claims = (
            [before[n] for n in with_checkpoints(old, checkpoint)],
            [after[m] for m in with_checkpoints(new, checkpoint)],
        )
        pairs += (Pair(old[n], new[m], alike) for n, m, alike in pair_claims(*claims, checkpoint))
    if not (pairs or same) and min(len(old), len(new)) == 1:
        every = (Pair(n, m, similarity(before[n], after[m])) for n in old for m in new)
        return [max(with_checkpoints(every, checkpoint), key=lambda pair: pair.similarity)]
    return pairs


def _worded_alike(sides: Sides, same: Mapping[int, int], checkpoint: Checkpoint) -> Iterator[Pair]:
    """Pairs of sentences in corresponding places that share most words.

    Most sentences of most pairs of texts are found by that, in a fraction of the time of claims.
    """
    taken = {*same.values()}
    shift = 0  # from a sentence of `before` to its place in `after`
    last = len(sides.after.document.sentences)
    for number in with_checkpoints(range(len(sides.before.document.sentences)), checkpoint):
        if number in same:
            shift = same[number] - number
            continue
        words = sides.before.words_of(number).roots
        middle = number + shift
        best = (0.0, 0)
        for m in range(max(middle - NEIGHBOURS, 0), min(middle + NEIGHBOURS + 1, last)):
            if m not in taken:
                best = max(best, (_overlap(words, sides.after.words_of(m).roots), -m))
        share, minus = best
        if share >= SAME_WORDS:
            shift = -minus - number
            taken.add(-minus)
            yield Pair(number, -minus, round(share, 3))


def _overlap(a: frozenset[str], b: frozenset[str]) -> float:
    return 2 * len(a & b) / max(len(a) + len(b), 1)


def _parts(
    rest: Sequence[int],
    partners: Mapping[int, int],
    mine: _Claims,
    others: _Claims,
    checkpoint: Checkpoint,
) -> Iterator[tuple[int, int]]:
    """Sentences of the `rest`, each with a paired sentence of the other text that says the same."""
    paired = {*partners.values()}
    for number in rest:
        checkpoint()  # Before each: the longest take some milliseconds.
        near = range(number - NEIGHBOURS, number + NEIGHBOURS + 1)
        candidates = {
            other
            for n in near
            if n in partners
            for other in range(partners[n] - NEIGHBOURS, partners[n] + NEIGHBOURS + 1)
        }
        words = frozenset(mine.side.words_of(number).content)
        likely = [
            m for m in candidates & paired if not words.isdisjoint(others.side.words_of(m).content)
        ]
        if not likely:
            continue
        claim = mine[number]
        shares = [
            (_coverage(claim, others[m]), -m)
            for m in likely
            if claim.weight and max_shared(claim, others[m]) >= COVERED * claim.weight
        ]
        share, minus = max(shares, default=(0.0, 0))
        if share >= COVERED:
            yield number, -minus


def _coverage(claim: Claim, other: Claim) -> float:
    """How much of what a claim says the other says too, 0 to 1, by weight."""
    pairs = matches(claim.terms, other.terms)
    shared = sum(min(claim.terms[n].weight, other.terms[m].weight) for n, m in pairs)
    return shared / claim.weight
