"""An exception as a log may hold it: types and places, no message and no value."""

import traceback
from collections.abc import Iterator


def told(error: BaseException) -> dict[str, object]:
    """Its type, the code it went through (outermost first), and what it came from.

    Messages stay out, and so do values: a parser's error quotes what it could not parse.
    """
    frames = [
        f"{frame.f_code.co_filename}:{line} {frame.f_code.co_qualname}"
        for frame, line in traceback.walk_tb(error.__traceback__)
    ]
    causes = [told(cause) for cause in _causes(error)]
    known: dict[str, object] = {"type": type(error).__name__, "frames": frames}
    return known | ({"from": causes} if causes else {})


def _causes(error: BaseException) -> Iterator[BaseException]:
    if isinstance(error, BaseExceptionGroup):
        yield from error.exceptions
    elif error.__cause__ is not None:
        yield error.__cause__
    elif error.__context__ is not None and not error.__suppress_context__:
        yield error.__context__
