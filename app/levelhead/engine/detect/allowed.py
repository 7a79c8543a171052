"""Where nothing is flagged: terms that the caller or the profile allows."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from levelhead.engine.deadline import Checkpoint
from levelhead.engine.detect.caller import term_spans
from levelhead.engine.document import Document
from levelhead.lexicon.profile import Profile
from levelhead.types import Role, TextRange


def profile_spans(
    document: Document,
    roles: Sequence[Role | None],
    profile: Profile,
    desk: str | None,
    today: date,
    checkpoint: Checkpoint,
) -> Iterator[TextRange]:
    """Where terms that the profile allows occur, in blocks in which it allows them.

    `roles` are those of the document's blocks as sent.
    """
    by_roles: defaultdict[frozenset[Role], list[str]] = defaultdict(list)
    for allowed in profile.allowed:
        if allowed.holds(today, desk):
            by_roles[allowed.roles].append(allowed.term)
    for wanted, terms in by_roles.items():
        for span in term_spans(document, terms, checkpoint):
            if not wanted or _role_at(document, roles, span.start) in wanted:
                yield span


def _role_at(document: Document, roles: Sequence[Role | None], offset: int) -> Role:
    """The role of the block there; without one, headlines are what looks like them."""
    role = roles[document.block_at(offset)]
    return role or ("headline" if document.paragraph_at(offset).headline else "body")
