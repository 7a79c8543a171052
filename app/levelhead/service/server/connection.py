"""A client's connection over HTTP/1.1, with limits on all that is sent and all that is left unread.

uvicorn's protocol on httptools has no limits, drops the body of a request that offers an upgrade,
and answers invalid HTTP itself. This subclass parses one request at a time, and the next once the
client has taken the answer. It is one file, since all its methods change the same few attributes.
"""

import asyncio
import re
import socket
from array import array
from fcntl import ioctl
from termios import TIOCOUTQ
from typing import Any
from urllib.parse import unquote

from httptools import (
    HttpParserError,
    HttpParserInvalidMethodError,
    HttpParserUpgrade,
    HttpRequestParser,
    parse_url,
)
from uvicorn.config import Config
from uvicorn.protocols.http.flow_control import HIGH_WATER_LIMIT, FlowControl
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from levelhead.service.middleware.problem import Problem
from levelhead.service.middleware.request_state import state_of
from levelhead.service.server.exchange import Exchange

# Proxies and servers allow 8 to 64 kB; browsers send less than 4 kB.
MAX_HEAD_BYTES = 64 * 1024
MAX_TARGET_BYTES = 8 * 1024
MAX_HEADER_BYTES = 16 * 1024
MAX_HEADERS = 100

# The default time for a body, and more than enough for 64 kB.
HEAD_SECONDS = 10
# For a first request: browsers and load balancers open connections in advance and close unused ones
# within a minute. One costs a few kilobytes.
SILENT_SECONDS = 60
# Without the client reading a single byte of its answer.
SEND_SECONDS = 10
# How much of a body is read after its answer, and for how long, so that the connection can be kept.
UNREAD_BYTES, UNREAD_SECONDS = 256 * 1024, 10
# How long to read on after closing our sending side: a connection closed with unread bytes is
# reset, and the reset may overtake the answer.
LINGER_SECONDS = 2
# How soon to test for a client that closed its sending side while its request waits.
PROBE_SECONDS = 0.05
# How often a connection is checked; the times above are exact to this.
CHECK_SECONDS = 1.0

# Between two reads of discarded bytes: 13 MB/s at most, however fast the client.
_PAUSE_SECONDS = 0.02
# Chunked bodies are parsed in pieces of this size, and other connections get their turn after this
# many chunks.
_PIECE_BYTES, _CHUNKS = 16 * 1024, 500

# Ends a head, and a chunked body with or without trailers.
_END = b"\r\n\r\n"
_FRAMING = frozenset((b"content-length", b"transfer-encoding", b"expect"))
_CHUNKED = -1
_UPGRADE = (b"upgrade", b"http2-settings")
_METHOD = re.compile(rb"\s*[!#$%&'*+.^_`|~0-9A-Za-z-]+ ")
# RFC 3986, section 3.2: a name or IPv4 address, or an IPv6 address in brackets; then a port.
_NAME = rb"(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+"
_HOST = re.compile(rb"(?:%b|\[[A-Za-z0-9._~!$&'()*+,;=:%%-]+\])(?::[0-9]*)?" % _NAME)

_NOT_HTTP = (400, "the request is not valid HTTP/1.1")
_VERSION = (505, "only HTTP/1.1 and HTTP/1.0 are supported")
_NO_HOST = (400, "the request has no Host header field")
_MANY_HOSTS = (400, "the request has more than one Host header field")
_BAD_HOST = (400, "the Host header field is not a host name or address, with or without a port")
_NO_METHOD = (501, "the method is not supported")
_CODING = (501, "only chunked is supported in Transfer-Encoding")
_LONG_TARGET = (414, f"the request target is longer than {MAX_TARGET_BYTES} bytes")
_LONG_HEADER = (431, f"a header field is longer than {MAX_HEADER_BYTES} bytes")
_LONG_HEAD = (431, f"the head of the request is longer than {MAX_HEAD_BYTES} bytes")
_MANY_HEADERS = (431, f"the request has more than {MAX_HEADERS} header fields")
_SLOW_HEAD = (408, f"the head of the request did not arrive within {HEAD_SECONDS} s")
_BROKEN_BODY = "the framing of the request body is not valid HTTP/1.1"


class Flow(FlowControl):
    """Does not resume reading while bytes that were read still wait to be parsed."""

    holding = False

    def resume_reading(self) -> None:
        if not self.holding:
            super().resume_reading()


class RefusedError(Exception):
    """Stops the parser within a head; `refusal` of the connection is the reason."""


class Connection(HttpToolsProtocol):
    """uvicorn creates one for each client: parses requests and has the application answer them."""

    # Slots, because more attributes in uvicorn's dictionary would cost each connection 2 kB: Python
    # then no longer shares the table of their names.
    __slots__ = (
        *("begun", "chunks", "discard", "eof", "exchange", "fresh", "in_head", "moved", "probed"),
        *("refusal", "rest", "since", "size", "tail", "timer", "unparsed", "unread", "unsent"),
    )

    flow: Flow

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        # The request whose answer the client has not taken yet.
        self.exchange: Exchange | None = None
        self.unparsed = b""  # received
        # Whether a head comes next; if not, `rest` is the bytes left of the body, or _CHUNKED.
        self.in_head = True
        self.rest = 0
        # Bytes of the head so far, or of the framing of a chunked body since its last content.
        self.size = 0
        self.tail = b""  # the last bytes parsed, since _END may begin in them
        self.chunks = 0  # in this turn of the loop
        self.unread = 0  # bytes of a body after its answer
        self.refusal: tuple[int, str] | None = None
        self.discard = False  # whether to discard what arrives
        self.eof = False  # the client has closed its sending side
        self.probed = False
        self.fresh = True  # whether nothing was received yet
        self.begun = False  # whether part of a request was received
        self.since = 0.0  # when the wait for a head, for its end, or for the client began
        self.unsent, self.moved = 0, 0.0  # what waited at the last change, and its time
        self.timer: asyncio.TimerHandle

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.flow = Flow(transport)
        self.since = self.loop.time()
        self.timer = self.loop.call_later(CHECK_SECONDS, self.check)

    def connection_lost(self, exc: Exception | None) -> None:
        """End the request in progress, and release all memory."""
        self.connections.discard(self)
        self.timer.cancel()
        if self.exchange is not None:
            self.exchange.lose()
            self.exchange = None
        self.flow.resume_writing()
        self.discard = True
        self.unparsed = b""
        self.parser = self.scope = self.headers = None  # type: ignore[assignment]

    def shutdown(self) -> None:
        """Close the connection, after the answer in progress if there is one."""
        if self.exchange is None:
            self.transport.close()
        else:
            self.exchange.end_connection()

    # Reading

    def data_received(self, data: bytes) -> None:
        if self.discard:
            self.flow.pause_reading()
            self.loop.call_later(_PAUSE_SECONDS, self.flow.resume_reading)
            return
        self.fresh = False
        self.unparsed = self.unparsed + data if self.unparsed else data
        self.parse()

    def eof_received(self) -> bool:  # type: ignore[override]
        """Whether to keep the connection: a client that sends no more may wait for an answer."""
        exchange = self.exchange
        if exchange is None or (exchange.more_body and exchange.fault is None):
            return False
        self.eof = self.flow.holding = True
        exchange.end_connection()
        # A client that has disconnected altogether looks the same until it is tested.
        self.timer.cancel()
        self.timer = self.loop.call_later(PROBE_SECONDS, self.check)
        return True

    def parse(self) -> None:
        """Parse the rest of a request, then the next if no answer is in progress."""
        data, start = self.unparsed, 0
        self.chunks = 0
        while start < len(data) and not self.discard:
            if self.in_head and self.exchange is not None:
                break
            if self.chunks > _CHUNKS:
                self.loop.call_soon(self.parse)
                break
            end = self.end_of_piece(data, start)
            self.feed(data[start:end])
            start = end
        self.unparsed = b"" if self.discard else data[start:]
        if self.unparsed:
            self.flow.holding = True
            self.flow.pause_reading()
        elif self.flow.holding:
            self.flow.holding = False
            if self.exchange is None or len(self.exchange.body) <= HIGH_WATER_LIMIT:
                self.flow.resume_reading()

    def end_of_piece(self, data: bytes, start: int) -> int:
        """The index up to which `data` holds nothing of the next request."""
        if not self.in_head and self.rest != _CHUNKED:
            return min(start + self.rest, len(data))
        tail, most = self.tail, len(data)
        if self.in_head and not self.begun and data[start] in b"\r\n":
            start = most - len(data[start:].lstrip(b"\r\n"))  # all empty lines in one piece
        if tail:
            found = (tail + data[start : start + 3]).find(_END)
            if found >= 0:
                return start + found + len(_END) - len(tail)
        if not self.in_head:
            most = min(start + _PIECE_BYTES, most)
        found = data.find(_END, start, most)
        return most if found < 0 else found + len(_END)

    def feed(self, piece: bytes) -> None:
        """Pass bytes to the parser, which calls the on_… methods below."""
        begun, too_long = self.begun, False
        if self.in_head:
            room = MAX_HEAD_BYTES - self.size
            if len(piece) > room:
                piece, too_long = piece[:room], True
        else:
            if self.rest != _CHUNKED:
                self.rest -= len(piece)
            if self.exchange is None:
                self.unread += len(piece)
        self.size += len(piece)
        try:
            self.parser.feed_data(piece)
        except HttpParserUpgrade:
            self.ignore_upgrade()
        except HttpParserError as error:
            self.break_off(self.refusal or _refusal(error, piece))
        else:
            if too_long:
                self.break_off(_LONG_HEAD)
            elif self.begun or self.size:
                self.go_on(piece, begun)

    def go_on(self, piece: bytes, begun: bool) -> None:
        """Check the sizes within a head or a body."""
        if self.in_head or self.rest == _CHUNKED:
            self.tail = (self.tail + piece[-3:])[-3:]
        if self.in_head:
            if self.begun and not begun:
                self.since = self.loop.time()
        elif self.rest == _CHUNKED and self.size > MAX_HEAD_BYTES:
            self.break_off(_NOT_HTTP)
        elif self.unread > UNREAD_BYTES:
            self.finish()

    def ignore_upgrade(self) -> None:
        """Parse the head again without its offer of another protocol (RFC 9110, section 7.8).

        The parser stops after such a head, and so would lose the body.
        """
        method = self.parser.get_method()
        if method == b"CONNECT":
            self.break_off(_NO_METHOD)
            return
        version = self.parser.get_http_version().encode()
        head = [b"%b %b HTTP/%b\r\n" % (method, self.url, version)]
        head += [b"%b: %b\r\n" % field for field in self.headers if field[0] not in _UPGRADE]
        self.size = 0
        # The old one takes no more after `Connection: close`.
        self.parser = HttpRequestParser(self)
        self.feed(b"".join([*head, b"\r\n"]))

    # Called by the parser

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.rest = 0
        self.begun = True

    def on_url(self, url: bytes) -> None:
        self.url += url
        if len(self.url) > MAX_TARGET_BYTES:
            raise self.refused(_LONG_TARGET)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Add a header field; trailers are ignored, since they could pass for headers."""
        if not self.in_head:
            return
        if len(self.headers) == MAX_HEADERS:
            raise self.refused(_MANY_HEADERS)
        if len(name) + len(value) > MAX_HEADER_BYTES:
            raise self.refused(_LONG_HEADER)
        name, value = name.lower(), value.rstrip(b" \t")  # the parser leaves these spaces
        if name in _FRAMING:
            if name == b"content-length":
                self.rest = int(value)
            elif name == b"transfer-encoding":
                if value.lower() != b"chunked":  # a body in gzip would pass for text
                    raise self.refused(_CODING)
                self.rest = _CHUNKED
            elif value.lower() == b"100-continue":
                self.expect_100_continue = True
        self.headers.append((name, value))

    def on_headers_complete(self) -> None:
        if self.parser.should_upgrade():
            return
        version = self.parser.get_http_version()
        if version not in ("1.1", "1.0"):
            raise self.refused(_VERSION)
        self.check_host(version)
        scope = self.scope
        target = parse_url(self.url)
        path = (target.path or b"").decode("ascii")
        scope["method"] = self.parser.get_method().decode("ascii")
        scope["http_version"] = version
        scope["path"] = self.root_path + (unquote(path) if "%" in path else path)
        scope["raw_path"] = self.root_path.encode("ascii") + path.encode("ascii")
        scope["query_string"] = target.query or b""
        keep_alive = version == "1.1" and self.parser.should_keep_alive()
        self.in_head = False
        self.size, self.tail = 0, b""
        self.exchange = Exchange(self, scope, keep_alive=keep_alive)
        self._start_asgi_task(self.exchange, self.app)

    def check_host(self, version: str) -> None:
        """Refuse a head without exactly one valid Host (RFC 9112, section 3.2).

        Two servers could take such a request for requests to different hosts. Clients of HTTP/1.0
        may leave it out.
        """
        hosts = [value for name, value in self.headers if name == b"host"]
        if len(hosts) > 1:
            raise self.refused(_MANY_HOSTS)
        if not hosts:
            if version == "1.1":
                raise self.refused(_NO_HOST)
        elif not _HOST.fullmatch(hosts[0]):
            raise self.refused(_BAD_HOST)

    def on_body(self, body: bytes) -> None:
        """Pass on a part of the body, unless the request has been answered."""
        self.size = 0
        self.chunks += 1
        if self.exchange is not None and not self.exchange.response_complete:
            self.exchange.body += body
            if len(self.exchange.body) > HIGH_WATER_LIMIT:
                self.flow.pause_reading()
            self.exchange.message_event.set()

    def on_message_complete(self) -> None:
        if self.parser.should_upgrade():
            return
        self.in_head, self.begun = True, False
        self.size = self.unread = 0
        self.tail = b""
        if self.exchange is not None:
            self.exchange.more_body = False
            self.exchange.state.arrived = True
            self.exchange.message_event.set()

    # Invalid HTTP

    def refused(self, refusal: tuple[int, str]) -> RefusedError:
        """The error to raise from a method that the parser calls."""
        self.refusal = refusal
        return RefusedError()

    def break_off(self, refusal: tuple[int, str]) -> None:
        """Refuse the request that can't be parsed, and read no further."""
        if self.in_head:
            self.refuse(*refusal)
        elif self.exchange is None:
            self.finish()
        elif self.exchange.response_started:
            self.transport.close()
        else:
            self.exchange.fault = _BROKEN_BODY
            self.exchange.message_event.set()
        self.discard = True

    def refuse(self, status: int, detail: str) -> None:
        """Have the application send a problem, with the log line and headers of all answers."""
        # Before that, the parser returns the first method it knows.
        method = self.parser.get_method().decode("ascii") if self.begun and self.url else ""
        super().on_message_begin()
        problem = Problem(status, detail, headers={"Connection": "close"})
        self.scope["method"], self.scope["path"] = method, ""
        self.scope["raw_path"] = self.scope["query_string"] = b""
        state_of(self.scope).refusal = problem
        self.exchange = Exchange(self, self.scope, keep_alive=False)
        self.exchange.more_body = False
        self.discard = True
        self._start_asgi_task(self.exchange, self.app)

    # After an answer

    def answered(self, exchange: Exchange) -> None:
        """Read the next request, or close the connection, once the client has taken its answer."""
        self.server_state.total_requests += 1
        self.exchange = None
        if self.transport.is_closing():
            exchange.lose()
            return
        self.since = self.loop.time()
        if exchange.last or self.discard or self.eof:
            self.finish()
        elif self.unparsed:
            self.loop.call_soon(self.parse)
        else:
            self.flow.resume_reading()

    def finish(self) -> None:
        """Close the connection, after the rest of the request if more of it may arrive."""
        if self.eof or (self.in_head and not self.discard):
            self.transport.close()
            return
        self.discard, self.unparsed = True, b""
        self.since = self.loop.time()
        self.transport.write_eof()
        self.flow.holding = False
        self.flow.resume_reading()

    # Time

    def check(self) -> None:
        """Close the connection if the client has kept it waiting for too long."""
        now, wait = self.loop.time(), CHECK_SECONDS
        waited = now - self.since
        if self.stalled(now) or (
            self.discard and self.exchange is None and waited > LINGER_SECONDS
        ):
            self.transport.abort()
        elif self.exchange is not None:
            if self.eof and self.exchange.listening:
                wait = self.probe(self.exchange)
        elif not self.in_head:
            if waited > UNREAD_SECONDS:
                self.finish()
        elif self.begun:
            if waited > HEAD_SECONDS:
                self.refuse(*_SLOW_HEAD)
        elif not self.unparsed and waited > (
            SILENT_SECONDS if self.fresh else self.timeout_keep_alive
        ):
            self.transport.close()
        self.timer = self.loop.call_later(wait, self.check)

    def stalled(self, now: float) -> bool:
        """Whether the client has read nothing of its answer for SEND_SECONDS."""
        unsent = self.transport.get_write_buffer_size()
        if unsent:
            # The kernel buffers megabytes, which a slow client reads long before these.
            queued = array("i", [0])
            ioctl(self.transport.get_extra_info("socket").fileno(), TIOCOUTQ, queued)
            unsent += queued[0]
        if unsent != self.unsent:
            self.unsent, self.moved = unsent, now
        return unsent > 0 and now - self.moved > SEND_SECONDS

    def probe(self, exchange: Exchange) -> float:
        """Test whether a client that sends no more still waits; returns when to test again.

        A client that waits ignores an interim answer; a closed socket replies with a reset.
        """
        if exchange.scope["http_version"] == "1.0":  # has no interim answers
            self.transport.close()
        elif not self.probed:
            self.probed = True
            self.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            return PROBE_SECONDS
        elif _is_reset(self.transport):
            self.transport.abort()
        return CHECK_SECONDS


def _refusal(error: HttpParserError, piece: bytes) -> tuple[int, str]:
    """The status and detail for an error of the parser; `piece` is what it parsed last."""
    if str(error) in ("Invalid HTTP version", "Pause on PRI/Upgrade"):
        return _VERSION
    if isinstance(error, HttpParserInvalidMethodError) and _METHOD.match(piece):
        return _NO_METHOD
    return _NOT_HTTP


def _is_reset(transport: asyncio.BaseTransport) -> bool:
    """Whether the client sent a reset, which a transport that has stopped reading misses."""
    own = transport.get_extra_info("socket")
    with socket.fromfd(own.fileno(), own.family, own.type) as same:
        return same.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) != 0
