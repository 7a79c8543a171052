"""The parts of a Word document (.docx): the zip that holds them, and the XML in each.

A part is parsed as a stream of events: no tree is built, so the limits below bound the memory, and
a checkpoint can end the work at any point.
"""

import re
import struct
import zlib
from collections.abc import Iterator, Mapping
from io import BytesIO
from posixpath import basename, dirname, join, normpath
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from lxml import etree

from levelhead.engine.deadline import Checkpoint
from levelhead.engine.document.unreadable import ZIP, Unreadable, format_of

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
_CHUNK_BYTES = 64 * 1024

_WORD = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",  # the strict variant
)
_COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"

# In well-formed XML there is no `<` inside a tag.
_LONG_TOKEN = re.compile(b"<[^<]{%d}" % MAX_TOKEN_BYTES)

_ENCRYPTED = 1  # the flag of a zip entry
# What zipfile raises on files that no program writes, or that use what Word does not.
_ZIP_FAULTS = (
    *(BadZipFile, EOFError, NotImplementedError, OverflowError),
    *(struct.error, ValueError, zlib.error),
)


class Package:
    """The zip, with the total of what is unpacked from it."""

    def __init__(self, data: bytes, checkpoint: Checkpoint) -> None:
        if format_of(data) != ZIP:
            raise Unreadable("this is not a Word document (.docx)")
        self._checkpoint = checkpoint
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
        parse(self.part(name), relationships, self._checkpoint)
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
        self._checkpoint()
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
                self._checkpoint()
                yield chunk


class Events:
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


class _Relationships(Events):
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


def parse(data: bytes, target: Events, checkpoint: Checkpoint) -> None:
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


def value_of(attributes: Mapping[str, str], name: str = "val") -> str:
    """The value of Word's attribute `name`; empty if there is none."""
    return next((attributes[key] for ns in _WORD if (key := f"{{{ns}}}{name}") in attributes), "")
