"""Forms of any size, read and written a piece at a time; urllib takes 90 bytes for one of them."""

from collections.abc import Iterator, Mapping
from urllib.parse import quote_plus, unquote_to_bytes

from levelhead.engine.deadline import Checkpoint

# Bytes, or characters, of a field between two checkpoints: a few milliseconds of work.
PIECE = 16_384
# The longest escape, less one: a piece may not end within it.
_CUT_OFF = 2


def read_form(form: bytes, checkpoint: Checkpoint, max_fields: int) -> list[tuple[str, str]]:
    """Its fields in their order, those without a value with an empty one.

    ValueError if there are more than `max_fields`, UnicodeDecodeError where one is not UTF-8.
    """
    if form.count(b"&") >= max_fields:
        raise ValueError(max_fields)
    pairs = (field.partition(b"=") for field in form.split(b"&") if field)
    return [(_read(name, checkpoint), _read(value, checkpoint)) for name, _, value in pairs]


def write_form(fields: Mapping[str, str]) -> bytes:
    """The fields as the body of a request."""
    return "&".join(
        f"{_written(name)}={_written(value)}" for name, value in fields.items()
    ).encode()


def _read(escaped: bytes, checkpoint: Checkpoint) -> str:
    return b"".join(map(unquote_to_bytes, _pieces(escaped, checkpoint))).decode()


def _pieces(escaped: bytes, checkpoint: Checkpoint) -> Iterator[bytes]:
    start = 0
    while start < len(escaped):
        checkpoint()
        end = start + PIECE
        begun = escaped.rfind(b"%", end - _CUT_OFF, end)
        end = end if begun < 0 else begun
        yield escaped[start:end].replace(b"+", b" ")
        start = end


def _written(text: str) -> str:
    return "".join(quote_plus(text[n : n + PIECE]) for n in range(0, len(text), PIECE))
