"""Block quotations of Markdown in annotated texts, as a plain text has them.

The plugins that use annotatedtext-remark, such as those of VS Code and Obsidian, send the marks of
the first line of a quotation as markup, and leave those of the other lines in its text.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import chain, pairwise

from levelhead.languagetool.annotated import Annotation

# The marks are the group; before them is what separates the quotation from the text before it.
_OPENING = re.compile(r"(?:\A|\n) {0,3}((?:> ?)+)\Z")
_FURTHER = re.compile(r"(?<=\n) {0,3}(?:> ?)+")
# GitHub's alerts look like quotations and are the author's text.
_ALERT = re.compile(r"\[!(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION)\] *\n", re.IGNORECASE)
_END = Annotation("", "", markup=False)


def with_block_quotes(parts: Iterable[Annotation]) -> Iterator[Annotation]:
    """The parts, with marks in the plain text of all lines of a quotation, and in no alert's."""
    last, alert = "", False
    for part, following in pairwise(chain(parts, [_END])):
        opening = _OPENING.search(part.original) if part.markup else None
        if alert:
            yield from _without_marks(part.original)
            alert = False
        elif opening and not following.markup and _ALERT.match(following.plain):
            yield part
            alert = True
        elif opening and (part.plain or last)[-1:] in ("", "\n"):
            yield part._replace(plain=part.plain + opening[1])
        else:
            yield part
        last = part.plain or last


def _without_marks(text: str) -> Iterator[Annotation]:
    """The text of an alert; its name and the marks of its lines are markup."""
    at = 0
    for markup in chain(_ALERT.finditer(text, 0, text.find("\n") + 1), _FURTHER.finditer(text)):
        yield Annotation(text[at : markup.start()], text[at : markup.start()], markup=False)
        yield Annotation(markup[0], "", markup=True)
        at = markup.end()
    yield Annotation(text[at:], text[at:], markup=False)
