"""Our categories as LanguageTool's rules, and which of them a caller has switched on."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple, get_args

from levelhead.engine.report import FlagKind
from levelhead.types import CATEGORIES

# LanguageTool's own category of style: clients know its colour.
STYLE, STYLE_NAME = "STYLE", "Style"


class CategoryRule(NamedTuple):
    """A category of the lexicons, or a kind of headline flags, as clients show and switch it.

    Ids are capitals and underscores: at least one client drops all others.
    """

    id: str
    label: str
    group: str


def _rules() -> Iterator[tuple[str, CategoryRule]]:
    for dimension, categories in CATEGORIES.items():
        for category in categories:
            label = f"{dimension.capitalize()}: {category.replace('_', ' ')}"
            yield category, CategoryRule(f"{dimension}_{category}".upper(), label, dimension)


RULES: Mapping[str, CategoryRule] = dict(_rules())
_HEADLINE = "headline"
HEADLINE_RULES: Mapping[FlagKind, CategoryRule] = {
    kind: CategoryRule(f"HEADLINE_{kind}".upper(), f"Headline: {kind}".replace("_", " "), _HEADLINE)
    for kind in get_args(FlagKind)
}


class Switches(NamedTuple):
    """What was switched on and off by name, in capitals; `only` turns off all that is not on.

    Categories are here LanguageTool's: STYLE, which is all of ours, our two dimensions, and
    HEADLINE.
    """

    rules_on: frozenset[str] = frozenset()
    rules_off: frozenset[str] = frozenset()
    categories_on: frozenset[str] = frozenset()
    categories_off: frozenset[str] = frozenset()
    only: bool = False

    def categories(self) -> frozenset[str]:
        """The lexicons' categories that are on."""
        return frozenset(category for category, rule in RULES.items() if self._on(rule))

    def headline_flags(self, *, picky: bool) -> frozenset[FlagKind]:
        """The kinds of headline flags that are on; unless `picky`, by their own name only."""
        return frozenset(
            kind
            for kind, rule in HEADLINE_RULES.items()
            if self._on(rule) and (picky or rule.id in self.rules_on)
        )

    def _on(self, rule: CategoryRule) -> bool:
        """As LanguageTool decides: in a category that is off, a rule is on only by its own name."""
        names = {STYLE, rule.group.upper()}
        on = not names.isdisjoint(self.categories_on)
        if self.only:
            return on or rule.id in self.rules_on
        if not on and not names.isdisjoint(self.categories_off):
            return rule.id in self.rules_on
        return rule.id not in self.rules_off
