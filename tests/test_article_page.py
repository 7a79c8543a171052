"""The page of marked articles: each text with exactly the HTML that shows it."""

import re
from typing import Any, get_args

import pytest
import turbohtml
from msgspec import UNSET, json
from msgspec.structs import replace

from levelhead.cli.article_page import SUPPRESSED_REASONS, normalized, page
from levelhead.cli.marked_text import MarkedText
from levelhead.engine.analyzer import Block, Options, analyze
from levelhead.engine.document import parse_text
from levelhead.engine.encode import Answer, encode
from levelhead.engine.report import Span, Suppressed
from levelhead.engine.score import Factor
from levelhead.lexicon import Suggestion
from levelhead.types import Format, Reason
from tests.helpers.lexicons import LEXICON
from tests.helpers.running import ROOT

ARTICLES = sorted((ROOT / "tests/articles").glob("*.txt"))


def analysed(text: str, format: Format = "text", name: str = "a.txt") -> MarkedText:
    """The text with the answer that the project's lexicon gives, explained."""
    options = Options(format=format, explain=True)
    raw = encode(analyze([Block(text)], LEXICON, options), options, LEXICON.hash)
    return MarkedText(name, text, json.decode(raw, type=Answer), format)


def slams(text: str, **changes: Any) -> Span:
    """A span over the first `slams` of a text, or of its HTML."""
    start = text.index("sl")
    span = Span(
        start=start,
        end=text.index("ms", start) + 2,
        text="slams",
        dimension="sensational",
        category="dramatic_verb",
        score=0.66,
        rule="slam",
        voice="author",
        sentence=0,
        fingerprint="0" * 16,
        message="A verb of drama.",
        suggestions=(Suggestion("rephrase"),),
    )
    return replace(span, **changes)


def marked(text: str, *spans: Span, format: Format = "text", name: str = "a.txt") -> MarkedText:
    """The text with an answer of these spans."""
    answer = analysed(text, format).answer
    return MarkedText(name, text, replace(answer, spans=spans, suppressed=UNSET), format)


def part(shown: str, start: str, end: str) -> str:
    """What is between two strings of the page."""
    found = re.search(f"{re.escape(start)}(.*?){re.escape(end)}", shown, re.DOTALL)
    assert found is not None
    return found[1].strip()


def text_of(shown: str) -> list[str]:
    """The lines of the marked text."""
    return part(shown, '<div class="text">', "</div>").splitlines()


def reasons_of(shown: str) -> str:
    return part(shown, '<div class="reasons">', "</div>")


SLAMS = '<mark class="sensational author">slams</mark>'
ONE = '<sup id="mark-1-1"><a href="#reason-1-1">1</a></sup>'
SHOWN = [
    (
        "a headline is set as one",
        "Mayor slams plan\n\nIt is old.",
        [f"<h3>Mayor {SLAMS}{ONE} plan</h3>", "<p>It is old.</p>"],
    ),
    (
        "wrapped lines are one paragraph",
        "She\r\nslams the plan.",
        [f"<p>She {SLAMS}{ONE} the plan.</p>"],
    ),
    ("a whole text", "slams", [f"<h3>{SLAMS}{ONE}</h3>"]),
    ("CR alone ends a line", "One.\r\rTwo.", ["<p>One.</p>", "<p>Two.</p>"]),
    (
        "no byte order mark is left",
        "\ufeffShe slams it.",
        [f"<p>She {SLAMS}{ONE} it.</p>"],
    ),
    ("control characters are pictures", "A \x00\x1b[2J b.", ["<p>A ␀␛[2J b.</p>"]),
    ("markup of a text is text", "<b>One</b> & two.", ["<p>&lt;b&gt;One&lt;/b&gt; &amp; two.</p>"]),
    ("nothing", "", ["<p>(no text)</p>"]),
]


@pytest.mark.parametrize(("text", "expected"), [s[1:] for s in SHOWN], ids=[s[0] for s in SHOWN])
def test_a_text_is_shown_in_paragraphs_with_numbered_marks(text: str, expected: list[str]) -> None:
    spans = [slams(text)] if "slams" in text else []
    assert text_of(page([marked(text, *spans)])) == expected


def test_of_html_the_visible_text_is_shown() -> None:
    source = (
        "<title>Plan</title><script>x</script><h1>Mayor sl&#97;<b>ms</b> plan</h1>"
        "<p>It is&nbsp;<i>old</i> &amp; odd."
    )
    assert text_of(page([marked(source, slams(source), format="html")])) == [
        "<h3>Plan</h3>",
        f"<h3>Mayor {SLAMS}{ONE} plan</h3>",
        "<p>It is old &amp; odd.</p>",
    ]


OPPOSE, REJECT = Suggestion("replace", "opposes"), Suggestion("replace", "rejects")
REASONS = [
    # what differs in the span; its words and numbers; its message and replacements
    ({}, "dramatic verb, 0.66", "A verb of drama."),
    ({"category": "vague_source"}, "vague source, 0.66", "A verb of drama."),
    ({"voice": "quoted"}, "dramatic verb, 0.66, in a quotation", "A verb of drama."),
    ({"voice": "scare"}, "dramatic verb, 0.66, in scare quotes", "A verb of drama."),
    ({"suggestions": ()}, "dramatic verb, 0.66", "A verb of drama."),
    (
        {"suggestions": (OPPOSE, Suggestion("delete"))},
        "dramatic verb, 0.66",
        "A verb of drama. Try “opposes”.",
    ),
    (
        {"suggestions": (OPPOSE, REJECT)},
        "dramatic verb, 0.66",
        "A verb of drama. Try “opposes” or “rejects”.",
    ),
    ({"base": 0.66, "factors": ()}, "dramatic verb, 0.66", "A verb of drama."),
]


@pytest.mark.parametrize(("changes", "kind", "message"), REASONS)
def test_a_reason_is_in_words_and_says_each_thing_once(
    changes: dict[str, Any], kind: str, message: str
) -> None:
    text = "She slams it."
    voice = changes.get("voice", "author")
    assert reasons_of(page([marked(text, slams(text, **changes))])).splitlines() == [
        "<h3>1 mark</h3>",
        "<ol>",
        f'<li id="reason-1-1"><a href="#mark-1-1"><mark class="sensational {voice}">slams</mark>'
        f'</a> <span class="kind">Sensational: {kind}</span><p>{message}</p>',
        "</li>",
        "</ol>",
    ]


def test_an_explained_reason_shows_what_its_score_is_made_of() -> None:
    text = "She slams it."
    span = slams(text, base=0.6, factors=(Factor("headline", 1.1),))
    shown = reasons_of(page([marked(text, span)]))
    assert '<p class="product">0.660 = 0.600 × 1.100 headline</p>' in shown.splitlines()


@pytest.mark.parametrize("dimension", ["sensational", "hedging"])
@pytest.mark.parametrize("voice", ["author", "quoted", "scare"])
def test_each_dimension_and_voice_has_a_style(dimension: str, voice: str) -> None:
    text = "She slams it."
    shown = page([marked(text, slams(text, dimension=dimension, voice=voice))])
    assert f'<mark class="{dimension} {voice}">slams</mark>' in text_of(shown)[0]
    style = part(shown, "<style>", "</style>")
    assert f"mark.{dimension} " in style
    assert voice == "quoted" or re.search(rf"mark\.{dimension}\.{voice}\b", style)
    assert f'{voice}">' in part(shown, '<ul class="legend">', "</ul>")


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("literal", "meant literally"),
        ("threshold", "scores too low"),
        ("fixed_expression", "part of a fixed expression"),
        ("profile", "switched off by the profile"),
    ],
)
def test_what_was_matched_and_not_marked_is_listed_with_its_reason(
    reason: Reason, words: str
) -> None:
    shown = marked("Votes on 4 May.")
    seen = Suppressed(
        start=11,
        end=14,
        text="May",
        dimension="hedging",
        category="modal",
        rule="may",
        reason=reason,
    )
    shown = shown._replace(answer=replace(shown.answer, suppressed=(seen,)))
    assert reasons_of(page([shown])).splitlines() == [
        "<p>Nothing is marked.</p>",
        "<h3>Matched but not marked</h3>",
        "<ul>",
        f'<li>“May” <span class="kind">Hedging: modal, {words}</span></li>',
        "</ul>",
    ]


def test_each_reason_has_its_words() -> None:
    assert SUPPRESSED_REASONS.keys() == {*get_args(Reason)}


def test_flags_of_the_headline_are_listed_with_the_words_of_the_body() -> None:
    shown = analysed(
        "<h1>Clerk <b>stole</b> funds &amp; fled</h1><p>A clerk may have stolen funds and fled.",
        "html",
    )
    assert part(page([shown]), "<h3>Headline</h3>\n", "\n</ul>") == (
        '<ul>\n<li>“Clerk stole funds &amp; fled” <span class="kind">unhedged</span>'
        "<p>The headline states as a fact what the body hedges or attributes. Body: “may”</p></li>"
    )
    missing = analysed(
        "Minister resigns over loans\n\nThe minister met teachers in Harwick on Tuesday. "
        "She opened a library and planted a tree in the rain."
    )
    assert "says what the headline says.</p>" in page([missing])


def test_scores_are_in_words_and_nouns_agree_with_their_numbers() -> None:
    shown = marked("Vote.")
    scores = replace(
        shown.answer.scores,
        sensational=replace(shown.answer.scores.sensational, score=0.484, band="high", spans=1),
    )
    assert (
        part(
            page([shown._replace(answer=replace(shown.answer, scores=scores))]),
            '<p class="scores">',
            "</p>",
        )
        == "Sensational <b>0.48</b> (high, 1 mark), hedging <b>0.00</b> (low, 0 marks), 1 word"
    )


def test_numbers_start_again_in_each_article_and_ids_do_not_clash() -> None:
    text = "She slams it."
    shown = page([marked(text, slams(text))] * 2)
    ids = re.findall(r' id="(.*?)"', shown)
    assert ids == ["mark-1-1", "reason-1-1", "mark-2-1", "reason-2-1"]
    assert {f"#{each}" for each in ids} == set(re.findall(r'href="(.*?)"', shown))


def overlapping() -> MarkedText:
    """Marks of both dimensions that cross, and one that reaches over a paragraph's end."""
    text = "She slams it on.\nIt is old."
    crossing = slams(text, start=6, end=12, dimension="hedging", category="modal")
    over = slams(text, start=13, end=19)
    return marked(text, slams(text), crossing, over)


def test_marks_that_overlap_are_nested_and_all_text_is_kept() -> None:
    assert text_of(page([overlapping()])) == [
        '<p>She <mark class="sensational author">sl</mark>'
        '<mark class="sensational author"><mark class="hedging author">ams</mark></mark>'
        f'{ONE}<mark class="hedging author"> it</mark>{ONE.replace("1", "2").replace("-2-", "-1-")}'
        ' <mark class="sensational author">on.</mark></p>',
        '<p><mark class="sensational author">It</mark>'
        f"{ONE.replace('1', '3').replace('-3-', '-1-')} is old.</p>",
    ]


TAGS = "</p></mark></style></title><script>alert(1)</script><img src=x onerror=a()>"
EVIL = f"{TAGS}\"'&lt;&\x00\x1b\x85\ufffe\U0010ffff"


def hostile() -> MarkedText:
    """A text, a file and a service that are all hostile."""
    text = f"She slams {EVIL} and {EVIL}."
    suggestions = (Suggestion("replace", EVIL), Suggestion(EVIL))
    span = slams(text, category=EVIL, message=EVIL, suggestions=suggestions, base=1.0)
    return marked(text, replace(span, factors=(Factor(EVIL, 1.0),)), name=EVIL)


TEXT = "She slams it."
PAGES = {
    "a text": marked(TEXT, slams(TEXT)),
    "overlaps": overlapping(),
    "hostile": hostile(),
    "nothing": marked(""),
    "HTML": analysed("<h1>Bonkers</h1><p>It may be <b>bonkers</b>", "html"),
    "capitals and marks": analysed("SHOCKING NEWS TODAY!!! It’s a ‘miracle’ — reportedly…"),
}
USED_TAGS = {
    *(
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "header",
        "main",
        "article",
        "div",
        "h1",
        "h2",
        "h3",
    ),
    *("p", "ul", "ol", "li", "mark", "sup", "a", "b", "span"),
}
USED_ATTRIBUTES = {"lang", "charset", "name", "content", "http-equiv", "class", "id", "href"}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_valid_without_scripts_and_loads_nothing(name: str) -> None:
    shown = page([PAGES[name], PAGES[name]])
    elements = turbohtml.parse(shown, strict=True).find_all()
    assert {element.tag for element in elements} <= USED_TAGS
    for element in elements:
        assert set(element.attrs.keys()) <= USED_ATTRIBUTES
        assert str(element.attrs.get("href", "#")).startswith("#")
    assert not re.search(r"url\(|@import", part(shown, "<style>", "</style>"))


def test_hostile_text_is_shown_as_text() -> None:
    # The name twice (title and heading), the text twice, category, message, replacement, factor.
    assert turbohtml.parse(page([hostile()])).text.count(TAGS) == 8


# What moves offsets between the text as sent and the normalized text.
MOVED = [
    ("\ufeffIt may fail.", "text"),
    ("It  may\r\nbe  bonk\xaders .\r\n\r\n  It may fail.", "text"),
    ("A cliche\u0301d tale: it\u200b may be bonkers.", "text"),
    ("<p>It m&#97;y be bon<b>kers</b></p>\r\n<p>it&nbsp;may", "html"),
    ("", "text"),
]


@pytest.mark.parametrize(
    ("text", "format"),
    [*MOVED, *((path.read_text("utf-8"), "text") for path in ARTICLES)],
)
def test_a_span_is_found_again_in_the_normalized_text(text: str, format: Format) -> None:
    document = parse_text(text, format=format)
    found = analysed(text, format).answer
    for span in (*found.spans, *(found.suppressed or ())):
        inside = normalized(document, span)
        assert document.to_original(inside) == (span.start, span.end)


def test_the_articles_are_valid_pages() -> None:
    shown = page(analysed(path.read_text("utf-8"), name=path.name) for path in ARTICLES)
    turbohtml.parse(shown, strict=True)
    assert shown.count("<article>") == len(ARTICLES) > 0


def test_the_page_names_its_files_in_its_title() -> None:
    shown = page([marked("One."), marked("Two.", name="b <c>.txt")])
    assert "<title>a.txt, b &lt;c&gt;.txt</title>" in shown
