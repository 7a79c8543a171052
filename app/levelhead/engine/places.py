"""Where parts of a document are in the blocks that were sent."""

from collections.abc import Callable, Sequence

from msgspec import UNSET, UnsetType

from levelhead.engine.document import Document
from levelhead.engine.document.offsets import converter
from levelhead.types import OffsetUnit, TextRange

# Where a range of the normalized text is as sent: the block's name, unset for a text; start and
# end, in the unit asked for; and the text between them.
SentPlace = tuple[str | UnsetType, int, int, str]
PlaceOf = Callable[[TextRange], SentPlace]


class Places:
    """Finds the place of ranges of one document; `names` and `texts` are those of its blocks."""

    def __init__(
        self,
        document: Document,
        names: Sequence[str | None],
        texts: Sequence[str],
        unit: OffsetUnit,
    ) -> None:
        self._document = document
        self._names = [UNSET if name is None else name for name in names]
        self._texts = texts
        self._convert = [converter(text, unit) for text in texts]

    def of(self, found: TextRange, block: int | None = None) -> SentPlace:
        """The place of a range of the document's text; its `block` is looked up if not given."""
        n = self._document.block_at(found.start) if block is None else block
        start, end = self._document.blocks[n].to_original(found)
        convert = self._convert[n]
        return self._names[n], convert(start), convert(end), self._texts[n][start:end]
