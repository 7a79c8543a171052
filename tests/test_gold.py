"""The gold set is well made, its figures are right, and the rule statistics are of this lexicon."""

from collections import Counter
from pathlib import Path

import pytest

from evaluation import corpora, gold
from evaluation.gold import Read, Sentence
from evaluation.marked import Mark
from levelhead.engine.report import Span
from levelhead.types import CATEGORIES, Dimension, Voice
from tests.helpers.lexicons import LEXICON

SENTENCES = gold.sentences()
NAMES = sorted(category for categories in CATEGORIES.values() for category in categories)


def of(category: str) -> list[Sentence]:
    return [s for s in SENTENCES if s.file == category]


def holds(sentence: Sentence, category: str) -> bool:
    return any(m.category == category for m in sentence.marks)


def span(
    start: int,
    end: int,
    category: str = "modal",
    rule: str = "may",
    dimension: Dimension = "hedging",
    voice: Voice = "author",
) -> Span:
    return Span(
        start=start,
        end=end,
        text=TEXT[start:end],
        dimension=dimension,
        category=category,
        score=0.5,
        rule=rule,
        voice=voice,
        sentence=0,
        fingerprint="0" * 16,
        message="",
        suggestions=(),
    )


MAY = Mark(3, 6, "hedging", "modal", "author")
TEXT = "It may rain."


def read(*spans: Span, marks: tuple[Mark, ...] = (MAY,)) -> Read:
    return Read(Sentence("modal", 7, TEXT, marks), spans)


def test_the_gold_set_has_a_file_for_each_category() -> None:
    assert sorted({s.file for s in SENTENCES}) == NAMES
    assert len(SENTENCES) >= 300


@pytest.mark.parametrize("category", NAMES)
def test_half_of_a_file_does_not_hold_its_category(category: str) -> None:
    marked = sum(holds(s, category) for s in of(category))
    assert marked >= 12
    assert len(of(category)) - marked >= marked


def test_no_sentence_is_in_the_gold_set_twice() -> None:
    twice = [text for text, n in Counter(s.text.casefold() for s in SENTENCES).items() if n > 1]
    assert twice == []


def is_well_marked(sentence: Sentence) -> bool:
    """Single spaces; scare quotes, and nothing else, have the voice `scare` and their marks."""
    for mark in sentence.marks:
        edges = sentence.text[mark.start] + sentence.text[mark.end - 1]
        scare = mark.category == "scare_quotes"
        if scare != (mark.voice == "scare") or (scare and edges not in {"“”", "‘’", '""', "''"}):
            return False
    return sentence.text == " ".join(sentence.text.split())


def test_all_gold_sentences_are_well_marked() -> None:
    wrong = [f"{s.file}.txt:{s.line}" for s in SENTENCES if not is_well_marked(s)]
    assert wrong == []


def test_comments_and_blank_lines_are_no_sentences(tmp_path: Path) -> None:
    (tmp_path / "modal.txt").write_text("# One.\n\nIt ⟦modal|may⟧ rain.\n", "utf-8")
    assert gold.sentences(tmp_path) == (Sentence("modal", 3, TEXT, (MAY,)),)


def test_a_bad_mark_is_refused_with_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "modal.txt").write_text("# One.\nIt ⟦may⟧ rain.\n", "utf-8")
    with pytest.raises(ValueError, match=r"^modal\.txt:2: want category\|words"):
        gold.sentences(tmp_path)


@pytest.mark.parametrize(
    ("one", "hedging", "modal"),
    [
        (read(span(3, 6)), (1, 1, 1, 1, 1), (1, 1, 1, 1, 1)),
        (read(span(0, 4)), (1, 1, 1, 1, 1), (1, 1, 1, 1, 1)),
        (read(span(0, 3)), (1, 0, 0, 1, 0), (1, 0, 0, 1, 0)),
        (read(span(3, 6, voice="quoted")), (1, 1, 0, 1, 1), (1, 1, 0, 1, 1)),
        (read(span(3, 6, "belief")), (1, 1, 1, 1, 1), (1, 0, 0, 0, 0)),
        (read(span(3, 4), span(5, 6)), (1, 1, 1, 2, 2), (1, 1, 1, 2, 2)),
        (read(span(3, 6, "slang", dimension="sensational")), (1, 0, 0, 0, 0), (1, 0, 0, 0, 0)),
        (read(), (1, 0, 0, 0, 0), (1, 0, 0, 0, 0)),
    ],
    ids=[
        "exact", "overlap", "neighbour", "other voice", "other category", "two for one",
        "other dimension", "nothing",
    ],
)  # fmt: skip
def test_marks_and_spans_are_counted(
    one: Read, hedging: tuple[int, ...], modal: tuple[int, ...]
) -> None:
    rows = {row.name: row for row in gold.table([one])}
    assert list(rows) == [n for d, categories in CATEGORIES.items() for n in (d, *categories)]
    assert rows["hedging"][1:] == hedging
    assert rows["modal"][1:] == modal


@pytest.mark.parametrize(
    ("one", "lines"),
    [
        (read(span(3, 6)), []),
        (read(), ["missed modal 'may'"]),
        (read(span(3, 6, "belief")), ["modal 'may' found as belief"]),
        (read(span(3, 6, voice="quoted")), ["modal 'may' heard as quoted"]),
        (read(span(7, 11), marks=()), ["false alarm modal 'rain' (may)"]),
    ],
)
def test_each_error_is_printed_with_its_sentence(one: Read, lines: list[str]) -> None:
    assert list(gold.faults([one])) == [f"{line}\n    modal.txt:7: {TEXT}" for line in lines]


def test_the_evaluation_prints_a_row_for_each_name(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(gold, "sentences", lambda: (Sentence("modal", 7, "It rains.", (MAY,)),))
    monkeypatch.setattr(gold, "load_lexicon", lambda _: LEXICON)
    gold.main(["-v"])
    missed, _, _, count, head, hedging, modal, *_ = capsys.readouterr().out.splitlines()
    assert missed == "missed modal 'rai'"
    assert count == "1 sentences"
    assert head.split() == ["marks", "found", "precision", "recall", "F1", "voice"]
    assert hedging.split() == ["hedging", "1", "0", "–", "0.000", "–", "–"]
    assert modal.split() == ["modal", "1", "0", "–", "0.000", "–", "–"]


def test_where_the_corpora_are_missing_the_evaluation_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert corpora.main([str(tmp_path)]) == 0
    assert "the corpora are not here" in capsys.readouterr().out


def test_the_corpora_are_measured_on_a_running_server(tmp_path: Path) -> None:
    (tmp_path / "evaluate.py").write_text(
        "import sys, urllib.request\n"
        "url, more = sys.argv[2:]\n"
        "ready = urllib.request.urlopen(url + '/readyz').status == 200\n"
        "sys.exit(3 if ready and more == '-v' else 1)\n"
    )
    assert corpora.main([str(tmp_path), "-v"]) == 3
