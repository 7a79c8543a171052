"""Which reader reads which format."""

from collections.abc import Mapping, Sequence

from levelhead.corpus.bytes_readers import CsvReader, JsonLinesReader
from levelhead.corpus.input_files import InputFiles
from levelhead.corpus.parquet_reader import ParquetReader
from levelhead.corpus.reader import Reader
from levelhead.corpus.task import CorpusError, Task

READERS: Mapping[str, type[ParquetReader | JsonLinesReader | CsvReader]] = {
    "parquet": ParquetReader,
    "jsonl": JsonLinesReader,
    "csv": CsvReader,
}


def reader_of(files: InputFiles, task: Task) -> Reader:
    """A reader of the files; CorpusError if a column is missing or a file can't be read."""
    return READERS[task.format](files, task)


def own_columns(named: Sequence[str], files: InputFiles, task: Task) -> list[str]:
    """The columns that all files have, of those that the names of folders have, too.

    CorpusError if only some files have one: the others' values would be of another origin.
    """
    if not named:
        return []
    found = {path: READERS[task.format].own_columns(named, path, task) for path in files.paths}
    known = {path: own for path, own in found.items() if own is not None}
    for column in named:
        having = [path for path, own in known.items() if column in own]
        if having and len(having) < len(known):
            lacking = next(path for path, own in known.items() if column not in own)
            raise CorpusError(
                f"{having[0]} has a column {column}, and {lacking} has it only in the name of a "
                "folder: score them in runs of their own"
            )
    return [column for column in named if any(column in own for own in known.values())]
