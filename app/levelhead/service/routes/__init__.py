"""The operations of the API and the files of the page, by path."""

from collections.abc import Iterator

from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from levelhead.service.routes import (
    analyze,
    batch,
    compare,
    docs,
    extract,
    languagetool,
    lexicons,
    page,
    profiles,
    status,
)

_ROUTERS = (
    analyze.router,
    batch.router,
    compare.router,
    extract.router,
    lexicons.router,
    profiles.router,
    status.router,
    status.probes,
    languagetool.router,
    languagetool.open_router,
)


def _with_head() -> Iterator[BaseRoute]:
    """All operations; FastAPI, unlike Starlette, gives a GET no HEAD.

    A HEAD of a check has no use: it would analyse a text and send nothing.
    """
    for router in _ROUTERS:
        for route in router.routes:
            yield route
            assert isinstance(route, APIRoute)
            assert route.methods
            if route.path != languagetool.CHECK_PATH and "GET" in route.methods:
                yield APIRoute(
                    route.path, route.endpoint, methods=["HEAD"], include_in_schema=False
                )


# Passed to FastAPI as they are: include_router() would make each request look for them longer.
ROUTES: tuple[BaseRoute, ...] = (*_with_head(), *page.ROUTES, *docs.ROUTES)
