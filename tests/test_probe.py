import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from levelhead.cli.probe import main, probe
from tests.running import free_port


class Service(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response({"/readyz": 200}.get(self.path, 503))
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def url() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Service) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_ready_service_passes(url: str) -> None:
    assert probe(url) is None


def test_a_service_that_is_not_ready_is_told_with_its_status(url: str) -> None:
    assert probe(f"{url}/starting") == f"{url}/starting/readyz: 503"


@pytest.mark.parametrize("address", ["http://127.0.0.1:{port}", "http://[", "ftp://127.0.0.1"])
def test_a_service_that_is_not_there_is_told(address: str) -> None:
    address = address.format(port=free_port())
    said = probe(address)
    assert said is not None
    assert said.startswith(f"{address}/readyz: ")


def test_the_address_may_be_given(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["probe", url])
    assert main() is None


def test_otherwise_it_is_the_port_of_the_settings(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["probe"])
    monkeypatch.setenv("LEVELHEAD_PORT", url.rsplit(":", 1)[1])
    assert main() is None
