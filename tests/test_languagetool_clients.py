"""What LanguageTool's clients send, in their way of writing it, and what they are answered."""

import json
import subprocess
import sys
from collections.abc import Iterator
from subprocess import PIPE, STDOUT
from typing import Any, NamedTuple
from urllib.parse import quote, quote_plus

import httpx
import language_tool_python
import pytest

from tests.helpers.languagetool import faults
from tests.helpers.running import ROOT, SECONDS, environment, free_port, running, wait

Marks = list[tuple[int, str, str, list[str]]]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with running() as url:
        yield url


def of_javascript(**fields: str) -> bytes:
    """With encodeURIComponent."""
    return "&".join(f"{name}={quote(fields[name], '!~*()')}" for name in fields).encode()


def of_java(**fields: str) -> bytes:
    """With URLEncoder.encode."""
    return "&".join(f"{name}={quote_plus(fields[name], '*')}" for name in fields).encode()


def annotation(*parts: dict[str, object]) -> str:
    return json.dumps({"annotation": parts}, ensure_ascii=False, separators=(",", ":"))


class Client(NamedTuple):
    """A request of a client: what it sends, the text with markup, and the marks it gets."""

    name: str
    path: str
    headers: dict[str, str]
    body: bytes
    text: str
    marks: Marks


FORM = {"content-type": "application/x-www-form-urlencoded", "accept": "application/json"}
LOADED, INTENSIFIER, VERB = (
    "SENSATIONAL_LOADED",
    "SENSATIONAL_INTENSIFIER",
    "SENSATIONAL_DRAMATIC_VERB",
)
HEARSAY = "HEDGING_HEARSAY"


def marks(sent: str, answer: Any) -> Marks:
    """Where each match begins, the words it is on, its rule, and what a click would put there."""
    units = sent.encode("utf-16-le")
    return [
        (
            m["offset"],
            units[2 * m["offset"] : 2 * (m["offset"] + m["length"])].decode("utf-16-le"),
            m["rule"]["id"],
            [each["value"] for each in m["replacements"]],
        )
        for m in answer["matches"]
    ]


HEADLINE = "Mayor slams bonkers tram plan"
SLAMS = (6, "slams", VERB, ["criticises"])

CLIENTS = [
    Client(
        "Obsidian",
        "//v2/check",  # its address ends with a slash
        FORM,
        of_javascript(
            data=annotation(
                {"markup": "# ", "interpretAs": "", "offset": {"start": 0, "end": 2}},
                {"text": HEADLINE, "offset": {"start": 2, "end": 31}},
                {"markup": "\n\n", "interpretAs": "\n\n", "offset": {"start": 31, "end": 33}},
                {"text": "It is ", "offset": {"start": 33, "end": 39}},
                {"markup": "**", "interpretAs": "", "offset": {"start": 39, "end": 41}},
                {"text": "utterly", "offset": {"start": 41, "end": 48}},
                {"markup": "**", "interpretAs": "", "offset": {"start": 48, "end": 50}},
                {"text": " daft, see ", "offset": {"start": 50, "end": 61}},
                {
                    "markup": "`bonkers`",
                    "interpretAs": "`bonkers`",
                    "offset": {"start": 61, "end": 70},
                },
                {"text": ". 😀", "offset": {"start": 70, "end": 74}},
            ),
            language="auto",
            enabledOnly="false",
            level="default",
            disabledCategories="TYPOGRAPHY",
            preferredVariants="en-GB,de-DE,pt-BR,ca-ES",
        ),
        f"# {HEADLINE}\n\nIt is **utterly** daft, see `bonkers`. 😀",
        [
            (8, "slams", VERB, ["criticises"]),
            (14, "bonkers", LOADED, []),
            (41, "utterly", INTENSIFIER, []),
            (51, "daft", "SENSATIONAL_SLANG", []),
        ],
    ),
    Client(
        "LTeX",
        "/v2/check",
        {"content-type": "application/json"},
        of_java(
            language="en-US",
            data=annotation(
                {"markup": "\\section{", "interpretAs": "\n\n"},
                {"text": HEADLINE},
                {"markup": "}\n\n", "interpretAs": "\n\n"},
                {"text": "The plan of "},
                {"markup": "\\cite{a}", "interpretAs": "Dummy0"},
                {"text": " is "},
                {"markup": "\\emph{", "interpretAs": ""},
                {"text": "utterly"},
                {"markup": "}"},
                {"text": " shambolic*."},
            ),
            level="picky",
            motherTongue="de-DE",
            enabledRules="PASSIVE_VOICE,TOO_LONG_SENTENCE",
        ),
        f"\\section{{{HEADLINE}}}\n\nThe plan of \\cite{{a}} is \\emph{{utterly}} shambolic*.",
        [
            (15, "slams", VERB, ["criticises"]),
            (21, "bonkers", LOADED, []),
            (71, "utterly", INTENSIFIER, []),
            (80, "shambolic", LOADED, ["disorganised"]),
        ],
    ),
    Client(
        "TipTap",
        "/v2/check",
        FORM,
        # Blocks are parted by as many spaces as there are places between them.
        of_javascript(
            text=f"{HEADLINE}  It's “new”, & 😀  He slams it!", language="auto", enabledOnly="false"
        ),
        f"{HEADLINE}  It's “new”, & 😀  He slams it!",
        [SLAMS, (12, "bonkers", LOADED, []), (52, "slams", VERB, ["criticises"])],
    ),
    Client(
        "TipTap, its first version",
        f"/v2/check?language=en-US&text={quote(HEADLINE)}",
        {"accept": "*/*"},
        b"",
        HEADLINE,
        [SLAMS, (12, "bonkers", LOADED, [])],
    ),
    Client(
        "LanguageTool Linter for VS Code",
        "/v2/check",
        FORM,
        of_javascript(
            language="en-GB",
            motherTongue="",
            disabledRules="DASH_RULE,SENSATIONAL_INTENSIFIER",
            disabledCategories="TYPOS",
            data=annotation(
                {"markup": "<p>", "interpretAs": ""},
                {"text": "A clich"},
                {"markup": "&eacute;", "interpretAs": "é"},
                {"text": ", utterly bonkers"},
                {"markup": "<br>", "interpretAs": "\n"},
                {"text": "It rained."},
            ),
        ),
        "<p>A clich&eacute;, utterly bonkers<br>It rained.",
        [(28, "bonkers", LOADED, [])],
    ),
    Client(
        "LibreOffice 7.4",
        "/v2/check",
        {"content-type": "application/x-www-form-urlencoded", "accept": "*/*"},
        "text=😀 The bonkers plan & 5% “more” + an utterly daft idea.&language=en-US".encode(),
        "😀 The bonkers plan & 5% “more” + an utterly daft idea.",
        [
            (7, "bonkers", LOADED, []),
            (34, "an utterly", INTENSIFIER, ["a"]),
            (45, "daft", "SENSATIONAL_SLANG", []),
        ],
    ),
    Client(
        "the browser add-on",
        "/v2/check?c=1&instanceId=7%3A1&v=1.0",
        {"content-type": "application/x-www-form-urlencoded; charset=UTF-8"},
        of_javascript(
            data=json.dumps({"text": HEADLINE, "metaData": {"EmailNumberOfAttachments": 0}}),
            textSessionId="7:1",
            enableHiddenRules="true",
            level="default",
            language="auto",
            noopLanguages="de,fr",
            preferredLanguages="en,de",
            preferredVariants="en-US,de-DE",
            disabledRules="WHITESPACE_RULE,CONSECUTIVE_SPACES",
            useragent="chrome",
            mode="allButTextLevelOnly",
            allowIncompleteResults="true",
        ),
        HEADLINE,
        [SLAMS, (12, "bonkers", LOADED, [])],
    ),
    Client(
        "the browser add-on, whole text",
        "/v2/check",
        {"content-type": "application/x-www-form-urlencoded"},
        of_javascript(text=HEADLINE, language="auto", mode="textLevelOnly"),
        HEADLINE,
        [],
    ),
    Client(
        "a client that escapes no more than it must",
        "/check",
        {},
        b"language=en&level=picky&text=It+is+reportedly+new.",
        "It is reportedly new.",
        [(6, "reportedly", HEARSAY, [])],
    ),
]


@pytest.mark.parametrize("client", CLIENTS, ids=[client.name for client in CLIENTS])
def test_clients_are_answered(client: Client, server: str) -> None:
    method = "POST" if client.body else "GET"
    answer = httpx.request(
        method, server + client.path, content=client.body, headers=client.headers, timeout=SECONDS
    )
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/json"
    assert faults(answer.json()) == []
    assert marks(client.text, answer.json()) == client.marks


def test_the_log_of_a_server_holds_no_text_not_even_of_a_query() -> None:
    port = free_port()
    command = [sys.executable, "-m", "levelhead", "serve", "--port", str(port)]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment(), stdout=PIPE, stderr=STDOUT, text=True
    ) as server:
        url = f"http://127.0.0.1:{port}"
        wait(server, f"{url}/readyz")
        for query in ({"text": "zanzibar", "language": "en"}, {"text": "zanzibar"}):
            httpx.get(f"{url}/v2/check", params=query, timeout=SECONDS)
        server.terminate()
        log, _ = server.communicate(timeout=SECONDS)
    assert "zanzibar" not in log


@pytest.fixture(scope="module")
def tool(server: str) -> Iterator[language_tool_python.LanguageTool]:
    with language_tool_python.LanguageTool("en-US", remote_server=server) as made:
        yield made


def test_language_tool_python_finds_and_counts_in_code_points(
    tool: language_tool_python.LanguageTool,
) -> None:
    text = "😀 The mayor slams the utterly bonkers plan. 😀 He is right."
    assert [
        (text[m.offset : m.offset + m.error_length], m.rule_id, m.category, m.replacements)
        for m in tool.check(text)
    ] == [
        ("slams", VERB, "STYLE", ["criticises"]),
        (" utterly", INTENSIFIER, "STYLE", [""]),
        ("bonkers", LOADED, "STYLE", []),
    ]


def test_language_tool_python_switches(tool: language_tool_python.LanguageTool) -> None:
    text = "The utterly bonkers plan may fail."
    try:
        tool.picky = True
        assert [m.rule_id for m in tool.check(text)] == [INTENSIFIER, LOADED, "HEDGING_MODAL"]
        tool.disabled_rules = {LOADED}
        assert [m.rule_id for m in tool.check(text)] == [INTENSIFIER, "HEDGING_MODAL"]
        tool.disabled_rules = set()
        tool.enabled_rules, tool.enabled_rules_only = {LOADED}, True
        assert [m.rule_id for m in tool.check(text)] == [LOADED]
    finally:
        tool.picky = tool.enabled_rules_only = False
        tool.disabled_rules, tool.enabled_rules = set(), set()


def test_language_tool_python_corrects(tool: language_tool_python.LanguageTool) -> None:
    assert tool.correct("The mayor slams the plan.") == "The mayor criticises the plan."


def test_language_tool_python_reads_the_languages(server: str) -> None:
    with language_tool_python.LanguageTool("en-AU", remote_server=server) as tool:
        assert tool.language.tag == "en-AU"
        assert tool.check("It is bonkers.")[0].rule_id == LOADED
