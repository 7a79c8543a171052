"""Attributions: who says what by which words, in all kinds of news sentences."""

from dataclasses import replace
from time import process_time

import pytest
from msgspec import structs

from levelhead.engine import report_attributions
from levelhead.engine.analyzer import Block, Options, analyze
from levelhead.engine.attributions.sentence import MAX_WORDS
from levelhead.engine.bounds import TooMuch
from levelhead.engine.report import Attribution, Report
from levelhead.lexicon.reporting import RawReporting
from levelhead.lexicon.source import parse
from levelhead.types import OffsetUnit
from tests.helpers.lexicons import FOLDER, LEXICON, lexicon_of

INCLUDED = Options(include=frozenset(("attributions",)))

# A text with its attributions: verb < source: stance, kind of source, and whether it is quoted.
FOUND: list[tuple[str, ...]] = [
    ("Police believe the man fled by boat.", "believe < Police: neutral role"),
    ("Investigators suspect a spark started the fire.", "suspect < Investigators: neutral role"),
    ("Farmers in the valley claim that it is dry.", "claim < Farmers in the valley: doubting role"),
    ("The captain agreed.", "agreed < The captain: neutral role"),
    ("She blasted the decision.", "blasted < She: loaded pronoun"),
    ("He admitted two counts of fraud.", "admitted < He: confirming pronoun"),
    ("It slammed the ruling.", "slammed < It: loaded pronoun"),
    ("Marta Quill said the depot would close in May.", "said < Marta Quill: neutral named"),
    (
        "The depot will close in May, said Marta Quill, who runs it.",
        "said < Marta Quill: neutral named",
    ),
    (
        "Marta Quill, a nurse at the Eastham clinic, said beds were short.",
        "said < Marta Quill: neutral named",
    ),
    (
        "According to the harbour board, the crane is safe.",
        "According to < the harbour board: neutral role",
    ),
    (
        "Ferries will stop at noon, according to a spokesman for the port.",
        "according to < a spokesman for the port: neutral role",
    ),
    (
        "The minister told reporters that talks had failed.",
        "told reporters < The minister: neutral role",
    ),
    ("Ms Quill told the BBC she was tired.", "told the BBC < Ms Quill: neutral named"),
    ('Dobbs: "We never saw the letter."', ": < Dobbs: neutral named direct"),
    ("Dobbs tweeted that the game was up.", "tweeted < Dobbs: neutral named"),
    ('"It is over," he added.', "added < he: neutral pronoun direct"),
    ("She insisted that nothing had changed.", "insisted < She: doubting pronoun"),
    ("Dobbs admitted he had forgotten the key.", "admitted < Dobbs: confirming named"),
    ("Forecasters warned that roads could flood.", "warned < Forecasters: neutral role"),
    ("In a statement, the company said it was sorry.", "said < the company: neutral role"),
    ("As Quill put it, the bridge was a bad joke.", "put it < Quill: neutral named"),
    (
        "Dobbs was quoted as saying the deal was dead.",
        "was quoted as saying < Dobbs: neutral named",
    ),
    ("The report found that two wards were unsafe.", "found < The report: neutral role"),
    (
        "The report, published on Monday, says two wards were unsafe.",
        "says < The report: neutral role",
    ),
    ("Police believe the van was stolen.", "believe < Police: neutral role"),
    ("The singer is said to own four yachts.", "is said to < -: neutral none"),
    ("It is claimed that the mayor knew.", "is claimed < -: doubting none"),
    (
        "Sources close to the striker say he wants to leave.",
        "say < Sources close to the striker: neutral unnamed",
    ),
    (
        "One official said on condition of anonymity that the vote was fixed.",
        "said < One official: neutral unnamed",
    ),
    ("Quill and Dobbs said they would appeal.", "said < Quill and Dobbs: neutral named"),
    (
        "The mayor and the bishop said they would appeal.",
        "said < The mayor and the bishop: neutral role",
    ),
    (
        '"We had no warning," said the head teacher, Ann Dobbs. "None at all."',
        "said < the head teacher: neutral role direct",
    ),
    ('"We lost," Quill said, "because we were slow."', "said < Quill: neutral named direct"),
    ("The scheme was described by Dobbs as a waste.", "described < Dobbs: neutral named"),
    (
        "In the words of one resident, the street is a racetrack.",
        "In the words of < one resident: neutral unnamed",
    ),
    ("Quill's claim that the money was spent is false.", "claim < Quill's: doubting named"),
    ("A spokesman's denial came hours later.", "denial < A spokesman's: neutral role"),
    ("Dobbs repeated his claim that he was in Leeds.", "claim < his: doubting pronoun"),
    ("Prosecutors alleged that Dobbs had lied.", "alleged < Prosecutors: doubting role"),
    ("Witnesses reported hearing two shots.", "reported < Witnesses: neutral unnamed"),
    ("Residents fear the pub will close.", "fear < Residents: neutral unnamed"),
    ("Analysts expect profits to fall.", "expect < Analysts: neutral role"),
    ("The company denied wrongdoing.", "denied < The company: neutral role"),
    ("Dobbs denied that he had lied.", "denied < Dobbs: neutral named"),
    ('"Nonsense," replied the coach.', "replied < the coach: neutral role direct"),
    (
        'Asked about the delay, Quill said: "Ask the builders."',
        "said < Quill: neutral named direct",
    ),
    ("He pointed out that the law had changed.", "pointed out < He: confirming pronoun"),
    ("The court heard that Dobbs drove at 90mph.", "heard < -: neutral none"),
    ("Jurors were told that the knife was never found.", "were told < -: neutral none"),
    (
        "A study in the journal Heart suggests that tea helps.",
        "suggests < A study in the journal Heart: neutral role",
    ),
    ("The union accused ministers of dithering.", "accused < The union: neutral role"),
    (
        "The council has confirmed that the pool will shut.",
        "confirmed < The council: confirming role",
    ),
    ("Critics say the scheme is a gimmick.", "say < Critics: neutral unnamed"),
    (
        "Officials, who asked not to be named, said the plane was late.",
        "said < Officials: neutral unnamed",
    ),
    (
        "Two people familiar with the talks said a deal was close.",
        "said < Two people familiar with the talks: neutral unnamed",
    ),
    ("Bridge is safe, says mayor", "says < mayor: neutral role"),
    ("Tax cut will help poor, minister claims", "claims < minister: doubting role"),
    ("Police: man held after knife attack", ": < Police: neutral role"),
    ("Leaked memo reveals bank knew of flaw", "reveals < Leaked memo: confirming role"),
    ("The firm, which makes valves, said sales rose.", "said < The firm: neutral role"),
    ("Sales rose, the firm said on Tuesday.", "said < the firm: neutral role"),
    ("Sales rose, it said in a filing.", "said < it: neutral pronoun"),
    (
        'A spokeswoman for the Home Office said: "We do not comment on cases."',
        "said < A spokeswoman for the Home Office: neutral role direct",
    ),
    ("Dobbs, 45, of Mill Lane, Eastham, said he was glad.", "said < Dobbs: neutral named"),
    ("It was, she wrote in her diary, the longest night.", "wrote < she: neutral pronoun"),
    (
        '"The bank has failed," the regulator concluded.',
        "concluded < the regulator: neutral role direct",
    ),
    ('Quill called the plan "a disgrace".', "called < Quill: neutral named"),
    (
        "The pilots' union said its members were exhausted.",
        "said < The pilots' union: neutral role",
    ),
    ("The judge said Dobbs had shown no remorse.", "said < The judge: neutral role"),
    ("He said he believed the dog was lost.", "said < He: neutral pronoun"),
    (
        "The senator, speaking in Ohio, accused the governor of lying.",
        "accused < The senator: neutral role",
    ),
    (
        "Officers were reportedly believed to be armed.",
        "were reportedly believed to < -: neutral none",
    ),
    ("The chairman went on to say that costs had doubled.", "say < The chairman: neutral role"),
    ("Dobbs resigned on Monday, saying he was ill.", "saying < Dobbs: neutral named"),
    ("Saying he was ill, Dobbs resigned on Monday.", "Saying < Dobbs: neutral named"),
    (
        "The minister was accused of lying by the opposition.",
        "accused < the opposition: neutral role",
    ),
    ("The court ruled that the ban was unlawful.", "ruled < The court: neutral role"),
    ("The bank announced 300 job losses.", "announced < The bank: neutral role"),
    ("The band announced that it would split.", "announced < The band: neutral role"),
    ("Two reports suggested otherwise.", "suggested < Two reports: neutral role"),
    ("They demanded an apology.", "demanded < They: neutral pronoun"),
    ("She demanded that he resign.", "demanded < She: neutral pronoun"),
    (
        "The ministry in Paris, meanwhile, said it knew nothing.",
        "said < The ministry in Paris: neutral role",
    ),
    ('"That," said Dobbs, "is the point."', "said < Dobbs: neutral named direct"),
    ("Dobbs has repeatedly said that he will not stand.", "said < Dobbs: neutral named"),
    (
        "The firm's chief executive, Olga Marsh, told shareholders that margins would fall.",
        "told shareholders < The firm's chief executive: neutral role",
    ),
    ("Neighbours told how they heard screams.", "told < Neighbours: neutral unnamed"),
    (
        "Claims that the votes were miscounted were rejected by the electoral office.",
        "Claims < -: doubting none",
        "rejected < the electoral office: neutral role",
    ),
    ("Reports said the plane had turned back.", "said < Reports: neutral role"),
    (
        "Vance Pohl, the Republican nominee, hit back at critics.",
        "hit back < Vance Pohl: loaded named",
    ),
    ("Pohl lashed out at the press.", "lashed out < Pohl: loaded named"),
    ("Labour's Ann Dobbs said the cut was cruel.", "said < Labour's Ann Dobbs: neutral named"),
    (
        "Retail sales slipped 0.4% in May, the statistics office said on Friday.",
        "said < the statistics office: neutral role",
    ),
    (
        "“I’m gutted,” admitted the 24-year-old.",
        "admitted < the 24-year-old: confirming role direct",
    ),
    (
        'Labour said the plan was a "tax on work" and would cost jobs.',
        "said < Labour: neutral named",
    ),
    (
        "The strike will go ahead, union chiefs have confirmed.",
        "confirmed < union chiefs: confirming role",
    ),
    ("Storm kills two, officials say", "say < officials: neutral unnamed"),
    ("Ex-minister 'lied to inquiry', court told", "court told < -: neutral none"),
    (
        "Fresh blow for rail line as cost soars, leaked report shows",
        "shows < leaked report: neutral role",
    ),
    ("Marlow dismissed the report as rubbish.", "dismissed < Marlow: neutral named"),
    ("Kemp blamed the weather for the defeat.", "blamed < Kemp: neutral named"),
    ("Kemp, who scored twice, said the pitch was poor.", "said < Kemp: neutral named"),
    ('"The pitch was poor," said Kemp, who scored twice.', "said < Kemp: neutral named direct"),
    ("He warned of further cuts.", "warned of < He: neutral pronoun"),
    ("Tenants accuse the firm of ignoring damp.", "accuse < Tenants: neutral role"),
    (
        "Asked whether he would resign, the minister replied: “No.”",
        "replied < the minister: neutral role direct",
    ),
    ("Speaking on Radio Four, Ms Vane said the law was outdated.", "said < Ms Vane: neutral named"),
    (
        "Scientists at the University of Harl have found that the bees sleep in flowers.",
        "found < Scientists at the University of Harl: neutral role",
    ),
    ("New research suggests that dogs dream.", "suggests < New research: neutral role"),
    ("There were claims that the ballot had been rigged.", "claims < -: doubting none"),
    ("The allegation was denied by the school.", "denied < the school: neutral role"),
    # after its noun
    ("A report denied by ministers was leaked.", "denied < ministers: neutral role"),
    ("The deal announced by the firm is off.", "announced < the firm: neutral role"),
    ("The claims denied by Quill are old.", "denied < Quill: neutral named"),
    (
        "The minister announced by the end of May that it would shut.",
        "announced < The minister: neutral role",
    ),
    ("Dobbs denied by letter that he knew.", "denied < Dobbs: neutral named"),
    # a verb that may be a noun, or a belief, before its source
    ("The plan will fail, claims Ann Quill, a nurse.", "claims < Ann Quill: doubting named"),
    ("The plan, claims Ann Quill, will fail.", "claims < Ann Quill: doubting named"),
    ("“It will fail,” claim the unions.", "claim < the unions: doubting role direct"),
    ("“It will fail,” reports the Ledger.", "reports < the Ledger: neutral named direct"),
    ("The plan will fail, finds a study.", "finds < a study: neutral role"),
    ("The plan will fail, believes Ann Quill.", "believes < Ann Quill: neutral named"),
    ("Her lawyer called the charges absurd.", "called < Her lawyer: neutral role"),
    ("As the judge noted, the law is silent on this point.", "noted < the judge: neutral role"),
    ("In its annual report, the bank forecast growth of 2%.", "forecast < the bank: neutral role"),
    ("The paper cited two people familiar with the matter.", "cited < The paper: neutral role"),
    (
        "Citing two people familiar with the matter, the paper said a bid was near.",
        "Citing < the paper: neutral role",
        "said < the paper: neutral role",
    ),
    ("It has emerged that the driver had no licence.", "It has emerged < -: neutral none"),
    ("It emerged on Friday that the driver had no licence.", "It emerged < -: neutral none"),
    ("It was reported last week that the club would be sold.", "was reported < -: neutral none"),
    ("The club, it was reported, would be sold.", "was reported < -: neutral none"),
    ("The man, believed to be in his forties, died at the scene.", "believed to < -: neutral none"),
    (
        'Eyewitness Tom Cole said the car "came out of nowhere".',
        "said < Eyewitness Tom Cole: neutral named",
    ),
    ('"Came out of nowhere" was how Tom Cole put it.', "put it < Tom Cole: neutral named"),
    (
        'Prosecutor Lena Ott said: "This was greed."',
        "said < Prosecutor Lena Ott: neutral named direct",
    ),
    ("Prosecuting, Lena Ott said the motive was greed.", "said < Lena Ott: neutral named"),
    ("Ott, for the prosecution, said the motive was greed.", "said < Ott: neutral named"),
    ("Defending, Mr Bale said his client was sorry.", "said < Mr Bale: neutral named"),
    ("The pair deny murder.", "deny < The pair: neutral role"),
    ("Both men deny the charges.", "deny < Both men: neutral unnamed"),
    ("She denies causing death by dangerous driving.", "denies < She: neutral pronoun"),
    (
        "The president's press secretary said he had no comment.",
        "said < The president's press secretary: neutral role",
    ),
    (
        "A senior Whitehall source said: “It’s chaos.”",
        "said < A senior Whitehall source: neutral unnamed direct",
    ),
    (
        "“It’s chaos,” said one senior Whitehall source, who asked not to be identified.",
        "said < one senior Whitehall source: neutral unnamed direct",
    ),
    (
        "Three people briefed on the plan said it was dead.",
        "said < Three people briefed on the plan: neutral unnamed",
    ),
    (
        "The Daily Ledger, which first reported the story, said the memo was genuine.",
        "said < The Daily Ledger: neutral named",
    ),
    (
        "The story was first reported by the Daily Ledger.",
        "reported < the Daily Ledger: neutral named",
    ),
    ("The memo, seen by the Ledger, says costs were hidden.", "says < The memo: neutral role"),
    ("“We won’t stop,” vowed Cass.", "vowed < Cass: neutral named direct"),
    ("Cass vowed to fight on.", "vowed < Cass: neutral named"),
    ("The senator tweeted: “Shameful.”", "tweeted < The senator: neutral role direct"),
    (
        "The senator posted on social media that the vote was shameful.",
        "posted < The senator: neutral role",
    ),
    (
        "Writing in the Ledger, Cass argued that the vote was shameful.",
        "argued < Cass: neutral named",
    ),
    ("Cass wrote in a letter to the board that she would leave.", "wrote < Cass: neutral named"),
    ("The board said, in a letter to Cass, that she could stay.", "said < The board: neutral role"),
    ("The union says its members want more pay.", "says < The union: neutral role"),
    ("Members want more pay, the union says.", "says < the union: neutral role"),
    (
        "The driver told the inquest that the brakes failed.",
        "told the inquest < The driver: neutral role",
    ),
    ("The inquest was told that the brakes failed.", "was told < -: neutral none"),
    ("The jury heard how he hid the knife.", "heard < -: neutral none"),
    ("The brakes, he told the jury, had failed.", "told the jury < he: neutral pronoun"),
    (
        "“The brakes failed,” the driver, Paul Innes, 51, told the inquest.",
        "told the inquest < Paul Innes: neutral named",
    ),
    (
        "Mr Innes went on: “I pressed and nothing happened.”",
        "went on < Mr Innes: neutral named direct",
    ),
    ('"I pressed and nothing happened," he continued.', "continued < he: neutral pronoun direct"),
    ("He added that he was sorry.", "added < He: neutral pronoun"),
    ("The manager claimed the win was deserved.", "claimed < The manager: doubting role"),
    ("She said a few words at the service.", "said < She: neutral pronoun"),
    ("They said their vows in the garden.", "said < They: neutral pronoun"),
    ("The sign said “No entry”.", "said < The sign: neutral role direct"),
    ("The letter said he owed £40.", "said < The letter: neutral role"),
    ("The state said its budget was balanced.", "said < The state: neutral role"),
    ("State officials said the budget was balanced.", "said < State officials: neutral unnamed"),
    ("Critics charge that the fund is a sham.", "charge < Critics: neutral unnamed"),
    ("The two firms announced a merger.", "announced < The two firms: neutral role"),
    ("The airline announced it was cutting 40 routes.", "announced < The airline: neutral role"),
    ("Ministers have promised to act.", "promised < Ministers: neutral role"),
    ("Profits rose, the club reports.", "reports < the club: neutral role"),
    (
        "Rumours that the store will close are untrue, the owner insists.",
        "Rumours < -: doubting none",
        "insists < the owner: doubting role",
    ),
    ("“There is no plan,” insists its owner.", "insists < its owner: doubting role direct"),
    ("Vets are warning owners of a new virus.", "warning < Vets: neutral named"),
    ("Doctors fear the virus will spread.", "fear < Doctors: neutral role"),
    ("Economists expect the bank to raise rates.", "expect < Economists: neutral role"),
    ("The bank is expected to raise rates.", "is expected to < -: neutral none"),
    ("Some believe the vote was rigged.", "believe < Some: neutral unnamed"),
    ("Many think the vote was rigged.", "think < Many: neutral unnamed"),
    ("Police urged drivers to stay at home.", "urged < Police: neutral role"),
    ("The government rejected calls for an inquiry.", "rejected < The government: neutral role"),
    ("Opposition leaders called for an inquiry.", "called for < Opposition leaders: neutral role"),
    ("Council 'failed' boy, inquiry finds", "finds < inquiry: neutral role"),
    ("Brussels hits back at London over fish", "hits back < Brussels: loaded named"),
    ("Tory MP: Tax rise is madness", ": < Tory MP: neutral named"),
    ("MP says tax rise is madness", "says < MP: neutral role"),
    ("Tax rise is madness – MP", "– < MP: neutral named"),
    ("Locals tell of a ghost in the tower.", "tell of < Locals: neutral unnamed"),
    (
        "The study's author, Dr Ines Roe, cautioned that the sample was small.",
        "cautioned < The study's author: neutral role",
    ),
    (
        "Dr Roe, who led the study, cautioned that the sample was small.",
        "cautioned < Dr Roe: neutral named",
    ),
    ("The sample was small, cautioned Dr Roe.", "cautioned < Dr Roe: neutral named"),
    ("The plan is backed by the union.", "backed < the union: neutral role"),
    ("The union backs the plan.", "backs < The union: neutral role"),
    ("The court found that he had lied.", "found < The court: neutral role"),
    ("The inquiry found no evidence of fraud.", "found < The inquiry: neutral role"),
    (
        "Two men were seen running away, witnesses told police.",
        "told police < witnesses: neutral unnamed",
    ),
    (
        "The police statement read: “We are looking for two men.”",
        "read < The police statement: neutral role direct",
    ),
    ("A banner read “Pay us now”.", "read < A banner: neutral unnamed direct"),
    ("Cole recalled how the roof fell in.", "recalled < Cole: neutral named"),
    ("Bale observed that nobody had clapped.", "observed < Bale: neutral named"),
    ('"I was late," he said, and shrugged.', "said < he: neutral pronoun direct"),
    (
        "The trust – which runs three homes – said it would appeal.",
        "said < The trust: neutral role",
    ),
    ("Marlow (Green) said the vote was a farce.", "said < Marlow: neutral named"),
    ("Marlow, who is 61, said in a statement that he would go.", "said < Marlow: neutral named"),
    ("The firm in a statement said it had no comment.", "said < The firm: neutral role"),
    ("Marlow last week said he would go.", "said < Marlow: neutral named"),
    ("On Monday the regulator said the bank was sound.", "said < the regulator: neutral role"),
    (
        "In Harl residents said the river had never been so high.",
        "said < residents: neutral unnamed",
    ),
    (
        "Those who have seen the film say it is dull.",
        "say < Those who have seen the film: neutral unnamed",
    ),
    ("When Vane rose and said the vote was lost, they cheered.", "said < Vane: neutral named"),
    ("Vane rose, thanked the clerk and said the vote was lost.", "said < Vane: neutral named"),
    ("Vane was late and said so.", "said < Vane: neutral named"),
    ("But officials said the dam was safe.", "said < officials: neutral unnamed"),
    ("The dam is safe, but officials say it must be watched.", "say < officials: neutral unnamed"),
    ("It is safe; officials say so.", "say < officials: neutral unnamed"),
    ("He promised to act.", "promised < He: neutral pronoun"),
    ("He threatened to sue.", "threatened < He: neutral pronoun"),
    ("“We lost” — Vane", "— < Vane: neutral named direct"),
    ("Vane: “We lost.”", ": < Vane: neutral named direct"),
    ("Ann Vane, the coach: “We lost.”", ": < Ann Vane: neutral named direct"),
    ("Vane, 54: “We lost.”", ": < Vane: neutral named direct"),
    ("Vane, speaking in Harl: “We lost.”", ": < Vane: neutral named direct"),
    ("The mayor of Harl, Ann Vane: “We lost.”", ": < The mayor of Harl: neutral role direct"),
    ("A spokesman for the port: “We lost.”", ": < A spokesman for the port: neutral role direct"),
    ("Firms, including Harl: “We lost.”",),
    ("Fire at school: ‘We saw smoke’",),
    # The object after a name with an age or an office does not say it.
    ("Ann Vane, 42, denied a charge of theft.", "denied < Ann Vane: neutral named"),
    (
        "The tram was late, the third delay this week, said Ann Vane.",
        "said < Ann Vane: neutral named",
    ),
    ("Ann Vane, the mayor, announced a plan.", "announced < Ann Vane: neutral named"),
    ("Ann Vane, 42, warned of a storm.", "warned of < Ann Vane: neutral named"),
    ("The pier, which is old, is safe, claimed the mayor.", "claimed < the mayor: doubting role"),
    # A source goes without when or where it was said.
    ("On Monday Ann Vane said no.", "said < Ann Vane: neutral named"),
    (
        "On Monday a spokesman for the port said no.",
        "said < a spokesman for the port: neutral role",
    ),
    ("At a hearing on Monday Ann Vane said no.", "said < Ann Vane: neutral named"),
    ("Last week Ann Vane said no.", "said < Ann Vane: neutral named"),
    ("This week the mayor said no.", "said < the mayor: neutral role"),
    ("Two days later Ann Vane said no.", "said < Ann Vane: neutral named"),
    ("Before the vote Ann Vane said no.", "said < Ann Vane: neutral named"),
    ("After the vote the mayor of Harl said no.", "said < the mayor of Harl: neutral role"),
    ("In Harl the mayor of Dunby said no.", "said < the mayor of Dunby: neutral role"),
    ("Before the mayor said no, it fell.", "said < the mayor: neutral role"),
    (
        "About 40 voters in each state said no.",
        "said < About 40 voters in each state: neutral unnamed",
    ),
    ("In 2019 Vane said no.", "said < Vane: neutral named"),
    ("Councillors at Large: Ann Vane",),
    ("The Sunday Gazette said no.", "said < The Sunday Gazette: neutral named"),
    ("The Monday Club chairman said no.", "said < The Monday Club chairman: neutral role"),
    ("A Friday statement said no.", "said < A Friday statement: neutral role"),
    # Names that are months and modal verbs.
    ("Theresa May said no.", "said < Theresa May: neutral named"),
    ("In May Mrs May said no.", "said < Mrs May: neutral named"),
    ("The actor Will Vane said no.", "said < The actor Will Vane: neutral named"),
    ("Officials in May said no.", "said < Officials: neutral unnamed"),
    # A verb of another kind after the subject.
    ("The mayor left, saying it was late.", "saying < The mayor: neutral role"),
    ("The mayor quit, claiming it was late.", "claiming < The mayor: doubting role"),
    ("Ann van der Vane rose, saying it was late.", "saying < Ann van der Vane: neutral named"),
    ("Vane’s lawyer left, saying it was late.", "saying < Vane’s lawyer: neutral role"),
    # "Per" with a source, and with a unit.
    ("Per the council, the pier is safe.", "Per < the council: neutral role"),
    ("The pier is safe, per the Harl Gazette.", "per < the Harl Gazette: neutral named"),
    ("The pier is safe, per officials.", "per < officials: neutral unnamed"),
    ("It costs £5, per worker, per day.",),
    ("Per capita, it costs £5.",),
    ("It costs £5 per the mayor’s letter.",),
    ("Ann Vane, 54: “We lost.”", ": < Ann Vane: neutral named direct"),
    ("“We lost” – Ann Vane, coach", "– < Ann Vane: neutral named direct"),
    ("On Monday, Ann Vane: “We lost.”",),
    ("Rain, hail and snow: “a bad day”.",),
    ("Ann Vane told reporters: “We lost.”", "told reporters < Ann Vane: neutral named direct"),
    ("Vane told the BBC on Monday: “We lost.”", "told the BBC < Vane: neutral named direct"),
    ("The plan, Vane wrote, was mad.", "wrote < Vane: neutral named"),
    ("The plan, as Vane put it, was mad.", "put it < Vane: neutral named"),
    ("The plan, says Vane, is mad.", "says < Vane: neutral named"),
    ("There is nothing, he says, to fear.", "says < he: neutral pronoun"),
    ("Vane claims to be ill.", "claims < Vane: doubting named"),
    ("Vane's repeated claims that he was ill were checked.", "claims < Vane's: doubting named"),
    ("The claim by Vane that he was ill was checked.", "claim < Vane: doubting named"),
    ("In Vane's view, the plan is mad.", "view < Vane's: neutral named"),
    ("In her opinion, the plan is mad.", "opinion < her: neutral pronoun"),
    ("Rumour has it that the duke will sell.", "Rumour has it < -: doubting none"),
    ("Legend has it that the duke walks at night.", "Legend has it < -: doubting none"),
    (
        "A source close to the club said: “He’s gone.”",
        "said < A source close to the club: neutral unnamed direct",
    ),
    ("Some say the duke walks at night.", "say < Some: neutral unnamed"),
    ("Two ministers said they would resign.", "said < Two ministers: neutral unnamed"),
    ("The Prime Minister said he would not resign.", "said < The Prime Minister: neutral role"),
    ("His friend said he was ill.", "said < His friend: neutral role"),
    ("The friend of a friend said he was ill.", "said < The friend of a friend: neutral unnamed"),
    ("A spokesman said the line was open.", "said < A spokesman: neutral role"),
    ("A court heard that the line was open.", "heard < -: neutral none"),
    ("POLICE SAY MAN WAS PUSHED", "SAY < POLICE: neutral role"),
    ("Police Say Man Was Pushed", "Say < Police: neutral role"),
    ("Vane Says He Was Pushed", "Says < Vane: neutral named"),
    ("Union blasts Harl council over pay", "blasts < Union: loaded role"),
    ("Vane calls him a liar", "calls < Vane: neutral named"),
    ('Vane called him "a liar".', "called < Vane: neutral named"),
    ("She said she thinks he lied.", "said < She: neutral pronoun"),
    ("The board said it supports the plan.", "said < The board: neutral role"),
    (
        "The board said it was sad, and Vane backed the plan.",
        "said < The board: neutral role",
        "backed < Vane: neutral named",
    ),
    (
        "Vane, citing a leak, said the plan was dead.",
        "citing < Vane: neutral named",
        "said < Vane: neutral named",
    ),
    ("Vane asked if the plan was dead.", "asked < Vane: neutral named"),
    ("Vane asked that his name be left out.", "asked < Vane: neutral named"),
    ("Vane asked her why.", "asked her < Vane: neutral named"),
    ("Vane told her husband that it was over.", "told her husband < Vane: neutral named"),
    ("She told of her escape.", "told of < She: neutral pronoun"),
    ("It was over, Vane told the BBC.", "told the BBC < Vane: neutral named"),
    ("The children were told by doctors that he would live.", "told < doctors: neutral role"),
    ("He told me it would rain.", "told me < He: neutral pronoun"),
    ("“He said it would rain,” Vane said.", "said < Vane: neutral named direct"),
    ("Vane added in a note to staff that the shop would shut.", "added < Vane: neutral named"),
    ("Vane repeated it.", "repeated < Vane: neutral named"),
    ("The note, dated May, reads: “Go.”", "reads < The note: neutral role direct"),
    ("The study shows a rise in cases.", "shows < The study: neutral role"),
    ("Ministers say, however, that the plan is safe.", "say < Ministers: neutral role"),
    ("Ministers, they say, are never wrong.", "say < they: neutral pronoun"),
    (
        "The results, published in a journal on Monday by the team, suggest that tea helps.",
        "suggest < The results: neutral role",
    ),
    ("Doctors' leaders said beds were short.", "said < Doctors' leaders: neutral role"),
    ("It is feared that the boat sank.", "is feared < -: neutral none"),
    ("The boat is reported to have sunk.", "is reported to < -: neutral none"),
    ("Smith and Co said sales rose.", "said < Smith and Co: neutral named"),
    (
        "Vane and the firm's lawyer, Ann Pell, said sales rose.",
        "said < Vane and the firm's lawyer: neutral role",
    ),
    (
        "The news was announced by the king, his office and the court.",
        "announced < the king: neutral role",
    ),
    (
        "Vane, 40, the firm's former head of sales in Leeds, Harl and Corley, said sales rose.",
        "said < Vane: neutral named",
    ),
    ("The firm has previously said that sales rose.", "said < The firm: neutral role"),
    ("The firm had said sales would rise.", "said < The firm: neutral role"),
    ('"Sales rose," said the firm. Vane disagreed.', "said < the firm: neutral role direct"),
    ("Vane agreed that sales rose.", "agreed < Vane: neutral named"),
    ("According to the plan, the road will shut.", "According to < the plan: neutral role"),
    ("Said Vane: “Go.”", "Said < Vane: neutral named direct"),
    ("To quote Vane, it was mad.", "To quote < Vane: neutral named"),
    (
        "“Go,” Vane told the crowd, adding that he was done.",
        "told the crowd < Vane: neutral named direct",
        "adding < Vane: neutral named",
    ),
    (
        "“Go,” Vane said. He added: “Now.”",
        "said < Vane: neutral named direct",
        "added < He: neutral pronoun direct",
    ),
    ("Why Vane said he would go", "said < Vane: neutral named"),
    ("Vane to go, says source", "says < source: neutral unnamed"),
    ("Ex-boss to go – sources", "– < sources: neutral unnamed"),
    ("Star to leave – report", "report < -: neutral none"),
    ("Minister: ‘I will go’", ": < Minister: neutral role direct"),
    ("Police: man held", ": < Police: neutral role"),
    ("Police said: man held", "said < Police: neutral role"),
    ("Vane’s remark that women talk too much drew boos.", "remark < Vane’s: neutral named"),
    ("Vane's denial drew boos.", "denial < Vane's: neutral named"),
    ("An allegation that he lied was dropped.", "allegation < -: doubting none"),
    (
        "Speaking in Harl, the victim's mother, Joan Pell, said justice had been done.",
        "said < the victim's mother: neutral role",
    ),
    (
        "“It rained,” he said, “Go,” and, Vane added, left.",
        "said < he: neutral pronoun direct",
        "added < Vane: neutral named",
    ),
    ("Vane rose, and now, and said so.", "said < Vane: neutral named"),
    ("The poor of the, and said so.", "said < The poor: neutral role"),
    ("Vane says “Yes” – Ann", "says < Vane: neutral named direct", "– < Ann: neutral named direct"),
    ("Vane, the “king”, said so.", "said < Vane: neutral named"),
    ("Vane rose after lunch, and said so.", "said < Vane: neutral named"),
    ("Six in 10 hope the boat sank.", "hope < Six in 10: neutral unnamed"),
    (
        "It is cold, and then, if it rains, and Vane rose and said so, we go.",
        "said < Vane: neutral named",
    ),
    ("Marlow (Green) of Harl said it rained.", "said < Marlow (Green) of Harl: neutral named"),
    ("B) Marlow said it rained.", "said < Marlow: neutral named"),
    ("Meanwhile residents said it rained.", "said < residents: neutral unnamed"),
    ("Marlow on Tuesday said it rained.", "said < Marlow: neutral named"),
    ("Marlow in 2019 said it rained.", "said < Marlow: neutral named"),
    ("On Tuesday, Vane, a nurse, said it rained.", "said < Vane: neutral named"),
    ("“It rained,” said Vane (Green).", "said < Vane: neutral named direct"),
    (
        "It rained, according to police and the council.",
        "according to < police and the council: neutral role",
    ),
    ("It rained, according to police and", "according to < police: neutral role"),
    (
        "It rained, according to police and doctors.",
        "according to < police and doctors: neutral role",
    ),
    ("It rained, according to police and ran on.", "according to < police: neutral role"),
    ("“No,” the boss, Ann Low, said.", "said < the boss: neutral role direct"),
    ("Jack Reed (D-Harl), said it rained.", "said < Jack Reed: neutral named"),
    (
        "If it rains, and it will, and Vane rose and said it was wet, we go.",
        "said < Vane: neutral named",
    ),
    ("Still, Vane rose and said it rained.", "said < Vane: neutral named"),
    ("On Monday, Vane rose and said it rained.", "said < Vane: neutral named"),
    ("On Monday, in Harl, Vane rose and said it rained.", "said < Vane: neutral named"),
    ("He rose and said it rained.", "said < He: neutral pronoun"),
    ("Last year, Vane rose and said it rained.", "said < Vane: neutral named"),
    ("The man in the hat rose and said it rained.", "said < The man: neutral role"),
    ("Odell: I never met the man", ": < Odell: neutral named"),
    ("Hollis: land tax would hit homes", ": < Hollis: neutral named"),
    ("Vane added, “It rained.”", "added < Vane: neutral named direct"),
    ("Vane says “the game has gone” for good.", "says < Vane: neutral named direct"),
    ("Vane says “so much” rain is rare.", "says < Vane: neutral named"),
    ("Vane said that “it had rained”.", "said < Vane: neutral named direct"),
    ("Vane said on Monday that the game “has gone”.", "said < Vane: neutral named"),
    ("“He said ‘no’ to me,” Vane said.", "said < Vane: neutral named direct"),
    ("A plan described by Vane as mad failed.", "described < Vane: neutral named"),
    ("The plan was backed, Vane thought, by the board.", "thought < Vane: neutral named"),
    ("A letter saying that it rained was sent.", "saying < A letter: neutral role"),
    ("Vane, saying little, left.", "saying < Vane: neutral named"),
    ("Vane left while hoping for rain.", "hoping < Vane: neutral named"),
    ("The claims by Vane that it rained are false.", "claims < Vane: doubting named"),
    ("“Go?” asked Vane.", "asked < Vane: neutral named direct"),
    ("Vane was told, he said, to go.", "said < he: neutral pronoun"),
    ("It rained, Vane was told.", "was told < -: neutral none"),
    ("It was told that it rained.", "was told < -: neutral none"),
    ("It was said that it rained.", "was said < -: neutral none"),
    ("It was predicted to rain.", "was predicted to < -: neutral none"),
    ("Rain is predicted by Vane.", "predicted < Vane: neutral named"),
    ("Vane was cited as saying that it rained.", "was cited as saying < Vane: neutral named"),
    ("Vane, who said it rained, left.", "said < who: neutral pronoun"),
    ("Vane – Ann said – left.", "said < Ann: neutral named"),
    ("Vane, as Ann said, left.", "said < Ann: neutral named"),
    ("“It rained,” says she.", "says < she: neutral pronoun direct"),
    ("“It rained,” say they.", "say < they: neutral pronoun direct"),
    ("Police say it rained.", "say < Police: neutral role"),
    ("Police claim it rained.", "claim < Police: doubting role"),
    ("The police claim that it rained.", "claim < The police: doubting role"),
    ("Vane claims that it rained.", "claims < Vane: doubting named"),
    ("United States senators said it rained.", "said < United States senators: neutral role"),
    ("The Report said it rained.", "said < The Report: neutral named"),
    ("Vane continued to say that it rained.", "say < Vane: neutral named"),
    ("It has emerged.", "It has emerged < -: neutral none"),
    ("It emerged in a note that he had lied.", "It emerged < -: neutral none"),
    ("“It rained”, Vane said.", "said < Vane: neutral named direct"),
    ("Vane said, “It rained.”", "said < Vane: neutral named direct"),
    ("Vane said: it rained.", "said < Vane: neutral named"),
    (
        "Vane, in a letter to all of the members that ran to many pages, said it rained.",
        "said < Vane: neutral named",
    ),
    ("In the end the board said it rained.", "said < the board: neutral role"),
    ("At Harl Town Hall the Mayor said it rained.", "said < the Mayor: neutral role"),
    ("So Vane said so.", "said < Vane: neutral named"),
    ("They say.", "say < They: neutral pronoun"),
    ("They say rain.", "say < They: neutral pronoun"),
    ("Rain – Vane says", "says < Vane: neutral named"),
    ("Rain – the long report", "the long report < -: neutral none"),
    ("It rained – police", "– < police: neutral role"),
    ("The rain it is said, falls.", "is said < -: neutral none"),
    ("Vane says what he thinks.", "says < Vane: neutral named"),
    ("A poll found rain.", "found < A poll: neutral role"),
    ("It rained, wrote Vane.", "wrote < Vane: neutral named"),
    ("Vane reports: “It rained.”", "reports < Vane: neutral named direct"),
    ("Vane asked, “Why me?”", "asked < Vane: neutral named direct"),
    ("“Why me?” he asked.", "asked < he: neutral pronoun direct"),
    ("“It rained,” she added quietly.", "added < she: neutral pronoun direct"),
    ("The company confirmed the deal.", "confirmed < The company: confirming role"),
    ("The report exposes gaps in care.", "exposes < The report: confirming role"),
    (
        "He is quoted in the Post as saying he would quit.",
        "is quoted in the Post as saying < He: neutral pronoun",
    ),
    ("He is quoted, they say, as a wit.", "say < they: neutral pronoun"),
    ("He is quoted all day by fans.", "quoted < fans: neutral unnamed"),
    ("There is speculation that he will quit.", "speculation < -: doubting none"),
    (
        "The party leader rejected suggestions that he would quit.",
        "rejected < The party leader: neutral role",
    ),
    ("Sky News has learned that he will quit.", "learned < Sky News: neutral named"),
    (
        "In court papers, lawyers for Vane argue he cannot quit.",
        "argue < lawyers for Vane: neutral role",
    ),
    ("The tram, insists the mayor, is safe.", "insists < the mayor: doubting role"),
    (
        "The mayor said it was safe, adding: “Trust me.”",
        "said < The mayor: neutral role",
        "adding < The mayor: neutral role direct",
    ),
    (
        "A person close to the deal, who was not named, said the bill was dead.",
        "said < A person close to the deal: neutral unnamed",
    ),
    ("By his own account, Vane was asleep.", "account < his: neutral pronoun"),
    ("By Vane's account, the boat was late.", "account < Vane's: neutral named"),
    ("In her telling, the boat was late.", "telling < her: neutral pronoun"),
    (
        "The union let it be known that it would strike.",
        "let it be known < The union: neutral role",
    ),
    ("Aides said privately that the boat was late.", "said < Aides: neutral unnamed"),
    ("The minister is said by aides to be furious.", "said < aides: neutral unnamed"),
    (
        "He was said to have been handed every letter sent by a spy.",
        "was said to < -: neutral none",
    ),
    ("The story goes that the duke sold the horse.", "The story goes < -: doubting none"),
    ("The duke, it is said, sold the horse.", "is said < -: neutral none"),
    ("It's said that the duke sold the horse.", "said < -: neutral none"),
    ("So says the duke.", "says < the duke: neutral role"),
    ("The horse was lame, or so the duke claims.", "claims < the duke: doubting role"),
    ("Vane would only say that talks went on.", "say < Vane: neutral named"),
    ("Vane on divorce: ‘It hurt’", ": < Vane: neutral named direct"),
    ("‘It hurt’, says Vane", "says < Vane: neutral named direct"),
    ("Vane vows to fight on", "vows < Vane: neutral named"),
    ("Vane hints at return", "hints at < Vane: neutral named"),
    ("Vane denies theft", "denies < Vane: neutral named"),
    ("Woman denies murder of husband", "denies < Woman: neutral role"),
    ("Teachers to strike, union warns", "warns < union: neutral role"),
    ("Net migration fell, figures show", "show < figures: neutral role"),
    ("Eating nuts may help heart, study finds", "finds < study: neutral role"),
    ("Mother tells of son's last hours", "tells of < Mother: neutral role"),
    ("PM says sorry", "says < PM: neutral named"),
    ("“I’m sorry” – PM", "– < PM: neutral named direct"),
    ("Vane apologised, saying the delay was too long.", "saying < Vane: neutral named"),
    (
        "The magistrate told him: “You are a menace.”",
        "told him < The magistrate: neutral role direct",
    ),
    (
        "“You are a menace,” the magistrate told him.",
        "told him < the magistrate: neutral role direct",
    ),
    ("Passing sentence, Judge Pell said it was a cruel crime.", "said < Judge Pell: neutral named"),
    ("Judge Pell, sentencing, said it was a cruel crime.", "said < Judge Pell: neutral named"),
    (
        "Sentencing him to two years, Judge Pell said it was a cruel crime.",
        "said < Judge Pell: neutral named",
    ),
    (
        "Dr Pell, of the University of Harl, who was not involved in the work, called it elegant.",
        "called < Dr Pell: neutral named",
    ),
    ("The authors write that the sample was small.", "write < The authors: neutral role"),
    (
        "The paper's lead author, Kim Oyelaran, says the enzyme is fast.",
        "says < The paper's lead author: neutral role",
    ),
    (
        "The enzyme is fast, says Kim Oyelaran, the paper's lead author.",
        "says < Kim Oyelaran: neutral named",
    ),
    ("Researchers say they have found a new enzyme.", "say < Researchers: neutral role"),
    (
        "Analysts polled by the agency had expected a rise.",
        "expected < Analysts polled by the agency: neutral role",
    ),
    ("The bank said profit rose 4% to £2bn.", "said < The bank: neutral role"),
    (
        "Profit rose 4% to £2bn, the bank said, helped by low rates.",
        "said < the bank: neutral role",
    ),
    (
        "Chief executive Rosa Ihle said: “We are pleased.”",
        "said < Chief executive Rosa Ihle: neutral named direct",
    ),
    (
        "“We are pleased,” Rosa Ihle, chief executive, said.",
        "said < Rosa Ihle: neutral named direct",
    ),
    (
        "Teller praised his side and blamed the referee.",
        "praised < Teller: neutral named",
        "blamed < Teller: neutral named",
    ),
    ("“It was a penalty all day long,” fumed Teller.", "fumed < Teller: loaded named direct"),
    ("Teller called for the referee to be banned.", "called for < Teller: neutral named"),
    (
        "Republicans said the bill was dead; Democrats said it was not.",
        "said < Republicans: neutral named",
        "said < Democrats: neutral named",
    ),
    (
        "Senator Dale Roark, a Republican, told Fox News on Sunday that the bill was dead.",
        "told Fox News < Senator Dale Roark: neutral named",
    ),
    ("The White House said the president would veto it.", "said < The White House: neutral named"),
    ("The president tweeted that he would veto it.", "tweeted < The president: neutral role"),
    ("In a tweet, the president said he would veto it.", "said < the president: neutral role"),
    ("The president, in a tweet, called it a disgrace.", "called < The president: neutral role"),
    ("“A disgrace,” the president called it.", "called < the president: neutral role direct"),
    (
        "The council leader, Cllr Joan Firth (Lab), said the road would open in June.",
        "said < The council leader: neutral role",
    ),
    ("Cllr Firth added: “It is long overdue.”", "added < Cllr Firth: neutral named direct"),
    (
        "A spokesperson for Harl Council said: “We are aware of the hole.”",
        "said < A spokesperson for Harl Council: neutral role direct",
    ),
    (
        "A council spokesman confirmed the road was shut.",
        "confirmed < A council spokesman: confirming role",
    ),
    (
        "One resident, who did not want to be named, said it was like a war zone.",
        "said < One resident: neutral unnamed",
    ),
    (
        "Resident Pat Dunn, 66, said: “It’s like living in a car park.”",
        "said < Resident Pat Dunn: neutral named direct",
    ),
    ("Neighbours said they heard a bang.", "said < Neighbours: neutral unnamed"),
    (
        "Sgt Lou Marsh, of Harl police, said inquiries were ongoing.",
        "said < Sgt Lou Marsh: neutral named",
    ),
    ("Police say a 30-year-old man has been arrested.", "say < Police: neutral role"),
    ("Police confirmed that a man had been arrested.", "confirmed < Police: confirming role"),
    (
        "The force said in a statement: “A man has been held.”",
        "said < The force: neutral role direct",
    ),
    ("The label says “wash cold”.", "says < The label: neutral role"),
    ("The law states that dogs must be on leads.", "states < The law: neutral role"),
    ("He described the man as tall.", "described < He: neutral pronoun"),
    ("He was described as a loner by neighbours.", "described < neighbours: neutral unnamed"),
]

NONE = [
    "The firm paid the bills, claims and fees.",
    "He met aides, claims managers and staff.",
    "It met the costs, claims the fund had paid, in full.",
    "Smith, 42, claims the prize.",
    "He left home, believes in luck, and sings.",
    "He lost his fears, hopes and dreams.",
    "Torres blasted the ball over the bar.",
    "Pryce blasted over from six yards.",
    "The museum admitted 40 guests at a time.",
    "The clinic admitted patients who had no papers.",
    "The mayor slammed the door of the car.",
    "She slammed on the brakes.",
    "The winger stressed his hamstring in training.",
    "The keeper conceded two goals before half-time.",
    "Youths torched two cars.",
    "Rebels attacked the convoy at dawn.",
    "The dog savaged a sheep.",
    "The storm attacked the coast.",
    "The two sides agreed.",
    "The detectives believed the picture painted by Ali.",
    "The said property was sold.",
    "The flood claimed three lives.",
    "Eastham claimed the title in May.",
    "Kerr added two goals after the break.",
    "The charge is 4 pounds a day.",
    "The state of the road is poor.",
    "The annual report is 40 pages long.",
    "The tale was told by candlelight.",
    "Dobbs pointed out of the window.",
    "Everything went according to plan.",
    "Take a small town of, say, 20 people.",
    "The department declined to comment.",
    "The attack was blamed on rebels.",
    "She wrote two novels and a play.",
    "He asked two questions at the meeting.",
    "The carrier has yet to say when flights will resume.",
    "Neither side would say what had been agreed.",
    "Hospital bosses have been told to cut spending.",
    "Residents were warned to boil their water.",
    "The firm has been accused of dumping waste in the river.",
    "The club is reportedly for sale.",
    "Cass wrote a letter to the board.",
    "The inquest heard from two experts.",
    "He continued to work at the depot.",
    "She added sugar to the mix.",
    "The hosts claimed a late winner.",
    "An explosion claimed the lives of four miners.",
    "Insurance claims rose by a third.",
    "He said nothing.",
    "You could say it was fate.",
    "Needless to say, it rained.",
    "That said, the plan has merits.",
    "Having said that, the plan has merits.",
    "The president is to say more on Monday.",
    "What the report says about wages is wrong.",
    "Nobody has said who will pay.",
    "He was charged with theft.",
    "The hotel charges £90 a night.",
    "The club reports a profit of £2m.",
    "Police were called after reports of a fight.",
    "Reports that the actor had died were false.",
    "I think the bank should raise rates.",
    "We believe the vote was fair.",
    "Police have appealed for witnesses.",
    "Why the tax rise is madness",
    "Ann Lowe: my life in five pictures",
    "Travel: ten beaches to love",
    "Live: minister faces MPs over leak",
    "Revealed: how the bank lost £3bn",
    "It is fair to say that few saw it coming.",
    "The film tells the story of a boxer.",
    "The court found him guilty.",
    "Divers found the wreck in May.",
    "The minister was found to have broken the code.",
    "The bishop read from a psalm.",
    "The firm recalled 4,000 cars.",
    "Bale observed two minutes of silence.",
    "Her view of the bay is fine.",
    "The words of the song are lost.",
    "Gas blasts rock city",
    'A café called "Hope" has shut.',
    "A dog called Rex was found.",
    "Nobody said it would be easy.",
    "He did not say why he left.",
    "She has never said that he lied.",
    "Vane asked her name.",
    "She told the children a story.",
    "Vane told the BBC.",
    "He was told to go.",
    "I said it would rain.",
    "The painting shows a man on a horse.",
    "The firm is not saying that sales rose.",
    "Vane agreed to sell.",
    "Star to leave – at last",
    "Quiz: who said it?",
    "Opinion: we must act",
    "Harl 10:30: train late",
    "Vane made a remark.",
    "Said Vane no more.",
    "It rained, said Vane “so”.",
    "Is he ill and said so?",
    "On Monday rose and said it rained.",
    "Hollis: land tax, no more",
    "Hollis: ten beaches of the world in one long and happy week away",
    "Vane added rain and sun.",
    "Vane added the long, dry summers of the south.",
    "Vane added the word he liked.",
    "Vane claimed the small grey house at the very top of the long steep hill behind it.",
    "Vane criticised.",
    "A tale told him a lot about rain.",
    "The plan was backed on Monday at a long and very loud meeting of all the members there.",
    "In saying that it rained, Vane erred.",
    "Praising, she left.",
    "Vane left, praising.",
    "Vane left, learning the ropes.",
    "Saying it rained.",
    "Her claims to the throne are old.",
    "The claims made up by all are false.",
    "Claims to fame are few.",
    "In the club's view it rained.",
    "Of the club's view we know nothing.",
    "There were two views of it by Vane.",
    "Vane asked.",
    "Vane told a tale.",
    "Vane told.",
    "Vane told them.",
    "Vane told Ann.",
    "Ask her.",
    "Asked Vane to go.",
    "Vane was told a tale by friends.",
    "Vane was told by a friend to go.",
    "Vane was told.",
    "Was quoted as saying that it rained.",
    "Who said it rained?",
    "“It rained,” say she.",
    "It costs a lot, say, of what we have.",
    "Rain claims lives.",
    "To say that it rained is wrong.",
    "Her said house was sold.",
    "It emerged from the sea.",
    "It emerged on the road he took.",
    "In Harl said it rained.",
    "Of Vane said it rained.",
    "It is – perhaps – rain",
    "Vane found rain.",
    "The poll which found rain was old.",
    "He found out.",
    "Vane showed him out.",
    "The Harl Post has seen emails that suggest he will quit.",
    "Asked why, he said nothing.",
    "When asked, Vane declined to say.",
    "Vane could not say when it would end.",
    "Vane accused of theft",
    "Bank to cut 500 jobs",
    "Tourists told to leave island",
    "Vane thanked the crew for their work.",
    "Mr. Roark’s office did not respond to a request for comment.",
    "It was not clear who said what.",
    "What he said was true.",
    "Nobody told the truth.",
    "Truth be told, it was dull.",
    "He is a man who says little.",
    "There is a lot to be said for tea.",
    "Easier said than done.",
    "To tell the two apart, look at the ears.",
    "You can tell he is tired.",
    "Time will tell.",
    "The dress told a story of wealth.",
    "Money talks.",
    "The thermometer read 40C.",
    "They charged at the gate.",
    "He maintained his lead to the end.",
    "The firm maintains 40 lifts.",
    "The army holds the bridge.",
    "She noted the number of the car.",
    "He argued with his wife.",
    "They agreed a fee.",
    "The two men argue.",
    "Cole stated his name.",
    "She revealed a scar.",
    "He observed the birds.",
    "The ad promised a trip.",
    "A man described as tall was seen.",
]


def report_of(*blocks: Block, options: Options = INCLUDED) -> Report:
    return analyze(blocks, LEXICON, options)


def attributions_of(*blocks: Block, options: Options = INCLUDED) -> list[Attribution]:
    return [*(report_of(*blocks, options=options).attributions or ())]


def written(found: Attribution) -> str:
    source = found.source.text if found.source else "-"
    direct = " direct" if found.direct else ""
    return f"{found.verb.text} < {source}: {found.stance} {found.source_kind}{direct}"


@pytest.mark.parametrize(("text", "expected"), [(text, [*rest]) for text, *rest in FOUND])
def test_who_says_what(text: str, expected: list[str]) -> None:
    assert [written(found) for found in attributions_of(Block(text))] == expected


@pytest.mark.parametrize("text", NONE)
def test_a_reporting_word_is_not_always_an_attribution(text: str) -> None:
    assert attributions_of(Block(text)) == []


def test_a_paragraph_has_no_source_behind_a_dash() -> None:
    assert attributions_of(Block("It rained – police", "headline"))
    assert not attributions_of(Block("It rained – police", "body"))


def test_only_the_beginning_of_an_endless_sentence_is_searched() -> None:
    long = "It rained and it poured and " * (MAX_WORDS // 6)
    assert [written(f) for f in attributions_of(Block(f"Ann said that {long}Ann said so."))] == [
        "said < Ann: neutral named"
    ]


PARTS = [
    (Block("Ann said\nit “hit”, 😀 she told\u00ad  him."), Options()),
    (
        Block("<p>😀 <b>Ann</b> Lee s<i>aid</i> it would <a href=x>rain</a>.</p>"),
        Options(format="html"),
    ),
    (Block("😀 *Ann* said **that** it would rain."), Options(format="markdown")),
]


@pytest.mark.parametrize(("block", "options"), PARTS)
@pytest.mark.parametrize(
    ("unit", "codec", "width"),
    [
        ("codepoint", "utf-32-le", 4),
        ("utf16", "utf-16-le", 2),
        ("utf8", "utf-8", 1),
    ],
)
def test_offsets_point_into_the_text_as_sent(
    block: Block, options: Options, unit: OffsetUnit, codec: str, width: int
) -> None:
    asked = structs.replace(options, include=INCLUDED.include, offset_unit=unit)
    found = attributions_of(block, options=asked)
    parts = [part for each in found for part in (each.verb, each.source) if part]
    assert parts
    data = block.text.encode(codec)
    assert [data[p.start * width : p.end * width].decode(codec) for p in parts] == [
        part.text for part in parts
    ]


def test_each_part_names_its_block_and_its_sentence() -> None:
    blocks = (
        Block("Vane quits, says aide", "headline", "h"),
        Block("It rained. Vane said so.", "body", "b"),
    )
    found = attributions_of(*blocks)
    assert [(f.verb.block, f.source and f.source.block, f.sentence) for f in found] == [
        ("h", "h", 0),
        ("b", "b", 2),
    ]


def test_nothing_is_looked_for_unless_it_is_asked_for() -> None:
    report = analyze([Block("It may possibly rain, Ann said.")], LEXICON)
    assert not any((report.attributions, report.sources, report.stacked_hedges))


def test_attributions_change_nothing_else() -> None:
    text = "Ann Lee may possibly go, she said. “It is bonkers,” she added."
    plain = analyze([Block(text)], LEXICON)
    asked = report_of(Block(text))
    assert (asked.scores, asked.spans, asked.sentences) == (
        plain.scores,
        plain.spans,
        plain.sentences,
    )


# A text with its sources: name, kind, stances and the numbers of the attributions.
SOURCES = [
    ("Ann Marsh said it rained. Marsh claimed it snowed.", ["Ann Marsh named 1100 [0, 1]"]),
    ("Ann Marsh said it rained. She claimed it snowed.", ["Ann Marsh named 1100 [0, 1]"]),
    ("Ann Marsh said it rained.\nShe admitted it snowed.", ["Ann Marsh named 1001 [0, 1]"]),
    (
        "Ann Marsh said it rained.\nIt did.\nIt did.\nShe said it snowed.",
        ["Ann Marsh named 1000 [0]"],
    ),
    ("Ann Marsh said it rained. Bea Low left. She said it snowed.", ["Ann Marsh named 1000 [0]"]),
    ("Mr Low left. Ms Marsh said it rained. She said it snowed.", ["Ms Marsh named 2000 [0, 1]"]),
    (
        "Mr Low left. Ms Marsh said it rained. He said it snowed.",
        ["Ms Marsh named 1000 [0]", "Mr Low named 1000 [1]"],
    ),
    (
        "Low met Ms Marsh. Ann Marsh said it rained. “Yes,” Low said. He left, he said.",
        ["Ann Marsh named 1000 [0]", "Low named 2000 [1, 2]"],
    ),
    (
        "Ann Marsh said it rained. Tom Marsh said it snowed. Marsh slammed both.",
        ["Ann Marsh named 1000 [0]", "Tom Marsh named 1000 [1]", "Marsh named 0010 [2]"],
    ),
    (
        "The council said it rained. Harl Council claimed it snowed. It said so.",
        ["Harl Council named 1100 [0, 1]"],
    ),
    ("The council said it rained. He said it snowed.", ["The council role 1000 [0]"]),
    ("The coach said it rained. He said it snowed.", ["The coach role 2000 [0, 1]"]),
    ("The spokeswoman said it rained. He said it snowed.", ["The spokeswoman role 1000 [0]"]),
    ("Marsh’s claim that it rained drew boos, Marsh said.", ["Marsh named 1100 [0, 1]"]),
    ("It is said to rain, critics say. Critics slam it.", ["critics unnamed 1010 [1, 2]"]),
    ("She said it rained.", []),
    ("She said it rained. Ann Marsh said it snowed.", ["Ann Marsh named 1000 [1]"]),
]


@pytest.mark.parametrize(("text", "expected"), SOURCES)
def test_what_each_source_says(text: str, expected: list[str]) -> None:
    found = []
    for source in report_of(Block(text)).sources or ():
        s = source.stances
        stances = f"{s.neutral}{s.doubting}{s.loaded}{s.confirming}"
        found.append(f"{source.name} {source.source_kind} {stances} {[*source.attributions]}")
    assert found == expected


STACKED = [
    ("It may possibly rain.", ["may possibly"]),
    ("It is reportedly believed to be lost.", ["It is reportedly believed"]),
    (
        "It is apparently likely. It may also possibly fail.",
        ["apparently likely", "may also possibly"],
    ),
    ("It could possibly be likely to fail.", ["could possibly be likely"]),
    ("It may cost about £60.", []),
    ("Officials say it may possibly.", ["may possibly"]),
    ("“It may possibly rain,” she said.", []),
    ("It may rain. Possibly it may snow.", []),
    ("It is quite possibly lost.", []),
    ("It may rain and it might snow.", []),
]


@pytest.mark.parametrize(("text", "expected"), STACKED)
def test_hedges_that_are_stacked(text: str, expected: list[str]) -> None:
    found = report_of(Block(text)).stacked_hedges or ()
    assert [hedge.text for hedge in found] == expected


def test_a_stacked_hedge_names_its_sentence() -> None:
    (hedge,) = report_of(Block("Yes. It may possibly rain.", None, "b")).stacked_hedges or ()
    assert (hedge.block, hedge.sentence) == ("b", 1)


@pytest.mark.parametrize("section", [*RawReporting.model_fields][1:])
def test_the_words_are_in_order_and_the_lists_name_verbs(section: str) -> None:
    raw, _ = parse(FOLDER / "reporting.toml", RawReporting)
    assert raw is not None
    words = [*getattr(raw, section)]
    assert words == sorted(set(words))
    if section in ("also_nouns", "impersonal", "infinitive"):
        verbs = (raw.speech, raw.clause, raw.quotation, raw.person, raw.belief, raw.judgement)
        assert {*words} <= {verb for each in verbs for verb in each}


def test_a_lexicon_has_its_own_reporting_words() -> None:
    lexicon = replace(lexicon_of(), reporting=LEXICON.reporting._replace(forms={}))
    assert analyze([Block("Ann said it rained.")], lexicon, INCLUDED).attributions == ()


def test_the_number_of_attributions_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report_attributions, "MAX_ITEMS", 10)
    twice = "It is, he said, as she said. "
    assert len(attributions_of(Block(twice * 5))) == 10
    with pytest.raises(TooMuch, match="has more than 10 attributions: send it in parts"):
        report_of(Block(twice * 6))


HOSTILE = [
    "he said ",
    "that and said ",
    '"a" said ',
    ", said ",
    "told the told ",
    "It was, he said, as she said. ",
    "Ann Lee, Mr Bo, she said, ",
    "Mr Bo left. She said so. ",
    "Ann's claim that ",
    "A: ",
    "x – ",
    "may possibly ",
    "Ann said\n",
]
SIZE, SECONDS = 50_000, 20


@pytest.mark.no_cover
@pytest.mark.parametrize("hostile", HOSTILE)
def test_attributions_are_found_in_linear_time(hostile: str) -> None:
    begun = process_time()
    report_of(Block(hostile * (SIZE // len(hostile))))
    assert process_time() - begun < SECONDS
