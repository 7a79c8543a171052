"""Scare quotes are marked with their quotation marks; exceptions apply to detectors too."""

import pytest

from tests.helpers.lexicons import found, lexicon_of

CASES = {
    "curly": ("Their “experts” came late to it.", ["“experts”"]),
    "straight": ('Their "experts" came late to it.', ['"experts"']),
    "British": ("Their ‘experts’ came late to it.", ["‘experts’"]),
    "doubled": ("Their ``experts'' came late to it.", ["``experts''"]),
    "a gap inside the mark": ("Their “ experts” came late to it.", ["experts”"]),
    "a headline": ("“Experts” are late", []),
    "two words": ("Their “top experts” came late to it.", []),
    "speech": ("“We came late to it,” he said.", []),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_scare_quotes(text: str, expected: list[str]) -> None:
    assert found(text, lexicon_of()) == expected
