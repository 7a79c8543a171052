"""POST /extract: a document in, the blocks of its article out."""

from collections.abc import Callable, Set
from functools import partial

import msgspec
from fastapi import Request, Response

from levelhead.engine.bounds import TooMuch
from levelhead.engine.deadline import Checkpoint
from levelhead.engine.document.article import (
    ArticleBlock,
    article_of_html,
    article_of_markdown,
    article_of_text,
    article_of_word,
)
from levelhead.engine.document.unreadable import ZIP, Unreadable, format_of
from levelhead.service.middleware.problem import Problem
from levelhead.service.routes import body, openapi
from levelhead.service.routes.dependencies import CurrentEngine
from levelhead.service.routes.responses import AnswerResponse
from levelhead.types import Role

router = openapi.make_router("analyze", *openapi.ANALYSIS_REFUSALS)

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ACCEPTED = (*body.FORMATS, WORD)


class ArticlePart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A paragraph of an article, as POST /analyze takes it."""

    role: Role
    text: str


class Article(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The paragraphs of a document, in order."""

    blocks: tuple[ArticlePart, ...]


_TEXT = "Mayor slams tram plan\n\nThe line may never open, critics say.\n"
_SEND = "send text, HTML or Markdown as UTF-8 or a .docx file, with its Content-Type"
_PAGE = "<nav>Home</nav><h1>Mayor slams tram plan</h1><p>It may fail.</p>"


@router.post(
    "/extract",
    summary="Read a document as the blocks of an article",
    response_model=openapi.schema_of(Article),
    response_description="The paragraphs, each with its role.",
    responses=openapi.problems(
        Problem(400, "the body is not UTF-8 (byte 5)"),
        openapi.TOO_LARGE,
        Problem(415, f"this is a PDF: {_SEND}"),
        Problem(422, "the Word document is damaged or incomplete"),
    ),
    openapi_extra={
        "requestBody": openapi.takes(
            {
                body.TEXT: openapi.content({"type": "string"}, {"text": _TEXT}),
                body.HTML: openapi.content({"type": "string"}, {"page": _PAGE}),
                body.MARKDOWN: openapi.content({"type": "string"}, {"markdown": f"# {_TEXT}"}),
                WORD: openapi.content({"type": "string", "format": "binary"}),
            }
        ),
    },
)
async def extract(request: Request, engine: CurrentEngine) -> Response:
    """Send a plain text, a page, Markdown or a Word document (.docx); nothing of it is kept.

    Each paragraph becomes a block with single spaces. The answer can be sent to POST /analyze as it
    is. Headings are headlines, and so are short paragraphs without a full stop, but not the items
    and cells of a page or of Markdown. Quotations (`blockquote`, the styles Quote and Intense
    Quote) and captions have their own roles.

    Of a page, navigation and forms are left out, and what is outside `article` and `main` if those
    hold more than a third of the text. Of a Word document, tracked changes are read as if they
    were accepted; comments, hidden text, headers, footers and footnotes are left out.
    """
    sent = await request.body()
    kind = _kind(request, sent)
    read = _reader(kind, sent, engine.settings.max_body_bytes, engine.lexicon.words)
    if kind in (body.MARKDOWN, WORD):
        # The first request imports their parsers, which takes too long for the event loop.
        blocks = await engine.in_thread(read, engine.deadline(), client=request)
    else:
        blocks = await engine.run(read, len(sent), engine.deadline(), client=request)
    return AnswerResponse(blocks, engine.held)


def _kind(request: Request, sent: bytes) -> str:
    """The media type of the body; 415 if it is another, or if the first bytes say so."""
    if request.scope["query_string"]:
        raise Problem(422, "POST /extract has no query parameters")
    given = request.headers.get("content-type", "").lower()
    found = format_of(sent)
    if found and not (found == ZIP and given.startswith(WORD)):
        raise Problem(415, f"this is {found}: {_SEND}", headers={"Accept": ", ".join(ACCEPTED)})
    return body.media_type(request, *ACCEPTED)


def _reader(
    kind: str, sent: bytes, max_chars: int, known: Set[str]
) -> Callable[[Checkpoint], bytes]:
    """A function that makes the answer; it calls the checkpoint that it is given."""
    article: Callable[[Checkpoint], list[ArticleBlock]]
    if kind == WORD:
        article = partial(article_of_word, sent, max_chars)
    elif kind == body.TEXT:
        article = partial(article_of_text, body.decode_text(sent), known=known)
    else:
        of_markup = article_of_html if kind == body.HTML else article_of_markdown
        article = partial(of_markup, body.decode_text(sent))

    def read(checkpoint: Checkpoint) -> bytes:
        try:
            blocks = article(checkpoint)
        except Unreadable as unreadable:
            raise Problem(422, str(unreadable)) from unreadable
        except TooMuch as error:
            raise Problem(422, f"the text {error}") from error
        return msgspec.json.encode(Article(tuple(ArticlePart(*block) for block in blocks)))

    return read
