"""What runs in the worker processes: bundles of rows in, the rows of the output out."""

from math import inf
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from levelhead.corpus.bundles import Bundle, pack, unpack
from levelhead.corpus.job import Task
from levelhead.corpus.rows import SCORED, scored
from levelhead.corpus.unpack import Unscorable, blocks, unpacked
from levelhead.engine.analyzer import analyze
from levelhead.engine.bounds import TooMuch
from levelhead.engine.deadline import DeadlineExceeded, within
from levelhead.lexicon import load
from levelhead.memory import freeze
from levelhead.service.schemas import Options, job_of, read
from levelhead.version import VERSION

# `carried` has the id and the kept columns of the formats that have no types of their own.
ROW = pa.struct([pa.field("carried", pa.list_(pa.string())), *SCORED])


class Scorer:
    """One for each worker process: the lexicon is built when it is made."""

    def __init__(self, task: Task, lexicon_folder: Path, schema: pa.Schema) -> None:
        self.task = task
        self.schema = schema
        self.lexicon = load(lexicon_folder)
        if (VERSION, self.lexicon.hash) != (task.version, task.lexicon):
            raise ValueError(
                f"a worker has levelhead {VERSION} with the lexicon {self.lexicon.hash}, "
                f"but the run is one of {task.version} with {task.lexicon}"
            )
        self.job = job_of(read(Options, task.options), ())
        freeze()

    def bundle(self, bundle: Bundle) -> Bundle:
        """The rows of the output."""
        first = bundle.first
        batches = []
        for batch in unpack(bundle.packed):
            batches.append(self.batch(first, batch))
            first += len(batch)
        return Bundle(bundle.first, pack(batches))

    def batch(self, first: int, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Without an id of its own, a row has its number in the input, from 0."""
        columns, size = self.task.columns, len(batch)
        typed = batch.columns[1 + len(columns.judged) :] if self.task.format == "parquet" else []
        values = batch.columns[: batch.num_columns - len(typed)]
        rows = [self.row(*row) for row in zip(*(c.to_pylist() for c in values), strict=True)]
        result = pa.array(rows, ROW)
        names = range(len(columns.carried))
        carried = typed or [pc.list_element(result.field("carried"), n) for n in names]
        if columns.id is None:
            carried = [pa.array(range(first, first + size)), *carried]
        fields = [result.field(field.name) for field in SCORED]
        lexicon = pa.repeat(self.task.lexicon, size)
        pairs = zip([*carried, *fields, lexicon], self.schema, strict=True)
        return pa.RecordBatch.from_arrays([c.cast(f.type) for c, f in pairs], schema=self.schema)

    def row(self, fault: str | None, *values: object) -> dict[str, object]:
        """The ROW of a document; where there is none, the error and what else could be read."""
        carried: list[str | None] = [None] * len(self.task.columns.carried)
        try:
            if fault:
                raise Unscorable(fault)
            judged, carried = unpacked(values, self.task)
            parts = tuple(blocks(judged, self.task))
            report = analyze(
                parts,
                self.lexicon,
                self.job.options,
                within(self.task.seconds, inf),
            )
            fields = scored(report, parts, self.job.unit, self.job.options.explain)
        except Unscorable as error:
            return {"carried": carried, "error": str(error)}
        except TooMuch as error:
            return {"carried": carried, "error": f"the text {error}"}
        except DeadlineExceeded:
            late = f"it was not scored in {self.task.seconds:g} seconds"
            return {"carried": carried, "error": late}
        except Exception as error:
            # A bug that one text in a million meets must not cost the others their scores.
            return {"carried": carried, "error": f"levelhead failed: {type(error).__name__}"}
        return {"carried": carried, **fields}
