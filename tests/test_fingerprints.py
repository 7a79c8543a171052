"""Fingerprints: the same for the same finding wherever it is, and no way back to the words."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

import levelhead
from levelhead.cli.main import main
from levelhead.engine.analyzer import Block, Options, analyze
from levelhead.engine.fingerprint import MAX_KEY
from levelhead.lexicon.caller import entry_of
from levelhead.options import MAX_ALLOWED
from levelhead.service.main import build
from levelhead.service.settings import Settings
from levelhead.types import Format
from tests.helpers.asgi import ask
from tests.helpers.lexicons import LEXICON

TEXT = "The mayor called it a bonkers plan that nobody wants."


def fingerprints(text: str, format: Format = "text", key: bytes = b"") -> dict[str, str]:
    """The fingerprint of each span, by its words."""
    spans = analyze([Block(text)], LEXICON, Options(format=format), key=key).spans
    return {span.text: span.fingerprint for span in spans}


SAME: Mapping[str, tuple[str, Format]] = {
    "itself": (TEXT, "text"),
    "text before it": (f"It rained. “Really?” asked Ann. {TEXT}", "text"),
    "text after it": (f"{TEXT} It is utterly absurd.", "text"),
    "another paragraph before it": (f"A headline\n\n{TEXT}", "text"),
    "other words further away": ("One councillor called it a bonkers plan that most want.", "text"),
    "broken lines and gaps": (TEXT.replace(" ", "\n"), "text"),
    "capitals around it": (TEXT.replace("it a", "It A"), "text"),
    "HTML": ("<p>The mayor <b>called it</b> a <i>bonkers</i> plan&#32;that</p>", "html"),
    "Markdown": ("- The mayor called it a bonkers *plan* that nobody wants.", "markdown"),
    "a soft hyphen in it": (TEXT.replace("bonkers", "bon\xadkers"), "text"),
}


@pytest.mark.parametrize(("text", "format"), SAME.values(), ids=SAME)
def test_it_stays_the_same_with(text: str, format: Format) -> None:
    found = {word.replace("\xad", ""): of for word, of in fingerprints(text, format).items()}
    assert found["bonkers"] == fingerprints(TEXT)["bonkers"]


OTHER = {
    "the word before it": TEXT.replace("a bonkers", "the bonkers"),
    "the word after it": TEXT.replace("plan", "idea"),
    "the second word after it": TEXT.replace("that", "which"),
    "the end of its sentence": TEXT.replace("plan that", "plan. That"),
}


@pytest.mark.parametrize("text", OTHER.values(), ids=OTHER)
def test_it_changes_with(text: str) -> None:
    assert fingerprints(text)["bonkers"] != fingerprints(TEXT)["bonkers"]


def test_it_changes_with_the_rule_and_with_the_key() -> None:
    text = "She slams it."
    (span,) = analyze([Block(text)], LEXICON).spans
    rules = (entry_of("own", "sensational", "loaded", ("slams",), None, 2),)
    (own,) = analyze([Block(text)], LEXICON, Options(rules=rules)).spans
    keyed = fingerprints(text, key=b"k" * MAX_KEY)["slams"]
    assert len({span.fingerprint, own.fingerprint, keyed}) == 3
    assert {len(span.fingerprint), len(keyed)} == {16}


def test_equal_words_between_equal_neighbours_have_the_same() -> None:
    spans = analyze([Block(f"{TEXT} {TEXT}")], LEXICON).spans
    assert len({span.fingerprint for span in spans}) == 1 < len(spans)


def test_the_side_of_a_neighbour_counts() -> None:
    before, after = (fingerprints(text)["bonkers"] for text in ("Plan bonkers.", "bonkers plan."))
    assert before != after


def answer(body: dict[str, Any], **settings: Any) -> Any:
    return ask(
        "POST", "/analyze", build(LEXICON, Settings(deadline_seconds=60, **settings)), json=body
    ).json()


def test_what_is_ignored_is_suppressed_and_makes_no_score() -> None:
    whole = answer({"text": f"{TEXT} It may rain."})
    ignore = [span["fingerprint"] for span in whole["spans"] if span["text"] == "bonkers"]
    text = f"It rained on Monday. {TEXT} It may rain."
    found = answer({"text": text, "ignore": ignore, "explain": True})
    assert [span["text"] for span in found["spans"]] == ["may"]
    assert [(s["text"], s["reason"]) for s in found["suppressed"]] == [("bonkers", "dismissed")]
    assert found["scores"]["sensational"]["score"] == 0


def test_a_query_is_too_short_for_them() -> None:
    text: Any = {"content": TEXT, "headers": {"content-type": "text/plain"}}
    (error,) = ask("POST", f"/analyze?ignore={'0' * 16}", **text).json()["errors"]
    assert error == {"detail": "can only be sent in a JSON body", "parameter": "ignore"}


@pytest.mark.usefixtures("loaded_once")
def test_with_the_same_key_the_service_the_commands_and_python_make_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    key = "a-secret" * 4
    before, after = tmp_path / "before.txt", tmp_path / "after.txt"
    before.write_text("It rained.")
    after.write_text(TEXT)

    def printed(*command: str) -> Any:
        assert main([*command]) == 0
        return json.loads(capsys.readouterr().out)

    def of(spans: Iterable[Any]) -> list[str]:
        return [each["fingerprint"] for each in spans]

    plain = answer({"text": TEXT})["spans"]
    assert of(plain) == of(printed("analyze", "--format=json", str(after))["spans"])
    monkeypatch.setenv("LEVELHEAD_FINGERPRINT_KEY", key)
    keyed = of(answer({"text": TEXT}, fingerprint_key=key)["spans"])
    assert not {*keyed} & {*of(plain)}
    assert of(printed("analyze", "--format=json", str(after))["spans"]) == keyed
    assert of(printed("compare", "--json", str(before), str(after))["after"]["spans"]) == keyed
    report = levelhead.analyze(TEXT, fingerprint_key=key)
    compared = levelhead.compare("It rained.", TEXT, fingerprint_key=key)
    assert [span.fingerprint for span in report.spans] == keyed
    assert [span.fingerprint for span in compared.after.spans] == keyed
    assert [span.fingerprint for span in levelhead.analyze(TEXT).spans] == of(plain)


REFUSED = {
    "no digits": (["zz"], "/ignore/0", "should match pattern '^[0-9a-f]{16}$'"),
    "too short": (["0" * 15], "/ignore/0", "should match pattern '^[0-9a-f]{16}$'"),
    "too many": (["0" * 16] * (MAX_ALLOWED + 1), "/ignore", "should have at most 1000 items"),
}


@pytest.mark.parametrize(("ignore", "pointer", "detail"), REFUSED.values(), ids=REFUSED)
def test_a_wrong_list_is_refused(ignore: list[str], pointer: str, detail: str) -> None:
    errors = answer({"text": TEXT, "ignore": ignore})["errors"]
    assert errors == [{"detail": detail, "pointer": pointer}]


def test_as_many_as_the_bound_are_taken() -> None:
    assert answer({"text": TEXT, "ignore": ["0" * 16] * MAX_ALLOWED})["words"] == 10


@pytest.mark.parametrize("key", ["short", "k" * (MAX_KEY + 1), "with a space in it", "ü" * 20])
def test_a_wrong_key_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match="fingerprint_key"):
        Settings(fingerprint_key=key)
    with pytest.raises(levelhead.InvalidInput, match=r"^fingerprint_key: should be 16 to 64"):
        levelhead.analyze(TEXT, fingerprint_key=key)
