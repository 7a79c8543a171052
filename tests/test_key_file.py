"""The file of API keys: what stands in it, what is refused by line, and how a change is taken."""

import logging
import os
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from app.cli import main
from app.exit_code import FAILED, OK
from app.guard import key_file
from app.guard.key_file import Key, KeyFile, KeyFileError, load
from app.guard.rate import Rate, rate_of
from tests.small_lexicon import write_lexicon

HASH = sha256(b"open sesame").hexdigest()
GOOD = f'[desk]\nsha256 = "{HASH}"\n'


def test_a_file_says_who_may_come_in(tmp_path: Path) -> None:
    path = tmp_path / "keys.toml"
    path.write_text(
        f'{GOOD}rate = "600/minute"\nexpires = 2027-01-31T00:00:00+01:00\n'
        f'[wire-1]\nsha256 = "{"0" * 64}"\n'
    )
    expires = datetime(2027, 1, 30, 23, tzinfo=UTC)
    assert load(path) == (
        Key("desk", bytes.fromhex(HASH), Rate(600, 60), expires),
        Key("wire-1", bytes(32), None, None),
    )


@pytest.mark.parametrize(
    ("source", "faults"),
    {
        "nothing": ("", ["1: holds no key"]),
        "no TOML": ("[desk]\nsha256 =\n", ["2: Invalid value (at line 2, column 9)"]),
        "an open string": (
            '[desk]\nsha256 = """',
            ["2: Unterminated string (at end of document)"],
        ),
        "a key twice": (GOOD + GOOD, ["3: Cannot declare ('desk',) twice (at line 3, column 6)"]),
        "no hash": ("\n[desk]\n", ["2: desk.sha256: is missing"]),
        "the key itself": (
            '[desk]\nsha256 = "open sesame"\n',
            ["2: desk.sha256: should be 64 hexadecimal digits in small letters"],
        ),
        "no table": ("desk = 1\n", ["1: desk: Expected `object`, got `int`"]),
        "an unknown field": (
            f"{GOOD}colour = 1\n",
            ["3: desk.colour: Object contains unknown field `colour`"],
        ),
        "a wrong rate": (
            f'{GOOD}rate = "often"\n',
            ["3: desk.rate: should be a number, a slash and one of second, minute, hour, day"],
        ),
        "a rate without quotes": (
            f"{GOOD}rate = 5\n",
            ["3: desk.rate: Expected `str | null`, got `int` - at `$.rate`"],
        ),
        "a day without time": (
            f"{GOOD}expires = 2027-01-31\n",
            [
                "3: desk.expires: should be a date and time with an offset, "
                "such as 2027-01-31T00:00:00Z"
            ],
        ),
        "a wrong name": (
            f'["news desk"]\nsha256 = "{HASH}"\n',
            ["1: news desk: a name has up to 64 letters, digits, - and _"],
        ),
        "one key for two": (
            f'{GOOD}\n[wire]\nsha256 = "{HASH}"\n',
            ["5: wire.sha256: is that of desk too"],
        ),
        "two faults": (
            "[desk]\n[wire]\nsha256 = 7\n",
            [
                "1: desk.sha256: is missing",
                "3: wire.sha256: should be 64 hexadecimal digits in small letters",
            ],
        ),
        "an inline table": (
            "desk = {sha256 = 7}\n",
            ["1: desk.sha256: should be 64 hexadecimal digits in small letters"],
        ),
    }.values(),
)
def test_faults_are_told_by_path_and_line(source: str, faults: list[str], tmp_path: Path) -> None:
    path = tmp_path / "keys.toml"
    path.write_text(source)
    with pytest.raises(KeyFileError) as refused:
        load(path)
    assert str(refused.value).splitlines() == [f"{path}:{fault}" for fault in faults]


def test_what_is_no_text_is_told(tmp_path: Path) -> None:
    path = tmp_path / "keys.toml"
    with pytest.raises(KeyFileError, match=r":1: No such file or directory$"):
        load(path)
    path.write_bytes(b"\xff")
    with pytest.raises(KeyFileError, match=r":1: not UTF-8: invalid start byte$"):
        load(path)


@pytest.mark.parametrize("written", ["", "600", "0/minute", "6e2/minute", "5/week", "5 /minute"])
def test_a_rate_is_a_number_and_a_span_of_time(written: str) -> None:
    assert rate_of("5/second") == Rate(5, 1)
    with pytest.raises(ValueError, match=r"^should be a number, a slash and one of "):
        rate_of(written)


@pytest.fixture
def look_always(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_file, "LOOK_EVERY", 0.0)


@pytest.mark.usefixtures("look_always")
def test_a_changed_file_is_read_anew(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "keys.toml"
    path.write_text(GOOD)
    keys = KeyFile(path)
    assert keys.find("open sesame") == Key("desk", bytes.fromhex(HASH))
    other = sha256(b"other").hexdigest()
    with caplog.at_level(logging.INFO, "levelhead"):
        path.write_text(f'[wire]\nsha256 = "{other}"\n')
        assert keys.find("open sesame") is None
        assert keys.find("other") == Key("wire", bytes.fromhex(other))
    assert caplog.messages == [f"{path}: 1 API keys"]


@pytest.mark.usefixtures("look_always")
@pytest.mark.parametrize("broken", ["", "[desk\n", None], ids=["empty", "no TOML", "gone"])
def test_a_broken_change_is_told_once_and_the_old_keys_stay(
    broken: str | None, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "keys.toml"
    path.write_text(GOOD)
    keys = KeyFile(path)
    if broken is None:
        path.unlink()
    else:
        path.write_text(broken)
    for _ in range(3):
        assert keys.find("open sesame")
    (message,) = caplog.messages
    assert message.startswith(f"the old API keys stay in force:\n{path}:1: ")
    path.write_text(GOOD.replace("desk", "mended"))
    found = keys.find("open sesame")
    assert found
    assert found.name == "mended"


def test_the_file_is_not_looked_at_for_each_request(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "keys.toml"
    path.write_text(GOOD)
    keys = KeyFile(path)
    looks: list[object] = []
    monkeypatch.setattr(os, "stat", lambda *a, **k: looks.append(a))
    for _ in range(100):
        assert keys.find("open sesame")
    assert looks == []


def test_a_new_key_is_printed_once_with_its_lines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    expires = "2027-01-31T00:00:00Z"
    assert main(["key", "new", "desk", "--rate", "9/hour", "--expires", expires]) == OK
    key, lines = capsys.readouterr().out.split("\n\n")
    path = tmp_path / "keys.toml"
    path.write_text(lines)
    (made,) = load(path)
    assert made == Key(
        "desk", sha256(key.encode()).digest(), Rate(9, 3600), datetime(2027, 1, 31, tzinfo=UTC)
    )
    assert key.startswith("lvl_")
    assert len(key) == 47
    assert key not in lines


@pytest.mark.parametrize("before", [None, GOOD, GOOD.rstrip("\n")])
def test_a_new_key_goes_into_its_file(
    before: str | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "keys.toml"
    if before:
        path.write_text(before)
    assert main(["key", "new", "wire", "--file", str(path)]) == OK
    key = capsys.readouterr().out.removesuffix("\n")
    assert load(path)[-1] == Key("wire", sha256(key.encode()).digest())
    assert [made.name for made in load(path)] == (["desk", "wire"] if before else ["wire"])


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["desk"], "keys.toml:4: Cannot declare ('desk',) twice (at line 4, column 6)"),
        (["wire", "--rate", "9"], "keys.toml:6: wire.rate: should be a number, a slash and one"),
        (["a b"], "keys.toml:4: Expected ']' at the end of a table declaration"),
    ],
)
def test_a_key_that_will_not_do_changes_nothing(
    args: list[str], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "keys.toml"
    path.write_text(GOOD)
    assert main(["key", "new", *args, "--file", str(path)]) == FAILED
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"{tmp_path}/{told}")
    assert path.read_text() == GOOD


def test_a_key_file_that_can_not_be_written_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "none" / "keys.toml"
    assert main(["key", "new", "desk", "--file", str(path)]) == FAILED
    assert capsys.readouterr() == ("", f"{path}: No such file or directory\n")


def test_a_broken_key_file_shows_before_workers_are_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "keys.toml"
    path.write_text("[desk]\n")
    write_lexicon(tmp_path / "lexicons")
    monkeypatch.setenv("LEVELHEAD_LEXICONS", str(tmp_path / "lexicons"))
    monkeypatch.setenv("LEVELHEAD_API_KEYS_FILE", str(path))
    assert main(["serve", "--workers", "2"]) == FAILED
    assert capsys.readouterr().err == f"{path}:1: desk.sha256: is missing\n"
