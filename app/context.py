"""Facts about a candidate that its own words don't tell: voice, name, negation, literal sense."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from app.detect import Candidate
from app.detect.phrases import before
from app.document import Document
from app.span import Span, Voice

# Of words in capitals, those up to this long are mostly acronyms.
ACRONYM = 3

# "not a fiasco", "hardly shocking", "no bloodbath": the word stands, and its claim is denied.
_NEGATED = re.compile(r"(?:\b(?:not|never|no|nor|neither|hardly|without)|n't)(?: [a-z]+){0,2} \Z")


class Facts(NamedTuple):
    """What holds at a candidate. `reason` says why it is not flagged, None when it is."""

    voice: Voice
    sentence: int
    headline: bool
    negated: bool
    reason: str | None


def judge(
    document: Document, candidate: Candidate, plain_senses: Sequence[tuple[Span, str]]
) -> Facts:
    """The facts at a candidate; `plain_senses` are names and fixed expressions of the text."""
    return Facts(
        voice=_voice(document, candidate),
        sentence=document.sentence_at(candidate.start),
        headline=document.paragraph_at(candidate.start).headline,
        negated=_negated(document, candidate),
        reason=_reason(document, candidate, plain_senses),
    )


def plain_senses(candidates: Iterable[Candidate]) -> list[tuple[Span, str]]:
    """The places where the context lexicon says that words have their plain sense, and which."""
    return [
        (Span(c.start, c.end), "name" if c.frame.entry.category == "names" else "literal")
        for c in candidates
        if c.frame.entry.dimension == "context"
    ]


def _reason(
    document: Document, candidate: Candidate, senses: Sequence[tuple[Span, str]]
) -> str | None:
    start, end, frame = candidate
    for span, reason in senses:
        if span.start <= start and end <= span.end:
            return reason
    guards = frame.guards
    if guards.unless_left and guards.unless_left.search(before(document, start)):
        return "literal"
    if guards.unless_right and guards.unless_right.match(document.folded, end):
        return "literal"
    if not frame.entry.detector and _is_name(document, candidate):
        return "name"
    return None


def _is_name(document: Document, candidate: Candidate) -> bool:
    """A capital where the language asks for none: "the Desperate Housewives", "Theresa May".

    In a headline that capitalises most words, and at the start of a sentence, a capital says
    nothing. A word all in capitals is shouted, but a short one is an acronym: US, IT, WHO.
    """
    plain = document.plain
    start, end, _ = candidate
    if not plain[start].isupper():
        return False
    paragraph = document.paragraph_at(start)
    if plain[start:end].isupper():
        return end - start <= ACRONYM and not paragraph.capitals
    if paragraph.title_case or paragraph.capitals:
        return False
    return not _OPENING.search(before(document, start))


# Nothing before it in its sentence but marks, or a mark after which a capital is usual.
_OPENING = re.compile(r"(?:^|[:;?!.…|•*–—\"'(\[])[^\w]*\Z")


def _voice(document: Document, candidate: Candidate) -> Voice:
    """Quoted inside speech, scare inside scare quotes, else the author's own."""
    if document.role == "blockquote":
        return "quoted"
    voice: Voice = "scare" if candidate.frame.entry.detector == "scare_quotes" else "author"
    for quotation in document.quotations:
        if quotation.start > candidate.start:
            break
        if candidate.end <= quotation.end:
            if quotation.kind == "speech":
                return "quoted"
            if quotation.kind == "scare":
                voice = "scare"
    return voice


def _negated(document: Document, candidate: Candidate) -> bool:
    return candidate.frame.entry.dimension == "sensational" and bool(
        _NEGATED.search(before(document, candidate.start))
    )
