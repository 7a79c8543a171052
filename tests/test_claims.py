"""Which sentences make the same claim, and which only share their words."""

import time

import pytest

from levelhead.engine.claims import SAME, Claim, Pair, claims_of, pair_claims, similarity
from levelhead.engine.claims.claim import MAX_TOKENS
from levelhead.engine.deadline import DeadlineExceeded, no_deadline
from levelhead.engine.document import parse_text
from levelhead.lexicon import stems
from levelhead.lexicon.concepts import NO_GROUP, Concept
from levelhead.lexicon.source import parse
from levelhead.lexicon.synonyms import RawSynonyms
from levelhead.types import TextRange
from tests.helpers.lexicons import FOLDER, LEXICON


def claim(text: str) -> Claim:
    (found,) = claims_of(parse_text(text, "body"), LEXICON)
    return found


SAME_CLAIM = [
    # A figure in fewer digits is the same figure.
    ("The flood hit 1,043 homes in Tarn.", "More than 1,000 homes in Tarn were hit by the flood."),
    ("The guild called off the march.", "The march was cancelled by the guild."),
    ("Rents fell to 6% of pay in May.", "In May rents dropped to six per cent of pay."),
    ("He was jailed for nine years.", "A judge sent him to jail for nine years."),
    (
        "The council voted to close two libraries in the north of the borough.",
        "Two libraries in the borough's north will shut after a council vote.",
    ),
    (
        "Profits at Braxton Foods rose 12 per cent to £3.4m in the year to March.",
        "Braxton Foods reported profits of £3.4 million for the year to March, up 12%.",
    ),
    # Whose claim it is does not count, before it or after it.
    (
        "The mayor said the bridge would reopen in June.",
        "The bridge will reopen in June, according to the mayor.",
    ),
    ("According to the mayor, the bridge will reopen.", "The bridge will reopen."),
    ("Anna Low told reporters that the bridge had reopened.", "The bridge reopened, Low said."),
    (
        "Dr Priya Nair, who led the research, said the drug slowed the disease in mice.",
        "The drug slowed the disease in mice, said the lead researcher, Dr Priya Nair.",
    ),
    # A hedge, a loaded word and a verb of causing do not, either.
    ("Walnuts are linked to lower cholesterol.", "Walnuts may cause lower cholesterol."),
    # Denied in another way.
    ("No one was hurt in the crash.", "Nobody was injured in the collision."),
    ("The driver was not hurt in the crash.", "The driver of the car was unhurt after a crash."),
    ("The club failed to reach a deal with Okoro.", "The club did not reach a deal with Okoro."),
    ("The owner ruled out a sale of the mill.", "The owner did not want a sale of the mill."),
    # Who did it is the other way round, and so is the verb.
    ("Harrow Rovers beat Eastleigh Town.", "Eastleigh Town lost to Harrow Rovers."),
    ("Police arrested a man of 34.", "A 34-year-old man was arrested by police."),
    # Verbs with a particle, spelling, figures, months.
    ("The trial was delayed until September.", "The trial has been put off until September."),
    ("Water vapour was detected on the planet.", "Water vapor was detected on the planet."),
    ("The climber fell 60 metres.", "The climber plunged 60m, an inquest heard."),
    ("About 1,200 people marched in Hull.", "Some 1,183 people marched in Hull."),
    ("A third of the nurses in Hull quit.", "One in three nurses in Hull quit."),
    ("The museum in Hull opened in May.", "It was in May that the museum opened in Hull."),
    ("British troops left Malta.", "Troops from Britain left Malta."),
    ("A new frog was found in Peru.", "A new Peruvian frog was found."),
    ("The growth of the firm slowed.", "The firm grew more slowly: growth of the firm slowed."),
    ("Ines Calloway performed in Hull.", "The performance of Ines Calloway in Hull."),
]

OTHER_CLAIM = [
    # Half as many is not the same figure in fewer digits.
    ("Twelve people were hurt in the crash on the pier.", "The crash on the pier hurt 20 people."),
    ("The flood hit 134 homes in Tarn.", "The flood hit 90 homes in Tarn."),
    # What is undone.
    ("The guild called off the march.", "The guild called the march."),
    ("A flood cut power to 80 farms.", "After the flood power was restored to 80 farms."),
    ("Two sailors died near the reef.", "Two sailors were rescued near the reef."),
    # Where a figure ends, and how far it moved; its unit of time; one of several.
    ("Rents fell to 6% of pay in May.", "Rents fell by 6% of pay in May."),
    ("The judge jailed him for nine years.", "He was sentenced to nine months in jail."),
    ("The pill works against all six germs.", "The pill works against one of the six germs."),
    # An offer, a request, and a present tense with its roles exchanged.
    ("Vane bought Lowe for $3bn.", "Vane offered $3bn for Lowe."),
    ("The court lifted the ban.", "The club asked the court to lift the ban."),
    ("Ada Low succeeds Ben Marr as dean.", "Ben Marr succeeds Ada Low as dean."),
    ("The council voted to close the library.", "The council voted not to close the library."),
    ("The firm has repaid the loan.", "The firm has yet to repay the loan."),
    ("The teachers did not rule out a strike.", "The teachers ruled out a strike."),
    # Exchanged: agent and patient, both ends of a way, both sides of a comparison.
    ("The dog bit the postman in Acre Street.", "The postman bit the dog in Acre Street."),
    ("Police attacked protesters.", "Police were attacked by protesters."),
    ("The ship sailed from Hull to Bergen.", "The ship sailed from Bergen to Hull."),
    ("Greene is taller than Walsh.", "Walsh is taller than Greene."),
    # Opposites.
    ("Profits at the bakery rose 12 per cent.", "Profits at the bakery fell 12 per cent."),
    ("The jury convicted the nurse of fraud.", "The jury acquitted the nurse of fraud."),
    ("The senator voted for the bill.", "The senator voted against the bill."),
    ("The judge ruled in favour of the tenants.", "The judge ruled against the tenants."),
    ("The team sacked its coach.", "The coach of the team resigned."),
    ("The singer met fans in Hull on Sunday.", "The singer sued fans in Hull on Monday."),
    ("Exports fell in the first quarter.", "Exports fell in the last quarter."),
    ("The museum opened in May.", "The museum opened in June."),
    # Another figure, unit, name or source.
    ("Profits at the bakery rose 12 per cent.", "Profits at the bakery rose 15 per cent."),
    ("The firm paid £40 for the land.", "The firm paid $40 for the land."),
    ("The pier was repaired in 1987.", "The pier was repaired in 2007."),
    ("Rovers won 3-1 in Hull on Sunday.", "Rovers won 3-2 in Hull on Sunday."),
    ("A fire broke out at a school in Dunmere.", "A fire broke out at a school in Harwick."),
    ("A man was stabbed in Harwick.", "A man was stabbed in Harwich."),
    ("Hexmoor AG will build the plant in Hull.", "The plant in Hull will be built by Torvald AG."),
    ("Anna Low told the court that he lied.", "Peter Hale told the court that he lied."),
    # A plan or an attempt, and what is done.
    ("The minister will resign on Friday.", "The minister resigned on Friday."),
    ("The firm wants to build 200 homes.", "The firm built 200 homes."),
    ("The council approved the budget on Monday.", "The council will debate the budget on Monday."),
    ("Divers tried to free the whale.", "Divers freed the whale."),
    # A part, and the whole.
    ("Part of the roof collapsed in the storm.", "The roof collapsed in the storm."),
    ("Half of the patients recovered within a week.", "All patients recovered within a week."),
    ("The east wing of the palace burned down.", "The palace burned down."),
    # Nothing in common, or nothing at all.
    ("Rain fell in Kent.", "The mayor left."),
    ("Rain fell in Kent.", "The mayor of a town in Kent left his wife for his driver."),
    ("The mill closed.", "The closet pleased him."),
    ("It was.", "It was."),
]


@pytest.mark.parametrize(("a", "b"), SAME_CLAIM, ids=lambda text: text[:40])
def test_a_claim_is_the_same_in_other_words(a: str, b: str) -> None:
    assert similarity(claim(a), claim(b)) >= SAME
    assert similarity(claim(b), claim(a)) >= SAME


@pytest.mark.parametrize(("a", "b"), OTHER_CLAIM, ids=lambda text: text[:40])
def test_the_same_words_make_another_claim(a: str, b: str) -> None:
    assert similarity(claim(a), claim(b)) < SAME
    assert similarity(claim(b), claim(a)) < SAME


def test_a_headline_plans_what_it_says_with_to() -> None:
    (headline,) = claims_of(parse_text("Council to close library", "headline"), LEXICON)
    assert similarity(headline, claim("The council will close the library.")) == 1
    assert similarity(headline, claim("The council closed the library.")) < SAME


def test_what_is_loose_does_not_count() -> None:
    document = parse_text("The council slashed the budget. It also slashed 3 jobs.", "body")
    loose = [TextRange(12, 19), TextRange(40, 47), TextRange(48, 49)]
    keys = [[term.key for term in found.terms] for found in claims_of(document, LEXICON, loose)]
    assert keys == [["council", "budget"], ["job"]]


def test_a_month_has_a_capital_and_a_protest_has_none() -> None:
    assert [t.key for t in claim("They marched in March.").terms] == ["crowd", "march"]


def test_a_noun_is_in_the_group_of_its_verb() -> None:
    assert LEXICON.concepts.of("lawsuits") == LEXICON.concepts.of("sues")


def test_no_stem_is_in_two_groups() -> None:
    raw, _ = parse(FOLDER / "synonyms.toml", RawSynonyms)
    assert raw
    for number, group in enumerate(raw.split()):
        for same in group:
            found = [LEXICON.concepts.of(*word.split("-")) for word in same]
            assert found == [Concept(same[0], number)] * len(same)


def test_names_of_a_country_and_its_people_are_one() -> None:
    of = LEXICON.concepts.of
    assert of("british") == of("uk") == Concept("britain", NO_GROUP)


def test_a_verb_that_reports_says_whose_claim_it_is() -> None:
    claims = [claim(f"Ann {verb} that rents fell.") for verb in ("disclosed", "said", "sang")]
    assert [[term.key for term in found.terms] for found in claims] == [
        ["rent", "fall"],
        ["rent", "fall"],
        ["ann", "sing", "rent", "fall"],
    ]


def test_each_sentence_has_one_partner_at_most() -> None:
    before = parse_text("The council cut the budget. Rain fell in Kent. The mayor left.", "body")
    after = parse_text("Rain fell in Kent. The council slashed the budget. Rain fell.", "body")
    pairs = pair_claims(claims_of(before, LEXICON), claims_of(after, LEXICON), no_deadline)
    assert pairs == [Pair(0, 1, 1.0), Pair(1, 0, 1.0)]


def test_of_equal_sentences_those_in_corresponding_places_are_pairs() -> None:
    claims = claims_of(parse_text("Rain fell in Kent. " * 40, "body"), LEXICON)
    assert [(p.before, p.after) for p in pair_claims(claims, claims, no_deadline)] == [
        (n, n) for n in range(40)
    ]


def test_sentences_that_share_little_are_no_pair() -> None:
    before = claims_of(parse_text("One day rain fell in Kent.", "body"), LEXICON)
    after = claims_of(
        parse_text("The mayor of a town left his wife and car that day.", "body"), LEXICON
    )
    assert pair_claims(before, after, no_deadline) == []


def test_sentences_that_share_some_words_but_exclude_each_other_are_no_pair() -> None:
    before = claims_of(parse_text("The council closed the pool.", "body"), LEXICON)
    long = "a library, a museum, a clinic, a school and a theatre that stood in its way"
    after = claims_of(parse_text(f"The council did not close {long}.", "body"), LEXICON)
    assert pair_claims(before, after, no_deadline) == []


def over() -> None:
    raise DeadlineExceeded


def test_work_stops_at_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    document = parse_text("Rain fell in Kent.", "body")
    claims = claims_of(document, LEXICON)
    with pytest.raises(DeadlineExceeded):
        claims_of(document, LEXICON, (), over)
    with pytest.raises(DeadlineExceeded):
        pair_claims(claims, claims, over)
    # Nor does an event loop wait for an import; outside of one it is done.
    monkeypatch.setattr(stems, "is_warm", lambda: False)
    assert claims_of(document, LEXICON, (), lambda: None) == claims


def test_of_a_long_sentence_only_the_beginning_counts() -> None:
    (found,) = claims_of(parse_text("council " * 5000, "body"), LEXICON)
    assert len(found.terms) == MAX_TOKENS
    assert LEXICON.concepts.of("x" * 60).key == "x" * 60


@pytest.mark.alone
def test_pairing_takes_time_linear_in_both_texts() -> None:
    def seconds(times: int) -> float:
        claims = claims_of(
            parse_text("The mayor cut 3 jobs in Hull. Rain fell. " * times, "body"), LEXICON
        )
        start = time.process_time()
        pair_claims(claims, claims, no_deadline)
        return time.process_time() - start

    seconds(50)
    assert seconds(800) < 10 * seconds(200)
