"""What an analysis says: scores, findings, what was left out, sentences; all in code points."""

from collections.abc import Mapping
from typing import NamedTuple

from msgspec import Struct

from levelhead.engine.score import DimensionScore, Factor
from levelhead.lexicon import Suggestion
from levelhead.types import Dimension, Reason, Voice


class Finding(Struct, frozen=True, gc=False):
    """A scored span; `start` and `end` are code points of its block's text as sent."""

    block: int
    start: int
    end: int
    dimension: Dimension
    category: str
    score: float
    rule: str
    voice: Voice
    sentence: int
    message: str
    suggestions: tuple[Suggestion, ...]
    base: float
    factors: tuple[Factor, ...]


class Suppressed(Struct, frozen=True, gc=False):
    """A span that was matched but not flagged, and why; code points of its block's text as sent."""

    block: int
    start: int
    end: int
    dimension: Dimension
    category: str
    rule: str
    reason: Reason


class SentenceScore(Struct, frozen=True, gc=False):
    """A sentence and how much of each dimension it holds."""

    block: int
    start: int
    end: int
    sensational: float
    hedging: float


class Report(NamedTuple):
    """The answer to one request; `suppressed` is empty unless asked for."""

    scores: Mapping[Dimension, DimensionScore]
    findings: tuple[Finding, ...]
    suppressed: tuple[Suppressed, ...]
    sentences: tuple[SentenceScore, ...]
    words: int
