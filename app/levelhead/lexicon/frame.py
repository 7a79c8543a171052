"""A frame: trigger words in the automaton, and what must be around them.

A plain form is a frame with nothing around it. The automaton finds the trigger; `prefix` and
`suffix` are tried only there, so a pattern costs nothing in a text without its triggers.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, NamedTuple

from levelhead.lexicon.entry import Entry
from levelhead.lexicon.words import CLASS, Classes, expand, literals

# What goes on with a word: a letter or digit, also after a hyphen ("brute-force" is another word
# than "brute"), and the n't of a verb ("won't" is not "won"). A match ends where none follows.
GOES_ON = r"\w|-\w|'t\b"
_RIGHT_EDGE = rf"(?!{GOES_ON})"
# Where it begins: no hyphen or apostrophe ties it to the word before. Conditions next to a match
# only have to be whole words.
_UNTIED, _FREE = r"(?<!\w[-'])", ""
# An alternative that may begin with a mark, even right after a word; all others begin at a gap.
_MARK_FIRST = re.compile(r"(?:^|\||\(\?:)(?:\[(?![\w£\\])|[^\w\s\[\\(|)^?])")

# Code points before a trigger that patterns see: about ten words, more than any frame needs.
REACH = 64
# One of them is put before that text, so that a match has an edge to begin at: CUT where the text
# was cut off, so that `^` in a fragment means the start of the sentence only.
BEGINS, CUT = "\n", "\0"

_REPEATS = re.compile("[+*{]")

_TRIGGERS = re.compile(r"<(?![=!])")  # (?<=…) and (?<!…) are no trigger words
_PARTS = re.compile(
    rf"(?P<left>(?:[^<]|<[=!])*){_TRIGGERS.pattern}(?P<triggers>[^<>]*)>(?P<right>.*)"
)


class Pattern:
    """A regular expression, compiled when it is first asked; re.error then, if it is broken.

    Compiling all of them takes longer than reading the lexicon, and an article needs few.
    """

    __slots__ = ("match", "search", "source")

    match: Callable[..., re.Match[str] | None]
    search: Callable[..., re.Match[str] | None]

    def __init__(self, source: str) -> None:
        self.source = source
        self.match, self.search = self._first_match, self._first_search

    def _first_match(self, *where: Any) -> re.Match[str] | None:
        self._compile()
        return self.match(*where)

    def _first_search(self, *where: Any) -> re.Match[str] | None:
        self._compile()
        return self.search(*where)

    def _compile(self) -> None:
        compiled = re.compile(self.source, re.MULTILINE)
        self.match, self.search = compiled.match, compiled.search


class LookBehind(NamedTuple):
    """A pattern that ends where a match begins, at most `reach` code points before.

    A match begins with `edge` code points that are not part of what is searched for.
    """

    pattern: Pattern
    reach: int
    edge: int

    def holds(self, left: str) -> bool:
        """Whether `left`, which begins with BEGINS or CUT, ends with a match."""
        return self.pattern.search(left, len(left) - self.reach) is not None

    def length(self, left: str) -> int:
        """The length of the match at the end of `left`; -1 if there is none."""
        found = self.pattern.search(left, len(left) - self.reach)
        return len(left) - found.start() - self.edge if found else -1


class Conditions(NamedTuple):
    """The `only_…` and `unless_…` fragments of an entry; None where it has none."""

    only_preceded: LookBehind | None
    only_followed: Pattern | None
    unless_preceded: LookBehind | None
    unless_followed: Pattern | None


# Most entries have none, and share this.
_NO_CONDITIONS = Conditions(None, None, None, None)


class Frame(NamedTuple):
    """One way in which an entry matches, once its trigger is in the text."""

    entry: Entry
    conditions: Conditions
    prefix: LookBehind | None = None
    suffix: Pattern | None = None
    cased: str | None = None  # names: the form as it must be written

    def patterns(self) -> Iterator[Pattern]:
        """All patterns of the frame."""
        only_preceded, only_followed, unless_preceded, unless_followed = self.conditions
        for behind in (self.prefix, only_preceded, unless_preceded):
            if behind:
                yield behind.pattern
        for ahead in (self.suffix, only_followed, unless_followed):
            if ahead:
                yield ahead


def conditions_of(entry: Entry, classes: Classes) -> Conditions:
    """The entry's fragments; KeyError where one names a class that there is not."""
    if not (
        entry.only_preceded or entry.only_followed or entry.unless_preceded or entry.unless_followed
    ):
        return _NO_CONDITIONS
    return Conditions(
        _before(entry.only_preceded, classes),
        _after(entry.only_followed, classes),
        _before(entry.unless_preceded, classes),
        _after(entry.unless_followed, classes),
    )


def frames_of(entry: Entry, classes: Classes) -> dict[str, Frame]:
    """Trigger (lower case) -> frame, for each trigger of the entry."""
    conditions = conditions_of(entry, classes)
    if entry.pattern is None:
        if entry.dimension == "context" and entry.category == "names":
            return {form.lower(): Frame(entry, conditions, cased=form) for form in entry.forms}
        frame = Frame(entry, conditions)
        return {form.lower(): frame for form in entry.forms}
    parts = _PARTS.fullmatch(entry.pattern)
    if parts is None or _TRIGGERS.search(parts["right"]):
        raise ValueError("a pattern holds its trigger words once, in <…>")
    left, right = parts["left"], expand(parts["right"], classes)
    frame = Frame(
        entry,
        conditions,
        _behind((parts["left"],), _UNTIED, "", classes) if left else None,
        pattern_of(rf"(?:{right}){_RIGHT_EDGE}") if right else None,
    )
    return dict.fromkeys(literals(parts["triggers"], classes), frame)


def _before(fragments: tuple[str, ...], classes: Classes) -> LookBehind | None:
    return _behind(fragments, _FREE, "[ -]?", classes) if fragments else None


def _behind(fragments: tuple[str, ...], edge: str, gap: str, classes: Classes) -> LookBehind:
    """A pattern of one of the fragments and the gap, which ends where the text does.

    A match starts at `edge`, and not inside a word. The search jumps from gap to gap, unless a
    fragment may begin with a mark right after a word ("'s been").
    """
    any_of = "|".join(expand(f, classes) for f in fragments)
    reach = len(gap) + max(_longest(f, classes) for f in fragments)
    if any(_MARK_FIRST.search(CLASS.sub(lambda m: classes[m[1]].spelled, f)) for f in fragments):
        pattern = rf"(?:(?<!\w){edge}|(?=\W))(?:{any_of}){gap}\Z"
        return LookBehind(pattern_of(pattern), reach, 0)
    return LookBehind(pattern_of(rf"\W{edge}(?:{any_of}){gap}\Z"), reach + 1, 1)


def _longest(fragment: str, classes: Classes) -> int:
    """The most code points that a match may have; where something repeats, all that is searched."""
    widest = CLASS.sub(lambda m: classes[m[1]].longest, fragment)
    return len(CUT) + REACH if _REPEATS.search(widest) else len(widest)


def _after(fragments: tuple[str, ...], classes: Classes) -> Pattern | None:
    if not fragments:
        return None
    any_of = "|".join(expand(f, classes) for f in fragments)
    return pattern_of(rf"[ -]?(?:{any_of})(?!\w)")


@cache
def pattern_of(source: str) -> Pattern:
    """Many entries share their conditions."""
    return Pattern(source)
