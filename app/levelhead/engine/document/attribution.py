"""Attribution: the words with which news attributes other words to somebody."""

import re


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Verbs and nouns that attribute the words next to them to somebody.
REPORTING = _set(
    "say says said saying tell tells told telling add adds added adding claim claims claimed "
    "claiming call calls called calling label labels labelled labeled labelling labeling brand "
    "brands branded branding describe describes described describing deem deems deemed warn warns "
    "warned warning insist insists insisted insisting argue argues argued arguing admit admits "
    "admitted admitting deny denies denied denying ask asks asked asking reply replies replied "
    "respond responds responded declare declares declared declaring announce announces announced "
    "state states stated stating write writes wrote written writing tweet tweets tweeted tweeting "
    "posted posting texted texting emailed messaged shout shouts shouted shouting yell yelled "
    "chant chants chanted chanting "
    "joke jokes joked joking quip quips quipped bark barked blurt blurts blurted vow vows vowed "
    "vowing pledge pledges pledged pledging promise promises promised promising threaten "
    "threatens threatened threatening demand demands demanded demanding urge urges urged urging "
    "suggest suggests suggested suggesting allege alleges alleged alleging accuse accuses accused "
    "accusing blame blames blamed blaming criticise criticised criticises criticising criticize "
    "criticized criticizes criticizing condemn condemns condemned condemning denounce denounces "
    "denounced denouncing dismiss dismisses dismissed dismissing praise praises praised praising "
    "hail hails hailed hailing slam slams slammed slamming blast blasts blasted blasting mock "
    "mocks mocked mocking portray portrays portrayed portraying paint painted painting cast spin "
    "spun rate rated explain explains explained explaining reveal reveals revealed revealing "
    "confirm confirms confirmed confirming conclude concludes concluded concluding note notes "
    "noted noting recall recalls recalled recalling predict predicts predicted predicting reckon "
    "reckons reckoned believe believes believed complain complains complained complaining boast "
    "boasts boasted boasting concede concedes conceded stress stresses stressed emphasise "
    "emphasised emphasize emphasized acknowledge acknowledges acknowledged quote quotes quoted "
    "quoting cite cites cited citing refer refers referred referring hear heard report reports "
    "reported reporting ruled find finds found judged feel feels felt express expressed expresses "
    "expressing apologise apologised apologized comment commented remark remarked highlight "
    "highlights highlighted worry worries worried according allegation allegations accusation "
    "accusations remarks comments rhetoric statement speech fearmongering insult insults "
    "complaint complaints warnings words"
)
# Verbs of saying only: right next to the marks they show that what is quoted was said.
SAYING = _set(
    "say says said saying tell tells told telling add adds added adding ask asks asked reply "
    "replies replied write writes wrote tweet tweets tweeted shout shouts shouted yell yelled "
    "chant chants chanted joke jokes joked quip quips quipped bark barked blurt blurts blurted "
    "insist insists insisted warn warns warned declare declares declared according"
)
# Behind one of these, quoted words are a thing that does something: `their "experts" wrote`.
OWNING = _set("the these those his her its their our your my so-called")
# Behind one of these, or one of OWNING, a quoted word is a noun or before one.
DETERMINING = _set("a an this that such no some any every each two three")
# What "is 'appalling'" was said by somebody.
BEING = _set("is are was were be been being isn't wasn't aren't weren't remains")
# Before what a sign says.
WRITTEN = re.compile(
    r"\b(?:(?:placard|sign|banner|note|message|poster|sticker|plaque|slogan|caption|shirt)s?"
    r"(?: that| which)? read(?:s|ing)?|headed|marked|stamped)\Z"
)
# Words that give a name, and no opinion of anybody's, to a thing.
_NAMED = _set("so-called dubbed nicknamed termed coined billed")
NAMING = (
    *(f" {verb}{article}" for verb in _NAMED for article in ("", " the", " it", " them", " as")),
    *(f" known as{article}" for article in ("", " the", " a", " an")),
)
# What a work is called, even if its name has no capitals.
TITLED = re.compile(
    r"\b(?:(?:en)?titled|(?:film|movie|novel|book|story|poem|essay|song|single|album|track|play"
    r"|opera|musical|show|series|sitcom|drama|documentary|podcast|game|painting|exhibition)"
    r" (?:called|named)),?\Z"
)
# Before words that are spoken of, and not used.
SPOKEN_OF = re.compile(
    r"\bthe (?:terms?|words?|phrase|expression|concept|notion|nickname|hashtag|slogan|label|verb"
    r"|noun|adjective|suffix|prefix)(?: of| like)?,?\Z"
)
# After them: "means", "was once a term"; behind "By" "she meant".
MEANING = re.compile(
    r"[\"']* (?:(?:he|she|it|they|we|i) )?(?:means?|meant|refers to"
    r"|(?:is|was)(?: not| once)? an? (?:\w+ )?(?:term|word))\b"
)
# Before what somebody says: "hits out at", "spoke of a".
COMPLAINING = re.compile(
    r"\b(?:out (?:at|against|over)|(?:spoke|speaks?|speaking|talk(?:s|ed|ing)?|hears?) of"
    r"|(?:opens?|opened) up (?:on|about)|react(?:s|ed)? to|(?:fed up|frustrated|unhappy) with"
    r"|ashamed[\"']? of|(?:fury|anger|angry|fum(?:es|ed|ing)|outrage|alarm|shock|concerns?|row"
    r"|backlash) (?:at|over)|in (?:his|her|its|their|\w+'s) (?:view|opinion),?)"
    r"(?: an?| the| his| her| their)?\Z"
)
# After what somebody said: "remark", "admitted by", "as she put it", "was her verdict".
ATTRIBUTING = re.compile(
    r"[\"']* (?:remark|comment|jibe|slur|tweet|insult|outburst|gaffe|rant|joke|chant|claim)s?\b"
    r"|.* (?:admitted|claimed|described|made|raised|expressed|reported|used) by\b"
    r"|.*\bas \w+ (?:put|puts|call|called|calls|described|describes) it\b"
    r"|.*\b(?:his|her|its|their|\w+'s) (?:own )?(?:words?|verdict|answer|reply|reaction"
    r"|phrase|view|opinion)\b"
)
# After a word that is not before its noun: "'devastated' by", and in headlines "'shocking' as".
UNDERGOING = re.compile(r"[\"']* (?:by|at|over|with)\b")
PREDICATE = re.compile(
    r"[\"']*(?:\Z| (?:by|at|over|with|as|after|about|in|on|amid|despite|if|when|until|for|to|[-–—])"
    r"(?: |\Z))"
)
# A clause has somebody who acts or a verb in the finite form.
CLAUSE = re.compile(
    r"\b(?:i|i'm|i've|i'll|we|we're|we've|you|you're|he|he's|she|she's|it|it's|they|they're|me|my"
    r"|our|don't|doesn't|didn't|can't|won't|isn't|can|could|will|would|should|must|may|might|is|are"
    r"|was|were)\b"
)
# Words that stay small in the name of a work.
SMALL = _set("a an and as at but by de for from in into la le of on or the to with vs v")
