"""The rule statistics count what readers marked in texts that are given."""

import json
from datetime import date
from pathlib import Path

import pytest

from evaluation import rule_statistics
from evaluation.rule_statistics import MarkedText, as_json, measure, read
from levelhead.lexicon import RuleStatistics
from levelhead.types import TextRange
from tests.helpers.lexicons import entry, lexicon_of

LEXICON = lexicon_of(
    entry("brute", forms=("brute",)), entry("may", dimension="hedging", forms=("may",))
)
RIGHT = MarkedText("A brute.", {"sensational": [TextRange(0, 3)], "hedging": []})
WRONG = MarkedText("One brute.", {"sensational": [], "hedging": [TextRange(4, 9)]})


def test_a_match_is_right_that_touches_a_mark_of_its_dimension() -> None:
    assert measure([RIGHT] * 4 + [WRONG] * 2, LEXICON) == {"brute": RuleStatistics(6, 4, 0.667)}


def test_rules_that_matched_too_rarely_are_left_out() -> None:
    assert measure([RIGHT] * 4, LEXICON) == {}


def test_marks_of_a_text_in_two_files_are_put_together(tmp_path: Path) -> None:
    one, two = tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    one.write_text(json.dumps({"text": "A b.", "spans": [[0, 1, "sensational:must"]]}) + "\n")
    two.write_text(json.dumps({"text": "A b.", "spans": [[2, 3, "hedging:opt"]]}) + "\n")
    assert list(read([one, two])) == [
        MarkedText("A b.", {"hedging": [TextRange(2, 3)], "sensational": [TextRange(0, 1)]})
    ]


def test_statistics_are_written_one_rule_a_line() -> None:
    rules = {"a": RuleStatistics(6, 4, 0.667), "b": RuleStatistics(5, 5, 1.0)}
    assert as_json(rules, 261, date(2026, 11, 29)) == (
        '{\n  "measured": "2026-11-29",\n  "texts": 261,\n  "rules": {\n'
        '    "a": {"found": 6, "right": 4, "precision": 0.667},\n'
        '    "b": {"found": 5, "right": 5, "precision": 1.0}\n  }\n}\n'
    )


def test_the_file_is_written_where_the_service_reads_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = tmp_path / "texts.jsonl"
    texts.write_text(json.dumps({"text": "A brute.", "spans": []}) + "\n")
    monkeypatch.setattr(rule_statistics, "LEXICONS", tmp_path)
    monkeypatch.setattr(rule_statistics, "load_lexicon", lambda _: LEXICON)
    rule_statistics.main([str(texts)])
    assert json.loads((tmp_path / "rule_statistics.json").read_text())["texts"] == 1
    assert capsys.readouterr().out == "0 rules matched 5 times or more in 1 texts\n"
