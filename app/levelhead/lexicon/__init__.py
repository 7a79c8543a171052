"""The word lists: entry and file format, loading, compiling."""

from levelhead.lexicon.compiled import Lexicon
from levelhead.lexicon.entry import Entry, LexiconFile, MeasuredRules, RuleStatistics, Suggestion
from levelhead.lexicon.load import LexiconError, load_lexicon, words_hash

__all__ = [
    "Entry",
    "Lexicon",
    "LexiconError",
    "LexiconFile",
    "MeasuredRules",
    "RuleStatistics",
    "Suggestion",
    "load_lexicon",
    "words_hash",
]
