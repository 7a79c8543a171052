"""Word documents (.docx): the text of the main story, with all tracked changes accepted.

Only the parts with the text and the styles are read (ECMA-376).
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from levelhead.engine.deadline import Checkpoint, no_deadline
from levelhead.engine.document.signs import SUPERSCRIPT_OF
from levelhead.engine.document.unreadable import MAX_PARAGRAPHS, Unreadable, too_many_paragraphs
from levelhead.engine.document.word_parts import Events, Package, parse, value_of
from levelhead.types import MarkedRole

# Styles are based on one another: Word follows ten of them.
MAX_BASED_ON = 10

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
# A paragraph does not go on after the end of one of these.
_ENDS = frozenset(("w:body", "w:tc", "w:txbxContent"))
_OFF = ("0", "false", "off")

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
    limit of word_parts.py or MAX_PARAGRAPHS, or if its text is longer than `max_chars` characters.
    """
    package = Package(data, checkpoint)
    main = package.related("", "officeDocument")
    if main is None:
        raise Unreadable("this is a zip file, but not a Word document")
    styles, names = _Styles(), package.related(main, "styles")
    if names is not None:
        parse(package.part(names), styles, checkpoint)
    text = _Text(styles, max_chars)
    parse(package.part(main), text, checkpoint)
    if not text.is_word:
        raise Unreadable("this is an Office document, but not a Word document")
    return text.paragraphs


class _Style:
    """A style; None where it leaves something to the style it is based on."""

    def __init__(self) -> None:
        self.name = ""
        self.based_on: str | None = None
        self.hidden: bool | None = None


class _Styles(Events):
    """The styles by id, and what they say of the paragraphs and runs that have them."""

    def __init__(self) -> None:
        super().__init__()
        self._styles: dict[str, _Style] = {}
        self._style = _Style()

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "w:style":
            self._style = self._styles[value_of(attributes, "styleId")] = _Style()
        elif name == "w:name" and self.within("w:style"):
            self._style.name = value_of(attributes)
        elif name == "w:basedOn" and self.within("w:style"):
            self._style.based_on = value_of(attributes)
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


class _Text(Events):
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
        # Whether the text of the run is a superscript.
        self._raised = False
        # For each open field, whether its instruction is being read, and not yet its result.
        self._fields: list[bool] = []
        self._instructions = 0
        self._placeholder = False
        self._in_text = False
        # The depth of the outermost element that is skipped; 0 outside of such.
        self._skipped = 0

    def data(self, text: str) -> None:
        if self._in_text:
            text = text.replace("\n", " ")
            self._add(text.translate(SUPERSCRIPT_OF) if self._raised else text)

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
            self._open[-1].style = value_of(attributes)
        elif name == "w:numPr" and self.within("w:p", "w:pPr"):
            self._open[-1].in_list = True
        elif name == "w:r":
            self._hidden.append(self._styles.hides(self._open[-1].style))
            self._raised = False
        elif not self._hidden:
            return
        elif name == "w:rStyle" and self.within("w:r", "w:rPr"):
            self._hidden[-1] = self._hidden[-1] or self._styles.hides(value_of(attributes))
        elif name == "w:vanish" and self.within("w:r", "w:rPr"):
            self._hidden[-1] = _is_on(attributes)
        elif name == "w:vertAlign" and self.within("w:r", "w:rPr"):
            self._raised = value_of(attributes) == "superscript"
        elif name == "w:fldChar":
            self._field(value_of(attributes, "fldCharType"))
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


def _is_on(attributes: Mapping[str, str]) -> bool:
    """Whether a switch is on; without a value it is."""
    return value_of(attributes) not in _OFF


def _plain(name: str) -> str:
    return name.replace(" ", "").lower()
