"""What a client asks for: form fields, checked and made a Check."""

import re
from collections.abc import Mapping
from typing import NamedTuple

import msgspec
from msgspec import Struct

from levelhead.engine.deadline import Checkpoint, with_checkpoints
from levelhead.engine.report import FlagKind
from levelhead.languagetool.annotated import AnnotatedText, Annotation, without_markup
from levelhead.languagetool.answer import CheckLanguage
from levelhead.languagetool.block_quotes import with_block_quotes
from levelhead.languagetool.form import read_form
from levelhead.languagetool.languages import AUTO, is_english, language_of
from levelhead.languagetool.rules import Switches

# Between what is less than clear (.45, in headlines .495) and what is clear (.6). All direct speech
# lies below it too, and most of what is denied. An editor who has not asked for more sees the rest.
QUIET = 0.5
# Clients send some twenty; far more are an attack on the parser.
MAX_FIELDS = 200
# Of `data`: a hundred times those of a long article in LaTeX. Each takes some 300 bytes of memory.
MAX_ANNOTATIONS = 50_000
# Characters of a list: room for the names of all of LanguageTool's rules for English.
MAX_LIST = 200_000
SERVED = "send auto, en, en-GB, en-US or another en-…"
# What no form holds: there, a space is a plus, and letters beyond ASCII are written as %XX.
_UNESCAPED = re.compile(rb"[^!-~]")
_YES = ("true", "yes")

Fields = Mapping[str, str]


class Refused(Exception):
    """A request that can't be answered; str() says why in our own words."""


class Check(NamedTuple):
    """A text, how to analyse it, and what to say about its language."""

    text: AnnotatedText
    min_score: float
    categories: frozenset[str]
    headline_flags: frozenset[FlagKind]
    language: CheckLanguage
    english: bool
    """Whether it is in a language that is read here."""


class _Part(Struct, rename="camel"):
    text: str | None = None
    markup: str | None = None
    interpret_as: str | None = None


class _Data(Struct):
    text: str | None = None
    annotation: list[_Part] | None = None


def fields_of(body: bytes, query: bytes, checkpoint: Checkpoint) -> dict[str, str]:
    """The fields of a form and of a query, whatever the body's media type says it is.

    The last of two of one name counts, and the query's goes before the body's.
    """
    try:
        sent = _unescaped_form(body, checkpoint) or read_form(body, checkpoint, MAX_FIELDS)
        return dict(sent + read_form(query, checkpoint, MAX_FIELDS))
    except UnicodeDecodeError as error:
        raise Refused("the text or another field is not UTF-8") from error
    except ValueError as error:
        raise Refused(f"there are more than {MAX_FIELDS} fields") from error


def check_of(fields: Fields, checkpoint: Checkpoint, *, any_language: bool) -> Check:
    """What to do; fields that are not known are passed over.

    With `any_language`, a text that is not English is not an error: another server reads it.
    """
    text = _text(fields, checkpoint)
    code = fields.get("language", "")
    preferred = _list(fields, "preferredVariants")
    if not code:
        raise Refused(f"Missing 'language' parameter: {SERVED}")
    english = code == AUTO or is_english(code)
    if not (english or any_language):
        raise Refused(f"this 'language' is not served: {SERVED}")
    if preferred and code != AUTO:
        raise Refused("'preferredVariants' goes with language=auto only")
    switches = _switches(fields)
    picky = fields.get("level", "").lower() == "picky"
    reads = english and fields.get("mode") != "textLevelOnly"
    return Check(
        text,
        min_score=0.0 if picky else QUIET,
        categories=switches.categories() if reads else frozenset(),
        headline_flags=switches.headline_flags(picky=picky) if reads else frozenset(),
        language=language_of(code, preferred),
        english=english,
    )


def _unescaped_form(body: bytes, checkpoint: Checkpoint) -> list[tuple[str, str]] | None:
    """The fields of a body whose text was not escaped: LibreOffice 7.4 sends such.

    Read as a form, its text would end at the first `&`, and lose every `+`.
    """
    text, language, rest = body.removeprefix(b"text=").rpartition(b"&language=")
    if not (body.startswith(b"text=") and language and _UNESCAPED.search(text)):
        return None
    return [("text", text.decode()), *read_form(b"language=" + rest, checkpoint, MAX_FIELDS)]


def _text(fields: Fields, checkpoint: Checkpoint) -> AnnotatedText:
    text, data = fields.get("text"), fields.get("data")
    if text and data:
        raise Refused("Set only 'text' or 'data' parameter, not both")
    # A form that people fill in, such as that of /docs, sends the other one empty.
    if text is not None and not data:
        return without_markup(text)
    if data is None:
        raise Refused("Missing 'text' or 'data' parameter")
    return _annotated(data, checkpoint)


def _annotated(sent: str, checkpoint: Checkpoint) -> AnnotatedText:
    try:
        data = msgspec.json.decode(sent, type=_Data)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise Refused("'data' is not JSON, or not of the form that the documents show") from error
    if (data.text is None) == (data.annotation is None):
        raise Refused("'data' requires either 'text' or 'annotation'")
    if data.annotation is None:
        return without_markup(data.text or "")
    if len(data.annotation) > MAX_ANNOTATIONS:
        raise Refused(f"'data' has more than {MAX_ANNOTATIONS} annotations")
    parts = enumerate(with_checkpoints(data.annotation, checkpoint))
    return AnnotatedText.of(with_block_quotes(_part(number, part) for number, part in parts))


def _part(number: int, part: _Part) -> Annotation:
    if (part.text is None) == (part.markup is None):
        raise Refused(f"annotation {number} in 'data' requires either 'text' or 'markup'")
    if part.text is not None:
        if part.interpret_as is not None:
            raise Refused(f"annotation {number} in 'data': 'interpretAs' goes with 'markup' only")
        return Annotation(part.text, part.text, markup=False)
    return Annotation(part.markup or "", part.interpret_as or "", markup=True)


def _switches(fields: Fields) -> Switches:
    rules_on, rules_off, categories_on, categories_off = (
        frozenset(name.upper() for name in _list(fields, field))
        for field in ("enabledRules", "disabledRules", "enabledCategories", "disabledCategories")
    )
    only = fields.get("enabledOnly", "").lower() in _YES
    if only and (rules_off or categories_off):
        raise Refused("You cannot specify disabled rules or categories with enabledOnly=true")
    if only and not (rules_on or categories_on):
        raise Refused("You must specify enabled rules or categories with enabledOnly=true")
    return Switches(rules_on, rules_off, categories_on, categories_off, only)


def _list(fields: Fields, name: str) -> list[str]:
    listed = fields.get(name, "")
    if len(listed) > MAX_LIST:
        raise Refused(f"'{name}' is longer than {MAX_LIST} characters")
    return [item.strip() for item in listed.split(",") if item.strip()]
