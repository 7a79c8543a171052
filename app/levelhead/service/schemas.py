"""The bodies of POST /analyze, of /compare and of batches, and their JSON Schemas."""

import json
import re
from collections.abc import Iterable
from inspect import cleandoc
from typing import Annotated, Any

import msgspec
from pydantic import Field
from pydantic.json_schema import models_json_schema

from levelhead.options import Analysis, ComparisonIn, Id, OptionsIn


class DocumentIn(Analysis):
    """What POST /analyze takes, and an id. Its options take precedence over shared ones."""

    id: Id | None = None
    """Returned with its answer."""


class ComparisonDocumentIn(ComparisonIn):
    """What POST /compare takes, and an id. Its options take precedence over shared ones."""

    id: Id | None = None
    """Returned with its answer."""


class Batch(OptionsIn):
    """Documents, and options that all of them share."""

    documents: Annotated[list[Any], Field(json_schema_extra={"items": {"$ref": "Document"}})]
    """Each is validated separately: an invalid one has an error and does not affect the others."""


class ComparisonBatch(OptionsIn):
    """Pairs of texts, and options that all of them share."""

    documents: Annotated[
        list[Any], Field(json_schema_extra={"items": {"$ref": "ComparisonDocument"}})
    ]
    """Each has a `before` and an `after`, and is validated separately: an invalid one has an error
    and does not affect the others."""


def struct_schemas(structs: Iterable[type], ref_template: str) -> dict[str, Any]:
    """The JSON Schemas of msgspec's structs and of those in their fields, by name.

    Their descriptions are the docstrings, which Python before 3.13 leaves indented: in Markdown a
    paragraph would be code.
    """
    _, found = msgspec.json.schema_components(structs, ref_template=ref_template)
    for schema in found.values():
        schema["description"] = cleandoc(schema["description"])
    return found


def schemas() -> dict[str, Any]:
    """The JSON Schemas of all request bodies, by the name that the contract gives them.

    They have no `default`: a client would send it, or take the field for a required one. The
    descriptions say what the defaults are.
    """
    models = (
        Analysis,
        Batch,
        ComparisonBatch,
        ComparisonDocumentIn,
        ComparisonIn,
        DocumentIn,
        OptionsIn,
    )
    _, made = models_json_schema(
        [(model, "validation") for model in models],
        ref_template="#/components/schemas/{model}",
    )
    # Clients know what is called OptionsIn here as Options.
    named = re.sub(r'(/schemas/\w+)In"', r'\1"', json.dumps(made["$defs"]))
    found = {name.removesuffix("In"): schema for name, schema in json.loads(named).items()}
    for batch in ("Batch", "ComparisonBatch"):
        items = found[batch]["properties"]["documents"]["items"]
        items["$ref"] = f"#/components/schemas/{items['$ref']}"
    for schema in found.values():
        schema.pop("title")
        for field in schema["properties"].values():
            field.pop("title", None)
            default = field.pop("default", None)
            if default not in (None, [], {}):
                said = f"Default: `{json.dumps(default)}`.".replace('"', "")
                field["description"] = f"{field.get('description', '')} {said}".strip()
    return found
