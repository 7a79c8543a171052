"""Word documents (.docx): the text of the main story, with all tracked changes accepted.

A .docx file is a zip of XML parts (ECMA-376). Only the parts with the text and the styles are
unpacked, and they are parsed as a stream of events: no tree is built, so the limits below bound the
memory, and a checkpoint can end the work at any point.
"""

import re
import struct
import zlib
from collections.abc import Iterator, Mapping
from io import BytesIO
from posixpath import basename, dirname, join, normpath
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from lxml import etree

from levelhead.engine.deadline import Checkpoint, no_deadline
from levelhead.engine.document.unreadable import (
    MAX_PARAGRAPHS,
    ZIP,
    Unreadable,
    format_of,
    too_many_paragraphs,
)
from levelhead.types import MarkedRole

# The parts that are read, unpacked: a novel of 100,000 words has about 8 MB. Stated sizes are added
# up before anything is unpacked, and no entry is unpacked beyond the size that the zip states.
MAX_XML_BYTES = 8 * 1024 * 1024
# Pictures are entries too; an article has some dozens.
MAX_ENTRIES = 2000
# Word's own documents have some 30 levels, with a table in a text box in a table.
MAX_DEPTH = 256
# The parser keeps every name it meets, and the standard has about 2,000.
MAX_NAMES = 5000
# No tag and no run of text is longer than this: a tag with a million attributes takes 370 MB.
MAX_TOKEN_BYTES = 256 * 1024
# Styles are based on one another: Word follows ten of them.
MAX_BASED_ON = 10
_CHUNK_BYTES = 64 * 1024

_WORD = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",  # the strict variant
)
_COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"

# In well-formed XML there is no `<` inside a tag.
_LONG_TOKEN = re.compile(b"<[^<]{%d}" % MAX_TOKEN_BYTES)

# What a reader of the accepted text does not see: deleted and moved text, former formatting, the
# copy of a drawing for old versions of Word, and the pronunciation above East Asian words.
_SKIPPED = frozenset(("w:del", "w:moveFrom", "w:pPrChange", "w:rPrChange", "mc:Fallback", "w:rt"))
# These are a character where they are part of a run.
_CHARACTERS = {
    "w:tab": "\t",
    "w:ptab": "\t",
    "w:br": "\n",
    "w:cr": "\n",
    "w:noBreakHyphen": "-",
}
# A paragraph does not go on behind the end of one of these.
_ENDS = frozenset(("w:body", "w:tc", "w:txbxContent"))
_OFF = ("0", "false", "off")
_ENCRYPTED = 1  # the flag of a zip entry
# What zipfile raises on files that no program writes, or that use what Word does not.
_ZIP_FAULTS = (
    *(BadZipFile, EOFError, NotImplementedError, OverflowError),
    *(struct.error, ValueError, zlib.error),
)

# Built-in styles by the name or id that Word gives them in every language, without spaces and in
# lower case, since programs differ in those. "Quotations" is LibreOffice's.
_ROLES: dict[str, MarkedRole] = {
    **dict.fromkeys(("title", *(f"heading{n}" for n in range(1, 10))), "headline"),
    "subtitle": "standfirst",
    **dict.fromkeys(("quote", "intensequote", "quotations"), "blockquote"),
    "caption": "caption",
}
# How the styles of list items begin; short ones without a full stop are not headlines.
_LIST = "list"


class WordParagraph(NamedTuple):
    """A paragraph; `text` may hold tabs and line ends, `role` is None where no style gives one."""

    role: MarkedRole | None
    text: str


def word_paragraphs(
    data: bytes, max_chars: int, checkpoint: Checkpoint = no_deadline
) -> list[WordParagraph]:
    """The paragraphs of a .docx file in order, those of tables and text boxes included.

    Headers, footers, footnotes, endnotes, comments and hidden text are left out. Takes time linear
    in the size of the unpacked parts. Unreadable if `data` is not a Word document, if it exceeds a
    limit of this module or MAX_PARAGRAPHS, or if its text is longer than `max_chars` characters.
    """
    package = _Package(data, checkpoint)
    main = package.related("", "officeDocument")
    if main is None:
        raise Unreadable("this is a zip file, but not a Word document")
    styles, names = _Styles(), package.related(main, "styles")
    if names is not None:
        _parse(package.part(names), styles, checkpoint)
    text = _Text(styles, max_chars)
    _parse(package.part(main), text, checkpoint)
    if not text.is_word:
        raise Unreadable("this is an Office document, but not a Word document")
    return text.paragraphs


class _Package:
    """The zip, with the total of what is unpacked from it."""

    def __init__(self, data: bytes, checkpoint: Checkpoint) -> None:
        if format_of(data) != ZIP:
            raise Unreadable("this is not a Word document (.docx)")
        self._look = checkpoint
        self._left = MAX_XML_BYTES
        try:
            self._zip = ZipFile(BytesIO(data))
        except _ZIP_FAULTS as error:
            raise _damaged() from error
        if len(self._zip.infolist()) > MAX_ENTRIES:
            raise Unreadable(f"the Word document holds more than {MAX_ENTRIES} files")

    def related(self, source: str, kind: str) -> str | None:
        """The part to which `source` has a relationship of this kind; "" is the whole package."""
        name = join(dirname(source), "_rels", f"{basename(source)}.rels")
        if name not in self._zip.NameToInfo:
            return None
        relationships = _Relationships(kind)
        _parse(self.part(name), relationships, self._look)
        target = relationships.target
        return None if target is None else normpath(join("/", dirname(source), target))[1:]

    def part(self, name: str) -> bytes:
        """The bytes of a part."""
        info = self._zip.NameToInfo.get(name)
        if info is None:
            raise _damaged()
        if info.flag_bits & _ENCRYPTED:
            raise Unreadable("the Word document is encrypted: save it without a password")
        if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise Unreadable("the Word document is compressed in a way that Word does not use")
        self._left -= info.file_size
        if self._left < 0:
            raise Unreadable(f"the Word document has more than {MAX_XML_BYTES} bytes of XML")
        self._look()
        try:
            data = b"".join(self._unpacked(info))
        except _ZIP_FAULTS as error:
            raise _damaged() from error
        if _LONG_TOKEN.search(data):
            raise Unreadable(f"the Word document has XML tokens above {MAX_TOKEN_BYTES} bytes")
        return data

    def _unpacked(self, info: ZipInfo) -> Iterator[bytes]:
        """A part in chunks: read at once, all of it is unpacked, however little it states."""
        with self._zip.open(info) as file:
            while chunk := file.read(_CHUNK_BYTES):
                self._look()
                yield chunk


class _Events:
    """What the parser calls: keeps the open elements and the limits, under short names."""

    def __init__(self) -> None:
        self.path: list[str] = []
        self._names: dict[str, str] = {}

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """A start tag, as lxml calls it."""
        name = self._names.get(tag)
        if name is None:
            name = self._names[tag] = _short(tag)
            if len(self._names) > MAX_NAMES:
                raise Unreadable(f"the Word document has more than {MAX_NAMES} names of elements")
        self.path.append(name)
        if len(self.path) > MAX_DEPTH:
            raise Unreadable(f"the Word document is nested more than {MAX_DEPTH} levels deep")
        self.opened(name, attributes)

    def end(self, _: str) -> None:
        """An end tag."""
        self.closed(self.path.pop())

    def data(self, text: str) -> None:
        """Characters between tags, in pieces."""

    def doctype(self, *_: object) -> None:
        """Entities could be declared here; the standard forbids it, and Word refuses the file."""
        raise Unreadable("the Word document has a document type declaration")

    def close(self) -> None:
        """The end of the part."""

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins; it is the last of `path`."""

    def closed(self, name: str) -> None:
        """An element ends; it has left `path`."""

    def within(self, *names: str) -> bool:
        """Whether the element that has just begun is right inside these, outermost first."""
        return tuple(self.path[-1 - len(names) : -1]) == names


class _Relationships(_Events):
    """Finds the first relationship of a kind: the type is an address that ends with its name."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.target: str | None = None
        self._kind = f"/{kind}"

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        if (
            self.target is None
            and attributes.get("Type", "").endswith(self._kind)
            and attributes.get("TargetMode") != "External"
        ):
            self.target = attributes.get("Target")


class _Style:
    """A style; None where it leaves something to the style it is based on."""

    def __init__(self) -> None:
        self.name = ""
        self.based_on: str | None = None
        self.hidden: bool | None = None


class _Styles(_Events):
    """The styles by id, and what they say of the paragraphs and runs that have them."""

    def __init__(self) -> None:
        super().__init__()
        self._styles: dict[str, _Style] = {}
        self._style = _Style()

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "w:style":
            self._style = self._styles[_value(attributes, "styleId")] = _Style()
        elif name == "w:name" and self.within("w:style"):
            self._style.name = _value(attributes)
        elif name == "w:basedOn" and self.within("w:style"):
            self._style.based_on = _value(attributes)
        elif name == "w:vanish" and self.within("w:style", "w:rPr"):
            self._style.hidden = _is_on(attributes)

    def role(self, style: str) -> MarkedRole | None:
        """The role of a paragraph in the style with this id."""
        for id, each in self._chain(style):
            for name in (_plain(each.name), _plain(id)):
                if name in _ROLES:
                    return _ROLES[name]
                if name.startswith(_LIST):
                    return "body"
        return None

    def hides(self, style: str) -> bool:
        """Whether text in the style with this id is hidden."""
        hidden = (each.hidden for _, each in self._chain(style))
        return next((each for each in hidden if each is not None), False)

    def _chain(self, style: str | None) -> Iterator[tuple[str, _Style]]:
        """The style and those it is based on. One that is not listed has its id alone."""
        for _ in range(MAX_BASED_ON):
            if style is None:
                return
            found = self._styles.get(style, _UNLISTED)
            yield style, found
            style = found.based_on


class _OpenParagraph:
    """A paragraph while its text comes in."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.style = ""
        self.in_list = False
        # Its end is deleted: the text goes on in the next paragraph, which decides on the style.
        self.joins = False


class _Text(_Events):
    """The paragraphs of the main part."""

    def __init__(self, styles: _Styles, max_chars: int) -> None:
        super().__init__()
        self.is_word = False
        self.paragraphs: list[WordParagraph] = []
        self._styles = styles
        self._left = self._max_chars = max_chars
        # Text boxes are inside paragraphs, so that there may be several.
        self._open: list[_OpenParagraph] = []
        # What goes on in the next paragraph; one for the body, and one for each open text box.
        self._joined: list[list[str]] = [[]]
        # For each open run, whether it is hidden.
        self._hidden: list[bool] = []
        # For each open field, whether its instruction is being read, and not yet its result.
        self._fields: list[bool] = []
        self._instructions = 0
        self._placeholder = False
        self._in_text = False
        # The depth of the outermost element that is skipped; 0 outside of such.
        self._skipped = 0

    def data(self, text: str) -> None:
        if self._in_text:
            self._add(text.replace("\n", " "))

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        if self._skipped:
            return
        if name in _SKIPPED or (name == "w:sdtContent" and self._placeholder):
            self._placeholder = False
            self._skipped = len(self.path)
            if self._open and self.within("w:p", "w:pPr", "w:rPr"):
                self._open[-1].joins = True
        elif name == "w:document":
            self.is_word = True
        elif name == "w:p":
            self._open.append(_OpenParagraph())
        elif name == "w:txbxContent":
            self._joined.append([])
        elif name == "w:showingPlcHdr":
            self._placeholder = True
        elif not self._open:
            return
        elif name == "w:pStyle":
            self._open[-1].style = _value(attributes)
        elif name == "w:numPr" and self.within("w:p", "w:pPr"):
            self._open[-1].in_list = True
        elif name == "w:r":
            self._hidden.append(self._styles.hides(self._open[-1].style))
        elif not self._hidden:
            return
        elif name == "w:rStyle" and self.within("w:r", "w:rPr"):
            self._hidden[-1] = self._hidden[-1] or self._styles.hides(_value(attributes))
        elif name == "w:vanish" and self.within("w:r", "w:rPr"):
            self._hidden[-1] = _is_on(attributes)
        elif name == "w:fldChar":
            self._field(_value(attributes, "fldCharType"))
        elif name == "w:t":
            self._in_text = self._is_shown()
        elif name in _CHARACTERS and self.within("w:r") and self._is_shown():
            self._add(_CHARACTERS[name])

    def closed(self, name: str) -> None:
        if self._skipped:
            if len(self.path) < self._skipped:
                self._skipped = 0
        elif name == "w:t":
            self._in_text = False
        elif name == "w:r" and self._hidden:
            self._hidden.pop()
        elif name == "w:p":
            paragraph = self._open.pop()
            self._joined[-1] += paragraph.parts
            if not paragraph.joins:
                in_body = paragraph.in_list or "w:tc" in self.path
                self._end(self._styles.role(paragraph.style) or ("body" if in_body else None))
        elif name in _ENDS:
            self._end(None)
            if name == "w:txbxContent":
                self._joined.pop()

    def _field(self, step: str) -> None:
        """A field holds its instruction, such as a formula, and then the result that is shown."""
        if step == "begin":
            self._fields.append(True)
            self._instructions += 1
        elif self._fields and step in ("separate", "end"):
            self._instructions -= self._fields.pop()
            if step == "separate":
                self._fields.append(False)

    def _is_shown(self) -> bool:
        return self.within("w:r") and not (self._hidden[-1] or self._instructions)

    def _add(self, text: str) -> None:
        self._left -= len(text)
        if self._left < 0:
            raise Unreadable(f"the text is longer than {self._max_chars} characters")
        self._open[-1].parts.append(text)

    def _end(self, role: MarkedRole | None) -> None:
        """The paragraph that was carried so far is whole."""
        text = "".join(self._joined[-1])
        self._joined[-1].clear()
        if text.strip():
            self.paragraphs.append(WordParagraph(role, text))
            if len(self.paragraphs) > MAX_PARAGRAPHS:
                raise too_many_paragraphs()


_UNLISTED = _Style()


def _parse(data: bytes, target: _Events, checkpoint: Checkpoint) -> None:
    """Feed the parser piece by piece, with a checkpoint before each."""
    parser = etree.XMLParser(
        target=target,
        encoding="utf-8",  # Word writes nothing else, and in another a long tag could hide
        resolve_entities=False,
        no_network=True,
    )
    try:
        for start in range(0, len(data), _CHUNK_BYTES):
            checkpoint()
            parser.feed(data[start : start + _CHUNK_BYTES])
        parser.close()
    except etree.XMLSyntaxError as error:
        raise _damaged() from error


def _damaged() -> Unreadable:
    return Unreadable("the Word document is damaged or incomplete")


def _short(tag: str) -> str:
    """The name as Word's own files write it; elements of other vocabularies have none."""
    namespace, _, name = tag[1:].partition("}")
    if namespace in _WORD:
        return f"w:{name}"
    return f"mc:{name}" if namespace == _COMPATIBILITY else ""


def _value(attributes: Mapping[str, str], name: str = "val") -> str:
    return next((attributes[key] for ns in _WORD if (key := f"{{{ns}}}{name}") in attributes), "")


def _is_on(attributes: Mapping[str, str]) -> bool:
    """Whether a switch is on; without a value it is."""
    return _value(attributes) not in _OFF


def _plain(name: str) -> str:
    return name.replace(" ", "").lower()
