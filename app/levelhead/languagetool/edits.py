"""What a click may do to the words of a span, and the part of the text that it takes along.

Clients put a replacement in place of the whole match and change nothing else. So a match takes in
the article before its words where that must change, and the space next to words that are left out;
without them the text after the click would need another edit.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from levelhead.engine.report import Span
from levelhead.languagetool.annotated import AnnotatedText
from levelhead.languagetool.answer import Replacement
from levelhead.languagetool.sounds import takes_an
from levelhead.types import CURRENCIES, TextRange

# What clients that show it say of a replacement that leaves the words out.
LEAVE_OUT = "leave it out"

# How much of the text around matters, in characters: a word, with spaces and marks.
_AROUND = 64
_ARTICLE = re.compile(r"(?<![\w'’-])(an?|An?|AN)(\s{1,4}\(?)\Z")
# After these an edit would change the claim ("doesn't swing wildly"), the grammar ("most bad") or
# the words of somebody else (Plan is ‘utterly wrong’).
_COMPARES = re.compile(r"""(?:\b(?:more|most)\s+|["'“‘])\Z""", re.IGNORECASE)
_WEIGHS = re.compile(
    r"""(?:\b(?:almost|as|how|less|least|more|most|nearly|quite|rather|so|too|very)\s+"""
    r"""|(?:\b(?:barely|cannot|few|hardly|neither|never|no|nobody|none|nor|not|nothing|rarely"""
    r"""|scarcely|seldom|without)|n['’]t)\s+(?:\w+,?\s+){0,3}"""
    r"""|\b(?:anything but|far from|less than|short of)\s+|["'“‘])\Z""",
    re.IGNORECASE,
)
# Where a sentence, a line, an item of a list or a bracket begins.
_OPENS = re.compile(r"(?:(?:\A|\n)\s*(?:(?:[-*•–—#>]+|\d+\))\s+)?|[.!?…:][\"'”’)\]]*\s+|[(\[])\Z")
_SPACE_BEFORE, _SPACE_AFTER = re.compile(r"[ \t\u00a0]+\Z"), re.compile(r"[ \t\u00a0]+")
_COMMA_AND_SPACE = re.compile(r",?[ \t\u00a0]+")
_CLOSES = re.compile(r"\Z|[.,;:!?…)\]”\"]|['’](?!\w)")
# Between two of these, or between one and the end of a sentence, something has to stay.
_JOINS = "–—/&+-"
_CONJUNCTION = re.compile(r"\b(?:and|but|or)\s+\Z", re.IGNORECASE)
# Adverbs in a row, "totally and deeply wrong": deleting one would spoil the row.
_JOINED_AFTER = re.compile(r"\s+(?:and|but|nor|or)\b", re.IGNORECASE)
_LISTED_AFTER = re.compile(r",\s+(?:\w+\s+)?\w+ly\b", re.IGNORECASE)
_LISTED_BEFORE = re.compile(r"ly(?:,|\s+(?:and|but|nor|or))\s+\Z", re.IGNORECASE)
# Needs a word that says how: "He did incredibly."
_HOW = re.compile(r"\b(?:did|do|does|doing|done|fare|fared|fares)\s+\Z", re.IGNORECASE)
_WORD_BEGINS = re.compile(rf"[\"'“‘(\[]?[\w{CURRENCIES}]")
_WORD = re.compile(r"\w+")
# Words of a Title Like This, and those that have a capital in one.
_TITLE = re.compile(r"[A-Z]\S*(?: (?:[A-Z]\S*|[a-z]{1,3}))* [A-Z]\S*(?: [a-z]{1,3})?")
_LONG_WORD = re.compile(r"(?<!\S)[a-z]{4,}")
_SMALL_LETTER = re.compile(r"[\W\d_]*[^\W\d_A-Z]")


class Edit(NamedTuple):
    """The match's place in the text as sent, and what may be put there."""

    place: TextRange
    replacements: tuple[Replacement, ...]


def edit_of(span: Span, place: TextRange, text: AnnotatedText) -> Edit:
    """The edits that a click can do; `place` is that of the finding's words in `text.original`.

    What needs a person (attribute, quantify, rephrase) is said by the message. Where one of these
    is an alternative to leaving the words out, or where other words are offered, leaving them out
    is not offered: a match has one place, and the two would need different ones. Nor is it where it
    would leave an empty quotation, an article without its noun, or markup around nothing.
    """
    words = [suggestion.text for suggestion in span.suggestions if suggestion.text]
    before = text.plain[max(span.start - _AROUND, 0) : span.start]
    if (_COMPARES if words else _WEIGHS).search(before):
        return Edit(place, ())
    if words:
        return _put(span, place, text, words)
    if {suggestion.action for suggestion in span.suggestions} == {"delete"}:
        return _left_out(span, place, text) or Edit(place, ())
    return Edit(place, ())


def _put(span: Span, place: TextRange, text: AnnotatedText, words: Sequence[str]) -> Edit:
    """Other words, each with the article that it needs."""
    found = text.plain[span.start : span.end]
    opens = _OPENS.search(text.plain, max(span.start - _AROUND, 0), span.start) is not None
    values = [_cased(each, found, opens=opens) for each in words]
    article = _article_before(span.start, text, found)
    if article is None or all(article.is_right_for(each) for each in words):
        return Edit(place, tuple(map(Replacement, values)))
    if article.place is None:
        fits = [v for v, each in zip(values, words, strict=True) if article.is_right_for(each)]
        return Edit(place, tuple(map(Replacement, fits)))
    between = text.original[article.place.end : place.start]
    return Edit(
        TextRange(article.place.start, place.end),
        tuple(
            Replacement(article.right_for(each) + between + value)
            for value, each in zip(values, words, strict=True)
        ),
    )


def _left_out(span: Span, place: TextRange, text: AnnotatedText) -> Edit | None:
    """The text without the words; None if what is left needs a person."""
    cut = _cut(text.plain, span.start, span.end)
    if cut is None:
        return None
    taken = TextRange(place.start + cut.start - span.start, place.end + cut.end - span.end)
    if text.place(cut.start, cut.end) != taken:
        return None  # Markup is in between.
    article = _article_before(span.start, text, text.plain[span.start : span.end])
    value = cut.value
    if article:
        if not _WORD_BEGINS.match(cut.following):
            return None
        if not article.is_right_for(cut.following):
            if article.place is None:
                return None
            between = text.original[article.place.end : taken.start]
            value = article.right_for(cut.following) + between + value
            taken = TextRange(article.place.start, taken.end)
    return Edit(taken, (Replacement(value, LEAVE_OUT),))


class _Cut(NamedTuple):
    """What of the text as read has to go with the words, what stays of it, and what comes next."""

    start: int
    end: int
    value: str
    following: str


def _cut(read: str, start: int, end: int) -> _Cut | None:
    """The words with the space, and commas, on one side of them; None if that is not enough."""
    before, after = read[max(start - _AROUND, 0) : start], read[end : end + _AROUND]
    if _JOINED_AFTER.match(after):
        return None
    if _OPENS.search(before):
        return _cut_at_the_start(read[start:end], start, end, after)
    gap = _SPACE_BEFORE.search(before)
    if gap is None:
        return None
    last = before[gap.start() - 1]
    start -= len(gap[0])
    if _CLOSES.match(after):
        if last == ",":
            start -= 1
            end += after.startswith(", ")  # The one before a quotation mark stays.
        joins = last in _JOINS or _CONJUNCTION.search(before) or _HOW.search(before)
        if joins or _LISTED_AFTER.match(after):
            return None
        return _Cut(start, end, "", after)
    following = after.lstrip(" \t\u00a0")
    if not after[0].isspace() or (last in _JOINS and following[:1] in _JOINS):
        return None
    if _LISTED_BEFORE.search(before):
        return None
    return _Cut(start, end, "", following)


def _cut_at_the_start(found: str, start: int, end: int, after: str) -> _Cut | None:
    """The words that begin a sentence, with the space after; the next word gets their capital."""
    gap = _COMMA_AND_SPACE.match(after)
    if gap is None or not _WORD_BEGINS.match(after, gap.end()):
        return None
    end += gap.end()
    following = after[gap.end() :]
    if not (found[0].isupper() and (first := re.search(r"\w", following)) and first[0].islower()):
        return _Cut(start, end, "", following)
    word = _WORD.match(following)
    if word is None:
        return None  # The capital would be in somebody's words.
    return _Cut(start, end + word.end(), word[0][0].upper() + word[0][1:], following)


class _Article(NamedTuple):
    """An "a" or "an" before the words of a span."""

    text: str
    shouted: bool
    """Whether the words after it are in capitals: their letters are then not read one by one."""
    loud: bool
    """Whether it is in capitals itself; of "A" only what follows those words shows it."""
    place: TextRange | None
    """In the text as sent; None if it is not written there as it is read."""

    def right_for(self, following: str) -> str:
        """The article that these words need, in the case of this one."""
        right = "an" if takes_an(following.lower() if self.shouted else following) else "a"
        if not self.text[0].isupper():
            return right
        return right.upper() if self.loud else right.capitalize()

    def is_right_for(self, following: str) -> bool:
        return self.right_for(following) == self.text


def _article_before(start: int, text: AnnotatedText, found: str) -> _Article | None:
    """The article before `found`, which begins at `start` of the text as read."""
    first = max(start - _AROUND, 0)
    match = _ARTICLE.search(text.plain[first:start])
    if not match or match[2].count("\n") > 1:
        return None
    place = text.place(first + match.start(1), first + match.end(1))
    if place and text.original[place.start : place.end] != match[1]:
        place = None
    shouted = len(found) > 1 and found.isupper()
    end = start + len(found)
    quiet = _SMALL_LETTER.match(text.plain, end, end + _AROUND)
    return _Article(match[1], shouted, match[1] == "AN" or (shouted and not quiet), place)


def _cased(word: str, found: str, *, opens: bool) -> str:
    """Words in the case of those found; the capitals of "BFFs" are those of an acronym."""
    if len(found) > 1 and found.isupper():
        return word.upper()
    if _TITLE.fullmatch(found):
        word = _LONG_WORD.sub(lambda match: match[0].capitalize(), word)
    capital = opens if found[:2].isupper() else found[:1].isupper()
    return word[:1].upper() + word[1:] if capital else word
