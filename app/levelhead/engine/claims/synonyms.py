"""Words that name the same thing in news, and words that exclude each other.

It is one file, since it is one table, and a word may be in one line only.
"""

# Each line is a group. Words that name the same thing follow one another; a slash leads to what
# excludes it: prices that rise do not fall. A hyphen joins a verb and its particle.
GROUPS = """
rise increase climb grow growth jump soar surge raise hike go-up / fall drop decline decrease
 slump plunge plummet tumble slide dip lower reduce reduction cut slash trim shrink go-down
 bring-down
win victory beat triumph overcome thrash / lose loss / draw
open reopen / close shut closure shut-down close-down
start begin launch commence kick-off / end finish stop halt cease
approve back support endorse accept agree favour pass adopt / reject oppose refuse block veto
 turn-down throw-out vote-down
buy purchase acquire acquisition snap-up / sell sale sell-off
hire recruit appoint appointment name / sack dismiss dismissal lay-off / resign resignation quit
 step-down stand-down step-aside
arrest detain apprehend / charge / convict conviction guilty / acquit acquittal innocent
release free bail
kill murder slay dead death die mortality fatal fatally deadly pass-away /
 injure injury hurt wound / survive survivor rescue save
arrive arrival / leave depart departure
allow permit let legalise / ban prohibit forbid bar outlaw
build construct construction erect / demolish demolition raze tear-down knock-down pull-down
safe / dangerous unsafe
legal / illegal unlawful
more / less fewer
best / worst
early / late
before / after
high / low
rich wealthy / poor
old elderly pensioner / young
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
import / export
landlord / tenant
public / private
morning / afternoon / evening / night overnight
spring / summer / autumn / winter
monday / tuesday / wednesday / thursday / friday / saturday / sunday
january / february / march / april / may / june / july / august / september / october / november /
 december
improve improvement better boost / worsen deteriorate
criticise criticism criticize condemn denounce slam lambast hit-out / praise hail applaud commend
delay postpone put-off push-back / bring-forward
lift scrap abolish cancel abandon ditch axe shelve call-off / impose introduce bring-in
damage harm destroy wreck / repair fix restore
evict eviction
police officer cop constable
firm company business corporation
job post position
child children kid
house home household property
car vehicle
road street motorway highway
government administration ministry
council councillor
money cash fund funding
doctor physician
study research researcher scientist
crash collision collide smash accident
blaze fire inferno
plan propose proposal
strike walkout walk-out
talk negotiation discussion
probe inquiry enquiry investigation investigate look-into
row dispute argument feud quarrel
attack assault
steal theft rob robbery burgle burglary thief
gun firearm pistol rifle
explode explosion blast detonate blow-up / defuse
marry wed wedding marriage tie-knot
baby infant newborn
worker employee staff workforce
boss chief leader head
resident local villager townspeople
pay wage salary
law legislation
game match fixture
score net
drug medicine medication
risk hazard
help aid assist assistance
plane aircraft jet airliner
ship vessel boat ferry
search hunt
find discover detect spot
flee escape
quake earthquake tremor
expand expansion enlarge
sue lawsuit
choose pick select
spend expenditure
receive get
give hand donate donation
cause trigger spark link associate contribute blame
cost price
farmer
driver motorist
flood flooding deluge
rain rainfall downpour
family relative
suspect defendant
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
unemployment jobless
power electricity
evacuate evacuation
miss absent
visit tour
holidaymaker tourist visitor
first / second / third / fourth / fifth / last / next
pupil student schoolchild
train rail railway
ceasefire truce armistice
contract deal agreement accord pact
striker forward
goalkeeper keeper
captain skipper
manager coach
capture confiscate seize seizure impound
teacher schoolteacher headteacher
film movie
singer vocalist
actor actress
soldier troop serviceman
army military
war conflict
invade invasion
bombard bombardment shell shelling bomb bombing
missile rocket
hostage captive
migrant migration immigrant immigration refugee
border frontier
premier pm prime-minister
candidate contender nominee
deficit shortfall
lend loan / borrow
investor shareholder
share stock
customer client shopper
deliver delivery
produce production manufacture manufacturer maker
recall withdraw withdrawal
merge merger
bankrupt bankruptcy insolvent insolvency
flat apartment
passenger commuter
lorry truck
bicycle bike cyclist cycle
motorcycle motorbike motorcyclist
sink capsize
harbour port quay dock
coast seaside shore coastline
island isle
mountain peak
volcano erupt eruption
snow snowfall blizzard
forest woodland
crop harvest
alcohol liquor
smoke smoker cigarette tobacco
obese obesity overweight
cancer tumour tumor
dementia alzheimer
vaccine vaccination vaccinate jab inoculate inoculation immunise immunisation
surgery surgeon
ambulance paramedic
diagnose diagnosis
pregnant pregnancy
birth born
teenager teen teenage adolescent youth
friend mate pal
divorce separate separation
funeral bury burial
priest vicar clergyman
exam examination
university college
prize award medal
trophy cup
champion championship title
witness onlooker bystander
fraud swindle scam
bribe bribery corrupt corruption
smuggle smuggler traffick trafficker
gang gangster
vandal vandalise vandalism
arson arsonist torch
kidnap kidnapper abduct abduction
threat threaten
blackmail extort extortion
hack hacker cyberattack
spy espionage
terrorist terrorism
jury juror
lawyer solicitor barrister attorney
prosecute prosecution prosecutor
evidence proof prove
phone telephone mobile smartphone
internet online web website
skeleton bone
petrol gasoline fuel
nuclear atomic
pollute pollution contaminate contamination
waste rubbish garbage trash litter
noise noisy loud / quiet silent silence
traffic congestion
ticket fare
cheap inexpensive / expensive
benefit welfare
racist racism
riot unrest disorder violence violent
elect election vote poll ballot
promise pledge vow
accuse accusation
hide conceal cover-up
lie mislead misleading
leak disclose disclosure
secret confidential
apologise apology apologize sorry
bite maul
fly flight
travel journey trip
move relocate relocation
see visible view watch
invest investment
insure insurance insurer
refund compensation compensate payout reimburse
double twofold
triple treble
limit cap curb restrict restriction
ease relax loosen / tighten
extend extension prolong / shorten
resume resumption restart
require oblige force compel
request ask
ignore disregard
predict prediction forecast
fear worry worried concern concerned anxious
anger angry furious fury outrage outraged enrage irate
grief mourn mourning
delight delighted happy pleased glad
surprise stun astonish
serious grave
difficult hard tough / easy
true / false untrue
full / empty
wet / dry
sleep asleep
hunger hungry famine
year annual annually yearly
month monthly
week weekly
day daily
consecutive successive
person people
lord / lady
mr / mrs ms
clear / cloudy
station / depot / airport / church / mosque / pub / park / library / theatre / museum gallery /
 stadium arena / school academy / hospital infirmary clinic / hotel inn guesthouse / farm /
 factory plant mill / restaurant eatery / court tribunal / bank / prison jail imprison
 imprisonment lock-up sentence / shop store outlet retailer supermarket
treasure hoard
dig excavate excavation unearth
protect protection shield safeguard
collapse cave-in
overturn quash annul / uphold
disrupt disruption
strand stranded
breach violate violation flout
overhaul reform
wait queue
shortage scarcity scarce
lead ahead / trail behind
senior / junior
abroad overseas
centre center
premium surcharge
renew renewal
recover recovery
rebuild reconstruct reconstruction
employ employment
vacancy vacant
trap trapped
spill leakage
inject injection
famous celebrated
fugitive runaway
curfew lockdown
tribute homage
ally allied
rebel insurgent insurgency
coup putsch
embargo sanction
tariff duty levy tax
suspend suspension pause
hurricane storm gale cyclone typhoon
nominate nomination
chair chairman chairwoman chairperson
spokesman spokeswoman spokesperson
midday noon / midnight
meet meeting summit
ill illness sick disease infect infection virus bug
regulator watchdog
fine penalty
turnover revenue
eat consume consumption
writer author novelist
pill tablet capsule
firefighter fireman
hiker walker rambler
chef cook
concert gig
engine motor
toxic poisonous poison
tackle combat
remove removal strip
mandatory compulsory obligatory / voluntary optional
temporary / permanent
national nationwide
global worldwide international
gather assemble
chase pursue pursuit
unanimous unanimously
defraud deceive dupe con
crack fissure
destination resort
footage video film-clip
picture photograph photo image
crime offence
vanish disappear
rubble debris wreckage
merchant trader
lure entice
scheme programme program
clue hint
enter entry / exit
accurate correct / wrong incorrect
majority / minority
maximum / minimum
duke / duchess
prince / princess
host presenter
sheep lamb ewe
dog puppy hound
cat kitten
horse pony
own owner ownership
cattle cow
"""
