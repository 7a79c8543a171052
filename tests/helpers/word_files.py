"""Word documents for tests: written by python-docx, with XML of our own put into the body."""

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
NAMESPACES = f'{nsdecls("w")} xmlns:mc="{COMPATIBILITY}" xmlns:v="urn:schemas-microsoft-com:vml"'


def zip_of(*names: str) -> bytes:
    """A zip with files of these names."""
    made = BytesIO()
    with ZipFile(made, "w") as file:
        for name in names:
            file.writestr(name, name)
    return made.getvalue()


def word_file(*paragraphs: tuple[str, str]) -> bytes:
    """A document whose paragraphs have these styles and texts; "" is Word's default style."""
    document = docx.Document()
    for style, text in paragraphs:
        if style and style not in document.styles:
            document.styles.add_style(style, WD_STYLE_TYPE.PARAGRAPH)
        document.add_paragraph(text, style or None)
    return _saved(document)


def word_xml(*elements: str, styles: str = "") -> bytes:
    """A document with this XML in its body, where `w:`, `mc:` and `v:` are declared."""
    document = docx.Document()
    for element in elements:
        head, space, rest = element.partition(" ")
        if not space or ">" in head:
            head, _, rest = element.partition(">")
            rest = f">{rest}"
        document.element.body.append(parse_xml(f"{head} {NAMESPACES} {rest}"))
    for style in styles.split("\n") if styles else ():
        head, _, rest = style.partition(" ")
        document.styles.element.append(parse_xml(f"{head} {NAMESPACES} {rest}"))
    return _saved(document)


def repacked(data: bytes, changed: Mapping[str, bytes | None]) -> bytes:
    """The same file with other bytes for some of its parts; without those that are None."""
    made = BytesIO()
    with ZipFile(BytesIO(data)) as source, ZipFile(made, "w", ZIP_DEFLATED) as target:
        parts = {name: source.read(name) for name in source.namelist()}
        for name, part in {**parts, **changed}.items():
            if part is not None:
                target.writestr(name, part)
    return made.getvalue()


def _saved(document: "docx.document.Document") -> bytes:
    made = BytesIO()
    document.save(made)
    return made.getvalue()
