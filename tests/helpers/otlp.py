"""A receiver of OTLP over HTTP: what a collector would get of the service's traces."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


class Receiver(ThreadingHTTPServer):
    """Keeps all it was sent, as it came and as spans."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Taker)
        self.raw = b""
        self.spans: list[Any] = []
        self.resources: list[dict[str, str]] = []

    @property
    def url(self) -> str:
        """What OTEL_EXPORTER_OTLP_ENDPOINT is set to."""
        return f"http://127.0.0.1:{self.server_port}"


class Taker(BaseHTTPRequestHandler):
    """Takes one export."""

    server: Receiver

    def do_POST(self) -> None:
        assert self.path == "/v1/traces"
        assert self.headers["content-type"] == "application/x-protobuf"
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.raw += body
        for group in ExportTraceServiceRequest.FromString(body).resource_spans:
            self.server.resources.append(values(group.resource.attributes))
            self.server.spans += (s for scope in group.scope_spans for s in scope.spans)
        self.send_response(200)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


def values(attributes: Any) -> dict[str, Any]:
    """Attributes as Python has them."""
    return {a.key: getattr(a.value, a.value.WhichOneof("value")) for a in attributes}


@contextmanager
def receiver() -> Iterator[Receiver]:
    """A receiver on a free port until the block ends."""
    with Receiver() as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()
