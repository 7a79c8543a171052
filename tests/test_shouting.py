"""Capitals and exclamation marks: effect, not spelling."""

import pytest

from levelhead.engine.analyzer import Block, analyze
from tests.helpers.lexicons import LEXICON as PACKAGED
from tests.helpers.lexicons import entry, lexicon_of

LEXICON = lexicon_of(entry("tyrant", forms=("tyrant",)))

CASES = {
    "a word": ("The World Cup is HERE at last.", ["HERE"]),
    "a unit joined to its number": (
        "He cost £100MILLION, not 3million or 4MILLIONS: a million is a lot, millions are more.",
        ["MILLION"],
    ),
    "a phrase": ("They must go WITHIN DAYS, he wrote.", ["WITHIN DAYS"]),
    "a word of the lexicon is the lexicon's": ("The TYRANT is back.", ["TYRANT"]),
    "a word of the lexicon in a row of others": ("He is HERE TYRANT WITHIN days.", ["TYRANT"]),
    "a short form": ("They WON’T go, it WON'T do.", ["WON’T", "WON'T"]),
    "a word in quotation marks": ("The sign said 'HERE' and ‘WITHIN’ it.", ["HERE", "WITHIN"]),
    "a short name in brackets": ("The register (HERE) and (WITHIN) two.", []),
    "a word by a bracket": ("He came (HERE of all places) late.", ["HERE"]),
    "an acronym": ("Talks with NATO and UNICEF went on.", []),
    "letters and a word": ("The BBC HERE said no.", []),
    "a lead-in": ("HERE is what the minister said.", []),
    "a lead-in after a mark": ("“HERE we are,” he said.", []),
    "a lead-in after a letter": ("“I HAVE seen it,” he said. A week HERE is long.", ["HERE"]),
    "the next item, where one has opened so": (
        "HERE it is. It was late. WITHIN days he left. “HERE we are.” A HERE. (WITHIN it.)",
        [],
    ),
    "a word in a later sentence": ("HERE it is. It is HERE at last.", ["HERE"]),
    "a run at the start of a later sentence": ("HERE it is. WITHIN DAYS he left.", ["WITHIN DAYS"]),
    "the start of a sentence, where none has opened so": ("It was late. HERE it is.", ["HERE"]),
    "a headline opens no item": ("HERE to stay\n\nIt was late. HERE it is.", ["HERE"]),
    "a word that the text also has in lower case": (
        "They sleep in the GOOSEHOUSE, by the PONDSIDE of YORE. The goosehouse is cold. Of yore.",
        ["GOOSEHOUSE"],
    ),
    "a short word that the text also has in lower case": ("A SEAL team saw a seal.", []),
    "the office of somebody who speaks": ("ANN LOW, HERE: He is HERE, at last.", ["HERE"]),
    "a list is no office": ("It is now, HERE, at last: it rained.", ["HERE"]),
    "the name of an act": ("He signed the HERE Act and the WITHIN DAYS Bill.", []),
    "an acronym opens no item": ("NATO met. HERE it is.", ["HERE"]),
    "a whole line": ("HERE WITHIN SEVEN DAYS", []),
    "an initial": ("He got an A here.", []),
    "a ticker": ("Shares of HERE.N fell.", []),
    "part of a word": ("A HERE-1 probe, a WeHERE app, an R&D HERE&NOW.", []),
    "an address": ("See @HERE and #HERE.", []),
    "a short word that is listed": ("They said NOW is the time.", ["NOW"]),
    "a short word in a longer run": ("It went on IN DAYS of rain.", ["IN DAYS"]),
    "a short word by itself": ("A pint OF it.", []),
    "the mark of a name": ("They saw Hello! at noon.", []),
    "the mark of a name, in any place": (
        "We like Hello!. Hello!'s editor, the Hello!-owned shop, or (Hello!, Ltd) left Hello! Now",
        [],
    ),
    "the mark of a long name": ("He saw Hello Again!, Hello Again! (2001) and Again! Then", []),
    "the mark of a company's name": ("They work at Hello! Group, and like Hello! Now they go.", []),
    "the mark of a media firm's name": ("It belongs to Zing! Entertainment. Zing! It starts.", []),
    "a mark for a letter": ("The band W!thin played.", []),
    "a word that is no name": ("Hello!, he said. They won the Cup! Fans sang.", ["!", "!"]),
    "a factorial": ("So 5! = 120, 4!/2! or 4! - 3, and 120 = 5! is so; 3628800 = 10!", []),
    "a figure": ("They won 5! They lost 3! 4 left.", ["!", "!"]),
    "a mark of code": ("a != b, !important, ![alt](x), <!-- no -->, #!/bin/sh, the !Kung", []),
    "a mark in brackets": ("He paid (!) for it. It was so (really!)", ["!", "!"]),
    "a loose mark": ("It worked ! Now", ["!"]),
    "a missing space": ("It worked!Now it is here.", ["!"]),
    "the mark of a speaker": (
        "“It worked!” he said. “It worked!!” she said. Is “worked” a word? It worked!",
        ["!!", "!"],
    ),
    "one mark": ("It worked!", ["!"]),
    "a row of marks": ("It worked?!! Really ! !", ["?!!", "! !"]),
    "a question": ("It worked?", []),
    "two questions": ("It worked??", ["??"]),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_shouting(text: str, expected: list[str]) -> None:
    assert [text[f.start : f.end] for f in analyze([Block(text)], LEXICON).spans] == expected


def test_the_label_of_a_credit_is_not_shouted() -> None:
    text = "It rained. PHOTO: ANN LOW. More rain. PICTURES BY ANN LOW. One PICTURE more."
    assert [f.text for f in analyze([Block(text)], PACKAGED).spans] == ["PICTURE"]


def test_a_surname_in_capitals_is_not_shouted() -> None:
    text = "Rufus SAVAGE, 34, lost R v SAVAGE. It was a SAVAGE cut."
    assert [(f.text, f.start) for f in analyze([Block(text)], PACKAGED).spans] == [("SAVAGE", 44)]
