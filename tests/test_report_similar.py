"""Texts that differ in some words only: found, counted apart and, on demand, left out."""

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from levelhead.cli.main import main
from levelhead.corpus.report import similar
from levelhead.corpus.report.comparison import Question, compare
from levelhead.corpus.report.similar import MIN_WORDS, families_of
from tests.helpers.scored_runs import document, run_of


def prose(seed: int, words: int = 300) -> list[str]:
    """Words that are as frequent as in prose: some are everywhere."""
    generator = random.Random(seed)
    return [f"w{int(generator.paretovariate(0.7))}" for _ in range(words)]


def changed(words: Sequence[str], every: int) -> list[str]:
    return [f"other{n}" if n % every == every - 1 else word for n, word in enumerate(words)]


STORY, UNLIKE = prose(1), prose(2)
BOILERPLATE = prose(3, 60)

# What two texts have in common, and whether they are similar.
PAIRS = {
    "equal": (STORY, STORY, True),
    "in capitals": (STORY, [word.upper() for word in STORY], True),
    "with other punctuation": (STORY, ["“" + word + ",”" for word in STORY], True),
    "another first sentence": (STORY, [*prose(4, 30), *STORY[20:]], True),
    "the last quarter cut off": (STORY, STORY[:225], True),
    "one word in twenty changed": (STORY, changed(STORY, 20), True),
    "two paragraphs changed places": (STORY, [*STORY[150:], *STORY[:150]], True),
    "one word in eight changed": (STORY, changed(STORY, 8), False),
    "only a third of one is in the other": (STORY, STORY[:100], False),
    "half is another story": (STORY, [*STORY[:150], *UNLIKE[150:]], False),
    "the same words in another order": (STORY, sorted(STORY), False),
    "another story": (STORY, UNLIKE, False),
    "another story with the same end": ([*STORY, *BOILERPLATE], [*UNLIKE, *BOILERPLATE], False),
    "the least words": (STORY[:MIN_WORDS], STORY[:MIN_WORDS], True),
    "too few words": (STORY[: MIN_WORDS - 1], STORY[: MIN_WORDS - 1], False),
    "no words": ([], [], False),
    "words in another script": (["新聞", "новости"] * 20, ["新聞", "новости"] * 20, True),
}


@pytest.mark.parametrize(("one", "other", "found"), PAIRS.values(), ids=PAIRS)
def test_texts_are_similar_that_have_half_of_their_sequences_in_common(
    one: list[str], other: list[str], found: bool
) -> None:
    texts = pa.array([" ".join(one), " ".join(other)])
    first, second = families_of([texts], np.ones(2, bool))
    assert (first == second) == found
    as_bytes = families_of([texts.cast(pa.large_binary())], np.ones(2, bool))
    assert (as_bytes[0] == as_bytes[1]) == found


def test_only_compared_rows_are_in_a_family_and_pieces_do_not_matter() -> None:
    texts = [" ".join(words) for words in (STORY, UNLIKE, STORY, changed(STORY, 20))]
    compared = np.array([True, True, False, True])
    whole = families_of([pa.array(texts)], compared)
    assert whole[0] == whole[3]
    assert len({*whole.tolist()}) == 3
    pieces = families_of(
        [pa.array(texts[:3]), pa.array([], pa.string()), pa.array(texts[3:])], compared
    )
    assert pieces.tolist() == whole.tolist()
    assert families_of([pa.array(texts)], np.zeros(4, bool)).tolist() == [0, 1, 2, 3]


def test_texts_are_hashed_and_compared_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [" ".join(w) for w in (STORY, changed(STORY, 20), UNLIKE, changed(UNLIKE, 20)) * 3]
    whole = families_of([pa.array(texts)], np.ones(12, bool)).tolist()
    monkeypatch.setattr(similar, "SEQUENCES_AT_ONCE", 7)
    monkeypatch.setattr(similar, "PAIRS_AT_ONCE", 5)
    assert families_of([pa.array(texts)], np.ones(12, bool)).tolist() == whole == [0, 0, 1, 1] * 3


def two_papers(kept: bool = True) -> list[dict[str, Any]]:
    """Two papers of 40 stories; A has one twice with changes, and both have another."""
    stories = [[prose(100 * (paper == "A") + n, 60) for n in range(40)] for paper in "AB"]
    stories[0][7] = changed(stories[0][3], 20)
    stories[1][9] = changed(stories[0][11], 20)
    stories[1][10] = stories[0][11]
    return [
        {**document(0.5, paper=paper), **({"text": " ".join(words)} if kept else {})}
        for paper, mine in zip("AB", stories, strict=True)
        for words in mine
    ]


def test_similar_texts_are_counted_and_left_out_on_demand(tmp_path: Path) -> None:
    run = run_of(tmp_path / "run", two_papers())
    comparison = compare(run, Question(by="paper"))
    assert comparison.similar == (2, 3)
    assert [(g.name, g.documents, g.repeats) for g in comparison.groups] == [
        ("A", 40, 0),
        ("B", 40, 0),
    ]
    without = compare(run, Question(by="paper", without_similar=True))
    assert without.similar == (2, 3)
    assert [(g.name, g.documents, g.repeats) for g in without.groups] == [
        ("A", 38, 2),
        ("B", 38, 2),
    ]


def page(run: Path, *options: str) -> str:
    assert main(["report", str(run), "--by", "paper", *options]) == 0
    return (run / "_report/report.html").read_text("utf-8")


def test_a_page_names_similar_texts(tmp_path: Path) -> None:
    run = run_of(tmp_path / "run", two_papers())
    similar = (
        "<b>Similar texts:</b> 2 documents with a text that is similar to an earlier one of the "
        "group, and 3 documents with one that is similar or equal to one of another group. "
    )
    assert f"{similar}All are counted, and tests take them for independent;" in page(run)
    without = page(run, "--without-similar")
    assert f"{similar}They are left out: of such texts of one group the first is" in without
    assert "4 documents with the text of an earlier one of the group or a similar one" in without
    assert "are not looked for" not in without


def test_a_page_without_similar_texts_does_not_name_any(tmp_path: Path) -> None:
    run = run_of(tmp_path / "run", two_papers()[12:40])
    assert "Similar texts" not in page(run)


def test_without_texts_nothing_is_similar(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = run_of(tmp_path / "run", two_papers(kept=False))
    assert "are not looked for, since the output holds no texts: levelhead score --keep" in page(
        run
    )
    assert main(["report", str(run), "--by", "paper", "--without-similar"]) == 2
    assert capsys.readouterr().err == (
        "similar texts can't be found in an output without texts: levelhead score has to "
        "--keep text\n"
    )
