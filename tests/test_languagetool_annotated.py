import pytest
from hypothesis import given
from hypothesis import strategies as st

from levelhead.languagetool.annotated import AnnotatedText, Annotation, without_markup

T, M = False, True


def annotated(*parts: tuple[str, str, bool]) -> AnnotatedText:
    return AnnotatedText.of(Annotation(*part) for part in parts)


BOLD = annotated(
    ("A ", "A ", T), ("<b>", "", M), ("big", "big", T), ("</b>", "", M), (" day", " day", T)
)
ENTITY = annotated(("clich", "clich", T), ("&eacute;", "é", M), ("s", "s", T))
CODE = annotated(("Run ", "Run ", T), ("`bonkers`", "bonkers", M), (" now", " now", T))
BLOCKS = annotated(("One.", "One.", T), ("</p>", "", M), ("<p>", "\n\n", M), ("Two.", "Two.", T))
DUMMY = annotated(("is ", "is ", T), (r"\ref{a}", "Dummy0", M), (" believed", " believed", T))

PLACES = [
    ("plain text stands where it is", without_markup("A big day"), "big", "big"),
    ("tags around words stay out", BOLD, "big", "big"),
    ("tags between words are covered", BOLD, "big day", "big</b> day"),
    ("both of them", BOLD, "A big day", "A <b>big</b> day"),
    ("a word begins behind a tag", BOLD, "day", "day"),
    ("markup in a word is covered", ENTITY, "clichés", "clich&eacute;s"),
    ("markup at its end is whole", ENTITY, "cliché", "clich&eacute;"),
    ("markup at its start is whole", ENTITY, "és", "&eacute;s"),
    ("words in markup have no place", CODE, "bonkers", None),
    ("a part of them neither", CODE, "bonk", None),
    ("words that take in markup do", CODE, "Run bonkers now", "Run `bonkers` now"),
    ("they end at its end", CODE, "Run bonk", "Run `bonkers`"),
    ("behind a break", BLOCKS, "Two", "Two"),
    ("before a break", BLOCKS, "One.", "One."),
    ("across a break", BLOCKS, "One.\n\nTwo.", "One.</p><p>Two."),
    (
        "what stands for markup is longer or shorter",
        DUMMY,
        "is Dummy0 believed",
        r"is \ref{a} believed",
    ),
    ("and what follows it is not moved", DUMMY, "believed", "believed"),
]


@pytest.mark.parametrize(
    ("text", "read", "sent"), [p[1:] for p in PLACES], ids=[p[0] for p in PLACES]
)
def test_a_place_covers_what_was_read(text: AnnotatedText, read: str, sent: str | None) -> None:
    start = text.plain.index(read)
    place = text.place(start, start + len(read))
    assert (place and text.original[place.start : place.end]) == sent


def test_empty_parts_do_not_count() -> None:
    assert annotated(("", "", T), ("a", "a", T), ("", "", M)) == without_markup("a")
    assert without_markup("") == annotated()


PARTS = st.lists(
    st.one_of(
        st.text().map(lambda text: Annotation(text, text, markup=False)),
        st.tuples(st.text(), st.text()).map(lambda both: Annotation(*both, markup=True)),
    )
)


@given(PARTS, st.data())
def test_text_is_found_at_its_place(parts: list[Annotation], data: st.DataObject) -> None:
    text = AnnotatedText.of(parts)
    assert text.original == "".join(part.original for part in parts)
    assert text.plain == "".join(part.plain for part in parts)
    # The place in the request of each character that is read; None for those of markup.
    at: list[int | None] = []
    sent = 0
    for part in parts:
        at += [None] * len(part.plain) if part.markup else range(sent, sent + len(part.original))
        sent += len(part.original)
    start = data.draw(st.integers(0, len(text.plain)))
    end = data.draw(st.integers(start, len(text.plain)))
    place = text.place(start, end) if start < end else None
    inside = [each for each in at[start:end] if each is not None]
    if place:
        assert 0 <= place.start <= place.end <= len(text.original)
        assert all(place.start <= each < place.end for each in inside)
        if at[start] is not None:
            assert place.start == at[start]
        if (last := at[end - 1]) is not None:
            assert place.end == last + 1
    else:
        assert inside == []
