"""Attributions in an answer: offsets, sources, stacked hedges, and what they may cost."""

from dataclasses import replace
from time import process_time

import pytest
from msgspec import structs

from levelhead.engine import report_attributions
from levelhead.engine.analyzer import Block, Options, analyze
from levelhead.engine.attributions.sentence import MAX_WORDS
from levelhead.engine.bounds import TooMuch
from levelhead.lexicon.reporting import RawReporting
from levelhead.lexicon.source import parse
from levelhead.types import OffsetUnit
from tests.helpers.attributions import INCLUDED, attributions_of, report_of, written
from tests.helpers.lexicons import FOLDER, LEXICON, lexicon_of


def test_a_paragraph_has_no_source_behind_a_dash() -> None:
    assert attributions_of(Block("It rained – police", "headline"))
    assert not attributions_of(Block("It rained – police", "body"))


def test_only_the_beginning_of_an_endless_sentence_is_searched() -> None:
    long = "It rained and it poured and " * (MAX_WORDS // 6)
    assert [written(f) for f in attributions_of(Block(f"Ann said that {long}Ann said so."))] == [
        "said < Ann: neutral named"
    ]


PARTS = [
    (Block("Ann said\nit “hit”, 😀 she told\u00ad  him."), Options()),
    (
        Block("<p>😀 <b>Ann</b> Lee s<i>aid</i> it would <a href=x>rain</a>.</p>"),
        Options(format="html"),
    ),
    (Block("😀 *Ann* said **that** it would rain."), Options(format="markdown")),
]


@pytest.mark.parametrize(("block", "options"), PARTS)
@pytest.mark.parametrize(
    ("unit", "codec", "width"),
    [
        ("codepoint", "utf-32-le", 4),
        ("utf16", "utf-16-le", 2),
        ("utf8", "utf-8", 1),
    ],
)
def test_offsets_point_into_the_text_as_sent(
    block: Block, options: Options, unit: OffsetUnit, codec: str, width: int
) -> None:
    asked = structs.replace(options, include=INCLUDED.include, offset_unit=unit)
    found = attributions_of(block, options=asked)
    parts = [part for each in found for part in (each.verb, each.source) if part]
    assert parts
    data = block.text.encode(codec)
    assert [data[p.start * width : p.end * width].decode(codec) for p in parts] == [
        part.text for part in parts
    ]


def test_each_part_names_its_block_and_its_sentence() -> None:
    blocks = (
        Block("Vane quits, says aide", "headline", "h"),
        Block("It rained. Vane said so.", "body", "b"),
    )
    found = attributions_of(*blocks)
    assert [(f.verb.block, f.source and f.source.block, f.sentence) for f in found] == [
        ("h", "h", 0),
        ("b", "b", 2),
    ]


def test_nothing_is_looked_for_unless_it_is_asked_for() -> None:
    report = analyze([Block("It may possibly rain, Ann said.")], LEXICON)
    assert not any((report.attributions, report.sources, report.stacked_hedges))


def test_attributions_change_nothing_else() -> None:
    text = "Ann Lee may possibly go, she said. “It is bonkers,” she added."
    plain = analyze([Block(text)], LEXICON)
    asked = report_of(Block(text))
    assert (asked.scores, asked.spans, asked.sentences) == (
        plain.scores,
        plain.spans,
        plain.sentences,
    )


# A text with its sources: name, kind, stances and the numbers of the attributions.
SOURCES = [
    ("Ann Marsh said it rained. Marsh claimed it snowed.", ["Ann Marsh named 1100 [0, 1]"]),
    ("Ann Marsh said it rained. She claimed it snowed.", ["Ann Marsh named 1100 [0, 1]"]),
    ("Ann Marsh said it rained.\nShe admitted it snowed.", ["Ann Marsh named 1001 [0, 1]"]),
    (
        "Ann Marsh said it rained.\nIt did.\nIt did.\nShe said it snowed.",
        ["Ann Marsh named 1000 [0]"],
    ),
    ("Ann Marsh said it rained. Bea Low left. She said it snowed.", ["Ann Marsh named 1000 [0]"]),
    ("Mr Low left. Ms Marsh said it rained. She said it snowed.", ["Ms Marsh named 2000 [0, 1]"]),
    (
        "Mr Low left. Ms Marsh said it rained. He said it snowed.",
        ["Ms Marsh named 1000 [0]", "Mr Low named 1000 [1]"],
    ),
    (
        "Low met Ms Marsh. Ann Marsh said it rained. “Yes,” Low said. He left, he said.",
        ["Ann Marsh named 1000 [0]", "Low named 2000 [1, 2]"],
    ),
    (
        "Ann Marsh said it rained. Tom Marsh said it snowed. Marsh slammed both.",
        ["Ann Marsh named 1000 [0]", "Tom Marsh named 1000 [1]", "Marsh named 0010 [2]"],
    ),
    (
        "The council said it rained. Harl Council claimed it snowed. It said so.",
        ["Harl Council named 1100 [0, 1]"],
    ),
    ("The council said it rained. He said it snowed.", ["The council role 1000 [0]"]),
    ("The coach said it rained. He said it snowed.", ["The coach role 2000 [0, 1]"]),
    ("The spokeswoman said it rained. He said it snowed.", ["The spokeswoman role 1000 [0]"]),
    ("Marsh’s claim that it rained drew boos, Marsh said.", ["Marsh named 1100 [0, 1]"]),
    ("It is said to rain, critics say. Critics slam it.", ["critics unnamed 1010 [1, 2]"]),
    ("She said it rained.", []),
    ("She said it rained. Ann Marsh said it snowed.", ["Ann Marsh named 1000 [1]"]),
]


@pytest.mark.parametrize(("text", "expected"), SOURCES)
def test_what_each_source_says(text: str, expected: list[str]) -> None:
    found = []
    for source in report_of(Block(text)).sources or ():
        s = source.stances
        stances = f"{s.neutral}{s.doubting}{s.loaded}{s.confirming}"
        found.append(f"{source.name} {source.source_kind} {stances} {[*source.attributions]}")
    assert found == expected


STACKED = [
    ("It may possibly rain.", ["may possibly"]),
    ("It is reportedly believed to be lost.", ["It is reportedly believed"]),
    (
        "It is apparently likely. It may also possibly fail.",
        ["apparently likely", "may also possibly"],
    ),
    ("It could possibly be likely to fail.", ["could possibly be likely"]),
    ("It may cost about £60.", []),
    ("Officials say it may possibly.", ["may possibly"]),
    ("“It may possibly rain,” she said.", []),
    ("It may rain. Possibly it may snow.", []),
    ("It is quite possibly lost.", []),
    ("It may rain and it might snow.", []),
]


@pytest.mark.parametrize(("text", "expected"), STACKED)
def test_hedges_that_are_stacked(text: str, expected: list[str]) -> None:
    found = report_of(Block(text)).stacked_hedges or ()
    assert [hedge.text for hedge in found] == expected


def test_a_stacked_hedge_names_its_sentence() -> None:
    (hedge,) = report_of(Block("Yes. It may possibly rain.", None, "b")).stacked_hedges or ()
    assert (hedge.block, hedge.sentence) == ("b", 1)


@pytest.mark.parametrize("section", [*RawReporting.model_fields][1:])
def test_the_words_are_in_order_and_the_lists_name_verbs(section: str) -> None:
    raw, _ = parse(FOLDER / "reporting.toml", RawReporting)
    assert raw is not None
    words = [*getattr(raw, section)]
    assert words == sorted(set(words))
    if section in ("also_nouns", "impersonal", "infinitive"):
        verbs = (raw.speech, raw.clause, raw.quotation, raw.person, raw.belief, raw.judgement)
        assert {*words} <= {verb for each in verbs for verb in each}


def test_a_lexicon_has_its_own_reporting_words() -> None:
    lexicon = replace(lexicon_of(), reporting=LEXICON.reporting._replace(forms={}))
    assert analyze([Block("Ann said it rained.")], lexicon, INCLUDED).attributions == ()


def test_the_number_of_attributions_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report_attributions, "MAX_ITEMS", 10)
    twice = "It is, he said, as she said. "
    assert len(attributions_of(Block(twice * 5))) == 10
    with pytest.raises(TooMuch, match="has more than 10 attributions: send it in parts"):
        report_of(Block(twice * 6))


HOSTILE = [
    "he said ",
    "that and said ",
    '"a" said ',
    ", said ",
    "told the told ",
    "It was, he said, as she said. ",
    "Ann Lee, Mr Bo, she said, ",
    "Mr Bo left. She said so. ",
    "Ann's claim that ",
    "A: ",
    "x – ",
    "may possibly ",
    "Ann said\n",
]
SIZE, SECONDS = 50_000, 20


@pytest.mark.no_cover
@pytest.mark.parametrize("hostile", HOSTILE)
def test_attributions_are_found_in_linear_time(hostile: str) -> None:
    begun = process_time()
    report_of(Block(hostile * (SIZE // len(hostile))))
    assert process_time() - begun < SECONDS
