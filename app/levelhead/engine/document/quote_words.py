"""Words next to a quotation, but for those of reporting.toml: whose it is, or what it names."""

import re

from levelhead.types import word_set

# Words that attribute a quotation next to them, but report no statement in other places.
ALSO_ATTRIBUTING = word_set(
    "according express expressed expresses expressing highlight highlighted highlights refer "
    "referred referring refers deemed judged paint painted painting cast spin spun rate rated "
    "complaint complaints insult insults rhetoric speech fearmongering"
)
# After one of these, quoted words are a thing that does something: `their "experts" wrote`.
OWNING = word_set("the these those his her its their our your my so-called")
# After one of these, or one of OWNING, a quoted word is a noun or before one.
DETERMINING = word_set("a an this that such no some any every each two three")
# What "is 'appalling'" was said by somebody.
BEING = word_set("is are was were be been being isn't wasn't aren't weren't remains")
# Before what a sign says.
WRITTEN = re.compile(
    r"\b(?:(?:placard|sign|banner|note|message|poster|sticker|plaque|slogan|caption|shirt)s?"
    r"(?: that| which)? read(?:s|ing)?|headed|marked|stamped)\Z"
)
# Words that give a name, and no opinion of anybody's, to a thing.
_NAMED = word_set("so-called dubbed nicknamed termed coined billed")
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
# What may follow such a word: "means", "was once a term"; after "By", "she meant".
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
SMALL = word_set("a an and as at but by de for from in into la le of on or the to with vs v")
