"""Settings: what cannot be meant is refused at the start, by name, and no password is shown."""

import os
import subprocess
from pathlib import Path

import pytest

from levelhead.cli.main import main
from levelhead.service.settings import (
    Settings,
    SettingsError,
    settings_of_environment,
    settings_of_service,
)
from tests.helpers.lexicons import write_lexicon
from tests.helpers.running import ROOT, SECONDS, environment

SECRET = "swordfish"


@pytest.fixture(autouse=True)
def nothing_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_lexicon(tmp_path / "lexicons")
    for name in [name for name in os.environ if name.startswith("LEVELHEAD_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("LEVELHEAD_LEXICONS", str(tmp_path / "lexicons"))


def refusal(monkeypatch: pytest.MonkeyPatch, **variables: str) -> list[str]:
    """The lines with which a service refuses these variables; none if it takes them."""
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    try:
        settings_of_service()
    except SettingsError as error:
        return str(error).splitlines()
    return []


LESS = "should be less than or equal to"


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("DRAIN_SECONDS", "inf", "should be a finite number"),
        ("DRAIN_SECONDS", "nan", "should be a finite number"),
        ("DRAIN_SECONDS", "3000", f"{LESS} 600"),
        ("SHUTDOWN_SECONDS", "3601", f"{LESS} 3600"),
        ("BODY_SECONDS", "1e9", f"{LESS} 600"),
        ("DEADLINE_SECONDS", "5000", f"{LESS} 600"),
        ("LANGUAGETOOL_TIMEOUT", "-inf", "should be a finite number"),
        ("MAX_BODY_BYTES", "67108865", f"{LESS} 67108864"),
        ("MAX_DOCUMENTS", "10001", f"{LESS} 10000"),
        ("MAX_WAITING", "10001", f"{LESS} 10000"),
        ("MAX_WAITING_LARGE", "1001", f"{LESS} 1000"),
        ("OFFLOAD_BYTES", "67108865", f"{LESS} 67108864"),
        (
            "MAX_BODY_BYTES",
            "9" * 5000,
            "should be an integer of fewer digits",
        ),
        ("LEXICONS", "/nowhere", "should be a folder that exists"),
        ("LEXICONS", "/dev/null", "should be a folder that exists"),
        *((name, "", "should not be empty") for name in ("LEXICONS", "PROFILES", "API_KEYS_FILE")),
        ("MAX_DOCUMENTS", "", "should be an integer"),
        ("MAX_DOCUMENTS", "1e3", "should be an integer"),
        ("DEADLINE_SECONDS", "5s", "should be a number"),
        ("OPEN_METRICS", "maybe", "should be true or false"),
        ("LOG_LEVEL", "loud", "should be 'debug', 'info', 'warning' or 'error'"),
        ("LANGUAGETOOL_UPSTREAM", "", "should be a valid URL, input is empty"),
        ("FINGERPRINT_KEY", "short", "should be 16 to 64 ASCII characters without spaces"),
        ("FINGERPRINT_KEY", "x" * 65, "should be 16 to 64 ASCII characters without spaces"),
        ("FINGERPRINT_KEY", "x" * 16 + "\n", "should be 16 to 64 ASCII characters without spaces"),
        ("REDIS_URL", "", "should begin with redis://, rediss:// or redis+unix://"),
        (
            "PROFILES",
            str(ROOT / "docs/profiles/gazette"),
            "is a profile itself; should be the folder that holds it",
        ),
        ("RATE", "", "should be a number, a slash and one of second, minute, hour, day"),
        *(
            (
                "REDIS_URL",
                f"redis://:{SECRET}@{rest}",
                "has an invalid port or query; special characters of a password are written as %XX",
            )
            for rest in ("host:port", "host:99999", "host?db=x")
        ),
        (
            "REDIS_URL",
            f"redis://:{SECRET}/2@host",
            "has an invalid port or query; special characters of a password are written as %XX",
        ),
        (
            "REDIS_URL",
            f"http://:{SECRET}@host",
            "should begin with redis://, rediss:// or redis+unix://",
        ),
        (
            "LANGUAGETOOL_UPSTREAM",
            f"http://me:{SECRET}@host:port/v2",
            "should be a valid URL, invalid port number",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(
    name: str, value: str, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (line,) = refusal(monkeypatch, **{f"LEVELHEAD_{name}": value})
    assert line == f"LEVELHEAD_{name}: {reason}"


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("TRUSTED_PROXIES", "10.0.0.0/8,proxy", "should be an address or a network"),
        ("CORS_ORIGINS", "*,cms.example", "should be * or an origin such as https://cms.example"),
        ("CORS_ORIGINS", "*,https://a/b", "should be * or an origin such as https://cms.example"),
        ("MCP_HOSTS", "a.example,*", "should be a host such as levelhead.example"),
    ],
)
def test_a_wrong_item_of_a_list_is_named_by_its_number(
    name: str, value: str, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (line,) = refusal(monkeypatch, **{f"LEVELHEAD_{name}": value})
    assert line == f"LEVELHEAD_{name}: item 2: {reason}"


@pytest.mark.parametrize(
    ("variable", "hint"),
    [
        ("LEVELHEAD_RATES", "; did you mean LEVELHEAD_RATE?"),
        ("LEVELHEAD_API_KEY_FILE", "; did you mean LEVELHEAD_API_KEYS_FILE?"),
        ("levelhead_api_keys", "; did you mean LEVELHEAD_API_KEYS_FILE?"),
        ("LEVELHEAD_XYZZY", ""),
        ("LEVELHEAD_", ""),
    ],
)
def test_a_variable_that_nothing_reads_is_refused(
    variable: str, hint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = refusal(monkeypatch, **{variable: SECRET})
    assert message == [f"{variable}: there is no such setting{hint}"]
    message = refusal(monkeypatch, LEVELHEAD_PROFILES="/none", **{variable: SECRET})
    assert message[1:] == [f"{variable}: there is no such setting{hint}"]


@pytest.mark.parametrize(
    "variable",
    [
        *("LEVELHEAD_HOST", "LEVELHEAD_PORT", "LEVELHEAD_WORKERS", "LEVELHEAD_KEY", "LEVEL"),
        *("LEVELHEAD_SERVICE_HOST", "LEVELHEAD_SERVICE_PORT", "LEVELHEAD_SERVICE_PORT_HTTP"),
        *("LEVELHEAD_PORT_8000_TCP", "LEVELHEAD_PORT_8000_TCP_ADDR", "LEVELHEAD_CANARY_PORT"),
        *("LEVELHEAD_CANARY_SERVICE_HOST", "LEVELHEAD_CANARY_PORT_53_UDP_PROTO"),
    ],
)
def test_variables_of_others_are_no_fault(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert refusal(monkeypatch, **{variable: "tcp://10.0.0.1:8000"}) == []


@pytest.mark.parametrize("counted", ["LEVELHEAD_RATE", "LEVELHEAD_API_KEYS_FILE"])
def test_redis_is_refused_where_nothing_is_counted(
    counted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert refusal(monkeypatch, LEVELHEAD_REDIS_URL="redis+unix:///run/redis?db=1") == [
        "LEVELHEAD_REDIS_URL: has no use without LEVELHEAD_RATE or LEVELHEAD_API_KEYS_FILE, since "
        "nothing is counted"
    ]
    assert refusal(monkeypatch, **{counted: "9/hour"}) == []


def test_a_key_in_the_path_is_refused_where_there_are_no_keys(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert refusal(monkeypatch, LEVELHEAD_KEY_IN_PATH="true") == [
        "LEVELHEAD_KEY_IN_PATH: has no use without LEVELHEAD_API_KEYS_FILE"
    ]
    assert refusal(monkeypatch, LEVELHEAD_API_KEYS_FILE="keys.toml") == []


def test_no_password_is_shown_with_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(
        redis_url=f"redis://:{SECRET}@host", languagetool_upstream=f"http://me:{SECRET}@host/v2"
    )
    assert SECRET not in repr(settings)
    assert SECRET not in str(settings)
    monkeypatch.setenv("LEVELHEAD_REDIS_URL", f"x://:{SECRET}@h")
    with pytest.raises(SettingsError) as refused:
        settings_of_environment()
    assert refused.value.__suppress_context__


STARTS = [
    ["levelhead", "serve", "--port", "0"],
    ["levelhead", "serve", "--port", "0", "--workers", "2"],
    ["uvicorn", "levelhead.service.main:create_app", "--factory", "--port", "0"],
]


@pytest.mark.parametrize("command", STARTS, ids=["one", "workers", "uvicorn"])
def test_both_ways_to_start_refuse_in_the_same_words(command: list[str]) -> None:
    variables = {
        "LEVELHEAD_REDIS_URL": f"redis://:{SECRET}@host:port",
        "LEVELHEAD_LANGUAGETOOL_UPSTREAM": f"ftp://:{SECRET}@host",
        "LEVELHEAD_DRAIN_SECONDS": "inf",
    }
    ended = start(command, **variables)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.splitlines() == [
        "LEVELHEAD_DRAIN_SECONDS: should be a finite number",
        "LEVELHEAD_REDIS_URL: has an invalid port or query; special characters of a password are "
        "written as %XX",
        "LEVELHEAD_LANGUAGETOOL_UPSTREAM: URL scheme should be 'http' or 'https'",
    ]


@pytest.mark.parametrize("command", STARTS[::2], ids=["levelhead", "uvicorn"])
def test_a_key_file_that_is_a_folder_ends_both_alike(command: list[str], tmp_path: Path) -> None:
    variables = {
        "LEVELHEAD_LEXICONS": str(tmp_path / "lexicons"),
        "LEVELHEAD_API_KEYS_FILE": str(tmp_path),
        "LEVELHEAD_LOG_FORMAT": "json",
    }
    ended = start(command, **variables)
    assert ended.returncode == 2
    assert "keys refused" in ended.stderr
    assert f"{tmp_path}:1: Is a directory" in ended.stderr
    assert "Traceback" not in ended.stderr


def start(command: list[str], **variables: str) -> "subprocess.CompletedProcess[str]":
    """A service that ends by itself."""
    return subprocess.run(
        command,
        cwd=ROOT,
        env=environment(**variables),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        ("PORT", "tcp://10.0.0.1:8000", "--port: LEVELHEAD_PORT: {} is not a whole number from 0"),
        ("PORT", "65536", "--port: LEVELHEAD_PORT: {} is not a whole number from 0 to 65535"),
        ("WORKERS", "9" * 5000, "--workers: LEVELHEAD_WORKERS: {} is not a whole number from 1"),
        ("WORKERS", "-1", "--workers: LEVELHEAD_WORKERS: {} is not a whole number from 1 to 256"),
    ],
)
def test_a_default_of_the_command_is_refused_by_the_name_of_its_variable(
    variable: str,
    value: str,
    message: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv(f"LEVELHEAD_{variable}", value)
    with pytest.raises(SystemExit) as ended:
        main(["serve"])
    assert ended.value.code == 2
    assert message.format(repr(value)) in capsys.readouterr().err
