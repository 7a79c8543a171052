"""Clients that generators make of openapi.yaml: type-checked, and calling a running service.

For each generator a program is written that sends every example request of the contract with the
client's own functions and types, so that no operation can be forgotten.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from levelhead.service.routes import extract
from tests.helpers.markdown import fences
from tests.helpers.running import BIN, ROOT, environment, running
from tests.helpers.word_files import word_file
from tests.openapi import ANSWERS, BASE, FILE, FORM, Example, operations, recorded, requests

JSON = "application/json"
CONTRACT = recorded()
EXAMPLES = [*requests(CONTRACT)]
EXPECTED = json.loads(ANSWERS.read_text("utf-8"))
OPERATIONS = {operation.id for operation in operations(CONTRACT)}

NPM = ROOT / "tests/clients_npm"
MISSING = "the TypeScript tools are not installed: npm ci --prefix tests/clients_npm"

# openapi-python-client leaves out bodies of other media types, unless its configuration names them.
PYTHON_KINDS = {None, JSON, FORM}
FOREIGN = OPERATIONS - {e.operation.id for e in EXAMPLES if e.kind in PYTHON_KINDS}


def run(command: Sequence[str | Path], folder: Path) -> str:
    """What a command prints; it has to succeed."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env=environment(MYPY_CACHE_DIR=str(folder / "mypy")),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with running(
        settings={
            "LEVELHEAD_PROFILES": str(ROOT / "docs/profiles"),
            # The answers are those of a service as it is without settings.
            "LEVELHEAD_DEADLINE_SECONDS": "5",
        },
        output=subprocess.DEVNULL,
    ) as url:
        yield url


def check(printed: str, url: str, examples: Sequence[Example]) -> None:
    """Each line is the status and the answer that a client got for one of the examples."""
    got = [json.loads(line) for line in printed.replace(url, BASE).splitlines()]
    assert len(got) == len(examples)
    for example, (status, value) in zip(examples, got, strict=True):
        assert status == 200, (example.operation.id, example.name)
        if example.operation.id == "metrics":
            assert value.startswith("# HELP "), value
            continue
        kinds = EXPECTED[example.operation.id].values()
        name = example.answer_name
        (expected,) = [named[name] for named in kinds if name in named]
        assert value == expected, (example.operation.id, name)


# Python


def python_client(folder: Path, *options: str | Path) -> str:
    """Generate the client; what the generator says of it."""
    generator = (BIN / "openapi-python-client", "generate", "--path", FILE)
    return run((*generator, "--output-path", folder, "--overwrite", *options), folder)


def run_python(folder: Path, program: str, url: str) -> str:
    """What a program prints that uses the client in the folder; both are type-checked."""
    (folder / "calls.py").write_text(program)
    strict = ("--strict", "--config-file", os.devnull)
    run((BIN / "mypy", *strict, "levelhead_client", "calls.py"), folder)
    return run((sys.executable, "calls.py", url), folder)


PYTHON_START = """
import json
import sys

from levelhead_client import Client, models
from levelhead_client.api.analyze import analyze as analyze_text
from levelhead_client.models import Analysis, Answer, Block, Dimension, ProblemDetails, Role, Voice

client = Client(base_url=sys.argv[1], raise_on_unexpected_status=True)


def plain(value: object) -> object:
    if isinstance(value, list):
        return [plain(each) for each in value]
    to_dict = getattr(value, "to_dict", None)
    return to_dict() if to_dict else value


# As somebody would write it.
answer = analyze_text.sync(client=client, body=Analysis(text="A bonkers idea."))
assert isinstance(answer, Answer)
assert [span.text for span in answer.spans] == ["bonkers"]
assert answer.spans[0].dimension is Dimension.SENSATIONAL
assert answer.spans[0].voice is Voice.AUTHOR
assert answer.scores.sensational.score > answer.scores.hedging.score
blocks = [Block(id="h", role=Role.HEADLINE, text="Bonkers"), Block(text="It rained.")]
answer = analyze_text.sync(client=client, body=Analysis(blocks=blocks, allow=["bonkers"]))
assert isinstance(answer, Answer)
assert answer.spans == []
assert [sentence.block for sentence in answer.sentences] == ["h", "1"]
refused = analyze_text.sync(client=client, body=Analysis(text="", min_score=2.0))
assert isinstance(refused, ProblemDetails)
assert refused.detail == "`/min_score` should be less than or equal to 1"
"""

PYTHON_CALL = """
from {module} import {name}

got_{name} = {name}.sync_detailed({arguments})
print(json.dumps([got_{name}.status_code.value, plain(got_{name}.parsed)]))
"""


def pascal(name: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))


def python_call(example: Example) -> str:
    """The call of an operation, with the model of its body made of the example."""
    arguments = [f"{name}={value!r}" for name, value in {**example.parts, **example.query}.items()]
    if example.kind:
        schema = example.operation.contract["requestBody"]["content"][example.kind]["schema"]
        inline = pascal(f"{example.operation.id}_body")
        model = schema["$ref"].rpartition("/")[2] if "$ref" in schema else inline
        arguments.append(f"body=models.{model}.from_dict({example.value!r})")
    (tag,) = example.operation.contract["tags"]
    return PYTHON_CALL.format(
        module=f"levelhead_client.api.{tag}",
        name=example.operation.id,
        arguments=", ".join(["client=client", *arguments]),
    )


@pytest.mark.slow
def test_a_python_client_calls_every_operation(server: str, tmp_path: Path) -> None:
    said = python_client(tmp_path)
    assert "Unable to " not in said, said
    left_out = re.findall(r"parsing .* within \S+\. Endpoint will not be generated", said)
    assert len(left_out) == len(FOREIGN), said
    made = {path.stem for path in tmp_path.glob("levelhead_client/api/*/[!_]*.py")}
    assert made == OPERATIONS - FOREIGN
    examples = [example for example in EXAMPLES if example.kind in PYTHON_KINDS]
    program = PYTHON_START + "".join(python_call(example) for example in examples)
    check(run_python(tmp_path, program, server), server, examples)


PYTHON_FILE = """
import sys

from levelhead_client import Client
from levelhead_client.api.analyze import extract
from levelhead_client.models import Article
from levelhead_client.types import File

client = Client(base_url=sys.argv[1])
with open("article.docx", "rb") as file:
    article = extract.sync(client=client, body=File(payload=file))
assert isinstance(article, Article)
assert [block.text for block in article.blocks] == ["It may fail."]
"""


@pytest.mark.slow
def test_a_python_client_sends_a_file_if_configured_that_its_media_type_is_binary(
    server: str, tmp_path: Path
) -> None:
    assert {"extract"} == FOREIGN
    config = {"content_type_overrides": {extract.WORD: "application/octet-stream"}}
    (tmp_path / "config.json").write_text(json.dumps(config))
    python_client(tmp_path, "--config", tmp_path / "config.json")
    (tmp_path / "article.docx").write_bytes(word_file(("", "It may fail.")))
    run_python(tmp_path, PYTHON_FILE, server)


def shown(language: str, url: str) -> tuple[str, str]:
    """The program of README in a language, for a running service, and what it prints."""
    blocks = fences("README.md")
    (at,) = (n for n, block in enumerate(blocks) if block.language == language)
    return blocks[at].body.replace(BASE, url), blocks[at + 1].body


@pytest.mark.slow
def test_the_python_client_of_the_readme_is_what_it_says(server: str, tmp_path: Path) -> None:
    python_client(tmp_path)
    program, printed = shown("py", server)
    assert run_python(tmp_path, program, server) == printed


# TypeScript

TYPESCRIPT_START = """
import createClient from "openapi-fetch";
import type { components, paths } from "./schema.js";

declare const process: { argv: string[] };
const client = createClient<paths>({ baseUrl: process.argv[2] });
const bare = (body: unknown) => body as string;

function print(response: Response, value: unknown) {
  console.log(JSON.stringify([response.status, value]));
}

function assert(holds: boolean): asserts holds {
  if (!holds) throw new Error("an answer is not what its type says");
}

// As somebody would write it.
const body: components["schemas"]["Analysis"] = { text: "A bonkers idea." };
const { data: answer } = await client.POST("/analyze", { body });
assert(answer !== undefined);
const dimensions: components["schemas"]["Dimension"][] = answer.spans.map((s) => s.dimension);
assert(JSON.stringify(dimensions) === '["sensational"]');
const { data: checked } = await client.POST("/v2/check", {
  body: { text: "A bonkers idea.", language: "en-US" },
  headers: { "Content-Type": "application/x-www-form-urlencoded" },
});
assert(checked?.matches[0]?.context.text === "A bonkers idea.");
const { error } = await client.POST("/analyze", { body: { text: "", min_score: 2 } });
assert(error?.detail === "`/min_score` should be less than or equal to 1");
const { data: rule } = await client.GET("/rules/{id}", { params: { path: { id: "may" } } });
assert(rule !== undefined && (rule.known_false === undefined || rule.known_false.length > 0));
"""


def typescript_call(example: Example) -> str:
    """The call of an operation; tsc checks the example against the type of its body."""
    given: dict[str, Any] = {}
    params = {"path": {**example.parts}, "query": {**example.query}}
    given["params"] = {place: params[place] for place in params if params[place]}
    if example.kind:
        given["body"] = example.value
        given["headers"] = {"Content-Type": example.kind}
    answers = example.operation.contract["responses"]["200"]["content"]
    if JSON not in answers or example.kind in answers.keys() - {JSON}:
        given["parseAs"] = "text"
    options = [f"{json.dumps(name)}: {json.dumps(given[name])}" for name in given]
    if isinstance(example.value, str):
        options.append("bodySerializer: bare")
    method = example.operation.method.upper()
    call = f"client.{method}({json.dumps(example.operation.path)}, {{ {', '.join(options)} }})"
    return f"{{\n  const {{ data, response }} = await {call};\n  print(response, data);\n}}\n"


def run_typescript(folder: Path, program: str, url: str) -> str:
    """What a program prints that uses a client generated into the folder; both are type-checked."""
    assert (NPM / "node_modules").is_dir(), MISSING
    (folder / "node_modules").symlink_to(NPM / "node_modules")
    (folder / "package.json").write_text('{"type": "module"}')
    bin_ = NPM / "node_modules/.bin"
    run((bin_ / "openapi-typescript", FILE, "-o", "schema.ts"), folder)
    (folder / "calls.ts").write_text(program)
    options = ("--strict", "--target", "es2022", "--module", "nodenext", "--lib", "es2022,dom")
    run((bin_ / "tsc", *options, "calls.ts"), folder)
    return run(("node", "calls.js", url), folder)


@pytest.mark.needs("npm")
def test_a_typescript_client_calls_every_operation(server: str, tmp_path: Path) -> None:
    assert {example.operation.id for example in EXAMPLES} == OPERATIONS
    program = TYPESCRIPT_START + "".join(typescript_call(example) for example in EXAMPLES)
    check(run_typescript(tmp_path, program, server), server, EXAMPLES)


@pytest.mark.needs("npm")
def test_the_typescript_client_of_the_readme_is_what_it_says(server: str, tmp_path: Path) -> None:
    program, printed = shown("ts", server)
    assert run_typescript(tmp_path, program, server) == printed
