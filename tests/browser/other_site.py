"""Somebody else's site, on an origin that the service does not know."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ENFORCED = "Content-Security-Policy"
REPORTED = "Content-Security-Policy-Report-Only"


@contextmanager
def serving(
    files: Mapping[str, tuple[str, str]], policy: str, header: str = ENFORCED
) -> Iterator[str]:
    """Serve files, each by its path as type and content, until the block ends; yields the origin.

    Playwright's routes cannot replace a server here: the browser would not know that they are
    on this machine, and would ask whether such a page may talk to it.
    """

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind, content = files.get(self.path, ("text/plain", ""))
            self.send_response(200 if self.path in files else 404)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header(header, policy)
            self.end_headers()
            self.wfile.write(content.encode())

        def log_message(self, format: str, *args: object) -> None:
            """Log nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as site:
        threading.Thread(target=site.serve_forever).start()
        yield f"http://localhost:{site.server_port}"
        site.shutdown()
