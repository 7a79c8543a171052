"""POST /mcp over HTTP, with the SDK's client: what the tools take and answer."""

import json
from typing import Any

import httpx
import pytest
from mcp import Client, MCPError

from levelhead.service.mcp.answers import MAX_CHARS, MAX_ITEMS
from tests.helpers import mcp_service
from tests.helpers.assistant import ERAS, answer, over_http, refusal, text
from tests.helpers.mcp_service import ARTICLE, KEY, LOCAL, call, message, post, tools_of
from tests.helpers.running import SECONDS

# Fixtures: pytest finds them by these names.
app = mcp_service.app
url = mcp_service.url
open_url = mcp_service.open_url


@pytest.mark.parametrize("era", ERAS)
def test_the_tools_say_what_they_take(url: str, era: str) -> None:
    tools = over_http(url, tools_of, {"X-API-Key": KEY}, era)
    arguments = {name: [*tool.input_schema["properties"]] for name, tool in tools.items()}
    options = ["format", "dimensions", "categories", "min_score", "quotes", "allow", "offset_unit"]
    assert arguments == {
        "analyze": ["text", *options, "profile", "desk"],
        "compare": ["before", "after", *options, "profile", "desk"],
        "explain_rule": ["rule"],
    }
    required = {name: tool.input_schema["required"] for name, tool in tools.items()}
    assert required == {
        "analyze": ["text"],
        "compare": ["before", "after"],
        "explain_rule": ["rule"],
    }
    for tool in tools.values():
        assert all(a["description"] for a in tool.input_schema["properties"].values())
        assert "null" not in json.dumps(tool.input_schema)
        assert tool.annotations.read_only_hint
    profile = tools["analyze"].input_schema["properties"]["profile"]
    assert profile["enum"] == ["gazette", "magazine", "northern"]


def test_without_profiles_no_argument_is_about_them(open_url: str) -> None:
    tools = over_http(open_url, tools_of)
    assert {"profile", "desk"}.isdisjoint(tools["analyze"].input_schema["properties"])


@pytest.mark.parametrize("era", ERAS)
def test_a_text_is_analysed_as_over_the_api(url: str, era: str) -> None:
    found = answer(call(url, "analyze", era=era, text=ARTICLE))
    own = httpx.post(
        url.replace("/mcp", "/analyze"),
        json={"text": ARTICLE},
        headers={"x-api-key": KEY},
        timeout=SECONDS,
    ).json()
    kept = ["start", "end", "text", "dimension", "category", "score", "rule", "voice"]
    kept += ["message", "suggestions"]
    assert found == {
        "scores": {
            dimension: {"score": score["score"], "band": score["band"]}
            for dimension, score in own["scores"].items()
        },
        "words": 7,
        "spans": [{name: span[name] for name in kept} for span in own["spans"]],
        "headline_flags": [
            {name: flag[name] for name in ("start", "end", "text", "kind", "message")}
            for flag in own["headline"]["flags"]
        ],
        "offset_unit": "codepoint",
    }
    assert [span["text"] for span in found["spans"]] == ["slams", "bonkers", "may"]


def test_an_assistant_that_reads_only_text_reads_the_same(url: str) -> None:
    result = call(url, "analyze", text=ARTICLE)
    assert json.loads(text(result)) == answer(result)


def test_the_flags_of_a_headline_are_shown(url: str) -> None:
    body = "The council said on Monday that the tram may have killed two geese by the old bridge."
    found = answer(call(url, "analyze", text=f"Tram killed two geese by old bridge\n\n{body}"))
    assert [flag["kind"] for flag in found["headline_flags"]] == ["unhedged"]


@pytest.mark.parametrize(
    ("arguments", "marked"),
    [
        ({"dimensions": ["hedging"]}, ["may"]),
        ({"categories": ["loaded"]}, ["bonkers"]),
        ({"min_score": 0.9}, ["bonkers", "may"]),
        ({"allow": ["slam"]}, ["bonkers", "may"]),
        ({"text": "<h1>Bon<b>kers</b> plan</h1>", "format": "html"}, ["Bon<b>kers"]),
        ({"text": "He said: “It is bonkers.”", "quotes": "ignore"}, []),
        ({"profile": "northern"}, ["slams", "may"]),
        ({"desk": None, "profile": None, "categories": None}, ["slams", "bonkers", "may"]),
    ],
)
def test_options_are_those_of_the_api(
    url: str, arguments: dict[str, Any], marked: list[str]
) -> None:
    found = answer(call(url, "analyze", **{"text": ARTICLE, **arguments}))
    assert [span["text"] for span in found["spans"]] == marked


def test_offsets_are_in_the_unit_that_is_asked_for(url: str) -> None:
    found = answer(call(url, "analyze", text="🚋 bonkers", offset_unit="utf16"))
    assert [(s["start"], s["end"]) for s in found["spans"]] == [(3, 10)]
    assert found["offset_unit"] == "utf16"


@pytest.mark.parametrize("era", ERAS)
def test_two_versions_are_compared(url: str, era: str) -> None:
    before = "Police said the driver may have been drunk."
    after = "The driver was drunk."
    assert answer(call(url, "compare", era=era, before=before, after=after)) == {
        "offset_unit": "codepoint",
        "difference": {"sensational": 0.0, "hedging": -0.593},
        "before": {
            "sensational": {"score": 0.0, "band": "low"},
            "hedging": {"score": 0.593, "band": "high"},
        },
        "after": {
            "sensational": {"score": 0.0, "band": "low"},
            "hedging": {"score": 0.0, "band": "low"},
        },
        "changes": [
            {
                "kind": "source_dropped",
                "effect": "stronger",
                "message": "The source was dropped: “Police said”.",
                "before": {"start": 0, "end": 11, "text": "Police said"},
                "after": None,
            },
            {
                "kind": "hedge_dropped",
                "effect": "stronger",
                "message": "“may” was dropped, which leaves less doubt.",
                "before": {"start": 23, "end": 26, "text": "may"},
                "after": None,
            },
        ],
    }


@pytest.mark.parametrize("rule", ["bonkers", "northern:nimby"])
def test_a_rule_is_explained_as_by_the_api(url: str, rule: str) -> None:
    own = httpx.get(
        url.replace("/mcp", f"/rules/{rule}"), headers={"x-api-key": KEY}, timeout=SECONDS
    )
    assert answer(call(url, "explain_rule", rule=rule)) == own.json()


@pytest.mark.parametrize("era", ERAS)
def test_a_wrong_argument_is_named(url: str, era: str) -> None:
    table: list[tuple[str, dict[str, Any], str]] = [
        ("analyze", {}, "text: is required"),
        ("analyze", {"text": None}, "text: is required"),
        ("analyze", {"text": 7}, "text: should be a string"),
        ("analyze", {"text": "x", "blocks": []}, "blocks: is not an argument of this tool"),
        ("analyze", {"text": "x", "y" * 99: 1}, f"{'y' * 64}: is not an argument of this tool"),
        (
            "analyze",
            {"text": "x", "min_score": 2, "dimensions": ["heat"]},
            "dimensions.0: should be 'hedging' or 'sensational'\n"
            "min_score: should be less than or equal to 1",
        ),
        ("analyze", {"text": "x", "profile": "none"}, "profile: names no profile of this service"),
        ("compare", {"before": "x"}, "after: is required"),
        ("compare", {"before": 7, "after": "x"}, "before: should be a string"),
        ("explain_rule", {"rule": 7}, "rule: should be a string"),
        ("explain_rule", {"rule": "x"}, "rule: names no rule; take it from the `rule` of a span"),
    ]

    async def use(client: Client) -> list[str]:
        return [refusal(await client.call_tool(tool, given)) for tool, given, _ in table]

    said = over_http(url, use, {"X-API-Key": KEY}, era)
    assert said == [reason for *_, reason in table]


def test_half_a_character_is_refused_in_both_protocols(open_url: str) -> None:
    old = post(open_url, message(text="\ud800"))
    assert (old.status_code, old.json()["error"]["code"]) == (400, -32700)  # no JSON to the SDK
    whole = json.loads(message(text="\ud800"))
    meta = {"protocolVersion": "2026-07-28", "clientCapabilities": {}}
    whole["params"]["_meta"] = {f"io.modelcontextprotocol/{name}": meta[name] for name in meta}
    headers = {"mcp-protocol-version": "2026-07-28", "mcp-method": "tools/call"}
    new = post(open_url, json.dumps(whole).encode(), **headers, **{"mcp-name": "analyze"})
    assert new.json()["result"]["content"][0]["text"] == "text: contains an unpaired surrogate"


@pytest.mark.parametrize("era", ERAS)
def test_an_unknown_tool_is_refused_with_the_names_of_the_tools(url: str, era: str) -> None:
    with pytest.raises(MCPError, match="unknown tool; there are analyze, compare, explain_rule"):
        call(url, "delete", era=era)


def test_the_highest_scores_are_kept_and_the_rest_is_named(url: str) -> None:
    weak, strong = "It could fail. " * 10, "It is bonkers. " * MAX_ITEMS
    found = answer(call(url, "analyze", text=f"{weak}{strong}"))
    assert {span["text"] for span in found["spans"]} == {"bonkers"}
    starts = [span["start"] for span in found["spans"]]
    assert starts == sorted(starts)
    assert len(starts) == MAX_ITEMS
    assert found["left_out"] == (
        "10 spans with the lowest scores; ask for one dimension or category, or for a part of the "
        "text"
    )


def test_the_first_changes_are_kept_and_the_rest_is_named(url: str) -> None:
    plain = "".join(f"Street {n} will be closed on 4 May. " for n in range(MAX_ITEMS + 5))
    found = answer(call(url, "compare", before=plain, after=plain.replace("closed", "shambolic")))
    assert len(found["changes"]) == MAX_ITEMS
    assert found["left_out"].startswith("5 changes at the end; ")


def test_very_long_words_are_cut_off(url: str) -> None:
    (span,) = answer(call(url, "analyze", text=f"It is{' ' * 1000}believed to be."))["spans"]
    assert span["text"] == f"It is{' ' * (MAX_CHARS - 5)}…"
    assert (span["start"], span["end"]) == (0, 5 + 1000 + len("believed"))


def test_the_profile_of_a_key_holds_for_calls_that_name_none(url: str) -> None:
    words = "Jobsworths and yokels slam the bonkers plan, “utterly daft”, a man said."
    marked = {}
    for key, named in ((KEY, {}), (LOCAL, {}), (LOCAL, {"profile": "magazine"})):
        found = answer(call(url, "analyze", key, text=words, **named))
        spans = [(span["text"], span.get("profile")) for span in found["spans"]]
        marked[key, *named.values()] = (found.get("profile"), spans)
    others = [("yokels", None), ("slam", None), ("bonkers", None)]
    assert marked == {
        (KEY,): (None, [("Jobsworths", None), *others, ("utterly", None), ("daft", None)]),
        (LOCAL,): ("gazette", [("Jobsworths", "northern"), ("yokels", "gazette"), ("slam", None)]),
        (LOCAL, "magazine"): ("magazine", [("Jobsworths", None), *others]),
    }


def test_each_word_of_a_profile_is_found_and_explained(url: str) -> None:
    """An assistant that goes through the house style of docs/profiles, rule by rule."""
    profile = httpx.get(
        url.replace("/mcp", "/profiles/northern"), headers={"x-api-key": KEY}, timeout=SECONDS
    )
    rules = [rule["id"] for rule in profile.json()["rules"] if rule["dimension"] != "context"]

    async def use(client: Client) -> list[str]:
        missed = []
        for rule in rules:
            explained = answer(await client.call_tool("explain_rule", {"rule": rule}))
            assert explained["message"]
            sentence, *_ = explained.get("hits") or [f"A <{explained['forms'][0]}> here."]
            given = {"text": sentence.replace("<", "").replace(">", ""), "profile": "northern"}
            found = answer(await client.call_tool("analyze", given))
            if rule not in [span["rule"] for span in found["spans"]]:
                missed.append(rule)
        return missed

    assert len(rules) == 63
    assert over_http(url, use, {"X-API-Key": KEY}) == []


def test_a_rewrite_is_compared_in_the_style_of_a_profile(url: str) -> None:
    sides = {
        "before": "The council spoke.",
        "after": "The jobsworths and the bonkers council spoke.",
    }
    found = answer(call(url, "compare", profile="northern", **sides))
    assert found["profile"] == "northern"
    assert [change["after"]["text"] for change in found["changes"]] == ["jobsworths"]
