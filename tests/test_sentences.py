"""Sentences of news: where a full stop ends one."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levelhead.engine.document.normalized import normalize_text
from levelhead.engine.document.sentences import sentences_of
from tests.helpers.lexicons import LEXICON

SAYING = LEXICON.reporting.saying

# Each string is one sentence; they are joined with a space, or as they are if they end with \n.
ARTICLES: list[list[str]] = [
    ["The army chief, Gen. Sir Nick Hollis, stepped down.", "He gave no reason."],
    ["He met U.S. President Alma Reyes.", "She smiled."],
    ["Troops left the U.S. The next day they were back."],
    ["They flew home to the U.S. in March.", "It rained."],
    ["The bus left at 7 a.m. on Friday.", "Nobody was on it."],
    ["The bus left at 7 a.m.", "Police stopped it."],
    ["It starts at 9 p.m. Eastern and ends at 10 p.m. GMT.", "Doors open at 8 p.m."],
    ["He left No. 10 by the back door.", "A car waited."],
    ["Asked if he would go, he said No.", "Then he went."],
    ["J. D. Vance and J.K. Rowling never met.", "Why would they?"],
    ["George W. Bush spoke.", "The hall was full."],
    ["We chose plan B.", "The rest is known."],
    ["B. Hale won.", "D. Park was next.", "C. Lowe fell."],
    ["1. A. Hale 9.8sec, 2. B. Park 9.9; 3. C.D. Lowe 10.", "Then it rained."],
    ["They drew 2, 3, 5 and 7, 9.", "A. Hale won."],
    ["It cost $1.5m.", "Nobody paid the £2.30 fare."],
    ["Shares fell 2.5.", "Trump was asked."],
    ["He paused… and went on.", "Then he stopped…", "Nobody moved."],
    ["Wait... what?", "It was over..."],
    ["She trailed off. . . and left.", "It was late."],
    ["Fruit, e.g. apples, i.e. the red ones, cost more.", "Pears do not."],
    ["Mr. Pike met Mrs. Lowe, Dr. Khan and Prof. Obi.", "Tea was served."],
    ["On Jan. 6 they marched.", "On Feb. 12 they rested."],
    ["It was cold in Jan.", "Nobody minded."],
    ["He lives in St. Louis, near Mt. Hood.", "It is quiet."],
    ["It was Leeds vs. Derby again.", "Smith v. Jones was heard."],
    ["She works for Acme Inc. in Ohio.", "It makes anvils."],
    ["She left Acme Inc.", "Shares fell."],
    ["Ely, Cambs. and Corby, Northants. are towns.", "She lives in Cambs.", "He does not."],
    ["Acme Inc. Chief Executive Tom Hale resigned.", "Nobody wept."],
    ["He runs Hale Bros. Circus with Ann Hale Jr. of Kent.", "It tours."],
    ["He said: “It is over.”", "Then he left."],
    ["He said: 'It is over.'", "Then he left."],
    ['"It is over." he said.', "Nobody spoke."],
    ["“Why?” he asked.", "“Go!” she cried.", "They went."],
    ["“Why?”", "He did not know."],
    ["Yahoo! shares rose.", "Is it a bubble?", "Perhaps!"],
    ["What?!", "He could not believe it!!!", "Nor could we."],
    ["He came . ", "She left ."],
    ["(He had been ill.)", "She knew."],
    ["He (born in the U.S.) won.", "She lost."],
    ["First line without a stop\n", "Second line"],
    ["• Red flags\n", "• White flags\n", "1. Do this first.", "Then that."],
    ["Read more:", "• One story", "• Another story"],
    ["12.\n", "He was born in 1950.", "She was born c. 1960."],
    ["Visit example.com for more.", "Or call 01.23.45 now."],
    ["Lt. Col. Ada Quinn and Sgt. Bo Marsh, Pfc. Lee.", "All were hurt."],
    ["Sen. Joe Park, R-Tex., and Rep. Amy Fox agreed.", "It was rare."],
    ["Officials of the U.N. and the E.U. met.", "They agreed."],
    ["She has a Ph.D. in law.", "He has none."],
    ["The paper is by Stone et al. and is short.", "It is good."],
    ["The match finished in December. it was cold.", "Really."],
    ["He ran 5 km.", "She ran 10 mph. faster."],
    ["Nobody came, etc.", "The end."],
    ["“He left,” she said.", "“Mr. Pike was the U.S. envoy.”"],
    ["Is it No. 1? yes, it is."],
    ["So do I.", "He does not."],
    ["Approx. 5 sq. ft. (incl. tax) may sell.", "It did."],
    ["Acme Inc. (which makes anvils) fell."],
    ["Acme Inc. (NYSE: ACM) fell.", "Hale Ltd. did not."],
    ["She left Acme Inc.", "(Shares fell.)"],
    ["Fig. A shows it.", "Vol. II is out.", "Figs. B and C do not.", "See Ch. IV and Vol. 3."],
    ["Gen. (ret.) Joe Hale spoke.", "He left."],
    ["Col. (Ret.) Ann Low spoke."],
    ["He lives in Co. Durham.", "It rains."],
    ["A farm in Bangor, Co. Down, burned.", "Co. Kerry won."],
    ["He owns Hale & Co.", "The firm fell.", "She runs Hale Motor Co.", "Durham is far."],
    ["The med. school is old.", "The dept. store shut."],
    ["Ida Low (b. with two hearts) died."],
    ["E.g. The red ones.", "I.e. red.", "Cf. The blue ones.", "Incl. tax it is £5."],
    ["He works at Acme Inc.", "The firm makes anvils."],
    ["“Really?” Anna asked.", "“Yes.”"],
    ["“Stop!” Mayor Ann Low shouted.", "Nobody did."],
    ["“Why?” Mr. Pike said on Friday."],
    ["'Who cares?' Dr. Ada Quinn asked reporters."],
    ["“Really?”", "He left the room."],
    ["“Really?”", "Anna left."],
    ["“Really?”", "Anna said nothing."],
    ["“Why now?”", "Mr. Pike wants to know."],
    ["“Why?” he asked.", "“Why not?”", "Critics said no."],
    ["Jan.–Dec. sales rose.", "Mon.–Sun. hours apply.", "We open Mon.–Fri.", "The shop is shut."],
    ["Open Mon.-Sat. 9 to 5.", "It shuts on Sat.", "Then it opens."],
    ["J. R. R. Tolkien wrote it."],
    ["See pp. 4–6, cf. Hale 1990, ca. 1880, ed. Low, et al. 1991."],
    ["The U.S. Senate met.", "Non-U.S. firms left.", "It is a non-U.S. Bank."],
    ["It opens at 9 a.m. Monday.", "It shut at 5 p.m."],
    ["Police came.", "It opens at 5 p.m. (GMT) today."],
    ["Rep. Ann Low, Sen. Bo Hart and Gov. Cy Dent met at Ft. Worth near Mt. Hood.", "They ate."],
    ["Ann Low, Ph.D., won.", "Ann Low Jr. left.", "He is Hart Sr.", "The end."],
    ["The no. 1 seed won.", "It cost approx. $5.", "Lot nos. 4 and 5 sold."],
    ["We took Rte. 66 and Hwy. 61 to Apt. 4.", "It was Ep. 3."],
    ["St. Kilda won.", "He is a saint.", "The temp. was low.", "It is about 5 yrs. old."],
    ["He met Sgt. 1st Class Bo Low.", "Rt. Hon. Ann Low spoke."],
    ["He ate a fig.", "A man saw it."],
    ["He read Vol.", "She did not."],
    ["He said No.", "I left."],
    ["(He left the U.S.)", "She knew."],
    ["We were there (in the U.S.)", "She knew."],
    ["He studied art.", "It was fun.", "This is vitamin B.", "The rest is not."],
    ["Est. 1990, it is old.", "Max. 5 people.", "Min. height 3 ft.", "Max left."],
    ["She drove for Ford Motor Co. in Ohio.", "He did not."],
    ["Sen. Joe Park (R-Tex.) Low of Hale spoke."],
    ["She left Hale Ltd.", "(It was 1990.)"],
    ["They met (“No.”)", "She left."],
    ["“Why?” O'Hara-Low asked later.", "“Go!” Ann Low of Hale said."],
    ["Capt. (ret'd.) Joe Hale spoke."],
    ["It weighs 5 lbs. and costs $3.", "It is 6 ft. 2 in. tall.",],
    ["It fell 6 ft.", "We came in.", "Ann left."],
    ["It was founded by Wm. Low and Geo. Hart.", "It is 30 deg. Celsius."],
    ["The vote was Sun. night.", "We read The Sun.", "She did not.", "In The Sun.", "5 men."],
    ["He bought 3 doz. eggs.", "She bought a qt. of milk."],
    ["Chap. 4 is good.", "The gov. of Ohio left.", "The co. is dead."],
]  # fmt: skip


def joined(parts: list[str]) -> str:
    return "".join(part if part.endswith("\n") else f"{part} " for part in parts).strip()


# Strings of the tables above that have two sentences.
SPLIT = {
    "Troops left the U.S. The next day they were back.": [
        "Troops left the U.S.",
        "The next day they were back.",
    ],
    "The match finished in December. it was cold.": [
        "The match finished in December.",
        "it was cold.",
    ],
    "He came . ": ["He came ."],
}


@pytest.mark.parametrize("parts", ARTICLES, ids=lambda parts: parts[0][:40].strip())
def test_sentences_end_where_a_reader_ends_them(parts: list[str]) -> None:
    plain = normalize_text(joined(parts)).plain
    expected = [piece for part in parts for piece in SPLIT.get(part, [part.strip()])]
    assert [plain[slice(*span)] for span in sentences_of(plain, saying=SAYING)] == expected


def test_no_text_has_no_sentences() -> None:
    assert sentences_of("") == ()


@given(st.text() | st.text("aB .!?…\n•”\"'1)“"))
def test_sentences_hold_every_character_once_and_in_order(text: str) -> None:
    plain = normalize_text(text).plain
    spans = sentences_of(plain)
    done = 0
    for span in spans:
        assert done <= span.start < span.end <= len(plain)
        assert not plain[done : span.start].strip(" \n")
        assert "\n" not in plain[slice(*span)]
        assert plain[slice(*span)].strip(" ") == plain[slice(*span)]
        done = span.end
    assert not plain[done:].strip(" \n")


@pytest.mark.parametrize(
    "hostile", [".", ". ", "A. ", 'a."', "•", " •", "\n.", "U.S. (", "!x", '."']
)
@pytest.mark.no_cover
def test_anything_without_end_is_split_in_linear_time(hostile: str) -> None:
    begun = process_time()
    sentences_of(hostile * (190_000 // len(hostile)) + "x")
    assert process_time() - begun < 10
