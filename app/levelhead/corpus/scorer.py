"""What the worker processes do: rows of the input in, rows of the output out."""

from math import inf
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from msgspec.structs import replace

from levelhead.corpus.bundles import Bundle, pack, unpack
from levelhead.corpus.input_rows import Unscorable, blocks_of, parse_row
from levelhead.corpus.output_rows import SCORE_FIELDS, match_lists, score_fields
from levelhead.corpus.task import Task
from levelhead.engine.analyzer import Options, analyze
from levelhead.engine.bounds import TooMuch
from levelhead.engine.deadline import DeadlineExceeded, within
from levelhead.invalid_input import validated
from levelhead.lexicon import Lexicon, load_lexicon
from levelhead.lexicon.load_profile import load_profile
from levelhead.memory import freeze
from levelhead.options import OptionsIn, options_of, with_profile
from levelhead.version import VERSION

LISTS = ("spans", "suppressed")
# The scores of a text can take five times its size, and a sixth of that when compressed.
COMPRESSION = "lz4"
# `copied` has the columns that are copied from CSV and JSON lines, whose values have no types.
ROW_TYPE = pa.struct(
    [pa.field("copied", pa.list_(pa.string())), *(f for f in SCORE_FIELDS if f.name not in LISTS)]
)


class Scorer:
    """Scores rows, one for each worker process.

    It uses the lexicon that is `loaded` if that is the task's, else the one in the folder.
    ValueError if the version, the lexicon or the profile differs from those of the task.
    """

    def __init__(
        self,
        task: Task,
        lexicon_folder: Path,
        profile_folder: Path | None,
        schema: pa.Schema,
        loaded: Lexicon | None = None,
    ) -> None:
        self.task = task
        self.schema = schema
        if loaded is None or loaded.hash != task.lexicon:
            loaded = load_lexicon(lexicon_folder)
        self.lexicon = loaded
        if (VERSION, self.lexicon.hash) != (task.version, task.lexicon):
            raise ValueError(
                f"a worker has levelhead {VERSION} with the lexicon {self.lexicon.hash}, "
                f"but the run is one of {task.version} with {task.lexicon}"
            )
        # No column shows the flags of headlines.
        options = replace(options_of(validated(OptionsIn, task.options)), check_headline=False)
        self.options = _profiled(options, task, profile_folder, self.lexicon)
        freeze()

    def score_bundle(self, bundle: Bundle) -> Bundle:
        """The rows of the output, packed as the input was."""
        first = bundle.first
        batches = []
        for batch in unpack(bundle.packed):
            batches.append(self.score_batch(first, batch))
            first += len(batch)
        return Bundle(bundle.first, pack(batches, COMPRESSION))

    def score_batch(self, first: int, batch: pa.RecordBatch) -> pa.RecordBatch:
        """The rows of the output; without a column of ids, a row's number from 0 is its id."""
        columns, size = self.task.columns, len(batch)
        typed = batch.columns[1 + len(columns.texts) :] if self.task.format == "parquet" else []
        values = batch.columns[: batch.num_columns - len(typed)]
        rows = [self.score_row(*row) for row in zip(*(c.to_pylist() for c in values), strict=True)]
        lists = {
            name: match_lists([row.pop(name, None) for row in rows], SCORE_FIELDS.field(name).type)
            for name in LISTS
        }
        result = pa.array(rows, ROW_TYPE)
        places = range(len(columns.copied))
        copied = typed or [pc.list_element(result.field("copied"), n) for n in places]
        if columns.id is None:
            copied = [pa.array(range(first, first + size)), *copied]
        names = (field.name for field in SCORE_FIELDS)
        fields = [lists[name] if name in lists else result.field(name) for name in names]
        profile = self.task.profile
        used = (profile.name, profile.hash) if profile else (None, None)
        constant = [pa.array([value] * size, pa.string()) for value in (self.task.lexicon, *used)]
        pairs = zip([*copied, *fields, *constant], self.schema, strict=True)
        return pa.RecordBatch.from_arrays([c.cast(f.type) for c, f in pairs], schema=self.schema)

    def score_row(self, fault: str | None, *values: object) -> dict[str, Any]:
        """The scores, or the error, and the copied columns; `fault` is that of the reader."""
        copied: list[str | None] = [None] * len(self.task.columns.copied)
        try:
            if fault:
                raise Unscorable(fault)
            row = parse_row(values, self.task)
            copied = row.copied
            parts = tuple(blocks_of(row, self.task))
            checkpoint = within(self.task.seconds, inf)
            report = analyze(parts, self.lexicon, self.options, checkpoint)
            fields = score_fields(parts, report)
        except Unscorable as error:
            return {"copied": copied, "error": str(error)}
        except TooMuch as error:
            return {"copied": copied, "error": f"the text {error}"}
        except DeadlineExceeded:
            late = f"it was not scored in {self.task.seconds:g} seconds"
            return {"copied": copied, "error": late}
        except Exception as error:
            # A bug that affects one text in a million must not end the run for all others.
            return {"copied": copied, "error": f"levelhead failed: {type(error).__name__}"}
        return {"copied": copied, **fields}


def _profiled(options: Options, task: Task, folder: Path | None, lexicon: Lexicon) -> Options:
    """The options with the profile of the task; ValueError if the folder's is another one."""
    if task.profile is None or folder is None:
        return options
    profile = load_profile(folder, lexicon)
    if profile.hash != task.profile.hash:
        raise ValueError(
            f"a worker has the profile {profile.name} {profile.hash}, but the run is one with "
            f"{task.profile.hash}"
        )
    return replace(with_profile(options, profile, task.options), today=task.profile.day)
