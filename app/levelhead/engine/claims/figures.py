"""Figures: what numbers in words and digits amount to."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from levelhead.types import CURRENCIES


def _numbers(words: str, step: int, first: int = 0) -> dict[str, float]:
    return {word: float(first + step * n) for n, word in enumerate(words.split())}


_ONES = _numbers(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen",
    1,
)
_TENS = _numbers("twenty thirty forty fifty sixty seventy eighty ninety", 10, 20)
_WORDS = _TENS | _ONES | {"dozen": 12, "couple": 2, "pair": 2, "trio": 3, "twice": 2}
_SHARES = {"half": 50, "third": 100 / 3, "quarter": 25, "fifth": 20, "tenth": 10}
_SHARES |= {f"{word}s": share for word, share in _SHARES.items()}
_SCALES = {
    "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12,
    "lakh": 1e5, "crore": 1e7, "k": 1e3, "m": 1e6, "mn": 1e6, "bn": 1e9, "tn": 1e12,
}  # fmt: skip
_UNITS = {
    "%": "%", "percent": "%", "pc": "%", "pence": "p", "p": "p", "pounds": "£", "dollars": "$",
    "euros": "€", "euro": "€", "dollar": "$", "pound": "£", "yen": "¥", "yuan": "¥",
    "rupees": "₹", "rupee": "₹", "roubles": "₽", "rubles": "₽",
}  # fmt: skip
# "A third of them", "a third more", "a third longer"; but "a third attempt".
_OF_SHARES = frozenset(("of", "more", "less"))
# Units that stay words of their own.
_TIMES = {
    form: time
    for time in ("second", "minute", "hour", "day", "week", "month", "year", "decade")
    for form in (time, f"{time}s")
}
# The words that figures in words have, and those that they begin with.
NUMBER_WORDS = frozenset((*_WORDS, *_SHARES, *_SCALES))
FIRST_WORDS = frozenset((*_WORDS, "half", "a", "an", "million", "billion"))
_DIGITS = re.compile(rf"([{CURRENCIES}]?)(\d+(?:,\d{{3}})*(?:\.\d+)?)([a-z%]*)\Z")

# Points inside a word are those of "U.S."; a hyphen separates words, but not the goals of a match.
TOKEN = re.compile(
    rf"[{CURRENCIES}]?\d+(?:[.,:]\d+)*(?:[-–]\d+(?![\w-]))?(?:[a-z]+|%)?"
    r"|[^\W\d_]+(?:['.][^\W\d_]+)*|[^\w\s]"
)


class Figure(NamedTuple):
    """An amount, its unit ("" if it has none that is known) and the number of tokens it takes."""

    value: float
    unit: str
    tokens: int

    @property
    def is_share(self) -> bool:
        """Whether it is a part of something, in per cent."""
        return self.unit == "%"


class _Number(NamedTuple):
    """A number, its unit, and the index of the token after it."""

    value: float
    unit: str
    after: int


def figure_at(tokens: Sequence[str], at: int) -> Figure | None:
    """The figure that begins with the token `at`, in lower case: "£3m", "two", "a third"."""
    number = _number(tokens, at)
    if number is None:
        return None
    value, unit, after = number
    following = _token(tokens, after)
    if share := _SHARES.get(following):
        return Figure(value * share, "%", after + 1 - at)
    if following == "in" and not unit:
        whole = _number(tokens, after + 1)
        if whole and value < whole.value:
            return Figure(100 * value / whole.value, "%", whole.after - at)
    if following == "per" and _token(tokens, after + 1) == "cent":
        return Figure(value, "%", after + 2 - at)
    if name := _UNITS.get(following):
        return Figure(value, unit or name, after + 1 - at)
    return Figure(value, unit or _TIMES.get(following, ""), after - at)


def figures_in(text: str) -> Iterator[Figure]:
    """The figures of a text in lower case; parts of one are figures too: "hundred"."""
    tokens = TOKEN.findall(text)
    return filter(None, (figure_at(tokens, at) for at in range(len(tokens))))


def _token(tokens: Sequence[str], at: int) -> str:
    """The token at an index; empty after the last."""
    return tokens[at] if at < len(tokens) else ""


def _number(tokens: Sequence[str], at: int) -> _Number | None:
    """A share, or a number with its scales: "two million", "a hundred and ten"."""
    first = _first_number(tokens, at)
    if first is None:
        return _share(tokens, at)
    value, unit, after = first
    while scale := _SCALES.get(_token(tokens, after)):
        value *= scale
        after += 1
    if _token(tokens, after) == "and" and value >= _SCALES["hundred"]:
        rest = _number(tokens, after + 1) if tokens[after - 1] in _SCALES else None
        if rest and rest.value < value and tokens[after + 1] in _WORDS:
            return _Number(value + rest.value, unit, rest.after)
    return _Number(value, unit, after)


def _share(tokens: Sequence[str], at: int) -> _Number | None:
    """A share in words: "half", and "a third" where the next word shows that it is one."""
    token, following = _token(tokens, at), _token(tokens, at + 1)
    if token == "half":
        return _Number(_SHARES[token], "%", at + 1)
    if token in ("a", "an") and (share := _SHARES.get(following)):
        after = _token(tokens, at + 2)
        if after in _OF_SHARES or after.endswith("er"):
            return _Number(share, "%", at + 2)
    return None


def _first_number(tokens: Sequence[str], at: int) -> _Number | None:
    """A number in digits or words, without scales: "£3m", "twenty two", "a dozen", "a" million."""
    token, following = _token(tokens, at), _token(tokens, at + 1)
    if digits := _DIGITS.match(token):
        currency, value = digits[1], float(digits[2].replace(",", ""))
        # Without a currency "60m" may be metres.
        value *= _SCALES.get(digits[3], 1) if currency or digits[3] != "m" else 1
        return _Number(value, currency or _UNITS.get(digits[3], ""), at + 1)
    if token in _WORDS:
        digit = _ONES.get(following, 0)
        if token in _TENS and 0 < digit < 10:
            return _Number(_WORDS[token] + digit, "", at + 2)
        return _Number(_WORDS[token], "", at + 1)
    if token in ("a", "an"):
        if following == "dozen":
            return _Number(_WORDS[following], "", at + 2)
        return _Number(1.0, "", at + 1) if following in _SCALES else None
    return _Number(1.0, "", at) if token in ("million", "billion") else None
