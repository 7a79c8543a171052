"""The article in a document: its paragraphs as blocks with roles, ready to be analysed.

Headings, quotations and captions are known by their tags or styles. Where neither says anything,
a paragraph is a headline if it looks like one, by the same rule as in the analysis of a text.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple, get_args

from app.deadline import Look, unhurried, watched
from app.document.elements import Trait
from app.document.html import Stretch, visible_of
from app.document.paragraphs import paragraphs_of
from app.document.reading import reading_of
from app.span import MarkedRole, Role

# An article, or all but navigation and forms, is taken for the whole if it has more of the text
# than this. Some pages stand in one form from top to bottom, and some articles are teasers.
MAIN_SHARE = 1 / 3
_PARAGRAPH = "\n\n"

# Whether text in elements with these traits is part of the article.
Wanted = Callable[[frozenset[Trait]], bool]

_END = Stretch(0, 0, frozenset())

# Traits that are roles; of a heading in a quotation the first one counts.
_MARKED: tuple[MarkedRole, ...] = get_args(MarkedRole)


class ArticleBlock(NamedTuple):
    """A paragraph as a reader sees it: single spaces, composed accents, no soft hyphens."""

    role: Role
    text: str


def article_of_text(text: str, look: Look = unhurried) -> list[ArticleBlock]:
    """The paragraphs of a plain text; linear in its length."""
    return _blocks(text, (), look)


def article_of_html(html: str, look: Look = unhurried) -> list[ArticleBlock]:
    """The paragraphs of a page; linear in its length.

    If `article` and `main` elements hold more than a third of the visible text, the rest is left
    out; the same goes for what is outside `nav`, `form`, `button` and `title`. `q` elements get the
    quotation marks that browsers show.
    """
    visible = visible_of(html, look)
    central = _mainly(lambda traits: "article" in traits, visible.stretches, look)
    inside = [stretch for stretch in watched(visible.stretches, look) if central(stretch.traits)]
    useful = _mainly(lambda traits: "furniture" not in traits, inside, look)
    article = _written(visible.text, visible.stretches, lambda t: central(t) and useful(t), look)
    return _blocks(*article, look)


def article_of_markdown(markdown: str, look: Look = unhurried) -> list[ArticleBlock]:
    """The paragraphs of a Markdown text. Unreadable if its markup exceeds a limit."""
    from app.document.markdown import html_of  # a parser that most processes never need

    return article_of_html(html_of(markdown, look), look)


def article_of_word(data: bytes, max_chars: int, look: Look = unhurried) -> list[ArticleBlock]:
    """The paragraphs of a .docx file. Unreadable if it is none, or exceeds a limit."""
    from app.document.word import word_paragraphs  # the same goes for this one

    parts: list[str] = []
    stretches: list[Stretch] = []
    length = 0
    for role, text in word_paragraphs(data, max_chars, look):
        parts.append(text + _PARAGRAPH)
        end = length + len(parts[-1])
        stretches.append(Stretch(length, end, frozenset((role,)) if role else frozenset()))
        length = end
    return _blocks("".join(parts), stretches, look)


def _mainly(wanted: Wanted, stretches: Sequence[Stretch], look: Look) -> Wanted:
    """`wanted`, or anything if only a small part of the text is wanted."""
    found = total = 0
    for start, end, traits in watched(stretches, look):
        total += end - start
        if wanted(traits):
            found += end - start
    return wanted if found > MAIN_SHARE * total else lambda _: True


def _written(
    text: str, stretches: Sequence[Stretch], wanted: Wanted, look: Look
) -> tuple[str, list[Stretch]]:
    """The text without what is not wanted, and with quotation marks around `q` elements."""
    parts: list[str] = []
    found: list[Stretch] = []
    length = 0
    in_q = False
    for stretch, following in watched(pairwise((*stretches, _END)), look):
        part = text[stretch.start : stretch.end]
        if not wanted(stretch.traits):
            part = _PARAGRAPH if "\n" in part else " "  # what it parted stays apart
        elif _is_q(stretch.traits):
            inside = part.rstrip("\n")
            ends = inside != part or not _is_q(following.traits)
            # Paragraph by paragraph, since each may be an element of its own.
            quoted = inside.replace(_PARAGRAPH, f"”{_PARAGRAPH}“")
            part = f"{'' if in_q else '“'}{quoted}{'”' if ends else ''}{part[len(inside) :]}"
            in_q = not ends
        parts.append(part)
        found.append(Stretch(length, length + len(part), stretch.traits))
        length += len(part)
    return "".join(parts), found


def _is_q(traits: frozenset[Trait]) -> bool:
    return "quoted" in traits and "blockquote" not in traits


def _blocks(text: str, stretches: Sequence[Stretch], look: Look) -> list[ArticleBlock]:
    """The paragraphs of `text`, of which `stretches` say what is marked up."""
    plain, _, pieces = reading_of(text, look)
    paragraphs = paragraphs_of(plain, "body", look)
    starts = [pieces.read(s.start) if pieces else s.start for s in watched(stretches, look)]
    found: list[ArticleBlock] = []
    for paragraph in watched(paragraphs, look):
        role: Role = "headline" if paragraph.headline else "body"
        if stretches:
            traits = stretches[bisect_right(starts, paragraph.start) - 1].traits
            role = next((marked for marked in _MARKED if marked in traits), role)
        found.append(ArticleBlock(role, plain[paragraph.start : paragraph.end]))
    return found
