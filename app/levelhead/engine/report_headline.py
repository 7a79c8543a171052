"""The flags of a headline as a part of its report."""

from collections.abc import Iterable, Mapping

from levelhead.engine.document import Document
from levelhead.engine.headline import Flag
from levelhead.engine.places import PlaceOf
from levelhead.engine.report import Evidence, FlagKind, Headline, HeadlineFlag
from levelhead.types import TextRange

_MESSAGES: Mapping[FlagKind, str] = {
    "unhedged": "The headline states as a fact what the body hedges or attributes.",
    "hotter": "The headline's wording is stronger than the body's for the same thing.",
    "quoted_only": "In the body, only a quotation uses this word.",
    "not_in_body": "No sentence of the body says what the headline says.",
}


def reported_headline(document: Document, flags: Iterable[Flag], place_of: PlaceOf) -> Headline:
    """The flags with their messages and with places in what was sent."""
    return Headline(flags=tuple(_flag(document, flag, place_of) for flag in flags))


def _flag(document: Document, flag: Flag, place_of: PlaceOf) -> HeadlineFlag:
    block, start, end, text = place_of(flag.words)
    return HeadlineFlag(
        block=block,
        start=start,
        end=end,
        kind=flag.kind,
        text=text,
        message=_MESSAGES[flag.kind],
        sentence=document.sentence_at(flag.words.start),
        evidence=tuple(_evidence(document, words, place_of) for words in flag.evidence),
    )


def _evidence(document: Document, words: TextRange, place_of: PlaceOf) -> Evidence:
    block, start, end, text = place_of(words)
    sentence = document.sentence_at(words.start)
    return Evidence(block=block, start=start, end=end, text=text, sentence=sentence)
