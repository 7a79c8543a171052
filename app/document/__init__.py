"""The text once: views, sentences, quotations, offset units."""

from app.document.document import Document, read
from app.document.paragraphs import Paragraph
from app.document.quotations import Quotation

__all__ = ["Document", "Paragraph", "Quotation", "read"]
