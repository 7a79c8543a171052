"""English inflection: exact tables of forms and of other spellings."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levelhead.lexicon import inflect as module
from levelhead.lexicon import irregular
from levelhead.lexicon.inflect import Inflection, agree, check, inflect
from levelhead.lexicon.variants import variants

# base, third person, past, past participle, -ing; a ditto mark repeats the past.
VERBS = """
slam slams slammed " slamming
stun stuns stunned " stunning
whip whips whipped " whipping
grab grabs grabbed " grabbing
rip rips ripped " ripping
trek treks trekked " trekking
quiz quizzes quizzed " quizzing
quip quips quipped " quipping
gas gasses gassed " gassing
bus buses bused " busing
fix fixes fixed " fixing
row rows rowed " rowing
blast blasts blasted " blasting
roar roars roared " roaring
torch torches torched " torching
crush crushes crushed " crushing
buzz buzzes buzzed " buzzing
guess guesses guessed " guessing
believe believes believed " believing
argue argues argued " arguing
free frees freed " freeing
agree agrees agreed " agreeing
dye dyes dyed " dyeing
shoe shoes shod " shoeing
singe singes singed " singeing
cringe cringes cringed " cringing
die dies died " dying
tie ties tied " tying
vie vies vied " vying
ski skis skied " skiing
imply implies implied " implying
bully bullies bullied " bullying
destroy destroys destroyed " destroying
soliloquy soliloquies soliloquied " soliloquying
panic panics panicked " panicking
mimic mimics mimicked " mimicking
frolic frolics frolicked " frolicking
traffic traffics trafficked " trafficking
bivouac bivouacs bivouacked " bivouacking
arc arcs arced " arcing
veto vetoes vetoed " vetoing
echo echoes echoed " echoing
torpedo torpedoes torpedoed " torpedoing
demo demos demoed " demoing
boo boos booed " booing
regret regrets regretted " regretting
commit commits committed " committing
occur occurs occurred " occurring
refer refers referred " referring
rebut rebuts rebutted " rebutting
compel compels compelled " compelling
outwit outwits outwitted " outwitting
deter deters deterred " deterring
backstab backstabs backstabbed " backstabbing
open opens opened " opening
offer offers offered " offering
target targets targeted " targeting
budget budgets budgeted " budgeting
trumpet trumpets trumpeted " trumpeting
focus focuses focused " focusing
benefit benefits benefited " benefiting
market markets marketed " marketing
visit visits visited " visiting
edit edits edited " editing
credit credits credited " crediting
plummet plummets plummeted " plummeting
rocket rockets rocketed " rocketing
travel travels travelled " travelling
fuel fuels fuelled " fuelling
quarrel quarrels quarrelled " quarrelling
unravel unravels unravelled " unravelling
spiral spirals spiralled " spiralling
imperil imperils imperilled " imperilling
reveal reveals revealed " revealing
parallel parallels paralleled " paralleling
lambaste lambastes lambasted " lambasting
kneecap kneecaps kneecapped " kneecapping
backpedal backpedals backpedalled " backpedalling
be is was been being
have has had " having
do does did done doing
go goes went gone going
undergo undergoes underwent undergone undergoing
say says said " saying
think thinks thought " thinking
feel feels felt " feeling
hold holds held " holding
get gets got " getting
forget forgets forgot forgotten forgetting
give gives gave given giving
hit hits hit " hitting
shut shuts shut " shutting
spread spreads spread " spreading
tear tears tore torn tearing
swear swears swore sworn swearing
speak speaks spoke spoken speaking
choose chooses chose chosen choosing
steal steals stole stolen stealing
forsake forsakes forsook forsaken forsaking
strive strives strove striven striving
write writes wrote written writing
rewrite rewrites rewrote rewritten rewriting
throw throws threw thrown throwing
overthrow overthrows overthrew overthrown overthrowing
foresee foresees foresaw foreseen foreseeing
bite bites bit bitten biting
catch catches caught " catching
misunderstand misunderstands misunderstood " misunderstanding
cling clings clung " clinging
sting stings stung " stinging
hang hangs hung " hanging
strike strikes struck " striking
shrink shrinks shrank shrunk shrinking
begin begins began begun beginning
swim swims swam swum swimming
outrun outruns outran outrun outrunning
reset resets reset " resetting
mislead misleads misled " misleading
bleed bleeds bled " bleeding
leave leaves left " leaving
rend rends rent " rending
split splits split " splitting
forecast forecasts forecast " forecasting
lie lies lay lain lying
lay lays laid " laying
relay relays relayed " relaying
prove proves proved proven proving
swell swells swelled swollen swelling
wind winds wound " winding
pay pays paid " paying
learn learns learned " learning
dream dreams dreamed " dreaming
Slam Slams Slammed " Slamming
SLAM SLAMS SLAMMED " SLAMMING
Tell Tells Told " Telling
cherry-pick cherry-picks cherry-picked " cherry-picking
green-light green-lights green-lit " green-lighting
"""

PHRASES: list[tuple[Inflection, str, str]] = [
    ("verb", "slam into", "slam into, slams into, slammed into, slammed into, slamming into"),
    ("verb", "hit out at", "hit out at, hits out at, hit out at, hit out at, hitting out at"),
    ("verb", "be said to", "be said to, is said to, was said to, been said to, being said to"),
    (
        "verb",
        "so slam* it",
        "so slam it, so slams it, so slammed it, so slammed it, so slamming it",
    ),
    ("verb", "two-time on", "two-time on, two-times on, two-timed on, two-timed on, two-timing on"),
    (
        "verb",
        "name and shame",
        "name and shame, names and shames, named and shamed, named and shamed, naming and shaming",
    ),
    (
        "verb",
        "grin and bear it",
        "grin and bear it, grins and bears it, grinned and bore it, grinned and borne it, "
        "grinning and bearing it",
    ),
    (
        "verb",
        "go to rack and ruin",
        "go to rack and ruin, goes to rack and ruin, went to rack and ruin, gone to rack and ruin, "
        "going to rack and ruin",
    ),
    ("noun", "war* of words", "war of words, wars of words"),
    ("noun", "war of words", "war of words, wars of words"),
    ("noun", "cruel twist of fate", "cruel twist of fate, cruel twists of fate"),
    ("noun", "slap in the face", "slap in the face, slaps in the face"),
    ("noun", "force to be reckoned with", "force to be reckoned with, forces to be reckoned with"),
    ("noun", "dig at", "dig at, digs at"),
    ("noun", "mum-to-be", "mum-to-be, mums-to-be"),
    ("noun", "get-out-of-jail card", "get-out-of-jail card, get-out-of-jail cards"),
    ("noun", "Grand Slam", "Grand Slam, Grand Slams"),
    ("noun", "car crash", "car crash, car crashes"),
    ("noun", "mother*-in-law", "mother-in-law, mothers-in-law"),
    ("adjective", "deadly* serious", "deadly serious, deadlier serious, deadliest serious"),
    ("adjective", "far*-reaching", "far-reaching, further-reaching, furthest-reaching"),
    ("adjective", "jaw-dropping", "jaw-dropping"),
    ("adjective", "very big", "very big"),
]

NOUNS = """
claim claims; boss bosses; box boxes; church churches; stomach stomachs; monarch monarchs
toy toys; fury furies; soliloquy soliloquies; quiz quizzes; fez fezzes; bus buses; man men
woman women; gunman gunmen; madwoman madwomen; human humans; German Germans; child children
grandchild grandchildren; person people; spokesperson spokespeople; wife wives; housewife housewives
knife knives; life lives; leaf leaves; thief thieves; wolf wolves; half halves; belief beliefs
roof roofs; hero heroes; potato potatoes; echo echoes; photo photos; video videos; crisis crises
thesis theses; phenomenon phenomena; sheep sheep; series series; species species
mother-in-law mothers-in-law; man-of-war men-of-war; passer-by passers-by; runner-up runners-up
lay-by lay-bys; half-truth half-truths; cover-up cover-ups; U-turn U-turns; MP MPs; foot feet
lowlife lowlifes; Wolf Wolves
"""

ADJECTIVES = """
bold bolder boldest; big bigger biggest; grim grimmer grimmest; red redder reddest
brave braver bravest; fierce fiercer fiercest; vague vaguer vaguest; pale paler palest
true truer truest; free freer freest; happy happier happiest; ugly uglier ugliest
unhappy unhappier unhappiest; grey greyer greyest; dry drier driest; shy shyer shyest
gentle gentler gentlest; narrow narrower narrowest; clever cleverer cleverest
severe severer severest; cruel crueller cruellest; good better best; bad worse worst
far further furthest; little less least; Bad Worse Worst; new newer newest
dead; doomed; shocking; unique; grotesque; dramatic; sensational; bombastic; whole
"""

OTHER_SPELLINGS = """
travelled=traveled; traveled=travelled; fuelling=fueling; unrivalled=unrivaled; bullied=
compelled=; called=; filling=; organise=organize; organized=organised; criticises=criticizes
terrorised=terrorized; politicisation=politicization; recognisable=recognizable
agonisingly=agonizingly; emphasize=emphasise; analyse=analyze; paralyzed=paralysed
colour=color; Colour=Color; COLOUR=COLOR; rumors=rumours; dishonourable=dishonorable
neighbourhood=neighborhood; hour=; four=; tour=; pour=; devour=; contour=; glamour=; actor=
centre=center; theatre=theater; meter=; metre=meter; tire=; tyre=tire; analogue=analog
dialog=dialogue; demagogue=; defence=defense; sense=; evidence=
self-defense=self defence,self defense,self-defence
grey=gray; sceptic=skeptic; skeptical=sceptical; sceptically=skeptically; advise=; surprise=
exercise=; compromise=; premise=; revise=; promised=; otherwise=; supervised=; rising=; wise=
raise=; noise=; cruise=; despise=; franchise=; merchandise=; advertising=; enterprise=
metropolises=; monopolise=monopolize; crises=; size=; prize=; seize=; capsized=; downsizing=
learned=learnt; dreamt=dreamed; spilled=spilt; smelled=smelt; smelt=; got=gotten; proven=proved
focused=focussed; lain=lied; sank=sunk; sunk=
dived=dove; dove=; wound=; judgement=judgment; fulfil=fulfill; moulding=molding
is said to=am said to,are said to; was slammed=were slammed; Is told=Am told,Are told
it is said=; slammed into=; we travelled far=we traveled far
travelled and rumoured=traveled and rumored,traveled and rumoured,travelled and rumored
eye-watering=eye watering; Self-styled=Self styled; war-torn=war torn; half-hearted=half hearted
caught red-handed=caught red handed; mean-spirited old goat=mean spirited old goat
rumour-mongering=rumor mongering,rumor-mongering,rumour mongering
storm-ravaged=; head-spinning=; washed-up=; third-rate=; has-been=; know-all=; crisis-hit=; -baked=
"""


def _items(table: str) -> list[str]:
    return [item.strip() for item in re.split(r"[;\n]", table) if item.strip()]


def _verb_row(line: str) -> tuple[str, ...]:
    base, third, past, participle, ing = line.split()
    return base, third, past, past if participle == '"' else participle, ing


@pytest.mark.parametrize("row", [_verb_row(line) for line in _items(VERBS)], ids=lambda row: row[0])
def test_a_verb_has_its_five_slots(row: tuple[str, ...]) -> None:
    assert inflect(row[0], "verb") == row


@pytest.mark.parametrize("row", [tuple(i.split()) for i in _items(NOUNS)], ids=lambda row: row[0])
def test_a_noun_has_its_plural(row: tuple[str, ...]) -> None:
    assert inflect(row[0], "noun") == row


@pytest.mark.parametrize(
    "row", [tuple(i.split()) for i in _items(ADJECTIVES)], ids=lambda row: row[0]
)
def test_an_adjective_is_compared_only_where_it_takes_er(row: tuple[str, ...]) -> None:
    assert inflect(row[0], "adjective") == row


@pytest.mark.parametrize(("kind", "form", "expected"), PHRASES)
def test_in_a_phrase_only_the_head_is_inflected(kind: Inflection, form: str, expected: str) -> None:
    assert ", ".join(inflect(form, kind)) == expected


@pytest.mark.parametrize("item", _items(OTHER_SPELLINGS))
def test_other_spellings_are_given_only_where_sure(item: str) -> None:
    form, _, others = item.partition("=")
    assert variants(form) == tuple(filter(None, others.split(",")))


def test_no_word_has_no_other_spelling() -> None:
    assert variants("") == ()


@pytest.mark.parametrize("kind", ["verb", "noun", "adjective"])
@pytest.mark.parametrize(
    ("form", "reason"),
    [
        ("", "no word"),
        (" - ", "no word"),
        ("*slam", "no word"),
        ("so *slam", "no word"),
        ("slam- * it", "no word"),
        ("slam* it*", "more than one star"),
    ],
)
def test_a_form_without_one_head_is_refused(form: str, reason: str, kind: Inflection) -> None:
    with pytest.raises(ValueError, match=reason):
        inflect(form, kind)


@pytest.mark.parametrize("form", sorted({row.split()[0] for row in _items(VERBS)}))
def test_regular_verbs_keep_their_stem(form: str) -> None:
    assert check(form, "verb") is None


@pytest.mark.parametrize("form", sorted(irregular.DOUBLING | irregular.L_DOUBLING))
def test_verbs_that_double_keep_their_stem(form: str) -> None:
    assert check(form, "verb") is None


@pytest.mark.parametrize("form", [row.split()[0] for row in _items(NOUNS)])
def test_regular_nouns_keep_their_stem(form: str) -> None:
    assert check(form, "noun") is None


@pytest.mark.parametrize("form", [row.split()[0] for row in _items(ADJECTIVES)])
def test_regular_adjectives_keep_their_stem(form: str) -> None:
    assert check(form, "adjective") is None


def test_a_form_with_another_stem_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_past", lambda word: word[:-1] + "ted")
    assert check("slam into", "verb") == "'slated' has not the stem of 'slam'"


@given(st.from_regex(r"[A-Za-z]+([ -][a-z]+){0,2}", fullmatch=True))
def test_any_form_fills_its_slots_the_same_way_twice(form: str) -> None:
    kinds: list[tuple[Inflection, set[int]]] = [("verb", {5}), ("noun", {2}), ("adjective", {1, 3})]
    for kind, lengths in kinds:
        forms = inflect(form, kind)
        assert forms == inflect(form, kind)
        assert len(forms) in lengths
        assert all(forms)
        assert all("*" not in each for each in forms)
        for each in forms:
            assert each not in variants(each)


@given(st.text(alphabet="abeilsz -'", max_size=12))
def test_other_spellings_never_include_the_form(form: str) -> None:
    assert form not in variants(form)


@pytest.mark.parametrize("word", sorted(irregular.VERBS))
def test_every_irregular_verb_has_words_in_all_slots(word: str) -> None:
    assert all(re.fullmatch(r"[a-z]+", form) for form in inflect(word, "verb"))


@pytest.mark.no_cover
def test_a_lexicon_is_inflected_in_no_time() -> None:
    words = [row.split()[0] for row in _items(VERBS)]
    start = time.process_time()
    done = sum(len(inflect(words[n % len(words)], "verb")) for n in range(20_000))
    assert done == 100_000
    assert time.process_time() - start < 2  # 0.2 s here


AGREEING = [
    ("criticise", "verb", "slam", "criticise"),
    ("criticise", "verb", "slams into", "criticises"),
    ("criticise", "verb", "slammed", "criticised"),
    ("criticise", "verb", "tore into", "criticised"),
    ("criticise", "verb", "ripping into", "criticising"),
    ("beat", "verb", "thrashed", "beat"),
    ("leave", "verb", "storms out", "leaves"),
    ("miss", "verb", "pass", "miss"),
    ("photo", "noun", "snaps", "photos"),
    ("photo", "noun", "beach snap", "photo"),
    ("large", "adjective", "colossal", "large"),
    ("very large", "adjective", "biggest", "very large"),
]


@pytest.mark.parametrize(("word", "kind", "like", "expected"), AGREEING)
def test_a_word_agrees_with_another(word: str, kind: Inflection, like: str, expected: str) -> None:
    assert agree(word, kind, like) == expected
