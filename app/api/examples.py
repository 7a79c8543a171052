"""The examples of the contract; tests send each request and hold each answer against its schema."""

from typing import Any

import msgspec

from app.guard import keys
from app.guard.problem import FieldError, Problem, wrong_fields

_LEXICON = "sha256:4e388ab32b10dc8dbc7e28144f552830adc74787c1e2c0824032078a79f227fb"
_ENGINE = {"lexicon": _LEXICON, "name": "levelhead", "version": "1.0.0"}


def _lines(*documents: object) -> str:
    return "".join(msgspec.json.encode(document).decode() + "\n" for document in documents)


_RULE = {
    "id": "boondoggle",
    "dimension": "sensational",
    "category": "loaded",
    "forms": ["boondoggle", "white elephant"],
    "strength": 2,
}

_TWINS = [{"id": "p1", "text": "It rained."}, {"id": "p1", "text": "It rained."}]

ANALYSES = {
    "text": {"text": "The bonkers plan may fail."},
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
TEXTS = {"text": "The bonkers plan may fail."}
PAGES = {"page": "<h1>Mayor slams tram plan</h1><p>It is <em>believed</em> to be safe.</p>"}
BATCHES = {
    "batch": {
        "documents": [
            {"id": "a", "text": "The bonkers plan may fail."},
            {"id": "b", "blocks": _TWINS},
        ],
        "language": "en-GB",
    }
}
STREAMS = {"stream": _lines({"id": "a", "text": "It rained."}, {"id": "b", "blocks": _TWINS})}

_NOTHING = {
    "score": 0.0,
    "band": "low",
    "spans": 0,
    "per_100_words": 0.0,
    "by_voice": {"author": 0.0, "quoted": 0.0},
}
_QUIET: dict[str, Any] = {
    "scores": {"sensational": _NOTHING, "hedging": _NOTHING},
    "spans": [],
    "sentences": [{"start": 0, "end": 10, "sensational": 0.0, "hedging": 0.0}],
    "words": 2,
    "language": "en-GB",
    "offset_unit": "codepoint",
    "engine": _ENGINE,
}
ANSWERS = {
    "text": {
        "scores": {
            "sensational": {
                "score": 0.71,
                "band": "high",
                "spans": 1,
                "per_100_words": 20.0,
                "by_voice": {"author": 0.71, "quoted": 0.0},
            },
            "hedging": _NOTHING,
        },
        "spans": [
            {
                "start": 4,
                "end": 11,
                "text": "bonkers",
                "dimension": "sensational",
                "category": "loaded",
                "score": 0.9,
                "rule": "bonkers",
                "voice": "author",
                "sentence": 0,
                "message": "Mocks its subject; say what was done instead.",
                "suggestions": [{"action": "delete"}, {"action": "replace", "text": "erratic"}],
            }
        ],
        "sentences": [{"start": 0, "end": 26, "sensational": 0.9, "hedging": 0.0}],
        "words": 5,
        "language": "en",
        "offset_unit": "codepoint",
        "engine": _ENGINE,
    },
    "nothing found": _QUIET,
}


def _failed(pointer: str) -> dict[str, object]:
    error = FieldError("duplicates the id of item 0", pointer=pointer)
    return {"id": "b", "error": msgspec.to_builtins(wrong_fields([error]).details)}


BATCH_ANSWERS = {
    "batch": {"answers": [{"id": "a", **_QUIET}, _failed("/documents/1/blocks/1/id")]},
}
STREAM_ANSWERS = {
    "stream": _lines({"line": 1, "id": "a", **_QUIET}, {"line": 2, **_failed("/blocks/1/id")})
}

_BONKERS = {
    "id": "bonkers",
    "dimension": "sensational",
    "category": "loaded",
    "strength": 3.0,
    "forms": ["bonkers"],
    "message": "Mocks its subject; say what was done instead.",
    "suggestions": [{"action": "delete"}],
    "replacements": {"bonkers": ["erratic"]},
    "source": "own reading",
    "hits": ["A <bonkers> plan."],
}
_LOADED = {
    "dimension": "sensational",
    "category": "loaded",
    "about": "Words that judge while they tell.",
}
LEXICONS = {"categories": {"hash": _LEXICON, "categories": [{**_LOADED, "rules": 1, "forms": 1}]}}
CATEGORY_RULES = {"loaded": {**_LOADED, "rules": [_BONKERS]}}
RULES = {"bonkers": _BONKERS}
LIMITS = {
    "limits": {
        "body_bytes": 2097152,
        "body_seconds": 10.0,
        "deadline_seconds": 5.0,
        "waiting": 128,
        "waiting_large": 16,
        "rate": {"requests": 600, "seconds": 60},
        "documents": 100,
        "blocks": 1000,
        "rules": 50,
        "forms_per_rule": 100,
        "pattern_chars": 1000,
        "allow": 1000,
        "term_chars": 200,
        "id_chars": 200,
        "bands": {
            "sensational": {"moderate": 0.15, "high": 0.35},
            "hedging": {"moderate": 0.2, "high": 0.4},
        },
        "engine": _ENGINE,
    }
}
ALIVE = {"alive": {"status": "alive"}}
READY = {"ready": {"status": "ready"}}

METRICS = {
    "metrics": "# HELP levelhead_spans_total Spans reported.\n"
    "# TYPE levelhead_spans_total counter\n"
    'levelhead_spans_total{category="modal"} 7.0\n'
}

NOT_JSON = Problem(400, "the body is not JSON: invalid character (byte 9)")
NO_CATEGORY = Problem(404, "unknown category")
NO_RULE = Problem(404, "unknown rule")
TOO_LARGE = Problem(413, "the body is longer than 2097152 bytes")
NO_KEY = Problem(401, keys.MISSING)
EXPIRED = Problem(403, "this API key has expired")
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
