"""Our matches and those of another LanguageTool server, as one answer."""

from collections.abc import Sequence
from operator import attrgetter

from msgspec.structs import replace

from app.languagetool.answer import Checked, Match, Warnings
from app.languagetool.languages import is_english
from app.languagetool.request import Check


def merge(ours: Checked, theirs: Checked | None, check: Check) -> Checked:
    """Both servers' matches in the order of the text, of two at one place theirs first.

    They know languages: of a text that they find not to be English, ours are left out.
    """
    if theirs is None:
        return replace(ours, warnings=Warnings(incomplete_results=True))
    english = check.english and is_english(theirs.language.code)
    matches = [*theirs.matches, *(ours.matches if english else ())]
    return replace(
        ours,
        warnings=theirs.warnings,
        language=theirs.language,
        matches=_ordered(matches),
        sentence_ranges=ours.sentence_ranges if english else theirs.sentence_ranges,
    )


def _ordered(matches: Sequence[Match]) -> tuple[Match, ...]:
    return tuple(sorted(matches, key=attrgetter("offset")))
