"""What runs in the worker processes: batches of rows in, batches of scores out."""

from collections.abc import Sequence
from pathlib import Path

import daft
import pyarrow as pa

from app.analyzer import analyze
from app.corpus.job import Task
from app.corpus.rows import SCORED, scored
from app.corpus.unpack import Unscorable, blocks, unpack
from app.encode import VERSION
from app.lexicon import load
from app.memory import freeze
from app.schemas import Options, job_of, read

# Few enough that rows of the longest texts fit into memory, enough to make a hand-over cheap.
BATCH_ROWS = 256

# `carried` has the id and the kept columns of the formats that have no types of their own.
ROW = pa.struct([pa.field("carried", pa.list_(pa.string())), *SCORED])


class Scorer:
    """One for each worker process: the lexicon is built when it is made."""

    def __init__(self, task: Task, lexicon_folder: Path) -> None:
        self.task = task
        self.lexicon = load(lexicon_folder)
        if (VERSION, self.lexicon.hash) != (task.version, task.lexicon):
            raise ValueError(
                f"a worker has levelhead {VERSION} with the lexicon {self.lexicon.hash}, "
                f"but the run is one of {task.version} with {task.lexicon}"
            )
        self.job = job_of(read(Options, task.options), ())
        freeze()

    @daft.method.batch(return_dtype=daft.DataType.from_arrow_type(ROW), batch_size=BATCH_ROWS)
    def score(self, *columns: daft.Series) -> pa.Array:
        """A ROW for each row of the columns."""
        rows = zip(*(column.to_pylist() for column in columns), strict=True)
        return pa.array([self.row(values) for values in rows], type=ROW)

    def row(self, values: Sequence[object]) -> dict[str, object]:
        """The ROW of a document; where there is none, the error and what else could be read."""
        carried: list[str | None] = [None] * len(self.task.columns.carried)
        try:
            judged, carried = unpack(values, self.task)
            parts = tuple(blocks(judged, self.task))
            report = analyze(parts, self.lexicon, self.job.options)
        except Unscorable as error:
            return {"carried": carried, "error": str(error)}
        except Exception as error:
            # A bug that one text in a million meets must not cost the others their scores.
            return {"carried": carried, "error": f"levelhead failed: {type(error).__name__}"}
        fields = scored(report, parts, self.job.unit, self.job.options.explain)
        return {"carried": carried, **fields}
