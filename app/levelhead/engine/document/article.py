"""The article in a document: its paragraphs as blocks with roles, ready to be analysed.

Headings, quotations and captions are known by their tags or styles. Where neither says anything,
a paragraph is a headline if it looks like one, by the same rule as in the analysis of a text.
Documents with more than MAX_PARAGRAPHS are Unreadable.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Set
from itertools import chain, pairwise
from typing import NamedTuple, get_args

from levelhead.engine.deadline import Checkpoint, no_deadline, with_checkpoints
from levelhead.engine.document.elements import Trait
from levelhead.engine.document.html import visible_of
from levelhead.engine.document.normalized import normalize_text, normalized_offset
from levelhead.engine.document.paragraphs import paragraphs_of
from levelhead.engine.document.unreadable import MAX_PARAGRAPHS, too_many_paragraphs
from levelhead.engine.document.visible import Visible
from levelhead.types import MarkedRole, Role

# An article, or all but navigation and forms, is taken for the whole if it has more of the text
# than this. Some pages are one form from top to bottom, and some articles are teasers.
MAIN_SHARE = 1 / 3
_PARAGRAPH = "\n\n"

# Whether text in elements with these traits is part of the article.
Wanted = Callable[[frozenset[Trait]], bool]

# Traits that are roles: a heading in a quotation is a headline.
_MARKED: tuple[MarkedRole, ...] = get_args(MarkedRole)


class TaggedText(NamedTuple):
    """A part of a document's text and what its elements or styles say about it."""

    text: str
    traits: frozenset[Trait]


_END = TaggedText("", frozenset())


class ArticleBlock(NamedTuple):
    """A paragraph as a reader sees it: single spaces, composed accents, no soft hyphens."""

    role: Role
    text: str


def article_of_text(
    text: str, checkpoint: Checkpoint = no_deadline, known: Set[str] = frozenset()
) -> list[ArticleBlock]:
    """The paragraphs of a plain text; linear in its length. `known` is as in normalize_text()."""
    return _blocks([TaggedText(text, frozenset())], checkpoint, known)


def article_of_html(html: str, checkpoint: Checkpoint = no_deadline) -> list[ArticleBlock]:
    """The paragraphs of a page; linear in its length.

    If `article` and `main` elements hold more than a third of the visible text, the rest is left
    out; the same goes for what is outside `nav`, `form`, `button` and `title`. `q` elements get the
    quotation marks that browsers show.
    """
    return _article_of(visible_of(html, checkpoint), checkpoint)


def article_of_markdown(markdown: str, checkpoint: Checkpoint = no_deadline) -> list[ArticleBlock]:
    """The paragraphs of a Markdown text. TooMuch if its markup exceeds a limit."""
    from levelhead.engine.document.markdown import (
        visible_of_markdown,  # a parser that most processes never need
    )

    return _article_of(visible_of_markdown(markdown, checkpoint), checkpoint)


def article_of_word(
    data: bytes, max_chars: int, checkpoint: Checkpoint = no_deadline
) -> list[ArticleBlock]:
    """The paragraphs of a .docx file. Unreadable if it is none, or exceeds a limit."""
    from levelhead.engine.document.word import word_paragraphs  # the same goes for this one

    found = word_paragraphs(data, max_chars, checkpoint)
    parts = (
        TaggedText(text + _PARAGRAPH, frozenset((role,) if role else ())) for role, text in found
    )
    return _blocks(parts, checkpoint)


def _article_of(visible: Visible, checkpoint: Checkpoint) -> list[ArticleBlock]:
    central = _mainly(lambda traits: "article" in traits, _parts(visible), checkpoint)
    inside = (part for part in _parts(visible) if central(part.traits))
    useful = _mainly(lambda traits: "furniture" not in traits, inside, checkpoint)
    return _blocks(_shown(_parts(visible), lambda t: central(t) and useful(t)), checkpoint)


def _parts(visible: Visible) -> Iterator[TaggedText]:
    starts, traits = visible.trait_runs
    for start, end, each in zip(starts, (*starts[1:], len(visible.text)), traits, strict=False):
        yield TaggedText(visible.text[start:end], each)


def _mainly(wanted: Wanted, parts: Iterable[TaggedText], checkpoint: Checkpoint) -> Wanted:
    """`wanted`, or anything if only a small part of the text is wanted."""
    found = total = 0
    for text, traits in with_checkpoints(parts, checkpoint):
        total += len(text)
        found += len(text) if wanted(traits) else 0
    return wanted if found > MAIN_SHARE * total else lambda _: True


def _shown(parts: Iterable[TaggedText], wanted: Wanted) -> Iterator[TaggedText]:
    """The wanted parts, with quotation marks around `q` elements."""
    in_q = False
    for (text, traits), following in pairwise(chain(parts, (_END,))):
        if not wanted(traits):
            text = _PARAGRAPH if "\n" in text else " "  # what it separated stays separate
        elif _is_q(traits):
            inside = text.rstrip("\n")
            ends = inside != text or not _is_q(following.traits)
            # Paragraph by paragraph, since each may be an element of its own.
            quoted = inside.replace(_PARAGRAPH, f"”{_PARAGRAPH}“")
            text = f"{'' if in_q else '“'}{quoted}{'”' if ends else ''}{text[len(inside) :]}"
            in_q = not ends
        yield TaggedText(text, traits)


def _is_q(traits: frozenset[Trait]) -> bool:
    return "quoted" in traits and "blockquote" not in traits


def _blocks(
    parts: Iterable[TaggedText], checkpoint: Checkpoint, known: Set[str] = frozenset()
) -> list[ArticleBlock]:
    """The paragraphs of the parts together."""
    texts: list[str] = []
    starts: list[int] = []
    marked: list[Role | None] = []
    length = 0
    for text, traits in with_checkpoints(parts, checkpoint):
        texts.append(text)
        starts.append(length)
        marked.append(next((role for role in _MARKED if role in traits), None))
        length += len(text)
    plain, _, maps = normalize_text("".join(texts), checkpoint, known, keep_signs=True)
    if maps:
        starts = [normalized_offset(start, maps) for start in with_checkpoints(starts, checkpoint)]
    paragraphs = paragraphs_of(plain, checkpoint=checkpoint)
    if len(paragraphs) > MAX_PARAGRAPHS:
        raise too_many_paragraphs()
    found: list[ArticleBlock] = []
    for start, end, headline, *_ in paragraphs:
        role = marked[bisect_right(starts, start) - 1]
        looks: Role = "headline" if headline else "body"
        found.append(ArticleBlock(role or looks, plain[start:end]))
    return found
