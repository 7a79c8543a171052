"""POST /analyze/batch: many articles, in one body or as a stream of lines."""

import json
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing
from functools import partial
from typing import Annotated, Any, NamedTuple

import anyio
import msgspec
from fastapi import Request, Response
from msgspec import UNSET, Meta, Struct, UnsetType
from starlette.types import Message, Scope

from levelhead.engine import encode
from levelhead.engine.deadline import CHECKPOINT_EVERY, Checkpoint, no_deadline, with_checkpoints
from levelhead.service.middleware.body_limit import Held
from levelhead.service.middleware.problem import (
    FieldError,
    Problem,
    ProblemDetails,
    note_reason,
    wrong_fields,
)
from levelhead.service.middleware.rate_limit import charge
from levelhead.service.middleware.request_state import RequestState, state_of
from levelhead.service.routes import body
from levelhead.service.routes.analyze import TEXT_EXAMPLE
from levelhead.service.routes.dependencies import CurrentEngine
from levelhead.service.routes.engine import Engine, max_answer_bytes
from levelhead.service.routes.openapi import (
    ANALYSIS_REFUSALS,
    NOT_JSON,
    TOO_LARGE,
    content,
    lines_of,
    make_router,
    one_of,
    problems,
    ref,
    schema_of,
    takes,
)
from levelhead.service.routes.responses import PIECE, AnswerResponse, LinesResponse
from levelhead.service.schemas import (
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

router = make_router("analyze", *ANALYSIS_REFUSALS)


class Label(Struct, frozen=True):
    """Which document of a batch an answer is for."""

    line: int | UnsetType = UNSET
    id: str | UnsetType = UNSET


class Failed(Label, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Why a document of a batch has no answer."""

    error: ProblemDetails


class Answered(encode.Answer, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The answer to a document of a batch; in a stream with its line, counted from 1."""

    line: int | UnsetType = UNSET
    id: str | UnsetType = UNSET


_ITEM = one_of("BatchItem", Answered, Failed)


class BatchAnswer(Struct, frozen=True, forbid_unknown_fields=True):
    """An answer for each document, in their order."""

    answers: Annotated[tuple[Any, ...], Meta(extra_json_schema={"items": _ITEM})]


class Shared(NamedTuple):
    """The options of the whole batch: as sent, for documents that add their own, and as a job."""

    fields: Mapping[str, object]
    job: Job


_REPEATED = [{"id": "p1", "text": "It rained."}, {"id": "p1", "text": "It rained."}]
_EXAMPLE = {
    "documents": [{"id": "a", "text": TEXT_EXAMPLE}, {"id": "b", "blocks": _REPEATED}],
    "language": "en-GB",
}
_LINES = "".join(
    f"{msgspec.json.encode(document).decode()}\n"
    for document in ({"id": "a", "text": "It rained."}, {"id": "b", "blocks": _REPEATED})
)
_WRONG_FIELDS = wrong_fields([FieldError("is required", pointer="/documents")])


@router.post(
    "/analyze/batch",
    summary="Score many texts",
    response_model=schema_of(BatchAnswer),
    response_description=(
        "An answer for each document, in their order; an invalid one has an `error` instead."
    ),
    responses={
        200: {"content": {body.NDJSON: content(lines_of("BatchItem"))}},
        **problems(
            NOT_JSON, TOO_LARGE, body.wrong_media_type(body.JSON, body.NDJSON), _WRONG_FIELDS
        ),
    },
    openapi_extra={
        "parameters": body.QUERY,
        "requestBody": takes(
            {
                body.JSON: content(ref("Batch"), {"documents": _EXAMPLE}),
                body.NDJSON: content(lines_of("Document"), {"documents": _LINES}),
            }
        ),
    },
)
async def analyze_batch(request: Request, engine: CurrentEngine) -> Response:
    """Send `documents` with the options they share, or stream documents as `application/x-ndjson`.

    A stream has one document per line and is answered line by line while it is still being sent.
    It may be of any length, but each line is limited like a body. Empty lines are skipped.
    The options that all its documents share are query parameters.

    Where requests are limited by a rate, each document counts as one. A batch beyond the rate is
    refused as a whole; in a stream, a document beyond it has an error with status 429.

    A document may have options of its own, which take precedence over the shared ones. An invalid
    document does not affect the others: its answer is an `error`, a problem like those below.
    """
    state = state_of(request.scope)
    if body.media_type(request, body.JSON, body.NDJSON) == body.NDJSON:
        shared = _shared(body.options_of_query(request))
        chunks = await _begun(request)
        return LinesResponse(_answered_lines(engine, shared, chunks, request.scope))
    body.refuse_query(request)
    sent = await request.body()
    deadline = engine.deadline()
    most = engine.settings.max_documents
    if state.rate:  # never lets in more than its quota at once
        most = min(most, state.rate.quota)
    shared, documents = await engine.run(
        partial(_shared_and_documents, sent, most), len(sent), deadline, client=request
    )
    # The request itself has been counted for the first.
    await charge(request.scope, max(len(documents) - 1, 0))
    items: list[bytes] = []
    left = max_answer_bytes(engine.settings)
    for number, document in enumerate(documents):
        work = _Document(engine, state, shared, document, left, at=("documents", number))
        items.append(await work.answer(deadline, begun=number > 0, client=request))
        left = max(left - len(items[-1]), 0)
    return AnswerResponse(b'{"answers":[' + b",".join(items) + b"]}", engine.held)


async def _begun(request: Request) -> AsyncIterator[bytes]:
    """The body of a stream once it has begun; Problem 408, instead of an answer, if it does not."""
    state_of(request.scope).streamed = True
    waiting = [await request.receive()]

    async def received() -> Message:
        return waiting.pop() if waiting else await request.receive()

    return Request(request.scope, received).stream()


async def lines(
    chunks: AsyncIterator[bytes], limit: int, held: Held
) -> AsyncGenerator[tuple[int, bytes | None], None]:
    """The lines of a stream that are not blank, without their ends, each with its number from 1.

    None stands for one that is longer than `limit` bytes. What has come and is not answered counts
    as held; Problem 503 where there is no room for more.
    """
    line: bytearray | None = bytearray()
    number, size = 1, 0
    try:
        async for chunk in chunks:
            if line == bytearray() and not chunk.strip():  # blank lines may come by the million
                number += chunk.count(b"\n")
                await anyio.sleep(0)
                continue
            held.take(len(chunk), size + len(chunk))
            size += len(chunk)
            *ended, begun = chunk.split(b"\n")
            for part in ended:
                line = _longer(line, part, limit)
                if line is None or line.strip():
                    yield number, None if line is None else bytes(line)
                line = bytearray()
                number += 1
            line = _longer(line, begun, limit)
            left = 0 if line is None else len(line)
            held.release(size - left)
            size = left
            await anyio.sleep(0)
        if line is None or line.strip():
            yield number, None if line is None else bytes(line)
    finally:
        held.release(size)


def _longer(line: bytearray | None, part: bytes, limit: int) -> bytearray | None:
    if line is None or len(line) + len(part) > limit:
        return None
    line += part
    return line


async def _answered_lines(
    engine: Engine, shared: Shared, chunks: AsyncIterator[bytes], scope: Scope
) -> AsyncGenerator[bytes, None]:
    """An answer or an error for each line; the last error says why there are no more."""
    limit, most = engine.settings.max_body_bytes, max_answer_bytes(engine.settings)
    state = state_of(scope)
    number = 0
    further = 0  # the request itself has been counted for the first document
    try:
        async with aclosing(lines(chunks, limit, engine.held)) as numbered:
            async for number, line in numbered:
                if number % CHECKPOINT_EVERY == 0:  # lines may be refused by the million
                    await anyio.sleep(0)
                try:
                    if line is None:
                        raise Problem(413, f"the line is longer than {limit} bytes")
                    await charge(scope, further)
                except Problem as problem:
                    yield _failed(Label(number), problem) + b"\n"
                    continue
                further = 1
                document = _Document(engine, state, shared, line, most, number)
                answer = await document.answer(engine.deadline(), begun=True) + b"\n"
                with engine.held.holding(len(answer)):
                    for start in range(0, len(answer), PIECE):
                        yield answer[start : start + PIECE]
    except Problem as problem:  # the next part was too late, or there is no room for it
        note_reason(problem, scope)
        yield _failed(Label(number + 1), problem) + b"\n"


class _Document(NamedTuple):
    """A document of a batch, as JSON, whose answer may have at most `limit` bytes.

    `line` is its line in a stream, `at` where it stands in a body.
    """

    engine: Engine
    state: RequestState
    shared: Shared
    sent: bytes
    limit: int
    line: int | UnsetType = UNSET
    at: Path = ()

    async def answer(self, deadline: float, *, begun: bool, client: Request | None = None) -> bytes:
        """The answer to it, or its error.

        Once the whole answer has begun, a document that was too late has an error too.
        """
        await anyio.sleep(0)  # between two documents others get their turn
        size = len(self.sent)
        try:
            return await self.engine.run(self._work, size, deadline, begun=begun, client=client)
        except Problem as problem:
            if not begun:
                raise
            return self._failed(_id_of(self.sent), problem)

    def _work(self, checkpoint: Checkpoint) -> bytes:
        id: str | UnsetType = UNSET
        try:
            document = body.decode_json(self.sent, checkpoint)
            id = _id_in(document)
            job = _job(document, self.shared, checkpoint)
            answer = self.engine.answer(job, self.state, checkpoint, self.limit)
        except Invalid as invalid:
            return self._failed(id, body.wrong_body(invalid, self.at))
        except Problem as problem:
            return self._failed(id, problem)
        fields = msgspec.json.encode(Label(self.line, id))
        return answer if fields == b"{}" else fields[:-1] + b"," + answer[1:]

    def _failed(self, id: str | UnsetType, problem: Problem) -> bytes:
        return _failed(Label(self.line, id), problem)


def _failed(label: Label, problem: Problem) -> bytes:
    return msgspec.json.encode(Failed(line=label.line, id=label.id, error=problem.details))


def _shared_and_documents(
    sent: bytes, most: int, checkpoint: Checkpoint
) -> tuple[Shared, list[bytes]]:
    """The shared options, and of at most so many documents the JSON, to be read in their turn.

    A document takes up to 27 times its bytes once it is decoded, and most of them wait.
    """
    try:
        batch = read(Batch, body.decode_json(sent, checkpoint))
        if len(batch.documents) > most:
            raise Invalid([Fault(("documents",), f"should have at most {most} documents")])
        return _shared(batch, checkpoint), [
            _json(document) for document in with_checkpoints(batch.documents, checkpoint)
        ]
    except Invalid as invalid:
        raise body.wrong_body(invalid) from invalid


def _json(document: object) -> bytes:
    try:
        return msgspec.json.encode(document)
    except UnicodeEncodeError:  # a lone surrogate, which is to be that document's error
        return json.dumps(document).encode()


def _shared(options: Options, checkpoint: Checkpoint = no_deadline) -> Shared:
    fields = options.model_dump(exclude_unset=True, exclude={"documents"})
    return Shared(fields, job_of(options, (), checkpoint))


def _job(document: object, shared: Shared, checkpoint: Checkpoint) -> Job:
    """The shared options are read once for all documents that bring none of their own."""
    if isinstance(document, dict) and not document.keys().isdisjoint(Options.model_fields):
        own = read(Document, {**shared.fields, **document})
        return job_of(own, blocks_of(own), checkpoint)
    return shared.job._replace(blocks=blocks_of(read(Document, document)))


class _Named(msgspec.Struct):
    id: object = None


def _id_of(sent: bytes) -> str | UnsetType:
    """The id in the JSON of a document, if it has one; the rest is passed over, not decoded."""
    try:
        return _id_in(msgspec.structs.asdict(msgspec.json.decode(sent, type=_Named)))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return UNSET


def _id_in(document: object) -> str | UnsetType:
    """The id that a document was sent with, if it is one, however wrong the rest may be."""
    given = document.get("id") if isinstance(document, dict) else None
    try:
        return read(Document, {"id": given, "text": ""}).id or UNSET
    except Invalid:
        return UNSET
