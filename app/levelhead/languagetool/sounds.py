"""Whether "a" or "an" goes before a word: by its spelling, with the exceptions that news needs.

The three patterns are those of app/levelhead/web/levelhead.js, character by character; a test
compares them.
"""

import re

# Ordinary words and figures: an hour, an 8-year, an £11m, an 1850s; a European, a one-off, a unit.
VOWEL = (
    r"""["'“‘(]?(?:hour|honest|honou?r|heir|x-?ray|[ai]|e(?!u|w)|o(?!ne\b|nce\b)|"""
    r"""u(?!biq|ef|gand|k|nanim|nesc|ni(?:[cfloqstv]|directional)|r[aiou]|s[aeiu]|t[aeio])|"""
    r"""[àáâäæèéêëìíîïòóôöœ]|[£$€¥₹₩₽₺₪₫₦₱₴฿]?(?:8|1[18](?!\d)|1[18]\d\d(?![\d,])))"""
)
# Letters read one by one, the first of which begins with a vowel: an MP, an F1, an HMRC, an X.
SPELT = (
    r"""["'“‘(]?(?!LAN\b|RAM\b|ROM\b|SIM\b)(?:[FHLMNRSX][A-Z]{0,2}|E[A-Z]{1,2}|"""
    r"""[FHLMNRSX][B-DF-HJ-NP-TV-Z]{3,}|MRSA|NAACP|RSPCA)s?(?![A-Za-z])"""
)
# Letters that begin with the name of U: a UK, a UN, a U-turn.
YOU = r"""["'“‘(]?U[A-Z]{0,2}s?(?![A-Za-z])"""

_VOWEL, _SPELT, _YOU = re.compile(VOWEL, re.IGNORECASE), re.compile(SPELT), re.compile(YOU)


def takes_an(following: str) -> bool:
    """Whether "an" goes before these words; capitals are taken for letters read one by one."""
    if _YOU.match(following):
        return False
    return bool(_VOWEL.match(following) or _SPELT.match(following))
