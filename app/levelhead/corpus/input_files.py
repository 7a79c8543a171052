"""The files of the input, in the order in which they are read, and their fingerprint."""

import hashlib
import logging
import os
import re
import sys
from collections.abc import Sequence
from itertools import chain
from os.path import exists
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

import daft
import msgspec
from daft.exceptions import DaftCoreException

from levelhead.corpus.task import FILE_FORMATS, CorpusError, FileFormat
from levelhead.render import counted, say

SUFFIXES: dict[str, FileFormat] = {
    ".parquet": "parquet",
    ".pq": "parquet",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    # Spark writes JSON lines to such files. Any other JSON in them is refused with advice.
    ".json": "jsonl",
    ".csv": "csv",
    ".tsv": "csv",
}
COMPRESSIONS = {".gz": "gzip", ".zst": "zstd"}
LOCAL_PREFIX = "file://"
# A null in the name of a folder of a partitioned data set.
NO_VALUE = "__HIVE_DEFAULT_PARTITION__"
# What names of files have more often than globs mean by it; `*` and `?` remain globs.
_BRACKET = re.compile(r"[\[\]{}\\]")
_GLOB = re.compile(r"[*?\[{]")


# Daft warns of a path that has no file, before the error that says so.
logging.getLogger("daft_local_execution").setLevel(logging.ERROR)

# Files that are not read, as many as a line names.
SHOWN_OTHERS = 5


class InputFile(NamedTuple):
    """A file: its address, its size in bytes, and when it was changed in ns, if it is local."""

    path: str
    size: int
    modified: int | None


class InputFiles(NamedTuple):
    """Files of one format, in the order in which they are read."""

    format: FileFormat
    files: tuple[InputFile, ...]

    @property
    def fingerprint(self) -> str:
        """`sha256:…` over names, sizes and times of change."""
        return f"sha256:{hashlib.sha256(msgspec.json.encode(self.files)).hexdigest()}"

    def check_unchanged(self) -> None:
        """CorpusError names a local file that is no longer as it was listed."""
        for path, _, modified in self.files:
            if modified is not None and modified != _modified(path):
                raise CorpusError(
                    f"{path.removeprefix(LOCAL_PREFIX)}: was changed or removed while it was read; "
                    "score it again, into another folder"
                )

    @property
    def paths(self) -> list[str]:
        """The addresses of the files."""
        return [file.path for file in self.files]

    @property
    def partitions(self) -> set[str]:
        """The columns that the folders of all files name."""
        return set.intersection(*(set(partitions_of(path)) for path in self.paths))


def find_input(inputs: Sequence[str], given: FileFormat | None) -> InputFiles:
    """The files of paths, folders, globs and addresses: each once, sorted within each of these.

    They are of the `given` format, or else of the one that their names show. CorpusError if there
    are none, or of different formats.
    """
    files = tuple(dict.fromkeys(chain.from_iterable(_list(each, given) for each in inputs)))
    if not files:
        raise CorpusError(f"no files in {', '.join(inputs)}")
    formats = {given} if given else {_format_of(file.path) for file in files}
    if len(formats) > 1:
        raise CorpusError(f"the input is of different formats: {', '.join(sorted(formats))}")
    return InputFiles(formats.pop(), files)


def partitions_of(path: str) -> dict[str, str | None]:
    """The columns that the folders of a file name, as Hive and Spark write them: outlet=Post."""
    pairs = (folder.partition("=") for folder in path.split("/")[:-1])
    return {
        _unquoted(name): None if value == NO_VALUE else _unquoted(value)
        for name, equals, value in pairs
        if name and equals
    }


def _unquoted(name: str) -> str:
    """The name without escapes, or as it is if they are not UTF-8: two must not become one."""
    try:
        return unquote(name, errors="strict")
    except UnicodeDecodeError:
        return name


def delimiter_of(path: str) -> str:
    """What is between the fields of a file of CSV: a tab if its name says so."""
    return "\t" if _plain_name(path).endswith(".tsv") else ","


def _list(pattern: str, given: FileFormat | None) -> list[InputFile]:
    address = pattern if "://" in pattern else os.path.abspath(Path(pattern).expanduser())
    folder = Path(address)
    is_folder = folder.is_dir()
    if is_folder and not any(entry.is_dir() or _shown(entry) for entry in folder.iterdir()):
        raise CorpusError(f"{pattern}: there is no file in the folder")
    glob = address if "://" in pattern else _glob_of(address)
    partitioned = is_folder and any("=" in e.name for e in folder.iterdir() if e.is_dir())
    if partitioned:
        glob = f"{glob}/**"
    try:
        found = [*daft.from_glob_path(glob).select("path", "size").iter_rows()]
    except (DaftCoreException, OSError, ValueError) as error:
        raise CorpusError(f"{pattern}: {error}") from error
    if not found:
        raise CorpusError(f"{pattern}: there is no such file")
    files = [input_file(row["path"], row["size"]) for row in found]
    below = len(f"{LOCAL_PREFIX}{folder}/") if partitioned else 0
    shown = sorted(file for file in files if not _hidden(file.path, below))
    return shown if given else _without_others(pattern, shown)


def _without_others(pattern: str, files: list[InputFile]) -> list[InputFile]:
    """Of the files of a folder those whose names show a format, if some do; prints the others.

    A README may lie there. A file that is named, or a glob matches, is meant.
    """
    known = [file for file in files if _known_format(file.path)]
    if not known or len(known) == len(files) or not _is_folder(pattern):
        return files
    others = [file.path.rpartition("/")[2] for file in files if file not in known]
    more = " …" if len(others) > SHOWN_OTHERS else ""
    say(
        f"{pattern}: not read, since their names show none of the formats: "
        f"{', '.join(others[:SHOWN_OTHERS])}{more} ({counted(len(others), 'file')})",
        sys.stderr,
    )
    return known


def _is_folder(pattern: str) -> bool:
    if "://" in pattern:  # a name without a glob that others are found by
        return not _GLOB.search(pattern) and not _known_format(pattern)
    return Path(pattern).expanduser().is_dir()


def _shown(path: Path) -> bool:
    return not path.name.startswith(("_", "."))


def _glob_of(address: str) -> str:
    """The glob of a path, in which brackets are literal as far as there is a file of that name."""
    there = next(path for path in (address, *map(str, Path(address).parents)) if exists(path))
    return _BRACKET.sub(r"\\\g<0>", there) + address[len(there) :]


def input_file(path: str, size: int) -> InputFile:
    """The file at an address, as Daft lists it."""
    if not path.startswith(LOCAL_PREFIX):
        return InputFile(path, size, None)
    return InputFile(path, size, _modified(path))


def _modified(path: str) -> int:
    """When a local file was changed, in ns; 0 if it is not there."""
    try:
        return os.stat(path.removeprefix(LOCAL_PREFIX)).st_mtime_ns
    except FileNotFoundError:
        return 0


def _hidden(path: str, below: int) -> bool:
    """Whether another tool put it among the data, such as _SUCCESS or _temporary/part-0.

    Only names from the offset `below` on count, or the last one if that is 0.
    """
    names = path[below:].split("/") if below else [path.rpartition("/")[2]]
    return any(name.startswith(("_", ".")) for name in names)


def _plain_name(path: str) -> str:
    """The address in lower case, without what says how the file is compressed."""
    name = path.lower()
    for suffix in COMPRESSIONS:
        name = name.removesuffix(suffix)
    return name


def _known_format(path: str) -> FileFormat | None:
    """The format that the name of a file shows."""
    name = _plain_name(path)
    return next((found for suffix, found in SUFFIXES.items() if name.endswith(suffix)), None)


def _format_of(path: str) -> FileFormat:
    if found := _known_format(path):
        return found
    raise CorpusError(f"{path}: say with --input-format which of {', '.join(FILE_FORMATS)} it is")
