"""What is found: the words of an attribution in its sentence."""

from typing import NamedTuple

from levelhead.engine.attributions.cues import Cue
from levelhead.engine.attributions.noun_phrases import Phrase


class Found(NamedTuple):
    """The words that report, and the source, if the text has one."""

    verb: Phrase
    source: Phrase | None


def found(cue: Cue, source: Phrase | None) -> Found | None:
    """The cue with its source; None without one."""
    return Found(Phrase(cue.first, cue.last), source) if source else None
