"""How much one text may hold, so that no analysis takes more memory than a process has."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")

# Sentences, paragraphs, quotation marks and matches, each. In two megabytes, the longest body that
# is taken unless a setting says otherwise, that is one in 20 characters; the densest tabloid has
# one match in 40. Each takes about 400 to 800 bytes until the answer is written.
MAX_ITEMS = 100_000


class TooMuch(ValueError):
    """A text or its answer exceeds a bound; str() completes a sentence that begins with it."""


def at_most(items: Iterable[Item], limit: int, name: str) -> Iterator[Item]:
    """The items; raises TooMuch after `limit` of them. `name` is their plural in the error."""
    rest = iter(items)
    yield from islice(rest, limit)
    for _ in rest:
        raise TooMuch(f"has more than {limit:,} {name}: send it in parts")
