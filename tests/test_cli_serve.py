"""`levelhead serve`: its address, and what ends it at its start."""

import json
import subprocess
from pathlib import Path
from socket import socket
from typing import Any

import pytest

from levelhead.cli.main import main
from levelhead.service.settings import Settings
from tests.helpers import cli_files
from tests.helpers.running import environment

# Fixtures: pytest finds them by these names.
lexicons = cli_files.lexicons


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What was asked for."""
    calls: list[dict[str, Any]] = []

    def serve(_: Settings, host: str, port: int, workers: int) -> None:
        calls.append({"host": host, "port": port, "workers": workers})

    monkeypatch.setattr("levelhead.service.server.serving.serve", serve)
    for name in ("HOST", "PORT", "WORKERS"):
        monkeypatch.delenv(f"LEVELHEAD_{name}", raising=False)
    return calls


def test_serving_takes_its_address_from_options_then_environment(
    served: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["serve"]) == 0
    monkeypatch.setenv("LEVELHEAD_PORT", "8001")
    monkeypatch.setenv("LEVELHEAD_WORKERS", "2")
    assert main(["serve"]) == 0
    assert main(["serve", "--host", "::1", "--port", "0", "--workers", "3"]) == 0
    assert [(s["host"], s["port"], s["workers"]) for s in served] == [
        ("127.0.0.1", 8000, 1),
        ("127.0.0.1", 8001, 2),
        ("::1", 0, 3),
    ]


@pytest.mark.parametrize("args", [[], ["--host", ""]], ids=["variable", "option"])
def test_an_empty_host_does_not_open_the_service_to_others(
    args: list[str],
    served: list[dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if not args:
        monkeypatch.setenv("LEVELHEAD_HOST", "")
    with pytest.raises(SystemExit) as ended:
        main(["serve", *args])
    assert ended.value.code == 2
    assert capsys.readouterr().err.endswith(
        "LEVELHEAD_HOST or --host should not be empty; 0.0.0.0 listens on all addresses\n"
    )
    assert served == []


def test_a_broken_lexicon_is_reported_before_workers_start(
    lexicons: Path,
    served: list[dict[str, Any]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    broken = lexicons / "hedging/modal/test.toml"
    broken.write_text('about = "x"\nmessage = "X."\n[phrases]\nmay = { strength = "3" }\n')
    assert main(["serve", "--workers", "2"]) == 2
    assert served == []
    assert f"{broken}:4: may.strength: " in capsys.readouterr().err


def test_a_broken_lexicon_ends_a_single_process(lexicons: Path) -> None:
    (lexicons / "hedging/modal/test.toml").write_text("about = 1")
    run = subprocess.run(
        ["levelhead", "serve", "--port", "0"],
        env=environment(LEVELHEAD_LEXICONS=str(lexicons)),
        capture_output=True,
        text=True,
    )
    assert run.returncode == 2
    first, *_ = run.stderr.splitlines()
    assert json.loads(first)["fault"].startswith(f"{lexicons}/hedging/modal/test.toml:1: about: ")
    assert "Traceback" not in run.stderr


def test_invalid_settings_are_reported_without_their_values(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LEVELHEAD_MAX_BODY_BYTES", "many")
    monkeypatch.setenv("LEVELHEAD_REDIS_URL", "https://:secret@redis")
    monkeypatch.setenv("LEVELHEAD_RATE", "often")
    assert main(["serve"]) == 2
    shown = capsys.readouterr().err.splitlines()
    assert [line.partition(": ")[0] for line in shown] == [
        "LEVELHEAD_MAX_BODY_BYTES",
        "LEVELHEAD_RATE",
        "LEVELHEAD_REDIS_URL",
    ]
    assert "secret" not in "".join(shown)


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_service_that_cannot_listen_fails(workers: str, lexicons: Path) -> None:
    with socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        run = subprocess.run(
            ["levelhead", "serve", "--port", str(taken.getsockname()[1]), "--workers", workers],
            env=environment(LEVELHEAD_LEXICONS=str(lexicons)),
            capture_output=True,
            text=True,
        )
    assert run.returncode == 2
    assert "address already in use" in run.stderr.lower()


def test_a_service_that_is_stopped_has_done_its_work(
    served: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object) -> None:
        raise SystemExit(0)

    monkeypatch.setattr("levelhead.service.server.serving.serve", stopped)
    assert main(["serve"]) == 0
