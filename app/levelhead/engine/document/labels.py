"""Labels: what is before the words of a speaker, as in "LOW:", "Ann Low (Tarn):" or "<ann>"."""

import re
from collections.abc import Sequence
from typing import NamedTuple


def _words(text: str) -> frozenset[str]:
    return frozenset(text.upper().split())


# Before a name, in capitals or not; no film and no hospital has one of these.
_FORMS_OF_ADDRESS = _words(
    "mr mrs ms miss mx dr sir dame lord lady baroness prof professor hon honourable honorable rt "
    "madam"
)
TITLES = _FORMS_OF_ADDRESS | _words(
    "admiral ambassador archbishop aunt auntie bishop brother brigadier capt captain cardinal "
    "chancellor chief cllr coach col colonel commander commissioner congressman congresswoman "
    "constable corporal councillor count cpl dc dci deputy detective di duchess duke emperor "
    "father fr gen general governor host imam insp inspector judge justice king lieutenant lt maj "
    "major mayor minister mother officer pastor pc pope premier presenter president prince "
    "princess private pte queen rabbi rep representative rev reverend secretary sen senator "
    "sergeant sgt sheikh sheriff sister uncle"
)
# Roles of people who speak in a hearing, a debate or an interview.
_PARTS = _words(
    "anchor attorney audience caller chair chairman chairperson chairwoman clerk coroner counsel "
    "defendant dispatcher female guest interviewee interviewer journalist judge juror male "
    "minister moderator narrator officer panelist panellist presenter president prosecutor "
    "reporter secretary witness"
)
# Roles that are things as well: "Speaker: 5 W", "Operator: Northern", "Supreme Court".
_PARTS_OR_THINGS = _words("court host operator speaker")
# Words for people without a role there, such as a witness of a fire or a relative.
_PEOPLE = _words(
    "analyst barrister boy boyfriend brother ceo cfo customer dad daughter defence defense doctor "
    "father foreman friend girl girlfriend grandad grandfather grandma grandmother guests husband "
    "lawyer man member members mom mother mum neighbor neighbour nurse participant patient pilot "
    "prosecution pupil researcher respondent sister solicitor son student teacher wife woman"
)
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


class Label(NamedTuple):
    """What is before a speaker's words: `text` as written, "Q" or "A" for all spellings of these.

    `text` is empty if the label says what its line is about. `end` is where the words begin, and
    `logged`: a time or a nickname shows a chat.
    """

    text: str
    end: int
    logged: bool


def label_at(plain: str, start: int, end: int) -> Label | None:
    """The label at `start`, if there is one before `end`."""
    found = _LABEL.match(plain, start, end) if _MAY_HAVE_LABEL.match(plain, start, end) else None
    if not found:
        return None
    logged = any(map(found.group, ("time", "timed", "nick", "handle")))
    return Label(_text_of(found), found.end(), logged)


def _text_of(found: re.Match[str]) -> str:
    if found["part"]:
        return found["part"][0]
    if nick := found["nick"] or found["handle"]:
        return f"<{nick}>" if found["nick"] or nick[0] == "@" else _unless_topic(nick)
    return _unless_topic(found["recorded"] or found["name"])


def _unless_topic(label: str) -> str:
    """The label, or "" if it says what its line is about."""
    return label if _TOPICS.isdisjoint(label.upper().split()) else ""


def untitled(label: str) -> list[str]:
    """The words of a label in capitals, without a title before a name."""
    words = label.upper().split()
    while len(words) > 1 and words[0].strip(".") in TITLES:
        del words[0]
    return words


def is_in_capitals(label: str) -> bool:
    """Whether a label is in capitals, except for a title: "LOW", "Ms LOW", "McKAY"."""
    return label.split()[-1].removeprefix("Mc").removeprefix("Mac").isupper()


def is_nick(label: str) -> bool:
    """Whether a label is a nickname in a chat: "<ann>", "@ann"."""
    return label[0] == "<"


def is_formal(label: str) -> bool:
    """Whether a label is somebody's by its form: "Ms Low", "The Chair", "Speaker 1"."""
    words = _plain_words(label)
    if words[0] in _FORMS_OF_ADDRESS:
        return len(words) > 1
    return has_part(label) and (words[0] == "THE" or _numbers(words))


def has_part(label: str) -> bool:
    """Whether a label names a role: "Witness", "Mayor Low", "The Speaker"."""
    words = _plain_words(label)
    numbered = _numbers(words)
    part = words[-2] if numbered else words[-1]
    if part in _PARTS_OR_THINGS:
        return numbered or words[0].isdigit() or words[0] == "THE" or words[0] in TITLES
    return part in _PARTS or (len(words) > 1 and words[0] in TITLES)


def is_person(label: str) -> bool:
    """Whether a word of a label says what somebody is: "Police officer", "Mum", "Me"."""
    words = _plain_words(label)
    last = words[-2] if _numbers(words) else words[-1]
    return last in _PEOPLE or (len(words) == 1 and last in _PRONOUNS)


def _plain_words(label: str) -> list[str]:
    """The words of a label in capitals, without full stops."""
    return label.upper().replace(".", "").replace("_", " ").split()


def _numbers(words: Sequence[str]) -> bool:
    """Whether the last of several words is a figure or a letter: "Speaker 1", "Speaker A"."""
    return len(words) > 1 and (words[-1].isdigit() or len(words[-1]) == 1)
