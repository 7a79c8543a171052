"""Plain texts, pages and Markdown, read as the blocks of an article."""

import pytest

from levelhead.engine.document.article import article_of_html, article_of_markdown, article_of_text
from levelhead.engine.document.unreadable import format_of

Blocks = list[tuple[str, str]]

TEXTS: dict[str, tuple[str, Blocks]] = {
    "nothing": ("", []),
    "only gaps": (" \n\t\n ", []),
    "a short line without a stop is a headline": (
        "Council drops depot plan\n\nThe vote was close.",
        [("headline", "Council drops depot plan"), ("body", "The vote was close.")],
    ),
    "a lone question is a headline": ("Is the ferry late?", [("headline", "Is the ferry late?")]),
    "a question in an article is none": (
        "Is the ferry late?\nIt is not.",
        [("body", "Is the ferry late?"), ("body", "It is not.")],
    ),
    "a wrapped line is joined, and what nobody sees is dropped": (
        "The  ferry\nwas de\xadlayed cafe\u0301.\r\n\r\n\ufeffIt  came.",
        [("body", "The ferry was delayed café."), ("body", "It came.")],
    ),
}

PAGES: dict[str, tuple[str, Blocks]] = {
    "headings, quotations and captions have their roles": (
        "<h1>Depot plan dropped.</h1><p>The vote was close.</p>"
        "<blockquote><p>We listened</p></blockquote>"
        "<figure><figcaption>The depot at dusk</figcaption></figure>"
        "<table><caption>Votes by ward</caption><tr><td>North<td>12.</table>",
        [
            ("headline", "Depot plan dropped."),
            ("body", "The vote was close."),
            ("blockquote", "We listened"),
            ("caption", "The depot at dusk"),
            ("caption", "Votes by ward"),
            ("body", "North"),
            ("body", "12."),
        ],
    ),
    "a heading in a quotation is a headline": (
        "<blockquote><h2>Our view.</h2>It holds.</blockquote>",
        [("headline", "Our view."), ("blockquote", "It holds.")],
    ),
    "navigation, forms, buttons and the title are left out": (
        "<title>Depot – Gazette</title><nav>Home | News</nav><p>The vote was close, and loud.</p>"
        "<form>Your address <button>Send</button></form><p>It rained<button>Share</button>.</p>",
        [("body", "The vote was close, and loud."), ("body", "It rained .")],
    ),
    "a button at the end of a paragraph does not join it to the next": (
        "<p>The vote was close <button>Share</button></p><p>It rained.</p>",
        [("headline", "The vote was close"), ("body", "It rained.")],
    ),
    "an article with a third of the text is taken for the whole": (
        "<p>Elsewhere today.</p><article><p>The vote was close, and loud.</p></article>",
        [("body", "The vote was close, and loud.")],
    ),
    "a teaser is not taken for the whole": (
        "<p>The vote was close, and loud, and long.</p><article>More here</article>",
        [("body", "The vote was close, and loud, and long."), ("headline", "More here")],
    ),
    "several articles are read together": (
        "<article>One is short.</article><p>Both are ads.</p><article>Two is too.</article>",
        [("body", "One is short."), ("body", "Two is too.")],
    ),
    "a page in one form is read": ("<form><p>It rained.</p></form>", [("body", "It rained.")]),
    "a page of navigation is read": ("<nav>Home</nav>", [("headline", "Home")]),
    "a title alone is read": ("<title>Depot plan</title>", [("headline", "Depot plan")]),
    "q has the marks that browsers show": (
        "<p>He said: <q>It may <b>well</b> fail.</q></p><p><q>It may not</q>, she said.</p>",
        [("body", "He said: “It may well fail.”"), ("body", "“It may not”, she said.")],
    ),
    "q has them in each paragraph": (
        "<q><p>It may fail.</p><p>It may not.</p></q><p><q>So <button>Share</button>be</q> it.</p>",
        [("body", "“It may fail.”"), ("body", "“It may not.”"), ("body", "“So be” it.")],
    ),
    "q in a blockquote needs none": (
        "<blockquote><q>It may fail.</q></blockquote>",
        [("blockquote", "It may fail.")],
    ),
    "scripts, styles and hidden parts are left out": (
        "<style>p{}</style><p hidden>No.</p><script>x</script><p>It &amp; they &#8211; left.</p>",
        [("body", "It & they – left.")],
    ),
}

MARKDOWN: dict[str, tuple[str, Blocks]] = {
    "headings, quotations, lists and tables": (
        "# Depot plan dropped.\n\nThe *vote* was [close](http://x.example 'far').\n\n"
        "> We listened\n\n- One came.\n- Two went.\n\n"
        "| Ward | Votes |\n| --- | --- |\n| North. | 12. |\n\nSub\n---\n",
        [
            ("headline", "Depot plan dropped."),
            ("body", "The vote was close."),
            ("blockquote", "We listened"),
            ("body", "One came."),
            ("body", "Two went."),
            ("body", "Ward"),
            ("body", "Votes"),
            ("body", "North."),
            ("body", "12."),
            ("headline", "Sub"),
        ],
    ),
    "front matter is left out": (
        "---\ntitle: Depot plan\ntags:\n  - depot\n\n# of the site\n---\n\nIt may fail.\n",
        [("body", "It may fail.")],
    ),
    "front matter may end with dots, and with the text": ("---\r\ndraft: true\r\n...", []),
    "text between two rules is no front matter": (
        "---\nIt may fail.\n\n---\nIt rained.\n",
        [("body", "It may fail."), ("body", "It rained.")],
    ),
    "nor are settings without an end": (
        "---\ntitle: It may fail.\n",
        [("body", "title: It may fail.")],
    ),
    "code and addresses are text": (
        "It `may` fail, says <https://x.example>.\n\n    may\n\n```py\nmay\n\nmay\n```\n",
        [
            ("body", "It may fail, says https://x.example."),
            ("headline", "may"),
            ("headline", "may"),
            ("headline", "may"),
        ],
    ),
    "alerts are no quotations": (
        "> [!NOTE]\n> It may fail.\n\n> It rained.",
        [("body", "It may fail."), ("blockquote", "It rained.")],
    ),
    "its own HTML is read as HTML": (
        "<nav>Home</nav>\n\nThe <script>x</script>vote was close, and ~~quiet~~ loud.",
        [("body", "The vote was close, and quiet loud.")],
    ),
}


@pytest.mark.parametrize(("text", "blocks"), TEXTS.values(), ids=TEXTS)
def test_a_text_becomes_paragraphs_with_roles(text: str, blocks: Blocks) -> None:
    assert article_of_text(text) == blocks


@pytest.mark.parametrize(("html", "blocks"), PAGES.values(), ids=PAGES)
def test_a_page_becomes_the_paragraphs_of_its_article(html: str, blocks: Blocks) -> None:
    assert article_of_html(html) == blocks


@pytest.mark.parametrize(("markdown", "blocks"), MARKDOWN.values(), ids=MARKDOWN)
def test_markdown_becomes_paragraphs_with_roles(markdown: str, blocks: Blocks) -> None:
    assert article_of_markdown(markdown) == blocks


FORMATS = {
    b"%PDF-1.7\n": "a PDF",
    b"\x89PNG\r\n\x1a\n\0\0": "a PNG picture",
    b"\xff\xd8\xff\xe0\0\x10JFIF": "a JPEG picture",
    b"GIF89a": "a GIF picture",
    b"RIFF\x24\0\0\0WEBPVP8 ": "a WebP picture",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0": "an old Word document (.doc) or one with a password",
    b"{\\rtf1\\ansi": "an RTF document",
    b"\x1f\x8b\x08": "a gzip file",
    b"PK\x03\x04\x14\0": "a zip file or an Office document",
    b"RIFF\x24\0\0\0WAVEfmt ": None,
    b"The RIFF raff said PK and %PDF-1.": None,
    b"GIFs are back.": None,
    b"": None,
}


@pytest.mark.parametrize(("data", "name"), FORMATS.items())
def test_a_binary_file_is_known_by_its_first_bytes(data: bytes, name: str | None) -> None:
    assert format_of(data) == name
