"""Marks in the formats of code review: SARIF 2.1.0 and the annotations of GitHub Actions."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from urllib.parse import quote

from levelhead.cli.marked_text import MarkedText, replacements
from levelhead.cli.places import line_starts, place_of
from levelhead.engine.report import Span
from levelhead.version import VERSION

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
# What is less than clear is a note: a weak word, a quotation, a denial.
CLEAR = 0.5


def advice(span: Span) -> str:
    """The message of a mark, with its words and what to write instead."""
    words = " or ".join(f"“{text}”" for text in replacements(span))
    said = " ".join(span.text.split())
    return f"“{said}”: {span.message}{f' Try {words}.' if words else ''}"


def github(marked: MarkedText) -> Iterator[str]:
    """A line for each mark, which GitHub Actions shows next to the line of the file."""
    starts = line_starts(marked.text)
    for span in marked.answer.spans:
        start, end = place_of(starts, span.start), place_of(starts, span.end)
        where = {
            "file": marked.name,
            "line": start.line,
            "endLine": end.line,
            "col": start.column,
            "endColumn": end.column,
            "title": f"{span.dimension}: {span.category}",
        }
        fields = ",".join(f"{name}={_property(str(value))}" for name, value in where.items())
        yield f"::{_level(span)} {fields}::{_data(advice(span))}"


def _level(span: Span) -> str:
    return "warning" if span.score >= CLEAR else "notice"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def sarif(texts: Sequence[MarkedText]) -> str:
    """One run with a result for each mark; columns count code points, from 1."""
    spans = [span for marked in texts for span in marked.answer.spans]
    rules = {span.rule: span for span in spans}
    run = {
        "tool": {
            "driver": {
                "name": "levelhead",
                "version": VERSION,
                "rules": [_rule(span) for span in rules.values()],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [*_results(texts, [*rules])],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False)


def _rule(span: Span) -> dict[str, Any]:
    return {
        "id": span.rule,
        "shortDescription": {"text": span.message},
        "properties": {"dimension": span.dimension, "category": span.category},
    }


def _results(texts: Iterable[MarkedText], rules: Sequence[str]) -> Iterator[dict[str, Any]]:
    numbers = {rule: number for number, rule in enumerate(rules)}
    for marked in texts:
        starts = line_starts(marked.text)
        for span in marked.answer.spans:
            start, end = place_of(starts, span.start), place_of(starts, span.end)
            yield {
                "ruleId": span.rule,
                "ruleIndex": numbers[span.rule],
                "level": "note" if _level(span) == "notice" else "warning",
                "message": {"text": advice(span)},
                "locations": [
                    {
                        "physicalLocation": {
                            "artifactLocation": {"uri": quote(marked.name)},
                            "region": {
                                "startLine": start.line,
                                "startColumn": start.column,
                                "endLine": end.line,
                                "endColumn": end.column,
                            },
                        }
                    }
                ],
                "partialFingerprints": {"levelhead/v1": span.fingerprint},
                "rank": round(100 * span.score, 1),
                "properties": {"score": span.score, "voice": span.voice},
            }
