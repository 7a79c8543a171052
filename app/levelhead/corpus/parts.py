"""The output: parts that are whole or absent, and a manifest of what was asked and is done."""

import fcntl
import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from levelhead.corpus.job import Failure, Task

MANIFEST = "manifest.json"
LOCK = ".lock"
COMPRESSION = "zstd"
# Rows are held until they have so many bytes, then written as a row group.
GROUP_BYTES = 64_000_000


class Part(msgspec.Struct, frozen=True):
    """A finished file."""

    name: str
    rows: int
    errors: int
    digest: str
    """`sha256:…` over its bytes."""


class Manifest(msgspec.Struct, frozen=True):
    """What a run is, and how far it has come."""

    task: Task
    files: int
    """How many files the input is."""
    fingerprint: str
    """Of the input."""
    rows: int
    """Of the input."""
    part_rows: int
    parts: tuple[Part, ...] = ()

    @property
    def done(self) -> int:
        """How many rows stand in finished parts."""
        return sum(part.rows for part in self.parts)

    @property
    def errors(self) -> int:
        """How many of them are errors."""
        return sum(part.errors for part in self.parts)

    def with_part(self, part: Part) -> Self:
        """One part further."""
        return msgspec.structs.replace(self, parts=(*self.parts, part))


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of a folder, if a run has begun there."""
    try:
        return msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except FileNotFoundError:
        return None
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Failure(f"{folder / MANIFEST} is damaged: {error}") from error
    except OSError as error:
        raise Failure(f"{folder / MANIFEST}: {error.strerror}") from error


def begin(folder: Path, wanted: Manifest) -> Manifest:
    """The manifest to go on from: the one that stands there, or `wanted`, now written.

    Failure where another run stands in the folder: its rows and new ones would not agree.
    """
    begun = read_manifest(folder)
    if begun is None:
        if strangers := sorted(p.name for p in folder.iterdir() if not p.name.startswith(".")):
            raise Failure(f"{folder} holds other files, such as {strangers[0]}: name a new folder")
        write_manifest(folder, wanted)
        return wanted
    if differing := list(differences(begun, wanted)):
        told = "\n".join(f"  {line}" for line in differing)
        raise Failure(f"{folder} holds another run, name a new folder for this one:\n{told}")
    for part in begun.parts:
        check(folder, part)
    return begun


def differences(begun: Manifest, wanted: Manifest) -> Iterator[str]:
    """A line for all that makes two runs different."""
    for name, before, now in (
        ("the input's fingerprint", begun.fingerprint, wanted.fingerprint),
        ("the input's rows", begun.rows, wanted.rows),
        ("part_rows", begun.part_rows, wanted.part_rows),
    ):
        if before != now:
            yield f"{name} was {before} and is {now}"
    yield from _unequal(msgspec.to_builtins(begun.task), msgspec.to_builtins(wanted.task), "")


def _unequal(before: Mapping[str, object], now: Mapping[str, object], above: str) -> Iterator[str]:
    for name in sorted({*before, *now}):
        old, new = before.get(name), now.get(name)
        if isinstance(old, dict) and isinstance(new, dict):
            yield from _unequal(old, new, f"{name}.")
        elif old != new:
            yield f"{above}{name} was {_told(old)} and is {_told(new)}"


def _told(value: object) -> str:
    return "not given" if value is None else msgspec.json.encode(value).decode()


def check(folder: Path, part: Part) -> None:
    """Failure where a finished part is not as it was written."""
    path = folder / part.name
    try:
        digest = _digest(path)
    except (OSError, ValueError) as error:  # ValueError of a name that can't be one
        raise Failure(f"{path}, a finished part, can't be read: {error}") from error
    if digest != part.digest:
        raise Failure(f"{path}, a finished part, is damaged: its SHA-256 is not the manifest's")


def row_groups(path: Path, columns: Sequence[str]) -> Iterator[pa.Table]:
    """Those columns of a part, one row group at a time: GROUP_BYTES or one large row."""
    with pq.ParquetFile(path) as file:
        for number in range(file.num_row_groups):
            yield file.read_row_group(number, [*columns])


def write_part(
    folder: Path, manifest: Manifest, schema: pa.Schema, rows: Iterable[pa.RecordBatch]
) -> Manifest:
    """Write the next part, then the manifest that knows of it.

    Killed before the manifest is there, the next run writes the same part once more.
    """
    name = f"part-{len(manifest.parts):05}.parquet"
    with _replacing(folder / name) as path:
        with pq.ParquetWriter(path, schema, compression=COMPRESSION) as writer:
            written = errors = 0
            for group in _groups(rows):
                writer.write_table(group)
                written += len(group)
                errors += len(group) - group.column("error").null_count
        digest = _digest(path)
    after = manifest.with_part(Part(name, written, errors, digest))
    write_manifest(folder, after)
    return after


def _groups(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """The row groups of a part: what is held of it at a time."""
    held: list[pa.RecordBatch] = []
    for batch in batches:
        held.append(batch)
        if sum(each.nbytes for each in held) >= GROUP_BYTES:
            yield pa.Table.from_batches(held).combine_chunks()
            held = []
    if held:
        yield pa.Table.from_batches(held).combine_chunks()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Replace the manifest."""
    raw = msgspec.json.format(msgspec.json.encode(manifest), indent=2)
    with _replacing(folder / MANIFEST) as path:
        path.write_bytes(raw + b"\n")


@contextmanager
def _replacing(path: Path) -> Iterator[Path]:
    """Where to write what then stands at `path`, wholly and on the disk, or not at all."""
    beside = path.with_name(f".{path.name}.part")
    yield beside
    with beside.open("rb") as written:
        os.fsync(written)
    beside.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep a second run out of the folder; the lock ends with the process, however it ends."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Failure(f"another run is writing to {folder}") from error
        yield
