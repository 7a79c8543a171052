"""Sentences: where a full stop ends one, and where it only shortens a word."""

import re
from collections.abc import Iterator, Set

from levelhead.engine.bounds import MAX_ITEMS, at_most
from levelhead.engine.deadline import Checkpoint, no_deadline, with_checkpoints
from levelhead.types import TextRange, word_set

# Each set is a reason why a full stop after a word may not end the sentence. Case counts: "Sat." is
# a day, "sat." ends a sentence.

# Something always follows: the name after the title, the thing compared, the example.
LEADING = word_set(
    "Adm Amb Ald Brig Capt Cdr Cllr Cmdr Col Cpl Cpt Cst DCI Dep Det Dr Drs Fr Gen Gov Gp Hon "
    "Insp Lieut Lt Maj Messrs Mgr Mlle Mme Mr Mrs Ms Mx Ofc Pfc PFC Pres Prof Pte Pvt Rep Reps "
    "Rev Revd Sen Sens Sgt Supt Sqn Sra Msgr Ste Mt vs v Vs e.g eg i.e ie cf viz approx incl esp "
    "Atty Asst Assoc Assn Dist Natl Intl Univ Dept Gov't Rt Bp Abp Ven Cmdt Spc Gens Govs Profs "
    "Wm Geo Chas Jas Thos Robt"
)
# A number follows, or it is the end of the sentence.
BEFORE_NUMBER = word_set(
    "No Nos p pp Fig Figs fig Vol Vols vol Art art Sec sec Ch ch Para para Ver ver Op op Eq Jan "
    "Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon Tue Tues Wed Thu Thur Thurs Fri Sat c ca "
    "circa Chap b d no nos figs est App Apt Bk Ep Ex Hwy Pt Rm Rte ft lb lbs"
)
# Of these, a letter or a Roman number may follow instead: "Fig. A", "Vol. II".
LETTERED = word_set("Chap Fig Figs Vol Vols vol vols Ch Eq App Bk Ex Pt")
# They are inside names and titles, so only a word that opens sentences shows an end.
WITHIN = word_set(
    "St Ft Jr Sr Ave Blvd Rd Bros Mass Calif Conn Fla Ariz Ala Ark Colo Del Ga Ill Ind Kan Ky La "
    "Md Mich Minn Miss Mo Mont Neb Nev Okla Ore Pa Penn Tenn Tex Va Vt Wash Wis Wyo Ph.D Ph Esq "
    "dept al mgr asst govt mins secs hrs min hr max avg tel ext med ed eds ret Ret retd univ assoc "
    "admin excl misc yr yrs wk wks mo mos pop temp orig trans deg gov sen rep gen "
    "pres prof ret'd"
)
# They end their phrase, so a capital begins a sentence unless it carries the name or the time on.
CLOSING = word_set(
    "Inc Ltd Co Corp Cos Plc PLC LLC Pty Bhd GmbH a.m p.m A.M P.M am pm etc oz kg km "
    "mph sq cu yd yds in doz qt qts inc ltd co corp Sun Beds Berks Bucks Cambs Glos Hants Herts "
    "Lancs Leics Lincs Middx Northants Notts Oxon Staffs Warks Wilts Worcs Yorks"
)
CARRIED_ON = word_set(
    "Chief CEO CFO COO Chairman Chairwoman Chair President Vice Executive Director Founder "
    "Spokesman Spokeswoman Group Holdings International Ltd Inc Co Corp Plc ET EST EDT CT CST CDT "
    "MT MST MDT PT PST PDT GMT UTC BST CET Eastern Central Pacific Mountain London Moscow Monday "
    "Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July "
    "August September October November December Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec"
)
# Words that begin sentences and seldom names: after an initial or "U.S." only they show an end.
OPENING = word_set(
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
# What is between the items of a list in one line.
LISTING = (", ", "; ")
# An aside after an abbreviation is not looked for further on.
MAX_ASIDE = 200
CLOSING_QUOTES = "\"”’'»"
OPENERS = "\"“„«'‘’([{—–-"
# A run of marks counts from its first one only: trying it from each would take quadratic time.
_MARKS = r"(?<![.!?…].)[.!?…]*+[\"”’'»)\]]*+(?=[ \n]|\Z)"
_BULLET = rf"(?<=[{BULLETS}])(?<![^ \n].)"
_CANDIDATE = re.compile(rf"[.!?…\n{BULLETS}](?:(?<=\n)|{_BULLET}|(?<=[.!?…]){_MARKS})")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]").fullmatch
_INITIAL = re.compile(r"[A-Z]\.[ A-Z]")
_ITEM = re.compile(r"\d{1,3}\. ")
_NUMBER = re.compile(r"\W?\d")
_LABEL = re.compile(r"\W?(?:\d|[IVXLC]+\b|[A-Z]\b)")
# "Anna asked.", "Mayor Ann Low said on Friday": a name, a verb of saying and what may follow it.
_TAG = re.compile(
    r"(?P<name>[^\W\d_a-z][\w'’-]*\.?) "
    r"(?:(?:[^\W\d_a-z][\w'’-]*\.?|of|the|for|and|de|van|von|bin|al) ){0,4}(?P<verb>[a-z]+)"
    r"(?:[.,;:!?–—\n]|\Z| (?:[–—]|(?:on|in|at|as|after|before|when|while|during|from|with|later|"
    r"again|back|him|her|them|me|us|reporters|\w+ly)\b))"
)
_NEXT_WORD = re.compile(rf"[{re.escape(OPENERS)}]*([\w'’]*)")


def sentences_of(
    plain: str, checkpoint: Checkpoint = no_deadline, saying: Set[str] = frozenset()
) -> tuple[TextRange, ...]:
    """The sentences of a normalized text, in order; together they hold everything but the gaps.

    `saying` are the verbs that may say who asks or calls, after a quotation: “Why?” Anna asked.
    """
    return tuple(at_most(_sentences(plain, checkpoint, saying), MAX_ITEMS, "sentences"))


def _sentences(plain: str, checkpoint: Checkpoint, saying: Set[str]) -> Iterator[TextRange]:
    start, stop = 0, len(plain)
    for match in with_checkpoints(_CANDIDATE.finditer(plain), checkpoint):
        mark, end = match.span()
        char = plain[mark]
        if char == "\n" or char in BULLETS:
            if mark > start and plain[mark - 1] != "\n":
                yield TextRange(start, mark - (plain[mark - 1] == " "))
            start = end if char == "\n" else mark
        elif end == stop or plain[end] == "\n" or _ends(plain, start, mark, end, saying):
            yield TextRange(start, end)
            start = end + 1
    if start < stop:
        yield TextRange(start, stop)


def _ends(plain: str, start: int, mark: int, end: int, saying: Set[str]) -> bool:
    """Whether the marks `plain[mark:end]` end the sentence begun at `start`; a space follows."""
    following = plain[end + 1]
    if following in ".!?…":
        return False
    if end == mark + 1 and plain[mark] == "." and plain[mark - 2 : mark] != ". ":
        return not _shortens(plain, start, mark)
    if following.islower():
        return False
    if plain[mark:end] == ".)":
        return not _closes_aside(plain, start, mark)
    if plain[mark] == "." or plain[end - 1] not in CLOSING_QUOTES:
        return True
    return not _is_tag(plain, end + 1, saying)


def _closes_aside(plain: str, start: int, stop: int) -> bool:
    """Whether "(ret.)" at `stop` belongs to a sentence that began before it: "Gen. (ret.) Low"."""
    opened = plain.rfind("(", max(start, stop - LONGEST), stop)
    return opened > start and plain[opened + 1 : stop].rpartition("-")[2] in _SHORT


def _is_tag(plain: str, start: int, saying: Set[str]) -> bool:
    """Whether `start` begins what says who spoke: “Really?” Anna asked."""
    tag = _TAG.match(plain, start)
    return tag is not None and tag["name"] not in OPENING and tag["verb"] in saying


def _shortens(plain: str, start: int, stop: int) -> bool:
    """Whether the full stop at `stop` belongs to the word before it and ends nothing."""
    word = plain[max(start, stop - LONGEST) : stop].rpartition(" ")[2]
    begins = stop - len(word) == start
    if len(word) > 1 and word not in _SHORT and word.isalpha() and not begins:
        return False  # by far the commonest
    word = word.lstrip(OPENERS)
    if word.isdigit():
        number = stop - len(word)  # of a list, or of a result: "1. A. Low, 2. B. Park"
        return number == start or (
            plain[number - 2 : number] in LISTING
            and _INITIAL.match(plain, stop + 2) is not None
            and _ITEM.match(plain, start) is not None
        )
    if begins and len(word) > 1 and word not in _SHORT:
        word = word[:1].lower() + word[1:]  # "Approx."
    first, _, last = word.replace("–", "-").rpartition("-")
    if last in _SHORT or "." in last:
        word = last  # "Jan.–Dec.", "non-U.S."
    initials = _INITIALS(word) is not None if len(word) == 1 or "." in word else False
    in_range = first.endswith(".")
    if not (initials or in_range or word in _SHORT):
        return False
    following = _next_word(plain, stop)
    if word in LEADING or following[:1].islower():
        return True
    if word in BEFORE_NUMBER or in_range:
        return _has_number(plain, word, stop)
    if word == "Co" and _is_county(plain, start, stop):
        return True
    if plain[stop + 2] == "(":
        return not _is_sentence(plain, stop + 2)
    if word in CLOSING:
        return following in CARRIED_ON
    return following not in OPENING


def _has_number(plain: str, word: str, stop: int) -> bool:
    """Whether a number follows the full stop at `stop`, or after some words a letter."""
    match = (_LABEL if word in LETTERED else _NUMBER).match(plain, stop + 2)
    return match is not None


def _is_county(plain: str, start: int, stop: int) -> bool:
    """Whether "Co." at `stop` is short for County: "in Co. Durham", but "Hale & Co."."""
    before = plain[max(start, stop - LONGEST) : stop - 2].rstrip(" ").rpartition(" ")[2]
    return not before or before[-1] == "," or (before.islower() and before != "and")


def _is_sentence(plain: str, opening: int) -> bool:
    """Whether what is in brackets from `opening` on is a sentence, with its own full stop."""
    closing = plain.find(")", opening, opening + MAX_ASIDE)
    return closing < 0 or plain[closing - 1] in ".!?…"


def _next_word(plain: str, stop: int) -> str:
    """The word after the full stop at `stop`, empty if it is an initial."""
    match = _NEXT_WORD.match(plain, stop + 2)
    assert match is not None  # it can match nothing at all, so it always matches
    initial = plain[match.end() : match.end() + 1] == "." and match.end() - match.start(1) == 1
    return "" if initial else match[1]
