"""Logs on standard error: a JSON object per line, or readable lines on a terminal."""

import json
import logging
import os
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Literal, get_args

import msgspec
import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from levelhead.service.observe import faults, metrics

LogFormat = Literal["auto", "json", "console"]
LogLevel = Literal["debug", "info", "warning", "error"]

# Given the level and fields of a request.
RequestLog = Callable[[LogLevel, Mapping[str, object]], None]

_STDERR = 2


class Sink:
    """Writes each line in one call, unbuffered, so that lines of several workers do not mix.

    A full disk or a closed pipe loses lines, which are counted, and no request fails.
    """

    def write(self, line: str) -> None:
        """Write a line; the standard library's handlers call this."""
        self.write_bytes(line.encode("utf-8", "backslashreplace"))

    def flush(self) -> None:
        """Nothing is left to write."""

    def write_bytes(self, line: bytes) -> None:
        """Write a line in UTF-8."""
        try:
            os.write(_STDERR, line + b"\n")
        except OSError:
            metrics.LOST_LINES.inc()

    # structlog calls the method that is named like the level of the event.
    debug = info = warning = error = critical = exception = write


def configure(form: LogFormat = "auto", level: LogLevel = "info") -> None:
    """Send all logs of the process here, including those of libraries and Python's warnings."""
    least = logging.getLevelNamesMapping()[level.upper()]
    sink = Sink()
    render: Processor = _console() if _for_people(form) else _json
    common: list[Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
        _without_messages,
    ]
    structlog.configure(
        processors=[*common, render],
        wrapper_class=structlog.make_filtering_bound_logger(least),
        logger_factory=lambda *_: sink,
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.stdlib.add_logger_name, *common],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, render],
    )
    # Below a warning, libraries log what they handle, such as URLs.
    quiet = max(least, logging.WARNING)
    handler = logging.StreamHandler(sink)
    handler.terminator = ""  # the sink ends lines
    handler.setFormatter(formatter)
    logging.basicConfig(handlers=[handler], level=quiet, force=True)
    logging.getLogger("uvicorn").setLevel(least)
    logging.captureWarnings(True)
    # Otherwise a record that can't be formatted is printed with its arguments.
    logging.raiseExceptions = False


def request_log(form: LogFormat = "auto", level: LogLevel = "info") -> RequestLog:
    """Logs requests as structlog does after configure() with the same arguments.

    In JSON it takes 3 µs where structlog takes 10.
    """
    if _for_people(form):
        return lambda level, fields: getattr(structlog.get_logger(), level)("request", **fields)
    sink, levels = Sink(), get_args(LogLevel)
    logged = levels[levels.index(level) :]

    def write(level: LogLevel, fields: Mapping[str, object]) -> None:
        if level in logged:
            first = {"time": datetime.now(UTC), "level": level, "event": "request"}
            sink.write_bytes(msgspec.json.encode({**first, **fields}))

    return write


def _for_people(form: LogFormat) -> bool:
    return form == "console" or (form == "auto" and sys.stderr.isatty())


def _json(_: WrappedLogger, __: str, event: EventDict) -> str:
    first: EventDict = {name: event.pop(name) for name in ("time", "level", "event")}
    try:
        return msgspec.json.encode({**first, **event}, enc_hook=_type).decode()
    except UnicodeEncodeError:  # a path that is not UTF-8, most likely
        return json.dumps({**first, **event}, default=_type)


def _type(value: object) -> str:
    """The type of a value that JSON has no form for: a library may add any."""
    return type(value).__name__


def _console() -> Processor:
    return structlog.dev.ConsoleRenderer(
        timestamp_key="time", colors=sys.stderr.isatty() and not os.environ.get("NO_COLOR")
    )


def _without_messages(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Replaces an exception by its description, which has no message."""
    error = event.pop("exc_info", None)
    if isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        event["error"] = faults.describe(error)
    return event
