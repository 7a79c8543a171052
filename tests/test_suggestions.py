"""A suggestion keeps the fact and the grammar, or it is advice in words."""

import pytest

from levelhead.engine.analyzer import Block, analyze
from levelhead.lexicon import Entry
from tests.helpers.lexicons import LEXICON

# Text -> what replaces the marked words.
REPLACED = {
    "He <slams> the plan.": "criticises",
    "They are <slamming> it.": "criticising",
    "Shares are <plunging>.": "falling",
    "He drank <booze>.": "alcohol",
    # Past and participle of the sober word differ, and the text may need either.
    "Prices <rocketed>.": None,
    "Prices had <rocketed>.": None,
    "She <hit back>.": None,
    "She <forked out on> a car.": "spent on",
    "He <tied the knot with> her.": "married",
    "It is an <awful lot> of money.": "lot",
    "Her mood is <weirder>.": "odder",
    # The sober word has no comparative.
    "The row is <nastier> now.": None,
    # The word around it does not fit the sober one.
    "He was <axed> as coach.": None,
    "He <trampled> all over their rights.": None,
    "They face <claims> of fraud.": None,
    # No neutral word keeps the fact.
    "They <traded blows> outside.": None,
    "He was <hell-bent> on revenge.": None,
    "It is an <outrage>.": None,
    "He set out <damning> evidence.": None,
    "Police <brutalised> him.": None,
    "The former <brute> left.": None,
    "He ordered a <whopping> 134 tanks.": None,
    "They were <openly hostile> to him.": None,
    "She is <in the pocket of> lobbyists.": None,
}


@pytest.mark.parametrize(("marked", "expected"), REPLACED.items())
def test_only_words_that_keep_fact_and_grammar_are_offered(
    marked: str, expected: str | None
) -> None:
    text, start = marked.replace("<", "").replace(">", ""), marked.index("<")
    (span,) = (s for s in analyze([Block(text)], LEXICON).spans if s.start == start)
    offered = [s.text for s in span.suggestions if s.action == "replace"]
    assert offered == ([expected] if expected else [])


HEDGES = [entry for entry in LEXICON.entries.values() if entry.dimension == "hedging"]


def test_no_hedge_is_deleted() -> None:
    assert [e.id for e in HEDGES if any(s.action == "delete" for s in e.suggestions)] == []


# Of these the sentence may need the word.
NEEDED = ("insult", "dramatic_verb", "alarm", "hyperbole")


@pytest.mark.parametrize("category", NEEDED)
def test_no_noun_or_verb_is_deleted(category: str) -> None:
    def deletes(entry: Entry) -> bool:
        return any(s.action == "delete" for s in entry.suggestions)

    assert [e.id for e in LEXICON.entries.values() if e.category == category and deletes(e)] == []


def test_a_sober_word_has_no_word_class_in_it() -> None:
    words = [w for e in LEXICON.entries.values() for ws in e.replacements.values() for w in ws]
    words += [w for e in LEXICON.entries.values() for w, _ in e.agreeing]
    assert [w for w in words if "{" in w] == []
