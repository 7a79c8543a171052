"""Other good spellings of a form: British and American, second pasts, compounds with a space."""

import re
from itertools import pairwise, product

from levelhead.lexicon import irregular as table
from levelhead.lexicon.compounds import opened
from levelhead.lexicon.inflect import WORD, in_case_of


def variants(form: str) -> tuple[str, ...]:
    """Other good spellings of an inflected form, sorted, never `form` itself.

    British and American ("traveled far" for "travelled far" and the reverse), the second past
    of a verb that has two ("learnt" for "learned"), the persons of a leading "is" or "was", and
    a compound without its hyphen ("eye watering"). Nothing where either is unsure.
    """
    respelled = _respelled(form)
    if "-" not in form:
        return respelled
    without = (opened(each) for each in (form, *respelled))
    return tuple(sorted({*respelled, *without} - {form}))


def _respelled(form: str) -> tuple[str, ...]:
    """Its other spellings with the same hyphens, sorted."""
    if _has_no_variants(form.lower()):
        return ()
    words = list(WORD.finditer(form))
    choices = [(word[0], *_respell_in_case(word[0])) for word in words]
    # Only the first word is a verb's head: "it is said" must not become "it are said".
    first = choices[0]
    others = table.AGREEMENT.get(first[0].lower(), ())
    choices[0] = (*first, *(in_case_of(first[0], other) for other in others))
    if all(len(choice) == 1 for choice in choices):
        return ()
    gaps = [form[left.end() : right.start()] for left, right in pairwise(words)]
    head, tail = form[: words[0].start()], form[words[-1].end() :]
    spelled = {
        head + "".join(part for pair in zip(pick, [*gaps, tail], strict=True) for part in pair)
        for pick in product(*choices)
    }
    return tuple(sorted(spelled - {form}))


def _has_no_variants(form: str) -> bool:
    """Whether no word of a form in lower case has others, found out faster than which it has."""
    words = WORD.findall(form)
    return (
        "is" not in form
        and "iz" not in form
        and _SPELLINGS.keys().isdisjoint(words)
        and table.AGREEMENT.keys().isdisjoint(words)
    )


def _respell_in_case(word: str) -> tuple[str, ...]:
    others = _respell(word.lower())
    return tuple(in_case_of(word, other) for other in others) if others else ()


def _respell(word: str) -> tuple[str, ...]:
    if other := _SPELLINGS.get(word):
        return (other,)
    # Most words have neither, which is found out faster than by the pattern.
    if ("is" in word or "iz" in word) and (match := _ISE.fullmatch(word)):
        before, letter, ending = match.groups()
        if letter == "z":
            return () if before in table.ALWAYS_Z else (f"{before}is{ending}",)
        keeps_s = before.endswith(table.ALWAYS_S_END) or before in table.ALWAYS_S
        return () if keeps_s else (f"{before}iz{ending}",)
    return ()


# A consonant before -ise: "raise", "noise", "bruise" and "tortoise" keep their s, "seize" its z.
_ISE = re.compile(
    r"([a-z]{2,}[b-df-hj-np-tv-z])i([sz])"
    r"(e|es|ed|edly|er|ers|ing|ingly|ings|able|ability|ation|ations|ational)"
)


def _spellings() -> dict[str, str]:
    """Each word of which two spellings are sure, and its other one."""
    both = dict(table.PASTS)
    for line in table.STEMS.strip().splitlines():
        british, american, *endings = line.split()
        for ending in endings:
            tail = ending.strip("-")
            both[british + tail] = american + tail
    for prefix, our, ending in product(table.OUR_PREFIXES, table.OUR, table.OUR_ENDINGS):
        tail = ending.strip("-")
        both[f"{prefix}{our}our{tail}"] = f"{prefix}{our}or{tail}"
    for verb in table.L_DOUBLING:
        for ending in ("ed", "ing", "ings", "er", "ers"):
            both[f"{verb}l{ending}"] = verb + ending
            both[f"un{verb}l{ending}"] = f"un{verb}{ending}"
    for before, ending in product(table.YSE, ("e", "es", "ed", "er", "ers", "ing")):
        both[f"{before}ys{ending}"] = f"{before}yz{ending}"
    both |= {"crueller": "crueler", "cruellest": "cruelest"}
    both |= {american: british for british, american in both.items()}
    return both | table.ONE_WAY


_SPELLINGS = _spellings()
