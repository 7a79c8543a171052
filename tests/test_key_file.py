"""The file of API keys: its contents, errors with their line, and how a change takes effect."""

import logging
import os
import re
import time
import traceback
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levelhead.cli.command import FAILED, OK
from levelhead.cli.main import main
from levelhead.service.middleware import key_file
from levelhead.service.middleware.key_file import Key, KeyFile, KeyFileError, load, parse
from levelhead.service.rate import Rate, rate_of
from tests.helpers.lexicons import write_lexicon
from tests.helpers.running import wait_for

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
        "no TOML": ("[desk]\nsha256 =\n", ["2: Invalid value (at line 2, column 9)"]),
        "an open string": (
            '[desk]\nsha256 = """',
            ["2: Unterminated string (at end of document)"],
        ),
        "a key twice": (
            GOOD + GOOD,
            ["3: a table or field is written twice (at line 3, column 6)"],
        ),
        "no hash": ("\n[desk]\n", ["2: desk.sha256: is missing"]),
        "the key itself": (
            '[desk]\nsha256 = "open sesame"\n',
            ["2: desk.sha256: should be 64 hexadecimal digits in small letters"],
        ),
        "no table": ("desk = 1\n", ["1: desk: should be a table"]),
        "an unknown field": (
            f"{GOOD}colour = 1\n",
            ["3: desk: a field is none of sha256, rate, expires, profile"],
        ),
        "a wrong rate": (
            f'{GOOD}rate = "often"\n',
            ["3: desk.rate: should be a number, a slash and one of second, minute, hour, day"],
        ),
        "a rate without quotes": (
            f"{GOOD}rate = 5\n",
            ['3: desk.rate: should be text, such as "600/minute"'],
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
            ["1: a name has up to 64 letters, digits, - and _"],
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
        "all faults of a key": (
            "[desk]\ncolour = 1\nsize = 2\nrate = 5\nprofile = 'A'\nexpires = 2027-01-31\n",
            [
                "2: desk: a field is none of sha256, rate, expires, profile",
                "3: desk: a field is none of sha256, rate, expires, profile",
                "1: desk.sha256: is missing",
                '4: desk.rate: should be text, such as "600/minute"',
                "6: desk.expires: should be a date and time with an offset, "
                "such as 2027-01-31T00:00:00Z",
                "5: desk.profile: should be the name of a profile: small letters, digits and "
                "single hyphens",
            ],
        ),
        "an inline table": (
            "desk = {sha256 = 7}\n",
            ["1: desk.sha256: should be 64 hexadecimal digits in small letters"],
        ),
    }.values(),
)
def test_an_error_names_path_and_line(source: str, faults: list[str], tmp_path: Path) -> None:
    path = tmp_path / "keys.toml"
    path.write_text(source)
    with pytest.raises(KeyFileError) as refused:
        load(path)
    assert str(refused.value).splitlines() == [f"{path}:{fault}" for fault in faults]


# No part of this may be printed: it is like a key that was pasted into the file.
SECRET = "lvl_Xq-0b7Jw2vZ9sRk_4mTn8cYd5fHg1pLaE6uQi3oWxB0"
LIKE_A_KEY = (
    "a name may not look like a key: it begins with lvl_, or has 16 letters and digits without a "
    "break"
)


@pytest.mark.parametrize(
    ("source", "fault"),
    {
        "as a name": (f'[{SECRET}]\nsha256 = "{HASH}"\n', f"1: {LIKE_A_KEY}"),
        "as a quoted name": (f'["{SECRET}"]\nsha256 = "{HASH}"\n', f"1: {LIKE_A_KEY}"),
        "as a long name": (
            f"[{SECRET}{SECRET}]\n",
            "1: a name has up to 64 letters, digits, - and _",
        ),
        "of another maker as a name": (f'[{HASH}]\nsha256 = "{HASH}"\n', f"1: {LIKE_A_KEY}"),
        "as a name twice": (
            f"[{SECRET}]\n[{SECRET}]\n",
            f"2: a table or field is written twice (at line 2, column {len(SECRET) + 2})",
        ),
        "as a field twice": (
            f"[desk]\n{SECRET} = 1\n{SECRET} = 1\n",
            "3: a table or field is written twice (at line 3, column 52)",
        ),
        "as a field of an inline table": (
            f"desk = {{{SECRET} = 1, {SECRET} = 1}}\n",
            "1: a table or field is written twice (at line 1, column 113)",
        ),
        "as a field": (
            f"{GOOD}{SECRET} = 1\n",
            "3: desk: a field is none of sha256, rate, expires, profile",
        ),
        "as a table": (
            f"{GOOD}[desk.{SECRET}]\n",
            "1: desk: a field is none of sha256, rate, expires, profile",
        ),
        "as the hash": (
            f'[desk]\nsha256 = "{SECRET}"\n',
            "2: desk.sha256: should be 64 hexadecimal digits in small letters",
        ),
        "as the rate": (
            f'{GOOD}rate = "{SECRET}"\n',
            "3: desk.rate: should be a number, a slash and one of second, minute, hour, day",
        ),
        "as the expiry": (
            f'{GOOD}expires = "{SECRET}"\n',
            "3: desk.expires: should be a date and time with an offset, such as "
            "2027-01-31T00:00:00Z",
        ),
        "without anything": (
            SECRET,
            "1: Expected '=' after a key in a key/value pair (at end of document)",
        ),
        "without quotes": (
            f"[desk]\nsha256 = {SECRET}\n",
            "2: Invalid value (at line 2, column 10)",
        ),
        "in a text that does not end": (
            f'[desk]\nsha256 = "{SECRET}\n',
            f"2: Illegal character '\\n' (at line 2, column {len(SECRET) + 11})",
        ),
    }.values(),
)
def test_no_key_is_printed_wherever_it_is_in_the_file(
    source: str, fault: str, tmp_path: Path
) -> None:
    path = tmp_path / "keys.toml"
    path.write_text(source)
    with pytest.raises(KeyFileError) as refused:
        load(path)
    assert str(refused.value) == f"{path}:{fault}"
    assert SECRET not in "".join(traceback.format_exception(refused.value))


@pytest.mark.parametrize(
    ("raw", "fault"),
    {
        "no UTF-8": (b"# \n\xff", "2: not UTF-8: invalid start byte"),
        "UTF-16": ("[desk]".encode("utf-16"), "1: not UTF-8: invalid start byte"),
        "NUL": (b"\0", "1: Invalid statement (at line 1, column 1)"),
        "a number of 5,000 digits": (
            b"a = [\n" + b"9" * 999 + b",\n" + b"9_" * 2500,
            "3: the line is longer than 1000 characters",
        ),
        "5,000 brackets": (
            b"a = " + b"[\n" * 5000,
            "1: brackets nested too deeply, or a number too long",
        ),
        "a name of 500 parts": (
            f"a.sha256 = '{HASH}'\n".encode() + b"a." * 490 + b"a = 1",
            "2: a: a field is none of sha256, rate, expires, profile",
        ),
        "a name of 128,000 parts": (
            b"a." * 128_000 + b"a = 1",
            "1: the line is longer than 1000 characters",
        ),
        "too many bytes": (b"#\n" * 200_000, "1: longer than 262144 bytes"),
    }.values(),
)
def test_any_other_content_is_refused_by_line(raw: bytes, fault: str, tmp_path: Path) -> None:
    path = tmp_path / "keys.toml"
    path.write_bytes(raw)
    with pytest.raises(KeyFileError) as refused:
        load(path)
    assert str(refused.value) == f"{path}:{fault}"


def test_only_a_regular_file_is_read_and_no_other_blocks(tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    refused = {
        tmp_path / "none": "No such file or directory",
        tmp_path: "Is a directory",
        fifo: "not a regular file",
        Path("/dev/zero"): "not a regular file",
    }
    for path, reason in refused.items():
        with pytest.raises(KeyFileError) as error:
            load(path)
        assert str(error.value) == f"{path}:1: {reason}"


def test_of_many_errors_the_first_are_shown() -> None:
    with pytest.raises(KeyFileError) as refused:
        parse(Path("keys"), "".join(f"[a{n}]\n" for n in range(30)))
    lines = str(refused.value).splitlines()
    assert lines[-2:] == ["keys:20: a19.sha256: is missing", "keys:31: and more faults"]
    assert len(lines) == 21
    with pytest.raises(KeyFileError) as refused:
        parse(Path("keys"), "[a]\n" + "".join(f"b{n} = 1\n" for n in range(30)))
    lines = str(refused.value).splitlines()
    known = "a field is none of sha256, rate, expires, profile"
    assert lines[-2:] == [f"keys:21: a: {known}", "keys:32: and more faults"]
    assert len(lines) == 21


def test_a_byte_order_mark_is_ignored(tmp_path: Path) -> None:
    path = tmp_path / "keys.toml"
    path.write_text(GOOD, "utf-8-sig")
    assert [key.name for key in load(path)] == ["desk"]


FRAGMENTS = st.sampled_from(
    [
        *("[", "]", "[[", "{", "}", "=", ".", ",", '"', "'''", '"""', "\\", "\n", "\r", "#", "\0"),
        *("desk", "sha256", "rate", "expires", "é", "\ufeff", SECRET, "9" * 999, "9/hour"),
        *(GOOD, f'"{HASH}"', "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "inf"),
    ]
)


@given(st.lists(FRAGMENTS, max_size=40).map("".join))
def test_no_content_ends_in_a_traceback_or_in_a_key_printed(source: str) -> None:
    try:
        keys = parse(Path("keys"), source)
    except KeyFileError as error:
        message = str(error)
        assert all(re.match(r"keys:\d+: \S", line) for line in message.splitlines())
        assert not any(part in message for part in SECRET.split("_")[1:])
    else:
        assert {key.name for key in keys} <= {"desk", "sha256", "rate", "expires"}


@pytest.mark.alone
def test_a_file_of_the_greatest_size_holds_nobody_up() -> None:
    """100 ms, if the machine has nothing else to do; ten times that here."""
    entries = "".join(f'[k{n}]\nsha256 = "{n:064x}"\n' for n in range(3000))
    source = entries[: entries.rindex("[", 0, key_file.MAX_BYTES)]
    start = time.process_time()
    assert len(parse(Path("keys"), source)) > 1800
    assert time.process_time() - start < 1.0


@pytest.mark.parametrize("written", ["", "600", "0/minute", "6e2/minute", "5/week", "5 /minute"])
def test_a_rate_is_a_number_and_a_span_of_time(written: str) -> None:
    assert rate_of("5/second") == Rate(5, 1)
    with pytest.raises(ValueError, match=r"^should be a number, a slash and one of "):
        rate_of(written)


@pytest.fixture
def check_always(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_file, "CHECK_EVERY", 0.0)


@pytest.mark.usefixtures("check_always")
def test_a_changed_file_is_read_again(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
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


@pytest.mark.usefixtures("check_always")
@pytest.mark.parametrize("broken", ["[desk\n", None], ids=["no TOML", "gone"])
def test_a_broken_change_is_logged_once_and_the_old_keys_stay(
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


EMPTY = ["", "# no key\n"]


@pytest.mark.usefixtures("check_always")
@pytest.mark.parametrize("empty", EMPTY)
def test_the_last_key_is_taken_away_by_a_file_that_stays_empty(
    empty: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(key_file, "EMPTY_AFTER", 0.2)
    path = tmp_path / "keys.toml"
    path.write_text(GOOD)
    keys = KeyFile(path)
    path.write_text(empty)
    assert keys.find("open sesame")
    path.write_text(f"{empty}\n")  # written again, and still empty
    wait_for(lambda: keys.find("open sesame") is None)
    assert keys.find("open sesame") is None
    warning = f"{path} holds no API key: every request that needs one is refused"
    assert caplog.messages == [warning]
    path.write_text(GOOD)
    assert keys.find("open sesame")


@pytest.mark.usefixtures("check_always")
@pytest.mark.parametrize("after", [GOOD, "[desk"])
def test_a_file_that_is_empty_while_it_is_written_shuts_nobody_out(
    after: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "keys.toml"
    path.write_text(GOOD)
    keys = KeyFile(path)
    path.write_text("")
    assert keys.find("open sesame")
    path.write_text(after)
    assert keys.find("open sesame")
    monkeypatch.setattr(key_file, "EMPTY_AFTER", 0.0)
    assert keys.find("open sesame")


@pytest.mark.parametrize("empty", EMPTY)
def test_a_start_without_any_key_is_logged(
    empty: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "keys.toml"
    path.write_text(empty)
    assert KeyFile(path).find("") is None
    assert caplog.messages == [f"{path} holds no API key: every request that needs one is refused"]


def test_the_file_is_not_checked_for_each_request(
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
    ("args", "error"),
    [
        (["a b"], "argument NAME: a name has up to 64 letters, digits, - and _"),
        ([SECRET], f"argument NAME: {LIKE_A_KEY}"),
        (
            ["wire", "--rate", "9"],
            "argument --rate: '9' should be a number, a slash and one of second, minute, hour, day",
        ),
        *(
            (
                ["wire", "--expires", written],
                f"argument --expires: {written!r} is not a date and time with an offset, "
                "such as 2027-01-31T00:00:00Z",
            )
            for written in (
                "soon",
                "2027-01-31",
                "2027-01-31T00:00:00",
                "0001-01-01T00:00:00+01:00",
            )
        ),
    ],
)
def test_a_wrong_option_of_a_new_key_is_named(
    args: list[str], error: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["key", "new", *args])
    out, err = capsys.readouterr()
    assert (ended.value.code, out) == (FAILED, "")
    assert err.endswith(f"levelhead key new: error: {error}\n")


@pytest.mark.parametrize(
    ("before", "error"),
    [
        (GOOD, ":4: a table or field is written twice (at line 4, column 6)"),
        (f"[wire]{GOOD[6:]}rate = 9\n", ':3: wire.rate: should be text, such as "600/minute"'),
        ("# " + "x" * 999 + "\n", ":1: the line is longer than 1000 characters"),
        (("#" * 127 + "\n") * 2048, ": would be longer than 262144 bytes"),
    ],
    ids=["the name is taken", "a fault", "a long line", "full"],
)
def test_a_refused_key_changes_nothing(
    before: str, error: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "keys.toml"
    path.write_text(before)
    assert main(["key", "new", "desk", "--file", str(path)]) == FAILED
    assert capsys.readouterr() == ("", f"{path}{error}\n")
    assert path.read_text() == before


def test_a_key_file_that_cannot_be_written_is_an_error(
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
