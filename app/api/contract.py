"""The OpenAPI document: put together from the routes and from what reads and writes the bodies.

`python -m app.api.contract FILE` writes it as YAML, with `--check` only tells whether it is there.
"""

import argparse
import sys
from functools import cache
from pathlib import Path

import msgspec
from fastapi.openapi.utils import get_openapi
from starlette.routing import BaseRoute

from app import encode, schemas
from app.api import (
    analyze,
    batch,
    examples,
    extract,
    languagetool,
    lexicons,
    metrics,
    page,
    service,
)
from app.api.route import Documented, problems, ref
from app.guard.problem import ProblemDetails
from app.languagetool.answer import Checked, Configuration, Info, ListedLanguage

ROUTES: tuple[BaseRoute, ...] = (
    *analyze.router.routes,
    *batch.router.routes,
    *extract.router.routes,
    *lexicons.router.routes,
    *service.router.routes,
    *metrics.router.routes,
    *languagetool.router.routes,
    *page.ROUTES,
)

TITLE = "levelhead"
ABOUT = """Finds hedging and sensational wording in news text, and scores it, span by span.

Errors are `application/problem+json` (RFC 9457) and never repeat anything of the text;
under /v2, which speaks LanguageTool's protocol, they are one line of plain text.
Every answer has an `X-Request-ID`: the one that was sent, or a new one."""

_SENT = (
    encode.Answer,
    batch.Answered,
    batch.Failed,
    extract.Article,
    lexicons.Lexicons,
    lexicons.CategoryRules,
    lexicons.LexiconRule,
    service.Limits,
    service.Status,
    Checked,
    Configuration,
    Info,
    ListedLanguage,
    ProblemDetails,
)


# What the guards of an operation may answer, where the operator has set them up.
_DOORS = (examples.NO_KEY, examples.EXPIRED, examples.TOO_OFTEN)
_BODY, _QUEUE = (examples.TOO_SLOW,), (examples.TOO_MANY,)
_OPEN = ("/livez", "/readyz")
# What analyses without being posted to.
_QUEUED = ("languagetool_check_by_query",)

_KEY = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "Your API key, if you need one."},
    "key": {"type": "apiKey", "in": "header", "name": "X-API-Key", "description": "The same."},
}


@cache
def document() -> Documented:
    """The whole contract; it is the same whatever the settings and the word lists."""
    made = get_openapi(
        title=TITLE,
        version=encode.VERSION,
        description=ABOUT,
        license_info={"name": "MIT", "identifier": "MIT"},
        routes=ROUTES,
    )
    _, sent = msgspec.json.schema_components(_SENT, ref_template=ref("{name}")["$ref"])
    item = {"anyOf": [ref("Answered"), ref("Failed")]}
    many = {
        "type": "object",
        "description": "An answer for each document, in their order.",
        "properties": {"answers": {"type": "array", "items": ref("BatchItem")}},
        "required": ["answers"],
        "additionalProperties": False,
    }
    every = {**sent, **schemas.schemas(), "BatchItem": item, "BatchAnswer": many}
    made["components"] = {
        "schemas": dict(sorted(every.items())),
        "headers": {
            "X-Request-ID": {
                "description": "Yours, if it was up to 128 visible ASCII characters, or a new one.",
                "schema": {"type": "string"},
            }
        },
    }
    made["components"]["securitySchemes"] = _KEY
    for path, operations in made["paths"].items():
        for method, operation in operations.items():
            if path not in _OPEN:
                posted = method == "post"
                queued = posted or operation["operationId"] in _QUEUED
                errors = languagetool.errors if languagetool.PATHS.match(path) else problems
                more = errors(*_DOORS, *(_BODY if posted else ()), *(_QUEUE if queued else ()))
                answers = operation["responses"] | {str(status): more[status] for status in more}
                operation["responses"] = dict(sorted(answers.items()))
                operation["security"] = [{}, {"bearer": []}, {"key": []}]
    # Python's own defaults, such as tuples, become what JSON makes of them.
    made = msgspec.json.decode(msgspec.json.encode(made), type=Documented)
    for path in made["paths"].values():
        for operation in path.values():
            for answer in operation["responses"].values():
                answer["headers"] = {"X-Request-ID": {"$ref": "#/components/headers/X-Request-ID"}}
    return made


def as_yaml() -> str:
    """The contract as openapi.yaml holds it."""
    import yaml  # a tool of developers: the service itself runs without

    class Dumper(yaml.SafeDumper):
        def ignore_aliases(self, data: object) -> bool:
            return True

    def write(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
        style = "|" if "\n" in text else None
        return dumper.represent_scalar("tag:yaml.org,2002:str", text, style)

    Dumper.add_representer(str, write)
    text: str = yaml.dump(document(), Dumper=Dumper, sort_keys=False, allow_unicode=True, width=100)
    return text


def main() -> str | None:
    """Write or check the file; what to pass to sys.exit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    if not args.check:
        args.file.write_text(as_yaml(), "utf-8")
    elif not args.file.is_file() or args.file.read_text("utf-8") != as_yaml():
        return f"{args.file} is not what the routes say: run `make openapi`"
    return None


if __name__ == "__main__":
    sys.exit(main())
