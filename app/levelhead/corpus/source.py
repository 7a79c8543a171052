"""The input: which files it is, in which order, and what tells it from another."""

import hashlib
import os
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import daft
import msgspec
from daft.exceptions import DaftCoreException

from levelhead.corpus.job import FORMATS, Failure, Format

SUFFIXES: dict[str, Format] = {
    ".parquet": "parquet",
    ".pq": "parquet",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
}
COMPRESSIONS = {".gz": "gzip", ".zst": "zstd"}
LOCAL = "file://"


class File(NamedTuple):
    """A file of the input; `modified` in nanoseconds, None where it is not on this machine."""

    path: str
    size: int
    modified: int | None


class Source(NamedTuple):
    """Files of one format, in the order in which they are read."""

    format: Format
    files: tuple[File, ...]

    @property
    def fingerprint(self) -> str:
        """`sha256:…` over names, sizes and times of change."""
        return f"sha256:{hashlib.sha256(msgspec.json.encode(self.files)).hexdigest()}"

    @property
    def paths(self) -> list[str]:
        """The addresses of the files."""
        return [file.path for file in self.files]


def find(inputs: Sequence[str], given: Format | None) -> Source:
    """The files behind paths, folders, globs and addresses: each once, sorted within an input."""
    files = tuple(dict.fromkeys(chain.from_iterable(map(_listed, inputs))))
    if not files:
        raise Failure(f"no files in {', '.join(inputs)}")
    formats = {given} if given else {_format_of(file.path) for file in files}
    if len(formats) > 1:
        raise Failure(f"the input is of different formats: {', '.join(sorted(formats))}")
    return Source(formats.pop(), files)


def _listed(pattern: str) -> list[File]:
    address = pattern if "://" in pattern else os.path.abspath(Path(pattern).expanduser())
    try:
        found = [*daft.from_glob_path(address).select("path", "size").iter_rows()]
    except (DaftCoreException, OSError, ValueError) as error:
        raise Failure(f"{pattern}: {error}") from error
    if not found:
        raise Failure(f"{pattern}: there is no such file")
    files = [file_of(row["path"], row["size"]) for row in found]
    return sorted(file for file in files if not _hidden(file.path))


def file_of(path: str, size: int) -> File:
    """The file at an address, as Daft lists it."""
    if not path.startswith(LOCAL):
        return File(path, size, None)
    return File(path, size, Path(path.removeprefix(LOCAL)).stat().st_mtime_ns)


def _hidden(path: str) -> bool:
    """Whether it is what other tools put beside the data, as _SUCCESS."""
    return path.rpartition("/")[2].startswith(("_", "."))


def _format_of(path: str) -> Format:
    name = path.lower()
    for suffix in COMPRESSIONS:
        name = name.removesuffix(suffix)
    for suffix, format_ in SUFFIXES.items():
        if name.endswith(suffix):
            return format_
    raise Failure(f"{path}: say with --input-format which of {', '.join(FORMATS)} it is")
