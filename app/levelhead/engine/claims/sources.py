"""The part of a sentence that says whose claim the rest is."""

from collections.abc import Sequence

from levelhead.lexicon.reporting import Reporting

# The longest source, with its verb: "Anna Low, who has chaired the body since 2019, said".
_LONGEST = 16
# How many tokens after a verb of saying its "that" may follow: "said on Monday that".
_BEFORE_THAT = 7
# A comma after at most this many tokens ends an adverbial: "On Monday, police said".
_ADVERBIAL = 3
# "police said on Friday" at the end of a sentence, with its full stop.
_AT_END = 4
_RELATIVE = frozenset(("who", "which", "whose"))


def source_of(tokens: Sequence[str], reporting: Reporting) -> range:
    """The tokens that attribute a claim: "The mayor said that", ", police said"; may be empty."""
    n, saying = len(tokens), reporting.claiming
    if tokens[:1] == ["according"]:
        return range(next((at for at in range(n) if tokens[at] == ","), 0))
    for at in range(n - 1, max(0, n - _LONGEST), -1):
        if tokens[at] == "according":
            return range(at, n)
        if tokens[at] in (",", '"') and _RELATIVE.isdisjoint(tokens[:at]):
            said_last = not saying.isdisjoint(tokens[max(at + 1, n - _AT_END) :])
            if said_last or (at > _ADVERBIAL and not saying.isdisjoint(tokens[at + 1 : at + 3])):
                return range(at, n)
    for at in range(1, min(n, _LONGEST)):
        if tokens[at] in saying:
            ends = range(at + 1, min(n, at + _BEFORE_THAT))
            that = next((k for k in ends if tokens[k] in ("that", ":")), 0)
            return range(that or at + 1) if that or tokens[at] in reporting.plain else range(0)
    return range(0)
