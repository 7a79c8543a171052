"""What the contract shows of LanguageTool's protocol: the fields of a check, and examples."""

from app.api.route import Documented
from app.guard.problem import Problem

_LIST = "A comma-separated list."
_RULES = f"{_LIST} A rule is a dimension and a category: `HEDGING_MODAL`, `SENSATIONAL_LOADED`."
_CATEGORIES = f"{_LIST} `HEDGING`, `SENSATIONAL`, or `STYLE` for both."


def _field(description: str, **more: object) -> Documented:
    return {"type": "string", "description": description, **more}


FIELDS: dict[str, Documented] = {
    "text": _field("The text; this or `data`."),
    "data": _field(
        'JSON: `{"text": …}`, or `{"annotation": […]}` with objects that hold `text`, or `markup` '
        "and what it is to be read as, `interpretAs`. Markup counts in offsets and is not read.",
        contentMediaType="application/json",
    ),
    "language": _field(
        "`auto` or a code of English; `auto` takes every text for English.", minLength=1
    ),
    "preferredVariants": _field("With `auto`: which English the answer names."),
    "level": _field(
        "`picky` adds what scores below 0.5: weak words, words of direct speech, what is denied."
    ),
    "enabledRules": _field(_RULES),
    "disabledRules": _field(_RULES),
    "enabledCategories": _field(_CATEGORIES),
    "disabledCategories": _field(_CATEGORIES),
    "enabledOnly": _field("`true`: nothing but what is enabled by name; nothing may be disabled."),
    "mode": _field("`textLevelOnly` finds nothing, since no rule here looks at the whole text."),
}
FORM_SCHEMA: Documented = {
    "type": "object",
    "properties": FIELDS,
    "required": ["language"],
    "oneOf": [{"required": ["text"]}, {"required": ["data"]}],
    "additionalProperties": {"type": "string"},
}
_EXAMPLES = {"text": "Utterly bonkers.", "language": "en"}
# A query is no place for a whole article with its markup, though it would be taken.
QUERY: list[Documented] = [
    {
        "name": name,
        "in": "query",
        "required": name in _EXAMPLES,
        "description": schema["description"],
        "schema": {key: schema[key] for key in schema if key != "description"},
        **({"example": _EXAMPLES[name]} if name in _EXAMPLES else {}),
    }
    for name, schema in FIELDS.items()
    if name != "data"
]

_SOFTWARE = {
    "name": "levelhead",
    "version": "1.0.0",
    "buildDate": "",
    "apiVersion": 1,
    "premium": False,
    "premiumHint": "",
    "status": "",
}
_ENGLISH = {"name": "English (US)", "code": "en-US"}
_TEXT = "The bonkers plan may fail."

CHECKS = {
    "text": {"text": _TEXT, "language": "en-US"},
    "annotations": {
        "data": '{"annotation": [{"text": "The "}, {"markup": "<b>"}, {"text": "bonkers"}, '
        '{"markup": "</b>"}, {"text": " plan"}, {"markup": "<p>", "interpretAs": "\\n\\n"}]}',
        "language": "auto",
        "level": "picky",
        "disabledCategories": "HEDGING",
    },
}
CHECKED = {
    "text": {
        "software": _SOFTWARE,
        "warnings": {"incompleteResults": False},
        "language": {
            **_ENGLISH,
            "detectedLanguage": {**_ENGLISH, "confidence": 0.99, "source": "assumed"},
        },
        "matches": [
            {
                "message": "Mocks its subject; say what was done instead.",
                "shortMessage": "Sensational: loaded",
                "replacements": [
                    {"value": "erratic"},
                    {"value": "", "shortDescription": "leave it out"},
                ],
                "offset": 4,
                "length": 7,
                "context": {"text": _TEXT, "offset": 4, "length": 7},
                "sentence": _TEXT,
                "type": {"typeName": "Hint"},
                "rule": {
                    "id": "SENSATIONAL_LOADED",
                    "subId": "bonkers",
                    "description": "Sensational: loaded",
                    "issueType": "style",
                    "urls": [{"value": "http://127.0.0.1:8000/rules/bonkers"}],
                    "category": {"id": "STYLE", "name": "Style"},
                },
                "ignoreForIncompleteSentence": False,
                "contextForSureMatch": 0,
            }
        ],
        "sentenceRanges": [[0, 26]],
    }
}
LANGUAGES = {
    "languages": [
        {"name": "English", "code": "en", "longCode": "en"},
        {"name": "English (US)", "code": "en", "longCode": "en-US"},
    ]
}
INFO = {"info": {"software": _SOFTWARE}}
CONFIGURATION = {
    "configuration": {
        "software": _SOFTWARE,
        "parameter": {"maxTextLength": 233016},
        "rules": [
            {
                "ruleId": "HEDGING_MODAL",
                "description": "Hedging: modal",
                "categoryId": "STYLE",
                "categoryName": "Style",
                "locQualityIssueType": "style",
            }
        ],
    }
}
HEALTHY = {"healthy": "OK"}
LENGTH = {"length": "233016"}

NO_TEXT = Problem(400, "Missing 'text' or 'data' parameter")
NO_LANGUAGE = Problem(
    400, "Missing 'language' parameter: send auto, en, en-GB, en-US or another en-…"
)
