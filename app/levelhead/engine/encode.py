"""The JSON of an answer, made from a report; the contract takes its schemas from these types."""

import sys
from collections.abc import Sequence
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType, json

from levelhead.engine.analyzer import Block
from levelhead.engine.deadline import Checkpoint, no_deadline
from levelhead.engine.document.offsets import Unit, converter
from levelhead.engine.json_lists import JsonLists
from levelhead.engine.report import Report
from levelhead.engine.score import DimensionScore
from levelhead.types import Dimension, Reason, Voice
from levelhead.version import VERSION

Language = Literal["en", "en-GB", "en-US"]
Share = Annotated[float, Meta(ge=0, le=1)]
Offset = Annotated[int, Meta(ge=0)]
BlockName = Annotated[
    str, Meta(description="The block's id, or its index if it has none; only with `blocks`.")
]


_REASONS = (
    "`allowed`: listed in `allow`. `exception`: the words around it are an exception of the rule. "
    "`fixed_expression`: part of a fixed expression, such as “killer whale”. `literal`: meant "
    "literally. `name`: a name or part of one. `quoted`: in a quotation, with `quotes: ignore`. "
    "`threshold`: scores below `min_score` or below the threshold of its category."
)


class Suggestion(Struct, frozen=True, forbid_unknown_fields=True):
    """What an editor could do: delete, attribute, quantify, rephrase, or replace with `text`."""

    action: str
    text: str | UnsetType = UNSET


class Factor(Struct, frozen=True, forbid_unknown_fields=True):
    """A reason why a span counts more (above 1) or less (below 1)."""

    name: str
    value: float


class Stretch(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A part of a text: from `start` up to, not including, `end`, in the unit asked for."""

    block: BlockName | UnsetType = UNSET
    start: Offset
    end: Offset


class Words(Stretch, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Words that a rule matches; `text` is the text from `start` up to `end`."""

    text: str
    dimension: Dimension
    category: str


class Span(Words, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A word or phrase that was found; `text` is the text from `start` up to `end`."""

    score: Share
    rule: Annotated[str, Meta(description="The id of the rule: see GET /rules/{id}.")]
    voice: Annotated[
        Voice,
        Meta(description="Whose words they are; those of a quotation count less."),
    ]
    sentence: Annotated[int, Meta(ge=0, description="The index of its sentence in `sentences`.")]
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


class Suppressed(Words, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A match that was not flagged, and why."""

    rule: str
    reason: Annotated[Reason, Meta(description=_REASONS)]


class Sentence(Stretch, frozen=True, forbid_unknown_fields=True, kw_only=True):
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
    band: Literal["low", "moderate", "high"]
    spans: Annotated[int, Meta(ge=0)]
    per_100_words: Annotated[float, Meta(ge=0)]
    by_voice: ByVoice


class Scores(Struct, frozen=True, forbid_unknown_fields=True):
    """Both dimensions, whichever of them were asked for."""

    sensational: Score
    hedging: Score


class Engine(Struct, frozen=True, forbid_unknown_fields=True):
    """What made the answer: with the same engine, the same request gets the same answer."""

    lexicon: Annotated[str, Meta(description="The hash of the word lists.")]
    name: str = "levelhead"
    version: str = VERSION


class Answer(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Scores, and the spans and sentences that they are based on, in the order of the text."""

    scores: Scores
    spans: tuple[Span, ...]
    suppressed: (
        Annotated[tuple[Suppressed, ...], Meta(description="Only with `explain`.")] | UnsetType
    ) = UNSET
    sentences: tuple[Sentence, ...]
    words: Annotated[int, Meta(ge=0)]
    language: Language
    offset_unit: Unit
    engine: Engine


def encode(
    report: Report,
    blocks: Sequence[Block],
    unit: Unit,
    explain: bool,
    language: Language,
    lexicon: str,
    checkpoint: Checkpoint = no_deadline,
    limit: int = sys.maxsize,
) -> bytes:
    """The JSON of the answer; `blocks` are those of the report, `lexicon` is the word lists' hash.

    Spans and sentences name their block if it has an id. TooMuch if it has more than `limit` bytes.
    """
    names = [UNSET if block.id is None else block.id for block in blocks]
    texts = [block.text for block in blocks]
    offset = [converter(text, unit) for text in texts]
    spans = (
        Span(
            block=names[f.block],
            start=offset[f.block](f.start),
            end=offset[f.block](f.end),
            text=texts[f.block][f.start : f.end],
            dimension=f.dimension,
            category=f.category,
            score=f.score,
            rule=f.rule,
            voice=f.voice,
            sentence=f.sentence,
            message=f.message,
            suggestions=tuple(
                Suggestion(s.action, UNSET if s.text is None else s.text) for s in f.suggestions
            ),
            base=f.base if explain else UNSET,
            factors=tuple(Factor(*x) for x in f.factors) if explain else UNSET,
        )
        for f in report.findings
    )
    suppressed = (
        Suppressed(
            block=names[s.block],
            start=offset[s.block](s.start),
            end=offset[s.block](s.end),
            text=texts[s.block][s.start : s.end],
            dimension=s.dimension,
            category=s.category,
            rule=s.rule,
            reason=s.reason,
        )
        for s in report.suppressed
    )
    sentences = (
        Sentence(
            block=names[s.block],
            start=offset[s.block](s.start),
            end=offset[s.block](s.end),
            sensational=s.sensational,
            hedging=s.hedging,
        )
        for s in report.sentences
    )
    lists = JsonLists(limit, checkpoint)
    return json.encode(
        Answer(
            scores=Scores(_score(report.scores["sensational"]), _score(report.scores["hedging"])),
            spans=lists.write(spans),
            suppressed=lists.write(suppressed) if explain else UNSET,
            sentences=lists.write(sentences),
            words=report.words,
            language=language,
            offset_unit=unit,
            engine=Engine(lexicon),
        )
    )


def _score(score: DimensionScore) -> Score:
    by_voice = ByVoice(score.author, score.quoted)
    return Score(score.score, score.band, score.spans, score.per_100_words, by_voice)
