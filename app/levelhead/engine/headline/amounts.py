"""Amounts: whether what a body reports is as much as a dramatic verb says."""

import re

# A price soars by this many per cent, and a team thrashes another by this many goals.
_SHARE, _MARGIN = 10.0, 3
_PER_CENT = re.compile(r"(\d+(?:\.\d+)?) ?(?:%|per ?cent)")
_RESULT = re.compile(r"\b(\d{1,3})[-–](\d{1,3})\b")
_MUCH = re.compile(
    r"\b(?:half|thirds?|quarters?|halved|doubled|tripled|trebled|quadrupled|record|highest|lowest"
    r"|fastest|sharpest|steepest|biggest|heaviest|worst|most|sharply|steeply|heavily)\b"
)


def is_much(text: str) -> bool:
    """Whether a sentence, in lower case, names a great change or a clear result."""
    return (
        _MUCH.search(text) is not None
        or any(float(share) >= _SHARE for share in _PER_CENT.findall(text))
        or any(abs(int(a) - int(b)) >= _MARGIN for a, b in _RESULT.findall(text))
    )
