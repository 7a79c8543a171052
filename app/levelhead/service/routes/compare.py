"""POST /compare: two versions of a text, and what changed in their claims and wording."""

from typing import Annotated, Any

import msgspec
from fastapi import Request, Response
from msgspec import Meta, Struct

from levelhead.engine.encode import ComparisonAnswer
from levelhead.service.middleware.problem import FieldError, wrong_fields
from levelhead.service.middleware.request_state import state_of
from levelhead.service.routes import body, openapi
from levelhead.service.routes.batch import answer_batch
from levelhead.service.routes.batch_document import Compared, Failed, comparison_answer
from levelhead.service.routes.dependencies import CurrentEngine
from levelhead.service.routes.responses import AnswerResponse

router = openapi.make_router("compare", *openapi.ANALYSIS_REFUSALS)

_ITEM = openapi.one_of("ComparisonBatchItem", Compared, Failed)


class ComparisonBatchAnswer(Struct, frozen=True, forbid_unknown_fields=True):
    """An answer for each comparison, in their order."""

    answers: Annotated[tuple[Any, ...], Meta(extra_json_schema={"items": _ITEM})]


_TEXTS = {
    "before": {"text": "Police said the driver may have been drunk. The mayor opposed the plan."},
    "after": {"text": "The driver was drunk. The mayor slammed the bonkers plan."},
}
_EXAMPLES = {
    "texts": _TEXTS,
    "formats": {
        "before": {"text": "## Health\n\nCoffee is linked to gout.\n", "format": "markdown"},
        "after": {"blocks": [{"id": "p1", "text": "Coffee causes gout."}]},
        "offset_unit": "utf16",
    },
}
_BATCH = {"documents": [{"id": "a", **_TEXTS}], "dimensions": ["hedging"]}
_LINES = f"{msgspec.json.encode({'id': 'a', **_TEXTS}).decode()}\n"


@router.post(
    "/compare",
    summary="Compare two versions of a text",
    response_model=openapi.schema_of(ComparisonAnswer),
    response_description="Both reports, pairs of sentences, and what changed.",
    responses=openapi.problems(
        openapi.NOT_JSON,
        openapi.TOO_LARGE,
        body.wrong_media_type(body.JSON),
        wrong_fields([FieldError("should have either text or blocks", pointer="/before")]),
    ),
    openapi_extra={
        "requestBody": openapi.takes(
            {body.JSON: openapi.content(openapi.ref("Comparison"), _EXAMPLES)}
        )
    },
)
async def compare(request: Request, engine: CurrentEngine) -> Response:
    """Send two versions of a text, such as an agency's copy and your own, and find what changed.

    `pairs` are the sentences that make the same claim. Each of `changes` says what became of a
    hedge, a source, a cause, a fact or a sensational word, and what that does to the claim or its
    tone: `effect` is different, stronger, weaker, hotter or cooler. `before` and `after` of a
    change are its words on each side; a side without them is null. Sentences without a partner are
    in `unpaired`, and only their wording is compared.

    Each side has `text` or `blocks`, and a `format` if it is another than the shared one. Its
    report is the answer of POST /analyze; the options are the same and apply to both sides.
    """
    state = state_of(request.scope)
    body.media_type(request, body.JSON)
    body.refuse_query(request)
    find_profile = body.profile_finder(request)
    sent = await request.body()
    answer = await engine.run(
        lambda checkpoint: engine.comparison_json(
            *body.read_comparison(sent, find_profile, checkpoint), state, checkpoint
        ),
        len(sent),
        engine.deadline(),
        client=request,
    )
    return AnswerResponse(answer, engine.held)


@router.post(
    "/compare/batch",
    summary="Compare many pairs of texts",
    response_model=openapi.schema_of(ComparisonBatchAnswer),
    response_description=(
        "An answer for each pair of texts, in their order; an invalid one has an `error` instead."
    ),
    responses={
        200: {"content": {body.NDJSON: openapi.content(openapi.lines_of("ComparisonBatchItem"))}},
        **openapi.problems(
            openapi.NOT_JSON,
            openapi.TOO_LARGE,
            body.wrong_media_type(body.JSON, body.NDJSON),
            wrong_fields([FieldError("is required", pointer="/documents")]),
        ),
    },
    openapi_extra={
        "parameters": body.QUERY,
        "requestBody": openapi.takes(
            {
                body.JSON: openapi.content(openapi.ref("ComparisonBatch"), {"documents": _BATCH}),
                body.NDJSON: openapi.content(
                    openapi.lines_of("ComparisonDocument"), {"documents": _LINES}
                ),
            }
        ),
    },
)
async def compare_batch(request: Request, engine: CurrentEngine) -> Response:
    """Send `documents`, each with a `before` and an `after`, in one body or as a stream of lines.

    All else is as for POST /analyze/batch: limits, shared options, ids, and errors of one document
    that do not affect the others.
    """
    return await answer_batch(request, engine, comparison_answer)
