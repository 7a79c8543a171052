"""Paragraphs: the lines of a normalized text, and what their form says about them."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from levelhead.engine.bounds import MAX_ITEMS, at_most
from levelhead.engine.deadline import Checkpoint, no_deadline, with_checkpoints
from levelhead.engine.document.signs import SUPERSCRIPTS
from levelhead.types import Role, TextRange

# A headline of a tabloid, kicker and all, stays below this; a paragraph seldom does without a stop.
HEADLINE_WORDS = 25
# Articles, short prepositions and conjunctions stay small in a Title Like This.
SMALL_WORD = 3
# In such a title at least this share of the longer words is capitalised; names alone stay below.
# Set by hand: with .6 to 1, the gold set and the marked articles are marked the same.
TITLE_SHARE = 0.8
# A sentence with at least this number of longer words, all with capitals, is a headline before the
# text rather than a name: "Ann Marsh Slams Plan To Close Libraries. LEEDS - The mayor".
LONG_WORDS = 4
# The first words tell a sentence from a title, so that long paragraphs are not counted through.
FIRST_WORDS = 12

_WORD = re.compile(r"\w[\w'’-]*")
_STOPS = (".", ".”", '."')
# What may come after the end of a sentence: closing marks, signs of emphasis and footnotes.
_CLOSERS = rf"[\"”’'»)\]*_†‡{SUPERSCRIPTS}]*+(?:\[\d{{1,3}}\])*+"
# A colon leads to what is quoted or listed next, and an item of a list may end with a comma, a
# semicolon and the word that joins the next.
_FINISHED = re.compile(rf"(?:[.!?…:;,]{_CLOSERS}|[;,] (?:and|or))\Z")
# Marks that have gaps around them like a word, but are not words.
_LOOSE = "–—-•|&/"
_CALL = re.compile(rf"[!?…]{_CLOSERS}\Z")
_INNER_END = re.compile(rf"[.!?…]{_CLOSERS} ")
# Who made a picture: "Photo: Ann Low", "Picture credit: AP", "Photo by Ann Low", "Ann Low/AP".
_NAME = r"[A-Z][\w'’.-]*"
_PICTURE = r"(?:photo(?:graph)?|picture|pic|image|graphic|illustration|chart|map|screengrab)s?"
_CREDIT = (
    rf"(?:(?i:{_PICTURE}|credit|source|copyright)(?i: credits?)?(?::| by | courtesy )"
    rf"|(?:{_NAME} ){{0,4}}{_NAME}/{_NAME}(?: (?:via )?{_NAME}){{0,3}}[)\]]?\Z)"
)
# The same after a phrase: "The bridge in 1950 Photograph: Ann Low".
_LABELLED = (
    rf"(?<=[a-z\d)”’\"'] )(?:Photo(?:graph)?|Picture|Image|Illustration|Composite): {_NAME}"
    rf"(?:[ /]{_NAME}){{0,5}}\Z"
)
# A credit after the sentence of a caption, which is not a headline then.
_CREDITED = re.compile(
    "|".join(
        (
            # After the end of the sentence: a rule, a bracket to the end, or the credit.
            rf"[.!?…]{_CLOSERS} (?:[|©]|[(\[][^()\[\]]+[)\]]\Z|(?:[–—/-] )?{_CREDIT})",
            # Anywhere: in brackets, after a rule or the sign of a copyright, or with its label.
            rf"[|(\[] ?{_CREDIT}",
            " © ",
            _LABELLED,
        )
    )
)
# The longest end that can finish a sentence: its mark and a few closing ones or a footnote.
_END = 8


class Paragraph(NamedTuple):
    """A line of the normalized text, from `start` up to `end`, and what its form says.

    `headline`: of a headline block, or of a text without a role, short and without an end mark or
    the credit of a picture.
    `title_case`: Most Words Are Capitalised, `capitals`: ALL LETTERS ARE; either way a capital
    means nothing here.
    """

    start: int
    end: int
    headline: bool
    title_case: bool
    capitals: bool


def paragraphs_of(
    plain: str,
    role: Role | None = None,
    checkpoint: Checkpoint = no_deadline,
    *,
    whole: bool = True,
) -> tuple[Paragraph, ...]:
    """The paragraphs of a normalized text; without a role their form says which are headlines.

    `whole`: the text is all there is, not one block of several.
    """
    return tuple(at_most(_paragraphs(plain, role, checkpoint, whole), MAX_ITEMS, "paragraphs"))


def _paragraphs(
    plain: str, role: Role | None, checkpoint: Checkpoint, whole: bool
) -> Iterator[Paragraph]:
    start = 0
    lines = plain.split("\n")
    for line in with_checkpoints(lines, checkpoint):
        end = start + len(line)
        if not line:
            start = end + 1
            continue
        alone = whole and len(lines) == 1
        looks = role is None and (_is_headline(line) or (alone and _calls(line)))
        headline = looks or role == "headline"
        yield Paragraph(start, end, headline, _is_title(line), line.isupper())
        start = end + 1


def headed(
    paragraphs: Sequence[Paragraph], ranges: Sequence[TextRange], headline: bool
) -> tuple[Paragraph, ...]:
    """The paragraphs; those that begin in one of the `ranges` become headlines or cease to be."""
    starts = [each.start for each in ranges]
    found: list[Paragraph] = []
    for paragraph in paragraphs:
        before = bisect_right(starts, paragraph.start)
        inside = before > 0 and paragraph.start < ranges[before - 1].end
        found.append(paragraph._replace(headline=headline) if inside else paragraph)
    return tuple(found)


def words_in(plain: str, paragraphs: int) -> int:
    """The number of words: what is between gaps, but for loose dashes and the like."""
    return plain.count(" ") + paragraphs - sum(plain.count(f" {m} ") for m in _LOOSE if m in plain)


def _is_headline(line: str) -> bool:
    return (
        line.count(" ") < HEADLINE_WORDS
        and not _FINISHED.search(line[-_END:])
        and not _CREDITED.search(line)
    )


def _calls(line: str) -> bool:
    """One short sentence that asks or calls: a headline by itself, but not in an article."""
    return (
        line.count(" ") < HEADLINE_WORDS
        and _CALL.search(line[-_END:]) is not None
        and not _INNER_END.search(line)
    )


def in_title_case(sentence: str) -> bool:
    """Whether a Sentence Inside a Paragraph Has Capitals Like a Title; a list of names has not."""
    if sentence.count(",") > 1 or not _capitalised(sentence.split(" ", FIRST_WORDS)[:FIRST_WORDS]):
        return False
    long = [word for word in _WORD.findall(sentence) if len(word) > SMALL_WORD]
    return len(long) >= LONG_WORDS and _capitalised(long)


def _is_title(line: str) -> bool:
    if line.endswith(_STOPS):
        return False
    first = line.split(" ", FIRST_WORDS)[:FIRST_WORDS]
    return _capitalised(first) and _capitalised(_WORD.findall(line))


def _capitalised(words: Sequence[str]) -> bool:
    long = [word for word in words if len(word) > SMALL_WORD]
    capitals = sum(not word[0].islower() for word in long)
    return len(long) > 1 and capitals >= TITLE_SHARE * len(long)
