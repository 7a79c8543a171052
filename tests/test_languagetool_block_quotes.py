"""Block quotations of Markdown, as plugins with annotatedtext-remark 1.0 send them."""

import pytest

from levelhead.languagetool.annotated import AnnotatedText, Annotation
from levelhead.languagetool.block_quotes import with_block_quotes

# Pairs of what is sent as text, or as markup with what it is interpreted as.
Sent = list[str | tuple[str, str]]

QUOTATIONS: list[tuple[str, Sent, str]] = [
    ("one line", [("> ", ""), "He slams it."], "> He slams it."),
    ("two lines", [("> ", ""), "He slams it.\n> It fell."], "> He slams it.\n> It fell."),
    ("after a paragraph", ["It fell.", ("\n\n> ", "\n\n"), "So."], "It fell.\n\n> So."),
    ("in a list", ["It fell.", ("\n\n  > ", "\n\n"), "So."], "It fell.\n\n> So."),
    ("in a quotation", [("> > ", ""), "So.\n> > No."], "> > So.\n> > No."),
    (
        "two paragraphs",
        [("> ", ""), "So.", ("\n>\n> ", "\n"), "No.", ("\n", "\n")],
        "> So.\n> No.\n",
    ),
    ("that begins with emphasis", [("> ", ""), ("**", ""), "So.", ("**", "")], "> So."),
    ("an alert", [("> ", ""), "[!NOTE]\n> He slams it.\n> It fell."], "He slams it.\nIt fell."),
    ("an alert in lower case", [("> ", ""), "[!note] \n> It fell."], "It fell."),
    ("an alert with a title", [("> ", ""), "[!NOTE] So\n> It fell."], "> [!NOTE] So\n> It fell."),
    ("an unknown alert", [("> ", ""), "[!SO]\n> It fell."], "> [!SO]\n> It fell."),
    ("the name of an alert without a text", [("> ", ""), "[!NOTE]"], "> [!NOTE]"),
    (
        "a quotation after an alert",
        [("> ", ""), "[!TIP]\n> So.", ("\n\n> ", "\n\n"), "No.\n> It fell."],
        "So.\n\n> No.\n> It fell.",
    ),
    ("an alert of markup", [("> ", ""), ("[!NOTE]\n", "[!NOTE]\n"), "So."], "> [!NOTE]\nSo."),
    ("a mark that begins no line", ["It fell", ("> ", ""), "so."], "It fellso."),
    ("the end of a tag", [("<p> ", ""), "It fell."], "It fell."),
    ("text with a mark", ["> It fell.\n> So."], "> It fell.\n> So."),
    ("an arrow", ["It fell", (" -> ", " "), "so."], "It fell so."),
    ("the last part", ["It fell.", ("\n\n> ", "\n\n")], "It fell.\n\n> "),
    ("nothing", [], ""),
]


@pytest.mark.parametrize(
    ("sent", "plain"), [row[1:] for row in QUOTATIONS], ids=[row[0] for row in QUOTATIONS]
)
def test_each_line_of_a_quotation_has_its_mark(sent: Sent, plain: str) -> None:
    parts = [
        Annotation(part, part, markup=False) if isinstance(part, str) else Annotation(*part, True)
        for part in sent
    ]
    text = AnnotatedText.of(with_block_quotes(parts))
    assert text.plain == plain
    assert text.original == "".join(part.original for part in parts)
