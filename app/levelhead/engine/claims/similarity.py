"""Whether two claims are the same: what they share, and what in one excludes the other."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice

from levelhead.engine.claims.claim import ROOT, Claim, Term
from levelhead.lexicon.concepts import NO_GROUP

# From here on two sentences make the same claim.
SAME = 0.5
# How much of the shorter claim counts against how much of the longer one, which may say more.
_SHORTER = 0.6
# What is left of the similarity of claims that exclude each other.
_EXCLUDED = 0.4
# And of claims about the same things with other verbs, which may be synonyms.
_ACTS = 0.7
# Claims that share less are different anyway.
_WORTH = 0.3
# In how many letters at the end words of the same root may differ.
_ENDING = 4
# The concepts of verbs that undo something: "called off", "restored".
_UNDOING = frozenset(("lift", "repair"))
# A figure in fewer digits may be off by half of its last digit, or by this share: "a third", 34%.
_NEARLY = 0.05
# How many pairs of words that exclude each other are tried; sentences in print have one.
_TRIED = 8
# Who is on which side of these is part of the claim: "from Hull to Bergen", "taller than Ann".
_SIDES = frozenset(("to", "from", "than", "against", "by"))


def similarity(a: Claim, b: Claim) -> float:
    """How far two sentences make the same claim, 0 to 1; below SAME they do not.

    The weight of what both say, relative to what each says; less if one excludes the other: by a
    negation, another figure or name, exchanged roles, or a plan of what the other says is done.
    """
    pairs = matches(a.terms, b.terms)
    shared = sum(min(a.terms[n].weight, b.terms[m].weight) for n, m in pairs)
    if not shared:
        return 0.0
    found = _share(a, b, shared)
    if found >= _WORTH:
        if _excludes(a, b, pairs):
            found *= _EXCLUDED
        elif _acts(a, pairs, 0) and _acts(b, pairs, 1):
            found *= _ACTS
    return round(found, 3)


def max_similarity(a: Claim, b: Claim) -> float:
    """An upper bound of similarity(), in a tenth of its time."""
    return round(_share(a, b, max_shared(a, b)), 3)


def max_shared(a: Claim, b: Claim) -> float:
    """An upper bound of the weight of the matches() of two claims."""
    others = b.roots
    return sum([min(weight, others[root]) for root, weight in a.roots.items() if root in others])


def _share(a: Claim, b: Claim, shared: float) -> float:
    shorter, longer = (a.weight, b.weight) if a.weight < b.weight else (b.weight, a.weight)
    return min(_SHORTER * shared / shorter + (1 - _SHORTER) * shared / longer, 1.0)


# The places of terms that name the same in two claims.
Matches = Sequence[tuple[int, int]]


def matches(a: Sequence[Term], b: Sequence[Term]) -> list[tuple[int, int]]:
    """The places of terms of both that name the same, each once, in the order of `a`."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for m in range(len(b) - 1, -1, -1):
        places[b[m].key].append(m)
    found: list[tuple[int, int]] = []
    others: list[int] = []
    for n, x in enumerate(a):
        if same := places.get(x.key):
            found.append((n, same.pop()))
        else:
            others.append(n)
    # Most claims have no other words of the same root, so these are only counted if there are some.
    left = [m for same in places.values() for m in same]
    if {a[n].root for n in others}.isdisjoint([b[m].root for m in left]):
        return found
    roots: defaultdict[str, list[int]] = defaultdict(list)
    for m in sorted(left):
        roots[b[m].root].append(m)
    for n in others:
        rest = roots[a[n].root]
        for m in rest:
            if _alike(a[n], b[m]):
                found.append((n, m))
                rest.remove(m)
                break
    return sorted(found)


def _alike(x: Term, y: Term) -> bool:
    """Whether different keys mean the same: a rounded figure, or a word of the same root."""
    if x.value is not None and y.value is not None:
        if x.unit and y.unit and x.unit != y.unit:
            return False
        return x.value == y.value or _rounded(*sorted((x.value, y.value), key=_digits))
    if (x.group, y.group) != (NO_GROUP, NO_GROUP):
        return False
    short, long = sorted((x.key, y.key), key=len)
    # Harwich is not Harwick, but Peruvian is of Peru.
    root = len(short) if x.name and y.name else len(short) - 1
    return len(short) >= ROOT and len(long) - len(short) <= _ENDING and long[:root] == short[:root]


def _acts(claim: Claim, pairs: Matches, side: int) -> bool:
    """Whether the claim has verbs, and the other claim has none of them."""
    shared = {pair[side] for pair in pairs}
    verbs = [n for n, term in enumerate(claim.terms) if term.verb]
    return bool(verbs) and shared.isdisjoint(verbs)


def _rounded(rough: float, exact: float) -> bool:
    """Whether `rough` is `exact` in fewer digits: 1,200 is 1,183, but 41 is not 42, nor 20 12."""
    digits = _digits(rough)
    if digits >= _digits(exact):
        return False
    last = 10.0 ** (len(f"{rough // 1:.0f}") - digits)
    return abs(rough - exact) <= max(last / 2, _NEARLY * rough)


@lru_cache
def _digits(value: float) -> int:
    """The number of digits of the value, without zeros at either end."""
    return len(f"{value:.6g}".replace(".", "").strip("0").partition("e")[0])


def _excludes(a: Claim, b: Claim, pairs: Matches) -> bool:
    """Whether both cannot be the same claim, however much they share."""
    if a.sources and b.sources and a.sources.isdisjoint(b.sources):
        return True
    left = [a.terms[n] for n in set(range(len(a.terms))).difference(n for n, _ in pairs)]
    right = [b.terms[m] for m in set(range(len(b.terms))).difference(m for _, m in pairs)]
    return _others(left, right) or _undoes(left, right) or contradicts(a, b, pairs)


def _undoes(left: Sequence[Term], right: Sequence[Term]) -> bool:
    """Whether only one side undoes something: "called off a strike", "called a strike"."""
    return any(t.key in _UNDOING for t in left) != any(t.key in _UNDOING for t in right)


def contradicts(a: Claim, b: Claim, pairs: Matches) -> bool:
    """Whether a claim denies the other, exchanges its roles, or plans what the other says is done.

    `pairs` are the matches() of their terms.
    """
    both = [(a.terms[n], b.terms[m]) for n, m in pairs]
    if any(_at_odds(x, y) or _at_odds(y, x) for x, y in both):
        return True
    denied = _denied(a, b, both)
    if opposites := [*_opposites(a, b)]:
        # "Ann beat Ben" is "Ben lost to Ann".
        return not (denied or _exchanged(a, b, pairs, opposites))
    verbs = [(n, m) for n, m in pairs if a.terms[n].is_verb or b.terms[m].is_verb]
    return denied or _exchanged(a, b, pairs, verbs)


def denied_terms(a: Claim, b: Claim, pairs: Matches) -> Iterator[tuple[Term, Term]]:
    """What one claim denies and the other says, if the other denies nothing."""
    if any(t.negated for t in a.terms) != any(t.negated for t in b.terms):
        for n, m in pairs:
            if a.terms[n].negated != b.terms[m].negated:
                yield a.terms[n], b.terms[m]


def opposite_terms(a: Claim, b: Claim, pairs: Matches) -> Iterator[tuple[Term, Term]]:
    """Terms that exclude each other, unless a denial or another role makes up for it.

    "Ann bought it" is "it was sold to Ann".
    """
    if any(t.negated for t in (*a.terms, *b.terms)):
        return
    for n, m in islice(_opposites(a, b), _TRIED):
        roles = ((_side(a.terms, x, n, True), _side(b.terms, y, m, True)) for x, y in pairs)
        if all(old == new or not (old and new) for old, new in roles):
            yield a.terms[n], b.terms[m]


def _others(left: Sequence[Term], right: Sequence[Term]) -> bool:
    """Whether each has a name or a figure that the other lacks, or a plan and what was done."""
    return (
        (any(map(_is_only_name, left)) and any(map(_is_only_name, right)))
        or (any(t.value is not None for t in left) and any(t.value is not None for t in right))
        or (any(t.planned for t in left) and any(t.settled and t.verb for t in right))
        or (any(t.settled and t.verb for t in left) and any(t.planned for t in right))
    )


def _is_only_name(term: Term) -> bool:
    """Whether it is a name without a synonym: not "Captain" or "Party"."""
    return term.name and term.group == NO_GROUP


def _at_odds(x: Term, y: Term) -> bool:
    """Whether `y` has done what `x` plans, is the whole of `x`, or is against what `x` is for.

    Or whether a figure is where something ends in one, and how far it moved in the other.
    """
    return (
        (x.planned and y.settled)
        or (x.extent == "part" and y.extent != "part")
        or (x.role == "for" and y.role == "against")
        or (x.value is not None and (x.role, y.role) == ("to", "by"))
    )


def _denied(a: Claim, b: Claim, both: Sequence[tuple[Term, Term]]) -> bool:
    """Whether one claim denies what the other says, and the other denies nothing."""
    if any(t.negated for t in a.terms) and any(t.negated for t in b.terms):
        return False
    return any(x.negated != y.negated for x, y in both)


def _opposites(a: Claim, b: Claim) -> Iterator[tuple[int, int]]:
    """The places of terms that exclude each other, and that the other claim does not name."""
    for n, x in enumerate(a.terms):
        if x.group != NO_GROUP and x.key not in b.keys:
            for m, y in enumerate(b.terms):
                if x.group == y.group and y.key not in a.keys:
                    yield n, m


def _exchanged(a: Claim, b: Claim, pairs: Matches, verbs: Matches) -> bool:
    """Whether two terms have each other's place next to one of the verbs.

    "Ann hit Ben" and "Ben hit Ann". Next to verbs that exclude each other only the agent counts:
    "Ann sold it to Ben", "Ben bought it from Ann".
    """
    for n, m in verbs:
        opposite = a.terms[n].key != b.terms[m].key
        sides = {
            (_side(a.terms, x, n, opposite), _side(b.terms, y, m, opposite))
            for x, y in pairs
            if (x, y) != (n, m)
        }
        if any(p != q and p and q and (q, p) in sides for p, q in sides):
            return True
    return False


def _side(terms: Sequence[Term], place: int, verb: int, opposite: bool) -> str:
    """What the term at `place` is to the verb: its agent, its patient, or after a preposition."""
    role = terms[place].role
    if role == "by" and terms[verb].passive:
        return "agent"
    if role:
        return "" if role not in _SIDES else "patient" if opposite else role
    return "agent" if (place < verb) != terms[verb].passive else "patient"
