"""An article in blocks is read as one text: the same spans, voices, scores, words and sentences."""

from collections.abc import Iterable
from html import escape
from itertools import accumulate
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec import UNSET
from msgspec.structs import replace

from evaluation.marked import parse
from levelhead.engine.analyzer import Block, Options, analyze
from levelhead.engine.document.article import ArticleBlock, article_of_html, article_of_text
from levelhead.engine.report import (
    Evidence,
    Headline,
    HeadlineFlag,
    Report,
    Sentence,
    Span,
    Suppressed,
)
from levelhead.lexicon.caller import entry_of
from levelhead.types import Role
from tests.answers import ARTICLES
from tests.helpers.lexicons import LEXICON
from tests.test_properties import FORMS, ODD, PLAIN, SENTENCES

Part = TypeVar("Part", Span, Suppressed, Sentence, HeadlineFlag, Evidence)

OPTIONS = Options(explain=True, allow=("whopping",))


def named(blocks: Iterable[tuple[str, Role | None]]) -> list[Block]:
    """Blocks that are called by their index."""
    return [Block(text, role, str(n)) for n, (text, role) in enumerate(blocks)]


def analyzed(blocks: list[ArticleBlock]) -> Report:
    return analyze(named((block.text, block.role) for block in blocks), LEXICON, OPTIONS)


def in_one_text(report: Report, blocks: list[ArticleBlock]) -> Report:
    """The report on the text whose paragraphs the blocks are."""
    starts = [0, *accumulate(len(block.text) + 2 for block in blocks)]

    def moved(part: Part) -> Part:
        start = starts[int(part.block or 0)]
        return replace(part, block=UNSET, start=part.start + start, end=part.end + start)

    headline = report.headline and Headline(
        flags=tuple(
            replace(moved(flag), evidence=tuple(map(moved, flag.evidence)))
            for flag in report.headline.flags
        )
    )
    return replace(
        report,
        headline=headline,
        spans=tuple(map(moved, report.spans)),
        suppressed=tuple(map(moved, report.suppressed or ())),
        sentences=tuple(map(moved, report.sentences)),
    )


def without_places(report: Report) -> object:
    def moved(part: Part) -> Part:
        return replace(part, block=UNSET, start=0, end=0, **TEXT.get(type(part), {}))

    return (
        report.scores,
        report.words,
        [moved(span) for span in report.spans],
        [moved(each) for each in report.suppressed or ()],
        [moved(sentence) for sentence in report.sentences],
    )


# A page's words may have tags inside.
TEXT: dict[type, dict[str, str]] = {Span: {"text": ""}, Suppressed: {"text": ""}}
PIECES = st.one_of(
    *(st.sampled_from(each) for each in (FORMS, SENTENCES, ODD, PLAIN)),
    st.sampled_from(("“", "”", "‘", "’", '"', "'", "said:", "he said.", "Fury", "Mr Fury said")),
)
LINES = st.lists(PIECES, max_size=12).map(" ".join)
TEXTS = st.lists(LINES, max_size=8).flatmap(
    lambda lines: st.sampled_from(("\n", "\n\n", "\r\n", " \n \n")).map(lambda end: end.join(lines))
)


@given(TEXTS | st.text() | st.text("aB .,\n\xa0\xad“”’\"'•İé\u0301\u0327😀"))
@example("‘It is bonkers.\n‘It may fail,’ he said.")
@example("e\u0301\u0301\u0327\u0327\u0301 a")
def test_a_text_and_its_blocks_have_the_same_answer(text: str) -> None:
    blocks = article_of_text(text)
    report = analyzed(blocks)
    lines = "\n\n".join(block.text for block in blocks)
    assert in_one_text(report, blocks) == analyze([Block(lines)], LEXICON, OPTIONS)
    assert without_places(report) == without_places(analyze([Block(text)], LEXICON, OPTIONS))


@pytest.mark.parametrize("path", ARTICLES, ids=lambda p: p.stem)
def test_an_article_and_its_blocks_have_the_same_answer(path: Path) -> None:
    text, _ = parse(path.read_text("utf-8"))
    report = analyzed(article_of_text(text))
    assert without_places(report) == without_places(analyze([Block(text)], LEXICON, OPTIONS))


# Without quotations and captions, which are never headlines in blocks.
ELEMENTS = st.sampled_from(("h1", "h3", "p", "li", "td"))
PAGES = st.lists(st.tuples(ELEMENTS, LINES), max_size=6).map(
    lambda parts: "".join(f"<{tag}>{escape(line)}</{tag}>" for tag, line in parts)
)


@given(PAGES)
def test_a_page_and_its_blocks_have_the_same_answer(html: str) -> None:
    report = analyzed(article_of_html(html))
    whole = analyze([Block(html)], LEXICON, replace(OPTIONS, format="html"))
    assert without_places(report) == without_places(whole)


def found(*texts: str, options: Options = OPTIONS) -> list[tuple[int, str, str]]:
    """The block, text and voice of each span."""
    report = analyze(named((text, "body") for text in texts), LEXICON, options)
    assert all(s.text == texts[int(s.block or 0)][s.start : s.end] for s in report.spans)
    return [(int(s.block or 0), s.text, s.voice) for s in report.spans]


ARTICLES_IN_BLOCKS: dict[str, tuple[list[str], list[tuple[int, str, str]]]] = {
    "a quotation in single marks goes on in the next block": (
        ["‘It is bonkers.", "‘It is shambolic,’ he said."],
        [(0, "bonkers", "quoted"), (1, "shambolic", "quoted")],
    ),
    "it does not if the next block does not open it again": (
        ["‘It is bonkers.", "It is shambolic, he said."],
        [(0, "bonkers", "author"), (1, "shambolic", "author")],
    ),
    "nor over a block between": (
        ["‘It is bonkers.", "It rained.", "‘It is shambolic,’ he said."],
        [(0, "bonkers", "author"), (2, "shambolic", "quoted")],
    ),
    "an empty block is none": (
        ["‘It is bonkers.", " ", "‘It is shambolic,’ he said."],
        [(0, "bonkers", "quoted"), (2, "shambolic", "quoted")],
    ),
    "a quotation in double marks ends with its block": (
        ["“It is bonkers.", "It is shambolic, he said."],
        [(0, "bonkers", "quoted"), (1, "shambolic", "author")],
    ),
    "a phrase does not run over the end of a block": (
        ["It is kind", "of odd."],
        [],
    ),
}


@pytest.mark.parametrize(("texts", "spans"), ARTICLES_IN_BLOCKS.values(), ids=ARTICLES_IN_BLOCKS)
def test_what_one_block_says_counts_in_the_next(
    texts: list[str], spans: list[tuple[int, str, str]]
) -> None:
    assert found(*texts) == spans


def test_a_name_in_one_block_is_a_name_in_all() -> None:
    text = "Fury won."
    assert found("The boss Fury said so.", text) == []


def test_a_blockquote_is_speech_and_its_neighbours_are_not() -> None:
    roles: tuple[Role | None, ...] = (None, "blockquote", None)
    texts = ("Bonkers it is.", "It is bonkers.", "Bonkers it is.")
    report = analyze(named(zip(texts, roles, strict=True)), LEXICON)
    assert [(f.block, f.start, f.voice) for f in report.spans] == [
        ("0", 0, "author"),
        ("1", 6, "quoted"),
        ("2", 0, "author"),
    ]


def test_a_callers_pattern_is_held_against_each_block() -> None:
    rule = entry_of("own", "hedging", "modal", (), r"^zorp\s+\w+|zorp$", 2)
    texts = ("zorp one", "", "a zorp", "zorp two", "a zorp\ntwo zorp")
    assert found(*texts, options=Options(rules=(rule,))) == [
        (0, "zorp one", "author"),
        (2, "zorp", "author"),
        (3, "zorp two", "author"),
        (4, "zorp", "author"),
    ]


def test_sentences_and_what_is_left_out_name_their_block() -> None:
    texts = ("One. Two.", "", "A whopping plan.")
    report = analyze(named((text, None) for text in texts), LEXICON, OPTIONS)
    assert [(s.block, s.start, s.end) for s in report.sentences] == [
        ("0", 0, 4),
        ("0", 5, 9),
        ("2", 0, 16),
    ]
    assert [(s.block, s.start, s.end, s.reason) for s in report.suppressed or ()] == [
        ("2", 2, 10, "allowed")
    ]


def test_no_blocks_have_no_spans() -> None:
    report = analyze([], LEXICON, OPTIONS)
    assert (report.spans, report.sentences, report.words) == ((), (), 0)
