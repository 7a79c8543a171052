"""The levelled version on the page at /: only edits that nobody needs to check."""

import pytest
from playwright.sync_api import Page

from tests.browser.at_the_paper import ARTICLE, copied, load_sample, paste, shown

# One sentence a line. Where an arrow follows, edits are made; all others stay as they are.
SENTENCES = """\
The mayor slammed the plan for a tram. => The mayor criticised the plan for a tram.
The actor blasts a rival over pay. => The actor criticises a rival over pay.
The union lambasted its offer. => The union criticised its offer.
She castigated the board. => She criticised the board.
The lorry slammed into a wall.
He slammed the door, and a van blasted through a gate.
Two blasts shook the harbour.
Their wedding vows were short.
A humongous bill came by post. => A large bill came by post.
A gargantuan water bill came by post. => A large water bill came by post.
They sent a whopping 134 letters, a whopping 85% of them by air.
He is a massive fan.
She looked furious, then left. => She looked angry, then left.
A furious row broke out.
It ended with a blunder. => It ended with a mistake.
He blundered into the meeting.
The hall was absolutely packed. => The hall was packed.
An utterly shambolic scheme was dropped. => A shambolic scheme was dropped.
An utterly useless scheme was dropped.
It failed utterly.
Nobody said it was utterly wrong.
It was the most ridiculous plan of the year.
Her appalling record grew.
The absurd became normal.
It was an absurd plan.
The bridge was a shambolic and ghastly sight.
No ludicrous claims were made.
All ludicrous claims were deleted.
The mayor never slammed the plan.
She was not furious.
She cannot have slammed the plan.
She barely looked furious, and failed to slam the plan.
The club made a humiliating U-turn.
His own henchmen turned on him.
The bloodthirsty thug left the shop.
His skill and notoriety would help.
A savage and horrific murder shook the town.
Prices rocketed.
Police brutalised the crowd.
The council shot down the plan.
The minister is clueless about the scale.
He is in the pocket of the lobby.
It may rain, and the bill will probably rise.
Around 60 people are reportedly ill, possibly more.
Perhaps the deal will collapse.
The chair is seemingly empty.
“It is an utterly shambolic idea,” said one.
"It is an utterly shambolic idea," said one.
‘It is an utterly shambolic idea,’ said one.
He called it “absolutely bonkers” and left.
It is utterly wrong, the mayor said.
The report called the mayor's plan "an absolutely packed mess".
"""
CASES = [
    (before.strip(), (after or before).strip())
    for before, _, after in (line.partition("=>") for line in SENTENCES.splitlines())
]


def test_an_edit_is_made_where_words_and_place_leave_no_doubt(paper: Page) -> None:
    """All in one article, each sentence a paragraph; which are wrong is shown at once."""
    paste(paper, "\n\n".join(before for before, _ in CASES))
    paper.locator("#levelled p").nth(len(CASES) - 1).wait_for()
    levelled = paper.locator("#levelled p").all_inner_texts()
    assert [*zip((before for before, _ in CASES), levelled, strict=True)] == CASES


def test_a_text_without_paragraphs_is_left_to_a_person_and_takes_no_time(paper: Page) -> None:
    milliseconds: float = paper.evaluate(
        """async () => {
          const { level } = await import("/page/neutral.js");
          const text = "the hall was absolutely packed and it’s shut ".repeat(4_000);
          const marks = [...text.matchAll(/absolutely/g)].map(({ index }) => ({
            start: index, end: index + 10, dimension: "sensational", voice: "author",
            suggestions: [{ action: "delete" }],
          }));
          const begin = performance.now();
          if (level(text, marks).made) throw new Error("an edit was made");
          return performance.now() - begin;
        }"""
    )
    assert milliseconds < 2_000


def test_a_headline_keeps_its_grammar(paper: Page) -> None:
    paste(paper, "Mayor slams bonkers tram plan\n\nIt is to open in May.")
    shown(paper, 2)
    assert paper.locator("#levelled h4").inner_text() == "Mayor criticises bonkers tram plan"
    assert paper.locator("#written del").all_inner_texts() == ["slams"]
    assert paper.locator("#versions-lead").inner_text() == (
        "1 edit made, 1 mark left for you. Quotations and hedges are never changed."
    )


@pytest.mark.parametrize("kind", ["hedging", "quoted"])
def test_hedges_and_quotations_of_the_sample_stay(paper: Page, kind: str) -> None:
    load_sample(paper)
    paper.locator("#filters").get_by_role("button").filter(has_text=kind).click()
    words = paper.locator("#marks td.said").all_inner_texts()
    assert len(words) >= 2
    levelled = paper.locator("#levelled mark").all_inner_texts()
    assert [word for word in words if word not in levelled] == []
    assert "“It is an utterly shambolic idea,” said" in paper.locator("#levelled").inner_text()


def test_the_levelled_text_is_copied_as_plain_text(paper: Page) -> None:
    paste(paper, ARTICLE)
    shown(paper)
    text = copied(paper, "Copy levelled text")
    assert text == ARTICLE.replace("slams", "criticises")
