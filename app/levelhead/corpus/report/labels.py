"""Names of groups as pictures, tables and lists have room for them."""

from collections.abc import Iterable, Mapping, Sequence

from levelhead.render import NOT_IN_HTML

MAX_NAME_CHARS = 32
# The end of a name often distinguishes it, as in "…, weekday edition".
END_CHARS = 16
# How many names a sentence lists; the CSV files have all.
MAX_LISTED = 40


def shortened(name: str) -> str:
    """The name on one line, without its middle if it is long."""
    name = " ".join(name.translate(NOT_IN_HTML).split()) or "(empty)"
    if len(name) <= MAX_NAME_CHARS:
        return name
    return f"{name[: MAX_NAME_CHARS - 1 - END_CHARS].rstrip()}…{name[-END_CHARS:].lstrip()}"


def labels_of(names: Iterable[str]) -> Mapping[str, str]:
    """A label for each name, all different: names that are shortened alike are numbered."""
    labels: dict[str, str] = {}
    used: set[str] = set()
    for name in names:
        label, number = shortened(name), 1
        while label in used:
            number += 1
            label = f"{shortened(name)} ({number})"
        used.add(label)
        labels[name] = label
    return labels


def listed(names: Sequence[str]) -> str:
    """The first names, and how many more there are."""
    more = f" and {len(names) - MAX_LISTED:,} more" if len(names) > MAX_LISTED else ""
    return f"{'; '.join(names[:MAX_LISTED])}{more}"
