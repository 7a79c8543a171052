"""Output folders of `levelhead score`, made without scoring."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from levelhead.corpus.output_rows import SCORE_FIELDS
from levelhead.corpus.parts import Manifest, write_part
from levelhead.corpus.task import Columns, Task
from levelhead.version import VERSION

TEXT = "😀 Bonkers & <may> it be"
SPANS = [("Bonkers", "sensational", "loaded"), ("may", "hedging", "modal")]


def span(text: str, words: str, dimension: str, category: str, unit: str) -> dict[str, Any]:
    before, inside = text[: text.index(words)], words
    encoding, size = {
        "codepoint": ("utf-32-le", 4),
        "utf16": ("utf-16-le", 2),
        "utf8": ("utf-8", 1),
    }[unit]
    start = len(before.encode(encoding)) // size
    return {
        "start": start,
        "end": start + len(inside.encode(encoding)) // size,
        "text": words,
        "dimension": dimension,
        "category": category,
        "score": 0.6,
        "sentence": 0,
    }


def document(
    sensational: float, hedging: float = 0.0, unit: str = "codepoint", **kept: Any
) -> dict[str, Any]:
    text = kept.get("text") or TEXT
    return {
        "sensational": sensational,
        "hedging": hedging,
        "words": 10,
        "spans": [span(text, *each, unit) for each in SPANS if each[0] in text],
        **kept,
    }


def run_of(
    folder: Path,
    documents: Iterable[Mapping[str, Any]],
    types: Mapping[str, pa.DataType] | None = None,
    options: dict[str, object] | None = None,
    missing: int = 0,
) -> Path:
    """What levelhead score leaves of these documents, all different, in parts of 50."""
    rows = [{"id": f"d{n}", "digest": f"{n:032}", **each} for n, each in enumerate(documents)]
    names = dict.fromkeys(name for row in rows for name in row)
    types = types or {}
    kept = {name: types.get(name, pa.string()) for name in names if name not in SCORE_FIELDS.names}
    schema = pa.schema([*kept.items(), *SCORE_FIELDS])
    manifest = Manifest(
        Task(
            "parquet",
            Columns("text", headline="head"),
            options or {},
            1000,
            5.0,
            "sha256:" + "a" * 64,
            VERSION,
        ),
        files=1,
        fingerprint="sha256:",
        rows=len(rows) + missing,
        part_rows=50,
    )
    folder.mkdir()
    for first in range(0, len(rows), 50):
        table = pa.Table.from_pylist(rows[first : first + 50], schema=schema)
        manifest = write_part(folder, manifest, schema, table.to_batches(1))
    return folder


def two_papers(folder: Path) -> Path:
    """Two groups that can be compared, one that can't, errors, and two years."""
    loud = [
        document(0.5 + n / 100, 0.2, paper="Loud & Co", day=f"{2019 + n % 2}-05-01")
        for n in range(40)
    ]
    calm = [document(0.1, 0.3, paper="Calm", day=f"{2019 + n % 2}-06-30T10:00") for n in range(80)]
    rare = [document(1.0, 1.0, paper="<b>Rare</b>", day="unknown") for _ in range(2)]
    wrong = [{"paper": None, "day": "2019", "error": "the text is null"}] * 3
    return run_of(folder, [*loud, *calm, *rare, *wrong])
