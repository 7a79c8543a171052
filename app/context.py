"""Facts about a candidate that its own words don't tell: voice, name, negation, literal sense."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate
from typing import NamedTuple

from app.detect import Candidate
from app.detect.candidate import before
from app.document import Document
from app.span import Span, Voice

# Of words in capitals, those up to this long are mostly acronyms.
ACRONYM = 3

# "not a fiasco", "hardly shocking", "no bloodbath": the word stands, and its claim is denied.
_NEGATED = re.compile(r"(?:\b(?:not|never|no|nor|neither|hardly|without)|n't)(?: [a-z]+){0,2} \Z")

# Nothing before it in its sentence but marks, or a mark after which a capital is usual.
_OPENING = re.compile(r"(?:^|[:;?!.…|•*–—\"'(\[])[^\w]*\Z")

# A word with a capital behind one without: in mid-sentence.
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+")


class Facts(NamedTuple):
    """What holds at a candidate. `reason` says why it is not flagged, None when it is."""

    voice: Voice
    sentence: int
    headline: bool
    negated: bool
    reason: str | None


class Cover(NamedTuple):
    """Labelled spans by their start, each with the one among those so far that ends last."""

    starts: tuple[int, ...]
    furthest: tuple[tuple[int, str], ...]

    def over(self, candidate: Candidate) -> str | None:
        """The label of a span in which the candidate lies; None where there is none."""
        n = bisect_right(self.starts, candidate.start)
        if n == 0:
            return None
        end, label = self.furthest[n - 1]
        return label if candidate.end <= end else None


class Surroundings(NamedTuple):
    """What the whole document says about its places."""

    plain_senses: Cover  # names, fixed expressions, allowed words
    speech: Cover
    scare: Cover
    names: frozenset[str]  # words with a capital in mid-sentence


def surroundings(
    document: Document, candidates: Iterable[Candidate], allowed: Iterable[Span]
) -> Surroundings:
    """Gather them once, for all candidates of the document."""
    senses = [
        (Span(c.start, c.end), "name" if c.frame.entry.category == "names" else "literal")
        for c in candidates
        if c.frame.entry.dimension == "context"
    ]
    quoted = [(Span(q.start, q.end), q.kind) for q in document.quotations]
    if document.role == "blockquote":
        quoted.append((Span(0, len(document.plain)), "speech"))
    return Surroundings(
        plain_senses=_cover([*senses, *((span, "allowed") for span in allowed)]),
        speech=_cover(q for q in quoted if q[1] == "speech"),
        scare=_cover(q for q in quoted if q[1] == "scare"),
        names=frozenset(
            name
            for p in document.paragraphs
            if not (p.title_case or p.capitals)
            for name in _NAME.findall(document.plain, p.start, p.end)
        ),
    )


def judge(document: Document, candidate: Candidate, around: Surroundings) -> Facts:
    """The facts at a candidate."""
    return Facts(
        voice=_voice(candidate, around),
        sentence=document.sentence_at(candidate.start),
        headline=document.paragraph_at(candidate.start).headline,
        negated=_negated(document, candidate),
        reason=around.plain_senses.over(candidate) or _own_reason(document, candidate, around),
    )


def _cover(labelled: Iterable[tuple[Span, str]]) -> Cover:
    spans = sorted(labelled)
    furthest = accumulate(((span.end, label) for span, label in spans), max)
    return Cover(tuple(span.start for span, _ in spans), tuple(furthest))


def _own_reason(document: Document, candidate: Candidate, around: Surroundings) -> str | None:
    """Why the place itself makes the words innocent."""
    start, end, frame = candidate
    guards = frame.guards
    if guards.unless_left and guards.unless_left.search(before(document, start)):
        return "literal"
    if guards.unless_right and guards.unless_right.match(document.folded, end):
        return "literal"
    if not frame.entry.detector and _is_name(document, candidate, around):
        return "name"
    return None


def _is_name(document: Document, candidate: Candidate, around: Surroundings) -> bool:
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
    # "boss Fury … Fury said": a name in mid-sentence is one at the start of a sentence too.
    amid = not _OPENING.search(before(document, start))
    return amid or plain[start:end] in around.names


def _voice(candidate: Candidate, around: Surroundings) -> Voice:
    """Quoted inside speech, scare inside scare quotes, else the author's own."""
    if around.speech.over(candidate):
        return "quoted"
    held_apart = candidate.frame.entry.detector == "scare_quotes" or around.scare.over(candidate)
    return "scare" if held_apart else "author"


def _negated(document: Document, candidate: Candidate) -> bool:
    return candidate.frame.entry.dimension == "sensational" and bool(
        _NEGATED.search(before(document, candidate.start))
    )
