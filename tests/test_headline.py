"""Headlines that say more than their bodies, and those that do not."""

import time

import pytest

from levelhead.engine.analyzer import Block, Options, analyze
from levelhead.engine.report import Headline
from levelhead.types import Format, OffsetUnit
from tests.helpers.lexicons import LEXICON

# Headline, body, and each flag: its kind, its words and the words or sentences that it rests on.
FLAGGED: list[tuple[str, str, list[tuple[str, str, list[str]]]]] = [
    (
        "Solvent killed mill workers",
        "Nine workers at the mill may have been killed by a solvent, an inquiry heard. Rain fell.",
        [("unhedged", "Solvent killed mill workers", ["may"])],
    ),
    (
        "Mayor took bribes from builder",
        "The mayor, Ian Rudd, allegedly took bribes from a builder. He has not been charged.",
        [("unhedged", "Mayor took bribes from builder", ["allegedly"])],
    ),
    (
        "Clerk stole parish funds",
        "A clerk of 40 has been questioned on suspicion of stealing the funds of Elm parish.",
        [("unhedged", "Clerk stole parish funds", ["on suspicion of"])],
    ),
    (
        "Plant pollutes river",
        "The plant pollutes the river with mercury, campaigners said on Tuesday.",
        [("unhedged", "Plant pollutes river", ["campaigners said"])],
    ),
    (
        "Plant pollutes river",
        "The plant pollutes the river, campaigners claim, although its owner says it does not.",
        [("unhedged", "Plant pollutes river", ["campaigners claim"])],
    ),
    (
        "Plant pollutes river",
        "The plant pollutes the river, claims Amy Low, a neighbour. Its owner said it did not.",
        [("unhedged", "Plant pollutes river", ["claims"])],
    ),
    (
        "Chain sold rotten fish",
        "The chain sold fish that had gone off, according to two former employees.",
        [("unhedged", "Chain sold rotten fish", ["according to two former employees"])],
    ),
    (
        "Missile hit ferry",
        "Investigators suspect that a missile hit the ferry. Divers are looking for it.",
        [("unhedged", "Missile hit ferry", ["Investigators suspect"])],
    ),
    (
        "Striker to leave Rovers",
        "Rovers striker Nils Lindqvist could be on his way out of the club.",
        [("unhedged", "Striker to leave Rovers", ["could be"])],
    ),
    # A question that is open, or a statement that is denied.
    (
        "Gas leak caused blast",
        "Officers are trying to establish whether a gas leak caused the blast. Two flats burned.",
        [("unhedged", "Gas leak caused blast", ["whether"])],
    ),
    (
        "Ship sank after collision",
        "Whether the ship sank after a collision has yet to be found out. Divers are on the way.",
        [("unhedged", "Ship sank after collision", ["Whether"])],
    ),
    (
        "Club to sell striker",
        "The club is undecided whether to sell the striker. Two others have asked about him.",
        [("unhedged", "Club to sell striker", ["undecided whether"])],
    ),
    (
        "Minister lied to MPs",
        "The minister denied that he had lied to MPs. A letter from his office was published.",
        [("unhedged", "Minister lied to MPs", ["denied that"])],
    ),
    (
        "President had stroke",
        "Reports on social media said that the president had a stroke. His office denied it.",
        [("unhedged", "President had stroke", ["Reports on social media said"])],
    ),
    # A noun, not a verb.
    (
        "Suspect fled to Spain",
        "The suspect may have fled to Spain, detectives said. They asked Madrid for help.",
        [("unhedged", "Suspect fled to Spain", ["may"])],
    ),
    (
        "Vicar's fury at disgusting pub plan",
        "The vicar objects to a plan for the pub. She wrote to the council.",
        [
            ("hotter", "fury", ["The vicar objects to a plan for the pub."]),
            ("hotter", "disgusting", ["The vicar objects to a plan for the pub."]),
        ],
    ),
    (
        "Disgraceful bus cuts hit villages",
        "Buses to four villages will stop in June. Harriet Boone called the cuts “disgraceful”.",
        [("quoted_only", "Disgraceful", ["disgraceful"])],
    ),
    (
        "Minister resigns over loans",
        "The minister met teachers in Harwick on Tuesday. She opened a library and planted a tree.",
        [("not_in_body", "Minister resigns over loans", [])],
    ),
    (
        "Bridge reopens and toll is scrapped",
        "The bridge over the Wend reopened to traffic on Tuesday after six months of repairs. "
        "The speed limit is 30mph.",
        [("not_in_body", "toll is scrapped", [])],
    ),
    (
        "Porter stole from staff fund",
        "A porter has been accused of taking £9,000 from the tea fund of the staff. He denies it.",
        [("unhedged", "Porter stole from staff fund", ["been accused of"])],
    ),
    (
        "Rebels seize salt port",
        "Rebels claimed on Sunday that they had captured a salt port. The army denied that.",
        [("unhedged", "Rebels seize salt port", ["Rebels claimed"])],
    ),
    (
        "Faulty heater killed couple",
        "A couple found in a caravan were killed by a faulty heater, fire officers believe.",
        [("unhedged", "Faulty heater killed couple", ["fire officers believe"])],
    ),
    (
        "Tax cut will create 900 jobs",
        "The tax cut could create 900 jobs, the Treasury estimates. It is due in May.",
        [("unhedged", "Tax cut will create 900 jobs", ["could"])],
    ),
    (
        "Reeve fiddled expenses",
        "The reeve of Marl is being investigated over her expenses. She is at home.",
        [("unhedged", "Reeve fiddled expenses", ["investigated over"])],
    ),
    (
        "Gardeners live longer",
        "Gardeners tend to live longer than others, says a study of nine villages.",
        [("unhedged", "Gardeners live longer", ["tend to"])],
    ),
    (
        "Cook bailed over poison plot",
        "A cook has been arrested on suspicion of a poison plot. She was released on bail.",
        [("unhedged", "Cook bailed over poison plot", ["on suspicion of"])],
    ),
    (
        "Shares plunge on weak stout sales",
        "Shares in the brewer fell by 2% on Monday. It had sold less stout.",
        [("hotter", "plunge", ["Shares in the brewer fell by 2% on Monday."])],
    ),
    (
        "Rovers thrash Athletic",
        "Rovers beat Athletic 2-1 on Saturday.",
        [("hotter", "thrash", ["Rovers beat Athletic 2-1 on Saturday."])],
    ),
    (
        "Horror crash leaves three dead",
        "Three people died in a collision on the M9. The road was closed for six hours.",
        [("hotter", "Horror", ["Three people died in a collision on the M9."])],
    ),
    (
        "Shambolic rail rules cost £40m",
        "Rules for trains cost £40m, auditors found. A driver called them “shambolic”.",
        [("quoted_only", "Shambolic", ["shambolic"])],
    ),
    (
        "Brewer to hire 500",
        "The brewer will build a malt house in Dorne. Work on it starts in March, and will last "
        "for two years. Two fields were bought.",
        [("not_in_body", "Brewer to hire 500", [])],
    ),
]

SOUND = [
    # What somebody was accused of is not what the headline says.
    (
        "Prosecutors drop case against nurse",
        "The case against a nurse accused of poisoning patients has been dropped by prosecutors.",
    ),
    (
        "Clerk charged with theft resigns",
        "A clerk charged with the theft of two rings has resigned from the council in Dunholt.",
    ),
    # Who denied it was found guilty.
    (
        "Moss guilty of killing wife",
        "Lars Moss, who denied that he killed his wife, was found guilty by a jury on Monday.",
    ),
    (
        "Killer jailed for life",
        "Lars Moss denied that he killed his wife but was jailed for life as her killer on Monday.",
    ),
    # A decision that is due, and a question about something else.
    (
        "Court to rule on fracking ban",
        "The court will decide in May whether the ban on fracking is lawful.",
    ),
    (
        "Bridge shut after crack found",
        "The bridge was shut after a crack was found. Engineers are checking whether it is safe.",
    ),
    # A suspect who is still one.
    (
        "Suspect in mill fire released",
        "A man who was suspected of starting the fire at the mill has been released.",
    ),
    # A loaded word where nothing shows that the body is about the same.
    (
        "Mayor slams tram plan",
        "The plan may cost £40m, critics say. It was drawn up by two engineers from Dunholt.",
    ),
    (
        "Fury road wins at festival",
        "The picture took first prize on Sunday. It was made in nine weeks for two million euros.",
    ),
    (
        "Plant pollutes river",
        "The plant pollutes the river, a test found, although neighbours claim it does not.",
    ),
    (
        "Plant pollutes river",
        "The plant pollutes the river, which neighbours claim to like, and has for years.",
    ),
    # What is sober is as much as the headline says.
    ("Shares plunge on weak stout sales", "Shares in the brewer fell by a third on Monday."),
    ("Shares plunge on weak stout sales", "Shares in the brewer fell by 28 per cent on Monday."),
    ("Rovers thrash Athletic", "Rovers beat Athletic 7-0 on Saturday."),
    # Nouns for the same thing have no degree.
    ("Blaze shuts brewery", "The brewery was shut on Monday by a fire in its yard."),
    # An act of which nobody is suspected.
    (
        "Man held after barn blaze",
        "A man of 34 was arrested on suspicion of arson after a fire in a barn.",
    ),
    (
        "Cook held after guests fall ill",
        "A cook has been arrested on suspicion of poisoning the guests of a wedding.",
    ),
    # The headline names who says so.
    ("Unions reject pay offer", "Unions said that they could not accept a pay offer of 2%."),
    # Those who complain report no claim.
    (
        "Delays at bins depot",
        "Residents of Elm Street have complained of delays at the bins depot.",
    ),
    # A figure in words.
    (
        "Brewer to hire 500",
        "The brewer will take on five hundred people in Dorne. It is building a malt house there "
        "that will open in two years.",
    ),
    # The body says it flatly, once at least.
    (
        "Mill to close",
        "The mill will close in June, its owner said. About 90 jobs may go.",
    ),
    (
        "Council shuts two libraries",
        "Two libraries have been closed by the council. Others could follow, critics fear.",
    ),
    # The headline hedges, attributes, asks, quotes or denies too.
    ("Solvent may have killed workers", "Nine workers may have been killed by a solvent."),
    ("Solvent killed workers, inquiry told", "Nine workers may have been killed by a solvent."),
    ("Inquiry: solvent killed workers", "Nine workers may have been killed by a solvent."),
    ("Did solvent kill workers?", "Nine workers may have been killed by a solvent."),
    ("Solvent 'killed workers'", "Nine workers may have been killed by a solvent."),
    ("Mayor denies taking bribes", "The mayor has denied claims that he took bribes."),
    # The hedge is about something else.
    (
        "Storm leaves town without power",
        "A storm left the town without power on Sunday, and it may be Thursday before it is back.",
    ),
    (
        "Rain in Elm",
        "Rain fell in Elm and some roads may close, the council said.",
    ),
    ("Rain in Elm", "The train to Elm may be late."),
    ("Outbreak declared", "Suspected cases were found in Elm, where an outbreak was declared."),
    # An expense claim, and a report of what was found.
    ("MP claims £80 for lunch", "The MP for Elm claimed £80 for a lunch with voters."),
    # The body's wording is as strong, or is the same word.
    (
        "Fury over bin plan",
        "There was outrage over the plan for bins in Elm. Residents were livid about the plan.",
    ),
    ("Wildfires rage on island", "Wildfires are raging on the island. Planes drop water."),
    ("Actor denounces pact as reckless", "The pact is “reckless”, the actor said."),
    ("Mayor: pact is reckless", "The pact is “reckless”, the mayor said."),
    ("Pact is reckless, says mayor", "The pact is “reckless”, the mayor said."),
    # A loaded word in quotation marks, or one that the author uses as well.
    ("'Disgraceful' bus cuts", "The bus cuts are “disgraceful”, Harriet Boone said."),
    (
        "Disgraceful bus cuts",
        "The disgraceful bus cuts begin in June. They are “disgraceful”, Harriet Boone said.",
    ),
    # Other words for the same thing; a headline that only sets the tone; an excerpt.
    (
        "Senator Marsh quits over leaked emails",
        "Elena Marsh resigned from the Senate on Friday after the leak of her messages. "
        "Her deputy may stand for the seat in spring.",
    ),
    (
        "Five soups for cold evenings",
        "When the clocks go back it is time to get out the big pot. Start with leeks and "
        "potatoes, add stock and simmer for half an hour.",
    ),
    ("Minister resigns over loans", "The minister met teachers."),
    (
        "Army blames rebels for crash",
        "The army believes that rebels caused the crash.",
    ),
    (
        "Rovers sink Town to go top",
        "Rovers beat Town 3-0 on Saturday to move to first place in the league. Okoro scored "
        "twice. Town have lost five games in a row.",
    ),
    (
        "Mayor Opens Bridge After Budget Battle Brews",
        "The mayor opened a bridge in Harwick on Tuesday. It took three years to build it, "
        "and the last lamp was put up on Monday.",
    ),
    (
        " ".join(f"word{n} bean{n}" for n in range(20)),
        "The word1 of the bean19 is here, and it is not much of a word.",
    ),
]


def flags(headline: str, body: str, **options: object) -> list[tuple[str, str, list[str]]]:
    blocks = [Block(headline, "headline", "h"), Block(body, "body", "b")]
    report = analyze(blocks, LEXICON, Options(**options))  # type: ignore[arg-type]
    assert report.headline
    texts = {block.id: block.text for block in blocks}
    for flag in report.headline.flags:
        places = [(flag.block, flag.start, flag.end, flag.text)]
        places += [(part.block, part.start, part.end, part.text) for part in flag.evidence]
        for block, start, end, text in places:
            assert block
            assert texts[block][start:end] == text
        for part in flag.evidence:
            sentence = report.sentences[part.sentence]
            assert sentence.start <= part.start < part.end <= sentence.end
    return [(f.kind, f.text, [e.text for e in f.evidence]) for f in report.headline.flags]


@pytest.mark.parametrize(("headline", "body", "expected"), FLAGGED, ids=lambda x: str(x)[:30])
def test_a_headline_that_says_more_is_flagged(
    headline: str, body: str, expected: list[tuple[str, str, list[str]]]
) -> None:
    assert flags(headline, body) == expected


@pytest.mark.parametrize(("headline", "body"), SOUND, ids=lambda x: str(x)[:30])
def test_a_headline_that_says_no_more_is_not_flagged(headline: str, body: str) -> None:
    assert flags(headline, body) == []


@pytest.mark.parametrize(
    ("text", "format"),
    [
        ("Evil landlord evicts widow\n\nA landlord has evicted a widow.", "text"),
        ("Exclusive\n\nEvil landlord evicts widow\n\nA landlord evicted a widow.", "text"),
        ("<p>Local news<h1>Evil landlord evicts widow</h1><p>A landlord evicted one.", "html"),
        ("# Evil landlord evicts widow\n\nA landlord has evicted a widow.\n", "markdown"),
    ],
)
def test_a_headline_is_found_in_every_format(text: str, format: Format) -> None:
    report = analyze([Block(text)], LEXICON, Options(format=format))
    assert report.headline
    (flag,) = report.headline.flags
    assert (flag.kind, text[flag.start : flag.end]) == ("hotter", "Evil")


@pytest.mark.parametrize(
    "text",
    [
        "A landlord has evicted a widow.",
        # A crosshead is not the headline of what is before it.
        "A landlord has evicted a widow from the cottage in which she had lived for forty years, "
        "because the rent had not been paid since January.\n\nEvil landlord\n\nThe widow left.",
    ],
)
def test_a_text_without_a_headline_has_no_flags(text: str) -> None:
    assert not analyze([Block(text)], LEXICON).headline


@pytest.mark.parametrize(
    "text", ["Evil landlord evicts widow", "And but or\n\nAnd so it was.", "Fury"]
)
def test_a_headline_without_a_body_or_words_has_no_flags(text: str) -> None:
    assert analyze([Block(text)], LEXICON).headline == Headline(flags=())


def test_flags_rest_on_what_was_asked_for() -> None:
    headline, body, _ = FLAGGED[2]
    assert flags(headline, body, dimensions=frozenset(("sensational",))) == []
    assert flags(headline, body, categories=frozenset(("modal", "insult"))) == []


# A headline, and what the body repeats: sentences without an end, words of the headline in other
# words, hedges, loaded words, and words that no stemmer knows.
HOSTILE = [
    ("Solvent killed mill workers", "solvent killed mill "),
    ("Solvent killed mill workers", "xsolvent xkill "),
    ("Solvent killed mill workers", "A solvent may have killed mill workers. "),
    ("Solvent killed mill workers", "Solvent. Mill. "),
    ("Disgusting fury at vile plan " * 40, "The plan is vile. “Disgusting fury”, he said. "),
    ("Minister resigns over loans", "".join(f"zq{n}x " for n in range(2000))),
    ("resigns over loans and is " * 900, "The mayor left. "),
]


@pytest.mark.slow
@pytest.mark.no_cover
@pytest.mark.parametrize(("headline", "unit"), HOSTILE, ids=lambda text: text[:20])
def test_a_headline_takes_little_and_linear_time(headline: str, unit: str) -> None:
    def seconds(size: int) -> float:
        body = (unit * (size // len(unit) + 1))[:size]
        blocks = [Block(headline, "headline"), Block(body, "body")]
        begun = time.process_time()
        analyze(blocks, LEXICON)
        checked = time.process_time()
        analyze(blocks, LEXICON, Options(check_headline=False))
        return max(0.0, 2 * checked - begun - time.process_time())

    seconds(10_000)
    assert any(seconds(200_000) < 10 * seconds(50_000) + 0.05 for _ in range(3))


def test_what_is_too_long_to_be_read_has_few_flags() -> None:
    headline = "Disgusting fury at vile plan " * 40
    body = "The plan was read. " + "“It is vile”, he said. " * 40
    found = flags(headline, body)
    assert found == [("quoted_only", "vile", ["vile"] * 5)] * 14


@pytest.mark.parametrize(("unit", "start"), [("codepoint", 2), ("utf16", 3), ("utf8", 5)])
def test_offsets_of_flags_count_what_was_asked_for(unit: OffsetUnit, start: int) -> None:
    text = "😀 Evil landlord evicts widow\n\nA 😀 landlord has evicted a widow."
    report = analyze([Block(text)], LEXICON, Options(offset_unit=unit))
    assert report.headline
    (flag,) = report.headline.flags
    assert (flag.start, flag.end, flag.text) == (start, start + 4, "Evil")
    (seen,) = flag.evidence
    assert seen.text == "A 😀 landlord has evicted a widow."
    assert seen.end - seen.start == len(seen.text) + start - 2


def test_a_flag_of_a_page_points_into_its_source() -> None:
    text = "<h1>Ev<b>il</b> landlord evicts widow</h1><p>A landlord <i>evicted</i> a widow.</p>"
    report = analyze([Block(text)], LEXICON, Options(format="html"))
    assert report.headline
    (flag,) = report.headline.flags
    assert text[flag.start : flag.end] == flag.text == "Ev<b>il"
    assert flag.evidence[0].text == "A landlord <i>evicted</i> a widow."
