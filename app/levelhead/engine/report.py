"""What an analysis says: scores, spans, sentences, with the names and types of the JSON.

A field that the JSON leaves out is UNSET, which is false.
"""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from levelhead.engine.score import Band, Factor
from levelhead.lexicon import Suggestion
from levelhead.types import Dimension, Reason, SourceKind, Stance, Voice

Share = Annotated[float, Meta(ge=0, le=1)]
Offset = Annotated[int, Meta(ge=0)]
BlockName = Annotated[
    str, Meta(description="The block's id, or its index if it has none; only with `blocks`.")
]
SentenceIndex = Annotated[int, Meta(ge=0, description="The index of its sentence in `sentences`.")]

_REASONS = (
    "`allowed`: listed in `allow` or allowed by the profile. `dismissed`: its fingerprint is "
    "listed in `ignore`. `exception`: the words around it are an exception of the rule. "
    "`fixed_expression`: part of a fixed expression, such as “killer whale”. `literal`: meant "
    "literally. `name`: a name or part of one. `not_prose`: in an address, a tag, a file name or "
    "code. `profile`: the profile switches the rule off. `quoted`: in a quotation, with "
    "`quotes: ignore`. `threshold`: scores below `min_score` or below the threshold of its "
    "category."
)

_STANCES = (
    "What the verb says of the statement. `neutral`: said, added. `doubting`: claimed, alleged. "
    "`loaded`: slammed, blasted. `confirming`: admitted, revealed, pointed out."
)
_SOURCE_KINDS = (
    "`named`: by a name. `role`: by an office, a relation or a document. `unnamed`: somebody who "
    "cannot be identified, such as critics or one official. `pronoun`: he, who, their. `none`: the "
    "text says nothing, as in “it is claimed”."
)

_INCLUDED = Meta(description='Only with `include: ["attributions"]`.')


class Located(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """A part of a text: from `start` up to, not including, `end`, in the unit asked for."""

    block: BlockName | UnsetType = UNSET
    start: Offset
    end: Offset


class Excerpt(Located, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """A part of a text; `text` is the text from `start` up to `end`."""

    text: str


class Words(Excerpt, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """Words that a rule matches; `text` is the text from `start` up to `end`."""

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
    sentence: SentenceIndex
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


class Attribution(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """A statement that the author reports of somebody, by the words that say so."""

    verb: Annotated[
        Excerpt,
        Meta(description="What reports: “said”, “according to”, the colon after a name."),
    ]
    source: Annotated[Excerpt | None, Meta(description="Who says so, if the text says who.")]
    stance: Annotated[Stance, Meta(description=_STANCES)]
    source_kind: Annotated[SourceKind, Meta(description=_SOURCE_KINDS)]
    direct: Annotated[bool, Meta(description="Whether at least a clause of it is quoted.")]
    sentence: SentenceIndex


class Stances(Struct, frozen=True, forbid_unknown_fields=True):
    """How many attributions have each stance."""

    neutral: Annotated[int, Meta(ge=0)]
    doubting: Annotated[int, Meta(ge=0)]
    loaded: Annotated[int, Meta(ge=0)]
    confirming: Annotated[int, Meta(ge=0)]


class Source(Struct, frozen=True, forbid_unknown_fields=True):
    """A source and all that is attributed to it."""

    name: Annotated[str, Meta(description="Its longest name in the text.")]
    source_kind: SourceKind
    stances: Stances
    attributions: Annotated[
        tuple[Annotated[int, Meta(ge=0)], ...],
        Meta(
            description="Their indexes in `attributions`, with those of pronouns that can mean "
            "no other source."
        ),
    ]


class StackedHedge(Excerpt, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """Two or more hedges in a row that weaken one claim: “may possibly”."""

    sentence: SentenceIndex


FlagKind = Literal["unhedged", "hotter", "quoted_only", "not_in_body"]
_KINDS = (
    "`unhedged`: the body hedges or attributes what the headline states. `hotter`: the wording is "
    "stronger than the body's for the same thing. `quoted_only`: only a quotation in the body has "
    "the word. `not_in_body`: no sentence of the body says it."
)


class Evidence(Excerpt, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """Words or a sentence of the body that a flag rests on."""

    sentence: SentenceIndex


class HeadlineFlag(Excerpt, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """Where the headline says more than the body; `text` are the headline's words."""

    kind: Annotated[FlagKind, Meta(description=_KINDS)]
    message: str
    sentence: SentenceIndex
    evidence: tuple[Evidence, ...]


class Headline(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What was found when the headline was compared with the body."""

    flags: tuple[HeadlineFlag, ...]


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
    attributions: Annotated[tuple[Attribution, ...], _INCLUDED] | UnsetType = UNSET
    sources: Annotated[tuple[Source, ...], _INCLUDED] | UnsetType = UNSET
    stacked_hedges: Annotated[tuple[StackedHedge, ...], _INCLUDED] | UnsetType = UNSET
    headline: (
        Annotated[Headline, Meta(description="Only if the text has a headline.")] | UnsetType
    ) = UNSET
    words: Annotated[int, Meta(ge=0)]
