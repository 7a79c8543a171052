import json
import os
import subprocess
import sys

import pytest

from levelhead.service.main import build
from levelhead.service.observe.tracing import Attributes, Tracing, tracing, wanted
from levelhead.service.settings import Settings
from tests.helpers.asgi import LEXICON, ask
from tests.helpers.logs import capture_logs
from tests.helpers.otlp import receiver, values

ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"
TRACES = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"
NAMES = (ENDPOINT, TRACES, "OTEL_TRACES_EXPORTER", "OTEL_SDK_DISABLED", "OTEL_SERVICE_NAME")


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("environment", "exporter"),
    [
        ({}, None),
        ({"OTEL_SERVICE_NAME": "x"}, None),
        ({ENDPOINT: ""}, None),
        ({ENDPOINT: "http://x"}, "otlp"),
        ({TRACES: "http://x"}, "otlp"),
        ({ENDPOINT: "http://x", "OTEL_TRACES_EXPORTER": "none"}, None),
        ({ENDPOINT: "http://x", "OTEL_TRACES_EXPORTER": "console"}, "console"),
        ({"OTEL_TRACES_EXPORTER": "otlp"}, "otlp"),
        ({ENDPOINT: "http://x", "OTEL_SDK_DISABLED": "true"}, None),
        ({ENDPOINT: "http://x", "OTEL_SDK_DISABLED": "false"}, "otlp"),
    ],
)
def test_the_environment_says_whether_there_are_traces(
    environment: dict[str, str], exporter: str | None
) -> None:
    assert wanted(environment) == exporter


def test_without_its_variables_the_sdk_is_not_loaded() -> None:
    code = "import sys, levelhead.service.main; print('opentelemetry.sdk' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "False\n"


def test_without_the_extra_a_warning_is_logged_and_the_service_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(ENDPOINT, "http://127.0.0.1:9")
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace.export", None)
    with capture_logs() as logged:
        assert tracing("1") is None
    assert [line["reason"] for line in logged] == ["levelhead[otel] is not installed"]


def test_an_unknown_exporter_is_logged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_TRACES_EXPORTER", "zipkin")
    with capture_logs() as logged:
        assert tracing("1") is None
    assert [line["log_level"] for line in logged] == ["warning"]


@pytest.mark.parametrize("name", [None, "newsroom"])
def test_a_collector_gets_a_span_for_each_request(
    name: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if name:
        monkeypatch.setenv("OTEL_SERVICE_NAME", name)
    with receiver() as collector:
        monkeypatch.setenv(ENDPOINT, collector.url)
        app = build(LEXICON, Settings())
        with capture_logs() as logged:
            ask("GET", "/rules/zorp", app)
        app.state.tracing.close()
    (span,) = collector.spans
    assert (span.name, span.status.code) == ("GET /rules/{id}", 0)
    assert span.trace_id.hex() == logged[0]["trace"]
    taken = (span.end_time_unix_nano - span.start_time_unix_nano) / 1e6
    assert abs(taken - logged[0]["ms"]) < 0.01
    assert values(span.attributes)["http.response.status_code"] == 404
    assert [r["service.name"] for r in collector.resources] == [name or "levelhead"]


PRINT = """
from levelhead.service.observe.tracing import tracing
spans = tracing("1.2")
spans.request(
    {"headers": []},
    0.5,
    {"http.request.method": "GET", "http.route": "/x", "http.response.status_code": 500},
)
spans.close()
"""


def test_spans_can_be_printed() -> None:
    run = subprocess.run(
        [sys.executable, "-c", PRINT],
        env={**os.environ, "OTEL_TRACES_EXPORTER": "console"},
        capture_output=True,
        text=True,
        check=True,
    )
    span = json.loads(run.stdout)
    assert (span["name"], span["status"]["status_code"]) == ("GET /x", "ERROR")
    assert span["resource"]["attributes"]["service.version"] == "1.2"


def test_an_answer_that_fails_is_an_error_and_printed_if_asked_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OTEL_TRACES_EXPORTER", "console")
    spans = tracing("1")
    assert isinstance(spans, Tracing)
    spans.close()
    with receiver() as collector:
        monkeypatch.setenv("OTEL_TRACES_EXPORTER", "otlp")
        monkeypatch.setenv(ENDPOINT, collector.url)
        spans = tracing("1")
        assert isinstance(spans, Tracing)
        attributes: Attributes = {
            **{"http.request.method": "GET", "http.route": "/x"},
            "http.response.status_code": 500,
        }
        spans.request({"headers": []}, 0.5, attributes)
        spans.close()
    assert [span.status.code for span in collector.spans] == [2]
