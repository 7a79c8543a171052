import os
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from levelhead.cli.main import main
from tests.helpers.running import environment, free_port


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


def test_a_ready_service_passes(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["probe", url]) == 0
    assert capsys.readouterr() == ("", "")


def test_without_an_address_it_is_this_machine_and_the_port_of_the_settings(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEVELHEAD_PORT", url.rsplit(":", 1)[1])
    assert main(["probe"]) == 0


def test_a_service_that_is_not_ready_is_reported_with_its_status(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["probe", f"{url}/starting"]) == 1
    assert capsys.readouterr() == ("", f"{url}/starting/readyz: 503\n")


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("http://127.0.0.1:{port}", "Connection refused"),
        ("http://[", "Name or service not known"),
        ("ftp://127.0.0.1", "Request URL has an unsupported protocol 'ftp://'."),
    ],
)
def test_a_service_that_does_not_answer_is_reported(
    address: str, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    address = address.format(port=free_port())
    assert main(["probe", address]) == 1
    assert capsys.readouterr().err == f"{address}/readyz: {reason}\n"


HEAVY = {"fastapi", "msgspec", "pyarrow", "pydantic", "re2", "starlette", "uvicorn"}


@pytest.mark.parametrize("arguments", [["probe", "http://["], ["--version"], []])
def test_what_runs_often_loads_neither_the_engine_nor_the_service(arguments: list[str]) -> None:
    program = (
        "import sys\nfrom levelhead.cli.main import main\n"
        "try:\n    main()\n"
        "finally:\n    print(*sorted(sys.modules), file=sys.stderr)"
    )
    run = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        env=environment(PYTHONPATH=os.pathsep.join(sys.path)),
        capture_output=True,
        text=True,
    )
    loaded = set(run.stderr.split())
    ours = {name for name in loaded if name.startswith("levelhead.")}
    used = {"levelhead.cli", "levelhead.cli.command", "levelhead.cli.main", "levelhead.render"}
    assert ours - {"levelhead.cli.probe"} == used | {"levelhead.version"}
    assert loaded & HEAVY == set()
