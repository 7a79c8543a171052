"""Where nothing is flagged: terms that the caller or the profile allows."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from threading import Lock

from levelhead.engine.deadline import Checkpoint
from levelhead.engine.detect.caller import spans_of
from levelhead.engine.detect.terms import Terms
from levelhead.engine.document import Document
from levelhead.lexicon.profile import Profile, desk_of
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
    desk = None if desk is None else desk_of(desk)
    by_roles: defaultdict[frozenset[Role], list[str]] = defaultdict(list)
    for allowed in profile.allowed:
        if allowed.holds(today, desk):
            by_roles[allowed.roles].append(allowed.term)
    for wanted, terms in by_roles.items():
        for span in spans_of(_made(tuple(terms), checkpoint), document, checkpoint):
            if not wanted or _role_at(document, roles, span.start) in wanted:
                yield span


# The terms of profiles, which each text with the same profile and desk asks for.
_MADE: dict[tuple[str, ...], Terms] = {}
_MOST_MADE = 64
_LOCK = Lock()


def _made(terms: tuple[str, ...], checkpoint: Checkpoint) -> Terms:
    """The terms, made only once while few others are asked for."""
    with _LOCK:
        made = _MADE.pop(terms, None)
    made = made or Terms(((term, 0) for term in terms), checkpoint)
    with _LOCK:
        _MADE[terms] = made  # the last one now
        if len(_MADE) > _MOST_MADE:
            del _MADE[next(iter(_MADE))]
    return made


def _role_at(document: Document, roles: Sequence[Role | None], offset: int) -> Role:
    """The role of the block there; without one, headlines are what looks like them."""
    role = roles[document.block_at(offset)]
    return role or ("headline" if document.paragraph_at(offset).headline else "body")
