"""How often each rule is right in texts that its author has not read.

`python -m evaluation.rule_statistics FILE…` analyses marked texts and writes the figures of all
rules that matched at least AT_LEAST times to lexicons/rule_statistics.json. A line of a file is a
JSON object with `text` and `spans`, a list of [start, end, "dimension:…"] in code points.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from levelhead.engine.analyzer import Block, analyze
from levelhead.lexicon import Lexicon, RuleStatistics, load_lexicon
from levelhead.lexicon.load import RULE_STATISTICS
from levelhead.types import DIMENSIONS, TextRange

LEXICONS = Path(__file__).parents[1] / "lexicons"

# Below five the share of right ones says more about the texts than about the rule.
AT_LEAST = 5


class MarkedText(NamedTuple):
    """A text and what readers marked in it, by dimension."""

    text: str
    marks: Mapping[str, Sequence[TextRange]]


def read(paths: Iterable[Path]) -> Iterator[MarkedText]:
    """The texts of the files; those that several files hold once, with the marks of all."""
    found: dict[str, dict[str, list[TextRange]]] = {}
    for path in paths:
        for line in path.read_text("utf-8").splitlines():
            item = json.loads(line)
            marks = found.setdefault(item["text"], {d: [] for d in DIMENSIONS})
            for start, end, label in item["spans"]:
                marks[label.partition(":")[0]].append(TextRange(start, end))
    return (MarkedText(text, marks) for text, marks in found.items())


def measure(texts: Iterable[MarkedText], lexicon: Lexicon) -> dict[str, RuleStatistics]:
    """By rule, sorted: a match is right if it touches a mark of its dimension."""
    matches: defaultdict[str, list[bool]] = defaultdict(list)
    for text, marks in texts:
        for span in analyze([Block(text)], lexicon).spans:
            touching = any(
                mark.start < span.end and span.start < mark.end for mark in marks[span.dimension]
            )
            matches[span.rule].append(touching)
    return {
        rule: RuleStatistics(len(right), sum(right), round(sum(right) / len(right), 3))
        for rule, right in sorted(matches.items())
        if len(right) >= AT_LEAST
    }


def as_json(rules: Mapping[str, RuleStatistics], texts: int, day: date) -> str:
    """The contents of the file: one rule a line, so that diffs are readable."""
    lines = [f"\n    {json.dumps(rule)}: {json.dumps(x._asdict())}" for rule, x in rules.items()]
    head = f'{{\n  "measured": "{day}",\n  "texts": {texts},\n  "rules": {{'
    return head + ",".join(lines) + ("\n  }\n}\n" if lines else "}\n}\n")


def main(argv: Sequence[str] | None = None) -> None:
    """Measure and write the file."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("files", nargs="+", type=Path, metavar="FILE")
    texts = list(read(options.parse_args(argv).files))
    rules = measure(texts, load_lexicon(LEXICONS))
    (LEXICONS / RULE_STATISTICS).write_text(as_json(rules, len(texts), date.today()), "utf-8")
    print(f"{len(rules)} rules matched {AT_LEAST} times or more in {len(texts)} texts")


if __name__ == "__main__":
    main()
