"""Compounds that are written with a hyphen or with a space: "eye-watering", "eye watering"."""

import re

# One of these at the end or at the beginning makes a compound that may have a space. Left out is
# what may be something else with a space: a subject and its verb ("the storm ravaged the coast",
# "her head spinning"), a verb and its particle ("washed up"), an adjective and its noun ("third
# rate").
_ENDINGS = """
    absorbed addled arsed assed baked baring bashing beating bending biting blooded blowing
    boggling brained breaking bred busting catching cheeked chested chilling churning clad clenching
    cocked conquering crazed crunching crushing crying curdling curling dealing defying destroying
    driven dropping eared eyed faced famous fetched filled fingered fisted flecked gazing grabbing
    guzzling haired handed hating headed hearted hugging hungry inducing infested jawed jerking
    kissing kneed laced laden licking lipped livered loathing looking loving mannered mongering
    monger mongers mouthed naked necked nosed numbing obsessed packed peddling perfect pinching
    pleasing popping prone raising rattling regarding rending ridden riddled roaring sapping
    seeking serving shaming shattering signaling signalling singing sized skinned slinging spirited
    splitting stabbing starved stealing stopping strapped strewn stricken struck studded style
    styled sucking swilling tempered thin throated tickling tight tingling tinted tongued torn
    toting twitching warming watering weary wielding willed witted wrenching wringing wristed
    """
_BEGINNINGS = "half ill much near never pseudo quasi self semi super ultra"

_COMPOUND = re.compile(
    rf"(?<!\S)(?:(?:{'|'.join(_BEGINNINGS.split())})-[^\s-]+"
    rf"|[^\s-]+-(?:{'|'.join(_ENDINGS.split())}))(?!\S)",
    re.IGNORECASE,
)


def opened(form: str) -> str:
    """`form` with a space in each compound that may have one; other hyphens stay."""
    return _COMPOUND.sub(lambda match: match[0].replace("-", " "), form)
