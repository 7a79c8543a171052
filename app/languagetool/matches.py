"""From a report to an answer: each finding a match, in UTF-16 units of what was sent."""

from collections.abc import Callable, Iterator

from app.deadline import Look, watched
from app.document.offsets import converter
from app.languagetool.answer import (
    Checked,
    Context,
    Link,
    Match,
    MatchCategory,
    MatchRule,
    Replacement,
)
from app.languagetool.request import Check
from app.languagetool.rules import RULES
from app.report import Finding, Report

# How much of the text a match shows on each side, in characters, and what stands for the rest.
AROUND, CUT = 40, "..."
# What clients that show it say of an empty replacement.
LEAVE_OUT = "leave it out"
_ONE_LINE = str.maketrans("\n\r\t", "   ")


def checked_of(
    report: Report, check: Check, look: Look, rule_address: Callable[[str], str]
) -> Checked:
    """The answer; `rule_address` says where a rule of the lexicons is told of."""
    text = check.text
    utf16 = converter(text.sent, "utf16")
    sentences = [text.read[s.start : s.end] for s in report.sentences]
    ranges = [text.place(s.start, s.end) for s in report.sentences]
    matches = []
    for finding in watched(report.findings, look):
        if place := text.place(finding.start, finding.end):
            start, end = place
            found = text.sent[start:end]
            offset = utf16(start)
            rule = RULES[finding.category]
            matches.append(
                Match(
                    message=finding.message,
                    short_message=rule.label,
                    replacements=tuple(_replacements(finding, found)),
                    offset=offset,
                    length=utf16(end) - offset,
                    context=_context(text.sent, start, end),
                    sentence=sentences[finding.sentence],
                    rule=MatchRule(
                        id=rule.id,
                        sub_id=finding.rule,
                        description=rule.label,
                        issue_type="style",
                        urls=(Link(rule_address(finding.rule)),),
                        category=MatchCategory(),
                    ),
                )
            )
    return Checked(
        language=check.language,
        matches=tuple(matches),
        sentence_ranges=tuple((utf16(r.start), utf16(r.end)) for r in ranges if r),
    )


def _replacements(finding: Finding, found: str) -> Iterator[Replacement]:
    """Words to put instead, in the case of those found, and an empty one to leave them out.

    What can't be done by a click (attribute, quantify, rephrase) is said by the message; where it
    is an alternative to leaving the words out, that is no click either: a person has to choose.
    """
    actions = {suggestion.action for suggestion in finding.suggestions}
    for suggestion in finding.suggestions:
        if suggestion.text is not None:
            yield Replacement(_cased(suggestion.text, found))
        elif actions <= {"delete", "replace"}:
            yield Replacement("", LEAVE_OUT)


def _cased(text: str, found: str) -> str:
    if len(found) > 1 and found.isupper():
        return text.upper()
    return text[:1].upper() + text[1:] if found[:1].isupper() else text


def _context(text: str, start: int, end: int) -> Context:
    first, last = max(start - AROUND, 0), min(end + AROUND, len(text))
    before = (CUT if first else "") + text[first:start]
    shown = before + text[start:end] + text[end:last] + (CUT if last < len(text) else "")
    return Context(shown.translate(_ONE_LINE), _units(before), _units(text[start:end]))


def _units(text: str) -> int:
    return converter(text, "utf16")(len(text))
