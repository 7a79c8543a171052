"""What a text reads like after a click on a replacement, as clients put it there."""

import json
import re
from itertools import cycle, islice, product
from typing import Any

import pytest

from levelhead.languagetool.sounds import SPELT, VOWEL, YOU, takes_an
from levelhead.lexicon import Lexicon, Suggestion
from levelhead.service.main import build
from levelhead.service.settings import Settings
from levelhead.types import CURRENCIES
from tests.helpers.edits import EDITS, IN_QUOTATION_MARKS, NOTHING, SOUNDS
from tests.helpers.languagetool import check
from tests.helpers.lexicons import LEXICON, entry, lexicon_of
from tests.helpers.running import ROOT
from tests.test_languagetool_bounds import answered

Match = dict[str, Any]


def applied(sent: str, match: Match) -> list[str]:
    """The text after a click on each replacement, counted in UTF-16 units."""
    units = sent.encode("utf-16-le")
    start, end = 2 * match["offset"], 2 * (match["offset"] + match["length"])
    before, after = units[:start].decode("utf-16-le"), units[end:].decode("utf-16-le")
    return [before + each["value"] + after for each in match["replacements"]]


def lexicon(words: str, put: str | None) -> Lexicon:
    """These words, with one suggestion."""
    forms = (words.lower(),)
    if put is None:
        return lexicon_of(entry("it", forms=forms, suggestions=(Suggestion("delete"),)))
    return lexicon_of(entry("it", forms=forms, replacements={words.lower(): (put,)}))


def edited(words: str, put: str | None, **fields: str) -> list[str]:
    """The text as sent after each click on the only match."""
    (match,) = (
        m
        for m in check(build(lexicon(words, put), Settings()), level="picky", **fields)["matches"]
        if m["rule"]["subId"] == "it"
    )
    sent = fields.get("text") or "".join(
        part.get("text", part.get("markup", ""))
        for part in json.loads(fields["data"])["annotation"]
    )
    return applied(sent, match)


# The table of "What a click changes": the text, and the text after a click.
CLICKS = re.findall(
    r"^\| ([A-Z][^|]*\.) \|[^|]*\|[^|]*\| ([A-Z][^|]*\.) \|$",
    (ROOT / "docs/languagetool.md").read_text("utf-8"),
    re.M,
)


def test_a_click_changes_what_the_guide_says() -> None:
    app = build(LEXICON, Settings())
    assert len(CLICKS) == 6
    for before, after in CLICKS:
        (match,) = check(app, text=before, level="picky")["matches"]
        assert applied(before, match)[0] == after


@pytest.mark.parametrize(("before", "words", "put", "after"), EDITS, ids=[e[0] for e in EDITS])
def test_the_words_around_an_edit_agree_with_it(
    before: str, words: str, put: str | None, after: str
) -> None:
    assert edited(words, put, text=before) == [after]


@pytest.mark.parametrize(("before", "words", "put", "after"), EDITS, ids=[e[0] for e in EDITS])
def test_an_edit_is_right_behind_what_utf16_counts_twice(
    before: str, words: str, put: str | None, after: str
) -> None:
    head = "😀😀\n\n"
    assert edited(words, put, text=head + before) == [head + after]


@pytest.mark.parametrize(
    ("text", "words", "put"), [n[1:] for n in NOTHING], ids=[n[0] for n in NOTHING]
)
def test_words_are_not_edited_where(text: str, words: str, put: str | None) -> None:
    assert edited(words, put, text=text) == []


@pytest.mark.parametrize(("text", "words", "put", "_"), IN_QUOTATION_MARKS)
def test_words_in_quotation_marks_are_not_edited(
    text: str, words: str, put: str | None, _: str
) -> None:
    assert edited(words, put, text=text) == []


def test_an_acronym_in_a_sentence_does_not_make_a_capital() -> None:
    (match,) = check(build(LEXICON, Settings()), level="picky", text="Her BFFs left.")["matches"]
    assert applied("Her BFFs left.", match) == ["Her friends left."]


Part = dict[str, str]
ITALIC, END = {"markup": "<i>"}, {"markup": "</i>"}
MARKUP: list[tuple[str, list[Part], str, str | None, list[str]]] = [
    (
        "an article before markup",
        [{"text": "It is an "}, ITALIC, {"text": "outrageous"}, END, {"text": " plan."}],
        "outrageous",
        "large",
        ["It is a <i>large</i> plan."],
    ),
    (
        "an article in markup",
        [{"text": "It is "}, ITALIC, {"text": "an "}, END, {"text": "ugly plan."}],
        "ugly",
        "large",
        ["It is <i>a </i>large plan."],
    ),
    (
        "an article that nobody wrote",
        [{"markup": "&an;", "interpretAs": "an "}, {"text": "ugly plan."}],
        "ugly",
        "large",
        [],
    ),
    (
        "an article that nobody wrote is right",
        [{"markup": "&an;", "interpretAs": "an "}, {"text": "ugly plan."}],
        "ugly",
        "odd",
        ["&an;odd plan."],
    ),
    (
        "an article that nobody wrote, before what is left out",
        [{"markup": "&an;", "interpretAs": "an"}, {"text": " utterly mad plan."}],
        "utterly",
        None,
        [],
    ),
    (
        "an article of two parts",
        [{"text": "It is a"}, {"text": "n ugly plan."}],
        "ugly",
        "large",
        ["It is a large plan."],
    ),
    (
        "an article cut by markup",
        [{"text": "It is a"}, ITALIC, {"text": "n ugly plan."}, END],
        "ugly",
        "large",
        [],
    ),
    (
        "nothing would be left in markup",
        [{"text": "It is "}, ITALIC, {"text": "utterly"}, END, {"text": " wrong."}],
        "utterly",
        None,
        [],
    ),
    (
        "something is left in markup",
        [{"text": "It "}, ITALIC, {"text": "is utterly"}, END, {"text": " wrong."}],
        "utterly",
        None,
        ["It <i>is</i> wrong."],
    ),
    (
        "a line of markup",
        [{"markup": "<p>", "interpretAs": "\n\n"}, {"text": "Utterly wrong."}],
        "Utterly",
        None,
        ["<p>Wrong."],
    ),
]


@pytest.mark.parametrize(
    ("parts", "words", "put", "after"), [m[1:] for m in MARKUP], ids=[m[0] for m in MARKUP]
)
def test_markup_stays(
    parts: list[dict[str, str]], words: str, put: str | None, after: list[str]
) -> None:
    assert edited(words, put, data=json.dumps({"annotation": parts})) == after


def test_a_match_is_on_its_words_and_takes_in_no_more_than_it_must() -> None:
    app = build(lexicon("ugly", "odd"), Settings())
    (match,) = check(app, text="An ugly plan.")["matches"]
    assert (match["offset"], match["length"]) == (3, 4)
    assert match["context"] == {"text": "An ugly plan.", "offset": 3, "length": 4}
    app = build(lexicon("ugly", "large"), Settings())
    (match,) = check(app, text="An ugly plan.")["matches"]
    assert (match["offset"], match["length"]) == (0, 7)
    assert match["context"] == {"text": "An ugly plan.", "offset": 0, "length": 7}


def test_each_of_several_replacements_has_its_article() -> None:
    replacements = {"ugly": ("large", "odd", "one-off")}
    app = build(lexicon_of(entry("it", forms=("ugly",), replacements=replacements)), Settings())
    (match,) = check(app, text="An ugly plan.")["matches"]
    assert applied("An ugly plan.", match) == ["A large plan.", "An odd plan.", "A one-off plan."]


@pytest.mark.parametrize(("article", "words"), SOUNDS.items())
def test_the_article_goes_by_the_sound(article: str, words: str) -> None:
    wrong = [word for word in words.split() if takes_an(word) != (article == "an")]
    assert wrong == []


@pytest.mark.parametrize("sign", CURRENCIES)
def test_a_sign_of_a_currency_is_not_spoken_before_its_figure(sign: str) -> None:
    assert (takes_an(f"{sign}80"), takes_an(f"{sign}70")) == (True, False)


def test_the_page_knows_the_same_sounds() -> None:
    script = (ROOT / "app/levelhead/web/levelhead.js").read_text("utf-8")
    patterns = dict(re.findall(r"const (VOWEL|SPELT|YOU) =\s+/\^(.*)/i?;\n", script))
    assert patterns == {"VOWEL": VOWEL, "SPELT": SPELT, "YOU": YOU}


TEMPLATES = (
    "It was {} plan, he said.",
    "{} plans failed.",
    "It rained. {} plans failed.",
    "He is {}.",
    "“{} plans,” he said.",
    "It was an {} plan.",
    "A {} idea.",
    "An {} unit was seen.",
    "It was, {}, over.",
)
FAULTS = re.compile(
    r"  | [,.;:!?)”]|[(“] |“”|\(\)|,,|^ | $|\b[Aa]n (?:un(?:i[tqc])|uni|use|usu|one\b|Eur)"
    r"|\b[Aa] (?:[aio](?!ne\b)|e(?!u))|\b[Aa]n (?![aeioh8u“]|EU\b)|\b[Aa]n?[.,]"
)


def faults_of(text: str) -> list[str]:
    found = FAULTS.findall(text)
    if re.search(r"(?:^|[.] |^“)[a-z]", text):
        found.append("a small letter")
    return found


@pytest.mark.slow
def test_no_click_leaves_a_fault_with_any_word_of_the_lexicon() -> None:
    """Each word that has an edit in three of the sentences, which take turns."""
    clicks = 0
    edited = [
        each
        for each in LEXICON.entries.values()
        if each.replacements
        or each.agreeing
        or any(suggestion.action in ("delete", "replace") for suggestion in each.suggestions)
    ]
    sentences = cycle(TEMPLATES)
    for each in edited:
        for form, template in product(each.forms[:1], islice(sentences, 3)):
            text = template.format(form)
            text = re.sub(r"(^“?|\. )([a-z])", lambda m: m[1] + m[2].upper(), text)
            before = faults_of(text)
            for match in json.loads(answered(text, lexicon=LEXICON))["matches"]:
                for after in applied(text, match):
                    clicks += 1
                    assert [f for f in faults_of(after) if f not in before] == [], (text, after)
        next(sentences)  # there are nine, and three of them would always be the same
    assert clicks > 2_000
