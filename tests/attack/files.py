"""Attacks by files for POST /extract, and by Markdown for POST /analyze."""

from levelhead.service.routes.body import MARKDOWN
from levelhead.service.routes.extract import WORD
from tests.attack.answers import CANARY
from tests.attack.attack import HTML, TEXT, Attack, sending
from tests.attack.texts import PAGES, filled
from tests.helpers.word_files import repacked, word_file, zip_of

# What is repeated in Markdown, so that a reader looks for its end again and again.
MARKS = {
    "quotes in quotes": "> ",
    "lists in lists": "* ",
    "brackets": "[",
    "links that are none": "[a](",
    "images in images": "![",
    "backticks": "`a``",
    "stars": "*a **b",
    "underscores": "_a __b",
    "tags": "<a ",
    "autolinks": "<http:",
    "references": "[a]: b\n",
    "tables": "|a|b\n",
    "headings": "# may\n\n",
    "entities": "&amp;",
    "backslashes": "\\",
}
SIZE = 64_000
NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def extracting(name: str, kind: str, body: bytes, *statuses: int) -> Attack:
    """POST /extract."""
    return sending(f"/extract: {name}", "/extract", kind, body, *(statuses or (200, 413, 422)))


def word(name: str, xml: str, *statuses: int) -> Attack:
    """POST /extract of a Word document with this text as its document.xml."""
    made = repacked(word_file(("", CANARY)), {"word/document.xml": xml.encode()})
    return extracting(f".docx, {name}", WORD, made, *statuses)


def body(inside: str) -> str:
    """A document.xml."""
    return f'<w:document xmlns:w="{NAMESPACE}"><w:body>{inside}</w:body></w:document>'


ENTITIES = (
    "<!DOCTYPE a ["
    + '<!ENTITY a0 "may ">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    + "]>"
)

ATTACKS = (
    *(
        extracting(f"Markdown, {name}", MARKDOWN, filled(unit, SIZE).encode())
        for name, unit in MARKS.items()
    ),
    extracting("Markdown, 2 MB of brackets", MARKDOWN, filled("[", 2_000_000).encode()),
    extracting("Markdown, 2 MB of “may ”", MARKDOWN, filled("may ", 2_000_000).encode()),
    extracting("Markdown, 2 MB of headings", MARKDOWN, filled("# may\n\n", 2_000_000).encode()),
    *(
        sending(f"Markdown, {name}", "/analyze", MARKDOWN, filled(unit, SIZE).encode(), 200, 422)
        for name, unit in MARKS.items()
    ),
    extracting("2 MB of lines", TEXT, filled("may.\n\n", 2_000_000).encode()),
    *(
        extracting(f"HTML, {name}", HTML, filled(PAGES[name], 2_000_000).encode())
        for name in ("nested blocks", "lists", "formatting to be opened again", "tables")
    ),
    word("100 MB of spaces", body(" " * 100_000_000)),
    word("100 MB of text", body(f"<w:p><w:r><w:t>{'may ' * 25_000_000}</w:t></w:r></w:p>")),
    word("a million paragraphs", body("<w:p><w:r><w:t>may</w:t></w:r></w:p>" * 1_000_000)),
    word("depth of 100,000", body("<w:p>" * 100_000 + "</w:p>" * 100_000)),
    word("entities of entities", ENTITIES + body("<w:p><w:r><w:t>&a9;</w:t></w:r></w:p>")),
    word("cut XML", body("<w:p>" * 10_000)[:-100]),
    extracting(".docx, 20,000 files", WORD, zip_of(*map(str, range(16_000))), 413, 415, 422),
    extracting(".docx, cut", WORD, word_file(("", "may"))[:-100], 415, 422),
)
