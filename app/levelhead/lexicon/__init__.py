"""The word lists: entry and file format, loading, compiling."""

from levelhead.lexicon.compiled import Lexicon
from levelhead.lexicon.entry import Entry, LexiconFile, RuleStatistics, Suggestion
from levelhead.lexicon.load import LexiconError, load_lexicon

__all__ = [
    "Entry",
    "Lexicon",
    "LexiconError",
    "LexiconFile",
    "RuleStatistics",
    "Suggestion",
    "load_lexicon",
]
