"""Files that hold no article that can be read, and what they are by their first bytes."""

# Far more than an article has, and the most blocks that one request may hold.
MAX_PARAGRAPHS = 1000

ZIP = "a zip file or an Office document"

# https://www.iana.org/assignments/media-types and the standards of the formats.
_SIGNATURES = {
    b"%PDF-": "a PDF",
    b"\x89PNG\r\n\x1a\n": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF87a": "a GIF picture",
    b"GIF89a": "a GIF picture",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "an old Word document (.doc) or one with a password",
    b"{\\rtf": "an RTF document",
    b"\x1f\x8b": "a gzip file",
    b"PK\x03\x04": ZIP,
}


class Unreadable(Exception):
    """The bytes are not a document that can be read; the message is a sentence that says why."""


def too_many_paragraphs() -> Unreadable:
    """The refusal of a document with more than MAX_PARAGRAPHS."""
    return Unreadable(f"the document has more than {MAX_PARAGRAPHS} paragraphs")


def format_of(data: bytes) -> str | None:
    """What kind of binary file `data` begins like, with its article; None for a text."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "a WebP picture"
    return next((name for start, name in _SIGNATURES.items() if data.startswith(start)), None)
