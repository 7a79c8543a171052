"""`import levelhead` as other programs do it: typed, the answers of the service, and no service."""

import asyncio
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import pytest
from mypy import api as mypy

import levelhead
from levelhead import Block, InvalidInput, Rule
from levelhead.service.main import build
from levelhead.service.settings import Settings
from tests.helpers.asgi import ask
from tests.helpers.lexicons import FOLDER, LEXICON
from tests.helpers.running import environment

TEXT = "Mayor slams 😀 bonkers plan\n\nIt may fail. “It is shambolic,” he said."
RULE: dict[str, object] = {"id": "own", "dimension": "hedging", "category": "modal"}

# Arguments -> what the words of the spans are.
RESULTS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "all": ({}, ["slams", "bonkers", "may", "shambolic"]),
    "a dimension": ({"dimensions": ["hedging"]}, ["may"]),
    "a category, as a tuple": ({"categories": ("loaded",)}, ["bonkers", "shambolic"]),
    "above a score": ({"min_score": 0.9}, ["bonkers", "may"]),
    "above a threshold": ({"thresholds": {"loaded": 1.0}}, ["slams", "may"]),
    "no quotations": ({"quotes": "ignore"}, ["slams", "bonkers", "may"]),
    "allowed words, as a set": ({"allow": {"slam", "may"}}, ["bonkers", "shambolic"]),
    "a rule": (
        {"rules": [Rule(**RULE, forms=["fail"])]},  # type: ignore[arg-type]
        ["slams", "bonkers", "may", "fail", "shambolic"],
    ),
    "a rule as a mapping": (
        {"rules": [{**RULE, "pattern": "f[a-z]+l"}]},
        ["slams", "bonkers", "may", "fail", "shambolic"],
    ),
    "of a page": ({"format": "html"}, ["slams", "bonkers", "may", "shambolic"]),
    "of Markdown": ({"format": "markdown"}, ["slams", "bonkers", "may", "shambolic"]),
    "UTF-16": ({"offset_unit": "utf16"}, ["slams", "bonkers", "may", "shambolic"]),
    "attributed": ({"include": ["attributions"]}, ["slams", "bonkers", "may", "shambolic"]),
    "explained": ({"explain": True, "language": "en-GB"}, ["slams", "bonkers", "may", "shambolic"]),
}


def as_json(report: levelhead.Report) -> object:
    return msgspec.json.decode(msgspec.json.encode(report))


def answer(body: dict[str, Any]) -> dict[str, Any]:
    """What POST /analyze says, as a report."""
    sent = msgspec.to_builtins(body, enc_hook=lambda model: model.model_dump(exclude_unset=True))
    answered = ask(
        "POST", "/analyze", build(LEXICON, Settings(deadline_seconds=60)), json=sent
    ).json()
    return {k: v for k, v in answered.items() if k not in ("language", "offset_unit", "engine")}


@pytest.mark.parametrize(("options", "words"), RESULTS.values(), ids=RESULTS)
def test_the_report_is_the_answer_of_the_service(options: dict[str, Any], words: list[str]) -> None:
    report = levelhead.analyze(TEXT, **options)
    assert [span.text for span in report.spans] == words
    assert as_json(report) == answer({"text": TEXT, **options})


def test_blocks_without_an_id_are_called_by_their_index() -> None:
    blocks = [Block("A bonkers plan", "headline"), Block("It may fail.", id="second")]
    report = levelhead.analyze(iter(blocks), lexicon=LEXICON)
    assert [(span.block, span.text) for span in report.spans] == [
        ("0", "bonkers"),
        ("second", "may"),
    ]
    sent = [{"text": b.text, "role": b.role, "id": b.id} for b in blocks]
    assert as_json(report) == answer({"blocks": sent})


INVALID: dict[str, tuple[Callable[[], object], str]] = {
    "two arguments": (
        lambda: levelhead.analyze("", min_score=2, offset_unit="bytes"),  # type: ignore[arg-type]
        "offset_unit: should be 'codepoint', 'utf16' or 'utf8'\n"
        "min_score: should be less than or equal to 1",
    ),
    "a string for a list": (
        lambda: levelhead.analyze("", allow="slams"),
        "allow: should be a list",
    ),
    "no text": (
        lambda: levelhead.analyze([3]),  # type: ignore[list-item]
        "blocks.0: should be an object",
    ),
    "a lone surrogate": (
        lambda: levelhead.analyze("\ud800"),
        "text: contains an unpaired surrogate",
    ),
    "a pattern": (
        lambda: levelhead.analyze("", rules=[{**RULE, "pattern": "("}]),
        "rules.0.pattern: is not a pattern that RE2 accepts: missing )",
    ),
    "two blocks of one name": (
        lambda: levelhead.analyze([Block("", id="1"), Block("")]),
        "blocks.1.id: duplicates the id of item 0",
    ),
    "neither forms nor a pattern": (
        lambda: levelhead.analyze("", rules=[RULE]),
        "rules.0: should have either forms or a pattern",
    ),
}


@pytest.mark.parametrize(("call", "message"), INVALID.values(), ids=INVALID)
def test_an_error_names_each_wrong_argument(call: Callable[[], object], message: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        call()
    assert str(raised.value) == message
    assert isinstance(raised.value, ValueError)


WRONG_TYPES: tuple[Any, ...] = (
    None,
    3,
    b"x",
    "x",
    [3],
    {"a": 1},
    object(),
    True,
    1.5,
    [[]],
    float("nan"),
    Block(""),
)
KEYWORDS = (
    *("lexicon", "format", "language", "offset_unit", "dimensions", "categories", "min_score"),
    *("thresholds", "quotes", "allow", "ignore", "rules", "profile", "desk", "explain", "include"),
)


def outcome(call: Callable[[], object]) -> str:
    """What a call says is wrong, and "" if nothing is; any other exception is raised."""
    try:
        call()
    except (InvalidInput, levelhead.LexiconError) as error:
        return str(error)
    return ""


@pytest.mark.parametrize("name", KEYWORDS)
def test_arguments_of_any_type_are_taken_or_named(name: str) -> None:
    for value in WRONG_TYPES:
        given: dict[str, Any] = {name: value}
        for call in (partial(levelhead.analyze, "x"), partial(levelhead.compare, "x", "y")):
            found = outcome(partial(call, **given))
            assert not found or found.startswith((name, f"before.{name}", f"after.{name}")), found
    # No argument may be all of these.
    unlike_any: dict[str, Any] = {name: object()}
    assert outcome(lambda: levelhead.analyze("x", **unlike_any)).startswith(name)


@pytest.mark.parametrize("value", [each for each in WRONG_TYPES if each != "x"])
def test_texts_and_folders_of_another_type_are_named(value: Any) -> None:
    folder = "folder: should be the path of a folder"
    assert outcome(lambda: levelhead.load_profile(value)) == folder
    assert outcome(lambda: levelhead.load_lexicon(value)) == folder
    assert outcome(lambda: levelhead.analyze(value)).startswith(
        ("text", "blocks", "should have either text or blocks")
    )
    assert outcome(lambda: levelhead.compare(value, "x")).startswith("before")
    assert outcome(lambda: levelhead.compare("x", value)).startswith("after")


def test_the_name_of_a_profile_or_lexicon_is_refused_with_all_other_faults() -> None:
    profile: Any = "northern"
    lexicon: Any = "lexicons"
    assert outcome(
        lambda: levelhead.analyze("x", profile=profile, lexicon=lexicon, min_score=2)
    ) == (
        "lexicon: should be what load_lexicon() returns\n"
        "profile: should be what load_profile() returns\n"
        "min_score: should be less than or equal to 1"
    )
    assert outcome(lambda: levelhead.load_profile("x", lexicon)) == (
        "lexicon: should be what load_lexicon() returns"
    )
    three: Any = ("text", "text", "text")
    assert outcome(lambda: levelhead.compare("", "", format=three)) == (
        "format: should be one format, or a pair of formats"
    )


def test_a_notebook_may_use_patterns() -> None:
    async def cell() -> levelhead.Report:
        return levelhead.analyze("It will fail.", rules=[{**RULE, "pattern": "f[a-z]+l"}])

    assert [span.text for span in asyncio.run(cell()).spans] == ["fail"]


def test_other_word_lists_are_loaded_from_a_folder() -> None:
    lexicon = levelhead.load_lexicon(FOLDER)
    assert lexicon.hash == LEXICON.hash
    with pytest.raises(levelhead.LexiconError, match=r"classes\.toml:1: file is missing"):
        levelhead.load_lexicon(Path("nowhere"))


def test_unknown_names_are_unknown() -> None:
    assert not hasattr(levelhead, "analyse")
    assert {"analyze", "Report", "__version__", "__name__"} <= {*dir(levelhead)}


IMPORTED = """
import sys, levelhead
print(*(name for name in ("levelhead.engine", "pydantic") if name in sys.modules))
levelhead.analyze("It may fail.")
print(*(n for n in sys.modules if n.partition(".")[0] in {"fastapi", "starlette", "uvicorn"}))
"""


def test_importing_it_loads_nothing_and_using_it_no_service() -> None:
    command = [sys.executable, "-W", "error", "-c", IMPORTED]
    run = subprocess.run(command, env=environment(), capture_output=True, text=True, check=True)
    assert (run.stdout, run.stderr) == ("\n\n", "")


TYPED = """
import levelhead
report = levelhead.analyze("It may fail.", dimensions=["hedging"], explain=True)
for span in report.spans:
    reveal_type((span.text, span.start, span.score, span.suggestions[0].action, span.factors or ()))
reveal_type(report.scores.hedging.band)
reveal_type(levelhead.__version__)
levelhead.analyze("", quotes="hide")
"""


@pytest.mark.slow
def test_programs_that_use_it_are_type_checked(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(TYPED, "utf-8")
    cache = f"--cache-dir={tmp_path / 'cache'}"
    printed, _, code = mypy.run(["--strict", "--config-file=", cache, str(program)])
    assert code == 1
    found = [line.partition("program.py:")[2] for line in printed.splitlines()[:-1]]
    assert [line for line in found if "note: Rev" not in line] == [
        '8: error: Argument "quotes" to "analyze" has incompatible type "Literal[\'hide\']"; '
        "expected \"Literal['report', 'ignore']\"  [arg-type]"
    ]


@pytest.mark.parametrize(
    ("options", "kinds"),
    [
        ({}, ["wording_added", "hedge_dropped"]),
        ({"dimensions": ("hedging",)}, ["hedge_dropped"]),
        ({"categories": ["loaded"]}, ["wording_added"]),
        ({"allow": {"may"}, "language": "en-GB"}, ["wording_added"]),
        ({"thresholds": {"modal": 1.0}, "explain": True}, ["wording_added"]),
        ({"rules": [Rule(**RULE, forms=["fail"])]}, ["wording_added", "hedge_dropped"]),  # type: ignore[arg-type]
        ({"format": ("html", "markdown")}, ["wording_added", "hedge_dropped"]),
    ],
)
def test_two_texts_are_compared_as_by_the_service(
    options: dict[str, Any], kinds: list[str]
) -> None:
    before, after = "The tram plan may fail.", "The bonkers tram plan will fail."
    found = levelhead.compare(before, [Block(after)], lexicon=LEXICON, **options)
    assert [change.kind for change in found.changes] == kinds


def test_wrong_arguments_of_a_comparison_are_named() -> None:
    with pytest.raises(InvalidInput, match=r"^allow: should be a list\nbefore\.text: "):
        levelhead.compare("\ud83d", "", allow="may")
