"""English inflection of lexicon forms: verbs, nouns and adjectives; variants.py respells them."""

import re
from typing import Literal

from levelhead.lexicon import irregular as table
from levelhead.lexicon.stems import stem

Inflection = Literal["verb", "noun", "adjective"]

# A word, or a part of a hyphenated one.
WORD = re.compile(r"[^\s-]+")
_TWO_VERBS = re.compile(r"([a-z]+)( and | or )([a-z]+)((?: [^*]+)?)")
# Written out so that "qu" opens a syllable ("quit") and a first y is a consonant ("yap").
_ONE_SHORT_SYLLABLE = re.compile(r"(?:[^aeiouy]*|[^aeiouy]*qu|y)[aeiouy][bdfgklmnprstvz]")
_VOWELS = re.compile(r"[aeiouy]+")
# At the end: "brave", "vague", "pale"; but "gentle" and "free" are spoken to their end.
_SILENT_E = re.compile(r"(?<![aeioul])e$|(?<=[gq])ue$|(?<=[aeiou]l)e$")
_CONSONANT_Y = re.compile(r".*(?:[^aeiou]|qu)y")
_CONSONANT_O = re.compile(r".*[^aeiou]o")
_SIBILANT = ("s", "x", "z", "ch", "sh")
# The noun is before it: "war of words", "slap in the face".
_PREPOSITION = re.compile(r"(?<=\S) (?:of|in|from|for|to|on|with|at|between|out)\b")
# The plural is inside: "mother-in-law", "man-of-war", "passer-by", "runner-up".
_INNER_HEAD = re.compile(
    r"[^\s-]+(?=-(?:in|of|at|to)-)|(?:passer|hanger|looker|runner)(?=-(?:by|on|up)$)"
)

# "cut" and "hit" may be the base too, so they tell nothing.
_IRREGULAR_PASTS = frozenset(
    past for base, pasts in table.VERBS.items() for past in pasts if past != base
)


def inflect(form: str, kind: Inflection) -> tuple[str, ...]:
    """All forms of `form` in fixed slots, in British spelling where its ending doubles an l.

    verb: base, third person, past, past participle, -ing (5); noun: singular, plural (2);
    adjective: positive, comparative, superlative (3), or the positive alone (1) where it takes no
    -er and -est. Two slots may hold the same form.

    The head is the first word of a verb, with a second one if "and" or "or" joins the two ("named
    and shamed"), the last word of an adjective, and the last of a noun or the last before its
    preposition ("wars of words"). A star right after a word (or a part of a hyphenated one) makes
    it the head: "word* of mouth", "far*-reaching".
    An adjective of several words or parts is compared only where a star says which.
    Raises ValueError for a form without a word or with more than one star.
    """
    if _is_plain(form):
        return _inflect_word(form, kind)
    if kind == "verb" and (two := _TWO_VERBS.fullmatch(form)):
        joint, rest = two[2], two[4]
        both = zip(_inflect_word(two[1], kind), _inflect_word(two[3], kind), strict=True)
        return tuple(one + joint + other + rest for one, other in both)
    start, end, starred = _head(form, kind)
    before, head, after = form[:start], form[start:end], form[end + starred :]
    if kind == "adjective" and not starred and (before or after):
        return (form,)
    return tuple(
        before + in_case_of(head, word, acronym=kind == "noun") + after
        for word in _inflect_word(head.lower(), kind)
    )


def agree(word: str, kind: Inflection, like: str) -> str:
    """`word` in the form that `like` has: "criticise" like "slams into" is "criticises"."""
    forms = inflect(word, kind)
    head = like.split()[0 if kind == "verb" else -1]
    return forms[min(_slot(head, kind), len(forms) - 1)]


def _is_plain(form: str) -> bool:
    """Whether the form is one word without capitals or marks, as most are: no need to search it."""
    return form.isascii() and form.isalpha() and form.islower()


def check(form: str, kind: Inflection) -> str | None:
    """Why a regular form of `form` does not look like its base to a Snowball stemmer, or None.

    A sanity check for the lexicon's tests: irregular words pass unread. Raises as `inflect`.
    """
    start, end, _ = _head(form, kind)
    head = form[start:end].lower()
    if _is_irregular(head, kind):
        return None
    # The stemmer may cut the base ("embed" to "emb") and not its forms ("embedded" to "embed").
    wanted = {_plain_stem(stem(head)), _plain_stem(head)}
    for word in _inflect_word(head, kind)[1:]:
        comparable = word
        if kind == "adjective":
            # Snowball leaves -er and -est alone; -ed changes the letters before it as they do.
            comparable = re.sub(r"(?:er|est)$", "ed", re.sub(r"i(?:er|est)$", "y", word))
        # A word too short for it ("freed", "outing") it leaves whole, which proves nothing.
        unread = stem(comparable) == comparable and comparable.startswith(head[:-1])
        # Of "scapegoated" it takes -ated for a suffix, as in "activated".
        unread = unread or (head.endswith("oat") and comparable.startswith(head))
        if not unread and _plain_stem(stem(comparable)) not in wanted:
            return f"{word!r} has not the stem of {head!r}"
    return None


def _head(form: str, kind: Inflection) -> tuple[int, int, bool]:
    """Where the head of `form` starts and ends, and whether a star follows it."""
    if form.count("*") > 1:
        raise ValueError(f"more than one star in {form!r}")
    star = form.find("*")
    end = star
    if kind == "noun" and star < 0 and (phrase := _PREPOSITION.search(form)):
        end = phrase.start()
    chunks = list(re.finditer(r"\S+", form[:end] if end >= 0 else form))
    chunk = chunks[0 if kind == "verb" and star < 0 else -1] if chunks else None
    # Of a hyphenated word the last part: "cherry-pick at", "half-truth".
    parts = list(WORD.finditer(form, *chunk.span())) if chunk else []
    if not parts or (star >= 0 and parts[-1].end() != star):
        raise ValueError(f"no word to inflect in {form!r}")
    head = parts[-1]
    if kind == "noun" and star < 0:
        head = _INNER_HEAD.search(form, parts[0].start()) or head
    return *head.span(), star >= 0


def in_case_of(model: str, word: str, *, acronym: bool = False) -> str:
    """`word`, given in lower case, with the capitals of `model`; an acronym's -s stays small."""
    if model.isupper() and len(model) > 1 and not acronym:
        return word.upper()
    if word.startswith(model.lower()):
        return model + word[len(model) :]
    return word.capitalize() if model[0].isupper() else word


def _inflect_word(word: str, kind: Inflection) -> tuple[str, ...]:
    if kind == "verb":
        return _verb(word)
    if kind == "noun":
        return word, _plural(word)
    return _adjective(word)


def _verb(word: str) -> tuple[str, ...]:
    past, participle = _irregular_past(word) or (_past(word),) * 2
    return word, _third_person(word), past, participle, _ing(word)


def _root(word: str) -> tuple[str, str] | None:
    """The prefix (or "") and the irregular verb `word` is made of."""
    if word in table.VERBS:
        return "", word
    if word not in table.REGULAR_VERBS:
        for prefix in table.VERB_PREFIXES:
            if word.startswith(prefix) and word[len(prefix) :] in table.VERBS:
                return prefix, word[len(prefix) :]
    return None


def _irregular_past(word: str) -> tuple[str, str] | None:
    if root := _root(word):
        past, participle = table.VERBS[root[1]]
        return root[0] + past, root[0] + participle
    return None


def _third_person(word: str) -> str:
    if word in table.THIRD_PERSON:
        return table.THIRD_PERSON[word]
    if _CONSONANT_O.fullmatch(word) and word not in table.O_VERBS:
        return word + "es"
    return _with_s(word)


def _with_s(word: str) -> str:
    if _CONSONANT_Y.fullmatch(word):
        return word[:-1] + "ies"
    if word.endswith("z"):
        return _doubled(word) + "es"
    if word.endswith(_SIBILANT) and word not in table.HARD_CH:
        return word + "es"
    return word + "s"


def _past(word: str) -> str:
    if word.endswith("e"):
        return word + "d"
    if _CONSONANT_Y.fullmatch(word):
        return word[:-1] + "ied"
    return _doubled(word) + "ed"


def _ing(word: str) -> str:
    if word in table.PARTICIPLE:
        return table.PARTICIPLE[word]
    if word.endswith("ie"):
        return word[:-2] + "ying"
    if word.endswith("e") and not word.endswith(("ee", "oe", "ye")):
        return word[:-1] + "ing"
    return _doubled(word) + "ing"


def _slot(word: str, kind: Inflection) -> int:
    """Which of the forms of `inflect` an inflected word looks like."""
    if kind == "verb" and word.endswith("ing"):
        return 4
    if kind == "verb" and (word.endswith("ed") or word in _IRREGULAR_PASTS):
        return 2
    return int(kind != "adjective" and word.endswith("s") and not word.endswith("ss"))


def _doubled(word: str) -> str:
    """`word` as it is before a vowel: slamm-, regrett-, travell-, panick-."""
    if word == "bivouac" or (word.endswith("ic") and len(_VOWELS.findall(word)) > 1):
        return word + "k"
    if word in table.NEVER_DOUBLES:
        return word
    root = _root(word)
    short = _ONE_SHORT_SYLLABLE.fullmatch(root[1] if root else word)
    if short or word in table.DOUBLING or word in table.L_DOUBLING:
        return word + word[-1]
    return word


def _plural(word: str) -> str:
    if word in table.NOUNS:
        return table.NOUNS[word]
    if word in table.O_NOUNS:
        return word + "es"
    if word not in table.NOUN_ENDING_REGULAR:
        for ending, plural in table.NOUN_ENDINGS:
            if word.endswith(ending):
                return word[: -len(ending)] + plural
    return _with_s(word)


def _adjective(word: str) -> tuple[str, ...]:
    if word in table.ADJECTIVES:
        return word, *table.ADJECTIVES[word]
    if not _is_gradable(word):
        return (word,)
    if word.endswith("e"):
        return word, word + "r", word + "st"
    before = word[:-1] + "i" if _CONSONANT_Y.fullmatch(word) else _doubled(word)
    return word, before + "er", before + "est"


def _is_gradable(word: str) -> bool:
    if word in table.GRADABLE:
        return True
    # Participles: "doomed", "damning"; but "red", "king" are too short to be any.
    if word in table.UNGRADABLE or (len(word) > 4 and word.endswith(("ed", "ing"))):
        return False
    syllables = len(_VOWELS.findall(_SILENT_E.sub("", word)))
    return syllables == 1 or (syllables == 2 and word.endswith(("y", "le", "ow")))


def _is_irregular(word: str, kind: Inflection) -> bool:
    if kind == "verb":
        return _root(word) is not None or word in table.THIRD_PERSON
    if kind == "adjective":
        return word in table.ADJECTIVES
    return _plural(word) not in (_with_s(word), word + "es")


def _plain_stem(stemmed: str) -> str:
    """`stemmed` without what spelling alone adds at its end: travell, panick, quizz, happi, vy."""
    stemmed = re.sub(r"e?y$", "i", stemmed.rstrip("e"))
    stemmed = re.sub(r"ck$", "c", stemmed)
    return re.sub(r"([b-df-hj-np-tv-z])\1$", r"\1", stemmed)
