"""Markdown as HTML: CommonMark with tables and strikethrough, by markdown-it-py."""

import re
from typing import Any

from markdown_it import MarkdownIt

from levelhead.engine.deadline import CHECKPOINT_EVERY, Checkpoint, no_deadline
from levelhead.engine.document.unreadable import Unreadable

# Settings of a site generator before the text, in YAML between two lines.
_FRONT_MATTER = re.compile(
    r"---[ \t]*\r?\n"
    r"(?=\w[\w-]*:)(?:\w[\w-]*:.*\n|[ \t#-].*\n|\r?\n)*?"
    r"(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)"
)
# How often the parser may start a block or look for markup inside a line. Each time may leave some
# tokens of 600 bytes; an article of 1,000 paragraphs takes about 10,000.
MAX_STEPS = 50_000
# The parser goes through characters, lines and cells in places where no rule is asked, so these
# bound how long it may take between two checkpoints: measured, less than half a second.
MAX_CHARS = 500_000
MAX_LINES = 10_000


def html_of(markdown: str, checkpoint: Checkpoint = no_deadline) -> str:
    """The text as HTML, its own HTML kept; addresses and front matter are left out.

    `checkpoint` is called while the text is parsed. Unreadable if the text is too long for this
    parser or has too much markup in it.
    """
    if len(markdown) > MAX_CHARS:
        raise Unreadable(f"Markdown may have at most {MAX_CHARS} characters")
    if markdown.count("\n") > MAX_LINES:
        raise Unreadable(f"Markdown may have at most {MAX_LINES} lines")
    front_matter = _FRONT_MATTER.match(markdown)
    text = markdown[front_matter.end() :] if front_matter else markdown
    steps = 0

    def count_step(*_: Any) -> bool:
        """A rule that never applies, but is asked wherever others are."""
        nonlocal steps
        steps += 1
        if steps % CHECKPOINT_EVERY == 0:
            checkpoint()
        if steps > MAX_STEPS:
            raise Unreadable("the text has too much Markdown in it")
        return False

    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    inside: Any = {"alt": ["paragraph", "reference", "blockquote", "list", "table"]}
    parser.block.ruler.before("table", "checkpoint", count_step, inside)
    parser.inline.ruler.before("text", "checkpoint", count_step)
    tokens = parser.parse(text)
    for token in tokens:
        for part in token.children or ():
            # A few references to one long address would make a page of any length.
            part.attrs.clear()
    checkpoint()
    html: str = parser.renderer.render(tokens, parser.options, {})
    return html
