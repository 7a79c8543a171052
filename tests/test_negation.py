"""Negation: which sensational words the words before them deny."""

import pytest

from levelhead.engine.analyzer import Block, Options, analyze
from levelhead.engine.negation import is_negated
from tests.helpers.lexicons import entry, lexicon_of

WORDS = (
    "fiasco bloodbath disgrace scandal farce outrage chaos thug thugs "
    "shocking furious cruel brutal slam slams slammed slamming"
)
LEXICON = lexicon_of(*(entry(word, forms=(word,)) for word in WORDS.split()))

# In these the last of the words above is denied. All others are claimed.
DENIED = """
It was not shocking.
It was not a fiasco.
It wasn't a fiasco.
It wasn’t a shocking day.
It was not such a brutal day.
It cannot be a fiasco.
It can not be a fiasco.
It can't have been a bloodbath.
It was not at all a disgrace.
The vote was not by any means a farce.
The vote was not, by any means, a farce.
It is not, however, a scandal.
The delay is not in any way shocking.
Nor was it a fiasco.
The trip was neither cheap nor shocking.
Neither of them was furious.
Neither plan is a disgrace, nor is it a farce.
Nobody called it a fiasco.
Nobody was furious.
Nobody at the club was furious.
No one described the match as a farce.
No one slammed the plan.
No-one has slammed it.
No one in the room was furious.
None of them was furious.
None of the pictures was shocking.
None of it was shocking.
Nothing about the tour was cruel.
Nothing he said was shocking.
There was nothing particularly cruel in it.
Few fans were furious.
Few would call it a fiasco.
Very few of the letters were furious.
There was little outrage.
The news met with little public outrage.
There was very little chaos on the roads.
It was far from a fiasco.
It is far from shocking.
Far from being a disgrace, it went well.
It was anything but a fiasco.
The crowd was anything but furious.
It was nothing like a bloodbath.
It was nothing like the bloodbath of 1912.
It was nowhere near a scandal.
It was scarcely a scandal.
It was barely a scandal.
It is hardly shocking.
It was a bore rather than a fiasco.
They chose talks instead of a bloodbath.
Instead of slamming the deal, she signed it.
She praised it rather than slam it.
The tour failed to be a fiasco.
The speech failed to spark outrage.
She refused to slam her rival.
She declined to call it a scandal.
He stopped short of calling it a disgrace.
The pilots narrowly avoided a bloodbath.
Talks averted a costly fiasco.
The truce prevented another bloodbath.
The rain prevented it from becoming a fiasco.
The union ruled out a brutal strike.
He denied that it was a fiasco.
He denied being furious.
She denies it is a scandal.
He denied calling her a thug.
By no means was it a fiasco.
It is by no means a fiasco.
It is in no way shocking.
It is no longer a fiasco.
There was no bloodbath.
There was no such bloodbath.
There was no real outrage.
There is no evidence of a scandal.
No minister has slammed it.
No minister was ever furious.
There was no sign that it was a fiasco.
It isnt a fiasco.
It aint shocking.
They dont slam anyone.
He wasnt furious.
It wont be a fiasco.
It was never a scandal.
She has never slammed him.
He is rarely furious.
The day passed without outrage.
It ended without a hint of outrage.
They left without slamming anyone.
He did not think that it was a fiasco.
They did not turn it into a farce.
It did not lead to a bloodbath.
We do not want a bloodbath.
It was not the fiasco that some had feared.
It was not his usual furious self.
It is not one of the most shocking trials.
It was not a cruel or brutal plan.
It was not cruel or brutal.
It was not a cruel and brutal plan.
It is not that shocking.
It is not so shocking.
It is not really very shocking.
It is not as shocking as it looks.
It was not by brutal means.
He was not a political thug.
It was not so much a fiasco as a delay.
It was not much of a fiasco.
Not everyone was furious.
It was not “shocking”.
They did not call it ‘a disgrace’.
It was not a *fiasco*.
“It was not a fiasco,” he said.
'No one was furious,' she said.
He vowed not to slam them.
There was a lack of outrage.
It was due to the absence of chaos.
Don't be cruel.
The council was unable to call it a fiasco.
The minister said it was no scandal.
There is nothing shocking about the figures.
None of the council's decisions has been a disgrace.
Not one of the fans was furious.
Not a single minister slammed the budget.
Hardly anyone was furious.
Almost nobody found it shocking.
The show is far from being a farce.
The hearing was not, in fact, a farce.
Officials have denied any scandal.
Officials denied reports that it was a bloodbath.
The firm denied there had been a scandal.
The bank denied it had been cruel to staff.
The governor ruled out chaos at the border.
Quick work averted chaos.
Quick work averted what might have been a bloodbath.
A last-minute deal avoided chaos at the ports.
They hope to avoid a scandal.
Staff worked to prevent chaos.
There was never any outrage.
Never was it a disgrace.
At no point was it a fiasco.
In no sense is it a scandal.
On no account is it a disgrace.
The council cannot be called cruel.
She couldn't be described as furious.
The plan does not look like a fiasco.
It doesn't seem to be a scandal.
I don't think it's a fiasco.
We don't believe it is a disgrace.
They do not consider the vote a farce.
It was not meant to be cruel.
He did not mean to slam anyone.
It need not be a fiasco.
It needn't be a fiasco.
It was hardly the fiasco that critics made it out to be.
This was no bloodbath.
Far from slamming the deal, he praised it.
He praised her instead of slamming her.
She was thoughtful rather than furious.
It is a joke, not a disgrace.
It's a mistake, not an outrage.
The city saw no chaos.
Without being cruel, she told him.
Not all fans were furious.
The report found no evidence of cruel treatment.
The report found no cruel treatment.
The review did not find any scandal.
There wasn't any outrage.
There isn't a scandal here.
Few saw it as a scandal.
Few considered it shocking.
Little of the outrage was real.
Nobody in the party has slammed her.
Nobody thinks that it is a disgrace.
Nobody could call this a fiasco.
Nothing in the file is shocking.
Nothing that he said was shocking.
It was seldom cruel.
By no stretch of the imagination is it a fiasco.
It is not by any stretch a fiasco.
Not for a moment was it a farce.
It was not even a scandal.
It has yet to become a scandal.
He was never a thug.
He's no thug.
They're not thugs.
The claim that it was a farce is false; it was not a farce.
The cuts were not deliberately cruel.
The tone was not especially furious.
It didn't spark much outrage.
The match was scarcely a bloodbath.
She avoided slamming him.
It avoided becoming a farce.
He stopped just short of slamming her.
He fell short of calling it a scandal.
The film is not at all shocking.
The trial did not descend into farce.
The meeting did not end in chaos.
It is not a story of a cruel man.
The club insists there is no scandal.
Police said there was no chaos.
It is untrue; there is no fiasco.
He said the move would not cause chaos.
She told MPs the cut was not cruel.
It would not be fair to call it a fiasco, nor would it be a scandal.
Nobody should call her a thug.
Nobody has been cruel to him.
I wouldn't call it a disgrace.
You can hardly call it a farce.
It could scarcely be called shocking.
None of the three men was a thug.
Hardly a scandal.
Not a fiasco.
No scandal here.
No chaos as trains return.
There has been no outrage at the move.
Neither the mayor nor the council was furious.
There's no real scandal in it.
She showed little outrage.
Far from a bloodbath, it was dull.
Nothing of the sort: it was no scandal.
The day was anything but chaos.
It was in no sense a bloodbath.
They avoided another fiasco.
The plan is not as cruel as it sounds.
It is not remotely shocking.
It isn't really a scandal.
It is not quite a bloodbath.
Not everybody was furious.
The mood was not furious but calm.
His tone was never cruel.
It was not exactly a bloodbath.
It's not a question of cruel men.
Few people would describe him as a thug.
No person in that room was furious.
No one else was furious.
He isn't going to slam her.
He is not about to slam her.
They are not likely to slam her.
It wouldn't have been a fiasco.
They hadn't been cruel.
It was without any scandal.
She did it without being in the least furious.
It wasnt a scandal.
They havent slammed it.
The fault is the law, not political thugs.
It has never been called a disgrace.
It was never going to be a fiasco.
The trial wasn't a farce after all.
She couldn't possibly be furious.
He didn't look furious.
They were not in the slightest furious.
There is absolutely no scandal.
There's been no outrage whatsoever, no chaos.
No scandal was found.
Hardly a fan was furious.
None of the fans looked furious.
Nobody here is furious.
No fewer than ten papers said it was not a fiasco.
The plan was far from cruel.
The plan is far from being brutal.
He was nothing like as furious as before.
The job was anything but brutal.
Nothing here is cruel.
He scarcely looked furious.
The show was more a lecture than a farce, and not a scandal.
The mayor ruled out any outrage.
The firm denied being cruel or brutal.
She denied she was furious.
He denied that his plan was cruel.
He denied having been cruel.
The firm denies it caused chaos.
The deal prevented chaos.
The deal helped avoid chaos.
A deal was struck to avert a bloodbath.
Few believe it was a fiasco.
Few in the crowd were furious.
I saw little chaos.
There has been little sign of outrage.
The change caused little chaos.
We found nothing shocking.
He failed to be furious.
The vote failed to descend into chaos.
The book is neither shocking nor cruel.
That isn't cruel, it's kind.
It's not the disgrace you think it is.
It wasn't quite the fiasco they feared.
You wouldn't call that a bloodbath.
No way was it a disgrace.
Not at all shocking, the film bored us.
It is untrue that nobody was hurt, but no thugs came.
Neither side was brutal.
He never once slammed her.
Nobody ever slammed her.
In no way was the tour a fiasco.
Nor was the tour cruel.
Few fans thought the tour shocking.
"""
CLAIMED = """
It was a fiasco.
It was not only a fiasco.
It was not only a delay but a fiasco.
It wasn't just a fiasco.
It was not merely shocking.
It is not simply a disgrace.
It isn't only cruel.
They did not merely slam it.
It is no less shocking.
It is no doubt a fiasco.
There is no doubt that it was a fiasco.
No wonder fans are furious.
It was never more shocking.
Never before had a brutal war been so long.
Never have I been so furious.
She had never seen such a shocking film.
The plan is not without its cruel side.
The trip was not without chaos.
It was bad, if not a disgrace.
It was odd, if not shocking.
Whether or not brutal, it was short.
Ready or not, furious fans are coming.
It is not for nothing that furious fans left.
It was not for nothing a scandal.
One cannot but slam it.
You can't help being furious.
He cannot help but slam them.
No sooner had brutal winds hit than it rained.
They came for peace, not least because brutal winds blew.
It was none other than the brutal ruler.
It was nothing short of a disgrace.
It was nothing less than a fiasco.
It was nothing but a farce.
He is nothing if not furious.
It was little short of a disgrace.
Hardly a day goes by without a scandal.
Hardly a week passes without some new scandal.
No week ends without a fiasco.
It was without doubt a fiasco.
It was a few brutal days.
The last few brutal days are over.
A few furious fans left.
The little thugs ran off.
He is a little furious.
He did not come, a disgrace for the club.
It was not luck but brutal force.
It was not a success but a fiasco.
She said no and slammed the door.
He did not resign because furious fans left.
He did not see that it was a brutal day.
He did not stop the bloodbath.
They could not stop a bloodbath.
They could not avoid a bloodbath.
They failed to avoid a bloodbath.
They failed to prevent another bloodbath.
They should have avoided a fiasco.
It would have prevented a bloodbath.
No one can rule out a bloodbath.
He did not deny that it was a fiasco.
No one denied being furious.
He never fails to slam them.
It was not far from a fiasco.
There was no lack of outrage.
There was no shortage of thugs.
No 10 slams the mayor.
No. 10 slams the mayor.
The no camp slammed it.
She did not mention the shocking report.
She did not condemn brutal attacks.
Nobody knew it was a fiasco.
Nobody expected a bloodbath.
Nobody survived the brutal attack.
No aid reached brutal camps.
No minister condemned the brutal attack.
She avoided the brutal front line.
The side were denied by a brutal tackle.
The side was denied a shocking goal.
He denied the claim, and furious fans slammed him.
Isn't it shocking?
Isn't this a disgrace?
Is it not a disgrace?
It could not be more shocking.
It couldn't have been more brutal.
It is not the first fiasco.
It was not the only fiasco.
It is no ordinary scandal.
No-one was more furious.
Nothing is so brutal as war.
He is no stranger to scandal.
He can't wait to slam them.
It was not known that brutal men ran it.
Not content with slamming them, she sued.
She rarely sees such brutal films.
It ran for barely a week after the brutal raid.
As is his wont, he slammed them.
It is not long since the brutal war.
No, it was a fiasco.
Not now: it is a fiasco.
Why not slam them?
The mayor, who does not smoke, slammed them.
He did not speak – shocking.
He spoke (not for long) in a furious tone.
All or nothing: furious fans wait.
It happened far from here in brutal heat.
Not even the brutal cold kept them away.
Not until the brutal winter did they leave.
It isn't just shocking, it is cruel.
It was not least a scandal for the club.
There can be no doubt it was a fiasco.
Without a doubt it was a disgrace.
Without question, it is a farce.
It's nothing if not a scandal.
It was nothing other than a disgrace.
Not to mention the shocking bill.
It was worse than anyone thought, not to say shocking.
No matter how cruel, it is legal.
He has no right to be furious.
No one had seen such chaos.
Nobody has ever seen a more brutal war.
There has never been such outrage.
Never has a scandal been so costly.
Few wars have been so brutal.
There are few things more shocking.
Few expected chaos.
He did not attend the brutal trial.
He didn't survive the bloodbath.
They haven't forgotten the scandal.
It has not been forgotten: the disgrace lives on.
I can't believe how cruel it is.
I can't stand the outrage.
We can't ignore the scandal.
They could do nothing about the chaos.
They did nothing to stop the bloodbath.
They did little to stop the bloodbath.
He said little, furious at the press.
No thanks to the brutal cuts, it closed.
She did not flinch as thugs slammed the door.
She wasn't there when thugs came.
The ban did not prevent a bloodbath.
They could have prevented a bloodbath.
The deal might have averted a scandal.
He failed to apologise for the scandal.
He refused to apologise for the shocking remark.
He refused to condemn the bloodbath.
He denied murder after a brutal attack.
She denied a role in the scandal.
He avoided jail after a brutal attack.
She avoided questions about the scandal.
He escaped rather than face a furious crowd.
Instead of help, they met furious fans.
Instead of an answer, she slammed him.
Nobody knows why fans are furious.
No reason was given for the brutal raid.
No charges followed the brutal raid.
No arrests have been made over the brutal raid.
It did not rain, but it was chaos.
Not everyone liked the cruel joke.
Not surprisingly, fans were furious.
He's not happy; he is furious.
He was not amused and slammed the film.
Not long after, chaos broke out.
Not far away, chaos broke out.
There is no excuse for such chaos.
There's no excuse for cruel treatment.
There is no hiding the scandal.
It can no longer be denied that it is a scandal.
Nothing could be more cruel.
No one could be more furious than she is.
Why shouldn't fans be furious?
Don't you slam me.
It was hardly surprising that fans were furious.
It was barely believable: a shocking loss.
She barely hid her furious mood.
The barely concealed outrage grew.
He is not just any thug.
Not for the first time, fans were furious.
Without warning, thugs came.
He hardly spoke, furious with himself.
He is neither here nor there, a disgrace.
It was no accident that fans slammed him.
No less shocking was the bill.
It was no small disgrace.
The vote was nothing short of shocking.
The vote was none the less shocking.
It was little more than a farce.
It was little less than a disgrace.
It's little wonder fans are furious.
Little wonder fans are furious.
The little brutal man left.
There were quite a few thugs.
Every few days, chaos returned.
The mayor could not hide that it was a fiasco.
We have nothing to add about the brutal raid.
The crowd did not disperse and thugs threw stones.
It is not clear if it was a fiasco.
It is not clear whether thugs did it.
The plan did not work, which was a disgrace.
They did not play well: a farce.
The man, not yet 20, was a thug.
He has not slept since the bloodbath.
There is no word on the brutal raid.
The police have few leads in the brutal killing.
There are few words for this bloodbath.
He lost his job, not to mention his pals, in the scandal.
No one came to the aid of the thugs.
No one has been charged over the scandal.
Nobody talks about the bloodbath.
Nothing has been heard of the thugs.
None of this excuses the bloodbath.
None of this will end the chaos.
The firm has denied any role in the scandal.
He was denied entry in a brutal scene.
She prevented the thug from leaving.
He avoided the thugs.
They avoided the chaos of the city.
Rather than wait, furious fans left.
Instead, furious fans left.
They failed to quell the chaos.
It failed to halt a brutal raid.
He is not the only thug.
It is nothing new: a scandal a week.
That's no way to treat a brutal loss.
It is not so much what he said as the cruel tone.
They have no option but to slam it.
The club has no time for thugs.
I have never met such thugs.
It was never less than brutal.
He was never far from chaos.
It is not often that fans slam him.
It isn't every day that thugs break in.
Not everything went to plan in a brutal week.
The war, barely a month old, is brutal.
They had barely begun when thugs came.
Scarcely had they begun when thugs came.
It's not fair; it's cruel.
It's not fair, it's cruel.
It is not right and it is a disgrace.
It is not what we want: chaos.
Not only that, it was a disgrace.
Not that brutal cold stopped them.
He neither ate nor slept in the brutal cold.
Without help, the brutal cold would kill.
Without the help of thugs, he lost.
It was a no go in brutal heat.
Whether they like it or not, thugs run it.
If not for the brutal cold, they would go.
They learned nothing from the first brutal war.
The not inconsiderable chaos went on.
Not since the war has a bloodbath cost so many lives.
It was nothing if not shocking.
It could hardly have been more shocking.
There's nothing more shocking than that.
There is nothing so cruel as a lie.
It is not every day that a scandal breaks.
It's hard not to be furious.
It is impossible not to be shocking.
I can't think of a worse fiasco.
It is difficult to imagine a more brutal war.
The mayor did not rule out chaos.
They did little to avoid a fiasco.
They were too late to avoid a fiasco.
It was too late to prevent a bloodbath.
They tried in vain to prevent a bloodbath.
Nothing could have prevented the bloodbath.
Nothing could avert a bloodbath.
Nobody doubts that it was a fiasco.
Nobody denies that it is a scandal.
No one disputes that it was a fiasco.
There is no denying it was a fiasco.
It cannot be denied that it was a fiasco.
He made no bones about it: a disgrace.
He makes no secret that he is furious.
She lost no time in slamming him.
She wasted no time slamming him.
They had no choice but to slam it.
Without further ado, chaos began.
Without so much as a word, thugs hit him.
She left without a word, furious.
She left without him, furious and cold.
With no end in sight to the brutal war, they fled.
With no help, furious fans left.
None but a thug would do it.
Not a few fans were furious.
Not long ago a scandal broke.
No amount of spin can hide the scandal.
No amount of talk will make it less cruel.
It is no use being furious.
Never mind the chaos.
Never underestimate a furious crowd.
The fiasco never ends: a brutal day.
He could not contain his outrage.
He barely contained his outrage.
He could barely hide that he was furious.
The few who came were furious.
Those few fans were furious.
A little brutal honesty helps.
She is little known, but furious.
The rule was denied, and chaos came.
Far from home, thugs hit him.
It's not far from being a farce.
Anything but that, furious fans said.
Rather than that, furious fans said.
I've had nothing but chaos.
He has nothing to say to furious fans.
The fans, none too pleased, slammed him.
The fans, not to be outdone, slammed him.
He was not sorry he slammed her.
He can't be trusted, the thug.
Don't worry, furious fans said.
"""


def negated(text: str) -> bool:
    """Whether the last span of a text is negated."""
    span = analyze([Block(text)], LEXICON, Options(explain=True)).spans[-1]
    return "negated" in {factor.name for factor in span.factors or ()}


@pytest.mark.parametrize("text", DENIED.strip().splitlines())
def test_what_is_denied_is_negated(text: str) -> None:
    assert negated(text)


@pytest.mark.parametrize("text", CLAIMED.strip().splitlines())
def test_what_is_claimed_is_not_negated(text: str) -> None:
    assert not negated(text)


@pytest.mark.parametrize("before", ["\nnot", "\nnot-", "\nnot (", "\nit is not a non-"])
def test_a_word_that_is_tied_to_another_is_not_negated(before: str) -> None:
    assert not is_negated(before)
