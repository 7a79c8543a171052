"""From a word as it is written to the entry that the engine uses."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from typing import NamedTuple

from levelhead.lexicon.entry import Entry, Folder, Suggestion, Where
from levelhead.lexicon.format import (
    ContextFile,
    RawContextPattern,
    RawPattern,
    RawWord,
    WordFile,
    Words,
    texts,
)
from levelhead.lexicon.inflect import Inflection, inflect
from levelhead.lexicon.variants import variants

# The sections of a file, and how their words inflect.
SECTIONS: dict[str, Inflection | None] = {
    "adjectives": "adjective",
    "verbs": "verb",
    "nouns": "noun",
    "adverbs": None,
    "phrases": None,
}

# The words between the classes of a phrase.
_WORDS = re.compile(r"(?:^|(?<=\} ))[^{}]*[^{} ](?=$| \{)")
_NO_LETTERS = re.compile(r"[^a-z0-9]+")


class Place(NamedTuple):
    """Where a file belongs: its folders and its name."""

    dimension: Folder
    category: str
    sense: str


def slug(headword: str) -> str:
    """The id of a headword: "in {possessive} pocket*" is `in-possessive-pocket`."""
    if headword.isascii() and headword.isalpha() and headword.islower():
        return headword  # by far the commonest, and the same string takes no more memory
    return _NO_LETTERS.sub("-", headword.lower().replace("*", "").replace("'", "")).strip("-")


class Written(NamedTuple):
    """A word of a file, and what makes its entry.

    `needs_yes` and `needs_no` say which examples it may not go without: a word with a condition of
    its own both, what is more than plain words `yes`.
    """

    where: Where
    make: Callable[[], Entry]
    needs_yes: bool = False
    needs_no: bool = False


def words_of(file: WordFile, place: Place) -> Iterator[Written]:
    """All words of a file in order."""
    for section, kind in SECTIONS.items():
        words: Words = getattr(file, section)
        for word, raw in words.items():
            make = partial(word_entry, word, raw, kind, file, place)
            own = _has_own_condition(raw)
            yield Written(Where(section, word), make, own or "{" in word, own)
    for id_, pattern in file.patterns.items():
        make = partial(_entry, id_, pattern, file, place, pattern=pattern.pattern)
        yield Written(Where("patterns", id_), make, True, _has_own_condition(pattern))
    for id_, raw in file.detectors.items():
        make = partial(_entry, id_, raw, file, place, detector=id_.replace("-", "_"))
        yield Written(Where("detectors", id_), make, True)


def _has_own_condition(raw: RawWord) -> bool:
    """Whether a fragment is written with the word; a named condition serves several words."""
    written = (*texts(raw.only), *texts(raw.unless))
    return bool(written) and any("_" in fragment for fragment in written)


def expressions_of(file: ContextFile, place: Place) -> Iterator[Written]:
    """The same for a file of the context: one entry for all its expressions, one a pattern."""
    id_ = f"{place.category}-{place.sense}".replace("_", "-")
    yield Written(Where("", ""), partial(_context_entry, id_, file, place))
    for name, raw in file.patterns.items():
        yield Written(Where("patterns", name), partial(_context_entry, name, raw, place))


def _context_entry(id_: str, raw: ContextFile | RawContextPattern, place: Place) -> Entry:
    """An entry that keeps words from being marked."""
    return Entry(
        id=id_,
        dimension="context",
        category=place.category,
        sense=place.sense,
        strength=1,
        forms=_expressions(raw) if isinstance(raw, ContextFile) else (),
        pattern=raw.pattern if isinstance(raw, RawContextPattern) else None,
        misses=texts(raw.no),
    )


def _expressions(file: ContextFile) -> tuple[str, ...]:
    """All forms of the expressions of a file."""
    forms = chain(
        *(spellings(noun, "noun") for noun in file.nouns),
        *(spellings(phrase, None) for phrase in file.phrases),
    )
    return tuple(dict.fromkeys(forms))


def word_entry(
    word: str, raw: RawWord, kind: Inflection | None, file: WordFile, place: Place
) -> Entry:
    """The entry of a word or phrase; with a word class in braces it becomes a pattern."""
    id_ = raw.id or slug(word)
    slots = _slots(word.lower(), kind)
    capitalised = word != word.lower()
    forms = tuple(dict.fromkeys(chain.from_iterable(slots)))
    if "{" in word:
        return _entry(
            id_, raw, file, place, pattern=_pattern(forms), inflect=kind, capitalised=capitalised
        )
    replacements = _replacements(slots, _slots(raw.instead, kind)) if raw.instead else None
    return _entry(
        id_, raw, file, place, forms=forms, replacements=replacements, capitalised=capitalised
    )


def _replacements(
    slots: Sequence[tuple[str, ...]], sober: Sequence[tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    """The sober word for each form of the other, where there is only one.

    "hit back" may be "respond" or "responded", "rocketed" may be "rose" or "risen": neither is
    offered, since half of the time it would be wrong. Nor is "unpleasant" for "nastier".
    """
    found: defaultdict[str, set[str]] = defaultdict(set)
    for alike, (word, *_) in zip(slots, sober, strict=False):
        for form in alike:
            found[form].add(word)
    return {form: tuple(words) for form, words in found.items() if len(words) == 1}


def spellings(word: str, kind: Inflection | None) -> tuple[str, ...]:
    """All forms of a word, inflected and in British and American spelling."""
    return tuple(chain.from_iterable(_slots(word, kind)))


def _slots(word: str, kind: Inflection | None) -> list[tuple[str, ...]]:
    """Each inflected form with its other spellings, in the order of `inflect`."""
    return [(form, *variants(form)) for form in (inflect(word, kind) if kind else (word,))]


def _pattern(forms: Sequence[str]) -> str:
    """The pattern for the forms of a phrase with a class in it.

    Its longest words are the triggers: a text has few "grave" for each "from {possessive} grave".
    """
    words = [[*_WORDS.finditer(form)] for form in forms]
    if not all(words):
        raise ValueError("holds no word besides its classes")
    longest = max(range(len(words[0])), key=lambda n: (len(words[0][n][0]), n))
    parts = [
        (form[: each[longest].start()], each[longest][0], form[each[longest].end() :])
        for form, each in zip(forms, words, strict=True)
    ]
    before, triggers, after = ([*dict.fromkeys(kind)] for kind in zip(*parts, strict=True))
    return f"{_any(before)}<{'|'.join(triggers)}>{_any(after)}"


def _any(texts: list[str]) -> str:
    """One text, or a group of alternatives."""
    return texts[0] if len(texts) == 1 else f"(?:{'|'.join(texts)})"


def _entry(
    id_: str,
    raw: RawWord,
    file: WordFile,
    place: Place,
    *,
    forms: tuple[str, ...] = (),
    pattern: str | None = None,
    detector: str | None = None,
    replacements: Mapping[str, tuple[str, ...]] | None = None,
    inflect: Inflection | None = None,
    capitalised: bool = False,
) -> Entry:
    """The entry, with what it takes over from its file."""
    inflect = raw.inflect if isinstance(raw, RawPattern) else inflect
    only = conditions(raw.only, file)
    unless = conditions(raw.unless, file)
    agreeing = ((raw.instead, inflect),) if raw.instead and pattern and inflect else ()
    advice = raw.advice or (None if raw.instead else file.advice)
    fixed = None if replacements or agreeing else raw.instead
    return Entry(
        id=id_,
        dimension=place.dimension,
        category=place.category,
        sense=place.sense,
        strength=raw.strength,
        forms=forms,
        pattern=pattern,
        detector=detector,
        headline_only=raw.where == "headline",
        capitalised=capitalised,
        only_preceded=only[0],
        only_followed=only[1],
        unless_preceded=unless[0],
        unless_followed=unless[1],
        message=raw.message or file.message or "",
        suggestions=(
            *((Suggestion("replace", fixed),) if fixed else ()),
            *(Suggestion(action) for action in texts(advice)),
        ),
        agreeing=agreeing,
        replacements=replacements or {},
        note=raw.note,
        source=raw.source or file.source,
        hits=texts(raw.yes),
        misses=texts(raw.no),
        known_false=texts(raw.known_false),
    )


def conditions(
    written: str | list[str] | None, file: WordFile
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The fragments before the word and those after it, named conditions resolved.

    ValueError for a name that the file does not define, and for a fragment without `_` at one of
    its ends.
    """
    if not written:
        return (), ()
    before, after = [], []
    for fragment in texts(written):
        if "_" not in fragment and fragment not in file.conditions:
            raise ValueError(f"there is no condition {fragment!r}")
        for part in (fragment,) if "_" in fragment else file.conditions[fragment]:
            if part.endswith("_"):
                before.append(part[:-1].strip())
            elif part.startswith("_"):
                after.append(part[1:].strip())
            else:
                raise ValueError(f"{part!r} has no _ at its start or end")
    return tuple(before), tuple(after)
