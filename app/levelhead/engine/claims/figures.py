"""Figures: what numbers in words and digits amount to."""

import re
from collections.abc import Sequence
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
# What a figure in words begins with.
FIRST_WORDS = frozenset((*_WORDS, "half", "a", "an", "million", "billion"))
_DIGITS = re.compile(rf"([{CURRENCIES}]?)(\d+(?:,\d{{3}})*(?:\.\d+)?)([a-z%]*)\Z")


class Figure(NamedTuple):
    """An amount, its unit ("" if it has none that is known) and the number of tokens it takes."""

    value: float
    unit: str
    tokens: int

    @property
    def is_share(self) -> bool:
        """Whether it is a part of something, in per cent."""
        return self.unit == "%"


def figure_at(tokens: Sequence[str], at: int) -> Figure | None:
    """The figure that begins with the token `at`, in lower case: "£3m", "two", "a third"."""
    number = _number(tokens, at)
    if number is None:
        return None
    value, unit, after = number
    following = tokens[after] if after < len(tokens) else ""
    if share := _SHARES.get(following):
        return Figure(value * share, "%", after + 1 - at)
    if (
        following == "in"
        and not unit
        and (whole := _number(tokens, after + 1))
        and value < whole[0]
    ):
        return Figure(100 * value / whole[0], "%", whole[2] - at)
    if following == "per" and tokens[after + 1 : after + 2] == ["cent"]:
        return Figure(value, "%", after + 2 - at)
    if name := _UNITS.get(following):
        return Figure(value, unit or name, after + 1 - at)
    return Figure(value, unit or _TIMES.get(following, ""), after - at)


def _number(tokens: Sequence[str], at: int) -> tuple[float, str, int] | None:
    """Value, unit and the index of the token after it."""
    token = tokens[at] if at < len(tokens) else ""
    unit = ""
    if digits := _DIGITS.match(token):
        unit, value = digits[1], float(digits[2].replace(",", ""))
        # Without a currency "60m" may be metres.
        value *= _SCALES.get(digits[3], 1) if unit or digits[3] != "m" else 1
        unit = unit or _UNITS.get(digits[3], "")
        at += 1
    elif token == "half":
        return _SHARES[token], "%", at + 1
    elif token in _WORDS:
        value = _WORDS[token]
        at += 1
        digit = _ONES.get(tokens[at], 0) if at < len(tokens) else 0
        if token in _TENS and 0 < digit < 10:
            value += digit
            at += 1
    elif token in ("a", "an"):
        at += 1
        following = tokens[at] if at < len(tokens) else ""
        if share := _SHARES.get(following):
            after = tokens[at + 1] if at + 1 < len(tokens) else ""
            return (share, "%", at + 1) if after in _OF_SHARES or after.endswith("er") else None
        if following not in _SCALES and following != "dozen":
            return None
        value = 1.0
        if following == "dozen":
            value, at = _WORDS[following], at + 1
    elif token in ("million", "billion"):
        value = 1.0
    else:
        return None
    while at < len(tokens) and (scale := _SCALES.get(tokens[at])):
        value *= scale
        at += 1
    if tokens[at : at + 1] == ["and"] and value >= _SCALES["hundred"]:
        rest = _number(tokens, at + 1) if tokens[at - 1] in _SCALES else None
        if rest and rest[0] < value and tokens[at + 1] in _WORDS:
            return value + rest[0], unit, rest[2]
    return value, unit, at
