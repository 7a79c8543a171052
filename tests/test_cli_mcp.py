"""`levelhead mcp`: a process that an assistant starts, with the SDK's client, and its limits."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from mcp import Client
from mcp.types import CallToolResult

from levelhead.cli.main import main
from tests.helpers.assistant import ERAS, answer, over_stdio
from tests.helpers.running import BIN, ROOT, SECONDS, environment

pytestmark = pytest.mark.usefixtures("loaded_once")

PROFILES = ROOT / "docs/profiles"
WORDS = "Jobsworths and yokels slam the bonkers plan, a man said."


@pytest.mark.parametrize("era", ERAS)
def test_an_assistant_starts_it_and_calls_its_tools(era: str) -> None:
    async def use(client: Client) -> list[CallToolResult]:
        calls = [client.call_tool("analyze", {"text": "A bonkers plan. " * n}) for n in range(20)]
        two = {"before": "It may rain.", "after": "It will rain."}
        calls += [client.call_tool("compare", two)]
        calls += [client.call_tool("explain_rule", {"rule": "bonkers"})]
        # A long one, which is analysed in a thread.
        calls += [client.call_tool("analyze", {"text": WORDS * 1000})]
        return await asyncio.gather(*calls)

    *short, compared, rule, long = over_stdio(use, "mcp", era=era)
    assert [len(answer(result)["spans"]) for result in short] == [*range(20)]
    assert [change["kind"] for change in answer(compared)["changes"]] == ["hedge_dropped"]
    assert answer(rule)["id"] == "bonkers"
    assert answer(long)["left_out"].startswith("3950 spans")


# From here on in this process.


@pytest.fixture(autouse=True)
def restored(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A long deadline; and Ctrl-C ends the tests again, as before the command."""
    monkeypatch.setenv("LEVELHEAD_DEADLINE_SECONDS", "60")
    handler = signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGINT, handler)


def talk(
    monkeypatch: pytest.MonkeyPatch, *lines: bytes, given: Sequence[str] = (), wait: bool = True
) -> list[Any]:
    """The exit code of `levelhead mcp`, and its answer to each line; then its input ends.

    Without `wait`, all lines are sent and the input ends, and then answers are read.
    """
    stdin, to_stdin = os.pipe()
    from_stdout, stdout = os.pipe()
    answers: list[Any] = []

    def client() -> None:
        with open(to_stdin, "wb") as sent, open(from_stdout, "rb") as received:
            for line in lines:
                sent.write(line + b"\n")
                sent.flush()
                if wait:
                    answers.append(json.loads(received.readline() or "null"))
            sent.close()
            answers.extend(map(json.loads, received))

    thread = threading.Thread(target=client)
    with open(stdin) as read, open(stdout, "w") as written, monkeypatch.context() as patch:
        patch.setattr(sys, "stdin", read)
        patch.setattr(sys, "stdout", written)
        thread.start()
        code = main(["mcp", *given])
    thread.join(SECONDS)
    return [code, *answers]


def request(method: str, number: int = 1, **params: Any) -> bytes:
    """A request of the protocol of 2026."""
    meta = {f"io.modelcontextprotocol/{key}": value for key, value in META.items()}
    whole = {"jsonrpc": "2.0", "id": number, "method": method, "params": {**params, "_meta": meta}}
    return json.dumps(whole).encode()


META = {"protocolVersion": "2026-07-28", "clientCapabilities": {}}


def calling(**arguments: Any) -> bytes:
    """A call of `analyze`."""
    return request("tools/call", name="analyze", arguments=arguments)


def numbered(number: int, text: str) -> bytes:
    """One of several such calls."""
    return request("tools/call", number, name="analyze", arguments={"text": text})


@pytest.mark.parametrize(
    ("given", "folder", "named", "profile"),
    [
        ([], True, {}, None),
        ([], True, {"profile": "northern"}, "northern"),
        (["--profile", "gazette"], True, {}, "gazette"),
        (["--profile", "gazette"], True, {"profile": "magazine"}, "magazine"),
        (["--profile", str(PROFILES / "gazette")], False, {}, "gazette"),
    ],
)
def test_a_profile_is_that_of_the_call_or_else_of_the_command(
    given: list[str],
    folder: bool,
    named: dict[str, str],
    profile: str | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if folder:
        monkeypatch.setenv("LEVELHEAD_PROFILES", str(PROFILES))
    code, answered = talk(monkeypatch, calling(text=WORDS, **named), given=given)
    assert code == 0
    assert answered["result"]["structuredContent"].get("profile") == profile


def test_limits_are_those_of_the_service(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEVELHEAD_MAX_BODY_BYTES", "1000")
    texts = ("x" * 1000, "x" * 1001, "é" * 500, "é" * 501)
    code, *answers = talk(monkeypatch, *(calling(text=text) for text in texts))
    results = [answered["result"] for answered in answers]
    assert code == 0
    assert [result["isError"] for result in results] == [False, True] * 2
    assert results[1]["content"][0]["text"] == "text: should have at most 1000 bytes"


def test_a_deadline_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEVELHEAD_DEADLINE_SECONDS", "1e-9")
    code, answered = talk(monkeypatch, calling(text=WORDS))
    assert code == 0
    assert answered["result"]["content"][0]["text"] == "timed out during analysis"


@pytest.mark.parametrize(("length", "ends"), [(1200, 0), (1201, 2)])
def test_a_message_that_is_too_long_ends_it(
    length: int, ends: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LEVELHEAD_MAX_BODY_BYTES", "100")
    code, *_ = talk(monkeypatch, calling(text=WORDS).ljust(length - 1))
    assert code == ends
    said = "levelhead mcp: a message has more than 1200 characters\n"
    assert capsys.readouterr().err == (said if ends else "")


def test_calls_that_run_when_the_input_ends_are_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = [numbered(n, f"{WORDS}\n" * 10**n) for n in (3, 1, 0)]
    code, *answers = talk(monkeypatch, *calls, wait=False)
    assert code == 0
    words = {each["id"]: each["result"]["structuredContent"]["words"] for each in answers}
    assert words == {0: 10, 1: 100, 3: 10_000}


def test_a_call_that_was_cancelled_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEVELHEAD_DEADLINE_SECONDS", "600")
    cancelled = {"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 3}}
    ready = {"jsonrpc": "2.0", "method": "notifications/initialized"}
    notes = [json.dumps(each).encode() for each in (cancelled, ready)]
    calls = [numbered(3, WORDS * 2000), *notes, numbered(4, "x")]
    code, *answers = talk(monkeypatch, *calls, wait=False)
    assert [code, *(each["id"] for each in answers)] == [0, 4]


@pytest.mark.parametrize(
    ("line", "error", "message"),
    [
        (b"analyze this", -32700, "the line is not JSON"),
        (b'{"jsonrpc": "2.0", "id": 1, "method"', -32700, "the line is not JSON"),
        (b"", -32700, "the line is not JSON"),
        (b'{"text": "zanzibar"}', -32600, "the line is not a message of JSON-RPC 2.0"),
        (b'"zanzibar"', -32600, "the line is not a message of JSON-RPC 2.0"),
        (b"[" * 100_000, -32700, "the line is not JSON"),
    ],
)
def test_a_line_that_is_not_a_message_is_answered_and_the_next_one_too(
    line: bytes, error: int, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, refused, answered = talk(monkeypatch, line, calling(text=WORDS))
    assert code == 0
    assert refused == {
        "jsonrpc": "2.0",
        "id": None,
        "error": {"code": error, "message": message},
    }
    assert answered["result"]["isError"] is False


def test_without_the_extra_it_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "mcp.server.stdio", None)
    monkeypatch.delitem(sys.modules, "levelhead.service.mcp.stdio", raising=False)
    assert main(["mcp"]) == 2
    assert capsys.readouterr().err.startswith(
        "levelhead mcp needs the mcp packages: run `make mcp` in a checkout, or install "
        "levelhead[mcp] ("
    )


def test_a_faulty_profile_is_refused_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "profile.toml").write_text("about = 1\n")
    assert main(["mcp", "--profile", str(tmp_path)]) == 2
    assert f"{tmp_path / 'profile.toml'}:1: " in capsys.readouterr().err


def test_a_faulty_profile_that_is_not_named_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, settings in (("bad", "about = 1\n"), ("good", 'about = "x"\n')):
        (tmp_path / name).mkdir()
        (tmp_path / name / "profile.toml").write_text(settings)
    monkeypatch.setenv("LEVELHEAD_PROFILES", str(tmp_path))
    code, answered = talk(monkeypatch, calling(text=WORDS), given=["--profile", "good"])
    assert code == 0
    assert answered["result"]["structuredContent"]["profile"] == "good"


def test_an_unknown_profile_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["mcp", "--profile", "none"]) == 2
    said = "none: no such folder, and no profile in LEVELHEAD_PROFILES\n"
    assert capsys.readouterr().err == said


def test_ctrl_c_ends_it_at_once() -> None:
    command = [str(BIN / "levelhead"), "mcp"]
    with subprocess.Popen(
        command, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(request("tools/list") + b"\n")
        process.stdin.flush()
        assert process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(SECONDS) == -signal.SIGINT
