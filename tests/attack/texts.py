"""Attacks by texts: what is dense, deep or long in a text, in a page, and in an answer."""

import json

from tests.attack.answers import CANARY
from tests.attack.attack import HTML, JSON, TEXT, Attack, sending

# A text may be too dense, or too large a page, for an answer in proportion.
DENSE = (200, 413, 422)
SMALL, LARGE = 64_000, 2_000_000

# What is repeated; each makes much of something that reading, detection or the answer does.
UNITS = {
    "“may ”": "may ",
    "“ab ”": "ab ",
    "one word": "a",
    "sentences “A. ”": "A. ",
    "“I may!\\n”": "I may!\n",
    "line ends": "\n",
    "Windows line ends": "\r\n",
    "spaces": " ",
    "straight quotes": '"',
    "quoted letters": "'a' ",
    "opening quotes": "“",
    "nested quotes": "“‘",
    "said “may”": "“may,” he said. ",
    "scare quotes": "‘experts’ ",
    "apostrophes": "'",
    "exclamation marks": "!",
    "dots": ".",
    "abbreviations": "Mr. ",
    "capitals": "MAY NOT ",
    "digits": "1",
    "hyphens": "may-",
    "accents": "e\u0301",
    "only accents": "\u0301",
    "zero-width spaces": "a\u200b",
    "signs that grow when normalized": "\ufdfa",
    "letters that grow in lower case": "İ",
    "emoji": "😀",
    "right-to-left marks": "\u202e",
    "long phrases": "is expected to is widely ",
    "names": "Theresa May ",
    "denials": "not no never ",
}
# Those that cost most a byte, at the size that is allowed.
AT_64_KB = {"“may ”", "sentences “A. ”", "straight quotes", "line ends", "capitals", "accents"}
AT_2_MB = ("“may ”", "one word", "sentences “A. ”", "quoted letters", "emoji", "spaces")

PAGES = {
    "paragraphs": "<p>may",
    "paragraphs that end nothing": "</p>",
    "nested blocks": "<div>",
    "nested quotations": "<blockquote>",
    "nested formatting": "<b><i><u>",
    "formatting to be opened again": "<p><b><i>a",
    "links in links": "<a>a",
    "tables": "<table><tr><td>a",
    "text outside its table": "<table><b>a",
    "lists": "<ul><li>may",
    "templates": "<template>",
    "svg and math": "<svg><desc><math><mi>",
    "choices": "<select><option>",
    "references": "&amp;",
    "numeric references": "&#109;",
    "references that are none": "&ampamp",
    "comments": "<!--a-->",
    "a comment without an end": "<!-",
    "scripts": "<script>a</script>",
    "quotations": "<q>may</q> ",
}


def filled(unit: str, size: int) -> str:
    """A text of nearly this number of bytes."""
    return unit * ((size - 50) // len(unit.encode())) + f" {CANARY}"


def text(name: str, size: int) -> Attack:
    """POST /analyze of a plain text."""
    return sending(
        f"{kb(size)} of {name}", "/analyze", TEXT, filled(UNITS[name], size).encode(), *DENSE
    )


def page(name: str, unit: str, size: int) -> Attack:
    """POST /analyze of a page."""
    body = f"<p>{CANARY}</p>{filled(unit, size - 100)}".encode()
    return sending(f"HTML, {kb(size)}: {name}", "/analyze", HTML, body, *DENSE)


def kb(size: int) -> str:
    """A size for people."""
    return f"{size // 1_000_000} MB" if size >= 1_000_000 else f"{size // 1000} kB"


def attributes() -> str:
    """One element with as many attributes as fit."""
    return "<p " + " ".join(f"a{n}=b" for n in range(LARGE // 10)) + ">may"


def analyzing(name: str, **fields: object) -> Attack:
    """POST /analyze of JSON."""
    return sending(name, "/analyze", JSON, json.dumps(fields, ensure_ascii=False).encode(), *DENSE)


LONG_ID = "i" * 200
LONG_RULE = {
    "id": LONG_ID,
    "dimension": "sensational",
    "category": "loaded",
    "forms": ["a"],
}

ATTACKS = (
    *(text(name, SMALL) for name in sorted(AT_64_KB)),
    *(text(name, SMALL) for name in UNITS if name not in AT_64_KB),
    *(text(name, LARGE) for name in AT_2_MB),
    sending(
        "2 MB of “may ”, gzip",
        "/analyze",
        TEXT,
        filled("may ", LARGE).encode(),
        *DENSE,
        headers={"Accept-Encoding": "gzip"},
    ),
    *(page(name, unit, SMALL) for name, unit in PAGES.items()),
    *(
        page(name, PAGES[name], LARGE)
        for name in ("paragraphs", "nested blocks", "nested formatting")
    ),
    sending("HTML, 2 MB: 200,000 attributes", "/analyze", HTML, attributes().encode(), *DENSE),
    analyzing("1,000 blocks", blocks=[{"text": f"It may. {CANARY}"}] * 1000),
    analyzing(
        "blocks with long ids, full of sentences",
        blocks=[{"id": f"{LONG_ID[:190]}{n}", "text": filled("A. ", 2000)} for n in range(300)],
    ),
    analyzing("a rule with a long id that marks all", text=filled("a ", SMALL), rules=[LONG_RULE]),
    analyzing("explained “may ”, 400 kB", text=filled("may ", 400_000), explain=True),
)
