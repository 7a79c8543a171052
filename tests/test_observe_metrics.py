import json
import re
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from prometheus_client.parser import text_string_to_metric_families
from starlette.types import ASGIApp, Receive, Scope, Send

from bench.processes import SERVICE, serving
from levelhead.service.middleware.access_log import AccessLog
from levelhead.service.middleware.key_file import Key
from levelhead.service.middleware.request_state import state_of
from levelhead.service.observe import log, metrics
from tests.helpers.asgi import LEXICON, app_of, ask
from tests.helpers.lexicons import write_lexicon
from tests.helpers.logs import capture_logs
from tests.helpers.running import ROOT, SECONDS, wait_for

TEXT = {"content-type": "text/plain"}
Series = dict[str, float]


def series(exposition: str) -> Series:
    """Each sample under its name and labels as Prometheus writes them, buckets left out."""
    return {
        f"{s.name}{json.dumps(s.labels) if s.labels else ''}": s.value
        for family in text_string_to_metric_families(exposition)
        for s in family.samples
        if s.name.startswith("levelhead_") and not s.name.endswith("_bucket")
    }


def counted(app: FastAPI | None = None) -> Series:
    return series(ask("GET", "/metrics", app).text)


def grown(before: Series, after: Series) -> Series:
    """By how much each count grew; sums of seconds are left out, and the asking itself."""
    return {
        name: after[name] - before.get(name, 0)
        for name in after
        if after[name] != before.get(name) and "_seconds_sum" not in name and "/metrics" not in name
    }


def answered(method: str, route: str, *statuses: int) -> Series:
    labels = {"method": method, "route": route}
    return {
        **{
            f"levelhead_requests_total{json.dumps({**labels, 'status': str(s)})}": statuses.count(s)
            for s in statuses
        },
        f"levelhead_request_seconds_count{json.dumps(labels)}": len(statuses),
    }


def test_requests_are_counted_by_the_routes_template() -> None:
    before = counted()
    for path in ("/rules/bonkers", "/rules/zorp", "/rules/maybe", "/limits", "/docs"):
        ask("GET", path)
    ask("HEAD", "/limits")
    ask("DELETE", "/limits")
    ask("POST", "/a/secret")
    ask("BREW", "/a/secret")
    assert grown(before, counted()) == {
        **answered("GET", "/rules/{id}", 200, 404, 200),
        **answered("GET", "/limits", 200),
        **answered("GET", "/docs", 200),
        **answered("HEAD", "/limits", 200),
        **answered("DELETE", "/limits", 405),
        **answered("POST", "unmatched", 404),
        **answered("other", "unmatched", 404),
    }


def test_texts_and_their_spans_are_counted() -> None:
    before = counted()
    text = "Bonkers, maybe. Bonkers."
    ask("POST", "/analyze", content=text, headers=TEXT)
    documents = [{"text": "Maybe."}, {"text": 5}, {"blocks": [{"text": "Maybe."}, {"text": "x"}]}]
    ask("POST", "/analyze/batch", json={"documents": documents})
    assert grown(before, counted()) == {
        **answered("POST", "/analyze", 200),
        **answered("POST", "/analyze/batch", 200),
        "levelhead_text_chars_count": 3,
        "levelhead_text_chars_sum": 24 + 6 + 7,
        "levelhead_analysis_seconds_count": 3,
        'levelhead_spans_total{"category": "loaded"}': 2,
        'levelhead_spans_total{"category": "probability"}': 3,
    }


def test_times_and_sizes_have_buckets() -> None:
    ask("POST", "/analyze", json={"text": "It rained."})
    metrics_text = ask("GET", "/metrics").text
    for name in ("request_seconds", "analysis_seconds", "text_chars"):
        bounds = re.findall(rf'levelhead_{name}_bucket{{.*?le="([^"]+)"', metrics_text)
        assert len(set(bounds)) >= 10
        assert bounds[-1] == "+Inf"


def test_the_build_and_the_lexicon_are_shown() -> None:
    shown = counted()
    assert shown[f'levelhead_lexicon_info{{"hash": "{LEXICON.hash}"}}'] == 1
    assert [name for name in shown if name.startswith('levelhead_build_info{"version"')]


def test_the_operators_page_names_every_metric() -> None:
    page = (ROOT / "docs/operations.md").read_text("utf-8")
    named = set(re.findall(r"^\| `(levelhead_\w+)", page, re.MULTILINE))
    kept = {
        f"{family.name}{'_total' if family.type == 'counter' else ''}"
        for family in text_string_to_metric_families(ask("GET", "/metrics").text)
        if family.name.startswith("levelhead_")
    }
    assert named == kept


def test_openmetrics_is_spoken_to_those_who_ask() -> None:
    accept = {"accept": "application/openmetrics-text; version=1.0.0"}
    answer = ask("GET", "/metrics", headers=accept)
    assert answer.headers["content-type"].startswith("application/openmetrics-text")
    assert answer.text.endswith("# EOF\n")
    assert ask("GET", "/metrics").headers["content-type"].startswith("text/plain; version=")


def test_a_log_line_describes_a_request_and_nothing_of_its_words() -> None:
    text = "Bonkers, maybe, at five."  # no other test's, whose answer would be remembered
    with capture_logs() as logged:
        ask(
            "POST",
            "/analyze?allow=zanzibar",
            content=text,
            headers={**TEXT, "x-request-id": "r7", "accept-encoding": "identity"},
        )
    (line,) = logged
    assert {name: line.pop(name) for name in ("ms", "analysis_ms", "sent")}.keys() == {
        *("ms", "analysis_ms", "sent")
    }
    assert line == {
        **{"event": "request", "log_level": "info", "request": "r7", "method": "POST"},
        **{"route": "/analyze", "status": 200, "received": 24, "texts": 1, "chars": 24, "spans": 2},
    }


@pytest.mark.parametrize(
    ("method", "path", "level"),
    [
        ("GET", "/livez", "debug"),
        ("HEAD", "/readyz", "debug"),
        ("GET", "/metrics", "debug"),
        ("POST", "/livez", "info"),
        ("GET", "/limits", "info"),
    ],
)
def test_a_probe_that_is_well_is_not_worth_a_line(method: str, path: str, level: str) -> None:
    with capture_logs() as logged:
        ask(method, path, app_of(log_level="debug"))
    assert [line["log_level"] for line in logged] == [level]


def watched(app: ASGIApp) -> ASGIApp:
    return AccessLog(app, log.request_log())


def test_a_refusal_by_middleware_is_logged_and_counted() -> None:
    async def refuse(scope: Scope, receive: Receive, send: Send) -> None:
        state = state_of(scope)
        state.rejected, state.key = "rate", Key("newsroom", b"digest")
        await send({"type": "http.response.start", "status": 429, "headers": []})
        await send({"type": "http.response.body", "body": b"later"})

    before = counted()
    with capture_logs() as logged:
        ask("GET", "/x", watched(refuse))  # type: ignore[arg-type]
    (line,) = logged
    assert (line["status"], line["rejected"], line["key"], line["sent"]) == (
        *(429, "rate", "newsroom", 5),
    )
    assert grown(before, counted()) == {
        **answered("GET", "unmatched", 429),
        'levelhead_rejected_total{"reason": "rate"}': 1,
    }


KEYS = f'slow = {{ sha256 = "{sha256(b"lvl_slow").hexdigest()}", rate = "1/day" }}'
REFUSED = [
    ("POST", "/analyze", {}, 401, "/analyze"),
    ("GET", "/rules/zanzibar", {}, 401, "/rules/{id}"),
    ("GET", "/profiles/zanzibar/v2/check", {}, 401, "/v2/check"),
    ("POST", "/mcp", {}, 401, "/mcp"),
    ("GET", "/zanzibar", {}, 401, "unmatched"),
    ("GET", "/rules/zanzibar/more", {}, 401, "unmatched"),
    ("GET", "/limits", {"x-api-key": "lvl_slow"}, 200, "/limits"),
    ("POST", "/mcp", {"x-api-key": "lvl_slow"}, 429, "/mcp"),
    ("GET", "/lexicons/zanzibar", {"x-api-key": "lvl_slow"}, 429, "/lexicons/{category}"),
]


def test_what_middleware_refuses_is_counted_under_the_route_that_it_was_for(
    tmp_path: Path,
) -> None:
    file = tmp_path / "keys.toml"
    file.write_text(KEYS)
    app = app_of(api_keys_file=file, mcp_hosts=("localhost",))
    with capture_logs() as logged:
        for method, path, headers, _, _ in REFUSED:
            ask(method, path, app, headers=headers)
    assert [(line["status"], line["route"]) for line in logged] == [row[3:] for row in REFUSED]


def test_a_client_that_disconnected_is_logged() -> None:
    async def nobody(scope: Scope, receive: Receive, send: Send) -> None:
        pass

    with capture_logs() as logged, pytest.raises(AssertionError):
        ask("GET", "/x", watched(nobody))  # type: ignore[arg-type]
    assert [line["status"] for line in logged] == [499]


def test_the_counts_of_all_processes_are_added_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    code = "from levelhead.service.observe import metrics; metrics.analysed(3, 0.1, ['modal'] * 2)"
    for _ in range(2):
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
    shown, _ = metrics.exposition(metrics.About("1", "sha256:x"), "")
    assert grown({}, series(shown.decode())) == {
        "levelhead_text_chars_count": 2,
        "levelhead_text_chars_sum": 6,
        "levelhead_analysis_seconds_count": 2,
        'levelhead_spans_total{"category": "modal"}': 4,
        "levelhead_log_lines_lost_total": 0,
        "levelhead_redis_failures_total": 0,
        'levelhead_build_info{"version": "1"}': 1,
        'levelhead_lexicon_info{"hash": "sha256:x"}': 1,
    }


NO_KEEPING = httpx.Limits(max_keepalive_connections=0)


@pytest.fixture(scope="module")
def two_workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("lexicons")
    write_lexicon(folder)
    # It waits for both: one that has not loaded yet is not among the counts.
    with serving(SERVICE, 2, LEVELHEAD_LEXICONS=str(folder)) as server:
        yield server.url("")


def test_a_scrape_sees_all_workers(two_workers: str) -> None:
    before = series(httpx.get(f"{two_workers}/metrics", timeout=SECONDS).text)
    # A connection each: which worker takes it is the kernel's choice.
    with httpx.Client(base_url=two_workers, limits=NO_KEEPING, timeout=SECONDS) as client:
        for _ in range(40):
            client.post("/analyze", content="Maybe.", headers=TEXT)
        name = 'levelhead_requests_total{"method": "POST", "route": "/analyze", "status": "200"}'

        def counted() -> float:
            return series(client.get("/metrics").text)[name] - before.get(name, 0)

        wait_for(lambda: counted() == 40)  # a request is counted when its answer has gone out
        answers = [series(client.get("/metrics").text) for _ in range(8)]
    assert {each[name] - before.get(name, 0) for each in answers} == {40}
    assert {each["levelhead_text_chars_count"] for each in answers} == {40}
    assert {each['levelhead_lexicon_loads_total{"result": "loaded"}'] for each in answers} == {2}


def test_the_folder_of_counts_goes_with_the_service(tmp_path: Path) -> None:
    def folder(pid: int) -> Path:
        (path,) = re.findall(
            rb"(?:^|\0)PROMETHEUS_MULTIPROC_DIR=([^\0]+)", Path(f"/proc/{pid}/environ").read_bytes()
        )
        return Path(path.decode())

    write_lexicon(tmp_path)
    with serving(SERVICE, 2, LEVELHEAD_LEXICONS=str(tmp_path)) as server:
        (shared,) = {folder(pid) for pid in server.workers}
        assert shared.parent == Path("/dev/shm")
        assert list(shared.iterdir())
    assert not shared.exists()
