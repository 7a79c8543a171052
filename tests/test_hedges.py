"""Hedges against look-alikes: what is possible, feared, claimed or said by nobody named.

The sentences are none of the examples in the lexicon: they show that a rule holds for its kind.
"""

import pytest

from levelhead.engine.analyzer import Block, analyze
from levelhead.types import CURRENCIES
from tests.helpers.lexicons import LEXICON

ABILITY_AND_PERMISSION = (
    "No-one could find a boat, and no-one could be heard.",
    "Anyone who could row was sent out.",
    "The council guaranteed that dogs could swim there.",
    "Whichever way they may turn, the road is blocked.",
    "However cold it might be, the pool stays open.",
    "She can eat as many as she likes, and twice as many as 20 guests did.",
    "Police want to hear from anybody else who may have passed the barn.",
    "Leaseholders may appeal within 28 days.",
    "Cyclists may take up to two bags.",
    "A juror who has lost count of the ballots may ask the clerk to begin again.",
    "Councillors may not address the mayor by name.",
    "The warrants may be redeemed at any branch.",
    "The clerk said pensioners could renew the pass by telephone.",
    "Walkers could use the tunnel from Friday.",
    "The May report showed a loss.",
)
POWERS_AND_APPEALS = (
    "Holders may tender their notes until noon.",
    "Landlords may keep the deposit but must give a reason.",
    "Guests might like to bring a coat.",
    "They might have sunk had the rope been cut.",
    "None of the crew could swim, and Lund had no idea that they could row.",
    "Guests can expect a long wait.",
    "Drivers who think they were overcharged can ring the office.",
    "The court had little reason to believe that.",
    "Viewers were asked not to speculate about the ending, which came as projected.",
    "The mayor may dissolve the board under section 12 of the charter.",
    "The port may call the bonds in June.",
    "Guests were told that they could keep the cups.",
    "Diners could choose from 12 soups.",
    "Each walker who might have taken photographs is asked to ring.",
    "Nobody may serve anyone who appears to be drunk.",
    "It warns farmers who have or may have sick geese.",
    "She might have won the race but for a lost shoe.",
    "The jury believed the miller.",
    "Anglers should expect long queues.",
    "The report suggests six measures.",
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
    "Three countries' ministers claim the same reef.",
    "Growers surveyed by the bank had expected a loss.",
    "They would lie about 40 of the votes.",
    "The mast made every boat there look like a toy.",
    "Asked whether he felt they were ready, Lund nodded.",
    "It met an insurance company claim and the family claim for the roof.",
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
GOSSIP_OF_NO_KIND = (
    "There was a talk about bees.",
    "The word is not in the list.",
    "The walkers were reported missing at dusk.",
    "The money is on the table.",
    "The filter makes it look cheap.",
    "He stood too close to the fence.",
)
FIGURES_AND_CHOICES = (
    "Two in five expect a loss, and a third of growers predict one.",
    "Some shops shut as half of bakers fear losing trade.",
    "She is the most likely of the six to win.",
    "Growers there are 30 per cent likely to sell.",
    "It gives the dam a likelihood of 0.2%.",
    "The model has a 15% probability of error.",
    "Both possible venues are dry.",
    "There are four possible outcomes.",
)
PROPOSALS = (
    "They proposed that the gate be shut.",
    "Lund suggested that the talks be held in Bergen, and suggested her as chair.",
    "The bailiff suggested that the witness withdraw.",
    "One of them suggested he hire a lawyer.",
    "The miller suggested an early ballot, a new curfew and two other dates.",
    "It suggests better ways to pay.",
    "The union suggested the change.",
)
NEARLY_A_DEED = (
    "He nearly finished the wall and almost emptied the jug.",
    "The lamp could be held in one hand.",
)
PLANS_TIMETABLES_AND_LIMITS = (
    "The ferry can carry as many as 90 cars.",
    "Larch Mills expects to hire 40 weavers and said it expected to publish the terms.",
    "The choir is expected to land in Oslo at 4.15pm.",
    "The market is expected to close at noon, the crier said.",
    "Lund is expected to stand trial in June.",
    "The barge can carry up to 12 horses, and the loft could sleep up to six.",
    "It sold 4m bulbs, compared with the 3m expected.",
    "A Ledger survey had expected a rise.",
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
    (
        "The defence claim that it was dark, and the union claim to have proof.",
        ["defence claim", "union claim"],
    ),
    ("“The pump is new,” the seller claims.", ["claims"]),
)
GOSSIP = (
    ("There is talk of a merger.", ["There is talk of"]),
    ("There were murmurings about the chairman.", ["There were murmurings about"]),
    ("Word in the market is that she has sold.", ["Word in the market is that"]),
    ("He has, I hear, left by the window.", ["I hear"]),
    ("We are hearing that the vote was stopped.", ["We are hearing that"]),
    ("The betting among peers is that he will go.", ["The betting among peers is that"]),
    ("One suspects that he was bored.", ["One suspects"]),
    ("I can't help thinking the pier is lost.", ["I can't help thinking"]),
)
UNVERIFIED_OR_OPEN = (
    ("The paper was unable to independently verify the tape.", ["unable to independently verify"]),
    ("Accounts differ over who fired.", ["Accounts differ"]),
    ("It would hardly be a surprise if they lost.", ["It would hardly be a surprise if"]),
    ("There is little sign of a thaw.", ["There is little sign of"]),
    ("The rally looks overdone.", ["looks overdone"]),
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
    ("The likelihood of six lost votes grew.", ["likelihood"]),
    ("It is far from certain that he slept.", ["far from certain"]),
    ("There was still a good chance she would sing.", ["There was still a good chance"]),
    ("I'd say the cup is brass.", ["I'd say"]),
    ("The mayor may fall under a bus.", ["may"]),
    ("They were told they could lose their homes.", ["could"]),
    ("Walkers who may have taken photographs are few.", ["may"]),
    ("The miller believed the jury had erred.", ["believed"]),
    ("Suspected poachers shot a stag.", ["Suspected"]),
    ("The probable cause of the flood was a burst pipe.", ["probable"]),
    ("The mist should ease off by ten.", ["should"]),
    ("Shares are expected to close lower.", ["are expected to"]),
    ("The frost is expected to end by June.", ["is expected to"]),
    ("Larch Mills expects to lose money.", ["expects"]),
    ("The bank, long expected to open a branch, has not.", ["expected"]),
    ("There is reason to believe that it sank.", ["believe"]),
    ("They might have sunk in the night.", ["might"]),
    ("The flood could cover up to 12 farms.", ["could", "up to"]),
    ("The farms lie about 12 miles from the port.", ["about"]),
    ("Lake levels are at about their highest in a decade.", ["about"]),
    ("Wheat was almost flat and the port nearly deserted.", ["almost", "nearly"]),
    ("The regatta could be held on a canal.", ["could be"]),
    ("The rowers were “sort of lost”.", ["sort of"]),
    ("The maps suggest the police leave early.", ["suggest"]),
    ("The tracks suggest that a third plan was made.", ["suggest"]),
    ("Her remarks suggested a new approach.", ["suggested"]),
    ("A possible venue was lost.", ["possible"]),
    ("Leaseholders may lose by Friday, and cyclists may have one hope.", ["may", "may"]),
    ("Pensioners could pay more from Monday.", ["could"]),
    ("Jurors may not have heard her.", ["may"]),
    ("Smoking late may harm the heart.", ["may"]),
    ("The firm may report a loss.", ["may"]),
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
    + POWERS_AND_APPEALS
    + WORRY_IS_A_MOOD
    + THINKING_AS_A_DEED
    + WON_SETTLED_OR_KNOWN
    + DEEDS_OF_MANY
    + GOSSIP_OF_NO_KIND
    + FIGURES_AND_CHOICES
    + PROPOSALS
    + NEARLY_A_DEED
    + PLANS_TIMETABLES_AND_LIMITS
    + ON_STAGE,
)
def test_look_alikes_of_hedges_are_not_marked(text: str) -> None:
    assert hedges(text) == []


@pytest.mark.parametrize(
    ("text", "marked"),
    FEARED + CLAIMED + GOSSIP + UNVERIFIED_OR_OPEN + SAID_BY_NOBODY + SEEN_OR_POSSIBLE,
)
def test_hedges_of_the_same_words_are_marked(text: str, marked: list[str]) -> None:
    assert hedges(text) == marked


# An estimate or an opinion is a hedge unless the sentence says whose it is.
OWNED = (
    "The pond, believed by the Lund family to be cursed, was filled in.",
    "The tower was regarded as a folly by the Lund family.",
    "The tower, considered a folly by its builder, fell.",
    "Traders expect a glut, a survey of 40 by the Ledger showed.",
    "The observatory's astronomers said it was a comet.",
    "The Tarn Institute estimates that 300 boats were lost.",
    "Larch Bank has estimated the loss at £3m.",
    "Lund, who estimates that he walked 40 miles, slept.",
    "The loss was estimated by the insurer at £3m.",
    "It is the latest estimate of the harbour board.",
)
OWNED_BY_NOBODY = (
    ("The pond, believed by many to be cursed, was filled in.", ["believed by many"]),
    ("A rise of a fifth of a point expected in May came late.", ["expected"]),
    ("The tower was regarded as a folly by most visitors.", ["was regarded as"]),
    ("Traders expect a glut, a letter showed.", ["Traders expect"]),
    ("The observatory's critics said it was a tower.", ["critics said"]),
    ("The loss was estimated at £3m.", ["was estimated"]),
    ("It's estimated that 300 boats were lost.", ["It's estimated"]),
    ("The tower, estimated at 40 tonnes, fell.", ["estimated"]),
    ("The estimated 300 boats left.", ["estimated"]),
    ("By most counts 300 left.", ["By most counts"]),
    ("Surveyors estimate that the tower will fall.", ["estimate"]),
)


@pytest.mark.parametrize("text", OWNED)
def test_what_somebody_owns_is_not_marked(text: str) -> None:
    assert hedges(text) == []


@pytest.mark.parametrize(("text", "marked"), OWNED_BY_NOBODY)
def test_what_nobody_owns_is_marked(text: str, marked: list[str]) -> None:
    assert hedges(text) == marked


APPROXIMATORS = (
    "about", "around", "roughly", "approximately", "nearly", "almost", "close to", "up to",
    "in the region of", "as many as", "somewhere around", "getting on for", "more or less",
)  # fmt: skip
AMOUNTS = (
    "40 people", "40 per cent", "40C", "4ft", "£4m", "¥300", "₹500 crore", "A$7m", "Rs 500",
    "€1.2bn", "1.5 million people", "10,000-12,000", "two in five", "one in ten", "forty people",
    "a dozen people", "a hundred people", "a million people", "half of them", "a third of them",
    "two thirds", "three-quarters", "an hour", "a year", "six months", "tenfold",
)  # fmt: skip


@pytest.mark.parametrize("word", APPROXIMATORS)
def test_an_amount_of_any_kind_is_approximate(word: str) -> None:
    texts = [f"The report counts {word} {amount} in the town." for amount in AMOUNTS]
    found = [analyze([Block(text)], LEXICON).spans for text in texts]
    assert [text for text, spans in zip(texts, found, strict=True) if not spans] == []


@pytest.mark.parametrize("sign", CURRENCIES)
def test_a_sum_in_any_currency_is_approximate(sign: str) -> None:
    spans = analyze([Block(f"It cost about {sign}300 and nearly {sign}4m.")], LEXICON).spans
    assert [span.text for span in spans] == ["about", "nearly"]


# What approximates nothing, or leaves nothing open.
EXACT = (
    "He put his arms around three of the rowers.",
    "The wall around 14 Mill Lane fell.",
    "He was roughly handled.",
    "A guard roughly grabbed the boy.",
    "She seized him roughly.",
    "Or so the song went.",
    "He became a member of the Order of Merit.",
    "The boat sank somewhere between the islands.",
    "Nobody pays more or less than the rest.",
    "A mystery buyer paid for the house.",
    "He can eat as much as a horse.",
)


@pytest.mark.parametrize("text", EXACT)
def test_nothing_is_approximate_or_uncertain(text: str) -> None:
    spans = analyze([Block(text)], LEXICON).spans
    assert [span.text for span in spans if span.dimension == "hedging"] == []


# Sources without a name, and their look-alikes.
UNNAMED = {
    "Aides to the governor said so.": "Aides to the governor said",
    "Advisers to the firm have warned of it.": "Advisers to the firm have warned",
    "Senior clerics believe that he fled.": "Senior clerics believe",
    "Leading party figures fear the vote.": "Leading party figures fear",
    "Those who knew him well say that he lied.": "Those who knew him well say",
    "People who worked with her described a storm.": "People who worked with her described",
    "A former colleague told the court.": "A former colleague told",
    "Reports from the coast say that it sank.": "Reports from the coast say",
    "Senior officers told him to leave.": None,
    "None of the senior peers said nothing.": None,
    "Those who know the coast stay away.": None,
    "It is dear to those who knew him.": None,
    "Letters from aides to the governor were found.": None,
    "She reports from the coast.": None,
    "A senior Liberal told the paper so.": "A senior Liberal told",
    "One leading figure in the choir said so.": "One leading figure in the choir said",
    "A top general told them to stop.": None,
    "An analyst involved in the deal said so.": "An analyst involved in the deal said",
    "A lawyer on the case wept.": None,
    "Aides familiar with her plans say she will go.": "Aides familiar with her plans say",
    "Tribal figures fear a raid.": "Tribal figures fear",
    "Union figures reported a rise.": None,
    "A senior Liberal, Ann Low, said so.": None,
    "Another shareholder warned of a loss.": "Another shareholder warned",
    "Two envoys briefed on the plan said it was dead.": "Two envoys briefed on the plan said",
    "“We are finished,” said one fund manager.": "said one fund manager",
    "It was bedlam, whispered one courtier.": "whispered one courtier",
    "It is over, one of the advisers said.": "one of the advisers said",
    "Officials on both sides say a pact is near.": "Officials on both sides say",
    "Pessimists say it will sink.": "Pessimists say",
    "Aid agencies warn of a cold spring.": "Aid agencies warn",
    "A retired general told me it was lost.": "A retired general told me",
    "One employee was ill.": None,
    "He heard one veteran say grace.": None,
    "“We are at work,” said the senator.": None,
    "Economists at Larch Bank said it was dear.": None,
}


@pytest.mark.parametrize(("text", "source"), UNNAMED.items(), ids=UNNAMED)
def test_a_source_has_no_name(text: str, source: str | None) -> None:
    spans = analyze([Block(text)], LEXICON).spans
    assert [s.text for s in spans if s.category == "vague_source"] == ([source] if source else [])
