"""Our matches and those of another LanguageTool server, as one answer."""

from itertools import chain
from operator import itemgetter
from typing import NamedTuple

from levelhead.languagetool.answer import CheckLanguage
from levelhead.languagetool.encoded import Encoded, answer_of, limit_of
from levelhead.languagetool.languages import is_english
from levelhead.languagetool.request import Check


class Theirs(NamedTuple):
    """What the other server found, the language it read the text in, and whether it got done."""

    language: CheckLanguage
    found: Encoded
    incomplete: bool


def merge(ours: Encoded, theirs: Theirs | None, check: Check) -> bytes:
    """Both servers' matches in the order of the text, of two at one place theirs first.

    They know languages: of a text that they find not to be English, ours are left out. Of
    matches that do not all fit the first are sent, and the answer says that it is incomplete.
    """
    if theirs is None:
        return answer_of(ours, check.language, incomplete=True)
    english = check.english and is_english(theirs.language.code)
    if not english:
        return answer_of(theirs.found, theirs.language, incomplete=theirs.incomplete)
    matches = []
    limit = limit_of(check.text.original)
    for place, match in sorted(chain(theirs.found.matches, ours.matches), key=itemgetter(0)):
        limit -= len(match) + 1
        if limit < 0:
            break
        matches.append((place, match))
    complete = theirs.found.complete and ours.complete and limit >= 0
    both = Encoded(matches, ours.sentence_ranges, complete)
    return answer_of(both, theirs.language, incomplete=theirs.incomplete)
