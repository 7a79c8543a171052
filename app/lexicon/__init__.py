"""The word lists: entry and file format, loading, compiling."""

from app.lexicon.compiled import Lexicon
from app.lexicon.entry import Entry, LexiconFile, Receipt, Receipts, Suggestion
from app.lexicon.load import LexiconError, load, words_hash

__all__ = [
    "Entry",
    "Lexicon",
    "LexiconError",
    "LexiconFile",
    "Receipt",
    "Receipts",
    "Suggestion",
    "load",
    "words_hash",
]
