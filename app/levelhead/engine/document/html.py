"""HTML: the text a reader of the page sees, the way back to the source, headlines and quotations.

The tokenizer is turbohtml's: it follows the standard, gives the position of each token, keeps
character references apart and takes linear time whatever the input; docs/html.md compares others.
"""

import re
from array import array
from collections.abc import Iterator

from turbohtml import Token, TokenType, tokenize

from levelhead.engine.deadline import Checkpoint, no_deadline, with_checkpoints
from levelhead.engine.document.visible import Visible, Writer

_START, _TEXT, _REFERENCE = TokenType.START_TAG, TokenType.TEXT, TokenType.CHARACTER_REFERENCE
_LINE_END = re.compile("\n")
_UNSHOWN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def visible_of(html: str, checkpoint: Checkpoint = no_deadline) -> Visible:
    """Read `html` as a browser does; linear in its length. Only `checkpoint` raises anything."""
    writer = Writer()
    write_html(writer, html, 0, checkpoint)
    return writer.visible(len(html))


def write_html(writer: Writer, html: str, at: int, checkpoint: Checkpoint = no_deadline) -> None:
    """Write what is visible of `html`, which begins at `at` of the source."""
    for token, place in with_checkpoints(_tokens(html), checkpoint):
        kind, name = token.type, token.tag
        if name is not None:
            if kind is _START:
                writer.start_tag(name, _is_hidden(token), token.self_closing)
            else:
                writer.end_tag(name)
        elif kind is _TEXT:
            end = place + len(token.data or "")
            writer.text(html[place:end], at + place, at + end)
        elif kind is _REFERENCE:
            for text, start, end in _referenced(token, at + place):
                writer.text(text, start, end)


def _tokens(html: str) -> Iterator[tuple[Token, int]]:
    """The tokens, each with its place in the source."""
    # The tokenizer counts CR LF as one character, and passes over `</>` without saying so.
    even = html.replace("</>", "<!>").replace("\r\n", " \n").replace("\r", "\n")
    lines = array("q", (0, *(match.end() for match in _LINE_END.finditer(even))))
    for token in tokenize(even, resolve_references=False, capture_source=True):
        yield token, lines[token.line - 1] + token.col


def _referenced(token: Token, start: int) -> Iterator[tuple[str, int, int]]:
    """The characters of a reference, with start and end; then the text after it in its token."""
    data, source = token.data, token.source
    assert data is not None
    assert source is not None
    end = start + len(source)
    # `&notable` is one token, of which only `&not` is the reference.
    rest = 0 if source.endswith(";") else len(data) - 1
    yield data[: len(data) - rest], start, end - rest
    if rest:
        yield data[len(data) - rest :], end - rest, end


def _is_hidden(token: Token) -> bool:
    """Whether the element is not shown, as far as its own attributes say."""
    if token.attr("hidden") is not None or _UNSHOWN.search(token.attr("style") or ""):
        return True
    return token.tag == "dialog" and token.attr("open") is None
