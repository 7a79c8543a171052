"""Marks in the formats of code review: SARIF 2.1.0 and the annotations of GitHub Actions."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import quote

from levelhead.cli.marked_text import MarkedText, replacements
from levelhead.cli.places import line_starts, place_of
from levelhead.engine.report import Excerpt
from levelhead.version import VERSION

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
# What is less than clear is a note: a weak word, a quotation, a denial.
CLEAR = 0.5


class _Result(NamedTuple):
    """A mark, or a flag of the headline, as both formats show it."""

    rule: str
    title: str
    kind: str
    """What the rule finds, whatever the text."""
    message: str
    found: Excerpt
    clear: bool
    rule_properties: Mapping[str, str]
    # What only marks have.
    fields: Mapping[str, Any] = {}


def _results_in(marked: MarkedText) -> Iterator[_Result]:
    """The flags of the headline, then the marks."""
    for flag in marked.answer.headline.flags if marked.answer.headline else ():
        body = ", ".join(map(_in_quotes, (each.text for each in flag.evidence)))
        yield _Result(
            # No word has a slash, and no profile.
            rule=f"headline/{flag.kind}",
            title=f"headline: {flag.kind}",
            kind=flag.message,
            message=f"{_in_quotes(flag.text)}: {flag.message}{f' Body: {body}.' if body else ''}",
            found=flag,
            clear=True,
            rule_properties={"kind": flag.kind},
        )
    for span in marked.answer.spans:
        words = " or ".join(f"“{text}”" for text in replacements(span))
        yield _Result(
            rule=span.rule,
            title=f"{span.dimension}: {span.category}",
            kind=span.message,
            message=f"{_in_quotes(span.text)}: {span.message}{f' Try {words}.' if words else ''}",
            found=span,
            clear=span.score >= CLEAR,
            rule_properties={"dimension": span.dimension, "category": span.category},
            fields={
                "partialFingerprints": {"levelhead/v1": span.fingerprint},
                "rank": round(100 * span.score, 1),
                "properties": {"score": span.score, "voice": span.voice},
            },
        )


def _in_quotes(text: str) -> str:
    return f"“{' '.join(text.split())}”"


def github(marked: MarkedText) -> Iterator[str]:
    """A line for each flag and mark, which GitHub Actions shows next to the line of the file."""
    starts = line_starts(marked.text)
    for result in _results_in(marked):
        start, end = place_of(starts, result.found.start), place_of(starts, result.found.end)
        where = {
            "file": marked.name,
            "line": start.line,
            "endLine": end.line,
            "col": start.column,
            "endColumn": end.column,
            "title": result.title,
        }
        fields = ",".join(f"{name}={_property(str(value))}" for name, value in where.items())
        yield f"::{'warning' if result.clear else 'notice'} {fields}::{_data(result.message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def sarif(texts: Iterable[MarkedText]) -> str:
    """One run with a result for each flag and mark; columns count code points, from 1."""
    rules: dict[str, int] = {}
    described: list[dict[str, Any]] = []
    results: list[dict[str, Any]] = []
    for marked in texts:
        starts = line_starts(marked.text)
        for result in _results_in(marked):
            if result.rule not in rules:
                rules[result.rule] = len(rules)
                described.append(_rule(result))
            results.append(_result(result, rules[result.rule], marked.name, starts))
    run = {
        "tool": {"driver": {"name": "levelhead", "version": VERSION, "rules": described}},
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False)


def _address(name: str) -> str:
    """The URI of a file; one that begins with a slash could not be resolved against a folder."""
    return f"file://{quote(name)}" if name.startswith("/") else quote(name)


def _rule(result: _Result) -> dict[str, Any]:
    return {
        "id": result.rule,
        "shortDescription": {"text": result.kind},
        "properties": result.rule_properties,
    }


def _result(result: _Result, rule: int, name: str, starts: Sequence[int]) -> dict[str, Any]:
    start, end = place_of(starts, result.found.start), place_of(starts, result.found.end)
    return {
        "ruleId": result.rule,
        "ruleIndex": rule,
        "level": "warning" if result.clear else "note",
        "message": {"text": result.message},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": _address(name)},
                    "region": {
                        "startLine": start.line,
                        "startColumn": start.column,
                        "endLine": end.line,
                        "endColumn": end.column,
                    },
                }
            }
        ],
        **result.fields,
    }
