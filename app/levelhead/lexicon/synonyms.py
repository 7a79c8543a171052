"""The file of words that name the same thing: its format, and its faults."""

from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict

from levelhead.lexicon.entry import Where
from levelhead.lexicon.source import EntryFault

# The words of each thing, and of the things that it excludes.
Group = tuple[tuple[str, ...], ...]


class RawSynonyms(BaseModel):
    """synonyms.toml: words by the first of their group, and forms of names by the name."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    about: str
    groups: dict[str, str] = {}
    names: dict[str, str] = {}

    def split(self) -> Iterator[Group]:
        """The groups in the order of the file."""
        for first, rest in self.groups.items():
            yield tuple(tuple(same.split()) for same in f"{first} {rest}".split("/"))

    def forms(self) -> Iterator[tuple[str, str]]:
        """Each form of a name, with the name."""
        return ((form, name) for name, forms in self.names.items() for form in forms.split())


def synonym_faults(raw: RawSynonyms) -> Iterator[EntryFault]:
    """Words of two groups, forms of two names, and slashes without a word on one side."""
    owners: dict[str, str] = {}
    for group in raw.split():
        first = group[0][0]
        if not all(group):
            yield EntryFault(Where("groups", first), "", "has no word on one side of a slash")
        for word in (word for same in group for word in same):
            if owners.setdefault(word, first) != first:
                reason = f"{word!r} is in the group of {owners[word]!r} too"
                yield EntryFault(Where("groups", first), "", reason)
    named: dict[str, str] = {}
    for form, name in raw.forms():
        if named.setdefault(form, name) != name:
            yield EntryFault(Where("names", name), "", f"{form!r} is a form of {named[form]!r} too")
