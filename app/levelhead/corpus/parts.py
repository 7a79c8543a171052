"""The output folder: parts, which are complete or absent, and a manifest of the run."""

import fcntl
import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Self

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
from msgspec.structs import replace

from levelhead.corpus.task import CorpusError, Task

# Programs that read a folder of Parquet pass over names that begin with an underscore.
MANIFEST = "_manifest.json"
LOCK = ".lock"
COMPRESSION = "zstd"
# A row group has at most this many bytes, or one batch of rows: it is held in memory.
GROUP_BYTES = 16_000_000


class OutputPart(msgspec.Struct, frozen=True):
    """A finished file of the output."""

    name: str
    rows: int
    errors: int
    digest: str
    """`sha256:…` of its bytes."""


class Manifest(msgspec.Struct, frozen=True):
    """What a run does, and which parts are finished."""

    task: Task
    files: int
    """Number of files of the input."""
    fingerprint: str
    """Fingerprint of the input."""
    rows: int
    """Number of rows of the input."""
    part_rows: int
    parts: tuple[OutputPart, ...] = ()

    @property
    def done(self) -> int:
        """Number of rows in finished parts."""
        return sum(part.rows for part in self.parts)

    @property
    def errors(self) -> int:
        """How many of these rows are errors."""
        return sum(part.errors for part in self.parts)

    def with_part(self, part: OutputPart) -> Self:
        """The manifest with one more part."""
        return replace(self, parts=(*self.parts, part))


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of a folder, None if no run was started there; CorpusError if it is damaged."""
    try:
        return msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except FileNotFoundError:
        return None
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise CorpusError(f"{folder / MANIFEST} is damaged: {error}") from error
    except OSError as error:
        raise CorpusError(f"{folder / MANIFEST}: {error.strerror}") from error


def begin(folder: Path, wanted: Manifest) -> Manifest:
    """The manifest to continue from: the folder's own, or `wanted`, which is then written.

    CorpusError if the folder holds other files, a damaged part or a run that differs from `wanted`.
    """
    begun = read_manifest(folder)
    if begun is None:
        if others := sorted(p.name for p in folder.iterdir() if not p.name.startswith(".")):
            raise CorpusError(f"{folder} holds other files, such as {others[0]}: name a new folder")
        write_manifest(folder, wanted)
        return wanted
    wanted = replace(wanted, task=_on_the_day_of(begun.task, wanted.task))
    if differing := list(differences(begun, wanted)):
        lines = "\n".join(f"  {line}" for line in differing)
        raise CorpusError(f"{folder} holds another run, name a new folder for this one:\n{lines}")
    for part in begun.parts:
        verify(folder, part)
    return begun


def _on_the_day_of(begun: Task, wanted: Task) -> Task:
    """The `wanted` task, with its profile on the day on which the run began."""
    if begun.profile is None or wanted.profile is None:
        return wanted
    return replace(wanted, profile=replace(wanted.profile, day=begun.profile.day))


def differences(begun: Manifest, wanted: Manifest) -> Iterator[str]:
    """A line for each difference between two runs."""
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
            yield f"{above}{name} was {_shown(old)} and is {_shown(new)}"


def _shown(value: object) -> str:
    return "not given" if value is None else msgspec.json.encode(value).decode()


def verify(folder: Path, part: OutputPart) -> None:
    """CorpusError if a finished part is missing or not as it was written."""
    path = folder / part.name
    try:
        digest = _digest(path)
    except (OSError, ValueError) as error:  # ValueError of a name that can't be one
        raise CorpusError(f"{path}, a finished part, can't be read: {error}") from error
    if digest != part.digest:
        raise CorpusError(f"{path}, a finished part, is damaged: its SHA-256 is not the manifest's")


def row_groups(path: Path, columns: Sequence[str]) -> Iterator[pa.Table]:
    """Some columns of a part, a row group (at most GROUP_BYTES, or one large row) at a time."""
    with pq.ParquetFile(path) as file:
        for number in range(file.num_row_groups):
            yield file.read_row_group(number, [*columns])


def write_part(
    folder: Path, manifest: Manifest, schema: pa.Schema, rows: Iterable[pa.RecordBatch]
) -> Manifest:
    """Write the next part, then the manifest with it, which is returned.

    If the process is killed between the two, the next run writes the same part again.
    """
    name = f"part-{len(manifest.parts):05}.parquet"
    with replacing(folder / name) as path:
        with pq.ParquetWriter(path, schema, compression=COMPRESSION) as writer:
            written = errors = 0
            for group in _groups(rows):
                writer.write_table(group)
                written += len(group)
                errors += len(group) - group.column("error").null_count
                del group  # or it would be held until the next one is full
        digest = _digest(path)
    after = manifest.with_part(OutputPart(name, written, errors, digest))
    write_manifest(folder, after)
    return after


def _groups(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """The row groups of a part, which has a batch or more; each is held in memory."""
    held: list[pa.RecordBatch] = []
    for batch in batches:
        if held and sum(each.nbytes for each in held) + batch.nbytes > GROUP_BYTES:
            yield _emptied(held)
        held.append(batch)
    yield _emptied(held)


def _emptied(held: list[pa.RecordBatch]) -> pa.Table:
    """All rows; the batches are let go, so that their memory is freed with the table."""
    table = pa.Table.from_batches(held)
    held.clear()
    return table


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Replace the manifest."""
    raw = msgspec.json.format(msgspec.json.encode(manifest), indent=2)
    with replacing(folder / MANIFEST) as path:
        path.write_bytes(raw + b"\n")


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary file that replaces `path` once the block ends and its bytes are on disk."""
    temporary = path.with_name(f".{path.name}.part")
    try:
        yield temporary
        with temporary.open("rb") as written:
            os.fsync(written)
        temporary.replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except BrokenPipeError:  # of the terminal that shows the progress
        raise
    except OSError as error:  # such as a full disk: neither Python nor Arrow names the file
        reason = os.strerror(error.errno) if error.errno else error
        with suppress(OSError):
            temporary.unlink()  # which a full disk has no room for
        raise CorpusError(f"{path} can't be written: {reason}") from error


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep a second run out of the folder; the lock ends with the process, however it ends."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CorpusError(f"another run is writing to {folder}") from error
        yield
