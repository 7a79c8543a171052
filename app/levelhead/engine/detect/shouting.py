"""Shouting: words in capitals for effect, and rows of exclamation marks."""

import re
from collections.abc import Iterator
from functools import cache

from levelhead.engine.deadline import Checkpoint, with_checkpoints
from levelhead.engine.detect.candidate import Candidate, make_candidate
from levelhead.engine.document import Document
from levelhead.lexicon.compiled import Lexicon

# Newspapers join a number and its unit: "£100MILLION".
_CAPITALS = re.compile(
    r"(?:(?<![\w.&@#/-])|(?<=\d)(?=[BMT]R?ILLION\b))"
    r"[A-Z](?:['’]?[A-Z])+(?:[ -][A-Z](?:['’]?[A-Z])*)*(?![\w&@/]|-\d|\.[A-Za-z])"
)
# Where such a run may begin, in a text of one byte for each code point: few places, found fast.
_CASES = bytes(ord("A") if 65 <= n <= 90 else n if n == ord("'") else 0 for n in range(256))
# Shorter words are spelled like too many acronyms: "aids", "seal".
_LEARNED = 5
_LOWER = re.compile(rf"(?<![\w'’-])[a-z]{{{_LEARNED},}}(?![\w'’-])")
# What is named by the capitals before it: "the SHARE Act", "the HOPE Study".
_NAMED = re.compile(r" (?:Act|Bill|Coalition|Initiative|Institute|Programme|Program|Study|Trial)\b")
# What labels a credit: "It rained. PHOTO: ANN LOW".
_CREDIT = re.compile(
    r"(?:PHOTO(?:GRAPH)?|PICTURE|PIC|IMAGE|GRAPHIC|VIDEO|CREDIT|SOURCE|WORDS|REPORT)S?"
    r"(?= (?:BY|CREDIT)|:)"
)
_TWO = re.compile(rb"A(?='?A)")
_MARKS = re.compile(r"[!?](?: ?[!?])*")
# What may come before the capitals that open a paragraph: "“I HAVE never", "A MAN has".
_LEAD_IN = re.compile(r"\W{0,3}(?:[AI] )?")
# Who speaks, with an office: "ANN LOW, HOST:".
_SPEAKER = re.compile(r"[A-Z][^a-z\n:;,.!?]{1,60}, [^a-z\n:;!?]{1,60}:")
_LONGEST_LABEL = 125
# What comes before a word that opens a sentence, and the longest of it.
_STOP = re.compile(r"[.!?…][\"”’')\]]? (?:[\"“‘'(]|A )?\Z")
_STOP_REACH = 5
# "the musical Oklahoma! at the Palace", "Oklahoma!'s run": the sentence goes on, so that the mark
# belongs to a name.
_GOES_ON = re.compile(r" [a-z]|['’]s\b|-[a-z]")
# A mark that belongs to a formula, a name or code: "5! = 120", "4!/2!", "P!nk", "a != b",
# "!important", "<!--".
_SIGN = re.compile(
    r"!(?: ?=|(?<=\d!) ?[*/+×÷–-] ?\d|(?<=[=*/+×÷]\d!)|(?<== \d!)|(?<== \d\d!)"
    r"|(?<=\w!)[a-z]|(?<![^\s(\[{<#]!)[\w\[$/-])"
)
# A name in mid-sentence, and what shows that the mark after it is part of it.
_NAME = re.compile(r"(?:(?<=[a-z,] )|(?<=\())[A-Z][\w'’-]*(?: [A-Z][\w'’-]*)*\Z")
_IN_NAME = re.compile(
    r"!(?=['’]s\b|-[a-z]| [a-z]|[,;:]|\.(?!\.)| \(\d"
    r"| (?:Corp|Entertainment|Finance|Group|Inc|Ltd|Mail|Media|News|Records|Sports?)\b)"
)
_LAST_WORD = re.compile(r"[A-Z][\w'’-]*\Z")
# No such name is longer.
_REACH = 40

# Shorter words in capitals may as well be acronyms, unless the lexicon lists them: IT, AM, WHO.
LONG = 4


def capitals(document: Document, lexicon: Lexicon, checkpoint: Checkpoint) -> Iterator[Candidate]:
    """Runs of capital words inside ordinary text that are known words, no acronyms, no lead-in.

    A word that the text also has in lower case is known, too.

    Where a paragraph has opened with such a word, a later sentence may do so too: the next item
    begins there, and a copied text may have lost its line break.
    """
    frame = lexicon.detectors["capitals"]
    plain = document.plain
    cases = plain.encode("latin-1", "replace").translate(_CASES)
    in_lower_case = cache(lambda: frozenset(_LOWER.findall(plain)))
    done, opens = 0, False
    for two in with_checkpoints(_TWO.finditer(cases), checkpoint):
        run = _CAPITALS.match(plain, two.start()) if two.start() >= done else None
        if not run:
            continue
        done = run.end()
        start, end = run.span()
        paragraph = document.paragraph_at(start)
        if paragraph.capitals or _is_label(plain, start, end):
            continue
        spelled = run[0].lower().replace("-", " ").replace("’", "'")
        words = {word for word in spelled.split() if len(word) > 1}
        if unknown := words - lexicon.ordinary:
            learnable = min(map(len, unknown)) >= _LEARNED
            if not (learnable and in_lower_case() >= unknown):
                continue
        if _LEAD_IN.fullmatch(plain, paragraph.start, start):
            opens = opens or not paragraph.headline
        elif (
            opens and " " not in run[0] and _STOP.search(plain, max(0, start - _STOP_REACH), start)
        ):
            continue
        elif (max(map(len, words)) >= LONG or lexicon.shouted >= words) and not (
            end - paragraph.start < _LONGEST_LABEL
            and (speaker := _SPEAKER.match(plain, paragraph.start))
            and end < speaker.end()
        ):
            yield make_candidate(document, start, end, frame)


def exclamations(
    document: Document, lexicon: Lexicon, checkpoint: Checkpoint
) -> Iterator[Candidate]:
    """Exclamation marks, and rows of them or of question marks as one.

    A single mark inside speech is the speaker's: readers mark it in the text of an author only.
    """
    frame = lexicon.detectors["exclamation"]
    plain = document.plain
    if "!" not in plain and "??" not in plain and "? ?" not in plain:
        return
    names = _names(plain, checkpoint)
    quotations, spoken = iter(document.quotations), 0
    quotation = next(quotations, None)
    for marks in with_checkpoints(_MARKS.finditer(plain), checkpoint):
        start, end = marks.span()
        while quotation and quotation.start <= start:
            if quotation.kind == "speech":
                spoken = max(spoken, quotation.end)
            quotation = next(quotations, None)
        if marks[0] == "?" or (
            end - start == 1
            and (
                start < spoken
                or _GOES_ON.match(plain, end)
                or _SIGN.match(plain, start)
                or (names and _word_before(plain, start) in names)
            )
        ):
            continue
        yield make_candidate(document, start, end, frame)


def _names(plain: str, checkpoint: Checkpoint) -> frozenset[str]:
    """The last words of names that end with an exclamation mark, as far as the text shows it."""
    return frozenset(
        _word_before(plain, mark.start())
        for mark in with_checkpoints(_IN_NAME.finditer(plain), checkpoint)
        if _NAME.search(plain, max(0, mark.start() - _REACH), mark.start())
    )


def _word_before(plain: str, end: int) -> str:
    """The word with a capital that ends there; empty if there is none."""
    word = _LAST_WORD.search(plain, max(0, end - _REACH), end)
    return word[0] if word else ""


def _is_label(plain: str, start: int, end: int) -> bool:
    """Whether capitals name or label something: "(STARS)", "the SHARE Act", "PHOTO: ANN LOW"."""
    if plain[start - 1 : start] == "(" and plain.startswith(")", end):
        return True
    return _NAMED.match(plain, end) is not None or _CREDIT.match(plain, start) is not None
