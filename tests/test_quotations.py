"""Quotations: what is quoted, and what kind of quotation it is."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levelhead.engine.bounds import MAX_ITEMS
from levelhead.engine.document import parse_text
from levelhead.engine.document.normalized import normalize_text
from levelhead.engine.document.quote_pairs import quoted_spans
from tests.helpers.lexicons import LEXICON

MARKS: list[tuple[str, list[str]]] = [
    ("No marks at all.", []),
    ("“It is over,” he said.", ["It is over,"]),
    ('"It is over," he said.', ["It is over,"]),
    ("‘It is over,’ he said.", ["It is over,"]),
    ("'It is over,' he said.", ["It is over,"]),
    ("``It is over,'' he said.", ["It is over,"]),
    ("''It is over,'' he said.", ["It is over,"]),
    ("`It is over,' he said.", ["It is over,"]),
    ("«It is over,» he said.", ["It is over,"]),
    ("»It is over,« he said.", ["It is over,"]),
    ("„It is over,“ he said.", ["It is over,"]),
    ("”It is over,” he said.", ["It is over,"]),
    ('“It is over," he said. "It began,” she said.', ["It is over,", "It began,"]),
    ("“It is over,“ he said.", ["It is over,"]),
    # apostrophes
    ("They don't and won’t, it's the players' bus.", []),
    ("Rock 'n' roll of the '90s, at 10 o'clock in '66.", []),
    ("Get 'em, 'tis time, wait 'til dawn, ‘twas late.", []),
    ("The Joneses' and the Smiths' cars, goin' home.", []),
    ("'The players' bus is late,' he said.", ["The players' bus is late,"]),
    ("The 'castes' of the players' bus.", ["castes"]),
    ("'We were goin' home,' he said.", ["We were goin' home,"]),
    ("The 'players' dire mess' is over.", ["players' dire mess"]),
    ("'The players' bus is late for guests' and more.", ["The players' bus is late for guests"]),
    ("The 'dire guests' said so.", ["dire guests"]),
    ("The guests' and the players' bus.", []),
    ("He said,'It is over' and left.", ["It is over"]),
    ("The '70s,'80s and players' bus.", []),
    (
        "'The players' bus and the guests' car are late,' he said.",
        ["The players' bus and the guests' car are late,"],
    ),
    (
        "‘The players’ bus, my boss’s car and the guests’ dogs’ hats are late.’",
        ["The players’ bus, my boss’s car and the guests’ dogs’ hats are late."],
    ),
    ("The 'players' bus and the guests' car are late.", ["players"]),
    ("The 'players' bus, guests' cars and 'dogs' hats.", ["players", "dogs"]),
    ("'Rock 'n' roll lives,' he said.", ["Rock 'n' roll lives,"]),
    ("'Don't,' he said, 'it's mine.'", ["Don't,", "it's mine."]),
    ("A 'lost opener in the text.", []),
    ("The ' stands alone ' here.", []),
    ("Its 'odd'ness stays.", []),
    # marks written in other ways
    ("&quot;It is over,&quot; he said. &#34;It began.&#034;", ["It is over,", "It began."]),
    ("&ldquo;It is over,&rdquo; he said of &lsquo;it&rsquo;.", ["It is over,", "it"]),
    ("&#8220;It isn&#8217;t,&#8221; he said of &#8216;it&#8217;.", ["It isn&#8217;t,", "it"]),
    ("&apos;It isn&#39;t,&apos; he said. The players&#039; bus.", ["It isn&#39;t,"]),
    ("Bread &amp; butter &lt;hot&gt; &#169; &quote; here.", []),
    ("â€œIt isnâ€™t,â€ he said of â€˜itâ€™.", ["It isnâ€™t,", "it"]),
    ("â€œIt is over,â€\x9d he said.", ["It is over,"]),
    ("The bus â€“ the playersâ€™ â€“ was late â€” for once â€¦ he said.", []),
    ("″It is over,″ he said. ＂It began.＂ ´It ended.´", ["It is over,", "It began.", "It ended."]),
    ("A 10″ screen, 14° 22′ 10″ N, and a cafe´ here.", []),
    (",,It is over,'' he said. ,,It began,“ she said.", ["It is over,", "It began,"]),
    ("A gap,, and,,odd commas , , here.", []),
    # lengths and heights
    ('He is 6\'2" tall, the screen 5" wide.', []),
    ('"He is 6\'2" tall," she said.', ["He is 6'2\" tall,"]),
    (
        '"The 6" pipe and the 8" one broke," he said. It broke.',
        ['The 6" pipe and the 8" one broke,'],
    ),
    ('“The 6" pipe broke,” he said. A 5" nail.', ['The 6" pipe broke,']),
    ('"It fell in 1984" and "in 1992," he said.', ["It fell in 1984", "in 1992,"]),
    ('He saw "Road 6" and "left."', ["Road 6", "left."]),
    ('"Road 6" is over.\n"We won," he said.', ["Road 6", "We won,"]),
    # closed in another shape
    ("'It is over,\" he said. \"We won,' she said. They left.", ["It is over,", "We won,"]),
    ("‘It is over,” he said. “We won.’", ["It is over,", "We won."]),
    ("’It’s over,’ he said. ’We won.’ The players’ bus left.", ["It’s over,", "We won."]),
    (
        "“I told him, ’Let’s go.’ He left,” she said.",
        ["I told him, ’Let’s go.’ He left,", "Let’s go."],
    ),
    ("“The players’ bus.’ It left,” she said.", ["The players’ bus.’ It left,"]),
    ("“We won.’\n“They left,” she said.", ["We won.", "They left,"]),
    ("’Twas late. The ’Burgh players’ bus left. ’90s bands’ songs.", []),
    ('The \'dogs" bus is 5" long.', []),
    # nested
    ("“He said ‘no’ to me,” she said.", ["He said ‘no’ to me,", "no"]),
    ("‘He said “no” to me,’ she said.", ["He said “no” to me,", "no"]),
    ("\"He said 'no' to me,\" she said.", ["He said 'no' to me,", "no"]),
    ("'He said \"no\"'", ['He said "no"', "no"]),
    ("“a ‘b “c ‘d’ e” f’ g”", ["a ‘b “c ‘d’ e” f’ g", "b “c ‘d’ e” f", "c ‘d’ e", "d"]),
    ("“a ‘b “c ‘d “e” f’ g” h", ["a ‘b “c ‘d “e” f’ g", "b “c ‘d “e” f", "c ‘d “e"]),
    ("‘lost ‘found’ here", ["found"]),
    # nested in marks of another shape
    ('"He said “no” to me," she said.', ["He said “no” to me,", "no"]),
    ('“He said "no" to me,” she said.', ['He said "no" to me,', "no"]),
    ("«He said “no” to me,» she said.", ["He said “no” to me,", "no"]),
    ('"He said “no.\n"Then he left," she said.', ["He said", "no.", "Then he left,"]),
    (
        '"He said “no” to me.\n"Then he left," she said.',
        ["He said “no” to me.", "no", "Then he left,"],
    ),
    ('"He said “no to me," she said. “They” left.', ["He said", "no to me,", "They"]),
    ('"He said it. “No,” she said. They left.', ["He said it.", "No,"]),
    ('"He said it, “no,” she said.\nThey left.', ["He said it,", "no,"]),
    ('"No," he said. “Yes,” she said. "No."', ["No,", "Yes,", "No."]),
    # unclosed, with the speaker or a bracket after it
    ('"It is over, said Ann Low. She left. "We won," he said.', ["It is over,", "We won,"]),
    ("“It is over, said the mayor. She left.\nShe won.", ["It is over,"]),
    ("“It is over, Ann Low said. She left.\nShe won.", ["It is over,"]),
    ('"Is it over? she said. He left.', ["Is it over?"]),
    (
        "“It is over, he said, but she left.\n“She won.”",
        ["It is over, he said, but she left.", "She won."],
    ),
    ("“It is over, he said it was. She left.", ["It is over, he said it was. She left."]),
    ("“The mayor said it is over. She left.", ["The mayor said it is over. She left."]),
    ('The bus (the "late one) left. It won.', ["late one"]),
    ("It left [“late” or “early] at noon.", ["late", "early"]),
    ("She said: “It is over :) at last. They left.", ["It is over :) at last. They left."]),
    ('It left ("late, as (it) was', ["late, as (it) was"]),
    # cut off, or still being typed
    ("She said: 'It is over and we", ["It is over and we"]),
    ("She said: 'It is over and we.", []),
    ("It was 'the end of\nShe left", []),
    ("They left 'cause it was over and", []),
    ('"It was in 2024", he said.', ["It was in 2024"]),
    # More possessives than are looked through.
    (f"'The{' guests’ hosts’' * 6} end' is over.", ["The guests"]),
    ("The minister 's plan is over and", []),
    ("The players' plan is over and", []),
    # over paragraphs
    ("“One.\n“Two.\n“Three,” he said.", ["One.", "Two.", "Three,"]),
    ('"One.\n"Two," he said.', ["One.", "Two,"]),
    ("‘One.\n‘Two,’ he said.", ["One.", "Two,"]),
    ('"One. "Two," he said.', ["One.", "Two,"]),
    # unclosed and misplaced
    ("“It is over.\nHe left.", ["It is over."]),
    ('He said: "It is over.\nHe left. "We won," he said.', ["It is over.", "We won,"]),
    ("‘It is over.\nHe left.", []),
    ("“It's the ‘end.”\nShe left.", ["It's the ‘end."]),
    # closed and not opened
    ("It is over,” he said.", ["It is over,"]),
    ('She left. It is over," he said. "We won," she said.', ["It is over,", "We won,"]),
    ('"We won," she said. It is over." He left.', ["We won,", "It is over."]),
    ('"We won," she said, and left." He left.', ["We won,"]),
    ('"We won," she said of the U.S. Court." He left.', ["We won,"]),
    ("She left.\nIt is the players’ bus,” he said.", ["It is the players’ bus,"]),
    ("“One.\nTwo. Two.\nThree. Three,” he said.", ["One.", "Two. Two.", "Three. Three,"]),
    ("“One.\n“Two.\nThree. Three,” he said.", ["One.", "Two.", "Three. Three,"]),
    ("“One.\nTwo.\n“Three. Three,” he said.", ["One.", "Three. Three,"]),
    ("“One,” he said.\nTwo.\nThree. Four,” he said.", ["One,", "Four,"]),
    ("“One, said Ann Low.\nTwo.\nThree. Four,” he said.", ["One,", "Four,"]),
    ('The road is 5.5" long, the bus 6" long. A 7"', []),
    ("” he said.", []),
    ('"It is over, "he said.', ["It is over,"]),
    ('" It is over , " he said .', ["It is over ,"]),
    ('He said:"It is over."', ["It is over."]),
    ('An odd" mark and odd"er.', []),
    ('It is "glued"on.', ["glued"]),
    ('Nothing "" in “” it.', []),
    ("(“brackets”) (\"here\") ['too']", ["brackets", "here", "too"]),
    ('A dash—"like this"—ends.', ["like this"]),
    ('"I was—" he said.', ["I was—"]),
    ('"', []),
    ("'n", []),
    ("“", []),
]


@pytest.mark.parametrize(("text", "quoted"), MARKS)
def test_quotations_lie_between_their_marks(text: str, quoted: list[str]) -> None:
    assert [text[slice(*span)] for span in quoted_spans(text)] == quoted


SPEECH, SCARE, TITLE = "speech", "scare", "title"
KINDS: list[tuple[str, list[str]]] = [
    # whole sentences, and quotations next to a verb of saying
    ("“We will win,” the mayor said.", [SPEECH]),
    ("“Never!” Later he gave in.", [SPEECH]),
    ("“Rubbish,” the mayor replied.", [SPEECH]),
    ("The mayor said “rubbish” twice.", [SPEECH]),
    ("The mayor said: “Rubbish.”", [SPEECH]),
    ("The mayor shouted, “Rubbish!”", [SPEECH]),
    ("His answer: “Rubbish.”", [SPEECH]),
    ("“Gutted”: keeper on late loss", [SPEECH]),
    ("“Gutted”, said the keeper.", [SPEECH]),
    ("They want the council to mend the long road.", []),
    ("The road is “in dire need of mending now” in parts.", [SPEECH]),
    ("Ten words “are far more than any that the town could ever read” here.", [SPEECH]),
    (
        "The road, they said, was “bad” and it is “a true disgrace to us” and “ugly” too.",
        [SPEECH] * 3,
    ),
    ("A tale of “a true disgrace to us” and “ugly” hats.", [SPEECH, SPEECH]),
    ("A tale of “ugly” and “a true disgrace to us” hats.", [SPEECH, SPEECH]),
    ("A tale of “ugly” hats and a mile of “a true disgrace to us” hats.", [SCARE, SPEECH]),
    ("The mayor and her “experts” wrote ninety pages.", [SCARE]),
    ("The Post ran a column on the “science” of mowing.", [SCARE]),
    # fragments that somebody is said to have said
    ("Unions warn of a “slow collapse” of the docks.", [SPEECH]),
    ("He called it “robust” in a letter.", [SPEECH]),
    ("The clerk was branded a “fool” by the board.", [SPEECH]),
    ("The plan is being spun as “green” by the firm.", [SPEECH]),
    ("The loss was “painful” for the club.", [SPEECH]),
    ("The loss was really “painful” for the club.", [SPEECH]),
    ("Talks were “good” and “frank”, but short.", [SPEECH, SPEECH]),
    ("After “frank” and “good” talks, she said, they ate.", [SPEECH, SPEECH]),
    ("Talks “frank”, minister for trade says", [SPEECH]),
    ("Docks strike “cruel” – port chief says", [SPEECH]),
    ("The “cruel” strike, according to the port, goes on.", [SPEECH]),
    ("A “cruel” he said under his breath.", [SPEECH]),
    ("Rocket “can reach us” by noon", [SPEECH]),
    ("A chorus of “shame on!” met him.", [SPEECH]),
    # words held at arm's length
    ("Men held over ‘cruel’ video of a dog", [SCARE]),
    ("The site fights “fake news” for a fee.", [SCARE]),
    ("The site fights “fake news,” for a fee.", [SCARE]),
    ("The town sees a “baby boom” after the floods.", [SCARE]),
    ("His so-called “friends” ran off.", [SCARE]),
    ("The storm, dubbed “the beast”, came back.", [SCARE]),
    ("Inside jail 'castes' that see money", [SCARE]),
    ("This “reform” means new windows.", [SCARE]),
    ("The council's “reform” meant new windows.", [SCARE]),
    ("Staff “lost” the file by noon.", [SCARE]),
    ("The “lost” file turned up.", [SCARE]),
    ("Rivals of “fake” and “paid” fans left.", [SCARE, SCARE]),
    ("Fans Say Goodbye To A Town And Its “Natural” Lake", [SPEECH]),
    ("Fans Wave Goodbye To A Town And Its “Natural” Lake", [SCARE]),
    # words that are spoken of
    ("Critics say the word “storm” misleads.", [SPEECH]),
    ("“Retrofitting” means new windows.", [SPEECH]),
    ("By “retrofitting” she meant new windows.", [SPEECH]),
    ("“Moron” was once a medical term.", [SPEECH]),
    # said without a verb of saying right next to it
    ("Placards read “Out”.", [SPEECH]),
    ("A memo marked “URGENT” was found.", [SPEECH]),
    ("Crews spoke of a “cruel” sea.", [SPEECH]),
    ("Crews hit out at “cruel” terms.", [SPEECH]),
    ("The mayor quit over a “cruel” remark.", [SPEECH]),
    ("The “cruel” terms, as she put it, remain.", [SPEECH]),
    ("A “cruel” loss used by rivals hurt.", [SPEECH]),
    ("“Cruel” was her verdict.", [SPEECH]),
    ("The crews, “horrified” by it, left.", [SPEECH]),
    ("Crews “horrified” as ship sinks", [SPEECH]),
    ("Ship sinking “horrible”", [SPEECH]),
    ("Crews left on “horrible” ship", [SCARE]),
    # names of works, and nicknames
    ("Ann “the Hat” Marsh won the race.", [TITLE]),
    ("He bought “the hat” of a king.", [SCARE]),
    ("Her novel, entitled “persuasion”, sold well.", [TITLE]),
    ("He wrote a poem called “a short history of rain and mud”.", [TITLE]),
    ("He called it a “ROAD TO NOWHERE”.", [SPEECH]),
    ("The advert, “Our Long Road,” won a prize.", [TITLE]),
    ("“The Long Road” opens on Friday.", [TITLE]),
    ("Ann “Jet” Marsh won the race.", [TITLE]),
    ("The film “Road to the Hills of the North” opens.", [TITLE]),
    ("He wrote “Road” and left.", [SPEECH]),
    ("A word of “2021 Vintage” is on the jar.", [TITLE]),
    ("HE SAW A “ROAD” IN THE DARK", [SCARE]),
    # inside other quotations
    ("“He called me a ‘fool’ at noon,” she said.", [SPEECH, SPEECH]),
    ("A “—” is a dash.", [SCARE]),
]


@pytest.mark.parametrize(("text", "kinds"), KINDS)
def test_quotations_are_of_a_kind(text: str, kinds: list[str]) -> None:
    assert [quotation.kind for quotation in parse_text(text, lexicon=LEXICON).quotations] == kinds


@given(st.text() | st.text("aS5 .,\n•“”‘’\"'`«»„“n)("))
def test_quotations_lie_in_the_text_in_order(text: str) -> None:
    plain = normalize_text(text).plain
    spans = quoted_spans(plain)
    assert spans == sorted(spans, key=lambda span: (span.start, -span.end))
    for span in spans:
        assert 0 <= span.start < span.end <= len(plain)
        assert "\n" not in plain[slice(*span)]


HOSTILE = [
    '"',
    "'",
    "“",
    "”",
    "“‘",
    '" ',
    ' "',
    " '",
    "'s ",
    "“a” ",
    "“a b” and ",
    "`",
    "6'2\"",
    '," ',
    "s' a ",
    "(“a ",
    "a “b, said A ",
    "said: ",
    "said:\n",
    "— A (@a) ",
    "@a: b\n",
    "â€",
]
# Quadratic time would take hours.
SIZE, SECONDS = 1_000_000, 60


@pytest.mark.no_cover
@pytest.mark.parametrize("hostile", HOSTILE)
def test_marks_without_end_are_read_in_linear_time(hostile: str) -> None:
    begun = process_time()
    parse_text(hostile * (SIZE // 10 // len(hostile)))
    assert process_time() - begun < SECONDS / 10


@pytest.mark.no_cover
def test_as_many_quotation_marks_as_a_text_may_have_are_read_in_linear_time() -> None:
    begun = process_time()
    parse_text('"' * (MAX_ITEMS - 1))
    assert process_time() - begun < SECONDS
