"""An exception as it may be logged: types and places, without messages and values."""

import traceback
from collections.abc import Iterator


def describe(error: BaseException) -> dict[str, object]:
    """The type, the frames (outermost first), and the causes of an exception.

    Its message is left out, since a parser's error quotes what it could not parse.
    """
    frames = [
        f"{frame.f_code.co_filename}:{line} {frame.f_code.co_qualname}"
        for frame, line in traceback.walk_tb(error.__traceback__)
    ]
    causes = [describe(cause) for cause in _causes(error)]
    described: dict[str, object] = {"type": type(error).__name__, "frames": frames}
    return described | ({"from": causes} if causes else {})


def _causes(error: BaseException) -> Iterator[BaseException]:
    if isinstance(error, BaseExceptionGroup):
        yield from error.exceptions
    elif error.__cause__ is not None:
        yield error.__cause__
    elif error.__context__ is not None and not error.__suppress_context__:
        yield error.__context__
