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
    "It is <plunging> the town into debt.": None,
    "“Go,” he is <hissing>.": None,
    "He met the <fellas>.": None,
    "It is <woeful neglect>.": None,
    "The fund is <gobbling up> flats.": None,
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
    # The preposition and the verb belong to the sober word.
    "The vote is a crushing <blow to> the party.": "setback for",
    "They <thundered against> the plan.": "criticised",
    "He <caught flak> for it.": "faced criticism",
    "He <catches flak> for it.": "faces criticism",
    "They are <jetting off> on holiday.": "flying off",
    "It cost <a quid>.": "a pound",
    "The protest <fizzled out>.": "petered out",
    "She is an ABBA <superfan>.": "devoted fan",
    "She repeated her <broadside> in Leeds.": None,
    "It was a <jibe> at the mayor.": None,
    "Fans <cooed> over the photos.": None,
    "One guest <gushed> about it.": None,
    "He has the <jitters>.": None,
    # The sober word does not go with the words after it.
    "It was a <dismal> start.": "poor",
    "It was a <dismal failure>.": None,
    "There is a <woeful lack> of nurses.": None,
    "They crossed a <perilous> pass.": "dangerous",
    "The club is in a <perilous state>.": None,
    "She ignored it <at her peril>.": None,
    "He took a <nasty knock>.": None,
    "It was a <nasty> letter.": "unpleasant",
    "City <dump> United out of the cup.": None,
    "They <smash> the smuggling gang.": None,
    "He <brushed aside> the champions.": None,
    "She <peddles> remedies.": None,
    # A form that is an adjective and a verb needs the word behind it.
    "The <enraged> fans left.": None,
    "They were <enraged by> the fee.": "angered by",
    "They were <infuriated at> it.": "angry at",
    "He is <pandering to> voters.": None,
    "He <blasted> to the Gazette: “It is late.”": "said",
    # A protest is an event, and so is a defeat.
    "The plan caused an <outcry>.": None,
    "The film took a <mauling> from critics.": None,
    "They were <hacked to death>.": None,
    # The sober word has another number, or none, than the words next to it.
    "<Plaudits> were given.": None,
    "She <won plaudits>.": "won praise",
    "A <countless number> of them left.": None,
    "<Countless> people left.": "many",
    "The <top brass> has left.": None,
    "His <undies> were wet.": "underclothes",
    "It cost 50 <quid>.": "pounds",
    "It is <a 50 quid> fine.": None,
    # It needs another word next to it.
    "It was <at a snail's pace>.": "at a slow pace",
    "They <forked out> £4m on a villa.": "spent",
    "They <forked out> £4m for a villa.": "paid",
    "He was <given the boot>.": "dismissed",
    "<How long must> we wait?": None,
    # No neutral word keeps the fact.
    "She was his <much-loved> wife.": None,
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


# The same words in the author's voice and in somebody else's -> the actions suggested.
VOICES = {
    "It is an utterly simple plan.": ["delete"],
    "He called it “an utterly simple plan”.": [],
    "The mayor slammed the plan.": ["replace"],
    "“The mayor slammed the plan,” she said.": [],
    "The so-called “utterly simple” plan failed.": [],
    "Experts say it may rain.": ["attribute", "quantify", "rephrase"],
    "“Experts say it may rain,” she said.": ["attribute", "quantify", "rephrase"],
}


@pytest.mark.parametrize(("text", "actions"), VOICES.items(), ids=VOICES)
def test_words_in_quotation_marks_get_advice_but_no_edit(text: str, actions: list[str]) -> None:
    spans = analyze([Block(text)], LEXICON).spans
    assert spans
    found = [it.action for span in spans for it in span.suggestions]
    assert sorted(set(found)) == actions


def test_no_hedge_is_deleted() -> None:
    assert [e.id for e in HEDGES if any(s.action == "delete" for s in e.suggestions)] == []


# They say how great something is, if without a figure.
@pytest.mark.parametrize(
    "id_", ["dramatically", "massively", "vastly", "immeasurably", "wall-to-wall"]
)
def test_a_degree_is_not_deleted(id_: str) -> None:
    assert [s.action for s in LEXICON.entries[id_].suggestions] == ["quantify"]


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
