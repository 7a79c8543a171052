"""Files as the command line reads them: what each becomes, and why it may not be read."""

import io
from pathlib import Path
from types import SimpleNamespace

import pytest

from levelhead.cli.article_file import Article, InputFormat, article_of, input_format_of, read_bytes
from levelhead.engine.analyzer import Block
from levelhead.engine.document.unreadable import Unreadable
from levelhead.options import MAX_BLOCKS
from tests.helpers.word_files import word_file, zip_of

DOCX = word_file(("Title", "Mayor slams plan."), ("", "It may fail."), ("Quote", "It is odd."))
MARKDOWN = b"# Mayor slams plan.\n\nIt *may* fail.\n\n> It is odd."
PARAGRAPHS = Article(
    (
        Block("Mayor slams plan.", "headline", "0"),
        Block("It may fail.", "body", "1"),
        Block("It is odd.", "blockquote", "2"),
    ),
    of_paragraphs=True,
)

ARTICLES: list[tuple[InputFormat, bytes, Article]] = [
    ("text", b"It may.\r\n", Article((Block("It may.\r\n"),))),
    ("text", "\ufeffIt 😀 may.".encode(), Article((Block("\ufeffIt 😀 may."),))),
    ("text", b"", Article((Block(""),))),
    ("text", b"\x0c\x1b\x7f", Article((Block("\x0c\x1b\x7f"),))),
    ("html", b"<p>It may.", Article((Block("<p>It may."),), "html")),
    ("markdown", MARKDOWN, Article((Block(MARKDOWN.decode()),), "markdown")),
    ("docx", DOCX, PARAGRAPHS),
    ("docx", word_file(), Article((), of_paragraphs=True)),
]


@pytest.mark.parametrize(("format", "data", "expected"), ARTICLES)
def test_a_file_is_a_text_or_the_paragraphs_of_a_document(
    format: InputFormat, data: bytes, expected: Article
) -> None:
    assert article_of(data, format, 1000) == expected


NOT_AN_ARTICLE = ", not an article in text, HTML, Markdown or .docx"
USE_DOCX = "this is a zip file or an Office document; for a Word document use --input-format docx"
BAD: list[tuple[InputFormat, bytes, str]] = [
    ("text", DOCX, USE_DOCX),
    ("html", DOCX, USE_DOCX),
    ("markdown", zip_of("a"), USE_DOCX),
    ("docx", zip_of("a"), "this is a zip file, but not a Word document"),
    ("docx", b"It may.", "this is not a Word document (.docx)"),
    ("text", b"%PDF-1.7\n", f"this is a PDF{NOT_AN_ARTICLE}"),
    ("docx", b"%PDF-1.7\n", f"this is a PDF{NOT_AN_ARTICLE}"),
    ("text", b"\x89PNG\r\n\x1a\n", f"this is a PNG picture{NOT_AN_ARTICLE}"),
    ("html", b"\xff\xd8\xff\xe0", f"this is a JPEG picture{NOT_AN_ARTICLE}"),
    ("text", b"{\\rtf1 It may.}", f"this is an RTF document{NOT_AN_ARTICLE}"),
    ("text", b"\xff\xfeI\0t\0", "this is UTF-16 text; save it as UTF-8"),
    ("markdown", b"\xfe\xff\0I\0t", "this is UTF-16 text; save it as UTF-8"),
    ("text", b"I\0t\0", "this is a binary file, not text (byte 1 is zero)"),
    ("text", b"\x7fELF\x02\x01\x01\0\xff", "this is a binary file, not text (byte 7 is zero)"),
    ("text", b"caf\xe9", "not UTF-8 (byte 3); save it as UTF-8"),
    ("html", b"caf\xe9", "not UTF-8 (byte 3); save it as UTF-8"),
    (
        "docx",
        word_file(*[("", "It may.")] * (MAX_BLOCKS + 1)),
        f"the document has more than {MAX_BLOCKS} paragraphs",
    ),
]


@pytest.mark.parametrize(("format", "data", "reason"), BAD)
def test_what_is_not_an_article_is_named(format: InputFormat, data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable) as error:
        article_of(data, format, 10_000)
    assert str(error.value) == reason


def test_the_text_of_a_word_document_is_bounded() -> None:
    with pytest.raises(Unreadable, match=r"^the text is longer than 20 characters$"):
        article_of(DOCX, "docx", 20)


def test_as_many_paragraphs_as_the_service_takes_are_read() -> None:
    data = word_file(*[("", "It may.")] * MAX_BLOCKS)
    assert len(article_of(data, "docx", 10_000).blocks) == MAX_BLOCKS


@pytest.mark.parametrize(
    ("name", "format"),
    [
        ("a.txt", "text"),
        ("a", "text"),
        ("-", "text"),
        (".md", "text"),
        ("a.html.txt", "text"),
        ("a.html", "html"),
        ("A.HTM", "html"),
        ("b/a.md", "markdown"),
        ("a.Markdown", "markdown"),
        ("a.docx", "docx"),
        ("A.DOCX", "docx"),
        ("a.doc", "text"),
    ],
)
def test_a_name_shows_the_format(name: str, format: InputFormat) -> None:
    assert input_format_of(name) == format


@pytest.mark.parametrize("standard_input", [False, True])
def test_a_file_may_be_as_long_as_the_limit(
    standard_input: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"12345")
    name = "-" if standard_input else str(path)

    def fresh() -> None:
        monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(b"12345")))

    fresh()
    assert read_bytes(name, 5) == b"12345"
    fresh()
    with pytest.raises(Unreadable) as error:
        read_bytes(name, 4)
    assert str(error.value) == "larger than 4 bytes; LEVELHEAD_MAX_BODY_BYTES is the limit"


def test_an_endless_file_is_refused() -> None:
    with pytest.raises(Unreadable, match=r"^larger than 1,000 bytes"):
        read_bytes("/dev/zero", 1000)
