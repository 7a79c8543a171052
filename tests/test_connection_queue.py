"""Clients that wait in the queue, and those that leave it."""

import socket
import struct
import time
from threading import Event
from typing import Any

import pytest
from starlette.types import Receive, Scope, Send

from levelhead.service.engine import Engine
from levelhead.service.server import connection
from tests.helpers import raw_http
from tests.helpers.asgi import app_of
from tests.helpers.logs import capture_logs
from tests.helpers.raw_http import BODY, CLOSE, LENGTH, POST, Waiting, status_of, statuses
from tests.helpers.running import SECONDS, wait_for
from tests.helpers.serving_thread import connect, port_of, serving

# Fixtures: pytest finds them by these names.
server = raw_http.server
port = raw_http.port


def test_who_waits_in_a_queue_and_sends_no_more_is_answered_if_still_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(connection, "CHECK_SECONDS", 0.05)
    app = Waiting()
    with serving(app) as server, connect(port_of(server)) as client:
        client.sendall(POST + LENGTH + b"\r\n" + BODY)
        client.shutdown(socket.SHUT_WR)
        assert client.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        time.sleep(0.3)
        app.go = True
        assert statuses(b"".join(iter(lambda: client.recv(65_536), b""))) == [200]
        assert not app.gone


@pytest.mark.parametrize("version", [b"1.0", b"1.1"])
def test_who_waits_in_a_queue_and_goes_away_is_noticed(version: bytes) -> None:
    app = Waiting()
    with serving(app) as server:
        with connect(port_of(server)) as client:
            client.sendall(POST.replace(b"1.1", version) + LENGTH + b"\r\n" + BODY)
            wait_for(lambda: app.begun)
        wait_for(lambda: app.gone)


class Begun(Waiting):
    """Waits with half its answer sent."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            length = [(b"content-length", b"2")]
            await send({"type": "http.response.start", "status": 200, "headers": length})
            self.begun = True
            await self.pause()
            await send({"type": "http.response.body", "body": b"ok"})


@pytest.mark.parametrize("kind", [Waiting, Begun])
def test_a_stopping_server_answers_what_has_begun_and_closes_the_rest(kind: type[Waiting]) -> None:
    app = kind()
    with serving(app) as server, connect(port_of(server)) as busy, connect(port_of(server)) as idle:
        busy.sendall(POST + LENGTH + b"\r\n" + BODY)
        wait_for(lambda: app.begun)
        server.should_exit = True
        assert idle.recv(100) == b""
        app.go = True
        assert statuses(b"".join(iter(lambda: busy.recv(65_536), b""))) == [200]


def test_nothing_is_done_for_clients_that_went_while_they_waited(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go, texts = Event(), Event(), []
    work = Engine.analyze

    def held(self: Engine, *args: Any) -> object:
        texts.append(args)
        begun.set()
        assert go.wait(SECONDS)
        return work(self, *args)

    monkeypatch.setattr(Engine, "analyze", held)
    text = b"x" * 20_000  # long enough to be analysed in a thread
    request = POST + CLOSE + b"Content-Length: %d\r\n\r\n" % len(text) + text
    with capture_logs() as logged, connect(port) as patient:
        patient.sendall(request)
        assert begun.wait(SECONDS)
        for _ in range(5):
            with connect(port) as hasty:
                hasty.sendall(request)
        wait_for(lambda: len([line for line in logged if line.get("status") == 499]) == 5)
        go.set()
        assert status_of(patient) == 200
    assert len(texts) == 1


def test_a_stream_whose_client_has_gone_is_scored_no_further(port: int) -> None:
    lines = b'{"text": "%b"}\n' % BODY * 2000
    head = b"POST /analyze/batch HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\n"
    with capture_logs() as logged:
        client = connect(port)
        client.sendall(head + b"Content-Length: %d\r\n\r\n" % len(lines) + lines)
        client.recv(1000)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        client.close()
        wait_for(lambda: any(line["event"] == "request" for line in logged))
    (line,) = [line for line in logged if line["event"] == "request"]
    assert line["status"] == 499
    assert line["texts"] < 1900
    held = app_of(body_seconds=1.0).state.engine.held
    wait_for(lambda: held.bytes == 0)
