"""POST /analyze: one article, its scores and spans."""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from levelhead.service.middleware.request_state import state_of
from levelhead.service.routes import body, examples
from levelhead.service.routes.answer import Answer
from levelhead.service.routes.engine import engine_of
from levelhead.service.routes.route import answers, content, make_router, problems, ref

router = make_router("analyze")


@router.post(
    "/analyze",
    operation_id="analyze",
    summary="Score a text and mark its spans",
    responses={
        **answers(
            "Scores, spans and sentences.",
            {body.JSON: content(ref("Answer"))},
        ),
        **problems(
            examples.NOT_JSON, examples.TOO_LARGE, examples.NOT_A_TEXT, examples.WRONG_FIELDS
        ),
    },
    openapi_extra={
        "parameters": body.PARAMETERS,
        "requestBody": {
            "required": True,
            "content": {
                body.JSON: content(ref("Analysis"), examples.ANALYSES),
                body.TEXT: content({"type": "string"}, examples.TEXTS),
                body.HTML: content({"type": "string"}, examples.PAGES),
            },
        },
    },
)
async def analyze(request: Request) -> Response:
    """Send JSON with a `text` or the `blocks` of an article, or send the bare text.

    In JSON, options are fields next to the text; with `text/plain` and `text/html` they are query
    parameters. `text/html` implies `format=html`: the visible text of the page is scored, headings
    are headlines, and `blockquote` and `q` are quotations.
    Offsets point into the text exactly as sent: `text[start:end]` is the span's `text`.
    The same request always gets the same answer, byte for byte.
    """
    kind = body.media_type(request, body.JSON, body.TEXT, body.HTML)
    if kind == body.JSON:
        body.no_query(request)
        sent = await request.body()
        read = partial(body.analysis, sent)
    else:
        options = body.query(request)
        if kind == body.HTML and "format" not in options.model_fields_set:
            options = options.model_copy(update={"format": "html"})
        sent = await request.body()
        read = partial(body.text_with, options, sent)
    engine, state = engine_of(request), state_of(request.scope)
    written = await engine.run(
        lambda checkpoint: engine.answer(read(checkpoint), state, checkpoint),
        len(sent),
        engine.deadline(),
        client=request,
    )
    return Answer(request, written, body.JSON)
