"""The document: all that is derived from a text in one pass."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levelhead.engine.document import Document, Paragraph, Quotation, parse_blocks, parse_text
from levelhead.engine.document.document import BlockOffsets
from levelhead.engine.document.normalized import OffsetMap, normalize_text
from levelhead.types import Role, TextRange

LONG = "The council met on Monday to talk about the road and its many holes and said"


def maps_of(text: str) -> tuple[OffsetMap, ...]:
    maps = normalize_text(text).maps
    assert maps
    return maps


def test_a_document_holds_the_whole_reading() -> None:
    text = "Storm  Hits Town Hard\n\n“It’s over,” he said. We left.\n"
    assert parse_text(text) == Document(
        plain="Storm Hits Town Hard\n\n“It’s over,” he said. We left.",
        lowered='storm hits town hard\n\n"it\'s over," he said. we left.',
        sentences=(TextRange(0, 20), TextRange(22, 43), TextRange(44, 52)),
        quotations=(Quotation(23, 33, "speech"),),
        not_prose=(),
        paragraphs=(Paragraph(0, 20, True, True, False), Paragraph(22, 52, False, False, False)),
        words=10,
        blocks=(BlockOffsets(0, maps_of(text)),),
        sentence_starts=(0, 22, 44),
        paragraph_starts=(0, 22),
        block_starts=(0,),
    )


def test_nothing_has_no_parts() -> None:
    block = BlockOffsets(0, ())
    assert parse_text("") == Document("", "", (), (), (), (), 0, (block,), (), (), (0,))
    assert parse_blocks(()) == Document("", "", (), (), (), (), 0, (), (), (), ())


def test_blocks_are_read_as_one_text() -> None:
    blocks: list[tuple[str, Role | None]] = [
        ("", None),
        ("One  two", "body"),
        (" ", None),
        ("“Three”", "blockquote"),
        ("", None),
    ]
    document = parse_blocks(blocks)
    assert document == Document(
        plain="One two\n“Three”",
        lowered='one two\n"three"',
        sentences=(TextRange(0, 7), TextRange(8, 15)),
        quotations=(Quotation(8, 15, "speech"), Quotation(9, 14, "scare")),
        not_prose=(),
        paragraphs=(Paragraph(0, 7, False, False, False), Paragraph(8, 15, False, False, False)),
        words=3,
        blocks=(
            BlockOffsets(0, ()),
            BlockOffsets(0, maps_of("One  two")),
            BlockOffsets(8, maps_of(" ")),
            BlockOffsets(8, ()),
            BlockOffsets(16, ()),
        ),
        sentence_starts=(0, 8),
        paragraph_starts=(0, 8),
        block_starts=(0, 0, 8, 8, 16),
    )
    assert [document.block_at(offset) for offset in (0, 6, 8, 14)] == [1, 1, 3, 3]
    assert [document.to_original(span) for span in (TextRange(4, 7), TextRange(9, 14))] == [
        (5, 8),
        (1, 6),
    ]


def test_offsets_of_an_unchanged_text_are_its_own() -> None:
    assert parse_text("One word.").to_original(TextRange(4, 8)) == (4, 8)


def test_offsets_of_a_changed_text_lead_back() -> None:
    document = parse_text("One \xa0 word.")
    assert document.to_original(TextRange(4, 8)) == (6, 10)


def test_places_are_found_by_their_offset() -> None:
    document = parse_text("One. Two.\nThree.")
    assert [document.sentence_at(offset) for offset in (0, 3, 5, 10, 15)] == [0, 0, 1, 2, 2]
    assert [document.paragraph_at(offset).start for offset in (0, 8, 10)] == [0, 0, 10]


FLAGS: list[tuple[str, Role | None, tuple[bool, bool, bool]]] = [
    # headline, title case, capitals
    ("Storm hits town", None, (True, False, False)),
    ("Storm hits town.", None, (False, False, False)),
    ("Storm hits town.", "headline", (True, False, False)),
    ("The mayor told reporters:", None, (False, False, False)),
    ("“Our plan:”", None, (False, False, False)),
    ("Storm: town hit", None, (True, False, False)),
    ("Will the storm hit the town?", None, (True, False, False)),
    ("Will the storm hit? Nobody knows!", None, (False, False, False)),
    ("Town: “It is over.”", None, (False, False, False)),
    ("Storm leaves town “in ruins”", None, (True, False, False)),
    (f"{LONG} {LONG}", None, (False, False, False)),
    ("Storm Hits Town as Mayor Is Out", None, (True, True, False)),
    ("Why You Should Never Eat This!", None, (True, True, False)),
    ("Mayor Joe Park hits Town Hall roof", None, (True, False, False)),
    ("Storm", None, (True, False, False)),
    ("STORM HITS TOWN", None, (True, True, True)),
    ("STORM HITS TOWN.", None, (False, False, True)),
    ("12 of 40", None, (True, False, False)),
    ("Photo: The storm hits the town. | Ann Low/AP", None, (False, False, False)),
    ("The storm hits the town. | Ann Low", None, (False, False, False)),
    ("The storm hits the town. Photo: Ann Low", None, (False, False, False)),
    ("The storm hits the town. – Picture by Ann Low", None, (False, False, False)),
    ("The storm hits the town. © Ann Low", None, (False, False, False)),
    ("The storm hits the town. (Ann Low for the Post)", None, (False, False, False)),
    ("The storm hits the town.” Ann Low/AFP via Getty Images", None, (False, False, False)),
    ("The storm hits the town (AP Photo/Ann Low)", None, (False, False, False)),
    ("The storm hits the town [Ann Low/AP]", None, (False, False, False)),
    ("The storm hits the town | Photograph: Ann Low", None, (False, False, False)),
    ("The storm hits the town © Ann Low", None, (False, False, False)),
    ("A storm: the town in 1950 Photograph: Ann Low/The Post", None, (False, False, False)),
    ("Storm hits town in new photo: see it", None, (True, False, False)),
    ("the storm that hit the town;", None, (False, False, False)),
    ("the storm, or", None, (False, False, False)),
    ("Dear all,", None, (False, False, False)),
    ("Storm hits town | The Post", None, (True, False, False)),
    ("Storm hits town (and a bridge)", None, (True, False, False)),
    ("It rained. Then the town drowned", None, (True, False, False)),
    ("It rained. Pictures show the town", None, (True, False, False)),
    ("Photos: storm hits town", None, (True, False, False)),
    ("Storm hits town: AC/DC stay away", None, (True, False, False)),
    ("Storm hits town", "body", (False, False, False)),
    ("Will the Storm Hit the Town?", "body", (False, True, False)),
    ("Storm hits town", "standfirst", (False, False, False)),
    ("STORM AT DUSK", "caption", (False, True, True)),
    ("Storm hits town", "blockquote", (False, False, False)),
]


def test_a_question_among_paragraphs_is_not_a_headline() -> None:
    lines = ["Storm hits", "Will it stay?", "It will."]
    for document in (parse_text("\n".join(lines)), parse_blocks((line, None) for line in lines)):
        assert [each.headline for each in document.paragraphs] == [True, False, False]


@pytest.mark.parametrize(("text", "role", "flags"), FLAGS)
def test_a_paragraph_has_flags_for_its_form(
    text: str, role: Role | None, flags: tuple[bool, bool, bool]
) -> None:
    (paragraph,) = parse_text(text, role).paragraphs
    assert paragraph == (0, len(text), *flags)


COUNTS = [
    ("one", 1),
    ("one two\nthree", 3),
    ("don't well-known", 2),
    ("one – two — three & four", 4),
    ("one  \n\n two", 2),
]


@pytest.mark.parametrize(("text", "words"), COUNTS)
def test_words_are_what_gaps_part(text: str, words: int) -> None:
    assert parse_text(text).words == words


@given(st.text() | st.text("aB .,\n\xa0\xad“”’\"'•İé\u0301😀"))
def test_any_text_is_read(text: str) -> None:
    document = parse_text(text)
    size = len(document.plain)
    assert len(document.lowered) == size
    parts = [TextRange(part.start, part.end) for part in document.paragraphs]
    parts += [TextRange(part.start, part.end) for part in document.quotations]
    for part in (*parts, *document.sentences):
        assert 0 <= part.start < part.end <= size
        start, end = document.to_original(part)
        assert 0 <= start < end <= len(text)
    assert 0 <= document.words <= size


def test_lone_surrogates_do_no_harm() -> None:
    assert parse_text("a \ud800  b").plain == "a \ud800 b"


@pytest.mark.no_cover
@pytest.mark.parametrize("hostile", ["a ", "Aaaa ", "A\n", "\u0301", "a.\n", "“Aa” ", "İ", "x"])
def test_any_repetition_is_read_in_linear_time(hostile: str) -> None:
    begun = process_time()
    parse_text(hostile * (100_000 // len(hostile)))
    assert process_time() - begun < 6


@pytest.mark.no_cover
@pytest.mark.no_cover
@pytest.mark.parametrize("hostile", [" ", ".", ". ", "\u0301", "a\u0301", "x"])
def test_a_megabyte_is_read_in_linear_time(hostile: str) -> None:
    begun = process_time()
    parse_text(hostile * (1_000_000 // len(hostile)))
    assert process_time() - begun < 60  # quadratic time would take hours
