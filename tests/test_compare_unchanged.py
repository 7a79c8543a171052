"""What is not reported of two versions of a text: a table of rewordings."""

import pytest

from tests.helpers.comparing import CROWE, LOFT, changes_of, compared

UNCHANGED: dict[str, tuple[str, str]] = {
    "reports, which say no more than “reportedly”": (
        "Crowe reportedly sold the boat in May.",
        "Reports said Crowe sold the boat in May.",
    ),
    "media reports as a source": (
        "Crowe sold the boat in May, according to media reports.",
        "Crowe reportedly sold the boat in May.",
    ),
    "a loaded word that its context makes one": (
        "Fans watched the cup clash in Tarn.",
        "Fans watched the clash in Tarn.",
    ),
    # No fact differs.
    "one's win, and who lost": (
        "Crowe's win in the race was a surprise to the judges.",
        "The favourite lost the race, a surprise to the judges.",
    ),
    "a denial that is denied": (
        "The minister did not deny that she knew.",
        "The minister knew, and did not deny it.",
    ),
    "what was not so until then": (
        "The list was not published until May.",
        "The list was published in May.",
    ),
    "not only one of two": (
        "Not only the roof but also the walls were damaged.",
        "The roof and the walls were damaged.",
    ),
    "no more than a figure": (
        "No more than 30 people were let in.",
        "Up to 30 people were let in.",
    ),
    "what nobody knows": (
        "It is not known who left the parcel.",
        "It is unclear who left the parcel.",
    ),
    "what was rejected": (
        "The judge rejected the claim that the files were lost.",
        "The files were not lost, the judge found.",
    ),
    "what a ship never reached": (
        "The ship never reached port.",
        "The ship sank before it reached port.",
    ),
    "few are not many": (
        "Few people voted.",
        "Not many people voted.",
    ),
    "two denials": (
        "The plan cannot work without more nurses.",
        "The plan can only work with more nurses.",
    ),
    "who did what, by whom it was denied": (
        "Unlike her sister, she did not vote.",
        "Her sister voted, but she did not.",
    ),
    "no doubt": (
        "There is no doubt that the vase is real.",
        "The vase is real.",
    ),
    "a loser and a winner": (
        "Hull beat Leeds on Sunday.",
        "Leeds lost to Hull on Sunday.",
    ),
    "a buyer and a seller": (
        "Orlin Foods bought Pell for £140m.",
        "Pell has been sold to Orlin Foods for £140 million.",
    ),
    "a loan from both sides": (
        "Ann lent Ben £40.",
        "Ben borrowed £40 from Ann.",
    ),
    "words that exclude each other in both": (
        "The pub closed at noon and opened at six.",
        "The pub opened at six after it had closed at noon.",
    ),
    "a sum": (
        "Three men and two women were held.",
        "Five people were held.",
    ),
    "another unit of length": (
        "The ice was 3 km thick.",
        "The ice was 1.9 miles thick.",
    ),
    "another unit of speed": (
        "Gusts reached 70mph.",
        "Gusts reached 113km/h.",
    ),
    "another unit of heat": (
        "It was 30C on Sunday.",
        "It was 86F on Sunday.",
    ),
    "another clock": (
        "The match began at 8pm.",
        "The match began at 20:00.",
    ),
    "another currency": (
        "The fund lost $12m.",
        "The fund lost £9m.",
    ),
    "another unit of time": (
        "The trial will last three weeks.",
        "The trial will last 21 days.",
    ),
    "an exact figure": (
        "More than 1,000 homes were flooded.",
        "The flood hit 1,043 homes.",
    ),
    "a difference": (
        "The bill passed by 52 votes to 48.",
        "The bill passed by four votes.",
    ),
    "for and against that mean the same": (
        "The vaccine for flu is free.",
        "The vaccine against flu is free.",
    ),
    "what was expected and did not happen": (
        "House prices did not fall in May, as economists had expected. They rose by 0.2%.",
        "House prices rose by 0.2% in May. Economists had expected a fall.",
    ),
    "who voted for it and who against": (
        "The bank raised its rate to 4.75%. Seven members voted for the rise and two against it.",
        "The bank's rate went up to 4.75%. Two of the nine members voted against the increase.",
    ),
    "who was not there when others met": (
        "The minister was not at the meeting on 3 May.",
        "On 3 May, when they met, the minister was absent.",
    ),
    "a reason in other words": (
        "On Tuesday the pool closed because the water was too cold.",
        "The pool closed on Tuesday as the water was too cold.",
    ),
    "what should be so by then": (
        "The rest should have power by Wednesday.",
        "The rest are expected to have power by Wednesday.",
    ),
    # Doubts and sources in other words.
    "a doubt in which nobody knows": (
        "Doctors do not yet know why some sleep badly.",
        "Why some sleep badly is not yet known to doctors.",
    ),
    "what is considered is discussed": (
        "The council is considering a ban on cars.",
        "A ban on cars is being discussed by the council.",
    ),
    "a weight": (
        "Weighing 300kg, the bear was moved by crane.",
        "The bear, which weighed 300kg, was moved by crane.",
    ),
    "what somebody expects, in the passive": (
        "Economists expect prices to fall in June.",
        "Prices are expected by economists to fall in June.",
    ),
    "what somebody fears, in the passive": (
        "Villagers fear that the dam will burst.",
        "The dam will burst, it is feared by villagers.",
    ),
    "what nobody knows is unclear": (
        "Nobody knows who left the parcel.",
        "It is unclear who left the parcel.",
    ),
    "odds in place of other doubts": (
        "Fog may form on Sunday; forecasters put the odds at one in three.",
        "There is a one-in-three chance of fog on Sunday, forecasters say.",
    ),
    "a chance in per cent": (
        "The comet could hit the moon, but the probability is only 4%.",
        "There is a 4% chance that the comet will hit the moon.",
    ),
    "a risk in place of a modal": (
        "Ice could block the road.",
        "There is a risk of ice blocking the road.",
    ),
    "what should be so is expected": (
        "The works are expected to finish by noon.",
        "The works should be done by noon.",
    ),
    "what cannot be ruled out is possible": (
        "Snow is possible in Tarn.",
        "Snow cannot be ruled out in Tarn.",
    ),
    "what it was possible to do": (
        "It was possible to see the coast from the tower.",
        "From the tower they saw the coast.",
    ),
    "an apology is no statement": (
        "The chef apologised for the soup.",
        "The chef said sorry for the soup.",
    ),
    "nor are thanks": (
        "The chef thanked her staff.",
        "The chef said thank you to her staff.",
    ),
    "who says it in another order": (
        "A clerk, Ada Moss, told the court the till was empty.",
        "Ada Moss, a clerk, told the court the till was empty.",
    ),
    "who was accused and did something else": (
        "A man who denied stabbing the guard was charged with assault.",
        "A man charged with assault denied stabbing the guard.",
    ),
    "a strike in which something happened": (
        "Bread prices rose during the strike.",
        "During the strike bread prices went up.",
    ),
    "a cause with its effect first": (
        "The bank will cut rates because inflation fell.",
        "Inflation fell, which is why the bank will cut rates.",
    ),
    "a question that is asked in other words": (
        "Police are investigating whether Crowe stole the boat.",
        "The theft of the boat by Crowe is under investigation.",
    ),
    "a decision that was awaited": (
        "The council will decide whether to close the pier.",
        "The council decided to close the pier.",
    ),
    "a figure that is still rough in words": (
        "About 40 people were hurt in the crash at Tarn.",
        "Some forty people were hurt in the crash at Tarn.",
    ),
    "what a court heard, which was told it": (
        "The tribunal heard that Moss had allegedly shredded two files.",
        "Moss is alleged to have shredded two files, the tribunal was told.",
    ),
    "an estimate, which is as rough as a figure with a hedge": (
        "The charity estimates that 300 birds died.",
        "Some 300 birds died, the charity estimates.",
    ),
    "as much as something, which is no sequence": (
        "The quarry could cut up to 60 posts, its owner said.",
        "As many as 60 posts may be cut at the quarry, its owner said.",
    ),
    "a deed that is still a charge": (
        "Two cousins charged with smuggling cigars will return to court.",
        "Two cousins accused of having smuggled cigars will return to court.",
    ),
    "a charge whose deed is not claimed": (
        "A man was arrested on suspicion of arson after a barn burned down.",
        "A man was held over the arson at a barn.",
    ),
    "somebody was killed, and nobody is said to have done it": (
        "A clerk charged with killing the vicar will return to court.",
        "The vicar was killed, and a clerk will return to court.",
    ),
    "another doubt of the same size": (
        "Snow is possible on Friday.",
        "It may snow on Friday.",
    ),
    "a chance instead of a modal": (
        "The ferry could be delayed.",
        "There is a chance that the ferry will be delayed.",
    ),
    "an accusation hides no source": (
        "Tom Lunn said to be a spy was held.",
        "Tom Lunn is accused of spying and was held.",
    ),
    "what is unlikely will probably not happen": (
        "It is unlikely that the ferry will sail.",
        "The ferry will probably not sail.",
    ),
    "somebody was able to do something in time": (
        "Before he could be questioned, the butler left for Chile.",
        "The butler left for Chile before anybody questioned him.",
    ),
    "other words for at most": (
        "The thieves took up to 30 clocks.",
        "The thieves took as many as 30 clocks.",
    ),
    "other words for at least": (
        "The vest works for at least a year.",
        "The vest works for a year or more.",
    ),
    "one forecast is another": (
        "Profits are expected to halve.",
        "Profits are predicted to halve.",
    ),
    "a source will announce something": (
        "The treasurer will announce the sale on Monday, two clerks said.",
        "The treasurer will announce the sale on Monday, clerks said.",
    ),
    "what was forecast is expected": (
        "Profits are expected to halve this year.",
        "By the forecast, profits will halve this year.",
    ),
    "what protects gives protection": (
        "The cream protects the skin for hours after a bath.",
        "The cream gives the skin protection for hours after a bath.",
    ),
    "another modal": ("The bank could close a branch.", "The bank may close a branch."),
    "another belief": ("He is believed to be in Spain.", "He is thought to be in Spain."),
    "another hearsay": ("The club is reportedly for sale.", "The club is said to be for sale."),
    "another likelihood": (
        "It is likely that the rate will stay at 6%.",
        "The rate will probably stay at 6%.",
    ),
    "a month": ("He may go in May.", "He may leave in May."),
    "another approximation": ("About 300 homes lost power.", "Roughly 300 homes lost power."),
    "another figure": ("It sold about £3m of tea.", "It sold £3.2m of tea."),
    "a rounded figure": ("The council lost 34% of it.", "The council lost about a third of it."),
    "a hedge that moved when a sentence was split": (
        "The fire, which may have been started by a candle, spread to the roof.",
        "The fire spread to the roof. It may have been started by a candle.",
    ),
    "a hedge that moved when sentences were merged": (
        "The fire spread to the roof. It may have been started by a candle.",
        "The fire, which may have been started by a candle, spread to the roof.",
    ),
    "a hedge that moved to a sentence without a partner": (
        "The pier, closed since 2019, could reopen in June.",
        "The pier has been closed since 2019. In June people may walk on it.",
    ),
    "a hedge that went with its sentence": (
        "It may rain in Kent. The pool will close in June.",
        "The pool will shut in June.",
    ),
    "the words of a hedge in another construction": (
        "Detectives suspect that the ring sold fakes.",
        "The ring, detectives suspect, sold fakes.",
    ),
    "another word for a link": (
        "Eating nuts is linked to longer life.",
        "Eating nuts is associated with longer life.",
    ),
    "another word for a cause": (
        "Sales fell because of the price rise.",
        "Sales fell as a result of the price rise.",
    ),
    "a death without a cause": ("The blast killed two people.", "Two people died in the blast."),
    "denied links": (
        "Air pollution is not linked to the rise in asthma.",
        "Air pollution does not cause the rise in asthma.",
    ),
    "a cause that is sought": (
        "Police are investigating the cause of the crash after two days.",
        "The cause of the crash is being investigated by police after two days.",
    ),
    "an increase": ("Tea is linked to gout.", "Tea is linked to an increase in gout."),
    "a railway link": (
        "The town is linked to the coast by a new railway.",
        "A new railway links the town to the coast.",
    ),
    "a new effect elsewhere in the sentence": (
        "The fair opened after a week of rain.",
        "The fair, which will cost £2 because of high prices, opened when the rain stopped.",
    ),
    "another loaded word": ("The mayor slammed the plan.", "The mayor blasted the plan."),
    "a loaded word in a merged sentence": (
        "Share prices plunged on Friday. It was the worst day for the market since 2009.",
        "Stocks nosedived on Friday in the market's worst day since 2009.",
    ),
    "another loaded word in the sentence next to it": (
        "The tram to Kent was late on Monday. It was a shambles.",
        "The tram to Kent, a fiasco, was late on Monday.",
    ),
    "a loaded word that moved to another sentence": (
        "Shambolic rail plan delayed. Nothing else happened. The plan will be voted on in June.",
        "Nothing else happened. The plan, a shambolic affair, will be voted on in June.",
    ),
    "a quotation that gets a beginning": (
        "“Nobody ran in the second half of the game,” he said.",
        "“We lost,” the coach said. “Nobody ran in the second half of the game.”",
    ),
    "a quotation whose beginning was cut": (
        "“We lost,” the coach said. “Nobody ran in the second half of the game.”",
        "“Nobody ran in the second half of the game,” he said.",
    ),
    "quoted and reported": ("“It is a disgrace,” Hall said.", "Hall said it was a disgrace."),
    "a source at the other end": (CROWE, "The clinic will close, Ms Crowe said."),
    "a name cut short": (CROWE, "Crowe said the clinic would close."),
    "a source with another article": ("Its brewers said no.", "Brewers said no."),
    "one of a group": (
        "The brewers said the tax would rise.",
        "One of the brewers said the tax would rise.",
    ),
    "a pronoun": ("Crowe said the clinic would close.", "She said the clinic would close."),
    "a source that counts": (
        "The police counted nine arrests.",
        "There were nine arrests, police said.",
    ),
    "a source that acts": (
        "The union said the clinic would close.",
        "The clinic will close, in spite of the union.",
    ),
    "a study that is named": (
        "Tea does not cause gout.",
        "Tea does not cause gout, a study has found.",
    ),
    "the authors of a study": ("Our data show that tea is safe.", "Tea is safe."),
    "thanks": (
        "Haskett won by 900 votes.",
        "Haskett, who thanked her, won by 900 votes.",
    ),
    "the same text": (LOFT, LOFT),
    "sentences that say little": ("So it was. It will not last.", "It will not last long."),
    "a reworded story": (
        "The council voted on Tuesday to shut the pool after repairs were priced at £3m. "
        "The minister resigned on Monday. She had been in office for two years.",
        "Repairs costing £3m led the council to vote on Tuesday to shut the pool. "
        "After two years in office, the minister stepped down on Monday.",
    ),
    "no text": ("", ""),
    "a new text": ("", "The fire may have started in the loft, police said."),
}


@pytest.mark.parametrize("case", UNCHANGED)
def test_rewording_alone_changes_nothing(case: str) -> None:
    assert changes_of(compared(*UNCHANGED[case])) == []
