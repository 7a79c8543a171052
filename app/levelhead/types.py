"""What every layer shares: the vocabulary of answers, ranges of text, and sets of words."""

from typing import Literal, NamedTuple, get_args

Dimension = Literal["hedging", "sensational"]
Voice = Literal["author", "quoted", "scare"]
Role = Literal["headline", "standfirst", "body", "caption", "blockquote"]
# The roles that tags in HTML and styles in Word documents give; of several the first one counts.
MarkedRole = Literal["headline", "standfirst", "blockquote", "caption", "body"]

Format = Literal["text", "html", "markdown"]
# The variety of English that a text is in; it makes no difference to the analysis.
Language = Literal["en", "en-GB", "en-US"]
# What happens to spans in quotations.
Quotes = Literal["report", "ignore"]
# What offsets count.
OffsetUnit = Literal["codepoint", "utf16", "utf8"]

# What a reporting verb says of what it reports: "said", "claimed", "slammed", "admitted".
Stance = Literal["neutral", "doubting", "loaded", "confirming"]
# How much a reader learns of who says something.
SourceKind = Literal["named", "role", "unnamed", "pronoun", "none"]

# What may be added to an answer.
Part = Literal["attributions"]

# Signs of currencies, which come before a figure. lexicons/classes.toml and languagetool/sounds.py
# list them, too; tests/test_hedges.py and tests/test_languagetool_edits.py compare.
CURRENCIES = "£$€¥₹₩₽₺₪₫₦₱₴฿"

# Why a match is not reported; engine/report.py says what each means.
Reason = Literal[
    "allowed",
    "dismissed",
    "exception",
    "fixed_expression",
    "literal",
    "name",
    "not_prose",
    "profile",
    "quoted",
    "threshold",
]

DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)

CATEGORIES: dict[Dimension, tuple[str, ...]] = {
    "hedging": (
        "modal",
        "probability",
        "hearsay",
        "belief",
        "appearance",
        "approximation",
        "vague_source",
    ),
    "sensational": (
        "insult",
        "loaded",
        "hyperbole",
        "dramatic_verb",
        "alarm",
        "clickbait",
        "intensifier",
        "slang",
        "shouting",
        "scare_quotes",
    ),
}
ALL_CATEGORIES = tuple(category for each in CATEGORIES.values() for category in each)


class TextRange(NamedTuple):
    """From `start` up to, not including, `end`; code points."""

    start: int
    end: int


def word_set(words: str) -> frozenset[str]:
    """The words of a list that is written as one string."""
    return frozenset(words.split())
