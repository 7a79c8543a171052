"""Kinds of quotations: speech, the name of a work, or scare quotes."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Literal, NamedTuple

from levelhead.engine.deadline import Checkpoint, with_checkpoints
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
from levelhead.lexicon.reporting import Reporting
from levelhead.types import TextRange

QuoteKind = Literal["speech", "scare", "title"]

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
    kind: QuoteKind


class _Quoted(NamedTuple):
    """Quoted words with all that their kind depends on.

    `lowered` is the text in lower case, `inside` what is quoted, `before` what the sentence says up
    to the opening mark, as far back as matters, and `after` what follows the words in it.
    `leads`: they open their sentence; `cased`: a capital means something; `headline`: they are in
    one.
    """

    lowered: str
    start: int
    end: int
    inside: str
    before: str
    after: str
    leads: bool
    cased: bool
    headline: bool
    reporting: Reporting


def quotations_of(
    plain: str,
    lowered: str,
    quoted: Sequence[TextRange],
    paragraphs: Sequence[Paragraph],
    sentences: Sequence[TextRange],
    checkpoint: Checkpoint,
    reporting: Reporting,
) -> tuple[Quotation, ...]:
    """The quoted ranges with their kinds, in the order given; `reporting` attributes them."""
    starts = [sentence.start for sentence in sentences]
    lines = [paragraph.start for paragraph in paragraphs]
    found: list[Quotation] = []
    for start, end in with_checkpoints(quoted, checkpoint):
        if plain.count(" ", start, end) >= TITLE_WORDS:
            found.append(Quotation(start, end, "speech"))
            continue
        sentence = sentences[bisect_right(starts, start) - 1]
        line = paragraphs[bisect_right(lines, start) - 1]
        before = lowered[max(sentence.start, start - WINDOW) : start].rstrip(_LEAD)
        words = _Quoted(
            lowered,
            start,
            end,
            inside=plain[start:end],
            before=before,
            after=lowered[end : min(sentence.end, end + WINDOW)],
            leads=not before and start - sentence.start < WINDOW,
            cased=not (line.title_case or line.capitals),
            headline=line.headline,
            reporting=reporting,
        )
        found.append(Quotation(start, end, _kind(words, plain)))
    return _joined(lowered, found, checkpoint)


def _kind(quoted: _Quoted, plain: str) -> QuoteKind:
    if _is_said(quoted):
        return "speech"
    if TITLED.search(quoted.before):
        return "title"
    if quoted.cased and (_is_title(quoted) or _is_nickname(quoted, plain)):
        return "title"
    if quoted.inside.count(" ") >= SCARE_WORDS or _is_spoken_of(quoted):
        return "speech"
    if f" {quoted.before.rstrip(',')}".endswith(NAMING):
        return "scare"
    return "speech" if _is_attributed(quoted) or _is_clause(quoted.inside) else "scare"


def _is_said(quoted: _Quoted) -> bool:
    """Whether it is clearly speech: it fills its sentence, or a verb of saying introduces it."""
    if quoted.leads:
        after = quoted.lowered[quoted.end : quoted.end + 3].lstrip("\"'")
        return quoted.inside[-1] in ".,!?…" or after[:1] in (",", ":")
    if quoted.before[-1:] == ":":
        return True
    before = quoted.before.rstrip(",")
    says = _says((before.rpartition(" ")[2],), quoted.reporting)
    return says or WRITTEN.search(before) is not None


def _is_title(quoted: _Quoted) -> bool:
    inside = quoted.inside
    if inside[0].islower() or (inside.isupper() and len(inside) > ACRONYM):
        return False
    words = _WORD.findall(inside)
    capitals = sum(word[0].isupper() or word[0].isdigit() for word in words)
    small = sum(word in SMALL for word in words[1:])
    alone = len(words) == 1 and quoted.leads
    return capitals > 0 and capitals + small == len(words) and not alone


def _is_nickname(quoted: _Quoted, plain: str) -> bool:
    """`the Hat` in `Ann "the Hat" Marsh`."""
    after = plain[quoted.end + 1 : quoted.end + 3]
    return quoted.inside.startswith("the ") and after[:1] == " " and after[1:].isupper()


def _is_spoken_of(quoted: _Quoted) -> bool:
    """Whether the sentence is about the quoted word, `The word "storm" is short`."""
    if SPOKEN_OF.search(quoted.before):
        return True
    means = MEANING.match(quoted.lowered, quoted.end) is not None
    return means and not _is_determined(quoted.before)


def _is_determined(before: str) -> bool:
    """Whether the quoted words are a noun: `the "reform"`, `a "reform"`, `Ann's "reform"`."""
    last = before.rpartition(" ")[2]
    return last in OWNING or last in DETERMINING or last.endswith(("'s", "s'"))


def _is_attributed(quoted: _Quoted) -> bool:
    """Whether the sentence attributes the words to somebody, before or after them.

    A headline does so without a verb: `Star "devastated" after fire`.
    """
    before, after, reporting = quoted.before, quoted.after, quoted.reporting
    words = _WORD.findall(before)[-REACH_BEFORE:]
    if _attributes(words, reporting) or not BEING.isdisjoint(words[-2:]):
        return True
    if COMPLAINING.search(before) or ATTRIBUTING.match(after):
        return True
    if before and not _is_determined(before):
        participle = quoted.lowered.endswith("ed", quoted.start, quoted.end)
        if (quoted.headline and PREDICATE.match(after)) or (participle and UNDERGOING.match(after)):
            return True
    words = _WORD.findall(after)[:REACH_AFTER]
    apart = after.lstrip("\"' ")[:1] in (",", "–", "—", "-", ":")
    if apart or quoted.lowered[quoted.end - 1] == ",":
        return _attributes(words, reporting)
    if before.rpartition(" ")[2] in OWNING:
        words = []
    later = _WORD.findall(after.partition(", ")[2])[:REACH_AFTER]
    if _says((*later, *words[:2]), reporting):
        return True
    return quoted.headline and _attributes(later, reporting)


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
