"""Writes the contract: `python -m tests.openapi` asks the service every example request.

Its answers become the examples of app/levelhead/service/routes/answers.json, and the whole contract
openapi.yaml. With `--check` it only says whether both files are up to date.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import urlencode

import httpx
import yaml

from levelhead.service.main import build
from levelhead.service.observe import log
from levelhead.service.routes.openapi import Answers, Service, contract
from levelhead.service.settings import Settings
from tests.helpers.asgi import ask
from tests.helpers.lexicons import LEXICON

ROOT = Path(__file__).parent.parent
FILE, ANSWERS = ROOT / "openapi.yaml", ROOT / "app/levelhead/service/routes/answers.json"
BASE = "http://127.0.0.1:8000"  # as README says, for the links in answers

JSON, FORM = "application/json", "application/x-www-form-urlencoded"


class Operation(NamedTuple):
    """A method and path of the contract, with all it says of them."""

    method: str
    path: str
    contract: dict[str, Any]

    @property
    def id(self) -> str:
        name: str = self.contract["operationId"]
        return name


class Example(NamedTuple):
    """An example request: the parts of its path, its query, and the media type of its body."""

    operation: Operation
    name: str
    parts: Mapping[str, str] = MappingProxyType({})
    query: Mapping[str, str] = MappingProxyType({})
    kind: str | None = None
    value: Any = None

    @property
    def path(self) -> str:
        return self.operation.path.format(**self.parts)

    @property
    def answer_name(self) -> str:
        """The name of the example answer: media types have examples of the same name."""
        own = self.kind in (None, JSON, FORM)
        return self.name if own else f"{self.name} as {self.kind}"

    def send(self, app: Service) -> httpx.Response:
        """The answer of an application."""
        more: dict[str, Any] = {}
        if self.kind:
            write = urlencode if self.kind == FORM else json.dumps
            body = self.value if isinstance(self.value, str) else write(self.value)
            more = {"content": body, "headers": {"content-type": self.kind}}
        url = BASE + self.path
        return ask(self.operation.method.upper(), url, app, params={**self.query}, **more)


def recorded() -> dict[str, Any]:
    """The contract as openapi.yaml has it."""
    # The parser in C: that in Python takes two seconds, in every process that collects the tests.
    contract: dict[str, Any] = yaml.load(FILE.read_text("utf-8"), yaml.CSafeLoader)
    return contract


def operations(contract: dict[str, Any]) -> Iterator[Operation]:
    """All of a contract's operations."""
    for path, item in contract["paths"].items():
        for method, operation in item.items():
            yield Operation(method, path, operation)


def requests(contract: dict[str, Any]) -> Iterator[Example]:
    """All requests that are examples; an operation without a body is one by its parameters."""
    for operation in operations(contract):
        parts, query = (
            {p["name"]: example_of(p) for p in parameters if p["in"] == place and example_of(p)}
            for parameters in [operation.contract.get("parameters", ())]
            for place in ("path", "query")
        )
        bodies = operation.contract.get("requestBody", {}).get("content", {})
        for kind, media in bodies.items():
            for name, example in media.get("examples", {}).items():
                yield Example(operation, name, kind=kind, value=example["value"])
        if not bodies:
            yield Example(operation, "example", parts, query)


def example_of(parameter: dict[str, Any]) -> str:
    """What a request that is an example has there; empty if nothing."""
    named: dict[str, dict[str, str]] = parameter.get("examples", {})
    return "".join(example["value"] for example in named.values())


def answers(app: Service) -> Answers:
    """What the application answers to all example requests, by operation, media type and name."""
    found: dict[str, dict[str, dict[str, object]]] = {}
    for example in requests(contract(app, {}, keys=True)):
        if _has_examples(example.operation):
            continue  # written by hand
        answer = example.send(app)
        assert answer.status_code == 200, (example.operation.id, example.name, answer.text)
        kind = answer.headers["content-type"].partition(";")[0]
        value = answer.json() if kind == JSON else answer.text
        named = found.setdefault(example.operation.id, {}).setdefault(kind, {})
        named[example.answer_name] = value
    return found


def real_app() -> Service:
    """The service as it is without any settings but the profiles of the docs."""
    return build(LEXICON, Settings(profiles=ROOT / "docs/profiles", log_level="error"))


def written() -> dict[Path, str]:
    """What the files should contain."""
    app = real_app()
    found = answers(app)
    made = json.dumps(found, ensure_ascii=False, indent=1) + "\n"
    return {ANSWERS: made, FILE: as_yaml(contract(app, found, keys=True))}


def as_yaml(contract: dict[str, Any]) -> str:
    """A contract as openapi.yaml has it."""

    class Dumper(yaml.SafeDumper):
        def ignore_aliases(self, data: object) -> bool:
            return True

    def write(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
        style = "|" if "\n" in text else None
        return dumper.represent_scalar("tag:yaml.org,2002:str", text, style)

    Dumper.add_representer(str, write)
    text: str = yaml.dump(contract, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=100)
    return text


def main(files: dict[Path, str], arguments: list[str] | None = None) -> str | None:
    """Write or check the files; what to pass to sys.exit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args(arguments).check
    for file, text in files.items():
        if not check:
            file.write_text(text, "utf-8")
        elif not file.is_file() or file.read_text("utf-8") != text:
            return f"{file.name} is not what the service answers: run `make openapi`"
    return None


def _has_examples(operation: Operation) -> bool:
    return any("examples" in m for m in operation.contract["responses"]["200"]["content"].values())


if __name__ == "__main__":
    log.configure("json", "error")
    sys.exit(main(written()))
