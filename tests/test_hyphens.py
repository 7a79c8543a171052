"""Hyphens: those of other widths, and words that break off at the end of a line."""

from time import process_time

import pytest

from levelhead.engine.document import parse_text
from levelhead.engine.document.hyphens import rejoined
from levelhead.engine.document.normalized import normalize_text
from tests.helpers.lexicons import LEXICON, cut_out

KNOWN = frozenset(("alarming", "eye-opening", "back-door", "backdoor", "heart-stopping", "author"))
REJOINED: dict[str, tuple[str, str | None]] = {
    "a word that is known without its hyphen": ("alarm|ing", ""),
    "capitals": ("ALARM|ing", ""),
    "a compound": ("eye|opening", "-"),
    "a compound with another hyphen": ("heart-stop|ping", ""),
    "known with the hyphen and without": ("back|door", "-"),
    "any other word": ("gov|ernment", "-"),
    "a part with hyphens": ("man|to-man", "-"),
    "an ending": ("alarm|ing’s", ""),
    "a conjunction": ("short|and long-term", None),
    "a word that ends like a conjunction": ("auth|or", ""),
    "a compound with a conjunction": ("rock|and-roll", "-"),
    "a word that begins like a conjunction": ("fact|orial", "-"),
    "a dash": ("plan |alarming", None),
    "a figure before": ("20|odd", None),
    "a figure behind": ("alarm|2", None),
    "nothing": ("|", None),
}


@pytest.mark.parametrize(("word", "joint"), REJOINED.values(), ids=REJOINED)
def test_what_is_in_the_middle_of_a_broken_word(word: str, joint: str | None) -> None:
    end = word.index("|")
    assert rejoined(word, end, end + 1, KNOWN) == joint


PLAIN = {
    "hyphens": ("a‐b c‑d e﹣f g－h", "a-b c-d e-f g-h"),
    "a minus between letters": ("a−b", "a-b"),
    "a minus": ("−5, a −b, a−5, 5−a, −", "−5, a −b, a−5, 5−a, −"),
    "dashes": ("a–b — c", "a–b — c"),
    "a hyphen at an edge": ("‐ a ‐", "- a -"),
    "a broken compound": ("eye-\nopening", "eye-opening"),
    "a broken word": ("alarm-\ning", "alarming"),
    "after any hyphen and line end": ("alarm‐ \r\n ing alarm‑\x85ing", "alarming alarming"),
    "after a soft hyphen": ("alarm\xad\ning eye\xad\nopening", "alarming eye-opening"),
    "a hyphen that ends its word": ("short-\nand long-term", "short- and long-term"),
    "a dash": ("a plan -\nalarming", "a plan - alarming"),
    "a line that ends": ("alarm-\nIng", "alarm-\nIng"),
    "a paragraph that ends": ("alarm-\n\ning", "alarm-\n\ning"),
    "a gap that is no line end": ("alarm-\xa0ing alarm-  ing", "alarm- ing alarm- ing"),
    "an unseen character": ("alarm-\xading", "alarm-ing"),
    "the end of a text": ("alarm-\n", "alarm-"),
    "the start of a text": ("\n-\ning", "- ing"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "plain"), PLAIN.values(), ids=PLAIN)
def test_hyphens_of_a_normalized_text(text: str, plain: str) -> None:
    assert normalize_text(text, known=KNOWN).plain == plain


MARKED: dict[str, tuple[str, list[str]]] = {
    "hyphens": ("A jaw‑dropping, ill‐fated plan", ["jaw‑dropping", "ill‐fated"]),
    "hyphens of other widths": ("Last﹣ditch, jaw－dropping", ["Last﹣ditch", "jaw－dropping"]),
    "a minus": ("A jaw−dropping sum", ["jaw−dropping"]),
    "part of another word": ("A brute‑force attack, savage‐looking, non﹣shocking", []),
    "so-called": ("The so‑called plan", ["so‑called"]),
    "a broken compound": ("A jaw-\ndropping sum", ["jaw-\ndropping"]),
    "a broken word": ("It was al-\r\nlegedly a fi-\nasco", ["al-\r\nlegedly", "fi-\nasco"]),
    "a word that only begins like one": ("The might-\niness of a brute-\nforce attack", []),
}  # fmt: skip


@pytest.mark.parametrize(("text", "marks"), MARKED.values(), ids=MARKED)
def test_words_are_found_with_any_hyphen_and_over_line_ends(text: str, marks: list[str]) -> None:
    assert cut_out(f"😀 {text}.", LEXICON) == marks


def test_a_word_is_found_over_a_line_end_of_html() -> None:
    html = "<p>😀 A jaw&#8209;dropping, jaw-<br>dropping sum.</p>"
    assert cut_out(html, LEXICON, "html") == ["jaw&#8209;dropping", "jaw-<br>dropping"]


@pytest.mark.no_cover
@pytest.mark.parametrize("hostile", ["-", "‑", "a-", "a-\n", "a\xad\n", "-\n", "−"])
def test_hyphens_without_end_are_read_in_linear_time(hostile: str) -> None:
    begun = process_time()
    parse_text("x" + hostile * (100_000 // len(hostile)) + "x")
    assert process_time() - begun < 6
