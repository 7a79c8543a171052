"""How well the gold set is marked: precision, recall and F1 of each dimension and category.

`python -m evaluation.gold` prints the table, and `-v` what is wrong in its sentence. The sentences
are a regression test: the authors of rules have read them.
"""

import argparse
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from evaluation.marked import Mark, parse
from levelhead.engine.analyzer import Block, analyze
from levelhead.engine.report import Span
from levelhead.lexicon import Lexicon, load_lexicon
from levelhead.types import CATEGORIES

HERE = Path(__file__).parent
GOLD = HERE / "gold"
LEXICONS = HERE.parent / "lexicons"


class Sentence(NamedTuple):
    """One line of the gold set; `file` is the category that it was written for."""

    file: str
    line: int
    text: str
    marks: tuple[Mark, ...]


class Read(NamedTuple):
    """A sentence and what was found in it."""

    sentence: Sentence
    spans: tuple[Span, ...]


class Row(NamedTuple):
    """Counts of one dimension or category.

    `marks` of the gold set, of which `met` touch a span of the same name, and `voiced` one that
    has the right voice too; `spans` found, of which `right` touch a mark of the same name.
    """

    name: str
    marks: int
    met: int
    voiced: int
    spans: int
    right: int

    @property
    def precision(self) -> float | None:
        """The share of the spans that are right; None without spans."""
        return _share(self.right, self.spans)

    @property
    def recall(self) -> float | None:
        """The share of the marks that are met; None without marks."""
        return _share(self.met, self.marks)

    @property
    def f1(self) -> float | None:
        """The harmonic mean of both; None where one of them is missing."""
        p, r = self.precision, self.recall
        if p is None or r is None:
            return None
        return 2 * p * r / (p + r) if p + r else 0.0

    @property
    def voice(self) -> float | None:
        """The share of the marks met that were given the right voice; None if none was met."""
        return _share(self.voiced, self.met)


def sentences(folder: Path = GOLD) -> tuple[Sentence, ...]:
    """The gold set, by file and line; blank lines and comments (`#`) are passed over.

    Raises ValueError naming file and line where a mark is not well formed.
    """
    return tuple(s for path in sorted(folder.glob("*.txt")) for s in _file(path))


def _file(path: Path) -> Iterator[Sentence]:
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        if not line or line.startswith("#"):
            continue
        try:
            text, marks = parse(line)
        except ValueError as error:
            reason = str(error).removeprefix("line 1: ")
            raise ValueError(f"{path.name}:{number}: {reason}") from error
        yield Sentence(path.stem, number, text, tuple(marks))


def run(gold: Sequence[Sentence], lexicon: Lexicon) -> list[Read]:
    """Analyse each sentence as a text of its own, with the default options."""
    return [Read(s, analyze([Block(s.text)], lexicon).spans) for s in gold]


def table(reads: Sequence[Read]) -> Iterator[Row]:
    """A row for each dimension, followed by the rows of its categories.

    In a dimension's row any category will do; in a category's row it must be the same.
    """
    for dimension, categories in CATEGORIES.items():
        yield _row(dimension, reads, lambda x: x.dimension)
        for category in categories:
            yield _row(category, reads, lambda x: x.category)


def _row(name: str, reads: Sequence[Read], kind: Callable[[Mark | Span], str]) -> Row:
    marks = met = voiced = spans = right = 0
    for sentence, found_spans in reads:
        wanted = [m for m in sentence.marks if kind(m) == name]
        found = [f for f in found_spans if kind(f) == name]
        marks += len(wanted)
        spans += len(found)
        right += sum(any(_touch(m, f) for m in wanted) for f in found)
        for mark in wanted:
            touching = [f for f in found if _touch(mark, f)]
            met += bool(touching)
            voiced += any(f.voice == mark.voice for f in touching)
    return Row(name, marks, met, voiced, spans, right)


def _touch(mark: Mark, span: Span) -> bool:
    return mark.start < span.end and span.start < mark.end


def _same_dimension(mark: Mark, span: Span) -> bool:
    return mark.dimension == span.dimension and _touch(mark, span)


def faults(reads: Sequence[Read]) -> Iterator[str]:
    """A line for each miss, false alarm, other category and other voice, with its sentence."""
    for (file, line, text, marks), spans in reads:
        for mark in marks:
            words = f"{mark.category} {text[mark.start : mark.end]!r}"
            touching = [f for f in spans if _same_dimension(mark, f)]
            if not touching:
                yield f"missed {words}\n    {file}.txt:{line}: {text}"
            elif all(f.category != mark.category for f in touching):
                yield f"{words} found as {touching[0].category}\n    {file}.txt:{line}: {text}"
            elif all(f.voice != mark.voice for f in touching):
                yield f"{words} heard as {touching[0].voice}\n    {file}.txt:{line}: {text}"
        for f in spans:
            if not any(_same_dimension(m, f) for m in marks):
                words = f"{f.category} {text[f.start : f.end]!r} ({f.rule})"
                yield f"false alarm {words}\n    {file}.txt:{line}: {text}"


def report(reads: Sequence[Read]) -> str:
    """The table as text."""
    head = f"{'':18}{'marks':>6}{'found':>6}{'precision':>11}{'recall':>8}{'F1':>7}{'voice':>7}"
    rows = [
        f"{row.name if row.name in CATEGORIES else '  ' + row.name:18}{row.marks:6}{row.spans:6}"
        f"{_shown(row.precision):>11}{_shown(row.recall):>8}{_shown(row.f1):>7}{_shown(row.voice):>7}"
        for row in table(reads)
    ]
    return "\n".join([f"{len(reads)} sentences", head, *rows])


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _shown(share: float | None) -> str:
    return "–" if share is None else f"{share:.3f}"


def main(argv: Sequence[str] | None = None) -> None:
    """Print the table; with `-v` the errors before it."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("-v", "--verbose", action="store_true", help="show what is wrong")
    args = options.parse_args(argv)
    reads = run(sentences(), load_lexicon(LEXICONS))
    if args.verbose:
        print(*faults(reads), "", sep="\n")
    print(report(reads))


if __name__ == "__main__":
    main()
