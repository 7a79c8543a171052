"""Closed classes of English words, and what the form of a word says."""

from msgspec import Struct

from levelhead.types import word_set

QUOTES = frozenset("\"“”„«»'‘’")
DASHES = frozenset(("–", "—", "-", "--", "---"))
# After one of these, or at the end, nothing more of the clause comes.
ENDS = frozenset((".", ",", ";", "?", "!", "")) | DASHES

PERSONAL = word_set("i he she it we they you who")
# The author and the reader, who are no sources.
FIRST_PERSON = word_set("i we you us me my our your")
OBJECTS = word_set("him her them me us")
POSSESSIVES = word_set("his her its their our my your whose")
RELATIVE = word_set("who which that whom whose")
# What may be a subject by itself.
PRONOUNS = PERSONAL | word_set(
    "whoever this these those some many few several most others another everyone everybody "
    "someone somebody nobody one both neither either none all"
)
BE = word_set("is are was were be been being am isn't aren't wasn't weren't 's 're 'm")
HAVE = word_set("has have had having hasn't haven't hadn't 've")
MODALS = word_set(
    "will would can could may might must should shall won't wouldn't can't couldn't shouldn't "
    "cannot do does did don't doesn't didn't 'll 'd"
)
AUXILIARIES = BE | HAVE | MODALS
PREPOSITIONS = word_set(
    "of in on at for from with by about to into over under during between against among amid near "
    "within without behind across outside inside around round throughout via per above below "
    "beyond despite like"
)
SUBORDINATORS = word_set(
    "that because while when if as although though after before since until unless whether than "
    "where how why what once so yet whereas lest"
)
# Those of them that begin a clause with a subject of its own.
CLAUSE_OPENERS = word_set(
    "that because while when if although though after before since until where"
)
# What begins a clause that is reported.
CLAUSE_STARTS = word_set(
    "that he she it they we i you there how why what whether if when where who"
)
CONJUNCTIONS = word_set("and or but nor")
DETERMINERS = word_set(
    "a an the this that these those his her its their our my your whose some any no each every "
    "another both all many most several few other such one two three four five six seven eight "
    "nine ten"
)
ADVERBS = word_set(
    "also later then now just once often again still even never always ever already soon not only "
    "twice since first earlier recently today yesterday tonight yet instead too further thus "
    "meanwhile however therefore long much rather nevertheless nonetheless though far previously "
    "famously aloud all both"
)
_NOUNS_IN_LY = word_set("family ally assembly reply supply bully anomaly monopoly")
TIMES = word_set(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may "
    "june july august september october november december mon tue wed thu fri sat sun today "
    "yesterday tonight tomorrow week month year night morning afternoon evening weekend earlier "
    "later ago last"
)
# Singular in form, but with a verb in its base form: "police say".
PLURALS = word_set(
    "i we they you who people police men women many some most others several few those these both "
    "all public media data majority percent families"
)


class Word(Struct, frozen=True, gc=False):
    """A word or a mark, as a range of the normalized text.

    `text` is in lower case with straight apostrophes; `capital`: it begins with a capital.
    """

    start: int
    end: int
    text: str
    capital: bool

    @property
    def is_mark(self) -> bool:
        """Whether it is punctuation; `'s` is a word."""
        return not (self.text[0].isalnum() or self.text[1:].isalpha())


def is_adverb(word: Word) -> bool:
    """Whether the word may be between a subject and its verb."""
    text = word.text
    if text in ADVERBS:
        return True
    return text.endswith("ly") and len(text) > 4 and not word.capital and text not in _NOUNS_IN_LY


def is_possessive(text: str) -> bool:
    """`Ann's`, `the girls'`, `his`."""
    return (text.endswith(("'s", "s'")) and text != "'s") or text in POSSESSIVES


def is_year(text: str) -> bool:
    """`2026`."""
    return len(text) == 4 and text.isdigit()


def is_noun(word: Word) -> bool:
    """Whether the word may be a noun: it is in no closed class."""
    text = word.text
    return not (word.is_mark or text in _CLOSED or is_adverb(word) or is_year(text))


_CLOSED = (
    PREPOSITIONS
    | DETERMINERS
    | CONJUNCTIONS
    | SUBORDINATORS
    | AUXILIARIES
    | RELATIVE
    | OBJECTS
    | PERSONAL
    | {"there"}
)
