"""The lexicon keeps the promises of its entries and the invariants of its data."""

import re
import time
from collections.abc import Iterator

import pytest

from levelhead.cli.lexicon import failures, unmarked
from levelhead.engine.analyzer import Block, analyze
from levelhead.lexicon import Entry, Lexicon, LexiconFile
from levelhead.lexicon.entries import SECTIONS
from levelhead.lexicon.inflect import check
from levelhead.types import CATEGORIES
from tests.helpers.lexicons import LEXICON

FILES = [pytest.param(f, id=f"{f.category}.{f.sense}") for f in LEXICON.files]


@pytest.fixture
def lexicon() -> Lexicon:
    return LEXICON


@pytest.mark.no_cover
@pytest.mark.parametrize("file", FILES)
def test_an_entry_finds_its_hits_and_nothing_else(file: LexiconFile, lexicon: Lexicon) -> None:
    assert [(e.id, fault) for e in file.entries for fault in failures(e, lexicon)] == []


# An article makes a noun of a verb ("the blast"), but says nothing about an adjective or an insult.
DETERMINERS = {
    "the, an adjective": ("He paid the <whopping> bill.", "It is the <mammoth> task of a team."),
    "the, more adjectives": ("They paid for the <hideous> dam.",),
    "the, a weak adjective": ("They hid the <massive> debts.",),
    "the, an insult": ("The <poseur> sang.", "They sacked the old <hag>."),
    "the, a loaded noun": ("It is the <bloodbath> of the year.",),
    "the, an idiom": ("He is the <laughing stock> of the town.",),
    "the, an animal": ("The mammoth died.", "The shrew hunts at night.", "The sap rises."),
    "the, a noun that is a verb elsewhere": ("The blasts woke us.", "He lit the grill."),
    "his, a noun": ("His boast was true.", "Their vows were short."),
    "these and each, a noun": ("These quizzes are hard.", "Each quiz has ten questions."),
    "that, a relative pronoun": ("They met for talks that <shocked> all.",),
    "which, a relative pronoun": ("The paper, which <claimed> he was ill, is sorry.",),
    "some, a subject": ("Fans left, some <vowing> to fight on.",),
}  # fmt: skip


@pytest.mark.parametrize("examples", DETERMINERS.values(), ids=DETERMINERS)
def test_an_article_silences_nouns_only(examples: tuple[str, ...], lexicon: Lexicon) -> None:
    for example in examples:
        text, expected = unmarked(example)
        assert [(f.start, f.end) for f in analyze([Block(text)], lexicon).spans] == expected


ADJECTIVES = ("colossal", "gaudy", "hideous", "massive", "sinister", "vicious")


@pytest.mark.parametrize("id_", ADJECTIVES)
def test_an_article_silences_no_form_of_an_adjective(id_: str, lexicon: Lexicon) -> None:
    silent = []
    for form in lexicon.entries[id_].forms:
        text = f"They all spoke of the {form} thing they saw."
        start = text.index(form)
        if start not in {f.start for f in analyze([Block(text)], lexicon).spans}:
            silent.append(form)
    assert silent == []


PATTERNS = [
    pytest.param(e, id=f"{e.category}.{e.id}") for e in LEXICON.entries.values() if e.pattern
]
CONJUNCTIONS = ("and", "but", "or", "that")


@pytest.mark.no_cover
@pytest.mark.parametrize("entry", PATTERNS)
def test_a_span_takes_in_no_conjunction_before_it(entry: Entry, lexicon: Lexicon) -> None:
    assert entry.pattern is not None
    for hit in entry.hits:
        text, spans = unmarked(hit)
        for start, _ in spans:
            for word in CONJUNCTIONS:
                if re.search(rf"\b{word}\b", entry.pattern):
                    continue  # then it is part of the wording
                joined = f"{text[:start]}{word} {text[start:]}"
                found = [(f.start, f.rule) for f in analyze([Block(joined)], lexicon).spans]
                assert (start, entry.id) not in found, joined


@pytest.mark.parametrize("entry", PATTERNS)
def test_a_span_does_not_end_with_an_article(entry: Entry) -> None:
    last = [text[:end].split()[-1] for text, spans in map(unmarked, entry.hits) for _, end in spans]
    assert not {word.lower() for word in last} & {"a", "an", "the", "and", "but", "or"}


# What says how often, reports an idea or a worry, or blames does not weaken the claim.
NOT_HEDGES = (
    "Trains sometimes stop here, and from time to time a bus does.",
    "The plant mainly makes tiles.",
    "He rejected the idea that the lake is warm.",
    "She made a suggestion that the shop opens at nine.",
    "Neighbours raised concerns about noise from the yard.",
    "The storm was blamed for six deaths.",
    "The town considers itself a port.",
    "A would-be actor rents the flat.",
    # The reader is addressed, or what somebody does is reported.
    "Think you can name every king?",
    "Don't expect a table before nine.",
    "She has not ruled out selling the farm.",
    "The memo revealed that the roof leaks. It revealed that the cellar does too.",
    "Staff worry about the noise.",
    "The poll asked likely voters about the bridge.",
    "France regards the island as its own.",
    "Swimmer claims third Olympic gold.",
    "It fell by a tenth, according to a study in the journal.",
    "The coach was not clear about the date.",
    "The works were supposed to have been finished in May.",
    # What did not happen, and what somebody was able to do.
    "With a clear run, the visitors could have won.",
    "Had the valve held, the crew could have stayed aboard.",
    "There was nothing that the harbour master could do.",
    "It was a scheme under which tenants could buy their flats.",
    "Gardeners thought they had won, but the judge disagreed.",
    "You could be forgiven for a yawn, and there could be no talk of sleep.",
    # A duty, a sensation, a likeness.
    "These points should be considered as a whole.",
    "Tenants should be able to keep a cat.",
    "To enter, bakers must have been registered by June.",
    "We feel at home on the coast.",
    "Her first flight felt like a dream.",
    "From the road it will look like a barn.",
    # Wishes, permission and ability.
    "May your garden never want for rain.",
    "Only these badges may be worn.",
    "It is as much as they could possibly carry.",
    "The hut could sleep six people.",
    "They can't seem to score.",
    # Questions, conditions and what nobody thought.
    "She asked whether the tenants thought it was fair.",
    "Ring the bell if you think there is smoke.",
    "Nobody expected rain.",
    "It lasted longer than anyone anticipated.",
    "No one could have predicted the flood.",
    "She never claimed to be neutral.",
    "Assuming it thaws, the race starts at noon.",
    "She did not expect to be asked.",
    "Buyers wrongly believe that the shop is shut.",
    # Figures and forecasts that somebody has published, and comparisons.
    "The grocer's sales beat forecasts again.",
    "The bank's estimate of growth was cut.",
    "The drug gives her a 70% chance of recovery.",
    "Retired men were the most likely to read the leaflet.",
    # Surveys with a number.
    "In the survey 70% of tenants said they believe rents are too high.",
    "A third of local voters say they want a bridge.",
    "A fifth of the diners are undecided.",
    "Prices will rise, according to economists polled by the paper.",
    # Those who speak for somebody, and who says nothing.
    "His lawyers said he would appeal.",
    "Lawyers for the bank argued for a delay.",
    "The ministry sent an official warning.",
    "He hopes to be named head cook.",
    "They asked for the names of people close to the fence.",
    "The state wants renewable energy sources.",
    # The same words in another sense.
    "He won all but two votes.",
    "It came up in general elections.",
    "They need a keeper who knows how to lead.",
    "Several suspects have been charged.",
    "The rate was revised up to 4%.",
    "It suits the theory that explains tides.",
    "They want to dispel the rumours.",
    "She relishes the prospect of a second term.",
    "Guests will be named at the door.",
    # How much of a quality something has.
    "The hall was slightly damp, somewhat dark and relatively small.",
    "It was a fairly dull game, and the crowd was a bit cross.",
    "The soup is reasonably hot, a tad salty and moderately dear.",
)
HEDGES = (
    ("This ban may work.", ["may"]),
    ("The guard may have left, and the alarm could fail.", ["may", "could"]),
    ("The town's plan has all but failed.", ["all but"]),
    ("A long strike is likely, and who knows what follows.", ["likely", "who knows"]),
    (
        "Traders expect a fall, as analysts had predicted.",
        ["Traders expect", "analysts had predicted"],
    ),
    ("He found what he thought was a coin.", ["what he thought was"]),
    (
        "It carries up to 15kg for about 3km and costs almost £2million.",
        ["up to", "about", "almost"],
    ),
    ("Some 7% of the trees are thought to be ill.", ["Some", "are thought to"]),
    ("Economists voiced doubts about the budget.", ["Economists voiced doubts"]),
    ("The leak could have harmed fish, and fares could go up.", ["could", "could"]),
    (
        "The bank forecasts a fall, though it said it did not expect a slump.",
        ["forecasts", "expect"],
    ),
    ("It felt as if the crowd had gone, and I feel the board is wrong.", ["felt as if", "I feel"]),
    (
        "There is uncertainty over the date, but nearly all could spell it.",
        ["uncertainty", "nearly"],
    ),
    (
        "Critics call it a stunt, said a guard who asked not to be named.",
        ["Critics call", "who asked not to be named"],
    ),
    ('"They are well," added one friend of the pair.', ["added one friend"]),
    ("They met in what is expected to be a short session.", ["is expected to"]),
)


@pytest.mark.parametrize("text", NOT_HEDGES)
def test_words_that_do_not_weaken_a_claim_are_not_hedges(text: str, lexicon: Lexicon) -> None:
    assert [s.text for s in analyze([Block(text)], lexicon).spans if s.dimension == "hedging"] == []


@pytest.mark.parametrize(("text", "hedges"), HEDGES)
def test_words_that_weaken_a_claim_are_hedges(
    text: str, hedges: list[str], lexicon: Lexicon
) -> None:
    spans = analyze([Block(text)], lexicon).spans
    assert [s.text for s in spans if s.dimension == "hedging"] == hedges


def test_all_categories_of_the_contract_have_a_file(lexicon: Lexicon) -> None:
    found = dict.fromkeys(
        (f.dimension, f.category) for f in lexicon.files if f.dimension != "context"
    )
    assert list(found) == [(d, c) for d, categories in CATEGORIES.items() for c in categories]


def test_messages_are_one_sentence(lexicon: Lexicon) -> None:
    ours = [e for e in lexicon.entries.values() if e.dimension != "context"]
    sentence = re.compile(r"[A-Z“\"'][^.!?]*[.!?]")
    assert [(e.id, e.message) for e in ours if not sentence.fullmatch(e.message)] == []


# A message names the fault of what it is shown with, not of its neighbours in the file.
MESSAGES = {
    "capitals": ("We waited for WEEKS there.", "Shouts at the reader: use lower case."),
    "marks": (
        "They won!! The town slept.",
        "Shouts at the reader: end the sentence with one full stop or question mark.",
    ),
    "a vague word, no figure": (
        "The plan largely failed.",
        "Blurs the statement; say exactly what is meant or leave it out.",
    ),
    "a vague figure": (
        "It cost roughly £60.",
        "Give the exact figure, or say that it is an estimate and whose.",
    ),
    "an advertisement": (
        "Sign up for our newsletter today.",
        "Promotes the site or a product instead of reporting; leave it out.",
    ),
}


@pytest.mark.parametrize(("text", "message"), MESSAGES.values(), ids=MESSAGES)
def test_a_message_fits_what_it_is_shown_with(text: str, message: str, lexicon: Lexicon) -> None:
    assert [f.message for f in analyze([Block(text)], lexicon).spans] == [message]


# A wrong inflection is silent: the stemmer is a second opinion on every generated form.
@pytest.mark.no_cover
def test_generated_forms_share_their_stem(lexicon: Lexicon) -> None:
    written = [where for file in lexicon.files for where in file.written]
    kinds = [(word.lower(), SECTIONS.get(section)) for section, word in written]
    wrong = [reason for word, kind in kinds if kind and (reason := check(word, kind))]
    assert wrong == []


# Sentences for the words of each section, in any of their forms.
CARRIERS = {
    "adjectives": "It was the {} thing of the year.",
    "verbs": "They will {} it again, she said.",
    "nouns": "It was the {} of the year.",
    "adverbs": "It was {} done by them.",
    "phrases": "It was, {}, what they had.",
}


def plain_words(lexicon: Lexicon) -> Iterator[tuple[str, Entry]]:
    """Section and entry of each word that no condition restricts."""
    for file in lexicon.files:
        for (section, _), entry in zip(file.written, file.entries, strict=True):
            conditions = (
                *(*entry.only_preceded, *entry.only_followed),
                *(*entry.unless_preceded, *entry.unless_followed),
            )
            if section in CARRIERS and entry.forms and not (conditions or entry.headline_only):
                yield section, entry


@pytest.mark.no_cover
def test_each_plain_word_is_found_in_a_sentence_in_all_its_forms(lexicon: Lexicon) -> None:
    missed = []
    for section, entry in plain_words(lexicon):
        for form in entry.forms:
            text = CARRIERS[section].format(form)
            start = text.index(form)
            spans = analyze([Block(text)], lexicon).spans
            if not any(
                s.dimension == entry.dimension and s.start <= start and start + len(form) <= s.end
                for s in spans
            ):
                missed.append((entry.id, form))
    assert missed == []


HOSTILE = (
    "is " * 30_000,
    "not " * 30_000,
    "very likely possibly " * 5_000,
    "reported reportedly believed said to that " * 3_000,
    "a 1 a 1, " * 12_000,
    "'" * 50_000,
    "claims-" * 15_000,
)


@pytest.mark.no_cover
@pytest.mark.parametrize("text", HOSTILE, ids=lambda t: t[:12])
def test_patterns_are_linear_on_long_input(text: str, lexicon: Lexicon) -> None:
    def seconds(size: int) -> float:
        started = time.process_time()
        analyze([Block(text[:size])], lexicon)
        return time.process_time() - started

    seconds(1000)
    half, whole = (min(seconds(size) for _ in range(2)) for size in (len(text) // 2, len(text)))
    assert whole < 5 * half + 0.05  # quadratic would be 4 times at least, with room for noise
