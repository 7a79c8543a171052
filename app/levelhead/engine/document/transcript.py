"""Speech without quotation marks: the turns of a transcript, and the lines of a quoted e-mail."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from itertools import pairwise
from typing import NamedTuple

from levelhead.engine.deadline import Checkpoint, no_deadline, with_checkpoints
from levelhead.engine.document.paragraphs import Paragraph
from levelhead.types import TextRange


def _words(text: str) -> frozenset[str]:
    return frozenset(text.upper().split())


# Before a name, in capitals or not; no film and no hospital has one of these.
_FORMS_OF_ADDRESS = _words(
    "mr mrs ms miss mx dr sir dame lord lady baroness prof professor hon honourable honorable rt "
    "madam"
)
_TITLES = _FORMS_OF_ADDRESS | _words(
    "admiral ambassador archbishop aunt auntie bishop brother brigadier capt captain cardinal "
    "chancellor chief cllr coach col colonel commander commissioner congressman congresswoman "
    "constable corporal councillor count cpl dc dci deputy detective di duchess duke emperor "
    "father fr gen general governor host imam insp inspector judge justice king lieutenant lt maj "
    "major mayor minister mother officer pastor pc pope premier presenter president prince "
    "princess private pte queen rabbi rep representative rev reverend secretary sen senator "
    "sergeant sgt sheikh sheriff sister uncle"
)
# What those are called who speak in a hearing, a debate or an interview.
_PARTS = _words(
    "anchor attorney audience caller chair chairman chairperson chairwoman clerk coroner counsel "
    "defendant dispatcher female guest interviewee interviewer journalist judge juror male "
    "minister moderator narrator officer panelist panellist presenter president prosecutor "
    "reporter secretary witness"
)
# These are things as well: "Speaker: 5 W", "Operator: Northern", "Supreme Court".
_PARTS_OR_THINGS = _words("court host operator speaker")
# What people are called who have no office there, such as a witness of a fire or a relative.
_PEOPLE = _words(
    "analyst barrister boy boyfriend brother ceo cfo customer dad daughter defence defense doctor "
    "father foreman friend girl girlfriend grandad grandfather grandma grandmother guests husband "
    "lawyer man member members mom mother mum neighbor neighbour nurse participant patient pilot "
    "prosecution pupil researcher respondent sister solicitor son student teacher wife woman"
)
_QUOTED_LINE = re.compile(r"(?:> ?)+(?=\S)")
# Before a label: "10:02 LOW:", "[12/05/2024, 10:02:11] Ann Low:", "[Monday 10:02 AM] Ann Low:".
_CLOCK = r"\d{1,2}[:.]\d\d(?::\d\d)?(?: ?[AaPp]\.?[Mm]\.?)?"
_DAY = r"(?:\d{1,4}[./-]\d{1,2}[./-]\d{2,4}|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Today)"
_TIME = rf"(?P<time>[\[(]?(?:{_DAY},? )?{_CLOCK}[\])]?(?: [–—-])? )?"
_WORD = r"[^\W\d_a-z][\w.'’&-]{0,29}"
_PARTICLE = r"(?:al|bin|da|de|del|den|der|di|hon\.|honou?rable|la|le|of|van|von)"
_ROLE = f"(?:{'|'.join(sorted(_PARTS | _PARTS_OR_THINGS | _PEOPLE)).lower()})"
_NAME = (
    rf"(?:(?:911|999|112) )?(?:{_WORD}|(?<=\d ){_ROLE})(?: (?:{_WORD}|{_PARTICLE}|{_ROLE})){{0,5}}"
    r"(?: \d{1,2})?"
)
# "chief executive", but "Ann Low, she said".
_OFFICE = r"(?!and |but |he |it |she |they |who )[a-z][a-z'’ -]{2,40}(?<! said)(?<! says)(?<!asked)"
# Who speaks: "Q:", "<ann>", "[10:02] ann:", "@ann:", "Mr. LOW." as in the record of a parliament,
# and before a colon "LOW", "MS LOW (by telephone)", "ANN LOW, CNN ANCHOR", "Ann Low (Tarn) (Lab)",
# "Ann Low, Tarn North (Lab)", "Police officer", "999 operator".
_LABEL = re.compile(
    rf"(?:[-*•–—] )?{_TIME}(?:"
    r"(?P<part>[QA]|Question|QUESTION|Answer|ANSWER) ?\d{0,2} ?[.:：)](?: |(?=\S)|\Z)"
    r"|<(?P<nick>[\w.-]{1,30})> "
    r"|(?P<handle>@[\w.]{1,30}|(?<=\] )[a-z][\w.-]{0,29}): "
    r"|(?P<recorded>(?:The|Mrs?|Ms|Miss|Dr)\.? [A-Z]{3,}(?: [A-Z]{3,}){0,3})\. (?=[A-Z])"
    rf"|(?:From )?(?P<name>{_NAME})(?: to Everyone)?"
    rf"(?:, [A-Z\d ,.'’&/-]{{1,60}}|(?:, {_NAME})(?= \()|, {_OFFICE})?"
    rf"(?: ?[(\[](?:(?P<timed>{_CLOCK})|[^()\[\]\n]{{1,60}})[)\]]){{0,3}}"
    r" ?[:：](?!//) ?)"
)
# Tried before the label itself, since it fails sooner, and most paragraphs have no label.
_MAY_HAVE_LABEL = re.compile(
    r"[^\n:：]{0,440}+[:：]|(?:[-*•–—] )?(?:[\[(<\dQA]|(?:The|Mrs?|Ms|Miss|Dr)\.? [A-Z]{3})"
)
_STAGE_DIRECTION = re.compile(r"[(\[][^()\[\]\n]*[)\]]\Z")
_FULL_NAME = re.compile(r"\b([A-Z][a-z]+)\.? ([A-Z][\w'’-]+)")


_PRONOUNS = _words("he her him me she")
# A label with one of these says what its line is about, and not who speaks.
_TOPICS = _words(
    "also analysis answer answers away background best booking bookings breaking caption captions "
    "card cards cast claim claims comment con cons cost costs credit credits crowd date details "
    "director drink drinks editor exclusive fact facts fiction figure figures final flop food "
    "gallery goal goals half hidden home how image images ingredients introduction join key "
    "latest listen live map method more music myth myths news note opinion penalty photo photos "
    "picture pictures plot podcast poll position prep preparation price pro problem producer pros "
    "questions rating ratings read reality recipe related result results review runtime score "
    "scores see serves service solution sport star stars starring story sub subs subscribe "
    "substitution summary synopsis time tip tips today tomorrow topic traffic truth tv update "
    "updates value venue verdict video warning watch weather what when where who why winner "
    "winners worst yesterday before after now then buy sell hot not dear say says monday tuesday "
    "wednesday thursday friday saturday sunday january february march april june july august "
    "september october november december morning afternoon evening night conservatives democrats "
    "eu labour republicans tories uk us usa"
)
_ENDS = re.compile(r"[.!?…—–-][\"”’'»)\]]*\Z")
# What is said to somebody, at the start of a turn.
_REPLY = re.compile(
    r"(?:yes|no|yeah|oh|well|thanks?|okay|ok|right|sure|sorry|hello|hi|please|exactly|absolutely"
    r"|good (?:morning|afternoon|evening))\b",
    re.IGNORECASE,
)
_I = re.compile(r"\b(?:I|[Ww]e|[Mm]y|[Oo]ur|[Mm]e|[Uu]s)\b")
_YOU = re.compile(r"\b[Yy]our?\b")

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
    """The parts that are speech as a whole, at most one in each paragraph, in order.

    In an interview with questions and answers these are the answers: the author may be asking. If
    the author answers the readers, there are none.
    """
    turns: list[_Turn] = []
    lines: list[TextRange] = []
    topics: set[int] = set()
    for number, (start, end, *_) in enumerate(with_checkpoints(paragraphs, checkpoint)):
        quoted = _QUOTED_LINE.match(plain, start, end) if plain[start] == ">" else None
        first = quoted.end() if quoted else start
        may_have_label = _MAY_HAVE_LABEL.match(plain, first, end)
        found = _LABEL.match(plain, first, end) if may_have_label else None
        label = _label(found) if found else ""
        if quoted and (label or not found):
            lines.append(TextRange(quoted.end(), end))
        elif found and label:
            logged = any(map(found.group, ("time", "timed", "nick", "handle")))
            turns.append(_Turn(label, found.end(), end, number, logged))
        elif found:
            topics.add(number)
        elif turns and turns[-1].start == turns[-1].end:  # the label had a line of its own
            turns[-1] = turns[-1]._replace(start=start, end=end, paragraph=number)
    said = _said(plain, paragraphs, turns, topics, given_names) if len(turns) > 1 else ()
    return iter(sorted((*lines, *said)))


def _label(found: re.Match[str]) -> str:
    """The label as written, "Q" or "A" for all spellings of these, and "" for a topic."""
    if found["part"]:
        return found["part"][0]
    if nick := found["nick"] or found["handle"]:
        return f"<{nick}>" if found["nick"] or nick[0] == "@" else _unless_topic(nick)
    return _unless_topic(found["recorded"] or found["name"])


def _unless_topic(label: str) -> str:
    """The label, or "" if it says what its line is about."""
    return label if _TOPICS.isdisjoint(label.upper().split()) else ""


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
    heard = _replies(plain, turns)
    for in_capitals in (True, False):
        own = [
            turn
            for turn in turns
            if turn.label in ("Q", "A") or _in_capitals(turn.label) is in_capitals
        ]
        heard |= _heard(plain, own, names, given_names, in_capitals=in_capitals)
    for turn, following in zip(turns, (*turns[1:], None), strict=True):
        if turn.label not in heard or turn.start == turn.end:
            continue
        yield TextRange(turn.start, turn.end)
        between = range(turn.paragraph + 1, following.paragraph) if following else ()
        if len(between) > MOST_PARAGRAPHS:
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
    speakers = [" ".join(_untitled(label)) for label in labels]
    full = {each.split()[-1]: each for each in speakers if " " in each}
    return [full.get(each, each) for each in speakers]


def _initials(turns: Sequence[_Turn]) -> dict[str, str]:
    """The labels that are the initials of one other label, with that: "AL" and "Ann Low"."""
    labels = dict.fromkeys(turn.label for turn in turns)
    full: dict[str, list[str]] = {}
    for label in labels:
        words = _untitled(label)
        if len(words) > 1:
            full.setdefault("".join(word[0] for word in words), []).append(label)
    return {label: full[label][0] for label in labels if len(full.get(label, ())) == 1}


def _untitled(label: str) -> list[str]:
    """The words of a label in capitals, without a title before a name."""
    words = label.upper().split()
    while len(words) > 1 and words[0].strip(".") in _TITLES:
        del words[0]
    return words


def _in_capitals(label: str) -> bool:
    """Whether a label is in capitals, but for a title: "LOW", "Ms LOW", "McKAY"."""
    return label.split()[-1].removeprefix("Mc").removeprefix("Mac").isupper()


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
    formal = any(map(_is_formal, labels))
    parts = {label for label in labels if _has_part(label)}
    if not often and not (
        formal and spoken and all(label in parts or _is_person(label) for label in labels)
    ):
        return set()
    if formal or (parts and in_capitals) or all(map(_is_nick, labels)):
        return labels
    logged = all(turn.logged for turn in turns)
    named = names & set(speakers) or any(
        _untitled(label)[0].lower() in given_names for label in labels
    )
    if named and (spoken or logged):
        return labels
    # Price lists are by office, too, and say "you".
    if (asked or own or logged) and (parts or any(map(_is_person, labels))):
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
        if match[1].lower() in given_names or match[1].upper() in _TITLES
    }


def _is_nick(label: str) -> bool:
    """Whether only people in a chat are called so: "<ann>", "@ann"."""
    return label[0] == "<"


def _is_formal(label: str) -> bool:
    """Whether a label is somebody's by its form: "Ms Low", "The Chair", "Speaker 1"."""
    words = _plain_words(label)
    if words[0] in _FORMS_OF_ADDRESS:
        return len(words) > 1
    return _has_part(label) and (words[0] == "THE" or _numbers(words))


def _has_part(label: str) -> bool:
    """Whether a label is somebody's by an office: "Witness", "Mayor Low", "The Speaker"."""
    words = _plain_words(label)
    numbered = _numbers(words)
    part = words[-2] if numbered else words[-1]
    if part in _PARTS_OR_THINGS:
        return numbered or words[0].isdigit() or words[0] == "THE" or words[0] in _TITLES
    return part in _PARTS or (len(words) > 1 and words[0] in _TITLES)


def _is_person(label: str) -> bool:
    """Whether a label says by a word what somebody is: "Police officer", "Mum", "Me"."""
    words = _plain_words(label)
    last = words[-2] if _numbers(words) else words[-1]
    return last in _PEOPLE or (len(words) == 1 and last in _PRONOUNS)


def _plain_words(label: str) -> list[str]:
    """The words of a label in capitals, without full stops."""
    return label.upper().replace(".", "").replace("_", " ").split()


def _numbers(words: Sequence[str]) -> bool:
    """Whether the last of several words is a figure or a letter: "Speaker 1", "Speaker A"."""
    return len(words) > 1 and (words[-1].isdigit() or len(words[-1]) == 1)


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
