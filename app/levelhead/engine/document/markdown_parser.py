"""The Markdown parser: markdown-it-py with bounds, and with the places of text inside a line."""

from collections.abc import Callable
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import (
    StateInline,
    autolink,
    backtick,
    emphasis,
    entity,
    escape,
    html_inline,
    image,
    link,
    newline,
    strikethrough,
)
from markdown_it.token import Token

from levelhead.engine.bounds import TooMuch
from levelhead.engine.deadline import CHECKPOINT_EVERY, Checkpoint

# How often the parser may start a block or look for markup inside a line. Each time may leave some
# tokens of 600 bytes; an article of 1,000 paragraphs takes about 10,000.
MAX_STEPS = 50_000
# Rows of a table are filled up with cells that take no step.
MAX_TOKENS = 150_000
# The parser goes through characters, lines and cells in places where no rule is asked, so these
# bound how long it may take between two checkpoints: measured, less than .2 s. A row of nothing but
# escaped "|" takes quadratic time: at 500,000 characters up to 2 s.
MAX_CHARS = 200_000
MAX_LINES = 10_000

InlineRule = Callable[[StateInline, bool], bool]

_RULES: dict[str, InlineRule] = {
    "newline": newline,
    "escape": escape,
    "backticks": backtick,
    "strikethrough": strikethrough.tokenize,
    "emphasis": emphasis.tokenize,
    "link": link,
    "image": image,
    "autolink": autolink,
    "html_inline": html_inline,
    "entity": entity,
}


def tokens_of(markdown: str, checkpoint: Checkpoint) -> list[Token]:
    """The tokens of a text of up to MAX_CHARS and MAX_LINES; TooMuch if they are too many.

    `map` of a block's token has its lines, and `map` of a token inside a line its place in the
    content of that block.
    """
    return _PARSER.parse(markdown, {"count_step": _step_counter(checkpoint)})


class _Parser(MarkdownIt):
    def __init__(self) -> None:
        super().__init__()
        self.inline = _Inline()
        self.configure("commonmark", {"alerts": True})
        self.enable(["table", "strikethrough"])
        # These join pieces of text that are not side by side in the source.
        self.disable(["fragments_join", "text_join"])
        inside: Any = {"alt": ["paragraph", "reference", "blockquote", "list", "table"]}
        self.block.ruler.before("table", "checkpoint", _count_step, inside)
        self.inline.ruler.before("text", "checkpoint", _count_step)

    def normalizeLink(self, url: str) -> str:
        """Addresses are not used; taking them apart takes longer than all the rest."""
        return url

    def normalizeLinkText(self, link: str) -> str:
        """An address as it was sent."""
        return link


class _Inline(ParserInline):
    def __init__(self) -> None:
        super().__init__()
        for name, rule in _RULES.items():
            self.ruler.at(name, _placed(rule))

    def parse(self, src: str, md: MarkdownIt, env: Any, tokens: list[Token]) -> list[Token]:
        """As in ParserInline, with another state."""
        state = _State(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


class _State(StateInline):
    """Sets `map` of the text between markup."""

    _pending_at = 0

    def append_pending(self, text: str) -> None:
        if not self.pending:
            self._pending_at = self.pos
        super().append_pending(text)

    def pushPending(self) -> Token:
        token = super().pushPending()
        token.map = [self._pending_at, self._pending_at + len(token.content)]
        return token


def _placed(rule: InlineRule) -> InlineRule:
    """The rule; it sets `map` of the tokens that it makes."""

    def placed(state: StateInline, silent: bool) -> bool:
        start, made = state.pos, len(state.tokens)
        applies = rule(state, silent)
        for token in state.tokens[made:]:
            if token.map is None:
                if token.type == "text":
                    # An address, or one of several signs of emphasis side by side.
                    start = state.src.index(token.content, start)
                    token.map = [start, start + len(token.content)]
                    start += len(token.content)
                else:
                    token.map = [start, state.pos]
        return applies

    return placed


def _step_counter(checkpoint: Checkpoint) -> Callable[[int], None]:
    """A function to call at each step of the parser, with the number of tokens so far."""
    steps = checked = 0

    def count_step(tokens: int) -> None:
        nonlocal steps, checked
        steps += 1
        if steps % CHECKPOINT_EVERY == 0 or tokens > checked + CHECKPOINT_EVERY:
            checked = tokens
            checkpoint()
        if steps > MAX_STEPS or tokens > MAX_TOKENS:
            raise TooMuch("has too much Markdown in it: send it in parts")

    return count_step


def _count_step(state: Any, *_: Any) -> bool:
    """A rule that never applies, but is asked wherever others are."""
    state.env["count_step"](len(state.tokens))
    return False


_PARSER = _Parser()
