"""`levelhead analyze --server`: the same answers, keys, and services that fail."""

from collections.abc import Callable, Iterator
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from levelhead.cli.main import main
from levelhead.version import VERSION
from tests.helpers import cli_files
from tests.helpers.running import free_port, running

# Fixtures: pytest finds them by these names.
lexicons = cli_files.lexicons
article = cli_files.article


def test_a_running_service_gives_the_same_answer(
    article: str, lexicons: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    profile = tmp_path / "houses/own"
    profile.mkdir(parents=True)
    (profile / "profile.toml").write_text('about = "x"\n[allow]\nbonkers = "x"\n')
    arguments = ["analyze", article, "--format", "json", "--explain", "--min-score", "0.2"]
    arguments += ["--profile", str(profile)]
    assert main(arguments) == 0
    settings = {
        "LEVELHEAD_LEXICONS": str(lexicons),
        "LEVELHEAD_PROFILES": str(profile.parent),
    }
    with running(settings=settings) as url:
        assert main([*arguments, "--server", f"{url}/"]) == 0
    here, there = capsys.readouterr().out.splitlines()
    assert here == there


def test_a_service_with_keys_gets_the_key_of_the_environment(
    article: str,
    lexicons: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    keys = tmp_path / "keys.toml"
    keys.write_text(f'[desk]\nsha256 = "{sha256(b"open-sesame").hexdigest()}"\n')
    settings = {"LEVELHEAD_LEXICONS": str(lexicons), "LEVELHEAD_API_KEYS_FILE": str(keys)}
    with running(settings=settings) as url:
        assert main(["analyze", article, "--server", url]) == 2
        assert "401" in capsys.readouterr().err
        monkeypatch.setenv("LEVELHEAD_KEY", "open-sesame\n")  # as secrets of CI often end
        assert main(["analyze", article, "--server", url]) == 0


@pytest.mark.parametrize("key", ["zanzibár", "zanzi\nbar", "zanzi\x1bbar", "zanzi\udcffbar"])
def test_a_key_that_no_header_can_hold_is_refused_and_not_shown(
    key: str, article: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LEVELHEAD_KEY", key)
    assert main(["analyze", article, "--server", "http://127.0.0.1:1"]) == 2
    assert capsys.readouterr().err == "LEVELHEAD_KEY: should be ASCII characters only\n"


@pytest.fixture
def answering() -> Iterator[Callable[[int, str], str]]:
    """Starts services that give one fixed answer to everything."""
    started: list[tuple[HTTPServer, Thread]] = []

    def start(status: int, body: str) -> str:
        class Service(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["content-length"]))
                self.send_response(status)
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *args: object) -> None:
                pass

        server = HTTPServer(("127.0.0.1", 0), Service)
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        started.append((server, thread))
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server, thread in started:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (200, "hello", f"unexpected response; is this levelhead {VERSION}? (JSON is malformed"),
        (
            200,
            '{"spans": 3}',
            f"unexpected response; is this levelhead {VERSION}? (Expected `array`",
        ),
        (413, "too long", "413 too long"),
    ],
)
def test_an_unexpected_response_of_a_service_is_reported(
    status: int,
    body: str,
    reason: str,
    answering: Callable[[int, str], str],
    article: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    url = answering(status, body)
    assert main(["analyze", article, "--server", url]) == 2
    assert capsys.readouterr().err.startswith(f"{url}: {reason}")


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("http://127.0.0.1:{port}", "Connection refused"),
        ("127.0.0.1", "Request URL is missing an 'http://' or 'https://' protocol."),
        ("http://[", "Name or service not known"),
    ],
)
def test_an_unreachable_service_is_reported(
    address: str, reason: str, article: str, capsys: pytest.CaptureFixture[str]
) -> None:
    url = address.format(port=free_port())
    assert main(["analyze", article, "--server", url]) == 2
    assert capsys.readouterr().err == f"{url}: {reason}\n"
