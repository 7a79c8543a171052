"""Hedges against look-alikes: what is possible, feared, claimed or said by nobody named.

The sentences are none of the examples in the lexicon: they show that a rule holds for its kind.
"""

import pytest

from levelhead.engine.analyzer import Block, analyze
from tests.helpers.lexicons import LEXICON

ABILITY_AND_PERMISSION = (
    "No-one could find a boat, and no-one could be heard.",
    "Anyone who could row was sent out.",
    "The council guaranteed that dogs could swim there.",
    "Whichever way they may turn, the road is blocked.",
    "However cold it might be, the pool stays open.",
    "She can eat as many as she likes, and twice as many as 20 guests did.",
)
WORRY_IS_A_MOOD = (
    "The baker is worried that flour will run out.",
    "Staff were seriously concerned that the lift sticks.",
    "Nervous that it would rain, she took a coat.",
    "The driver is not sure which road to take.",
)
THINKING_AS_A_DEED = (
    "With more sleep you think faster.",
    "Walkers were duped into believing the path was open.",
    "Savers were lulled into thinking that the fund was sound.",
    "He could scarcely believe that she had come.",
)
WON_SETTLED_OR_KNOWN = (
    "The side claimed its second under-21 rowing title.",
    "She spoke of claiming the party's nomination.",
    "The claims were settled, and the firm paid her claims.",
    "Three disputes remain to be resolved.",
    "The date has yet to be decided.",
    "The cook is presumed innocent.",
    "The theft was not reported for a week.",
    "The fall was in line with the chancellor's prediction of a slump.",
)
DEEDS_OF_MANY = (
    "Residents praised the nurse and neighbours criticised the noise.",
    "Viewers questioned the price, and shoppers dismissed it.",
    "Doctors recommend rest and lawyers urged him to wait.",
    "Experts told swimmers to keep out, and officials have told walkers not to cross.",
    "Among users who say they are bored, few leave.",
    "Walking fans all say the same thing about his hat.",
    "Many tenants complained about noise.",
    "Some shops said nothing.",
    "It is true more often than people think.",
)
ON_STAGE = (
    "The actor appeared drunk on stage and appeared dressed as a swan.",
    "He appeared strongly in two trials.",
)

FEARED = (
    (
        "There are fears that the dam leaks, and the crew is afraid that it will burst.",
        ["fears that", "afraid that"],
    ),
    ("The miller worries that it leaks.", ["worries"]),
)
CLAIMED = (
    (
        "Whispers have circulated of a sale, and claims emerged of a fix.",
        ["Whispers have circulated", "claims emerged"],
    ),
    ("There was talk that the mill would shut.", ["There was talk that"]),
    ("The roof is unsafe, the tenants have claimed.", ["claimed"]),
    ("“The pump is new,” the seller claims.", ["claims"]),
)
SAID_BY_NOBODY = (
    ("A Norfolk harbour official said the ferry was late.", ["A Norfolk harbour official said"]),
    ("The Kentish official said the gate was shut.", ["The Kentish official said"]),
    (
        "It was closed, according to a Liberal Party organiser.",
        ["according to a Liberal Party organiser"],
    ),
    ("It will close, according to two council officials.", ["according to two council officials"]),
    ("Several dairy farmers said milk was dear.", ["Several dairy farmers said"]),
    ("Many shopkeepers fear a wet June.", ["Many shopkeepers fear"]),
    ("Some are saying that the lake is empty.", ["Some are saying"]),
    ("Most interpreted it as a threat.", ["Most interpreted"]),
    ("The ferry is late, but people say it never sinks.", ["people say"]),
    ("No sum was named, the people said.", ["the people said"]),
    (
        "An aide, speaking on condition of anonymity, agreed.",
        ["aide, speaking on condition of anonymity"],
    ),
)
SEEN_OR_POSSIBLE = (
    ("The judge appeared irritated by the delay.", ["appeared"]),
    ("The plan now appears stuck, and the coach appeared tired.", ["appears", "appeared"]),
    ("He could walk free by noon.", ["could"]),
    (
        "The price rose by as much as 6% and as many as 40 shops shut.",
        ["as much as", "as many as"],
    ),
)


def hedges(text: str) -> list[str]:
    return [s.text for s in analyze([Block(text)], LEXICON).spans if s.dimension == "hedging"]


@pytest.mark.parametrize(
    "text",
    ABILITY_AND_PERMISSION
    + WORRY_IS_A_MOOD
    + THINKING_AS_A_DEED
    + WON_SETTLED_OR_KNOWN
    + DEEDS_OF_MANY
    + ON_STAGE,
)
def test_look_alikes_of_hedges_are_not_marked(text: str) -> None:
    assert hedges(text) == []


@pytest.mark.parametrize(("text", "marked"), FEARED + CLAIMED + SAID_BY_NOBODY + SEEN_OR_POSSIBLE)
def test_hedges_of_the_same_words_are_marked(text: str, marked: list[str]) -> None:
    assert hedges(text) == marked
