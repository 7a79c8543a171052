"""Sentences: where a full stop ends one, and where it only shortens a word."""

import re
from collections.abc import Iterator

from levelhead.engine.bounds import MAX_ITEMS, at_most
from levelhead.engine.deadline import Checkpoint, no_deadline, with_checkpoints
from levelhead.types import TextRange


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Each set is a reason why a full stop after a word may not end the sentence. Case counts: "Sat." is
# a day, "sat." ends a sentence.

# Something always follows: the name after the title, the thing compared, the example.
LEADING = _set(
    "Adm Amb Ald Brig Capt Cdr Cllr Cmdr Col Cpl Cpt Cst DCI Dep Det Dr Drs Fr Gen Gov Gp Hon "
    "Insp Lieut Lt Maj Messrs Mgr Mlle Mme Mr Mrs Ms Mx Ofc Pfc PFC Pres Prof Pte Pvt Rep Reps "
    "Rev Revd Sen Sens Sgt Supt Sqn Sra Msgr Ste Mt vs v Vs e.g eg i.e ie cf viz approx incl esp "
    "Atty Asst Assoc Assn Dist Natl Intl Univ Dept Gov't"
)
# A number follows, or it is the end of the sentence.
BEFORE_NUMBER = _set(
    "No Nos p pp Fig Figs fig Vol Vols vol Art art Sec sec Ch ch Para para Ver ver Op op Eq Jan "
    "Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon Tue Tues Wed Thu Thur Thurs Fri c ca circa "
    "b d"
)
# They are inside names and titles, so only a word that opens sentences shows an end.
WITHIN = _set(
    "St Ft Jr Sr Ave Blvd Rd Bros Mass Calif Conn Fla Ariz Ala Ark Colo Del Ga Ill Ind Kan Ky La "
    "Md Mich Minn Miss Mo Mont Neb Nev Okla Ore Pa Penn Tenn Tex Va Vt Wash Wis Wyo Ph.D Ph Esq "
    "dept est al mgr asst govt mins secs hrs min hr max avg tel ext"
)
# They end their phrase, so a capital begins a sentence unless it carries the name or the time on.
CLOSING = _set(
    "Inc Ltd Co Corp Cos Plc PLC LLC Pty Bhd GmbH a.m p.m A.M P.M am pm etc ft lb lbs oz kg km "
    "mph sq cu yd yds"
)
CARRIED_ON = _set(
    "Chief CEO CFO COO Chairman Chairwoman Chair President Vice Executive Director Founder "
    "Spokesman Spokeswoman Group Holdings International Ltd Inc Co Corp Plc ET EST EDT CT CST CDT "
    "MT MST MDT PT PST PDT GMT UTC BST CET Eastern Central Pacific Mountain London Moscow Monday "
    "Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July "
    "August September October November December Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec"
)
# Words that begin sentences and seldom names: after an initial or "U.S." only they show an end.
OPENING = _set(
    "The An He She It They We You This That These Those There In On At By For From With To Of "
    "After Before During When While If As But And Or So Yet Not Now Then Here His Her Its Their "
    "Our My Your Who What Why How Where Which Many Most Some Several All Both Each One Few "
    "Another Other Also However Meanwhile Instead Since Though Although Because Despite Until "
    "Under Over Last Earlier Later Today Yesterday Once Only Even Still Such Nobody Everyone "
    "Officials Experts Critics Investigators Prosecutors Researchers Scientists Analysts "
    "Authorities Witnesses It's He's She's They're We're I'm That's There's A I"
)
_SHORT = LEADING | BEFORE_NUMBER | WITHIN | CLOSING
# No abbreviation above, with the marks that open before it, is longer.
LONGEST = 14

BULLETS = "•▪●◦‣"
OPENERS = "\"“„«'‘’([{—–-"
# A run of marks counts from its first one only: trying it from each would take quadratic time.
_MARKS = r"(?<![.!?…].)[.!?…]*+[\"”’'»)\]]*+(?=[ \n]|\Z)"
_BULLET = rf"(?<=[{BULLETS}])(?<![^ \n].)"
_CANDIDATE = re.compile(rf"[.!?…\n{BULLETS}](?:(?<=\n)|{_BULLET}|(?<=[.!?…]){_MARKS})")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]").fullmatch
_NEXT_WORD = re.compile(rf"[{re.escape(OPENERS)}]*([\w'’]*)")


def sentences_of(plain: str, checkpoint: Checkpoint = no_deadline) -> tuple[TextRange, ...]:
    """The sentences of a normalized text, in order; together they hold everything but the gaps."""
    return tuple(at_most(_sentences(plain, checkpoint), MAX_ITEMS, "sentences"))


def _sentences(plain: str, checkpoint: Checkpoint) -> Iterator[TextRange]:
    start, stop = 0, len(plain)
    for match in with_checkpoints(_CANDIDATE.finditer(plain), checkpoint):
        mark, end = match.span()
        char = plain[mark]
        if char == "\n" or char in BULLETS:
            if mark > start and plain[mark - 1] != "\n":
                yield TextRange(start, mark - (plain[mark - 1] == " "))
            start = end if char == "\n" else mark
        elif end == stop or plain[end] == "\n" or _ends(plain, start, mark, end):
            yield TextRange(start, end)
            start = end + 1
    if start < stop:
        yield TextRange(start, stop)


def _ends(plain: str, start: int, mark: int, end: int) -> bool:
    """Whether the marks `plain[mark:end]` end the sentence begun at `start`; a space follows."""
    following = plain[end + 1]
    if following in ".!?…":
        return False
    if end == mark + 1 and plain[mark] == "." and plain[mark - 2 : mark] != ". ":
        return not _shortens(plain, start, mark)
    return not following.islower()


def _shortens(plain: str, start: int, stop: int) -> bool:
    """Whether the full stop at `stop` belongs to the word before it and ends nothing."""
    word = plain[max(start, stop - LONGEST) : stop].rpartition(" ")[2]
    if len(word) > 1 and word not in _SHORT and word.isalpha():
        return False  # by far the commonest
    word = word.lstrip(OPENERS)
    if word.isdigit():
        return stop - len(word) == start  # the number of a list
    initials = _INITIALS(word) is not None if len(word) == 1 or "." in word else False
    if not initials and word not in _SHORT:
        return False
    if word in LEADING:
        return True
    if word in BEFORE_NUMBER:
        return plain[stop + 2].isdigit()
    if word in CLOSING:
        return plain[stop + 2].islower() or _next_word(plain, stop) in CARRIED_ON
    return _next_word(plain, stop) not in OPENING


def _next_word(plain: str, stop: int) -> str:
    """The word after the full stop at `stop`, empty if it is an initial."""
    match = _NEXT_WORD.match(plain, stop + 2)
    assert match is not None  # it can match nothing at all, so it always matches
    initial = plain[match.end() : match.end() + 1] == "." and match.end() - match.start(1) == 1
    return "" if initial else match[1]
