"""The answer to a check as LanguageTool's published interface has it, with nothing left open.

Its own document calls few fields required; here all are that some client can't do without, fields
that LanguageTool's serialiser knows may stand beside them, and nothing else may.
"""

from typing import Any

from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

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
