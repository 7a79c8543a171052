"""POST /analyze: one article, its scores and spans."""

from starlette.requests import Request
from starlette.responses import Response

from app.analyzer import Block
from app.api import body, examples
from app.api.engine import engine_of
from app.api.route import answers, content, make_router, problems, ref
from app.schemas import Analysis, Invalid, blocks_of, job_of, read

router = make_router("analyze")


@router.post(
    "/analyze",
    operation_id="analyze",
    summary="Score a text and mark its spans",
    responses={
        **answers(
            "Scores, spans and sentences.",
            {body.JSON: content(ref("Answer"), examples.ANSWERS)},
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
    """Send JSON with a `text` or with the `blocks` of an article, or the bare text.

    Options stand beside the text in JSON, and are query parameters with `text/plain`. `text/html`
    is the same with `format=html`: what a reader of the page sees is scored, headings are
    headlines, `blockquote` and `q` hold quotations.
    Offsets point into the text exactly as it was sent: `text[start:end]` is the span's `text`.
    The same request always has the same answer, byte for byte.
    """
    kind = body.media_type(request, body.JSON, body.TEXT, body.HTML)
    if kind != body.JSON:
        options = body.query(request)
        if kind == body.HTML and "format" not in options.model_fields_set:
            options = options.model_copy(update={"format": "html"})
        job = job_of(options, (Block(body.text(await request.body())),))
    else:
        body.no_query(request)
        try:
            analysis = read(Analysis, body.decode(await request.body()))
            job = job_of(analysis, blocks_of(analysis))
        except Invalid as invalid:
            raise body.refusal(invalid) from invalid
    return Response(await engine_of(request).answer(job, client=request), media_type=body.JSON)
