"""The sets of a folder are measured, and the errors shown on request."""

from pathlib import Path

import pytest

from evaluation.claims.__main__ import main

LINES = {
    "same_claim": (
        '{"id": "claim-1", "a": "The dam is safe.", "b": "The dam is safe, Ana Ruiz said.",'
        ' "same": true, "trap": null}'
    ),
    "attributions": (
        '{"id": "said-1", "text": "Ana Ruiz said that it rained.", "attributions": [{"verb":'
        ' "said", "verb_start": 9, "source": "Ana Ruiz", "source_start": 0, "stance": "neutral",'
        ' "source_kind": "named", "direct": false}]}'
    ),
    "headline": (
        '{"id": "head-1", "headline": "Barbecue started forest fire", "body": "A forest fire may'
        ' have been started by a barbecue.", "flags": [{"kind": "unhedged", "text": "started",'
        ' "start": 9}]}'
    ),
    "compare": (
        '{"id": "pair-1", "before": "It may rain in Hull.", "after": "It will rain in Hull.",'
        ' "changes": [{"kind": "hedge_dropped", "before": "may", "before_start": 3, "after": null,'
        ' "after_start": null}]}'
    ),
}
RIGHT = " 1 1 1.000 1.000 1.000"


def table(folder: Path, capsys: pytest.CaptureFixture[str], *options: str) -> list[str]:
    main([str(folder), *options])
    return [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]


def test_each_set_has_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, line in LINES.items():
        (tmp_path / f"{name}.unread.jsonl").write_text(f"{line}\n")
    head = "marks found precision recall F1"
    assert table(tmp_path, capsys) == [
        *("same_claim.unread.jsonl: 1 items", head, "same claim" + RIGHT),
        *("attributions.unread.jsonl: 1 items", head),
        *(name + RIGHT for name in ("verb", "source", "stance", "source kind", "direct")),
        *("headline.unread.jsonl: 1 items", head, "headline" + RIGHT),
        *("compare.unread.jsonl: 1 items", head, "compare" + RIGHT),
    ]


def test_errors_are_shown_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line = LINES["same_claim"].replace("true", "false")
    (tmp_path / "same_claim.read.jsonl").write_text(f"{line}\n")
    assert table(tmp_path, capsys, "-v")[:2] == [
        "false alarm same",
        "claim-1: The dam is safe. → The dam is safe, Ana Ruiz said.",
    ]


def test_a_folder_without_sets_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main([str(tmp_path)])
    assert "no same_claim.*.jsonl or attributions.*.jsonl" in (capsys.readouterr().err)
