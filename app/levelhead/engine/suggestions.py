"""What is suggested for the words of a span: advice, and edits where nobody is quoted."""

from levelhead.engine.spelling import Spelling
from levelhead.lexicon import Entry, Suggestion
from levelhead.types import Voice

# The suggestions that a program can carry out.
EDITS = frozenset(("replace", "delete"))


def suggestions_of(
    entry: Entry, form: str, voice: Voice, spelling: Spelling
) -> tuple[Suggestion, ...]:
    """The suggestions for `form`, the words in lower case, in the spelling of the text.

    Of words that are not the author's own none is an edit: it would change what somebody said.
    """
    found = entry.suggest(form)
    if voice != "author":
        return tuple(it for it in found if it.action not in EDITS)
    return spelling.of(found)
