"""What assistants can call: three tools, with their arguments and their answers.

Their options are those of POST /analyze that a short description explains.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping
from functools import partial
from itertools import chain, islice
from typing import Any, NamedTuple, TypeVar

import msgspec
from msgspec import Struct
from starlette.requests import Request

from levelhead.engine.deadline import Checkpoint
from levelhead.invalid_input import MAX_FAULTS, Fault, InvalidInput, validated
from levelhead.options import Analysis, ComparisonIn, blocks_of, options_of, versions_of
from levelhead.service.engine import Engine
from levelhead.service.mcp.answers import (
    BriefAnalysis,
    BriefComparison,
    brief_analysis,
    brief_comparison,
    cut,
)
from levelhead.service.middleware.request_state import RequestState
from levelhead.service.routes.body import MAX_NAME_CHARS, not_null
from levelhead.service.routes.lexicons import LexiconRule, rule_of
from levelhead.service.schemas import schemas, struct_schemas

T = TypeVar("T")

_KNOWN = schemas()["Options"]["properties"]
_OPTIONS = ("format", "dimensions", "categories", "min_score", "quotes", "allow", "offset_unit")
_OF_PROFILES = ("profile", "desk")


class Caller(NamedTuple):
    """Who calls a tool: the engine that answers, and the request if there is one."""

    engine: Engine
    state: RequestState
    request: Request | None = None


class Tool(NamedTuple):
    """A tool; `required` are its required arguments, all strings, with their descriptions."""

    title: str
    description: str
    required: Mapping[str, str]
    has_options: bool
    call: Callable[[Caller, Mapping[str, Any]], Awaitable[Struct]]
    answer: type[Struct]


async def _analyze(caller: Caller, arguments: Mapping[str, Any]) -> BriefAnalysis:
    sent = validated(Analysis, arguments)
    options = options_of(sent, find_profile=partial(caller.engine.profile, caller.state))

    write = partial(brief_analysis, options=options)

    def work(checkpoint: Checkpoint) -> BriefAnalysis:
        return caller.engine.analyze(blocks_of(sent), options, write, caller.state, checkpoint)

    return await _run(caller, work, len(arguments["text"]))


async def _compare(caller: Caller, arguments: Mapping[str, Any]) -> BriefComparison:
    sides = {side: {"text": arguments[side]} for side in ("before", "after")}
    sent = validated(ComparisonIn, {**arguments, **sides})
    options = options_of(sent, find_profile=partial(caller.engine.profile, caller.state))

    write = partial(brief_comparison, options=options)

    def work(checkpoint: Checkpoint) -> BriefComparison:
        versions = versions_of(sent, options)
        return caller.engine.compare(*versions, write, caller.state, checkpoint)

    return await _run(caller, work, len(arguments["before"]) + len(arguments["after"]))


async def _explain_rule(caller: Caller, arguments: Mapping[str, Any]) -> LexiconRule:
    entry = caller.engine.rule(arguments["rule"])
    if entry is None:
        raise InvalidInput([Fault(("rule",), "names no rule; take it from the `rule` of a span")])
    return rule_of(entry, caller.engine.lexicon)


TOOLS: Mapping[str, Tool] = {
    "analyze": Tool(
        "Find hedging and sensational wording",
        "Marks hedging (“may”, “reportedly”) and sensational wording (“bonkers”, “slams”) in "
        "English news text, with the position, the score (0 to 1), the reason and a suggestion "
        "for each, and scores the whole text. It says nothing about whether it is true.",
        {
            "text": "The article or passage, exactly as written: offsets point into it. "
            "A headline is the first line, with an empty line after it."
        },
        True,
        _analyze,
        BriefAnalysis,
    ),
    "compare": Tool(
        "Compare two versions of a text",
        "Says what a rewrite did to the claims and the tone of a news text: hedges, sources and "
        "causes that were dropped or added, facts that differ, and wording that became hotter or "
        "cooler.",
        {
            "before": "The text as it was, such as an agency's copy.",
            "after": "The text as it is now.",
        },
        True,
        _compare,
        BriefComparison,
    ),
    "explain_rule": Tool(
        "Explain a rule",
        "Says what a rule of `analyze` finds and why: its words, strength, message, suggestions, "
        "and example sentences that it marks and does not mark.",
        {"rule": "The `rule` of a span, such as `bonkers`."},
        False,
        _explain_rule,
        LexiconRule,
    ),
}


async def call(tool: Tool, caller: Caller, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The JSON of the answer; InvalidInput names each wrong argument, Problem as of the engine.

    An argument that is null counts as left out: some assistants send all of them.
    """
    given = {name: value for name, value in arguments.items() if value is not None}
    known = {*tool.required, *((*_OPTIONS, *_OF_PROFILES) if tool.has_options else ())}
    most = caller.engine.settings.max_body_bytes
    faults = chain(
        (Fault((n,), why) for n in tool.required if (why := _wrong_text(given.get(n), most))),
        (
            Fault((n[:MAX_NAME_CHARS],), "is not an argument of this tool")
            for n in given
            if n not in known
        ),
    )
    if wrong := [*islice(faults, MAX_FAULTS)]:
        raise InvalidInput(wrong)
    answer = await tool.call(caller, given)
    found: dict[str, Any] = cut(msgspec.to_builtins(answer))
    return found


def _wrong_text(value: object, most: int) -> str:
    """What is wrong with a required argument; "" if it is a string of at most `most` bytes."""
    if value is None:
        return "is required"
    if not isinstance(value, str):
        return "should be a string"
    long = len(value.encode(errors="surrogatepass")) > most
    return f"should have at most {most} bytes" if long else ""


def input_schema(tool: Tool, profiles: Collection[str]) -> dict[str, Any]:
    """The JSON Schema of the arguments, for a service with these profiles."""
    texts = {name: {"type": "string", "description": d} for name, d in tool.required.items()}
    return {
        "type": "object",
        "properties": {**texts, **(_option_schemas(profiles) if tool.has_options else {})},
        "required": [*tool.required],
        "additionalProperties": False,
    }


def output_schema(tool: Tool) -> dict[str, Any]:
    """The JSON Schema of the answer."""
    found = struct_schemas([tool.answer], "#/$defs/{name}")
    return {**found.pop(tool.answer.__name__), "$defs": found}


def _option_schemas(profiles: Collection[str]) -> dict[str, Any]:
    """The schemas of the options, by name; without profiles those of profiles are left out."""
    names = (*_OPTIONS, *_OF_PROFILES) if profiles else _OPTIONS
    found = {n: {"description": _KNOWN[n]["description"], **not_null(_KNOWN[n])} for n in names}
    if profiles:
        about = "The house style to apply; without it, that of the server or the API key, if any."
        found["profile"] = {"type": "string", "enum": [*profiles], "description": about}
    return found


async def _run(caller: Caller, work: Callable[[Checkpoint], T], size: int) -> T:
    """What `work` returns; it takes its turn as a request of this size does."""
    engine = caller.engine
    return await engine.run(work, size, engine.deadline(), client=caller.request)
