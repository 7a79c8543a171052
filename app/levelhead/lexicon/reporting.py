"""Reporting words: the verbs, nouns and phrases with which news reports what somebody says."""

from collections import defaultdict
from collections.abc import Container, Mapping
from typing import Annotated, Literal, NamedTuple, get_args

from pydantic import BaseModel, ConfigDict, Field

from levelhead.lexicon.inflect import inflect
from levelhead.lexicon.variants import variants
from levelhead.types import Stance

# Of verbs: what must follow for the verb to report. `lexicons/README.md` describes each.
Use = Literal[
    "speech",
    "clause",
    "quotation",
    "person",
    "hearing",
    "belief",
    "judgement",
    "nouns",
    "acts",
    "views",
    "phrases",
    "sourceless",
]
# A table of reporting.toml for each.
_USES: tuple[Use, ...] = get_args(Use)
Form = Literal["base", "third", "past", "participle", "ing", "noun", "phrase"]

_SAYING: frozenset[Use] = frozenset(("speech", "clause", "quotation", "person"))
_ATTRIBUTING = _SAYING | frozenset[Use](("judgement", "hearing", "nouns", "acts"))
# Uses of verbs with which a sentence says whose claim the rest of it is.
_CLAIMING = frozenset[Use](("speech", "clause", "person", "hearing", "belief"))
_VERB_FORMS: tuple[Form, ...] = ("base", "third", "past", "participle", "ing")
_Word = Annotated[str, Field(pattern=r"^[a-z]+(?:[ -][a-z]+)*$")]
_Words = dict[_Word, Stance]


class RawReporting(BaseModel):
    """reporting.toml: each word with its stance, by its use."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    about: str
    also_nouns: list[_Word] = []
    impersonal: list[_Word] = []
    infinitive: list[_Word] = []
    plain: list[_Word] = []
    unnamed: list[_Word] = []
    roles: list[_Word] = []
    bodies: list[_Word] = []
    deeds: list[_Word] = []
    things: list[_Word] = []
    voiceless: list[_Word] = []
    speech: _Words = {}
    clause: _Words = {}
    quotation: _Words = {}
    person: _Words = {}
    hearing: _Words = {}
    belief: _Words = {}
    judgement: _Words = {}
    nouns: _Words = {}
    acts: _Words = {}
    views: _Words = {}
    phrases: _Words = {}
    sourceless: _Words = {}


class ReportingForm(NamedTuple):
    """One form of a reporting word: `rest` are the words after its first one.

    `forms` are all forms of its word that it may be: "said" is past and participle. `noun`: a noun
    may have the same form; `impersonal`: "is said to" reports without a source.
    """

    rest: tuple[str, ...]
    use: Use
    stance: Stance
    lemma: str
    forms: frozenset[Form]
    noun: bool
    impersonal: bool
    infinitive: bool


class Reporting(NamedTuple):
    """The reporting words, by the first word of each form, the longest first; and sources.

    `unnamed` are words for people whom nobody can identify, `roles` for other people, `bodies` for
    organisations, documents and those who speak for them. `deeds` are verbs, by their lemma, that
    report nothing if their object is one of the `things`. `voiceless` are nouns for animals, things
    and forces, which say nothing. `saying` are verbs that what is quoted was said, `attributing`
    those and other words that attribute a quotation to somebody. With `claiming` verbs a sentence
    says whose claim the rest of it is, with `plain` ones also where no "that" follows.
    """

    forms: Mapping[str, tuple[ReportingForm, ...]]
    unnamed: frozenset[str]
    roles: frozenset[str]
    bodies: frozenset[str]
    deeds: frozenset[str]
    things: frozenset[str]
    voiceless: frozenset[str]
    saying: frozenset[str]
    attributing: frozenset[str]
    claiming: frozenset[str]
    plain: frozenset[str]


NO_REPORTING = Reporting({}, *(frozenset[str](),) * 10)


def reporting_of(raw: RawReporting) -> Reporting:
    """All forms of the words, in British and American spelling."""
    nouns = {*raw.also_nouns, *raw.nouns, *raw.acts}
    found: defaultdict[str, list[ReportingForm]] = defaultdict(list)
    for use in _USES:
        words: _Words = getattr(raw, use)
        for word, stance in words.items():
            for spelled, forms in _forms(word, use).items():
                first, *rest = spelled.split()
                form = ReportingForm(
                    tuple(rest),
                    use,
                    stance,
                    lemma=word,
                    forms=forms,
                    noun=word in nouns,
                    impersonal=word in raw.impersonal,
                    infinitive=word in raw.infinitive,
                )
                found[first].append(form)
    return Reporting(
        {
            first: tuple(sorted(forms, key=lambda form: -len(form.rest)))
            for first, forms in found.items()
        },
        unnamed=_in_both_numbers(raw.unnamed),
        roles=_in_both_numbers(raw.roles),
        bodies=_in_both_numbers(raw.bodies),
        deeds=frozenset(raw.deeds),
        things=_in_both_numbers(raw.things),
        voiceless=_in_both_numbers(raw.voiceless),
        saying=_of_uses(found, _SAYING),
        attributing=_of_uses(found, _ATTRIBUTING),
        claiming=_finite(found),
        plain=_finite(found, raw.plain),
    )


def _of_uses(found: Mapping[str, list[ReportingForm]], uses: frozenset[Use]) -> frozenset[str]:
    """The forms of one word that have one of the uses; not "post" and "read", which seldom do."""
    return frozenset(
        first
        for first, forms in found.items()
        if any(not form.rest and form.use in uses and not _is_rather_noun(form) for form in forms)
    )


def _finite(
    found: Mapping[str, list[ReportingForm]], lemmas: Container[str] | None = None
) -> frozenset[str]:
    """The finite forms of one word of verbs that claim; of `lemmas` only, if there are any."""
    return frozenset(
        first
        for first, forms in found.items()
        for form in forms
        if not form.rest
        and form.use in _CLAIMING
        and form.forms != {"ing"}
        and (lemmas is None or form.lemma in lemmas)
    )


def _is_rather_noun(form: ReportingForm) -> bool:
    return form.noun and "base" in form.forms and form.use in ("clause", "quotation")


def _in_both_numbers(nouns: list[str]) -> frozenset[str]:
    return frozenset(form for noun in nouns for form in inflect(noun, "noun"))


def _forms(word: str, use: Use) -> Mapping[str, frozenset[Form]]:
    if use in ("phrases", "views", "sourceless"):
        return {word: frozenset(("phrase",))}
    if use in ("nouns", "acts"):
        return {form: frozenset(("noun",)) for form in inflect(word, "noun")}
    found: defaultdict[str, set[Form]] = defaultdict(set)
    for form, name in zip(inflect(word, "verb"), _VERB_FORMS, strict=True):
        for spelled in (form, *variants(form)):
            found[spelled].add(name)
    return {spelled: frozenset(names) for spelled, names in found.items()}
