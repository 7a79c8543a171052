"""One document of a batch: its JSON in, its answer or its error out."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple, TypeVar

import anyio
import msgspec
from fastapi import Request
from msgspec import UNSET, Struct, UnsetType

from levelhead.engine import encode
from levelhead.engine.analyzer import Options
from levelhead.engine.deadline import Checkpoint, no_deadline
from levelhead.invalid_input import InvalidInput, Path, validated
from levelhead.options import FindProfile, OptionsIn, blocks_of, options_of, versions_of
from levelhead.service.engine import Engine
from levelhead.service.middleware.problem import Problem, ProblemDetails
from levelhead.service.middleware.request_state import RequestState
from levelhead.service.routes import body
from levelhead.service.schemas import ComparisonDocumentIn, DocumentIn


class Label(Struct, frozen=True):
    """Which document of a batch an answer is for."""

    line: int | UnsetType = UNSET
    id: str | UnsetType = UNSET


class Failed(Label, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Why a document of a batch has no answer."""

    error: ProblemDetails


class Compared(encode.ComparisonAnswer, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The answer to a comparison of a batch; in a stream with its line, counted from 1."""

    line: int | UnsetType = UNSET
    id: str | UnsetType = UNSET


class Answered(encode.Answer, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The answer to a document of a batch; in a stream with its line, counted from 1."""

    line: int | UnsetType = UNSET
    id: str | UnsetType = UNSET


class SharedOptions(NamedTuple):
    """The options of the whole batch: as sent, for documents that add some, and as read."""

    fields: Mapping[str, object]
    options: Options


def shared_options(
    options: OptionsIn, find_profile: FindProfile, checkpoint: Checkpoint = no_deadline
) -> SharedOptions:
    """The options of a batch or of the query of a stream; InvalidInput as in options_of()."""
    fields = options.model_dump(exclude_unset=True, exclude={"documents"})
    return SharedOptions(fields, options_of(options, checkpoint, find_profile))


# From a document, decoded but not validated, to the JSON of its answer; raises InvalidInput or a
# Problem if it has none.
Answering = Callable[["BatchDocument", object, Checkpoint], bytes]


class BatchDocument(NamedTuple):
    """The JSON of a document, whose answer, made by `answering`, may have at most `limit` bytes.

    `line` is its line in a stream, `at` its path in a body.
    """

    engine: Engine
    answering: Answering
    state: RequestState
    shared: SharedOptions
    sent: bytes
    limit: int
    line: int | UnsetType = UNSET
    at: Path = ()

    async def answer(self, deadline: float, *, begun: bool, client: Request | None = None) -> bytes:
        """The JSON of its answer or of its error.

        Problem 503 if it is refused or late and the answer to the batch has not `begun`.
        """
        await anyio.sleep(0)  # other requests may run between two documents
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
            answer = self.answering(self, document, checkpoint)
        except InvalidInput as invalid:
            return self._failed(id, body.wrong_body(invalid, self.at))
        except Problem as problem:
            return self._failed(id, problem)
        fields = msgspec.json.encode(Label(self.line, id))
        return answer if fields == b"{}" else fields[:-1] + b"," + answer[1:]

    def _failed(self, id: str | UnsetType, problem: Problem) -> bytes:
        return error_of(Label(self.line, id), problem)


def error_of(label: Label, problem: Problem) -> bytes:
    """The JSON of what a document gets in place of an answer."""
    return msgspec.json.encode(Failed(line=label.line, id=label.id, error=problem.details))


def analysis_answer(batch: BatchDocument, document: object, checkpoint: Checkpoint) -> bytes:
    """The answer of POST /analyze to a document."""
    sent, options = _with_options(DocumentIn, document, batch, checkpoint)
    blocks = blocks_of(sent)
    return batch.engine.analysis_json(blocks, options, batch.state, checkpoint, batch.limit)


def comparison_answer(batch: BatchDocument, document: object, checkpoint: Checkpoint) -> bytes:
    """The answer of POST /compare to a document."""
    sent, options = _with_options(ComparisonDocumentIn, document, batch, checkpoint)
    versions = versions_of(sent, options)
    return batch.engine.comparison_json(*versions, batch.state, checkpoint, batch.limit)


Sent = TypeVar("Sent", bound=OptionsIn)


def _with_options(
    model: type[Sent], document: object, batch: BatchDocument, checkpoint: Checkpoint
) -> tuple[Sent, Options]:
    """The shared options are read once for all documents that have none of their own."""
    if isinstance(document, dict) and not document.keys().isdisjoint(OptionsIn.model_fields):
        own = validated(model, {**batch.shared.fields, **document})
        find_profile = partial(batch.engine.profile, batch.state)
        return own, options_of(own, checkpoint, find_profile)
    return validated(model, document), batch.shared.options


class _Named(msgspec.Struct):
    id: object = None


def _id_of(sent: bytes) -> str | UnsetType:
    """The id in the JSON of a document, if it has one, without decoding the rest."""
    try:
        return _id_in(msgspec.structs.asdict(msgspec.json.decode(sent, type=_Named)))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return UNSET


def _id_in(document: object) -> str | UnsetType:
    """The id of a document if it is valid, whether or not the rest is."""
    given = document.get("id") if isinstance(document, dict) else None
    try:
        return validated(DocumentIn, {"id": given, "text": ""}).id or UNSET
    except InvalidInput:
        return UNSET
