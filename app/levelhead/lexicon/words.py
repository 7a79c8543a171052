"""Word classes: `{name}` in a pattern or fragment is replaced by its alternatives."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from levelhead.lexicon.format import RawClass
from levelhead.lexicon.inflect import inflect

CLASS = re.compile(r"\{([a-z_]+)\}")


class WordClass(NamedTuple):
    """Plain words, and a pattern for what a list can't hold.

    `regex` finds both; `spelled` says the same with each word by itself; `longest` is as long as
    anything that is found, or repeats something.
    """

    words: tuple[str, ...]
    pattern: str
    regex: str
    spelled: str
    longest: str


Classes = Mapping[str, WordClass]


def any_of(words: Iterable[str]) -> str:
    """A regular expression for the words, longer ones first; what they share is tried only once."""
    rests: defaultdict[str, list[str]] = defaultdict(list)
    for word in words:
        rests[word[:1]].append(word[1:])
    cut = rests.pop("", None)  # a word that ends here: then the others are what may follow
    branches = [_escaped(head) + any_of(tails) for head, tails in rests.items()]
    if len(branches) == 1 and cut is None:
        return branches[0]
    return "".join(("(?:", "|".join(branches), ")", "?" if cut else "")) if branches else ""


def _escaped(char: str) -> str:
    return char if char == " " else re.escape(char)


def word_class(raw: RawClass) -> WordClass:
    """The class with all inflections of its words."""
    words: Iterable[str] = raw.words
    if raw.inflect:
        kind = raw.inflect
        words = (form for word in raw.words for form in inflect(word, kind))
    return class_of(words, raw.pattern or "")


def class_of(words: Iterable[str], pattern: str = "") -> WordClass:
    """The class of these words and of what the pattern finds."""
    words = tuple(dict.fromkeys(words))
    regex = [part for part in (any_of(words), pattern) if part]
    spelled = [*words, pattern] if pattern else words
    return WordClass(
        words,
        pattern,
        regex=f"(?:{'|'.join(regex)})",
        spelled=f"(?:{'|'.join(spelled)})",
        longest=max(words, key=len, default="") + pattern,
    )


def expand(source: str, classes: Classes) -> str:
    """`source` with each `{name}` replaced; KeyError names a class that does not exist."""
    return CLASS.sub(lambda m: classes[m[1]].regex, source)


def literals(source: str, classes: Classes) -> tuple[str, ...]:
    """The plain words of a trigger list `a|b|{name}`; ValueError when a class is not plain."""
    found: list[str] = []
    for part in source.split("|"):
        name = CLASS.fullmatch(part)
        if name is None:
            if not part or re.search(r"[\\()\[\]{}?*+.^$]", part):
                raise ValueError(f"a trigger is a plain word or phrase, not {part!r}")
            found.append(part)
        elif classes[name[1]].pattern:
            raise ValueError(f"the class {name[1]} holds more than plain words")
        else:
            found.extend(classes[name[1]].words)
    return tuple(dict.fromkeys(found))
