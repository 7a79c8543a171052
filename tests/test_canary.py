"""Nothing that was sent may be found again: a canary goes through all routes, faults and places."""

import json
import re
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

import httpx
import pytest

from levelhead.service.routes import body, extract, page
from tests.helpers.asgi import app_of
from tests.helpers.faulty_server import DAWDLE, EXPLODE, LATE
from tests.helpers.otlp import Receiver, receiver, values
from tests.helpers.running import ROOT, SECONDS, environment, free_port, wait
from tests.helpers.word_files import word_file, zip_of

CANARY = "zanzibrief"
PHRASE = f"The {CANARY} plan, bonkers perhaps, may fail {CANARY}."
JSON, TEXT, HTML, NDJSON, FORM, MARKDOWN, WORD = (
    {"content-type": kind}
    for kind in (
        *("application/json", "text/plain", "text/html", "application/x-ndjson"),
        *("application/x-www-form-urlencoded", body.MARKDOWN, extract.WORD),
    )
)
MAX_BODY = 50_000

# The canary is a key too, and every request has it that has no other.
OLD, RARE = f"{CANARY}-old", f"{CANARY}-rare"
KEYS = f"""
desk = {{ sha256 = "{sha256(CANARY.encode()).hexdigest()}" }}
old = {{ sha256 = "{sha256(OLD.encode()).hexdigest()}", expires = 2026-01-01T00:00:00Z }}
rare = {{ sha256 = "{sha256(RARE.encode()).hexdigest()}", rate = "1/day" }}
"""
NO_KEY = {"x-api-key": ""}

# Every kind of header that the service may read: a name, a list, a credential, a trace.
HEADERS = {
    **dict.fromkeys(("user-agent", "referer", "cookie", "x-api-key", "x-canary", "from"), CANARY),
    **dict.fromkeys(("accept", "accept-language", "accept-encoding", "origin", "te"), CANARY),
    **dict.fromkeys(("x-forwarded-for", "x-forwarded-host", "x-forwarded-proto"), CANARY),
    "forwarded": f"for={CANARY}",
    "authorization": f"Bearer {CANARY}",
    "if-none-match": f'"{CANARY}"',
    "x-request-id": f"not {CANARY} one",
    "traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    "tracestate": f"vendor={CANARY}",
    "baggage": f"text={CANARY}",
}


class Sent(NamedTuple):
    """A request and the status it gets; `shows` where the answer repeats what the caller named."""

    method: str
    path: str
    status: int
    body: str | bytes = b""
    headers: Mapping[str, str] = {}
    shows: bool = False


def documents(*texts: str, **options: object) -> str:
    return json.dumps({"documents": [{"text": text} for text in texts], **options})


def lines(*texts: str) -> str:
    return "".join(json.dumps({"text": text}) + "\n" for text in texts)


def pair(text: str) -> str:
    return json.dumps({"before": {"text": text}, "after": {"text": f"{text} {text}"}})


def form(text: str, **fields: str) -> str:
    return urlencode({"text": text, "language": "en", **fields})


def check(path: str) -> list[Sent]:
    """A check by the form and by the query, with the key in either; it shows the sentence."""
    query = f"{path}?{form(CANARY + ' may', mode=CANARY)}"
    return [
        Sent("POST", path, 200, form(PHRASE), FORM, True),
        Sent("POST", path, 200, form(PHRASE, apiKey=CANARY), {**FORM, **NO_KEY}, True),
        Sent("GET", f"{query}&apiKey={CANARY}", 200, headers=NO_KEY, shows=True),
        Sent("GET", f"{query}&apiKey=x{CANARY}", 401, headers=NO_KEY),
        Sent("POST", path, 401, form(PHRASE, apiKey=f"x{CANARY}"), {**FORM, **NO_KEY}),
        Sent("POST", path, 403, form(PHRASE, apiKey=OLD), {**FORM, **NO_KEY}),
        Sent("POST", path, 413, form(PHRASE * 5000), FORM),
        Sent("POST", f"/k/x{CANARY}{path}", 401, form(PHRASE), {**FORM, **NO_KEY}),
        Sent("POST", f"/k/{OLD}{path}", 403, form(PHRASE), {**FORM, **NO_KEY}),
    ]


RULE = {"id": "r", "dimension": "hedging", "category": "modal", "forms": [CANARY]}
PATTERN = {"id": "r", "dimension": "hedging", "category": "modal", "pattern": f"({CANARY}"}

MCP = {"accept": "application/json, text/event-stream", "origin": "", **JSON}


def tool(text: str, name: str = "analyze", **arguments: object) -> Sent:
    """A call of a tool for assistants; its answer shows the words that it marks."""
    given = {"text": text, **arguments}
    params = {"name": name, "arguments": given}
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
    return Sent("POST", "/mcp", 200, json.dumps(body), MCP)


# A line for each route at least: that of the app which is missing here fails a test below.
TABLE: dict[str, list[Sent]] = {
    "/analyze": [
        Sent("POST", "/analyze", 200, PHRASE, TEXT),
        Sent("POST", f"/analyze?allow={CANARY}", 200, PHRASE, TEXT),
        Sent("POST", "/analyze", 200, json.dumps({"text": PHRASE, "allow": [CANARY]}), JSON),
        Sent("POST", "/analyze", 200, json.dumps({"text": PHRASE * 500, "explain": True}), JSON),
        Sent("POST", "/analyze", 200, json.dumps({"text": PHRASE, "rules": [RULE]}), JSON, True),
        Sent("POST", "/analyze", 400, f'{{"text": "{PHRASE}', JSON),
        Sent("POST", "/analyze", 400, f"{PHRASE} \xff".encode("latin-1"), TEXT),
        Sent("POST", "/analyze", 413, PHRASE * 5000, TEXT),
        Sent("POST", "/analyze", 415, PHRASE, {"content-type": CANARY}),
        Sent("POST", "/analyze", 415, PHRASE, {**TEXT, "content-encoding": CANARY}),
        Sent("POST", f"/analyze?{CANARY}=1", 422, PHRASE, TEXT, True),
        Sent("POST", f"/analyze?min_score={CANARY}", 422, PHRASE, TEXT),
        Sent("POST", f"/analyze?x={CANARY}", 422, json.dumps({"text": PHRASE}), JSON),
        Sent("POST", "/analyze", 422, json.dumps({"text": [PHRASE]}), JSON),
        Sent("POST", "/analyze", 422, json.dumps({CANARY: PHRASE}), JSON, True),
        Sent("POST", "/analyze", 422, json.dumps({"text": PHRASE, "language": CANARY}), JSON),
        Sent("POST", "/analyze", 422, json.dumps({"text": PHRASE, "rules": [PATTERN]}), JSON),
        Sent("POST", "/analyze", 422, json.dumps({"text": f"{CANARY} \ud83d"}), JSON),
        Sent("POST", "/analyze", 200, f"<p title='{CANARY}'>{PHRASE}</p><{CANARY}>", HTML),
        Sent("POST", "/analyze", 200, f"{PHRASE} [x](http://{CANARY}.example)", MARKDOWN),
        Sent("POST", "/analyze", 422, CANARY + "\n" * 20_000, MARKDOWN),
        Sent("POST", "/analyze", 401, PHRASE, {**TEXT, **NO_KEY}),
        Sent("POST", "/analyze", 401, PHRASE, {**TEXT, "x-api-key": f"x{CANARY}"}),
        Sent("POST", "/analyze", 403, PHRASE, {**TEXT, "x-api-key": OLD}),
        Sent("POST", "/analyze", 503, f"{LATE} {PHRASE}", TEXT),
        Sent("POST", "/analyze", 500, f"{EXPLODE} {PHRASE}", TEXT),
        # Off the event loop.
        Sent("POST", "/analyze", 500, f"{EXPLODE} {PHRASE}" * 500, TEXT),
    ],
    "/analyze/batch": [
        Sent("POST", "/analyze/batch", 200, documents(PHRASE, PHRASE), JSON),
        Sent("POST", "/analyze/batch", 200, json.dumps({"documents": [PHRASE]}), JSON),
        Sent("POST", f"/analyze/batch?allow={CANARY}", 200, lines(PHRASE) + PHRASE, NDJSON),
        Sent("POST", "/analyze/batch", 400, PHRASE, JSON),
        Sent("POST", "/analyze/batch", 422, documents(PHRASE, quotes=CANARY), JSON),
        Sent("POST", "/analyze/batch", 500, documents(PHRASE, f"{EXPLODE} {PHRASE}"), JSON),
    ],
    "/compare": [
        Sent("POST", "/compare", 200, pair(PHRASE), JSON),
        Sent("POST", "/compare", 422, json.dumps({"before": {"text": PHRASE}}), JSON),
    ],
    "/compare/batch": [
        Sent("POST", "/compare/batch", 200, json.dumps({"documents": [PHRASE]}), JSON),
        Sent("POST", "/compare/batch", 200, pair(PHRASE), NDJSON),
    ],
    "/extract": [
        Sent("POST", "/extract", 200, PHRASE, TEXT, True),
        Sent("POST", "/extract", 200, f"<p title='{CANARY}'>{PHRASE}</p>", HTML, True),
        Sent("POST", "/extract", 200, f"[{PHRASE}](http://{CANARY}.example)", MARKDOWN, True),
        Sent("POST", "/extract", 200, word_file((CANARY, PHRASE)), WORD, True),
        Sent("POST", "/extract", 400, f"{PHRASE} \xff".encode("latin-1"), TEXT),
        Sent("POST", "/extract", 413, PHRASE * 5000, TEXT),
        Sent("POST", "/extract", 415, PHRASE, {"content-type": CANARY}),
        Sent("POST", "/extract", 415, f"%PDF-{PHRASE}", TEXT),
        Sent("POST", f"/extract?{CANARY}=1", 422, PHRASE, TEXT),
        Sent("POST", "/extract", 422, f"{CANARY}.\n" * 1001, TEXT),
        Sent("POST", "/extract", 422, PHRASE, WORD),
        Sent("POST", "/extract", 422, zip_of(CANARY), WORD),
        Sent("POST", "/extract", 401, PHRASE, {**TEXT, **NO_KEY}),
    ],
    "/lexicons": [Sent("GET", "/lexicons", 200)],
    "/lexicons/{category}": [
        Sent("GET", "/lexicons/loaded", 200),
        Sent("GET", f"/lexicons/{CANARY}", 404),
    ],
    "/rules/{id}": [
        Sent("GET", "/rules/bonkers", 200),
        Sent("GET", f"/rules/{CANARY}", 404),
        Sent("GET", f"/rules/%7Aanzibrief%20{CANARY}", 404),
    ],
    "/profiles": [Sent("GET", "/profiles", 200)],
    "/profiles/{name}": [
        Sent("GET", "/profiles/magazine", 200),
        Sent("GET", f"/profiles/{CANARY}", 404),
        Sent("POST", "/analyze", 200, json.dumps({"text": PHRASE, "profile": "magazine"}), JSON),
        Sent("POST", "/analyze", 422, json.dumps({"text": PHRASE, "profile": CANARY}), JSON),
        Sent("POST", f"/analyze?profile={CANARY}", 422, PHRASE, TEXT),
        Sent("POST", f"/profiles/{CANARY}/v2/check", 404, form(PHRASE), FORM),
        Sent("POST", "/profiles/magazine/v2/check", 200, form(PHRASE), FORM, True),
    ],
    "/limits": [
        Sent("GET", "/limits", 200),
        Sent("GET", "/limits", 200, headers={"x-api-key": RARE}),
        Sent("GET", "/limits", 429, headers={"x-api-key": RARE}),
    ],
    "/livez": [Sent("GET", "/livez", 200)],
    "/readyz": [Sent("GET", "/readyz", 200)],
    "/metrics": [Sent("GET", "/metrics", 200)],
    "/openapi.json": [Sent("GET", "/openapi.json", 200)],
    "/docs": [Sent("GET", "/docs", 200)],
    "/docs/{name}": [
        Sent("GET", "/docs/docs.js", 200),
        Sent("GET", f"/docs/{CANARY}", 404),
        Sent("GET", f"/docs/..%2F{CANARY}", 404),
    ],
    **{route.path: [Sent("GET", route.path, 200)] for route in page.ROUTES},
    "/mcp": [
        tool(PHRASE),
        tool(PHRASE, allow=[CANARY]),
        tool(PHRASE, profile=CANARY),
        tool(PHRASE, min_score=CANARY),
        tool(PHRASE, CANARY),
        tool(PHRASE, "compare", before=PHRASE, after=CANARY),
        tool(PHRASE, "explain_rule", rule=CANARY),
        tool(f"{LATE} {PHRASE}"),
        tool(f"{EXPLODE} {PHRASE}")._replace(status=500),
        tool(PHRASE * 5000)._replace(status=413),
        Sent("POST", "/mcp", 400, f'{{"{PHRASE}', MCP),
        # The SDK quotes a message that is none of its protocol.
        Sent("POST", "/mcp", 400, json.dumps({"method": [PHRASE]}), MCP, True),
        Sent("POST", "/mcp", 400, "{}", {**MCP, "mcp-protocol-version": CANARY}, True),
        tool(PHRASE)._replace(status=401, headers={**MCP, **NO_KEY}),
        tool(PHRASE)._replace(status=403, headers={**MCP, "origin": f"http://{CANARY}.example"}),
        tool(PHRASE)._replace(status=421, headers={**MCP, "host": f"{CANARY}.example"}),
    ],
    "/v2/check": [
        *check("/v2/check"),
        *check("//v2//check"),
        Sent(
            "POST", "/v2/check", 200, form(PHRASE, enabledRules=CANARY, level="picky"), FORM, True
        ),
        Sent("POST", "/v2/check", 200, f"text={PHRASE}\xa0&language=en".encode(), FORM, True),
        Sent("POST", "/v2/check", 400, f"text={PHRASE}".encode(), FORM),
        Sent("POST", "/v2/check", 400, f"text={PHRASE} \xff&language=en".encode("latin-1"), FORM),
        Sent("POST", "/v2/check", 400, form(PHRASE, language=CANARY), FORM),
        Sent("POST", "/v2/check", 400, form(PHRASE, preferredVariants=CANARY), FORM),
        Sent("POST", "/v2/check", 400, form(PHRASE, data=CANARY), FORM),
        Sent("POST", "/v2/check", 400, urlencode({"data": f'{{"{PHRASE}'}), FORM),
        Sent("POST", "/v2/check", 503, form(f"{LATE} {PHRASE}"), FORM),
        Sent("POST", "/v2/check", 500, form(f"{EXPLODE} {PHRASE}"), FORM),
    ],
    **{
        f"/v2/{name}": [Sent("GET", f"/v2/{name}", 200), Sent("GET", f"/v2//{name}", 200)]
        for name in ("languages", "healthcheck", "maxtextlength", "info", "configinfo")
    },
}


def every() -> Iterator[Sent]:
    """The table; and for each route the canary as query, as header, as body, in the path."""
    for route in TABLE:
        yield from TABLE[route]
        first = TABLE[route][0]
        method, path, _, body, headers, _ = first
        yield first._replace(headers={**HEADERS, **headers})
        yield first._replace(path=f"/k/{CANARY}{path}", headers={**headers, **NO_KEY})
        yield Sent("DELETE", f"{path}?q={CANARY}", 405, PHRASE, TEXT)
        yield Sent(method, f"{path}/x/{CANARY}?q={CANARY}", 404, body, {**HEADERS, **headers})
        yield Sent(method, f"//{CANARY}{path}", 404, body, headers)
        if method == "GET":
            yield first._replace(path=f"{path}?q={CANARY}&{CANARY}", body=PHRASE, headers=TEXT)
            yield first._replace(method="HEAD", path=f"{path}?q={CANARY}")


def test_every_route_has_its_line() -> None:
    app = app_of(mcp_hosts=("localhost",))
    assert {getattr(route, "path", None) for route in app.routes} == set(TABLE)


class Run(NamedTuple):
    """All that was to be seen from outside."""

    answers: list[tuple[Sent, httpx.Response]]
    out: str
    metrics: str
    traces: Receiver


@pytest.fixture(scope="module", params=["json", pytest.param("console", marks=pytest.mark.slow)])
def run(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    printed: Path = tmp_path_factory.mktemp("canary") / "printed"
    keys = printed.with_name("keys.toml")
    keys.write_text(KEYS)
    with receiver() as traces, printed.open("wb") as out:
        settings = {
            **{"LEVELHEAD_API_KEYS_FILE": str(keys), "LEVELHEAD_MAX_WAITING_LARGE": "0"},
            **{"LEVELHEAD_BODY_SECONDS": "2", "LEVELHEAD_KEY_IN_PATH": "true"},
            **{"LEVELHEAD_PORT": str(port), "LEVELHEAD_MAX_BODY_BYTES": str(MAX_BODY)},
            **{"LEVELHEAD_LOG_LEVEL": "debug", "LEVELHEAD_LOG_FORMAT": request.param},
            "LEVELHEAD_DEADLINE_SECONDS": "60",
            "LEVELHEAD_PROFILES": str(ROOT / "docs/profiles"),
            "LEVELHEAD_MCP_HOSTS": "127.0.0.1:*",
            **{"OTEL_EXPORTER_OTLP_ENDPOINT": traces.url, "PYTHONDEVMODE": "1"},
        }
        command = [sys.executable, "-m", "tests.helpers.faulty_server"]
        env = environment(**settings)
        with subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=out) as server:
            wait(server, f"{url}/readyz")
            key = {"x-api-key": CANARY}
            with httpx.Client(base_url=url, timeout=SECONDS, headers=key) as client:
                answers = [(sent, ask(client, url, sent)) for sent in every()]
                answers += crowd(client, url)
                metrics = client.get("/metrics").text
            interrupt(url)
            server.terminate()
            server.wait(SECONDS)
        assert server.returncode == 0
        yield Run(answers, printed.read_text("utf-8"), metrics, traces)


def ask(client: httpx.Client, url: str, sent: Sent) -> httpx.Response:
    whole = httpx.URL(url).copy_with(raw_path=sent.path.encode())
    return client.request(sent.method, whole, content=sent.body, headers=dict(sent.headers))


def crowd(client: httpx.Client, url: str) -> Iterator[tuple[Sent, httpx.Response]]:
    """Two long texts at once where none may wait: either is answered, the other refused."""
    sent = Sent("POST", "/analyze", 200, f"{DAWDLE} {PHRASE}" * 300, TEXT)
    with ThreadPoolExecutor(2) as pool:
        both = [*pool.map(lambda _: ask(client, url, sent), range(2))]
    answered, refused = sorted(both, key=lambda answer: answer.status_code)
    yield sent, answered
    yield sent._replace(status=503), refused


def interrupt(url: str) -> None:
    """What no client library sends: no HTTP, half a body, an error during the answer."""
    address = urlsplit(url)
    stream = f"{lines(PHRASE, EXPLODE + PHRASE, PHRASE)}".encode()
    host = f"HTTP/1.1\r\nHost: x\r\nX-API-Key: {CANARY}\r\n".encode()
    head = b"POST /analyze/batch " + host + b"Content-Type: application/x-ndjson\r\n"
    text = b"POST /analyze " + host + b"Content-Type: text/plain\r\nContent-Length: 900\r\n\r\n"
    for raw, answer in (
        (f"{CANARY.upper()} /{CANARY} HTTP/1.1\r\n\r\n".encode(), b"HTTP/1.1 501"),
        (f"GET /{CANARY}\0 HTTP/1.1\r\n\r\n".encode(), b"HTTP/1.1 400"),
        (head + b"Content-Length: 900\r\n\r\n" + lines(PHRASE).encode(), b"HTTP/1.1 200"),
        (head + b"Content-Length: %d\r\n\r\n" % len(stream) + stream, b"HTTP/1.1 200"),
        (text + PHRASE.encode(), b"HTTP/1.1 408"),
    ):
        with socket.create_connection((address.hostname, address.port), SECONDS) as s:
            s.sendall(raw)
            assert s.recv(65_536).startswith(answer)


def test_each_request_gets_its_status(run: Run) -> None:
    wrong = [
        (s.method, s.path, s.status, a.status_code)
        for s, a in run.answers
        if s.status != a.status_code
    ]
    assert wrong == []


def test_all_kinds_of_answers_are_among_them(run: Run) -> None:
    statuses = {answer.status_code for _, answer in run.answers}
    assert statuses == {200, 400, 401, 403, 404, 405, 413, 415, 421, 422, 429, 500, 503}


def test_no_answer_has_the_canary_that_was_not_asked_to(run: Run) -> None:
    for sent, answer in run.answers:
        if not sent.shows:
            shown = answer.text + str(answer.headers)
            assert CANARY not in shown.lower(), (sent.method, sent.path)


def test_no_log_has_the_canary(run: Run) -> None:
    assert [line for line in run.out.splitlines() if CANARY in line.lower()] == []


def test_a_key_is_logged_by_its_name_alone(run: Run) -> None:
    names = re.findall(r'\bkey"?[=:] *"?([^",\s]+)"?[,\s]', run.out)
    assert set(names) == {"desk", "rare"}


def test_no_metric_has_the_canary(run: Run) -> None:
    assert CANARY not in run.metrics.lower()
    assert 'levelhead_requests_total{method="POST",route="/analyze",status="200"}' in run.metrics


def test_no_trace_has_the_canary(run: Run) -> None:
    assert CANARY.encode() not in run.traces.raw.lower()


def test_every_request_has_its_line_and_its_span(run: Run) -> None:
    asked = len(run.answers) + 1 + 5  # the metrics, and what no client library sends
    probes = len(run.traces.spans) - asked
    assert probes >= 1  # until it was ready
    assert len(re.findall(r"\brequest\b.*?\broute\W", run.out)) >= asked + probes


def test_a_failure_is_logged_with_its_place(run: Run) -> None:
    bugs = [line for line in run.out.splitlines() if "RuntimeError" in line]
    failed = [sent for sent, _ in run.answers if sent.status == 500]
    assert len(bugs) == len(failed) + 1  # and the one during an answer
    assert all("faulty_server.py" in line for line in bugs)


def test_a_span_has_the_route_and_the_sizes(run: Run) -> None:
    assert {r["service.name"] for r in run.traces.resources} == {"levelhead"}
    spans = [s for s in run.traces.spans if s.name == "POST /analyze"]
    assert {s.kind for s in spans} == {2}  # a server's
    first = values(spans[0].attributes)
    assert first.pop("levelhead.analysis_ms") > 0
    assert first.pop("http.response.body.size") > 0
    assert first == {
        **{"http.request.method": "POST", "http.route": "/analyze"},
        **{"http.response.status_code": 200, "http.request.body.size": len(PHRASE)},
        **{"levelhead.texts": 1, "levelhead.chars": len(PHRASE), "levelhead.spans": 3},
    }


def test_a_span_belongs_to_its_callers_trace(run: Run) -> None:
    theirs = bytes.fromhex("4bf92f3577b34da6a3ce929d0e0e4736")
    held = [s for s in run.traces.spans if s.trace_id == theirs]
    assert len(held) == 2 * len(TABLE)
    assert {s.parent_span_id.hex() for s in held} == {"00f067aa0ba902b7"}
    assert {s.trace_state for s in held} == {""}
