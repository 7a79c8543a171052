"""Markdown: which text is read, in whose voice it is, and where it is in the source."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from levelhead.engine.analyzer import Block, Options, analyze
from levelhead.engine.bounds import TooMuch
from levelhead.engine.document import parse_text
from levelhead.engine.document.html import visible_of
from levelhead.engine.document.markdown import visible_of_markdown
from levelhead.engine.document.markdown_parser import MAX_CHARS, MAX_LINES, MAX_STEPS
from levelhead.types import TextRange
from tests.test_html import MARKUP as HTML_MARKUP
from tests.test_html import SMALL, Row, signs

MARKDOWN = Options(format="markdown", explain=True)


def outline(markdown: str) -> tuple[list[str], list[str]]:
    """Spans and sentences as in a Row."""
    report = analyze([Block(markdown)], SMALL, MARKDOWN)
    spans = [f"{signs(f)}{markdown[f.start : f.end]}" for f in report.spans]
    return spans, [markdown[s.start : s.end] for s in report.sentences]


READ = {
    "emphasis in a word": Row("A **bon**kers plan.", ["bon**kers"], ["A **bon**kers plan."]),
    "emphasis around a word": Row(
        "***Bonkers*** or _bonkers_ or ~~bonkers~~.",
        ["Bonkers", "bonkers", "bonkers"],
        ["Bonkers*** or _bonkers_ or ~~bonkers~~."],
    ),
    "emphasis in a phrase": Row(
        "He *is* __believed__ to win.",
        ["is* __believed__ to"],
        ["He *is* __believed__ to win."],
    ),
    "signs that are not emphasis": Row(
        "2 * 3 may_be ** may ~ *** bonkers*.",
        ["may", "bonkers"],
        ["2 * 3 may_be ** may ~ *** bonkers*."],
    ),
    "a line end": Row(
        "He is\r\nbelieved\rto win.", ["is\r\nbelieved\rto"], ["He is\r\nbelieved\rto win."]
    ),
    "a hard line end": Row(
        "He is believed  \nto win.", ["is believed  \nto"], ["He is believed  \nto win."]
    ),
    "a hard line end with a backslash": Row(
        "He is believed\\\nto win.", ["is believed\\\nto"], ["He is believed\\\nto win."]
    ),
    "paragraphs": Row("He is believed\n\nto win.", [], ["He is believed", "to win."]),
    "a link": Row(
        "A [bon*kers*](https://may.example/may 'may') plan.",
        ["bon*kers"],
        ["A [bon*kers*](https://may.example/may 'may') plan."],
    ),
    "a link over a line end": Row(
        "He [is\nbelieved](</may>) to win.",
        ["is\nbelieved](</may>) to"],
        ["He [is\nbelieved](</may>) to win."],
    ),
    "links by reference": Row(
        "A [bonkers][may] or [may]\nor [may][].\n\n[may]: /may\n'may'",
        ["bonkers", "may", "may"],
        ["A [bonkers][may] or [may]\nor [may][]."],
    ),
    "brackets that are not a link": Row(
        "A [bonkers] [may](plan.", ["bonkers", "may"], ["A [bonkers] [may](plan."]
    ),
    "items": Row(
        "- He is\n- believed to\n\n  win. It may\n  be.\n1. It\n   1. may.",
        ["may", "may"],
        ["He is", "believed to", "win.", "It may\n  be.", "It", "may."],
    ),
    "an item that goes on without its indent": Row(
        "* He is\nbelieved to win.", ["is\nbelieved to"], ["He is\nbelieved to win."]
    ),
    "items with tabs": Row(
        "-\tIt is\n\tbelieved to.\n\n\tmay\n",
        ["is\n\tbelieved to", "may"],
        ["It is\n\tbelieved to.", "may"],
    ),
    "cells": Row(
        "| He is | bon**kers**\\|may |\n|--|--|\n| believed to || may\n|may \\\\| win||bonkers",
        ["bon**kers", "may", "may"],
        ["He is", "bon**kers**\\|may", "believed to", "may \\\\| win"],
    ),
    "cells without outer signs, in a quotation in a list": Row(
        "1. > 1 | may.\n   > -|-\n   > may. | 1",
        ["quoted:may", "quoted:may"],
        ["1", "may.", "may.", "1"],
    ),
    "the same cell twice": Row(
        "|may.|may.|\n|-|-|\n|may.|may.|",
        ["may", "may", "may", "may"],
        ["may.", "may.", "may.", "may."],
    ),
    "a rule": Row("It\n\n---\n\nmay.", ["may"], ["It", "may."]),
    "escapes": Row(
        "A \\*bonkers\\* plan may\\! Bon\\kers.",
        ["bonkers", "may", "\\!"],
        ["A \\*bonkers\\* plan may\\!", "Bon\\kers."],
    ),
    "references to characters": Row(
        "A bonk&shy;ers, &#98;onker&#x73; plan&nbsp;may &bogus; &amp win&period;",
        ["bonk&shy;ers", "&#98;onker&#x73;", "may"],
        ["A bonk&shy;ers, &#98;onker&#x73; plan&nbsp;may &bogus; &amp win&period;"],
    ),
    "a character that no text may have": Row("A\0 may.", ["may"], ["A\0 may."]),
    "signs and letters beyond the basic plane": Row(
        "> 😀 “It *may*,” the café\u0301 **says**.",
        ["quoted:may"],
        ["😀 “It *may*,” the café\u0301 **says**."],
    ),
    "an odd kind of empty line": Row(
        "> \u00a0\n> \u00a0may\u00a0\n> \u2003\n> is\n> believed to.\n> \x0c",
        ["quoted:may", "quoted:is\n> believed to"],
        ["may\u00a0\n> \u2003\n> is\n> believed to."],
    ),
    "a byte order mark": Row("\ufeff# It may\nIt is.", ["headline:may"], ["It may", "It is."]),
    "nothing": Row("", [], []),
    "nothing but markup": Row("***\n\n- \n> #\n\n|a\n", [], ["|a"]),
}

UNREAD = {
    "code": Row("Run `may` and ``a ` may``.", [], ["Run `may` and ``a ` may``."]),
    "a phrase is not read across code": Row(
        "He is `x` believed to win.", [], ["He is `x` believed to win."]
    ),
    "code that begins and ends a sentence": Row(
        "`a` may `` ` ``  \nIt `b`", ["headline:may"], ["a` may `` `", "It `b"]
    ),
    "a block of code": Row("It is.\n\n```may\nmay\n```\n~~~\nmay", [], ["It is.", "may", "may"]),
    "an indented block of code": Row(
        "    may\n\nIt is.\n\n- a.\n\n      may\n", [], ["may", "It is.", "a.", "may"]
    ),
    "an indented line of a paragraph is none": Row("It\n    may.", ["may"], ["It\n    may."]),
    "images": Row(
        "![It *may*](/may 'may') ![may][x] [![may](x)](x) It is.\n\n[x]: may", [], ["It is."]
    ),
    "an image in a phrase": Row(
        "is ![may](x) believed to",
        ["headline:is ![may](x) believed to"],
        ["is ![may](x) believed to"],
    ),
    "addresses": Row(
        "It is <https://may.example/may> or <may@may.example>.",
        [],
        ["It is <https://may.example/may> or <may@may.example>."],
    ),
    "definitions": Row('[may]: <may may> "may\nmay"\n\n> [is]: /may\n\nIt is.', [], ["It is."]),
    "front matter": Row("---\ntitle: may\n\ntags: [may]\n---\n\nIt may.", ["may"], ["It may."]),
    "front matter in TOML": Row(
        '\ufeff+++\ntitle = "may"\n\n[may]\n+++\r\nIt may.', ["may"], ["It may."]
    ),
    "front matter without an end is text": Row(
        "+++\na = 1\n\nIt may.", ["may"], ["+++\na = 1", "It may."]
    ),
    "comments": Row(
        "It <!-- may --> is.\n\n<!-- may\n\nmay -->\n\nIt is.",
        [],
        ["It <!-- may --> is.", "It is."],
    ),
    "tags": Row(
        "A bon<b\n title='may'>kers</b> plan.",
        ["bon<b\n title='may'>kers"],
        ["A bon<b\n title='may'>kers</b> plan."],
    ),
    "a script in a line": Row(
        "It <script>may *may* may</script> is.", [], ["It <script>may *may* may</script> is."]
    ),
    "an element that a block leaves open": Row(
        "<div hidden>\n\nIt *may*.\n\n</div>\n\nIt is.", [], ["It is."]
    ),
}

QUOTED = {
    "a quotation": Row(
        "> He is\n> *believed* to win\nor may.\n\nIt may.",
        ["quoted:is\n> *believed* to", "quoted:may", "may"],
        ["He is\n> *believed* to win\nor may.", "It may."],
    ),
    "a quotation in a quotation in a list": Row(
        "1. > > It\n   > > may.\n   >\n   > It may.\n\n   It may.",
        ["quoted:may", "quoted:may", "may"],
        ["It\n   > > may.", "It may.", "It may."],
    ),
    "a heading and a list in a quotation": Row(
        "> # It may\n> - may.", ["quoted:headline:may", "quoted:may"], ["It may", "may."]
    ),
    "an alert is no quotation": Row(
        "> [!WARNING]\n> It may.\n\n> [!TIP]\n\n> It may.",
        ["may", "quoted:may"],
        ["It may.", "It may."],
    ),
    "quotation marks": Row("“It *may*,” he said.", ["quoted:may"], ["“It *may*,” he said."]),
}

HEADLINES = {
    "signs": Row(
        "# It may.\n###### ## It *may*. ##\n#may.\n\n####### may.",
        ["headline:may", "headline:may", "may"],
        ["It may.", "## It *may*.", "#may.", "####### may."],
    ),
    "signs in a list": Row("- # It may.\n  #\n", ["headline:may"], ["It may."]),
    "underlined": Row(
        "It may.\n===\nIt\nmay. \n--\nIt may.",
        ["headline:may", "headline:may", "may"],
        ["It may.", "It\nmay.", "It may."],
    ),
    "short lines, but no items and cells": Row(
        "It may\n\n- It may\n- # It may.\n\n|It may|\n|-|\n|It may|\n",
        ["headline:may", "may", "headline:may", "may", "may"],
        ["It may", "It may", "It may.", "It may", "It may"],
    ),
    "a block of HTML after a heading": Row(
        "# It may.\n<p>It # may.\n", ["headline:may", "may"], ["It may.", "It # may."]
    ),
}

HTML = {
    "a block": Row(
        "<h1>It *may*.</h1>\n<p>A bon<b>kers</b> &amp;\nplan.",
        ["headline:may", "bon<b>kers"],
        ["It *may*.", "A bon<b>kers</b> &amp;\nplan."],
    ),
    "a block in a quotation in a list": Row(
        "- > <p>He is\n  > <i>believed</i>\n  >   to win.\n\n  <q>It may.</q>",
        ["quoted:is\n  > <i>believed</i>\n  >   to", "quoted:may"],
        ["He is\n  > <i>believed</i>\n  >   to win.", "It may."],
    ),
    "a block in an item with tabs": Row("-\t<pre>\n\t\tmay\n\n\tbe</pre>", [], ["may", "be"]),
    "a block around Markdown": Row(
        "<blockquote>\n\nIt **may**.\n\n</blockquote>\n\nIt may.",
        ["quoted:may", "may"],
        ["It **may**.", "It may."],
    ),
    "a block without an end": Row("<p may\n\nIt may.", ["may"], ["It may."]),
    "a block at the end with blanks": Row("<div>It may  ", ["headline:may"], ["It may"]),
    "a title does not make tags text": Row(
        "<title>It\n\n*may* **may**", ["headline:may", "headline:may"], ["It", "may* **may"]
    ),
    "breaks": Row(
        "He is believed<br>to win.<br/>It may.",
        ["is believed<br>to", "may"],
        ["He is believed<br>to win.", "It may."],
    ),
}

ROWS = {
    f"{kind}: {name}": row
    for kind, rows in (
        ("read", READ),
        ("unread", UNREAD),
        ("quoted", QUOTED),
        ("headlines", HEADLINES),
        ("html", HTML),
    )
    for name, row in rows.items()
}


@pytest.mark.parametrize(("markdown", "spans", "sentences"), ROWS.values(), ids=ROWS)
def test_markdown_is_read_as_it_is_shown(
    markdown: str, spans: list[str], sentences: list[str]
) -> None:
    assert outline(markdown) == (spans, sentences)


# The joints of Markdown, and words around them.
PIECES = [
    *("*", "**", "***", "_", "__", "~~", "~", "`", "``", "```\n", "~~~\n", "\\", "\\*", "\\|"),
    *("> ", ">", "- ", "* ", "1. ", "10) ", "  - ", "# ", "## ", " ##", "---\n", "===\n", "***\n"),
    *("|", "| ", "|-|-|\n", "|may|**bon**kers|\n|-|-|\n", "x|y\n-|-\n", "[^1]", "> [!NOTE]\n"),
    *("[", "]", "](", "(x)", "[may](x 'may')", "![", '![may](x "may")', "[x]", "[x][]", "- [ ] "),
    *("[x]: /may 'may'\n", "[x]: <may may>\n'may'\n", "<https://may.example/may?a=%20&amp;b>"),
    *("    ", "   ", "\t", " ", "  ", "\n", "\n\n", "\n", "  \n", "\\\n", "\r\n", "\r", "\0"),
    *("\u00a0", "\f", "\v", "\u2003", "\u2028", "\ufeff", "\u00ad", "🦊", "İ", "e\u0301"),
    *(".", "!", "“", "”", "+++\n", "a: b\n", "<a@b.may>", "<!-- may -->", "<?may?>"),
    *("&amp;", "&nbsp;", "&#98;", "&bogus;", "&NotEqualTilde;", "&#0;", "<b>", "</b>"),
    *("<br>", "<q>", "</q>", "<h1>", "<pre>", "</pre>", "<div>\n", "</div>\n", "<table><tr><td>"),
    *("<i title='may'>", "may", "bonkers", "is believed to", "The", "It may"),
]
CHARACTERS = st.characters(exclude_categories=["Cs"])
MARKUP = st.lists(st.sampled_from(PIECES) | st.text(CHARACTERS, max_size=4), max_size=30).map(
    "".join
)


# What a renderer makes of it must be what is read here, whatever that does to its HTML.
class Renderer(MarkdownIt):
    def normalizeLinkText(self, link: str) -> str:
        return link


RENDERER = Renderer("commonmark").enable(["table", "strikethrough"])
# Front matter and alerts are none there, and comments without an end hide the rest of a page.
NOT_RENDERED = re.compile(r"<[!?]|\[!|---|\+\+\+|\A\ufeff")
REFERENCE = re.compile(r"&#?\w+;?")


@given(MARKUP)
@example("-\t- > \u00a0\n    > # a\\|b &amp;c\n  - x\\|y|z\n    -|-\n    a|`b`")
def test_the_text_is_that_of_the_renderer(markdown: str) -> None:
    if not NOT_RENDERED.search(markdown):
        shown = visible_of(RENDERER.render(markdown)).text
        assert visible_of_markdown(markdown).text.split() == shown.split()


@given(MARKUP)
@example("&#98;[may](x)`a`  \n**~~~may~~~** <a@b.may>[x](y)")
def test_each_letter_is_at_its_place_in_the_source(markdown: str) -> None:
    text, maps, _ = visible_of_markdown(markdown)
    source = markdown.replace("\0", "\ufffd")
    for place, letter in enumerate(text):
        span = TextRange(place, place + 1)
        for each in maps:
            span = each.to_original(span)
        there = source[span.start : span.end]
        if not letter.isspace():
            assert there in (letter, f"\\{letter}") or REFERENCE.fullmatch(there)


@given(MARKUP | HTML_MARKUP | st.text())
def test_any_markup_is_read(markdown: str) -> None:
    document = parse_text(markdown, "body", "markdown")
    parts = [TextRange(part.start, part.end) for part in document.paragraphs]
    parts += [TextRange(part.start, part.end) for part in document.quotations]
    for part in (*parts, *document.sentences):
        assert 0 <= part.start < part.end <= len(document.plain)
        start, end = document.to_original(part)
        assert 0 <= start < end <= len(markdown)
    for span in analyze([Block(markdown)], SMALL, MARKDOWN).spans:
        assert markdown[span.start : span.end].strip() == markdown[span.start : span.end] != ""


WORDS = st.sampled_from(["may", "Bonkers", "is believed to", "He", "won.", "“Well”"])
PARAGRAPHS = st.lists(st.lists(WORDS, min_size=1).map(" ".join), min_size=1, max_size=4)


@given(PARAGRAPHS.map("\n\n".join))
def test_a_text_without_markup_has_the_spans_of_a_plain_one(text: str) -> None:
    plain, markdown = (analyze([Block(text)], SMALL, options) for options in (None, MARKDOWN))
    assert [(s.start, s.end, s.voice, s.score) for s in markdown.spans] == [
        (s.start, s.end, s.voice, s.score) for s in plain.spans
    ]
    assert markdown.scores == plain.scores


def test_each_block_is_a_text_of_its_own() -> None:
    blocks = [
        Block("[may][x]\n\n```", "body", "a"),
        Block("[x]: y\n\n*It* may.", "blockquote", "b"),
    ]
    spans = analyze(blocks, SMALL, MARKDOWN).spans
    assert [(s.block, s.start, s.end, s.voice) for s in spans] == [
        ("a", 1, 4, "author"),
        ("b", 13, 16, "quoted"),
    ]


def test_it_is_read_up_to_its_bounds() -> None:
    assert len(visible_of_markdown("a" * MAX_CHARS).text) == MAX_CHARS
    assert visible_of_markdown("a\n" * MAX_LINES).text == " ".join("a" * MAX_LINES)


MARKS = "has too much Markdown in it: send it in parts"
TOO_MUCH = {
    "characters": (
        "a" * (MAX_CHARS + 1),
        "has more than 200,000 characters of Markdown: send it in parts",
    ),
    "lines": ("\n" * (MAX_LINES + 1), "has more than 10,000 lines of Markdown: send it in parts"),
    "emphasis": ("*a*" * (MAX_STEPS // 2), MARKS),
    "brackets": ("[" * MAX_STEPS, MARKS),
    "references to one long address": (
        f"[x]: http://{'a' * 40_000}\n\n" + "[x]" * MAX_STEPS,
        MARKS,
    ),
}


@pytest.mark.parametrize(("markdown", "why"), TOO_MUCH.values(), ids=TOO_MUCH)
def test_what_exceeds_a_bound_is_refused(markdown: str, why: str) -> None:
    with pytest.raises(TooMuch) as refused:
        visible_of_markdown(markdown)
    assert str(refused.value) == why
