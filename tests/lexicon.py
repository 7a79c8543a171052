"""The project's lexicon, loaded once for all tests."""

from pathlib import Path

from levelhead.lexicon import load_lexicon

FOLDER = Path(__file__).parent.parent / "lexicons"
LEXICON = load_lexicon(FOLDER)
