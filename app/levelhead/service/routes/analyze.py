"""POST /analyze: one article, its scores and spans."""

from fastapi import Request, Response

from levelhead.engine.encode import Answer
from levelhead.service.middleware.problem import FieldError, wrong_fields
from levelhead.service.middleware.request_state import state_of
from levelhead.service.routes import openapi
from levelhead.service.routes.body import (
    FORMATS,
    HTML,
    JSON,
    MARKDOWN,
    QUERY,
    TEXT,
    reader_of_body,
    wrong_media_type,
)
from levelhead.service.routes.dependencies import engine_of
from levelhead.service.routes.responses import AnswerResponse

router = openapi.make_router("analyze", *openapi.ANALYSIS_REFUSALS)

TEXT_EXAMPLE = "The bonkers plan may fail."
_EXAMPLES = {
    "text": {"text": TEXT_EXAMPLE},
    "blocks": {
        "blocks": [
            {"id": "h1", "role": "headline", "text": "Minister slams bonkers plan"},
            {"id": "p1", "text": "The plan may fail, critics say."},
        ],
        "offset_unit": "utf16",
        "explain": True,
    },
    "attributions": {
        "text": "Ann Marsh said it rained. She claimed it may possibly snow.",
        "include": ["attributions"],
    },
    "html": {
        "text": "<h1>Bon<b>kers</b> plan</h1><p>It may fail. <q>It may not</q>, he said.</p>",
        "format": "html",
    },
    "markdown": {
        "text": "# Bon**kers** plan\n\nIt may fail.\n\n> It `may` not.\n",
        "format": "markdown",
    },
    "options": {
        "text": "A boondoggle, perhaps, but the May vote is utterly safe.",
        "dimensions": ["sensational"],
        "thresholds": {"intensifier": 0.5},
        "allow": ["utterly"],
        "rules": [
            {
                "id": "boondoggle",
                "dimension": "sensational",
                "category": "loaded",
                "forms": ["boondoggle", "white elephant"],
                "strength": 2,
            }
        ],
    },
}
_PAGE = "<h1>Mayor slams tram plan</h1><p>It is <em>believed</em> to be safe.</p>"
_MARKDOWN = "# Mayor slams tram plan\n\nIt is *believed* to be [safe](https://tram.example).\n"
_WRONG_FIELDS = wrong_fields(
    [
        FieldError("should be less than or equal to 1", pointer="/min_score"),
        FieldError("contains an unpaired surrogate", pointer="/blocks/0/text"),
    ]
)


@router.post(
    "/analyze",
    summary="Score a text and mark its spans",
    response_model=openapi.schema_of(Answer),
    response_description="Scores, spans and sentences.",
    responses=openapi.problems(
        openapi.NOT_JSON, openapi.TOO_LARGE, wrong_media_type(JSON, *FORMATS), _WRONG_FIELDS
    ),
    openapi_extra={
        "parameters": QUERY,
        "requestBody": openapi.takes(
            {
                JSON: openapi.content(openapi.ref("Analysis"), _EXAMPLES),
                TEXT: openapi.content({"type": "string"}, {"text": TEXT_EXAMPLE}),
                HTML: openapi.content({"type": "string"}, {"text": _PAGE}),
                MARKDOWN: openapi.content({"type": "string"}, {"text": _MARKDOWN}),
            }
        ),
    },
)
async def analyze(request: Request) -> Response:
    """Send JSON with a `text` or the `blocks` of an article, or send the bare text.

    In JSON, options are fields next to the text; with the other media types they are query
    parameters. `text/html` implies `format=html` and `text/markdown` implies `format=markdown`: the
    visible text is scored, headings are headlines, and block quotations and `q` are quotations.
    Offsets point into the text exactly as sent: `text[start:end]` is the span's `text`.
    The same request always gets the same answer, byte for byte.
    """
    # No dependencies: one costs a tenth of all that is around the analysis.
    engine, state = await engine_of(request), state_of(request.scope)
    size, read = await reader_of_body(request)
    answer = await engine.run(
        lambda checkpoint: engine.analysis_json(*read(checkpoint), state, checkpoint),
        size,
        engine.deadline(),
        client=request,
    )
    return AnswerResponse(answer, engine.held)
