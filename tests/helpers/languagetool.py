"""Checks as LanguageTool's clients send them, and a schema of the answers that they can read.

LanguageTool's own document requires few fields. Here a field is required if some client fails
without it, fields that LanguageTool's serialiser knows are allowed, and all others are refused.
"""

from typing import Any

from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from tests.helpers.asgi import ask

Schema = dict[str, Any]

STRING: Schema = {"type": "string"}
COUNT: Schema = {"type": "integer", "minimum": 0}
FLAG: Schema = {"type": "boolean"}


def thing(optional: dict[str, Schema] | None = None, **required: Schema) -> Schema:
    return {
        "type": "object",
        "properties": {**required, **(optional or {})},
        "required": [*required],
        "additionalProperties": False,
    }


def many(items: Schema) -> Schema:
    return {"type": "array", "items": items}


REPLACEMENT = thing(
    value=STRING,
    optional={
        "shortDescription": STRING,
        "suffix": STRING,
        "type": STRING,
        "autoCorrect": FLAG,
        "confidence": {"type": "number"},
    },
)
RULE = thing(
    id={"type": "string", "pattern": "^[A-Z_]+$"},
    description=STRING,
    issueType=STRING,
    urls=many(thing(value={"type": "string", "format": "uri"})),
    category=thing(id=STRING, name=STRING),
    optional={
        "subId": STRING,
        "sourceFile": STRING,
        "tempOff": FLAG,
        "isPremium": FLAG,
        "tags": many(STRING),
    },
)
MATCH = thing(
    message=STRING,
    shortMessage=STRING,
    replacements=many(REPLACEMENT),
    offset=COUNT,
    length={"type": "integer", "minimum": 1},
    context=thing(text=STRING, offset=COUNT, length=COUNT),
    sentence=STRING,
    type=thing(typeName={"enum": ["Hint", "Other", "UnknownWord"]}),
    rule=RULE,
    ignoreForIncompleteSentence=FLAG,
    contextForSureMatch={"type": "integer"},
)
CHECK = thing(
    software=thing(
        name=STRING,
        version=STRING,
        buildDate=STRING,
        apiVersion={"const": 1},
        premium=FLAG,
        premiumHint=STRING,
        status=STRING,
    ),
    warnings=thing(incompleteResults=FLAG),
    language=thing(
        name=STRING,
        code=STRING,
        detectedLanguage=thing(
            name=STRING, code=STRING, confidence={"type": "number"}, source=STRING
        ),
    ),
    matches=many(MATCH),
    sentenceRanges=many({"type": "array", "items": COUNT, "minItems": 2, "maxItems": 2}),
)


def faults(answer: object) -> list[str]:
    """What is wrong with an answer."""
    return [f"{e.json_path}: {e.message}" for e in Draft202012Validator(CHECK).iter_errors(answer)]


def check(app: Any = None, **fields: str) -> Any:
    """The answer to a valid form."""
    answer = ask("POST", "/v2/check", app, data={"language": "en-US", **fields})
    assert answer.status_code == 200, answer.text
    assert faults(answer.json()) == []
    return answer.json()
