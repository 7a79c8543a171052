"""Which sentences make the same claim, and which only share their words."""

import pytest

from levelhead.engine.claims import SAME, Claim, Pair, claims_of, pair_claims, similarity
from levelhead.engine.deadline import DeadlineExceeded, no_deadline
from levelhead.engine.document import parse_text


def claim(text: str) -> Claim:
    (found,) = claims_of(parse_text(text, "body"))
    return found


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (
            "The council voted to close two libraries in the north of the borough.",
            "Two libraries in the borough's north will shut after a council vote.",
        ),
        (
            "Profits at Braxton Foods rose 12 per cent to £3.4m in the year to March.",
            "Braxton Foods reported profits of £3.4 million for the year to March, up 12%.",
        ),
        (
            "The mayor said the bridge would reopen in June.",
            "The bridge will reopen in June, according to the mayor.",
        ),
        ("No one was hurt in the crash.", "Nobody was injured in the collision."),
        ("Harrow Rovers beat Eastleigh Town.", "Eastleigh Town lost to Harrow Rovers."),
        ("The trial was delayed until September.", "The trial has been put off until September."),
        ("The climber fell 60 metres.", "The climber plunged 60m, an inquest heard."),
    ],
)
def test_a_claim_is_the_same_in_other_words(a: str, b: str) -> None:
    assert similarity(claim(a), claim(b)) >= SAME
    assert similarity(claim(b), claim(a)) >= SAME


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("The council voted to close the library.", "The council voted not to close the library."),
        ("The dog bit the postman in Acre Street.", "The postman bit the dog in Acre Street."),
        ("The ship sailed from Hull to Bergen.", "The ship sailed from Bergen to Hull."),
        ("Profits at the bakery rose 12 per cent.", "Profits at the bakery rose 15 per cent."),
        ("A fire broke out at a school in Dunmere.", "A fire broke out at a school in Harwick."),
        ("The minister will resign on Friday.", "The minister resigned on Friday."),
        ("Part of the roof collapsed in the storm.", "The roof collapsed in the storm."),
        ("The teachers did not rule out a strike.", "The teachers ruled out a strike."),
        ("The museum opened in May.", "The museum opened in June."),
    ],
)
def test_the_same_words_make_another_claim(a: str, b: str) -> None:
    assert similarity(claim(a), claim(b)) < SAME
    assert similarity(claim(b), claim(a)) < SAME


def test_each_sentence_has_one_partner_at_most() -> None:
    before = parse_text("The council cut the budget. Rain fell in Kent. The mayor left.", "body")
    after = parse_text("Rain fell in Kent. The council slashed the budget. A dog barked.", "body")
    pairs = pair_claims(claims_of(before), claims_of(after), no_deadline)
    assert pairs == [Pair(0, 1, 1.0), Pair(1, 0, 1.0)]


def test_pairing_stops_at_the_deadline() -> None:
    def over() -> None:
        raise DeadlineExceeded

    claims = [claim("Rain fell in Kent.")]
    with pytest.raises(DeadlineExceeded):
        pair_claims(claims, claims, over)
