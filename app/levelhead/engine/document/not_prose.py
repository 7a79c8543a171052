"""What is not prose: addresses, accounts, tags, file names, code. No word in it is wording."""

import re
from collections.abc import Iterable, Iterator
from heapq import merge
from operator import methodcaller

from levelhead.engine.bounds import MAX_ITEMS, at_most
from levelhead.engine.deadline import Checkpoint, no_deadline, with_checkpoints
from levelhead.types import TextRange

# What has no space in it and is longer than any address is data.
LONGEST = 2048

# The text with one byte for each code point, in which places are found fast: a sign ("X"), or a
# mark that is a sign before a letter only. Nothing before a single capital is a sign: "U.S."
_CLASSES = {
    "X": "@#/\\=`{",
    ".": ".:$",
    "a": "abcdefghijklmnopqrstuvwxyz_",
    "A": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "(": "(",
    ")": ")",
    " ": " \n",
}
_BYTES = bytes(
    next((ord(name) for name, chars in _CLASSES.items() if chr(n) in chars), 0) for n in range(256)
)
_SIGNS = tuple(re.compile(sign) for sign in (b"X", rb"\.(?=a|AA)", rb"\(\)"))
_start = methodcaller("start")

# Up to the end of an address: it has no gap, quotation mark, dash or ellipsis in it, and a stop at
# its end is the sentence's.
_REST = r"[^\s\"“”«»'‘’<—…]*(?<![.,;:!?])"
# Schemes of addresses without slashes, but for those that are words of news: "news:", "data:".
_SCHEMES = (
    "about|callto|doi|facetime|geo|javascript|magnet|mailto|sip|skype|sms|spotify|tel|urn|webcal"
    "|xmpp"
)
# A path begins where nothing is before it but an opening mark.
_OPENED = r"(?<![^\s(\[“‘\"'=:!])(?<![^\s(\[][\"'])"
# After the last full stop of a domain or a file name. A long word, a word with a capital, one that
# opens sentences and an address show a missing space instead: "It was late.The bus had left."
_ENDING = (
    r"(?:(?!(?:a|an|and|but|for|from|had|has|have|he|her|his|how|https?|i|if|not|of|on|or|our|she|that"
    r"|the|their|then|there|they|this|was|we|were|what|when|who|why|with|you|your)\b)[a-z][a-z0-9]{0,6}"
    r"|AVI|BAT|BMP|COM|CSV|DLL|DOCX?|EXE|GIF|HTML?|INI|JPE?G|LOG|MOV|MP[34]|NET|ODT|ORG|PDF|PNG"
    r"|PPTX?|RAR|RTF|TXT|WAV|XLSX?|XML|ZIP)(?!\w)"
)
_GLUED = re.compile(
    "|".join(
        (
            # Addresses, the last two of a DOI and of a server.
            rf"(?<![\w+-])[A-Za-z][\w+-]{{1,19}}://{_REST}",
            rf"\b(?i:(?:{_SCHEMES}):|www\.)\w{_REST}",
            rf"\bdata:\w+/{_REST}",
            rf"\b10\.\d{{4,9}}/{_REST}",
            rf"\b(?:localhost|\d{{1,3}}(?:\.\d{{1,3}}){{3}})(?::\d+)?/{_REST}",
            # Mailboxes and accounts, hashtags, forums and users; calls.
            r"(?<![\w.+%@-])[\w.+%-]{0,64}@(?:[^\W\d]|\d+\.\w)[\w.@/:-]*(?<![.:])",
            r"(?<![\w&#])#\w*[^\W\d_][\w#]*",
            r"(?<![\w/])[ru]/\w+",
            r"(?<![\w.])[\w.]+\(\)",
            # Paths, domains and file names. Two words with a slash between them are prose.
            rf"{_OPENED}(?:[.~][\w.-]*)?/{{1,2}}[\w.~]{_REST}",
            r"(?<![\w./-])[\w-]+(?:/[\w.-]+)+/(?!\w)",
            rf"(?<![\w./+~-])[\w/+~-]*\w[\w-](?:\.[\w-]+)*\.{_ENDING}(?:(?:[:?#]\w|/){_REST})?",
            rf"(?<![\w./-])\w\.[a-z]{{2,7}}/{_REST}",
            rf"(?<!\w)[A-Za-z]:[\\/]{_REST}",
            rf"{_OPENED}\\{{1,2}}[^\W_]{_REST}",
            r"(?<![\w\\%])[\w%]+\\\w+\\[\w\\.-]*",
            rf"{_OPENED}\.[a-z][\w-]+",
            # a=1, $a, a::b, {a}, the target of [a](b), :a:
            rf"(?<![\w.-])[\w.-]+[!<>+*]?=+[^\s=]{_REST}",
            rf"(?<![\w$])\$[A-Za-z_]{_REST}",
            r"\b\w+(?:::\w+)+",
            r"\$?\{[^\s{}]+\}",
            r"(?<=\])\([^\s()]+\)",
            r"(?<!\w):[\w+-]+:(?!\w)",
        )
    )
)
# What may have gaps in it.
_SPACED_SIGNS = "`{\\="
_SPACED = re.compile(
    r"[`{\\\"'](?:"
    # Code between backticks. In "`no' and `yes'" they are quotation marks, and only open.
    r"(?<=`)``(?:[^`]*+(?:`{1,2}(?!`)[^`]*+)*+```)?"
    r"|(?<=`)(?<![\w`]`)(?P<second>`?)(?![` ])[^`\n]*+(?<![\s(\[])`(?P=second)(?![\w`])"
    # The marks of a template; a Windows path; the value of an attribute.
    r"|(?<=\{)(?:\{[^{}\n]*+\}|%[^{}\n]*+)\}"
    r"|(?<=[A-Za-z]:\\)(?:[^\\/:*?\"<>|\n]{0,63}[^\\/:*?\"<>|\s]\\)+[\w.-]*"
    r"|(?<==\")[^\"\n]*+\"|(?<==')[^'\n]*+')"
)
_QUOTES = frozenset("\"'“”‘’«»")
_SEEN = re.compile(r"[^\n]")


def not_prose_in(
    plain: str, code: Iterable[TextRange], checkpoint: Checkpoint = no_deadline
) -> tuple[TextRange, ...]:
    """Where a normalized text is not prose, in order and without overlaps.

    `code` are ranges that are known to be code. Quotation marks right around a range belong to it.
    Takes time linear in the length of the text; raises TooMuch.
    """
    found = at_most(_found(plain, checkpoint), MAX_ITEMS, "addresses and pieces of code")
    apart: list[TextRange] = []
    for start, end in sorted((*code, *with_checkpoints(found, checkpoint))):
        if apart and start < apart[-1].end:
            start, end = apart[-1].start, max(end, apart.pop().end)
        elif plain[start - 1 : start] in _QUOTES and plain[end : end + 1] in _QUOTES:
            start, end = start - 1, end + 1
        apart.append(TextRange(start, end))
    return tuple(apart)


def without(plain: str, ranges: Iterable[TextRange]) -> str:
    """The text with an x for each character in the ranges but line ends."""
    parts: list[str] = []
    done = 0
    for start, end in ranges:
        parts += (plain[done:start], _SEEN.sub("x", plain[start:end]))
        done = end
    return "".join((*parts, plain[done:]))


def _found(plain: str, checkpoint: Checkpoint) -> Iterator[TextRange]:
    """All that is found, overlaps included."""
    chars = plain.encode("latin-1", "replace").translate(_BYTES)
    done = 0
    places = merge(*(sign.finditer(chars) for sign in _SIGNS), key=_start)
    for place in with_checkpoints(places, checkpoint):
        if place.start() < done:
            continue
        start = chars.rfind(b" ", done, place.start()) + 1 or done
        done = chars.find(b" ", place.start())
        if done < 0:
            done = len(plain)
        if done - start > LONGEST:
            yield TextRange(start, done)
            continue
        for match in _GLUED.finditer(plain, start, done):
            yield TextRange(*match.span())
    if done and any(sign in plain for sign in _SPACED_SIGNS):
        for match in _SPACED.finditer(plain):
            yield TextRange(*match.span())
