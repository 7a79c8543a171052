"""What a caller sends along: rules of their own, and words not to flag."""

from array import array
from collections.abc import Iterator, Sequence

from levelhead.engine.deadline import Checkpoint, no_deadline, with_checkpoints
from levelhead.engine.detect.candidate import Candidate, make_candidate
from levelhead.engine.detect.patterns import pattern_finds
from levelhead.engine.detect.terms import Terms, found_terms
from levelhead.engine.document import Document
from levelhead.lexicon import Entry
from levelhead.lexicon.frame import Conditions, Frame
from levelhead.types import DIMENSIONS, TextRange

_NO_CONDITIONS = Conditions(None, None, None, None)


def caller_candidates(
    document: Document, rules: Sequence[Entry], checkpoint: Checkpoint
) -> Iterator[Candidate]:
    """Where the caller's rules apply: in each dimension the longest find at each place.

    A shorter find at the same place could not stay, so there are never more candidates than twice
    the text's characters, however many rules there are.
    """
    for dimension in DIMENSIONS:
        # As app/levelhead/engine/resolve.py orders finds of the same words.
        mine = sorted(
            (rule for rule in rules if rule.dimension == dimension),
            key=lambda rule: (rule.category, rule.id),
        )
        if mine:
            yield from _candidates(document, mine, checkpoint)


def term_spans(
    document: Document, terms: Sequence[str], checkpoint: Checkpoint = no_deadline
) -> Iterator[TextRange]:
    """Where a caller's terms occur, as for spans_of()."""
    return spans_of(Terms(((term, 0) for term in terms), checkpoint), document, checkpoint)


def spans_of(terms: Terms, document: Document, checkpoint: Checkpoint) -> Iterator[TextRange]:
    """Where terms occur, ordered by start; those inside of another are left out."""
    furthest = 0
    for start, end, _ in terms.found_in(document.lowered, checkpoint):
        if end > furthest:
            furthest = end
            yield TextRange(start, end)


def _candidates(
    document: Document, rules: Sequence[Entry], checkpoint: Checkpoint
) -> Iterator[Candidate]:
    """The longest find of the rules at each place; of several the first rule's."""
    # To each place the end of the find and its rule, as one number, of which the highest counts.
    found = array("Q", bytes(8 * len(document.plain)))
    for start, end, number in _finds(document, rules, checkpoint):
        found[start] = max(found[start], end * len(rules) + len(rules) - 1 - number)
    frames = [Frame(rule, _NO_CONDITIONS) for rule in reversed(rules)]
    for start, best in with_checkpoints(enumerate(found), checkpoint):
        if best:
            end, number = divmod(best, len(rules))
            yield make_candidate(document, start, end, frames[number])


def _finds(
    document: Document, rules: Sequence[Entry], checkpoint: Checkpoint
) -> Iterator[tuple[int, int, int]]:
    """Start, end and number of the rule for every find."""
    terms = (
        (form, number)
        for number, rule in enumerate(rules)
        if rule.pattern is None
        for form in rule.forms
    )
    yield from found_terms(document.lowered, terms, checkpoint)
    for number, rule in enumerate(rules):
        if rule.pattern is not None:
            checkpoint()
            for start, end in pattern_finds(document, rule.pattern, checkpoint):
                yield start, end, number
