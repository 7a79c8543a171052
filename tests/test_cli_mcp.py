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


def talk(monkeypatch: pytest.MonkeyPatch, *lines: bytes, given: Sequence[str] = ()) -> list[Any]:
    """The exit code of `levelhead mcp`, and its answer to each line; then its input ends."""
    stdin, to_stdin = os.pipe()
    from_stdout, stdout = os.pipe()
    answers: list[Any] = []

    def client() -> None:
        with open(to_stdin, "wb") as sent, open(from_stdout, "rb") as received:
            for line in lines:
                sent.write(line + b"\n")
                sent.flush()
                answers.append(json.loads(received.readline() or "null"))

    thread = threading.Thread(target=client)
    with open(stdin) as read, open(stdout, "w") as written, monkeypatch.context() as patch:
        patch.setattr(sys, "stdin", read)
        patch.setattr(sys, "stdout", written)
        thread.start()
        code = main(["mcp", *given])
    thread.join(SECONDS)
    return [code, *answers]


def request(method: str, **params: Any) -> bytes:
    """A request of the protocol of 2026."""
    meta = {f"io.modelcontextprotocol/{key}": value for key, value in META.items()}
    whole = {"jsonrpc": "2.0", "id": 1, "method": method, "params": {**params, "_meta": meta}}
    return json.dumps(whole).encode()


META = {"protocolVersion": "2026-07-28", "clientCapabilities": {}}


def calling(**arguments: Any) -> bytes:
    """A call of `analyze`."""
    return request("tools/call", name="analyze", arguments=arguments)


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


def test_without_the_extra_it_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "mcp.server.stdio", None)
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
