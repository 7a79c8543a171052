"""The table in docs/settings.md, made from service/settings.py: `make settings` writes it."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from levelhead.service.settings import Settings

FILE = Path(__file__).parent.parent / "docs/settings.md"
BEGIN, END = "<!-- table of make settings -->", "<!-- end of the table -->"
HEAD = "| variable | type | bounds | default | meaning |\n| --- | --- | --- | --- | --- |\n"

# How JSON Schema's types and formats are called in the table.
_TYPES = {
    "array": "comma-separated list",
    "string": "text",
    "uri": "URL",
}
_BOUNDS = {"exclusiveMinimum": ">", "minimum": "≥", "maximum": "≤"}


def table() -> str:
    """A row for each setting, in the order of the code."""
    fields = Settings.model_json_schema()["properties"]
    return HEAD + "".join(_row(name, schema) for name, schema in fields.items())


def written(page: str, made: str) -> str:
    """The page with `made` between its two markers; ValueError if it lacks one."""
    before, rest = page.split(BEGIN)
    _, after = rest.split(END)
    return f"{before}{BEGIN}\n\n{made}\n{END}{after}"


def _row(name: str, schema: Mapping[str, Any]) -> str:
    meaning = " ".join(schema["description"].split())
    # An optional field is "this type or null".
    kind = schema.get("anyOf", [schema])[0]
    type_ = kind.get("format", kind["type"])
    cells = (f"`LEVELHEAD_{name.upper()}`", _TYPES.get(type_, type_), _bounds(kind))
    return f"| {' | '.join(cells)} | {_default(schema)} | {meaning} |\n"


def _bounds(kind: Mapping[str, Any]) -> str:
    """Bounds that a schema can express; the meaning of a setting names those of its text."""
    if "enum" in kind:
        return ", ".join(f"`{value}`" for value in kind["enum"])
    return ", ".join(f"{sign} {kind[key]}" for key, sign in _BOUNDS.items() if key in kind)


def _default(schema: Mapping[str, Any]) -> str:
    if "default" not in schema:
        return "built in"
    value = schema["default"]
    return "none" if value in (None, [], "") else f"`{json.dumps(value).strip(chr(34))}`"


if __name__ == "__main__":
    FILE.write_text(written(FILE.read_text("utf-8"), table()), "utf-8")
