"""What operations depend on, besides their bodies."""

from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Header, Request

from levelhead.service.engine import Engine

if TYPE_CHECKING:
    from levelhead.languagetool.upstream import Upstream


async def engine_of(request: Request) -> Engine:
    """The engine; SIGHUP replaces it by one with the lexicon as it then is."""
    engine: Engine = request.app.state.engine
    return engine


async def upstream_of(request: Request) -> "Upstream | None":
    """The other LanguageTool server, if the operator has set one up."""
    upstream: Upstream | None = request.app.state.upstream
    return upstream


IfNoneMatch = Annotated[
    str, Header(alias="If-None-Match", description="The ETags of answers you have kept, or `*`.")
]
CurrentEngine = Annotated[Engine, Depends(engine_of)]
OtherServer = Annotated["Upstream | None", Depends(upstream_of)]
