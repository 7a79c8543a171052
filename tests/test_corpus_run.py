"""`levelhead score` answers as the service does, for every article and option."""

import json
from pathlib import Path
from typing import Any

import pytest

from levelhead.corpus.output_rows import ALL_CATEGORIES
from levelhead.lexicon import load_lexicon
from levelhead.service.main import build
from levelhead.service.settings import Settings
from tests.helpers import corpus_scoring
from tests.helpers.asgi import analyze
from tests.helpers.corpus_scoring import rows, score, written
from tests.helpers.lexicons import FOLDER, LEXICON

# Fixtures: pytest finds them by these names.
lexicons = corpus_scoring.lexicons


ARTICLES = sorted((Path(__file__).parent / "articles").glob("*.txt"))


def test_every_article_gets_what_the_service_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LEVELHEAD_LEXICONS", str(FOLDER))
    texts = [path.read_text("utf-8") for path in ARTICLES]
    names = [path.stem for path in ARTICLES]
    file = written(tmp_path / "in.parquet", name=names, text=texts)
    assert score(file, "--out", tmp_path / "out", "--id", "name", "--offset-unit", "utf16") == 0
    assert capsys.readouterr().out == (
        f"{len(texts)} rows in 1 file: {len(texts)} scored + 0 errors = {len(texts)}, "
        f"in 1 part in {tmp_path / 'out'}\n"
    )
    service = build(LEXICON, Settings(deadline_seconds=60))
    for name, text, row in zip(names, texts, rows(tmp_path / "out"), strict=True):
        answer = analyze(service, text=text, offset_unit="utf16")
        assert row["id"] == name
        assert same(row, answer)


def same(row: dict[str, Any], answer: dict[str, Any]) -> bool:
    """Whether a row says what an answer says; a row leaves out what its rules say anyway."""
    spans = [{k: v for k, v in span.items() if v is not None} for span in row["spans"]]
    expected = [{k: v for k, v in s.items() if k not in _LEFT_OUT} for s in answer["spans"]]
    assert spans == expected
    for dimension in ("sensational", "hedging"):
        assert row[dimension] == answer["scores"][dimension]["score"]
        assert row[f"{dimension}_band"] == answer["scores"][dimension]["band"]
    assert row["counts"] == {c: sum(s["category"] == c for s in expected) for c in ALL_CATEGORIES}
    assert row["suppressed"] == answer.get("suppressed")
    assert (row["words"], row["sentences"]) == (answer["words"], len(answer["sentences"]))
    assert (row["error"], row["lexicon"]) == (None, answer["engine"]["lexicon"])
    return True


_LEFT_OUT = ("fingerprint", "message", "suggestions")


def test_options_mean_what_they_mean_to_the_service(tmp_path: Path, lexicons: Path) -> None:
    headline, text = "A BONKERS 😀 plan", "“It is bonkers,” she said. An odd, bonkers, zany plan!!!"
    rules = [{"id": "zany", "dimension": "sensational", "category": "slang", "forms": ["zany"]}]
    (tmp_path / "rules.json").write_text(json.dumps(rules))
    file = written(tmp_path / "in.parquet", head=[headline], body=[text])
    flags = (
        "--text body --headline head --keep head body --explain --language en-GB --quotes ignore "
        "--dimensions sensational --categories loaded slang shouting --allow odd --min-score 0.1 "
        f"--threshold slang=0.2 --threshold shouting=0.9 --rules {tmp_path / 'rules.json'}"
    )
    assert score(file, "--out", tmp_path / "out", *flags.split()) == 0
    (row,) = rows(tmp_path / "out")
    answer = analyze(
        build(load_lexicon(lexicons), Settings()),
        blocks=[
            {"id": "headline", "role": "headline", "text": headline},
            {"id": "text", "text": text},
        ],
        explain=True,
        language="en-GB",
        quotes="ignore",
        dimensions=["sensational"],
        categories=["loaded", "slang", "shouting"],
        allow=["odd"],
        min_score=0.1,
        thresholds={"slang": 0.2, "shouting": 0.9},
        rules=rules,
    )
    assert same(row, answer)
    assert [(s["block"], s["text"]) for s in row["spans"]] == [
        ("headline", "BONKERS"),
        ("text", "bonkers"),
        ("text", "zany"),
    ]
    assert {s["reason"] for s in row["suppressed"]} == {"quoted", "threshold"}
    assert (row["id"], row["head"], row["body"]) == (0, headline, text)
