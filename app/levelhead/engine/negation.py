"""Do the words before a sensational word deny what it claims?

Each word or phrase becomes one letter, its kind. So a denial is a short pattern of letters that
ends where the sensational word begins: "was not such a" is `xNda`. Between a negator and that word
are only words of a few closed kinds and, as part of its subject or object, one or two others. So
nothing is denied across a punctuation mark, a conjunction or another verb.
"""

import re
from itertools import zip_longest

# The kinds of words, and of phrases of two words, which have a hyphen here. Of all others those in
# -n't are `N`, those in -ly `x`, those in -ed and -ing `v`, the rest `w`.
_KINDS: tuple[tuple[str, str], ...] = (
    # Negators.
    (
        "N",
        "not cannot nowhere hardly scarcely barely isnt arent wasnt werent dont doesnt didnt "
        "hasnt havent hadnt wouldnt shouldnt couldnt aint cant-be wont-be",
    ),
    ("n", "nor neither"),
    ("E", "never rarely seldom"),
    ("S", "nobody none nothing no-one"),
    ("O", "no"),
    ("F", "few not-one not-all"),
    ("L", "little"),
    ("W", "without"),
    (
        "U",
        "avoid avoids avoided avoiding avert averts averted averting prevent prevents "
        "prevented preventing rule-out rules-out ruled-out ruling-out deny denies denied "
        "denying",
    ),
    (
        "I",
        "rather-than instead-of opposed-to short-of far-from lack-of absence-of fail-to "
        "fails-to failed-to failing-to refuse-to refuses-to refused-to refusing-to decline-to "
        "declines-to declined-to declining-to unable-to yet-to late-to vain-to",
    ),
    ("J", "anything-but nothing-like nowhere-near"),
    # They say little themselves, so that a denial reaches over them: auxiliary verbs and adverbs,
    # pronouns, verbs of being, causing and thinking.
    (
        "x",
        "be been being is are was were am has have had having do does did will can may must to "
        "ever even yet quite very too always all either else here once about-to "
        "at-all of-course in-fact after-all in-itself as-such any-means any-way any-sense "
        "any-stretch the-least the-slightest a-moment however",
    ),
    ("h", "would should could might"),
    (
        "r",
        "everyone everybody anyone anybody anything i it he she they we you there him them us "
        "me itself what",
    ),
    (
        "l",
        "become becomes became becoming seem seems seemed look looks looked looking appear "
        "appears appeared feel feels felt feeling sound sounds sounded sounding prove proves "
        "proved proven like mean means meant represent represents constitute constitutes "
        "amount amounts amounted go goes going went get gets got turn turns turned turning "
        "into out make makes made making cause causes caused causing create creates created "
        "creating spark sparks sparked sparking trigger triggers triggered triggering provoke "
        "provokes provoked provoking produce produces produced producing lead leads led "
        "leading bring brings brought need needs needed want wants wanted "
        "show shows showed shown believe believes believed find finds found from-being "
        "from-becoming end-in ends-in ended-in end-up ends-up ended-up result-in resulted-in "
        "descend descends descended",
    ),
    (
        "c",
        "call calls called calling term terms termed brand brands branded label labels "
        "labelled labeled describe describes described describing regard regards regarded "
        "consider considers considered portray portrays portrayed think thinks thought",
    ),
    ("s", "see sees saw seen"),
    # Parts of the object: "such a", "one of the most", "his".
    ("a", "a an any another one some much many enough"),
    ("d", "so such"),
    ("k", "as"),
    ("m", "most further"),
    ("o", "the his its their our your my"),
    ("t", "this that these those her"),
    ("f", "of"),
    ("p", "in by with on for from at about under among"),
    ("w", "early family daily ugly"),
    ("/", "or"),
    ("&", "and"),
    # A denial ends here. The verbs imply that there is something to expect or to stop: "nobody
    # expected a bloodbath", "they did not stop the bloodbath".
    (
        "|",
        "but if because although though while whereas when where who which whose until unless "
        "after before since than despite amid during only merely simply solely purely just "
        "more less worse better against over between through know knew known hear heard expect "
        "expected realise realised realize realized notice noticed forget forgot doubt doubted "
        "stop stopped end ended halt halted hide hid first last sole",
    ),
    # So it does at these, which hold a negator and deny nothing.
    (
        "|",
        "if-not or-not why-not hard-not difficult-not impossible-not no-time no-use no-wonder "
        "no-sooner no-other no-fewer no-mere no-mean no-small no-ordinary no-secret no-surprise "
        "no-surprises no-question no-denying no-mistaking no-escaping no-stranger no-shortage "
        "no-lack no-matter no-coincidence no-accident no-right no-exception no-different the-no "
        "a-no voted-no vote-no say-no says-no said-no without-doubt without-question "
        "without-exception without-fail without-warning without-hesitation without-equal "
        "without-parallel without-precedent for-nothing or-nothing a-little a-few the-few "
        "these-few those-few every-few last-few past-few next-few first-few his-few her-few "
        "its-few their-few our-few my-few is-denied was-denied were-denied been-denied "
        "being-denied",
    ),
)
_KIND = {word.replace("-", " "): kind for kind, words in _KINDS for word in words.split()}
_KIND["no-one"] = _KIND["no one"]
_BEGIN_PHRASES = {word.partition(" ")[0] for word in _KIND if " " in word}
# Each denial has one of these words; `t` is what is left of "isn't".
_NEGATORS = {
    part
    for word, kind in (*_KIND.items(), ("t", "N"), ("t,", "N"), ("not,", "N"))
    if kind in "NnESOFLWUIJ"
    for part in (word, word.partition(" ")[0])
}
# Where a denial begins.
_NEGATOR = re.compile("[NnESOFLWUIJ]")

# They may follow a negator and change nothing.
_ASIDES = (", however, ", ", in fact, ", ", of course, ", ", by any means, ")
# Sentences that begin like this deny nothing: "Isn't it a fiasco?", "Not even the brutal cold …".
_ASSERTION = re.compile(
    r"\n(?:\w+n't (?:it|this|that|he|she|they|we|you|there|these|those)|"
    r"(?:is|are|was|were) (?:it|this|that|he|she|they|these|those) not|"
    r"not (?:even|that)|never (?:has|have|had) (?:an?|any|such))\b"
)

_WORD = "[wvxhrlc]"
_OWNER = "[ot]"
# "a costly", "a hint of", "one of the most", "a farce or a".
_OBJECT = f"(?:(?:a?{_WORD}?/)?(?:a{{1,2}}d?{_WORD}{{0,2}}(?:f(?:a|om)?)?)?)"
# "the plan", before a verb.
_CLAUSE = f"(?:{_OWNER}{_WORD}{{1,2}}(?=[xh]))"
# "that the plan", "call it", "described the vote as", "see it as".
_PASSING = f"(?:[xhrtl]|px|t{_CLAUSE}|c(?:{_OWNER}{_WORD}{{1,2}})?r?k?|srk)*"
# "no one in the room was", "few of his friends", "nothing he said".
_SUBJECT = (
    f"(?:S|n(?:{_OWNER}{_WORD}|{_WORD}(?=[xhl]))?|F{_WORD}?|O(?:d|{_WORD}[wxhrlc]?)?)"
    f"(?:p{_OWNER}?{_WORD}{{1,2}}(?=[xhlc])|f{_OWNER}?{_WORD}{{1,2}}|f[rt]?|t?r{_WORD})?"
)
_DENIAL = re.compile(
    "(?:"
    + "|".join(
        (
            f"[Nn](?:[xhrtdk]|px)*(?:[pf]?{_OBJECT}|a{_WORD}&|{_OWNER}{_WORD}?)",
            f"(?:[Nn][dk]?|E|I|Jk?|{_SUBJECT}){_PASSING}{_OBJECT}",
            r"(?<=\|)Nw",
            f"(?:J|Sf){_OWNER}{_WORD}?",
            "Ffom",
            f"(?:n|E|O{_WORD})[xh]{_OWNER}{_WORD}{{1,2}}{_PASSING}{_OBJECT}",
            f"W{_PASSING}{_OWNER}?w?{_OBJECT}",
            f"(?:(?<=[xdpls])L|L(?=f))(?:f{_OWNER}?)?(?:{_WORD}f?)?",
            f"(?<!hx)U[dm]?(?:w[tf])?{_CLAUSE}?{_PASSING}{_OBJECT}",
        )
    )
    + ")$"
)
# A denial after this is denied itself: "could not avoid", "hardly a week passes without".
_DENIED = re.compile("[NESOFLI][akwvxhrlcp]{0,4}$")


def is_negated(before: str) -> bool:
    """Whether `before`, the lower-cased text of a sentence up to a word, denies that word."""
    if _NEGATORS.isdisjoint(before.replace("'", " ").replace('"', " ").split()):
        return False
    text = before.replace('"', "").rstrip("'*_")
    if not text.endswith(" ") or _ASSERTION.match(text):
        return False
    for aside in _ASIDES:
        text = text.replace(aside, " ")
    kinds = _kinds(text.split())
    for negator in _NEGATOR.finditer(kinds):
        at = negator.start()
        if _DENIAL.match(kinds, at):
            return kinds[at] == "n" or not _DENIED.search(kinds, 0, at)
    return False


def _kinds(words: list[str]) -> str:
    """The kind of each word or phrase."""
    kinds = []
    in_phrase = False
    for word, following in zip_longest(words, words[1:], fillvalue=""):
        if in_phrase:
            in_phrase = False
        elif word in _BEGIN_PHRASES and (kind := _KIND.get(f"{word} {following}")):
            kinds.append(kind)
            in_phrase = True
        else:
            kinds.append(_KIND.get(word) or _other_kind(word))
    return "".join(kinds)


def _other_kind(word: str) -> str:
    if word.isalpha():
        ending = word[-2:]
        if ending == "ly":
            return "x"
        return "v" if ending == "ed" or word.endswith("ing") else "w"
    word = word.lstrip("'")
    if word.endswith("n't"):
        return "N"
    kind = _KIND.get(word.partition("'")[0])
    if kind:
        return kind
    return "w" if word[:1].isalpha() and word[-1].isalnum() else "|"
