"""Quotations next to an attribution: whether what it reports is quoted, or is itself in one."""

from bisect import bisect_left, bisect_right

from levelhead.engine.attributions.words import AUXILIARIES
from levelhead.engine.document import Document
from levelhead.types import TextRange

# Between a verb and its quotation: "said on the steps of the court in Leeds on Friday:".
_REACH = 100
_GAP = " ,–—-\"'“”‘’"


class Quotations:
    """The quotations of a document that are not in another one."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._found: list[TextRange] = []
        self._speech: list[bool] = []
        for start, end, kind in document.quotations:
            if not (self._found and end <= self._found[-1].end):
                self._found.append(TextRange(start, end))
                self._speech.append(kind == "speech")

    def hold(self, offset: int) -> bool:
        """Whether the position is in somebody's speech."""
        at = bisect_right(self._found, offset, key=lambda each: each.start) - 1
        return at >= 0 and self._speech[at] and offset < self._found[at].end

    def quote(self, attribution: TextRange, sentence: TextRange, since: int) -> bool:
        """Whether at least a clause of what an attribution reports is quoted next to it.

        A quotation that ends before `since` belongs to an earlier attribution.
        """
        at = bisect_left(self._found, attribution.start, key=lambda each: each.start)
        before = self._found[at - 1] if at else None
        if before and since <= before.end < attribution.start and self._is_sentence(before):
            gap = self._document.plain[before.end : min(attribution.start, before.end + _REACH)]
            if not gap.strip(_GAP):
                return True
        at = bisect_left(self._found, attribution.end, key=lambda each: each.start)
        after = self._found[at] if at < len(self._found) else None
        if after is None or after.start > min(sentence.end, attribution.end + _REACH):
            return False
        gap = self._document.plain[attribution.end : after.start].rstrip("\"'“”‘’ ")
        if not gap:
            return self._is_clause(after)
        joined = gap.endswith((":", ",", " that"))
        return joined and self._is_clause(after) and _is_adverbial(gap)

    def _is_sentence(self, quotation: TextRange) -> bool:
        plain = self._document.plain
        return plain[quotation.start].isupper() or plain[quotation.end - 1] in ",!?"

    def _is_clause(self, quotation: TextRange) -> bool:
        if self._is_sentence(quotation):
            return True
        end = min(quotation.end, quotation.start + _REACH)
        words = self._document.lowered[quotation.start : end].split()
        return not AUXILIARIES.isdisjoint(words)


def _is_adverbial(gap: str) -> bool:
    """Whether there is no other clause between a verb and the quotation after it."""
    words = gap.lower().removesuffix(" that").replace(",", " ").replace(":", " ").split()
    return AUXILIARIES.isdisjoint(words) and not {"that", "and", "but"} & {*words}
