"""What is logged while a block runs."""

import json
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import structlog

from levelhead.service.observe.log import Sink


@contextmanager
def capture_logs() -> Iterator[list[MutableMapping[str, Any]]]:
    """As structlog's, with the lines of requests, which don't go through structlog."""

    def write(_: Sink, line: bytes) -> None:
        fields = json.loads(line)
        del fields["time"]
        fields["log_level"] = fields.pop("level")
        entries.append(fields)

    with structlog.testing.capture_logs() as entries, patch.object(Sink, "write_bytes", write):
        yield entries
