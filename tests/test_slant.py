"""The same wording scores the same, whichever side it is aimed at."""

import pytest

from levelhead.engine.analyzer import Block, analyze
from tests.helpers.lexicons import LEXICON

# Sentence with {}, and what the two sides put there.
MIRRORED = [
    ("The {} group met on Monday.", "far-left", "far-right"),
    ("The {} group met on Monday.", "left-wing", "right-wing"),
    ("The {} group met on Monday.", "hard-left", "hard-right"),
    ("They spoke of the radical {} again.", "left", "right"),
    ("The {} walked out of the talks.", "union bosses", "company bosses"),
    ("The {} walked out of the talks.", "leftists", "rightists"),
    ("The {} walked out of the talks.", "Republicans", "Democrats"),
    ("The {} walked out of the talks.", "Tories", "Labour MPs"),
    ("The {} walked out of the talks.", "socialists", "capitalists"),
    ("The {} walked out of the talks.", "Brexiteers", "Remainers"),
    ("The {} walked out of the talks.", "liberals", "conservatives"),
    ("The {} walked out of the talks.", "nationalists", "unionists"),
    ("The {} walked out of the talks.", "landlords", "tenants"),
    ("The {} walked out of the talks.", "bankers", "nurses"),
    ("The {} walked out of the talks.", "Christians", "Muslims"),
    ("The {} walked out of the talks.", "Jews", "Hindus"),
    ("The {} march drew a crowd.", "pro-abortion", "anti-abortion"),
    ("The {} march drew a crowd.", "pro-choice", "pro-life"),
    ("The {} march drew a crowd.", "pro-gun", "anti-gun"),
    ("The {} march drew a crowd.", "pro-Israel", "pro-Palestinian"),
    ("The {} march drew a crowd.", "pro-EU", "anti-EU"),
    ("The {} march drew a crowd.", "pro-war", "anti-war"),
    ("The {} march drew a crowd.", "pro-union", "anti-union"),
    ("The {} march drew a crowd.", "pro-immigration", "anti-immigration"),
    ("The {} march drew a crowd.", "pro-vaccine", "anti-vaccine"),
    ("The {} march drew a crowd.", "feminist", "traditionalist"),
    ("He called it a {} plot.", "communist", "fascist"),
    ("He called it a {} plot.", "Marxist", "nationalist"),
    ("He called it a {} plot.", "socialist", "conservative"),
    ("He called it a {} plot.", "left-wing", "right-wing"),
    ("He called it a {} plot.", "Kremlin", "White House"),
    ("He called it a {} plot.", "Democratic", "Republican"),
    ("{} slammed the bill.", "Democrats", "Republicans"),
    ("{} slammed the bill.", "Labour", "The Tories"),
    ("{} slammed the bill.", "Unions", "Employers"),
    ("{} slammed the bill.", "Campaigners", "Ministers"),
    ("The {} regime jailed two poets.", "Cuban", "Saudi"),
    ("The {} regime jailed two poets.", "Assad", "Pinochet"),
    ("The {} are cowards, he said.", "Democrats", "Republicans"),
    ("The {} are cowards, he said.", "strikers", "bosses"),
    ("The {} are liars, he said.", "left", "right"),
    ("The {} are liars, he said.", "papers", "ministers"),
    ("The {} elite laughed.", "liberal", "conservative"),
    ("The {} elite laughed.", "metropolitan", "rural"),
    ("It is a shameful attack on {}.", "workers", "business"),
    ("It is a shameful attack on {}.", "migrants", "natives"),
    ("It is a shameful attack on {}.", "women", "men"),
    ("It is a shameful attack on {}.", "unions", "shareholders"),
    ("The {} zealots lost the vote.", "green", "free-market"),
    ("The {} zealots lost the vote.", "left-wing", "right-wing"),
    ("The {} fanatics lost the vote.", "left-wing", "right-wing"),
    ("The {} thugs broke windows.", "left-wing", "right-wing"),
    ("The {} thugs broke windows.", "antifa", "neo-Nazi"),
    ("The {} mob shouted.", "left-wing", "right-wing"),
    ("The {} press lied, he claimed.", "left-wing", "right-wing"),
    ("The {} press lied, he claimed.", "liberal", "conservative"),
    ("{} is a disgrace, they wrote.", "Biden", "Trump"),
    ("{} is a disgrace, they wrote.", "Starmer", "Sunak"),
    ("{} humiliated his rival.", "Biden", "Trump"),
    ("{} vowed to fight on.", "Starmer", "Farage"),
    ("The {} lobby won.", "gun", "green"),
    ("The {} lobby won.", "oil", "wind"),
]


@pytest.mark.parametrize(("sentence", "one", "other"), MIRRORED)
def test_both_sides_score_the_same(sentence: str, one: str, other: str) -> None:
    def marks(side: str) -> list[tuple[str, str, float]]:
        spans = analyze([Block(sentence.format(side))], LEXICON).spans
        return [(span.text.replace(side, "{}"), span.category, span.score) for span in spans]

    assert marks(one) == marks(other)


def test_there_are_sixty_pairs() -> None:
    assert len(MIRRORED) >= 60
