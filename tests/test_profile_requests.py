"""Profiles in requests to the service, in its keys and addresses, and when it loads them again."""

import asyncio
import json
import os
import signal
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from levelhead.cli.main import main
from levelhead.invalid_input import InvalidInput
from levelhead.lexicon import load_lexicon
from levelhead.options import OptionsIn, options_of
from levelhead.service.lifecycle import lifespan
from levelhead.service.main import build
from levelhead.service.observe import metrics
from levelhead.service.settings import Settings
from tests.helpers.asgi import ask
from tests.helpers.lexicons import LEXICON, write_lexicon
from tests.helpers.logs import capture_logs
from tests.helpers.profile_files import ABOUT, EXAMPLES, LOADED, WORDS, write

pytestmark = pytest.mark.usefixtures("loaded_once")


def service(**settings: Any) -> FastAPI:
    return build(LEXICON, Settings(profiles=EXAMPLES, deadline_seconds=60, **settings))


TEXT = "It was a humiliation, utterly bonkers."
REQUESTS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "none": ({"json": {"text": TEXT}}, ["humiliation", "utterly", "bonkers"]),
    "in JSON": ({"json": {"text": TEXT, "profile": "northern"}}, ["humiliation", "utterly"]),
    "with a desk": (
        {"json": {"text": TEXT, "profile": "northern", "desk": "sport"}},
        ["utterly"],
    ),
    "with an option of the request": (
        {"json": {"text": TEXT, "profile": "northern", "min_score": 0.9}},
        ["utterly"],
    ),
    "in the query": (
        {
            "content": TEXT,
            "headers": {"content-type": "text/plain"},
            "params": {"profile": "northern", "desk": "sport"},
        },
        ["utterly"],
    ),
}


@pytest.mark.parametrize(("request_", "found"), REQUESTS.values(), ids=REQUESTS)
def test_a_request_names_its_profile(request_: dict[str, Any], found: list[str]) -> None:
    answer = ask("POST", "/analyze", service(), **request_).json()
    assert [span["text"] for span in answer["spans"]] == found
    named = answer["engine"].get("profile", {}).get("name")
    assert named == ("northern" if len(found) < 3 else None)


UNKNOWN = {"detail": "names no profile of this service"}
REFUSED: dict[str, tuple[str, dict[str, Any], dict[str, str]]] = {
    "in JSON": (
        "/analyze",
        {"json": {"text": TEXT, "profile": "southern"}},
        {**UNKNOWN, "pointer": "/profile"},
    ),
    "in the query": (
        "/analyze?profile=southern",
        {"content": TEXT, "headers": {"content-type": "text/plain"}},
        {**UNKNOWN, "parameter": "profile"},
    ),
    "in a batch": (
        "/analyze/batch",
        {"json": {"documents": [], "profile": "southern"}},
        {**UNKNOWN, "pointer": "/profile"},
    ),
    "in the query of a stream": (
        "/analyze/batch?profile=southern",
        {"content": "{}", "headers": {"content-type": "application/x-ndjson"}},
        {**UNKNOWN, "parameter": "profile"},
    ),
}


@pytest.mark.parametrize(("path", "request_", "error"), REFUSED.values(), ids=REFUSED)
@pytest.mark.parametrize("app", [service(), build(LEXICON, Settings())], ids=["some", "none"])
def test_an_unknown_profile_is_refused(
    app: FastAPI, path: str, request_: dict[str, Any], error: dict[str, str]
) -> None:
    answer = ask("POST", path, app, **request_)
    assert (answer.status_code, answer.json()["errors"]) == (422, [error])


def test_documents_of_a_batch_share_a_profile_or_have_their_own() -> None:
    documents = [
        {"text": TEXT},
        {"text": TEXT, "desk": "sport"},
        {"text": TEXT, "profile": "magazine"},
        {"text": TEXT, "profile": "southern"},
    ]
    expected = [["humiliation", "utterly"], ["utterly"], ["humiliation", "utterly", "bonkers"], 422]

    def found(answers: list[dict[str, Any]]) -> list[Any]:
        return [
            answer["error"]["status"]
            if "error" in answer
            else [span["text"] for span in answer["spans"]]
            for answer in answers
        ]

    body = {"documents": documents, "profile": "northern"}
    answer = ask("POST", "/analyze/batch", service(), json=body)
    assert found(answer.json()["answers"]) == expected
    lines = "".join(json.dumps(document) + "\n" for document in documents)
    stream = {"content": lines, "headers": {"content-type": "application/x-ndjson"}}
    answer = ask("POST", "/analyze/batch?profile=northern", service(), **stream)
    assert found([json.loads(line) for line in answer.text.splitlines()]) == expected


SIDES: dict[str, Any] = {"before": {"text": "It rained."}, "after": {"text": TEXT}}
COMPARED = {
    "none": ({}, ["humiliation", "utterly", "bonkers"]),
    "a profile": ({"profile": "northern"}, ["humiliation", "utterly"]),
    "with a desk": ({"profile": "northern", "desk": "sport"}, ["utterly"]),
}


@pytest.mark.parametrize(("options", "found"), COMPARED.values(), ids=COMPARED)
def test_a_comparison_names_its_profile(options: dict[str, str], found: list[str]) -> None:
    answer = ask("POST", "/compare", service(), json=SIDES | options).json()
    batch = {"documents": [SIDES], **options}
    (of_batch,) = ask("POST", "/compare/batch", service(), json=batch).json()["answers"]
    own = {"documents": [SIDES | options]}
    (of_own,) = ask("POST", "/compare/batch", service(), json=own).json()["answers"]
    for each in (answer, of_batch, of_own):
        assert [span["text"] for span in each["after"]["spans"]] == found
        assert {change["kind"] for change in each["changes"]} <= {
            "wording_added",
            "wording_heated",
        }
        assert each["engine"].get("profile", {}).get("name") == options.get("profile")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/compare", {**SIDES, "profile": "southern"}),
        ("/compare/batch", {"documents": [], "profile": "southern"}),
    ],
)
def test_a_comparison_with_an_unknown_profile_is_refused(path: str, body: dict[str, Any]) -> None:
    answer = ask("POST", path, service(), json=body)
    assert (answer.status_code, answer.json()["errors"]) == (
        422,
        [{**UNKNOWN, "pointer": "/profile"}],
    )


def test_a_key_has_a_profile_for_requests_that_name_none(tmp_path: Path) -> None:
    file = tmp_path / "keys.toml"
    digest = sha256(b"secret").hexdigest()
    file.write_text(f'[desk]\nsha256 = "{digest}"\nprofile = "northern"\n')
    app = service(api_keys_file=file)

    def found(**fields: str) -> list[str]:
        body = {"text": TEXT, **fields}
        answer = ask("POST", "/analyze", app, json=body, headers={"x-api-key": "secret"})
        return [span["text"] for span in answer.json()["spans"]]

    assert found() == ["humiliation", "utterly"]
    assert found(profile="magazine") == ["humiliation", "utterly", "bonkers"]


NOT_LOADED = "the profile of this API key is not loaded, see the service's log"
WITHOUT: dict[str, tuple[str, dict[str, Any], int]] = {
    "a request without a profile": ("/analyze", {"json": {"text": TEXT}}, 503),
    "one with another": ("/analyze", {"json": {"text": TEXT, "profile": "northern"}}, 200),
    "one with the same": ("/analyze", {"json": {"text": TEXT, "profile": "lost"}}, 422),
    "a batch": ("/analyze/batch", {"json": {"documents": []}}, 503),
    "a comparison": ("/compare", {"json": SIDES}, 503),
    "LanguageTool's clients": ("/v2/check", {"data": {"text": TEXT, "language": "en"}}, 503),
    "an address with another": (
        "/profiles/northern/v2/check",
        {"data": {"text": TEXT, "language": "en"}},
        200,
    ),
}


@pytest.mark.parametrize(("path", "request_", "status"), WITHOUT.values(), ids=WITHOUT)
def test_requests_of_a_key_are_refused_where_its_profile_is_not_loaded(
    tmp_path: Path, path: str, request_: dict[str, Any], status: int
) -> None:
    file = tmp_path / "keys.toml"
    digest = sha256(b"secret").hexdigest()
    file.write_text(f'[desk]\nsha256 = "{digest}"\nprofile = "lost"\n')
    with capture_logs() as logged:
        app = service(api_keys_file=file)
        answer = ask("POST", path, app, headers={"x-api-key": "secret"}, **request_)
    assert answer.status_code == status
    assert (NOT_LOADED in answer.text) is (status == 503)
    missing = [line for line in logged if line["event"] == "key without profile"]
    assert [(line["key"], line["profile"]) for line in missing] == [("desk", "lost")]
    (request,) = [line for line in logged if line["event"] == "request"]
    assert request.get("rejected") == ("no_profile" if status == 503 else None)


def test_a_new_key_may_have_a_profile(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "keys.toml"
    assert main(["key", "new", "desk", "--profile", "northern", "--file", str(file)]) == 0
    assert 'profile = "northern"\n' in file.read_text()
    with pytest.raises(SystemExit):
        main(["key", "new", "desk", "--profile", 'a"b', "--file", str(file)])
    assert "is not small letters, digits and single hyphens" in capsys.readouterr().err


FORM = {"text": TEXT, "language": "en"}
PATHS = {
    "/v2/check": ["humiliation", "utterly", "bonkers"],
    "/profiles/northern/v2/check": ["humiliation", "utterly"],
    "/profiles//northern//v2/v2/check/": ["humiliation", "utterly"],
    "/profiles/magazine/check": ["humiliation", "utterly", "bonkers"],
}


@pytest.mark.parametrize(("path", "found"), PATHS.items(), ids=PATHS)
def test_languagetool_clients_have_it_in_their_address(path: str, found: list[str]) -> None:
    answer = ask("POST", path, service(), data=FORM)
    matches = answer.json()["matches"]
    assert [TEXT[m["offset"] :][: m["length"]].strip() for m in matches] == found


def test_a_key_in_the_path_comes_before_the_profile(tmp_path: Path) -> None:
    file = tmp_path / "keys.toml"
    file.write_text(f'[desk]\nsha256 = "{sha256(b"secret").hexdigest()}"\n')
    app = service(api_keys_file=file, key_in_path=True)
    answer = ask("POST", "/k/secret/profiles/northern/v2/check", app, data=FORM)
    matches = answer.json()["matches"]
    assert [TEXT[m["offset"] :][: m["length"]].strip() for m in matches] == PATHS[
        "/profiles/northern/v2/check"
    ]
    assert ask("POST", "/k/wrong/profiles/northern/v2/check", app, data=FORM).status_code == 401


def test_an_address_without_such_a_profile_is_not_found() -> None:
    answer = ask("POST", "/profiles/southern/v2/check", service(), data=FORM)
    assert (answer.status_code, answer.text) == (404, "Error: there is no such profile")
    assert ask("POST", "/profiles/northern/analyze", service(), json={}).status_code == 404


def test_the_profiles_are_listed_and_shown() -> None:
    app = service()
    listed = ask("GET", "/profiles", app).json()["profiles"]
    assert [(p["name"], p.get("extends"), p["rules"]) for p in listed] == [
        ("gazette", "northern", 67),
        ("magazine", None, 1),
        ("northern", None, 63),
    ]
    shown = ask("GET", "/profiles/gazette", app)
    assert shown.json()["hash"] == listed[0]["hash"]
    assert shown.json()["off"] == ["bonkers", "fury"]
    assert {"term": "humiliation", "reason": "Usual in match reports.", "desks": ["sport"]} in (
        shown.json()["allowed"]
    )
    known = {"if-none-match": shown.headers["etag"]}
    assert ask("GET", "/profiles/gazette", app, headers=known).status_code == 304
    assert ask("GET", "/profiles/southern", app).status_code == 404
    assert ask("GET", "/profiles", build(LEXICON, Settings())).json() == {"profiles": []}


def test_a_rule_of_a_profile_is_shown_by_its_id() -> None:
    rule = ask("GET", "/rules/northern:jobsworth", service())
    assert rule.json()["forms"] == ["jobsworth", "jobsworths"]
    assert ask("GET", "/rules/northern:may", service()).status_code == 404


def test_where_there_are_no_profiles_none_can_be_named() -> None:
    with pytest.raises(InvalidInput, match="names no profile"):
        options_of(OptionsIn(profile="northern"))
    assert options_of(OptionsIn()).profile is None


def test_texts_are_counted_by_profile() -> None:
    def count() -> Any:
        return metrics.PROFILE_TEXTS.labels("magazine")._value.get()

    before = count()
    ask("POST", "/analyze", service(), json={"text": "x", "profile": "magazine"})
    assert count() == before + 1


def test_a_missing_profile_or_one_with_a_fault_is_logged_and_the_old_one_goes_on(
    tmp_path: Path,
) -> None:
    lexicon, profiles = tmp_path / "lexicon", tmp_path / "profiles"
    write_lexicon(lexicon)
    conditions = 'unless = "_ mad", yes = "It is <utterly> bad.", no = "It is utterly mad."'
    words = f"[phrases]\nbonkers = 3\nutterly = {{ strength = 2, {conditions} }}\n"
    (lexicon / "sensational/loaded/test.toml").write_text(WORDS + words)
    write(profiles / "good", f'{ABOUT}[rules]\nbonkers = "off"\n')
    write(profiles / "gone")
    write(profiles / "emptied")
    write(profiles / "bad", "x")
    write(profiles / "half", words={LOADED: "[nouns]\ntram = 2\n"})
    (profiles / "half/profile.toml").unlink()
    (profiles / "notes").mkdir()

    async def go() -> None:
        app = build(load_lexicon(lexicon), Settings(lexicons=lexicon, profiles=profiles))
        assert app.state.engine.profiles.keys() == {"good", "gone", "emptied"}
        async with lifespan(app):
            old = app.state.engine
            write(profiles / "good", "x")
            write(profiles / "bad")
            (profiles / "emptied/profile.toml").unlink()
            (profiles / "gone").rename(tmp_path / "gone")
            os.kill(os.getpid(), signal.SIGHUP)
            async with asyncio.timeout(60):
                while app.state.engine is old:
                    await asyncio.sleep(0.01)
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
                body = {"text": "An utterly bonkers plan.", "profile": "good"}
                spans = (await client.post("/analyze", json=body)).json()["spans"]
                assert [span["text"] for span in spans] == ["utterly"]
            assert [*app.state.engine.profiles] == ["bad", "emptied", "gone", "good"]

    def refused(name: str) -> tuple[str, tuple[str, str]]:
        return "profile refused", ("LEVELHEAD_PROFILES", f"{profiles}/{name}/profile.toml:1")

    with capture_logs() as logged:
        asyncio.run(go())
    assert [
        (line["event"], line.get("profile") or (line["setting"], line["fault"].partition(": ")[0]))
        for line in logged
        if line["event"].startswith("profile")
    ] == [
        refused("bad"),
        ("profile loaded", "emptied"),
        ("profile loaded", "gone"),
        ("profile loaded", "good"),
        refused("half"),
        ("profile loaded", "bad"),
        refused("emptied"),
        refused("gone"),
        refused("good"),
        refused("half"),
    ]
