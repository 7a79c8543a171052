"""Which reader reads which format."""

from collections.abc import Mapping

from levelhead.corpus.bytes_readers import CsvReader, JsonLinesReader
from levelhead.corpus.input_files import InputFiles
from levelhead.corpus.parquet_reader import ParquetReader
from levelhead.corpus.reader import Reader
from levelhead.corpus.task import Task

READERS: Mapping[str, type[ParquetReader | JsonLinesReader | CsvReader]] = {
    "parquet": ParquetReader,
    "jsonl": JsonLinesReader,
    "csv": CsvReader,
}


def reader_of(files: InputFiles, task: Task) -> Reader:
    """A reader of the files; CorpusError if a column is missing or a file can't be read."""
    return READERS[task.format](files, task)
