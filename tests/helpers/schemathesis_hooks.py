"""What the contract can't say to schemathesis: how a stream is sent, which requests to leave."""

import json
from typing import Any

import schemathesis

# The server's parser refuses more, before the service is asked.
LONGEST_QUERY = 30_000


@schemathesis.serializer("application/x-ndjson")
def lines(_: Any, value: Any) -> bytes:
    """Lines as they were made; whatever else was made up is one line of JSON."""
    text = value if isinstance(value, str) else json.dumps(value, default=str)
    return text.encode("utf-8", "surrogatepass")


@schemathesis.hook
def before_call(_: Any, case: Any, __: Any) -> None:
    """Options in the query are for bodies that are no JSON; with one, they are refused."""
    query = case.query or {}
    positive = case.meta is None or case.meta.generation.mode.is_positive
    if len(str(query)) > LONGEST_QUERY or (case.media_type == "application/json" and positive):
        case.query = {}


@schemathesis.hook
def filter_case(_: Any, case: Any) -> bool:
    """Every body is a text, so that none is wrong; schemathesis knows that of text/plain only."""
    return case.media_type not in ("text/html", "text/markdown") or isinstance(case.body, str)
