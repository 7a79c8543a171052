"""docs/mcp.md, walked through with clients that others wrote, as assistants use them."""

import json
import subprocess
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

import pytest

from tests.helpers.markdown import fences
from tests.helpers.running import BIN, ROOT, environment, running
from tests.tried import Note

pytestmark = pytest.mark.needs("npm")

TABLE = "Assistants"
NPM = ROOT / "tests/clients_npm"
PROFILES = str(ROOT / "docs/profiles")
WORDS = "Jobsworths and yokels slam the bonkers plan, a man said."
TOOLS = ["analyze", "compare", "explain_rule"]

KEY, OLD = "lvl_right", "lvl_old"
KEYS = f"""
local = {{ sha256 = "{sha256(KEY.encode()).hexdigest()}", profile = "gazette" }}
old = {{ sha256 = "{sha256(OLD.encode()).hexdigest()}", expires = 2026-01-01T00:00:00Z }}
"""


NEWEST = "TypeScript SDK 2, protocol 2026-07-28"


class Client(NamedTuple):
    """A client of tests/clients_npm/assistant.js, and the package that has its version."""

    program: str
    package: str

    @property
    def version(self) -> str:
        """The one that runs."""
        file = NPM / "node_modules" / self.package / "package.json"
        found: str = json.loads(file.read_text("utf-8"))["version"]
        return found


CLIENTS = [
    Client("TypeScript SDK 1", "@modelcontextprotocol/sdk"),
    Client("TypeScript SDK 2", "@modelcontextprotocol/client"),
    Client(NEWEST, "@modelcontextprotocol/client"),
    Client("AI SDK", "@ai-sdk/mcp"),
]
with_each_client = pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.program)


def rare(client: Client) -> str:
    """The key of this client that is good for one request."""
    return f"lvl_rare-{CLIENTS.index(client)}"


def ask(client: Client, server: dict[str, Any], *calls: tuple[str, dict[str, object]]) -> Any:
    """What the client finds and gets, or says."""
    given = json.dumps({**server, "calls": calls})
    command = ["node", str(NPM / "assistant.js"), client.program, given]
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def configured(field: str) -> dict[str, Any]:
    """The first server with this field among those that the page says to write."""
    bodies = [json.loads(f.body) for f in fences("docs/mcp.md") if f.language == "json"]
    servers = [(body.get("mcpServers") or body["servers"])["levelhead"] for body in bodies]
    found: dict[str, Any] = next(server for server in servers if field in server)
    return found


def marked(result: dict[str, Any]) -> Sequence[str]:
    return [span["text"] for span in result["structuredContent"]["spans"]]


def said(result: dict[str, Any]) -> object:
    assert result["isError"]
    return result["content"][0]["text"]


@with_each_client
def test_an_assistant_starts_the_command_with_a_profile(client: Client, tried: Note) -> None:
    server = configured("env")
    assert server["args"] == ["mcp", "--profile", "northern"]
    started = {**server, "command": str(BIN / server["command"])}
    started["env"] = environment(LEVELHEAD_PROFILES=PROFILES, LEVELHEAD_DEADLINE_SECONDS="60")
    found = ask(
        client,
        started,
        ("analyze", {"text": WORDS}),
        ("analyze", {"text": WORDS, "profile": "magazine"}),
        ("compare", {"before": "It may rain.", "after": "It will rain."}),
        ("explain_rule", {"rule": "northern:jobsworth"}),
        ("analyze", {"text": WORDS, "min_score": 5}),
    )
    northern, magazine, compared, rule, wrong = found["results"]
    assert found["tools"] == TOOLS
    assert marked(northern) == ["Jobsworths", "yokels", "slam"]
    assert marked(magazine) == ["Jobsworths", "yokels", "slam", "bonkers"]
    assert [c["kind"] for c in compared["structuredContent"]["changes"]] == ["hedge_dropped"]
    assert rule["structuredContent"]["id"] == "northern:jobsworth"
    assert said(wrong) == "min_score: should be less than or equal to 1"
    tried(TABLE, client.program, client.version, "starts the command, as in mcp.md")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """A service with keys and profiles, as the page says how to write it."""
    file = tmp_path_factory.mktemp("keys") / "keys.toml"
    once = [
        f'{key[4:]} = {{ sha256 = "{sha256(key.encode()).hexdigest()}", rate = "1/day" }}\n'
        for key in map(rare, CLIENTS)
    ]
    file.write_text(KEYS + "".join(once))
    settings = {
        "LEVELHEAD_MCP_HOSTS": "127.0.0.1:*",
        "LEVELHEAD_API_KEYS_FILE": str(file),
        "LEVELHEAD_PROFILES": PROFILES,
    }
    with running(settings=settings, output=subprocess.DEVNULL) as url:
        server = configured("url")
        yield {**server, "url": server["url"].replace("https://levelhead.example", url)}


def with_key(service: dict[str, Any], key: str) -> dict[str, Any]:
    return {**service, "headers": dict.fromkeys(service["headers"], key)}


@with_each_client
def test_an_assistant_uses_a_service_with_a_key_and_its_profile(
    client: Client, service: dict[str, Any], tried: Note
) -> None:
    found = ask(
        client,
        with_key(service, KEY),
        ("analyze", {"text": WORDS}),
        ("analyze", {"text": WORDS, "profile": "magazine"}),
        ("analyze", {"text": WORDS, "profile": "mirror"}),
    )
    own, magazine, unknown = found["results"]
    assert found["tools"] == TOOLS
    assert marked(own) == ["Jobsworths", "yokels", "slam"]
    tried(TABLE, client.program, client.version, "service with keys, as in mcp.md")
    assert marked(magazine) == ["Jobsworths", "yokels", "slam", "bonkers"]
    assert str(said(unknown)).startswith("profile: ")
    tried(TABLE, client.program, client.version, "profile of the key, or of the call")


@with_each_client
def test_an_assistant_says_what_is_wrong_with_a_key(
    client: Client, service: dict[str, Any], tried: Note
) -> None:
    wrong, old = (ask(client, with_key(service, key))["error"] for key in ("lvl_wrong", OLD))
    check = "says what is wrong with a key"
    if client.program == NEWEST:
        assert wrong.endswith(": the server requires authorization (HTTP 401)")
        assert old.endswith(": the server denied access (HTTP 403)")
        tried(TABLE, client.program, client.version, check, result="no: only that access is denied")
        return
    assert "wrong API key: " in wrong
    assert "this API key has expired" in old
    tried(TABLE, client.program, client.version, check)


@with_each_client
def test_an_assistant_says_that_a_rate_is_used_up(
    client: Client, service: dict[str, Any], tried: Note
) -> None:
    said = ask(client, with_key(service, rare(client)), ("analyze", {"text": WORDS}))["error"]
    assert "at most 1 request" in said
    tried(TABLE, client.program, client.version, "says that a rate is used up")
