"""Does the body hedge or attribute what the headline states as a fact?"""

import re
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import NamedTuple

from levelhead.engine.claims import Claim, Term, claim_of, matches
from levelhead.engine.claims.claim import WORD
from levelhead.engine.claims.word_kinds import BEING
from levelhead.engine.deadline import Checkpoint
from levelhead.engine.headline.article import Article, Mark, nearest, places_of
from levelhead.lexicon import Lexicon
from levelhead.lexicon.irregular import VERBS
from levelhead.types import CURRENCIES, TextRange

# A sentence carries the headline's claim if it shares this part of its weight; so do sentences
# that share nearly as much as the best one.
_CARRIES = 0.4
_NEARLY = 0.1
# It must also share this many names, figures and words, not counting slight ones.
_SHARED = 2
# How many sentences are read: those that share most words with the headline.
_READ = 4
# The most sentences that are looked up for a word of the headline.
_FOUND = 100

# Hedges of these categories make a claim less certain; an approximation does not.
DOUBTS = frozenset(("modal", "probability", "hearsay", "belief", "appearance", "vague_source"))
# A vague source reports, rather than doubts, what it has found.
_REPORTS = re.compile(
    r"(?:report|say|said|find|found|show|complain|protest|object|demand|criticis|welcom)\w*\Z"
)
# "claimed £80" doubts nothing.
_SUM = re.compile(rf" [{CURRENCIES}\d]")
_INTERESTED = (
    "(?:campaigner|activist|opponent|critic|rival|union|neighbour|resident|friend|aide|lawyer"
    "|employee|passenger|victim|ally|prosecutor|plaintiff|claimant|complainant|witness(?=es)"
    "|whistleblower|protester|rebel|militant|separatist|competitor|tenant|customer|colleague)(?:e?s)?"
    "|allies|relatives|workers|staff|parents|the (?:opposition|prosecution)"
)
# Each alternative holds one of _CUES, which are much faster to look for.
_DOUBTFUL = re.compile(
    "|".join(
        (
            # A suspicion or an accusation.
            r"\bon suspicion of\b",
            r"\b(?:accus|alleg)\w+",
            r"\bcharged with\b",
            rf"\bclaim(?:s|ed|ing)?\b(?!{_SUM.pattern})",
            # A plan on which nobody has decided, an inquiry without a result, a tendency.
            r"\b(?:consider|mull|weigh)(?:s|ing)\b",
            r"\bthinking (?:of|about)\b",
            r"\binvestigated (?:over|for)\b",
            r"\bunder investigation\b",
            r"\btend(?:s|ed)? to\b",
            r"\bclose to \w+ing\b",
            r"\bin talks\b",
            # A question that is open, or a statement that is denied.
            r"\bwhether\b(?! to\b)",
            r"\b(?:not (?:yet )?|un)decided whether\b",
            r"(?<!who )\bden(?:ied|ies|y) (?:that|he|she|it|they)\b"
            r"(?!.*\b(?:but|convicted|guilty|jailed|sentenced)\b)",
            # A link, which need not be a cause.
            r"\b(?:linked|links?|connection)\b",
            r"\bit (?:was|is) reported\b",
            r"\breports (?:\w+ ){0,3}(?:said|say|suggest)\b",
            r"\b(?:more|less) (?:common|frequent|likely)\b",
            r"\bassociat(?:ed|ions?) (?:with|between)\b",
            r"\bcorrelat\w+",
            # Doubt in plain words.
            r"\b(?:a doubt for|doubtful|in doubt)\b",
            r"(?<=, )(?:[\w'-]+ ){1,4}(?:believe|think|suspect|fear)s?\b",
            # The word of somebody who is not named, or has an interest.
            r"\b(?:sources?|insiders?|people (?:who (?:have|had) seen|familiar|with))\b",
            rf"\b(?:{_INTERESTED})(?: \w+){{0,4}} (?:said|says|say|told|argued?|insist(?:ed)?)\b",
            rf"\baccording to (?:\w+ ){{0,3}}(?:{_INTERESTED})\b",
        )
    )
)
_CUES = (
    "whether", "denie", "deny", "suspicion", "accus", "alleg", "claim", "charged", "consider",
    "mull", "weigh", "think", "investigat", "tend", "close to", "in talks", "link", "connection",
    "report", "more ", "less ", "associat", "correlat", "doubt", "believe", "suspect", "fear",
    "source", "insider", "people ", " said", " say", " told", " argue", " insist", "according",
)  # fmt: skip
_ACCUSING = re.compile("on suspicion|accus|alleg|charged")
# What follows these, in so few words of content, is the act: "stealing funds".
_ACCUSED_OF = re.compile("accused|charged")
_ACT = 2
_ARREST = re.compile(r"\b(?:held|arrest\w*|bailed|detained|quizzed|nicked|in custody|in court)\b")
# A hedge is not about what follows one of these.
_APART = re.compile(
    r",(?!\d)|[;:()]|\b(?:after|following|when|before|since|during|because|until)\b"
)
# Verbs like "cut" and "bid", whose past is their base, are nouns as often.
_MAYBE_NOUN = re.compile(
    rf"(?:{'|'.join(base for base, forms in VERBS.items() if base in forms)})\b"
)
# They say when it was, not what.
_WHEN = frozenset(("after", "before"))
# After a comma these are about all of a sentence: ", it is claimed", ", campaigners said".
_SAID = re.compile(
    r"\b(?:said|says?|told|claim\w*|alleg\w*|report\w*|believe[ds]?|thought|thinks?|fears?"
    r"|according|suspect\w*)\b"
)
# An aside in the middle of it has few words, and none is opened by one of these.
_LONGEST_ASIDE = 6
_JOINING = re.compile("although|and|as|because|but|if|or|that|though|when|where|which|while|who")
_NAME_AFTER = re.compile(r"(?: [\w'’-]+){1,5},")
# A headline that asks, quotes, attributes, hedges or reports a suspicion states nothing as a fact.
_NO_FACT = re.compile(
    "|".join(
        (
            # A question, a colon, a quotation, the dash before a source.
            r"[?:\"]|(?<!\w)'|'(?![\w ])|(?<!s)' | [–—-] ",
            r"\b(?:sa(?:ys?|id|ying)|claim\w*|tells?|told|alleg\w+|accus\w+|blam\w+|warns?"
            # "Suspect fled" is a fact.
            r"|(?<!^)suspects?|suspected|suspects? (?:behind|for|from|freed|in|of|on|over|released)"
            r"|to (?:decide|rule|vote)|votes? on"
            r"|suspicion|fear\w*|hints?|suggests?|insists?|urges?|calls?|could|according|thinks?"
            r"|believes?|vows?|may|might|likely|rumou?r\w*|reports (?:of|that)|reported\w*|whether"
            r"|den(?:y|ies|ied)|charged|questioned|link\w*|probe|plans?|considers?|mulls?"
            r"|investigat\w*|inquiry|trial|threat\w*|risk\w*)\b",
        )
    )
)


class _Sentence(NamedTuple):
    """A sentence of the body, its terms, and those that the headline has, with their weight."""

    place: TextRange
    terms: tuple[Term, ...]
    shared: tuple[Term, ...]
    weight: float


def hedges_of(
    article: Article,
    near: Sequence[tuple[int, TextRange]],
    lexicon: Lexicon,
    checkpoint: Checkpoint,
) -> tuple[TextRange, ...]:
    """The hedges of the sentences that carry the headline's claim; none if one is without.

    `near` are some of the nearest() sentences. None either if the headline hedges too.
    """
    most, _ = near[0]
    if not all(_is_doubtful(article, place) for words, place in near if words == most):
        return ()
    document, headline, *_ = article
    own = article.marks_in(headline)
    if states_no_fact(article.text(headline)) or any(_doubts(mark, article) for mark in own):
        return ()
    claim = claim_of(document, headline, lexicon, sourced=True)
    places = places_of(article, _FOUND, checkpoint)
    read = [_read(article, claim, place, lexicon) for _, place in nearest(document, places)[:_READ]]
    least = max(each.weight for each in read) - _NEARLY * claim.weight
    carrying = [
        each
        for each in read
        if each.weight >= max(least, _CARRIES * claim.weight)
        and sum(term.weight >= WORD for term in each.shared) >= _SHARED
    ]
    hedges = [hedge for each in carrying if (hedge := _hedge(article, each))]
    return tuple(hedges) if len(hedges) == len(carrying) else ()


def states_no_fact(words: str) -> bool:
    """Whether words of a headline, in lower case, ask, quote, attribute or hedge."""
    return _NO_FACT.search(words) is not None


def _read(article: Article, headline: Claim, place: TextRange, lexicon: Lexicon) -> _Sentence:
    claim = claim_of(article.document, place, lexicon, sourced=True)
    pairs = matches(headline.terms, claim.terms)
    weight = sum(min(headline.terms[n].weight, claim.terms[m].weight) for n, m in pairs)
    return _Sentence(place, claim.terms, tuple(claim.terms[m] for _, m in pairs), weight)


def _is_doubtful(article: Article, place: TextRange) -> bool:
    """Whether a sentence may have a hedge."""
    if any(_doubts(mark, article) for mark in article.marks_in(place)):
        return True
    words = article.text(place)
    return any(cue in words for cue in _CUES) and _DOUBTFUL.search(words) is not None


def _hedge(article: Article, sentence: _Sentence) -> TextRange | None:
    """The first hedge of the sentence that is about what the headline says.

    That follows it in the same clause, or it is the subject of the hedge, or all of the sentence is
    said by somebody: ", campaigners said".
    """
    lowered, place = article.document.lowered, sentence.place
    found = [mark.words for mark in article.marks_in(place) if _doubts(mark, article)]
    found += (
        TextRange(*match.span())
        for match in _DOUBTFUL.finditer(lowered, *place)
        if not (_is_named(article, match[0]) or _is_of_arrest(article, match, sentence))
    )
    shared = [term for term in sentence.shared if term.key not in _WHEN]
    first_verb = _first_verb(article, sentence.terms, place.end)
    verb = _first_verb(article, shared, place.end)
    for hedge in sorted(found):
        if _is_of_another_act(lowered, hedge, sentence):
            continue
        before = max((t.start for t in shared if t.start < hedge.start), default=hedge.start)
        after = min((t.start for t in shared if t.start >= hedge.end), default=0)
        if after:
            governs = hedge.start < verb and not _APART.search(lowered, hedge.end, after)
        else:
            governs = hedge.start < first_verb and not _APART.search(lowered, before, hedge.start)
        if governs or (_SAID.search(lowered, *hedge) and _is_aside(lowered, place, hedge)):
            return hedge
    return None


def _is_aside(lowered: str, place: TextRange, hedge: TextRange) -> bool:
    """Whether an aside says who says it, in the middle of the sentence or at its end.

    ", critics claim, although", ", claims Low, a nurse", ", it is claimed", but not ", although
    critics claim".
    """
    comma = lowered.rfind(",", place.start, hedge.start)
    first, *others = lowered[comma + 1 : hedge.end].split(maxsplit=_LONGEST_ASIDE)
    if comma <= 0 or _JOINING.fullmatch(first):
        return False
    if lowered.find(",", hedge.start, place.end) < 0:
        return True
    if others:
        return len(others) < _LONGEST_ASIDE and lowered.startswith(",", hedge.end)
    return _NAME_AFTER.match(lowered, hedge.end) is not None


def _first_verb(article: Article, terms: Iterable[Term], default: int) -> int:
    """Where the first verb of the terms is, leaving out what may be a noun: "tax cut"."""
    lowered = article.document.lowered
    verbs = (term.start for term in terms if term.verb)
    return next((at for at in verbs if not _MAYBE_NOUN.match(lowered, at)), default)


def _is_of_arrest(article: Article, hedge: re.Match[str], sentence: _Sentence) -> bool:
    """Whether the headline says that somebody was arrested, and not for what."""
    if not (_ACCUSING.match(hedge[0]) and _ARREST.search(article.text(article.headline))):
        return False
    act = next((term for term in sentence.terms if term.start >= hedge.end()), None)
    return act not in sentence.shared


def _is_of_another_act(lowered: str, hedge: TextRange, sentence: _Sentence) -> bool:
    """Whether it only says who somebody is: "a nurse accused of poisoning has been freed"."""
    before = lowered[sentence.place.start : hedge.start].split()[-1:]
    if not _ACCUSED_OF.match(lowered, hedge.start) or not BEING.isdisjoint(before):
        return False
    acts = (term for term in sentence.terms if term.start >= hedge.end)
    return not any(act in sentence.shared for act in islice(acts, _ACT))


def _is_named(article: Article, hedge: str) -> bool:
    """Whether the headline names who says it: "Unions reject offer"."""
    source = re.match(_INTERESTED, hedge)
    return source is not None and source[0].rstrip("s") in article.text(article.headline)


def _doubts(mark: Mark, article: Article) -> bool:
    """Whether what was found makes a claim less certain."""
    category = mark.candidate.frame.entry.category
    if category == "vague_source":
        return not _REPORTS.search(article.text(mark.words))
    return category in DOUBTS and not _SUM.match(article.document.lowered, mark.candidate.end)
