"""The application: load, build, attach."""

import sys
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

import structlog
from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware

from levelhead.exit_code import FAILED
from levelhead.lexicon import Lexicon, LexiconError, load
from levelhead.service.lifecycle import accept, lifespan, refuse
from levelhead.service.middleware.body_cap import BodyCap
from levelhead.service.middleware.drain import Drain, Draining
from levelhead.service.middleware.headers import SecurityHeaders
from levelhead.service.middleware.key_file import KeyFile, KeyFileError
from levelhead.service.middleware.key_in_path import KeyInPath
from levelhead.service.middleware.keys import Keys
from levelhead.service.middleware.plain_errors import PlainErrors
from levelhead.service.middleware.problem import Problems, on_http_exception
from levelhead.service.middleware.proxies import Proxies
from levelhead.service.middleware.queue import Overload
from levelhead.service.middleware.rate import rate_of
from levelhead.service.middleware.rates import Rates
from levelhead.service.middleware.request_id import RequestId
from levelhead.service.middleware.rewrite import Rewrite
from levelhead.service.observe import log
from levelhead.service.observe.tracing import tracing
from levelhead.service.observe.watch import Watch
from levelhead.service.routes import docs, languagetool, page
from levelhead.service.routes.contract import ABOUT, ROUTES, TITLE, document
from levelhead.service.routes.engine import make_engine
from levelhead.service.settings import Settings, SettingsError, settings_of_service
from levelhead.version import VERSION

if TYPE_CHECKING:
    from levelhead.languagetool.upstream import Upstream
    from levelhead.service.middleware.counters import Counters

# Below this, gzip saves less than a network packet; 5 gives most of what 9 does in half the time.
GZIP_FROM_BYTES, GZIP_LEVEL = 1000, 5

# Probes have no API key, the files of the page and of the docs are public, and LanguageTool's
# clients ask what a server can do before they send their key.
OPEN_PATHS = (
    docs.PATHS | page.PATHS | languagetool.OPEN_PATHS | {"/livez", "/readyz", "/openapi.json"}
)


def create_app() -> FastAPI:
    """The service as the environment sets it; what is wrong with that ends the process."""
    try:
        settings = settings_of_service()
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(FAILED) from None
    log.configure(settings.log_format, settings.log_level)
    try:
        lexicon = load(settings.lexicons)
        service = build(lexicon, settings)
    except LexiconError as error:
        refuse(error)
        raise SystemExit(FAILED) from error
    except KeyFileError as error:
        structlog.get_logger().error("keys refused", fault=str(error))
        raise SystemExit(FAILED) from error
    accept(lexicon)
    return service


def build(lexicon: Lexicon, settings: Settings) -> FastAPI:
    """The service over a lexicon, ready to answer."""
    drain, traces = Drain(), tracing(VERSION)
    counters = _counters(settings)
    engine = make_engine(lexicon, settings)
    app = FastAPI(
        # Handed over as they are: through include_router() each request would look for them longer.
        routes=[*ROUTES, *docs.ROUTES],
        title=TITLE,
        description=ABOUT,
        version=VERSION,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
        # FastAPI's own spans and log records hold paths, queries and the words of exceptions.
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
        exception_handlers={HTTPException: on_http_exception},
        middleware=[
            *([Middleware(KeyInPath)] if settings.key_in_path else ()),
            Middleware(Watch, tracing=traces),
            Middleware(RequestId),
            Middleware(SecurityHeaders),
            Middleware(Draining, drain=drain),
            *_cross_origin(settings),
            Middleware(GZipMiddleware, minimum_size=GZIP_FROM_BYTES, compresslevel=GZIP_LEVEL),
            Middleware(Rewrite, path_of=languagetool.path_of),
            Middleware(PlainErrors, paths=languagetool.PATHS),
            Middleware(Overload, queue=engine.small),
            Middleware(Problems),
            Middleware(
                BodyCap,
                limit=settings.max_body_bytes,
                seconds=settings.body_seconds,
                held=engine.held,
            ),
            *_doors(settings, counters),
        ],
    )
    app.state.drain, app.state.tracing = drain, traces
    app.state.engine = engine
    app.state.counters = counters
    app.state.upstream = _upstream(settings)
    keys = settings.api_keys_file is not None
    app.openapi = partial(document, keys=keys)  # type: ignore[method-assign]
    return app


def _cross_origin(settings: Settings) -> Iterator[Middleware]:
    """What lets pages of other origins ask."""
    if settings.cors_origins:
        yield Middleware(
            CORSMiddleware,
            allow_origins=settings.cors_origins,
            allow_methods=("GET", "HEAD", "POST"),
            allow_headers=("Authorization", "If-None-Match", "X-API-Key", "X-Request-ID"),
            # A public page may call a service in the operator's own network if it is named.
            allow_private_network="*" not in settings.cors_origins,
            expose_headers=(
                "ETag",
                "RateLimit",
                "RateLimit-Policy",
                "Retry-After",
                "WWW-Authenticate",
                "X-Request-ID",
            ),
        )


def _doors(settings: Settings, counters: "Counters | None") -> Iterator[Middleware]:
    """The guards that the settings ask for; who asks for none pays for none."""
    if settings.trusted_proxies:
        yield Middleware(Proxies, trusted=settings.trusted_proxies)
    open_paths = OPEN_PATHS | ({"/metrics"} if settings.open_metrics else set())
    if settings.languagetool_upstream:
        # The list then comes from that server: it costs a request, and shows what operators run.
        open_paths -= {languagetool.LANGUAGES_PATH}
    if settings.api_keys_file:
        assert counters
        yield Middleware(
            Keys,
            file=KeyFile(settings.api_keys_file),
            counters=counters,
            open_paths=open_paths,
            form_paths={languagetool.CHECK_PATH},
        )
    if counters:
        rate = rate_of(settings.rate) if settings.rate else None
        yield Middleware(Rates, counters=counters, rate=rate, open_paths=open_paths)


def _upstream(settings: Settings) -> "Upstream | None":
    """The LanguageTool server beside us, if there is one."""
    if not settings.languagetool_upstream:
        return None
    # Brings an HTTP client, which only those load who need it.
    from levelhead.languagetool.upstream import Upstream

    return Upstream(str(settings.languagetool_upstream), settings.languagetool_timeout)


def _counters(settings: Settings) -> "Counters | None":
    """What counts requests where anybody may have a rate."""
    if not settings.rate and not settings.api_keys_file:
        return None
    # A quarter of a second to import, which only those spend who need it.
    from levelhead.service.middleware.counters import Counters

    return Counters(settings.redis_url)
