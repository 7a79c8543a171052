"""The headline check: does the body say what the headline says?"""

from levelhead.engine.headline.article import Mark, headline_of
from levelhead.engine.headline.flags import Flag, headline_flags
from levelhead.engine.headline.unhedged import DOUBTS

__all__ = ["DOUBTS", "Flag", "Mark", "headline_flags", "headline_of"]
