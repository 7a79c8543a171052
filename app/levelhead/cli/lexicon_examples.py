"""The lexicon's own examples, run through the whole analyzer: what an entry promises, it does."""

import re
from collections.abc import Iterator
from pathlib import Path

from levelhead.engine.analyzer import Block, analyze
from levelhead.lexicon import Entry, Lexicon

_MARK = re.compile(r"<([^<>]*)>")


def unmarked(example: str) -> tuple[str, list[tuple[int, int]]]:
    """The text of an example without its angle brackets, and the spans they stood around."""
    spans: list[tuple[int, int]] = []
    for number, mark in enumerate(_MARK.finditer(example)):
        start = mark.start() - 2 * number
        spans.append((start, start + len(mark[1])))
    return _MARK.sub(r"\1", example), spans


def failures(entry: Entry, lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    """Each example that does not come out as written: (field, reason)."""
    for field, examples in (
        ("hits", entry.hits),
        ("misses", entry.misses),
        ("known_false", entry.known_false),
    ):
        for example in examples:
            text, expected = unmarked(example)
            found = [
                (f.start, f.end)
                for f in analyze([Block(text)], lexicon).findings
                if f.rule == entry.id or entry.dimension == "context"
            ]
            words = [text[start:end] for start, end in found]
            if field == "known_false" and not found:
                yield field, f"no longer marked, make it one of `misses`: {example}"
            elif field != "known_false" and found != expected:
                yield field, f"marked {words}: {example}"


def check(lexicon: Lexicon) -> Iterator[str]:
    """A line `path:line: entry.field: reason` for each example that fails."""
    for file in lexicon.files:
        lines = Path(file.path).read_text("utf-8").splitlines()
        for entry in file.entries:
            line = lines.index(f"[entries.{entry.id}]") + 1
            for field, reason in failures(entry, lexicon):
                yield f"{file.path}:{line}: {entry.id}.{field}: {reason}"
