"""Words that name the same thing in news, and words that exclude each other."""

from functools import cache, lru_cache
from typing import NamedTuple

from levelhead.lexicon.irregular import NOUNS, VERBS
from levelhead.lexicon.stems import stem

# Each line is a group. Words that name the same thing follow one another; a slash leads to what
# excludes it: prices that rise do not fall. A hyphen joins a verb and its particle.
_GROUPS = """
rise increase climb grow growth jump soar surge rocket raise hike go-up / fall drop decline
 decrease slump plunge plummet tumble slide dip lower reduce reduction cut slash trim shrink
 go-down bring-down
win victory beat defeat triumph overcome thrash / lose loss / draw
open reopen / close shut closure shut-down close-down
start begin launch commence kick-off / end finish stop halt cease
approve back support endorse accept agree favour pass adopt / reject oppose refuse block veto
 turn-down throw-out vote-down
buy purchase acquire acquisition snap-up / sell sale sell-off
hire recruit appoint appointment name / sack dismiss dismissal lay-off
resign resignation quit step-down stand-down step-aside
arrest detain apprehend / charge / convict conviction guilty / acquit acquittal innocent
release free bail
kill murder slay dead death die fatal fatally deadly / injure injury hurt wound / survive survivor
arrive arrival / leave depart departure
allow permit let legalise / ban prohibit forbid bar outlaw
build construct construction erect / demolish demolition raze tear-down knock-down pull-down
safe / dangerous unsafe
lawful legal / illegal unlawful
more / less fewer
best / worst
early / late
before / after
high / low
rich wealthy / poor
old elderly pensioner / young teenager youngster
large big huge / small tiny
long / short
hot warm / cold
strong / weak
fast quick quickly / slow slowly
man male men / woman female women
boy / girl
brother / sister
father dad / mother mum
son / daughter
husband / wife
king / queen
north northern / south southern / east eastern / west western
left / right
import / export
landlord / tenant
public / private
morning / afternoon / evening / night overnight
spring / summer / autumn / winter
monday / tuesday / wednesday / thursday / friday / saturday / sunday
january / february / march / april / may / june / july / august / september / october / november /
 december
last previous / next
first / second / third / fourth / fifth
improve improvement better boost / worsen deteriorate
criticise criticism criticize condemn denounce slam lambast hit-out / praise hail applaud commend
delay postpone put-off push-back / bring-forward
lift scrap cancel abandon ditch axe shelve call-off / impose introduce bring-in
damage harm destroy wreck / repair fix restore
evict eviction
police officer cop constable detective
firm company business corporation
job post position
child children kid
pupil student schoolchild
house home property
car vehicle
road street motorway highway
government administration ministry
council councillor
jail prison imprison imprisonment lock-up sentence
money cash fund funding
doctor physician medic
hospital infirmary clinic
study research researcher scientist
crash collision collide smash accident
blaze fire inferno
plan propose proposal
strike walkout walk-out
talk negotiation discussion
deal agreement accord pact
probe inquiry enquiry investigation investigate look-into
row dispute argument feud quarrel
attack assault
steal theft rob robbery burgle burglary thief
gun firearm pistol rifle
explode explosion blast detonate blow-up
marry wed wedding marriage tie-knot
baby infant newborn
worker employee staff workforce
boss chief leader head
resident local villager townspeople
tax levy duty
pay wage salary
school academy
shop store outlet retailer supermarket
restaurant eatery
law legislation bill
vote poll ballot election
game match fixture
score net
drug medicine medication
risk danger hazard
help aid assist assistance
train rail railway
plane aircraft jet airliner
ship vessel boat ferry
search hunt
find discover
flee escape
rescue save
quake earthquake tremor
expand expansion enlarge
suspend suspension
sue lawsuit
choose pick select
spend expenditure
receive get
give hand donate donation
cause trigger spark link associate tie contribute blame
cost price
farm farmer
driver motorist
flood flooding deluge
rain rainfall downpour
family relative
fan supporter
suspect accused defendant
treat treatment
test trial
change alter amend
replace replacement
stab stabbing knife
shoot shooting gunman
crowd protester demonstrator marcher protest demonstration rally
party faction
mp lawmaker politician
town city
river stream
weather forecast
unemployment jobless
power electricity
evacuate evacuation
miss absent
visit tour
holidaymaker tourist visitor
"""

# Names in their several forms, as the country that they mean.
_NAMES = {
    "u.s": "america", "us": "america", "usa": "america", "u.s.a": "america", "american": "america",
    "u.k": "britain", "uk": "britain", "british": "britain", "eu": "europe", "european": "europe",
    "french": "france", "german": "germany", "spanish": "spain", "italian": "italy",
    "chinese": "china", "russian": "russia", "irish": "ireland", "scottish": "scotland",
    "welsh": "wales", "english": "england", "dutch": "netherlands", "polish": "poland",
    "japanese": "japan", "indian": "india", "canadian": "canada", "australian": "australia",
}  # fmt: skip


# The group of words that exclude nothing.
NO_GROUP = -1
# What may follow a verb and make another one of it.
PARTICLES = frozenset(
    ("up", "down", "out", "off", "in", "on", "over", "away", "back", "forward", "aside", "into")
)


class Concept(NamedTuple):
    """`key` is the same for all words of the concept; `group` is shared with what it excludes."""

    key: str
    group: int


# Irregular verbs in the past, and irregular forms with their bases: "fell" is a form of "fall".
PASTS = frozenset(form for forms in VERBS.values() for form in forms)
_BASES = {plural: noun for noun, plural in NOUNS.items()} | {
    form: base for base, forms in VERBS.items() for form in forms if form not in VERBS
}


@cache
def _concepts() -> tuple[dict[str, Concept], dict[tuple[str, str], Concept]]:
    words: dict[str, Concept] = {}
    phrases: dict[tuple[str, str], Concept] = {}
    for number, line in enumerate(_GROUPS.replace("\n ", " ").strip().splitlines()):
        for alternative in line.split("/"):
            listed = alternative.split()
            concept = Concept(listed[0], number)
            for word in listed:
                verb, _, particle = word.partition("-")
                if particle:
                    phrases[stem(verb), particle] = concept
                else:
                    words[stem(_BASES.get(word, word))] = concept
    return words, phrases


# A long article has 2,000 different words; they are kept one by one, and no text is.
@lru_cache(maxsize=20_000)
def concept_of(word: str, following: str = "") -> Concept:
    """What a lower-case word names, with its particle if `following` is one.

    A word of no group names its stem. The first word of all takes a third of a second, unless the
    stemmer is warm; others take 20 µs, or less than one if they are known.
    """
    word = word.removesuffix("'s").removesuffix("'")
    if name := _NAMES.get(word):
        return Concept(name, NO_GROUP)
    words, phrases = _concepts()
    stemmed = stem(_BASES.get(word, word))
    if following and (concept := phrases.get((stemmed, following))):
        return concept
    return words.get(stemmed) or Concept(stemmed, NO_GROUP)
