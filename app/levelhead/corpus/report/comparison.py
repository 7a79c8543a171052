"""The numbers of a report."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from levelhead.corpus.parts import Manifest, read_manifest, verify
from levelhead.corpus.report.accuracy import is_measured
from levelhead.corpus.report.copies import copies_of
from levelhead.corpus.report.differences import (
    MAX_COMPARED,
    Difference,
    differences,
    in_differences,
)
from levelhead.corpus.report.documents import Rows, read_rows, require, split
from levelhead.corpus.report.excerpts import Extreme, extremes_of
from levelhead.corpus.report.groups import FEW, Group, WithinMean, groups_of, within_of
from levelhead.corpus.report.labels import labels_of, listed
from levelhead.corpus.report.lengths import (
    Fifth,
    correlations_of,
    fifth_of_each,
    fifths_of,
    shares_of,
)
from levelhead.corpus.report.periods import Course, course_of
from levelhead.corpus.report.terms import MAX_WITH_TERMS, CategoryCount, Terms, counts_of
from levelhead.corpus.task import CorpusError, Period, Task
from levelhead.types import DIMENSIONS, Dimension


@dataclass(frozen=True)
class Question:
    """What is compared."""

    by: str
    """The column whose values are the groups."""
    within: str | None = None
    """The column in each of whose values the groups are compared."""
    within_length: bool = False
    """Whether documents are compared with those of about the same length only."""
    without_similar: bool = False
    """Whether documents that are similar to others are left out."""
    time: str | None = None
    time_format: str | None = None
    period: Period | None = None

    @property
    def strata(self) -> str:
        """In what two documents are alike that are compared; empty if in nothing."""
        length = "length" if self.within_length else None
        return " and ".join(filter(None, (self.within, length)))


@dataclass(frozen=True)
class Comparison:
    """All numbers of a report."""

    manifest: Manifest
    question: Question
    groups: Sequence[Group]
    """The largest first."""
    unplaced: int
    """Counted documents without a value of the second column."""
    shared: int
    """Counted documents whose text is also in another group."""
    similar: tuple[int, int] | None
    """Documents similar to an earlier one of their group, and to one of another group; None if the
    output has no texts."""
    differences: Sequence[Difference]
    """Those between the MAX_COMPARED largest groups with enough documents."""
    within: Sequence[WithinMean]
    fifths: Sequence[Fifth]
    lengths: Mapping[str, Sequence[float]]
    """How the documents of each group are divided among the fifths of length."""
    correlations: Mapping[Dimension, float]
    """Rank correlations of length and score."""
    course: Course | None
    categories: Sequence[CategoryCount]
    terms: Terms
    extremes: Sequence[Extreme]
    scores: Mapping[Dimension, Any]
    """The scores of all counted documents, as arrays."""
    members: Any
    """Which of `groups` each of these documents is in."""
    compared: Mapping[str, Mapping[str, int]]
    """How many documents of each group are in a difference with another group, by the value of the
    second column."""

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """A short name for each group, unlike all others."""
        return labels_of(group.name for group in self.groups)

    def label(self, group: Group) -> str:
        """The short name of a group."""
        return self.labels[group.name]

    def left_out(self, group: Group) -> str:
        """Which documents of a group are in no difference with another one, and why."""
        if not group.comparable:
            return FEW
        if group not in self.comparable[:MAX_COMPARED]:
            return f"not among the {MAX_COMPARED} largest groups"
        alone = group.documents - sum(self.compared.get(group.name, {}).values())
        if not alone:
            return ""
        if not self.question.strata:
            return "no other group has enough documents"
        parts = [
            f"{part.value} {few:,}"
            for part in self.within
            if part.group == group.name
            and (few := part.mean["hedging"].documents - self.compared_in(part))
        ]
        values = f" ({listed(parts)})" if parts else ""
        return (
            f"{alone:,} that no other group can be compared with in {self.question.strata}{values}"
        )

    def compared_in(self, part: WithinMean) -> int:
        """How many documents of a part of a group are in a difference."""
        return self.compared.get(part.group, {}).get(part.value, 0)

    @property
    def task(self) -> Task:
        """What the run did to each document."""
        return self.manifest.task

    @property
    def comparable(self) -> list[Group]:
        """The groups with enough documents, the largest first."""
        return [group for group in self.groups if group.comparable]

    def unadjusted(self, difference: Difference) -> float:
        """The difference of the means of all documents of the two groups."""
        of_group = {group.name: group.spread for group in self.comparable}
        first, second = (
            of_group[name][difference.dimension].mean.mean
            for name in (difference.first, difference.second)
        )
        return first - second


def compare(folder: Path, question: Question) -> Comparison:
    """The comparison of what `levelhead score` wrote to a folder; CorpusError if it can't be."""
    manifest = read_manifest(folder)
    if manifest is None:
        raise CorpusError(f"{folder} holds no run of levelhead score")
    if not manifest.parts:
        raise CorpusError(f"{folder} holds no finished part yet")
    for part in manifest.parts:
        verify(folder, part)
    paths = [folder / part.name for part in manifest.parts]
    if question.time:
        require(paths[0], [question.time])
    rows = read_rows(paths, question.by, question.within)
    copies = copies_of(paths, rows, manifest.task.columns.text)
    if question.without_similar:
        if copies is None:
            raise CorpusError(
                "similar texts can't be found in an output without texts: levelhead score has to "
                f"--keep {manifest.task.columns.text}"
            )
        rows = copies.without(rows)
    groups = [*groups_of(rows)]
    categories, terms = counts_of(paths, rows, [group.name for group in groups[:MAX_WITH_TERMS]])
    course = None
    if question.time:
        course = course_of(paths, rows, question.time, question.time_format, question.period)
    some = bool(rows.counted.any())
    found, compared = _differences(rows, groups, question)
    places = {group.name: n for n, group in enumerate(groups)}
    return Comparison(
        manifest=manifest,
        question=question,
        groups=groups,
        unplaced=int((rows.counted & ~rows.placed).sum()),
        shared=_shared(rows),
        similar=copies and (int(copies.repeated.sum()), int(copies.shared.sum())),
        differences=found,
        within=[*within_of(rows)] if question.within else [],
        fifths=[*fifths_of(rows)] if some else [],
        lengths=shares_of(rows) if some else {},
        correlations=correlations_of(rows) if some else {},
        course=course,
        categories=categories,
        terms=terms,
        extremes=[
            extreme
            for extreme in extremes_of(rows)
            if is_measured(extreme.dimension, manifest.task)
        ],
        scores={d: rows.scores[d][rows.counted] for d in DIMENSIONS},
        members=np.array([places[name] for name in rows.group_names], int)[
            rows.groups[rows.counted]
        ],
        compared=compared,
    )


def _shared(rows: Rows) -> int:
    """How many counted documents have their digest in more than one group."""
    sizes = np.unique(rows.digests[rows.counted], return_counts=True)[1]
    return int(sizes[sizes > 1].sum())


def _differences(
    rows: Rows, groups: Sequence[Group], question: Question
) -> tuple[list[Difference], Mapping[str, Mapping[str, int]]]:
    """The differences of each dimension, within the strata that the question asks for.

    And how many documents of each group are in one, by the value of the second column.
    """
    names = [group.name for group in groups if group.comparable][:MAX_COMPARED]
    if len(names) < 2:
        return [], {}
    # Rows without a value have nothing in common: they are no stratum.
    mine = rows.counted & rows.placed if question.within else rows.counted
    strata = rows.within[mine] if question.within else np.zeros(int(mine.sum()), int)
    if question.within_length:
        strata = strata * 5 + fifth_of_each(rows.words[rows.counted])[mine[rows.counted]]
    columns = (strata, *(rows.scores[d][mine] for d in DIMENSIONS))
    none = [np.zeros(0, int)] * len(columns)
    found = defaultdict(lambda: none, split(rows.groups[mine], *columns))
    numbers = [rows.group_names.index(name) for name in names]
    all_found: list[Difference] = []
    for column, dimension in enumerate(DIMENSIONS, start=1):
        scores = [_by_stratum(found[n][0], found[n][column]) for n in numbers]
        all_found += differences(names, dimension, scores)
    by_value: dict[str, dict[str, int]] = {}
    sizes = {
        name: {stratum: len(mine) for stratum, mine in each.items()}
        for name, each in zip(names, scores, strict=True)
    }
    for name, stratum, documents in in_differences(sizes, all_found):
        value = stratum // 5 if question.within_length else stratum
        of_group = by_value.setdefault(name, {})
        value_name = rows.within_names[value] if question.within else ""
        of_group[value_name] = of_group.get(value_name, 0) + documents
    return all_found, by_value


def _by_stratum(strata: Any, scores: Any) -> dict[int, Any]:
    return {stratum: mine for stratum, (mine,) in split(strata, scores)}
