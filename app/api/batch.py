"""POST /analyze/batch: many articles, in one body or as a stream of lines."""

from collections.abc import AsyncIterator, Mapping
from typing import NamedTuple

import anyio
import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.api import body, examples
from app.api.engine import Engine, engine_of
from app.api.route import answers, content, lines_of, make_router, problems, ref
from app.encode import Answer
from app.guard.body_cap import uncapped
from app.guard.problem import Problem, ProblemDetails
from app.schemas import (
    Batch,
    Document,
    Fault,
    Invalid,
    Job,
    Options,
    Path,
    blocks_of,
    job_of,
    read,
)

router = make_router("analyze")


class Label(msgspec.Struct, frozen=True):
    """Which document of a batch an answer is for."""

    line: int | msgspec.UnsetType = msgspec.UNSET
    id: str | msgspec.UnsetType = msgspec.UNSET


class Failed(Label, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Why a document of a batch has no answer."""

    error: ProblemDetails


class Answered(Answer, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The answer to a document of a batch; in a stream with its line, counted from 1."""

    line: int | msgspec.UnsetType = msgspec.UNSET
    id: str | msgspec.UnsetType = msgspec.UNSET


class Shared(NamedTuple):
    """The options of the whole batch: as sent, for documents that add their own, and as a job."""

    fields: Mapping[str, object]
    job: Job


class Stream(Response):
    """Sends chunks as they come, and meanwhile leaves the request's body to whoever makes them.

    Starlette's own StreamingResponse listens for a disconnect, and so swallows parts of the body.
    """

    def __init__(self, chunks: AsyncIterator[bytes], media_type: str) -> None:
        super().__init__(media_type=media_type)
        self.chunks = chunks
        del self.headers["content-length"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one answer."""
        start = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
        await send(start)
        async for chunk in self.chunks:
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


@router.post(
    "/analyze/batch",
    operation_id="analyze_batch",
    summary="Score many texts",
    responses={
        **answers(
            "An answer for each document, in their order; an invalid one has an `error` instead.",
            {
                body.JSON: content(ref("BatchAnswer")),
                body.NDJSON: content(lines_of("BatchItem")),
            },
        ),
        **problems(
            examples.NOT_JSON, examples.TOO_LARGE, examples.NOT_A_BATCH, examples.WRONG_BATCH
        ),
    },
    openapi_extra={
        "parameters": body.PARAMETERS,
        "requestBody": {
            "required": True,
            "content": {
                body.JSON: content(ref("Batch"), examples.BATCHES),
                body.NDJSON: content(lines_of("Document"), examples.STREAMS),
            },
        },
    },
)
async def batch(request: Request) -> Response:
    """Send `documents` with the options they share, or stream documents as `application/x-ndjson`.

    A stream has one document per line and is answered line by line while it is still being sent.
    It may be of any length, but each line is limited like a body. Empty lines are skipped.
    The options that all its documents share are query parameters.

    A document may have options of its own, which take precedence over the shared ones. An invalid
    document does not affect the others: its answer is an `error`, a problem like those below.
    """
    engine = engine_of(request)
    if body.media_type(request, body.JSON, body.NDJSON) == body.NDJSON:
        chunks = Request(request.scope, uncapped(request.scope)).stream()
        return Stream(_answered_lines(engine, _shared(body.query(request)), chunks), body.NDJSON)
    body.no_query(request)
    try:
        sent = read(Batch, body.decode(await request.body()))
        if len(sent.documents) > engine.settings.max_documents:
            detail = f"should have at most {engine.settings.max_documents} documents"
            raise Invalid([Fault(("documents",), detail)])
        shared = _shared(sent)
    except Invalid as invalid:
        raise body.refusal(invalid) from invalid
    deadline = engine.deadline()
    items = [
        await _answer(
            *(engine, shared, document, Label(id=_id_of(document)), ("documents", number)),
            deadline=deadline,
            begun=number > 0,
            client=request,
        )
        for number, document in enumerate(sent.documents)
    ]
    return Response(b'{"answers":[' + b",".join(items) + b"]}", media_type=body.JSON)


async def lines(chunks: AsyncIterator[bytes], limit: int) -> AsyncIterator[bytes | None]:
    """The lines of a stream, without their ends; None for each longer than `limit` bytes."""
    held: bytearray | None = bytearray()
    async for chunk in chunks:
        *ended, begun = chunk.split(b"\n")
        for part in ended:
            held = _longer(held, part, limit)
            yield None if held is None else bytes(held)
            held = bytearray()
        held = _longer(held, begun, limit)
    if held is None or held:
        yield None if held is None else bytes(held)


def _longer(held: bytearray | None, part: bytes, limit: int) -> bytearray | None:
    if held is None or len(held) + len(part) > limit:
        return None
    held += part
    return held


async def _answered_lines(
    engine: Engine, shared: Shared, chunks: AsyncIterator[bytes]
) -> AsyncIterator[bytes]:
    limit = engine.settings.max_body_bytes
    number = 0
    async for line in lines(chunks, limit):
        number += 1
        try:
            if line is None:
                raise Problem(413, f"the line is longer than {limit} bytes")
            if not line.strip():
                continue
            document = body.decode(line)
        except Problem as problem:
            yield _failed(Label(number), problem) + b"\n"
        else:
            label = Label(number, _id_of(document))
            yield await _answer(engine, shared, document, label, begun=True) + b"\n"


async def _answer(
    engine: Engine,
    shared: Shared,
    document: object,
    label: Label,
    at: Path = (),
    deadline: float | None = None,
    *,
    begun: bool,
    client: Request | None = None,
) -> bytes:
    """The answer to one document, or its error; `at` is where it stands in the body.

    Once the whole answer has begun, a document that was too late has an error too.
    """
    await anyio.sleep(0)  # between two documents others get their turn
    try:
        answer = await engine.answer(_job(document, shared), deadline, begun=begun, client=client)
    except Invalid as invalid:
        return _failed(label, body.refusal(invalid, at))
    except Problem as problem:
        if not begun:
            raise
        return _failed(label, problem)
    fields = msgspec.json.encode(label)
    return answer if fields == b"{}" else fields[:-1] + b"," + answer[1:]


def _failed(label: Label, problem: Problem) -> bytes:
    return msgspec.json.encode(Failed(line=label.line, id=label.id, error=problem.details))


def _shared(options: Options) -> Shared:
    fields = options.model_dump(exclude_unset=True, exclude={"documents"})
    return Shared(fields, job_of(options, ()))


def _job(document: object, shared: Shared) -> Job:
    """The shared options are read once for all documents that bring none of their own."""
    if isinstance(document, dict) and not document.keys().isdisjoint(Options.model_fields):
        own = read(Document, {**shared.fields, **document})
        return job_of(own, blocks_of(own))
    return shared.job._replace(blocks=blocks_of(read(Document, document)))


def _id_of(document: object) -> str | msgspec.UnsetType:
    """The id that a document was sent with, if it is one, however wrong the rest may be."""
    given = document.get("id") if isinstance(document, dict) else None
    try:
        return read(Document, {"id": given, "text": ""}).id or msgspec.UNSET
    except Invalid:
        return msgspec.UNSET
