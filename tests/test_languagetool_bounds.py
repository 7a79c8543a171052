"""How much a check may hold, and how much is answered to it."""

import json
from collections.abc import Callable
from itertools import repeat
from typing import Any
from urllib.parse import parse_qsl, quote_plus, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levelhead.engine.analyzer import Block, Options, analyze
from levelhead.engine.deadline import CHECKPOINT_EVERY, no_deadline
from levelhead.engine.report import Report
from levelhead.languagetool import form, request
from levelhead.languagetool.encoded import MAX_BYTES, answer_of, limit_of
from levelhead.languagetool.matches import LONGEST_SENTENCE, matches_of
from levelhead.languagetool.request import Refused, check_of, fields_of
from levelhead.lexicon import Lexicon
from tests.helpers.asgi import app_of, ask
from tests.helpers.languagetool import check, faults
from tests.helpers.lexicons import LEXICON, entry, lexicon_of

HEDGE = lexicon_of(entry("may", dimension="hedging", category="modal", forms=("may",)))
# The parts of an answer that do not depend on the text.
HEAD = 1_000


class Looks:
    """Counts the checkpoints."""

    count = 0

    def __call__(self) -> None:
        self.count += 1


def report_of(text: str, lexicon: Lexicon = HEDGE) -> Report:
    return analyze([Block(text)], lexicon, Options(min_score=0.0))


def answered(
    text: str, checkpoint: Callable[[], object] = no_deadline, lexicon: Lexicon = HEDGE
) -> bytes:
    """The answer to a check of a text at level picky."""
    asked = check_of({"text": text, "language": "en"}, no_deadline, any_language=False)
    matches = matches_of(report_of(text, lexicon), asked, checkpoint, "http://test/rules/{}".format)
    return answer_of(matches, asked.language)


# The longest lists of matches take a third of a minute each.
DENSE = [
    pytest.param("may ", 12_000, id="no full stop", marks=pytest.mark.slow),
    pytest.param("It may. ", 6_000, id="sentences of two words", marks=pytest.mark.slow),
    pytest.param("may" * 40, 500, id="one word"),
    pytest.param('may "\\\x01\x02\x03\t ', 3_000, id="what JSON escapes"),
    pytest.param("may 😀😀 ", 6_000, id="what is long in UTF-8"),
    pytest.param("may " + "x" * 200 + " ", 300, id="long words"),
]


@pytest.mark.no_cover
@pytest.mark.parametrize(("piece", "times"), DENSE)
def test_an_answer_is_no_longer_than_a_multiple_of_its_text(piece: str, times: int) -> None:
    text = piece * times
    body = answered(text)
    assert len(body) <= limit_of(text) + HEAD <= 256 * 1024 + 50 * len(text) + HEAD
    answer = json.loads(body)
    assert faults(answer) == []
    found = len(answer["matches"])
    assert answer["warnings"] == {"incompleteResults": found < len(report_of(text).spans)}
    # They are those at the beginning.
    assert [m["offset"] for m in answer["matches"]] == sorted(
        m["offset"] for m in answer["matches"]
    )


def test_no_answer_is_longer_than_its_limit_whatever_the_text() -> None:
    assert limit_of("x" * 10_000_000) == MAX_BYTES
    assert limit_of("") == 256 * 1024


def test_an_ordinary_article_has_all_its_matches() -> None:
    text = (
        "The mayor may go. He reportedly slammed an utterly bonkers plan, and it could fail. " * 200
    )
    answer = json.loads(answered(text, lexicon=LEXICON))
    assert answer["warnings"] == {"incompleteResults": False}
    assert len(answer["matches"]) == len(report_of(text, LEXICON).spans) > 1_000


def test_sentences_are_left_out_when_they_do_not_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("levelhead.languagetool.encoded._ALWAYS", 1_200)
    monkeypatch.setattr("levelhead.languagetool.encoded._EACH_CHARACTER", 0)
    text = "It may. " + "It is. " * 600
    answer = json.loads(answered(text))
    assert answer["warnings"] == {"incompleteResults": True}
    assert (len(answer["matches"]), answer["sentenceRanges"]) == (1, [])


def test_there_is_a_checkpoint_for_each_few_hundred_of_what_is_written() -> None:
    checkpoint = Looks()
    answered("It may. " * 1_000, checkpoint)
    # Of matches, of sentences' places, and of sentences as they are encoded.
    assert checkpoint.count >= 3 * (1_000 // CHECKPOINT_EVERY)


WORDS = "word " * 200
LONG = [
    ("short", "It rained. It may rain, he said. It did.", "It may rain, he said."),
    (
        "of the longest length",
        f"It may {'x' * (LONGEST_SENTENCE - 8)}.",
        f"It may {'x' * (LONGEST_SENTENCE - 8)}.",
    ),
    ("at its beginning", f"It may {WORDS}end.", f"It may{' word' * 19}"),
    ("in its middle", f"{WORDS}may {WORDS}end.", f"{'word ' * 19}may{' word' * 19}"),
    ("at its end", f"{WORDS}may.", f"{'word ' * 19}may."),
    ("without a space", f"{'x' * 400},may,{'x' * 400}", f"{'x' * 99},may,{'x' * 99}"),
]


@pytest.mark.parametrize(("text", "sentence"), [s[1:] for s in LONG], ids=[s[0] for s in LONG])
def test_of_a_long_sentence_the_words_around_a_match_are_sent(text: str, sentence: str) -> None:
    (match,) = json.loads(answered(text))["matches"]
    assert match["sentence"] == sentence
    assert match["sentence"] in text


@given(st.lists(st.sampled_from(["may", "word", "x" * 150, "é", "😀", ",", ".", "\n"])))
def test_a_sentence_always_holds_its_match(words: list[str]) -> None:
    text = " ".join(words)
    for match in json.loads(answered(text))["matches"]:
        assert "may" in match["sentence"]
        assert match["sentence"] in text
        assert len(match["sentence"]) <= LONGEST_SENTENCE


PART, LISTS = request.MAX_ANNOTATIONS, request.MAX_LIST
NAMES = ("enabledRules", "disabledRules", "enabledCategories", "disabledCategories")
TOO_MUCH: list[tuple[dict[str, str], str]] = [
    *(
        ({"text": "x", name: "," * (LISTS + 1)}, f"'{name}' is longer than {LISTS} ch")
        for name in NAMES
    ),
    (
        {"text": "x", "language": "auto", "preferredVariants": "," * (LISTS + 1)},
        f"'preferredVariants' is longer than {LISTS} characters",
    ),
    (
        {"data": json.dumps({"annotation": [{"text": ""}] * (PART + 1)})},
        f"'data' has more than {PART} annotations",
    ),
]


@pytest.mark.parametrize(("fields", "reason"), TOO_MUCH, ids=[reason for _, reason in TOO_MUCH])
def test_what_is_too_much_is_refused(fields: dict[str, str], reason: str) -> None:
    answer = ask("POST", "/v2/check", data={"language": "en", **fields})
    assert answer.status_code == 400
    assert answer.text.startswith(f"Error: {reason}")


ENOUGH: list[dict[str, str]] = [
    *({"text": "x", name: "," * LISTS} for name in NAMES),
    {"text": "x", "disabledRules": ",".join(repeat("A_RULE", 20_000))},
    {"data": json.dumps({"annotation": [{"text": "x "}] * PART})},
]


@pytest.mark.parametrize("fields", ENOUGH, ids=lambda fields: "".join(fields)[:40])
def test_what_is_just_not_too_much_is_read(fields: dict[str, str]) -> None:
    # The last takes a second, which may be five while other tests run.
    assert check(app_of(), **fields)["matches"] == []


def test_reading_checks_the_deadline() -> None:
    checkpoint = Looks()
    body = urlencode({"language": "en", "text": "é" * 100_000}).encode()
    fields = fields_of(body, b"", checkpoint)
    assert checkpoint.count > len(body) // form.PIECE
    before = checkpoint.count
    data = json.dumps({"annotation": [{"text": "x"}] * 1_000})
    check_of({**fields, "text": "", "data": data}, checkpoint, any_language=False)
    assert checkpoint.count - before > 1_000 // CHECKPOINT_EVERY


def read(body: bytes) -> list[tuple[str, str]]:
    return form.read_form(body, no_deadline, request.MAX_FIELDS)


def by_urllib(body: bytes) -> list[tuple[str, str]]:
    return parse_qsl(body.decode(), keep_blank_values=True, errors="strict")


FORMS = [
    b"",
    b"&&a&=b&=&c=d=e&f=+%2B+&%61=%C3%A9&g=%&h=%4&i=%zz&j=%E2%82%AC%",
    b"a=" + b"%41" * form.PIECE,
    *(b"a=" + b"x" * (form.PIECE - n) + b"%C3%A9%+%41+" for n in range(8)),
    "é=ü&a=%C3%A9ü+".encode(),
]


@pytest.mark.parametrize("body", FORMS, ids=range(len(FORMS)))
def test_a_form_is_read_as_urllib_reads_it(body: bytes) -> None:
    assert read(body) == by_urllib(body)


@given(st.text(alphabet="%+&=49aé", max_size=40), st.integers(3, 9))
def test_a_form_is_read_alike_in_pieces_of_any_length(text: str, piece: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(form, "PIECE", piece)
        try:
            expected: Any = by_urllib(text.encode())
        except UnicodeDecodeError:
            expected = UnicodeDecodeError
        try:
            found: Any = read(text.encode())
        except UnicodeDecodeError:
            found = UnicodeDecodeError
        assert found == expected


@given(st.dictionaries(st.text(), st.text()), st.integers(1, 9))
def test_a_form_is_written_as_urllib_writes_it(fields: dict[str, str], piece: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(form, "PIECE", piece)
        assert form.write_form(fields) == urlencode(fields).encode()
    assert quote_plus("é") == "%C3%A9"


def test_too_many_fields_are_not_read_at_all() -> None:
    checkpoint = Looks()
    with pytest.raises(Refused):
        fields_of(b"a=b&" * request.MAX_FIELDS, b"", checkpoint)
    assert checkpoint.count == 0
