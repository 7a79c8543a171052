"""Which documents of a run are copies of another one, but for some words."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow.parquet as pq

from levelhead.corpus.parts import row_groups
from levelhead.corpus.report.documents import Rows, repeated
from levelhead.corpus.report.similar import families_of


class Copies(NamedTuple):
    """Which rows are counted and similar to others, as arrays."""

    repeated: Any
    """Those that are similar to an earlier one of their group."""
    shared: Any
    """Those that are similar to one of another group, or equal."""

    def without(self, rows: Rows) -> Rows:
        """The rows with none of these counted."""
        return rows._replace(counted=rows.counted & ~self.repeated & ~self.shared)


def copies_of(paths: Sequence[Path], rows: Rows, text: str) -> Copies | None:
    """The copies among the counted rows; None if the output has no column of texts."""
    if text not in pq.read_schema(paths[0]).names:
        return None
    tables = (table for path in paths for table in row_groups(path, [text]))
    families = families_of((c for t in tables for c in t.column(text).chunks), rows.counted)
    places = np.unique(np.column_stack((families, rows.groups))[rows.counted], axis=0)
    several = np.bincount(places[:, 0], minlength=len(families)) > 1
    return Copies(
        repeated=repeated(rows.groups, families, rows.counted),
        shared=rows.counted & several[families],
    )
