"""Attributions: who says, claims or believes what, by which words."""

from levelhead.engine.attributions.find import Attribution, attributions_of
from levelhead.engine.attributions.stacked import stacked_hedges
from levelhead.engine.attributions.summary import Speaker, speakers_of

__all__ = ["Attribution", "Speaker", "attributions_of", "speakers_of", "stacked_hedges"]
