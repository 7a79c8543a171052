"""Signs that touch a word and are no letters of it: emphasis, footnotes, odd apostrophes."""

from time import process_time

import pytest

from levelhead.engine.analyzer import Block, Options, analyze
from levelhead.engine.deadline import no_deadline
from levelhead.engine.document import parse_text
from levelhead.engine.document.article import article_of_text
from levelhead.engine.document.normalized import normalize_text
from levelhead.engine.document.signs import without_false_letters
from tests.helpers.lexicons import LEXICON, cut_out

SEEN_PAST = {
    "emphasis": ("the _odd_ __plan__ *odd* **plan** ***odd***", "the odd plan odd plan ***odd***"),
    "emphasis over two words": ("_two words_", "two words"),
    "both kinds": ("_**odd**_ **_plan_**", "odd plan"),
    "emphasis in marks": ("(_odd_), “_plan_” – _odd_.", "(odd), “plan” – odd."),
    "emphasis around marks": ("_“Odd plan,”_ he said. _Odd!_", "“Odd plan,” he said. Odd!"),
    "emphasis before a possessive": ("_odd_'s", "odd's"),
    "emphasis before a hyphen": ("_odd_-looking", "odd-looking"),
    "emphasis on one side": ("odd_ _plan odd* *plan", "odd plan odd plan"),
    "names of code": ("snake_case x__y un_bel_ievable", "snake_case x__y un_bel_ievable"),
    "a private name": ("_odd_plan_", "odd_plan"),
    "a handle, a tag and a path": ("@_odd #_odd a/_odd/ odd_/b", "@_odd #_odd a/_odd/ odd_/b"),
    "blanks to fill in": ("____ and _ and a ____.", "____ and _ and a ____."),
    "bullets and products": ("* odd 2 * 3 2*3 odd*plan", "* odd 2 * 3 2*3 odd*plan"),
    "letters left out": ("f*** sh** b*d arse***", "f*** sh** b*d arse***"),
    "a note": ("*Odd plan.", "Odd plan."),
    "footnotes": ("odd¹ odd²³ oddⁱ oddᵃ odd† odd‡", "odd odd odd odd odd odd"),
    "footnotes in brackets": ("odd[1] odd[12][3]. odd[¹]", "odd odd. odd"),
    "footnotes behind marks": ("Odd.¹ “Odd,”² (odd)[3] odd!*", "Odd. “Odd,” (odd) odd!"),
    "footnotes behind emphasis": ("_odd_¹ *odd*[2] _odd_†", "odd odd odd"),
    "a footnote before a word": ("¹The plan", "The plan"),
    "signs by themselves": ("odd ¹ odd † odd [1] ¹", "odd ¹ odd † odd [1] ¹"),
    "other brackets": ("odd[s] odd[sic] odd[2019] [1]", "odd[s] odd[sic] odd[2019] [1]"),
    "powers and units": ("10⁶ m² km² x²y", "10⁶ m² km² x²y"),
    "a letter in the middle": ("odd²odd", "odd²odd"),
    "figures": ("odd1", "odd1"),
}


@pytest.mark.parametrize(("text", "plain"), SEEN_PAST.values(), ids=SEEN_PAST)
def test_emphasis_and_footnotes_do_not_belong_to_the_word_next_to_them(
    text: str, plain: str
) -> None:
    assert normalize_text(text).plain == plain
    assert normalize_text(text, keep_signs=True).plain == text


LOWERED = {
    "superscripts of figures and units": ("10⁶ km² x²y", "10^ km^ x^y"),
    "a subscript is a letter": ("co₂", "co₂"),
    "a figure": ("odd1 plan12. odd3's", "odd^ plan^^. odd^'s"),
    "a figure of a word": ("mp3 g7 b2b v2 odd123 odd05", "mp3 g7 b2b v2 odd123 odd05"),
    "a figure of an address": ("odd1.example odd1@x odd1/x", "odd1.example odd1@x odd1/x"),
    "a figure before a hyphen": ("odd1-plan", "odd1-plan"),
    "apostrophes": ("isn´t isn`t isn＇t isn′t isnʹt", "isn't isn't isn't isn't isn't"),
    "curly ones": ("isn’t isn‘t isnʼt isn‛t", "isn't isn't isn't isn't"),
    "primes": ("5′ 6′2 5′6″ f′", "5′ 6′2 5′6″ f′"),
    "backticks and accents around": ("`odd` ´plan´ ``odd''", "`odd` ´plan´ ``odd''"),
    "nothing": ("", ""),
}


@pytest.mark.parametrize(("text", "lowered"), LOWERED.values(), ids=LOWERED)
def test_a_false_letter_is_another_character_in_lower_case(text: str, lowered: str) -> None:
    assert normalize_text(text) == (text, lowered, ())
    assert without_false_letters(lowered, no_deadline) == lowered


MARKED: dict[str, tuple[str, list[str]]] = {
    "emphasis": ("A _bonkers_ plan and __an utter fiasco__.", ["bonkers", "utter", "fiasco"]),
    "emphasis before its context": ("He has a _warped_ mind.", ["warped"]),
    "a hedge": ("The levy _may_ rise.", ["may"]),
    "a month": ("The levy rose in _May_ again.", []),
    "a file": ("Open shocking_plan or bonkers_file_2.", []),
    "superscripts": ("It was bonkers¹. The fiasco²³ was over.", ["bonkers", "fiasco"]),
    "a figure behind capitals": ("It was a FIASCO1 of sorts.", ["FIASCO"]),
    "figures": ("It was bonkers1. The fiasco12 was over.", ["bonkers", "fiasco"]),
    "other signs": ("A bonkers* fiasco‡ was shocking[1].", ["bonkers", "fiasco", "shocking"]),
    "letters left out": ("It was g*** all.", []),
    "words with figures": ("The MP3s of the G7 and B2B in Covid19.", []),
}  # fmt: skip


@pytest.mark.parametrize(("text", "marks"), MARKED.values(), ids=MARKED)
def test_a_word_is_found_without_the_signs_that_touch_it(text: str, marks: list[str]) -> None:
    assert cut_out(f"😀 {text}", LEXICON) == marks


RAISED = {
    "a figure": ("<p>😀 It was bonkers<sup>1</sup>.</p>", ["bonkers"]),
    "a link": ("<p>A fiasco<sup><a href='#n12'>12</a></sup> it was.</p>", ["fiasco"]),
    "some, in brackets": ("<p>A fiasco<sup>[1],[2]</sup> it was.</p>", ["fiasco"]),
    "a reference": ("<p>A fiasco<sup>&#49;</sup> it was.</p>", ["fiasco"]),
    "a word in raised letters": ("<p>A<sup>fiasco1</sup> it was.</p>", []),
}


@pytest.mark.parametrize(("html", "marks"), RAISED.values(), ids=RAISED)
def test_a_raised_figure_does_not_belong_to_the_word_before(html: str, marks: list[str]) -> None:
    assert cut_out(html, LEXICON, "html") == marks


NEGATED = ["isn´t", "isn`t", "isn＇t", "isn′t", "isnʹt", "isn’t", "isnʼt", "isn‛t"]


@pytest.mark.parametrize("verb", NEGATED)
def test_any_apostrophe_makes_a_negation(verb: str) -> None:
    (span,) = analyze([Block(f"It {verb} shocking.")], LEXICON, Options(explain=True)).spans
    assert "negated" in {factor.name for factor in span.factors or ()}


ENDS = {
    "a footnote": "It was agreed.¹",
    "footnotes": "It was agreed.[1][12]",
    "a star": "It was agreed.*",
    "a dagger behind a quotation": "“It was agreed.”†",
    "emphasis": "_It was agreed._",
}


@pytest.mark.parametrize("sentence", ENDS.values(), ids=ENDS)
def test_a_sentence_ends_before_its_signs(sentence: str) -> None:
    document = parse_text(f"{sentence} Cuts followed.\n{sentence}")
    found = [document.plain[slice(*span)].strip("“”") for span in document.sentences]
    assert found == ["It was agreed.", "Cuts followed.", "It was agreed."]
    assert article_of_text(f"{sentence}\n{sentence}") == [("body", sentence)] * 2


@pytest.mark.no_cover
@pytest.mark.parametrize(
    "hostile", ["_", "a_", " _", "_a ", "¹", "abc1", "a`", ".[1]", ".*", "a1", "[1]", "*", "a¹"]
)
def test_signs_without_end_are_read_in_linear_time(hostile: str) -> None:
    begun = process_time()
    parse_text("x" + hostile * (100_000 // len(hostile)) + "x")
    assert process_time() - begun < 6
