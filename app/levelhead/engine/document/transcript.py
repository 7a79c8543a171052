"""Speech without quotation marks: turns of a transcript, lines of a quoted e-mail, and posts."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from itertools import pairwise, zip_longest
from typing import NamedTuple

from levelhead.engine.deadline import Checkpoint, no_deadline, with_checkpoints
from levelhead.engine.document.labels import (
    TITLES,
    has_part,
    is_formal,
    is_in_capitals,
    is_nick,
    is_person,
    label_at,
    untitled,
)
from levelhead.engine.document.paragraphs import Paragraph
from levelhead.types import TextRange

_QUOTED_LINE = re.compile(r"(?:> ?)+(?=\S)")
_STAGE_DIRECTION = re.compile(r"[(\[][^()\[\]\n]*[)\]]\Z")
_FULL_NAME = re.compile(r"\b([A-Z][a-z]+)\.? ([A-Z][\w'’-]+)")
_ENDS = re.compile(r"[.!?…—–-][\"”’'»)\]]*\Z")
# What is said to somebody, at the start of a turn.
_REPLY = re.compile(
    r"(?:yes|no|yeah|oh|well|thanks?|okay|ok|right|sure|sorry|hello|hi|please|exactly|absolutely"
    r"|good (?:morning|afternoon|evening))\b",
    re.IGNORECASE,
)
_I = re.compile(r"\b(?:I|[Ww]e|[Mm]y|[Oo]ur|[Mm]e|[Uu]s)\b")
_YOU = re.compile(r"\b[Yy]our?\b")
# Under a post that a page shows: "— Ann Low (@annlow) May 3, 2024", with the date or before it.
_MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
_DATE = rf"(?:{_MONTH} \d{{1,2}}, \d{{4}}|\d{{1,2}} {_MONTH},? \d{{4}})"
_SIGNATURE = re.compile(rf"[—–-] ?[^\n()—–]{{1,60}} \(@\w{{1,30}}\)(?:[ \n]{_DATE}|(?=\n{_DATE}))")
_DATE_LENGTH = 24
# A post has no more code points, with its links.
_POST_LENGTH = 400
# What is before a post in its paragraph: "He tweeted: A shambles."
_ANNOUNCING = re.compile(r"\b(?:tweet\w*|post\w*|wr[io]te\w*|says?|said|added|below|here): ")
# A colon after somebody's verb of saying, who is not the author: "as we have said:".
_ANNOUNCED = re.compile(
    r"(?<!\b[Ww]e )(?<!\b[Ww]e have )(?<!\b[Ww]e['’]ve )(?<!\bI )(?<!\bI have )(?<!\bI['’]ve )"
    r"\b(?:(?P<post>tweeted|texted)|posted|commented|said|says|wrote|writes"
    r"|added|adds|continued|reads?): ?(?=\w|\Z)"
)
_IN_MARKS = re.compile(r"[\"“][^\"“”\n]*[\"”]")
# The fewest changes of speaker: one speaks, another does, and the first again.
LEAST_CHANGES = 2
LEAST_SPEAKERS = 2
# A turn goes on for at most this many paragraphs without a label.
MOST_PARAGRAPHS = 6


class _Turn(NamedTuple):
    """A label, and the words after it: their range, and the number of the paragraph they are in.

    `logged`: a time or a nickname shows a chat, in which sentences have no full stops.
    """

    label: str
    start: int
    end: int
    paragraph: int
    logged: bool


def speeches(
    plain: str,
    paragraphs: Sequence[Paragraph],
    given_names: Set[str] = frozenset(),
    checkpoint: Checkpoint = no_deadline,
) -> Iterator[TextRange]:
    """The parts that are speech as a whole, in order.

    In an interview with questions and answers these are the answers: the author may be asking. If
    the author answers the readers, there are none.
    """
    turns: list[_Turn] = []
    lines: list[TextRange] = []
    topics: set[int] = set()
    for number, (start, end, *_) in enumerate(with_checkpoints(paragraphs, checkpoint)):
        quoted = _QUOTED_LINE.match(plain, start, end) if plain[start] == ">" else None
        first = quoted.end() if quoted else start
        label = label_at(plain, first, end)
        if quoted and (label is None or label.text):
            lines.append(TextRange(quoted.end(), end))
        elif label and label.text:
            turns.append(_Turn(label.text, label.end, end, number, label.logged))
        elif label:
            topics.add(number)
        elif turns and turns[-1].start == turns[-1].end:  # the label had a line of its own
            turns[-1] = turns[-1]._replace(start=start, end=end, paragraph=number)
        elif plain.find("(@", start, end) >= 0:
            lines += _posts(plain, paragraphs, number)
    lines += _statements(plain, paragraphs)
    said = _said(plain, paragraphs, turns, topics, given_names) if turns else ()
    return iter(sorted({*lines, *said}))


def _statements(plain: str, paragraphs: Sequence[Paragraph]) -> Iterator[TextRange]:
    """What follows "he said:" without marks: the rest of the paragraph, or the next one.

    Without "I" or "we" in it, it may be the author's. A post has neither.
    """
    for paragraph, following in zip_longest(paragraphs, paragraphs[1:]):
        # Few paragraphs have a colon, and the search below is slow.
        if plain.find(":", *paragraph[:2]) < 0:
            continue
        unmarked = 1 + max(plain.rfind(mark, *paragraph[:2]) for mark in '"“”')
        first = max(paragraph.start, unmarked)
        announced = _ANNOUNCED.search(plain, first, paragraph.end)
        if not announced:
            continue
        start, end = announced.end(), paragraph.end
        if start == end and following and not following.headline:
            start, end = following.start, following.end
        said = _IN_MARKS.sub("", plain[start:end])
        own = announced["post"] or _I.search(said)
        if own and said[:1].isalpha() and "(@" not in said:
            yield TextRange(start, end)


def _posts(plain: str, paragraphs: Sequence[Paragraph], number: int) -> Iterator[TextRange]:
    """What is before each signature of a post: in its paragraph, or else the paragraph before."""
    start, end, *_ = paragraphs[number]
    for signature in _SIGNATURE.finditer(plain, start, min(len(plain), end + _DATE_LENGTH)):
        last = signature.start()
        if last == paragraphs[number].start and number:
            yield TextRange(*paragraphs[number - 1][:2])
        elif start < last < end:
            start = max(start, last - _POST_LENGTH)
            announced = [each.end() for each in _ANNOUNCING.finditer(plain, start, last)]
            yield TextRange((announced or [start])[-1], last)
        start = signature.end()


def _said(
    plain: str,
    paragraphs: Sequence[Paragraph],
    turns: Sequence[_Turn],
    topics: Set[int],
    given_names: Set[str],
) -> Iterator[TextRange]:
    """The words of the turns, and the paragraphs between two turns that go on with the first.

    `topics` are the numbers of the paragraphs whose labels say what they are about.
    """
    names = _named(plain, given_names)
    full = _initials(turns)
    turns = [turn._replace(label=full.get(turn.label, turn.label)) for turn in turns]
    posts = {turn.label for turn in turns if turn.label.startswith("<@")}
    heard = posts | _replies(plain, turns)
    for in_capitals in (True, False):
        own = [
            turn
            for turn in turns
            if turn.label in ("Q", "A") or is_in_capitals(turn.label) is in_capitals
        ]
        heard |= _heard(plain, own, names, given_names, in_capitals=in_capitals)
    for turn, following in zip(turns, (*turns[1:], None), strict=True):
        if turn.label not in heard or turn.start == turn.end:
            continue
        yield TextRange(turn.start, turn.end)
        between = range(turn.paragraph + 1, following.paragraph) if following else ()
        if turn.label in posts or len(between) > MOST_PARAGRAPHS:
            continue
        for number in between:
            start, end, headline, *_ = paragraphs[number]
            if not (
                headline
                or number in topics
                or plain[end - 1] == ":"
                or _STAGE_DIRECTION.match(plain, start, end)
            ):
                yield TextRange(start, end)


def _speakers(labels: Sequence[str]) -> list[str]:
    """The speaker of each label, in capitals: "ANN LOW" of "LOW" too, where one is called so."""
    speakers = [" ".join(untitled(label)) for label in labels]
    full = {each.split()[-1]: each for each in speakers if " " in each}
    return [full.get(each, each) for each in speakers]


def _initials(turns: Sequence[_Turn]) -> dict[str, str]:
    """The labels that are the initials of one other label, with that: "AL" and "Ann Low"."""
    labels = dict.fromkeys(turn.label for turn in turns)
    full: dict[str, list[str]] = {}
    for label in labels:
        words = untitled(label)
        if len(words) > 1:
            full.setdefault("".join(word[0] for word in words), []).append(label)
    return {label: full[label][0] for label in labels if len(full.get(label, ())) == 1}


def _heard(
    plain: str,
    turns: Sequence[_Turn],
    names: Set[str],
    given_names: Set[str],
    *,
    in_capitals: bool,
) -> Set[str]:
    """The labels of those whose turns are speech; none if the labels are of another kind.

    Labels are speakers' if they take turns, if there are sentences after most of them, and if one
    is a person's by its form or by what else the text says. Names in lower case, offices and times
    are in lists, too, and need somebody who asks, replies, or speaks of "I" or "you". Capitals
    alone may be anything: they need somebody who asks or replies.
    """
    speakers = _speakers([turn.label for turn in turns])
    counts = Counter(speakers)
    often = {speaker for speaker in counts if counts[speaker] > 1}
    changes = sum(one != two for one, two in pairwise(speakers))
    if changes < LEAST_CHANGES:
        return set()
    said = [plain[turn.start : turn.end] for turn in turns]
    unfinished = sum(not _ENDS.search(text) for text in said if text)
    if 2 * unfinished > len(said) and not all(turn.logged for turn in turns):
        return set()
    labels = {turn.label for turn in turns} - {"Q", "A"}
    asked = any(text[-1:] == "?" or _REPLY.match(text) for text in said)
    own = any(map(_I.search, said))
    spoken = asked or own or any(map(_YOU.search, said))
    formal = any(map(is_formal, labels))
    parts = {label for label in labels if has_part(label)}
    if not often and not (
        formal and spoken and all(label in parts or is_person(label) for label in labels)
    ):
        return set()
    if formal or (parts and in_capitals) or all(map(is_nick, labels)):
        return labels
    logged = all(turn.logged for turn in turns)
    named = names & set(speakers) or any(
        untitled(label)[0].lower() in given_names for label in labels
    )
    if named and (spoken or logged):
        return labels
    # Price lists are by office, too, and say "you".
    if (asked or own or logged) and (parts or any(map(is_person, labels))):
        return labels
    if logged and spoken:
        return labels
    if not (asked and in_capitals) or len(often - {"A"}) < LEAST_SPEAKERS:
        return set()
    shared = zip(turns, speakers, strict=True)
    return {turn.label for turn, speaker in shared if speaker in often} & labels


def _named(plain: str, given_names: Set[str]) -> set[str]:
    """The surnames, in capitals, that the text has after a given name or a title."""
    return {
        match[2].upper()
        for match in _FULL_NAME.finditer(plain)
        if match[1].lower() in given_names or match[1].upper() in TITLES
    }


def _replies(plain: str, turns: Sequence[_Turn]) -> set[str]:
    """The label of answers, if one person asks and another answers.

    Readers ask what "I" or "my" means for them and are answered with "you".
    """
    asked, answered = (
        [plain[turn.start : turn.end] for turn in turns if turn.label == label] for label in "QA"
    )
    if not (answered and any(text[-1:] == "?" for text in asked)):
        return set()
    own = any(map(_I.search, answered))
    for_readers = any(map(_I.search, asked)) or any(map(_YOU.search, answered))
    return {"A"} if own or not for_readers else set()
