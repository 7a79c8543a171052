"""The quotation marks of a text, and what may be one, however they are written."""

import re
from typing import NamedTuple

from levelhead.engine.bounds import MAX_ITEMS, at_most
from levelhead.engine.deadline import Checkpoint, with_checkpoints

DOUBLE, SINGLE, LINE = '"', "'", "\n"
_FAMILY = dict.fromkeys(("“", "”", "„", "‟", "«", "»", '"', "``", "''"), DOUBLE) | dict.fromkeys(
    ("‘", "’", "‚", "‛", "‹", "›", "'", "`"), SINGLE
)
# Every mark but an apostrophe inside a word.
_MARK = re.compile(
    r"[\n\"“”„‟«»'‘’‚‛‹›`″＂´](?:(?<!['’])|(?<!\w['’])|(?!\w))(?:(?<=`)`|(?<=')'|(?<=\n)\n+)?"
)
# And those written for HTML, or in UTF-8 that was read in another encoding, where a dash has a mark
# too, or as two commas. Few texts have one, and the search for all takes seven times as long.
_MARK_OR_WRITTEN = re.compile(
    _MARK.pattern
    + r"|&(?:quot|apos|[lr][sd]quo|#0?3[49]|#82(?:16|17|20|21));"
    + r"|â€(?:[œ\x9d˜™“”]|(?=[\s.,:;!?)]|\Z))|(?<!\S),,(?=\w)"
)
_WRITTEN = ("&quot;", "quo;", "&apos;", "&#", "â€", ",,")
# How else marks are written; none for a dash.
_WRITTEN_FOR = {
    DOUBLE: ("″", "＂", "&quot;", "&#34;", "&#034;"),
    SINGLE: ("´", "&apos;", "&#39;", "&#039;"),
    "“": ("&ldquo;", "&#8220;", "â€œ"),
    "„": (",,",),
    "”": ("&rdquo;", "&#8221;", "â€", "â€\x9d"),
    "‘": ("&lsquo;", "&#8216;", "â€˜"),
    "’": ("&rsquo;", "&#8217;", "â€™"),
    "": ("â€“", "â€”"),
}
_READ_AS = {written: mark for mark, each in _WRITTEN_FOR.items() for written in each}


class QuoteMark(NamedTuple):
    """A quotation mark, or what looks like one, with the characters next to it."""

    family: str
    char: str
    start: int
    end: int
    before: str
    after: str


def marks_of(plain: str, checkpoint: Checkpoint) -> list[QuoteMark]:
    """The marks and the line ends, with one more line end at the end."""
    around = f" {plain} "
    marks = []
    pattern = _MARK_OR_WRITTEN if any(written in plain for written in _WRITTEN) else _MARK
    matches = at_most(pattern.finditer(plain), MAX_ITEMS, "quotation marks and line ends")
    for match in with_checkpoints(matches, checkpoint):
        start, end = match.span()
        char = _READ_AS.get(match[0], match[0])
        if not char:
            continue
        marks.append(
            QuoteMark(_FAMILY.get(char, LINE), char, start, end, around[start], around[end + 1])
        )
    end = len(plain)
    return [*marks, QuoteMark(LINE, "\n", end, end, " ", " ")]
