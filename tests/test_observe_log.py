import asyncio
import json
import logging
import os
import re
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from levelhead.service.observe import log, metrics
from levelhead.service.observe.faults import describe
from tests.helpers.asgi import ask

SECRET = "zanzibar-brief"


@pytest.fixture(autouse=True)
def logs_of_the_other_tests() -> Iterator[None]:
    yield
    log.configure("json")


def lines(capfd: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capfd.readouterr().err.splitlines()]


def test_an_event_is_one_line_of_json(capfd: pytest.CaptureFixture[str]) -> None:
    log.configure("auto")
    structlog.get_logger().warning("leak", litres=3)
    (line,) = lines(capfd)
    assert list(line) == ["time", "level", "event", "litres"]
    assert (line["level"], line["event"], line["litres"]) == ("warning", "leak", 3)
    assert line["time"].endswith("Z")


def test_a_person_gets_a_line_to_read(capfd: pytest.CaptureFixture[str]) -> None:
    log.configure("console")
    structlog.get_logger().warning("leak", litres=3)
    logging.getLogger("uvicorn.error").info("up")
    first, second = capfd.readouterr().err.splitlines()
    assert first.split()[1:] == ["[warning", "]", "leak", "litres=3"]
    assert second.split()[1:] == ["[info", "]", "up", "[uvicorn.error]"]


@pytest.mark.parametrize(
    ("level", "events"),
    [
        ("debug", ["mine debug", "mine info", "uvicorn info", "library warning"]),
        ("info", ["mine info", "uvicorn info", "library warning"]),
        ("warning", ["library warning"]),
        ("error", []),
    ],
)
def test_the_level_is_the_least_and_libraries_only_warn(
    level: log.LogLevel, events: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    log.configure("json", level)
    structlog.get_logger().debug("mine debug")
    structlog.get_logger().info("mine info")
    logging.getLogger("uvicorn.error").info("uvicorn %s", "info")
    logging.getLogger("library").info(SECRET)
    logging.getLogger("library").warning("library warning")
    assert [line["event"] for line in lines(capfd)] == events


def test_a_warning_of_python_is_a_line(capfd: pytest.CaptureFixture[str]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(False)  # pytest has put its own hook before ours
        log.configure("json")
        warnings.warn("old", DeprecationWarning, stacklevel=1)
    (line,) = lines(capfd)
    assert (line["logger"], line["level"]) == ("py.warnings", "warning")
    assert "DeprecationWarning: old" in line["event"]


REQUEST = {"request": "r7", "status": 200, "ms": 3.5}


def test_a_request_is_logged_as_any_event(capfd: pytest.CaptureFixture[str]) -> None:
    log.configure("json", "debug")
    structlog.get_logger().info("request", **REQUEST)
    log.request_log("json")("info", REQUEST)
    first, second = (re.sub(r"T[\d:.]{15}Z", "T…", x) for x in capfd.readouterr().err.splitlines())
    assert first == second


@pytest.mark.parametrize("form", ["json", "console"])
@pytest.mark.parametrize(("level", "logged"), [("debug", 2), ("info", 1), ("warning", 0)])
def test_requests_below_the_level_are_left_out(
    form: log.LogFormat, level: log.LogLevel, logged: int, capfd: pytest.CaptureFixture[str]
) -> None:
    log.configure(form, level)
    write = log.request_log(form, level)
    write("debug", REQUEST)
    write("info", REQUEST)
    lines = capfd.readouterr().err.splitlines()
    assert len(lines) == logged
    assert all("request" in line and "r7" in line for line in lines)


def test_a_value_that_json_lacks_is_logged_as_its_type(capfd: pytest.CaptureFixture[str]) -> None:
    log.configure("json")
    structlog.get_logger().error("odd", value=log.Sink(), half="\ud83d")
    (line,) = lines(capfd)
    assert (line["value"], line["half"]) == ("Sink", "\ud83d")


def fail() -> None:
    try:
        int(SECRET)
    except ValueError as error:
        raise RuntimeError(SECRET) from error


def caught() -> BaseException:
    try:
        fail()
    except RuntimeError as error:
        return error
    raise AssertionError


def test_an_exception_is_logged_without_its_message(capfd: pytest.CaptureFixture[str]) -> None:
    log.configure("json")
    logging.getLogger("uvicorn.error").error("broken", exc_info=caught())
    structlog.get_logger().error("broken", exc_info=caught())
    raw = capfd.readouterr().err
    assert SECRET not in raw
    for line in map(json.loads, raw.splitlines()):
        error = line["error"]
        assert error["type"] == "RuntimeError"
        assert [frame.rsplit(" ", 1)[1] for frame in error["frames"]] == ["caught", "fail"]
        (cause,) = error["from"]
        assert cause["type"] == "ValueError"


def test_without_an_exception_a_line_has_no_error(capfd: pytest.CaptureFixture[str]) -> None:
    log.configure("json")
    logging.getLogger("uvicorn.error").error("fine", exc_info=True)
    (line,) = lines(capfd)
    assert "error" not in line


def test_an_exception_has_the_place_it_came_from() -> None:
    try:
        try:
            raise KeyError(SECRET)
        except KeyError:
            int(SECRET)
    except ValueError as error:
        meanwhile = error
    group = ExceptionGroup(SECRET, [OSError(SECRET), meanwhile])
    assert describe(group) == {
        "type": "ExceptionGroup",
        "frames": [],
        "from": [{"type": "OSError", "frames": []}, describe(meanwhile)],
    }
    assert [cause["type"] for cause in describe(meanwhile)["from"]] == ["KeyError"]  # type: ignore[attr-defined]
    meanwhile.__suppress_context__ = True
    assert "from" not in describe(meanwhile)


def test_a_record_that_cannot_be_formatted_is_not_printed(
    capfd: pytest.CaptureFixture[str],
) -> None:
    log.configure("json")
    logging.getLogger("library").warning("%d", SECRET)
    assert SECRET not in capfd.readouterr().err


def test_a_full_disk_loses_lines_and_counts_them(monkeypatch: pytest.MonkeyPatch) -> None:
    before = metrics.LOST_LINES._value.get()
    with open("/dev/full", "wb") as full:
        monkeypatch.setattr(log, "_STDERR", full.fileno())
        log.configure("json")
        assert ask("GET", "/limits").status_code == 200
        structlog.get_logger().error("lost")
    assert metrics.LOST_LINES._value.get() == before + 2


def test_a_line_is_written_at_once(capfd: pytest.CaptureFixture[str]) -> None:
    log.configure("json")
    structlog.get_logger().info("now")
    os.write(2, b"{}\n")
    assert [line.get("event") for line in lines(capfd)] == ["now", None]


def test_an_error_between_requests_is_logged_without_its_words(
    capfd: pytest.CaptureFixture[str],
) -> None:
    from levelhead.service.lifecycle import log_bug

    async def go() -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(log_bug)
        loop.call_soon(int, SECRET)
        loop.call_exception_handler({"message": SECRET})
        await asyncio.sleep(0)
        await asyncio.sleep(0)

    log.configure("json")
    asyncio.run(go())
    raw = capfd.readouterr().err
    assert SECRET not in raw
    without, with_type = map(json.loads, raw.splitlines())
    assert (without["event"], without["where"], without["error"]) == ("bug", "event loop", None)
    assert with_type["error"]["type"] == "ValueError"
