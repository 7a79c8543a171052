"""A sentence as words, with what is known of them before any source is looked for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from msgspec.structs import replace

from levelhead.engine.attributions.words import (
    DETERMINERS,
    PREPOSITIONS,
    TIMES,
    Word,
    is_noun,
    is_possessive,
)
from levelhead.engine.document import Document
from levelhead.lexicon.reporting import Reporting
from levelhead.types import TextRange

# A sentence of news has fewer words and marks. The rest of a longer one, a list or no prose, is not
# searched, so that work on one sentence is bounded.
MAX_WORDS = 200

_WORD = re.compile(
    r"(?:Mr|Mrs|Ms|Dr|Prof|Sen|Sens|Gov|Govs|Rep|Reps|Gen|Lt|Sgt|Capt|Col|Rev|Hon|St|Jr|Sr|No|vs)\."
    r"|(?:[^\W\d_]\.){2,}|[A-Z]\.(?= [A-Z])"
    # "he" and "'s" are two words, so are "Ann" and "'ll"; "Ann's" is one.
    r"|(?:[Hh]e|[Ss]he|[Ii]t|[Tt]hey|[Ww]e|[Yy]ou|I|[Ww]ho|[Tt]hat|[Tt]here)"
    r"(?=['’](?:s|re|ve|ll|d|m)\b)|(?<=\w)['’](?:s|re|ve|ll|d|m)\b"
    r"|[^\W_]+(?:(?:['’&.-]|(?<=\d),(?=\d))[^\W_]+)*(?:(?<=s)['’](?= )|%)?"
    r"|-+|[^\s\w]|_"
)
# One search is faster than a comparison of each word.
_MODAL_NAME = re.compile(r"\b(?:M[Aa][Yy]|W[Ii][Ll][Ll])\b")


@dataclass(frozen=True, slots=True)
class Sentence:
    """The words of a sentence.

    `reporting` are the indexes of words that may report; `verbs` those of words that are surely
    finite reporting verbs. `cased`: a capital means something, as it does outside of titles;
    `headline`: it is in one.
    """

    words: tuple[Word, ...]
    reporting: tuple[int, ...]
    verbs: frozenset[int]
    cased: bool
    headline: bool

    def text(self, at: int) -> str:
        """The word at an index; empty outside of the sentence."""
        return self.words[at].text if 0 <= at < len(self.words) else ""


def sentence_of(document: Document, span: TextRange, reporting: Reporting) -> Sentence:
    """The first MAX_WORDS words of a sentence."""
    plain, lowered = document.plain, document.lowered
    places = [match.span() for match in islice(_WORD.finditer(plain, *span), MAX_WORDS)]
    words = tuple([Word(a, b, lowered[a:b], plain[a].isupper()) for a, b in places])
    line = document.paragraph_at(span.start)
    cased = not (line.title_case or line.capitals)
    if cased and _MODAL_NAME.search(plain, *span):
        words = tuple(_with_names(words))
    known = reporting.forms
    found = tuple([at for at, word in enumerate(words) if word.text in known])
    verbs = frozenset([at for at in found if _is_finite_verb(words, at, reporting, cased)])
    return Sentence(words, found, verbs, cased, line.headline)


def _with_names(words: tuple[Word, ...]) -> Iterator[Word]:
    """The words; a name that looks like a modal verb keeps its capital: `Theresa May`, `Will Low`.

    A capital alone says nothing of May, which is a month too, nor of the first word.
    """
    before: Word | None = None
    for word in words:
        if before and word.capital and word.text in ("may", "will") and not before.is_mark:
            full = before.capital and is_noun(before) and before.text not in TIMES
            if full or word.text == "will":
                word = replace(word, text=word.text.capitalize())
        yield word
        before = word


def _is_finite_verb(words: tuple[Word, ...], at: int, reporting: Reporting, cased: bool) -> bool:
    word = words[at]
    if word.capital and cased:
        return False
    before = words[at - 1].text if at else ""
    if before in DETERMINERS or before in PREPOSITIONS or is_possessive(before):
        return False
    return any(
        not form.rest and ("past" in form.forms or not (form.noun or "ing" in form.forms))
        for form in reporting.forms[word.text]
    )
