"""Word documents: what is read, with which role, and what is refused."""

import re
import tracemalloc
from contextlib import nullcontext, suppress
from io import BytesIO
from random import Random
from unittest.mock import Mock
from zipfile import ZIP_BZIP2, ZipFile

import pytest

from levelhead.engine.deadline import DeadlineExceeded
from levelhead.engine.document.article import article_of_word
from levelhead.engine.document.unreadable import MAX_PARAGRAPHS, Unreadable
from levelhead.engine.document.word import MAX_BASED_ON, word_paragraphs
from levelhead.engine.document.word_parts import (
    MAX_DEPTH,
    MAX_ENTRIES,
    MAX_NAMES,
    MAX_TOKEN_BYTES,
    MAX_XML_BYTES,
)
from tests.helpers.word_files import repacked, word_file, word_xml, zip_of

MAX_CHARS = 100_000
DOCUMENT = "word/document.xml"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def p(*runs: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


def field(instruction: str, result: str) -> str:
    begin, separate, end = (
        f'<w:r><w:fldChar w:fldCharType="{step}"/></w:r>' for step in ("begin", "separate", "end")
    )
    return f"{begin}{instruction}{separate}{result}{end}"


def box(*paragraphs: str) -> str:
    return f"<v:textbox><w:txbxContent>{''.join(paragraphs)}</w:txbxContent></v:textbox>"


JOINS = "<w:rPr><w:del/></w:rPr>"
OLD_BOX = f"<w:pict>{box(p(run('Box.')))}</w:pict>"
CHOICE = f"<mc:Choice Requires='wps'>{box(p(run('Box.')))}</mc:Choice>"

# XML of the body, and the text of each paragraph.
BODIES: dict[str, tuple[list[str], list[str]]] = {
    "runs are joined": ([p(run("bon"), run("kers"), run(" plan"))], ["bonkers plan"]),
    "an empty paragraph is left out": ([p(), p(run(" ")), p(run("One."))], ["One."]),
    "tabs, line breaks and hard hyphens": (
        [p("<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:noBreakHyphen/><w:cr/></w:r>")],
        ["a\tb\n-\n"],
    ),
    "raised figures are superscripts": (
        [
            p(
                run("The plan"),
                run("12", '<w:vertAlign w:val="superscript"/>'),
                run(" of the 1"),
                run("st", '<w:vertAlign w:val="superscript"/>'),
                run("2", '<w:vertAlign w:val="subscript"/>'),
            )
        ],
        ["The plan¹² of the 1st2"],
    ),
    "a tab stop is no tab": (
        [p(run("a"), properties='<w:tabs><w:tab w:val="left" w:pos="720"/></w:tabs>')],
        ["a"],
    ),
    "a line end in the XML is a gap": ([p(run("a\nb"))], ["a b"]),
    "insertions are read, deletions are not": (
        [
            p(
                run("The plan "),
                "<w:ins>" + run("may ") + "</w:ins>",
                "<w:del><w:r><w:delText>will </w:delText></w:r></w:del>",
                run("fail."),
            )
        ],
        ["The plan may fail."],
    ),
    "an insertion in a deletion is not read": (
        [p(run("One."), "<w:ins><w:del>" + run("Two.") + "</w:del></w:ins>")],
        ["One."],
    ),
    "moved text is read where it went": (
        [
            p("<w:moveFrom>" + run("Moved.") + "</w:moveFrom>", run("One.")),
            p("<w:moveTo>" + run("Moved.") + "</w:moveTo>"),
        ],
        ["One.", "Moved."],
    ),
    "a deleted paragraph end joins two paragraphs": (
        [p(run("The plan "), properties=JOINS), p(run("may fail.")), p(run("It rained."))],
        ["The plan may fail.", "It rained."],
    ),
    "a paragraph that was moved away joins nothing": (
        [
            p(
                "<w:moveFrom>" + run("Gone.") + "</w:moveFrom>",
                properties="<w:rPr><w:moveFrom/></w:rPr>",
            ),
            p(run("One.")),
        ],
        ["One."],
    ),
    "the last paragraph is read although its end is deleted": (
        [p(run("One."), properties=JOINS)],
        ["One."],
    ),
    "the last paragraph of a cell too": (
        [f"<w:tbl><w:tr><w:tc>{p(run('One.'), properties=JOINS)}</w:tc></w:tr></w:tbl>"],
        ["One."],
    ),
    "an inserted paragraph end parts two": (
        [p(run("One."), properties="<w:rPr><w:ins/></w:rPr>"), p(run("Two."))],
        ["One.", "Two."],
    ),
    "former formatting is not read": (
        [
            p(
                run("One.", "<w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange>"),
                properties='<w:pPrChange><w:pPr><w:pStyle w:val="Title"/></w:pPr></w:pPrChange>',
            )
        ],
        ["One."],
    ),
    "links and simple fields are read": (
        [
            p(
                "<w:hyperlink>" + run("the plan") + "</w:hyperlink>",
                '<w:fldSimple w:instr="PAGE">' + run(" 7") + "</w:fldSimple>",
                "<w:smartTag>" + run(" of May") + "</w:smartTag>",
            )
        ],
        ["the plan 7 of May"],
    ),
    "of a field the result is read": (
        [p(field("<w:r><w:instrText>PAGE</w:instrText></w:r>", run("7")), run(" of 9"))],
        ["7 of 9"],
    ),
    "of a field in a field's formula nothing is read": (
        [p(field(field(run("a"), run("b")), run("c")))],
        ["c"],
    ),
    "a field may run over paragraphs, and may have no result": (
        [
            p('<w:r><w:fldChar w:fldCharType="begin"/></w:r>', run("x")),
            p(run("y"), '<w:r><w:fldChar w:fldCharType="end"/></w:r>', run("One.")),
        ],
        ["One."],
    ),
    "an end without a field does nothing": (
        [p('<w:r><w:fldChar w:fldCharType="end"/></w:r>', run("One."))],
        ["One."],
    ),
    "cells are paragraphs": (
        [
            f"<w:tbl><w:tr><w:tc>{p(run('a'))}{p(run('b'))}</w:tc><w:tc>{p(run('c'))}</w:tc></w:tr>"
            f"<w:tr><w:tc><w:tbl><w:tr><w:tc>{p(run('d'))}</w:tc></w:tr></w:tbl>{p()}</w:tc></w:tr>"
            "</w:tbl>"
        ],
        ["a", "b", "c", "d"],
    ),
    "a text box is read once, before the paragraph that holds it": (
        [
            p(
                run("One "),
                f"<w:r><mc:AlternateContent>{CHOICE}<mc:Fallback>{OLD_BOX}</mc:Fallback>"
                "</mc:AlternateContent></w:r>",
                run("goes on."),
            )
        ],
        ["Box.", "One goes on."],
    ),
    "a text box of an old document is read": (
        [p(run("One "), f"<w:r>{OLD_BOX}</w:r>", run("goes on."))],
        ["Box.", "One goes on."],
    ),
    "what is joined in a text box stays there": (
        [p(run("One "), f"<w:r>{box(p(run('Box.'), properties=JOINS))}</w:r>", run("goes on."))],
        ["Box.", "One goes on."],
    ),
    "hidden text is not read": (
        [p(run("One."), run("Two.", "<w:vanish/>"), run("3", '<w:vanish w:val="1"/>'))],
        ["One."],
    ),
    "text that is expressly not hidden is read": (
        [p(run("One.", '<w:vanish w:val="0"/>'), run("Two.", '<w:vanish w:val="false"/>'))],
        ["One.Two."],
    ),
    "a hidden paragraph end hides no text": (
        [p(run("One."), properties="<w:rPr><w:vanish/></w:rPr>")],
        ["One."],
    ),
    "content controls are read, their placeholders are not": (
        [
            "<w:sdt><w:sdtPr/><w:sdtContent>" + p(run("One.")) + "</w:sdtContent></w:sdt>",
            "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>"
            + p(run("Click here"))
            + "</w:sdtContent></w:sdt>",
            p(run("Two.")),
        ],
        ["One.", "Two."],
    ),
    "of ruby text the base is read": (
        [
            p(
                f"<w:r><w:ruby><w:rt>{run('rubi')}</w:rt><w:rubyBase>{run('base')}</w:rubyBase>"
                "</w:ruby></w:r>"
            )
        ],
        ["base"],
    ),
    "marks of comments and footnotes are no text": (
        [
            p(
                '<w:commentRangeStart w:id="0"/>',
                run("One."),
                '<w:r><w:commentReference w:id="0"/></w:r>',
                '<w:r><w:footnoteReference w:id="1"/></w:r>',
            )
        ],
        ["One."],
    ),
    "runs and text outside of their place are passed over": (
        [run("loose"), "<w:t>looser</w:t>", p("<w:t>loosest</w:t>", run("One."))],
        ["One."],
    ),
}


@pytest.mark.parametrize(("body", "texts"), BODIES.values(), ids=BODIES)
def test_of_a_body_this_is_read(body: list[str], texts: list[str]) -> None:
    found = word_paragraphs(word_xml(*body), MAX_CHARS)
    assert [paragraph.text for paragraph in found] == texts


def test_the_strict_variant_is_read_too() -> None:
    strict = word_file(("Title", "Depot plan."), ("", "It may fail."))
    with ZipFile(BytesIO(strict)) as file:
        parts = {
            name: file.read(name)
            .replace(WORD.encode(), b"http://purl.oclc.org/ooxml/wordprocessingml/main")
            .replace(
                b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
                b"http://purl.oclc.org/ooxml/officeDocument/relationships",
            )
            for name in file.namelist()
        }
    assert article_of_word(repacked(strict, parts), MAX_CHARS) == [
        ("headline", "Depot plan."),
        ("body", "It may fail."),
    ]


STYLES = [
    *(("headline", style) for style in ("Title", "Heading 1", "Heading 9")),
    ("standfirst", "Subtitle"),
    *(("blockquote", style) for style in ("Quote", "Intense Quote")),
    ("caption", "Caption"),
    *(("body", style) for style in ("", "Normal", "Body Text", "List Bullet", "List Paragraph")),
]


@pytest.mark.parametrize(("role", "style"), STYLES)
def test_a_style_gives_its_paragraphs_a_role(role: str, style: str) -> None:
    data = word_file((style, "It may fail."), ("", "It rained."))
    assert article_of_word(data, MAX_CHARS) == [(role, "It may fail."), ("body", "It rained.")]


SHORT = {
    "a short line without a full stop": (p(run("Depot plan")), "headline"),
    "in a list by its own properties": (
        p(run("Depot plan"), properties="<w:numPr><w:ilvl/></w:numPr>"),
        "body",
    ),
    "in a list by its style": (
        p(run("Depot plan"), properties='<w:pStyle w:val="ListBullet2"/>'),
        "body",
    ),
    "in a cell": (f"<w:tbl><w:tr><w:tc>{p(run('Depot plan'))}</w:tc></w:tr></w:tbl>", "body"),
    "a numbered heading": (
        p(run("Depot plan"), properties='<w:pStyle w:val="Heading1"/><w:numPr/>'),
        "headline",
    ),
}


@pytest.mark.parametrize(("paragraph", "role"), SHORT.values(), ids=SHORT)
def test_the_look_of_list_items_and_cells_makes_no_headline(paragraph: str, role: str) -> None:
    assert article_of_word(word_xml(paragraph), MAX_CHARS) == [(role, "Depot plan")]


def style(id: str, name: str, based_on: str = "", more: str = "", kind: str = "paragraph") -> str:
    base = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    return (
        f'<w:style w:type="{kind}" w:styleId="{id}">'
        f'<w:name w:val="{name}"/>{base}<w:rPr>{more}</w:rPr></w:style>'
    )


CHAIN = "\n".join(style(f"s{n}", f"Own {n}", f"s{n + 1}") for n in range(MAX_BASED_ON + 1))
OWN_STYLES: dict[str, tuple[str, str, str]] = {
    "German": (style("berschrift1", "heading 1"), "berschrift1", "headline"),
    "a name in capitals": (style("x", "HEADING 2"), "x", "headline"),
    "an own name with a known id": (style("Heading2", "Kicker"), "Heading2", "headline"),
    "based on a heading": (style("k", "Kicker", "Heading1"), "k", "headline"),
    "based on a quotation twice": (
        style("a", "One", "b") + "\n" + style("b", "Two", "IntenseQuote"),
        "a",
        "blockquote",
    ),
    "LibreOffice": (style("Quotations", "Quotations"), "Quotations", "blockquote"),
    "based on itself": (style("k", "Kicker", "k"), "k", "body"),
    "based on one another": (style("a", "A", "b") + "\n" + style("b", "B", "a"), "a", "body"),
    "followed to its end": (f"{CHAIN}\n{style(f's{MAX_BASED_ON}', 'Title')}", "s1", "headline"),
    "followed no further": (CHAIN.replace("Own 10", "Title"), "s0", "body"),
    "not listed": ("", "Heading3", "headline"),
    "unknown": ("", "Zorp", "body"),
}


@pytest.mark.parametrize(("styles", "id", "role"), OWN_STYLES.values(), ids=OWN_STYLES)
def test_a_style_is_known_by_its_name_its_id_or_its_base(styles: str, id: str, role: str) -> None:
    body = p(run("It may fail."), properties=f'<w:pStyle w:val="{id}"/>')
    data = word_xml(body, styles=styles)
    assert article_of_word(data, MAX_CHARS) == [(role, "It may fail.")]


def test_a_style_may_hide_its_text() -> None:
    styles = "\n".join(
        (
            style("gone", "Gone", more="<w:vanish/>"),
            style("back", "Back", "gone", more='<w:vanish w:val="0"/>'),
            style("note", "Note", more="<w:vanish/>", kind="character"),
        )
    )
    body = [
        p(
            run("Gone."),
            run("Shown.", '<w:vanish w:val="0"/>'),
            properties='<w:pStyle w:val="gone"/>',
        ),
        p(run("Back."), properties='<w:pStyle w:val="back"/>'),
        p(run("One."), run("Note.", '<w:rStyle w:val="note"/>')),
    ]
    found = word_paragraphs(word_xml(*body, styles=styles), MAX_CHARS)
    assert [paragraph.text for paragraph in found] == ["Shown.", "Back.", "One."]


def test_the_form_of_a_paragraph_without_a_style_decides_its_role() -> None:
    data = word_file(("", "Depot plan dropped"), ("", "It may fail."))
    assert article_of_word(data, MAX_CHARS) == [
        ("headline", "Depot plan dropped"),
        ("body", "It may fail."),
    ]


def test_a_merged_paragraph_has_the_style_of_its_end() -> None:
    body = [
        p(run("Depot "), properties=f'<w:pStyle w:val="Title"/>{JOINS}'),
        p(run("plan."), properties='<w:pStyle w:val="Quote"/>'),
    ]
    assert article_of_word(word_xml(*body), MAX_CHARS) == [("blockquote", "Depot plan.")]


WELL = word_file(("", "It may fail."))
DAMAGED = "the Word document is damaged or incomplete"
NOT_WORD = "this is not a Word document (.docx)"
HEAD = f'<w:document xmlns:w="{WORD}"><w:body>'
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
TOO_LONG = f"the Word document has XML tokens above {MAX_TOKEN_BYTES} bytes"


def body(xml: str | bytes) -> bytes:
    """The file with this as its main part."""
    return repacked(WELL, {DOCUMENT: xml if isinstance(xml, bytes) else xml.encode()})


def flagged(data: bytes) -> bytes:
    """Every entry marked as encrypted, in its own head and in the directory."""
    data = re.sub(rb"(PK\x03\x04..)\x00", b"\\1\x01", data, flags=re.DOTALL)
    return re.sub(rb"(PK\x01\x02....)\x00", b"\\1\x01", data, flags=re.DOTALL)


def claiming(data: bytes, at: int, value: int, size: int = 2) -> bytes:
    """The document's entry of the directory with another value, `at` bytes from its start."""
    changed = bytearray(data)
    for entry in re.finditer(rb"PK\x01\x02.{42}" + DOCUMENT.encode(), data, re.DOTALL):
        changed[entry.start() + at : entry.start() + at + size] = value.to_bytes(size, "little")
    return bytes(changed)


def compressed(kind: int) -> bytes:
    made = BytesIO()
    with ZipFile(BytesIO(WELL)) as source, ZipFile(made, "w", kind) as target:
        for name in source.namelist():
            target.writestr(name, source.read(name))
    return made.getvalue()


REFUSED: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", NOT_WORD),
    "a text": (b"It may fail.", NOT_WORD),
    "an old .doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1000, NOT_WORD),
    "a zip": (zip_of("a.txt"), "this is a zip file, but not a Word document"),
    "a zip with nothing but its first bytes": (b"PK\x03\x04", DAMAGED),
    "entries that need a later version of zip": (claiming(WELL, at=6, value=99), DAMAGED),
    "entries that are patches": (claiming(WELL, at=8, value=0x20), DAMAGED),
    "entries with strong encryption": (claiming(WELL, at=8, value=0x40), DAMAGED),
    "the first half": (WELL[: len(WELL) // 2], DAMAGED),
    "all but the last byte": (WELL[:-1], DAMAGED),
    "encrypted": (
        flagged(WELL),
        "the Word document is encrypted: save it without a password",
    ),
    "another compression": (
        compressed(ZIP_BZIP2),
        "the Word document is compressed in a way that Word does not use",
    ),
    "a part is missing": (repacked(WELL, {DOCUMENT: None}), DAMAGED),
    "no relationships": (
        repacked(WELL, {"_rels/.rels": None}),
        "this is a zip file, but not a Word document",
    ),
    "a main part elsewhere": (
        repacked(
            WELL,
            {
                "_rels/.rels": b'<Relationships><Relationship Type="http://x/officeDocument" '
                b'TargetMode="External" Target="file:///etc/passwd"/></Relationships>'
            },
        ),
        "this is a zip file, but not a Word document",
    ),
    "a main part outside": (
        repacked(
            WELL,
            {
                "_rels/.rels": b'<Relationships><Relationship Type="http://x/officeDocument" '
                b'Target="../../../../etc/passwd"/></Relationships>'
            },
        ),
        DAMAGED,
    ),
    "a spreadsheet": (
        body("<workbook xmlns='http://x'/>"),
        "this is an Office document, but not a Word document",
    ),
    "XML that breaks off": (body(f"{HEAD}<w:p>"), DAMAGED),
    "no XML": (body("It may fail."), DAMAGED),
    "an empty part": (body(""), DAMAGED),
    "an unknown entity": (
        body(f"{HEAD}<w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>"),
        DAMAGED,
    ),
    "another encoding": (
        body(f"{HEAD}</w:body></w:document>".encode("utf-16")),
        DAMAGED,
    ),
    "entities": (
        body(f'<!DOCTYPE w [<!ENTITY l0 "ha">{LAUGHS}]>{HEAD}&l9;</w:body></w:document>'),
        "the Word document has a document type declaration",
    ),
    "an external entity": (
        body(
            f'<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>{HEAD}&x;</w:body></w:document>'
        ),
        "the Word document has a document type declaration",
    ),
    "an external document type": (
        body(f'<!DOCTYPE w SYSTEM "http://127.0.0.1:9/x.dtd">{HEAD}</w:body></w:document>'),
        "the Word document has a document type declaration",
    ),
    "elements in elements": (
        body(HEAD + "<w:tbl>" * (MAX_DEPTH - 1)),
        f"the Word document is nested more than {MAX_DEPTH} levels deep",
    ),
    "names": (
        body(HEAD + "".join(f"<n{n}/>" for n in range(MAX_NAMES))),
        f"the Word document has more than {MAX_NAMES} names of elements",
    ),
    "attributes": (
        body(f"{HEAD}<w:p " + "".join(f'a{n}="" ' for n in range(100_000)) + "/>"),
        TOO_LONG,
    ),
    "a run of text": (body(f"{HEAD}<w:t>{'a' * MAX_TOKEN_BYTES}</w:t>"), TOO_LONG),
    "files": (
        zip_of(*(f"{n}.txt" for n in range(MAX_ENTRIES + 1))),
        f"the Word document holds more than {MAX_ENTRIES} files",
    ),
    "a part that unpacks to much": (
        body(f"{HEAD}</w:body></w:document>" + "\n" * MAX_XML_BYTES),
        f"the Word document has more than {MAX_XML_BYTES} bytes of XML",
    ),
}


@pytest.mark.parametrize(("data", "said"), REFUSED.values(), ids=REFUSED)
def test_a_file_that_is_not_a_document_is_refused_with_a_sentence(data: bytes, said: str) -> None:
    with pytest.raises(Unreadable) as refused:
        word_paragraphs(data, MAX_CHARS)
    assert str(refused.value) == said


def test_a_part_that_is_larger_than_it_states_is_refused() -> None:
    data = body(f"{HEAD}{'<w:p/>' * 1000}</w:body></w:document>")
    size = len(f"{HEAD}{'<w:p/>' * 1000}</w:body></w:document>").to_bytes(4, "little")
    assert data.count(size) == 2  # in the entry's own head and in the directory
    with pytest.raises(Unreadable, match=DAMAGED):
        word_paragraphs(data.replace(size, (500).to_bytes(4, "little")), MAX_CHARS)


def test_a_document_of_too_many_paragraphs_is_refused() -> None:
    paragraphs = [p(run("One."))] * MAX_PARAGRAPHS
    assert len(word_paragraphs(word_xml(*paragraphs), MAX_CHARS)) == MAX_PARAGRAPHS
    with pytest.raises(Unreadable, match=f"more than {MAX_PARAGRAPHS} paragraphs"):
        word_paragraphs(word_xml(*paragraphs, p(run("Two."))), MAX_CHARS)


def test_a_part_is_not_unpacked_beyond_the_size_that_it_states() -> None:
    data = claiming(body(b" " * 100_000_000), at=24, value=1000, size=4)
    tracemalloc.start()
    try:
        with pytest.raises(Unreadable, match=DAMAGED):
            word_paragraphs(data, MAX_CHARS)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 4_000_000


def test_a_document_is_read_up_to_its_bounds() -> None:
    head, tail = HEAD, "</w:body></w:document>"
    deep = "<w:sdt>" * (MAX_DEPTH - 5) + p(run("One.")) + "</w:sdt>" * (MAX_DEPTH - 5)
    for xml in (
        f"{head}{deep}{tail}",
        head + "".join(f"<n{n}/>" for n in range(MAX_NAMES - 20)) + p(run("One.")) + tail,
        f"{head}{p(run('One.'))}<w:t>{'a' * (MAX_TOKEN_BYTES - 5)}</w:t>{tail}",
    ):
        (found,) = word_paragraphs(body(xml), 4)
        assert found.text == "One."
    with pytest.raises(Unreadable, match="the text is longer than 3 characters"):
        word_paragraphs(body(f"{head}{p(run('One.'))}{tail}"), 3)


@pytest.mark.no_cover
@pytest.mark.parametrize("more", [0, 1])
def test_the_parts_that_are_read_have_a_maximum_of_bytes_together(more: int) -> None:
    names = ("_rels/.rels", "word/_rels/document.xml.rels", "word/styles.xml")
    with ZipFile(BytesIO(WELL)) as file:
        others = sum(file.getinfo(name).file_size for name in names)
    begin, end = f"{HEAD}{p(run('One.'))}", "</w:body></w:document>"
    left = MAX_XML_BYTES + more - others - len(begin) - len(end)
    empty = f'<w:p w:rsidR="{"0" * 982}"/>'  # 1,000 bytes: a million elements take minutes
    data = body(begin + empty * (left // len(empty)) + " " * (left % len(empty)) + end)
    with pytest.raises(Unreadable) if more else nullcontext():
        assert [each.text for each in word_paragraphs(data, MAX_CHARS)] == ["One."]


@pytest.mark.slow
def test_fifty_thousand_paragraphs_that_all_join_are_one() -> None:
    xml = HEAD + p(run("a"), properties=JOINS) * 50_000 + "</w:body></w:document>"
    (found,) = word_paragraphs(body(xml), MAX_CHARS)
    assert found.text == "a" * 50_000


def test_a_checkpoint_ends_the_work_wherever_it_is() -> None:
    data = body(HEAD + p(*[run("One.")] * 9) * 900 + "</w:body></w:document>")
    calls = 0

    def count() -> None:
        nonlocal calls
        calls += 1

    word_paragraphs(data, MAX_CHARS, count)
    assert calls > 5
    for n in range(calls):
        checkpoint = Mock(side_effect=[*[None] * n, DeadlineExceeded])
        with pytest.raises(DeadlineExceeded):
            word_paragraphs(data, MAX_CHARS, checkpoint)


@pytest.mark.parametrize("seed", range(200))
def test_a_file_with_wrong_bytes_is_read_or_refused(seed: int) -> None:
    random = Random(seed)
    data = bytearray(WELL)
    for _ in range(random.choice((1, 3, 30))):
        data[random.randrange(4, len(data))] = random.randrange(256)
    with suppress(Unreadable):  # anything else would be a bug
        word_paragraphs(bytes(data), MAX_CHARS)
