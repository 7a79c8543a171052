"""The output: parts that are whole or absent, and a manifest of what was asked and is done."""

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from app.corpus.job import Failure, Task

MANIFEST = "manifest.json"
LOCK = ".lock"
COMPRESSION = "zstd"


class Part(msgspec.Struct, frozen=True):
    """A finished file."""

    name: str
    rows: int
    errors: int


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
    except msgspec.MsgspecError as error:
        raise Failure(f"{folder / MANIFEST}: {error}") from error


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
        _check(folder / part.name, part)
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


def _check(path: Path, part: Part) -> None:
    try:
        rows = pq.read_metadata(path).num_rows
    except (OSError, pa.ArrowException) as error:
        raise Failure(f"{path}, a finished part, can't be read: {error}") from error
    if rows != part.rows:
        raise Failure(f"{path}, a finished part, has {rows} rows and had {part.rows}")


def write_part(folder: Path, manifest: Manifest, table: pa.Table) -> Manifest:
    """Write the next part, then the manifest that knows of it.

    Killed before the manifest is there, the next run writes the same part once more.
    """
    name = f"part-{len(manifest.parts):05}.parquet"
    errors = len(table) - table.column("error").null_count
    with _replacing(folder / name) as path:
        pq.write_table(table.combine_chunks(), path, compression=COMPRESSION)
    after = manifest.with_part(Part(name, len(table), errors))
    write_manifest(folder, after)
    return after


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
