"""Names: words that are not marked because somebody is called so, and those that are."""

import pytest

from levelhead.engine.analyzer import Block, Options, analyze
from tests.helpers.lexicons import LEXICON

# The blocks of an article -> the words that are excluded as names. Nothing else is marked in them.
NAMES: dict[str, tuple[tuple[str, ...], list[str]]] = {
    "by what follows": (
        (
            "Savage, of Leeds, denied it.",
            "Fury, 45, was jailed.",
            "Coward, aged 61, has two sons.",
            "Coward, who lives in York, left.",
            "Savage said no.",
            "Fury later told the court so.",
            "Savage’s solicitor wept.",
            "Savage and Hogan have met twice.",
            "May, of Hull, paid.",
            "Savage, then 23, won.",
            "Looney, a former teacher, left.",
            "Savage, the club’s captain, left.",
            "Fury, from Manchester, lost.",
            "Savage had been arrested.",
            "Savage turned himself in.",
            "Fury and his wife left.",
            "Savage – who left – lost.",
            "Savage did not reply.",
            "Savage’s goal came late.",
            "May’s team lost.",
            "Savage refused to go.",
            "Fury to be sentenced",
            "Brash, the town’s mayor, left.",
        ),
        [],
    ),
    "by an abbreviation in front, whatever the name": (
        (
            "Sen. Savage Lowe left.",
            "On Tuesday, Rep. Chuck Lowe left.",
            "Gov. Bonkers left.",
            "It was Lowe v. Savage.",
        ),
        [],
    ),
    "by the state or county behind a place": (
        (
            "Savage, Minnesota, has a mayor.",
            "SAVAGE, Minn. (AP) — The mayor spoke.",
            "Crook, County Durham, has a market.",
            "Brutal, North Dakota, has an inn.",
        ),
        ["Savage", "SAVAGE", "Crook", "Brutal"],
    ),
    "by what ends a longer name": (
        (
            "Savage Road was closed at noon on a weekday.",
            "Crazy Creek rose by a metre.",
            "Outrageous Fortune Ltd was fined.",
            "Brilliant Books of Tarn was fined.",
            "Savage Lane was closed at noon.",
        ),
        ["Savage", "Crazy", "Outrageous", "Brilliant", "Savage"],
    ),
    "by what no adjective does": (
        (
            "Epic said it would appeal.",
            "Shameless returned last week.",
            "Wicked is on at the theatre until June.",
            "Hideous Kinky is a short novel.",
            "Rancid played in Tarn.",
            "Brutal is her second album.",
            "Wicked (PG) was shown twice.",
        ),
        ["Epic", "Shameless", "Wicked", "Hideous", "Kinky", "Rancid", "Brutal", "Wicked"],
    ),
    "a caption": (("Amy Fury (Centre) And Her Dog", "Savage (46), Tom"), ["Fury", "Savage"]),
    "a credit": (("Photo: Amy Fury/Getty", "Picture: Fury/Getty"), ["Fury", "Fury"]),
    "a credit with any given name": (
        ("Photo: Rufus Savage", "Contact: Oona J Fury", "Report by: Ottoline Crook"),
        ["Savage", "Fury", "Crook"],
    ),
    "a party": (
        ("Savage (Lab) voted no.", "Fury (R-Ohio) left.", "Coward (Liberal Democrat) left."),
        ["Savage", "Fury", "Coward"],
    ),
    "the first of a list": (
        ("Left to right: Savage, Brown, Hall.", "Fury, Brown and Hall won."),
        ["Savage", "Fury"],
    ),
    "an author": (("Savage, T. and Brown, B. (2019)",), ["Savage"]),
    "a fighter": (("Fury knocked out Brown.", "Savage defeated Brown."), ["Fury", "Savage"]),
    "a byline in capitals": (("By TOM SAVAGE", "Savage edits it."), ["SAVAGE", "Savage"]),
    "a byline": (("By Jonathan Savage", "By J. Savage", "By Ann B Savage"), ["Savage"] * 3),
    "a copyright": (("© Savage Media 2024", "© 2024 Savage", "Copyright Savage"), ["Savage"] * 3),
    "a body": (("Savage County Council", "Savage & Sons", "Savage Media"), ["Savage"] * 3),
    "a source": (("(Savage, 2014; Fury et al., 2019)",), ["Savage", "Fury"]),
    "a list of names in one sentence": (
        ("Ann Hall, Rufus Savage, Brian Storm, Maria Bliss.", "We met Bliss."),
        ["Savage", "Bliss", "Bliss"],
    ),
    "tags": (("Tags: Savage, Leeds", "Filed Under: Fury, Courts"), ["Savage", "Fury"]),
    "a street": (("Savage Lane", "Coward Street, Derby"), ["Savage", "Coward"]),
    "a title": (("Dr Fury Leaves", "Sir Tom Savage Dies", "Mrs Looney Retires"), []),
    "sides": (("Smith v Looney", "Fury v Brown: Who Wins?", "Jones vs Savage"), []),
    "a team": (("Smith; Hall, Savage, Brown; Fury, Jones", "Savage 45, Hall 60"), []),
    "a headline": (("Tom Savage Jailed", "Coward Resigns", "TOM SAVAGE GOES"), []),
    "the body says so": (
        ("Savage Weeps in Court", "Police say Tom Savage set the fire."),
        ["Savage", "Savage"],
    ),
    "the body says so of a line in capitals": (
        ("SAVAGE WEEPS IN COURT", "Police say Tom Savage set the fire."),
        ["SAVAGE", "Savage"],
    ),
    "the headline says so": (
        ("Amy Savage in Court", "Savage wept as he spoke."),
        ["Savage", "Savage"],
    ),
    "a work": (
        (
            "The film “Savage” opens.",
            "Her novel, entitled “the shambles”, sold.",
            "He read “Fury”.",
        ),
        [],
    ),
    "a headline that is named": (("The headline “Chaos at the Docks” was changed.",), ["Chaos"]),
    "a nickname": (("Jack “Savage” Smith left.", "Ann “the Coward” Marsh won."), []),
    "a name that no list has": (
        ("Bonkers Tour Opens", "He saw the Bonkers tour."),
        ["Bonkers", "Bonkers"],
    ),
}


@pytest.mark.parametrize(("texts", "expected"), NAMES.values(), ids=NAMES)
def test_names_are_not_marked(texts: tuple[str, ...], expected: list[str]) -> None:
    report = analyze([Block(text) for text in texts], LEXICON, Options(explain=True))
    assert [span.text for span in report.spans] == []
    names = [s.text for s in report.suppressed or () if s.reason == "name"]
    assert names == (expected or names)
    assert names


@pytest.mark.parametrize("texts", [texts for texts, _ in NAMES.values() if len(texts) > 2])
def test_a_paragraph_by_itself_shows_its_names(texts: tuple[str, ...]) -> None:
    for text in texts:
        assert analyze([Block(text)], LEXICON).spans == (), text


# Blocks -> the words that are marked all the same.
MARKED: dict[str, tuple[tuple[str, ...], list[str]]] = {
    "after the place that an agency names": (
        (
            "LEEDS - Furious fans left early.",
            "LEEDS (Ledger) - Furious fans left early.",
            "LEEDS, May 3 -- Furious fans left early.",
            "HULL, England (LN) _ Furious fans left early.",
            "LEEDS — Furious fans left early.",
            "Leeds (Ledger) - Furious fans left early.",
            "Leeds, May 3 (Ledger) - Furious fans left early.",
            "May 3 (Ledger) - Furious fans left early.",
            "By Amy Low, LEEDS - Furious fans left early.",
            "LEEDS-- Furious fans left early.",
        ),
        ["Furious"] * 10,
    ),
    "after the day, the time or the number of an item": (
        (
            "Monday - Furious fans left early.",
            "10:30 - Furious fans left early.",
            "10.30am Furious fans left early.",
            "1) Furious fans left early.",
            "a) Furious fans left early.",
            "(iv) Furious fans left early.",
        ),
        ["Furious"] * 6,
    ),
    "no state behind it": (("Savage, Labour said.", "Brutal, Ann said."), ["Savage", "Brutal"]),
    "before a longer name": (
        (
            "Brilliant Leeds Road fans sang.",
            "Stunning Gates Foundation grant for a small town.",
            "Brilliant Hall was the star of the day.",
            "Stunning Lake District views are back.",
            "Stunning Island hideaway for sale for a song.",
            "Shocking Road rage caught on film by a driver.",
        ),
        ["Brilliant", "Stunning", "Brilliant", "Stunning", "Stunning", "Shocking"],
    ),
    "a word that is spoken of": (
        (
            "Shocking is a word for it.",
            "Awful does not cover it.",
            "Bonkers won’t cover it.",
            "Brutal was the game.",
            "Grotesque was her play on words.",
            "Punters told us so.",
        ),
        ["Shocking", "Awful", "Bonkers", "Brutal", "Grotesque", "Punters told", "Punters"],
    ),
    "an adjective in a title": (("Savage Attack Shocks Village",), ["Savage"]),
    "a verb in a title": (("Mayor Slams Plan",), ["Slams"]),
    "a noun in a title": (("Fury Over Bins",), ["Fury"]),
    "the start of a sentence": (("Savage cuts were announced.",), ["Savage"]),
    "capitals": (("BONKERS plan",), ["BONKERS"]),
    "a title in capitals": (("SAVAGE ATTACK ON GRAN",), ["SAVAGE", "GRAN"]),
    "the fury of somebody": (("Kate Fury Over Photos",), ["Fury"]),
    "a hedge behind a name": (("Harry May Quit",), ["May"]),
    "an aside": (("Savage, of course, was the word.",), ["Savage"]),
    "a number that is no age": (("Savage, 45 people said.",), ["Savage"]),
    "two nouns in a title": (("Fury and Anger at Council",), ["Fury"]),
    "what media do": (("Savage media coverage was bad.",), ["Savage"]),
    "a word behind a word": (("Village Savage Attack",), ["Savage"]),
    "a fury that was": (("Fury grew over bins.",), ["Fury"]),
    "a fury at somebody": (("Fury at his club grew.",), ["Fury"]),
    "a mood": (("Grim was the mood.", "Savage is how he put it."), ["Grim", "Savage"]),
    "a noun that has a verb": (("Coward has fled.",), ["Coward"]),
    "what somebody says of it": (("Savage, the mayor said.",), ["Savage"]),
    "a list of adjectives": (("Savage, a little cruel, but fair.",), ["Savage", "cruel"]),
    "a noun before brackets": (("Fury (and rage) grew.",), ["Fury", "rage"]),
    "pictures of a storm": (("Pictures: Savage storm hits coast",), ["Savage"]),
    "no surname": (("Bonkers, 45, was jailed.",), ["Bonkers"]),
    "a title before the text": (
        ("Dave Marsh Slams Plan To Close Libraries. LEEDS – The mayor Dave Marsh left.",),
        ["Slams"],
    ),
    "a title with a full stop": (("Mayor Hit By Brutal Line In Debate.",), ["Brutal"]),
    "a phrase in lower case": (("Leeds has World Cup fever.",), ["World Cup fever"]),
    "a compound that goes on in lower case": (
        ("He met a Leeds-hating blogger.", "A Rovers-mad baker wept."),
        ["Leeds-hating", "Rovers-mad"],
    ),
    "a masked swear word": (("They sang F**k the rain.",), ["F**k"]),
    "slang in capitals": (("He is late, OMG.", "The Prem is tough."), ["OMG", "Prem"]),
    "in lower case elsewhere": (
        ("Savage Cuts Hit Town", "Tom Savage, 45, spoke of savage cuts."),
        ["Savage", "savage"],
    ),
}


@pytest.mark.parametrize(("texts", "expected"), MARKED.values(), ids=MARKED)
def test_words_that_only_look_like_names_are_marked(
    texts: tuple[str, ...], expected: list[str]
) -> None:
    report = analyze([Block(text) for text in texts], LEXICON)
    assert [span.text for span in report.spans] == expected
