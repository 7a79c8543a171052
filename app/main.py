"""The application: load, build, attach."""

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from app.api import languagetool
from app.api.contract import ABOUT, ROUTES, TITLE, document
from app.api.engine import Engine
from app.encode import VERSION
from app.guard.body_cap import BodyCap
from app.guard.drain import Drain, Draining
from app.guard.plain_errors import PlainErrors
from app.guard.problem import Problems, on_http_exception
from app.guard.request_id import RequestId
from app.languagetool.upstream import Upstream
from app.lexicon import Lexicon, LexiconError, load
from app.lifecycle import accept, lifespan, refuse
from app.observe import log
from app.observe.tracing import tracing
from app.observe.watch import Watch
from app.settings import Settings

# Below this, gzip saves less than a network packet; 5 gives most of what 9 does in half the time.
GZIP_FROM_BYTES, GZIP_LEVEL = 1000, 5


def create_app() -> FastAPI:
    """The service as the environment sets it; a broken lexicon is told and ends the process."""
    settings = Settings()
    log.configure(settings.log_format, settings.log_level)
    try:
        lexicon = load(settings.lexicons)
    except LexiconError as error:
        refuse(error)
        raise SystemExit(1) from error
    accept(lexicon)
    return build(lexicon, settings)


def build(lexicon: Lexicon, settings: Settings) -> FastAPI:
    """The service over a lexicon, ready to answer."""
    drain, traces = Drain(), tracing(VERSION)
    app = FastAPI(
        # Handed over as they are: through include_router() each request would look for them longer.
        routes=[*ROUTES],
        title=TITLE,
        description=ABOUT,
        version=VERSION,
        redoc_url=None,
        swagger_ui_oauth2_redirect_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
        # FastAPI's own spans and log records hold paths, queries and the words of exceptions.
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
        exception_handlers={HTTPException: on_http_exception},
        middleware=[
            Middleware(Watch, tracing=traces),
            Middleware(RequestId),
            Middleware(Draining, drain=drain),
            Middleware(GZipMiddleware, minimum_size=GZIP_FROM_BYTES, compresslevel=GZIP_LEVEL),
            Middleware(PlainErrors, paths=languagetool.PATHS),
            Middleware(Problems),
            Middleware(BodyCap, limit=settings.max_body_bytes),
        ],
    )
    app.state.drain, app.state.tracing = drain, traces
    app.state.engine = Engine(lexicon, settings)
    app.state.upstream = (
        Upstream(str(settings.languagetool_upstream), settings.languagetool_timeout)
        if settings.languagetool_upstream
        else None
    )
    app.openapi = document  # type: ignore[method-assign]
    return app
