"""Kinds of words that say little of their own in a claim, but change what others say."""

from levelhead.engine.claims.figures import FIRST_WORDS
from levelhead.types import word_set

# No content: function words, hedges, and words that attribute or emphasise.
_EMPTY = word_set(
    "favour favor a an the this that these those it its he she they them their his her hers him "
    "we our us you your i me my himself herself itself themselves who whom whose which what where "
    "when while as so than then there here such own same and or but if because since although "
    "though however also too very just only even still yet already now again about around some "
    "any other another each to in on of at by for with from into onto over under between among "
    "against during through across within without upon toward towards per via near outside inside "
    "behind beyond along off out up down away back until till despite following is am are was "
    "were be been being has have had having do does did doing done get gets got getting can could "
    "may might must shall should will would ought cannot not no nor neither never nobody none "
    "nothing no- one perhaps maybe possibly probably likely unlikely apparently allegedly "
    "reportedly seemingly supposedly presumably potentially appear appears appeared seem seems "
    "seemed suggest suggests suggested suggesting indicate indicates indicated believed thought "
    "understood alleged alleges suspected reported reports estimated expected expects say said "
    "says saying told tell tells telling add adds added adding claim claims claimed claiming "
    "state states stated stating insist insists insisted according reporting known considered "
    "think thinks believe believes believing reveal reveals revealed announce announced announces "
    "announcing confirm confirms confirmed warn warns warned explain explained explains note "
    "noted notes admit admits admitted argue argues argued show shows showed shown showing "
    "conclude concludes concluded nearly almost roughly approximately least most many several "
    "much all every both one ones everyone everything quite rather fail fails failed failing deny "
    "denies denied denying refuse refuses refused refusing decline declines declined plan plans "
    "planned planning intend intends intended hope hopes hoped hoping want wants wanted set due "
    "going dr sir dame part parts more everybody course able"
)
# Little content, as stems: these weigh less.
LIGHT = word_set(
    "year month week day time new peopl make take come go use give put need thing way number "
    "group today yesterday tomorrow last first recent current late earli long old major key larg "
    "follow includ becom remain keep leav run work bring hold face former person after before "
    "call case mr lord"
)
# What follows is denied. Of these, "denies" and the like are what the claim says itself.
_NEGATORS = word_set(
    "not no never nobody none nothing nowhere without neither nor hardly cannot fail fails failed "
    "failing refuse refuses refused refusing decline declines declined deny denies denied denying "
    "unable lack lacks lacked lacking avoid avoids avoided prevent prevents prevented unlikely"
)
# What follows is yet to be done.
_FUTURE = word_set(
    "will shall would won't wouldn't consider considers considering considered mulling mulls "
    "contemplating contemplates eyeing eyes seeking seeks sought propose proposes proposed "
    "proposing try tries tried trying attempt attempts attempted attempting planning threatening "
    "applied applies apply applying offer offers offered offering"
)
# So is what follows "to" after one of these: "plans to", "wants them to", "is to".
PLANNING = word_set(
    "plan plans planned planning propose proposes proposed proposal proposals intend intends "
    "intended aim aims aimed hope hopes hoped hoping want wants wanted due set pledge pledges "
    "pledged promise promises promised vow vows vowed threaten threatens threatened expected "
    "poised ask asks asked asking urge urges urged demand demands demanded seek seeks sought bid "
    "going about ready preparing prepares agreed agrees offered offers likely unlikely ordered"
)
_PART = word_set(
    "one some part most half few many portion section partly partially several only wing form "
    "branch stretch corner side segment share member members chapter version"
)
_WHOLE = word_set("all every entire whole entirely completely fully everyone everything each both")
_PREPOSITIONS = word_set(
    "in on at after during from for with over since near to of against before under about into "
    "outside inside between among through across within around behind as per toward towards by "
    "than until till when while where despite because without"
)
BEING = word_set(
    "is are was were be been being am get gets got getting isn't wasn't aren't weren't"
)
_AUXILIARY = BEING | word_set("has have had will would could may might can should must did do does")

# The kinds of a word, added up: one look-up finds them all.
EMPTY, NEGATOR, FUTURE, PART, SOME, WHOLE, PREPOSITION, AUXILIARY, PHRASAL, NUMBER, STOP = (
    1 << n for n in range(11)
)
_NOT = word_set(
    "isn't aren't wasn't weren't don't doesn't didn't hasn't haven't hadn't won't wouldn't can't "
    "couldn't shouldn't mustn't mightn't needn't ain't"
)
_MEMBERS = {
    EMPTY: _EMPTY | _NOT,
    NEGATOR: _NEGATORS | _NOT,
    FUTURE: _FUTURE,
    PART: _PART,
    SOME: word_set("some most few only"),
    WHOLE: _WHOLE,
    PREPOSITION: _PREPOSITIONS,
    AUXILIARY: _AUXILIARY,
    # With the next word they mean something else: "yet to", "ruled out", "in favour of".
    PHRASAL: word_set("yet favour favor rule rules ruled ruling"),
    NUMBER: FIRST_WORDS,
    STOP: frozenset(',;:.!?–—()"'),
}
KINDS: dict[str, int] = {}
for _kind, _words in _MEMBERS.items():
    KINDS |= {word: KINDS.get(word, 0) | _kind for word in _words}
