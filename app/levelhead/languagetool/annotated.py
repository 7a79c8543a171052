"""A text with markup: its plain text, and the map from that to the original."""

from bisect import bisect_right
from collections.abc import Iterable
from typing import NamedTuple, Self

from levelhead.types import TextRange


class Annotation(NamedTuple):
    """A piece as it was sent, and as plain text: the same for text, `""` for most markup."""

    original: str
    plain: str
    markup: bool


class AnnotatedText(NamedTuple):
    """`original` is text and markup, `plain` is text and what markup is interpreted as.

    The parts follow one another in both; their starts are for binary search.
    """

    original: str
    plain: str
    parts: tuple[Annotation, ...]
    original_starts: tuple[int, ...]
    plain_starts: tuple[int, ...]

    @classmethod
    def of(cls, parts: Iterable[Annotation]) -> Self:
        """All that the parts make together; empty ones don't count."""
        kept = tuple(part for part in parts if part.original or part.plain)
        original_starts, plain_starts = [], []
        original = plain = 0
        for part in kept:
            original_starts.append(original)
            plain_starts.append(plain)
            original += len(part.original)
            plain += len(part.plain)
        return cls(
            "".join(part.original for part in kept),
            "".join(part.plain for part in kept),
            kept,
            tuple(original_starts),
            tuple(plain_starts),
        )

    def place(self, start: int, end: int) -> TextRange | None:
        """The range in `original` of `plain[start:end]`, which has at least one character.

        A span that begins or ends within markup takes in the whole of it; one that lies wholly in
        a single piece of markup has no place, since nobody wrote its words as text.
        """
        # Markup without plain text begins where the next part does; the later one is found.
        first = bisect_right(self.plain_starts, start) - 1
        last = bisect_right(self.plain_starts, end - 1) - 1
        opening, closing = self.parts[first], self.parts[last]
        if first == last and opening.markup:
            return None
        begins, ends = self.original_starts[first], self.original_starts[last]
        if not opening.markup:
            begins += start - self.plain_starts[first]
        ends += len(closing.original) if closing.markup else end - self.plain_starts[last]
        return TextRange(begins, ends)


def without_markup(text: str) -> AnnotatedText:
    """A text without markup."""
    return AnnotatedText.of([Annotation(text, text, markup=False)])
