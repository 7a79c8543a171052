"""Pairs and groups of sentences that make the same claim in both texts."""

from bisect import bisect_left
from collections.abc import Mapping
from operator import attrgetter
from typing import NamedTuple

from levelhead.engine.claims import Claim, Pair

_before = attrgetter("before")


class Group(NamedTuple):
    """Sentences of both texts, by their index, in order."""

    before: tuple[int, ...]
    after: tuple[int, ...]


class Alignment(NamedTuple):
    """The pairs of sentences in order, the groups whose words differ, and who has no partner.

    And the claims of both texts by the index of the sentence, without the words that are marked.
    """

    pairs: list[Pair]
    groups: list[Group]
    alone: Group
    claims: tuple[Mapping[int, Claim], Mapping[int, Claim]]

    def near(self, number: int) -> list[int]:
        """The sentences of `after` that may have what was in this sentence of `before`."""
        low = bisect_left(self.pairs, number - 1, key=_before)
        high = bisect_left(self.pairs, number + 2, key=_before)
        partners = {pair.after for pair in self.pairs[low:high]}
        return sorted({near for n in partners for near in (n - 1, n, n + 1)})
