"""A client's connection: HTTP/1.1, with a bound on all that is sent and on all that is left unread.

uvicorn's protocol on httptools has no limits, drops the body of a request that offers an upgrade,
and answers what it can't parse by itself. This one keeps its parts and takes over the order of
things: one request at a time is parsed, and the next is looked at once the client has taken the
answer.
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

from levelhead.service.middleware.exchange import Exchange
from levelhead.service.middleware.problem import Problem
from levelhead.service.middleware.request_state import state_of

# Proxies and servers allow 8 to 64 kB; browsers' heads are below 4 kB.
MAX_HEAD_BYTES = 64 * 1024
MAX_TARGET_BYTES = 8 * 1024
MAX_HEADER_BYTES = 16 * 1024
MAX_HEADERS = 100

# As long as a body may take by default, and ample for 64 kB.
HEAD_SECONDS = 10
# Browsers and load balancers open connections ahead of their requests and close those they don't
# need within a minute. One costs a few kilobytes.
SILENT_SECONDS = 60
# Without the client taking a single byte of its answer.
SEND_SECONDS = 10
# How much of a body is read after its answer, and for how long, to keep the connection.
UNREAD_BYTES, UNREAD_SECONDS = 256 * 1024, 10
# How long a connection that is closed from our side is still read: closed with unread bytes, it
# would be reset, and the reset may overtake the answer.
LINGER_SECONDS = 2
# When a client has closed its sending side, and its request waits: how soon to see if it is there.
PROBE_SECONDS = 0.05
# How often a connection is looked at; all times above are exact to this.
CHECK_SECONDS = 1.0

# Between two reads of what is thrown away: 13 MB/s, however fast a client may be.
_PAUSE_SECONDS = 0.02
# Chunks are parsed in pieces of so many bytes, and others get their turn after so many chunks.
_PIECE_BYTES, _CHUNKS = 16 * 1024, 500

# Ends a head, and a chunked body with or without trailers.
_END = b"\r\n\r\n"
_FRAMING = frozenset((b"content-length", b"transfer-encoding", b"expect"))
_CHUNKED = -1
_UPGRADE = (b"upgrade", b"http2-settings")
_METHOD = re.compile(rb"\s*[!#$%&'*+.^_`|~0-9A-Za-z-]+ ")

_NOT_HTTP = (400, "the request is not valid HTTP/1.1")
_VERSION = (505, "only HTTP/1.1 and HTTP/1.0 are supported")
_NO_METHOD = (501, "the method is not supported")
_LONG_TARGET = (414, f"the request target is longer than {MAX_TARGET_BYTES} bytes")
_LONG_HEADER = (431, f"a header field is longer than {MAX_HEADER_BYTES} bytes")
_LONG_HEAD = (431, f"the head of the request is longer than {MAX_HEAD_BYTES} bytes")
_MANY_HEADERS = (431, f"the request has more than {MAX_HEADERS} header fields")
_SLOW_HEAD = (408, f"the head of the request did not arrive within {HEAD_SECONDS} s")
_BROKEN_BODY = "the framing of the request body is not valid HTTP/1.1"


class Flow(FlowControl):
    """Does not resume reading while what was read before still waits to be parsed."""

    holding = False

    def resume_reading(self) -> None:
        """Read on, if there is room."""
        if not self.holding:
            super().resume_reading()


class RefusedError(Exception):
    """Stops the parser in mid-head; `refusal` of the connection says why."""


class Connection(HttpToolsProtocol):
    """What uvicorn makes for each client: parses requests and has the application answer them."""

    # Not in the dictionary with uvicorn's attributes: one more there, and each connection would get
    # a table of names of its own, of 2 kB.
    __slots__ = (
        *("begun", "chunks", "deaf", "eof", "exchange", "fresh", "held", "in_head", "moved"),
        *("probed", "refusal", "rest", "since", "size", "tail", "timer", "unread", "unsent"),
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
        self.held = b""  # received, and not parsed yet
        # Whether a head comes next; if not, `rest` is what is left of the body, or _CHUNKED.
        self.in_head = True
        self.rest = 0
        # Bytes of the head so far, or of a chunked body's framing since its last content.
        self.size = 0
        self.tail = b""  # the last bytes that were parsed: _END may begin there
        self.chunks = 0  # in this turn of the loop
        self.unread = 0  # bytes of a body after its answer
        self.refusal: tuple[int, str] | None = None
        self.deaf = False  # what comes in is thrown away
        self.eof = False  # the client has closed its sending side
        self.probed = False
        self.fresh = True  # nothing was ever received
        self.begun = False  # some of a head has come in, or all of it and some of its body
        self.since = 0.0  # when the wait for a head, for its end, or for the client began
        self.unsent, self.moved = 0, 0.0  # what waited at the last change, and when that was
        self.timer: asyncio.TimerHandle

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to read, and to look after the time."""
        super().connection_made(transport)
        self.flow = Flow(transport)
        self.since = self.loop.time()
        self.timer = self.loop.call_later(CHECK_SECONDS, self.check)

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell the request in progress, and let go of everything."""
        self.connections.discard(self)
        self.timer.cancel()
        if self.exchange is not None:
            self.exchange.lose()
            self.exchange = None
        self.flow.resume_writing()
        self.deaf = True
        self.held = b""
        self.parser = self.scope = self.headers = None  # type: ignore[assignment]

    def shutdown(self) -> None:
        """Close the connection, after the answer that is due."""
        if self.exchange is None:
            self.transport.close()
        else:
            self.exchange.end_connection()

    # Reading

    def data_received(self, data: bytes) -> None:
        """Parse what has come in, as far as its turn has come."""
        if self.deaf:
            self.flow.pause_reading()
            self.loop.call_later(_PAUSE_SECONDS, self.flow.resume_reading)
            return
        self.fresh = False
        self.held = self.held + data if self.held else data
        self.parse()

    def eof_received(self) -> bool:  # type: ignore[override]
        """Whether to keep the connection: a client that sends no more may wait for its answer."""
        exchange = self.exchange
        if exchange is None or (exchange.more_body and exchange.fault is None):
            return False
        self.eof = self.flow.holding = True
        exchange.end_connection()
        # A client that is gone altogether looks the same, and then nobody wants the answer.
        self.timer.cancel()
        self.timer = self.loop.call_later(PROBE_SECONDS, self.check)
        return True

    def parse(self) -> None:
        """Parse what is held: the rest of a request, then the next, if its turn has come."""
        data, start = self.held, 0
        self.chunks = 0
        while start < len(data) and not self.deaf:
            if self.in_head and self.exchange is not None:
                break
            if self.chunks > _CHUNKS:
                self.loop.call_soon(self.parse)
                break
            end = self.end_of_piece(data, start)
            self.feed(data[start:end])
            start = end
        self.held = b"" if self.deaf else data[start:]
        if self.held:
            self.flow.holding = True
            self.flow.pause_reading()
        elif self.flow.holding:
            self.flow.holding = False
            if self.exchange is None or len(self.exchange.body) <= HIGH_WATER_LIMIT:
                self.flow.resume_reading()

    def end_of_piece(self, data: bytes, start: int) -> int:
        """Up to where `data` may be parsed without parsing any of the next request."""
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
        """Hand bytes to the parser, which calls the on_… methods below."""
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
        """Look at the time and the sizes in the middle of a head or a body."""
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
        """Parse the head again as if it offered no other protocol (RFC 9110, section 7.8).

        The parser takes what follows such a head for that protocol, and so would lose the body.
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

    # What the parser calls

    def on_message_begin(self) -> None:
        """A head begins."""
        super().on_message_begin()
        self.rest = 0
        self.begun = True

    def on_url(self, url: bytes) -> None:
        """A part of the target."""
        self.url += url
        if len(self.url) > MAX_TARGET_BYTES:
            raise self.refused(_LONG_TARGET)

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header field; trailers are left out, since they could pass for headers."""
        if not self.in_head:
            return
        if len(self.headers) == MAX_HEADERS:
            raise self.refused(_MANY_HEADERS)
        if len(name) + len(value) > MAX_HEADER_BYTES:
            raise self.refused(_LONG_HEADER)
        name = name.lower()
        if name in _FRAMING:
            if name == b"content-length":
                self.rest = int(value)
            elif name == b"transfer-encoding":
                self.rest = _CHUNKED
            elif value.lower() == b"100-continue":
                self.expect_100_continue = True
        self.headers.append((name, value))

    def on_headers_complete(self) -> None:
        """Have the application answer."""
        if self.parser.should_upgrade():
            return
        version = self.parser.get_http_version()
        if version not in ("1.1", "1.0"):
            raise self.refused(_VERSION)
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

    def on_body(self, body: bytes) -> None:
        """A part of the body, which nobody wants once it has been answered."""
        self.size = 0
        self.chunks += 1
        if self.exchange is not None and not self.exchange.response_complete:
            self.exchange.body += body
            if len(self.exchange.body) > HIGH_WATER_LIMIT:
                self.flow.pause_reading()
            self.exchange.message_event.set()

    def on_message_complete(self) -> None:
        """The request has arrived."""
        if self.parser.should_upgrade():
            return
        self.in_head, self.begun = True, False
        self.size = self.unread = 0
        self.tail = b""
        if self.exchange is not None:
            self.exchange.more_body = False
            self.exchange.message_event.set()

    # What is no request

    def refused(self, refusal: tuple[int, str]) -> RefusedError:
        """What to raise from a method that the parser calls."""
        self.refusal = refusal
        return RefusedError()

    def break_off(self, refusal: tuple[int, str]) -> None:
        """Answer what can't be parsed, and read no further."""
        if self.in_head:
            self.refuse(*refusal)
        elif self.exchange is None:
            self.finish()
        elif self.exchange.response_started:
            self.transport.close()
        else:
            self.exchange.fault = _BROKEN_BODY
            self.exchange.message_event.set()
        self.deaf = True

    def refuse(self, status: int, detail: str) -> None:
        """Have the application send this problem: counted, logged and secured as all answers."""
        # Only then has the parser read a method; without one it would name the first it knows.
        method = self.parser.get_method().decode("ascii") if self.begun and self.url else ""
        super().on_message_begin()
        problem = Problem(status, detail, headers={"Connection": "close"})
        self.scope["method"], self.scope["path"] = method, ""
        self.scope["raw_path"] = self.scope["query_string"] = b""
        state_of(self.scope).refusal = problem
        self.exchange = Exchange(self, self.scope, keep_alive=False)
        self.exchange.more_body = False
        self.deaf = True
        self._start_asgi_task(self.exchange, self.app)

    # After an answer

    def answered(self, exchange: Exchange) -> None:
        """The client has taken its answer: read its next request, or close the connection."""
        self.server_state.total_requests += 1
        self.exchange = None
        if self.transport.is_closing():
            exchange.lose()
            return
        self.since = self.loop.time()
        if exchange.last or self.deaf or self.eof:
            self.finish()
        elif self.held:
            self.loop.call_soon(self.parse)
        else:
            self.flow.resume_reading()

    def finish(self) -> None:
        """Close the connection; if more of the request may come, once that has been read."""
        if self.eof or (self.in_head and not self.deaf):
            self.transport.close()
            return
        self.deaf, self.held = True, b""
        self.since = self.loop.time()
        self.transport.write_eof()
        self.flow.holding = False
        self.flow.resume_reading()

    # Time

    def check(self) -> None:
        """Look whether the client has kept us waiting for too long."""
        now, wait = self.loop.time(), CHECK_SECONDS
        waited = now - self.since
        if self.stalled(now) or (self.deaf and self.exchange is None and waited > LINGER_SECONDS):
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
        elif waited > (SILENT_SECONDS if self.fresh else self.timeout_keep_alive):
            self.transport.close()
        self.timer = self.loop.call_later(wait, self.check)

    def stalled(self, now: float) -> bool:
        """Whether the client has taken nothing of what waits for it, for SEND_SECONDS."""
        unsent = self.transport.get_write_buffer_size()
        if unsent:
            # The kernel holds megabytes: a slow reader takes them long before it takes these.
            queued = array("i", [0])
            ioctl(self.transport.get_extra_info("socket").fileno(), TIOCOUTQ, queued)
            unsent += queued[0]
        if unsent != self.unsent:
            self.unsent, self.moved = unsent, now
        return unsent > 0 and now - self.moved > SEND_SECONDS

    def probe(self, exchange: Exchange) -> float:
        """Find out whether a client that sends no more is still there; when to look again.

        An interim answer reaches one that waits, which passes over it. From one that is gone it
        brings back a reset.
        """
        if exchange.scope["http_version"] == "1.0":  # knows no interim answers
            self.transport.close()
        elif not self.probed:
            self.probed = True
            self.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            return PROBE_SECONDS
        elif _is_reset(self.transport):
            self.transport.abort()
        return CHECK_SECONDS


def _refusal(error: HttpParserError, piece: bytes) -> tuple[int, str]:
    """The answer to what the parser takes for no request; `piece` is what it parsed last."""
    if str(error) in ("Invalid HTTP version", "Pause on PRI/Upgrade"):
        return _VERSION
    if isinstance(error, HttpParserInvalidMethodError) and _METHOD.match(piece):
        return _NO_METHOD
    return _NOT_HTTP


def _is_reset(transport: asyncio.BaseTransport) -> bool:
    """Whether the client has answered with a reset, which a transport that reads no more misses."""
    own = transport.get_extra_info("socket")
    with socket.fromfd(own.fileno(), own.family, own.type) as same:
        return same.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) != 0
