"""From a report to an answer: each span a match, in UTF-16 units of what was sent."""

from collections.abc import Callable
from itertools import chain
from typing import Any

from levelhead.engine.deadline import Checkpoint, with_checkpoints
from levelhead.engine.document.offsets import converter
from levelhead.engine.report import HeadlineFlag, Located, Report, Span
from levelhead.languagetool.annotated import AnnotatedText
from levelhead.languagetool.answer import (
    Context,
    Link,
    Match,
    MatchCategory,
    MatchRule,
    Replacement,
)
from levelhead.languagetool.edits import edit_of
from levelhead.languagetool.encoded import Encoded, encode_checked, limit_of
from levelhead.languagetool.request import Check
from levelhead.languagetool.rules import HEADLINE_RULES, RULES
from levelhead.types import TextRange

# How much of the text a match shows on each side, in characters, and what replaces the rest.
AROUND, CUT = 40, "..."
# A longer sentence, in characters, is cut down to the words up to so far from the match. All of a
# text without a full stop is one sentence, and each of its matches would repeat it.
LONGEST_SENTENCE, KEPT_OF_IT = 300, 100
_ONE_LINE = str.maketrans("\n\r\t", "   ")


def matches_of(
    report: Report, check: Check, checkpoint: Checkpoint, rule_address: Callable[[str], str]
) -> Encoded:
    """As many matches as may be sent; `rule_address` says where a lexicon's rule is described.

    The time it takes is proportional to the spans and sentences, and so is its size.
    """
    text = check.text
    utf16 = converter(text.original, "utf16")
    flags = report.headline.flags if report.headline else ()
    shown: list[Span | HeadlineFlag] = [f for f in flags if f.kind in check.headline_flags]
    matches = (
        _match(found, place, report, text, utf16, rule_address)
        for found in chain(shown, (s for s in report.spans if s.category in check.categories))
        if (place := text.place(found.start, found.end))
    )
    ranges = (
        (utf16(place.start), utf16(place.end))
        for sentence in with_checkpoints(report.sentences, checkpoint)
        if (place := text.place(sentence.start, sentence.end))
    )
    return encode_checked(matches, ranges, checkpoint, limit_of(text.original))


def _match(
    found: Span | HeadlineFlag,
    place: TextRange,
    report: Report,
    text: AnnotatedText,
    utf16: Callable[[int], int],
    rule_address: Callable[[str], str],
) -> Match:
    """The match of a span or a flag whose words are at `place` of `text.original`."""
    replacements: tuple[Replacement, ...] = ()
    of_lexicon: dict[str, Any] = {}
    if isinstance(found, Span):
        rule = RULES[found.category]
        place, replacements = edit_of(found, place, text)
        of_lexicon = {"sub_id": found.rule, "urls": (Link(rule_address(found.rule)),)}
    else:
        rule = HEADLINE_RULES[found.kind]
    start, end = place
    offset = utf16(start)
    whole = report.sentences[found.sentence]
    return Match(
        message=found.message,
        short_message=rule.label,
        replacements=replacements,
        offset=offset,
        length=utf16(end) - offset,
        context=_context(text.original, start, end),
        sentence=_sentence(text, TextRange(whole.start, whole.end), found),
        rule=MatchRule(
            id=rule.id,
            description=rule.label,
            issue_type="style",
            category=MatchCategory(),
            **of_lexicon,
        ),
    )


def _sentence(text: AnnotatedText, whole: TextRange, words: Located) -> str:
    """The sentence of a span as read; of a long one what is around, in whole words.

    Clients recognise a sentence by these words (LTeX, to hide a match for good), so that nothing
    may replace what is left out.
    """
    start, end = whole
    if end - start > LONGEST_SENTENCE:
        if words.start - start > KEPT_OF_IT:
            start = words.start - KEPT_OF_IT
            start = text.plain.find(" ", start, words.start) + 1 or start
        if end - words.end > KEPT_OF_IT:
            end = words.end + KEPT_OF_IT
            space = text.plain.rfind(" ", words.end, end)
            end = end if space < 0 else space
    return text.plain[start:end]


def _context(text: str, start: int, end: int) -> Context:
    first, last = max(start - AROUND, 0), min(end + AROUND, len(text))
    before = (CUT if first else "") + text[first:start]
    shown = before + text[start:end] + text[end:last] + (CUT if last < len(text) else "")
    return Context(shown.translate(_ONE_LINE), _units(before), _units(text[start:end]))


def _units(text: str) -> int:
    return converter(text, "utf16")(len(text))
