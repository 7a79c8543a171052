"""Which quotation marks open and which close a quotation; apostrophes and inches do neither."""

import re
from collections.abc import Iterator, Sequence, Set
from itertools import pairwise, takewhile
from typing import Literal

from levelhead.engine.deadline import Checkpoint, no_deadline, with_checkpoints
from levelhead.engine.document.quote_marks import DOUBLE, LINE, SINGLE, QuoteMark, marks_of
from levelhead.types import TextRange, word_set

# A quotation in a quotation in a quotation is as deep as news goes; more would be hostile input.
DEEPEST = 4

_LEANS_OPEN = frozenset(("“", "„", "‟", "«", "``", "‘", "‚", "‛", "‹", "`"))
_LEANS_SHUT = frozenset(("”", "»", "''", "’", "›"))
# „German“ and »Danish« marks close with what opens elsewhere.
_SHUT_BY = {"„": "“", "»": "«", "‚": "‘", "›": "‹"}
# What double marks of each shape close with. Where a text comes from several programs, a quotation
# in one shape may be in one of the other: "I said “no” at once".
_CLOSING = {DOUBLE: DOUBLE, "“": "”", "«": "»", "``": "''"}
# A quotation ends within this many code points after one that is in it, and a text that is cut off
# within this many after the last that it opens.
_REACH = 500
# At most this many of the marks after a mark say what it is.
_AHEAD = 8
# Speech that is closed and not opened again began at most this many marks and line ends before.
_BACK = 12

# What an opening mark may lean on, and what no quotation begins with.
_BEFORE_OPENING = frozenset(" \n([{—–-/\"“„«'‘")
_NOT_FIRST = frozenset(" \n,.;:!?)]}”’»")
# What begins with an apostrophe: 'em, 'til, rock 'n' roll, the '90s, the summer of '66; and the end
# of a word that a program has split: the minister 's.
_ELISION = re.compile(
    r"(?:(?:n|em|til|tis|twas|bout|cause|cos|round|nuff|neath|ello|ead|ere|ood|orrible)\b"
    r"|(?<=['’])(?:s|re|ve|ll|d|m|t)(?= )|\d\ds?\b(?! per|%))",
    re.I,
)
_N = re.compile("['’‘]n", re.I)
# A height or a length: 6'2", 5′11".
_INCHES = re.compile(r"\d['’′]\d{1,2}\Z")
_INCHES_LONG = 4
_SPACES = frozenset(" \n")
# What speech ends with before its closing mark.
_ENDS_SPEECH = frozenset(",.!?…")
_AFTER_SPEECH = frozenset(" \n)]—–")
# Where speech without its closing mark ends: "It is over, said Ann Low", "It is over, he said."
_SAID = re.compile(
    r"(?<=[,?!]) (?:(?:said|says|added|adds) (?:[A-Z]|the |an? |one |his |her )"
    r"|(?:he|she|they|[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?) (?:said|says|added|adds)[.,])"
)
# An open bracket before a mark, and its other one.
_OPENING_BRACKET = re.compile(r"[(\[][^()\[\]\n]*+\Z")
_CLOSING_BRACKET = re.compile(r"[^()\[\]\n]*+[)\]]")
# The end of a sentence, but not of an abbreviation such as U.S.
_SENTENCE_END = re.compile(r"(?<![A-Z])[.!?…] (?=[^\W\d_a-z])")
_NEXT_WORD = re.compile(r" ([^\W\d_]+)")
# After these words comes no noun that could belong to somebody: "the players' and".
_AFTER_NOUNS = word_set(
    "a after an and are as at because before but by for from had has have he if in is it not of on "
    "or over said says she than that the then they to was we were when which while who will with "
    "would you"
)

Step = Literal["open", "shut", "none"]


def quoted_spans(plain: str, checkpoint: Checkpoint = no_deadline) -> list[TextRange]:
    """What is between quotation marks, without the marks, ordered by start, longer first.

    A quotation that runs over paragraphs gives one span for each. One that is never closed ends
    with its paragraph; in single marks it is taken for an apostrophe, unless the text is cut off.
    """
    found: list[TextRange] = []
    stack: list[QuoteMark] = []
    marks = marks_of(plain, checkpoint)
    run_on: set[int] = set()  # where paragraphs end inside speech
    for number, mark in enumerate(with_checkpoints(marks[:-1], checkpoint)):
        if mark.family == LINE:
            left = _left_open(plain, stack, mark)
            run_on.update(span.end for span in left if span.end == mark.start)
            found += left
            stack.clear()
            continue
        step = (_single if mark.family == SINGLE else _double)(plain, marks, number, stack)
        if step == "open":
            if stack and stack[-1].family == mark.family and not _encloses(plain, stack[-1], mark):
                former = stack.pop()
                if mark.family == DOUBLE:  # a fresh mark goes on with a quotation left open
                    found.append(_unclosed(plain, former, mark.start))
            if len(stack) < DEEPEST:
                stack.append(mark)
        elif step == "shut":
            own = any(each.family == mark.family for each in stack)
            while own and stack[-1].family != mark.family:
                stack.pop()
            found.append(_between(plain, stack.pop().end, mark.start))
        elif mark.family == DOUBLE and _ends_speech(mark) and not stack:
            found += _unopened(plain, marks, number, run_on)
    found += _left_open(plain, stack, marks[-1])
    return sorted(
        (span for span in found if span.start < span.end), key=lambda span: (span.start, -span.end)
    )


def _encloses(plain: str, outer: QuoteMark, inner: QuoteMark) -> bool:
    """Whether a quotation in marks of another shape goes on after the one that opens in it.

    After it, it is closed in the same paragraph, or opened again by the next one. A mark after the
    end of a sentence does not open one inside: it goes on with a quotation left open.
    """
    own, others = _CLOSING.get(inner.char), _CLOSING.get(outer.char)
    if own == others or not (own and others) or plain[max(0, inner.start - 2)] in ".!?":
        return False
    reach = inner.end + _REACH
    line = plain.find(LINE, inner.end, reach)
    end = line if line >= 0 else reach
    closed, closed_around = plain.find(own, inner.end, end), plain.find(others, inner.end, end)
    if closed < 0 or closed_around >= 0:
        return 0 <= closed < closed_around and plain[closed_around - 1] != " "
    return plain[end:reach].lstrip(LINE).startswith(outer.char)


def _left_open(plain: str, stack: Sequence[QuoteMark], line: QuoteMark) -> list[TextRange]:
    """The quotations still open where their paragraph ends.

    Single ones only if they go on, or if the text is cut off or still being typed.
    """
    cut_off = line.end == len(plain) and plain[-1:].isalnum()
    reopened = [plain[line.end : line.end + 1] == mark.char for mark in stack]
    return [
        _between(plain, mark.end, line.start) if goes_on else _unclosed(plain, mark, line.start)
        for mark, goes_on in zip(stack, reopened, strict=True)
        if mark.family == DOUBLE or goes_on or (cut_off and line.start - mark.end < _REACH)
    ]


def _unclosed(plain: str, mark: QuoteMark, end: int) -> TextRange:
    """What a mark opens that nothing closes: up to who said it, or to the end of its brackets."""
    closing = _CLOSING_BRACKET.match(plain, mark.end, end)
    if closing and _OPENING_BRACKET.search(plain, max(0, mark.start - _REACH), mark.start):
        end = closing.end() - 1
    said = _SAID.search(plain, mark.end, end)
    return _between(plain, mark.end, said.start() if said else end)


def _unopened(
    plain: str, marks: Sequence[QuoteMark], number: int, run_on: Set[int]
) -> Iterator[TextRange]:
    """What ends at a closing mark without another one.

    It is the sentence before the mark, or all paragraphs since one that ended inside speech.
    """
    end = marks[number].start
    before = [each for each in marks[max(0, number - _BACK) : number] if each.family != SINGLE]
    lines = list(takewhile(lambda each: each.family == LINE, reversed(before)))
    since = next((n for n, line in enumerate(lines, 1) if line.start in run_on), 0)
    for line, following in pairwise((*reversed(lines[:since]), marks[number])):
        yield _between(plain, line.end, following.start)
    if not since:
        reach = max(0, end - _REACH, *(each.end for each in before[-1:]))
        ends = [each.end() for each in _SENTENCE_END.finditer(plain, reach, end)]
        if ends or not before or before[-1].family == LINE:
            yield _between(plain, (ends or [reach])[-1], end)


def _between(plain: str, start: int, end: int) -> TextRange:
    """The range without the gaps at its ends, which a fresh mark or a loose one leaves."""
    return TextRange(start + (plain[start : start + 1] == " "), end - (plain[end - 1] == " "))


def _double(
    plain: str, marks: Sequence[QuoteMark], number: int, stack: Sequence[QuoteMark]
) -> Step:
    """Whether a double mark opens or closes: by its shape, or by the gaps next to it."""
    mark = marks[number]
    char, before, after = mark.char, mark.before, mark.after
    former = next((m for m in reversed(stack) if m.family == DOUBLE), None) if stack else None
    ends_word = before not in _SPACES and not after.isalnum()
    if former is None:
        if stack and _ends_speech(mark):
            return "shut"  # what a single mark opened
        if after in _SPACES:
            return "open" if char in _LEANS_OPEN or (char, before) == (DOUBLE, " ") else "none"
        fits = not before.isalnum() and (before in "([{" or not ends_word)
        return "open" if fits or char in _LEANS_OPEN else "none"
    if char in _LEANS_SHUT or _SHUT_BY.get(former.char) == char:
        return "shut"
    faces_word = after not in _SPACES and before in _BEFORE_OPENING
    if char in _LEANS_OPEN:
        return "shut" if ends_word and not faces_word else "open"
    if before.isdigit() and _is_inches(plain, marks, number):
        return "none"
    if not faces_word or ends_word:
        return "shut"
    # `"It is over, "he said`: the gap is on the wrong side.
    misplaced = after.islower() and plain[max(0, mark.start - 2) : mark.start] == ", "
    return "shut" if misplaced else "open"


def _paragraph(marks: Sequence[QuoteMark], number: int) -> Iterator[QuoteMark]:
    """The marks after one in its paragraph, if they are not too many."""
    later = marks[number + 1 : number + 1 + _AHEAD]
    return takewhile(lambda each: each.family != LINE, later)


def _opens_backwards(plain: str, marks: Sequence[QuoteMark], number: int) -> bool:
    """Whether ’ opens what begins with a capital: ’It is over,’ he said."""
    mark = marks[number]
    if not mark.after.isupper() or _ELISION.match(plain, mark.end):
        return False
    return any(
        each.family == SINGLE and each.char in "’'" and _ends_speech(each)
        for each in _paragraph(marks, number)
    )


def _is_inches(plain: str, marks: Sequence[QuoteMark], number: int) -> bool:
    """Whether the mark after a figure is one of length: the quotation around it is closed later."""
    mark = marks[number]
    if _INCHES.search(plain[max(0, mark.start - _INCHES_LONG) : mark.start]):
        return True
    if mark.after != " ":
        return False
    for later in _paragraph(marks, number):
        also_after_figure = later.before.isdigit() and later.after == " "
        if later.family == DOUBLE and not also_after_figure:
            return _ends_speech(later)
    return False


def _ends_speech(mark: QuoteMark) -> bool:
    """Whether the mark is where only a closing one is."""
    return mark.before in _ENDS_SPEECH and mark.after in _AFTER_SPEECH


def _single(
    plain: str, marks: Sequence[QuoteMark], number: int, stack: Sequence[QuoteMark]
) -> Step:
    """Single marks are apostrophes unless they are where only a quotation has one."""
    mark = marks[number]
    char, before, after = mark.char, mark.before, mark.after
    if (
        char not in _LEANS_SHUT
        and (before in _BEFORE_OPENING or (before in ",:" and after.isupper()))
        and after not in _NOT_FIRST
        and not _ELISION.match(plain, mark.end)
    ):
        return "open"
    if char == "’" and before in _BEFORE_OPENING and _opens_backwards(plain, marks, number):
        return "open"
    if not stack or char in _LEANS_OPEN - {"‘"}:
        return "none"
    if stack[-1].family == DOUBLE:
        alone = all(each.family != DOUBLE for each in _paragraph(marks, number))
        return "shut" if alone and _ends_speech(mark) else "none"
    if (
        before in _SPACES
        or after.isalnum()
        or _N.fullmatch(plain, max(0, mark.start - 2), mark.start)
    ):
        return "none"
    if not _may_be_possessive(plain, mark):
        return "shut"
    return "none" if _goes_on(plain, stack[-1], marks, number) else "shut"


def _goes_on(plain: str, opening: QuoteMark, marks: Sequence[QuoteMark], number: int) -> bool:
    """Whether a quotation goes on after what may be a possessive, as a later mark shows."""
    for later in marks[number + 1 : number + 1 + _AHEAD]:
        if later.family == LINE:
            return _is_carried_on(plain, opening, later)
        first = later is marks[number + 1]
        if _shuts(plain, later) and (first or later.before in _ENDS_SPEECH):
            return True
        possessive = later.family == SINGLE and later.before not in _BEFORE_OPENING
        if not (possessive and _may_be_possessive(plain, later)):
            return False
    return False


def _is_carried_on(plain: str, opening: QuoteMark, line: QuoteMark) -> bool:
    """Whether a quotation that begins with a sentence is opened again by the next paragraph."""
    before = plain[max(0, opening.start - 2) : opening.start]
    return (
        plain[line.end : line.end + 1] == opening.char
        and opening.after.isupper()
        and (before[-1:] in ("", "\n") or before[0] in ".!?:,")
    )


def _shuts(plain: str, following: QuoteMark) -> bool:
    """Whether the mark after `'the players' bus is late'` is a clear close."""
    return (
        following.family == SINGLE
        and following.char not in _LEANS_OPEN
        and following.before not in _BEFORE_OPENING
        and not following.after.isalnum()
        and not _may_be_possessive(plain, following)
    )


def _may_be_possessive(plain: str, mark: QuoteMark) -> bool:
    """A plural's apostrophe, or that of `goin'`, with its next word."""
    last = plain[max(0, mark.start - 2) : mark.start].lower()
    ends = last.endswith("s") and last != "ss"
    following = _NEXT_WORD.match(plain, mark.end)
    if last == "in":
        return following is not None
    return ends and following is not None and following[1].lower() not in _AFTER_NOUNS
