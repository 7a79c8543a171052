"""The text once: views, sentences, quotations, offset units."""

from app.document.document import Document, read, read_blocks
from app.document.paragraphs import Paragraph
from app.document.quotations import Quotation

__all__ = ["Document", "Paragraph", "Quotation", "read", "read_blocks"]
