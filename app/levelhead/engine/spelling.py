"""Replacements in the spelling of the text: "criticize" where it writes "color" or "percent"."""

import re
from functools import cached_property

from levelhead.lexicon.entry import Suggestion

# What only one of the two spells so. Oxford spelling has "organize", too, and then "criticize".
_AMERICAN = re.compile(
    r"\b(?:(?:critic|organ|real|recogn|emphas|apolog|minim|maxim)iz(?:e[ds]?|ing|ations?)"
    r"|(?:behavior|color|favor|honor|labor|neighbor)s?|center(?:s|ed)?|defense|favorite|percent"
    r"|program|traveled|canceled|fueled|rumors?)\b"
)
_BRITISH = re.compile(
    r"\b(?:(?:critic|organ|real|recogn|emphas|apolog|minim|maxim)is(?:e[ds]?|ing|ations?)"
    r"|(?:behaviour|colour|favour|honour|labour|neighbour)s?|centre[sd]?|defence|favourite|per cent"
    r"|programme|travelled|cancelled|fuelled|rumours?)\b"
)
# The ending in question; not that of "rise", "praise", "promise" or "surprise".
_ENDING = re.compile(r"(?<=\bcritic)is(?=e|i)|(?<=\bsatir)is(?=e|i)|(?<=organ)is(?=e|i)")


class Spelling:
    """Whether a text in lower case is American; looked up when a replacement depends on it."""

    def __init__(self, lowered: str) -> None:
        self._lowered = lowered

    @cached_property
    def american(self) -> bool:
        """Whether it has more American forms than British ones; British where neither shows."""
        american = sum(1 for _ in _AMERICAN.finditer(self._lowered))
        return american > sum(1 for _ in _BRITISH.finditer(self._lowered))

    def of(self, suggestions: tuple[Suggestion, ...]) -> tuple[Suggestion, ...]:
        """The suggestions in that spelling."""
        if not any(it.text and _ENDING.search(it.text) for it in suggestions) or not self.american:
            return suggestions
        return tuple(
            Suggestion(it.action, it.text and _ENDING.sub("iz", it.text)) for it in suggestions
        )
