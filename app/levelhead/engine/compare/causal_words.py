"""Words that state a cause, and words that state less: that things go together, or what was when.

A word is added to its list in its base form; a hyphen joins a verb and what follows it.
"""

import re

from levelhead.lexicon.inflect import inflect
from levelhead.lexicon.words import any_of

# They state a cause whatever they are used with.
CAUSES = (
    "be-behind be-responsible-for be-to-blame-for bring-about bring-on cause cure drive-down "
    "drive-up give-rise-to induce lead-to prevent protect-against provoke push-down push-up "
    "result-in set-off spark stave-off stem-from touch-off trigger ward-off"
)
BECAUSE = (
    "because(?: of)?|due to|thanks to|owing to|(?:as )?a (?:direct )?(?:consequence|result) of"
    "|the reason (?:for|that|why)|(?:that|this|which) (?:is|was) why|prompt(?:s|ed|ing)"
    r"|(?:is|are|was|were|as) (?:an? |the )?(?:\w+ )?causes? of"
)
# They state one if they are followed by a measure of something: "cuts the risk".
CHANGES = (
    "boost curb cut decrease diminish halve heighten increase lessen minimise protect quadruple "
    "raise reduce slash"
)
MEASURES = (
    "risks?|chances?|odds|likelihood|rates?|levels?|numbers?|incidence|deaths|cases|mortality"
    "|symptoms|survival|performance|pressure|growth|crime|accidents|admissions|weight"
)
# They, and those of CHANGES, state one in place of words that state less; elsewhere they mean many
# things: "makes".
EFFECTS = (
    "affect aggravate alter contribute-to damage delay drive ease enhance extend fuel halt harm "
    "help improve influence keep kill make relieve ruin shorten slow speed-up stop strengthen "
    "underlie underpin weaken worsen wreck"
)
EFFECT_PHRASES = (
    "(?:effect|impact|influence) on|role in"
    # Elsewhere "lower" is an adjective.
    "|lower(?:s|ed)|(?:to|can|may|might|could|will|would|helps?|helped) lower"
)
ASSOCIATIONS = (
    "(?:tied|connected|related|link(?:s|ed|ing)?) (?:to|with|between)"
    "|associations? (?:with|between)|associat(?:ed|es) (?:with|to)"
    "|correlat(?:e|es|ed|ing|ions?) (?:with|between)|(?:relationship|connection) (?:between|with)"
    "|hand in hand with|go(?:es)? together with|coincide[sd]? with"
    "|(?:more|less) (?:likely|prone) to|tend(?:s|ed)? to|risk factors? for|predict(?:s|ed|ors? of)"
    "|(?:higher|lower|greater|increased|reduced|elevated|raised|decreased)"
    " (?:risks?|rates?|levels?|odds|chances?|incidence|likelihood)"
)
# What was when, and comparisons.
SEQUENCES = (
    "after|following|followed|since|when|while|amid|during|then|once|later|days before|ahead of"
    "|in the wake of|at (?:the same|a) time|against (?:a|the) backdrop of"
    # Not "as many as", "as well as", "such as".
    r"|(?<!such )as(?! (?:many|much|few|little|high|low|long|far|well|soon|good|big) as\b)"
    r"(?<!many as)(?<!much as)(?<!few as)(?<!little as)(?<!well as)"
    "|fewer|more|less|higher|lower|better|worse|longer"
)


def _forms(verbs: str) -> str:
    """A pattern for all forms of these verbs."""
    found: list[str] = []
    for verb in verbs.split():
        head, *rest = verb.split("-")
        found += (" ".join((form, *rest)) for form in inflect(head, "verb"))
    return any_of(dict.fromkeys(found))


STATED = re.compile(
    rf"\b(?:(?P<cause>{_forms(CAUSES)}|{BECAUSE})|(?P<change>{_forms(CHANGES)})"
    rf"|(?P<effect>{_forms(EFFECTS)}|{EFFECT_PHRASES}))\b"
)
# Those that name a reason only: in "led to" there is more than in "as".
REASON = re.compile(r"because|due to|owing to")
LESS = re.compile(rf"\b(?:(?P<association>{ASSOCIATIONS})|(?P<sequence>{SEQUENCES}))\b")
MEASURED = re.compile(rf"(?: [\w'-]+){{0,3}}? (?:{MEASURES})\b")
# Right before a form of CHANGES or EFFECTS: it is not a verb ("an increase in", "with reduced").
NOT_A_VERB = re.compile(
    r"\b(?:an?|the|no|any|its|their|his|her|our|of|in|at|with|by|for|from|on|between"
    r"|(?<!able)(?<!found)(?<!shown)(?<!helps)(?<!helped)(?<!known)(?<!likely)(?<!appears) to) \Z"
)
# Before any of these words, at most three words away: it is denied.
DENIED = re.compile(r"\b(?:not|no|never|without|nor|neither|cannot|\w+n't)(?: [\w-]+){0,3} \Z")
