"""Text and pages that show nothing but what they should, whatever an article holds."""

import pytest

from levelhead.render import counted, printable, self_contained


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("a\tb\nc", "a\tb\nc"),
        ("\x1b[2J", "␛[2J"),
        ("a\r\nb\rc\r", "a\nb\nc\n"),
        ("a\x00b", "a␀b"),
        ("\x7f\x9b", "␡\ufffd"),
        ("é 😀", "é 😀"),
    ],
)
def test_a_terminal_is_sent_no_control_characters_of_the_text(sent: str, shown: str) -> None:
    assert printable(sent) == shown


@pytest.mark.parametrize(
    ("number", "expected"), [(0, "0 rows"), (1, "1 row"), (2, "2 rows"), (12_000, "12,000 rows")]
)
def test_a_noun_agrees_with_its_number(number: int, expected: str) -> None:
    assert counted(number, "row") == expected


def test_a_page_escapes_its_title_and_loads_nothing() -> None:
    shown = self_contained("<script>&", "p { margin: 0 }", "<p>Text</p>")
    assert "<title>&lt;script&gt;&amp;</title>" in shown
    assert "default-src 'none'" in shown
