"""Word classes: `{name}` in a pattern or fragment becomes the alternatives it stands for."""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from app.lexicon.entry import RawClass
from app.lexicon.inflect import inflect

_NAME = re.compile(r"\{([a-z_]+)\}")


class WordClass(NamedTuple):
    """Plain words, and a regular expression for what a list can't hold."""

    words: tuple[str, ...]
    pattern: str | None

    def regex(self) -> str:
        """All of it as one group; longer words first, so that none is cut short."""
        words = [
            re.escape(w).replace(r"\ ", " ") for w in sorted(self.words, key=len, reverse=True)
        ]
        return "(?:" + "|".join([*words, *([self.pattern] if self.pattern else [])]) + ")"


Classes = Mapping[str, WordClass]


def word_class(raw: RawClass) -> WordClass:
    """The class with all inflections of its words."""
    words: Iterable[str] = raw.words
    if raw.inflect:
        kind = raw.inflect
        words = (form for word in raw.words for form in inflect(word, kind))
    return WordClass(tuple(dict.fromkeys(words)), raw.pattern)


def expand(source: str, classes: Classes) -> str:
    """`source` with each `{name}` replaced; KeyError names a class that does not exist."""
    return _NAME.sub(lambda m: classes[m[1]].regex(), source)


def literals(source: str, classes: Classes) -> tuple[str, ...]:
    """The plain words of a trigger list `a|b|{name}`; ValueError when a class is not plain."""
    found: list[str] = []
    for part in source.split("|"):
        name = _NAME.fullmatch(part)
        if name is None:
            if not part or re.search(r"[\\()\[\]{}?*+.^$]", part):
                raise ValueError(f"a trigger is a plain word or phrase, not {part!r}")
            found.append(part)
        elif classes[name[1]].pattern:
            raise ValueError(f"the class {name[1]} holds more than plain words")
        else:
            found.extend(classes[name[1]].words)
    return tuple(dict.fromkeys(found))
