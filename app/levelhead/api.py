"""The Python API, which `import levelhead` offers: POST /analyze and /compare without HTTP."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from os import PathLike
from pathlib import Path
from typing import TypedDict, TypeGuard, TypeVar, Unpack

from pydantic import BaseModel

from levelhead.engine.analyzer import Block
from levelhead.engine.analyzer import analyze as analyze_blocks
from levelhead.engine.bounds import TooMuch
from levelhead.engine.compare import Change, Comparison, Place
from levelhead.engine.compare import compare as compare_versions
from levelhead.engine.fingerprint import KEY_PATTERN, KEY_RULE
from levelhead.engine.report import (
    Attribution,
    Evidence,
    Headline,
    HeadlineFlag,
    Report,
    Score,
    Sentence,
    Source,
    Span,
    StackedHedge,
    Suppressed,
)
from levelhead.invalid_input import Fault, InvalidInput, validated
from levelhead.lexicon import Lexicon, LexiconError
from levelhead.lexicon import load_lexicon as load_lexicon_of
from levelhead.lexicon.load import packaged_folder
from levelhead.lexicon.load_profile import load_profile as load_profile_for
from levelhead.lexicon.profile import Profile
from levelhead.options import Analysis, ComparisonIn, Rule, blocks_of, options_of, versions_of
from levelhead.types import Dimension, Format, Language, OffsetUnit, Part, Quotes
from levelhead.version import VERSION as __version__

__all__ = [
    "AnalysisOptions",
    "Attribution",
    "Block",
    "Change",
    "Comparison",
    "Evidence",
    "Headline",
    "HeadlineFlag",
    "InvalidInput",
    "Lexicon",
    "LexiconError",
    "Place",
    "Profile",
    "Report",
    "Rule",
    "Score",
    "Sentence",
    "Source",
    "Span",
    "StackedHedge",
    "Suppressed",
    "TooMuch",
    "__version__",
    "analyze",
    "compare",
    "load_lexicon",
    "load_profile",
]


# Options that a profile may set, with their defaults: one that has its default is left to it.
_OF_PROFILES = {"min_score": 0.0, "quotes": "report"}


def analyze(
    text: str | Iterable[Block],
    *,
    lexicon: Lexicon | None = None,
    format: Format = "text",
    language: Language = "en",
    offset_unit: OffsetUnit = "codepoint",
    dimensions: Iterable[Dimension] | None = None,
    categories: Iterable[str] | None = None,
    min_score: float = 0.0,
    thresholds: Mapping[str, float] | None = None,
    quotes: Quotes = "report",
    allow: Iterable[str] = (),
    ignore: Iterable[str] = (),
    rules: Iterable[Rule | Mapping[str, object]] = (),
    profile: Profile | None = None,
    desk: str | None = None,
    explain: bool = False,
    include: Iterable[Part] = (),
    fingerprint_key: str = "",
) -> Report:
    """Score a text, or the blocks of an article; the same input always gets the same report.

    The options are those of POST /analyze, which docs/api.md describes. `lexicon` is one of
    load_lexicon(); without it the packaged word lists are used, which are loaded once. `profile`
    is one of load_profile(), whose settings count for options that have their default. Offsets
    point into the text as it was given, in `offset_unit`. Fingerprints are those of a service that
    has this `fingerprint_key` as its LEVELHEAD_FINGERPRINT_KEY, which is not read here.

    Raises InvalidInput, which names each wrong argument, and TooMuch for a text with more than
    100,000 sentences, paragraphs or matches. Takes about half a millisecond for 1,000 characters.
    """
    sent = {
        **_content(text),
        "format": format,
        "language": language,
        "offset_unit": offset_unit,
        "dimensions": _list(dimensions),
        "categories": _list(categories),
        "min_score": min_score,
        "thresholds": {} if thresholds is None else _plain(thresholds),
        "quotes": quotes,
        "allow": _list(allow),
        "ignore": _list(ignore),
        "rules": _list(rules),
        "desk": desk,
        "explain": explain,
        "include": _list(include),
    }
    if profile is not None:
        for name, default in _OF_PROFILES.items():
            if sent[name] == default:
                del sent[name]
    valid = _validated(Analysis, sent, lexicon, profile)
    options = options_of(valid, find_profile=lambda _: profile)
    key = _key(fingerprint_key)
    return analyze_blocks(blocks_of(valid), lexicon or packaged_lexicon(), options, key=key)


def load_profile(folder: Path | str, lexicon: Lexicon | None = None) -> Profile:
    """The profile of a folder, see docs/profiles.md; LexiconError lists every fault of its files.

    `lexicon` is the one that it will be used with, the packaged word lists by default.
    """
    _raise_if_any([*_folder_faults(folder), *_object_faults(lexicon, None)])
    return load_profile_for(Path(folder), lexicon or packaged_lexicon())


def load_lexicon(folder: Path | str, *, thorough: bool = False) -> Lexicon:
    """The word lists of a folder; LexiconError lists every fault of its files.

    Patterns of the packaged word lists are tried only if `thorough`: the tests have done so.
    """
    _raise_if_any(_folder_faults(folder))
    return load_lexicon_of(Path(folder), thorough=thorough)


class AnalysisOptions(TypedDict, total=False):
    """The options that analyze() and compare() have in common."""

    language: Language
    offset_unit: OffsetUnit
    dimensions: Iterable[Dimension] | None
    categories: Iterable[str] | None
    min_score: float
    thresholds: Mapping[str, float] | None
    quotes: Quotes
    allow: Iterable[str]
    ignore: Iterable[str]
    rules: Iterable[Rule | Mapping[str, object]]
    desk: str | None
    explain: bool


def compare(
    before: str | Iterable[Block],
    after: str | Iterable[Block],
    *,
    lexicon: Lexicon | None = None,
    profile: Profile | None = None,
    format: Format | tuple[Format, Format] = "text",
    fingerprint_key: str = "",
    **options: Unpack[AnalysisOptions],
) -> Comparison:
    """Compare two versions of a text: which claims became stronger or weaker, which words hotter.

    `format` is that of both texts, or a pair with that of each. All else is as for analyze();
    docs/compare.md describes what is returned.
    """
    formats = format if isinstance(format, tuple | list) else (format, format)
    if len(formats) != len(("before", "after")):
        raise InvalidInput([Fault(("format",), "should be one format, or a pair of formats")])
    sent = {
        "before": {**_content(before), "format": formats[0]},
        "after": {**_content(after), "format": formats[1]},
        **{name: _plain(value) for name, value in options.items()},
    }
    valid = _validated(ComparisonIn, sent, lexicon, profile)
    versions = versions_of(valid, options_of(valid, find_profile=lambda _: profile))
    return compare_versions(*versions, lexicon or packaged_lexicon(), key=_key(fingerprint_key))


_Model = TypeVar("_Model", bound=BaseModel)


def _validated(model: type[_Model], sent: object, lexicon: object, profile: object) -> _Model:
    """What was sent as a model; InvalidInput names every wrong argument, these two included."""
    faults = _object_faults(lexicon, profile)
    try:
        valid = validated(model, sent)
    except InvalidInput as invalid:
        raise InvalidInput([*faults, *invalid.faults]) from invalid
    _raise_if_any(faults)
    return valid


def _object_faults(lexicon: object, profile: object) -> list[Fault]:
    wanted = (
        ("lexicon", lexicon, Lexicon, "should be what load_lexicon() returns"),
        ("profile", profile, Profile, "should be what load_profile() returns"),
    )
    return [
        Fault((name,), reason)
        for name, value, type_, reason in wanted
        if value is not None and not isinstance(value, type_)
    ]


def _folder_faults(folder: object) -> list[Fault]:
    right = isinstance(folder, str | PathLike)
    return [] if right else [Fault(("folder",), "should be the path of a folder")]


def _raise_if_any(faults: Sequence[Fault]) -> None:
    if faults:
        raise InvalidInput(faults)


@cache
def packaged_lexicon() -> Lexicon:
    """The lexicon of the packaged word lists, loaded by the first call."""
    return load_lexicon_of(packaged_folder())


def _key(written: object) -> bytes:
    if not isinstance(written, str) or not re.fullmatch(KEY_PATTERN, written):
        raise InvalidInput([Fault(("fingerprint_key",), KEY_RULE)])
    return written.encode()


def _content(text: object) -> dict[str, object]:
    return {"blocks": [*map(_fields, text)]} if _is_list(text) else {"text": text}


def _fields(block: object) -> object:
    return block._asdict() if isinstance(block, Block) else block


def _is_list(items: object) -> TypeGuard[Iterable[object]]:
    """Whether it has items. A string was meant as one item, and not as its characters."""
    return isinstance(items, Iterable) and not isinstance(items, str | bytes | bytearray)


def _list(items: object) -> object:
    """A list of the items; what has none as it is, for the validation to name."""
    return [*items] if _is_list(items) else items


def _plain(value: object) -> object:
    """An option as JSON has it."""
    return dict(value) if isinstance(value, Mapping) else _list(value)
