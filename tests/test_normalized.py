"""The normalized text: gaps, unseen characters, accents, and the map to the original."""

import re
import sys
from time import process_time
from unicodedata import normalize

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from levelhead.engine.document.normalized import UNSEEN, NormalizedText, lower_case, normalize_text
from levelhead.types import TextRange

KNOWN = frozenset(("shocking", "ab"))
TEXTS_AND_NORMALIZED = [
    ("", ""),
    ("Plain words.", "Plain words."),
    ("Two  spaces   here", "Two spaces here"),
    (" leading and trailing ", "leading and trailing"),
    ("  \n more\n\n", "more"),
    (" ", ""),
    (" \ra \r ", "a"),
    ("is\xa0believed\u2009to", "is believed to"),
    ("a\tb\x1fc", "a b c"),
    ("is \xa0 \t so", "is so"),
    ("what\xadever", "whatever"),
    ("zero\u200bwidth\u2060 and \ufeffmark", "zerowidth and mark"),
    ("\ufeffFirst.", "First."),
    ("gap \u200b gap", "gap gap"),
    ("it is\nbelieved to", "it is believed to"),
    ("it is\r\nbelieved to", "it is believed to"),
    ("it is \n believed to", "it is believed to"),
    ("It ended.\nit began", "It ended.\nit began"),
    ("“It ended.”\nit began", "“It ended.”\nit began"),
    ("One.\r\nTwo.", "One.\nTwo."),
    ("One.\n\n\n\nTwo.", "One.\n\n\n\nTwo."),
    ("One.\n\nTwo.", "One.\n\nTwo."),
    ("One. \n \n Two.", "One.\nTwo."),
    (
        "One.\rTwo.\u2028Three.\u2029Four.\x85Five.\x0bSix.",
        "One.\nTwo.\nThree.\nFour.\nFive.\nSix.",
    ),
    ("half a line\n\nand a paragraph", "half a line\n\nand a paragraph"),
    ("Putin\nwarns", "Putin warns"),
    ("Putin\nWarns", "Putin\nWarns"),
    ("cafe\u0301 society", "café society"),
    ("e\u0301\u0301 and q\u0301", "é\u0301 and q\u0301"),
    ("Vie\u0302\u0323t", "Việt"),
    ("A\u0300\u0300 a\u0316\u0301", "À\u0300 a\u0316\u0301"),
    ("\u0301 alone", "\u0301 alone"),
    ("\xa0\u0301x", "\u0301x"),
    ("😀 \xa0😀", "😀 😀"),
    ("a\ud800b  c", "a\ud800b c"),
    ("of ﬀ ﬁ ﬂ ﬃ ﬄ ﬅ ﬆ", "of ff fi fl ffi ffl st st"),
    ("ﬁ\u0301", "fi\u0301"),
]


@pytest.mark.parametrize(("text", "plain"), TEXTS_AND_NORMALIZED)
def test_the_normalized_text_is_what_a_reader_sees(text: str, plain: str) -> None:
    assert normalize_text(text).plain == plain


@pytest.mark.parametrize("text", ["Plain.", "One.\nTwo.", "“Curly” – don’t 😀", "q\u0301", ""])
def test_a_text_that_reads_as_it_is_needs_no_way_back(text: str) -> None:
    found = normalize_text(text)
    assert found.plain is text
    assert found.maps == ()


WRAPPED = [
    # Lines of 40 characters at most.
    "It is believed to be in Leeds, where the",
    "Labour leader lives. He is, it was said,",
    "odd. It cost more than it had in 2024 or",
    "2023, said Ann Hall, who runs the Crewe-",
    "Derby line, “a good one”, which never in",
    "years lost a penny, so that it had “hit”",
    "£9 million, and went on.",
]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("\n".join(WRAPPED), 1),
        ("\r\n".join(f"  {line}" for line in WRAPPED), 1),
        # A headline and a list have room for the next word.
        ("\n".join(("Storm hits Leeds", *WRAPPED, "- Rain", "- Snow", "Ends")), 5),
        ("\n".join((*WRAPPED[:-1], "1. Rain in all of the land, and no sun")), 2),
        # Nothing shows that the lines have a width.
        ("\n".join((WRAPPED[0], WRAPPED[1])), 2),
        ("\n".join((*WRAPPED, "A line " * 20)), 6),
        ("\n".join((*WRAPPED, "A line that", "has room for it")), 6),
    ],
)
def test_a_line_of_full_width_goes_on_in_the_next(text: str, lines: int) -> None:
    assert len(normalize_text(text).plain.split("\n")) == lines


SENT = [
    # text, what is searched in the normalized text, what it was in the text
    ("It  is\xa0 believed to", "is believed", "is\xa0 believed"),
    ("so what\xadever now", "whatever", "what\xadever"),
    ("so \xadever\xad now", "ever", "ever"),
    ("a cafe\u0301 b", "café", "cafe\u0301"),
    ("a cafe\u0301 b", "é", "e\u0301"),
    ("One.\r\n\r\nTwo.", "Two.", "Two."),
    ("One.\r\n\r\nTwo.", "One.\nTwo.", "One.\r\n\r\nTwo."),
    ("  end  ", "end", "end"),
    ("e\u0301e\u0301e\u0301", "éé", "e\u0301e\u0301"),
    ("😀  x 😀", "x 😀", "x 😀"),
    ("a ﬁsh", "fish", "ﬁsh"),
    ("oﬃce", "offi", "oﬃ"),
    ("oﬃce", "f", "ﬃ"),
    ("oﬃce", "fi", "ﬃ"),
    ("oﬃce", "ice", "ﬃce"),
    ("stiﬀ", "tiff", "tiﬀ"),
]


def sent_range(found: NormalizedText, start: int, end: int) -> TextRange:
    """The range in the text of one in the normalized text."""
    span = TextRange(start, end)
    for each in found.maps:
        span = each.to_original(span)
    return span


@pytest.mark.parametrize(("text", "searched", "sent"), SENT)
def test_a_span_of_the_normalized_text_is_found_in_the_text(
    text: str, searched: str, sent: str
) -> None:
    found = normalize_text(text)
    start = found.plain.index(searched)
    assert found.maps
    assert text[slice(*sent_range(found, start, start + len(searched)))] == sent


def test_an_empty_span_stays_empty() -> None:
    found = normalize_text("a  b ")
    assert found.maps
    assert sent_range(found, 2, 2) == (3, 3)
    assert sent_range(found, 3, 3) == (5, 5)


FOLDED = [
    ("ASCII Only's", "ascii only's"),
    ("‘Don’t’ ʼtis ‹x›", "'don't' 'tis 'x'"),
    ("“A” „b‟ «C»", '"a" "b" "c"'),
    ("İstanbul", "istanbul"),
    ("STRAßE ẞ ﬁ ǰ", "straße ß ﬁ ǰ"),
    ("ΟΔΟΣ", "οδος"),
    ("A – B — C…", "a – b — c…"),
]


@pytest.mark.parametrize(("plain", "lowered"), FOLDED)
def test_lower_case_keeps_the_length(plain: str, lowered: str) -> None:
    assert lower_case(plain) == lowered
    assert len(lowered) == len(plain)


def test_no_character_changes_its_length_when_folded() -> None:
    codes = range(0x80, sys.maxunicode + 1)
    assert [chr(code) for code in codes if len(chr(code).lower()) != 1] == ["İ"]
    assert len(lower_case("".join(map(chr, codes)))) == len(codes)


def seen(text: str) -> str:
    return "".join(char for char in normalize("NFD", text) if char.isalnum())


@given(st.text() | st.text("aB \n\r\t\xa0\xad.“e\u0301\u0302\u200b‑-ﬁ_¹*[]"))
def test_spans_give_back_the_characters_of_the_text(text: str) -> None:
    found = normalize_text(text)
    plain, lowered, _ = found
    assert len(lowered) == len(plain)
    assert plain == plain.strip(" ")
    assert "  " not in plain
    for start, char in enumerate(plain):
        span = sent_range(found, start, start + 1)
        assert 0 <= span.start < span.end <= len(text)
        if char.isalnum():
            sent = re.sub(f"[{UNSEEN}]", "", text[slice(*span)])
            ligature = len(sent) == 1 and char in normalize("NFKC", sent)
            assert ligature or normalize("NFC", sent) == normalize("NFC", char)
    plain = normalize_text(text, keep_signs=True).plain
    assert normalize("NFKC", seen(normalize("NFC", text))) == normalize(
        "NFKC", seen(normalize("NFC", plain))
    )


@given(st.text("ab \n\xa0\xad\u0301e-‑"), st.data())
def test_spans_keep_their_order(text: str, data: st.DataObject) -> None:
    found = normalize_text(text)
    end = len(found.plain)
    cut = data.draw(st.integers(0, end))
    if 0 < cut < end:
        assert sent_range(found, 0, cut).end <= sent_range(found, cut, end).start


# What a step changes, and what it depends on around that.
ODD_PIECES = [*"aBé.1 \n\r\t\xa0\xad\u200b-−‑ﬁ_*¹[]´†,”", "e\u0301", "e\xad\u0301", "ab", "[1]"]
ODD_TEXTS = st.lists(st.sampled_from(ODD_PIECES)).map("".join)


@given(ODD_TEXTS)
@example("U.S.m\xaday1,000")
@example("fi\u200bne1 _\xadodd_\u2060 plan\xad¹ isn\u200b´t pro\ufb01t2")
@example("a\xad−b a\u0301−b e\xad\u0301 sh\xadock-\ning cafe\u0301-\nbar ﬁ−ﬁ")
def test_a_paragraph_of_the_normalized_text_is_normal(text: str) -> None:
    """So what POST /extract returns has the findings of the text."""
    shown = normalize_text(text, known=KNOWN, keep_signs=True).plain
    paragraphs = [line for line in shown.split("\n") if line]
    again = [normalize_text(each, known=KNOWN, keep_signs=True) for each in paragraphs]
    assert [each.plain for each in again] == paragraphs
    direct = normalize_text(text, known=KNOWN)
    through = [normalize_text(each, known=KNOWN) for each in paragraphs]
    assert [each.plain for each in through] == [line for line in direct.plain.split("\n") if line]
    assert [each.lowered for each in through] == [
        line for line in direct.lowered.split("\n") if line
    ]


@given(ODD_TEXTS, st.data())
def test_an_unseen_character_anywhere_changes_nothing(text: str, data: st.DataObject) -> None:
    """But a soft hyphen before a line end, where it is a hyphen, or between CR and LF."""
    text = text.replace("\r", "").replace("\xad", "")
    places = data.draw(st.lists(st.integers(0, len(text)), max_size=3))
    unseen = "".join("\u200b" * places.count(at) + text[at : at + 1] for at in range(len(text) + 1))
    assert normalize_text(unseen, known=KNOWN)[:2] == normalize_text(text, known=KNOWN)[:2]


@given(ODD_TEXTS)
def test_decomposed_letters_are_read_like_composed_ones(text: str) -> None:
    composed, decomposed = (normalize_text(normalize(form, text)) for form in ("NFC", "NFD"))
    assert composed[:2] == decomposed[:2]


@pytest.mark.no_cover
@pytest.mark.parametrize("hostile", [" ", "\n", "\u0301", "a\u0301\u0316", "a  ", "\xad", "\xa0\n"])
def test_anything_without_end_is_read_in_linear_time(hostile: str) -> None:
    begun = process_time()
    normalize_text("x" + hostile * (200_000 // len(hostile)) + "x")
    assert process_time() - begun < 10
