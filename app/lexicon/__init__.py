"""The word lists: entry and file format, loading, compiling."""

from app.lexicon.compiled import Lexicon
from app.lexicon.entry import Entry, LexiconFile, Receipt, Suggestion
from app.lexicon.load import LexiconError, load

__all__ = ["Entry", "Lexicon", "LexiconError", "LexiconFile", "Receipt", "Suggestion", "load"]
