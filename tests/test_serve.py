"""What only a real server on a real port can show."""

import json
import os
import queue
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.helpers.lexicons import write_lexicon
from tests.helpers.running import ROOT, SECONDS, environment, free_port, wait

CHUNK = b"x" * 65_536
COMMAND = [sys.executable, "-m", "levelhead", "serve", "--port"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("http") / "lexicons"
    write_lexicon(made)
    return made


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[str]:
    port = str(free_port())
    env = environment(LEVELHEAD_LEXICONS=str(folder))
    with subprocess.Popen(
        [*COMMAND, port], cwd=ROOT, env=env, stderr=subprocess.PIPE, text=True
    ) as s:
        wait(s, f"http://127.0.0.1:{port}/readyz")
        yield f"http://127.0.0.1:{port}"
        s.send_signal(signal.SIGTERM)
        _, errors = s.communicate(timeout=SECONDS)
    assert s.returncode == 0
    assert "Traceback" not in errors


def test_of_a_body_of_150_megabytes_little_is_taken(server: str) -> None:
    taken = 0

    def body() -> Iterator[bytes]:
        nonlocal taken
        for _ in range(2400):
            taken += len(CHUNK)
            yield CHUNK

    answer = httpx.post(
        f"{server}/analyze", content=body(), headers={"content-type": "text/plain"}, timeout=SECONDS
    )
    assert answer.status_code == 413
    assert answer.json()["title"] == "Content Too Large"
    assert taken < 50_000_000


def test_a_body_that_says_it_is_too_long_is_refused_before_it_is_sent(server: str) -> None:
    host, port = server.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=SECONDS) as s:
        s.sendall(
            b"POST /analyze HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n"
            b"Content-Length: 150000000\r\nExpect: 100-continue\r\n\r\n"
        )
        assert s.recv(65_536).startswith(b"HTTP/1.1 413 ")


def test_a_line_is_answered_before_the_next_is_sent(server: str) -> None:
    answered: queue.Queue[int] = queue.Queue()

    def body() -> Iterator[bytes]:
        for number in range(1, 4):
            yield json.dumps({"text": f"WITHIN SEVEN DAYS {number}!!!"}).encode() + b"\n"
            assert answered.get(timeout=SECONDS) == number

    # The client's own reading and writing take turns, so this speaks HTTP by itself.
    host, port = server.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=SECONDS) as s:
        s.sendall(
            b"POST /analyze/batch HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
            b"Content-Type: application/x-ndjson\r\n\r\n"
        )

        def listen() -> None:
            seen = b""
            while b"0\r\n\r\n" not in seen:
                before = len(re.findall(rb'"line":\d', seen))
                seen += s.recv(65_536)
                for number in range(before + 1, len(re.findall(rb'"line":\d', seen)) + 1):
                    answered.put(number)

        listener = threading.Thread(target=listen)
        listener.start()
        for line in body():
            s.sendall(b"%x\r\n%b\r\n" % (len(line), line))
        s.sendall(b"0\r\n\r\n")
        listener.join(SECONDS)
        assert not listener.is_alive()


def test_a_long_stream_is_answered_whole(server: str) -> None:
    lines = [
        json.dumps({"id": str(n), "text": "It rained!!!"}).encode() + b"\n" for n in range(500)
    ]
    kind = {"content-type": "application/x-ndjson"}
    with httpx.stream(
        "POST", f"{server}/analyze/batch", content=iter(lines), headers=kind, timeout=SECONDS
    ) as answer:
        assert answer.headers["content-encoding"] == "gzip"
        answers = [json.loads(line) for line in answer.iter_lines()]
    assert [a["id"] for a in answers] == [str(n) for n in range(500)]
    assert {len(a["spans"]) for a in answers} == {1}


def test_a_head_has_no_body(server: str) -> None:
    answer = httpx.head(f"{server}/limits", headers={"accept-encoding": "identity"})
    assert (answer.status_code, answer.content) == (200, b"")
    assert int(answer.headers["content-length"]) > 100


def test_a_signal_ends_it(folder: Path) -> None:
    port = str(free_port())
    env = environment(LEVELHEAD_LEXICONS=str(folder))
    with subprocess.Popen(
        [*COMMAND, port], cwd=ROOT, env=env, stderr=subprocess.PIPE, text=True
    ) as s:
        wait(s, f"http://127.0.0.1:{port}/readyz")
        os.kill(s.pid, signal.SIGTERM)
        _, errors = s.communicate(timeout=SECONDS)
    assert "Application shutdown complete" in errors
    assert s.returncode == 0


def test_a_broken_lexicon_does_not_start(tmp_path: Path) -> None:
    write_lexicon(tmp_path)
    broken = tmp_path / "hedging/modal/test.toml"
    broken.write_text(broken.read_text() + "may = 9\n")
    env = environment(LEVELHEAD_LEXICONS=str(tmp_path))
    run = subprocess.run(
        [*COMMAND, "0"],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert run.returncode == 2
    line = json.loads(run.stderr)
    assert (line["event"], line["level"]) == ("lexicon refused", "error")
    assert line["fault"].startswith(f"{broken}:5: may: should be ")
