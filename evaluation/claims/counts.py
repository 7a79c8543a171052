"""How many marks are found, and how much of what is found is marked."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from levelhead.types import TextRange


class Sign(NamedTuple):
    """Something marked or found: its kind, and where it is in each text; None is nowhere."""

    kind: str
    places: tuple[TextRange | None, ...]


class Answer(NamedTuple):
    """What is marked in an item, and what is found in it."""

    id: str
    marked: tuple[Sign, ...]
    found: tuple[Sign, ...]


class Row(NamedTuple):
    """`marks`, of which `met` are found; `found`, of which `right` are marked."""

    name: str
    marks: int
    met: int
    found: int
    right: int

    def __str__(self) -> str:
        """The name, how many are marked and found, precision, recall and F1."""
        p, r = _share(self.right, self.found), _share(self.met, self.marks)
        f1 = None if p is None or r is None else 2 * p * r / (p + r) if p + r else 0.0
        shares = "".join(f"{'–' if x is None else f'{x:.3f}':>8}" for x in (p, r, f1))
        return f"{self.name:24}{self.marks:6}{self.found:6}{shares}"


def row(name: str, answers: Iterable[Answer]) -> Row:
    """The counts of all signs."""
    marks = met = found = right = 0
    for answer in answers:
        marks += len(answer.marked)
        met += len(answer.marked) - len(_unmet(answer.marked, answer.found))
        found += len(answer.found)
        right += len(answer.found) - len(_unmet(answer.found, answer.marked))
    return Row(name, marks, met, found, right)


def rows_of_kinds(answers: Sequence[Answer]) -> Iterator[Row]:
    """A row for each kind of sign that is marked or found."""
    for kind in sorted({s.kind for a in answers for s in (*a.marked, *a.found)}):
        yield row(
            f"  {kind}",
            [Answer(a.id, _of(kind, a.marked), _of(kind, a.found)) for a in answers],
        )


def errors(answer: Answer) -> Iterator[tuple[str, Sign]]:
    """Each mark that is "missed" and each find that is a "false alarm"."""
    for sign in _unmet(answer.marked, answer.found):
        yield "missed", sign
    for sign in _unmet(answer.found, answer.marked):
        yield "false alarm", sign


def _of(kind: str, signs: Sequence[Sign]) -> tuple[Sign, ...]:
    return tuple(s for s in signs if s.kind == kind)


def _unmet(signs: Sequence[Sign], others: Sequence[Sign]) -> list[Sign]:
    return [s for s in signs if not any(_meet(s, other) for other in others)]


def _meet(a: Sign, b: Sign) -> bool:
    """Whether they are of a kind and touch in each text in which both have a place.

    Without such a text they do not meet, except where neither has a place at all.
    """
    both = [(x, y) for x, y in zip(a.places, b.places, strict=True) if x and y]
    return (
        a.kind == b.kind
        and all(x.start < y.end and y.start < x.end for x, y in both)
        and (bool(both) or not any(a.places + b.places))
    )


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
