"""A replacement is spelled as the text around it."""

import pytest

from levelhead.engine.analyzer import Block, analyze
from tests.helpers.lexicons import LEXICON

CASES = {
    "British by itself": ("She slams the plan.", "criticises"),
    "American by its words": ("She slams the color of the plan.", "criticizes"),
    "by the ending itself": ("They apologized. She is slamming it.", "criticizing"),
    "by the greater number": ("Its colour, its center, its defence: she slammed it.", "criticised"),
    "British where both are as many": ("Its colour, its center: she slammed it.", "criticised"),
    "a word that both spell so": ("The color fades: shares are plunging.", "falling"),
}


@pytest.mark.parametrize(("text", "replacement"), CASES.values(), ids=CASES)
def test_the_replacement_is_spelled_as_the_text(text: str, replacement: str) -> None:
    report = analyze([Block(text)], LEXICON)
    assert [it.text for span in report.spans for it in span.suggestions][:1] == [replacement]
