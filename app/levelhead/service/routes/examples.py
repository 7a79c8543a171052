"""The contract's example requests and errors; `make openapi` adds the answers to the requests."""

from collections.abc import Mapping

import msgspec

from levelhead.service.middleware import api_keys
from levelhead.service.middleware.problem import FieldError, Problem, wrong_fields


def _lines(*documents: object) -> str:
    return "".join(msgspec.json.encode(document).decode() + "\n" for document in documents)


_TEXT = "The bonkers plan may fail."
_RULE = {
    "id": "boondoggle",
    "dimension": "sensational",
    "category": "loaded",
    "forms": ["boondoggle", "white elephant"],
    "strength": 2,
}
_DUPLICATES = [{"id": "p1", "text": "It rained."}, {"id": "p1", "text": "It rained."}]

ANALYSES = {
    "text": {"text": _TEXT},
    "blocks": {
        "blocks": [
            {"id": "h1", "role": "headline", "text": "Minister slams bonkers plan"},
            {"id": "p1", "text": "The plan may fail, critics say."},
        ],
        "offset_unit": "utf16",
        "explain": True,
    },
    "html": {
        "text": "<h1>Bon<b>kers</b> plan</h1><p>It may fail. <q>It may not</q>, he said.</p>",
        "format": "html",
    },
    "options": {
        "text": "A boondoggle, perhaps, but the May vote is utterly safe.",
        "dimensions": ["sensational"],
        "thresholds": {"intensifier": 0.5},
        "allow": ["utterly"],
        "rules": [_RULE],
    },
}
TEXTS = {"text": _TEXT}
PAGES = {"text": "<h1>Mayor slams tram plan</h1><p>It is <em>believed</em> to be safe.</p>"}
BATCHES = {
    "documents": {
        "documents": [{"id": "a", "text": _TEXT}, {"id": "b", "blocks": _DUPLICATES}],
        "language": "en-GB",
    }
}
STREAMS = {
    "documents": _lines({"id": "a", "text": "It rained."}, {"id": "b", "blocks": _DUPLICATES})
}
CATEGORY, RULE = "scare_quotes", "bonkers"

# The real answer is long, and different each time.
METRICS: Mapping[str, object] = {
    "metrics": "# HELP levelhead_spans_total Spans reported.\n"
    "# TYPE levelhead_spans_total counter\n"
    'levelhead_spans_total{category="modal"} 7.0\n'
}

NOT_JSON = Problem(400, "the body is not JSON: invalid character (byte 9)")
NO_CATEGORY = Problem(404, "unknown category")
NO_RULE = Problem(404, "unknown rule")
TOO_LARGE = Problem(413, "the body is longer than 2097152 bytes")
NO_KEY = Problem(401, api_keys.MISSING)
EXPIRED = Problem(403, api_keys.EXPIRED)
TOO_OFTEN = Problem(429, "at most 600 requests in 60 s; wait 3 s")
TOO_SLOW = Problem(408, "the request body did not arrive within 10 s")
TOO_MANY = Problem(503, "the server is at capacity")
NOT_A_TEXT = Problem(
    415,
    "the Content-Type should be application/json, text/plain or text/html, in UTF-8; "
    "with curl add -H 'Content-Type: text/plain'",
)
NOT_A_BATCH = Problem(
    415,
    "the Content-Type should be application/json or application/x-ndjson, in UTF-8; "
    "with curl add -H 'Content-Type: application/json'",
)
WRONG_FIELDS = wrong_fields(
    [
        FieldError("should be less than or equal to 1", pointer="/min_score"),
        FieldError("contains an unpaired surrogate", pointer="/blocks/0/text"),
    ]
)
STOPPING = Problem(503, "the service is shutting down")
WRONG_BATCH = wrong_fields([FieldError("is required", pointer="/documents")])
