"""HTML: which text is read, in whose voice it is, and where it is in the source."""

import random
import re
from html import escape
from time import process_time
from typing import NamedTuple

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from levelhead.engine.analyzer import Block, Options, analyze
from levelhead.engine.document import parse_text
from levelhead.engine.document.html import visible_of
from levelhead.engine.document.offsets import converter
from levelhead.engine.report import Span
from levelhead.lexicon.caller import entry_of
from levelhead.types import OffsetUnit, Role, TextRange
from tests.helpers.lexicons import LEXICON, entry, lexicon_of

HTML = Options(format="html")
SMALL = lexicon_of(
    entry("bonkers", forms=("bonkers",)),
    entry("slam", forms=("slams",), category="dramatic_verb", headline_only=True),
    entry("believed", forms=("is believed to",), dimension="hedging", category="hearsay"),
    entry("may", forms=("may",), dimension="hedging", category="modal"),
)

settings.register_profile("levelhead", deadline=None)
settings.load_profile("levelhead")


class Row(NamedTuple):
    """The spans as they are in the source, after `quoted:` or `headline:`; the sentences."""

    html: str
    spans: list[str]
    sentences: list[str]


def outline(html: str, role: Role | None = None) -> tuple[list[str], list[str]]:
    """Spans and sentences as in a Row."""
    report = analyze([Block(html, role)], SMALL, Options(format="html", explain=True))
    spans = [f"{signs(f)}{html[f.start : f.end]}" for f in report.spans]
    return spans, [html[s.start : s.end] for s in report.sentences]


def signs(span: Span) -> str:
    return "".join(
        f"{factor.name}:" for factor in span.factors or () if factor.name in ("quoted", "headline")
    )


READ = {
    "a tag in a phrase": Row(
        "<p>He is <em>believed</em> to win.</p>",
        ["is <em>believed</em> to"],
        ["He is <em>believed</em> to win."],
    ),
    "a tag at the end of a phrase": Row(
        "<p>He <i>is believed to</i> win.</p>",
        ["is believed to"],
        ["He <i>is believed to</i> win."],
    ),
    "a tag in a word": Row(
        "<p>A bon<b class='>'>kers</b> plan.</p>",
        ["bon<b class='>'>kers"],
        ["A bon<b class='>'>kers</b> plan."],
    ),
    "tags around a word": Row(
        '<p>A <a href="/?may&may"><b>bonkers</b></a> plan.',
        ["bonkers"],
        ['A <a href="/?may&may"><b>bonkers</b></a> plan.'],
    ),
    "a comment in a word": Row(
        "A bon<!-- may -->kers plan.", ["bon<!-- may -->kers"], ["A bon<!-- may -->kers plan."]
    ),
    "source line ends in a phrase": Row(
        "<p>He\r\n  is\r\n  believed\n\tTo\n\n\nwin.</p>",
        ["is\r\n  believed\n\tTo"],
        ["He\r\n  is\r\n  believed\n\tTo\n\n\nwin."],
    ),
    "blank lines between words": Row(
        "He\n\n\nis\n \nbelieved\n\nto win.",
        ["is\n \nbelieved\n\nto"],
        ["He\n\n\nis\n \nbelieved\n\nto win."],
    ),
    "blocks end sentences": Row(
        "<div>He is<div>believed to</div>win</div>.",
        [],
        ["He is", "believed to", "win", "."],
    ),
    "cells and items": Row(
        "<table><tr><td>is<td>believed to</table><ul><li>is<li>believed to</ul>"
        "<dl><dt>is<dd>believed to",
        [],
        ["is", "believed to", "is", "believed to", "is", "believed to"],
    ),
    "a break within a sentence": Row(
        "<p>He is believed<br>to win.<br/>It may.</p>",
        ["is believed<br>to", "may"],
        ["He is believed<br>to win.", "It may."],
    ),
    "a break before a capital": Row(
        "<p>He is believed<br>To win.", [], ["He is believed", "To win."]
    ),
    "two breaks": Row("<p>He is believed<br> <br>to win.", [], ["He is believed", "to win."]),
    "an end tag of a break": Row("It</br></br>may.", ["may"], ["It", "may."]),
    "a rule": Row("It<hr>may.", ["may"], ["It", "may."]),
    "an image in a phrase": Row(
        "He is <img alt='bonkers' title='bonkers'>believed<wbr> to win.",
        ["is <img alt='bonkers' title='bonkers'>believed<wbr> to"],
        ["He is <img alt='bonkers' title='bonkers'>believed<wbr> to win."],
    ),
    "preformatted lines": Row(
        "<pre>\nHe is believed\nto win.\nIt may\n\nbe.</pre>",
        [],
        ["He is believed\nto win.", "It may", "be."],
    ),
    "a table that was never closed": Row("<table><tr><td>It may.", ["may"], ["It may."]),
    "no tag at all": Row("It may.", ["may"], ["It may."]),
    "nothing": Row("", [], []),
    "nothing but tags": Row("<p><b></b></p><br><!---->", [], []),
}

REFERENCES = {
    "a no-break space": Row(
        "He is&nbsp;believed&#160;to win.",
        ["is&nbsp;believed&#160;to"],
        ["He is&nbsp;believed&#160;to win."],
    ),
    "a soft hyphen": Row("A bon&shy;kers day.", ["bon&shy;kers"], ["A bon&shy;kers day."]),
    "letters": Row("A &#98;onker&#x73; day.", ["&#98;onker&#x73;"], ["A &#98;onker&#x73; day."]),
    "an accent": Row("A cafe&#769; may.", ["may"], ["A cafe&#769; may."]),
    "without semicolon": Row("&notbonkers&amp.", ["bonkers"], ["&notbonkers&amp."]),
    "without semicolon, at an end": Row(
        "It is bonkers&nbsp", ["headline:bonkers"], ["It is bonkers"]
    ),
    "none": Row("R&D &bogus; & may &#; &#x; &", ["headline:may"], ["R&D &bogus; & may &#; &#x; &"]),
    "invalid numbers": Row(
        "&#0;&#xD800;&#x110000;&#128; may.", ["may"], ["&#0;&#xD800;&#x110000;&#128; may."]
    ),
    "escaped tags": Row(
        "&lt;b&gt;bonkers&lt;/b&gt;.", ["bonkers"], ["&lt;b&gt;bonkers&lt;/b&gt;."]
    ),
    "an escaped line end": Row(
        "is&#10;believed&NewLine;To.",
        ["is&#10;believed&NewLine;To"],
        ["is&#10;believed&NewLine;To."],
    ),
    "a quotation mark": Row(
        "<p>&quot;It is bonkers,&quot; she said.",
        ["quoted:bonkers"],
        ["&quot;It is bonkers,&quot; she said."],
    ),
    "an apostrophe": Row("It&#39;s bonkers.", ["bonkers"], ["It&#39;s bonkers."]),
    "two characters": Row(
        "A &ThickSpace;may&NotEqualTilde;.", ["may"], ["A &ThickSpace;may&NotEqualTilde;."]
    ),
}

UNREAD = {
    "script and style": Row(
        "<style>may{}</style>It<script>may < '<p>may' </script> is.",
        [],
        ["It<script>may < '<p>may' </script> is."],
    ),
    "head but title": Row(
        "<!doctype html><head><meta content=may><title>It may.</title><base><style>may</style>"
        "</head><body>It is.",
        ["headline:may"],
        ["It may.", "It is."],
    ),
    "template, frames, forms, media": Row(
        "<template><p>may</p></template><iframe>may</iframe><textarea>may</textarea>"
        "<select><option>may</select><video>may</video><noscript><p>may</p></noscript>It is.",
        [],
        ["It is."],
    ),
    "drawings": Row(
        "<svg><title>may</title><g/><text>may</text></svg><math><mi>may</mi></math>It is.",
        [],
        ["It is."],
    ),
    "a drawing left open": Row(
        "<svg><path d=''><title>may</title><math><p>It may.", ["may"], ["It may."]
    ),
    "hidden elements": Row(
        "<p hidden>It may.</p><p>It <span hidden=until-found>may </span>is.</p>",
        [],
        ["It <span hidden=until-found>may </span>is."],
    ),
    "elements hidden by their style": Row(
        "<p style='color:red;DISPLAY : none'>may<p style='visibility:hidden'>may"
        "<p style='display:block'>It is.",
        [],
        ["It is."],
    ),
    "a closed dialog": Row("<dialog>It may.</dialog><dialog open>It is.</dialog>", [], ["It is."]),
    "comments and the like": Row(
        "<!-- may --><?may?><!may><![CDATA[may]]></ may>It is.", [], ["It is."]
    ),
    "an unfinished tag": Row("It is. <a may", [], ["It is."]),
    "an unfinished comment": Row("It is. <!-- may", [], ["It is."]),
    "an empty end tag": Row("A bon</>kers day.", ["bon</>kers"], ["A bon</>kers day."]),
    "all within something hidden": Row("<div hidden><p>It<br>may.<q>may</q></div>", [], []),
}

QUOTED = {
    "q": Row(
        "<p>He said: <q>It is <b>bonkers</b></q>. It may.",
        ["quoted:bonkers", "may"],
        ["He said: <q>It is <b>bonkers</b></q>.", "It may."],
    ),
    "one word in q": Row(
        "<p>A <q>bonkers</q> plan.", ["quoted:bonkers"], ["A <q>bonkers</q> plan."]
    ),
    "blockquote": Row(
        "<blockquote><p>It may.</p><p>It may, too.</blockquote><p>It may.",
        ["quoted:may", "quoted:may", "may"],
        ["It may.", "It may, too.", "It may."],
    ),
    "blockquote in blockquote": Row(
        "<blockquote>It may.<blockquote>It may.</blockquote>It may.</blockquote>It may.",
        ["quoted:may", "quoted:may", "quoted:may", "may"],
        ["It may.", "It may.", "It may.", "It may."],
    ),
    "a phrase that breaks off": Row(
        "<blockquote>He is believed<br>to win.</blockquote>",
        ["quoted:is believed<br>to"],
        ["He is believed<br>to win."],
    ),
    "a phrase that is quoted in part": Row(
        "He is <q>believed</q> to win.",
        ["is <q>believed</q> to"],
        ["He is <q>believed</q> to win."],
    ),
    "q left open ends with its paragraph": Row(
        "<p>He said <q>It may.<p>It may.", ["quoted:may", "may"], ["He said <q>It may.", "It may."]
    ),
    "an empty q": Row("It <q> </q> may<q></q>.<q>&shy;</q>", ["may"], ["It <q> </q> may<q></q>."]),
    "q in a headline": Row("<h2><q>It may</q></h2>", ["quoted:headline:may"], ["It may"]),
}

HEADLINES = {
    "h1": Row(
        "<h1>It slams <i>bonkers</i> plan.</h1>It slams bonkers plan.",
        ["headline:slams", "headline:bonkers", "bonkers"],
        ["It slams <i>bonkers</i> plan.", "It slams bonkers plan."],
    ),
    "h2 to h6": Row(
        "".join(f"<h{n}>It may.</h{n}>" for n in range(2, 7)), ["headline:may"] * 5, ["It may."] * 5
    ),
    "h7 is none": Row("<h7>It may.</h7>", ["may"], ["It may."]),
    "a heading of two lines": Row(
        "<h1>It may.<br>It may.</h1>", ["headline:may"] * 2, ["It may."] * 2
    ),
    "a heading closed by another's end tag": Row(
        "<h1>It may.</h2>It may.", ["headline:may", "may"], ["It may."] * 2
    ),
    "a heading that never ends": Row(
        "<h1>It may.<h2>It may.</h2>It may.",
        ["headline:may", "headline:may", "may"],
        ["It may."] * 3,
    ),
    "a header is none": Row("<header><p>It may.</p></header>", ["may"], ["It may."]),
    "short lines are, but no items and cells": Row(
        "<p>It may<ul><li>It may<li><p>It may</p>It may<h4>It may.</h4></ul><dl><dt>May<dd>May</dl>"
        "<table><th>It may<td>It may<blockquote>It may</blockquote></table>It may",
        [
            "headline:may",
            *["may"] * 3,
            "headline:may",
            *["May", "May", "may", "may", "quoted:may"],
            "headline:may",
        ],
        [*["It may"] * 4, "It may.", *["May"] * 2, *["It may"] * 4],
    ),
    "a heading that begins with nothing": Row(
        "<p>No.<h1>&shy; <b> It</b> may.", ["headline:may"], ["No.", "It</b> may."]
    ),
}

NESTING = {
    "p ends p": Row("<p hidden>may<p>It is.", [], ["It is."]),
    "li ends li": Row("<ul><li hidden>may<li>It is.</ul>", [], ["It is."]),
    "li in a list in li": Row("<ul><li hidden>may<ul><li>may</ul>may</ul>It is.", [], ["It is."]),
    "dd ends dt": Row("<dl><dt hidden>may<dd>It is.</dl>", [], ["It is."]),
    "cells and rows": Row(
        "<table><tr hidden><td>may<tr><td hidden>may<td>It is.<tbody hidden><tr><td>may</table>",
        [],
        ["It is."],
    ),
    "an end tag in a cell stays in it": Row(
        "<div hidden><table><tr><td>may</div>may</table></div>It is.", [], ["It is."]
    ),
    "an inline end tag stays in its block": Row(
        "<span hidden><div></span>may</div></span>It is.", [], ["It is."]
    ),
    "an end tag closes what is in it": Row("<div hidden><p><i>may</div>It is.", [], ["It is."]),
    "a button": Row("<button hidden><div>may</button>It is.", [], ["It is."]),
    "an end tag of nothing": Row("</div></p></b></h1></td></q>It may.", ["may"], ["It may."]),
}

TABLE = {
    f"{group}: {name}": row
    for group, rows in {
        "read": READ,
        "references": REFERENCES,
        "unread": UNREAD,
        "quoted": QUOTED,
        "headlines": HEADLINES,
        "nesting": NESTING,
    }.items()
    for name, row in rows.items()
}


@pytest.mark.parametrize("name", TABLE)
def test_html_is_read_as_its_reader_sees_it(name: str) -> None:
    row = TABLE[name]
    assert outline(row.html) == (row.spans, row.sentences)


ROLES: list[tuple[Role | None, str, list[str]]] = [
    ("headline", "<p>It may.</p>", ["headline:may"]),
    ("blockquote", "<p>It may.</p>", ["quoted:may"]),
    ("body", "<p>It may.</p>", ["may"]),
    ("body", "<h1>It may.</h1>", ["headline:may"]),
    ("body", "<p>It may", ["may"]),
    (None, "<p>It may", ["headline:may"]),
]


@pytest.mark.parametrize(("role", "html", "spans"), ROLES)
def test_roles_of_blocks_hold_for_html_too(role: Role | None, html: str, spans: list[str]) -> None:
    assert outline(html, role)[0] == spans


def test_text_with_tags_is_plain_text_unless_the_format_is_html() -> None:
    text = "<p>It is bon<b>kers</b>, or may be."
    assert [text[f.start : f.end] for f in analyze([Block(text)], SMALL).spans] == ["may"]


def test_a_pattern_of_the_caller_never_cuts_into_a_tag_or_a_reference() -> None:
    html = "a<p>b&NotEqualTilde;<br>c"
    rules = tuple(
        entry_of(f"r{n}", "hedging", "modal", (), pattern, 2)
        for n, pattern in enumerate((r"\n", r"\n\n", "≂", "\u0338", "≂\u0338", " "))
    )
    found = [
        (f.rule, html[f.start : f.end])
        for rule in rules
        for f in analyze([Block(html)], SMALL, Options(format="html", rules=(rule,))).spans
    ]
    assert found[0] == ("r0", "<p>")
    assert {html for _, html in found} <= {"<p>", "&NotEqualTilde;", "<br>"}


def test_an_empty_span_stays_empty() -> None:
    (source,) = visible_of("a&amp;b").maps
    assert [source.to_original(TextRange(n, n)) for n in range(4)] == [
        (0, 0),
        (1, 1),
        (6, 6),
        (7, 7),
    ]
    assert visible_of("").maps[0].to_original(TextRange(0, 0)) == (0, 0)


TAGS = [
    *("<p>", "</p>", "<P CLASS='x'>", "<b>", "</b>", "<i title='may'>", "</i>", "<br>", "<br/>"),
    *("<h1>", "</h1>", "<h2>", "<q>", "</q>", "<blockquote>", "</blockquote>", "<div>", "</div>"),
    *("<script>", "</script>", "<style>", "</style>", "<title>", "</title>", "<textarea>", "<pre>"),
    *("<ul>", "<li>", "</ul>", "<table>", "<tr>", "<td>", "</table>", "<svg>", "<g/>", "</svg>"),
    *("<p hidden>", "<span style='display:none'>", "</span>", "<template>", "</template>"),
    *("<!-- may -->", "<!--", "-->", "<![CDATA[", "]]>", "<?", "<!", "</", "</>", "<", ">", "<a "),
    *("&", "&amp;", "&lt;", "&nbsp", "&shy;", "&#39;", "&#x27", "&#0;", "&notit;", "&bogus;", "&#"),
    *("&NotEqualTilde;", "&#769;", "&NewLine;", "=", "'", '"', "/", "\r\n", "\r", "\n", "\0", "\f"),
    *(" ", "\u00a0", "\u00ad", "\ufeff", "\u2028", "🦊", "İ", "e\u0301", ".", "!", "“", "”", "-"),
    *("bonkers", "may", "is believed to", "The", "He said: ", "slams", "BONKERS", "!!!"),
]
CHARACTERS = st.characters(exclude_categories=["Cs"])
MARKUP = st.lists(st.sampled_from(TAGS) | st.text(CHARACTERS, max_size=4), max_size=30).map("".join)
# Next to a visible letter it is visible too, and changes nothing else.
PRIVATE = "\ue000"


def check_edges(html: str) -> None:
    """No span begins or ends within a tag or a reference."""
    seen = visible_of(html).text
    for span in analyze([Block(html)], SMALL, HTML).spans:
        assert html[span.start : span.end].strip() == html[span.start : span.end] != ""
        for place in (span.start, span.end):
            with_letter = visible_of(html[:place] + PRIVATE + html[place:]).text
            assert with_letter.count(PRIVATE) == html.count(PRIVATE) + 1
            assert with_letter.replace(PRIVATE, "") == seen.replace(PRIVATE, "")


@given(MARKUP)
@example("&ampbonkers</>may&NotEqualTilde;\r\n<h1>may\rmay")
def test_no_span_begins_or_ends_within_a_tag_or_a_reference(html: str) -> None:
    check_edges(html)


def check_parts(html: str) -> None:
    """All parts of the document have a length and lie in the source."""
    document = parse_text(html, "body", "html")
    parts = [TextRange(part.start, part.end) for part in document.paragraphs]
    parts += [TextRange(part.start, part.end) for part in document.quotations]
    for part in (*parts, *document.sentences):
        assert 0 <= part.start < part.end <= len(document.plain)
        start, end = document.to_original(part)
        assert 0 <= start < end <= len(html)


@given(MARKUP | st.text())
def test_any_markup_is_read(html: str) -> None:
    check_parts(html)


UNITS: dict[OffsetUnit, tuple[str, int]] = {
    "codepoint": ("utf-32-le", 4),
    "utf16": ("utf-16-le", 2),
    "utf8": ("utf-8", 1),
}


@given(MARKUP)
@pytest.mark.parametrize("unit", UNITS)
def test_offsets_slice_the_source_in_every_unit(unit: OffsetUnit, html: str) -> None:
    (encoding, width), offset = UNITS[unit], converter(html, unit)
    raw = html.encode(encoding)
    for span in analyze([Block(html)], SMALL, HTML).spans:
        cut = raw[offset(span.start) * width : offset(span.end) * width]
        assert cut.decode(encoding) == html[span.start : span.end]


SENTENCES = sorted(
    hit.replace("<", "").replace(">", "") for e in LEXICON.entries.values() for hit in e.hits
)
LINES = st.lists(
    st.sampled_from(SENTENCES) | st.text(CHARACTERS, max_size=10), min_size=1, max_size=6
).map(" ".join)


def figures(spans: tuple[Span, ...]) -> list[tuple[object, ...]]:
    return [(f.rule, f.score, f.voice, f.sentence, f.suggestions) for f in spans]


@given(LINES.map(lambda text: re.sub(r"[\n\r\f\0]", " ", text)))
def test_escaped_text_in_a_paragraph_has_the_spans_of_the_text(text: str) -> None:
    plain = analyze([Block(text)], LEXICON)
    inside = escape(text)
    page = analyze([Block(f"<p>{inside}</p>")], LEXICON, HTML)
    assert figures(page.spans) == figures(plain.spans)
    assert (page.scores, page.words) == (plain.scores, plain.words)
    for here, there in zip(plain.spans, page.spans, strict=True):
        ahead, behind = len(escape(text[: here.start])), len(escape(text[: here.end]))
        assert (there.start, there.end) == (len("<p>") + ahead, len("<p>") + behind)


@given(st.lists(LINES, max_size=5).map("\n".join))
def test_escaped_text_in_pre_has_the_sentences_of_the_text(text: str) -> None:
    page, plain = parse_text(f"<pre>{escape(text)}</pre>", format="html"), parse_text(text)
    assert (page.plain, page.sentences) == (plain.plain, plain.sentences)


PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Mayor slams tram plan &ndash; The Post</title>
<style>.lead::after { content: "may" }</style>
<script type="application/ld+json">{"headline": "<h1>bonkers</h1>"}</script></head>
<body><nav><ul><li><a href="/?a=1&b=2">News</a></li><li hidden>Sport</li></ul></nav>
<article><h1>Mayor slams &lsquo;bonkers&rsquo; tram&nbsp;plan</h1>
<p class='lead'>The mayor <!-- check --> has blasted a bonk&shy;ers scheme that <em>is believed</em>
to cost £40m &amp; may fail.</p>
<blockquote><p>&ldquo;It is bonkers,&rdquo; she said.</p></blockquote>
<figure><img src="x.jpg" alt="a bonkers tram"><figcaption>It may stop.</figcaption></figure>
<table><tr><td>Cost<td>£40m</table><p>He said <q>it may</q>, the 😀 <b>caf\u00e9</b> owner.<br>Ends.
</article><noscript><img src="y.gif"></noscript></body></html>
"""


def test_a_page_is_read_from_end_to_end() -> None:
    spans, sentences = outline(PAGE)
    assert spans == [
        "headline:slams",
        "headline:slams",
        "quoted:headline:bonkers",
        "bonk&shy;ers",
        "is believed</em>\nto",
        "may",
        "quoted:bonkers",
        "may",
        "quoted:may",
    ]
    assert sentences == [
        "Mayor slams tram plan &ndash; The Post",
        "News",
        "Mayor slams &lsquo;bonkers&rsquo; tram&nbsp;plan",
        "The mayor <!-- check --> has blasted a bonk&shy;ers scheme that <em>is believed</em>\n"
        "to cost £40m &amp; may fail.",
        "&ldquo;It is bonkers,&rdquo; she said.",
        "It may stop.",
        "Cost",
        "£40m",
        "He said <q>it may</q>, the 😀 <b>caf\u00e9</b> owner.",
        "Ends.",
    ]


@pytest.mark.parametrize("seed", range(60))
def test_a_mangled_page_is_read_and_its_spans_cut_nothing_apart(seed: int) -> None:
    chance = random.Random(seed)
    raw = bytearray(PAGE.encode())
    for _ in range(chance.randint(1, 40)):
        start = chance.randrange(len(raw))
        end = min(len(raw), start + chance.randint(1, 30))
        change = chance.choice(("cut", "twice", "shuffle", "noise"))
        stretch = raw[start:end]
        if change == "shuffle":
            chance.shuffle(stretch)
        raw[start:end] = {
            "cut": b"",
            "twice": stretch * 2,
            "shuffle": stretch,
            "noise": bytes(chance.choice(b"<>&;/!-=\"'# \n") for _ in stretch),
        }[change]
    html = raw.decode(errors="replace")
    check_edges(html)
    check_parts(html)


# Each is repeated; a closing tag behind the stroke as often as what is before it.
HOSTILE = [
    *(
        "<",
        "&",
        "<a ",
        "<a b='",
        "<a x=1 ",
        "<!--",
        "<!",
        "<?",
        "</",
        "</>",
        "&#",
        "&a",
        "<![CDATA[",
    ),
    *("<div>", "<b>a", "<q>a", "<h1>a", "<svg>", "<svg><p>", "<li>", "<td>", "<dl><dd>", "<table>"),
    *(
        "<p hidden>a",
        "a<br>",
        "&amp;",
        "&notit ",
        "\r\n",
        "</p>",
        "<script>",
        "<title>",
        "<button><p>",
    ),
    *("<div>|</div>", "<i>|</x>", "<q><div>|</q>", "<li><ul>|</li>", "<a><p>|</a>"),
]
SIZE, TIMES, SLACK = 4_000, 8, 3


def cost(hostile: str, size: int) -> float:
    opening, _, closing = hostile.partition("|")
    number = size // len(hostile)
    html = opening * number + closing * number
    begun = process_time()
    visible_of(html)
    return process_time() - begun


@pytest.mark.no_cover
@pytest.mark.parametrize("hostile", HOSTILE)
def test_any_repetition_takes_time_linear_in_its_length(hostile: str) -> None:
    small = min(cost(hostile, SIZE) for _ in range(5))
    large = min(cost(hostile, SIZE * TIMES) for _ in range(2))
    # A quadratic step would take 64 times as long.
    assert large < TIMES * SLACK * max(small, 0.001)


@pytest.mark.no_cover
@pytest.mark.parametrize("hostile", ["<", "&", "<a ", "<!--", "<a b='", "&#"])
def test_two_megabytes_of_nothing_are_analysed(hostile: str) -> None:
    html = f"<p>It may.</p>{hostile * (2_000_000 // len(hostile))}"
    assert outline(html)[0] == ["may"]


@pytest.mark.no_cover
@pytest.mark.parametrize(
    "name",
    [
        "div",
        *(pytest.param(name, marks=pytest.mark.slow) for name in ("b", "blockquote", "li", "x")),
    ],
)
def test_elements_may_lie_in_each_other_100_000_deep(name: str) -> None:
    html = f"{f'<{name}>' * 100_000}It may.{f'</{name}>' * 100_000}"
    assert visible_of(html).text == "It may."
