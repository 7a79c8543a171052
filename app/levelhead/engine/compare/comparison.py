"""What a comparison says: reports, pairs of sentences and changes, as in the JSON."""

from typing import Annotated, Literal, get_args

from msgspec import Meta, Struct

from levelhead.engine.report import Located, Report, Share

Kind = Literal[
    "hedge_dropped",
    "hedge_added",
    "hedge_weakened",
    "hedge_strengthened",
    "source_dropped",
    "source_added",
    "source_blurred",
    "causation_added",
    "causation_dropped",
    "fact_changed",
    "wording_added",
    "wording_removed",
    "wording_heated",
    "wording_cooled",
]
KINDS: tuple[Kind, ...] = get_args(Kind)

# What a change does to the claim, or to the tone in which it is made.
Effect = Literal["different", "stronger", "weaker", "hotter", "cooler"]

Index = Annotated[int, Meta(ge=0)]
Step = Annotated[float, Meta(ge=-1, le=1)]


class Place(Located, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """Words of one side; `text` is the text from `start` up to `end`."""

    text: str
    sentence: Annotated[Index, Meta(description="The index of its sentence in `sentences`.")]


class SentencePair(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """Two sentences that make the same claim; one that was split or merged is in several pairs."""

    before: Annotated[Index, Meta(description="An index in the `sentences` of `before`.")]
    after: Annotated[Index, Meta(description="An index in the `sentences` of `after`.")]
    similarity: Share


class Unpaired(Struct, frozen=True, forbid_unknown_fields=True):
    """Sentences without a partner, by their index in `sentences`."""

    before: tuple[Index, ...]
    after: tuple[Index, ...]


class Change(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """A change of a claim or of its wording, with the words on the side or sides that have them."""

    kind: Kind
    effect: Effect
    message: str
    before: Place | None
    after: Place | None
    pair: Annotated[
        Index | None,
        Meta(description="An index in `pairs`; null in a sentence without a partner."),
    ]


class Difference(Struct, frozen=True, forbid_unknown_fields=True):
    """The score of `after` less that of `before`."""

    sensational: Step
    hedging: Step


class Comparison(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Both reports, what became of each sentence, and what changed, in the order of the texts."""

    before: Report
    after: Report
    difference: Difference
    pairs: tuple[SentencePair, ...]
    unpaired: Unpaired
    changes: tuple[Change, ...]
