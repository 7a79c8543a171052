"""What is reported of two versions of a text: a table of changes."""

import pytest

from levelhead.engine.compare import KINDS
from levelhead.engine.compare.kinds import MEANINGS
from tests.helpers.comparing import CROWE, LOFT, Words, changes_of, compared

BRIDGE = "The bridge is unsafe, engineers at the council said."
# Before, after, and the words of each that cannot both be true.
FACTS = [
    (
        "Mr Lunn denied he had ignored the alarm.",
        "Mr Lunn ignored the alarm.",
        "denied he had ignored",
        "ignored",
    ),
    (
        "The coroner denied that the files were lost.",
        "The coroner said the files were lost.",
        "denied that the files",
        "the files",
    ),
    ("The jury found Vane not guilty.", "The jury found Vane guilty.", "not guilty", "guilty"),
    ("The ferry won't sail today.", "The ferry will sail today.", "won't sail", "sail"),
    (
        "Troops took the bridge.",
        "Troops have not taken the bridge.",
        "the bridge",
        "not taken the bridge",
    ),
    ("The club has never won the cup.", "The club has won the cup.", "never won", "won"),
    ("None of the guests fell ill.", "The guests fell ill.", "None of the guests", "The guests"),
    (
        "There is no link between tea and gout.",
        "There is a link between tea and gout.",
        "no link",
        "link",
    ),
    ("The mine refused to pay its miners.", "The mine paid its miners.", "refused to pay", "paid"),
    ("Guards may have opened the gate.", "Guards did not open the gate.", "opened", "not open"),
    ("Tea is not linked to gout.", "Tea causes gout.", "not linked", "causes"),
    ("The union will not strike.", "The union will strike.", "not strike", "strike"),
    ("Exports rose in May.", "Exports fell in May.", "rose", "fell"),
    ("The jury acquitted Moss.", "The jury convicted Moss.", "acquitted", "convicted"),
    ("The council rejected the plan.", "The council approved the plan.", "rejected", "approved"),
    (
        "Vane voted for the amendment.",
        "Vane voted against the amendment.",
        "for the amendment",
        "against the amendment",
    ),
    ("The vote is on Tuesday.", "The vote is on Thursday.", "Tuesday", "Thursday"),
    ("The tax takes effect in March.", "The tax takes effect in May.", "March", "May"),
    ("The quarry made 120 people redundant.", "The quarry dismissed 210 people.", "120", "210"),
    (
        "Twelve people were hurt in the crash on Sunday.",
        "Twenty people were hurt in Sunday's crash.",
        "Twelve",
        "Twenty",
    ),
    ("The repair will cost £2.5m.", "The repair will cost £25m.", "£2.5m", "£25m"),
    ("He took two million euros.", "He took three million euros.", "two million", "three million"),
    ("Vane, 34, has been held.", "Vane, 43, has been held.", "34", "43"),
    ("The pier was built in 1887.", "The pier was built in 1987.", "1887", "1987"),
]
CHANGED: dict[str, tuple[str, str, list[Words]]] = {
    "nobody doubts who appears in court": (
        "The baker allegedly sold stale rolls.",
        "The baker, who appears before magistrates today, sold stale rolls.",
        [("hedge_dropped", "allegedly", None)],
    ),
    "a month is no doubt": (
        "The vet allegedly sold pills. The trial begins on 12 May.",
        "The vet, whose trial begins on 12 May, sold pills.",
        [("hedge_dropped", "allegedly", None)],
    ),
    "what jurors were told had a source": (
        "The jurors were told that Moss burned two files.",
        "Moss burned two files.",
        [("source_dropped", "were told", None)],
    ),
    "a tendency becomes an effect": (
        "Walkers tend to sleep longer, a survey found.",
        "Walking makes people sleep longer, a survey found.",
        [("causation_added", "tend to", "makes"), ("hedge_dropped", "tend to", None)],
    ),
    # Accusations.
    "an arrest becomes a deed": (
        "A man was arrested on suspicion of arson after a barn burned down.",
        "An arsonist burned down a barn.",
        [("hedge_dropped", "on suspicion of", None)],
    ),
    "a charge becomes a deed": (
        "Two cousins charged with smuggling cigars will return to court.",
        "Two cousins who smuggled cigars will return to court.",
        [("hedge_dropped", "charged with", None)],
    ),
    "a suspect becomes a culprit": (
        "The suspected poacher was seen near the mill.",
        "The poacher was seen near the mill.",
        [("hedge_dropped", "suspected", None)],
    ),
    "one who was accused of something walks free after doing it": (
        "A teenager accused of hacking the mint walked free.",
        "A teenager walked free after hacking the mint.",
        [("hedge_dropped", "accused of", None)],
    ),
    "who is charged did it, and is charged": (
        "A nurse has been charged with stealing drugs from the ward.",
        "The nurse who stole drugs from the ward has been charged.",
        [("hedge_dropped", "charged with", None)],
    ),
    "an arrest becomes a relative clause": (
        "A man has been arrested on suspicion of poisoning the dogs.",
        "The man who poisoned the dogs has been arrested on suspicion of cruelty.",
        [("hedge_dropped", "on suspicion of", None)],
    ),
    "a deed becomes a charge": (
        "The clerk who forged the will was in court.",
        "The clerk charged with forging the will was in court.",
        [("hedge_added", None, "charged with")],
    ),
    "one who faces allegations did it": (
        "The agent faces allegations that he bribed two players.",
        "The agent bribed two players.",
        [("hedge_dropped", "allegations", None)],
    ),
    # Verbs that doubt.
    "what somebody expects becomes a fact": (
        "Traders expect prices to double.",
        "Prices will double.",
        [("source_dropped", "Traders expect", None), ("hedge_dropped", "expect", None)],
    ),
    "a suspicion becomes a fact": (
        "Detectives suspect that the cousins met in Leeds.",
        "The cousins met in Leeds.",
        [
            ("source_dropped", "Detectives suspect", None),
            ("hedge_dropped", "suspect", None),
        ],
    ),
    "a fact becomes a suspicion": (
        "The cousins met in Leeds.",
        "Detectives suspect that the cousins met in Leeds.",
        [
            ("source_added", None, "Detectives suspect"),
            ("hedge_added", None, "suspect"),
        ],
    ),
    "what a source claims of itself becomes a fact": (
        "The navy claims to have sunk the trawler.",
        "The navy sank the trawler.",
        [("source_dropped", "The navy claims", None), ("hedge_dropped", "claims", None)],
    ),
    "a hint becomes a proof": (
        "The tooth suggests that the beast ate fish.",
        "The tooth proves that the beast ate fish.",
        [("hedge_dropped", "suggests", None)],
    ),
    "a proof becomes a hint": (
        "The tooth proves that the beast ate fish.",
        "The tooth hints that the beast ate fish.",
        [("hedge_added", None, "hints that")],
    ),
    "a court that heard it is gone": (
        "The court heard that the van had no brakes.",
        "The van had no brakes.",
        [("source_dropped", "heard", None)],
    ),
    "a proof becomes an indication": (
        "The tooth proves that the beast ate fish.",
        "The tooth indicates that the beast ate fish.",
        [("hedge_added", None, "indicates")],
    ),
    "a word that is loaded only where nothing hedges it": (
        "The vase was almost certainly a fake.",
        "The vase was a fake.",
        [("hedge_dropped", "almost certainly", None)],
    ),
    "a degree is dropped": (
        "The hall was largely empty.",
        "The hall was empty.",
        [("hedge_dropped", "largely", None)],
    ),
    "an unlikely event is denied": (
        "The mill is unlikely to reopen.",
        "The mill will not reopen.",
        [("hedge_dropped", "unlikely", None)],
    ),
    "what a source says it has done becomes a fact": (
        "The rebels say they have taken the bridge.",
        "The rebels have taken the bridge.",
        [("source_dropped", "The rebels say", None)],
    ),
    "what is possible becomes certain": (
        "Rain is possible in Tarn on Monday.",
        "It will rain in Tarn on Monday.",
        [("hedge_dropped", "is possible", None)],
    ),
    "what is considered becomes a plan": (
        "The council is considering closing the pool.",
        "The council will close the pool.",
        [("hedge_dropped", "considering", None)],
    ),
    "who is doubtful is out": (
        "The keeper is doubtful for Sunday.",
        "The keeper will miss Sunday's match.",
        [("hedge_dropped", "is doubtful", None)],
    ),
    "one explanation becomes a fact": (
        "Another explanation is that the clock stopped.",
        "The clock stopped.",
        [("hedge_dropped", "Another explanation is", None)],
    ),
    # Hedges.
    "a hedge is dropped": (
        LOFT,
        "The fire started in the loft.",
        [("hedge_dropped", "may", None)],
    ),
    "a likelihood becomes a fact": (
        "The striker is likely to miss the final.",
        "The striker will miss the final.",
        [("hedge_dropped", "likely", None)],
    ),
    "an allegation becomes a fact": (
        "The man allegedly threw the brick.",
        "The man threw the brick.",
        [("hedge_dropped", "allegedly", None)],
    ),
    "a hedge is added": (
        "The ship sank in a storm.",
        "The ship apparently sank in a storm.",
        [("hedge_added", None, "apparently")],
    ),
    "what was possible is probable": (
        "The bank might close forty branches.",
        "The bank will probably close forty branches.",
        [("hedge_weakened", "might", "probably")],
    ),
    "what was probable is possible": (
        "The bank will probably close forty branches.",
        "The bank might close forty branches.",
        [("hedge_strengthened", "probably", "might")],
    ),
    "one doubt instead of two": (
        "The comet might possibly be seen from Kent.",
        "The comet might be seen from Kent.",
        [("hedge_weakened", "might possibly", "might")],
    ),
    "a slim chance becomes a good one": (
        "There is a slim chance that the pier will reopen.",
        "The pier may well reopen.",
        [("hedge_weakened", "a slim chance that", "may well")],
    ),
    "the same figure without its hedge": (
        "Around 300 homes lost power.",
        "300 homes lost power.",
        [("hedge_dropped", "Around", None)],
    ),
    "a sentence that says little": (
        "So it was. It may not last.",
        "So it was. It will not last.",
        [("hedge_dropped", "may", None)],
    ),
    "the same amount without its hedge": (
        "The pool will cost about £3m.",
        "The pool will cost £3m.",
        [("hedge_dropped", "about", None)],
    ),
    "an amount in another currency without its hedge": (
        "The pool will cost about ₹30 crore.",
        "The pool will cost ₹30 crore.",
        [("hedge_dropped", "about", None)],
    ),
    "a split sentence loses its hedge": (
        "The firm plans to build a mill in Tarn, which could create 90 jobs.",
        "The firm plans to build a mill in Tarn. It will create 90 jobs.",
        [("hedge_dropped", "could", None)],
    ),
    "a source says what it claimed": (
        "Hall claimed the council had lied about the pool.",
        "Hall said the council had lied about the pool.",
        [("hedge_dropped", "claimed", None)],
    ),
    "a source suspects what it said": (
        "Salt weakened the pier, engineers said.",
        "Engineers suspect that salt weakened the pier.",
        [("hedge_added", None, "suspect")],
    ),
    "a source says what it suspected": (
        "Engineers suspect that salt weakened the pier.",
        "Salt weakened the pier, engineers said.",
        [("hedge_dropped", "suspect", None)],
    ),
    "a claim is doubted instead of its figure": (
        "About 300 homes lost power.",
        "300 homes may have lost power.",
        [("hedge_dropped", "About", None), ("hedge_added", None, "may")],
    ),
    # Sources.
    "a source is dropped": (
        BRIDGE,
        "The bridge is unsafe.",
        [("source_dropped", "engineers at the council said", None)],
    ),
    "a source is added": (
        "The bridge is unsafe.",
        BRIDGE,
        [("source_added", None, "engineers at the council said")],
    ),
    "a minister becomes a source": (
        CROWE,
        "A source said the clinic would close.",
        [("source_blurred", "Health minister Ada Crowe said", "A source said")],
    ),
    "a party becomes sources": (
        "The party said the tax would rise.",
        "Sources said the tax would rise.",
        [("source_blurred", "The party said", "Sources said")],
    ),
    "a charity becomes hearsay": (
        "The charity says rents have doubled since 2010.",
        "Rents have doubled since 2010, it is claimed.",
        [("source_blurred", "The charity says", "it is claimed")],
    ),
    "source and hedge are dropped": (
        "Police said the driver may have been drunk.",
        "The driver was drunk.",
        [("source_dropped", "Police said", None), ("hedge_dropped", "may", None)],
    ),
    "a name in apposition is gone": (
        "A junior minister, Ada Crowe, said the pier was unsafe.",
        "Officials said the pier was unsafe.",
        [("source_blurred", "A junior minister, Ada Crowe, said", "Officials said")],
    ),
    # Causes.
    "what happened during something was caused by it": (
        "The dam broke during the storm.",
        "The dam broke because of the storm.",
        [("causation_added", "during", "because of")],
    ),
    "what went before prompted it": (
        "The strike was called days after the pay cut.",
        "The pay cut prompted the strike.",
        [("causation_added", "after", "prompted")],
    ),
    "what went before drove it up": (
        "Rents rose after the tram opened.",
        "The tram drove up rents.",
        [("causation_added", "after", "drove up")],
    ),
    "what went before is why": (
        "Two clerks left when the rules changed.",
        "The rules changed, which is why two clerks left.",
        [("causation_added", "when", "which is why")],
    ),
    "panic was set off by what it followed": (
        "Panic followed the speech.",
        "The speech set off panic.",
        [("causation_added", "followed", "set off")],
    ),
    "a link becomes a cause": (
        "Screen time is linked to poor sleep in teenagers.",
        "Screen time causes poor sleep in teenagers.",
        [("causation_added", "linked to", "causes")],
    ),
    "a cause becomes a link": (
        "The new law leads to longer waits at the border.",
        "The new law is linked to longer waits at the border.",
        [("causation_dropped", "leads to", "linked to")],
    ),
    "a link becomes a possible cause, which adds no doubt": (
        "Sugar is linked to gout.",
        "Sugar may cause gout.",
        [("causation_added", "linked to", "cause")],
    ),
    "a possible cause becomes a link, which drops no doubt": (
        "Sugar may cause gout.",
        "Sugar is linked to gout.",
        [("causation_dropped", "cause", "linked to")],
    ),
    "a comparison becomes a cause": (
        "Tea drinkers were less likely to have a stroke.",
        "Tea cuts the risk of a stroke.",
        [("causation_added", "less likely to", "cuts the risk")],
    ),
    "a link becomes an effect": (
        "Eating nuts is linked to longer life.",
        "Eating nuts makes people live longer.",
        [("causation_added", "linked to", "makes")],
    ),
    "what a change did becomes what came after it": (
        "The tax on sugar cut tooth decay among children by a fifth.",
        "Tooth decay among children has fallen by a fifth since the tax on sugar.",
        [("causation_dropped", "cut", "since")],
    ),
    "what came after came because of it": (
        "Sales fell after the price rise.",
        "Sales fell because of the price rise.",
        [("causation_added", "after", "because of")],
    ),
    "what came after came because something else did": (
        "Sales fell after the toll rose in May.",
        "Sales fell because the toll rose in May.",
        [("causation_added", "after", "because")],
    ),
    # Facts.
    **{
        f"“{old}” became “{new}”": (before, after, [("fact_changed", old, new)])
        for before, after, old, new in FACTS
    },
    # Questions.
    "what police look into is so": (
        "Police are investigating whether Crowe took the boat.",
        "Crowe took the boat.",
        [("hedge_dropped", "investigating whether", None)],
    ),
    "what is so is asked": (
        "Crowe took the boat.",
        "Police are looking into whether Crowe took the boat.",
        [("hedge_added", None, "looking into whether")],
    ),
    # Figures.
    "a figure in words is exact": (
        "About 40 people were hurt in the crash at Tarn.",
        "Forty people were hurt in the crash at Tarn.",
        [("hedge_dropped", "About", None)],
    ),
    "a dozen are twelve": (
        "Nearly a dozen shops will close in Tarn.",
        "Twelve shops will close in Tarn.",
        [("hedge_dropped", "Nearly", None)],
    ),
    "hundreds in words are exact": (
        "Nearly 300 jobs will go at the mill in Harl.",
        "Three hundred jobs will go at the mill in Harl.",
        [("hedge_dropped", "Nearly", None)],
    ),
    # Wording.
    "a sober verb becomes a loud passive": (
        "Residents criticised the plan for the pier.",
        "The plan for the pier was slammed by residents.",
        [("wording_heated", "criticised", "slammed")],
    ),
    "a loud passive becomes a sober verb": (
        "The plan for the pier was slammed by residents.",
        "Residents criticised the plan for the pier.",
        [("wording_cooled", "slammed", "criticised")],
    ),
    "a loud verb is added to the sober one": (
        "Residents criticised the plan for the pier.",
        "Residents criticised the plan for the pier, which Crowe slammed.",
        [("wording_added", None, "slammed")],
    ),
    "a sober word becomes a loaded one": (
        "The mayor criticised the plan.",
        "The mayor slammed the plan.",
        [("wording_heated", "criticised", "slammed")],
    ),
    "a loaded word becomes a sober one": (
        "The mayor slammed the plan.",
        "The mayor criticised the plan.",
        [("wording_cooled", "slammed", "criticised")],
    ),
    "a loaded phrase takes the place of a word": (
        "The coach questioned one choice.",
        "The coach went ballistic over two picks.",
        [("wording_heated", "questioned", "went ballistic")],
    ),
    "a loaded word is put in": (
        "The mayor opposed the plan.",
        "The mayor opposed the bonkers plan.",
        [("wording_added", None, "bonkers")],
    ),
    "a loaded word is taken out": (
        "The mayor opposed the bonkers plan.",
        "The mayor opposed the plan.",
        [("wording_removed", "bonkers", None)],
    ),
    "of two words one is in a sober word's place": (
        "The mayor opposed the plan.",
        "The mayor slammed the bonkers plan.",
        [("wording_heated", "opposed", "slammed"), ("wording_added", None, "bonkers")],
    ),
    "a weak word becomes a strong one": (
        "The council made a hefty loss.",
        "The council made a whopping loss.",
        [("wording_heated", "hefty", "whopping")],
    ),
    "a strong word is gone when sentences are merged": (
        "The council made a whopping loss of £4m on the pool. The debate went on for hours.",
        "After hours of debate, the council showed a loss of £4m on the pool.",
        [("wording_removed", "whopping", None)],
    ),
    "a strong word becomes a weak one": (
        "The council made a whopping loss.",
        "The council made a hefty loss.",
        [("wording_cooled", "whopping", "hefty")],
    ),
    "a sentence without a partner adds wording": (
        "The plan was rejected.",
        "The plan was rejected. It was a shambles.",
        [("wording_added", None, "shambles")],
    ),
    "a sentence without a partner took wording away": (
        "The plan was rejected. It was a shambles.",
        "The plan was rejected.",
        [("wording_removed", "shambles", None)],
    ),
    "a source of a claim that begins with a quoted word": (
        "“Total” repairs of the harbour bridge will take nine years.",
        "“Total” repairs of the harbour bridge will take nine years, she said.",
        [("source_added", None, "she said")],
    ),
    "a source of a claim behind a quotation": (
        "“We lost,” Hall said. The referee was late for the game.",
        "“We lost,” Hall said. The referee was late for the game, he said.",
        [("source_added", None, "he said")],
    ),
    "a phrase takes the place of a loaded word": (
        "The striker tormented the defence all night.",
        "The striker scored twice against the defence all night.",
        [("wording_cooled", "tormented", "scored twice against")],
    ),
    "nothing in a longer phrase takes the place of a loaded word": (
        "The council’s plan for the library left the old town gobsmacked in May.",
        "The council’s plan for the library was read out at a meeting in May.",
        [("wording_removed", "gobsmacked", None)],
    ),
    "only capitals are gone": (
        "The burglar raided the bungalow TEN TIMES.",
        "The burglar raided the bungalow ten times.",
        [("wording_cooled", "TEN TIMES", "ten times")],
    ),
    "a loaded word that names a cause": (
        "The council sparked fury after it shut the pool.",
        "The council was criticised after it shut the pool.",
        [("wording_cooled", "sparked fury", "criticised")],
    ),
    "a loaded word that names a cause, put in": (
        "The council was criticised after it shut the pool.",
        "The council sparked fury after it shut the pool.",
        [("wording_heated", "criticised", "sparked fury")],
    ),
    "loaded words of two claims next to each other": (
        "The mayor opposed the plan. A shambolic meeting in April ended without a vote.",
        "The mayor opposed the bonkers plan. A meeting in April ended without a vote.",
        [("wording_added", None, "bonkers"), ("wording_removed", "shambolic", None)],
    ),
}


@pytest.mark.parametrize("case", CHANGED)
def test_changes_of_claims_and_wording_are_reported(case: str) -> None:
    before, after, changes = CHANGED[case]
    assert changes_of(compared(before, after)) == changes


def test_every_kind_is_tested_and_means_something() -> None:
    assert {kind for _, _, changes in CHANGED.values() for kind, _, _ in changes} == {*KINDS}
    assert [*MEANINGS] == [*KINDS]


# Each has a word that no other has; most sentences without one are not searched for such doubts.
OPEN = [
    ("Police are investigating whether Crowe sold the boat.", "Crowe sold the boat."),
    ("Crowe would consider selling the boat.", "Crowe is selling the boat."),
    ("Crowe is considering selling the boat.", "Crowe is selling the boat."),
    ("Crowe is contemplating selling the boat.", "Crowe is selling the boat."),
    ("Crowe is mulling the sale of the boat.", "Crowe goes on with the sale of the boat."),
    ("Crowe is weighing the sale of the boat.", "Crowe goes on with the sale of the boat."),
    ("Crowe is thinking of selling the boat.", "Crowe is selling the boat."),
    ("One explanation is that Crowe sold the boat.", "Crowe sold the boat."),
    ("One scenario is that Crowe sold the boat.", "Crowe sold the boat."),
    ("A hint in the tests is that the boat sank.", "Proof in the tests is that the boat sank."),
]


@pytest.mark.parametrize(("before", "after"), OPEN)
def test_what_is_open_in_one_version_only_is_reported(before: str, after: str) -> None:
    assert [change.kind for change in compared(before, after).changes] == ["hedge_dropped"]
    assert [change.kind for change in compared(after, before).changes] == ["hedge_added"]
