"""Voice: whose words a finding is in, over kinds of quotations that news has."""

import pytest

from levelhead.engine.analyzer import Block, analyze
from levelhead.types import Role
from tests.helpers.lexicons import entry, lexicon_of

WORDS = ("appalling", "bonkers", "shambles", "shocking", "appalled")
LEXICON = lexicon_of(*(entry(word, forms=(word,)) for word in WORDS))

# Each headline with the voices of the words of the lexicon in it, in order.
HEADLINES = [
    ("Mayor calls plan ‘bonkers’", "quoted"),
    ("‘Bonkers’ plan to move library dropped", "scare"),
    ("Why I walked out of ‘bonkers’ talks", "scare"),
    ("The ‘shocking’ truth, by a nurse", "scare"),
    ("Teachers’ ‘shocking’ week", "scare"),
    ("Teachers’ shocking week", "author"),
    ("Council’s bonkers plan for teachers’ cars", "author"),
    ("Players’ bonkers season ends, says ‘Trib’", "author"),
    ("Bonkers plan ‘will save money’", "author"),
    ("Appalling ‘wait’ at new clinic", "author"),
    ("‘It’s a shambles’: nurses on the new rota", "quoted"),
    ("‘We were appalled’ – families tell of long wait", "quoted"),
    ("'Shocking' - manager on late call", "quoted"),
    ("Late call 'shocking' - manager", "quoted"),
    ("Late call ‘shocking’, manager claims", "quoted"),
    ("Late Call ‘Shocking,’ Manager Says", "quoted"),
    ("Late call 'was shocking'", "quoted"),
    ("Late call ‘shocking’", "quoted"),
    ("Shocking call cost us – manager", "author"),
    ("Manager: ‘Shocking call cost us’", "quoted"),
    ("Manager blasts ref over ‘shocking’ call", "quoted"),
    ("Manager Fumes at ‘Shocking’ Decision", "quoted"),
    ("Bishop ‘appalled’ by ruling", "quoted"),
    ("Bishop hits out at ‘shocking’ ruling", "quoted"),
    ("'Appalling' delays admitted by minister", "quoted"),
    ("MP sorry for ‘shambles’ remark", "quoted"),
    ("Inquest hears of ‘shocking’ crash", "quoted"),
    ("Star opens up about ‘shocking’ birth", "quoted"),
    ("‘Shocking’ care at hospital, inquiry finds", "quoted"),
    ("Hospital ‘ashamed’ of ‘shocking’ care", "quoted"),
    ("Court told of ‘shocking’ crash", "quoted"),
    ("Shocking: crash ‘seen by hundreds’", "author"),
    ("Tributes after ‘shocking’ attack", "scare"),
    ("Don’t call it ‘shocking’, says coach", "quoted"),
]
# The same for paragraphs.
TEXTS = [
    # marks that end a sentence, in speech
    ("“What a shambles!” shouted a man at the back.", "quoted"),
    ("“Stop! This is bonkers!” she cried.", "quoted"),
    ("He yelled “Shambles!” and left.", "quoted"),
    ("“Shambles!” It was the only word on the placard.", "quoted"),
    ("“Enough!” The hall fell silent at the appalling news.", "author"),
    ("“Go home!” they shouted, and the shocking meeting ended.", "author"),
    ("“Is it bonkers?” he asked. It was bonkers.", "quoted author"),
    ("‘No!’ she said. ‘It’s appalling!’", "quoted"),
    ('"It\'s bonkers!" he said. The bonkers plan is dead.', "quoted author"),
    ("The crowd sang: “What a shambles!” Then the shocking side scored.", "quoted author"),
    ("“Bonkers!” “Shambles!” “Shocking!” The calls kept coming.", "quoted quoted quoted"),
    ("“Was it bonkers? Yes! Was it fair? No!” he said of the shocking day.", "quoted author"),
    ("He asked: “Why me?” It was a shocking day. “Who knows?” she said.", "author"),
    ('"Shocking!", he said.', "quoted"),
    # paragraphs that open again what none has closed
    ("“The rota is a shambles,” she said. “We went.\n“It was appalling.”", "quoted quoted"),
    (
        "She said: “We went.\n“The rota is a shambles.\n“It was appalling.”\nThe bonkers rota.",
        "quoted quoted author",
    ),
    ("‘We went,’ she said. ‘All of us.\n‘The rota is a shambles.’\nShocking.", "quoted author"),
    ("‘We went. The players’ rota is a shambles.\n‘Shocking.’\nShocking.", "quoted quoted author"),
    ("‘No,’ he said. ‘The players’ rota is bonkers.\n‘Shocking.’", "quoted quoted"),
    ("‘Plans’ of a shocking kind fell.\n“It’s bonkers.”", "author quoted"),
    ("The ‘Plans’ of a shocking mayor fell.\n‘It’s bonkers.’", "author quoted"),
    ('"We went.\n"It was shocking.\n"All of us," she said.\nA shocking year.', "quoted author"),
    ("“We went.\n\n“It’s a shambles.\n\n“It was,” she said.\n\nA shocking year.", "quoted author"),
    ("«We went.\n»It was shocking.\n»All», she said.\nA shocking year.", "quoted author"),
    ("She said: “We went.\nThe bonkers rota began in May.", "author"),
    ("“It began well. “The rota is a shambles,” she said.", "quoted"),
    ("He wrote: “We lost.\n“A shambles.\n“Yours, Ann.”\nIt was a shambles.", "quoted author"),
    # quotations in quotations, and with a speaker in the middle
    ("“He called the plan ‘bonkers’ on air,” she said.", "quoted"),
    ("“The ‘bonkers’ plan,” she said, “is dead.”", "quoted"),
    ("“The plan,” said the bonkers mayor, “is good.”", "author"),
    ("“The plan”, he said, “is bonkers”.", "quoted"),
    ("'The players' rota is a shambles,' he said.", "quoted"),
    ("'The rock 'n' roll years were bonkers,' he said.", "quoted"),
    ("The 6'2\" keeper had a bonkers game.", "author"),
    ("It was the ’90s, a bonkers time.", "author"),
    # a word or two
    ("He said that the bonkers plan was “good”.", "author"),
    ("She said the rota was “bonkers”, “shocking” and “a shambles”.", "quoted quoted quoted"),
    ("The report found “appalling” care and “shocking” records.", "quoted quoted"),
    ("The report said it was “…a shambles…” throughout.", "quoted"),
    ("“It is bonkers” is how he put it.", "quoted"),
    ("Their ‘appalling’ video was removed.", "scare"),
    ("The “bonkers” plan was dropped.", "scare"),
    ("The ‘appalling’ weather, as he put it, had no end.", "quoted"),
    ("The appalling truth, as he put it, “had no end”.", "author"),
    ("She quit over the rota, a “bonkers” affair in her words.", "quoted"),
    ("Placards read “shambles” and “out”.", "quoted"),
    ("The “bonkers” plan (as foes call it) passed.", "quoted"),
    ("The word “bonkers” came up nine times.", "quoted"),
    ("In her view the “shocking” year is over.", "quoted"),
    ("She texted him ‘shocking day’ at noon.", "quoted"),
    ("As the “shocking” year ended, she moved.", "scare"),
    ("The Times called it ‘shocking’; the Mail, ‘bonkers’; the Sun, ‘a shambles’.", "quoted " * 3),
    ("Q: Was it shocking?\nA: “It was shocking.”", "author quoted"),
    ("Residents, fed up with “shocking” smells, moved.", "quoted"),
]
# Speech without quotation marks, and what only looks like it.
TURNS = [
    ("LOW: A shambles.\nMR. MARSH: Bonkers.\nLOW: Yes.\nMR. MARSH: Shocking.", "quoted " * 3),
    ("THE CHAIR (by telephone): Bonkers.\nLOW: No.\nTHE CHAIR: Yes.\nLOW: Oh.", "quoted"),
    ("LOW: It ended.\nMARSH: Yes.\nLOW: No.\nMARSH: Oh.\nA shambles.", "author"),
    ("Q: Was it a shambles?\nA: It was bonkers.", "author quoted"),
    ("> It was bonkers,\n> and a shambles.\nIt was shocking.", "quoted quoted author"),
    (">> Bonkers.\n> Shocking.\nA shambles.", "quoted quoted author"),
    ("MORE: A shambles\nMORE: A bonkers plan\nMORE: A shocking day", "author " * 3),
    ("MORE: A shambles\nMORE: A bonkers plan\nVIDEO: A shocking day", "author " * 3),
    # So much between two turns is no longer the first speaker's.
    ("LOW: Oh.\n" + 7 * "A shambles.\n" + "MARSH: Yes.\nLOW: No.\nMARSH: Oh.", "author " * 7),
    ("LOW: A shambles.\nMARSH: It is bonkers.", "author author"),
    ("Low: A shambles.\nMarsh: Bonkers.\nLow: Yes.\nMarsh: No.", "author author"),
    ("Q: Was it a shambles?\nQ: Was it bonkers?", "author author"),
    ("A: A shambles.\nB: It is bonkers.", "author author"),
    ("In 2020 > 40 people called it a shambles.", "author"),
    # whose labels are no bare surnames in capitals
    (
        "Amy Low: A shambles.\nTarn Post: Bonkers?\nAmy Low: Yes.\nTarn Post: A shambles?",
        "quoted " * 3,
    ),
    ("Mr Low (Tarn) (Lab): A shambles.\nMr Speaker: Order.\nMr Low: It is bonkers.", "quoted " * 2),
    ("The Prime Minister: A shambles.\nMs Fell: Why?\nThe Prime Minister: Bonkers.", "quoted " * 2),
    ("Mr. LOW. A shambles.\nThe CHAIR. Order.\nMr. LOW. It is bonkers.", "quoted " * 2),
    (
        "Ms LOW (10:02): A shambles.\nMs FELL (10:03): Bonkers.\nMs LOW: Oh.\nMs FELL: No.",
        "quoted " * 2,
    ),
    ("AMY LOW, TARN ANCHOR: Bonkers.\nTOM FELL: A shambles?\nLOW: Shocking.", "quoted " * 3),
    ("O’DOWD: A shambles.\nMcKAY: Bonkers.\nO’DOWD: Yes.\nMcKAY: Shocking.", "quoted " * 3),
    ("MÜLLER: A shambles.\nŁOŚ: Bonkers.\nMÜLLER: Yes.\nŁOŚ: Shocking.", "quoted " * 3),
    ("SPEAKER 1: A shambles.\nSPEAKER 2: Bonkers.\nSPEAKER 1: Shocking.", "quoted " * 3),
    ("Interviewer: Why?\nLow: A shambles.\nInterviewer: How?\nLow: Bonkers.", "quoted " * 2),
    ("Tom Low met Fell.\nLow: A shambles?\nFell: It is bonkers.\nLow: Shocking.", "quoted " * 3),
    ("10.02am LOW: A shambles.\n10.03am FELL: Yes, bonkers.\nLOW: Oh.\nFELL: Oh.", "quoted " * 2),
    (
        "[1/5/24, 10:02:11] Tom: a shambles\n[1/5/24, 10:03:09] Amy: no\n10:04 - Tom: bonkers",
        "quoted " * 2,
    ),
    ("<tom> it is a shambles\n<amy> no\n<tom> bonkers", "quoted " * 2),
    (
        "LOW:\nA shambles.\nFELL:\nYes.\nLOW:\nOh.\nFELL:\nBonkers.\nShocking.",
        "quoted quoted author",
    ),
    ("Q. Was it a shambles?\nA. It was bonkers.", "author quoted"),
    ("Question: Was it a shambles?\nAnswer: It was bonkers.", "author quoted"),
    (
        "Q: Was it a shambles?\nLOW: It was bonkers.\nQ: Why?\nLOW: It was shocking.",
        "author quoted quoted",
    ),
    # of several paragraphs
    (
        "LOW: Oh.\n\nA shambles.\n\nFELL: Yes.\n\nLOW: No.\n\nFELL: Bonkers.\n\nShocking.",
        "quoted quoted author",
    ),
    (
        "Q: Why?\nA: Oh.\nIt is bonkers.\nQ: A shambles?\nIs it?\nA: No.\nShocking.",
        "quoted author author",
    ),
    (
        "LOW: Oh.\n(A shambles.)\nFELL: Yes.\nA shocking day:\nLOW: No.\nFELL: Bonkers.",
        "author author quoted",
    ),
    (
        "LOW: Oh.\nREAD MORE: A shambles.\nBonkers.\nFELL: Yes.\nLOW: No.\nFELL: Shocking.",
        "author quoted quoted",
    ),
    ("LOW: Oh.\nA shambles at the pier\nFELL: Yes.\nLOW: No.\nFELL: Bonkers.", "author quoted"),
    # labels of what a line is about
    (
        "READ MORE: A shambles\nWATCH: Bonkers\nREAD MORE: Shocking\nWATCH: A shambles",
        "author " * 4,
    ),
    ("WEATHER: A shambles.\nTRAFFIC: Bonkers.\nWEATHER: Yes.\nTRAFFIC: No.", "author " * 2),
    ("TARN: A shambles.\nFELL: Bonkers.\nTARN: Shocking.\nFELL: A shambles.", "author " * 4),
    ("TARN: A shambles\nFELL: Yes, bonkers\nTARN: Shocking\nFELL: A shambles", "author " * 4),
    ("Prep time: A shambles.\nCook time: Bonkers.\nPrep time: Yes.\nCook time: No.", "author " * 2),
    ("Tom Low: A shambles\nAmy Fell: Bonkers\nTom Low: Shocking", "author " * 3),
    ("Tom Low: A shambles.\nAmy Fell: Bonkers.", "author " * 2),
    ("Host: A shambles.\nReporter: Bonkers.\nHost: Shocking.", "author " * 3),
    (
        "THE PROBLEM: A shambles.\nTHE ANSWER: No.\nTHE PROBLEM: Oh.\nTHE ANSWER: Bonkers.",
        "author " * 2,
    ),
    ("A. Low won, a shambles.\nQ. Marsh lost.\nA. Low left, a shambles.", "author author"),
    ("LOW: [laughs] Shocking.\nFELL: (to LOW) Bonkers?\nLOW: Oh.\nFELL: No.", "quoted " * 2),
    ("<tom> Bonkers!\n<amy> no\n<tom> Shocking", "quoted " * 2),
    ("- Tom Low: A shambles?\n- Amy Fell: Bonkers.\n- Tom Low: Shocking.", "quoted " * 3),
    ("Tom Low: A shambles.\nAmy Fell: Bonkers.\nTom Low: Shocking.", "author " * 3),
    ("Tom Low: A shambles.\nAmy Fell: Bonkers?\nTom Fell: Shocking.", "author " * 3),
    ("10:02: A shambles.\n10:10: Bonkers.\n10:20: Shocking.", "author " * 3),
    ("Q: Can I swim?\nA: The pier is a shambles.", "author"),
    ("Q: What is next?\nA: The bonkers plan means you pay.", "author"),
    ("Q: Will you swim?\nA: I said it was a shambles, as you know.", "quoted"),
    ("Q: Can I swim?\nA: We are a shambles.", "quoted"),
    ("A: A shambles.\nA: It is bonkers.", "author author"),
    # titles and parts of other kinds
    (
        "Hon. Amy Low: A shambles.\nSgt. Fell: Bonkers.\nHon. Amy Low: No, shocking.",
        "quoted " * 3,
    ),
    (
        "The Speaker: Order.\nHon. Members: Bonkers.\nAn hon. Member: I agree, a shambles.",
        "quoted " * 2,
    ),
    ("Police officer: Why?\nMother: A shambles.\nPolice officer: It is bonkers.", "quoted " * 2),
    ("999 operator: Which service?\nCaller: A shambles.\n999 operator: Oh.", "quoted"),
    ("Host: Was it a shambles?\nGuest 1: Bonkers.\nGuest 2: Shocking.\nHost: Oh.", "quoted " * 3),
    (
        "Amy Low, Tarn North (Lab): A shambles.\nTom Fell, York (Con): I agree.\n"
        "Amy Low: It is bonkers.",
        "quoted " * 2,
    ),
    (
        "Amy Low (AL): A shambles.\nTom Fell (TF): Bonkers?\nAL: Shocking.\nTF: A shambles.",
        "quoted " * 4,
    ),
    ("AMY LOW, HOST: Bonkers.\nTOM FELL, REPORTER: A shambles?\nLOW: Shocking.", "quoted " * 3),
    ("SPEAKER_00: A shambles.\nSPEAKER_01: Bonkers.\nSPEAKER_00: Shocking.", "quoted " * 3),
    ("Speaker A: A shambles.\nSpeaker B: Bonkers.\nSpeaker A: Shocking.", "quoted " * 3),
    ("Participant 1: A shambles.\nParticipant 2: Bonkers?\nParticipant 1: No.", "quoted " * 2),
    (
        "Tom Low, chief executive: A shambles.\nAmy Fell, analyst: Bonkers?\nTom Low: Shocking.",
        "quoted " * 3,
    ),
    # who speak of themselves or to somebody, but ask nothing
    ("Tom Low: I am bonkers.\nAmy Fell: A shambles.\nTom Low: Shocking.", "quoted " * 3),
    ("Tom Low: A shambles.\nAmy Fell: Your shambles.\nTom Low: Shocking.", "quoted " * 3),
    ("TARN: I am bonkers.\nFELL: A shambles.\nTARN: Shocking.\nFELL: A shambles.", "author " * 4),
    # chats
    ("[10:02] tom: a shambles\n[10:03] amy: no\n[10:04] tom: bonkers", "quoted " * 2),
    (
        "[2024-05-01, 10:02:11] Tom: a shambles\n[2024-05-01, 10:03:09] Amy: no\n"
        "[2024-05-01, 10:04:10] Tom: bonkers",
        "quoted " * 2,
    ),
    (
        "[Monday 10:02 AM] Tom Low: a shambles\n[Monday 10:03 AM] Amy Fell: no\n"
        "[Monday 10:04 AM] Tom Low: bonkers",
        "quoted " * 2,
    ),
    (
        "10:02:11 From Tom Low to Everyone: a shambles\n10:03:09 From Amy Fell to Everyone: no\n"
        "10:04:10 From Tom Low to Everyone: bonkers",
        "quoted " * 2,
    ),
    ("Tom Low [10:02]: a shambles\nAmy Fell [10:03]: no\nTom Low [10:04]: bonkers", "quoted " * 2),
    ("10:02 Low: I see a shambles.\n10:03 Fell: Bonkers.\n10:04 Low: Shocking.", "quoted " * 3),
    ("@tomlow: A shambles.\n@amyfell: Bonkers.\n@tomlow: Shocking.", "quoted " * 3),
    # posts
    ("A shambles. — Ann Low (@annlow) May 3, 2024\nShocking.", "quoted author"),
    ("A shambles. https://t.co/a1 - low (@annlow) May 3, 2024. Shocking.", "quoted author"),
    ("Shocking.\nA shambles.\n— Ann Low (@annlow) 3 May 2024\nShocking.", "author quoted author"),
    ("Shocking.\nA shambles.\n— Ann Low (@annlow)\nMay 3, 2024", "author quoted"),
    (
        "Shocking. — Ann (@ann) May 3, 2024 So bonkers. — Tom (@tom) May 4, 2024 A shambles.",
        "quoted quoted author",
    ),
    (
        "A shambles. She tweeted: Shocking. — Ann (@ann) May 3, 2024 So bonkers.",
        "author quoted author",
    ),
    (f"A shambles. {'It went on. ' * 40}Shocking. — Ann (@ann) May 3, 2024", "author quoted"),
    ("— Ann Low (@annlow) May 3, 2024\nShocking.", "author"),
    ("A shambles of a day – by Ann Low (@annlow)\nShocking.", "author author"),
    ("A shambles, wrote Ann Low (@annlow) on May 3, 2024.\nShocking.", "author author"),
    ("@annlow: a shambles\nShocking.\n@tomfell: bonkers\nShocking.", "quoted author " * 2),
    ("> A shambles.\n— Ann Low (@annlow) May 3, 2024\nShocking.", "quoted author"),
    # statements without marks
    ("A shambles.\nA spokesman said: We know it is bonkers.\nShocking.", "author quoted author"),
    ("A shambles. In full, it reads:\nI am bonkers.\nShocking.", "author quoted author"),
    ("One fan tweeted: bonkers.\nShocking.", "quoted author"),
    ("One fan tweeted:\n\nBonkers.\n\nShocking.", "quoted author"),
    ("A spokesman said: bonkers.\nShocking.", "author author"),
    ("As we said: it is bonkers, and we mean it.", "author"),
    ("As we have said: it is bonkers, and we mean it.", "author"),
    ("As I’ve written: I think it is bonkers.", "author"),
    ("They have said: we know that it is bonkers.", "quoted"),
    ("The mayor added:\nThe bonkers town went on. “I am lost,” he said.", "author"),
    ("As I wrote: We are bonkers.\nAs we said:\nI am bonkers.", "author author"),
    ("She said:\n“I left.” It was bonkers.", "author"),
    ("He said: “I left.” We saw a shambles.", "author"),
    ("The shambles is one, she said: I saw it.", "author"),
    ("She said it twice: we are a shambles.", "author"),
    ("She said:", ""),
    # and lists with times, offices, or things that are called like people
    ("10:02 Tarn: A shambles.\n10:05 Fell: Bonkers.\n10:09 Tarn: Shocking.", "author " * 3),
    ("9.00 Breakfast: bonkers eggs.\n10.00 Talk: a shambles\n11.00 Talk: shocking", "author " * 3),
    ("1:15 Tarn: Bonkers Boy\n1:50 Fell: A Shambles\n2:10 Tarn: A shambles", "author " * 3),
    ("Crown Court: A shambles.\nHigh Court: Bonkers.\nCrown Court: Shocking.", "author " * 3),
    ("Police: A shambles.\nCourt: Bonkers?\nPolice: Shocking.\nCourt: A shambles.", "author " * 4),
    ("General Election: A shambles.\nLaw: Bonkers.\nGeneral Election: Shocking.", "author " * 3),
    ("Captain Tarn: A shambles.\nFell: Bonkers.\nCaptain Tarn: Shocking.", "author " * 3),
    ("Speaker: Bonkers bass.\nScreen: A shambles?\nSpeaker: Shocking.", "author " * 3),
    ("Operator: Tarn Line.\nRoute: A shambles?\nOperator: Shocking.", "author " * 2),
    ("Student: A shambles.\nAdult: Bonkers, but you pay.\nStudent: Shocking.", "author " * 3),
    ("Obituary: A shambles.\nDr Low: Bonkers.\nDr Fell: Shocking?", "author " * 3),
    ("UK: A shambles.\nEU: Bonkers?\nUK: Shocking.\nEU: A shambles.", "author " * 4),
    ("In Tarn, she said: A shambles.\nIn Fell, he asked: Bonkers?", "author " * 2),
    ("For her: A shambles.\nFor him: Bonkers?\nFor her: Shocking.", "author " * 3),
    ("Her: A shambles.\nHim: Bonkers?\nHer: Shocking.", "quoted " * 3),
    ("BUY: Bonkers bag.\nSELL: A shambles?\nBUY: Shocking.\nSELL: A shambles.", "author " * 4),
    ("> READ MORE: A shambles at the pier\nIt is bonkers.", "author author"),
]
BLOCKS: list[tuple[list[tuple[str, Role | None]], str]] = [
    (
        [("He wrote:", None), ("It is bonkers.", "blockquote"), ("So bonkers.", None)],
        "quoted author",
    ),
    ([("It is bonkers.", "blockquote"), ("A shambles.", "blockquote")], "quoted quoted"),
    ([("“It is bonkers.”", "blockquote")], "quoted"),
    (
        [("“We went.", None), ("“A shambles,” she said.", None), ("Shocking.", None)],
        "quoted author",
    ),
    (
        [("She said: ‘We went.", None), ("‘A shambles.’", None), ("Shocking.", None)],
        "quoted author",
    ),
]
ALL = [
    *(([(text, "headline")], voices) for text, voices in HEADLINES),
    *(([(text, None)], voices) for text, voices in (*TEXTS, *TURNS)),
    *BLOCKS,
]


@pytest.mark.parametrize(("blocks", "voices"), ALL)
def test_whose_words_they_are(blocks: list[tuple[str, Role | None]], voices: str) -> None:
    spans = analyze([Block(*block) for block in blocks], LEXICON).spans
    found = [span.voice for span in spans if span.category == "loaded"]
    assert found == voices.split()
