"""Names: candidates that are the name of somebody or something in this text."""

import re
from collections.abc import Sequence
from functools import cached_property

from levelhead.engine.detect import Candidate
from levelhead.engine.document import Document
from levelhead.engine.document.paragraphs import in_title_case
from levelhead.engine.document.sentences import LEADING
from levelhead.lexicon import Entry, Lexicon

# Of words in capitals, those up to this long are mostly acronyms.
ACRONYM = 3


def _any_of(words: str) -> str:
    return "|".join(words.split())


# "I think" has its capital in any place; the I.R.S. is not a pronoun.
_PRONOUN = re.compile(r"I\b(?!\.)")

# Nothing before it in its sentence but marks, or a mark after which a capital is usual. What is in
# brackets after one is not counted: "LOW: [laughs] Shocking."
_OPENING = re.compile(r"(?:^|[:：;?!.…|•*–—>\"'(\[])[^\w]*(?:[(\[][^()\[\]]{1,40}[)\]][^\w]*)?\Z")
# After the full stop of these a sentence goes on: "Sen. Savage Low".
_ABBREVIATED = re.compile(rf"(?<![\w.])(?:{'|'.join(map(re.escape, sorted(LEADING)))})\. \Z")
# How many code points the longest of them takes, with what is before it.
_ABBREVIATED_REACH = max(map(len, LEADING)) + 3
# What is before the first word of a report, a list item or an entry of a live blog: "LEEDS - ",
# "LEEDS, May 3 (AP) _ ", "a) ", "10.30am ".
_LEAD_IN = re.compile(
    r"[A-Z]{2}[^\n_-]{0,60}(?: -+ ?| _ |--+ ?)"
    r"|\W{0,3}(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,4})\) "
    r"|\W{0,3}\d{1,2}[.:]\d\d(?: ?[ap]\.?m\.?)? (?:- )?"
)
# The same in lower case, or without a place: "Leeds (Ledger) - Nearly", "Nov 3 (Ledger) - Nearly".
# Names of a team follow such a hyphen, too, but then no word in lower case follows.
_PLACE = re.compile(r"(?:\(?[A-Z\d][\w.'’/]{0,30}[,)]{0,2} ){1,8}--? ")
_LOWER_CASE = re.compile(r" [a-z]")

# A phrase or a compound that ends in lower case.
_GOES_ON = re.compile(r"[ -][a-z][^ -]*\Z")

# A word with a capital; it is in mid-sentence if one of these characters is before the space. What
# follows the time in a live blog is not.
_CAPITALISED = re.compile(r" (?<=[a-z,] )(?<!\d[ap]m )(?<!\d [ap]m )([A-Z][a-z]+)")

# What comes right before a surname: a word that may be a given name, possibly with an initial; or a
# title, an initial, "v" or the sign of a copyright.
_GIVEN_NAME = re.compile(r"(?<![\w'-])([^\W\d_]+)(?: [a-z]\.?)? \Z")
_BEFORE_SURNAME = re.compile(
    r"(?:\b(?:mr|mrs|ms|mx|dr|sir|lord|lady|dame|prof|professor|cllr|councillor|sgt|sergeant|pc|dc"
    r"|dci|insp|inspector|rev|capt|captain|justice)\.?|(?<![\w.])[a-z]\.|\bvs?\.?"
    r"|(?:©|\(c\)|\bcopyright)(?: \d{4})?|\b(?:tags|topics|keywords|filed under):?) \Z"
)
# "Photo: Rufus Savage", whatever the given name.
_CREDITED = re.compile(
    r"\b(?:photo|photograph|picture|image|video|graphic|illustration|words|report|credit|contact"
    r"|editor)s?(?: credit| by)?: (?:[^\W\d_]+ ){1,2}\Z"
)
# "Kate Fury Over Photos" is about the fury of Kate.
_NO_SURNAME = re.compile(r" (?:over|at|as|amid|for)\b", re.I)
# What only people do, or have done to them, and what they are.
_ACTS = _any_of(
    "said says told tells denied denies admitted admits insisted insists replied replies explained "
    "explains pleaded pleads thanked thanks apologised apologises apologized apologizes tweeted "
    "tweets wrote writes thinks believes jailed arrested charged convicted sentenced acquitted "
    "remanded bailed sacked defeated elected appointed married resigned resigns retired retires "
    "quits signed joined joins scored beats beat won wins studied lived lives played plays trained "
    "trains born"
)
_ROLES = _any_of(
    "father mother grandfather grandmother pensioner doctor teacher lawyer farmer builder nurse "
    "student councillor mayor minister director manager chairman chairwoman owner captain striker "
    "midfielder defender goalkeeper singer actor actress author spokesman spokeswoman"
)
_ALLIES = _any_of(
    "lawyer solicitor barrister attorney agent wife husband widow partner mother father brother "
    "sister son daughter parents family trainer coach spokesman spokeswoman"
)
# What follows a surname, and hardly ever an adjective or a noun: "Savage, 45, was", "Savage, of
# Leeds", "Savage said", "Savage (centre)", "Slaughter v Looney", "Fury/Getty", "Savage Ltd".
_AFTER_SURNAME = re.compile(
    r",(?: (?:aged|then|now))? \d\d?(?=[,.;)]|$| (?:was|has|had|is|from|of|who|denie[ds]|jailed)\b)"
    r"|(?:,| [–—-]) (?:who|whose|whom)\b|, MP\b|, from (?-i:[A-Z])"
    r"|, of (?!course\b|late\b|all\b|sorts\b)"
    rf"|, (?:an?|the) (?:[\w'’-]+ ){{0,2}}?(?:{_ROLES})\b(?! (?:said|says|told|called)\b)"
    r"|,? (?:(?:also|later|then|has|had|was|were|is|has been|had been|will be) )?"
    rf"(?:{_ACTS}|added(?=[:,]| that\b)|declined to|knocked out|hits? (?:out|back)|grew up"
    r"|steps down|stepped down|stood trial|appeared (?:in|at|before))\b"
    rf"| (?:\w+ )?(?:himself|herself)\b| and (?:his|her)\b|['’]s (?:{_ALLIES})\b"
    r"| ?\((?:\d\d?|left|right|cent(?:re|er)|pictured|inset|above|below|captain|far|top|back"
    r"|front)\b"
    r"| \((?-i:Lab|Con|Lib|LD|SNP|Green|Reform|UKIP|DUP|SDLP|Sinn|Plaid|Ind|Dem|Rep|[DR]-)"
    r"[^()\n]{0,20}\)"
    r"|, (?-i:[A-Z]\.)|,? \(?(?:19|20)\d\d[,;)]| \(no relation|,? et al\b| reports (?:from|for)\b"
    r"|,? to (?:leave|join|fight|face|play|miss|stand|quit|retire|appear|captain|sign|marry|sue"
    r"|appeal|be (?:sentenced|tried|deported|replaced))\b"
    r"| \d\d?(?=[,;)+]|$)|,? vs?\b|/(?-i:[A-Z])"
    r"| (?:Ltd|Limited|Inc|LLP|PLC|& Sons?|and Sons|& Co|Bros|County Council)\b"
    r"| (?-i:Media|Group|Holdings|Partners|Solicitors|Foundation|Productions|Street|Road|Lane)"
    r"(?=[,.;)]|$| \d| (?:is|was|were|has|had|will|in|near|at|and)\b)",
    re.I | re.M,
)
# What follows a surname, and hardly ever an adjective or a modal verb, which are no subjects:
# "Savage has not", "May's", but "Grim was the mood".
_AFTER_SUBJECT = re.compile(
    r" (?:has|had|is|was|will|would|did|does|could|should)\b"
    r"(?! (?:the|his|her|its|their|our|what|how|this|that|these|those)\b)"
    r"| (?:took|went|came|gave|got|ran|began|refused|spent|wept|smiled|laughed|walked|stood|sat"
    r"|fled|arrived|returned|spoke|asked|moved|became|met|knew|fell|signs for)\b|['’]s\b",
    re.I,
)
# "Savage and Brown won", "Savage, Brown and Hall won": in a line in which capitals mean something.
_AND_ANOTHER = re.compile(r"(?:, [A-Z][\w'’-]+(?:,| and)| and) [A-Z][a-z]")
# What follows a place: "Savage, Minnesota", "Crook, County Durham".
_STATES = _any_of(
    "Alabama Alaska Arizona Arkansas California Colorado Connecticut Delaware Florida Georgia "
    "Hawaii Idaho Illinois Indiana Iowa Kansas Kentucky Louisiana Maine Maryland Massachusetts "
    "Michigan Minnesota Mississippi Missouri Montana Nebraska Nevada Ohio Oklahoma Oregon "
    "Pennsylvania Tennessee Texas Utah Vermont Virginia Washington Wisconsin Wyoming Ontario "
    "Alberta Manitoba Saskatchewan Quebec Queensland Victoria Tasmania Cornwall Devon Dorset "
    "Somerset Kent Essex Norfolk Suffolk Surrey Sussex Cumbria Northumberland Ala Ariz Ark Calif "
    "Colo Conn Del Fla Ga Ill Ind Kan Ky La Mass Md Mich Minn Miss Mo Mont Neb Nev Okla Ore Pa "
    "Tenn Tex Va Vt Wash Wis Wyo"
)
_IN_STATE = re.compile(
    rf", (?:(?:North|South|East|West|New) [A-Z][a-z]+|County [A-Z][a-z]+|[A-Z][a-z]+shire"
    rf"|{_STATES})\.?(?=[,;:)]|$| [(—–-]|\Z)",
    re.MULTILINE,
)
# What follows the first word of a name, in a line in which capitals mean something: "Savage Road",
# "Outrageous Fortune Ltd".
_IN_LONGER_NAME = re.compile(
    r" (?:Avenue|Boulevard|Books|Creek|Crescent|Drive|Farm|Foundation|Island|Mountain|Records|River"
    r"|Road|Terrace)"
    r"(?=[,.;)]|$| (?:and|at|closed|had|has|in|is|near|of|on|opened|rose|was|were|will)\b)"
    r"|(?: [A-Z][\w'’-]{1,30}){0,2} (?:Ltd|Limited|Inc|PLC|plc|LLP|LLC)\b",
    re.MULTILINE,
)
# What follows the name of a work or a firm, and no adjective: "Rancid played", "Epic said",
# "Hideous Kinky is a novel".
_AFTER_TITLE = re.compile(
    r" (?:said|told|won|sang|scored|signed|joined|starred|returned|premiered)\b(?!['’])"
    r"| played(?= (?:at|in|on|to)\b|\.)"
    r"| (?:is|was) (?:(?:back )?(?:on|back) (?:again|air|at|in|screens?|stage)|out (?:in|now|on))\b"
    r"| \((?:(?:19|20)\d\d|U|PG|12A?|15|18)\)"
    r"|(?: [A-Z][\w'’-]{1,30})? (?:is|was) (?:an?|(?:her|his|their) (?:debut|first|latest|new"
    r"|next|second|third)) (?:[a-z'’-]{1,20} ){0,2}"
    r"(?:album|band|comedy|comic|film|game|magazine|movie|musical|novel|opera|play|podcast|pub"
    r"|restaurant|sitcom|song|village|wrestler)\b"
)
# An adjective does not end like this: "punters", "killer", but "outrageous".
_MAY_BE_NOUN = re.compile(r"(?<!ou)(?<!les)s\Z|[eo]r\Z|[ -]")
# On either side of a name in a team: "Smith, Savage, Brown".
_LISTED = (", ", "; ")


class NameFinder:
    """Finds in one document which candidates are names.

    `candidates` are all that were detected. Evidence in one place counts for the whole document, so
    that a surname in the body is one in the headline too.
    """

    def __init__(
        self, document: Document, lexicon: Lexicon, candidates: Sequence[Candidate]
    ) -> None:
        self._document = document
        self._lexicon = lexicon
        self._candidates = candidates
        # What has been asked before: by number of the sentence, and by word.
        self._titles: dict[int, bool] = {}
        self._known: dict[str, bool] = {}

    def is_name(self, candidate: Candidate) -> bool:
        """Whether a capital makes it a name: "the Desperate Housewives", "Theresa May".

        In a headline that capitalises most words, and at the start of a sentence, a capital alone
        says nothing: such a word is a name if it is one elsewhere in the text, or if its neighbours
        show a surname. What goes on in lower case is none: "World Cup fever", "Leeds-hating". A
        word all in capitals is shouted, but a short one is an acronym: US, IT, WHO.
        """
        start, end = candidate.start, candidate.end
        plain = self._document.plain
        if not plain[start].isupper() or _PRONOUN.match(plain, start):
            return False
        if self.is_surname(candidate) or _IN_STATE.match(plain, end):
            return True
        word = plain[start:end]
        if "*" in word:
            return False  # a masked swear word
        paragraph = self._document.paragraph_at(start)
        if paragraph.capitals:
            word = word.capitalize()
        elif word.isupper():
            return end - start <= ACRONYM and word.lower() not in self._lexicon.shouted
        elif _GOES_ON.search(word):
            return False
        if self._is_in_longer_name(candidate):
            return True
        if self._is_in_title(start):
            return self._is_known(word) and word.lower() not in self._uncapitalised
        if _ABBREVIATED.search(plain[max(start - _ABBREVIATED_REACH, 0) : start]):
            return True
        # "boss Fury … Fury said": a name in mid-sentence is one at the start of a sentence too.
        opens = _OPENING.search(candidate.before) or self._is_after_lead_in(candidate)
        return not opens or self._is_known(word)

    def is_surname(self, candidate: Candidate) -> bool:
        """Whether a word that may be a surname is one, by what is right before or after it.

        A hedge after a name is its verb: "Tom May Quit".
        """
        plain, start, end = self._document.plain, candidate.start, candidate.end
        if self._document.lowered[start:end] not in self._lexicon.surnames:
            return False
        if _AFTER_SURNAME.match(plain, end):
            return True
        if candidate.before.endswith(_LISTED) and plain.startswith(_LISTED, end):
            return True
        if _AND_ANOTHER.match(plain, end) and not self._is_in_title(start):
            return True
        entry = candidate.frame.entry
        hedges = entry.dimension == "hedging"
        if (hedges or _is_adjective(entry)) and _AFTER_SUBJECT.match(plain, end):
            return True
        if hedges or _NO_SURNAME.match(plain, end):
            return False
        if _BEFORE_SURNAME.search(candidate.before) or _CREDITED.search(candidate.before):
            return True
        before = _GIVEN_NAME.search(candidate.before)
        return before is not None and before[1] in self._lexicon.given_names

    def _is_after_lead_in(self, candidate: Candidate) -> bool:
        """Whether only the place of the report, or the like, is before it in its sentence."""
        plain, start = self._document.plain, candidate.start
        first = self._document.sentences[candidate.sentence].start
        if _LEAD_IN.fullmatch(plain, first, start):
            return True
        follows = _LOWER_CASE.match(plain, candidate.end)
        return follows is not None and _PLACE.fullmatch(plain, first, start) is not None

    def _is_in_longer_name(self, candidate: Candidate) -> bool:
        """Whether what follows an adjective shows that it is a name, or the first word of one."""
        plain, end = self._document.plain, candidate.end
        entry = candidate.frame.entry
        if entry.dimension == "hedging":
            return False
        if _IN_LONGER_NAME.match(plain, end) and not self._is_in_title(candidate.start):
            return True
        if not entry.forms or not _is_adjective(entry) or _MAY_BE_NOUN.search(entry.forms[0]):
            return False
        return _AFTER_TITLE.match(plain, end) is not None

    def _is_in_title(self, offset: int) -> bool:
        """Whether the capitals of the sentence there say nothing.

        It is in a headline in title case or in capitals, or Is One Before The Text.
        """
        number = self._document.sentence_at(offset)
        title = self._titles.get(number)
        if title is None:
            start, end = self._document.sentences[number]
            paragraph = self._document.paragraph_at(start)
            title = self._titles[number] = (
                paragraph.title_case
                or paragraph.capitals
                or in_title_case(self._document.plain[start:end])
            )
        return title

    def _is_known(self, word: str) -> bool:
        """Whether the word is a name somewhere in the document."""
        known = self._known.get(word)
        if known is None:
            places = self._within_sentences.get(word, ())
            known = self._known[word] = not all(map(self._is_in_title, places)) or (
                word.lower() in self._lexicon.surnames and word in self._known_surnames
            )
        return known

    @cached_property
    def _within_sentences(self) -> dict[str, list[int]]:
        """The offsets at which words have a capital in mid-sentence, by word."""
        found: dict[str, list[int]] = {}
        for name in _CAPITALISED.finditer(self._document.plain):
            found.setdefault(name[1], []).append(name.start(1))
        return found

    @cached_property
    def _known_surnames(self) -> frozenset[str]:
        """All surnames that their neighbours show, with one capital."""
        plain = self._document.plain
        return frozenset(
            plain[c.start : c.end].capitalize()
            for c in self._candidates
            if plain[c.start].isupper() and self.is_surname(c)
        )

    @cached_property
    def _uncapitalised(self) -> frozenset[str]:
        """All candidates that the document has in lower case."""
        words = (self._document.plain[c.start : c.end] for c in self._candidates)
        return frozenset(word for word in words if word.islower())


def _is_adjective(entry: Entry) -> bool:
    """Whether the forms are those of an adjective: "savage", or "rude", "ruder", "rudest"."""
    return all(form.endswith(("er", "est")) for form in entry.forms[1:])
