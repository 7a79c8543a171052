"""A frame: trigger words in the automaton, and what must stand around them.

A plain form is a frame with nothing around it. The trigger is found by the automaton; `left` and
`right` are tried only there, so a pattern costs nothing where none of its triggers stands.
"""

import re
from functools import cache
from typing import NamedTuple

from app.lexicon.entry import Entry
from app.lexicon.words import Classes, expand, literals

# A word edge: no letter or digit beyond it, not even behind a hyphen ("brute-force" is another
# word than "brute"), and not the n't of a verb ("won't" is not "won").
LEFT_EDGE = r"(?<!\w)(?<!\w[-'])"
RIGHT_EDGE = r"(?!\w|-\w|'t\b)"

# What stands beside a find only has to be whole words.
FREE = r"(?<!\w)"
# An alternative that begins with something else than letters and digits.
_MARK_FIRST = re.compile(r"(?:^|\||\(\?:)(?!\\d|\[a-z)[^\w(|)]")

# How far left of a trigger is looked, in code points: about ten words, more than any frame needs.
REACH = 64

_TRIGGERS = re.compile(r"<(?![=!])")  # (?<=…) and (?<!…) are no trigger words
_PARTS = re.compile(
    rf"(?P<left>(?:[^<]|<[=!])*){_TRIGGERS.pattern}(?P<triggers>[^<>]*)>(?P<right>.*)"
)


class Guards(NamedTuple):
    """Compiled `only_…` and `unless_…` fragments of an entry; None where it has none."""

    only_left: re.Pattern[str] | None
    only_right: re.Pattern[str] | None
    unless_left: re.Pattern[str] | None
    unless_right: re.Pattern[str] | None


class Frame(NamedTuple):
    """One way in which an entry is found, once its trigger stands in the text."""

    entry: Entry
    guards: Guards
    left: re.Pattern[str] | None = None
    right: re.Pattern[str] | None = None
    cased: str | None = None  # names: the form as it must be written


def guards_of(entry: Entry, classes: Classes) -> Guards:
    """Compile the entry's fragments; re.error or KeyError when one is broken."""
    return Guards(
        _before(entry.only_preceded, classes),
        _after(entry.only_followed, classes),
        _before(entry.unless_preceded, classes),
        _after(entry.unless_followed, classes),
    )


def frames_of(entry: Entry, classes: Classes) -> dict[str, Frame]:
    """Trigger (lower case) -> frame, for each trigger of the entry."""
    guards = guards_of(entry, classes)
    if entry.pattern is None:
        cased = entry.dimension == "context" and entry.category == "names"
        return {
            form.lower(): Frame(entry, guards, cased=form if cased else None)
            for form in entry.forms
        }
    parts = _PARTS.fullmatch(entry.pattern)
    if parts is None or _TRIGGERS.search(parts["right"]):
        raise ValueError("a pattern holds its trigger words once, in <…>")
    left, right = expand(parts["left"], classes), expand(parts["right"], classes)
    frame = Frame(
        entry,
        guards,
        _compiled(rf"{_edge(left, LEFT_EDGE)}(?:{left})\Z") if left else None,
        _compiled(rf"(?:{right}){RIGHT_EDGE}") if right else None,
    )
    return dict.fromkeys(literals(parts["triggers"], classes), frame)


def _before(fragments: tuple[str, ...], classes: Classes) -> re.Pattern[str] | None:
    if not fragments:
        return None
    any_of = "|".join(expand(f, classes) for f in fragments)
    return _compiled(rf"{_edge(any_of, FREE)}(?:{any_of})[ -]?\Z")


def _after(fragments: tuple[str, ...], classes: Classes) -> re.Pattern[str] | None:
    if not fragments:
        return None
    any_of = "|".join(expand(f, classes) for f in fragments)
    return _compiled(rf"[ -]?(?:{any_of})(?!\w)")


def _edge(source: str, edge: str) -> str:
    """Where `source` may begin: at a word, or at a mark ('s been) if it may begin with one.

    The second way is tried at every mark and gap, so only those pay for it that need it.
    """
    return rf"(?:{edge}|(?=\W))" if _MARK_FIRST.search(source) else edge


@cache
def _compiled(source: str) -> re.Pattern[str]:
    """Many entries share their guards, and each is compiled when checked and when used."""
    return re.compile(source, re.MULTILINE)
