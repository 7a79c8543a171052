"""Markdown: the text a reader sees, the way back to the source, headlines and quotations.

CommonMark with GitHub's tables, strikethrough and alerts, by markdown-it-py. It cuts the contents
of headings, paragraphs, cells and HTML out of their lines and then looks for markup in each. So
two maps lead back: from the visible text to the contents, one after the other, and from there to
the source.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from markdown_it.token import Token

from levelhead.engine.bounds import TooMuch
from levelhead.engine.deadline import Checkpoint, no_deadline, with_checkpoints
from levelhead.engine.document.html import write_html
from levelhead.engine.document.markdown_contents import Contents
from levelhead.engine.document.markdown_parser import MAX_CHARS, tokens_of
from levelhead.engine.document.visible import Visible, Writer

# What is before the text: a byte order mark, and settings of a site generator in YAML or TOML.
_BEFORE_TEXT = re.compile(
    r"\ufeff?(?:(?:"
    r"---[ \t]*\r?\n"
    r"(?=\w[\w-]*:)(?:\w[\w-]*:.*\n|[ \t#-].*\n|\r?\n)*?"
    r"(?:---|\.\.\.)"
    r"|\+\+\+[ \t]*\r?\n"
    r"(?=[\w\"'-]+ *=|\[)(?:.*\n)*?"
    r"\+\+\+"
    r")[ \t]*(?:\r?\n|\Z))?"
)


def visible_of_markdown(markdown: str, checkpoint: Checkpoint = no_deadline) -> Visible:
    """Read `markdown` as it is shown on GitHub, its own HTML as a browser does.

    `checkpoint` is called while the text is parsed. TooMuch if the text is too long for this parser
    or has too much markup in it.
    """
    if len(markdown) > MAX_CHARS:
        raise TooMuch(f"has more than {MAX_CHARS:,} characters of Markdown: send it in parts")
    # The parser, too, replaces the character that no text may have.
    text = markdown.replace("\0", "\ufffd")
    before_text = _BEFORE_TEXT.match(text)
    assert before_text is not None
    contents = Contents(text, before_text.end())
    tokens = tokens_of(text[contents.begin :], checkpoint)
    writer = Writer()
    for before, token in with_checkpoints(pairwise((Token("", "", 0), *tokens)), checkpoint):
        if token.type == "inline":
            if token.map:  # the title of an alert is not in the source
                at = contents.add(token, before)
                _write_inline(writer, token.children or (), at)
        elif token.type == "html_block":
            write_html(writer, token.content, contents.add(token, before), checkpoint)
        elif token.type in ("code_block", "fence"):
            writer.start_tag("pre")
            at = contents.add(token, before)
            writer.text(token.content, at, at + len(token.content))
            writer.end_tag("pre")
        elif token.nesting < 0:
            writer.end_tag(token.tag)
        else:
            writer.start_tag(token.tag)
    return writer.visible(contents.length, contents.offset_map())


def _write_inline(writer: Writer, tokens: Sequence[Token], at: int) -> None:
    """Write the visible part of a content that begins at `at`."""
    for token in tokens:
        assert token.map is not None
        start, end = (at + place for place in token.map)
        if token.type in ("text", "text_special"):
            writer.text(token.content, start, end)
        elif token.type == "softbreak":
            writer.text("\n", start, end)
        elif token.type == "hardbreak":
            writer.start_tag("br")
        elif token.type == "html_inline":
            write_html(writer, token.content, start)
        elif token.type == "code_inline":
            # Between the backticks, and one space on either side if it has any.
            start += (end - start - len(token.content)) // 2
            writer.start_tag("code")
            writer.text(token.content, start, start + len(token.content))
            writer.end_tag("code")
        elif token.info == "auto":  # around an address in angle brackets
            (writer.start_tag if token.nesting > 0 else writer.end_tag)("code")
