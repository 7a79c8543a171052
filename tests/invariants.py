"""What holds of a document whatever bytes it is made of."""

from itertools import pairwise

from levelhead.engine.document import parse_text
from levelhead.types import Format

# The last bit of the first byte says how the rest is read.
FORMATS: tuple[Format, Format] = ("text", "html")


def hold(data: bytes) -> None:
    """AssertionError where one is broken; the first byte chooses the format, the rest is UTF-8."""
    text = data[1:].decode(errors="ignore")
    document = parse_text(text, format=FORMATS[data[0] & 1] if data else "text")
    assert len(document.lowered) == len(document.plain)
    for sentence, following in pairwise(document.sentences):
        assert sentence.end <= following.start
    starts = [quotation.start for quotation in document.quotations]
    assert starts == sorted(starts)
    for start, end in (*document.sentences, *(q[:2] for q in document.quotations)):
        assert 0 <= start < end <= len(document.plain)
    for sentence in document.sentences:
        start, end = document.to_original(sentence)
        assert 0 <= start <= end <= len(text)
