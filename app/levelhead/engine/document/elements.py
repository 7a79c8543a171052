"""Elements of HTML: what each does to the text in it, and which are open at a place.

Closing follows https://html.spec.whatwg.org/multipage/parsing.html#tree-construction as far as it
decides which text is read, quoted or a headline; formatting elements are not reopened.
"""

from collections import defaultdict
from typing import Literal, NamedTuple, get_args

from levelhead.engine.bounds import MAX_ITEMS, TooMuch
from levelhead.types import word_set

Trait = Literal[
    "unread",
    "quoted",
    "headline",
    "pre",
    "code",
    "raised",
    "foreign",
    "standfirst",
    "blockquote",
    "caption",
    "body",
    "article",
    "furniture",
]

HEADINGS = word_set("h1 h2 h3 h4 h5 h6")
# These begin and end a paragraph: what the standard's style sheet sets on lines of its own.
BLOCKS = HEADINGS | word_set(
    "address article aside blockquote body caption center col colgroup dd details dialog dir "
    "div dl dt fieldset figcaption figure footer form frameset head header hgroup hr html "
    "legend li listing main menu nav ol optgroup option p plaintext pre search section summary "
    "table tbody td tfoot th thead title tr ul xmp"
)
# No text can be in them, and they have no end tag.
VOID = word_set(
    "area base basefont bgsound br col embed frame hr img input link meta source track wbr"
)
# Not part of an article's text: code, replacements for something else, fields to fill in.
_UNREAD = word_set(
    "audio canvas datalist iframe math meter noembed noframes noscript object progress rp rt "
    "script select style svg template textarea video"
)
_FOREIGN = ("svg", "math")
_TRAITS: dict[str, frozenset[Trait]] = {
    **dict.fromkeys(_UNREAD, frozenset(("unread",))),
    **dict.fromkeys(_FOREIGN, frozenset(("unread", "foreign"))),
    "blockquote": frozenset(("quoted", "blockquote")),
    "q": frozenset(("quoted",)),
    "sup": frozenset(("raised",)),
    **dict.fromkeys(HEADINGS, frozenset(("headline",))),
    "title": frozenset(("headline", "furniture")),
    # A short cell or item without a full stop is not a headline.
    **dict.fromkeys(("dd", "dt", "li", "td", "th"), frozenset(("body",))),
    **dict.fromkeys(("caption", "figcaption"), frozenset(("caption",))),
    **dict.fromkeys(("article", "main"), frozenset(("article",))),
    **dict.fromkeys(("button", "form", "nav"), frozenset(("furniture",))),
    **dict.fromkeys(("listing", "pre", "xmp"), frozenset(("pre", "code"))),
    "plaintext": frozenset(("pre",)),
    **dict.fromkeys(("code", "kbd", "samp", "tt", "var"), frozenset(("code",))),
}
_NONE: frozenset[Trait] = frozenset()
_HIDDEN: frozenset[Trait] = frozenset(("unread",))

# An end tag reaches no further out than the innermost of these, unless it is one of a table's ...
_SCOPES = word_set("button caption object table td template th")
_TABLE = word_set("caption table tbody td tfoot th thead tr")
# ... and only one of these out of the block that it is in.
_AROUND_BLOCKS = BLOCKS | _UNREAD


class _Closing(NamedTuple):
    """What a start tag closes, in this order, unless one of `within` is open inside it."""

    names: tuple[str, ...]
    within: tuple[str, ...] = ()
    within_scopes: bool = True


_ENDS_P = BLOCKS - word_set(
    "body caption col colgroup frameset head html legend optgroup option title"
)
_NOTHING = _Closing(())
_CLOSES = {
    **dict.fromkeys(_ENDS_P - _TABLE | {"table"}, _Closing(("p",))),
    "li": _Closing(("p", "li"), ("dir", "menu", "ol", "ul")),
    **dict.fromkeys(("dd", "dt"), _Closing(("p", "dd", "dt"), ("dl",))),
    **dict.fromkeys(("td", "th"), _Closing(("td", "th"), ("table",), False)),
    "tr": _Closing(("td", "th", "tr"), ("table",), False),
    **dict.fromkeys(
        ("tbody", "tfoot", "thead"),
        _Closing(("td", "th", "tr", "tbody", "tfoot", "thead"), ("table",), False),
    ),
}
# A drawing or a formula that is not closed ends where the article goes on.
_ENDS_FOREIGN = HEADINGS | word_set(
    "b big blockquote body br center code dd div dl dt em embed head hr i img li listing menu meta "
    "nobr ol p pre ruby s small span strike strong sub sup table tt u ul var"
)


class OpenElements:
    """The elements that are open while the tags of one text are processed.

    `traits` are those that any of them has. Tags take time linear in their number, however
    they are nested.
    """

    def __init__(self) -> None:
        self.traits: frozenset[Trait] = frozenset()
        # Each set of traits is made once, since a text may have a million places where they change.
        self._seen: dict[frozenset[Trait], frozenset[Trait]] = {}
        self._counts: dict[Trait, int] = dict.fromkeys(get_args(Trait), 0)
        self._stack: list[tuple[str, frozenset[Trait]]] = []
        # Indexes in the stack: of elements by name, and of those that bound the reach of end tags.
        # The first is -1, for none.
        self._places: defaultdict[str, list[int]] = defaultdict(lambda: [-1])
        self._scopes = [-1]
        self._blocks = [-1]

    def start(self, name: str, hidden: bool, self_closing: bool) -> None:
        """A start tag; `hidden`: its attributes say that it is not shown."""
        if "foreign" in self.traits:
            if name in _ENDS_FOREIGN:
                roots = (self._places[root] for root in _FOREIGN)
                self._close(min(places[1] for places in roots if len(places) > 1))
            elif self_closing:
                return
        closing = _CLOSES.get(name, _NOTHING)
        for other in closing.names:
            place = self._places[other][-1]
            if place >= 0 and place > self._bound(closing):
                self._close(place)
        if name in VOID:
            return
        if name in HEADINGS and self._stack and self._stack[-1][0] in HEADINGS:
            self._close(len(self._stack) - 1)
        self._open(name, _TRAITS.get(name, _NONE) | (_HIDDEN if hidden else _NONE))

    def end(self, name: str) -> None:
        """An end tag; nothing happens if it closes no element."""
        place = self._places[name][-1]
        if name in HEADINGS:
            place = max(self._places[heading][-1] for heading in HEADINGS)
        if name in _TABLE:
            bound = -1
        elif name in _SCOPES:
            bound = self._scopes[-1] - 1
        else:
            bound = (self._scopes if name in _AROUND_BLOCKS else self._blocks)[-1]
        if place >= 0 and place > bound:
            self._close(place)

    def _bound(self, closing: _Closing) -> int:
        """The place up to which `closing` closes nothing."""
        bound = self._scopes[-1] if closing.within_scopes else -1
        return max((bound, *(self._places[name][-1] for name in closing.within)))

    def _open(self, name: str, traits: frozenset[Trait]) -> None:
        place = len(self._stack)
        if place >= MAX_ITEMS:
            raise TooMuch(f"has more than {MAX_ITEMS:,} elements open at once: send it in parts")
        self._stack.append((name, traits))
        self._places[name].append(place)
        if name in BLOCKS:
            self._blocks.append(place)
        if name in _SCOPES:
            self._scopes.append(place)
        if traits:
            self._count(traits, 1)

    def _close(self, place: int) -> None:
        """Close the element at `place` and all in it."""
        while len(self._stack) > place:
            name, traits = self._stack.pop()
            self._places[name].pop()
            if name in BLOCKS:
                self._blocks.pop()
            if name in _SCOPES:
                self._scopes.pop()
            if traits:
                self._count(traits, -1)

    def _count(self, traits: frozenset[Trait], change: int) -> None:
        for trait in traits:
            self._counts[trait] += change
        traits = frozenset(trait for trait, count in self._counts.items() if count)
        self.traits = self._seen.setdefault(traits, traits)
