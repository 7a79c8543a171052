"""What figures in words and digits amount to, with their units and how many tokens they take."""

import pytest

from levelhead.engine.claims.figures import Figure, figure_at

FIGURES: list[tuple[str, Figure | None]] = [
    ("7", Figure(7, "", 1)),
    ("1,200 jobs", Figure(1200, "", 1)),
    ("2.5", Figure(2.5, "", 1)),
    ("nine months", Figure(9, "month", 1)),
    ("£9 month", Figure(9, "£", 1)),
    ("£3m", Figure(3e6, "£", 1)),
    ("£3 million", Figure(3e6, "£", 2)),
    ("3bn dollars", Figure(3e9, "$", 2)),
    ("¥300m", Figure(3e8, "¥", 1)),
    ("₹500 crore", Figure(5e9, "₹", 2)),
    ("2 lakh rupees", Figure(2e5, "₹", 3)),
    ("500 yen", Figure(500, "¥", 2)),
    ("$40 a year", Figure(40, "$", 1)),
    # Metres, as likely as millions.
    ("60m", Figure(60, "", 1)),
    ("40k", Figure(40_000, "", 1)),
    ("12%", Figure(12, "%", 1)),
    ("12 per cent", Figure(12, "%", 3)),
    ("12 per person", Figure(12, "", 1)),
    ("12 percent", Figure(12, "%", 2)),
    ("80 pence", Figure(80, "p", 2)),
    ("two", Figure(2, "", 1)),
    ("twelve", Figure(12, "", 1)),
    ("forty two", Figure(42, "", 2)),
    ("forty", Figure(40, "", 1)),
    ("forty twelve", Figure(40, "", 1)),
    ("five thousand", Figure(5000, "", 2)),
    ("six hundred and forty", Figure(640, "", 4)),
    ("six hundred and 40", Figure(600, "", 2)),
    ("six hundred and fell", Figure(600, "", 2)),
    ("200 and ten", Figure(200, "", 1)),
    ("a hundred", Figure(100, "", 2)),
    ("a dozen", Figure(12, "", 2)),
    ("million", Figure(1e6, "", 1)),
    ("half", Figure(50, "%", 1)),
    ("a third of", Figure(100 / 3, "%", 2)),
    ("a third more", Figure(100 / 3, "%", 2)),
    ("a fifth longer", Figure(20, "%", 2)),
    ("two thirds", Figure(200 / 3, "%", 2)),
    ("one in five", Figure(20, "%", 3)),
    ("5 in 2019", Figure(500 / 2019, "%", 3)),
    ("two in hospital", Figure(2, "", 1)),
    ("two in one", Figure(2, "", 1)),
    ("a third attempt", None),
    ("a third", None),
    ("a man", None),
    ("a", None),
    ("3-1", None),
    ("third", None),
]


@pytest.mark.parametrize(("text", "figure"), FIGURES, ids=[text for text, _ in FIGURES])
def test_a_figure_amounts_to_the_same_in_words_and_digits(text: str, figure: Figure | None) -> None:
    assert figure_at(text.split(), 0) == figure
