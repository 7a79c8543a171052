"""The application: its lexicon, its middleware and its routes."""

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import structlog
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import Route

from levelhead.lexicon import Lexicon, LexiconError, load_lexicon
from levelhead.service.engine import Engine, make_engine
from levelhead.service.lifecycle import lifespan, log_refusal, profiles_of, put_in_use
from levelhead.service.middleware.access_log import AccessLog
from levelhead.service.middleware.api_keys import ApiKeys, KeyInPath
from levelhead.service.middleware.body_limit import BodyLimit
from levelhead.service.middleware.compression import Compression
from levelhead.service.middleware.forced_stop import ForcedStop
from levelhead.service.middleware.key_file import KeyFile, KeyFileError
from levelhead.service.middleware.languagetool import LanguageTool
from levelhead.service.middleware.mcp import PATH as MCP_PATH
from levelhead.service.middleware.mcp import Mcp
from levelhead.service.middleware.problem import ProblemMiddleware, on_http_exception
from levelhead.service.middleware.proxies import Proxies
from levelhead.service.middleware.queue import QueueLimit
from levelhead.service.middleware.rate_limit import Counters, RateLimit
from levelhead.service.middleware.response_headers import Drain, ResponseHeaders
from levelhead.service.observe import log
from levelhead.service.observe.tracing import Tracing, tracing
from levelhead.service.rate import rate_of
from levelhead.service.routes import ROUTES, docs, languagetool, page
from levelhead.service.routes.openapi import Service
from levelhead.service.settings import Settings, SettingsError, settings_of_service
from levelhead.version import VERSION

if TYPE_CHECKING:
    from levelhead.languagetool.upstream import Upstream
    from levelhead.service.mcp.endpoint import Endpoint

ABOUT = """Finds hedging and sensational wording in news text, and scores it, span by span.

Errors are `application/problem+json` (RFC 9457) and never repeat anything of the text.
Under /v2, which implements LanguageTool's protocol, they are one line of plain text.
Every answer has an `X-Request-ID`: the one you sent, or a new one."""

# The exit code of levelhead's commands that could not do their work (levelhead.cli.command).
FAILED = 2

# Served without an API key: probes have none, the page and the docs are public, and LanguageTool's
# clients ask for the abilities of a server before they send their key.
OPEN_PATHS = (
    docs.PATHS | page.PATHS | languagetool.OPEN_PATHS | {"/livez", "/readyz", "/openapi.json"}
)


def create_app() -> Service:
    """The service with the settings of the environment; SystemExit if they have a fault."""
    try:
        settings = settings_of_service()
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(FAILED) from None
    log.configure(settings.log_format, settings.log_level)
    try:
        lexicon = load_lexicon(settings.lexicons)
        app = build(lexicon, settings)
    except LexiconError as error:
        log_refusal(error)
        raise SystemExit(FAILED) from error
    except KeyFileError as error:
        setting = "LEVELHEAD_API_KEYS_FILE"
        structlog.get_logger().error("keys refused", setting=setting, fault=str(error))
        raise SystemExit(FAILED) from error
    put_in_use(lexicon)
    return app


def build(lexicon: Lexicon, settings: Settings) -> Service:
    """The service with this lexicon and these settings; KeyFileError for a faulty key file."""
    drain, traces = Drain(), tracing(VERSION)
    counted = settings.rate or settings.api_keys_file
    counters = Counters(settings.redis_url) if counted else None
    engine = make_engine(lexicon, settings, profiles_of(settings, lexicon))
    key_file = KeyFile(settings.api_keys_file) if settings.api_keys_file else None
    for key in key_file.keys if key_file else ():
        if key.profile and key.profile not in engine.profiles:
            structlog.get_logger().error("key without profile", key=key.name, profile=key.profile)
    mcp = _mcp(settings)
    app = Service(
        routes=[*ROUTES, *([Route(MCP_PATH, mcp, methods=["POST"])] if mcp else ())],
        title="levelhead",
        description=ABOUT,
        license_info={"name": "MIT", "identifier": "MIT"},
        version=VERSION,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
        # FastAPI's own spans and log records contain paths, queries and messages of exceptions.
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
        exception_handlers={HTTPException: on_http_exception},
        middleware=[*_middleware(settings, engine, drain, traces, counters, key_file)],
    )
    app.state.drain, app.state.tracing = drain, traces
    app.state.engine, app.state.counters = engine, counters
    app.state.upstream, app.state.mcp = _upstream(settings), mcp
    return app


def _middleware(
    settings: Settings,
    engine: Engine,
    drain: Drain,
    traces: Tracing | None,
    counters: Counters | None,
    key_file: KeyFile | None,
) -> Iterator[Middleware]:
    """The middleware, from the outermost to that around the routes."""
    yield Middleware(ForcedStop)
    # Removes the key from the path before it can be logged.
    if settings.key_in_path:
        yield Middleware(KeyInPath)
    # Outside of the others: every answer is logged and has the headers, however it was made.
    write = log.request_log(settings.log_format, settings.log_level)
    yield Middleware(AccessLog, write=write, tracing=traces)
    yield Middleware(ResponseHeaders, drain=drain)
    # Errors, too, are read by pages of other origins, and compressed.
    if settings.cors_origins:
        yield _cross_origin(settings.cors_origins)
    yield Middleware(Compression)
    # Outside of the problems that it rewrites.
    yield Middleware(LanguageTool, path_of=languagetool.path_of, paths=languagetool.PATHS)
    if settings.mcp_hosts:
        yield Middleware(Mcp)
    # First of those that refuse, since it is the cheapest.
    yield Middleware(QueueLimit, queue=engine.small)
    # Answers the problems that all below raise.
    yield Middleware(ProblemMiddleware)
    # Limits the body before anything reads it.
    limit, seconds = settings.max_body_bytes, settings.body_seconds
    yield Middleware(BodyLimit, limit=limit, seconds=seconds, held=engine.held)
    # Finds the client's address, by which wrong keys and requests are counted.
    if settings.trusted_proxies:
        yield Middleware(Proxies, trusted=settings.trusted_proxies)
    open_paths = OPEN_PATHS | ({"/metrics"} if settings.open_metrics else set())
    if settings.languagetool_upstream:
        # The list then comes from that server: it costs a request, and shows what operators run.
        open_paths -= {languagetool.LANGUAGES_PATH}
    if key_file:
        assert counters
        yield Middleware(
            ApiKeys,
            file=key_file,
            counters=counters,
            open_paths=open_paths,
            form_paths={languagetool.CHECK_PATH},
        )
    # Last, since a key may have a rate of its own.
    if counters:
        rate = rate_of(settings.rate) if settings.rate else None
        yield Middleware(RateLimit, counters=counters, rate=rate, open_paths=open_paths)


def _cross_origin(origins: tuple[str, ...]) -> Middleware:
    """Allows pages of other origins to send requests and read the answers."""
    return Middleware(
        CORSMiddleware,
        allow_origins=origins,
        allow_methods=("GET", "HEAD", "POST"),
        allow_headers=(
            "Authorization",
            "If-None-Match",
            "MCP-Protocol-Version",
            "Mcp-Method",
            "Mcp-Name",
            "X-API-Key",
            "X-Request-ID",
        ),
        # A public page may call a service in the operator's own network if it is named.
        allow_private_network="*" not in origins,
        expose_headers=(
            "ETag",
            "RateLimit",
            "RateLimit-Policy",
            "Retry-After",
            "WWW-Authenticate",
            "X-Request-ID",
        ),
    )


def _upstream(settings: Settings) -> "Upstream | None":
    """The LanguageTool server that is asked too, if one is set."""
    if not settings.languagetool_upstream:
        return None
    # Imports an HTTP client, which others don't need.
    from levelhead.languagetool.upstream import Upstream

    return Upstream(str(settings.languagetool_upstream), settings.languagetool_timeout)


def _mcp(settings: Settings) -> "Endpoint | None":
    """What serves /mcp, if it is switched on."""
    if not settings.mcp_hosts:
        return None
    from levelhead.service.mcp.endpoint import Endpoint

    return Endpoint(settings)
