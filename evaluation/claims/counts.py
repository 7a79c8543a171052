"""How many marks are found, and how much of what is found is marked."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from levelhead.types import TextRange


class Sign(NamedTuple):
    """Something marked or found: its kind, and where it is in each text; None is nowhere."""

    kind: str
    places: tuple[TextRange | None, ...]


class Answer(NamedTuple):
    """What is marked in the texts of an item, and what is found in them."""

    id: str
    texts: tuple[str, ...]
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
    """A row for each kind of sign that is marked or found, if there is more than one."""
    kinds = sorted({s.kind for a in answers for s in (*a.marked, *a.found)})
    for kind in kinds if len(kinds) > 1 else ():
        of_kind = [
            a._replace(marked=_of(kind, a.marked), found=_of(kind, a.found)) for a in answers
        ]
        yield row(f"  {kind}", of_kind)


def errors(answer: Answer) -> Iterator[str]:
    """A line for each miss and each false alarm, with its words in each text, and the texts."""
    for what, signs in (
        ("missed", _unmet(answer.marked, answer.found)),
        ("false alarm", _unmet(answer.found, answer.marked)),
    ):
        for kind, places in signs:
            words = [
                text[place.start : place.end]
                for text, place in zip(answer.texts, places, strict=False)
                if place
            ]
            yield f"{what} {kind} {' → '.join(map(repr, words))}".rstrip()
            yield f"    {answer.id}: {' → '.join(dict.fromkeys(answer.texts))}"


def touch(a: TextRange, b: TextRange) -> bool:
    """Whether they have a character in common."""
    return a.start < b.end and b.start < a.end


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
        and all(touch(x, y) for x, y in both)
        and (bool(both) or not any(a.places + b.places))
    )


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
