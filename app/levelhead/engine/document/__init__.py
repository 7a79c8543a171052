"""A text, parsed once: normalized text, sentences, paragraphs, quotations, offsets."""

from levelhead.engine.document.document import Document, parse_blocks, parse_text
from levelhead.engine.document.paragraphs import Paragraph
from levelhead.engine.document.quote_kinds import Quotation

__all__ = ["Document", "Paragraph", "Quotation", "parse_blocks", "parse_text"]
