"""Comparing two versions of a text, and the words of each change."""

from levelhead.engine.analyzer import Block, Options
from levelhead.engine.compare import Comparison, Version, compare
from tests.helpers.lexicons import LEXICON

# Kind, words before, words after.
Words = tuple[str, str | None, str | None]
LOFT = "The fire may have started in the loft."
CROWE = "Health minister Ada Crowe said the clinic would close."


def compared(before: str, after: str, **options: object) -> Comparison:
    asked = Options(**options)  # type: ignore[arg-type]
    return compare(Version([Block(before)], asked), Version([Block(after)], asked), LEXICON)


def changes_of(found: Comparison) -> list[Words]:
    return [
        (c.kind, c.before.text if c.before else None, c.after.text if c.after else None)
        for c in found.changes
    ]
