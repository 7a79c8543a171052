"""Kinds of quotations: speech, the name of a work, or scare quotes."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Literal, NamedTuple

from levelhead.engine.deadline import Checkpoint, no_deadline, with_checkpoints
from levelhead.engine.document.paragraphs import Paragraph
from levelhead.engine.document.quote_words import (
    ALSO_ATTRIBUTING,
    ATTRIBUTING,
    BEING,
    CLAUSE,
    COMPLAINING,
    DETERMINING,
    MEANING,
    NAMING,
    OWNING,
    PREDICATE,
    SMALL,
    SPOKEN_OF,
    TITLED,
    UNDERGOING,
    WRITTEN,
)
from levelhead.lexicon.reporting import NO_REPORTING, Reporting
from levelhead.types import TextRange

Kind = Literal["speech", "scare", "title"]

# Four quoted words or more are somebody's; fewer may be scare quotes.
SCARE_WORDS = 3
# A name of a film, a book or a song hardly ever has more words.
TITLE_WORDS = 10
# A name in capitals is an acronym, and not longer.
ACRONYM = 5
# A verb of saying attributes a quotation up to this many words before it, and up to this many after
# it, as in `, the minister for transport said`. Set by hand: with 6 to 20 before and 4 to 12 after,
# the gold set and the marked articles are marked the same.
REACH_BEFORE = 12
REACH_AFTER = 8
# About the length of REACH_BEFORE words, in characters.
WINDOW = 100

# What may be between two quoted fragments of one speaker.
JOINTS = frozenset(
    (" and ", " or ", " but ", ", ", " ", ", and ", " and a ", " and an ", "; ", " nor ")
)
_WORD = re.compile(r"[^\W_][\w'’.-]*")
_LEAD = " \"“„«'‘’([•▪●–—-…"


class Quotation(NamedTuple):
    """What is inside quotation marks, without the marks, as offsets of the normalized text.

    `speech`: somebody's words, be it a fragment; `title`: a name of a work, or a nickname;
    `scare`: up to SCARE_WORDS words that are attributed to nobody.
    """

    start: int
    end: int
    kind: Kind


def quotations_of(
    plain: str,
    lowered: str,
    quoted: Sequence[TextRange],
    paragraphs: Sequence[Paragraph],
    sentences: Sequence[TextRange],
    checkpoint: Checkpoint = no_deadline,
    reporting: Reporting = NO_REPORTING,
) -> tuple[Quotation, ...]:
    """The quoted ranges with their kinds, in the order given; `reporting` attributes them."""
    starts = [sentence.start for sentence in sentences]
    lines = [paragraph.start for paragraph in paragraphs]
    found: list[Quotation] = []
    for span in with_checkpoints(quoted, checkpoint):
        if plain.count(" ", *span) >= TITLE_WORDS:
            found.append(Quotation(*span, "speech"))
            continue
        sentence = sentences[bisect_right(starts, span.start) - 1]
        line = paragraphs[bisect_right(lines, span.start) - 1]
        found.append(Quotation(*span, _kind(plain, lowered, span, sentence, line, reporting)))
    return _joined(lowered, found, checkpoint)


def _kind(
    plain: str,
    lowered: str,
    span: TextRange,
    sentence: TextRange,
    line: Paragraph,
    reporting: Reporting,
) -> Kind:
    cased = not (line.title_case or line.capitals)
    inside = plain[span.start : span.end]
    before = _before(lowered, span, sentence)
    leads = not before and span.start - sentence.start < WINDOW
    if _is_said(lowered, inside, span, before, leads, reporting):
        return "speech"
    if TITLED.search(before) or (
        cased and (_is_title(inside, leads) or _is_nickname(plain, inside, span))
    ):
        return "title"
    if inside.count(" ") >= SCARE_WORDS or _is_spoken_of(lowered, span, before):
        return "speech"
    if f" {before.rstrip(',')}".endswith(NAMING):
        return "scare"
    attributed = _is_attributed(lowered, span, sentence, before, line.headline, reporting)
    return "speech" if attributed or _is_clause(inside) else "scare"


def _before(lowered: str, span: TextRange, sentence: TextRange) -> str:
    """What the sentence says up to the opening mark, as far back as matters."""
    start = max(sentence.start, span.start - WINDOW)
    return lowered[start : span.start].rstrip(_LEAD)


def _is_said(
    lowered: str, inside: str, span: TextRange, before: str, leads: bool, reporting: Reporting
) -> bool:
    """Whether it is clearly speech: it fills its sentence, or a verb of saying introduces it."""
    after = lowered[span.end : span.end + 3].lstrip("\"'")
    if leads:
        return inside[-1] in ".,!?…" or after[:1] in (",", ":")
    if before[-1:] == ":":
        return True
    before = before.rstrip(",")
    return _says((before.rpartition(" ")[2],), reporting) or WRITTEN.search(before) is not None


def _is_title(inside: str, leads: bool) -> bool:
    if inside[0].islower() or (inside.isupper() and len(inside) > ACRONYM):
        return False
    words = _WORD.findall(inside)
    capitals = sum(word[0].isupper() or word[0].isdigit() for word in words)
    small = sum(word in SMALL for word in words[1:])
    alone = len(words) == 1 and leads
    return capitals > 0 and capitals + small == len(words) and not alone


def _is_nickname(plain: str, inside: str, span: TextRange) -> bool:
    """`the Hat` in `Ann "the Hat" Marsh`."""
    after = plain[span.end + 1 : span.end + 3]
    return inside.startswith("the ") and after[:1] == " " and after[1:].isupper()


def _is_spoken_of(lowered: str, span: TextRange, before: str) -> bool:
    """Whether the sentence is about the quoted word, `The word "storm" is short`."""
    if SPOKEN_OF.search(before):
        return True
    return not _is_determined(before) and MEANING.match(lowered, span.end) is not None


def _is_determined(before: str) -> bool:
    """Whether the quoted words are a noun: `the "reform"`, `a "reform"`, `Ann's "reform"`."""
    last = before.rpartition(" ")[2]
    return last in OWNING or last in DETERMINING or last.endswith(("'s", "s'"))


def _is_attributed(
    lowered: str,
    span: TextRange,
    sentence: TextRange,
    before: str,
    headline: bool,
    reporting: Reporting,
) -> bool:
    """Whether the sentence attributes the words to somebody, before or after them.

    A headline does so without a verb: `Star "devastated" after fire`.
    """
    words = _WORD.findall(before)[-REACH_BEFORE:]
    if _attributes(words, reporting) or not BEING.isdisjoint(words[-2:]):
        return True
    after = lowered[span.end : min(sentence.end, span.end + WINDOW)]
    if COMPLAINING.search(before) or ATTRIBUTING.match(after):
        return True
    if before and not _is_determined(before):
        participle = lowered.endswith("ed", span.start, span.end)
        if (headline and PREDICATE.match(after)) or (participle and UNDERGOING.match(after)):
            return True
    words = _WORD.findall(after)[:REACH_AFTER]
    if after.lstrip("\"' ")[:1] in (",", "–", "—", "-", ":") or lowered[span.end - 1] == ",":
        return _attributes(words, reporting)
    if before.rpartition(" ")[2] in OWNING:
        words = []
    later = _WORD.findall(after.partition(", ")[2])[:REACH_AFTER]
    if _says((*later, *words[:2]), reporting):
        return True
    return headline and _attributes(later, reporting)


def _says(words: Sequence[str], reporting: Reporting) -> bool:
    return "according" in words or not reporting.saying.isdisjoint(words)


def _attributes(words: Sequence[str], reporting: Reporting) -> bool:
    return not (reporting.attributing.isdisjoint(words) and ALSO_ATTRIBUTING.isdisjoint(words))


def _is_clause(inside: str) -> bool:
    return inside[-1] in "!?" or CLAUSE.search(inside.lower()) is not None


def _joined(lowered: str, found: list[Quotation], checkpoint: Checkpoint) -> tuple[Quotation, ...]:
    """Of fragments side by side, `"good" and "positive"`, all are speech if one is."""
    scare = [number for number, quotation in enumerate(found) if quotation.kind == "scare"]
    for number in with_checkpoints(scare, checkpoint):
        if number and _joins(lowered, found[number - 1], found[number]):
            found[number] = found[number]._replace(kind="speech")
    for number in with_checkpoints(reversed(scare), checkpoint):
        if number + 1 < len(found) and _joins(lowered, found[number], found[number + 1]):
            found[number] = found[number]._replace(kind="speech")
    return tuple(found)


def _joins(lowered: str, left: Quotation, right: Quotation) -> bool:
    between = lowered[left.end + 1 : right.start - 1]
    return "speech" in (left.kind, right.kind) and between in JOINTS
