"""POST /analyze/batch: many articles, in one body or as a stream of lines."""

import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from functools import partial
from typing import Annotated, Any

import anyio
import msgspec
from fastapi import Request, Response
from msgspec import Meta, Struct
from starlette.types import Scope

from levelhead.engine.deadline import CHECKPOINT_EVERY, Checkpoint, with_checkpoints
from levelhead.invalid_input import Fault, InvalidInput, validated
from levelhead.options import FindProfile
from levelhead.service.engine import Engine, max_answer_bytes
from levelhead.service.middleware.body_limit import Held
from levelhead.service.middleware.problem import (
    FieldError,
    Problem,
    note_reason,
    wrong_fields,
)
from levelhead.service.middleware.rate_limit import charge
from levelhead.service.middleware.replay import replay
from levelhead.service.middleware.request_state import state_of
from levelhead.service.routes import body, openapi
from levelhead.service.routes.analyze import TEXT_EXAMPLE
from levelhead.service.routes.batch_document import (
    Answered,
    Answering,
    BatchDocument,
    Failed,
    Label,
    SharedOptions,
    analysis_answer,
    error_of,
    shared_options,
)
from levelhead.service.routes.dependencies import CurrentEngine
from levelhead.service.routes.responses import PIECE, AnswerResponse, LinesResponse
from levelhead.service.schemas import Batch

router = openapi.make_router("analyze", *openapi.ANALYSIS_REFUSALS)


_ITEM = openapi.one_of("BatchItem", Answered, Failed)


class BatchAnswer(Struct, frozen=True, forbid_unknown_fields=True):
    """An answer for each document, in their order."""

    answers: Annotated[tuple[Any, ...], Meta(extra_json_schema={"items": _ITEM})]


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
    response_model=openapi.schema_of(BatchAnswer),
    response_description=(
        "An answer for each document, in their order; an invalid one has an `error` instead."
    ),
    responses={
        200: {"content": {body.NDJSON: openapi.content(openapi.lines_of("BatchItem"))}},
        **openapi.problems(
            openapi.NOT_JSON,
            openapi.TOO_LARGE,
            body.wrong_media_type(body.JSON, body.NDJSON),
            _WRONG_FIELDS,
        ),
    },
    openapi_extra={
        "parameters": body.QUERY,
        "requestBody": openapi.takes(
            {
                body.JSON: openapi.content(openapi.ref("Batch"), {"documents": _EXAMPLE}),
                body.NDJSON: openapi.content(openapi.lines_of("Document"), {"documents": _LINES}),
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
    return await answer_batch(request, engine, analysis_answer)


async def answer_batch(request: Request, engine: Engine, answering: Answering) -> Response:
    """The answers to the documents of a batch or a stream, each made by `answering`."""
    state = state_of(request.scope)
    find_profile = body.profile_finder(request)
    if body.media_type(request, body.JSON, body.NDJSON) == body.NDJSON:
        options = body.options_of_query(request, find_profile)
        shared = shared_options(options, find_profile)
        chunks = await _stream_of(request)
        return LinesResponse(_answered_lines(engine, answering, shared, chunks, request.scope))
    body.refuse_query(request)
    sent = await request.body()
    deadline = engine.deadline()
    most = engine.settings.max_documents
    if state.rate:  # never lets in more than its quota at once
        most = min(most, state.rate.quota)
    shared, documents = await engine.run(
        partial(_shared_and_documents, sent, most, find_profile),
        len(sent),
        deadline,
        client=request,
    )
    # The request itself was counted for the first.
    await charge(request.scope, max(len(documents) - 1, 0))
    items: list[bytes] = []
    left = max_answer_bytes(engine.settings)
    for number, document in enumerate(documents):
        work = BatchDocument(
            engine, answering, state, shared, document, left, at=("documents", number)
        )
        items.append(await work.answer(deadline, begun=number > 0, client=request))
        left = max(left - len(items[-1]), 0)
    return AnswerResponse(b'{"answers":[' + b",".join(items) + b"]}", engine.held)


async def _stream_of(request: Request) -> AsyncIterator[bytes]:
    """The chunks of a streamed body, once the first has arrived; Problem 408 if it does not."""
    state_of(request.scope).streamed = True
    first = await request.receive()
    return Request(request.scope, replay(first, request.receive)).stream()


async def split_lines(
    chunks: AsyncIterator[bytes], limit: int, held: Held
) -> AsyncGenerator[tuple[int, bytes | None], None]:
    """The lines of a stream that are not blank, without their ends, each with its number from 1.

    A line of more than `limit` bytes is None. Bytes that were received and not yet answered count
    as held; Problem 503 if the process already holds as much as it may.
    """
    line: bytearray | None = bytearray()
    number, size = 1, 0
    try:
        async for chunk in chunks:
            if line == bytearray() and not chunk.strip():  # there may be millions of blank lines
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
    engine: Engine,
    answering: Answering,
    shared: SharedOptions,
    chunks: AsyncIterator[bytes],
    scope: Scope,
) -> AsyncGenerator[bytes, None]:
    """An answer or an error for each line; if the stream fails, the last error says why."""
    limit, most = engine.settings.max_body_bytes, max_answer_bytes(engine.settings)
    state = state_of(scope)
    number = 0
    further = 0  # the request itself was counted for the first document
    try:
        async with aclosing(split_lines(chunks, limit, engine.held)) as numbered:
            async for number, line in numbered:
                if number % CHECKPOINT_EVERY == 0:  # millions of lines may be refused
                    await anyio.sleep(0)
                try:
                    if line is None:
                        raise Problem(413, f"the line is longer than {limit} bytes")
                    await charge(scope, further)
                except Problem as problem:
                    yield error_of(Label(number), problem) + b"\n"
                    continue
                further = 1
                document = BatchDocument(engine, answering, state, shared, line, most, number)
                answer = await document.answer(engine.deadline(), begun=True) + b"\n"
                with engine.held.holding(len(answer)):
                    for start in range(0, len(answer), PIECE):
                        yield answer[start : start + PIECE]
    except Problem as problem:  # the next chunk was late, or there is no room for it
        note_reason(problem, scope)
        yield error_of(Label(number + 1), problem) + b"\n"


def _shared_and_documents(
    sent: bytes, most: int, find_profile: FindProfile, checkpoint: Checkpoint
) -> tuple[SharedOptions, list[bytes]]:
    """The shared options, and the JSON of each document; Problem 422 for more than `most`.

    Documents are encoded again, because a decoded one takes up to 27 times as much memory while it
    waits for its analysis.
    """
    try:
        batch = validated(Batch, body.decode_json(sent, checkpoint))
        if len(batch.documents) > most:
            raise InvalidInput([Fault(("documents",), f"should have at most {most} documents")])
        return shared_options(batch, find_profile, checkpoint), [
            _json(document) for document in with_checkpoints(batch.documents, checkpoint)
        ]
    except InvalidInput as invalid:
        raise body.wrong_body(invalid) from invalid


def _json(document: object) -> bytes:
    try:
        return msgspec.json.encode(document)
    except UnicodeEncodeError:  # a lone surrogate, which is an error of that document only
        return json.dumps(document).encode()
