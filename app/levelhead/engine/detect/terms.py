"""Where a caller's terms occur in a text: all of them in one pass, words in any inflection.

Terms and texts are cut into tokens: words, and each other character. A token becomes one character
of a code, the same for all inflections of a word, so that a term is found by comparing strings.
"""

import re
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, islice
from operator import itemgetter

from levelhead.engine.deadline import (
    CHECKPOINT_EVERY,
    Checkpoint,
    no_deadline,
    stems_off_the_loop,
    with_checkpoints,
)
from levelhead.engine.document.normalized import UNSEEN, normalize_text
from levelhead.lexicon.inflect import inflect
from levelhead.lexicon.irregular import VERBS
from levelhead.lexicon.stems import MAX_STEMMED, stem

# A word, with its apostrophes; a number is one with its points and commas: £1 is not in £1,000.
_TOKEN = re.compile(r"\w+(?:(?:'|(?<=\d)[.,](?=\d))\w+)*|.", re.DOTALL)
# Between words a hyphen is as good as a space: "a walk-away deal".
_HYPHEN = re.compile(r"(?<=\w)-(?=\w)")
_VISIBLE = re.compile(rf"[^\s{UNSEEN}]")

# A shorter word, but for "go" and "do", is none that English inflects: its is not IT, uses not US.
_SHORTEST_INFLECTED = 3
# How many different words of a text are remembered while it is read; a long article has 2,000.
_MAX_REMEMBERED = 50_000
# The code of each token that is in no term.
_OTHER = "\0"


def is_visible(term: str) -> bool:
    """Whether there is anything in the term that could be found in a text."""
    return _VISIBLE.search(term) is not None


def found_terms(
    text: str, terms: Iterable[tuple[str, int]], checkpoint: Checkpoint = no_deadline
) -> Iterator[tuple[int, int, int]]:
    """Where terms that are looked for once occur in a text: see Terms."""
    return Terms(terms, checkpoint).found_in(text, checkpoint)


class Terms:
    """Terms, each with its number, to be looked for in texts; as callers send them.

    If two are the same, the lower number counts. Made in a time that is linear in the terms, 60 ms
    for a thousand. DeadlineExceeded at once where that would keep an event loop waiting for an
    import.
    """

    def __init__(
        self, terms: Iterable[tuple[str, int]], checkpoint: Checkpoint = no_deadline
    ) -> None:
        self._codes = _Codes()
        coded: dict[str, int] = {}
        for term, number in terms:
            stems_off_the_loop(checkpoint)
            checkpoint()  # Before each: its words may take four milliseconds.
            code = self._codes.of_term(term)
            coded[code] = min(number, coded.get(code, number))
        coded.pop("", None)
        self._index = _Index(coded, checkpoint)

    def found_in(
        self, text: str, checkpoint: Checkpoint = no_deadline
    ) -> Iterator[tuple[int, int, int]]:
        """Start, end and number of the longest term at each word or sign that begins one.

        `text` is normalized and in lower case. Ordered by start; linear in the text.
        """
        index = self._index
        if not index.heads:
            return
        code, starts = _coded(text, self._codes, checkpoint)
        for at, head in with_checkpoints(enumerate(code), checkpoint):
            if head in index.heads and (found := index.longest(code, at)):
                length, number = found
                yield starts[at], starts[at + length], number


def _coded(text: str, codes: "_Codes", checkpoint: Checkpoint) -> tuple[str, Sequence[int]]:
    """The code of a text, and where each of its tokens begins; the last is the end of the text."""
    remembered = _Remembered(codes)
    code: list[str] = []
    lengths = array("I")
    tokens = _tokens(text)
    while batch := tuple(islice(tokens, CHECKPOINT_EVERY)):
        checkpoint()
        code.append("".join(map(remembered.__getitem__, batch)))
        lengths.extend(map(len, batch))
    return "".join(code), array("I", accumulate(lengths, initial=0))


class _Codes:
    """The code of each token: one character, or _OTHER for what is in no term."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}
        self._stems: dict[str, str] = {}
        # What has another stem than its base: sold, goes, women, buses.
        self._irregular: dict[str, str] = {}
        self._heads: set[str] = set()

    def of_term(self, term: str) -> str:
        """The code of a term, whose tokens all get one; empty if nothing of it is visible."""
        normalized = normalize_text(" ".join(term.split())).lowered
        return "".join(self._add(token) for token in _tokens(normalized))

    def of(self, token: str) -> str:
        """The code of a token of a text, after all terms; most are in none, in no inflection."""
        if code := self._known.get(token):
            return code
        code = _OTHER
        if token[:2] in self._heads:
            code = self._stems.get(stem(token), _OTHER)
        if code == _OTHER:
            code = self._irregular.get(token.removesuffix("'s"), _OTHER)
        return code

    def _add(self, token: str) -> str:
        if code := self._known.get(token):
            return code
        stemmed = stem(token)
        # A stem begins as its word does, but for dying, lying and tying, which give die, lie, tie.
        self._heads.add(stemmed[:2])
        if stemmed[1:2] == "i":
            self._heads.add(stemmed[0] + "y")
        if len(stemmed) == 1:
            self._heads.add(stemmed + "'")  # AT&T's
        code = self._stems.setdefault(stemmed, chr(1 + len(self._stems)))
        self._known[token] = code
        if (_SHORTEST_INFLECTED <= len(token) <= MAX_STEMMED and token.isalpha()) or token in VERBS:
            for form in (*inflect(token, "verb"), *inflect(token, "noun")):
                self._irregular.setdefault(form, code)
        return code


class _Remembered(dict[str, str]):
    """The codes of the tokens of one text, so that each is looked up once."""

    def __init__(self, codes: _Codes) -> None:
        self._codes = codes

    def __missing__(self, token: str) -> str:
        code = self._codes.of(token)
        if len(self) < _MAX_REMEMBERED:
            self[token] = code
        return code


class _Index:
    """The coded terms, for finding the longest of them at a place of a coded text.

    A binary search for its length: of each term the index holds the prefixes that this search asks
    for on its way, one for each bit of the term's length (Waldvogel and others, "Scalable high
    speed IP routing lookups", 1997). So a lookup takes at most eight steps for terms of up to 255
    tokens, however many there are and whatever they share.
    """

    def __init__(self, numbers: Mapping[str, int], checkpoint: Checkpoint) -> None:
        self.heads = {term[0] for term in numbers}
        longest = max(map(len, numbers), default=0)
        self._steps = [1 << bit for bit in reversed(range(longest.bit_length()))]
        prefixes = {
            term[: len(term) & -step]
            for term in with_checkpoints(numbers, checkpoint)
            for step in self._steps
        }
        prefixes.discard("")
        # To each prefix the longest term that it begins with: its length and number.
        self._best: dict[str, tuple[int, int] | None] = {}
        for prefix in with_checkpoints(sorted(prefixes, key=len), checkpoint):
            number = numbers.get(prefix)
            self._best[prefix] = (
                self.longest(prefix[:-1], 0) if number is None else (len(prefix), number)
            )

    def longest(self, code: str, at: int) -> tuple[int, int] | None:
        """Length and number of the longest term that begins at `at` of a coded text."""
        length, found = 0, None
        for step in self._steps:
            prefix = code[at : at + length + step]
            if prefix in self._best:
                length += step
                found = self._best[prefix]
        return found


def _tokens(text: str) -> Iterator[str]:
    """The tokens of a normalized text in lower case; together they are all of it."""
    return map(itemgetter(0), _TOKEN.finditer(_HYPHEN.sub(" ", text)))
