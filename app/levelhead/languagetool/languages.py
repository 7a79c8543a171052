"""The languages that are served: English, by whatever code."""

from collections.abc import Iterable, Mapping

from levelhead.languagetool.answer import CheckLanguage, DetectedLanguage, ListedLanguage

AUTO, ENGLISH = "auto", "en"

# As LanguageTool names them.
LANGUAGES = tuple(
    ListedLanguage(name, ENGLISH, code)
    for name, code in (
        ("English", "en"),
        ("English (Australian)", "en-AU"),
        ("English (Canadian)", "en-CA"),
        ("English (GB)", "en-GB"),
        ("English (New Zealand)", "en-NZ"),
        ("English (South African)", "en-ZA"),
        ("English (US)", "en-US"),
    )
)
_BY_CODE: Mapping[str, ListedLanguage] = {each.long_code.lower(): each for each in LANGUAGES}

# The text is taken for what it is said to be; the highest figure that LanguageTool itself gives.
_CONFIDENCE, _SOURCE = 0.99, "assumed"


def is_english(code: str) -> bool:
    """Whether a code, in any case and with `-` or `_`, is of English."""
    return code.lower().replace("_", "-").partition("-")[0] == ENGLISH


def language_of(code: str, preferred: Iterable[str]) -> CheckLanguage:
    """What the answer says of a text in this language: for `auto` the preferred English."""
    codes = [code] if code != AUTO else [each for each in preferred if is_english(each)]
    known = _BY_CODE.get("".join(codes[:1]).lower().replace("_", "-"), LANGUAGES[0])
    name, code = known.name, known.long_code
    return CheckLanguage(name, code, DetectedLanguage(name, code, _CONFIDENCE, _SOURCE))
