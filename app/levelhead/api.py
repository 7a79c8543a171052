"""The Python API, which `import levelhead` offers: POST /analyze and /compare without HTTP."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TypedDict, Unpack

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
from levelhead.lexicon import Lexicon, LexiconError, load_lexicon
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
        "thresholds": {} if thresholds is None else dict(thresholds),
        "quotes": quotes,
        "allow": _list(allow),
        "ignore": _list(ignore),
        "rules": _list(rules),
        "desk": desk,
        "explain": explain,
        "include": _list(include),
    }
    if profile:
        for name, default in _OF_PROFILES.items():
            if sent[name] == default:
                del sent[name]
    valid = validated(Analysis, sent)
    options = options_of(valid, find_profile=lambda _: profile)
    key = _key(fingerprint_key)
    return analyze_blocks(blocks_of(valid), lexicon or packaged_lexicon(), options, key=key)


def load_profile(folder: Path | str, lexicon: Lexicon | None = None) -> Profile:
    """The profile of a folder, see docs/profiles.md; LexiconError lists every fault of its files.

    `lexicon` is the one that it will be used with, the packaged word lists by default.
    """
    return load_profile_for(Path(folder), lexicon or packaged_lexicon())


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
    formats = (format, format) if isinstance(format, str) else format
    sent = {
        "before": {**_content(before), "format": formats[0]},
        "after": {**_content(after), "format": formats[1]},
        **{name: _plain(value) for name, value in options.items()},
    }
    valid = validated(ComparisonIn, sent)
    versions = versions_of(valid, options_of(valid, find_profile=lambda _: profile))
    return compare_versions(*versions, lexicon or packaged_lexicon(), key=_key(fingerprint_key))


@cache
def packaged_lexicon() -> Lexicon:
    """The lexicon of the packaged word lists, loaded by the first call."""
    return load_lexicon(packaged_folder())


def _key(written: object) -> bytes:
    if not isinstance(written, str) or not re.fullmatch(KEY_PATTERN, written):
        raise InvalidInput([Fault(("fingerprint_key",), KEY_RULE)])
    return written.encode()


def _content(text: str | Iterable[Block]) -> dict[str, object]:
    return {"text": text} if isinstance(text, str) else {"blocks": [*map(_fields, text)]}


def _fields(block: object) -> object:
    return block._asdict() if isinstance(block, Block) else block


def _list(items: Iterable[object] | None) -> object:
    """A list, but a string as it is: it was meant as one item, and not as its characters."""
    return items if items is None or isinstance(items, str) else list(items)


def _plain(value: object) -> object:
    """An option as JSON has it."""
    if isinstance(value, Mapping):
        return dict(value)
    return _list(value) if isinstance(value, Iterable) else value
