"""What an analysis says: scores, spans, sentences, with the names and types of the JSON.

A field that the JSON leaves out is UNSET, which is false.
"""

from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from levelhead.engine.score import Band, Factor
from levelhead.lexicon import Suggestion
from levelhead.types import Dimension, Reason, Voice

Share = Annotated[float, Meta(ge=0, le=1)]
Offset = Annotated[int, Meta(ge=0)]
BlockName = Annotated[
    str, Meta(description="The block's id, or its index if it has none; only with `blocks`.")
]

_REASONS = (
    "`allowed`: listed in `allow` or allowed by the profile. `dismissed`: its fingerprint is "
    "listed in `ignore`. `exception`: the words around it are an exception of the rule. "
    "`fixed_expression`: part of a fixed expression, such as “killer whale”. `literal`: meant "
    "literally. `name`: a name or part of one. `not_prose`: in an address, a tag, a file name or "
    "code. `profile`: the profile switches the rule off. `quoted`: in a quotation, with "
    "`quotes: ignore`. `threshold`: scores below `min_score` or below the threshold of its "
    "category."
)


class Located(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """A part of a text: from `start` up to, not including, `end`, in the unit asked for."""

    block: BlockName | UnsetType = UNSET
    start: Offset
    end: Offset


class Words(Located, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """Words that a rule matches; `text` is the text from `start` up to `end`."""

    text: str
    dimension: Dimension
    category: str


class Span(Words, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """A word or phrase that was found; `text` is the text from `start` up to `end`."""

    score: Share
    rule: Annotated[str, Meta(description="The id of the rule: see GET /rules/{id}.")]
    voice: Annotated[
        Voice,
        Meta(description="Whose words they are; those of a quotation count less."),
    ]
    sentence: Annotated[int, Meta(ge=0, description="The index of its sentence in `sentences`.")]
    profile: (
        Annotated[str, Meta(description="The profile that the rule or its strength is from.")]
        | UnsetType
    ) = UNSET
    fingerprint: Annotated[
        str,
        Meta(description="Stays the same while the rule, the words and their neighbours do."),
    ]
    message: str
    suggestions: tuple[Suggestion, ...]
    base: Annotated[float, Meta(description="With `explain`: the score before its factors.")] | (
        UnsetType
    ) = UNSET
    factors: (
        Annotated[
            tuple[Factor, ...], Meta(description="With `explain`: base times these is the score.")
        ]
        | UnsetType
    ) = UNSET


class Suppressed(Words, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """A match that was not flagged, and why."""

    rule: str
    reason: Annotated[Reason, Meta(description=_REASONS)]


class Sentence(Located, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """A sentence and its score in each dimension."""

    sensational: Share
    hedging: Share


class ByVoice(Struct, frozen=True, forbid_unknown_fields=True):
    """The scores if the spans of one voice were the only ones."""

    author: Share
    quoted: Share


class Score(Struct, frozen=True, forbid_unknown_fields=True):
    """The score of the whole text in one dimension. GET /limits says where the bands begin."""

    score: Share
    band: Band
    spans: Annotated[int, Meta(ge=0)]
    per_100_words: Annotated[float, Meta(ge=0)]
    by_voice: ByVoice


class Scores(Struct, frozen=True, forbid_unknown_fields=True):
    """Both dimensions, whichever of them were asked for."""

    sensational: Score
    hedging: Score


class Report(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Scores, and the spans and sentences that they are based on, in the order of the text."""

    scores: Scores
    spans: tuple[Span, ...]
    suppressed: (
        Annotated[tuple[Suppressed, ...], Meta(description="Only with `explain`.")] | UnsetType
    ) = UNSET
    sentences: tuple[Sentence, ...]
    words: Annotated[int, Meta(ge=0)]
