"""The words English inflects or spells in their own way: tables of inflect.py and variants.py."""

from levelhead.types import word_set


def _rows(table: str) -> list[list[str]]:
    return [line.split() for line in table.strip().splitlines()]


def _pairs(table: str) -> dict[str, str]:
    """`one:other` items, parted by white space."""
    return {left: right for left, _, right in (item.partition(":") for item in table.split())}


# base, past, past participle; one word after the base means both are alike.
VERBS: dict[str, tuple[str, str]] = {
    row[0]: (row[1], row[-1])
    for line in """
be was been; have had; do did done; go went gone; say said; think thought; feel felt
hold held; behold beheld; withhold withheld; uphold upheld; tell told; find found; get got
forget forgot forgotten; beget begot begotten; give gave given; forgive forgave forgiven
hit hit; let let; cut cut; put put; shut shut; set set; beset beset; upset upset; offset offset
spread spread; tear tore torn; wear wore worn; bear bore borne; forbear forbore forborne
swear swore sworn; forswear forswore forsworn; break broke broken; speak spoke spoken
bespeak bespoke bespoken; choose chose chosen; freeze froze frozen; steal stole stolen
weave wove woven; shake shook shaken; take took taken; partake partook partaken
mistake mistook mistaken; forsake forsook forsaken; rise rose risen; arise arose arisen
drive drove driven; strive strove striven; write wrote written; ride rode ridden
stride strode stridden; bestride bestrode bestridden; throw threw thrown; blow blew blown
grow grew grown; know knew known; fly flew flown; draw drew drawn; withdraw withdrew withdrawn
see saw seen; fall fell fallen; befall befell befallen; eat ate eaten; beat beat beaten
browbeat browbeat browbeaten; bite bit bitten; hide hid hidden; fight fought; buy bought
bring brought; catch caught; teach taught; seek sought; beseech besought; sell sold; stand stood
understand understood; withstand withstood; win won; spin spun; cling clung; fling flung
sling slung; slink slunk; sting stung; string strung; hamstring hamstrung; swing swung
wring wrung; hang hung; stick stuck; strike struck; dig dug; shrink shrank shrunk
sink sank sunk; drink drank drunk; stink stank stunk; sing sang sung; ring rang rung
spring sprang sprung; begin began begun; swim swam swum; run ran run; come came come
become became become; lead led; bleed bled; breed bred; feed fed; breastfeed breastfed
spoonfeed spoonfed; flee fled; speed sped; meet met; shoot shot; troubleshoot troubleshot
lose lost; leave left; mean meant; weep wept; sweep swept; keep kept; sleep slept; creep crept
build built; send sent; spend spent; lend lent; bend bent; rend rent; split split; burst burst
cast cast; broadcast broadcast; forecast forecast; telecast telecast; typecast typecast
podcast podcast; simulcast simulcast; cost cost; hurt hurt; thrust thrust; quit quit; rid rid
shed shed; slit slit; bet bet; wed wed; bid bid; lie lay lain; light lit; slide slid
backslide backslid; forbid forbade forbidden; prove proved proven; disprove disproved disproven
sew sewed sewn; show showed shown; swell swelled swollen; tread trod trodden; wake woke woken
awake awoke awoken; wind wound; bind bound; grind ground; pay paid; lay laid; inlay inlaid
waylay waylaid; make made; hear heard; read read; proofread proofread; sit sat; babysit babysat
spit spat; shine shone; slay slew slain; smite smote smitten; typeset typeset; sow sowed sown
mow mowed mown; saw sawed sawn; hew hewed hewn; strew strewed strewn; shear sheared shorn
deal dealt; kneel knelt; dwell dwelt; shoe shod; forgo forwent forgone; undergo underwent undergone
ghostwrite ghostwrote ghostwritten; handwrite handwrote handwritten; cleave cleft
knit knit; shit shat; input input; output output
""".strip()
    .replace("\n", ";")
    .split(";")
    if (row := line.split())
}
# All irregular forms in the past.
VERB_PASTS = frozenset(form for forms in VERBS.values() for form in forms)

VERB_PREFIXES = ("out", "over", "under", "re", "mis", "un", "fore", "inter", "co", "pre", "up")
# A prefix before an irregular verb, yet regular.
REGULAR_VERBS = word_set("relay reprove")

# The third person is irregular in these only.
THIRD_PERSON = _pairs("be:is have:has do:does gas:gasses")
PARTICIPLE = _pairs(
    "singe:singeing binge:bingeing tinge:tingeing whinge:whingeing swinge:swingeing age:ageing "
    "cue:cueing queue:queueing be:being"
)

# A stressed last syllable: the last consonant doubles in British and American alike.
DOUBLING = word_set("""
abet abhor abut acquit admit airdrop allot annul appal aver babysit backstab bedim befit beget begin
besot bestir bootleg catnap commit compel concur confer control corral debar debug decontrol defer
defrag demob demur deter disinter dispel distil eavesdrop embed emit enrol enthral entrap enwrap
equip excel expel extol forbid forget format fulfil handicap hobnob horsewhip humbug impel incur
infer input instil inter kidnap kneecap leapfrog nonplus occur offset omit outcrop outfit outgun
output outstrip outwit overlap overstep patrol permit photobomb prefer program propel readmit rebel
rebut recommit recur refer refit reformat regret remit repel reprogram retrofit sandbag sidestep
submit transfer transmit transship typeset underpin unman unpin unplug unwrap unzip upset waterlog
wiretap workshop worship zigzag
""")
NEVER_DOUBLES = word_set("bus")

# The last l doubles in British spelling only.
L_DOUBLING = word_set("""
apparel backpedal barrel bedevil bejewel bevel cancel carol channel chisel counsel cudgel devil dial
dishevel drivel duel empanel enamel equal fuel funnel gambol gravel grovel imperil initial jewel
kennel label level libel marshal martial marvel medal metal mislabel model outrival panel parcel
pedal pencil petal pistol pommel pummel quarrel ravel refuel relabel remodel revel rival shovel
shrivel signal snivel snorkel spiral squirrel stencil swivel symbol tassel total towel trammel
travel trowel tunnel unravel victual weasel yodel
""")

# -ch spoken as k takes -s.
HARD_CH = word_set(
    "stomach eunuch tech czech loch epoch monarch oligarch patriarch matriarch hierarch"
)

# A consonant and -o: nouns take -s unless listed, verbs -es unless listed.
O_NOUNS = word_set("""
hero superhero antihero potato tomato echo veto torpedo embargo mosquito volcano tornado cargo
domino buffalo mango go
""")
O_VERBS = word_set("solo disco demo memo photo ditto combo crescendo")

NOUNS: dict[str, str] = _pairs(
    """
foot:feet tooth:teeth goose:geese mouse:mice louse:lice dormouse:dormice ox:oxen brother:brothers
calf:calves elf:elves hoof:hooves scarf:scarves wharf:wharves sheaf:sheaves quiz:quizzes
whiz:whizzes phenomenon:phenomena criterion:criteria bacterium:bacteria stratum:strata
erratum:errata addendum:addenda ovum:ova datum:data medium:media alumnus:alumni stimulus:stimuli
fungus:fungi cactus:cacti nucleus:nuclei radius:radii alumna:alumnae larva:larvae
vertebra:vertebrae index:indices appendix:appendices matrix:matrices vertex:vertices
vortex:vortices axis:axes tableau:tableaux chateau:chateaux sheep:sheep deer:deer fish:fish
moose:moose swine:swine salmon:salmon trout:trout aircraft:aircraft spacecraft:spacecraft
hovercraft:hovercraft offspring:offspring series:series miniseries:miniseries species:species
headquarters:headquarters means:means crossroads:crossroads barracks:barracks gallows:gallows
shambles:shambles corps:corps news:news police:police cattle:cattle chassis:chassis
rendezvous:rendezvous pas:pas politics:politics innings:innings whereabouts:whereabouts
people:people by:bys why:whys
"""
)
# The last part of a compound decides ("housewife", "gunman", "grandchild"); longest first.
NOUN_ENDINGS = (
    ("person", "people"), ("child", "children"), ("woman", "women"), ("shelf", "shelves"),
    ("thief", "thieves"), ("knife", "knives"), ("wife", "wives"), ("life", "lives"),
    ("leaf", "leaves"), ("loaf", "loaves"), ("wolf", "wolves"), ("half", "halves"),
    ("self", "selves"), ("man", "men"), ("sis", "ses"),
)  # fmt: skip
NOUN_ENDING_REGULAR = word_set(
    "human superhuman german roman ottoman talisman shaman norman caiman brahman "
    "wildlife nightlife lowlife"
)

ADJECTIVES: dict[str, tuple[str, str]] = {
    row[0]: (row[1], row[2])
    for row in _rows("""
good better best
well better best
bad worse worst
ill worse worst
far further furthest
little less least
much more most
many more most
cruel crueller cruellest
shy shyer shyest
sly slyer slyest
wry wryer wryest
""")
}
# Longer, yet they take -er and -est. (Two syllables in -y, -le and -ow need no entry.)
GRADABLE = word_set("""
clever quiet tender bitter severe sincere stupid obscure profound remote polite mature secure
handsome pleasant extreme austere absurd unhappy unlikely unruly unholy unhealthy unlucky unfriendly
untidy unworthy unsteady uneasy
""")
UNGRADABLE = word_set("""
dead key prime sole wrong right worth torn lost gone worn own main due fun chief past next last
lone just like such sworn broke born whole daily weekly monthly yearly only fatal dual worse worst
best better more most less least
""")

# Other past forms: either of the two is good English.
PASTS = _pairs(
    """
learned:learnt unlearned:unlearnt burned:burnt spoiled:spoilt spilled:spilt leaned:leant
leaped:leapt kneeled:knelt dreamed:dreamt misspelled:misspelt got:gotten proved:proven
disproved:disproven lit:lighted gaslighted:gaslit
greenlighted:greenlit knit:knitted sped:speeded hung:hanged strove:strived
striven:strived thrived:throve sneaked:snuck
pleaded:pled shone:shined sawn:sawed hewn:hewed sown:sowed strewn:strewed shorn:sheared
sewn:sewed mown:mowed wove:weaved woven:weaved cleft:cleaved broadcast:broadcasted
forecast:forecasted beseeched:besought forbade:forbad dwelt:dwelled
focused:focussed focusing:focussing focuses:focusses
benefited:benefitted benefiting:benefitting biased:biassed combated:combatted
combating:combatting worshipped:worshiped worshipping:worshiping bused:bussed input:inputted
further:farther furthest:farthest fiascos:fiascoes manifestos:manifestoes innuendos:innuendoes
mottos:mottoes volcanoes:volcanos tornadoes:tornados cargoes:cargos ghettos:ghettoes halos:haloes
mementos:mementoes zeros:zeroes mosquitoes:mosquitos mangoes:mangos flamingos:flamingoes
desperados:desperadoes referendums:referenda memorandums:memoranda millenniums:millennia
stadiums:stadia formulas:formulae bureaus:bureaux plateaus:plateaux
appendices:appendixes cacti:cactuses antennas:antennae scarves:scarfs hooves:hoofs wharves:wharfs
binging:bingeing whinging:whingeing queuing:queueing cuing:cueing tinging:tingeing
ageing:aging spelled:spelt
"""
)
# Only this way round: the second is a word of its own, or the verb has two meanings.
ONE_WAY = _pairs(
    """
smelled:smelt lain:lied swelled:swollen shrank:shrunk sank:sunk sprang:sprung dived:dove spat:spit
indices:indexes tyre:tire tyres:tires cheque:check
cheques:checks draught:draft draughts:drafts programme:program programmes:programs gaol:jail
gaols:jails kerb:curb kerbs:curbs practise:practice practises:practices metre:meter metres:meters
practising:practicing practised:practiced practicing:practising practiced:practised
licence:license licences:licenses license:licence mitre:miter
"""
)
# Of a form's first word, the head of a verb phrase: "is said to", "are said to".
AGREEMENT = {"is": ("are", "am"), "was": ("were",)}

# British stem, American stem; then the endings both take (- is none).
STEMS = """
grey gray - s er est ed ing ness ish
sceptic skeptic - s al ally ism isms
plough plow - s ed ing
mould mold - s ed ing y er
smoulder smolder - s ed ing ingly
moult molt - s ed ing
artefact artifact - s
aluminium aluminum -
pyjama pajama - s
moustache mustache - s d
jeweller jeweler - s
jewellery jewelry -
councillor councilor - s
counsellor counselor - s
marvellous marvelous - ly
woollen woolen - s
panellist panelist - s
medallist medalist - s
duellist duelist - s
libellous libelous -
judgement judgment - s al
acknowledgement acknowledgment - s
likeable likable -
liveable livable -
sizeable sizable -
manoeuvre maneuver - s
manoeuvred maneuvered -
manoeuvring maneuvering -
manoeuvrab maneuverab le ility
outmanoeuvre outmaneuver - s
outmanoeuvred outmaneuvered -
defence defense - s less lessly
offence offense - s
pretence pretense - s
catalogu catalog e es
catalogued cataloged -
cataloguing cataloging -
dialogue dialog - s
analogue analog - s
centre center - s
centred centered -
centring centering -
epicentre epicenter - s
theatre theater - s
kilometre kilometer - s
centimetre centimeter - s
millimetre millimeter - s
litre liter - s
fibre fiber - s
sabre saber - s
spectre specter - s
sombre somber - ly ness
calibre caliber - s
lustre luster -
lacklustre lackluster -
meagre meager - ly ness
sepulchre sepulcher - s
ochre ocher -
fulfil fulfill - s ment
instil instill - s
enrol enroll - s ment ments
distil distill - s
appal appall - s
enthral enthrall - s
skilful skillful - ly
wilful willful - ly
haemorrhag hemorrhag e es ed ing ic
paedophil pedophil e es ia
paediatric pediatric - s ian ians
anaesthe anesthe tic tics tist tists sia
encyclopaedi encyclopedi a as c
foetus fetus - es
foetal fetal -
diarrhoea diarrhea -
leukaemia leukemia -
anaemi anemi a c
gynaecolog gynecolog y ist ists
archaeolog archeolog y ist ists ical
mediaeval medieval -
oestrogen estrogen -
cos coz y ier iest ily iness
sulphur sulfur - ous ic
carburettor carburetor - s
yoghurt yogurt - s
furore furor - s
"""

# Stems of -our words; all others in -our (four, contour, devour, glamour …) keep it.
OUR = word_set("""
arb ard arm behavi cand clam clang col demean misdemean enam endeav fav ferv flav harb hon hum lab
belab neighb od parl ranc rum savi sav splend succ tum val vap vig rig misbehavi
""")
OUR_ENDINGS = word_set(
    "- s ed ing ingly ings er ers less lessly able ably ful fully ite ites hood hoods ly"
)
OUR_PREFIXES = ("", "un", "dis", "re", "multi", "over", "mis")

# What comes before -ise where it never takes z; as the end of the stem, and as the whole of it.
ALWAYS_S_END = (
    "w", "dv", "ev", "rv", "rov", "prom", "prem", "surm", "surpr", "terpr", "compr", "appr", "repr",
    "exerc", "exc", "inc", "prec", "conc", "circumc", "exorc", "franch", "chast", "advert",
    "expert", "treat", "pract", "merchand", "parad", "desp", "trell",
)  # fmt: skip
ALWAYS_S = word_set(
    "sunr upr moonr val dem chem pen tenn cann chrysal mort metropol acropol necropol"
)
# What comes before -ize where it never takes s.
ALWAYS_Z = word_set("caps downs supers outs overs mids res ups unders apr fulls")
YSE = ("anal", "paral", "catal", "dial", "electrol", "hydrol", "psychoanal", "breathal", "overanal")
