"""A text with markup: what of it is read, and the way back to the whole of it."""

from bisect import bisect_right
from collections.abc import Iterable
from typing import NamedTuple, Self

from levelhead.types import TextRange


class Part(NamedTuple):
    """A piece as it was sent, and as it is read: the same for text, `""` for most markup."""

    sent: str
    read: str
    markup: bool


class AnnotatedText(NamedTuple):
    """`sent` is text and markup, `read` is text and what markup is to be read as.

    The parts lie side by side in both; the starts stand apart so that a place is found fast.
    """

    sent: str
    read: str
    parts: tuple[Part, ...]
    sent_starts: tuple[int, ...]
    read_starts: tuple[int, ...]

    @classmethod
    def of(cls, parts: Iterable[Part]) -> Self:
        """All that the parts make together; empty ones don't count."""
        kept = tuple(part for part in parts if part.sent or part.read)
        sent_starts, read_starts = [], []
        sent = read = 0
        for part in kept:
            sent_starts.append(sent)
            read_starts.append(read)
            sent += len(part.sent)
            read += len(part.read)
        return cls(
            "".join(part.sent for part in kept),
            "".join(part.read for part in kept),
            kept,
            tuple(sent_starts),
            tuple(read_starts),
        )

    def place(self, start: int, end: int) -> TextRange | None:
        """Where in `sent` the characters of `read[start:end]`, at least one, stand.

        A span that begins or ends within markup takes in the whole of it; one that lies wholly in
        a single piece of markup has no place, since nobody wrote its words as text.
        """
        # Markup that is not read begins where the next part does; the later one is found.
        first = bisect_right(self.read_starts, start) - 1
        last = bisect_right(self.read_starts, end - 1) - 1
        opening, closing = self.parts[first], self.parts[last]
        if first == last and opening.markup:
            return None
        begins, ends = self.sent_starts[first], self.sent_starts[last]
        if not opening.markup:
            begins += start - self.read_starts[first]
        ends += len(closing.sent) if closing.markup else end - self.read_starts[last]
        return TextRange(begins, ends)


def plain(text: str) -> AnnotatedText:
    """A text without markup."""
    return AnnotatedText.of([Part(text, text, markup=False)])
