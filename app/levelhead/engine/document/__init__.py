"""The text once: views, sentences, quotations, offset units."""

from levelhead.engine.document.document import Document, read, read_blocks
from levelhead.engine.document.paragraphs import Paragraph
from levelhead.engine.document.quotations import Quotation

__all__ = ["Document", "Paragraph", "Quotation", "read", "read_blocks"]
