"""The kinds of change: what each does to a claim or its tone, and how it is said."""

from collections.abc import Mapping
from typing import NamedTuple

from levelhead.engine.compare.comparison import Effect, Kind
from levelhead.types import TextRange


class Found(NamedTuple):
    """A change, with the words on the side or sides that have them, in positions of documents."""

    kind: Kind
    before: TextRange | None
    after: TextRange | None


class Meaning(NamedTuple):
    """What a kind of change does, and the message to fill with the words of the sides."""

    effect: Effect
    message: str


MEANINGS: Mapping[Kind, Meaning] = {
    "hedge_dropped": Meaning("stronger", "“{before}” was dropped, which leaves less doubt."),
    "hedge_added": Meaning("weaker", "“{after}” was added, which leaves more doubt."),
    "hedge_weakened": Meaning("stronger", "“{before}” became “{after}”, which leaves less doubt."),
    "hedge_strengthened": Meaning(
        "weaker", "“{before}” became “{after}”, which leaves more doubt."
    ),
    "source_dropped": Meaning("stronger", "The source was dropped: “{before}”."),
    "source_added": Meaning("weaker", "A source was added: “{after}”."),
    "source_blurred": Meaning("weaker", "The source became vaguer: “{before}”, then “{after}”."),
    "causation_added": Meaning("stronger", "“{after}” states a cause where there was none."),
    "causation_dropped": Meaning("weaker", "“{before}” stated a cause; now there is none."),
    "fact_changed": Meaning("different", "The facts differ: “{before}” became “{after}”."),
    "wording_added": Meaning("hotter", "Sensational wording was added: “{after}”."),
    "wording_removed": Meaning("cooler", "Sensational wording was removed: “{before}”."),
    "wording_heated": Meaning("hotter", "“{before}” became “{after}”, which is more sensational."),
    "wording_cooled": Meaning("cooler", "“{before}” became “{after}”, which is less sensational."),
}
